//! What a picture shows, as a sentence made from its numbers.
//!
//! Nothing is said that fewer than 8 futures in 10 bear out, and no number is finer than its error.

use super::answer::{longest_list as winner, middle};
use super::files::waiting;
use super::findings::{Findings, Spread};
use super::pictures::share_holding;
use crate::measures::{AGE_BANDS, MOST_CHILDREN_HELD};
use crate::report::figure::DotRow;
use crate::report::words;

/// Weeks at the end over which flows and hours are judged.
const LAST_WEEKS: usize = 13;

/// `Office A`, unless the name says so itself.
pub(super) fn office(area: &str) -> String {
    if area.chars().count() <= 2 {
        format!("Office {area}")
    } else {
        words::capitalised(area)
    }
}

fn last_week(findings: &Findings<'_>) -> Option<usize> {
    findings.catalogue.weeks.len().checked_sub(1)
}

/// How a list goes from where it was: falls, rises, or neither clearly.
fn course(start: f64, end: &Spread) -> Option<&'static str> {
    let (low, high) = end.eight_in_ten()?;
    Some(if high < start {
        "fall"
    } else if low > start {
        "rise"
    } else {
        "show no clear change"
    })
}

pub(super) fn whole_list(findings: &Findings<'_>) -> Option<String> {
    let last = last_week(findings)?;
    let series = findings.series("unallocated", None)?;
    let end = findings.week(series, last);
    let known = findings.known_start(None, None);
    let start = match known {
        Some(start) => start,
        None => findings.week(series, 0).median()?,
    };
    let by = words::long_date(findings.catalogue.weeks[last]);
    let (from, to) = (words::number(start, 0), middle(&end)?);
    Some(match course(start, &end)? {
        "show no clear change" => format!(
            "Children without a named worker show no clear change: {from} at first, {to} by {by}"
        ),
        verb => format!("Children without a named worker {verb} from {from} to {to} by {by}"),
    })
}

pub(super) fn longest_list(findings: &Findings<'_>) -> Option<String> {
    let (area, times) = winner(findings)?;
    let futures = findings.replications.len();
    if times * 10 < futures * 8 {
        return Some("No office clearly has the longest list at the end".to_owned());
    }
    let series = findings.series("unallocated", Some(&area))?;
    let end = findings.week(series, last_week(findings)?);
    Some(format!(
        "{} has the longest list at the end: {} children",
        office(&area),
        middle(&end)?
    ))
}

pub(super) fn long_waits(findings: &Findings<'_>) -> Option<String> {
    let last = last_week(findings)?;
    // Bands from 13 weeks on.
    let long = AGE_BANDS - 2..AGE_BANDS;
    let first = waiting(findings, None, 0, long.clone());
    let start = first.median()?;
    let end = waiting(findings, None, last, long);
    let (from, to) = (middle(&first)?, middle(&end)?);
    Some(match course(start, &end)? {
        "show no clear change" => {
            format!(
                "Waits over 13 weeks show no clear change: {from} children at first, {to} later"
            )
        }
        verb => format!("Children who wait over 13 weeks {verb} from {from} to {to}"),
    })
}

/// The mean a week over the last weeks, in every future.
fn recent(findings: &Findings<'_>, measure: &str, area: Option<&str>) -> Option<Vec<Option<f64>>> {
    let series = findings.series(measure, area)?;
    let mean = |figures: &Vec<f64>| {
        let from = figures.len().saturating_sub(LAST_WEEKS);
        let figures = &figures[from..];
        let sum: f64 = figures.iter().sum();
        (!figures.is_empty() && sum.is_finite()).then(|| sum / figures.len() as f64)
    };
    Some(
        findings
            .replications
            .iter()
            .map(|one| mean(one.series.get(series)?))
            .collect(),
    )
}

pub(super) fn flow(findings: &Findings<'_>) -> Option<String> {
    let (opened, closed) = (
        recent(findings, "opened_children", None)?,
        recent(findings, "closed_children", None)?,
    );
    let difference: Vec<Option<f64>> = opened
        .iter()
        .zip(&closed)
        .map(|(opened, closed)| Some((*opened)? - (*closed)?))
        .collect();
    let (low, high) = Spread::of(&difference).eight_in_ten()?;
    let (opened, closed) = (middle(&Spread::of(&opened))?, middle(&Spread::of(&closed))?);
    let weeks = LAST_WEEKS.min(findings.catalogue.weeks.len());
    Some(if low > 0.0 {
        format!(
            "More children are opened than closed: {opened} against {closed} a week over the \
             last {weeks} weeks"
        )
    } else if high < 0.0 {
        format!(
            "More children are closed than opened: {closed} against {opened} a week over the \
             last {weeks} weeks"
        )
    } else {
        format!("About as many children are closed as opened: {closed} and {opened} a week")
    })
}

pub(super) fn seen(findings: &Findings<'_>) -> Option<String> {
    let half = findings.value("wait_to_be_seen_wd", "p50", None)?;
    let most = findings.value("wait_to_be_seen_wd", "p90", None)?;
    Some(format!(
        "Of children seen, half were seen within {}, 9 in 10 within {}",
        working_days(&half)?,
        working_days(&most)?
    ))
}

