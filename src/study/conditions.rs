//! Where a plan fails: lines through inputs, and shocks, on one side of which it fails more.
//!
//! One input or shock is looked at at a time, and every line through an input. So much looking
//! finds a sharp line in pure luck too. Each line is therefore held against the same looking where
//! only luck says which sampled futures fail: which of them do is shuffled many times, the sharpest
//! line of all is kept each time, and a line is worth telling where few of those are as sharp
//! (Westfall and Young 1993, *Resampling-Based Multiple Testing*, chapter 2). What is found by
//! looking is a hint even then, and said to be one.

use super::robust::Sampled;
use crate::engine::mix;
use crate::statistics::design::Mixed;

/// Fewest sampled futures on either side of a dividing line.
const FEWEST: usize = 5;
/// Most lines through an input; with more sampled futures not every gap between two is tried.
const LINES: usize = 100;
/// How often the sampled futures that fail are shuffled.
const SHUFFLES: usize = 1_000;
/// What the seed of a scenario is mixed with to shuffle.
const SHUFFLED: u64 = 0x5AFF_1ED0;

/// Where a plan fails more often: on one side of a line through an input, or with a shock.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    /// The input with its line, or the shock.
    pub of: ConditionOf,
    /// Futures that fail on the side named, and all on it.
    pub inside: (usize, usize),
    /// Futures that fail on the other side, and all on it.
    pub outside: (usize, usize),
    /// Chance of a line as sharp by luck, for this one line alone (Fisher's exact test).
    pub by_luck: f64,
    /// Chance that luck makes one so sharp somewhere among all inputs, lines and shocks.
    pub by_looking: f64,
}

/// What a condition is a condition of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ConditionOf {
    /// An input is above (or below) a value of its range.
    Input {
        /// Which, of those that the base or plan draws.
        input: usize,
        /// Place of that value: the nearest to the line on its other side.
        place: f64,
        /// Whether it fails above.
        above: bool,
    },
    /// A shock comes.
    Shock(usize),
}

/// The sharpest line of each input that a base or plan draws, by its place among `scenarios`, and
/// of each shock, between the sampled futures in which it fails and those in which it does not;
/// the sharpest first.
pub fn conditions(sampled: &Sampled, scenario: usize, fails: &[bool]) -> Vec<Condition> {
    let drawn = &sampled.alike.arms[scenario];
    let inputs = drawn.inputs.iter().enumerate();
    let columns: Vec<Vec<Point>> = inputs
        .map(|(at, input)| {
            let places = drawn.places[..fails.len()].iter().map(|draw| draw[at]);
            let point = |place: f64| (input.number_at(place), place);
            places.map(point).collect()
        })
        .collect();
    let shock = &sampled.shock[..fails.len()];
    let looked = Looked::at(&columns, shock, sampled.shocks.len());
    looked.conditions(fails, mix(sampled.seed, SHUFFLED))
}

/// Number of an input in a sampled future, and its place in the range.
type Point = (f64, f64);

/// Everything that is looked at.
struct Looked {
    inputs: Vec<Through>,
    /// Of each shock the sampled futures in which it comes, where they and the others are enough.
    shocks: Vec<Option<Vec<usize>>>,
}

/// The lines through an input.
struct Through {
    input: usize,
    /// Sampled futures by its number.
    order: Vec<usize>,
    lines: Vec<Line>,
}

/// A line between two sampled futures whose numbers differ.
struct Line {
    /// Sampled futures below it.
    below: usize,
    /// Places of the nearest below and of the nearest above.
    beside: (f64, f64),
}

/// The side of a line on which more fail.
#[derive(Clone, Copy)]
struct Side {
    of: ConditionOf,
    inside: (usize, usize),
    by_luck: f64,
}

impl Looked {
    fn at(columns: &[Vec<Point>], shock: &[Option<usize>], shocks: usize) -> Self {
        let enough = |with: &Vec<usize>| {
            let without = shock.len() - with.len();
            with.len() >= FEWEST && without >= FEWEST
        };
        let with = |which: usize| {
            let futures = (0..shock.len()).filter(|future| shock[*future] == Some(which));
            Some(futures.collect()).filter(enough)
        };
        let inputs = columns.iter().enumerate();
        Self {
            inputs: inputs.map(|(at, own)| Through::of(at, own)).collect(),
            shocks: (0..shocks).map(with).collect(),
        }
    }

