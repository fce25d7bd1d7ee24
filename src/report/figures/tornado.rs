//! What each input does by itself: bars to both sides of zero, the widest on top.

use plotters::prelude::DrawingBackend;

use super::canvas::{Anchor, BLUE, Canvas, Drawn, INK, ORANGE, Pen, Rect, Type};
use super::ruler::Ruler;
use crate::report::figure::{Measured, Tornado};

/// Draws the bars.
pub(super) fn draw<DB: DrawingBackend>(
    canvas: &Canvas<'_, DB>,
    body: Rect,
    tornado: &Tornado,
) -> Drawn<DB> {
    let style = Type::new(if tornado.rows.len() > 10 { 16.0 } else { 20.0 });
    let widest = body.width() * 0.36;
    let mut names = 80.0_f64;
    let mut lines = Vec::new();
    for row in &tornado.rows {
        let wrapped = canvas.wrapped(&row.label, style, widest)?;
        for line in &wrapped {
            names = names.max(canvas.width_of(line, style)?);
        }
        lines.push(wrapped);
    }
    let plot = Rect {
        left: body.left + names.min(widest) + 130.0,
        top: body.top + 10.0,
        right: body.right - 130.0,
        bottom: body.bottom - 70.0,
    };
    let ends = || tornado.rows.iter().flat_map(|row| &row.ends);
    let reach = ends().flat_map(|(_, change)| [change.low, change.high, 0.0]);
    let ruler = Ruler::over(reach, 6.0, tornado.shares);
    ruler.below(canvas, plot, &tornado.unit)?;
    let lane = plot.height() / tornado.rows.len().max(1) as f64;
    for (at, (row, lines)) in tornado.rows.iter().zip(lines).enumerate() {
        let y = plot.top + lane * (at as f64 + 0.5);
        let first = y - style.leading() * (lines.len() as f64 - 1.0) / 2.0;
        for (turn, line) in lines.iter().enumerate() {
            let y = first + style.leading() * turn as f64;
            canvas.text(
                body.left + names.min(widest),
                y,
                line,
                style.anchor(Anchor::Right),
            )?;
        }
        draw_row(canvas, plot, (y, lane), &row.ends, &ruler)?;
    }
    Ok(())
}

fn draw_row<DB: DrawingBackend>(
    canvas: &Canvas<'_, DB>,
    plot: Rect,
    (y, lane): (f64, f64),
    ends: &[(String, Measured)],
    ruler: &Ruler,
) -> Drawn<DB> {
    let x = |value: f64| plot.left + ruler.at(value) * plot.width();
    let high = (lane * 0.62 / ends.len().max(1) as f64).min(30.0);
    let first = y - high * (ends.len() as f64 - 1.0) / 2.0;
    for (turn, (value, change)) in ends.iter().enumerate() {
        let y = first + high * turn as f64;
        let colour = if turn == 0 { BLUE } else { ORANGE };
        let (from, to) = (x(0.0).min(x(change.value)), x(0.0).max(x(change.value)));
        let bar = Rect {
            left: from,
            top: y - high * 0.42,
            right: to.max(from + 1.0),
            bottom: y + high * 0.42,
        };
        canvas.block(bar, colour, 0.85)?;
        let pen = Pen::solid(INK, 2.0);
        canvas.line(&[(x(change.low), y), (x(change.high), y)], pen)?;
        let style = Type::new((high * 0.8).clamp(12.0, 17.0));
        if change.value < 0.0 {
            let left = x(change.low) - 8.0;
            canvas.label(left, y, value, style.anchor(Anchor::Right))?;
        } else {
            canvas.label(x(change.high) + 8.0, y, value, style)?;
        }
    }
    Ok(())
}
