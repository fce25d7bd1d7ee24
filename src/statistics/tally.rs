//! Observation-based statistics of whole numbers: seconds of waiting, counts of visits.

use std::sync::OnceLock;

/// A tally of whole-number observations (seconds or counts), kept exactly.
///
/// Sums are integers, so they do not depend on the order of the observations, and the values are
/// kept, so quantiles are exact. Statistics that an empty tally does not have are `None`.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    values: Vec<i64>,
    sum: i128,
    // The sorted copy is made by the first question that needs it and dropped by the next
    // observation. A lock rather than a cell, so that finished tallies can be shared by threads.
    sorted: OnceLock<Vec<i64>>,
}

impl Tally {
    /// An empty tally.
    pub fn new() -> Self {
        Self::default()
    }

    /// Records one observation.
    pub fn add(&mut self, value: i64) {
        self.values.push(value);
        self.sum += i128::from(value);
        self.sorted.take();
    }

    /// Records every observation of another tally, to pool replications.
    pub fn extend_from(&mut self, other: &Tally) {
        self.values.extend_from_slice(&other.values);
        self.sum += other.sum;
        self.sorted.take();
    }

    /// Forgets every observation.
    pub fn clear(&mut self) {
        self.values.clear();
        self.sum = 0;
        self.sorted.take();
    }

    /// Whether nothing has been observed.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Number of observations.
    pub fn count(&self) -> usize {
        self.values.len()
    }

    /// The observations in the order they were made.
    pub fn values(&self) -> &[i64] {
        &self.values
    }

    /// Exact sum of the observations, in their unit.
    pub fn sum(&self) -> i128 {
        self.sum
    }

    /// Arithmetic mean; `None` when empty.
    pub fn mean(&self) -> Option<f64> {
        (!self.is_empty()).then(|| self.sum as f64 / self.count() as f64)
    }

    /// Sample standard deviation (divisor n - 1); `None` below two observations.
    pub fn sd(&self) -> Option<f64> {
        let n = self.count();
        if n < 2 {
            return None;
        }
        let squares = self.squared_deviations().unwrap_or_else(|| {
            // Only reached by values far beyond any calendar: the integers would overflow.
            let mean = self.sum as f64 / n as f64;
            self.values
                .iter()
                .map(|&v| (v as f64 - mean) * (v as f64 - mean))
                .sum()
        });
        Some(libm::sqrt(squares / (n - 1) as f64))
    }

    /// Sum of squared deviations from the mean by exact integers, `None` if they overflow.
    fn squared_deviations(&self) -> Option<f64> {
        let n = i128::try_from(self.count()).ok()?;
        let mut squares = 0i128;
        for &value in &self.values {
            squares = squares.checked_add(i128::from(value) * i128::from(value))?;
        }
        let scaled = n
            .checked_mul(squares)?
            .checked_sub(self.sum.checked_mul(self.sum)?)?;
        Some(scaled as f64 / n as f64)
    }

    /// Quantile of type 7 (Hyndman & Fan 1996): linear interpolation at `(n - 1) p`.
    ///
    /// `None` when empty or when `p` is not within 0 to 1.
    pub fn quantile(&self, p: f64) -> Option<f64> {
        if self.is_empty() || !(0.0..=1.0).contains(&p) {
            return None;
        }
        let sorted = self.sorted();
        let position = (sorted.len() - 1) as f64 * p;
        let below = libm::floor(position) as usize;
        let above = (below + 1).min(sorted.len() - 1);
        let fraction = position - below as f64;
        let gap = (i128::from(sorted[above]) - i128::from(sorted[below])) as f64;
        Some(sorted[below] as f64 + fraction * gap)
    }

    fn sorted(&self) -> &[i64] {
        self.sorted.get_or_init(|| {
            let mut sorted = self.values.clone();
            sorted.sort_unstable();
            sorted
        })
    }

    /// Number of observations greater than `x`.
    pub fn count_above(&self, x: i64) -> usize {
        self.values.iter().filter(|&&value| value > x).count()
    }

    /// Share of the observations greater than `x`; `None` when empty.
    pub fn share_above(&self, x: i64) -> Option<f64> {
        (!self.is_empty()).then(|| self.count_above(x) as f64 / self.count() as f64)
    }

    /// Share of the observations of `x` or less; `None` when empty.
    pub fn share_at_most(&self, x: i64) -> Option<f64> {
        let at_most = self.count() - self.count_above(x);
        (!self.is_empty()).then(|| at_most as f64 / self.count() as f64)
    }

    /// Largest observation; `None` when empty.
    pub fn max(&self) -> Option<i64> {
        self.values.iter().copied().max()
    }

    /// Smallest observation; `None` when empty.
    pub fn min(&self) -> Option<i64> {
        self.values.iter().copied().min()
    }
}