    /// Sizes that a side may have.
    fn sizes(&self, futures: usize) -> impl Iterator<Item = usize> {
        let lines = self.inputs.iter().flat_map(|input| &input.lines);
        let both = lines.flat_map(move |line| [line.below, futures - line.below]);
        both.chain(self.shocks.iter().flatten().map(Vec::len))
    }

    /// The sharpest line of each input, and each shock with which more fail.
    fn sides<'a>(&'a self, fails: &'a [bool], luck: &'a Luck) -> impl Iterator<Item = Side> + 'a {
        let inputs = self.inputs.iter();
        let inputs = inputs.filter_map(move |input| input.sharpest(fails, luck));
        let shocks = self.shocks.iter().enumerate();
        let shocks = shocks.filter_map(move |(at, with)| {
            let with = with.as_ref()?;
            let inside = (count(fails, with), with.len());
            // A shock that helps is no condition of failure.
            let outside = luck.outside(inside);
            let worse = inside.0 * outside.1 > outside.0 * inside.1;
            worse.then(|| Side {
                of: ConditionOf::Shock(at),
                inside,
                by_luck: luck.chance(inside),
            })
        });
        inputs.chain(shocks)
    }

    fn conditions(&self, fails: &[bool], seed: u64) -> Vec<Condition> {
        let failed = fails.iter().filter(|fails| **fails).count();
        let luck = Luck::of((fails.len(), failed), self.sizes(fails.len()));
        let mut found: Vec<Side> = self.sides(fails, &luck).collect();
        found.sort_by(|one, other| one.by_luck.total_cmp(&other.by_luck));
        let mut stream = Mixed::new(seed);
        let mut shuffled = fails.to_vec();
        let mut sharpest = || {
            stream.shuffle(&mut shuffled);
            let sides = self.sides(&shuffled, &luck);
            sides.map(|side| side.by_luck).fold(1.0, f64::min)
        };
        let by_shuffling: Vec<f64> = match found.is_empty() {
            true => Vec::new(),
            false => (0..SHUFFLES).map(|_| sharpest()).collect(),
        };
        let told = |side: &Side| {
            let as_sharp = by_shuffling.iter().filter(|by| **by <= side.by_luck);
            Condition {
                of: side.of,
                inside: side.inside,
                outside: luck.outside(side.inside),
                by_luck: side.by_luck,
                // The futures as they are count as one of the ways in which they could fall.
                by_looking: (1 + as_sharp.count()) as f64 / (1 + SHUFFLES) as f64,
            }
        };
        found.iter().map(told).collect()
    }
}

impl Through {
    /// The lines through an input, so many that none is left out where futures are few.
    fn of(input: usize, column: &[Point]) -> Self {
        let mut order: Vec<usize> = (0..column.len()).collect();
        order.sort_by(|one, other| {
            let (one, other) = (column[*one], column[*other]);
            one.0.total_cmp(&other.0).then(one.1.total_cmp(&other.1))
        });
        let step = column.len().div_ceil(LINES).max(1);
        let gaps = FEWEST..(column.len() + 1).saturating_sub(FEWEST);
        let lines = gaps.step_by(step).filter_map(|below| {
            let (last, first) = (column[order[below - 1]], column[order[below]]);
            (last.0 < first.0).then_some(Line {
                below,
                beside: (last.1, first.1),
            })
        });
        Self {
            input,
            lines: lines.collect(),
            order,
        }
    }

