//! How many replications are enough.
//!
//! The rule of Hoad, Robinson & Davies (2010), *J. Oper. Res. Soc.* 61:1632-1644: stop at the
//! first number of replications whose half-width is small enough and stays so over a look-ahead.

use super::summary::student_t_quantile;

/// When the estimate of a mean over replications counts as precise enough.
///
/// With both limits given, either one suffices: the absolute one then serves as a floor where
/// the mean is close to 0 and a relative limit has no meaning. With neither, nothing suffices.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PrecisionRule {
    /// Largest acceptable half-width as a share of the mean (0.1 is ten per cent).
    pub relative: Option<f64>,
    /// Largest acceptable half-width in the unit of the values.
    pub absolute: Option<f64>,
    /// Confidence level of the half-width (0.95 for ninety-five per cent).
    pub level: f64,
    /// Fewest replications to accept; an interval needs two at least.
    pub minimum: usize,
    /// Look-ahead as a percentage of the replications, 100 at least (`kLimit`; usually 5):
    /// precision must also hold for the next `look_ahead * max(n, 100) / 100` replications.
    pub look_ahead: usize,
}

impl PrecisionRule {
    /// Whether a half-width around a mean is small enough, compared after rounding to 1e-9.
    pub fn accepts(&self, mean: f64, half_width: f64) -> bool {
        let relative = if half_width == 0.0 {
            0.0
        } else {
            half_width / mean.abs()
        };
        let within = |limit: Option<f64>, reached: f64| {
            limit.is_some_and(|limit| to_nine_places(reached) <= to_nine_places(limit))
        };
        within(self.relative, relative) || within(self.absolute, half_width)
    }

    fn look_ahead_after(&self, n: usize) -> usize {
        self.look_ahead.saturating_mul(n.max(100)) / 100
    }
}

// Both sides are rounded so that the last bits of a sum cannot decide how long a study runs.
fn to_nine_places(value: f64) -> f64 {
    libm::round(value * 1e9) / 1e9
}

/// Smallest number of replications that satisfies the rule and its look-ahead.
///
/// `values` holds one value per replication in replication order. `None` when the precision is
/// not reached, or not yet confirmed by the look-ahead, within the values given.
pub fn replications_needed(values: &[f64], rule: &PrecisionRule) -> Option<usize> {
    replications_needed_for_all(&[(values, *rule)])
}

/// Smallest number of replications at which every measure satisfies its own rule at once.
///
/// Each measure comes with its values in replication order; only replications that all measures
/// have are considered. `None` when not reached and confirmed, or when there is no measure.
pub fn replications_needed_for_all(measures: &[(&[f64], PrecisionRule)]) -> Option<usize> {
    let available = measures.iter().map(|(values, _)| values.len()).min()?;
    let verdicts: Vec<Vec<bool>> = measures
        .iter()
        .map(|(values, rule)| verdicts(&values[..available], rule))
        .collect();
    let minimum = measures.iter().map(|(_, rule)| rule.minimum).max()?.max(2);
    let mut candidate = minimum;
    while candidate <= available {
        let ahead = measures
            .iter()
            .map(|(_, rule)| rule.look_ahead_after(candidate))
            .max()?;
        let last = candidate.saturating_add(ahead);
        let fails = |n: &usize| verdicts.iter().any(|verdict| !verdict[*n]);
        match (candidate..=last.min(available)).find(fails) {
            // No earlier candidate can succeed: its look-ahead would include the same failure.
            Some(failure) => candidate = failure + 1,
            None => return (last <= available).then_some(candidate),
        }
    }
    None
}

