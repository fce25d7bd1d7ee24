//! Waits that end in different ways, some of them not yet ended: cumulative incidence.
//!
//! Treating families whose work closed before allocation as if they were still waiting would
//! overstate allocation, and leaving out those still waiting would understate the wait. The
//! Aalen-Johansen estimator does neither.

/// How a wait for allocation ended, or that it has not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// Ended by allocation to a named worker.
    Allocated,
    /// Ended without allocation.
    Closed,
    /// Still waiting when observation ended (right-censored).
    StillWaiting,
}

/// One wait as it was observed; times in the caller's unit (seconds or working days).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait {
    /// Length of the wait when it ended or when observation ended, counted from its own start.
    pub duration: i64,
    /// How it ended.
    pub outcome: Outcome,
    /// Length it had already reached when observation began (delayed entry); 0 for a wait seen
    /// from its start.
    pub entry_age: i64,
}

impl Wait {
    /// A wait seen from its start.
    pub fn new(duration: i64, outcome: Outcome) -> Self {
        Self {
            duration,
            outcome,
            entry_age: 0,
        }
    }

    /// The same wait, seen only from the age `entry_age` on, as one under way at the start is.
    pub fn entered_at(self, entry_age: i64) -> Self {
        Self { entry_age, ..self }
    }
}

impl From<(i64, Outcome)> for Wait {
    fn from((duration, outcome): (i64, Outcome)) -> Self {
        Self::new(duration, outcome)
    }
}

/// The estimate from one length of wait until the next.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Step {
    age: i64,
    allocated: f64,
    closed: f64,
    waiting: f64,
}

/// Aalen-Johansen cumulative incidence of allocation and of closure by length of wait.
///
/// A wait is at risk at every age from its entry age to its duration, both included: what happens
/// at the instant observation begins is observed, and a wait cut off at an age was exposed to
/// what happened at that age.
#[derive(Debug, Clone, PartialEq)]
pub struct CumulativeIncidence {
    steps: Vec<Step>,
    count: usize,
    last_age: Option<i64>,
    gap: Option<i64>,
}

impl CumulativeIncidence {
    /// Estimates from waits, or from `(duration, outcome)` pairs, in any order.
    ///
    /// # Panics
    ///
    /// When a wait has a negative entry age or ended before it was seen: faults in the calling
    /// code.
    pub fn of<W: Into<Wait> + Copy>(waits: &[W]) -> Self {
        let mut ends: Vec<Wait> = waits.iter().map(|&wait| wait.into()).collect();
        for wait in &ends {
            let ordered = 0 <= wait.entry_age && wait.entry_age <= wait.duration;
            assert!(ordered, "a wait must be seen before it ends: {wait:?}");
        }
        ends.sort_unstable_by_key(|wait| wait.duration);
        let mut entries: Vec<i64> = ends.iter().map(|wait| wait.entry_age).collect();
        entries.sort_unstable();
        Self {
            steps: steps(&ends, &entries),
            count: ends.len(),
            last_age: ends.last().map(|wait| wait.duration),
            gap: first_gap(&ends, &entries),
        }
    }

    /// Number of waits.
    pub fn count(&self) -> usize {
        self.count
    }

    /// First age that the waits leave unsupported although longer waits were seen; usually `None`.
    ///
    /// Only waits under way at the start can cause it. `Some(0)`: no wait was seen from its start,
    /// so every share is among those that had lasted to the first age seen. A later age: before
    /// it everybody under observation had left, so the longer waits cannot be weighed against
    /// them and, when all had ended, do not enter the curve. A caller should say so.
    pub fn gap(&self) -> Option<i64> {
        self.gap
    }

    /// Share of families allocated within `age`; `None` when the waits do not reach that far.
    pub fn allocated_within(&self, age: i64) -> Option<f64> {
        self.at(age).map(|step| step.allocated)
    }

    /// Share closed without allocation within `age`; `None` when the waits do not reach that far.
    pub fn closed_within(&self, age: i64) -> Option<f64> {
        self.at(age).map(|step| step.closed)
    }

    /// Share still waiting after `age`; `None` when the waits do not reach that far.
    pub fn waiting_after(&self, age: i64) -> Option<f64> {
        self.at(age).map(|step| step.waiting)
    }

    fn at(&self, age: i64) -> Option<Step> {
        let last_age = self.last_age?;
        let start = Step {
            age: 0,
            allocated: 0.0,
            closed: 0.0,
            waiting: 1.0,
        };
        let passed = self.steps.partition_point(|step| step.age <= age);
        let step = passed
            .checked_sub(1)
            .map_or(start, |index| self.steps[index]);
        // Past the longest wait seen the curve is known only if nobody was left waiting.
        (age <= last_age || step.waiting == 0.0).then_some(step)
    }

