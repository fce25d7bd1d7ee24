//! Figures of studies as plain data: what many points of a design led to.

use super::Figure;
use crate::report::table::{Cell, Column, ColumnKind, Table};

/// A figure with its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measured {
    /// The figure.
    pub value: f64,
    /// Lower end of its interval.
    pub low: f64,
    /// Upper end of its interval.
    pub high: f64,
}

/// A figure for every combination of the values of two inputs.
#[derive(Debug, Clone, PartialEq)]
pub struct Heat {
    /// The input whose values stand beside each other.
    pub across: String,
    /// Its values.
    pub columns: Vec<String>,
    /// The input whose values stand below each other.
    pub down: String,
    /// Its values.
    pub rows: Vec<String>,
    /// Unit of the figures.
    pub unit: String,
    /// Whether they are shares, written as percentages.
    pub shares: bool,
    /// The figures, row by row.
    pub cells: Vec<Vec<Option<Measured>>>,
    /// Which of them cannot be told from the best.
    pub best: Vec<Vec<bool>>,
}

/// A figure along the values of one input, a line for each value of another.
#[derive(Debug, Clone, PartialEq)]
pub struct Along {
    /// The input along which the lines run.
    pub across: String,
    /// Unit of the figures.
    pub unit: String,
    /// Whether they are shares, written as percentages.
    pub shares: bool,
    /// The lines.
    pub lines: Vec<Course>,
}

/// One line.
#[derive(Debug, Clone, PartialEq)]
pub struct Course {
    /// Name, empty for a single line.
    pub label: String,
    /// Value of the input, the middle future, and the range of futures.
    pub points: Vec<(f64, Measured)>,
}

/// Points by two figures, or by an input and a figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Cloud {
    /// What is measured from left to right.
    pub across: String,
    /// What is measured upwards.
    pub up: String,
    /// Whether those are shares, written as percentages.
    pub shares: [bool; 2],
    /// The points.
    pub points: Vec<CloudPoint>,
    /// Points that nothing beats in both figures, from left to right; empty where that has no
    /// meaning.
    pub edge: Vec<usize>,
}

/// One point.
#[derive(Debug, Clone, PartialEq)]
pub struct CloudPoint {
    /// Name.
    pub label: String,
    /// From left to right.
    pub x: Measured,
    /// Upwards.
    pub y: Measured,
}

/// What each input does by itself, the widest first.
#[derive(Debug, Clone, PartialEq)]
pub struct Tornado {
    /// Unit of the changes.
    pub unit: String,
    /// Whether they are shares, written as percentage points.
    pub shares: bool,
    /// The inputs.
    pub rows: Vec<TornadoRow>,
}

/// One input.
#[derive(Debug, Clone, PartialEq)]
pub struct TornadoRow {
    /// The input.
    pub label: String,
    /// Its values, and what each changes.
    pub ends: Vec<(String, Measured)>,
}

const RANGE: [&str; 2] = ["Lower end of the interval.", "Upper end of the interval."];

fn number(name: &str, unit: &str, meaning: &str) -> Column {
    Column::with_unit(name, ColumnKind::Number, unit, meaning)
}

/// Three columns for a figure with its interval.
fn measured(unit: &str) -> Vec<Column> {
    vec![
        number("value", unit, "The figure."),
        number("low", unit, RANGE[0]),
        number("high", unit, RANGE[1]),
    ]
}

fn cells(found: Option<&Measured>) -> [Cell; 3] {
    [
        found.map(|one| one.value).into(),
        found.map(|one| one.low).into(),
        found.map(|one| one.high).into(),
    ]
}

pub(super) fn heat_table(figure: &Figure, heat: &Heat) -> Table {
    let mut columns = vec![
        Column::text("across", &heat.across),
        Column::text("down", &heat.down),
    ];
    columns.extend(measured(&heat.unit));
    let best = "Whether it cannot be told from the best: yes or no.";
    columns.push(Column::text("among_best", best));
    let mut table = Table::new(&figure.name, &figure.title, columns);
    for (at, row) in heat.rows.iter().enumerate() {
        for (place, column) in heat.columns.iter().enumerate() {
            let mut cells_of = vec![column.as_str().into(), row.as_str().into()];
            cells_of.extend(cells(heat.cells[at][place].as_ref()));
            let best = if heat.best[at][place] { "yes" } else { "no" };
            cells_of.push(best.into());
            table.push(cells_of);
        }
    }
    table
}

pub(super) fn along_table(figure: &Figure, along: &Along) -> Table {
    let mut columns = vec![
        Column::text("line", "Line of the figure."),
        number("input", "", &along.across),
    ];
    columns.extend(measured(&along.unit));
    let mut table = Table::new(&figure.name, &figure.title, columns);
    for line in &along.lines {
        for (x, found) in &line.points {
            let mut row = vec![line.label.as_str().into(), Cell::Number(*x)];
            row.extend(cells(Some(found)));
            table.push(row);
        }
    }
    table
}

pub(super) fn cloud_table(figure: &Figure, cloud: &Cloud) -> Table {
    let mut columns = vec![Column::text("point", "The point.")];
    for (axis, words) in [("across", &cloud.across), ("up", &cloud.up)] {
        columns.push(number(axis, "", words));
        columns.push(number(&format!("{axis}_low"), "", RANGE[0]));
        columns.push(number(&format!("{axis}_high"), "", RANGE[1]));
    }
    columns.push(Column::text(
        "edge",
        "Whether nothing beats it in both: yes or no.",
    ));
    let mut table = Table::new(&figure.name, &figure.title, columns);
    for (at, point) in cloud.points.iter().enumerate() {
        let mut row = vec![point.label.as_str().into()];
        row.extend(cells(Some(&point.x)));
        row.extend(cells(Some(&point.y)));
        let edge = if cloud.edge.contains(&at) {
            "yes"
        } else {
            "no"
        };
        row.push(edge.into());
        table.push(row);
    }
    table
}

pub(super) fn tornado_table(figure: &Figure, tornado: &Tornado) -> Table {
    let mut columns = vec![
        Column::text("input", "The input."),
        Column::text("at", "Its value, all others as they are."),
    ];
    columns.extend(measured(&tornado.unit));
    let mut table = Table::new(&figure.name, &figure.title, columns);
    for row in &tornado.rows {
        for (value, change) in &row.ends {
            let mut cells_of = vec![row.label.as_str().into(), value.as_str().into()];
            cells_of.extend(cells(Some(change)));
            table.push(cells_of);
        }
    }
    table
}
