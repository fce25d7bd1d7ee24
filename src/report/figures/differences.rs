//! Differences from a base with their intervals: a panel for each measure, a row for each plan.

use plotters::prelude::DrawingBackend;

use super::canvas::{AXIS, Anchor, Canvas, Drawn, FAINT, Pen, Rect, SOFT, Type};
use crate::report::figure::{DifferencePanel, DifferenceRow, Differences};
use crate::report::words;

/// Draws the panels, two beside each other where there are more than two.
pub(super) fn draw<DB: DrawingBackend>(
    canvas: &Canvas<'_, DB>,
    body: Rect,
    differences: &Differences,
) -> Drawn<DB> {
    let count = differences.panels.len().max(1);
    let columns = if count > 1 { 2 } else { 1 };
    let cells = body.grid(columns, count.div_ceil(columns), (40.0, 22.0));
    let most = differences
        .panels
        .iter()
        .map(|panel| panel.rows.len())
        .max();
    let size = match most.unwrap_or(0) {
        0..=6 => 20.0,
        7..=10 => 17.0,
        _ => 15.0,
    };
    for (panel, cell) in differences.panels.iter().zip(cells) {
        draw_panel(canvas, cell, panel, Type::new(size))?;
    }
    Ok(())
}

/// Share of the reach that is left free at each end of an axis.
const EDGE: f64 = 0.05;

/// How far the axis reaches on each side of zero.
struct Axis {
    plot: Rect,
    low: f64,
    high: f64,
    step: f64,
}

impl Axis {
    fn of(plot: Rect, panel: &DifferencePanel) -> Self {
        let rows = panel.rows.iter().filter_map(|row| row.difference);
        let (mut low, mut high) = (0.0_f64, 0.0_f64);
        for (mean, from, to) in rows {
            (low, high) = (low.min(from).min(mean), high.max(to).max(mean));
        }
        let finest = if panel.shares { 0.01 } else { 0.1 };
        let reach = (high - low).max(finest * 2.0);
        let (mut step, mut turn) = (finest, 0_usize);
        while step < reach / 4.0 {
            step *= [2.0, 2.5, 2.0][turn % 3];
            turn += 1;
        }
        // Room for a tick on each side of zero, and a little beyond the furthest end.
        Self {
            plot,
            low: (low - reach * EDGE).min(-step * (1.0 + EDGE)),
            high: (high + reach * EDGE).max(step * (1.0 + EDGE)),
            step,
        }
    }

    fn x(&self, value: f64) -> f64 {
        self.plot.left + (value - self.low) / (self.high - self.low) * self.plot.width()
    }

    fn ticks(&self) -> Vec<f64> {
        let first = libm::ceil(self.low / self.step) as i64;
        let last = libm::floor(self.high / self.step) as i64;
        (first..=last).map(|at| at as f64 * self.step).collect()
    }
}

fn draw_panel<DB: DrawingBackend>(
    canvas: &Canvas<'_, DB>,
    cell: Rect,
    panel: &DifferencePanel,
    style: Type,
) -> Drawn<DB> {
    canvas.text(
        cell.left,
        cell.top + 12.0,
        &panel.title,
        Type::new(22.0).bold(),
    )?;
    let (mut names, mut verdicts) = (40.0_f64, 40.0_f64);
    for row in &panel.rows {
        names = names.max(canvas.width_of(&row.label, style)?);
        verdicts = verdicts.max(canvas.width_of(&row.verdict, style)?);
    }
    let plot = Rect {
        left: cell.left + names.min(cell.width() * 0.4) + 16.0,
        top: cell.top + 60.0,
        right: cell.right - verdicts.min(cell.width() * 0.3) - 14.0,
        bottom: cell.bottom - 48.0,
    };
    let axis = Axis::of(plot, panel);
    draw_axis(canvas, &axis, panel)?;
    let lane = plot.height() / panel.rows.len().max(1) as f64;
    for (index, row) in panel.rows.iter().enumerate() {
        let y = plot.top + lane * (index as f64 + 0.5);
        canvas.text(plot.left - 12.0, y, &row.label, style.anchor(Anchor::Right))?;
        canvas.text(plot.right + 12.0, y, &row.verdict, style)?;
        draw_row(canvas, &axis, y, row)?;
    }
    Ok(())
}

fn draw_axis<DB: DrawingBackend>(
    canvas: &Canvas<'_, DB>,
    axis: &Axis,
    panel: &DifferencePanel,
) -> Drawn<DB> {
    let plot = axis.plot;
    let small = Type::new(17.0).colour(SOFT);
    for tick in axis.ticks() {
        let x = axis.x(tick);
        let zero = tick.abs() < axis.step / 2.0;
        let pen = match zero {
            true => Pen::solid(AXIS, 3.0),
            false => Pen::solid(FAINT, 1.0),
        };
        canvas.line(&[(x, plot.top), (x, plot.bottom)], pen)?;
        let value = if panel.shares { tick * 100.0 } else { tick };
        let fine = usize::from(!panel.shares && axis.step < 0.999);
        let sign = if value > 0.0 && !zero { "+" } else { "" };
        let text = format!("{sign}{}", words::number(value, fine));
        canvas.text(x, plot.bottom + 16.0, &text, small.anchor(Anchor::Middle))?;
    }
    let middle = (plot.left + plot.right) / 2.0;
    canvas.text(
        middle,
        plot.bottom + 38.0,
        &panel.unit,
        small.anchor(Anchor::Middle),
    )?;
    let [left, right] = &panel.sides;
    let side = plot.top - 14.0;
    let zero = axis.x(0.0);
    // Only the sides on which something may lie are named.
    if zero - plot.left > plot.width() * 0.3 {
        let words = format!("\u{2190} {left}");
        canvas.text(zero - 10.0, side, &words, small.anchor(Anchor::Right))?;
    }
    if plot.right - zero > plot.width() * 0.3 {
        canvas.text(zero + 10.0, side, &format!("{right} \u{2192}"), small)?;
    }
    Ok(())
}

fn draw_row<DB: DrawingBackend>(
    canvas: &Canvas<'_, DB>,
    axis: &Axis,
    y: f64,
    row: &DifferenceRow,
) -> Drawn<DB> {
    let Some((mean, low, high)) = row.difference else {
        let none = Type::new(16.0).colour(SOFT);
        return canvas.text(axis.plot.left + 8.0, y, "none", none);
    };
    let pen = Pen::solid(Pen::of_series(row.mark).colour, 3.0);
    canvas.line(&[(axis.x(low), y), (axis.x(high), y)], pen)?;
    for end in [low, high] {
        let x = axis.x(end);
        canvas.line(&[(x, y - 7.0), (x, y + 7.0)], pen)?;
    }
    canvas.mark(axis.x(mean), y, row.mark, 8.0)
}
