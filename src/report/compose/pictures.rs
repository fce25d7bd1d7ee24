//! The figures of a run, as data.

use jiff::civil::Date;

use super::answer::middle;
use super::files::{age_band_names, holders, waiting};
use super::findings::{Findings, Spread};
use super::titles;
use super::weeks::{Detail, line};
use crate::measures::{MOST_CHILDREN_HELD, Replication};
use crate::report::Figure;
use crate::report::figure::{
    Bar, BarPanel, Bars, Dot, DotRow, Dots, NamedDate, Panel, Plot, Weekly,
};
use crate::report::words;

/// Rows of children without a named worker, most urgent first: measure and heading.
const ROWS: [(&str, &str); 5] = [
    ("unallocated_protection", "On a protection plan"),
    ("unallocated_section47", "Section 47 enquiry or conference"),
    ("unallocated_assessment", "Awaiting assessment"),
    ("unallocated_in_need", "Assessed as in need"),
    (TRANSFER, "In transfer, held by nobody"),
];
/// Only where sending workers let go at a transfer is there anybody in this row.
const TRANSFER: &str = "unallocated_in_transfer";
/// What the bands of the weekly pictures hold.
const THREE_BANDS: &str = "Tints hold 50, 80 and 95 futures in 100.";
/// What single ranges hold.
const ONE_RANGE: &str = "Ranges hold 80 futures in 100.";

/// Every picture the findings allow, in the order in which they are read.
pub(super) fn figures(findings: &Findings<'_>) -> Vec<Figure> {
    if findings.catalogue.weeks.is_empty() {
        return Vec::new();
    }
    let drawn = [
        by_row(findings),
        by_office(findings),
        waiting_list_age(findings),
        flow(findings),
        seen(findings),
        caseloads(findings),
        waits(findings),
        hours(findings),
        timeliness(findings),
    ];
    drawn.into_iter().flatten().collect()
}

fn figure(name: &str, title: String, subtitle: &str, interval: &str, plot: Plot) -> Figure {
    Figure {
        name: name.to_owned(),
        title,
        subtitle: subtitle.to_owned(),
        interval: interval.to_owned(),
        plot,
    }
}

/// Named dates within the weeks shown.
fn named_dates(findings: &Findings<'_>) -> Vec<NamedDate> {
    let (first, last) = (findings.first_day(), findings.last_day());
    let within = findings
        .told
        .dates
        .iter()
        .filter(|(_, on)| *on >= first && *on <= last);
    within
        .map(|(name, on)| NamedDate {
            name: name.clone(),
            on: *on,
        })
        .collect()
}

fn weekly(findings: &Findings<'_>, unit: &str, panels: Vec<Panel>, shared_scale: bool) -> Plot {
    Plot::Weekly(Weekly {
        unit: unit.to_owned(),
        weeks: findings.catalogue.weeks.clone(),
        panels,
        dates: named_dates(findings),
        shared_scale,
    })
}

fn start_mark(findings: &Findings<'_>, known: Option<f64>) -> Option<(Date, f64)> {
    known.map(|known| (findings.first_day(), known))
}

fn by_row(findings: &Findings<'_>) -> Option<Figure> {
    let mut panels = Vec::new();
    for (row, (measure, heading)) in (0_u8..).zip(ROWS) {
        let series = findings.series(measure, None)?;
        if measure == TRANSFER && !ever_above_zero(findings, series) {
            continue;
        }
        panels.push(Panel {
            title: heading.to_owned(),
            lines: vec![line(findings, series, "", Detail::FULL)],
            start: start_mark(findings, findings.known_start(None, Some(row))),
        });
    }
    Some(figure(
        "unallocated-by-row",
        titles::whole_list(findings)?,
        "Children without a named worker at each week's end, county. Each panel has its own \
         scale.",
        THREE_BANDS,
        weekly(findings, "children", panels, false),
    ))
}

fn ever_above_zero(findings: &Findings<'_>, series: usize) -> bool {
    let weeks = |future: &Replication| future.series[series].iter().any(|week| *week > 0.0);
    findings.replications.iter().any(weeks)
}

fn by_office(findings: &Findings<'_>) -> Option<Figure> {
    if findings.areas().len() < 2 {
        return None;
    }
    let mut panels = Vec::new();
    for (index, area) in findings.areas().iter().enumerate() {
        let series = findings.series("unallocated", Some(area))?;
        panels.push(Panel {
            title: titles::office(area),
            lines: vec![line(findings, series, "", Detail::FULL)],
            start: start_mark(findings, findings.known_start(Some(index), None)),
        });
    }
    Some(figure(
        "unallocated-by-office",
        titles::longest_list(findings)?,
        "Children without a named worker at each week's end, all rows together. One scale for \
         all offices.",
        THREE_BANDS,
        weekly(findings, "children", panels, true),
    ))
}

