//! Before anything is simulated: which teams have more work arriving than workers, in words.

use super::saturation;
use crate::experiment::{Plan, position};
use crate::report::words;

/// Shortage of workers that is worth a word, full-time equivalents.
const WORTH: f64 = 0.5;

/// Sentences that hold for several, each with all for whom it holds, in the order in which they
/// came.
#[derive(Default)]
pub(super) struct Grouped(Vec<(String, Vec<String>)>);

impl Grouped {
    /// Says something of one more.
    pub fn add(&mut self, said: String, of: &str) {
        match self.0.iter_mut().find(|(own, _)| *own == said) {
            Some((_, all)) => all.push(of.to_owned()),
            None => self.0.push((said, vec![of.to_owned()])),
        }
    }

    /// Each sentence with those for whom it holds.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[String])> {
        let all = self.0.iter();
        all.map(|(said, of)| (said.as_str(), of.as_slice()))
    }
}

/// Sentences for the base and for plans, those for which the same holds together, as they stand
/// when every change has come in; what capped teams can sustain at most.
pub(super) fn sentences(base: &Plan, plans: &[&Plan]) -> Vec<String> {
    let own = of(base);
    let mut said = vec![format!("On paper, before simulating: with the base {own}.")];
    let mut together = Grouped::default();
    for plan in plans {
        together.add(of(plan), &plan.file_stem);
    }
    let (alike, others): (Vec<_>, Vec<_>) = together.iter().partition(|(one, _)| *one == own);
    for (other, of) in others {
        said.push(format!("On paper: with {} {other}.", words::listed(of)));
    }
    for (_, of) in alike {
        said.push(format!(
            "On paper: with {} as with the base.",
            words::listed(of)
        ));
    }
    let most = saturation::sentences(base);
    let mut together = Grouped::default();
    for plan in plans {
        // A sum that holds for the base holds for every plan that says no other.
        let told = saturation::sentences(plan).into_iter();
        for one in told.filter(|one| !most.contains(one)) {
            together.add(one, &plan.file_stem);
        }
    }
    said.extend(most);
    let with = together.iter();
    said.extend(with.map(|(one, of)| format!("{}: {one}", words::listed(of))));
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
