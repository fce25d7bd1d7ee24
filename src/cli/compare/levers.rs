//! What is said of the levers of plans: what follows their end, what each of them does.

use super::{Done, Ready, Scenario, fault};
use crate::cli::ending::Failure;
use crate::cli::requirement::Watched;
use crate::cli::simulate::beside;
use crate::experiment::compare::{after_weeks, figures};
use crate::experiment::{Asked, Compared, Outcome, Plan, Topic};
use crate::report::compose::{After, Contribution, DatedLever};
use crate::scenario;

/// Weeks after the end of a temporary lever at which the position is stated.
const WEEKS_AFTER: i64 = 13;
/// Weeks that a run should go on after the last temporary lever ended.
const WEEKS_WANTED: i64 = 26;

/// Days some weeks after the last temporary lever of each plan ends, and a warning of those that
/// the run does not follow far enough to see what comes after.
pub(super) fn after_levers(
    base: &Plan,
    plans: &[Plan],
    asked: &Asked,
    warnings: &mut Vec<String>,
) -> Vec<After> {
    let (mut found, mut short) = (Vec::new(), Vec::new());
    for (plan, one) in plans.iter().enumerate() {
        let ended = one
            .levers
            .iter()
            .filter_map(|lever| Some((lever.until?, &lever.name)));
        let Some((ended, lever)) = ended.max() else {
            continue;
        };
        if after_weeks(base, ended, WEEKS_WANTED).is_none() {
            short.push(format!("{}: \"{lever}\" ends on {ended}", one.file_stem));
        }
        let on = after_weeks(base, ended, WEEKS_AFTER);
        if let Some(on) = on.filter(|on| asked.by.is_none_or(|by| *on < by)) {
            found.push(After {
                plan,
                lever: lever.clone(),
                ended,
                on,
                weeks: WEEKS_AFTER,
            });
        }
    }
    if !short.is_empty() {
        warnings.push(format!(
            "warning: the run ends less than {WEEKS_WANTED} weeks after the last temporary lever, \
             and what follows is not seen: {}; set a longer run for all, such as --set \
             run.horizon=\"104 wk\"",
            short.join("; ")
        ));
    }
    found
}

/// What each lever of each plan does alone, and what it adds to the others: the plan with that
/// lever only beside the base, and the plan beside itself without the lever.
pub(super) fn contributions(
    ready: &Ready,
    done: &Done,
    (jobs, quiet): (usize, bool),
) -> Result<Vec<Contribution>, Failure> {
    let number = done.base.outcome.replications.len() as u32;
    let Some(rank) = ready.headlines.iter().find(|one| one.topic == Topic::Rank) else {
        return Ok(Vec::new());
    };
    let request = std::slice::from_ref(&rank.name);
    let mut variants = Vec::new();
    for (at, one) in done.plans.iter().enumerate() {
        let Scenario { path, plan, sets } = &one.scenario;
        for lever in plan.levers.iter().filter(|_| plan.levers.len() > 1) {
            for alone in [true, false] {
                let wanted = |name: &str| (name == lever.name) == alone;
                let variant = scenario::load_with_levers(path, sets, &wanted);
                let variant = variant.map_err(Failure::Scenario)?;
                let watched = Watched::of_more(&variant, &[], request)?;
                variants.push((at, lever.name.clone(), variant, watched));
            }
        }
    }
    if variants.is_empty() {
        return Ok(Vec::new());
    }
    let arms: Vec<(&Plan, &Watched)> = variants.iter().map(|one| (&one.2, &one.3)).collect();
    let found = beside(&arms, number, jobs, quiet)?;
    // What was stopped on the way is not whole, and what is not whole is not kept.
    if found
        .iter()
        .any(|one| one.replications.len() < number as usize)
    {
        return Ok(Vec::new());
    }
    let values = |outcome: &Outcome, watched: &Watched| {
        figures(outcome, &watched.measures.setting, rank).map_err(fault)
    };
    let base = values(&done.base.outcome, &ready.watched)?;
    let mut all = Vec::new();
    for (pair, outcomes) in variants.chunks(2).zip(found.chunks(2)) {
        let ([alone, without], [one, other]) = (pair, outcomes) else {
            continue;
        };
        let whole = &done.plans[alone.0];
        let plan = values(&whole.simulated.outcome, &whole.watched)?;
        let (one, other) = (values(one, &alone.3)?, values(other, &without.3)?);
        let versus = |base: &[Option<f64>], plan: Vec<Option<f64>>| {
            Compared::of(base.to_vec(), plan, rank.better, variants.len())
        };
        all.push(Contribution {
            plan: alone.0,
            lever: alone.1.clone(),
            alone: versus(&base, one),
            last: versus(&other, plan),
        });
    }
    Ok(all)
}

/// What the tables of the levers of some plans are worked out from.
pub(super) fn counts(plans: &[Plan]) -> Vec<String> {
    let levers = plans.iter().flat_map(|plan| &plan.levers);
    levers.flat_map(|lever| lever.counts.clone()).collect()
}

/// For each plan, the requests that its levers want shown.
pub(super) fn besides<'a>(plans: impl IntoIterator<Item = &'a Plan>) -> Vec<Vec<String>> {
    let of = |plan: &'a Plan| {
        plan.levers
            .iter()
            .flat_map(|lever| lever.beside.clone())
            .collect()
    };
    plans.into_iter().map(of).collect()
}

/// The levers of all plans with their dates.
pub(super) fn levers(ready: &Ready) -> Vec<DatedLever> {
    let plans = ready.plans.iter().enumerate();
    let of = |(plan, one): (usize, &Scenario)| {
        let levers = one.plan.levers.iter();
        let dated = levers.map(|lever| DatedLever {
            plan,
            name: lever.name.clone(),
            kind: lever.title.clone(),
            from: lever.from,
            until: lever.until,
            used: lever.clone(),
        });
        dated.collect::<Vec<_>>()
    };
    plans.flat_map(of).collect()
}
