//! The plan a decision would fall on, and the base, at the same draws of their inputs.

use super::{Ready, Scenario};
use crate::cli::ending::Failure;
use crate::cli::simulate::{FUTURES_PER_DRAW, with_draws};
use crate::experiment::{Headline, Topic};
use crate::report::compose::DrawnTogether;
use crate::study::{Alike, Answered};

/// Simulates base and plan with as many of the draws as `draws` says second, of as many as it says
/// first; `None` where nothing has a belief range.
pub(super) fn draw_together(
    ready: &Ready,
    (plan, scenario): (usize, &Scenario),
    (asked, draws): (usize, usize),
    how: (usize, bool),
) -> Result<Option<DrawnTogether>, Failure> {
    fn of(one: &Scenario) -> crate::study::Scenario<'_> {
        (&one.path, &one.sets, &one.plan)
    }
    let both = [of(&ready.base), of(scenario)];
    let alike = Alike::of(&both, asked).map_err(Failure::Scenario)?;
    let Some(alike) = alike else { return Ok(None) };
    let last = ready
        .asked
        .by
        .unwrap_or_else(|| crate::experiment::headline::last_day(&ready.watched.measures.setting));
    let is_kept = |one: &Headline| match one.topic {
        Topic::Rank | Topic::Guard | Topic::Cost => true,
        Topic::Waiting => one.at == Some(last),
        _ => false,
    };
    let all = ready.headlines.iter().enumerate();
    let (headlines, kept): (Vec<usize>, Vec<&Headline>) =
        all.filter(|(_, one)| is_kept(one)).unzip();
    let requests: Vec<String> = kept.iter().map(|one| one.name.clone()).collect();
    let name = format!("base and {}", scenario.plan.file_stem);
    let mut figures: Answered = with_draws(&name, how, &|running| {
        alike.simulate((draws, FUTURES_PER_DRAW), &|_| None, &requests, running)
    })?;
    for future in figures.iter_mut().flatten().flatten() {
        for (value, one) in future.iter_mut().zip(&kept) {
            *value = value.map(|value| value * one.factor);
        }
    }
    Ok(Some(DrawnTogether {
        plan,
        alike,
        headlines,
        figures,
    }))
}

/// Draws that were asked for, and those that were whole.
pub(super) fn kept_draws(drawn: Option<&DrawnTogether>) -> (usize, usize) {
    drawn.map_or((0, 0), |drawn| (drawn.alike.draws(), drawn.figures.len()))
}
