//! The tables of a sweep.

use super::Found;
use super::effects::hangs_on;
use crate::measures::Unit;
use crate::report::long_form::{column_of, is_number};
use crate::report::words;
use crate::report::{Cell, Column, ColumnKind, Table};
use crate::statistics::quantile_of;
use crate::study::{Layout, OF_BEING_SEEN, OF_PROTECTION};

/// Points shown on screen.
const SHOWN: usize = 10;
/// Points shown of a design that is about the inputs and not about which point is best.
const SHOWN_OF_MANY: usize = 5;
/// Beyond so many inputs only the measure that points are ranked by is shown on screen.
const MOST_INPUTS: usize = 3;

/// Every measure at every point, over the futures.
pub(super) fn summary(found: &Found<'_>) -> Table {
    let (swept, ready) = (found.swept, found.swept.ready);
    let mut columns = vec![
        Column::whole("point", "Number of the point, in the order of the design."),
        Column::whole(
            "rank",
            "Its place from the best, by the measure that points are ranked by.",
        ),
        Column::text(
            "among_best",
            "Whether it cannot be told from the best; empty where that is not known.",
        ),
    ];
    for (at, input) in ready.sweep.inputs.iter().enumerate() {
        let kind = match is_number(swept, at) {
            true => ColumnKind::Number,
            false => ColumnKind::Text,
        };
        let name = column_of(&input.name);
        columns.push(Column::with_unit(
            &name,
            kind,
            &input.unit,
            &format!("{}.", input.words),
        ));
    }
    columns.extend([
        Column::text("measure", "The measure, in its full spelling."),
        Column::text("unit", "Its unit."),
        Column::whole("futures", "Futures that have a value."),
        Column::whole("futures_without", "Futures that have none."),
        Column::number("mean", "Mean over futures."),
        Column::number("low_95", "Lower end of the 95 % interval of the mean."),
        Column::number("high_95", "Upper end of the 95 % interval of the mean."),
        Column::number("p10", "One future in ten is below."),
        Column::number("p50", "Half of the futures are below."),
        Column::number("p90", "One future in ten is above."),
    ]);
    let mut table = Table::new("summary", "Every measure at every point", columns);
    let mut ranks = vec![(0, None); swept.figures.len()];
    for (place, ranked) in found.ranking.iter().enumerate() {
        ranks[ranked.point] = (place + 1, ranked.among_best);
    }
    for (point, (rank, best)) in ranks.into_iter().enumerate() {
        for (measure, kept) in ready.measures.iter().enumerate() {
            let mut row: Vec<Cell> = vec![(point + 1).into(), rank.into(), yes(best)];
            row.extend((0..ready.sweep.inputs.len()).map(|input| {
                let level = &ready.levels[point][input];
                match is_number(swept, input) {
                    true => level.number.into(),
                    false => level.shown.as_str().into(),
                }
            }));
            let summary = swept.summary(point, measure);
            let interval = summary.interval(0.95).unzip();
            row.extend([
                kept.name.as_str().into(),
                kept.unit.words().into(),
                summary.n().into(),
                summary.missing().into(),
                summary.mean().into(),
                interval.0.into(),
                interval.1.into(),
            ]);
            let mut values: Vec<f64> = swept.values(point, measure).into_iter().flatten().collect();
            row.extend([0.1, 0.5, 0.9].map(|p| quantile_of(&mut values, p).into()));
            table.push(row);
        }
    }
    table
}

fn yes(best: Option<bool>) -> Cell {
    match best {
        Some(true) => "yes".into(),
        Some(false) => "no".into(),
        None => Cell::Blank,
    }
}

