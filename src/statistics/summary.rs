//! Statistics over replications, each replication giving one number.
//!
//! The replication, never the family, is the sampling unit: waits within one replication are
//! correlated. Probabilities and levels are shares (0.95, not 95).

use statrs::distribution::{Beta, ContinuousCDF, Normal, StudentsT};

/// Summary of one measure over replications.
///
/// Statistics that too few replications cannot give are `None`; replications without a value are
/// counted, never replaced.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Summary {
    n: usize,
    missing: usize,
    mean: f64,
    sd: f64,
    min: f64,
    max: f64,
}

impl Summary {
    /// Summarises values in replication order, given as numbers or as options.
    ///
    /// `None`, and a number that is not finite, is a replication without a value.
    pub fn of<V: Into<Option<f64>> + Copy>(values: &[V]) -> Self {
        let present: Vec<f64> = values
            .iter()
            .filter_map(|&v| v.into())
            .filter(|v: &f64| v.is_finite())
            .collect();
        let n = present.len() as f64;
        // The second pass removes the rounding of the first, so equal values have spread zero.
        let rough = present.iter().sum::<f64>() / n;
        let mean = rough + present.iter().map(|v| v - rough).sum::<f64>() / n;
        let squares: f64 = present.iter().map(|v| (v - mean) * (v - mean)).sum();
        Self {
            n: present.len(),
            missing: values.len() - present.len(),
            mean,
            sd: libm::sqrt(squares / (n - 1.0)),
            min: present.iter().copied().fold(f64::INFINITY, f64::min),
            max: present.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        }
    }

    /// Replications with a value.
    pub fn n(&self) -> usize {
        self.n
    }

    /// Replications without a value.
    pub fn missing(&self) -> usize {
        self.missing
    }

    fn with_at_least(&self, n: usize, value: f64) -> Option<f64> {
        (self.n >= n).then_some(value)
    }

    /// Mean over the replications with a value; `None` when there is none.
    pub fn mean(&self) -> Option<f64> {
        self.with_at_least(1, self.mean)
    }

    /// Standard deviation between replications (divisor n - 1); `None` below two values.
    pub fn sd(&self) -> Option<f64> {
        self.with_at_least(2, self.sd)
    }

    /// Standard error of the mean; `None` below two values.
    pub fn standard_error(&self) -> Option<f64> {
        self.with_at_least(2, self.sd / libm::sqrt(self.n as f64))
    }

    /// Half-width of the confidence interval of the mean by Student's t.
    ///
    /// `None` below two values or when `level` is not between 0 and 1.
    pub fn half_width(&self, level: f64) -> Option<f64> {
        let t = student_t_quantile(self.n.checked_sub(1)?, two_sided(level)?)?;
        Some(t * self.standard_error()?)
    }

    /// Lower and upper end of the confidence interval of the mean; `None` as for `half_width`.
    pub fn interval(&self, level: f64) -> Option<(f64, f64)> {
        let half_width = self.half_width(level)?;
        Some((self.mean - half_width, self.mean + half_width))
    }

    /// Smallest value; `None` when there is none.
    pub fn min(&self) -> Option<f64> {
        self.with_at_least(1, self.min)
    }

    /// Largest value; `None` when there is none.
    pub fn max(&self) -> Option<f64> {
        self.with_at_least(1, self.max)
    }
}

/// Probability below the upper end of a two-sided interval of the given level.
fn two_sided(level: f64) -> Option<f64> {
    (level > 0.0 && level < 1.0).then_some(0.5 + level / 2.0)
}

/// Quantile of Student's t with the given degrees of freedom.
///
/// `None` for no degrees of freedom or a probability that is not between 0 and 1.
pub fn student_t_quantile(degrees_of_freedom: usize, probability: f64) -> Option<f64> {
    if !(probability > 0.0 && probability < 1.0) {
        return None;
    }
    let degrees = degrees_of_freedom as f64;
    if degrees_of_freedom > LARGE {
        return large_student_t_quantile(degrees, probability);
    }
    let student = StudentsT::new(0.0, 1.0, degrees).ok()?;
    Some(student.inverse_cdf(probability))
}

/// Degrees of freedom beyond which the library's inverse of Student's t loses digits.
const LARGE: usize = 1000;

/// Cornish-Fisher expansion of Student's t around the normal (Abramowitz & Stegun 26.7.5), whose
/// error falls with the fifth power of the degrees of freedom.
fn large_student_t_quantile(degrees: f64, probability: f64) -> Option<f64> {
    let z = Normal::new(0.0, 1.0).ok()?.inverse_cdf(probability);
    let s = z * z;
    let first = (s + 1.0) / 4.0;
    let second = ((5.0 * s + 16.0) * s + 3.0) / 96.0;
    let third = (((3.0 * s + 19.0) * s + 17.0) * s - 15.0) / 384.0;
    let fourth = ((((79.0 * s + 776.0) * s + 1482.0) * s - 1920.0) * s - 945.0) / 92160.0;
    let correction = (((fourth / degrees + third) / degrees + second) / degrees + first) / degrees;
    Some(z * (1.0 + correction))
}

