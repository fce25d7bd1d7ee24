//! Comparing plans that met the same futures: paired differences, many at once, and which plans
//! cannot be told from the best.
//!
//! Under common random numbers the futures of two plans come in pairs. The spread of the paired
//! difference is what chance leaves over; its ratio to the spread of two unrelated runs is what
//! the pairing gained (Law 2015, *Simulation Modeling and Analysis*, ch. 10 and 11).

use super::summary::{Summary, student_t_quantile};

/// The differences between two plans, future by future.
#[derive(Debug, Clone, PartialEq)]
pub struct Paired {
    differences: Vec<f64>,
    missing: usize,
    one: Summary,
    other: Summary,
    difference: Summary,
}

impl Paired {
    /// Pairs the figures of `one` and `other` by their places: `other` less `one`.
    ///
    /// A future in which either has no figure is counted as missing and compared with nothing.
    pub fn of(one: &[Option<f64>], other: &[Option<f64>]) -> Self {
        let finite = |value: Option<f64>| value.filter(|value| value.is_finite());
        let both = |(a, b): (&Option<f64>, &Option<f64>)| Some((finite(*a)?, finite(*b)?));
        let pairs: Vec<(f64, f64)> = one.iter().zip(other).filter_map(both).collect();
        let (left, right): (Vec<f64>, Vec<f64>) = pairs.iter().copied().unzip();
        let differences: Vec<f64> = pairs.iter().map(|(a, b)| b - a).collect();
        Self {
            missing: one.len().max(other.len()) - pairs.len(),
            one: Summary::of(&left),
            other: Summary::of(&right),
            difference: Summary::of(&differences),
            differences,
        }
    }

    /// Futures in which both have a figure.
    pub fn n(&self) -> usize {
        self.differences.len()
    }

    /// Futures in which one of them has none.
    pub fn missing(&self) -> usize {
        self.missing
    }

    /// The differences, in the order of the futures.
    pub fn differences(&self) -> &[f64] {
        &self.differences
    }

    /// Mean of the differences; `None` when there is no pair.
    pub fn mean(&self) -> Option<f64> {
        self.difference.mean()
    }

    /// Standard error of the mean difference; `None` below two pairs.
    pub fn standard_error(&self) -> Option<f64> {
        self.difference.standard_error()
    }

    /// Interval of the mean difference that covers, with probability `level` or more, at once with
    /// those of `comparisons - 1` others (Bonferroni); `None` below two pairs.
    pub fn interval(&self, level: f64, comparisons: usize) -> Option<(f64, f64)> {
        let each = 1.0 - (1.0 - level) / comparisons.max(1) as f64;
        self.difference.interval(each)
    }

    /// Futures in which `other` is lower, equal and higher.
    pub fn lower_equal_higher(&self) -> (usize, usize, usize) {
        let count = |keep: fn(&f64) -> bool| self.differences.iter().filter(|d| keep(d)).count();
        (
            count(|d| *d < 0.0),
            count(|d| *d == 0.0),
            count(|d| *d > 0.0),
        )
    }

    /// Variance of the paired difference over that of the difference of two unrelated runs: 1 is no
    /// gain, 0.25 is as good as four times the futures. `None` below two pairs, or where nothing
    /// varies.
    pub fn variance_ratio(&self) -> Option<f64> {
        let square = |summary: &Summary| summary.sd().map(|sd| sd * sd);
        let unpaired = square(&self.one)? + square(&self.other)?;
        (unpaired > 0.0).then_some(square(&self.difference)? / unpaired)
    }
}

/// The ratio of two means of the same futures, `over` by `under`, with an interval that covers,
/// with probability `level` or more, at once with those of `comparisons - 1` others (Fieller 1954,
/// *Journal of the Royal Statistical Society* B 16, with Bonferroni).
///
/// `None` below two futures, where the two are not of the same futures, and where the interval of
/// the mean of `under` holds zero: then no ratio is known.
pub fn ratio_of_means(
    over: &[f64],
    under: &[f64],
    level: f64,
    comparisons: usize,
) -> Option<(f64, (f64, f64))> {
    let n = under.len();
    if n < 2 || over.len() != n {
        return None;
    }
    let each = 1.0 - (1.0 - level) / comparisons.max(1) as f64;
    let t = student_t_quantile(n - 1, 0.5 + each / 2.0)?;
    let (a, b) = (Summary::of(over), Summary::of(under));
    let (mean_over, mean_under) = (a.mean()?, b.mean()?);
    let (sd_over, sd_under) = (a.sd()?, b.sd()?);
    let products = over.iter().zip(under);
    let products = products.map(|(x, y)| (x - mean_over) * (y - mean_under));
    let together = products.sum::<f64>() / (n - 1) as f64;
    let chance = t * t / n as f64;
    let square = mean_under * mean_under - chance * sd_under * sd_under;
    if square <= 0.0 {
        return None;
    }
    let cross = mean_over * mean_under - chance * together;
    let free = mean_over * mean_over - chance * sd_over * sd_over;
    let root = libm::sqrt((cross * cross - square * free).max(0.0));
    let ends = ((cross - root) / square, (cross + root) / square);
    Some((mean_over / mean_under, ends))
}

