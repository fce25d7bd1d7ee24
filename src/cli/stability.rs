//! Before anything is simulated: which teams have more work arriving than workers, in words.

use super::saturation;
use crate::experiment::{Plan, position};
use crate::report::words;

/// Shortage of workers that is worth a word, full-time equivalents.
const WORTH: f64 = 0.5;

/// A sentence for the base and for each plan, as they stand when every change has come in; what
/// capped teams can sustain at most.
pub(super) fn sentences(base: &Plan, plans: &[&Plan]) -> Vec<String> {
    let own = of(base);
    let mut said = vec![format!("On paper, before simulating: with the base {own}.")];
    let mut alike = Vec::new();
    for plan in plans {
        match of(plan) {
            same if same == own => alike.push(plan.file_stem.clone()),
            other => said.push(format!("On paper: with {} {other}.", plan.file_stem)),
        }
    }
    if !alike.is_empty() {
        said.push(format!(
            "On paper: with {} as with the base.",
            words::listed(&alike)
        ));
    }
    said.extend(saturation::sentences(base));
    for plan in plans {
        let told = saturation::sentences(plan);
        said.extend(
            told.into_iter()
                .map(|one| format!("{}: {one}", plan.file_stem)),
        );
    }
    said
}

/// The teams that are short of workers when every change has come in, and in the best stretch of
/// the plan where that is another.
fn of(plan: &Plan) -> String {
    let versions = 0..plan.department.versions.len();
    let short: Vec<Vec<(String, f64)>> = versions.map(|at| shortages(plan, at)).collect();
    let total = |short: &Vec<(String, f64)>| short.iter().map(|(_, gap)| gap).sum::<f64>();
    let Some(last) = short.last() else {
        return "nothing can be said".to_owned();
    };
    let mut said = match last.is_empty() {
        true => "no team is short of workers in the long run; the sum is low, so only a run \
             shows whether lists stay short"
            .to_owned(),
        false => format!(
            "more work arrives in the long run than workers can do in {}: there waiting \
             grows whatever the list is today",
            listed(last)
        ),
    };
    let best = short
        .iter()
        .min_by(|one, other| total(one).total_cmp(&total(other)));
    if let Some(best) = best.filter(|best| total(best) + WORTH < total(last)) {
        said += &match best.is_empty() {
            true => "; while its temporary changes last no team is short".to_owned(),
            false => format!(
                "; while its temporary changes last only {} are",
                listed(best)
            ),
        };
    }
    said
}

/// Most teams named in a sentence.
const NAMED: usize = 4;

fn listed(short: &[(String, f64)]) -> String {
    let shown = |(team, gap): &(String, f64)| {
        format!(
            "{team} (short of {} full-time workers)",
            words::number(*gap, 1)
        )
    };
    let mut named: Vec<String> = short.iter().take(NAMED).map(shown).collect();
    if short.len() > NAMED {
        named.push(format!("{} other teams", short.len() - NAMED));
    }
    words::listed(&named)
}

/// Teams with more work arriving than workers in one version of the department, most short first.
fn shortages(plan: &Plan, version: usize) -> Vec<(String, f64)> {
    let mut then = plan.clone();
    then.department.versions = vec![plan.department.versions[version].clone()];
    let mut short: Vec<(String, f64)> = position(&then)
        .into_iter()
        .filter_map(|line| {
            let gap = line.gap().filter(|gap| *gap >= WORTH)?;
            Some((format!("{} {}", line.area, line.team), gap))
        })
        .collect();
    short.sort_by(|one, other| other.1.total_cmp(&one.1));
    short
}
