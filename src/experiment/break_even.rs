//! At which share of those a lever reaches what it takes is given back.

use super::compare::LEVEL;
use crate::statistics::{Summary, ratio_of_means};

/// What a lever spends on each family it reaches, held against what it spares for each that it
/// ends or diverts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum BreakEven {
    /// So large a share of those reached must be ended; above 1 it cannot be.
    Share {
        /// Mean spent over mean spared.
        mean: f64,
        /// Lower end of its interval, corrected for the number of plans.
        low: f64,
        /// Upper end.
        high: f64,
    },
    /// Nothing is spent in any future.
    NothingSpent,
    /// What one spares cannot be told from nothing, or is less: no share gives anything back.
    SparesNothing,
    /// Fewer than two futures have both.
    TooFew,
}

impl BreakEven {
    /// Holds what is spent on each one reached against what each one ended spares, future by
    /// future and beside `plans - 1` other plans; a future that lacks either is left out.
    ///
    /// The interval is Fieller's, of a ratio of two means over the same futures: it is finite
    /// exactly where what is spared is clearly not nothing.
    pub fn of(spent: &[Option<f64>], spared: &[Option<f64>], plans: usize) -> Self {
        let both = spent.iter().zip(spared);
        let (over, under): (Vec<f64>, Vec<f64>) = both
            .filter_map(|(spent, spared)| Some(((*spent)?, (*spared)?)))
            .unzip();
        let (Some(spared), true) = (Summary::of(&under).mean(), under.len() > 1) else {
            return BreakEven::TooFew;
        };
        if over.iter().all(|spent| *spent == 0.0) {
            return BreakEven::NothingSpent;
        }
        match ratio_of_means(&over, &under, LEVEL, plans) {
            Some((mean, (low, high))) if spared > 0.0 => BreakEven::Share { mean, low, high },
            _ => BreakEven::SparesNothing,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(spent: [f64; 4], spared: [f64; 4]) -> BreakEven {
        BreakEven::of(&spent.map(Some), &spared.map(Some), 1)
    }

    #[test]
    fn a_share_is_what_is_spent_on_each_over_what_each_spares() {
        let BreakEven::Share { mean, low, high } = of([1.0, 1.1, 0.9, 1.0], [4.0, 4.2, 3.9, 3.9])
        else {
            panic!("it has one");
        };
        assert!((mean - 0.25).abs() < 1e-12, "{mean}");
        assert!(
            0.2 < low && low < mean && mean < high && high < 0.3,
            "{low} {high}"
        );
        // What is spent is ten times as much: no share of those reached is enough.
        let BreakEven::Share { low, .. } = of([10.0, 11.0, 9.0, 10.0], [4.0, 4.2, 3.9, 3.9]) else {
            panic!("it has one, above 1");
        };
        assert!(low > 1.0, "{low}");
    }

    #[test]
    fn without_a_clear_saving_or_a_cost_there_is_no_share() {
        let spent = [1.0, 1.1, 0.9, 1.0];
        assert_eq!(of(spent, [1.0, -1.0, 2.0, -2.0]), BreakEven::SparesNothing);
        assert_eq!(
            of(spent, [-4.0, -4.2, -3.9, -3.9]),
            BreakEven::SparesNothing
        );
        assert_eq!(of(spent, [0.0; 4]), BreakEven::SparesNothing);
        assert_eq!(of([0.0; 4], [4.0, 4.2, 3.9, 3.9]), BreakEven::NothingSpent);
        let one = BreakEven::of(&[Some(1.0), None], &[Some(4.0), Some(4.0)], 1);
        assert_eq!(one, BreakEven::TooFew);
    }
}