impl PartialEq for Tally {
    fn eq(&self, other: &Self) -> bool {
        self.values == other.values
    }
}

impl Eq for Tally {}

impl FromIterator<i64> for Tally {
    fn from_iter<I: IntoIterator<Item = i64>>(values: I) -> Self {
        let mut tally = Self::new();
        for value in values {
            tally.add(value);
        }
        tally
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::assert_close;
    use proptest::prelude::*;

    #[test]
    fn an_empty_tally_has_no_statistics() {
        let tally = Tally::new();
        assert!(tally.is_empty());
        assert_eq!((tally.count(), tally.sum()), (0, 0));
        assert_eq!(
            (tally.mean(), tally.sd(), tally.quantile(0.5)),
            (None, None, None)
        );
        assert_eq!((tally.share_above(0), tally.share_at_most(0)), (None, None));
        assert_eq!((tally.max(), tally.min()), (None, None));
    }

    #[test]
    fn a_single_observation_has_a_mean_but_no_spread() {
        let tally: Tally = [7].into_iter().collect();
        assert_eq!(
            (tally.mean(), tally.sd(), tally.quantile(0.9)),
            (Some(7.0), None, Some(7.0))
        );
    }

    #[test]
    fn quantiles_interpolate_at_n_minus_one_times_p() {
        let mut tally: Tally = [40, 10, 30, 20].into_iter().collect();
        assert_close(tally.quantile(0.9).unwrap(), 37.0);
        assert_eq!(tally.quantile(0.0), Some(10.0));
        assert_eq!(tally.quantile(1.0), Some(40.0));
        tally.add(1000);
        assert_eq!(
            tally.quantile(1.0),
            Some(1000.0),
            "a new observation must be seen"
        );
        assert_eq!(tally.quantile(1.5), None);
        assert_eq!(tally.quantile(f64::NAN), None);
    }

    #[test]
    fn the_thresholds_are_strictly_above_and_at_most() {
        let tally: Tally = [1, 2, 2, 3].into_iter().collect();
        assert_eq!(
            (tally.share_above(2), tally.share_at_most(2)),
            (Some(0.25), Some(0.75))
        );
    }

    #[test]
    fn clearing_forgets_everything() {
        let mut tally: Tally = [5, 6].into_iter().collect();
        assert_eq!(tally.quantile(0.5), Some(5.5));
        tally.clear();
        assert_eq!(tally, Tally::new());
        tally.add(3);
        assert_eq!((tally.mean(), tally.quantile(0.5)), (Some(3.0), Some(3.0)));
    }

    #[test]
    fn the_spread_is_exact_far_from_zero_and_survives_overflow() {
        let far: Tally = [1_000_000_000_001, 1_000_000_000_003].into_iter().collect();
        assert_eq!(far.sd(), Some(libm::sqrt(2.0)));
        let extreme: Tally = [i64::MAX, i64::MIN, i64::MAX].into_iter().collect();
        assert!(extreme.sd().unwrap() > 1e19);
        assert!(extreme.quantile(0.25).unwrap().abs() < 1.0);
    }

    proptest! {
        #[test]
        fn a_tally_equals_brute_force(values in prop::collection::vec(-5000i64..5000, 2..60),
                                      x in -5000i64..5000, p in 0.0f64..=1.0) {
            let tally: Tally = values.iter().copied().collect();
            let n = values.len() as f64;
            let mean = values.iter().sum::<i64>() as f64 / n;
            let squares: f64 = values.iter().map(|&v| (v as f64 - mean).powi(2)).sum();
            prop_assert!((tally.mean().unwrap() - mean).abs() < 1e-9);
            prop_assert!((tally.sd().unwrap() - (squares / (n - 1.0)).sqrt()).abs() < 1e-7);
            let above = values.iter().filter(|&&v| v > x).count() as f64 / n;
            prop_assert_eq!(tally.share_above(x), Some(above));
            prop_assert!((tally.share_at_most(x).unwrap() + above - 1.0).abs() < 1e-12);
            // A type 7 quantile lies between the order statistics on either side of (n - 1) p.
            let mut sorted = values.clone();
            sorted.sort();
            let quantile = tally.quantile(p).unwrap();
            let below = ((n - 1.0) * p).floor() as usize;
            prop_assert!(quantile >= sorted[below] as f64);
            prop_assert!(quantile <= sorted[(below + 1).min(sorted.len() - 1)] as f64);
        }

        #[test]
        fn pooling_equals_tallying_together(a in prop::collection::vec(-99i64..99, 0..20),
                                            b in prop::collection::vec(-99i64..99, 0..20)) {
            let mut pooled: Tally = a.iter().copied().collect();
            pooled.extend_from(&b.iter().copied().collect());
            let together: Tally = a.iter().chain(&b).copied().collect();
            prop_assert_eq!(pooled.sum(), together.sum());
            prop_assert_eq!(pooled, together);
        }
    }
}
