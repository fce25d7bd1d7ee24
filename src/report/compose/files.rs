//! The CSV files of the result folder, in long form.

use super::findings::{Findings, Spread, is_plain, series_unit};
use super::scores;
use crate::experiment::setting::{Period, cost_in, periods};
use crate::measures::{AGE_BAND_WEEKS, MOST_CHILDREN_HELD, SeriesInfo, Unit, ValueInfo};
use crate::report::table::{Cell, Column, ColumnKind, Table};

/// Weeks at which a plan is held against what was expected of it.
const TRACKED_WEEKS: [usize; 4] = [4, 8, 12, 26];
/// What a manager can count on the day, and is bad when high.
const TRACKED: [&str; 7] = [
    "unallocated",
    "unallocated_protection",
    "unallocated_over_5_wd",
    "waiting_children",
    "oldest_waiting_days",
    "not_yet_seen",
    "unsigned_children",
];
/// Quantiles of the files, with the names of their columns.
const QUANTILES: [(f64, &str); 7] = [
    (0.025, "p2_5"),
    (0.1, "p10"),
    (0.25, "p25"),
    (0.5, "p50"),
    (0.75, "p75"),
    (0.9, "p90"),
    (0.975, "p97_5"),
];

/// All files but the dictionary, which is made from them.
pub(super) fn files(findings: &Findings<'_>) -> Vec<Table> {
    let family = |measure: &str| {
        findings
            .definition(measure)
            .map_or("", |definition| definition.report)
    };
    let waits = |measure: &str| {
        matches!(
            family(measure),
            "wait for a named worker" | "wait to be seen" | "sign-off"
        )
    };
    let staffing = |measure: &str| matches!(family(measure), "staffing" | "hours");
    let mut files = vec![
        values(findings, "summary", "Every figure over the futures", |_| {
            true
        }),
        weekly(findings, "series", "Week by week, staffing apart", |info| {
            !staffing(&info.measure)
        }),
        values(findings, "waits", "Waits over the futures", |info| {
            waits(&info.measure)
        }),
        waiting_list_age(findings),
        caseloads(findings),
        weekly(
            findings,
            "staffing",
            "Staffing and hours week by week",
            |info| staffing(&info.measure),
        ),
        tracking(findings),
        costs(findings),
    ];
    if !findings.told.dates.is_empty() {
        files.push(as_found(findings));
    }
    if !findings.scores.is_empty() {
        files.push(scores::file(findings));
    }
    files.extend(super::uncertain::table(findings));
    // A file of nothing but its header would say that something was counted.
    files.retain(|file| !file.rows.is_empty());
    files
}

fn text(name: &str, definition: &str) -> Column {
    Column::new(name, ColumnKind::Text, definition)
}

fn area_column() -> Column {
    text("area", "Office, or `county` for all of them.")
}

fn area_cell(area: Option<&str>) -> Cell {
    area.unwrap_or("county").into()
}

/// Columns that sum up one figure over the futures.
fn spread_columns() -> Vec<Column> {
    let number = |name: &str, definition: &str| Column::new(name, ColumnKind::Number, definition);
    let mut columns = vec![
        Column::new(
            "futures_count",
            ColumnKind::Whole,
            "Futures that have the figure.",
        ),
        Column::new(
            "futures_without_count",
            ColumnKind::Whole,
            "Futures in which the figure does not exist, such as a wait nobody had.",
        ),
        number("value_mean", "Mean over futures, in the unit of the row."),
        number(
            "value_mean_half_width_95",
            "Half of the 95 % confidence interval of the mean: the error of simulation.",
        ),
    ];
    for (p, name) in QUANTILES {
        let definition = format!("{} % of the futures lie at or below this.", p * 100.0);
        columns.push(number(&format!("value_{name}"), &definition));
    }
    columns
}

fn spread_cells(spread: &Spread) -> Vec<Cell> {
    let summary = &spread.summary;
    let mut cells = vec![
        summary.n().into(),
        summary.missing().into(),
        summary.mean().into(),
        summary.half_width(0.95).into(),
    ];
    cells.extend(
        QUANTILES
            .iter()
            .map(|&(p, _)| Cell::from(spread.quantile(p))),
    );
    cells
}

