//! The model held against what was observed: evidence first, what was put in apart.

use super::findings::Findings;
use crate::experiment::Score;
use crate::experiment::plan::{ObservedKind, When};
use crate::experiment::scorecard::kind_word;
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
            text("Observation", "Name of the observation."),
            text("Figure", "Figure of the model it is held against."),
            text("Kind", "What agreement means."),
            text("Published", "The published figure or range."),
            text("Model", "Middle future and 8 in 10."),
            text("Verdict", "Hit or miss."),
        ],
    );
    let mut scores: Vec<&Score> = findings.scores.iter().collect();
    scores.sort_by_key(|score| score.observed.kind != ObservedKind::Predicted);
    for score in scores {
        let observed = &score.observed;
        let range = match (observed.low, observed.high) {
            (Some(low), Some(high)) => {
                format!(
                    "{} to {}",
                    words::sized_number(low),
                    words::sized_number(high)
                )
            }
            (Some(low), None) => format!("{} or more", words::sized_number(low)),
            (None, Some(high)) => format!("{} or less", words::sized_number(high)),
            (None, None) => String::new(),
        };
        let model = score.median.zip(score.range).map(|(median, (low, high))| {
            let shown = words::sized_number;
            format!("{} ({} to {})", shown(median), shown(low), shown(high))
        });
        table.push(vec![
            observed.name.as_str().into(),
            score.request.as_str().into(),
            kind_word(observed.kind).into(),
            range.into(),
            model.unwrap_or_else(|| "none".to_owned()).into(),
            score.verdict.word().into(),
        ]);
    }
    table.notes.push(
        "Only what is predicted is evidence; what was fitted or is a rule agrees because it must."
            .to_owned(),
    );
    table
}
