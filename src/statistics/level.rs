//! Time-weighted statistics of a whole-number level over a whole-number clock.

/// A level (families waiting, workers in post, caseload of a worker) over an integer clock.
///
/// The time spent at each value is kept as an exact histogram, so the area under the level is an
/// integer and conservation can be checked without a tolerance. Memory grows with the largest
/// value, not with the number of changes. Clock readings are in the caller's unit (seconds);
/// statistics cover the time up to the last `set`, `add` or `close`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Level {
    since: i64,
    value: usize,
    time_at: Vec<i64>,
}

impl Level {
    /// A level that holds `value` from the clock reading `at`.
    ///
    /// # Panics
    ///
    /// When `value` is negative, which is a fault in the calling code: a level is a count.
    pub fn new(at: i64, value: i64) -> Self {
        let mut level = Self {
            since: at,
            value: 0,
            time_at: vec![0],
        };
        level.hold(value);
        level
    }

    fn hold(&mut self, value: i64) {
        let Ok(index) = usize::try_from(value) else {
            panic!(
                "a level cannot be negative, but {value} was set at {}",
                self.since
            )
        };
        if index >= self.time_at.len() {
            self.time_at.resize(index + 1, 0);
        }
        self.value = index;
    }

    /// Changes the level to `value` at the clock reading `at`.
    ///
    /// # Panics
    ///
    /// When the clock runs backwards or `value` is negative: faults in the calling code.
    pub fn set(&mut self, at: i64, value: i64) {
        self.close(at);
        self.hold(value);
    }

    /// Changes the level by `delta` at the clock reading `at`.
    ///
    /// # Panics
    ///
    /// When the clock runs backwards or the level would become negative.
    pub fn add(&mut self, at: i64, delta: i64) {
        self.set(at, self.value() + delta);
    }

    /// Drops the history before `at` and keeps the level, as at the end of a warm-up.
    ///
    /// # Panics
    ///
    /// When the clock runs backwards.
    pub fn restart(&mut self, at: i64) {
        self.close(at);
        self.time_at.fill(0);
    }

    /// Counts the time up to `at`; the level goes on from there.
    ///
    /// # Panics
    ///
    /// When the clock runs backwards.
    pub fn close(&mut self, at: i64) {
        assert!(
            at >= self.since,
            "the clock ran backwards from {} to {at}",
            self.since
        );
        self.time_at[self.value] += at - self.since;
        self.since = at;
    }

    /// The present level.
    pub fn value(&self) -> i64 {
        self.value as i64
    }

    /// Time counted, in clock units.
    pub fn time(&self) -> i64 {
        self.time_at.iter().sum()
    }

    /// Exact area under the level: level times clock units.
    pub fn area(&self) -> i128 {
        self.histogram()
            .map(|(value, time)| i128::from(value) * i128::from(time))
            .sum()
    }