/// Sorts the values and gives their quantile of type 7 (Hyndman & Fan 1996): linear interpolation
/// at `(n - 1) p`.
///
/// `None` when empty, when a value is not a number, or when `p` is not within 0 to 1.
pub fn quantile_of(values: &mut [f64], p: f64) -> Option<f64> {
    let unusable = values.is_empty() || values.iter().any(|value| value.is_nan());
    if unusable || !(0.0..=1.0).contains(&p) {
        return None;
    }
    values.sort_unstable_by(f64::total_cmp);
    let position = (values.len() - 1) as f64 * p;
    let below = libm::floor(position) as usize;
    let above = (below + 1).min(values.len() - 1);
    let fraction = position - below as f64;
    if fraction == 0.0 {
        return Some(values[below]); // interpolating to an infinite neighbour is not a number
    }
    Some(values[below] + fraction * (values[above] - values[below]))
}

/// Confidence interval of a quantile from order statistics.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct QuantileInterval {
    /// Lower end, in the unit of the values.
    pub lower: f64,
    /// Upper end, in the unit of the values.
    pub upper: f64,
    /// Rank of the lower end among the sorted values, counted from 1.
    pub lower_index: usize,
    /// Rank of the upper end among the sorted values, counted from 1.
    pub upper_index: usize,
    /// Probability that the interval covers the quantile, `level` or more.
    pub coverage: f64,
}

/// Sorts the values and gives a confidence interval of their `p` quantile, whatever their
/// distribution, from the binomial number of values below it.
///
/// It is the shortest span of ranks that covers with probability `level`; of equal spans the one
/// that covers best. `None` when the values are too few for any, when a value is not a number, or
/// when `p` or `level` is not between 0 and 1.
pub fn quantile_interval(values: &mut [f64], p: f64, level: f64) -> Option<QuantileInterval> {
    let shares = p > 0.0 && p < 1.0 && level > 0.0 && level < 1.0;
    if !shares || values.iter().any(|value| value.is_nan()) {
        return None;
    }
    values.sort_unstable_by(f64::total_cmp);
    let (lower_index, upper_index, coverage) = shortest_span(values.len(), p, level)?;
    Some(QuantileInterval {
        lower: values[lower_index - 1],
        upper: values[upper_index - 1],
        lower_index,
        upper_index,
        coverage,
    })
}

/// Ranks `(lower, upper, coverage)`: ranks cover when at least `lower` and fewer than `upper`
/// values lie below the quantile.
fn shortest_span(n: usize, p: f64, level: f64) -> Option<(usize, usize, f64)> {
    // Rounding must not decide between spans that are equal by symmetry.
    const SAME: f64 = 1e-12;
    let probabilities = binomial_probabilities(n, p);
    let mut best: Option<(usize, usize, f64)> = None;
    let (mut upper, mut coverage) = (1, 0.0);
    for lower in 1..n {
        while upper < n && (upper <= lower || coverage < level - SAME) {
            if upper >= lower {
                coverage += probabilities[upper];
            }
            upper += 1;
        }
        if coverage < level - SAME {
            break;
        }
        let better = best.is_none_or(|(l, u, c)| {
            let (span, shortest) = (upper - lower, u - l);
            span < shortest || (span == shortest && coverage > c + SAME)
        });
        if better {
            best = Some((lower, upper, coverage));
        }
        coverage -= probabilities[lower];
    }
    best
}

/// Binomial probabilities of 0 to `n`, by the ratio of neighbours outwards from the mode.
fn binomial_probabilities(n: usize, p: f64) -> Vec<f64> {
    let mode = (libm::floor((n + 1) as f64 * p) as usize).min(n);
    let odds = p / (1.0 - p);
    let mut weights = vec![0.0; n + 1];
    weights[mode] = 1.0;
    for k in mode..n {
        weights[k + 1] = weights[k] * odds * (n - k) as f64 / (k + 1) as f64;
    }
    for k in (0..mode).rev() {
        weights[k] = weights[k + 1] * (k + 1) as f64 / (odds * (n - k) as f64);
    }
    let total: f64 = weights.iter().sum();
    weights.iter().map(|weight| weight / total).collect()
}

