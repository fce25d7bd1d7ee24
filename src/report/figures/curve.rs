//! A target along the settings of a lever: what was found at each, with its interval, and the line
//! it must reach.

use plotters::prelude::DrawingBackend;

use super::canvas::{Anchor, Canvas, Drawn, INK, Pen, Rect, SOFT, Type};
use super::frame::{Scale, horizontal_grid};
use crate::report::figure::{Curve, CurvePanel, CurvePoint};

/// Room that a setting below the axis needs.
const TICK_ROOM: f64 = 44.0;

/// Draws the panels, one above the other, below a key of what the marks say.
pub(super) fn draw<DB: DrawingBackend>(
    canvas: &Canvas<'_, DB>,
    body: Rect,
    curve: &Curve,
) -> Drawn<DB> {
    let style = Type::new(21.0);
    let (mut x, y) = (body.left, body.top + 14.0);
    for (mark, words) in curve.marks.iter().enumerate() {
        canvas.mark(x + 10.0, y, mark, 9.0)?;
        canvas.text(x + 28.0, y, words, style)?;
        x += 28.0 + canvas.width_of(words, style)? + 32.0;
    }
    let below = Rect {
        top: body.top + 40.0,
        ..body
    };
    let cells = below.grid(1, curve.panels.len().max(1), (0.0, 24.0));
    for (panel, cell) in curve.panels.iter().zip(cells) {
        draw_panel(canvas, cell, panel, &curve.axis)?;
    }
    Ok(())
}

fn draw_panel<DB: DrawingBackend>(
    canvas: &Canvas<'_, DB>,
    cell: Rect,
    panel: &CurvePanel,
    axis: &str,
) -> Drawn<DB> {
    let (left, top) = (cell.left, cell.top + 14.0);
    canvas.text(left, top, &panel.title, Type::new(22.0).bold())?;
    canvas.text(left, top + 28.0, &panel.unit, Type::new(19.0).colour(SOFT))?;
    let plot = Rect {
        left: cell.left + 90.0,
        top: cell.top + 66.0,
        right: cell.right - 40.0,
        bottom: cell.bottom - 62.0,
    };
    let highest = panel.points.iter().map(|point| point.high);
    let highest = highest.fold(panel.wanted, f64::max);
    let scale = match panel.percent {
        true => Scale {
            top: 100.0,
            step: 20.0,
        },
        false => Scale::reaching(highest * 1.05, 6.0, 0.1),
    };
    let small = Type::new(19.0).colour(SOFT);
    horizontal_grid(canvas, plot, scale, small)?;
    let ends = (panel.points.first(), panel.points.last());
    let (first, last) = match ends {
        (Some(first), Some(last)) => (first.setting - 0.5, last.setting + 0.5),
        _ => (0.0, 1.0),
    };
    let x = |setting: f64| plot.left + (setting - first) / (last - first) * plot.width();
    let y = |value: f64| plot.bottom - value / scale.top * plot.height();
    let mut free = f64::NEG_INFINITY;
    for point in &panel.points {
        let at = x(point.setting);
        if at >= free {
            let text = format!("{}", point.setting);
            canvas.text(at, plot.bottom + 20.0, &text, small.anchor(Anchor::Middle))?;
            free = at + TICK_ROOM;
        }
    }
    let middle = (plot.left + plot.right) / 2.0;
    canvas.text(
        middle,
        plot.bottom + 46.0,
        axis,
        small.anchor(Anchor::Middle),
    )?;
    let wanted = Pen {
        dashes: &[10.0, 6.0],
        ..Pen::solid(INK, 2.0)
    };
    let level = y(panel.wanted);
    canvas.line(&[(plot.left, level), (plot.right, level)], wanted)?;
    let line: Vec<(f64, f64)> = panel
        .points
        .iter()
        .map(|p| (x(p.setting), y(p.value)))
        .collect();
    canvas.stroke(&line, Pen::solid(SOFT, 2.0), 0.5)?;
    for point in &panel.points {
        draw_point(canvas, point, (x(point.setting), &y))?;
    }
    // Last, so that no mark stands on the words.
    let words = Type::new(19.0).anchor(Anchor::Left);
    let above = if level < plot.top + 26.0 { 16.0 } else { -16.0 };
    canvas.label(plot.left + 10.0, level + above, &panel.wanted_words, words)
}

fn draw_point<DB: DrawingBackend>(
    canvas: &Canvas<'_, DB>,
    point: &CurvePoint,
    (x, y): (f64, &dyn Fn(f64) -> f64),
) -> Drawn<DB> {
    let pen = Pen::solid(Pen::of_series(point.mark).colour, 3.0);
    canvas.line(&[(x, y(point.low)), (x, y(point.high))], pen)?;
    for end in [point.low, point.high] {
        canvas.line(&[(x - 6.0, y(end)), (x + 6.0, y(end))], pen)?;
    }
    canvas.mark(x, y(point.value), point.mark, 9.0)
}