/// Which of several plans cannot be told from the best, the lowest mean being best: a plan stays
/// unless some other is lower by more than chance allows. The set holds the best plan with
/// probability `level` or more (subset selection with paired differences: Gupta 1965; Nelson,
/// Swann, Goldsman and Song 2001, *Operations Research* 49, with Bonferroni for common random
/// numbers).
///
/// Every plan must have a figure in every future; `None` where one has not, or below two futures,
/// or without plans.
pub fn not_told_from_best(plans: &[Vec<f64>], level: f64) -> Option<Vec<bool>> {
    let n = plans.first()?.len();
    let whole = |plan: &Vec<f64>| plan.len() == n && plan.iter().all(|value| value.is_finite());
    if n < 2 || !plans.iter().all(whole) || !(level > 0.0 && level < 1.0) {
        return None;
    }
    let others = plans.len().saturating_sub(1);
    if others == 0 {
        return Some(vec![true]);
    }
    let t = student_t_quantile(n - 1, 1.0 - (1.0 - level) / others as f64)?;
    let stays = |plan: &Vec<f64>| {
        plans.iter().all(|other| {
            let differences: Vec<f64> = plan.iter().zip(other).map(|(a, b)| a - b).collect();
            let summary = Summary::of(&differences);
            let (mean, error) = (summary.mean(), summary.standard_error());
            mean.zip(error)
                .is_some_and(|(mean, error)| mean <= t * error)
        })
    };
    Some(plans.iter().map(stays).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::assert_close;

    /// Four plans in twelve futures; expected figures were computed with another program.
    const DATA: [[f64; 12]; 4] = [
        [
            37.441, 23.158, 22.817, 20.957, 21.146, 35.125, 41.503, 28.617, 28.605, 29.0, 41.285,
            22.167,
        ],
        [
            32.754, 22.348, 22.279, 18.514, 18.396, 30.7, 42.506, 25.445, 29.373, 30.229, 36.211,
            19.73,
        ],
        [
            30.287, 18.877, 18.898, 15.182, 16.978, 29.178, 40.84, 24.62, 25.853, 28.809, 33.912,
            20.728,
        ],
        [
            34.746, 24.351, 22.163, 23.407, 22.992, 37.881, 45.058, 31.677, 30.516, 27.996, 41.01,
            23.004,
        ],
    ];

    fn options(values: &[f64]) -> Vec<Option<f64>> {
        values.iter().map(|value| Some(*value)).collect()
    }

    #[test]
    fn paired_differences_agree_with_the_reference() {
        let expected = [
            (
                -1.944_666_666_666_667_4,
                0.648_403_918_413_623_9,
                [-3.773_187_567_803_582, -0.116_145_765_529_752_66],
                0.042_946_556_623_336_955,
            ),
            (
                -3.971_583_333_333_333,
                0.686_065_963_989_210_5,
                [-5.906_312_472_204_247, -2.036_854_194_462_418_6],
                0.047_649_199_057_054_475,
            ),
            (
                1.081_666_666_666_666,
                0.547_151_471_096_653_7,
                [-0.461_318_920_829_160_8, 2.624_652_254_162_493],
                0.029_642_233_624_938_19,
            ),
        ];
        for (plan, (mean, error, interval, ratio)) in expected.into_iter().enumerate() {
            let paired = Paired::of(&options(&DATA[0]), &options(&DATA[plan + 1]));
            assert_eq!((paired.n(), paired.missing()), (12, 0));
            assert_close(paired.mean().expect("12 pairs"), mean);
            assert_close(paired.standard_error().expect("12 pairs"), error);
            let (low, high) = paired.interval(0.95, 3).expect("12 pairs");
            assert_close(low, interval[0]);
            assert_close(high, interval[1]);
            assert_close(paired.variance_ratio().expect("it varies"), ratio);
        }
    }

    #[test]
    fn a_ratio_has_the_interval_that_fieller_gives_and_none_through_zero() {
        let under = [4.0, 6.0, 5.0, 7.0, 3.0, 5.0];
        // Exactly three for each: nothing is left to chance.
        let three: Vec<f64> = under.iter().map(|value| value * 3.0).collect();
        let (ratio, (low, high)) = ratio_of_means(&three, &under, 0.95, 1).expect("six");
        for found in [ratio, low, high] {
            assert!((found - 3.0).abs() < 1e-6, "{found}");
        }
        // Where `under` is known exactly the interval is that of the mean of `over`.
        let over = [2.0, 4.0, 3.0, 5.0, 1.0, 3.0];
        let (_, ends) = ratio_of_means(&over, &[2.0; 6], 0.95, 3).expect("six");
        let (low, high) = Summary::of(&over).interval(1.0 - 0.05 / 3.0).expect("six");
        assert_close(ends.0, low / 2.0);
        assert_close(ends.1, high / 2.0);
        // Both ends solve mean(over - r under) = +-t se(over - r under).
        let (_, (low, high)) = ratio_of_means(&over, &under, 0.95, 1).expect("six");
        for r in [low, high] {
            let left: Vec<f64> = over.iter().zip(under).map(|(a, b)| a - r * b).collect();
            let (from, to) = Summary::of(&left).interval(0.95).expect("six");
            assert!(from.abs().min(to.abs()) < 1e-9, "{from} {to}");
        }
        let through = [-3.0, 4.0, -2.0, 5.0, -1.0, 1.0];
        assert_eq!(ratio_of_means(&over, &through, 0.95, 1), None);
        assert_eq!(ratio_of_means(&over[..1], &under[..1], 0.95, 1), None);
    }

    #[test]
    fn a_plan_and_itself_differ_by_exactly_nothing() {
        let paired = Paired::of(&options(&DATA[0]), &options(&DATA[0]));
        assert_eq!(paired.interval(0.95, 7), Some((0.0, 0.0)));
        assert_eq!(paired.lower_equal_higher(), (0, 12, 0));
        assert_eq!(paired.variance_ratio(), Some(0.0));
        let still = Paired::of(&[Some(3.0); 4], &[Some(3.0); 4]);
        assert_eq!(still.variance_ratio(), None);
    }

    #[test]
    fn a_future_without_a_figure_is_compared_with_nothing() {
        let one = [Some(1.0), None, Some(3.0), Some(4.0)];
        let other = [Some(0.0), Some(9.0), Some(f64::NAN), Some(6.0)];
        let paired = Paired::of(&one, &other);
        assert_eq!((paired.n(), paired.missing()), (2, 2));
        assert_eq!(paired.differences(), [-1.0, 2.0]);
        assert_eq!(paired.lower_equal_higher(), (1, 0, 1));
        let none = Paired::of(&[None], &[Some(1.0)]);
        assert_eq!((none.mean(), none.interval(0.95, 1)), (None, None));
    }

    #[test]
    fn more_plans_make_each_interval_wider() {
        let paired = Paired::of(&options(&DATA[0]), &options(&DATA[1]));
        let width = |plans: usize| paired.interval(0.95, plans).map(|(low, high)| high - low);
        assert!(width(1) < width(3) && width(3) < width(20));
    }

    #[test]
    fn the_subset_holds_the_best_and_what_looks_like_it() {
        let plans: Vec<Vec<f64>> = DATA.iter().map(|plan| plan.to_vec()).collect();
        // 2 is lower than 1 by 2.0 with an error of 0.4, than 0 by 4.0 with one of 0.7.
        let kept = not_told_from_best(&plans, 0.95);
        assert_eq!(kept, Some(vec![false, false, true, false]));
        let mut near = plans.clone();
        near[1] = plans[2]
            .iter()
            .enumerate()
            .map(|(i, v)| v + [0.5, -0.4][i % 2])
            .collect();
        let kept = not_told_from_best(&near, 0.95);
        assert_eq!(kept, Some(vec![false, true, true, false]));
        assert_eq!(
            not_told_from_best(&[vec![1.0, 2.0]], 0.95),
            Some(vec![true])
        );
        assert_eq!(not_told_from_best(&[vec![1.0], vec![2.0]], 0.95), None);
        assert_eq!(
            not_told_from_best(&[vec![1.0, f64::NAN], vec![2.0, 2.0]], 0.95),
            None
        );
    }

    #[test]
    fn the_best_of_equal_plans_is_seldom_lost() {
        // Eight plans of the same mean, with common noise: the first must stay 95 times in 100.
        let mix = |state: u64| {
            let mut mixed = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
            mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            mixed ^ (mixed >> 31)
        };
        let draw = |future: u64, plan: u64| {
            let mut state = mix(mix(future) ^ plan);
            let mut sum = 0.0;
            for _ in 0..12 {
                state = mix(state);
                sum += (state >> 11) as f64 / (1_u64 << 53) as f64;
            }
            sum - 6.0
        };
        let futures = 20;
        let kept = (0..400_u64).filter(|turn| {
            let of = |plan: u64| {
                let value = |future: u64| {
                    let number = turn * futures + future;
                    3.0 * draw(number, 0) + draw(number, plan + 1)
                };
                (0..futures).map(value).collect::<Vec<f64>>()
            };
            let plans: Vec<Vec<f64>> = (0..8).map(of).collect();
            not_told_from_best(&plans, 0.95).is_some_and(|kept| kept[0])
        });
        let kept = kept.count();
        // 400 x 0.95 less three standard errors.
        assert!(kept >= 367, "{kept} of 400");
    }
}