/// For each number of replications up to all of them, whether the rule accepts its half-width.
fn verdicts(values: &[f64], rule: &PrecisionRule) -> Vec<bool> {
    let mut verdicts = vec![false];
    let (mut mean, mut squares) = (0.0, 0.0);
    for (before, &value) in values.iter().enumerate() {
        let n = (before + 1) as f64;
        let deviation = value - mean;
        mean += deviation / n;
        squares += deviation * (value - mean);
        let t = student_t_quantile(before, 0.5 + rule.level / 2.0);
        verdicts.push(t.is_some_and(|t| {
            let half_width = t * libm::sqrt(squares / (n - 1.0) / n);
            rule.accepts(mean, half_width)
        }));
    }
    verdicts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::{Summary, assert_close};

    #[rustfmt::skip]
    const VALUES: [f64; 160] = [
        22.474, 41.744, 12.195, 25.216, 7.064, 19.007, 17.712, 8.278, 15.284, 10.504, 14.731,
        29.891, 26.601, 9.191, 23.753, 7.088, 20.466, 18.473, 19.349, 24.113, 18.431, 19.89, 16.248,
        39.709, 21.302, 18.88, 19.462, 5.196, 6.575, 27.579, 18.536, 15.586, 9.821, 15.683, 11.202,
        21.913, 14.725, 23.652, 19.629, 12.628, 6.332, 17.062, 25.022, 16.47, 11.157, 8.253, 17.073,
        15.69, 27.649, 28.639, 8.386, 14.313, 6.652, 7.176, 17.721, 18.493, 15.204, 10.279, 16.262,
        8.813, 14.875, 12.494, 23.454, 14.313, 23.248, 15.671, 9.549, 18.076, 23.059, 11.632, 22.95,
        3.833, 15.399, 42.764, 33.598, 28.284, 18.389, 12.648, 19.431, 38.596, 7.009, 12.115, 12.46,
        5.484, 13.994, 26.381, 9.522, 35.549, 14.888, 38.509, 60.555, 17.383, 12.859, 31.793,
        20.106, 19.083, 18.277, 28.742, 30.54, 26.539, 12.921, 20.739, 28.52, 27.09, 21.967, 15.953,
        54.5, 17.394, 22.601, 60.781, 33.517, 24.04, 7.774, 27.556, 31.752, 23.821, 10.58, 16.005,
        19.465, 20.322, 8.056, 27.331, 22.99, 19.081, 12.633, 5.387, 16.685, 11.25, 10.561, 11.276,
        13.366, 24.684, 9.162, 17.258, 15.113, 17.387, 7.691, 6.481, 16.724, 21.253, 22.015, 15.975,
        27.827, 26.229, 29.168, 23.086, 13.782, 12.251, 13.303, 19.027, 21.414, 24.441, 36.661,
        16.427, 36.122, 40.147, 19.225, 25.329, 61.124, 28.412,
    ];

    fn rule(relative: f64) -> PrecisionRule {
        PrecisionRule {
            relative: Some(relative),
            absolute: None,
            level: 0.95,
            minimum: 3,
            look_ahead: 5,
        }
    }

    #[test]
    fn the_numbers_of_replications_agree_with_the_reference() {
        assert_eq!(replications_needed(&VALUES, &rule(0.1)), Some(102));
        assert_eq!(replications_needed(&VALUES, &rule(0.07)), None);
    }

    #[test]
    fn the_half_widths_agree_with_the_reference() {
        for (n, expected) in [
            (3, 1.4629938711671),
            (10, 0.40913447778161544),
            (50, 0.12483831881100503),
            (100, 0.10150341179096875),
            (160, 0.08227248429929816),
        ] {
            let summary = Summary::of(&VALUES[..n]);
            let relative = summary.half_width(0.95).unwrap() / summary.mean().unwrap();
            assert_close(relative, expected);
        }
    }

    #[test]
    fn the_answer_waits_for_the_look_ahead() {
        // At n = 102 five more are needed: 107 values confirm it, 106 do not.
        assert_eq!(replications_needed(&VALUES[..106], &rule(0.1)), None);
        assert_eq!(replications_needed(&VALUES[..107], &rule(0.1)), Some(102));
        let mut late = VALUES.to_vec();
        late[106] = 9000.0;
        assert_eq!(
            replications_needed(&late, &rule(0.1)),
            None,
            "precision must hold"
        );
    }

    #[test]
    fn a_minimum_is_a_minimum() {
        let constant = [4.0; 40];
        assert_eq!(replications_needed(&constant, &rule(0.1)), Some(3));
        let at_least_ten = PrecisionRule {
            minimum: 10,
            ..rule(0.1)
        };
        assert_eq!(replications_needed(&constant, &at_least_ten), Some(10));
        let none = PrecisionRule {
            minimum: 0,
            look_ahead: 0,
            ..rule(0.1)
        };
        assert_eq!(replications_needed(&constant, &none), Some(2));
        assert_eq!(replications_needed(&[], &none), None);
    }

    #[test]
    fn close_to_zero_an_absolute_limit_takes_over() {
        let rare: Vec<f64> = (0..60)
            .map(|i| if i % 20 == 7 { 0.01 } else { 0.0 })
            .collect();
        assert_eq!(replications_needed(&rare, &rule(0.1)), None);
        let floor = PrecisionRule {
            absolute: Some(0.005),
            ..rule(0.1)
        };
        assert_eq!(replications_needed(&rare, &floor), Some(3));
        assert_eq!(replications_needed(&[0.0; 30], &rule(0.1)), Some(3));
        let neither = PrecisionRule {
            relative: None,
            ..rule(0.1)
        };
        assert_eq!(replications_needed(&[0.0; 30], &neither), None);
    }

    #[test]
    fn a_value_that_is_not_a_number_never_counts_as_precise() {
        let mut values = [4.0; 40];
        values[1] = f64::NAN;
        let both = PrecisionRule {
            absolute: Some(1e9),
            ..rule(0.1)
        };
        assert_eq!(replications_needed(&values, &both), None);
    }

    #[test]
    fn every_measure_must_be_precise_at_once() {
        let constant = [4.0; 160];
        let both = [(&VALUES[..], rule(0.1)), (&constant[..], rule(0.1))];
        assert_eq!(replications_needed_for_all(&both), Some(102));
        assert_eq!(replications_needed_for_all(&[]), None);
    }
}
