//! How much of a spread comes from inputs that are not known, and how much from chance.
//!
//! Inputs are drawn from what is believed of them, and a few futures simulated with each draw. A
//! one-way analysis of variance with random effects (Searle, Casella and McCulloch 1992, *Variance
//! Components*, chapter 3) parts the variance: between draws lies what the inputs do, within a draw
//! what chance does. How well the middle is known is a third thing, and shrinks with more draws.

use statrs::distribution::{ContinuousCDF, FisherSnedecor};

/// The parts of a spread.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TwoLevel {
    /// Mean over all futures.
    pub mean: f64,
    /// Variance that comes from the inputs; never below 0.
    pub inputs_variance: f64,
    /// Variance that comes from chance.
    pub chance_variance: f64,
    /// Standard error of the mean: what more draws would shrink.
    pub mean_standard_error: f64,
    /// 95 % interval of the share of the variance that comes from the inputs (exact where all are
    /// normal); `None` where chance does nothing.
    pub inputs_share_interval: Option<(f64, f64)>,
    /// Draws.
    pub draws: usize,
    /// Futures with each draw.
    pub futures_per_draw: usize,
}

impl TwoLevel {
    /// Parts the figures of some futures with each draw. `None` where there are fewer than two
    /// draws or futures with one, or not as many with each, or a figure is not finite.
    pub fn of(draws: &[Vec<f64>]) -> Option<Self> {
        let (count, per) = (draws.len(), draws.first()?.len());
        let whole = draws.iter().all(|draw| draw.len() == per);
        let finite = draws.iter().flatten().all(|figure| figure.is_finite());
        if count < 2 || per < 2 || !whole || !finite {
            return None;
        }
        let mean_of = |figures: &[f64]| figures.iter().sum::<f64>() / figures.len() as f64;
        let means: Vec<f64> = draws.iter().map(|draw| mean_of(draw)).collect();
        let mean = mean_of(&means);
        let square = |value: f64| value * value;
        let between: f64 = means.iter().map(|own| square(own - mean)).sum();
        let between = between * per as f64 / (count - 1) as f64;
        let within: f64 = draws
            .iter()
            .zip(&means)
            .map(|(draw, own)| draw.iter().map(|figure| square(figure - own)).sum::<f64>())
            .sum();
        let within = within / (count * (per - 1)) as f64;
        Some(Self {
            mean,
            inputs_variance: ((between - within) / per as f64).max(0.0),
            chance_variance: within,
            mean_standard_error: libm::sqrt(between / (count * per) as f64),
            inputs_share_interval: share_interval(between, within, (count, per)),
            draws: count,
            futures_per_draw: per,
        })
    }

    /// Share of the variance that comes from the inputs; `None` where nothing varies.
    pub fn inputs_share(&self) -> Option<f64> {
        let all = self.inputs_variance + self.chance_variance;
        (all > 0.0).then(|| self.inputs_variance / all)
    }
}

/// Interval of the intraclass correlation from the ratio of mean squares.
fn share_interval(between: f64, within: f64, (draws, per): (usize, usize)) -> Option<(f64, f64)> {
    if within <= 0.0 {
        return None;
    }
    let (above, below) = ((draws - 1) as f64, (draws * (per - 1)) as f64);
    let law = FisherSnedecor::new(above, below).ok()?;
    let (ratio, per) = (between / within, per as f64);
    let share = |point: f64| {
        let scaled = ratio / point;
        ((scaled - 1.0) / (scaled + per - 1.0)).clamp(0.0, 1.0)
    };
    Some((share(law.inverse_cdf(0.975)), share(law.inverse_cdf(0.025))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::assert_close;

    #[test]
    fn the_parts_of_a_table_worked_by_hand() {
        // Means 2, 5, 8 about 5; each draw has figures one below and one above its mean.
        let draws = [vec![1.0, 3.0], vec![4.0, 6.0], vec![7.0, 9.0]];
        let found = TwoLevel::of(&draws).expect("enough");
        assert_close(found.mean, 5.0);
        assert_close(found.chance_variance, 2.0);
        // Between: 2 (9 + 0 + 9) / 2 = 18; (18 - 2) / 2 = 8.
        assert_close(found.inputs_variance, 8.0);
        assert_close(found.inputs_share().expect("varies"), 0.8);
        assert_close(found.mean_standard_error, libm::sqrt(3.0));
        let (low, high) = found.inputs_share_interval.expect("chance does something");
        assert!(low < 0.8 && high > 0.8 && high <= 1.0, "{low} to {high}");
    }

    #[test]
    fn inputs_that_do_nothing_get_nothing() {
        let draws = [vec![1.0, 5.0], vec![2.0, 4.0], vec![5.0, 1.0]];
        let found = TwoLevel::of(&draws).expect("enough");
        assert_eq!(found.inputs_variance, 0.0);
        assert_eq!(found.inputs_share_interval.expect("some").0, 0.0);
        assert!(TwoLevel::of(&[vec![1.0], vec![2.0]]).is_none());
        assert!(TwoLevel::of(&[vec![1.0, 2.0]]).is_none());
        assert!(TwoLevel::of(&[vec![1.0, f64::NAN], vec![2.0, 3.0]]).is_none());
    }

    /// Planted truth: the interval holds the share in 93 to 97 of 100 tables of normal figures.
    #[test]
    fn the_interval_covers_a_planted_share() {
        let mut state = 7_u64;
        let mut uniform = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            ((state >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
        };
        let mut normal = || {
            let (one, other) = (uniform(), uniform());
            libm::sqrt(-2.0 * libm::log(one)) * libm::cos(std::f64::consts::TAU * other)
        };
        let tables = 2_000;
        let mut held = 0;
        for _ in 0..tables {
            let draws: Vec<Vec<f64>> = (0..20)
                .map(|_| {
                    let own = 1.5 * normal();
                    (0..2).map(|_| own + normal()).collect()
                })
                .collect();
            let found = TwoLevel::of(&draws).and_then(|found| found.inputs_share_interval);
            let truth = 2.25 / 3.25;
            held += usize::from(found.is_some_and(|(low, high)| low <= truth && truth <= high));
        }
        let share = held as f64 / f64::from(tables);
        assert!((0.93..0.97).contains(&share), "{share}");
    }
}
