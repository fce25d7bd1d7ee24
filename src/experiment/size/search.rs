//! How settings are tried: from a first guess outwards until the target is enclosed, then halving,
//! then the settings beside the answer, because more of one thing can make another worse.
//!
//! All settings see the same futures (common random numbers), so neighbours differ by what the
//! setting does and not by luck. Futures come in doublings, and only where what was found so far
//! does not settle the setting. The chance of a wrong word is split over every setting that can be
//! tried and every look at it (Bonferroni), so that looking again and again stays honest.

use super::decide::{Estimate, Standing, estimate};
use super::target::Target;
use std::collections::BTreeMap;

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
    /// The largest setting looked at does not.
    NoneMeets(u32),
    /// The smallest lies from the first to the second; the futures cannot tell which it is, and of
    /// the second only that it meets them if `sure`.
    Between {
        /// The setting above the largest that surely fails.
        low: u32,
        /// The smallest that surely meets the targets, or the largest looked at.
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
    };
    under_way.enclose()?;
    let answer = under_way.settle()?;
    let middle = answer.setting();
    // The neighbours are asked for their own sake, and for the curve.
    for away in 1..=plan.effort.beside {
        for setting in [middle.checked_sub(away), middle.checked_add(away)] {
            if let Some(setting) = setting.filter(|s| (plan.from..=plan.to).contains(s)) {
                under_way.look(setting, plan.effort.first)?;
            }
        }
    }
    let tried: Vec<Tried> = under_way.tried.into_values().collect();
    let above = tried.iter().filter(|one| one.setting > middle);
    let worse_above = above
        .filter(|one| one.standing == Standing::Fails)
        .map(|one| one.setting)
        .collect();
    Ok(Found {
        answer,
        tried,
        worse_above,
    })
}

struct UnderWay<'a, 'b, E> {
    plan: &'a Search,
    simulate: &'a mut Simulate<'b, E>,
    answers: BTreeMap<u32, Answers>,
    tried: BTreeMap<u32, Tried>,
}

impl<E> UnderWay<'_, '_, E> {
    /// Chance of a wrong word at one look at one setting.
    fn alpha(&self) -> f64 {
        let Effort {
            first,
            most,
            confidence,
            beside,
            ..
        } = self.plan.effort;
        let width = f64::from(self.plan.to - self.plan.from + 1);
        let settings = 2.0 * libm::ceil(libm::log2(width)) + 2.0 * f64::from(beside) + 2.0;
        let looks = 1.0 + libm::ceil(libm::log2(f64::from(most.max(first)) / f64::from(first)));
        (1.0 - confidence) / (settings.min(width) * looks * self.plan.targets.len() as f64)
    }

    /// Simulates a setting until it is settled, or as long as it is worth it.
    fn decide(&mut self, setting: u32) -> Result<Tried, E> {
        let mut futures = self.plan.effort.first;
        loop {
            let give_up = self.look(setting, futures)?;
            let tried = &self.tried[&setting];
            if tried.standing != Standing::Open || give_up || futures >= self.plan.effort.most {
                return Ok(tried.clone());
            }
            futures = (futures * 2).min(self.plan.effort.most);
        }
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
        let alpha = self.alpha();
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

    /// From the guess outwards in doubled steps, then halving, by what each setting leans to.
    fn enclose(&mut self) -> Result<(), E> {
        let (from, to) = (self.plan.from, self.plan.to);
        let guess = self.plan.guess.clamp(from, to);
        let good = self.decide(guess)?.leans();
        let (mut low, mut high) = (guess, guess);
        let mut step = 1;
        let mut at = guess;
        while at != if good { from } else { to } {
            at = match good {
                true => at.saturating_sub(step).max(from),
                false => at.saturating_add(step).min(to),
            };
            step *= 2;
            let leans = self.decide(at)?.leans();
            (low, high) = match good {
                true => (at, if leans { at } else { high }),
                false => (if leans { low } else { at }, at),
            };
            if leans != good {
                break;
            }
        }
        // Between a setting that leans to failing and one that leans to meeting the targets.
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            match self.decide(middle)?.leans() {
                true => high = middle,
                false => low = middle,
            }
        }
        Ok(())
    }

    /// The largest setting that surely fails and the smallest above it that surely does not.
    fn settle(&mut self) -> Result<Answer, E> {
        let (from, to) = (self.plan.from, self.plan.to);
        let leaning = |one: &&Tried| one.leans();
        let Some(first) = self.tried.values().find(leaning).map(|one| one.setting) else {
            return Ok(match self.tried[&to].standing {
                Standing::Fails => Answer::NoneMeets(to),
                _ => {
                    let low = self.fails_below(to)?.map_or(from, |setting| setting + 1);
                    Answer::Between {
                        low,
                        high: to,
                        sure: false,
                    }
                }
            });
        };
        let mut high = first;
        let sure = loop {
            match self.decide(high)?.standing {
                Standing::Meets => break true,
                _ if high == to => break false,
                _ => high += 1,
            }
        };
        let fails = self.fails_below(first)?;
        let low = fails.map_or(from, |setting| setting + 1);
        Ok(match (fails, sure) {
            (None, true) if high == from => Answer::AllMeet(from),
            (_, true) if low == high => Answer::Smallest(high),
            (Some(fails), false) if fails == to => Answer::NoneMeets(to),
            _ => Answer::Between { low, high, sure },
        })
    }

    /// The largest setting below one that surely fails, deciding those on the way.
    fn fails_below(&mut self, setting: u32) -> Result<Option<u32>, E> {
        let mut at = setting;
        while at > self.plan.from {
            at -= 1;
            if self.decide(at)?.standing == Standing::Fails {
                return Ok(Some(at));
            }
        }
        Ok(None)
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

    /// A service in which a setting keeps the limit in a stated share of futures.
    fn found(share: fn(u32) -> f64, wanted: &str, seed: u64, most: u32) -> (Found, u32) {
        let text = format!("waiting_max <= 0 in {wanted} of futures");
        let target = Target::parse(&text).expect("right");
        let plan = Search {
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
        };
        let mut spent = 0;
        let mut simulate = |setting: u32, futures: std::ops::Range<u32>| {
            spent += futures.len() as u32;
            let one = |future: u32| {
                let mut draw = crate::engine::Draws::new(seed, future).at(1, 1, 0);
                vec![Some(f64::from(u8::from(draw.uniform() >= share(setting))))]
            };
            Ok::<_, Infallible>(futures.map(one).collect::<Answers>())
        };
        let found = search(&plan, &mut simulate).expect("cannot fail");
        (found, spent)
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

    #[test]
    fn a_setting_above_that_fails_is_told() {
        let hump = |setting: u32| match setting {
            0..=11 => 0.1,
            12 | 13 => 0.999,
            _ => 0.3,
        };
        let (found, _) = found(hump, "90%", 5, 5_000);
        assert_eq!(found.answer, Answer::Smallest(12));
        assert!(found.worse_above.contains(&14), "{:?}", found.worse_above);
    }
}