/// What was set at every point, exactly as it was.
pub(super) fn points(found: &Found<'_>) -> Table {
    let ready = found.swept.ready;
    let columns = vec![
        Column::whole("point", "Number of the point, in the order of the design."),
        Column::text("input", "The input."),
        Column::text("path", "What was set."),
        Column::text(
            "value",
            "To what, as --set takes it; nothing where it was left as it is.",
        ),
    ];
    let mut table = Table::new("points", "What was set at every point", columns);
    for (point, levels) in ready.levels.iter().enumerate() {
        for (input, level) in ready.sweep.inputs.iter().zip(levels) {
            for (path, value) in &level.sets {
                table.push(vec![
                    (point + 1).into(),
                    input.name.as_str().into(),
                    path.as_str().into(),
                    value.as_str().into(),
                ]);
            }
        }
    }
    table
}

/// The league table, and what the first measure hangs on.
pub(super) fn on_screen(found: &Found<'_>) -> Vec<Table> {
    let mut tables = vec![league(found)];
    let rank_by = found.swept.ready.sweep.rank_by;
    if let Ok(one) = &found.sensitivity[rank_by] {
        tables.push(hangs_on(found, rank_by, &one.effects));
    }
    tables
}

/// The best points with every measure.
fn league(found: &Found<'_>) -> Table {
    let (swept, ready) = (found.swept, found.swept.ready);
    let mut columns = vec![Column::text("Place", ""), Column::text("Point", "")];
    columns.extend(
        ready
            .sweep
            .inputs
            .iter()
            .map(|input| Column::text(&input.name, "")),
    );
    let by = ready.sweep.rank_by;
    let mut shown: Vec<usize> = vec![by];
    let others = if ready.sweep.inputs.len() > MOST_INPUTS {
        0
    } else {
        2
    };
    let rest: Vec<usize> = (0..ready.measures.len()).filter(|at| *at != by).collect();
    shown.extend(rest.iter().take(others));
    if found.unit(by) == Unit::Pounds {
        // What a saving does to children stands beside it, however little room there is.
        let name = |at: usize| ready.sweep.measures[at].as_str();
        for parts in [&OF_PROTECTION[..], &OF_BEING_SEEN[..]] {
            let own = |at: &&usize| parts.iter().any(|part| name(**at).starts_with(part));
            let first = rest.iter().find(own).copied();
            shown.extend(first.filter(|at| !shown.contains(at)));
        }
    }
    columns.extend(
        shown
            .iter()
            .map(|at| Column::text(&words::capitalised(&found.measure(*at)), "")),
    );
    columns.push(Column::text("From the best", ""));
    let all = found.ranking.len();
    let most = match swept.layout() {
        Layout::Grid(_) | Layout::Rows | Layout::OneAtATime(_) => SHOWN,
        _ => SHOWN_OF_MANY,
    };
    let title = match all > most {
        true => format!("The {most} best of {all} points"),
        false => "All points from the best".to_owned(),
    };
    let mut table = Table::new("league", &title, columns);
    for (place, ranked) in found.ranking.iter().take(most).enumerate() {
        let point = ranked.point;
        let mut row: Vec<Cell> = vec![
            (place + 1).to_string().into(),
            (point + 1).to_string().into(),
        ];
        row.extend(
            ready.levels[point]
                .iter()
                .map(|level| Cell::from(level.shown.as_str())),
        );
        for at in &shown {
            let summary = swept.summary(point, *at);
            let half = summary.half_width(0.95).unwrap_or(0.0);
            row.push(match (summary.mean(), found.interval(point, *at)) {
                (Some(mean), Some((low, high))) if low < high => {
                    let range = found.range(*at, low, high);
                    format!("{} ({range})", found.figure(*at, mean, half)).into()
                }
                (Some(mean), _) => found.figure(*at, mean, half).into(),
                (None, _) => "none".into(),
            });
        }
        row.push(match ranked.among_best {
            Some(_) if place == 0 => "the best".into(),
            Some(true) => "no clear difference".into(),
            Some(false) => "worse".into(),
            None => "not known".into(),
        });
        table.push(row);
    }
    table.notes.push(
        "In brackets: 95 % interval of the mean over futures. Each point was compared with every \
         other in the same futures."
            .to_owned(),
    );
    table
}