    /// Shortest wait within which the share `p` of all families is allocated.
    ///
    /// `None` means "not reached": too many closed first, or are still waiting. Also `None` when
    /// `p` is not within 0 to 1. Shares are compared with a tolerance of 1e-9.
    pub fn quantile(&self, p: f64) -> Option<i64> {
        if !(0.0..=1.0).contains(&p) {
            return None;
        }
        let reached = |step: &&Step| step.allocated > 0.0 && step.allocated + 1e-9 >= p;
        self.steps.iter().find(reached).map(|step| step.age)
    }
}

/// The curve: one step for each age at which a wait ended by allocation or closure.
fn steps(ends: &[Wait], entries: &[i64]) -> Vec<Step> {
    let mut steps = Vec::new();
    let (mut allocated, mut closed, mut waiting) = (0.0, 0.0, 1.0);
    let mut left = 0; // waits that ended or were cut off before this age
    for group in ends.chunk_by(|a, b| a.duration == b.duration) {
        let age = group[0].duration;
        let entered = entries.partition_point(|&entry| entry <= age);
        let at_risk = entered - left;
        left += group.len();
        let ended_by = |outcome| group.iter().filter(|wait| wait.outcome == outcome).count();
        let by_allocation = ended_by(Outcome::Allocated);
        let by_closure = ended_by(Outcome::Closed);
        let ended = by_allocation + by_closure;
        if ended == 0 {
            continue;
        }
        let each = waiting / at_risk as f64;
        allocated += each * by_allocation as f64;
        closed += each * by_closure as f64;
        waiting *= (at_risk - ended) as f64 / at_risk as f64;
        steps.push(Step {
            age,
            allocated,
            closed,
            waiting,
        });
    }
    steps
}