/// The weeks to show as now and later: the first, 13, 26 and 52 on, and the last.
fn shown_weeks(count: usize) -> Vec<usize> {
    let last = count.saturating_sub(1);
    let mut weeks: Vec<usize> = [0, 12, 25, 51]
        .into_iter()
        .filter(|&week| week < last)
        .collect();
    // A date a few weeks from the last would say the same thing twice.
    weeks.retain(|&week| week == 0 || last - week >= 6);
    weeks.push(last);
    weeks.dedup();
    while weeks.len() > 4 {
        weeks.remove(weeks.len() - 2);
    }
    weeks
}

fn bar(label: String, spread: &Spread) -> Option<Bar> {
    Some(Bar {
        label,
        value: spread.median()?,
        range: spread.eight_in_ten(),
        half_width: spread.grain(),
    })
}

fn waiting_list_age(findings: &Findings<'_>) -> Option<Figure> {
    let names = age_band_names();
    let mut panels = Vec::new();
    for week in shown_weeks(findings.catalogue.weeks.len()) {
        let mut bars = Vec::new();
        for (band, label) in names.iter().enumerate() {
            let spread = waiting(findings, None, week, band..band + 1);
            bars.push(bar(label.clone(), &spread)?);
        }
        let all = middle(&waiting(findings, None, week, 0..names.len()))?;
        let remark = format!("{all} children waiting");
        let title = words::short_date(findings.catalogue.weeks[week]);
        panels.push(BarPanel {
            title,
            remark,
            bars,
        });
    }
    let (classes, unit) = ("weeks waited".to_owned(), "children".to_owned());
    Some(figure(
        "waiting-list-age",
        titles::long_waits(findings)?,
        "Children without a named worker by weeks waited, county: middle future and range.",
        ONE_RANGE,
        Plot::Bars(Bars {
            classes,
            unit,
            shares: false,
            panels,
        }),
    ))
}

fn flow(findings: &Findings<'_>) -> Option<Figure> {
    let mut lines = Vec::new();
    for (measure, label) in [
        ("opened_children", "Opened"),
        ("closed_children", "Closed"),
        ("transferred_children", "Transferred"),
    ] {
        lines.push(line(
            findings,
            findings.series(measure, None)?,
            label,
            Detail::PLAIN,
        ));
    }
    let panel = Panel {
        title: String::new(),
        lines,
        start: None,
    };
    Some(figure(
        "flow",
        titles::flow(findings)?,
        "Children a week, county: opened, closed, and passed to a worker of another team.",
        ONE_RANGE,
        weekly(findings, "children a week", vec![panel], true),
    ))
}

/// A row of marks: the given figures of one area.
fn dot_row(
    findings: &Findings<'_>,
    label: &str,
    area: Option<&str>,
    figures: &[(&str, &str)],
) -> DotRow {
    let figures = figures
        .iter()
        .map(|(measure, statistic)| dot(&findings.value(measure, statistic, area)?))
        .collect();
    DotRow {
        label: label.to_owned(),
        figures,
    }
}

fn dot(spread: &Spread) -> Option<Dot> {
    let (low, high) = spread.eight_in_ten()?;
    Some(Dot {
        value: spread.median()?,
        low,
        high,
        half_width: spread.grain(),
    })
}

/// Rows for every office and, below them, the county.
fn office_rows(findings: &Findings<'_>, figures: &[(&str, &str)]) -> Option<Vec<DotRow>> {
    let mut rows = Vec::new();
    if findings.areas().len() > 1 {
        for area in findings.areas() {
            rows.push(dot_row(
                findings,
                &titles::office(area),
                Some(area),
                figures,
            ));
        }
    }
    rows.push(dot_row(findings, "County", None, figures));
    let any = rows
        .iter()
        .any(|row| row.figures.iter().any(Option::is_some));
    any.then_some(rows)
}

fn seen(findings: &Findings<'_>) -> Option<Figure> {
    let figures = [
        ("wait_to_be_seen_wd", "p50"),
        ("wait_to_be_seen_wd", "p90"),
        ("wait_to_assessment_start_wd", "p90"),
    ];
    let marks = [
        "half of children seen",
        "9 in 10 children seen",
        "9 in 10 seen by the worker who assesses",
    ];
    Some(figure(
        "children-seen",
        titles::seen(findings)?,
        "Working days from referral until the child is seen, of children seen in the period; \
         those not yet seen come on top.",
        ONE_RANGE,
        Plot::Dots(Dots {
            unit: "working days from referral".to_owned(),
            shares: false,
            marks: marks.map(str::to_owned).to_vec(),
            rows: office_rows(findings, &figures)?,
        }),
    ))
}

