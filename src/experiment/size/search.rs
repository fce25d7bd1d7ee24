//! How settings are tried: from a first guess outwards until the target is enclosed, then halving,
//! then the settings beside the answer, because more of one thing can make another worse.
//!
//! All settings see the same futures (common random numbers), so neighbours differ by what the
//! setting does and not by luck. Futures come in doublings, and only where what was found so far
//! does not settle the setting. The chance of a wrong word is split over every setting that can be
//! tried and every look at it (Bonferroni), so that looking again and again stays honest: every
//! walk over settings has an end, and all of them are counted.

use super::decide::{Estimate, Standing, estimate};
use super::target::Target;
use std::collections::{BTreeMap, BTreeSet};

/// Settings tried one after another on either side of the edge, at most: beyond them it is said
/// that the edge cannot be told.
const WALK: u32 = 8;
/// Settings tried in the gaps between those already seen, where none of these meets the targets.
const IN_GAPS: u32 = 8;
/// Settings beside the answer that are decided before it is said: one below, two above.
const NEAREST: u32 = 3;

/// How much work a search may do.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effort {
    /// Futures of a setting before the first look.
    pub first: u32,
    /// Most futures of a setting.
    pub most: u32,
    /// Probability of being right about every setting it speaks of.
    pub confidence: f64,
    /// How near to what is wanted is as good as equal, in shares of futures (or in the measure's
    /// unit, over the long run).
    pub tolerance: f64,
    /// Settings on each side of the answer that are simulated for the curve, at least.
    pub beside: u32,
}

/// What is searched.
#[derive(Clone, Debug, PartialEq)]
pub struct Search {
    /// Smallest setting looked at.
    pub from: u32,
    /// Largest.
    pub to: u32,
    /// Where to begin.
    pub guess: u32,
    /// Targets, all of which must be met, each with the bound its answers are held against.
    pub targets: Vec<(Target, f64)>,
    /// How much work it may do.
    pub effort: Effort,
    /// Searches that share the confidence, this one among them: one for each setting of a second
    /// lever.
    pub searches: u32,
    /// Whether the settings beside the answer are looked at too.
    pub in_detail: bool,
}

impl Search {
    /// Settings that can be decided at most, whatever is found: the guess; both ends and the
    /// doubled steps to them; those down from a setting found below the guess; the halving; the
    /// gaps; the walks on either side of the edge; those beside the answer.
    fn settings(&self) -> u32 {
        let width = self.to - self.from + 1;
        let halves = width.next_power_of_two().ilog2();
        let tried = 3 + 4 * halves + IN_GAPS + 2 * WALK + NEAREST + 2 * self.effort.beside;
        tried.min(width)
    }

    /// Looks at one setting: each doubles its futures.
    fn looks(&self) -> f64 {
        let Effort { first, most, .. } = self.effort;
        1.0 + libm::ceil(libm::log2(f64::from(most.max(first)) / f64::from(first)))
    }

    /// Chance of a wrong word about one target at one look at one setting.
    pub fn alpha(&self) -> f64 {
        let settings = f64::from(self.settings()) * f64::from(self.searches.max(1));
        (1.0 - self.effort.confidence) / (settings * self.looks() * self.targets.len() as f64)
    }
}

/// A setting that was simulated.
#[derive(Clone, Debug, PartialEq)]
pub struct Tried {
    /// The setting.
    pub setting: u32,
    /// What was found of each target.
    pub estimates: Vec<Estimate>,
    /// What can be said of all of them.
    pub standing: Standing,
    /// Futures simulated.
    pub futures: u32,
}

impl Tried {
    /// Whether the middle of what was found meets every target.
    fn leans(&self) -> bool {
        self.estimates.iter().all(|one| one.leans)
    }
}

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The smallest setting that meets the targets; the one below does not.
    Smallest(u32),
    /// The smallest setting looked at meets them: smaller ones may too.
    AllMeet(u32),
    /// Not even the largest setting looked at does, and no other that was tried.
    NoneMeets(u32),
    /// The smallest lies from the first to the second; the futures cannot tell which it is, and of
    /// the second only that it meets them if `sure`.
    Between {
        /// The setting above the largest below that surely fails.
        low: u32,
        /// The smallest that surely meets the targets, or the largest that may.
        high: u32,
        /// Whether `high` surely meets them.
        sure: bool,
    },
}