/// One row for each value of the catalogue that is wanted.
fn values(
    findings: &Findings<'_>,
    name: &str,
    title: &str,
    wanted: impl Fn(&ValueInfo) -> bool,
) -> Table {
    let mut columns = vec![
        text("name", "Full name of the figure, as it may be asked for."),
        text("measure", "Measure, with its unit of time."),
        text("statistic", "Statistic within one future."),
        area_column(),
        text("team", "Team or kind of team; empty for all."),
        text("stage", "Stage; empty for all."),
        text("band", "Band of need; empty for all."),
        text("source", "Source of contacts; empty for all."),
        text("unit", "Unit of the values in this row."),
    ];
    columns.extend(spread_columns());
    let mut table = Table::new(name, title, columns);
    let optional = |name: &Option<String>| Cell::from(name.clone().unwrap_or_default());
    for (index, info) in findings.catalogue.values.iter().enumerate() {
        if !wanted(info) {
            continue;
        }
        let mut row = vec![
            info.name.as_str().into(),
            info.measure.as_str().into(),
            info.statistic.as_str().into(),
            area_cell(info.area.as_deref()),
            optional(&info.team),
            optional(&info.stage),
            optional(&info.band),
            optional(&info.source),
            info.unit.words().into(),
        ];
        row.extend(spread_cells(&findings.spread_at(index)));
        table.push(row);
    }
    table
}

/// One row for each cost of the whole run, by area, and of the county in each month and each
/// financial year.
fn costs(findings: &Findings<'_>) -> Table {
    let date = |name: &str, definition: &str| Column::new(name, ColumnKind::Date, definition);
    let mut columns = vec![
        text(
            "period",
            "`run`, `month` or `financial year` (April to March).",
        ),
        text(
            "year",
            "The financial year, such as 2009-10; empty for others.",
        ),
        date("from_date", "First day of the period that is in the run."),
        date("to_date", "Last day of the period that is in the run."),
        text("measure", "What is paid for."),
        area_column(),
        text("unit", "Unit of the values in this row."),
    ];
    columns.extend(spread_columns());
    let title = "Cost of the run, and of the county by month and by financial year";
    let mut table = Table::new("costs", title, columns);
    let mut push = |period: &Period, word: &str, info: &ValueInfo, index: usize| {
        let year = period.financial_year.clone().unwrap_or_default();
        let mut row = vec![
            word.into(),
            year.into(),
            period.from.into(),
            period.to.into(),
            info.measure.as_str().into(),
            area_cell(info.area.as_deref()),
            info.unit.words().into(),
        ];
        row.extend(spread_cells(&findings.spread_at(index)));
        table.push(row);
    };
    let all = findings.catalogue.values.iter().enumerate();
    let all = all.filter(|(_, info)| info.unit == Unit::Pounds);
    let whole: Vec<_> = all.filter(|(_, info)| is_plain(info)).collect();
    let (first, last) = (findings.first_day(), findings.last_day());
    let run = Period {
        financial_year: None,
        from: first,
        to: last,
    };
    for (index, info) in &whole {
        push(&run, "run", info, *index);
    }
    for period in periods(first, last) {
        let word = match period.financial_year {
            Some(_) => "financial year",
            None => "month",
        };
        let of_county = whole.iter().filter(|(_, info)| info.area.is_none());
        for (_, info) in of_county {
            let name = cost_in(&info.measure, &period);
            if let Some(index) = findings.catalogue.position(&name) {
                push(&period, word, info, index);
            }
        }
    }
    table
}

