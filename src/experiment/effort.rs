//! The same futures with every piece of work a tenth shorter and a tenth longer: how far an answer
//! hangs on the input that is known least, until all of them are varied together.

use super::outcome::Outcome;
use super::plan::{Plan, Replications};
use super::replicate::{ExperimentError, Running, run_all};
use crate::measures::MonitorPlan;

/// Factors on every effort.
pub const EFFORT_FACTORS: [f64; 2] = [0.9, 1.1];

/// One future in so many is run again with each factor, and no fewer than [`LEAST_FUTURES`].
const ONE_IN: usize = 5;

/// Fewest futures run again.
const LEAST_FUTURES: usize = 4;

/// The outcomes with less and with more work, of a service that was run in `futures` futures;
/// `None` for a system without a front door, whose work is what it is said to be.
///
/// # Errors
///
/// As [`run_all`].
pub fn effort_range(
    plan: &Plan,
    measures: &MonitorPlan,
    running: &Running<'_>,
    futures: usize,
) -> Result<Option<[Outcome; 2]>, ExperimentError> {
    let service = |plan: &Plan| {
        plan.department
            .versions
            .iter()
            .any(|v| v.spec.front_door.is_some())
    };
    if !service(plan) {
        return Ok(None);
    }
    let again = (futures / ONE_IN).max(LEAST_FUTURES).min(futures);
    let with = |factor: f64| {
        let mut plan = plan.clone();
        plan.replications = Replications::Number(u32::try_from(again).unwrap_or(u32::MAX));
        for version in &mut plan.department.versions {
            version.spec.effort_scale *= factor;
        }
        run_all(&plan, measures, running)
    };
    Ok(Some([with(EFFORT_FACTORS[0])?, with(EFFORT_FACTORS[1])?]))
}