impl Answer {
    /// The setting to speak of: the answer, or the one that it is if it can be told.
    pub fn setting(self) -> u32 {
        match self {
            Answer::Smallest(setting) | Answer::AllMeet(setting) | Answer::NoneMeets(setting) => {
                setting
            }
            Answer::Between { high, .. } => high,
        }
    }
}

/// An answer with every setting behind it.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The answer.
    pub answer: Answer,
    /// Settings simulated, smallest first.
    pub tried: Vec<Tried>,
    /// Settings above the answer that surely fail: more is not always better here.
    pub worse_above: Vec<u32>,
    /// Settings below the answer that surely meet the targets: less can be better here.
    pub meets_below: Vec<u32>,
    /// Two settings between which nothing changes in any future, because of which the search ended
    /// early.
    pub alike: Option<(u32, u32)>,
}

impl Found {
    /// The setting to speak of: the answer, or the one that it is if it can be told.
    pub fn setting(&self) -> u32 {
        self.answer.setting()
    }

    /// What was found at a setting.
    pub fn at(&self, setting: u32) -> Option<&Tried> {
        self.tried.iter().find(|one| one.setting == setting)
    }
}

/// One answer for each target in each of some futures.
pub type Answers = Vec<Vec<Option<f64>>>;

/// Simulates futures of a setting: from the first number to before the second.
pub type Simulate<'a, E> = dyn FnMut(u32, std::ops::Range<u32>) -> Result<Answers, E> + 'a;

/// Searches; `simulate` gives one row of answers for each future, in order of their numbers.
///
/// # Errors
///
/// What `simulate` fails with.
pub fn search<E>(plan: &Search, simulate: &mut Simulate<'_, E>) -> Result<Found, E> {
    let mut under_way = UnderWay {
        plan,
        simulate,
        answers: BTreeMap::new(),
        tried: BTreeMap::new(),
        settled: BTreeSet::new(),
        alike: None,
    };
    let answer = under_way.answer()?;
    let middle = answer.setting();
    let alike = under_way.alike;
    // Where nothing changes from end to end the neighbours say nothing.
    if plan.in_detail && alike != Some((plan.from, plan.to)) {
        under_way.look_beside(middle)?;
    }
    let tried: Vec<Tried> = under_way.tried.into_values().collect();
    let those = |standing: Standing, above: bool| -> Vec<u32> {
        let own = tried.iter().filter(|one| one.standing == standing);
        let settings = own.map(|one| one.setting);
        let there = settings.filter(|at| if above { *at > middle } else { *at < middle });
        there.collect()
    };
    Ok(Found {
        answer,
        worse_above: those(Standing::Fails, true),
        meets_below: those(Standing::Meets, false),
        alike,
        tried,
    })
}

struct UnderWay<'a, 'b, E> {
    plan: &'a Search,
    simulate: &'a mut Simulate<'b, E>,
    answers: BTreeMap<u32, Answers>,
    tried: BTreeMap<u32, Tried>,
    /// Settings of which more futures are not worth their time.
    settled: BTreeSet<u32>,
    alike: Option<(u32, u32)>,
}

impl<E> UnderWay<'_, '_, E> {
    /// Simulates a setting until it is settled, or as long as it is worth it.
    fn decide(&mut self, setting: u32) -> Result<Tried, E> {
        let mut futures = self.plan.effort.first;
        while !self.settled.contains(&setting) {
            let give_up = self.look(setting, futures)?;
            let open = self.tried[&setting].standing == Standing::Open;
            if !open || give_up || futures >= self.plan.effort.most {
                self.settled.insert(setting);
            }
            futures = (futures * 2).min(self.plan.effort.most);
        }
        Ok(self.tried[&setting].clone())
    }