/// Whole working days, rounded up: a child seen on day 3.5 is not seen within 3.
fn working_days(spread: &Spread) -> Option<String> {
    let whole = libm::ceil(spread.median()? - 1e-9).max(0.0);
    if whole <= 1.0 {
        return Some("1 working day".to_owned());
    }
    let days = words::about(whole, spread.grain());
    Some(format!("{days} working days"))
}

pub(super) fn caseloads(findings: &Findings<'_>) -> Option<String> {
    let last = findings.catalogue.caseload_dates.len().checked_sub(1)?;
    let above = |date: usize| share_holding(findings, date, 21, MOST_CHILDREN_HELD);
    let (start, end) = (above(0).median()?, above(last));
    let (from, to) = (words::percentage(start), words::percentage(end.median()?));
    Some(match course(start, &end)? {
        _ if from == to => format!("At the end {to} of workers hold more than 20 children"),
        "fall" => format!("Workers with more than 20 children fall from {from} to {to}"),
        "rise" => format!("Workers with more than 20 children rise from {from} to {to}"),
        _ => format!(
            "The share of workers with more than 20 children shows no clear change: {from} at \
             first, {to} at the end"
        ),
    })
}

pub(super) fn waits(findings: &Findings<'_>) -> Option<String> {
    let measure = "wait_for_named_worker_wd";
    let county = findings.value(measure, "p90", None)?;
    let mut longest: Option<(f64, &str)> = None;
    let mut second: f64 = 0.0;
    for area in findings.areas() {
        let Some(spread) = findings.value(measure, "p90", Some(area)) else {
            continue;
        };
        let (low, high) = spread.eight_in_ten()?;
        match longest {
            Some((least, _)) if low <= least => second = second.max(high),
            before => {
                if let Some((_, other)) = before {
                    let other = findings.value(measure, "p90", Some(other))?;
                    second = second.max(other.quantile(0.9)?);
                }
                longest = Some((low, area));
            }
        }
    }
    let all = format!(
        "9 in 10 families given a worker had waited no more than {}",
        working_days(&county)?
    );
    Some(match longest {
        Some((low, area)) if findings.areas().len() > 1 && low > second => {
            let own = findings.value(measure, "p90", Some(area))?;
            let longest = office(area);
            format!(
                "{all}; waits are longest in {}: {}",
                lower(&longest),
                working_days(&own)?
            )
        }
        _ => all,
    })
}

/// `office A` inside a sentence; names keep their capital.
fn lower(office: &str) -> String {
    office
        .strip_prefix("Office ")
        .map_or(office.to_owned(), |rest| format!("office {rest}"))
}

/// Workers who have work in hand for this share of their hours have no slack.
const NO_SLACK_SHARE: f64 = 0.97;

/// The share of hours with work in hand over the last weeks; `None` = the county.
fn busy_share(findings: &Findings<'_>, area: Option<&str>) -> Option<f64> {
    let present = recent(findings, "workers_available", area)?;
    let busy = recent(findings, "workers_working", area)?;
    let shares: Vec<Option<f64>> = busy
        .iter()
        .zip(&present)
        .map(|(busy, present)| {
            let present = (*present).filter(|hours| *hours > 0.0)?;
            Some((*busy)? / present)
        })
        .collect();
    Spread::of(&shares).median()
}

pub(super) fn hours(findings: &Findings<'_>) -> Option<String> {
    let county = words::percentage(busy_share(findings, None)?);
    let all = format!("Workers have work in hand for {county} of their hours");
    let areas = findings.areas();
    let full: Vec<String> = areas
        .iter()
        .filter(|area| {
            busy_share(findings, Some(area)).is_some_and(|share| share >= NO_SLACK_SHARE)
        })
        .map(|area| lower(&office(area)))
        .collect();
    Some(if full.is_empty() || full.len() == areas.len() {
        all
    } else {
        format!(
            "{all}; in {} for {} or more",
            words::listed(&full),
            words::percentage(NO_SLACK_SHARE)
        )
    })
}

/// The stage in which the two ways of counting differ most.
pub(super) fn timeliness(rows: &[DotRow]) -> Option<String> {
    let both = rows.iter().filter_map(|row| {
        let (published, due) = ((*row.figures.first()?)?, (*row.figures.get(1)?)?);
        Some((row, published, due))
    });
    let gap = |published: f64, due: f64| (published - due).abs();
    let widest = both.max_by(|one, other| {
        gap(one.1.value, one.2.value).total_cmp(&gap(other.1.value, other.2.value))
    });
    let Some((row, published, due)) = widest else {
        return rows.first().map(|row| {
            format!(
                "In time: {} and others, of those finished or held",
                row.label.to_lowercase()
            )
        });
    };
    let (finished, fell_due) = (
        words::percentage(published.value),
        words::percentage(due.value),
    );
    Some(if published.low > due.high {
        format!(
            "{}: {finished} of those finished are in time, {fell_due} of those that fell due",
            row.label
        )
    } else {
        format!(
            "{}: {finished} of those finished are in time, much as of those due",
            row.label
        )
    })
}