/// First age that no wait under observation connects to the ages before it.
fn first_gap(ends: &[Wait], entries: &[i64]) -> Option<i64> {
    if *entries.first()? > 0 {
        return Some(0);
    }
    let mut left = 0;
    for group in ends.chunk_by(|a, b| a.duration == b.duration) {
        left += group.len();
        let age = group[0].duration;
        let entered = entries.partition_point(|&entry| entry <= age);
        // Everybody who entered by this age has left by it, and yet others follow.
        if entered == left && left < ends.len() {
            // Someone cut off here would have waited on, so the next age may still connect.
            let all_ended = group
                .iter()
                .all(|wait| wait.outcome != Outcome::StillWaiting);
            if all_ended || entries[entered] > age + 1 {
                return Some(age + 1);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::Outcome::{Allocated, Closed, StillWaiting};
    use super::*;
    use crate::statistics::assert_close;
    use proptest::prelude::*;

    #[test]
    fn complete_waits_give_plain_shares() {
        let curve = CumulativeIncidence::of(&[(3, Allocated), (1, Allocated), (2, Closed)]);
        assert_close(curve.allocated_within(1).unwrap(), 1.0 / 3.0);
        assert_close(curve.closed_within(2).unwrap(), 1.0 / 3.0);
        assert_close(curve.allocated_within(99).unwrap(), 2.0 / 3.0);
        assert_eq!(
            (curve.waiting_after(0), curve.waiting_after(3)),
            (Some(1.0), Some(0.0))
        );
        assert_eq!(
            (curve.quantile(0.5), curve.quantile(2.0 / 3.0)),
            (Some(3), Some(3))
        );
        assert_eq!(
            curve.quantile(0.7),
            None,
            "a closure can never be allocated"
        );
    }

    #[test]
    fn the_estimate_follows_the_textbook_by_hand() {
        // At risk 6, 4, 3, 1 at ages 2, 4, 5, 9; one cut off at 2 and one at 7.
        let curve = CumulativeIncidence::of(&[
            (2, Allocated),
            (2, StillWaiting),
            (4, Closed),
            (5, Allocated),
            (7, StillWaiting),
            (9, Allocated),
        ]);
        assert_close(curve.allocated_within(2).unwrap(), 1.0 / 6.0);
        assert_close(curve.closed_within(4).unwrap(), 5.0 / 24.0);
        assert_close(curve.allocated_within(5).unwrap(), 1.0 / 6.0 + 5.0 / 24.0);
        assert_close(curve.allocated_within(9).unwrap(), 1.0 / 6.0 + 15.0 / 24.0);
        assert_eq!(curve.waiting_after(9), Some(0.0));
    }

    #[test]
    fn a_wait_under_way_counts_only_from_its_entry_age() {
        let waits = [
            Wait::new(2, Allocated),
            Wait::new(6, StillWaiting),
            Wait::new(5, Allocated).entered_at(3),
            Wait::new(4, Closed).entered_at(4),
        ];
        // At risk: 2 at age 2, 3 at age 4, 2 at age 5.
        let curve = CumulativeIncidence::of(&waits);
        assert_close(curve.allocated_within(2).unwrap(), 0.5);
        assert_close(curve.closed_within(4).unwrap(), 0.5 / 3.0);
        assert_close(curve.allocated_within(5).unwrap(), 0.5 + 0.5 / 3.0);
        assert_eq!(curve.gap(), None);
    }

    #[test]
    fn the_curve_is_not_carried_beyond_the_longest_wait_seen() {
        let curve = CumulativeIncidence::of(&[(2, Allocated), (8, StillWaiting)]);
        assert_eq!(curve.allocated_within(8), Some(0.5));
        assert_eq!(curve.allocated_within(9), None);
        assert_eq!((curve.quantile(0.5), curve.quantile(0.51)), (Some(2), None));
        assert_eq!(
            CumulativeIncidence::of::<Wait>(&[]).allocated_within(0),
            None
        );
        assert_eq!(CumulativeIncidence::of::<Wait>(&[]).quantile(0.5), None);
    }

    #[test]
    fn allocation_at_once_is_a_wait_of_nothing() {
        let curve = CumulativeIncidence::of(&[(0, Allocated), (0, Allocated), (5, Closed)]);
        assert_close(curve.allocated_within(0).unwrap(), 2.0 / 3.0);
        assert_eq!(
            (curve.quantile(0.5), curve.quantile(0.0)),
            (Some(0), Some(0))
        );
    }

    #[test]
    fn ages_nobody_was_watched_at_are_reported() {
        let late = [Wait::new(9, Allocated).entered_at(4)];
        assert_eq!(CumulativeIncidence::of(&late).gap(), Some(0));
        let split = [
            Wait::new(3, Allocated),
            Wait::new(9, Allocated).entered_at(6),
        ];
        assert_eq!(CumulativeIncidence::of(&split).gap(), Some(4));
        let entry = Wait::new(9, Allocated).entered_at(4);
        let gap_with = |first| CumulativeIncidence::of(&[first, entry]).gap();
        assert_eq!(
            gap_with(Wait::new(3, Allocated)),
            Some(4),
            "the entry has no weight"
        );
        assert_eq!(gap_with(Wait::new(3, StillWaiting)), None);
        assert_eq!(gap_with(Wait::new(4, Allocated)), None);
    }

    proptest! {
        #[test]
        fn the_shares_equal_brute_force(
            raw in prop::collection::vec((0i64..12, 0i64..12, 0u8..3), 1..40), age in 0i64..12,
        ) {
            let waits: Vec<Wait> = raw
                .iter()
                .map(|&(a, b, outcome)| {
                    let outcome = [Allocated, Closed, StillWaiting][usize::from(outcome)];
                    Wait::new(a.max(b), outcome).entered_at(if a % 3 == 0 { a.min(b) } else { 0 })
                })
                .collect();
            let (mut allocated, mut closed, mut waiting) = (0.0, 0.0, 1.0);
            for t in 0..=age {
                let of = |outcome| {
                    let ended = |w: &&Wait| w.duration == t && w.outcome == outcome;
                    waits.iter().filter(ended).count() as f64
                };
                let here = |w: &&Wait| w.entry_age <= t && t <= w.duration;
                let at_risk = waits.iter().filter(here).count() as f64;
                if at_risk > 0.0 {
                    allocated += waiting * of(Allocated) / at_risk;
                    closed += waiting * of(Closed) / at_risk;
                    waiting *= 1.0 - (of(Allocated) + of(Closed)) / at_risk;
                }
            }
            let curve = CumulativeIncidence::of(&waits);
            if let Some(share) = curve.allocated_within(age) {
                prop_assert!((share - allocated).abs() < 1e-12);
                prop_assert!((curve.closed_within(age).unwrap() - closed).abs() < 1e-12);
                prop_assert!((curve.waiting_after(age).unwrap() - waiting).abs() < 1e-12);
                prop_assert!((allocated + closed + waiting - 1.0).abs() < 1e-12);
            } else {
                prop_assert!(waits.iter().all(|wait| wait.duration < age));
            }
        }
    }
}