/// One row for each wanted series, area and week.
fn weekly(
    findings: &Findings<'_>,
    name: &str,
    title: &str,
    wanted: impl Fn(&SeriesInfo) -> bool,
) -> Table {
    let mut columns = vec![
        text("measure", "Measure."),
        area_column(),
        Column::new(
            "week_date",
            ColumnKind::Date,
            "Last working day of the week.",
        ),
        text("counted", "`at the end of the week` or `over the week`."),
        text("unit", "Unit of the values in this row."),
    ];
    columns.extend(spread_columns());
    let mut table = Table::new(name, title, columns);
    for (index, info) in findings.catalogue.series.iter().enumerate() {
        if !wanted(info) {
            continue;
        }
        let counted = if info.of_the_week {
            "over the week"
        } else {
            "at the end of the week"
        };
        for (week, date) in findings.catalogue.weeks.iter().enumerate() {
            let mut row = vec![
                info.measure.as_str().into(),
                area_cell(info.area.as_deref()),
                (*date).into(),
                counted.into(),
                series_unit(info).into(),
            ];
            row.extend(spread_cells(&findings.week(index, week)));
            table.push(row);
        }
    }
    table
}

/// The bands of age of the waiting list, in words.
pub(super) fn age_band_names() -> Vec<String> {
    let ends = AGE_BAND_WEEKS.iter().skip(1);
    let mut names: Vec<String> = AGE_BAND_WEEKS
        .iter()
        .zip(ends)
        .map(|(&from, &to)| {
            if from == 0 {
                format!("under {to}")
            } else {
                format!("{from} to {to}")
            }
        })
        .collect();
    names.extend(AGE_BAND_WEEKS.last().map(|from| format!("over {from}")));
    names
}

/// Children waiting in one band of age in one week, in every future; `None` = the county.
pub(super) fn waiting(
    findings: &Findings<'_>,
    area: Option<usize>,
    week: usize,
    bands: std::ops::Range<usize>,
) -> Spread {
    let one = |areas: &[Vec<[u32; crate::measures::AGE_BANDS]>], area: usize| {
        let counts = areas.get(area)?.get(week)?.get(bands.clone())?;
        Some(counts.iter().map(|&count| f64::from(count)).sum::<f64>())
    };
    let counts: Vec<Option<f64>> = findings
        .replications
        .iter()
        .map(|replication| match area {
            Some(area) => one(&replication.waiting_ages, area),
            None => (0..findings.areas().len())
                .map(|area| one(&replication.waiting_ages, area))
                .sum::<Option<f64>>(),
        })
        .collect();
    Spread::of(&counts)
}

/// The county, then each area: index and name.
fn places<'a>(findings: &Findings<'a>) -> Vec<(Option<usize>, Option<&'a str>)> {
    let mut places = vec![(None, None)];
    let areas = findings.areas().iter().enumerate();
    places.extend(areas.map(|(index, name)| (Some(index), Some(name.as_str()))));
    places
}

fn waiting_list_age(findings: &Findings<'_>) -> Table {
    let mut columns = vec![
        area_column(),
        Column::new(
            "week_date",
            ColumnKind::Date,
            "Last working day of the week.",
        ),
        Column::with_unit(
            "age_band_weeks",
            ColumnKind::Text,
            "weeks",
            "How long they waited.",
        ),
    ];
    columns.extend(spread_columns());
    let title = "Children without a named worker by how long they have waited";
    let mut table = Table::new("waiting-list-age", title, columns);
    for (area, name) in places(findings) {
        for (week, date) in findings.catalogue.weeks.iter().enumerate() {
            for (band, label) in age_band_names().into_iter().enumerate() {
                let mut row = vec![area_cell(name), (*date).into(), label.into()];
                row.extend(spread_cells(&waiting(findings, area, week, band..band + 1)));
                table.push(row);
            }
        }
    }
    table
}

/// Workers who hold a number of children on one date, in one future; `None` = the county.
pub(super) fn holders(
    replication: &crate::measures::Replication,
    date: usize,
    area: Option<usize>,
    held: std::ops::RangeInclusive<usize>,
) -> Option<f64> {
    let areas = replication.caseloads.get(date)?;
    let count = |workers: &Vec<u32>| {
        let wanted = workers
            .iter()
            .enumerate()
            .filter(|(children, _)| held.contains(children));
        wanted.map(|(_, &count)| f64::from(count)).sum::<f64>()
    };
    match area {
        Some(area) => areas.get(area).map(count),
        None => Some(areas.iter().map(count).sum()),
    }
}

