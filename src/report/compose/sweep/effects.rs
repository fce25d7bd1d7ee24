//! What each input does, as tables: one for programs, one for the screen.

use super::Found;
use super::sentences::how_to_read;
use crate::report::words;
use crate::report::{Cell, Column, Table};
use crate::statistics::sensitivity::{Elementary, RankCorrelation, VarianceShare};
use crate::study::{Effects, Sensitivity, Swing};

/// What each input does to each measure; nothing where the design does not tell.
pub(super) fn sensitivity(found: &Found<'_>) -> Option<Table> {
    if found.sensitivity.iter().all(Result::is_err) {
        return None;
    }
    let statistic = "What is said of it; docs/SWEEPS.md has the meanings.";
    let at = "The value of the input that a change belongs to; empty for all others.";
    let columns = vec![
        Column::text("measure", "The measure, in its full spelling."),
        Column::text("unit", "Its unit."),
        Column::text("input", "The input; empty for all together."),
        Column::text("statistic", statistic),
        Column::text("at", at),
        Column::number("value", "The figure."),
        Column::number("low_95", "Lower end of its 95 % interval."),
        Column::number("high_95", "Upper end of its 95 % interval."),
    ];
    let title = "What each input does to each measure";
    let mut table = Table::new("sensitivity", title, columns);
    for one in found.sensitivity.iter().flatten() {
        let kept = &found.swept.ready.measures[one.measure];
        for (input, said) in all_said(found, one) {
            let (low, high) = said.interval.unzip();
            table.push(vec![
                kept.name.as_str().into(),
                kept.unit.words().into(),
                input.into(),
                said.statistic.into(),
                said.at.into(),
                said.value.into(),
                low.into(),
                high.into(),
            ]);
        }
    }
    Some(table)
}

/// One number said of an input.
struct Said<'a> {
    statistic: &'a str,
    at: &'a str,
    value: Option<f64>,
    interval: Option<(f64, f64)>,
}

impl<'a> Said<'a> {
    fn new(statistic: &'a str, value: Option<f64>, interval: Option<(f64, f64)>) -> Self {
        Self {
            statistic,
            at: "",
            value,
            interval,
        }
    }
}

/// Everything that is said of a measure: of all inputs together, then of each.
fn all_said<'a>(found: &'a Found<'_>, one: &'a Sensitivity) -> Vec<(&'a str, Said<'a>)> {
    let variation = one.variation;
    let mut all = vec![
        (
            "",
            Said::new("variance between points", Some(variation.between), None),
        ),
        ("", Said::new("of it noise", variation.noise, None)),
        (
            "",
            Said::new("share of noise", variation.noise_share(), None),
        ),
    ];
    for (at, input) in found.swept.ready.sweep.inputs.iter().enumerate() {
        let said = match &one.effects {
            Effects::Elementary(effects) => of_elementary(&effects[at]),
            Effects::Shares(shares) => {
                let VarianceShare { first, total, .. } = shares[at];
                vec![
                    Said::new("first-order index", Some(first), shares[at].first_interval),
                    Said::new("total index", Some(total), shares[at].total_interval),
                ]
            }
            Effects::Ranks(ranks) => {
                let said = |one: &RankCorrelation| {
                    let coefficient = Some(one.coefficient);
                    Said::new("partial rank correlation", coefficient, one.interval)
                };
                ranks[at].iter().map(said).collect()
            }
            Effects::Alone(swings) => {
                let change = |swing: &'a Swing| Said {
                    at: &found.swept.ready.levels[swing.point][at].shown,
                    ..Said::new(
                        "change",
                        swing.paired.mean(),
                        swing.paired.interval(0.95, 1),
                    )
                };
                swings[at].iter().map(change).collect()
            }
        };
        all.extend(said.into_iter().map(|said| (input.name.as_str(), said)));
    }
    all
}

fn of_elementary(effect: &Elementary) -> Vec<Said<'static>> {
    vec![
        Said::new("mu star", Some(effect.mu_star), effect.interval),
        Said::new("mu", Some(effect.mu), None),
        Said::new("sigma", Some(effect.sigma), None),
        Said::new("noise of one effect", effect.noise_sd, None),
    ]
}

/// The inputs from the one that matters most, for the screen.
pub(super) fn hangs_on(found: &Found<'_>, measure: usize, effects: &Effects) -> Table {
    let heads: &[&str] = match effects {
        Effects::Elementary(_) => &["Input", "Size of its effect", "Interval", "Differs by"],
        Effects::Shares(_) => &[
            "Input",
            "By itself",
            "Interval",
            "With others",
            "Its interval",
        ],
        Effects::Ranks(_) => &["Input", "Partial rank correlation", "Interval", "Direction"],
        Effects::Alone(_) => &["Input", "At", "Change", "Interval"],
    };
    let title = format!("What it hangs on: {}", found.measure(measure));
    let columns = heads.iter().map(|head| Column::text(head, "")).collect();
    let mut table = Table::new("hangs-on", &title, columns);
    for (input, _) in effects.order() {
        let rows: Vec<Vec<String>> = match effects {
            Effects::Elementary(all) => vec![elementary_row(found, measure, &all[input])],
            Effects::Shares(all) => vec![share_row(&all[input])],
            Effects::Ranks(all) => all[input].iter().map(rank_row).collect(),
            Effects::Alone(all) => {
                let swings = all[input].iter();
                swings
                    .map(|swing| change_row(found, measure, input, swing))
                    .collect()
            }
        };
        for row in rows {
            let name = Cell::from(found.input(input));
            let rest = row.into_iter().map(Cell::from);
            table.push(std::iter::once(name).chain(rest).collect());
        }
    }
    table.notes.push(how_to_read(effects).to_owned());
    table
}

fn elementary_row(found: &Found<'_>, measure: usize, one: &Elementary) -> Vec<String> {
    let figure = |value: f64| found.figure(measure, value, 0.0);
    let range = one
        .interval
        .map(|(low, high)| found.range(measure, low, high));
    vec![
        figure(one.mu_star),
        range.unwrap_or_default(),
        figure(one.sigma),
    ]
}

fn share_row(one: &VarianceShare) -> Vec<String> {
    let within = |value: f64| value.clamp(0.0, 1.0);
    let range = |interval: Option<(f64, f64)>| {
        let said = interval.map(|(low, high)| words::percentages(within(low), within(high)));
        said.unwrap_or_default()
    };
    vec![
        words::percentage(within(one.first)),
        range(one.first_interval),
        words::percentage(within(one.total)),
        range(one.total_interval),
    ]
}

fn rank_row(one: &RankCorrelation) -> Vec<String> {
    let fine = |value: f64| words::number(value, 2);
    let range = one
        .interval
        .map(|(low, high)| format!("{} to {}", fine(low), fine(high)));
    let direction = match one.interval {
        Some((low, _)) if low > 0.0 => "grows with it",
        Some((_, high)) if high < 0.0 => "falls with it",
        _ => "no clear effect",
    };
    vec![
        fine(one.coefficient),
        range.unwrap_or_default(),
        direction.to_owned(),
    ]
}

fn change_row(found: &Found<'_>, measure: usize, input: usize, swing: &Swing) -> Vec<String> {
    let shown = found.swept.ready.levels[swing.point][input].shown.clone();
    let mean = swing
        .paired
        .mean()
        .map(|mean| found.figure(measure, mean, 0.0));
    let interval = swing.paired.interval(0.95, 1);
    let interval = interval.map(|(low, high)| found.range(measure, low, high));
    vec![
        shown,
        mean.unwrap_or_else(|| "none".to_owned()),
        interval.unwrap_or_default(),
    ]
}
