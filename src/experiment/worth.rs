//! What a plan pays for each child-week of waiting that it avoids.

use super::compare::{Compared, LEVEL, Verdict};
use crate::statistics::ratio_of_means;

/// Cost of a plan held against the waiting it avoids, both less the base's, in the same futures.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Worth {
    /// Children wait clearly less and it clearly costs more: pounds for each child-week less.
    Pounds {
        /// Mean cost over mean waiting avoided.
        mean: f64,
        /// Lower end of its interval, corrected for the number of plans.
        low: f64,
        /// Upper end.
        high: f64,
    },
    /// Children wait clearly less and it costs less.
    CostsLess,
    /// Children wait clearly less, with no clear difference in cost.
    CostUnclear,
    /// No clear difference in waiting: nothing to divide by.
    WaitingUnclear,
    /// Children wait clearly more.
    WaitMore,
}

impl Worth {
    /// What is said in place of a price, or of one.
    pub fn words(self) -> &'static str {
        match self {
            Worth::Pounds { .. } => "costs more",
            Worth::CostsLess => "costs less and children wait less",
            Worth::CostUnclear => "no clear difference in cost",
            Worth::WaitingUnclear => "no clear difference in waiting",
            Worth::WaitMore => "children wait more",
        }
    }

    /// Holds the cost of a plan against the waiting it avoids, beside `plans - 1` others; `None`
    /// where no future has both.
    pub fn of(waiting: &Compared, cost: &Compared, plans: usize) -> Option<Self> {
        let both = |one: &Compared| {
            let pairs = one.base.iter().zip(&one.plan);
            pairs
                .map(|(base, plan)| Some((*plan)? - (*base)?))
                .collect()
        };
        let (waits, costs): (Vec<Option<f64>>, Vec<Option<f64>>) = (both(waiting), both(cost));
        let pairs = waits.into_iter().zip(costs);
        let (less, more): (Vec<f64>, Vec<f64>) = pairs
            .filter_map(|(wait, cost)| Some((-wait?, cost?)))
            .unzip();
        if less.is_empty() {
            return None;
        }
        Some(match (waiting.verdict, cost.verdict) {
            (Verdict::Worse, _) => Worth::WaitMore,
            (Verdict::Better, Verdict::Better) => Worth::CostsLess,
            (Verdict::Better, Verdict::Worse) => match ratio_of_means(&more, &less, LEVEL, plans) {
                Some((mean, (low, high))) => Worth::Pounds { mean, low, high },
                None => Worth::WaitingUnclear,
            },
            (Verdict::Better, _) => Worth::CostUnclear,
            _ => Worth::WaitingUnclear,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Better;

    fn compared(base: [f64; 4], plan: [f64; 4]) -> Compared {
        let some = |values: [f64; 4]| values.iter().map(|value| Some(*value)).collect();
        Compared::of(some(base), some(plan), Better::Lower, 1)
    }

    #[test]
    fn a_price_is_told_only_where_children_clearly_wait_less() {
        let waiting = [100.0, 110.0, 105.0, 120.0];
        let less = compared(waiting, [80.0, 91.0, 84.0, 100.0]);
        let dearer = compared([1e6; 4], [1.2e6, 1.21e6, 1.19e6, 1.2e6]);
        let Some(Worth::Pounds { mean, low, high }) = Worth::of(&less, &dearer, 1) else {
            panic!("it has a price");
        };
        assert!(
            (mean - 10_000.0).abs() < 1.0 && low < mean && mean < high,
            "{low} {mean} {high}"
        );
        let unclear = compared(waiting, [99.0, 111.0, 107.0, 119.0]);
        assert_eq!(Worth::of(&unclear, &dearer, 1), Some(Worth::WaitingUnclear));
        let more = compared(waiting, [120.0, 131.0, 124.0, 141.0]);
        assert_eq!(Worth::of(&more, &dearer, 1), Some(Worth::WaitMore));
        let cheaper = compared([1e6; 4], [0.9e6, 0.89e6, 0.91e6, 0.9e6]);
        assert_eq!(Worth::of(&less, &cheaper, 1), Some(Worth::CostsLess));
        let same = compared([1e6; 4], [1e6; 4]);
        assert_eq!(Worth::of(&less, &same, 1), Some(Worth::CostUnclear));
    }
}