    /// The values held for some time, with that time in clock units, in ascending order.
    pub fn histogram(&self) -> impl DoubleEndedIterator<Item = (i64, i64)> + '_ {
        let held = self
            .time_at
            .iter()
            .enumerate()
            .filter(|(_, time)| **time > 0);
        held.map(|(value, time)| (value as i64, *time))
    }

    /// Time-weighted mean; `None` when no time has been counted.
    pub fn mean(&self) -> Option<f64> {
        let time = self.time();
        (time > 0).then(|| self.area() as f64 / time as f64)
    }

    /// Time-weighted standard deviation (divisor: the time); `None` when no time was counted.
    pub fn sd(&self) -> Option<f64> {
        let mean = self.mean()?;
        let weigh = |(value, time): (i64, i64)| {
            let deviation = value as f64 - mean;
            time as f64 * deviation * deviation
        };
        let squares: f64 = self.histogram().map(weigh).sum();
        Some(libm::sqrt(squares / self.time() as f64))
    }

    /// Time at exactly `k`, in clock units.
    pub fn time_at(&self, k: i64) -> i64 {
        usize::try_from(k)
            .ok()
            .and_then(|k| self.time_at.get(k))
            .copied()
            .unwrap_or(0)
    }

    /// Time at `k` or more, in clock units.
    pub fn time_at_or_above(&self, k: i64) -> i64 {
        let first = usize::try_from(k.max(0)).unwrap_or(usize::MAX);
        self.time_at.iter().skip(first).sum()
    }

    /// Share of the time at exactly `k`; `None` when no time has been counted.
    pub fn share_at(&self, k: i64) -> Option<f64> {
        let time = self.time();
        (time > 0).then(|| self.time_at(k) as f64 / time as f64)
    }

    /// Share of the time at `k` or more; `None` when no time has been counted.
    pub fn share_at_or_above(&self, k: i64) -> Option<f64> {
        let time = self.time();
        (time > 0).then(|| self.time_at_or_above(k) as f64 / time as f64)
    }

    /// Largest level held for some time; the present level when no time has been counted.
    ///
    /// A level passed through within one instant was never seen and does not count.
    pub fn max(&self) -> i64 {
        self.histogram()
            .next_back()
            .map_or(self.value(), |(value, _)| value)
    }

    /// Smallest level held for some time; the present level when no time has been counted.
    pub fn min(&self) -> i64 {
        self.histogram()
            .next()
            .map_or(self.value(), |(value, _)| value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::assert_close;
    use proptest::prelude::*;

    #[test]
    fn a_level_without_time_has_no_mean() {
        let level = Level::new(100, 4);
        assert_eq!(
            (level.time(), level.area(), level.mean(), level.sd()),
            (0, 0, None, None)
        );
        assert_eq!(
            (level.share_at(4), level.share_at_or_above(0)),
            (None, None)
        );
        assert_eq!((level.max(), level.min(), level.value()), (4, 4, 4));
    }

    #[test]
    fn a_small_path_is_weighted_by_time() {
        let mut level = Level::new(0, 2);
        level.add(10, 1);
        level.set(20, 9);
        level.set(20, 0); // nine was held for no time
        level.close(40);
        assert_eq!((level.time(), level.area()), (40, 50));
        assert_eq!(level.mean(), Some(1.25));
        assert_close(level.sd().unwrap(), 1.299_038_105_676_658);
        assert_eq!(
            (level.share_at(0), level.share_at_or_above(2)),
            (Some(0.5), Some(0.5))
        );
        assert_eq!(
            (level.share_at(-1), level.share_at_or_above(-1)),
            (Some(0.0), Some(1.0))
        );
        assert_eq!(
            (level.share_at(50), level.share_at_or_above(50)),
            (Some(0.0), Some(0.0))
        );
        assert_eq!((level.max(), level.min()), (3, 0));
    }

    #[test]
    fn restarting_drops_history_and_keeps_the_level() {
        let mut level = Level::new(0, 1);
        level.set(5, 3);
        level.restart(10);
        assert_eq!((level.value(), level.time()), (3, 0));
        level.close(14);
        level.close(14);
        assert_eq!(
            (level.mean(), level.area(), level.min()),
            (Some(3.0), 12, 3)
        );
    }

    #[test]
    #[should_panic(expected = "cannot be negative")]
    fn a_negative_level_is_a_fault() {
        Level::new(0, 1).add(3, -2);
    }

    #[test]
    #[should_panic(expected = "ran backwards")]
    fn a_clock_running_backwards_is_a_fault() {
        Level::new(10, 1).set(9, 2);
    }

    proptest! {
        #[test]
        fn the_area_equals_brute_force(start in -50i64..50, first in 0i64..8,
                                       steps in prop::collection::vec((0i64..6, 0i64..8), 0..40),
                                       k in 0i64..9) {
            let mut level = Level::new(start, first);
            let (mut at, mut value) = (start, first);
            let mut ticks = Vec::new(); // the level in every unit of time
            for (wait, next) in steps {
                ticks.extend(std::iter::repeat_n(value, wait as usize));
                at += wait;
                value = next;
                level.set(at, value);
            }
            prop_assert_eq!(level.area(), i128::from(ticks.iter().sum::<i64>()));
            prop_assert_eq!(level.time(), ticks.len() as i64);
            let n = ticks.len() as f64;
            if ticks.is_empty() {
                prop_assert_eq!(level.mean(), None);
            } else {
                let mean = ticks.iter().sum::<i64>() as f64 / n;
                let squares: f64 = ticks.iter().map(|&v| (v as f64 - mean).powi(2)).sum();
                let above = ticks.iter().filter(|&&v| v >= k).count() as f64;
                prop_assert_eq!(level.mean(), Some(mean));
                prop_assert!((level.sd().unwrap() - (squares / n).sqrt()).abs() < 1e-12);
                prop_assert_eq!(level.share_at_or_above(k), Some(above / n));
                prop_assert_eq!(level.max(), *ticks.iter().max().unwrap());
                prop_assert_eq!(level.min(), *ticks.iter().min().unwrap());
            }
        }
    }
}
