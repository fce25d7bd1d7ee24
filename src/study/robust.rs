//! Which plan holds up: every plan in the same sampled futures, each with inputs drawn from
//! what is believed of them, and in most of them a shock.
//!
//! A sampled future is one draw of the inputs, one shock or none, and one future of chance;
//! base and plans see the same, each at the same places of the ranges that it believes in itself.
//! What is counted is in how many a plan meets the targets, and its regret: how much worse it is
//! than the best plan of that same future (Savage 1951, *J. Am. Stat. Assoc.* 46, 55-67). Where the
//! plan that holds up most often fails is looked for in `conditions.rs`.

use super::alike::Alike;
use super::inputs::Level;
use super::uncertain::UncertainError;
use crate::engine::mix;
use crate::experiment::Running;
use crate::statistics::design::Mixed;
use crate::statistics::{Summary, proportion_interval};

/// What the seed of a scenario is mixed with to draw its shocks.
const SHOCKS: u64 = 0x5110_C4ED;

/// A shock: its name and what it lays over a scenario.
pub type Shock = (String, Vec<(String, String)>);

/// What is sampled, and for whom.
#[derive(Debug, Clone)]
pub struct Sampled {
    /// Base and plans with their inputs drawn, once for each sampled future.
    pub alike: Alike,
    /// Shocks that may come.
    pub shocks: Vec<Shock>,
    /// The shock of each sampled future, by its place; `None` = none comes.
    pub shock: Vec<Option<usize>>,
    /// Seed of the base.
    pub seed: u64,
}

/// What every scenario answers in every sampled future: `[scenario][future][request]`.
pub type Figures = Vec<Vec<Vec<Option<f64>>>>;

impl Sampled {
    /// Gives each sampled future one of the shocks or none, each as likely as any other.
    pub fn of(alike: Alike, shocks: Vec<Shock>, seed: u64) -> Self {
        let mut stream = Mixed::new(mix(seed, SHOCKS));
        let shock = (0..alike.draws())
            .map(|_| stream.below(shocks.len() + 1).checked_sub(1))
            .collect();
        Self {
            alike,
            shocks,
            shock,
            seed,
        }
    }

    /// Sampled futures.
    pub fn futures(&self) -> usize {
        self.alike.draws()
    }

    /// The shock of a sampled future, as it is laid over base and plans.
    fn shock_of(&self, future: usize) -> Option<Level> {
        let (name, sets) = &self.shocks[self.shock[future]?];
        Some(Level {
            sets: sets.clone(),
            shown: name.clone(),
            number: None,
        })
    }

    /// Simulates every scenario in every sampled future. `asked` are the requests whose values are
    /// kept. Sampled futures that were not whole under every scenario when the run was stopped are
    /// left out, and all after the first such.
    ///
    /// # Errors
    ///
    /// When a scenario is wrong in a sampled future, or a future failed.
    pub fn simulate(
        &self,
        asked: &[String],
        running: &Running<'_>,
    ) -> Result<Figures, UncertainError> {
        let one_each = (self.futures(), 1);
        let beside = |future: usize| self.shock_of(future);
        let found = self.alike.simulate(one_each, &beside, asked, running)?;
        let of = |arm: usize| {
            let futures = found.iter();
            futures.filter_map(move |arms| arms[arm].first().cloned())
        };
        let arms = 0..self.alike.arms.len();
        Ok(arms.map(|arm| of(arm).collect()).collect())
    }
}

/// A plan over all sampled futures.
#[derive(Debug, Clone, PartialEq)]
pub struct Holds {
    /// Sampled futures in which it meets every target.
    pub met: usize,
    /// Of each target, those in which it is met.
    pub met_each: Vec<usize>,
    /// Its regret in each sampled future, in the unit of the figure; `None` where a plan has none.
    pub regret: Vec<Option<f64>>,
}