    /// Sees to it that a setting has so many futures, and says what they tell; the value is whether
    /// more of them are not worth their time.
    fn look(&mut self, setting: u32, futures: u32) -> Result<bool, E> {
        let answers = self.answers.entry(setting).or_default();
        let there = answers.len() as u32;
        if there < futures {
            answers.extend((self.simulate)(setting, there..futures)?);
        } else if self.tried.contains_key(&setting) {
            return Ok(false);
        }
        let alpha = self.plan.alpha();
        let answers = &self.answers[&setting];
        let targets = self.plan.targets.iter().enumerate();
        let said: Vec<(Estimate, bool)> = targets
            .map(|(place, (target, bound))| {
                let own: Vec<Option<f64>> = answers.iter().map(|row| row[place]).collect();
                let tolerance = self.plan.effort.tolerance;
                estimate(target, *bound, &own, alpha, tolerance)
                    .unwrap_or_else(|| (Estimate::nothing(own.len()), false))
            })
            .collect();
        let any = |standing| said.iter().any(|(one, _)| one.standing == standing);
        let standing = match (any(Standing::Fails), any(Standing::Open)) {
            (true, _) => Standing::Fails,
            (false, true) => Standing::Open,
            (false, false) => Standing::Meets,
        };
        let give_up = said
            .iter()
            .all(|(one, give_up)| one.standing != Standing::Open || *give_up);
        let tried = Tried {
            setting,
            standing,
            futures: answers.len() as u32,
            estimates: said.into_iter().map(|(one, _)| one).collect(),
        };
        self.tried.insert(setting, tried);
        Ok(give_up)
    }

    /// The answer, nothing beside it.
    fn answer(&mut self) -> Result<Answer, E> {
        let (from, to) = (self.plan.from, self.plan.to);
        let guess = self.plan.guess.clamp(from, to);
        if !self.has_effect(guess)? {
            self.alike = Some((from, to));
            return Ok(match self.tried[&from].standing {
                Standing::Meets => Answer::AllMeet(from),
                Standing::Fails => Answer::NoneMeets(to),
                Standing::Open => Answer::Between {
                    low: from,
                    high: to,
                    sure: false,
                },
            });
        }
        self.enclose(guess)?;
        self.settle()
    }

