//! What a number of futures can say of a target at one setting.
//!
//! A promise: the exact (Clopper-Pearson) one-sided bounds of the share of futures that keep the
//! limit; a mean over the long run: Student's t over futures, and where all of them are equal what
//! futures unlike them could do to the mean. Bounds are as sure as asked for.

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
            let more = matches!(target.relation, Relation::AtLeast | Relation::Above);
            let interval = summary.interval(0.95)?;
            let (low, high) = match error > 0.0 {
                true => {
                    let reach = student_t_quantile(summary.n() - 1, 1.0 - alpha)? * error;
                    (mean - reach, mean + reach)
                }
                false => without_spread(mean, summary.n(), alpha, tolerance),
            };
            (mean, interval, low, high, bound, more)
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

/// Bounds of a mean where all futures so far are equal. Their spread of zero proves nothing: that
/// no other future has come in `n` says only, as the rule of three does, that at most a share
/// p = 1 - alpha^(1/n) of all futures is another. As no measure is below zero the mean is then at
/// least (1 - p) times what was seen. Nothing bounds it from above until such futures are as good
/// as none, p <= tolerance, which takes n >= ln(alpha) / ln(1 - tolerance).
fn without_spread(value: f64, n: usize, alpha: f64, tolerance: f64) -> (f64, f64) {
    let others = -libm::expm1(libm::log(alpha) / n as f64);
    match (others <= tolerance, value >= 0.0) {
        (true, _) => (value, value),
        (false, true) => ((1.0 - others) * value, f64::INFINITY),
        (false, false) => (f64::NEG_INFINITY, f64::INFINITY),
    }
}

/// What so many futures can tell of a promise that is wanted in a share `chance` of them: the
/// largest share of them that is told to fail it, and the smallest that is told to meet it; `None`
/// where they are too few for that word.
pub fn tellable(chance: f64, futures: u32, alpha: f64) -> (Option<f64>, Option<f64>) {
    let n = futures as usize;
    let fails =
        |kept| proportion_upper_bound(kept, n, 1.0 - alpha).is_some_and(|high| high < chance);
    let meets =
        |kept| proportion_lower_bound(kept, n, 1.0 - alpha).is_some_and(|low| low >= chance);
    // Both change once, as more futures keep the limit.
    let first = |told: &dyn Fn(usize) -> bool| {
        let (mut low, mut high) = (0, n + 1);
        while low < high {
            let middle = low + (high - low) / 2;
            match told(middle) {
                true => high = middle,
                false => low = middle + 1,
            }
        }
        low
    };
    let share = |kept: usize| kept as f64 / n as f64;
    let failing = first(&|kept| !fails(kept));
    let meeting = first(&meets);
    (
        failing.checked_sub(1).map(share),
        (meeting <= n).then(|| share(meeting)),
    )
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
    fn futures_that_are_all_equal_prove_no_mean() {
        let standing = |text: &str, value: f64, futures: usize, tolerance: f64| {
            let target = Target::parse(text).expect("right");
            let bound = target.bound;
            let said = estimate(&target, bound, &vec![Some(value); futures], 1e-3, tolerance);
            said.expect("enough futures").0.standing
        };
        // ln(0.001) / ln(0.99) = 687.3: with fewer futures one in a hundred may be another.
        let few = "waiting_mean <= 5";
        assert_eq!(standing(few, 4.0, 16, 0.01), Standing::Open);
        assert_eq!(standing(few, 4.0, 687, 0.01), Standing::Open);
        assert_eq!(standing(few, 4.0, 688, 0.01), Standing::Meets);
        assert_eq!(standing(few, 6.0, 688, 0.01), Standing::Fails);
        // All decided in time in every future: 16 prove 64.9 % of them, and 64 prove 89.8 %.
        let high = "in_time_share >= 89%";
        assert_eq!(standing(high, 1.0, 16, 0.01), Standing::Open);
        assert_eq!(standing(high, 1.0, 64, 0.01), Standing::Meets);
        assert_eq!(
            standing("in_time_share >= 90%", 1.0, 64, 0.01),
            Standing::Open
        );
    }

    #[test]
    fn what_futures_can_tell_is_where_the_bounds_change_their_word() {
        // 29 of 29 prove nine in ten at 95 %, 28 of 28 do not.
        let (fails, meets) = tellable(0.9, 29, 0.05);
        assert_eq!(meets, Some(1.0));
        assert_eq!(tellable(0.9, 28, 0.05).1, None);
        let fails = fails.expect("some fail");
        let word = |kept: usize| {
            let target = Target::parse("waiting_max <= 0 in 9 of 10 futures").expect("right");
            let said = estimate(&target, 0.0, &answers(kept, 29), 0.05, 0.0);
            said.expect("enough futures").0.standing
        };
        let kept = libm::round(fails * 29.0) as usize;
        assert_eq!(
            (word(kept), word(kept + 1)),
            (Standing::Fails, Standing::Open)
        );
    }

    #[test]
    fn near_what_is_wanted_it_gives_up() {
        let target = Target::parse("waiting_max <= 0 in 9 of 10 futures").expect("right");
        let (said, give_up) =
            estimate(&target, 0.0, &answers(9_000, 10_000), 0.05, 0.01).expect("enough");
        assert!(said.standing == Standing::Open && give_up && said.leans);
    }
}
