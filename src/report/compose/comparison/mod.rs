//! Plans beside a base, as people read it: guards first, then a paragraph a plan from the best.

mod beside;
mod brief;
mod drawn;
mod figures;
mod numbers;
mod page;
mod paragraphs;
mod sentences;
mod tables;

#[cfg(test)]
mod tests;

pub use brief::Brief;
pub use drawn::DrawnTogether;

use jiff::civil::Date;
use serde_json::{Value, json};

use super::findings::Findings;
use super::manifest::{self, Run};
use super::program;
use crate::experiment::compare::LEVEL;
use crate::experiment::plan::LeverUse;
use crate::experiment::setting::{Period, cost_in, periods};
use crate::experiment::{Asked, Compared, Comparison, Headline, Topic};
use crate::report::{Provenance, Report};

/// A lever of a plan and when it is in place.
#[derive(Debug, Clone, PartialEq)]
pub struct DatedLever {
    /// Place of the plan.
    pub plan: usize,
    /// Name in the scenario.
    pub name: String,
    /// Which lever of the registry.
    pub kind: String,
    /// The day it begins.
    pub from: Date,
    /// Its last day; `None` where it goes on.
    pub until: Option<Date>,
    /// Its numbers, and what its table is worked out from.
    pub used: LeverUse,
}

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

/// One plan beside the base with every piece of work a tenth shorter, and a tenth longer.
#[derive(Debug, Clone, PartialEq)]
pub struct OtherEffort {
    /// Place of the plan.
    pub plan: usize,
    /// Plan less base in the figure plans are ranked by: with less work, with more.
    pub compared: [Compared; 2],
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
    /// Levers of the plans.
    pub levers: Vec<DatedLever>,
    /// What each lever does, where it was asked for.
    pub contributions: Vec<Contribution>,
    /// The first plan with less and with more work, where it was simulated.
    pub effort: Option<OtherEffort>,
    /// The first plan and the base at the same draws of their inputs, where they were drawn.
    pub drawn: Option<DrawnTogether>,
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

    /// What must be said of a run that did not finish, in its futures or in its draws; empty for a
    /// whole one.
    fn incomplete(&self) -> String {
        match (&self.drawn, self.base.incomplete.is_empty()) {
            (Some(drawn), true) => drawn.incomplete(),
            _ => self.base.incomplete.clone(),
        }
    }

    /// Name by which people and files know a plan: its file's.
    fn name(&self, plan: usize) -> &str {
        self.plans[plan].told.file_stem
    }

    /// Last day compared.
    fn last_day(&self) -> Date {
        self.asked.by.unwrap_or_else(|| self.base.last_day())
    }

    /// `, corrected for 15 plans`; nothing for one.
    fn corrected(&self) -> String {
        match self.plans.len() {
            1 => String::new(),
            many => format!(", corrected for {many} plans"),
        }
    }

    /// Whether a plan is a test by a shock, which nobody chooses.
    fn is_shocked(&self, plan: usize) -> bool {
        self.comparison.arms[plan].shocked
    }

    /// Whether a figure is one that the levers of a plan ask to be shown.
    fn is_beside(&self, plan: usize, one: &Headline) -> bool {
        let of = |request: &String| {
            // A window that the comparison adds stands after the filters that the request has.
            let start = request.strip_suffix(']').unwrap_or(request);
            let rest = one.name.strip_prefix(start);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['[', ']', ',']))
        };
        let asked = self.beside.get(plan);
        one.topic == Topic::Beside && asked.is_some_and(|asked| asked.iter().any(of))
    }

    /// Financial years of the whole run; none where only a part or one office is compared.
    fn years(&self) -> Vec<Period> {
        if self.asked.area.is_some() || self.asked.by.is_some() {
            return Vec::new();
        }
        let mut all = periods(self.base.first_day(), self.base.last_day());
        all.retain(|period| period.financial_year.is_some());
        all
    }

    /// The county's cost in a period, plan beside base; `None` where it has no price.
    fn cost_in(&self, plan: usize, period: &Period) -> Option<(Headline, Compared)> {
        let cost = &self.comparison.headlines[self.comparison.place(&Topic::Cost)?];
        let measure = cost.name.strip_suffix("_count")?;
        let name = cost_in(measure, period);
        let values = |findings: &Findings<'_>| -> Option<Vec<Option<f64>>> {
            let at = findings.catalogue.position(&name)?;
            let futures = findings.replications.iter();
            Some(futures.map(|future| future.values[at]).collect())
        };
        let (base, other) = (values(&self.base)?, values(&self.plans[plan])?);
        let compared = Compared::of(base, other, cost.better, self.plans.len());
        Some((cost.clone(), compared))
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

/// The whole report of a comparison, and the short answer; the reports of the scenarios are parts
/// of it.
#[must_use]
pub fn compose_comparison(versus: &Versus<'_>, run: &Run) -> (Report, Brief) {
    let base = &versus.base;
    let notes = sentences::notes(versus);
    let mut files = vec![
        tables::comparison(versus),
        tables::ranking(versus),
        tables::guards(versus),
    ];
    files.extend(tables::costs(versus));
    files.extend(tables::contributions(versus));
    files.extend(beside::file(versus));
    files.extend(drawn::files(versus));
    let (title, guard) = (sentences::title(versus), sentences::red(versus));
    let (answer, one_by_one) = (sentences::answer(versus), paragraphs::paragraphs(versus));
    let tables = tables::on_screen(versus);
    let mut folded = tables::folded(versus);
    folded.extend(drawn::folded(versus));
    let said = [guard.clone(), answer.clone(), one_by_one.clone()].concat();
    let report = Report {
        pages: vec![page::page(versus, &title, &said, &tables)],
        title,
        guard,
        answer,
        one_by_one,
        provenance: Provenance {
            program: program(),
            digest: base.told.digest.to_owned(),
            seed: base.told.seed,
            futures: versus.futures(),
            start: base.first_day(),
            end: versus.last_day(),
            incomplete: versus.incomplete(),
        },
        tables,
        details: folded,
        files,
        data: Vec::new(),
        figures: figures::figures(versus),
        manifest: manifest(versus, run, &notes),
        notes,
        parts: Vec::new(),
    };
    (report, brief::brief(versus))
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
        "uncertain_inputs": drawn::document(versus),
        "paired_variance_over_unpaired": gain.map(|(middle, _)| middle),
        "before_simulating": versus.before,
        "warnings_of_comparison": versus.warnings,
    });
    if let (Value::Object(all), Value::Object(more)) = (&mut manifest, more) {
        all.extend(more);
    }
    manifest
}
