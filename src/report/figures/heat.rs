//! A figure for every combination of two inputs: shaded cells with the figure written in each.

use plotters::prelude::{DrawingBackend, RGBColor, WHITE};

use super::canvas::{Anchor, BLUE, Canvas, Drawn, INK, Pen, Rect, SOFT, Type};
use super::ruler::Ruler;
use crate::report::figure::{Heat, Measured};

/// The lightest cell.
const LIGHT: RGBColor = RGBColor(0xE3, 0xEC, 0xF4);
/// Space for the values of the input at the left.
const NAMES: f64 = 170.0;

/// Draws the cells below a key.
pub(super) fn draw<DB: DrawingBackend>(
    canvas: &Canvas<'_, DB>,
    body: Rect,
    heat: &Heat,
) -> Drawn<DB> {
    let figures = || heat.cells.iter().flatten().flatten();
    let ruler = Ruler::over(figures().map(|one| one.value), 100.0, heat.shares);
    let values = figures().map(|one| one.value);
    let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |ends, value| {
        (ends.0.min(value), ends.1.max(value))
    });
    let plot = Rect {
        left: body.left + NAMES,
        top: body.top + 52.0,
        right: body.right,
        bottom: body.bottom - 70.0,
    };
    let key = Type::new(20.0).colour(SOFT);
    let ring = match heat.best.iter().flatten().any(|best| *best) {
        true => "; framed: cannot be told from the best",
        false => "",
    };
    let words = format!("In {}{ring}. Downwards: {}", heat.unit, heat.down);
    canvas.text(body.left, body.top + 14.0, &words, key)?;
    let cells = plot.grid(
        heat.columns.len().max(1),
        heat.rows.len().max(1),
        (3.0, 3.0),
    );
    let small = heat.columns.len() > 8 || heat.rows.len() > 12;
    let style = Type::new(if small { 15.0 } else { 20.0 });
    for (at, row) in heat.rows.iter().enumerate() {
        for place in 0..heat.columns.len() {
            let cell = cells[at * heat.columns.len() + place];
            let found = heat.cells[at][place];
            let share = found.map(|one| match high > low {
                true => (one.value - low) / (high - low),
                false => 0.0,
            });
            draw_cell(
                canvas,
                cell,
                (found, share),
                heat.best[at][place],
                (&ruler, style),
            )?;
        }
        let first = cells[at * heat.columns.len()];
        let middle = (first.top + first.bottom) / 2.0;
        canvas.text(plot.left - 14.0, middle, row, style.anchor(Anchor::Right))?;
    }
    for (place, column) in heat.columns.iter().enumerate() {
        let cell = cells[place];
        let middle = (cell.left + cell.right) / 2.0;
        canvas.text(
            middle,
            plot.bottom + 20.0,
            column,
            style.anchor(Anchor::Middle),
        )?;
    }
    let middle = (plot.left + plot.right) / 2.0;
    canvas.text(
        middle,
        plot.bottom + 52.0,
        &heat.across,
        key.anchor(Anchor::Middle),
    )
}

fn draw_cell<DB: DrawingBackend>(
    canvas: &Canvas<'_, DB>,
    cell: Rect,
    (found, share): (Option<Measured>, Option<f64>),
    best: bool,
    (ruler, style): (&Ruler, Type),
) -> Drawn<DB> {
    let (x, y) = (
        (cell.left + cell.right) / 2.0,
        (cell.top + cell.bottom) / 2.0,
    );
    let (Some(found), Some(share)) = (found, share) else {
        return canvas.text(x, y, "none", style.anchor(Anchor::Middle));
    };
    canvas.block(cell, between(LIGHT, BLUE, share), 1.0)?;
    let colour = if share > 0.45 { WHITE } else { INK };
    let style = style.colour(colour).anchor(Anchor::Middle);
    canvas.text(x, y, &ruler.text(found.value), style)?;
    if best {
        let inset = 6.0;
        let corners = [
            (cell.left + inset, cell.top + inset),
            (cell.right - inset, cell.top + inset),
            (cell.right - inset, cell.bottom - inset),
            (cell.left + inset, cell.bottom - inset),
            (cell.left + inset, cell.top + inset),
        ];
        canvas.line(&corners, Pen::solid(colour, 3.0))?;
    }
    Ok(())
}

fn between(from: RGBColor, to: RGBColor, share: f64) -> RGBColor {
    let mix = |a: u8, b: u8| (f64::from(a) + (f64::from(b) - f64::from(a)) * share).round() as u8;
    RGBColor(mix(from.0, to.0), mix(from.1, to.1), mix(from.2, to.2))
}