/// Clopper-Pearson confidence interval of a proportion: `successes` out of `n`.
///
/// Used for "in how many futures is the promise kept". `None` when `n` is 0, when there are more
/// successes than trials, or when `level` is not between 0 and 1.
pub fn proportion_interval(successes: usize, n: usize, level: f64) -> Option<(f64, f64)> {
    let one_sided = two_sided(level)?;
    let lower = proportion_lower_bound(successes, n, one_sided)?;
    Some((lower, proportion_upper_bound(successes, n, one_sided)?))
}

/// One-sided Clopper-Pearson lower bound of a proportion; `None` as for `proportion_interval`.
pub fn proportion_lower_bound(successes: usize, n: usize, level: f64) -> Option<f64> {
    two_sided(level)?;
    match n.checked_sub(successes)? {
        _ if n == 0 => None,
        _ if successes == 0 => Some(0.0),
        0 => Some(libm::pow(1.0 - level, 1.0 / n as f64)),
        failures => beta_quantile(successes, failures + 1, 1.0 - level),
    }
}

/// One-sided Clopper-Pearson upper bound of a proportion; `None` as for `proportion_interval`.
pub fn proportion_upper_bound(successes: usize, n: usize, level: f64) -> Option<f64> {
    two_sided(level)?;
    match n.checked_sub(successes)? {
        _ if n == 0 => None,
        0 => Some(1.0),
        _ if successes == 0 => Some(-libm::expm1(libm::log1p(-level) / n as f64)),
        failures => beta_quantile(successes + 1, failures, level),
    }
}

