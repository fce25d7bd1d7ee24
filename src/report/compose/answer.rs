//! The answer: sentences first, then one table by office.

use super::findings::{Findings, Spread};
use super::{scores, uncertain};
use crate::experiment::Outcome;
use crate::report::table::{Cell, Column, ColumnKind, Table};
use crate::report::words;

/// The answer in sentences, the most important first.
pub(super) fn sentences(findings: &Findings<'_>) -> Vec<String> {
    if findings.catalogue.weeks.is_empty() {
        let futures = words::number(findings.replications.len() as f64, 0);
        return vec![format!(
            "Figures over {futures} futures, each with the half width of its 95 % interval:"
        )];
    }
    let said = [
        whole_list(findings),
        protection(findings),
        largest_office(findings),
        oldest(findings),
        Some(how_sure(findings)),
        if_work_takes_longer(findings),
    ];
    let said = said.into_iter().flatten();
    said.chain(uncertain::sentences(findings)).collect()
}

/// A figure at the end of the run.
fn at_end(findings: &Findings<'_>, measure: &str, area: Option<&str>) -> Option<Spread> {
    let last = findings.catalogue.weeks.len().checked_sub(1)?;
    Some(findings.week(findings.series(measure, area)?, last))
}

/// The middle in words, no finer than its error.
pub(super) fn middle(spread: &Spread) -> Option<String> {
    let half_width = spread.grain();
    Some(words::about(spread.median()?, half_width))
}

/// The range that holds 8 futures in 10, no finer than the error of the middle.
fn eight_in_ten(spread: &Spread) -> Option<String> {
    let (low, high) = spread.eight_in_ten_in_words()?;
    Some(if low == high {
        format!("8 futures in 10 give {low}")
    } else {
        format!("8 futures in 10 lie between {low} and {high}")
    })
}

fn last_week(findings: &Findings<'_>) -> Option<String> {
    findings
        .catalogue
        .weeks
        .last()
        .map(|date| words::long_date(*date))
}

fn whole_list(findings: &Findings<'_>) -> Option<String> {
    let spread = at_end(findings, "unallocated", None)?;
    let start = match findings.known_start(None, None) {
        Some(start) => format!("; at the start it was {}", words::number(start, 0)),
        None => String::new(),
    };
    Some(format!(
        "At the end of the week of {}, {} children are without a named worker in the middle \
         future ({}){start}.",
        last_week(findings)?,
        middle(&spread)?,
        eight_in_ten(&spread)?
    ))
}

/// Children on a protection plan, and what a zero rests on.
fn protection(findings: &Findings<'_>) -> Option<String> {
    let spread = at_end(findings, "unallocated_protection", None)?;
    let some = spread.above(0.0);
    let mut said = if some == 0 {
        format!(
            "Of children on a protection plan, none is without a named worker then in any of the \
             {} futures",
            spread.count()
        )
    } else {
        format!(
            "Children on a protection plan are without a named worker then in {some} of {} \
             futures; the middle future has {}, 1 in 10 has {} or more",
            spread.count(),
            words::number(spread.median()?, 0),
            words::number(spread.quantile(0.9)?, 0)
        )
    };
    let above = findings.value("allocated_above_cap", "count", None);
    if let Some(above) = above
        .filter(|above| above.median().is_some_and(|above| above >= 1.0))
        .and_then(|above| middle(&above))
    {
        said.push_str(&format!(
            "; this rests on managers allocating over the caps, over the whole run and of all \
             children {above} times in the middle future"
        ));
    }
    Some(format!("{said}."))
}

