//! Plans beside a base, as people read it: guards first, then a paragraph a plan from the best.

mod figures;
mod numbers;
mod sentences;
mod tables;

#[cfg(test)]
mod tests;

use jiff::civil::Date;
use serde_json::{Value, json};

use super::findings::Findings;
use super::manifest::{self, Run};
use super::program;
use crate::experiment::compare::LEVEL;
use crate::experiment::{Asked, Compared, Comparison, Topic};
use crate::report::{Provenance, Report};

/// A day so long after a plan's last temporary lever ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct After {
    /// Place of the plan.
    pub plan: usize,
    /// The lever.
    pub lever: String,
    /// Its last day.
    pub ended: Date,
    /// The day looked at.
    pub on: Date,
    /// Weeks between them.
    pub weeks: i64,
}

/// What one lever of a plan does without the others, and the others without it.
#[derive(Debug, Clone, PartialEq)]
pub struct Contribution {
    /// Place of the plan.
    pub plan: usize,
    /// The lever.
    pub lever: String,
    /// The lever alone beside the base, in the figure plans are ranked by.
    pub alone: Compared,
    /// The whole plan beside the plan without the lever.
    pub last: Compared,
}

/// A comparison with everything that is said of it.
#[derive(Debug, Clone)]
pub struct Versus<'a> {
    /// The base.
    pub base: Findings<'a>,
    /// The plans, in the order in which they were given.
    pub plans: Vec<Findings<'a>>,
    /// What was compared.
    pub comparison: &'a Comparison,
    /// What was asked for.
    pub asked: &'a Asked,
    /// Days after temporary levers ended.
    pub after: Vec<After>,
    /// For each plan, the requests that its levers want shown beside their results.
    pub beside: Vec<Vec<String>>,
    /// Levers of the plans with the day they begin and, where they end, their last.
    pub levers: Vec<(usize, String, Date, Option<Date>)>,
    /// What each lever does, where it was asked for.
    pub contributions: Vec<Contribution>,
    /// What can be said before anything is simulated.
    pub before: Vec<String>,
    /// What makes plan and base hard to compare, and horizons that are short.
    pub warnings: Vec<String>,
}

impl Versus<'_> {
    /// Futures in which base and plans were simulated.
    fn futures(&self) -> usize {
        self.base.replications.len()
    }

    /// Name by which people and files know a plan: its file's.
    fn name(&self, plan: usize) -> &str {
        self.plans[plan].told.file_stem
    }

    /// Last day compared.
    fn last_day(&self) -> Date {
        self.asked.by.unwrap_or_else(|| self.base.last_day())
    }

    /// The headline plans are ranked by.
    fn rank(&self) -> Option<usize> {
        self.comparison.place(&Topic::Rank)
    }

    /// Children without a named worker for long on the last day compared.
    fn waiting(&self) -> Option<usize> {
        let until = self.last_day();
        let all = self.comparison.headlines.iter();
        let mut all = all.enumerate();
        let found = all.find(|(_, one)| one.topic == Topic::Waiting && one.at == Some(until));
        found.map(|(place, _)| place)
    }
}

/// The whole report of a comparison; the reports of the scenarios are its parts.
#[must_use]
pub fn compose_comparison(versus: &Versus<'_>, run: &Run) -> Report {
    let base = &versus.base;
    let notes = sentences::notes(versus);
    let mut files = vec![
        tables::comparison(versus),
        tables::ranking(versus),
        tables::guards(versus),
    ];
    files.extend(tables::contributions(versus));
    Report {
        title: sentences::title(versus),
        guard: sentences::red(versus),
        answer: sentences::answer(versus),
        provenance: Provenance {
            program: program(),
            digest: base.told.digest.to_owned(),
            seed: base.told.seed,
            futures: versus.futures(),
            start: base.first_day(),
            end: versus.last_day(),
            incomplete: base.incomplete.clone(),
        },
        tables: tables::on_screen(versus),
        files,
        pages: Vec::new(),
        figures: figures::figures(versus),
        manifest: manifest(versus, run, &notes),
        notes,
        parts: Vec::new(),
    }
}

fn scenario(findings: &Findings<'_>) -> Value {
    json!({
        "title": findings.told.title,
        "file": findings.told.file_stem,
        "digest_sha256": findings.told.digest,
        "rationale": findings.told.rationale,
        "changes": findings.told.changes,
        "warnings": findings.told.warnings,
    })
}

/// The base's manifest, so that every input is told, and what makes it a comparison.
fn manifest(versus: &Versus<'_>, run: &Run, notes: &[String]) -> Value {
    let base = &versus.base;
    let gain = versus.comparison.typical_gain();
    let mut manifest = manifest::manifest(base, run, notes);
    let more = json!({
        "schema": "caseload-comparison/v1",
        "plans": versus.plans.iter().map(scenario).collect::<Vec<_>>(),
        "first_day_compared": base.first_day().to_string(),
        "last_day_compared": versus.last_day().to_string(),
        "area": versus.asked.area,
        "intervals": {
            "level": LEVEL,
            "correction": "Bonferroni over the plans, for each figure by itself",
            "plans": versus.plans.len(),
        },
        "guard_chance": versus.comparison.guard_chance,
        "paired_variance_over_unpaired": gain.map(|(middle, _)| middle),
        "before_simulating": versus.before,
        "warnings_of_comparison": versus.warnings,
    });
    if let (Value::Object(all), Value::Object(more)) = (&mut manifest, more) {
        all.extend(more);
    }
    manifest
}