fn caseloads(findings: &Findings<'_>) -> Table {
    let held = format!(
        "Children held by one worker; {MOST_CHILDREN_HELD} means {MOST_CHILDREN_HELD} or more."
    );
    let mut columns = vec![
        area_column(),
        Column::new(
            "date",
            ColumnKind::Date,
            "Day of the count: the morning of the first day, then the close of a week's end.",
        ),
        Column::with_unit("children_held_count", ColumnKind::Whole, "children", &held),
    ];
    columns.extend(spread_columns());
    let title = "Workers in post by the number of children they hold";
    let mut table = Table::new("caseloads", title, columns);
    for (area, name) in places(findings) {
        for (index, date) in findings.caseload_days().iter().enumerate() {
            for children in 0..=MOST_CHILDREN_HELD {
                let counts: Vec<Option<f64>> = findings
                    .replications
                    .iter()
                    .map(|one| holders(one, index, area, children..=children))
                    .collect();
                let spread = Spread::of(&counts);
                // Numbers that no worker holds in any future would be most of the file.
                if spread.above(0.0) > 0 {
                    let mut row = vec![area_cell(name), (*date).into(), children.into()];
                    row.extend(spread_cells(&spread));
                    table.push(row);
                }
            }
        }
    }
    table
}

fn tracking(findings: &Findings<'_>) -> Table {
    let number = |name: &str, definition: &str| Column::new(name, ColumnKind::Number, definition);
    let columns = vec![
        Column::with_unit(
            "week_count",
            ColumnKind::Whole,
            "weeks",
            "Weeks since the start.",
        ),
        Column::new("week_date", ColumnKind::Date, "Day on which to count."),
        area_column(),
        text("measure", "What to count."),
        text("unit", "Unit of the values in this row."),
        number("expected_p10", "One future in ten is below this."),
        number("expected_p50", "Middle future."),
        number("expected_p90", "One future in ten is above this."),
        number(
            "not_working_above",
            "Above this the plan is not working as expected: fewer than one future in twenty is.",
        ),
    ];
    let title = "What to expect on the way, and the figure that says the plan is not working";
    let mut table = Table::new("tracking", title, columns);
    for week in TRACKED_WEEKS {
        let Some(date) = findings.catalogue.weeks.get(week - 1) else {
            continue;
        };
        for (_, area) in places(findings) {
            for measure in TRACKED {
                let Some(series) = findings.series(measure, area) else {
                    continue;
                };
                let spread = findings.week(series, week - 1);
                let unit = series_unit(&findings.catalogue.series[series]);
                table.push(vec![
                    week.into(),
                    (*date).into(),
                    area_cell(area),
                    measure.into(),
                    unit.into(),
                    spread.quantile(0.1).into(),
                    spread.median().into(),
                    spread.quantile(0.9).into(),
                    spread.quantile(0.95).map(libm::ceil).into(),
                ]);
            }
        }
    }
    table
}

/// What an inspector would count on each named date: the last week's end on or before it.
fn as_found(findings: &Findings<'_>) -> Table {
    let mut columns = vec![
        text("date_name", "Name of the date."),
        Column::new("date", ColumnKind::Date, "The date."),
        Column::new(
            "counted_date",
            ColumnKind::Date,
            "Day of the count: the last week's end.",
        ),
        area_column(),
        text("measure", "Measure."),
        text("unit", "Unit of the values in this row."),
    ];
    columns.extend(spread_columns());
    let mut table = Table::new(
        "as-found",
        "What would be counted on each named date",
        columns,
    );
    for (name, date) in findings.told.dates {
        let weeks = &findings.catalogue.weeks;
        let Some(week) = weeks.iter().rposition(|week| week <= date) else {
            continue;
        };
        for (index, info) in findings.catalogue.series.iter().enumerate() {
            if info.of_the_week {
                continue;
            }
            let mut row = vec![
                name.as_str().into(),
                (*date).into(),
                weeks[week].into(),
                area_cell(info.area.as_deref()),
                info.measure.as_str().into(),
                series_unit(info).into(),
            ];
            row.extend(spread_cells(&findings.week(index, week)));
            table.push(row);
        }
    }
    table
}