/// The office with the longest list at the end, and how often it is that one.
pub(super) fn longest_list(findings: &Findings<'_>) -> Option<(String, usize)> {
    let areas = findings.areas();
    let last = findings.catalogue.weeks.len().checked_sub(1)?;
    let series: Vec<usize> = areas
        .iter()
        .filter_map(|area| findings.series("unallocated", Some(area)))
        .collect();
    if series.len() != areas.len() || areas.len() < 2 {
        return None;
    }
    let mut wins = vec![0_usize; areas.len()];
    for replication in findings.replications {
        let lists: Vec<f64> = series
            .iter()
            .map(|&index| {
                replication.series[index]
                    .get(last)
                    .copied()
                    .unwrap_or(f64::NAN)
            })
            .collect();
        let longest = lists.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let mut holders = lists
            .iter()
            .enumerate()
            .filter(|(_, list)| **list >= longest);
        if let (Some((area, _)), None) = (holders.next(), holders.next()) {
            wins[area] += 1;
        }
    }
    let (area, times) = wins
        .iter()
        .enumerate()
        .max_by_key(|(area, times)| (**times, areas.len() - area))?;
    Some((areas[area].clone(), *times))
}

fn largest_office(findings: &Findings<'_>) -> Option<String> {
    let (area, times) = longest_list(findings)?;
    let futures = findings.replications.len();
    if times * 10 < futures * 8 {
        return Some(
            "No office clearly has the longest list then: there is no clear difference between \
             the longest."
                .to_owned(),
        );
    }
    let spread = at_end(findings, "unallocated", Some(&area))?;
    Some(format!(
        "The longest list then is that of office {area}, in {times} of {futures} futures: {} \
         children in the middle future ({}).",
        middle(&spread)?,
        eight_in_ten(&spread)?
    ))
}

fn oldest(findings: &Findings<'_>) -> Option<String> {
    let spread = at_end(findings, "oldest_waiting_days", None)?;
    if spread.median()? < 1.0 {
        return Some("Nobody waits longer than a day then in the middle future.".to_owned());
    }
    Some(format!(
        "The longest wait then is {} days in the middle future ({}).",
        middle(&spread)?,
        eight_in_ten(&spread)?
    ))
}

/// What the ranges hold, and what they leave out.
fn how_sure(findings: &Findings<'_>) -> String {
    let futures = findings.replications.len();
    let mut said = format!(
        "The ranges are what chance does over {} futures if the assumptions hold; the inputs are \
         uncertain too, and with them the ranges are wider.",
        words::number(futures as f64, 0)
    );
    if let Some(error) =
        at_end(findings, "unallocated", None).and_then(|spread| spread.median_half_width())
    {
        let error = words::number(libm::ceil(error).max(1.0), 0);
        said.push_str(&format!(
            " With this many futures the first figure is known to within about {error}."
        ));
    }
    said
}

/// What the first figure would be with a tenth less and a tenth more work: the wider range.
fn if_work_takes_longer(findings: &Findings<'_>) -> Option<String> {
    let both = findings.effort?;
    let last = findings.catalogue.weeks.len().checked_sub(1)?;
    let series = findings.series("unallocated", None)?;
    let middle = |outcome: &Outcome| {
        let week = outcome
            .replications
            .iter()
            .map(|r| r.series.get(series)?.get(last).copied());
        middle(&Spread::of(&week.collect::<Vec<_>>()))
    };
    Some(format!(
        "If every piece of work takes a tenth less than assumed, the first figure is {} in the \
         middle future; if a tenth more, {} ({} futures each).",
        middle(&both[0])?,
        middle(&both[1])?,
        words::number(both[0].replications.len() as f64, 0)
    ))
}

/// Limits that travel with the numbers.
pub(super) fn notes(findings: &Findings<'_>) -> Vec<String> {
    let mut notes = vec![findings.unfinished(), findings.why.clone()];
    if findings.replications.len() < 30 {
        notes.push(format!(
            "{} futures are few: the ends of the ranges are rough.",
            findings.replications.len()
        ));
    }
    if !findings.told.missing.is_empty() {
        notes.push(format!(
            "Left out of this scenario: {}. `caseload explain` says what each of them is.",
            words::listed(&missing_names(findings.told.missing))
        ));
    }
    notes.retain(|note| !note.is_empty());
    notes
}

/// The names of what is missing: what stands before the colon of each sentence.
fn missing_names(sentences: &[String]) -> Vec<String> {
    let name = |sentence: &String| {
        let name = sentence
            .split_once(": ")
            .map_or(sentence.as_str(), |(name, _)| name);
        name.trim_end_matches('.').to_owned()
    };
    sentences.iter().map(name).collect()
}

