//! The model held against what was observed: evidence first, what was put in apart.

use std::collections::BTreeSet;

use super::findings::Findings;
use crate::experiment::Score;
use crate::experiment::plan::{Observed, ObservedKind, When};
use crate::experiment::scorecard::{Verdict, kind_word};
use crate::measures::Unit;
use crate::report::table::{Cell, Column, ColumnKind, Table};
use crate::report::words;

fn text(name: &str, definition: &str) -> Column {
    Column::new(name, ColumnKind::Text, definition)
}

/// The file with every observation.
pub(super) fn file(findings: &Findings<'_>) -> Table {
    let number = |name: &str, definition: &str| Column::new(name, ColumnKind::Number, definition);
    let columns = vec![
        text("observation", "Name of the observation in the scenario."),
        text(
            "kind",
            "`predicted` is evidence; `fitted` and `rule` agree because they must.",
        ),
        text("request", "Figure it is held against."),
        text("area", "Office, or `county` for all of them."),
        text("when", "Day or period of the observation."),
        number(
            "published",
            "The published figure, in the unit of the measure.",
        ),
        number("target_low", "Lower end of the range that counts as a hit."),
        number(
            "target_high",
            "Upper end of the range that counts as a hit.",
        ),
        number("model_p10", "One future in ten is below this."),
        number("model_p50", "Middle future."),
        number("model_p90", "One future in ten is above this."),
        number("futures_within_share", "Share of futures within the range."),
        text(
            "verdict",
            "`hit` where the middle future lies within the range, else `miss`.",
        ),
        text("source", "Where the figure was published."),
        text("note", "Remark."),
    ];
    let title = "The model held against what was observed";
    let mut table = Table::new("scorecard", title, columns);
    for score in findings.scores {
        let observed = &score.observed;
        table.push(vec![
            observed.name.as_str().into(),
            kind_word(observed.kind).into(),
            score.request.as_str().into(),
            observed.area.as_deref().unwrap_or("county").into(),
            when(observed.when).into(),
            observed.target.into(),
            observed.low.into(),
            observed.high.into(),
            score.range.map(|range| range.0).into(),
            score.median.into(),
            score.range.map(|range| range.1).into(),
            Cell::Number(score.share_within),
            score.verdict.word().into(),
            observed.source.as_str().into(),
            observed.note.as_str().into(),
        ]);
    }
    table
}

fn when(when: When) -> String {
    match when {
        When::At(date) => date.to_string(),
        When::Between(from, to) => format!("{from} to {to}"),
        When::Whole => "whole run".to_owned(),
    }
}

/// The table on screen: what the model predicted first.
pub(super) fn table(findings: &Findings<'_>) -> Table {
    let mut table = Table::new(
        "scorecard",
        "Held against what was observed",
        vec![
            text("Name", "Name of the observation."),
            text("What", "Figure of the model it is held against, and when."),
            text("Observed", "The range that counts as a hit."),
            text("Model", "Middle future and 8 in 10."),
            text("Verdict", "Hit or miss."),
            text("Kind", "What agreement means."),
        ],
    );
    let mut scores: Vec<&Score> = findings.scores.iter().collect();
    scores.sort_by_key(|score| match score.observed.kind {
        ObservedKind::Predicted => 0,
        ObservedKind::Fitted => 1,
        ObservedKind::Rule => 2,
    });
    for score in scores {
        let observed = &score.observed;
        let unit = unit_of(findings, observed);
        let model = model_words(score, unit);
        table.push(vec![
            observed.name.as_str().into(),
            what(observed, unit).into(),
            wanted(observed, unit).into(),
            model.into(),
            score.verdict.word().into(),
            kind_word(observed.kind).into(),
        ]);
    }
    table.notes.push(format!(
        "{} A hit is a middle future within the observed range.",
        tally(findings)
    ));
    table
}

/// The scorecard as a page of Markdown, one section for each finding; nothing where nothing was
/// observed.
pub(super) fn page(findings: &Findings<'_>) -> Option<(String, String)> {
    if findings.scores.is_empty() {
        return None;
    }
    let told = &findings.told;
    let mut text = format!(
        "# {}: held against what was observed\n\n{} futures, seed {}, scenario {}. A hit is a \
         middle future within the observed range. {}\n",
        told.title,
        findings.replications.len(),
        told.seed,
        &told.digest[..8],
        tally(findings),
    );
    let named = findings.scores.iter();
    let named: BTreeSet<&str> = named.map(|score| score.observed.finding.as_str()).collect();
    for finding in named {
        let head = if finding.is_empty() {
            "Other figures"
        } else {
            finding
        };
        text += &format!("\n## {head}\n\n");
        text += "| figure | observed | model: middle future (8 in 10) | verdict |\n";
        text += "| --- | --- | --- | --- |\n";
        let mut remarks: Vec<(Vec<&str>, String)> = Vec::new();
        let same = findings.scores.iter();
        for score in same.filter(|score| score.observed.finding == finding) {
            let observed = &score.observed;
            let unit = unit_of(findings, observed);
            let model = model_words(score, unit);
            text += &format!(
                "| {}: {} | {} | {model} | {}, {} |\n",
                observed.name,
                what(observed, unit),
                wanted(observed, unit),
                score.verdict.word(),
                kind_word(observed.kind),
            );
            let said = remark(score);
            match remarks.iter_mut().find(|(_, other)| *other == said) {
                Some((names, _)) => names.push(&observed.name),
                None => remarks.push((vec![&observed.name], said)),
            }
        }
        for (names, said) in remarks.iter().filter(|(_, said)| !said.is_empty()) {
            text += &format!("\n*{}*: {said}\n", names.join(", "));
        }
    }
    Some(("scorecard.md".to_owned(), text))
}