    fn sharpest(&self, fails: &[bool], luck: &Luck) -> Option<Side> {
        let mut sharpest: Option<Side> = None;
        let (mut failed, mut from) = (0, 0);
        for line in &self.lines {
            failed += count(fails, &self.order[from..line.below]);
            from = line.below;
            let below = (failed, line.below);
            let above = luck.outside(below);
            let is_above = above.0 * below.1 >= below.0 * above.1;
            let inside = if is_above { above } else { below };
            let by_luck = luck.chance(inside);
            if sharpest.is_none_or(|have| by_luck < have.by_luck) {
                let (last, first) = line.beside;
                let of = ConditionOf::Input {
                    input: self.input,
                    place: if is_above { last } else { first },
                    above: is_above,
                };
                sharpest = Some(Side {
                    of,
                    inside,
                    by_luck,
                });
            }
        }
        sharpest
    }
}

/// Those of some futures that fail.
fn count(fails: &[bool], futures: &[usize]) -> usize {
    futures.iter().filter(|future| fails[**future]).count()
}

/// The one-sided exact test where the futures and those that fail are given: the chance that so
/// many of those that fail, or more, are on a side of a size.
struct Luck {
    futures: usize,
    failed: usize,
    /// By the size of the side and those that fail on it.
    chances: Vec<Vec<f64>>,
}

impl Luck {
    fn of((futures, failed): (usize, usize), sizes: impl Iterator<Item = usize>) -> Self {
        let log_factorial: Vec<f64> = (0..=futures)
            .map(|number| libm::lgamma(number as f64 + 1.0))
            .collect();
        let log_choose =
            |n: usize, k: usize| log_factorial[n] - log_factorial[k] - log_factorial[n - k];
        let mut chances = vec![Vec::new(); futures + 1];
        for size in sizes {
            if !chances[size].is_empty() {
                continue;
            }
            let (most, outside) = (failed.min(size), futures - size);
            let mut own = vec![1.0; most + 1];
            let mut sum = 0.0;
            for on in (failed.saturating_sub(outside)..=most).rev() {
                let ways = log_choose(size, on) + log_choose(outside, failed - on);
                sum += libm::exp(ways - log_choose(futures, failed));
                own[on] = f64::min(sum, 1.0);
            }
            chances[size] = own;
        }
        Self {
            futures,
            failed,
            chances,
        }
    }

    /// Chance of so many that fail, or more, on a side of so many.
    fn chance(&self, (failed, size): (usize, usize)) -> f64 {
        self.chances[size].get(failed).copied().unwrap_or(1.0)
    }

