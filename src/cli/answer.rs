//! The answer of a run: in words and tables for people, as JSON for programs.

use serde_json::{Value, json};

use super::console;
use super::requirement::Verdict;
use super::run::Finished;
use crate::experiment::plan::When;
use crate::experiment::scorecard::kind_word;
use crate::experiment::{Score, Stopped};
use crate::report::{Table, words};

/// The answer for people; `again` where another stands above it.
pub(super) fn text(finished: &Finished<'_>, again: bool) -> String {
    let report = finished.report;
    let mut text = if again {
        "\n".to_owned()
    } else {
        String::new()
    };
    text += &format!("{}\n\n", report.title);
    for sentence in &report.answer {
        text += &console::wrapped(sentence, "", "");
    }
    for table in &report.tables {
        text += &format!("\n{}", console::titled(table));
    }
    if !finished.verdicts.is_empty() {
        text += "\nRequired\n\n";
        for verdict in finished.verdicts {
            text += &console::wrapped(&required(verdict), "- ", "  ");
        }
    }
    text.push('\n');
    for note in &report.notes {
        text += &console::wrapped(note, "- ", "  ");
    }
    let digest = report.provenance.short_digest();
    text += &console::wrapped(
        &format!(
            "Planning model, not a record of any child. {}, scenario {digest}, seed {}. Results \
             and their meaning: {}",
            report.provenance.program,
            report.provenance.seed,
            finished.folder.display()
        ),
        "- ",
        "  ",
    );
    text
}

/// One target with what was found, in words.
pub(super) fn required(verdict: &Verdict) -> String {
    let met = if verdict.met { "met" } else { "not met" };
    let found = verdict
        .found
        .map_or("no value in any future".to_owned(), words::sized_number);
    format!("{met}: {} (found {found})", verdict.text)
}

/// The answer for programs: one entry of `scenarios` in `caseload/run/v1`.
pub(super) fn document(finished: &Finished<'_>) -> Value {
    let Finished {
        plan,
        simulated,
        report,
        ..
    } = finished;
    let outcome = &simulated.outcome;
    let values = outcome
        .catalogue
        .values
        .iter()
        .enumerate()
        .map(|(index, info)| {
            let summary = outcome.summary(index);
            let quantile = |p: f64| outcome.quantile(index, p);
            json!({
                "name": info.name, "unit": info.unit.words(),
                "futures": summary.n(), "futures_without": summary.missing(),
                "mean": summary.mean(), "half_width_95": summary.half_width(0.95),
                "p10": quantile(0.1), "p50": quantile(0.5), "p90": quantile(0.9),
            })
        });
    let precise = match outcome.stopped {
        Stopped::Precise { .. } => Some(true),
        Stopped::NotPrecise { .. } => Some(false),
        Stopped::Number(_) | Stopped::Cancelled => None,
    };
    json!({
        "scenario": finished.path.display().to_string(),
        "title": plan.title,
        "digest_sha256": plan.digest,
        "program": report.provenance.program,
        "seed": plan.seed,
        "futures": outcome.replications.len(),
        "why_this_many": report.manifest["replications"]["why"],
        "precision_reached": precise,
        "incomplete": !report.provenance.incomplete.is_empty(),
        "folder": finished.folder.display().to_string(),
        "answer": report.answer,
        "tables": report.tables.iter().map(table).collect::<Vec<_>>(),
        "values": values.collect::<Vec<_>>(),
        "required": finished.verdicts.iter().map(verdict).collect::<Vec<_>>(),
        "scorecard": simulated.scores.iter().map(score).collect::<Vec<_>>(),
        "notes": report.notes,
        "warnings": plan.warnings,
        "about": "Planning model, not a record of any child.",
    })
}

fn table(table: &Table) -> Value {
    let columns: Vec<&str> = table
        .columns
        .iter()
        .map(|column| column.name.as_str())
        .collect();
    let rows: Vec<Vec<String>> = table
        .rows
        .iter()
        .map(|row| row.iter().map(|cell| cell.to_field()).collect())
        .collect();
    json!({ "title": table.title, "columns": columns, "rows": rows, "notes": table.notes })
}

/// One target with what was found, for programs.
pub(super) fn verdict(verdict: &Verdict) -> Value {
    json!({ "target": verdict.text, "found": verdict.found, "met": verdict.met })
}

fn score(score: &Score) -> Value {
    let observed = &score.observed;
    let (from, to) = match observed.when {
        When::At(date) => (Some(date.to_string()), Some(date.to_string())),
        When::Between(from, to) => (Some(from.to_string()), Some(to.to_string())),
        When::Whole => (None, None),
    };
    let (low, high) = score.range.unzip();
    json!({
        "name": observed.name, "value": score.request, "area": observed.area,
        "from": from, "to": to,
        "published": observed.target, "low": observed.low, "high": observed.high,
        "p10": low, "p50": score.median, "p90": high,
        "verdict": score.verdict.word(), "futures_in_range": score.share_within,
        "kind": kind_word(observed.kind), "source": observed.source,
    })
}
