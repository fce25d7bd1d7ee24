//! What the inputs of a sweep do to a measure: the answer that its design can give.

use super::points::Layout;
use super::sweep::Swept;
use crate::statistics::Paired;
use crate::statistics::sensitivity::{
    Elementary, RankCorrelation, VarianceShare, Variation, elementary_effects,
    partial_rank_correlations, variance_shares,
};

/// Seed of bootstrap intervals: they are part of the answer and must not change from run to run.
const BOOTSTRAP: u64 = 20_100_104;

/// What the inputs do to one measure.
#[derive(Clone, Debug, PartialEq)]
pub struct Sensitivity {
    /// Place of the measure.
    pub measure: usize,
    /// How it varies over the points, and how much of that is noise.
    pub variation: Variation,
    /// Input by input.
    pub effects: Effects,
}

/// What a design can say of each input, in the order of the inputs.
#[derive(Clone, Debug, PartialEq)]
pub enum Effects {
    /// Elementary effects of Morris.
    Elementary(Vec<Elementary>),
    /// Shares of the variance (Sobol').
    Shares(Vec<VarianceShare>),
    /// Partial rank correlations; `None` of an input whose values are words, which have no order.
    Ranks(Vec<Option<RankCorrelation>>),
    /// Each input by itself, the others as they are.
    Alone(Vec<Vec<Swing>>),
}

/// What one value of one input changes, all others as they are.
#[derive(Clone, Debug, PartialEq)]
pub struct Swing {
    /// The point.
    pub point: usize,
    /// Against the scenario as it is, future by future.
    pub paired: Paired,
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoAnswer {
    /// The design is none that tells inputs apart.
    Design,
    /// So many futures have no value of the measure.
    Missing(usize),
    /// The measure does not vary, or no more than by noise, or there are too few points.
    Nothing,
    /// The design ranks numbers, and the values of every input are words.
    Words,
}

impl Effects {
    /// Inputs from the one that matters most, with the number that says how much; without those
    /// of which nothing is said.
    pub fn order(&self) -> Vec<(usize, f64)> {
        let sizes: Vec<Option<f64>> = match self {
            Effects::Elementary(all) => all.iter().map(|one| Some(one.mu_star)).collect(),
            Effects::Shares(all) => all.iter().map(|one| Some(one.total)).collect(),
            Effects::Ranks(all) => {
                let size = |one: &RankCorrelation| one.coefficient.abs();
                all.iter().map(|one| one.as_ref().map(size)).collect()
            }
            Effects::Alone(all) => all.iter().map(|swings| Some(width(swings))).collect(),
        };
        let sizes = sizes.into_iter().enumerate();
        let mut order: Vec<(usize, f64)> = sizes
            .filter_map(|(input, size)| Some((input, size?)))
            .collect();
        order.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        order
    }
}

/// Distance between the lowest and the highest figure that an input by itself leads to.
fn width(swings: &[Swing]) -> f64 {
    let means = swings.iter().filter_map(|swing| swing.paired.mean());
    let (low, high) = means.fold((0.0_f64, 0.0_f64), |(low, high), mean| {
        (low.min(mean), high.max(mean))
    });
    high - low
}

impl Swept<'_> {
    /// What the inputs do to a measure.
    ///
    /// # Errors
    ///
    /// Why there is no answer.
    pub fn sensitivity(&self, measure: usize) -> Result<Sensitivity, NoAnswer> {
        if matches!(self.layout(), Layout::Grid(_) | Layout::Rows) {
            return Err(NoAnswer::Design);
        }
        let Some(figures) = self.whole(measure) else {
            return Err(NoAnswer::Missing(self.without(measure)));
        };
        let inputs = self.ready.sweep.inputs.len();
        let all = Variation::of(&figures).ok_or(NoAnswer::Nothing)?;
        let found = match self.layout() {
            Layout::Walks(steps) => {
                let found = elementary_effects(&figures, steps, inputs, BOOTSTRAP);
                found.map(|found| (all, Effects::Elementary(found)))
            }
            Layout::Indices => {
                let found = variance_shares(&figures, inputs, BOOTSTRAP);
                found.map(|found| (found.variation, Effects::Shares(found.inputs)))
            }
            Layout::OneAtATime(which) => Some((all, Effects::Alone(self.swings(measure, which)))),
            _ if self.numeric().is_empty() => return Err(NoAnswer::Words),
            _ => self
                .ranks(&figures)
                .map(|found| (all, Effects::Ranks(found))),
        };
        let (variation, effects) = found.ok_or(NoAnswer::Nothing)?;
        Ok(Sensitivity {
            measure,
            variation,
            effects,
        })
    }

    /// The inputs whose values are numbers.
    fn numeric(&self) -> Vec<usize> {
        let inputs = self.ready.sweep.inputs.iter().enumerate();
        let numeric = inputs.filter(|(_, input)| input.is_numeric());
        numeric.map(|(at, _)| at).collect()
    }

    /// Of the inputs that are numbers: the order in which words are listed is no order of theirs.
    fn ranks(&self, figures: &[Vec<f64>]) -> Option<Vec<Option<RankCorrelation>>> {
        let numeric = self.numeric();
        let row = |point: usize| {
            let inputs = numeric.iter();
            inputs.map(|input| self.number(point, *input)).collect()
        };
        let rows: Vec<Vec<f64>> = (0..figures.len()).map(row).collect();
        let mean = |point: &Vec<f64>| point.iter().sum::<f64>() / point.len() as f64;
        let means: Vec<f64> = figures.iter().map(mean).collect();
        let found = partial_rank_correlations(&rows, &means)?;
        let mut all = vec![None; self.ready.sweep.inputs.len()];
        for (input, one) in numeric.into_iter().zip(found) {
            all[input] = Some(one);
        }
        Some(all)
    }

    fn swings(&self, measure: usize, which: &[usize]) -> Vec<Vec<Swing>> {
        let base = self.values(0, measure);
        let mut all = vec![Vec::new(); self.ready.sweep.inputs.len()];
        for (turn, input) in which.iter().enumerate() {
            let point = turn + 1;
            all[*input].push(Swing {
                point,
                paired: Paired::of(&base, &self.values(point, measure)),
            });
        }
        all
    }
}