/// The tables on screen, after the sentences.
pub(super) fn tables(findings: &Findings<'_>) -> Vec<Table> {
    let first = if findings.catalogue.weeks.is_empty() {
        figures_table(findings)
    } else {
        position(findings)
    };
    let mut tables = vec![first];
    if !findings.scores.is_empty() {
        tables.push(scores::table(findings));
    }
    tables
}

/// Middle and range as one entry.
fn with_range(spread: Option<Spread>, decimals: usize) -> Cell {
    let shown = spread.and_then(|spread| spread.in_words(decimals));
    shown.map_or(Cell::Blank, Cell::Text)
}

/// One line for each office and the county.
fn position(findings: &Findings<'_>) -> Table {
    let text = |name: &str, definition: &str| Column::new(name, ColumnKind::Text, definition);
    let mut table = Table::new(
        "position",
        "Children without a named worker, by office",
        vec![
            text("Office", "Office, or the county."),
            text(
                "At the start",
                "Children without a named worker at the start, where known.",
            ),
            text(
                "At the end",
                "The same at the last week's end: middle future and 8 in 10.",
            ),
            text("On a protection plan", "Of these, on a protection plan."),
            text(
                "Longest wait, days",
                "Age of the longest wait at the last week's end.",
            ),
            text(
                "Children per worker",
                "Children held for each worker who holds any, at the end.",
            ),
            text(
                "Workers in post, FTE",
                "Full-time equivalents in post at the end.",
            ),
        ],
    );
    let areas = findings.areas().iter().enumerate();
    let mut places: Vec<(Option<usize>, Option<&str>)> = areas
        .map(|(index, name)| (Some(index), Some(name.as_str())))
        .collect();
    places.push((None, None));
    for (index, name) in places {
        let start = findings.known_start(index, None);
        table.push(vec![
            name.unwrap_or("County").into(),
            start.map_or(Cell::Blank, |start| Cell::Text(words::number(start, 0))),
            with_range(at_end(findings, "unallocated", name), 0),
            with_range(at_end(findings, "unallocated_protection", name), 0),
            with_range(at_end(findings, "oldest_waiting_days", name), 0),
            with_range(at_end(findings, "caseload_children_per_holder", name), 1),
            with_range(at_end(findings, "in_post_fte", name), 1),
        ]);
    }
    let end = last_week(findings).unwrap_or_default();
    table.notes.push(format!(
        "At the end means at the close of {end}. Middle future, and in brackets the range of 8 \
         futures in 10."
    ));
    table
}

/// Where nothing is counted by week: the figures asked for.
fn figures_table(findings: &Findings<'_>) -> Table {
    let text = |name: &str, definition: &str| Column::new(name, ColumnKind::Text, definition);
    let mut table = Table::new(
        "figures",
        "Figures over the futures",
        vec![
            text("Figure", "Name of the figure."),
            text("Unit", "Unit."),
            text("Mean", "Mean over futures."),
            text(
                "\u{b1}",
                "Half of the 95 % confidence interval of the mean.",
            ),
            text("8 futures in 10", "Range that holds 8 futures in 10."),
        ],
    );
    for (index, info) in findings.catalogue.values.iter().enumerate() {
        let spread = findings.spread_at(index);
        let shown =
            |value: Option<f64>| value.map_or(Cell::Blank, |value| Cell::Text(significant(value)));
        let range = spread
            .eight_in_ten()
            .map(|(low, high)| format!("{}\u{2013}{}", significant(low), significant(high)));
        table.push(vec![
            info.name.as_str().into(),
            info.unit.words().into(),
            shown(spread.summary.mean()),
            shown(spread.summary.half_width(0.95)),
            range.map_or(Cell::Blank, Cell::Text),
        ]);
    }
    table
}

/// Four figures that count.
fn significant(value: f64) -> String {
    let size = value.abs();
    let decimals = match size {
        size if size >= 1000.0 => 0,
        size if size >= 100.0 => 1,
        size if size >= 10.0 => 2,
        size if size >= 1.0 => 3,
        _ => 4,
    };
    words::number(value, decimals)
}