/// Source, note, and of a miss the likely reason.
fn remark(score: &Score) -> String {
    let observed = &score.observed;
    let mut said = vec![observed.source.as_str(), observed.note.as_str()];
    if score.verdict == Verdict::Miss {
        said.push(observed.if_missed.as_str());
    }
    said.retain(|text| !text.is_empty());
    said.join(" ")
}

fn model_words(score: &Score, unit: Option<Unit>) -> String {
    let model = score.median.zip(score.range);
    let model = model.map(|(median, (low, high))| figure_with_range(median, low, high, unit));
    model.unwrap_or_else(|| "none".to_owned())
}

/// How many predicted figures are hit.
fn tally(findings: &Findings<'_>) -> String {
    let predicted = findings.scores.iter();
    let predicted = predicted.filter(|score| score.observed.kind == ObservedKind::Predicted);
    let (all, hits) = predicted.fold((0_usize, 0_usize), |(all, hits), score| {
        (all + 1, hits + usize::from(score.verdict == Verdict::Hit))
    });
    format!(
        "{hits} of {all} predicted figures are hit. Only what is predicted is evidence; what was \
         fitted or is a rule agrees because it must."
    )
}

/// The unit of the measure an observation is held against: the one asked for by its name, where
/// the measure is kept in another.
fn unit_of(findings: &Findings<'_>, observed: &Observed) -> Option<Unit> {
    let measure = observed.measure.split('[').next().unwrap_or_default();
    let asked = [Unit::WorkingDays, Unit::Days, Unit::Weeks, Unit::Hours];
    let asked = asked
        .into_iter()
        .find(|unit| measure.ends_with(unit.suffix()));
    asked.or_else(|| Some(findings.definition(measure)?.unit))
}

/// The figure in words: measure, what is taken of it, where, when, unit.
fn what(observed: &Observed, unit: Option<Unit>) -> String {
    let (measure, inside) = match observed.measure.split_once('[') {
        Some((measure, inside)) => (measure, inside.trim_end_matches(']')),
        None => (observed.measure.as_str(), ""),
    };
    let units = [Unit::Days, Unit::Weeks, Unit::Hours, Unit::WorkingDays];
    let name = units
        .into_iter()
        .find_map(|unit| measure.strip_suffix(unit.suffix()))
        .unwrap_or(measure);
    let mut said = vec![words::capitalised(&name.replace('_', " "))];
    match unit {
        None | Some(Unit::Share | Unit::Number | Unit::Children) => {}
        Some(unit) => said[0] += &format!(" ({})", unit.words()),
    }
    if !inside.is_empty() {
        said.push(inside.replace("stage=", ""));
    }
    if !matches!(observed.pick.as_str(), "" | "value") {
        said.push(observed.pick.replace('_', " "));
    }
    said.extend(observed.area.as_ref().map(|area| format!("office {area}")));
    match observed.when {
        When::At(date) => said.push(words::short_date(date)),
        When::Between(from, to) => said.push(format!(
            "{} to {}",
            words::short_date(from),
            words::short_date(to)
        )),
        When::Whole => {}
    }
    said.join(", ")
}

fn shown(value: f64, unit: Option<Unit>) -> String {
    match unit {
        Some(Unit::Share) => words::percentage(value),
        _ => words::sized_number(value),
    }
}

/// The range that counts as a hit.
fn wanted(observed: &Observed, unit: Option<Unit>) -> String {
    match (observed.low, observed.high) {
        (Some(low), Some(high)) => between(low, high, unit),
        (Some(low), None) => format!("{} or more", shown(low, unit)),
        (None, Some(high)) => format!("{} or less", shown(high, unit)),
        (None, None) => String::new(),
    }
}

fn between(low: f64, high: f64, unit: Option<Unit>) -> String {
    if unit == Some(Unit::Share) {
        return words::percentages(low, high);
    }
    let (low, high) = (shown(low, unit), shown(high, unit));
    if low == high {
        low
    } else {
        format!("{low}\u{2013}{high}")
    }
}

fn figure_with_range(median: f64, low: f64, high: f64, unit: Option<Unit>) -> String {
    let (figure, range) = (shown(median, unit), between(low, high, unit));
    if figure == range {
        figure
    } else {
        format!("{figure} ({range})")
    }
}