    /// Those that fail on the other side, and all on it.
    fn outside(&self, (failed, size): (usize, usize)) -> (usize, usize) {
        (self.failed - failed, self.futures - size)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::assert_close;
    use crate::statistics::design::latin_hypercube;
    use crate::study::{Alike, plan_at};
    use std::path::Path;

    #[test]
    fn fishers_test_agrees_with_a_table_worked_by_hand() {
        // Of 8, 4 fail and 3 of them are among the 4 inside: (4 x 4 + 1) / 70.
        let luck = |failed: usize| Luck::of((8, failed), [4].into_iter());
        assert_close(luck(4).chance((3, 4)), 17.0 / 70.0);
        assert!(luck(0).chance((0, 4)) > 0.999_999);
    }

    /// Every input, `[input][future]`, evenly over its range.
    fn columns(futures: usize, inputs: usize, seed: u64) -> Vec<Vec<Point>> {
        let cube = latin_hypercube(futures, inputs, seed);
        let column = |input: usize| cube.iter().map(|draw| (draw[input], draw[input])).collect();
        (0..inputs).map(column).collect()
    }

    #[test]
    fn luck_alone_is_told_as_a_condition_in_one_of_twenty_lookings() {
        let (mut told, mut uncorrected, all) = (0, 0, 200);
        let mut stream = Mixed::new(11);
        for looking in 0..all {
            let columns = columns(50, 8, looking);
            let shock: Vec<Option<usize>> =
                (0..50).map(|_| stream.below(3).checked_sub(1)).collect();
            let fails: Vec<bool> = (0..50).map(|_| stream.unit() < 0.3).collect();
            let found = Looked::at(&columns, &shock, 2).conditions(&fails, looking);
            told += usize::from(found[0].by_looking <= 0.05);
            uncorrected += usize::from(found[0].by_luck * found.len() as f64 <= 0.05);
        }
        // 10 are expected of 200, and 3 to 17 in 99 of 100 such tests.
        assert!((3..=17).contains(&told), "{told}");
        // What counts inputs and shocks but not the lines through them tells far more.
        assert!(uncorrected > 2 * told, "{uncorrected} and {told}");
    }

    #[test]
    fn what_makes_most_failures_is_told_and_nothing_else() {
        for looking in 0..20 {
            let columns = columns(50, 8, looking);
            let mut stream = Mixed::new(looking);
            // Above two thirds of input 5 nine in ten fail, elsewhere one in ten.
            let chance = |number: f64| if number > 2.0 / 3.0 { 0.9 } else { 0.1 };
            let fails: Vec<bool> = columns[5]
                .iter()
                .map(|(number, _)| stream.unit() < chance(*number))
                .collect();
            let found = Looked::at(&columns, &[None; 50], 0).conditions(&fails, looking);
            let ConditionOf::Input { input, above, .. } = found[0].of else {
                panic!("{:?}", found[0]);
            };
            assert_eq!((input, above), (5, true), "{:?}", found[0]);
            assert!(found[0].by_looking <= 0.01, "{:?}", found[0]);
        }
    }

    #[test]
    fn a_shock_with_which_it_fails_is_told_and_one_that_helps_is_none() {
        let shock: Vec<Option<usize>> = (0..60).map(|at| (at % 3_usize).checked_sub(1)).collect();
        let fails: Vec<bool> = (0..60).map(|at| at % 3 == 1 || at == 0).collect();
        let found = Looked::at(&columns(60, 3, 1), &shock, 2).conditions(&fails, 1);
        assert_eq!(found[0].of, ConditionOf::Shock(0));
        assert_eq!((found[0].inside, found[0].outside), ((20, 20), (1, 40)));
        assert!(found[0].by_looking <= 0.01, "{:?}", found[0]);
        assert!(found.iter().all(|one| one.of != ConditionOf::Shock(1)));
    }

    #[test]
    fn no_line_parts_futures_with_the_same_number() {
        // Half have one number, the others each its own.
        let column: Vec<Point> = (0..40)
            .map(|at| f64::from(at) / 40.0)
            .map(|place| (place.max(0.5), place))
            .collect();
        let lines = Through::of(0, &column).lines;
        assert!(lines.iter().all(|line| line.below > 20), "a line below");
        assert_eq!(lines.len(), 15);
    }

    #[test]
    fn a_planted_condition_is_found_and_an_inert_input_is_not() {
        let path = Path::new("scenarios/tiny-office.toml");
        let sets = ["people.casework_share", "people.turnover"].map(|path| {
            let range = "{ value = 0.6, low = 0.5, high = 0.7 }";
            (path.to_owned(), range.to_owned())
        });
        let plan = plan_at(path, &sets, &[]).expect("it is right");
        let alike = Alike::of(&[(path, &sets, &plan)], 60)
            .expect("right")
            .expect("some");
        let drawn = &alike.arms[0];
        let at = |name: &str| drawn.inputs.iter().position(|input| input.name == name);
        let planted = at("people.casework_share").expect("there");
        let fails: Vec<bool> = drawn
            .places
            .iter()
            .map(|places| places[planted] > 0.7)
            .collect();
        let shocks = vec![("a flood".to_owned(), Vec::new())];
        let sampled = Sampled::of(alike, shocks, 1);
        let found = conditions(&sampled, 0, &fails);
        let ConditionOf::Input {
            input,
            place,
            above,
        } = found[0].of
        else {
            panic!("{:?}", found[0]);
        };
        assert_eq!((input, above), (planted, true));
        assert!(
            (place - 0.7).abs() < 0.02 && found[0].outside.0 == 0,
            "{:?}",
            found[0]
        );
        assert!(found[0].by_luck < 1e-6 && found[1].by_luck > 1e-6);
        assert!(found[0].by_looking < 0.01 && found[1].by_looking > 0.05);
        // Each shock, and none, in about half of the futures.
        let with = sampled.shock.iter().filter(|shock| shock.is_some()).count();
        assert!((18..=42).contains(&with), "{with}");
    }
}
