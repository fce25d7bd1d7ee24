//! How pressure of work feeds back on people and on the work.

/// What a caseload above or below its target does; everything left out is off.
///
/// Pressure is the caseload points a person holds, over `target` times full-time equivalents.
#[derive(Clone, Debug)]
pub struct Pressure {
    /// Caseload points of a full-time worker at which every factor is one.
    pub target_points: f64,
    /// On the hazard of each kind of sickness.
    pub absence: Option<Response>,
    /// On the hazard of leaving.
    pub leaving: Option<Response>,
    /// On the chance that a manager sends work back.
    pub rework: Option<Response>,
    /// On the chance that a closed family comes back.
    pub returning: Option<Response>,
}

/// A factor that grows with pressure: pressure to a power, within limits.
#[derive(Clone, Copy, Debug)]
pub struct Response {
    /// Power; 0 = no effect.
    pub power: f64,
    /// Least factor.
    pub least: f64,
    /// Largest factor.
    pub most: f64,
}

impl Response {
    /// The factor at a pressure (1 = at target).
    #[must_use]
    pub fn factor(&self, pressure: f64) -> f64 {
        libm::pow(pressure.max(0.0), self.power).clamp(self.least, self.most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_factor_is_one_at_target_grows_with_pressure_and_stops_at_its_limits() {
        let response = Response {
            power: 0.7,
            least: 0.5,
            most: 2.2,
        };
        assert_eq!(response.factor(1.0), 1.0);
        assert!((response.factor(2.0) - 1.624_504_792_712_471).abs() < 1e-12);
        assert_eq!(response.factor(10.0), 2.2);
        assert_eq!(response.factor(0.0), 0.5);
    }
}