/// Classes of caseload: name, fewest and most children held.
fn caseload_classes() -> [(&'static str, usize, usize); 6] {
    [
        ("none", 0, 0),
        ("1 to 15", 1, 15),
        ("16 to 20", 16, 20),
        ("21 to 25", 21, 25),
        ("26 to 30", 26, 30),
        ("over 30", 31, MOST_CHILDREN_HELD),
    ]
}

/// Share of workers in post, of all areas, who hold from `fewest` to `most` children.
pub(super) fn share_holding(
    findings: &Findings<'_>,
    date: usize,
    fewest: usize,
    most: usize,
) -> Spread {
    let shares: Vec<Option<f64>> = findings
        .replications
        .iter()
        .map(|one| {
            let all = holders(one, date, None, 0..=MOST_CHILDREN_HELD)?;
            let some = holders(one, date, None, fewest..=most)?;
            (all > 0.0).then(|| some / all)
        })
        .collect();
    Spread::of(&shares)
}

fn caseloads(findings: &Findings<'_>) -> Option<Figure> {
    let dates = findings.caseload_days();
    let mut shown: Vec<usize> = (0..dates.len()).collect();
    while shown.len() > 4 {
        shown.remove(shown.len() - 2);
    }
    let mut panels = Vec::new();
    for date in shown {
        let mut bars = Vec::new();
        for (label, fewest, most) in caseload_classes() {
            bars.push(bar(
                label.to_owned(),
                &share_holding(findings, date, fewest, most),
            )?);
        }
        let above =
            |number: usize| share_holding(findings, date, number + 1, MOST_CHILDREN_HELD).median();
        let remark = format!(
            "above\u{a0}15:\u{a0}{}, above\u{a0}20:\u{a0}{}, above\u{a0}25:\u{a0}{}",
            words::percentage(above(15)?),
            words::percentage(above(20)?),
            words::percentage(above(25)?)
        );
        panels.push(BarPanel {
            title: words::short_date(dates[date]),
            remark,
            bars,
        });
    }
    let (classes, unit) = (
        "children held".to_owned(),
        "share of workers in post".to_owned(),
    );
    Some(figure(
        "caseloads",
        titles::caseloads(findings)?,
        "Share of workers in post by the number of children they hold, county: middle future and \
         range.",
        ONE_RANGE,
        Plot::Bars(Bars {
            classes,
            unit,
            shares: true,
            panels,
        }),
    ))
}

fn waits(findings: &Findings<'_>) -> Option<Figure> {
    let measure = "wait_for_named_worker_wd";
    let figures = [(measure, "p50"), (measure, "p90"), (measure, "max")];
    let marks = [
        "half wait no longer",
        "9 in 10 wait no longer",
        "longest wait",
    ];
    Some(figure(
        "waits",
        titles::waits(findings)?,
        "Working days from ready for a worker to a first named worker, of families given one in \
         the period; those still waiting come on top.",
        ONE_RANGE,
        Plot::Dots(Dots {
            unit: "working days".to_owned(),
            shares: false,
            marks: marks.map(str::to_owned).to_vec(),
            rows: office_rows(findings, &figures)?,
        }),
    ))
}

fn hours(findings: &Findings<'_>) -> Option<Figure> {
    let mut panels = Vec::new();
    let mut places: Vec<Option<&str>> = findings
        .areas()
        .iter()
        .map(|area| Some(area.as_str()))
        .collect();
    if places.len() < 2 {
        places = vec![None];
    }
    for area in places {
        let mut lines = Vec::new();
        for (measure, label) in [
            ("workers_available", "Present"),
            ("workers_working", "Busy"),
        ] {
            lines.push(line(
                findings,
                findings.series(measure, area)?,
                label,
                Detail::PLAIN,
            ));
        }
        // Both rounded alike, or the hours busy could seem more than the hours present.
        let widest = lines.iter().map(|l| l.half_width).fold(0.0, f64::max);
        lines.iter_mut().for_each(|l| l.half_width = widest);
        let title = area.map_or("County".to_owned(), titles::office);
        panels.push(Panel {
            title,
            lines,
            start: None,
        });
    }
    Some(figure(
        "hours",
        titles::hours(findings)?,
        "Hours a week for which workers are present, and for which they have work in hand. Where \
         the lines meet, work waits for workers. Each panel has its own scale.",
        ONE_RANGE,
        weekly(findings, "hours a week", panels, false),
    ))
}

fn timeliness(findings: &Findings<'_>) -> Option<Figure> {
    let mut rows = Vec::new();
    for stage in &findings.setting.stages {
        let one = |measure: &str| dot(&findings.stage_value(measure, "share", stage)?);
        let figures = vec![one("in_time_as_published"), one("in_time_of_those_due")];
        if figures.iter().any(Option::is_some) {
            rows.push(DotRow {
                label: words::capitalised(stage),
                figures,
            });
        }
    }
    let title = titles::timeliness(&rows)?;
    let marks = [
        "of those finished in the period (as published)",
        "of those that fell due",
    ];
    Some(figure(
        "timeliness",
        title,
        "Share of children whose stage was authorised within its statutory limit, county.",
        ONE_RANGE,
        Plot::Dots(Dots {
            unit: "share in time".to_owned(),
            shares: true,
            marks: marks.map(str::to_owned).to_vec(),
            rows,
        }),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn now_and_later_are_at_most_four_dates() {
        assert_eq!(shown_weeks(1), [0]);
        assert_eq!(shown_weeks(26), [0, 12, 25]);
        assert_eq!(shown_weeks(28), [0, 12, 27]);
        assert_eq!(shown_weeks(52), [0, 12, 25, 51]);
        assert_eq!(shown_weeks(104), [0, 12, 25, 103]);
    }
}