/// Holds plans against targets and each other. `kept[scenario][future][target]` says whether a
/// target is met, `figure[scenario][future]` what regret is counted in, of which less is better.
pub fn holds(kept: &[Vec<Vec<bool>>], figure: &[Vec<Option<f64>>]) -> Vec<Holds> {
    let futures = figure.first().map_or(0, Vec::len);
    let best: Vec<Option<f64>> = (0..futures)
        .map(|future| {
            let all = figure.iter().map(|own| own[future]);
            let all: Option<Vec<f64>> = all.collect();
            all.map(|all| all.into_iter().fold(f64::INFINITY, f64::min))
        })
        .collect();
    let both = kept.iter().zip(figure);
    let one = |(kept, figure): (&Vec<Vec<bool>>, &Vec<Option<f64>>)| {
        let targets = kept.first().map_or(0, Vec::len);
        let regret = figure.iter().zip(&best);
        Holds {
            met: kept.iter().filter(|met| met.iter().all(|met| *met)).count(),
            met_each: (0..targets)
                .map(|target| kept.iter().filter(|met| met[target]).count())
                .collect(),
            regret: regret.map(|(own, best)| Some((*own)? - (*best)?)).collect(),
        }
    };
    both.map(one).collect()
}

/// Places of base and plans, those that meet the targets most often first; less regret on average
/// goes before more where as many are met.
pub fn ranked(holds: &[Holds]) -> Vec<usize> {
    let regret = |at: usize| {
        let mean = Summary::of(&holds[at].regret).mean();
        mean.unwrap_or(f64::INFINITY)
    };
    let mut all: Vec<usize> = (0..holds.len()).collect();
    all.sort_by(|one, other| {
        let met = holds[*other].met.cmp(&holds[*one].met);
        met.then(regret(*one).total_cmp(&regret(*other)))
    });
    all
}

/// Places of those that cannot be told from `first` by how often they meet every target: of the
/// sampled futures in which just one of the two does, neither side has surely more (exact sign
/// test of paired outcomes, McNemar 1947, at 95 %, corrected for the number of plans). `kept` as
/// [`holds`] has it.
pub fn not_told_from(kept: &[Vec<Vec<bool>>], first: usize) -> Vec<usize> {
    let all_met = |plan: usize, future: usize| kept[plan][future].iter().all(|met| *met);
    let others = kept.len().saturating_sub(1).max(1);
    let level = 1.0 - 0.05 / others as f64;
    let told = |other: usize| {
        let futures = 0..kept[first].len();
        let only = futures.filter(|at| all_met(first, *at) != all_met(other, *at));
        let only: Vec<usize> = only.collect();
        let ours = only.iter().filter(|at| all_met(first, **at)).count();
        let share = proportion_interval(ours, only.len(), level);
        share.is_some_and(|(low, high)| low > 0.5 || high < 0.5)
    };
    (0..kept.len())
        .filter(|at| *at != first && !told(*at))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plans_are_told_apart_by_the_futures_in_which_just_one_meets_the_targets() {
        let met = |all: &[bool]| all.iter().map(|met| vec![*met]).collect::<Vec<_>>();
        let first = met(&[true; 20]);
        // Six futures of one against none: 2 (1/2)^6 = 0.031, and of five: 0.063.
        let six: Vec<bool> = (0..20).map(|at| at >= 6).collect();
        let five: Vec<bool> = (0..20).map(|at| at >= 5).collect();
        assert_eq!(not_told_from(&[first.clone(), met(&six)], 0), [0; 0]);
        assert_eq!(not_told_from(&[first.clone(), met(&five)], 0), [1]);
        // Beside two others six are no longer enough.
        let three = [met(&six), first.clone(), first.clone()];
        assert_eq!(not_told_from(&three, 1), [0, 2]);
    }

    #[test]
    fn regret_is_counted_from_the_best_of_the_same_future() {
        let kept = [
            vec![vec![true, true], vec![true, false], vec![true, true]],
            vec![vec![true, true], vec![true, true], vec![true, true]],
        ];
        let figure = [
            vec![Some(10.0), Some(4.0), None],
            vec![Some(7.0), Some(9.0), Some(1.0)],
        ];
        let found = holds(&kept, &figure);
        assert_eq!((found[0].met, found[1].met), (2, 3));
        assert_eq!(found[0].met_each, [3, 2]);
        assert_eq!(found[0].regret, [Some(3.0), Some(0.0), None]);
        assert_eq!(found[1].regret, [Some(0.0), Some(5.0), None]);
        assert_eq!(ranked(&found), [1, 0]);
        // As many targets met: the one with less regret goes first, wherever it stands.
        let tied = [
            found[1].clone(),
            Holds {
                met: 3,
                ..found[0].clone()
            },
        ];
        assert_eq!(ranked(&tied), [1, 0]);
    }
}
