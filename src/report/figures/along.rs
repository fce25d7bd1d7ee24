//! A figure along the values of an input: lines with the range of futures.

use plotters::prelude::DrawingBackend;

use super::canvas::{Canvas, Drawn, Pen, Rect, Type};
use super::ruler::Ruler;
use crate::report::figure::{Along, Course};

/// Draws the lines with their bands.
pub(super) fn draw<DB: DrawingBackend>(
    canvas: &Canvas<'_, DB>,
    body: Rect,
    along: &Along,
) -> Drawn<DB> {
    let points = || along.lines.iter().flat_map(|line| &line.points);
    let named = along.lines.iter().any(|line| !line.label.is_empty());
    let plot = Rect {
        left: body.left + 90.0,
        top: body.top + 48.0,
        right: body.right - if named { 240.0 } else { 40.0 },
        bottom: body.bottom - 70.0,
    };
    let across = Ruler::over(points().map(|point| point.0), 8.0, false);
    let ends = points().flat_map(|(_, found)| [found.low, found.value, found.high]);
    let up = Ruler::over(ends, 6.0, along.shares);
    across.below(canvas, plot, &along.across)?;
    up.beside(canvas, plot, &along.unit)?;
    let x = |value: f64| plot.left + across.at(value) * plot.width();
    let y = |value: f64| plot.bottom - up.at(value) * plot.height();
    let opacity = if along.lines.len() > 1 { 0.12 } else { 0.2 };
    for (at, line) in along.lines.iter().enumerate() {
        let pen = Pen::of_series(at);
        let high = line
            .points
            .iter()
            .map(|(at, found)| (x(*at), y(found.high)));
        let low = line
            .points
            .iter()
            .rev()
            .map(|(at, found)| (x(*at), y(found.low)));
        let band: Vec<(f64, f64)> = high.chain(low).collect();
        canvas.fill(&band, pen.colour, opacity)?;
    }
    let mut ends = Vec::new();
    for (at, line) in along.lines.iter().enumerate() {
        let middle = line.points.iter();
        let middle: Vec<(f64, f64)> = middle.map(|(at, found)| (x(*at), y(found.value))).collect();
        canvas.line(&middle, Pen::of_series(at))?;
        for (x, y) in &middle {
            canvas.mark(*x, *y, at, 7.0)?;
        }
        ends.extend(middle.last().map(|end| (end.1, at, line)));
    }
    draw_names(canvas, plot, ends)
}

/// The name of each line at its end, in the order of the lines, each clear of the one below it.
fn draw_names<DB: DrawingBackend>(
    canvas: &Canvas<'_, DB>,
    plot: Rect,
    mut ends: Vec<(f64, usize, &Course)>,
) -> Drawn<DB> {
    ends.sort_by(|one, other| other.0.total_cmp(&one.0));
    let mut below = f64::INFINITY;
    for (end, series, line) in ends {
        let style = Type::new(20.0).bold().colour(Pen::of_series(series).colour);
        let y = end.min(below - style.leading());
        canvas.text(plot.right + 18.0, y, &line.label, style)?;
        below = y;
    }
    Ok(())
}