    /// Whether the lever can be seen to change anything: it cannot where the guess, the setting
    /// next to it and both ends give the same in every future, and futures differ. Where they do
    /// not, a list that is never empty may hide what the lever does.
    fn has_effect(&mut self, guess: u32) -> Result<bool, E> {
        let (from, to) = (self.plan.from, self.plan.to);
        let next = match self.decide(guess)?.leans() {
            true => guess.checked_sub(1).filter(|at| *at >= from),
            false => guess.checked_add(1).filter(|at| *at <= to),
        };
        let rows = &self.answers[&guess];
        if rows.iter().all(|row| *row == rows[0]) {
            return Ok(true);
        }
        for other in next.into_iter().chain([from, to]) {
            self.decide(other)?;
            if !self.are_alike(guess, other) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether two settings give the same in all futures that both have.
    fn are_alike(&self, one: u32, other: u32) -> bool {
        let (one, other) = (&self.answers[&one], &self.answers[&other]);
        one.iter().zip(other).all(|(one, other)| one == other)
    }

    /// From the guess outwards in doubled steps, then halving, by what each setting leans to. A
    /// target can be met in a window only, below the guess too: nothing is said to meet it before
    /// both sides and the gaps between the steps have been tried.
    fn enclose(&mut self, guess: u32) -> Result<(), E> {
        let (from, to) = (self.plan.from, self.plan.to);
        let met = match self.decide(guess)?.leans() {
            true => Some(guess),
            false => match self.stride(guess, to, true)? {
                Some((low, high)) => return self.halve(low, high),
                None => match self.stride(guess, from, true)? {
                    Some((_, at)) => Some(at),
                    None => self.try_gaps()?,
                },
            },
        };
        // What is below it may meet the targets too.
        match met {
            Some(met) => match self.stride(met, from, false)? {
                Some((high, low)) => self.halve(low, high),
                None => Ok(()),
            },
            None => Ok(()),
        }
    }

    /// Doubled steps from a setting to an end, until one leans as wanted: the one before it, and
    /// itself.
    fn stride(&mut self, start: u32, end: u32, wanted: bool) -> Result<Option<(u32, u32)>, E> {
        let (mut before, mut step) = (start, 1_u32);
        while before != end {
            let at = match end > start {
                true => before.saturating_add(step).min(end),
                false => before.saturating_sub(step).max(end),
            };
            if self.decide(at)?.leans() == wanted {
                return Ok(Some((before, at)));
            }
            before = at;
            step = step.saturating_mul(2);
        }
        Ok(None)
    }

    /// Halves between a setting that leans to failing and one that leans to meeting the targets.
    fn halve(&mut self, mut low: u32, mut high: u32) -> Result<(), E> {
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            match self.decide(middle)?.leans() {
                true => high = middle,
                false => low = middle,
            }
        }
        Ok(())
    }

    /// The middle of the widest gap between settings tried, again and again, until one leans to
    /// meeting the targets.
    fn try_gaps(&mut self) -> Result<Option<u32>, E> {
        for _ in 0..IN_GAPS {
            let tried: Vec<u32> = self.tried.keys().copied().collect();
            // Of gaps that are as wide the lowest: less is wanted.
            let gaps = tried.windows(2).rev();
            let gap = gaps.max_by_key(|gap| gap[1] - gap[0]);
            let Some(gap) = gap.filter(|gap| gap[1] - gap[0] > 1) else {
                break;
            };
            let middle = gap[0] + (gap[1] - gap[0]) / 2;
            if self.decide(middle)?.leans() {
                return Ok(Some(middle));
            }
        }
        Ok(None)
    }

    /// The largest setting that surely fails and the smallest above it that surely does not.
    fn settle(&mut self) -> Result<Answer, E> {
        let (from, to) = (self.plan.from, self.plan.to);
        let leaning = |one: &&Tried| one.leans();
        let Some(first) = self.tried.values().find(leaning).map(|one| one.setting) else {
            let open = |one: &&Tried| one.standing != Standing::Fails;
            let mut open = self.tried.values().filter(open).map(|one| one.setting);
            let Some(lowest) = open.next() else {
                return Ok(Answer::NoneMeets(to));
            };
            let high = open.next_back().unwrap_or(lowest);
            let low = self.fails_below(lowest)?.map_or(from, |fails| fails + 1);
            let sure = false;
            return Ok(Answer::Between { low, high, sure });
        };
        let (high, sure) = self.meets_from(first)?;
        let fails = self.fails_below(first)?;
        let low = fails.map_or(from, |setting| setting + 1);
        Ok(match (fails, sure) {
            (None, true) if high == from => Answer::AllMeet(from),
            (_, true) if low == high => Answer::Smallest(high),
            _ => Answer::Between { low, high, sure },
        })
    }

    /// The smallest setting from one on that surely meets the targets, deciding those on the way;
    /// otherwise the largest that may, and `false`.
    fn meets_from(&mut self, first: u32) -> Result<(u32, bool), E> {
        let last = first.saturating_add(WALK).min(self.plan.to);
        let mut high = first;
        while self.decide(high)?.standing != Standing::Meets && high < last {
            match self.decide(high + 1)?.standing {
                Standing::Fails => break,
                Standing::Open if self.are_alike(high, high + 1) => {
                    self.alike = Some((high, high + 1));
                    break;
                }
                _ => high += 1,
            }
        }
        // Where the walk has come to its end, what is known from before.
        let mut known = self.tried.range(high..).map(|(_, one)| one);
        let next = known.find(|one| one.standing != Standing::Open);
        Ok(match next {
            Some(one) if one.standing == Standing::Meets => (one.setting, true),
            _ => (high, false),
        })
    }

    /// The largest setting below one that surely fails, deciding those on the way.
    fn fails_below(&mut self, setting: u32) -> Result<Option<u32>, E> {
        let last = setting.saturating_sub(WALK).max(self.plan.from);
        for at in (last..setting).rev() {
            match self.decide(at)?.standing {
                Standing::Fails => return Ok(Some(at)),
                Standing::Open if self.are_alike(at, at + 1) => {
                    self.alike = Some((at, at + 1));
                    break;
                }
                _ => {}
            }
        }
        let known = self.tried.range(..setting).rev();
        let fails = known.map(|(_, one)| one);
        let mut fails = fails.filter(|one| one.standing == Standing::Fails);
        Ok(fails.next().map(|one| one.setting))
    }

    /// The nearest neighbours of the answer are decided as it was: below it none must meet the
    /// targets, above it none fail. Those further away are looked at for the curve.
    fn look_beside(&mut self, answer: u32) -> Result<(), E> {
        let (from, to) = (self.plan.from, self.plan.to);
        let there = |at: Option<u32>| at.filter(|at| (from..=to).contains(at));
        let nearest = [answer.checked_sub(1), Some(answer + 1), Some(answer + 2)];
        for at in nearest.into_iter().filter_map(there) {
            self.decide(at)?;
        }
        for away in 1..=self.plan.effort.beside {
            let both = [answer.checked_sub(away), answer.checked_add(away)];
            for at in both.into_iter().filter_map(there) {
                self.look(at, self.plan.effort.first)?;
            }
        }
        Ok(())
    }
}

impl Estimate {
    /// Nothing can be said: too few futures have an answer.
    fn nothing(futures: usize) -> Self {
        Estimate {
            value: f64::NAN,
            interval: (f64::NAN, f64::NAN),
            kept: 0,
            futures,
            standing: Standing::Open,
            leans: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::convert::Infallible;

    fn plan(wanted: &str, most: u32) -> Search {
        let text = format!("waiting_max <= 0 in {wanted} of futures");
        let target = Target::parse(&text).expect("right");
        Search {
            from: 1,
            to: 40,
            guess: 12,
            targets: vec![(target, 0.0)],
            effort: Effort {
                first: 16,
                most,
                confidence: 0.95,
                tolerance: 0.01,
                beside: 2,
            },
            searches: 1,
            in_detail: true,
        }
    }

    /// A service in which a setting keeps the limit in a stated share of futures; what it answers
    /// besides is `own` times its setting.
    fn searched(plan: &Search, share: fn(u32) -> f64, own: f64, seed: u64) -> (Found, u32) {
        let mut spent = 0;
        let mut simulate = |setting: u32, futures: std::ops::Range<u32>| {
            spent += futures.len() as u32;
            let one = |future: u32| {
                let mut draw = crate::engine::Draws::new(seed, future).at(1, 1, 0);
                let broken = f64::from(u8::from(draw.uniform() >= share(setting)));
                vec![Some(broken * (1.0 + own * f64::from(setting)))]
            };
            Ok::<_, Infallible>(futures.map(one).collect::<Answers>())
        };
        let found = search(plan, &mut simulate).expect("cannot fail");
        (found, spent)
    }

    fn found(share: fn(u32) -> f64, wanted: &str, seed: u64, most: u32) -> (Found, u32) {
        searched(&plan(wanted, most), share, 0.0, seed)
    }

    #[test]
    fn the_smallest_is_found_in_nearly_every_seed() {
        let steep = |setting: u32| match setting {
            0..=22 => 0.2,
            23 => 0.86,
            24 => 0.94,
            _ => 0.99,
        };
        let mut right = 0;
        for seed in 0..100 {
            let (found, _) = found(steep, "90%", seed, 20_000);
            right += u32::from(found.answer == Answer::Smallest(24));
        }
        assert!(right >= 95, "{right} of 100");
    }

    #[test]
    fn it_says_so_when_it_cannot_tell() {
        let flat = |setting: u32| match setting {
            0..=22 => 0.5,
            23 => 0.9,
            _ => 0.99,
        };
        let mut told = 0;
        for seed in 0..20 {
            let (found, _) = found(flat, "90%", seed, 20_000);
            let unsure = Answer::Between {
                low: 23,
                high: 24,
                sure: true,
            };
            told += u32::from(found.answer == unsure);
        }
        assert!(told >= 19, "{told} of 20");
    }

    #[test]
    fn the_ends_are_named() {
        assert_eq!(found(|_| 0.2, "90%", 1, 64).0.answer, Answer::NoneMeets(40));
        assert_eq!(found(|_| 1.0, "90%", 1, 128).0.answer, Answer::AllMeet(1));
    }

    #[test]
    fn futures_are_spent_where_they_decide() {
        let steep = |setting: u32| match setting {
            0..=19 => 0.1,
            20 => 0.93,
            _ => 1.0,
        };
        let (found, spent) = found(steep, "90%", 3, 20_000);
        let most = found
            .tried
            .iter()
            .max_by_key(|one| one.futures)
            .expect("some");
        assert_eq!(most.setting, 20);
        assert!(most.futures * 2 > spent, "{} of {spent}", most.futures);
    }

    /// Twelve and thirteen meet the target, and nothing else does.
    fn hump(setting: u32) -> f64 {
        match setting {
            0..=11 => 0.1,
            12 | 13 => 0.999,
            _ => 0.3,
        }
    }

    #[test]
    fn a_setting_above_that_fails_is_told() {
        let (found, _) = found(hump, "90%", 5, 5_000);
        assert_eq!(found.answer, Answer::Smallest(12));
        assert!(found.worse_above.contains(&14), "{:?}", found.worse_above);
    }

    #[test]
    fn a_window_on_either_side_of_the_guess_is_found() {
        for guess in [2, 5, 14, 16, 18, 20, 25, 30, 40] {
            let plan = Search {
                guess,
                ..plan("90%", 5_000)
            };
            let (found, _) = searched(&plan, hump, 0.0, 5);
            assert_eq!(found.answer, Answer::Smallest(12), "from {guess}");
        }
    }

    #[test]
    fn neighbours_are_decided_as_the_answer_is() {
        // Sixteen futures cannot tell 70 in 100 from 90.
        let dent = |setting: u32| match setting {
            0..=19 => 0.1,
            21 => 0.7,
            _ => 0.999,
        };
        let plan = Search {
            guess: 20,
            ..plan("90%", 5_000)
        };
        let (found, _) = searched(&plan, dent, 0.0, 2);
        assert_eq!(found.answer, Answer::Smallest(20));
        assert_eq!(found.worse_above, [21]);
    }

    #[test]
    fn a_setting_below_that_meets_is_told() {
        let two_windows = |setting: u32| match setting {
            17 | 20.. => 1.0,
            _ => 0.1,
        };
        let mut plan = plan("90%", 5_000);
        plan.guess = 20;
        (plan.effort.first, plan.effort.beside) = (200, 3);
        let (found, _) = searched(&plan, two_windows, 0.0, 2);
        assert_eq!(found.answer, Answer::Smallest(20));
        assert_eq!(found.meets_below, [17]);
    }

    #[test]
    fn no_more_settings_are_decided_than_are_paid_for() {
        // So near to what is wanted that nothing is ever told, and no two settings are alike.
        for share in [(|_| 0.88) as fn(u32) -> f64, |_| 0.92] {
            for guess in [1, 700, 4_000, 10_000] {
                let mut plan = plan("90%", 64);
                (plan.to, plan.guess, plan.effort.tolerance) = (10_000, guess, 1e-6);
                let (found, _) = searched(&plan, share, 1.0, 7);
                let (tried, paid) = (found.tried.len(), plan.settings());
                assert!(tried <= paid as usize, "{tried} tried, {paid} paid for");
                let unsure = matches!(found.answer, Answer::Between { .. });
                assert!(unsure, "{:?}", found.answer);
            }
        }
    }

    #[test]
    fn searches_share_the_chance_of_a_wrong_word() {
        let (alone, many) = (
            plan("90%", 256),
            Search {
                searches: 24,
                ..plan("90%", 256)
            },
        );
        assert!((alone.alpha() / many.alpha() - 24.0).abs() < 1e-9);
        // Every setting of a narrow range can be decided, and is paid for.
        assert_eq!((alone.settings(), alone.looks()), (40, 5.0));
    }

    #[test]
    fn a_lever_without_effect_ends_the_search_and_is_told() {
        let (flat, spent) = found(|_| 0.88, "90%", 3, 256);
        assert_eq!(flat.alike, Some((1, 40)));
        let unsure = Answer::Between {
            low: 1,
            high: 40,
            sure: false,
        };
        assert_eq!(flat.answer, unsure);
        assert!(spent <= 4 * 256, "{spent}");
        let steep = |setting: u32| if setting < 20 { 0.1 } else { 0.999 };
        assert_eq!(found(steep, "90%", 3, 5_000).0.alike, None);
        // A list that is never empty does not say that the lever has no effect.
        assert_eq!(found(|_| 0.0, "90%", 3, 256).0.alike, None);
    }

    #[test]
    fn two_settings_alike_end_a_walk() {
        let plateau = |setting: u32| if setting < 20 { 0.1 } else { 0.92 };
        let (found, _) = found(plateau, "90%", 3, 256);
        assert_eq!(found.alike, Some((20, 21)));
    }
}
