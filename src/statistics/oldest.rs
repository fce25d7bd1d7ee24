//! The age of whoever has waited longest, over time.

/// The age of the oldest member of a set over an integer clock, exactly.
///
/// The age grows with the clock between changes, so sampling it would miss its peaks; here every
/// stretch of growth is kept as the ages at which it began and ended. With nobody in the set the
/// age is 0. Ages are in clock units (seconds).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Oldest {
    at: i64,
    since: Option<i64>,
    /// Stretches of growing age: from, to (from < to).
    stretches: Vec<(i64, i64)>,
    nobody: i64,
}

impl Oldest {
    /// Starts at the clock reading `at` with the oldest member there since `since`, if any.
    ///
    /// # Panics
    ///
    /// When `since` is later than `at`: a fault in the calling code.
    pub fn new(at: i64, since: Option<i64>) -> Self {
        let mut oldest = Self {
            at,
            since: None,
            stretches: Vec::new(),
            nobody: 0,
        };
        oldest.set(at, since);
        oldest
    }

    /// From `at` on the oldest member is one there since `since`; `None` when nobody is there.
    ///
    /// # Panics
    ///
    /// When the clock runs backwards or `since` is later than `at`.
    pub fn set(&mut self, at: i64, since: Option<i64>) {
        assert!(
            since.is_none_or(|since| since <= at),
            "{since:?} is later than now, {at}"
        );
        self.close(at);
        self.since = since;
    }

    /// Drops the history before `at` and keeps the oldest member, as at the end of a warm-up.
    ///
    /// # Panics
    ///
    /// When the clock runs backwards.
    pub fn restart(&mut self, at: i64) {
        self.close(at);
        self.stretches.clear();
        self.nobody = 0;
    }

    /// Counts the time up to `at`; the age goes on from there.
    ///
    /// # Panics
    ///
    /// When the clock runs backwards.
    pub fn close(&mut self, at: i64) {
        assert!(
            at >= self.at,
            "the clock ran backwards from {} to {at}",
            self.at
        );
        let began = std::mem::replace(&mut self.at, at);
        match self.since {
            _ if began == at => {}
            None => self.nobody += at - began,
            Some(since) => self.grow(began - since, at - since),
        }
    }

    fn grow(&mut self, from: i64, to: i64) {
        // Only ages matter, so a stretch that takes up where the last one ended prolongs it.
        match self.stretches.last_mut() {
            Some(last) if last.1 == from => last.1 = to,
            _ => self.stretches.push((from, to)),
        }
    }

    /// Clock reading from which the present oldest member has been there, if anybody is.
    pub fn since(&self) -> Option<i64> {
        self.since
    }

    /// The age now, at the last reading given; 0 when nobody is there.
    pub fn age(&self) -> i64 {
        self.since.map_or(0, |since| self.at - since)
    }

    /// Time counted, in clock units.
    pub fn time(&self) -> i64 {
        self.nobody
            + self
                .stretches
                .iter()
                .map(|(from, to)| to - from)
                .sum::<i64>()
    }

    /// Time for which the oldest age exceeded `x`, in clock units.
    pub fn time_above(&self, x: i64) -> i64 {
        if x < 0 {
            return self.time(); // even nobody's age, 0, is above it
        }
        self.stretches
            .iter()
            .map(|&(from, to)| (to - from.max(x)).max(0))
            .sum()
    }

    /// Share of the time for which the oldest age exceeded `x`; 0 when no time was counted.
    pub fn share_above(&self, x: i64) -> f64 {
        match self.time() {
            0 => 0.0,
            time => self.time_above(x) as f64 / time as f64,
        }
    }

    /// Time-weighted mean of the oldest age, in clock units; `None` when no time was counted.
    pub fn mean(&self) -> Option<f64> {
        let twice = |&(from, to): &(i64, i64)| i128::from(to - from) * i128::from(to + from);
        let area_twice: i128 = self.stretches.iter().map(twice).sum();
        let time = self.time();
        (time > 0).then(|| area_twice as f64 / 2.0 / time as f64)
    }

    /// Largest age reached in the time counted; 0 when nobody was there.
    pub fn max(&self) -> i64 {
        self.stretches
            .iter()
            .map(|stretch| stretch.1)
            .max()
            .unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn nobody_waiting_has_age_zero() {
        let mut oldest = Oldest::new(0, None);
        assert_eq!(
            (oldest.share_above(0), oldest.mean(), oldest.max()),
            (0.0, None, 0)
        );
        oldest.close(10);
        assert_eq!(
            (oldest.share_above(0), oldest.mean(), oldest.max()),
            (0.0, Some(0.0), 0)
        );
        assert_eq!(oldest.share_above(-1), 1.0);
    }

    #[test]
    fn somebody_there_from_before_the_start_enters_at_their_age() {
        let mut oldest = Oldest::new(0, Some(-10));
        oldest.set(10, Some(4)); // ages 10..20, then 6..16, then nobody
        oldest.set(20, None);
        oldest.close(40);
        assert_eq!((oldest.time(), oldest.max(), oldest.age()), (40, 20, 0));
        assert_eq!(oldest.share_above(15), 6.0 / 40.0);
        assert_eq!(oldest.share_above(20), 0.0);
        assert_eq!(oldest.mean(), Some((150.0 + 110.0) / 40.0));
    }

    #[test]
    fn restarting_keeps_the_oldest_and_her_age() {
        let mut oldest = Oldest::new(0, Some(0));
        oldest.restart(10);
        assert_eq!(
            (oldest.time(), oldest.age(), oldest.since()),
            (0, 10, Some(0))
        );
        oldest.close(12);
        oldest.close(14);
        assert_eq!(oldest.mean(), Some(12.0));
        assert_eq!(oldest.stretches, vec![(10, 14)]);
    }

    #[test]
    #[should_panic(expected = "later than now")]
    fn waiting_since_the_future_is_a_fault() {
        Oldest::new(0, Some(1));
    }

    proptest! {
        #[test]
        fn the_shares_equal_brute_force(
            steps in prop::collection::vec((0i64..9, prop::option::of(0i64..30)), 1..30),
            x in 0i64..40,
        ) {
            let mut oldest = Oldest::new(0, None);
            let (mut at, mut since) = (0i64, None);
            let (mut above, mut area_twice, mut max) = (0, 0, 0);
            for (wait, age) in steps {
                for tick in at..at + wait {
                    if let Some(since) = since {
                        let from: i64 = tick - since; // the age grows from..from + 1 in this tick
                        above += i64::from(from >= x);
                        area_twice += 2 * from + 1;
                        max = max.max(from + 1);
                    }
                }
                at += wait;
                since = age.map(|age| at - age);
                oldest.set(at, since);
            }
            prop_assert_eq!(oldest.time(), at);
            prop_assert_eq!(oldest.time_above(x), above);
            prop_assert_eq!(oldest.max(), max);
            if at > 0 {
                prop_assert_eq!(oldest.mean(), Some(area_twice as f64 / 2.0 / at as f64));
                prop_assert_eq!(oldest.share_above(x), above as f64 / at as f64);
            }
        }
    }
}
