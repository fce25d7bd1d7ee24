//! A sweep as people read it: what is best, what it hangs on, and how much of it is chance.

mod effects;
mod figures;
mod sentences;
mod tables;

use serde_json::{Value, json};

use super::findings::{Findings, Told};
use super::manifest::{self, Run};
use super::program;
use crate::measures::Unit;
use crate::report::{Provenance, Report, words};
use crate::study::{NoAnswer, Sensitivity, Swept};

/// A sweep with everything that is worked out of it once.
pub(super) struct Found<'a> {
    swept: &'a Swept<'a>,
    ranking: Vec<crate::study::Ranked>,
    /// One for each measure.
    sensitivity: Vec<Result<Sensitivity, NoAnswer>>,
}

impl Found<'_> {
    fn measure(&self, at: usize) -> String {
        let name = &self.swept.ready.measures[at].name;
        let words = crate::experiment::headline::request_in_words(name);
        match self.unit(at) {
            // The sign stands with every figure.
            Unit::Pounds => words.replace(" pounds", ""),
            _ => words,
        }
    }

    /// The figure of a measure where it is the same at every point in every future.
    fn constant(&self, at: usize) -> Option<f64> {
        let whole = self.swept.whole(at)?;
        let first = *whole.first()?.first()?;
        let same = whole.iter().flatten().all(|value| *value == first);
        same.then_some(first)
    }

    fn unit(&self, at: usize) -> Unit {
        self.swept.ready.measures[at].unit
    }

    /// A figure of a measure with its unit, no finer than its interval supports.
    fn figure(&self, at: usize, value: f64, half_width: f64) -> String {
        match self.unit(at) {
            Unit::Share => words::percentage(words::supported_share(value, half_width)),
            Unit::Pounds => pounds(value),
            Unit::Number => words::sized_number(value),
            unit if value.abs() < 10.0 => {
                format!("{} {}", words::sized_number(value), unit.words())
            }
            unit => {
                let value = words::supported(value, half_width);
                format!("{} {}", words::number(value, 0), unit.words())
            }
        }
    }

    /// A range of a measure, without its unit where the figure before it has it.
    fn range(&self, at: usize, low: f64, high: f64) -> String {
        match self.unit(at) {
            Unit::Share => words::percentages(low, high),
            Unit::Pounds => format!("{} to {}", pounds(low), pounds(high)),
            _ => {
                let small = low.abs().max(high.abs()) < 20.0;
                let fine = match high - low {
                    wide if small && wide < 0.5 => 2,
                    _ if small => 1,
                    _ => 0,
                };
                // As fine as the figure that stands before it.
                let half = (high - low) / 2.0;
                let as_fine = |value: f64| match fine {
                    0 => words::supported(value, half),
                    _ => value,
                };
                let (low, high) = (as_fine(low), as_fine(high));
                match low < 0.0 {
                    true => {
                        format!(
                            "{} to {}",
                            words::number(low, fine),
                            words::number(high, fine)
                        )
                    }
                    false => words::range(low, high, fine),
                }
            }
        }
    }

    /// Interval of the mean of a measure at a point; none of it below nothing where no future is.
    fn interval(&self, point: usize, measure: usize) -> Option<(f64, f64)> {
        let summary = self.swept.summary(point, measure);
        let (low, high) = summary.interval(0.95)?;
        match summary.min().is_some_and(|least| least >= 0.0) {
            true => Some((low.max(0.0), high)),
            false => Some((low, high)),
        }
    }

    /// What an input is, for people.
    fn input(&self, at: usize) -> &str {
        &self.swept.ready.sweep.inputs[at].words
    }

    /// The values of the inputs at a point, in words.
    fn point(&self, at: usize) -> String {
        let levels = &self.swept.ready.levels[at];
        let named = self.swept.ready.sweep.inputs.iter().zip(levels);
        let set = named.filter(|(_, level)| !level.sets.is_empty());
        let said: Vec<String> = set
            .map(|(input, level)| format!("{} {}", input.name, level.shown))
            .collect();
        match said.is_empty() {
            true => "the scenario as it is".to_owned(),
            false => said.join(", "),
        }
    }
}

/// Pounds in words: `£1.2 million`.
fn pounds(value: f64) -> String {
    let sign = if value < 0.0 { "\u{2212}" } else { "" };
    let size = value.abs();
    match size {
        _ if size >= 999_500.0 => format!("{sign}£{} million", words::number(size / 1e6, 1)),
        _ => format!("{sign}£{}", words::number(size, 0)),
    }
}

/// The whole report of a sweep, but for the file of all futures.
#[must_use]
pub fn compose_sweep(swept: &Swept<'_>, run: &Run) -> Report {
    let ready = swept.ready;
    let found = Found {
        swept,
        ranking: swept.ranking(),
        sensitivity: (0..ready.measures.len())
            .map(|measure| swept.sensitivity(measure))
            .collect(),
    };
    let base = Findings {
        told: Told::of(&ready.base),
        setting: &ready.watched.setting,
        catalogue: &ready.watched.catalogue,
        replications: &[],
        scores: &[],
        effort: None,
        drawn: None,
        why: format!(
            "{} at each of {} points",
            ready.sweep.replications,
            swept.figures.len()
        ),
        incomplete: String::new(),
    };
    let notes = sentences::notes(&found);
    let mut files = vec![tables::summary(&found), tables::points(&found)];
    files.extend(effects::sensitivity(&found));
    Report {
        title: ready.sweep.title.clone(),
        guard: Vec::new(),
        answer: sentences::answer(&found),
        provenance: Provenance {
            program: program(),
            digest: ready.base.digest.clone(),
            seed: ready.base.seed,
            futures: ready.futures(),
            start: base.first_day(),
            end: base.last_day(),
            incomplete: String::new(),
        },
        tables: tables::on_screen(&found),
        one_by_one: Vec::new(),
        details: Vec::new(),
        files,
        pages: Vec::new(),
        data: Vec::new(),
        figures: figures::figures(&found),
        manifest: manifest(&found, &base, run, &notes),
        notes,
        parts: Vec::new(),
    }
}

fn manifest(found: &Found<'_>, base: &Findings<'_>, run: &Run, notes: &[String]) -> Value {
    let ready = found.swept.ready;
    let mut manifest = manifest::manifest(base, run, notes);
    let head = ready.head.0.iter();
    let head = head.map(|(name, value)| ((*name).to_owned(), json!(value)));
    let inputs = ready
        .sweep
        .inputs
        .iter()
        .map(|input| json!({ "name": input.name, "words": input.words, "unit": input.unit }));
    let more = json!({
        "schema": "caseload-sweep/v1",
        "replications": {
            "number": ready.futures(),
            "why": base.why,
            "incomplete": "",
        },
        "sweep": {
            "title": ready.sweep.title,
            "design": ready.sweep.kind.word(),
            "points": found.swept.figures.len(),
            "futures_of_a_point": ready.sweep.replications,
            "independent": ready.sweep.independent,
            "varied": inputs.collect::<Vec<_>>(),
            "ranked_by": ready.measures[ready.sweep.rank_by].name,
            "identity": head.collect::<serde_json::Map<String, Value>>(),
        },
    });
    if let (Value::Object(all), Value::Object(more)) = (&mut manifest, more) {
        all.extend(more);
    }
    manifest
}