fn beta_quantile(a: usize, b: usize, probability: f64) -> Option<f64> {
    let beta = Beta::new(a as f64, b as f64).ok()?;
    Some(beta.inverse_cdf(probability))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::assert_close;
    use proptest::prelude::*;

    #[rustfmt::skip]
    const SAMPLE: [f64; 60] = [
        1.721, 1.928, 2.117, 2.223, 2.317, 3.039, 3.382, 3.534, 3.733, 3.774, 3.828, 3.896, 3.912,
        4.028, 4.273, 4.287, 4.395, 4.44, 4.682, 5.115, 5.297, 5.728, 5.897, 6.086, 6.368, 6.629,
        6.65, 6.683, 6.973, 7.033, 7.217, 7.614, 8.011, 8.031, 8.23, 8.95, 9.682, 9.732, 10.08,
        10.318, 10.638, 11.126, 11.322, 11.506, 12.634, 13.931, 13.997, 14.001, 17.981, 18.397,
        19.065, 19.249, 20.505, 21.442, 22.056, 28.795, 29.054, 32.768, 41.512, 42.3,
    ];

    #[test]
    fn students_t_agrees_with_the_reference() {
        for (df, p, expected) in [
            (4, 0.975, 2.7764451051977934),
            (4, 0.99, 3.746947387979196),
            (4, 0.995, 4.604094871349992),
            (9, 0.975, 2.262157162798205),
            (9, 0.99, 2.821437925025809),
            (9, 0.995, 3.249835541592126),
            (29, 0.975, 2.045229642132703),
            (29, 0.99, 2.4620213601504126),
            (29, 0.995, 2.756385903670605),
        ] {
            assert_close(student_t_quantile(df, p).unwrap(), expected);
        }
        assert_eq!(student_t_quantile(0, 0.975), None);
        assert_eq!(student_t_quantile(4, 1.0), None);
    }

    #[test]
    fn a_summary_by_hand() {
        let summary = Summary::of(&[2.0, 4.0, 4.0, 5.0, 10.0]);
        assert_eq!((summary.n(), summary.missing()), (5, 0));
        assert_eq!(summary.mean(), Some(5.0));
        assert_close(summary.sd().unwrap(), 3.0);
        assert_close(summary.standard_error().unwrap(), 1.341_640_786_499_874);
        let half_width = summary.half_width(0.95).unwrap();
        assert_close(half_width, 2.776_445_105_197_793_4 * 1.341_640_786_499_874);
        assert_eq!(
            summary.interval(0.95),
            Some((5.0 - half_width, 5.0 + half_width))
        );
        assert_eq!((summary.min(), summary.max()), (Some(2.0), Some(10.0)));
        assert_eq!(
            (summary.half_width(0.0), summary.half_width(1.0)),
            (None, None)
        );
    }

    #[test]
    fn replications_without_a_value_are_counted_not_replaced() {
        let summary = Summary::of(&[Some(1.0), None, Some(3.0), Some(f64::NAN)]);
        assert_eq!(
            (summary.n(), summary.missing(), summary.mean()),
            (2, 2, Some(2.0))
        );
        let none = Summary::of(&[None::<f64>, None]);
        assert_eq!(
            (none.n(), none.missing(), none.mean(), none.sd()),
            (0, 2, None, None)
        );
        assert_eq!(
            (none.half_width(0.95), none.min(), none.max()),
            (None, None, None)
        );
        let one = Summary::of(&[7.0]);
        assert_eq!(
            (one.mean(), one.sd(), one.half_width(0.95)),
            (Some(7.0), None, None)
        );
    }

    #[test]
    fn equal_values_have_no_spread_at_all() {
        let summary = Summary::of(&[0.1; 7]);
        assert_eq!((summary.mean(), summary.sd()), (Some(0.1), Some(0.0)));
        assert_eq!(summary.half_width(0.95), Some(0.0));
    }

    #[test]
    fn quantiles_and_their_interval_agree_with_the_reference() {
        let mut values = SAMPLE.to_vec();
        values.reverse();
        assert_close(quantile_of(&mut values, 0.9).unwrap(), 21.503400000000003);
        let interval = quantile_interval(&mut values, 0.9, 0.95).unwrap();
        assert_eq!((interval.lower_index, interval.upper_index), (50, 59));
        assert_eq!((interval.lower, interval.upper), (18.397, 41.512));
        assert_close(interval.coverage, 0.9520137979552563);
    }

    #[test]
    fn quantiles_refuse_what_they_cannot_answer() {
        assert_eq!(quantile_of(&mut [], 0.5), None);
        assert_eq!(quantile_of(&mut [1.0, f64::NAN], 0.5), None);
        assert_eq!(quantile_of(&mut [1.0], 1.1), None);
        assert_eq!(quantile_of(&mut [1.0, f64::INFINITY], 0.0), Some(1.0));
        let mut few = [1.0, 2.0, 3.0, 4.0, 5.0];
        assert_eq!(
            quantile_interval(&mut few, 0.5, 0.95),
            None,
            "five cover with 0.9375 only"
        );
        assert_eq!(
            quantile_interval(&mut few, 0.5, 0.9).unwrap().coverage,
            0.9375
        );
        assert_eq!(quantile_interval(&mut [], 0.5, 0.95), None);
    }

    #[test]
    fn proportions_agree_with_the_reference() {
        let (lower, upper) = proportion_interval(46, 50, 0.95).unwrap();
        assert_close(lower, 0.8076572164040372);
        assert_close(upper, 0.9777720363450703);
        assert_close(
            proportion_lower_bound(46, 50, 0.95).unwrap(),
            0.8262088418358065,
        );
    }

    #[test]
    fn no_failure_proves_ninety_per_cent_from_29_and_95_from_59() {
        let proved = |n, share: f64| proportion_lower_bound(n, n, 0.95).unwrap() >= share;
        assert!(proved(29, 0.90) && !proved(28, 0.90));
        assert!(proved(59, 0.95) && !proved(58, 0.95));
    }

    #[test]
    fn proportions_at_the_edges() {
        let (lower, upper) = proportion_interval(0, 10, 0.95).unwrap();
        assert_eq!(lower, 0.0);
        assert_close(upper, 1.0 - 0.025f64.powf(0.1));
        assert_eq!(proportion_interval(10, 10, 0.95).unwrap().1, 1.0);
        assert_eq!(proportion_interval(0, 0, 0.95), None);
        assert_eq!(proportion_interval(3, 2, 0.95), None);
        assert_eq!(proportion_interval(1, 2, 1.0), None);
    }

    #[test]
    fn many_degrees_of_freedom_continue_the_exact_quantiles() {
        for p in [0.55, 0.9, 0.975, 0.995, 0.9999] {
            let exact = student_t_quantile(LARGE, p).unwrap();
            assert_close(large_student_t_quantile(LARGE as f64, p).unwrap(), exact);
        }
        let normal = Normal::new(0.0, 1.0).unwrap().inverse_cdf(0.975);
        assert!((student_t_quantile(1_000_000_000, 0.975).unwrap() - normal).abs() < 1e-8);
        assert_close(student_t_quantile(5000, 0.5).unwrap(), 0.0);
    }

    proptest! {
        #[test]
        fn the_span_of_ranks_is_the_shortest(n in 1usize..40, p in 0.02f64..0.98,
                                             level in 0.5f64..0.99) {
            let probabilities = binomial_probabilities(n, p);
            prop_assert!((probabilities.iter().sum::<f64>() - 1.0).abs() < 1e-12);
            let mut shortest = None;
            for lower in 1..n {
                for upper in lower + 1..=n {
                    let coverage: f64 = probabilities[lower..upper].iter().sum();
                    if coverage >= level && shortest.is_none_or(|span| upper - lower < span) {
                        shortest = Some(upper - lower);
                    }
                }
            }
            let found = shortest_span(n, p, level);
            prop_assert_eq!(found.map(|(lower, upper, _)| upper - lower), shortest);
            if let Some((lower, upper, coverage)) = found {
                let direct: f64 = probabilities[lower..upper].iter().sum();
                prop_assert!((coverage - direct).abs() < 1e-9);
            }
        }
    }
}
