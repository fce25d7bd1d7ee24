//! Single figures with their ranges: a row for each office or stage, a shape for each figure.

use plotters::prelude::{DrawingBackend, RGBColor};

use super::canvas::{Anchor, Canvas, Drawn, FAINT, Pen, Rect, SOFT, Type};
use super::frame::{Scale, vertical_grid};
use crate::report::figure::{Dot, Dots};
use crate::report::words;

/// Stripe behind every other row.
const STRIPE: RGBColor = RGBColor(0xF5, 0xF5, 0xF5);

/// Draws the rows below a key of shapes.
pub(super) fn draw<DB: DrawingBackend>(
    canvas: &Canvas<'_, DB>,
    body: Rect,
    dots: &Dots,
) -> Drawn<DB> {
    draw_key(canvas, body, dots)?;
    let style = Type::new(22.0);
    let mut names: f64 = 60.0;
    for row in &dots.rows {
        names = names.max(canvas.width_of(&row.label, style)?);
    }
    let scale = scale_of(dots);
    let left = body.left + names + 18.0;
    let right = body.right - 150.0;
    let plot = Rect {
        left,
        top: body.top + 44.0,
        right,
        bottom: body.bottom - 62.0,
    };
    let count = dots.rows.len().max(1);
    let lane = plot.height() / count as f64;
    for index in (1..count).step_by(2) {
        let top = plot.top + lane * index as f64;
        let stripe = Rect {
            left: body.left,
            top,
            right: body.right,
            bottom: top + lane,
        };
        canvas.block(stripe, STRIPE, 1.0)?;
    }
    vertical_grid(
        canvas,
        plot,
        scale,
        dots.shares,
        Type::new(20.0).colour(SOFT),
    )?;
    let unit = Type::new(20.0).colour(SOFT).anchor(Anchor::Middle);
    canvas.text(
        (plot.left + plot.right) / 2.0,
        plot.bottom + 50.0,
        &dots.unit,
        unit,
    )?;
    for (index, row) in dots.rows.iter().enumerate() {
        let top = plot.top + lane * index as f64;
        let names = style.anchor(Anchor::Right);
        canvas.text(plot.left - 14.0, top + lane / 2.0, &row.label, names)?;
        for (mark, dot) in row.figures.iter().enumerate() {
            let y = top + lane * (mark as f64 + 0.7) / (row.figures.len() as f64 + 0.4);
            if let Some(dot) = dot {
                draw_dot(canvas, plot, (y, lane), (mark, *dot), dots, scale)?;
            } else {
                let none = Type::new(18.0).colour(SOFT);
                canvas.text(plot.left + 8.0, y, "none", none)?;
            }
        }
    }
    Ok(())
}

/// Shares run to 100 %, other figures as far as they must.
fn scale_of(dots: &Dots) -> Scale {
    if dots.shares {
        return Scale {
            top: 1.0,
            step: 0.2,
        };
    }
    let figures = dots
        .rows
        .iter()
        .flat_map(|row| row.figures.iter().flatten());
    let reach = figures
        .map(|dot| dot.high.max(dot.value))
        .fold(0.0, f64::max);
    Scale::reaching(reach * 1.02, 8.0, 1.0)
}

fn draw_key<DB: DrawingBackend>(canvas: &Canvas<'_, DB>, body: Rect, dots: &Dots) -> Drawn<DB> {
    let style = Type::new(21.0);
    let mut x = body.left;
    let y = body.top + 14.0;
    for (index, name) in dots.marks.iter().enumerate() {
        canvas.line(&[(x, y), (x + 34.0, y)], thin(index))?;
        canvas.mark(x + 17.0, y, index, 9.0)?;
        canvas.text(x + 44.0, y, name, style)?;
        x += 44.0 + canvas.width_of(name, style)? + 32.0;
    }
    Ok(())
}

fn thin(index: usize) -> Pen {
    Pen::solid(Pen::of_series(index).colour, 3.0)
}

fn draw_dot<DB: DrawingBackend>(
    canvas: &Canvas<'_, DB>,
    plot: Rect,
    (y, lane): (f64, f64),
    (mark, dot): (usize, Dot),
    dots: &Dots,
    scale: Scale,
) -> Drawn<DB> {
    let x = |value: f64| plot.left + value / scale.top * plot.width();
    canvas.line(&[(plot.left, y), (x(dot.low), y)], Pen::solid(FAINT, 1.0))?;
    canvas.line(&[(x(dot.low), y), (x(dot.high), y)], thin(mark))?;
    canvas.mark(x(dot.value), y, mark, 9.0)?;
    let fine = |value: f64| match dots.shares {
        true => words::supported_share(value, dot.half_width),
        false if decimals(dot) == 0 => words::supported(value, dot.half_width),
        false => value,
    };
    let shown = Dot {
        value: fine(dot.value),
        low: fine(dot.low),
        high: fine(dot.high),
        ..dot
    };
    let text = if dots.shares {
        words::percentage(shown.value)
    } else {
        words::number(shown.value, decimals(dot))
    };
    let size = (lane / (dots.marks.len() as f64 + 0.4) * 0.62).clamp(13.0, 20.0);
    let style = Type::new(size);
    let range = range_text(shown, decimals(dot), dots.shares);
    let figure = if range == text {
        text
    } else {
        format!("{text} ({range})")
    };
    let at = x(dot.high).max(x(dot.value)) + 16.0;
    canvas.text(at, y, &figure, style)
}

fn range_text(dot: Dot, decimals: usize, shares: bool) -> String {
    if shares {
        return words::percentages(dot.low, dot.high);
    }
    words::range(dot.low, dot.high, decimals)
}

/// Tenths only where whole numbers would say too little.
fn decimals(dot: Dot) -> usize {
    let whole = |value: f64| (value - value.round()).abs() < 1e-9;
    let all_whole = [dot.value, dot.low, dot.high].into_iter().all(whole);
    if dot.high >= 9.95 || all_whole { 0 } else { 1 }
}
