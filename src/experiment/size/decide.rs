//! What a number of futures can say of a target at one setting.
//!
//! A promise: the exact (Clopper-Pearson) one-sided bounds of the share of futures that keep the
//! limit; a mean over the long run: Student's t over futures. Bounds are as sure as asked for.

use super::target::Target;
use crate::experiment::outcome::Relation;
use crate::statistics::{
    Summary, proportion_interval, proportion_lower_bound, proportion_upper_bound,
    student_t_quantile,
};

/// What can be said of a setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It meets every target.
    Meets,
    /// It fails one at least.
    Fails,
    /// The futures so far cannot tell.
    Open,
}

impl Standing {
    /// The standing in words.
    pub fn words(self) -> &'static str {
        match self {
            Standing::Meets => "meets the target",
            Standing::Fails => "does not meet it",
            Standing::Open => "cannot tell",
        }
    }
}

/// A target at one setting.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// Share of futures that keep the limit; of a target over the long run, the mean.
    pub value: f64,
    /// Its 95 % interval.
    pub interval: (f64, f64),
    /// Futures that keep the limit.
    pub kept: usize,
    /// Futures.
    pub futures: usize,
    /// What can be said.
    pub standing: Standing,
    /// Whether the middle of what was found meets the target, sure or not.
    pub leans: bool,
}

/// What the answers of some futures say of a target, wrong with a chance of at most `alpha` on
/// either side; within `tolerance` of what is wanted no more futures are worth their time.
///
/// The second value is whether to give up: the share is known to within the tolerance of the one
/// wanted. `None` where nothing can be said of fewer than two answers.
pub fn estimate(
    target: &Target,
    bound: f64,
    answers: &[Option<f64>],
    alpha: f64,
    tolerance: f64,
) -> Option<(Estimate, bool)> {
    let futures = answers.len();
    let kept = answers
        .iter()
        .filter(|answer| target.is_kept(**answer, bound))
        .count();
    let (value, interval, low, high, wanted, more) = match target.chance {
        Some(chance) => {
            let low = proportion_lower_bound(kept, futures, 1.0 - alpha)?;
            let high = proportion_upper_bound(kept, futures, 1.0 - alpha)?;
            let interval = proportion_interval(kept, futures, 0.95)?;
            let share = kept as f64 / futures as f64;
            (share, interval, low, high, chance, true)
        }
        None => {
            let summary = Summary::of(answers);
            let (mean, error) = (summary.mean()?, summary.standard_error()?);
            let reach = student_t_quantile(summary.n() - 1, 1.0 - alpha)? * error;
            let more = matches!(target.relation, Relation::AtLeast | Relation::Above);
            let interval = summary.interval(0.95)?;
            (mean, interval, mean - reach, mean + reach, bound, more)
        }
    };
    // On the side where more is better the lower bound must reach what is wanted.
    let (meets, fails, leans) = match more {
        true => (low >= wanted, high < wanted, value >= wanted),
        false => (high <= wanted, low > wanted, value <= wanted),
    };
    let standing = match (meets, fails) {
        (true, _) => Standing::Meets,
        (_, true) => Standing::Fails,
        _ => Standing::Open,
    };
    let near = |end: f64| (end - wanted).abs() <= tolerance;
    let give_up = standing == Standing::Open && near(low) && near(high);
    let estimate = Estimate {
        value,
        interval,
        kept,
        futures,
        standing,
        leans,
    };
    Some((estimate, give_up))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers(kept: usize, of: usize) -> Vec<Option<f64>> {
        let one = |at: usize| Some(f64::from(u8::from(at >= kept)));
        (0..of).map(one).collect()
    }

    #[test]
    fn a_promise_is_settled_by_exact_bounds() {
        let target = Target::parse("waiting_max <= 0 in 9 of 10 futures").expect("right");
        let standing = |kept, of| {
            let said = estimate(&target, 0.0, &answers(kept, of), 0.05, 0.0);
            said.expect("enough futures").0.standing
        };
        // With nothing broken, 29 futures prove nine in ten at 95 %, and 28 do not.
        assert_eq!(standing(29, 29), Standing::Meets);
        assert_eq!(standing(28, 28), Standing::Open);
        assert_eq!(standing(3, 10), Standing::Fails);
        assert_eq!(standing(80, 100), Standing::Fails);
    }

    #[test]
    fn a_future_without_an_answer_keeps_nothing() {
        let target = Target::parse("waiting_max <= 0 in 9 of 10 futures").expect("right");
        let said = estimate(&target, 0.0, &[None; 20], 0.05, 0.0).expect("enough");
        assert_eq!((said.0.kept, said.0.standing), (0, Standing::Fails));
    }

    #[test]
    fn a_mean_is_settled_on_the_side_that_is_better() {
        let low = Target::parse("waiting_mean <= 5").expect("right");
        let high = Target::parse("in_time_share >= 5").expect("right");
        let values: Vec<Option<f64>> = [4.0, 4.1, 3.9, 4.05].map(Some).to_vec();
        let standing = |target| {
            estimate(target, 5.0, &values, 0.05, 0.0)
                .expect("some")
                .0
                .standing
        };
        assert_eq!(standing(&low), Standing::Meets);
        assert_eq!(standing(&high), Standing::Fails);
    }

    #[test]
    fn near_what_is_wanted_it_gives_up() {
        let target = Target::parse("waiting_max <= 0 in 9 of 10 futures").expect("right");
        let (said, give_up) =
            estimate(&target, 0.0, &answers(9_000, 10_000), 0.05, 0.01).expect("enough");
        assert!(said.standing == Standing::Open && give_up && said.leans);
    }
}
