//! Amounts by class: the same classes in every panel, so that panels are read across.

use plotters::prelude::{DrawingBackend, RGBColor, WHITE};

use super::canvas::{Anchor, BLUE, Canvas, Drawn, INK, Pen, Rect, SOFT, Type};
use super::frame::{Scale, vertical_grid};
use crate::report::figure::{Bar, BarPanel, Bars};
use crate::report::words;

/// Bars get darker from the first class to the last, which is the one to worry about.
const FIRST: RGBColor = RGBColor(0x7F, 0xB4, 0xE0);

/// Draws all panels side by side, the names of the classes once at the left.
pub(super) fn draw<DB: DrawingBackend>(
    canvas: &Canvas<'_, DB>,
    body: Rect,
    bars: &Bars,
) -> Drawn<DB> {
    let style = Type::new(22.0);
    let mut names: f64 = canvas.width_of(&bars.classes, Type::new(20.0))?;
    for bar in bars.panels.iter().flat_map(|panel| &panel.bars) {
        names = names.max(canvas.width_of(&bar.label, style)?);
    }
    let count = bars.panels.len().max(1);
    let whole = Rect {
        left: body.left + names + 18.0,
        ..body
    };
    let cells = whole.grid(count, 1, (56.0, 0.0));
    let remarks = bars.panels.iter().any(|panel| !panel.remark.is_empty());
    let head = if remarks { 96.0 } else { 46.0 };
    let reach = bars
        .panels
        .iter()
        .flat_map(|panel| &panel.bars)
        .map(|bar| bar.range.map_or(bar.value, |range| range.1.max(bar.value)))
        .fold(0.0, f64::max);
    let finest = if bars.shares { 0.01 } else { 1.0 };
    for (index, (panel, cell)) in bars.panels.iter().zip(cells).enumerate() {
        let top = cell.top + head;
        let plot = Rect {
            top,
            bottom: cell.bottom - 40.0,
            ..cell
        };
        // Room at the right of the longest bar; a share has none above the whole.
        let most = if bars.shares { 1.0 } else { f64::MAX };
        let ticks = if count > 3 { 3.5 } else { 5.0 };
        let scale = Scale::reaching((reach * 1.04).min(most), ticks, finest);
        draw_heading(canvas, cell, panel)?;
        vertical_grid(
            canvas,
            plot,
            scale,
            bars.shares,
            Type::new(18.0).colour(SOFT),
        )?;
        draw_bars(canvas, plot, bars, panel, scale)?;
        if index == 0 {
            draw_names(canvas, plot, bars, panel, style)?;
        }
    }
    Ok(())
}

fn draw_heading<DB: DrawingBackend>(
    canvas: &Canvas<'_, DB>,
    cell: Rect,
    panel: &BarPanel,
) -> Drawn<DB> {
    canvas.text(
        cell.left,
        cell.top + 18.0,
        &panel.title,
        Type::new(25.0).bold(),
    )?;
    let style = Type::new(19.0).colour(SOFT);
    let lines = canvas.wrapped(&panel.remark, style, cell.width())?;
    for (index, line) in lines.iter().take(2).enumerate() {
        canvas.text(
            cell.left,
            cell.top + 48.0 + index as f64 * 24.0,
            line,
            style,
        )?;
    }
    Ok(())
}

/// The middle of the lane of a bar, and half the thickness of the bar.
fn lane(plot: Rect, count: usize, index: usize) -> (f64, f64) {
    let lane = plot.height() / count.max(1) as f64;
    (plot.top + lane * (index as f64 + 0.62), lane * 0.22)
}

fn draw_bars<DB: DrawingBackend>(
    canvas: &Canvas<'_, DB>,
    plot: Rect,
    bars: &Bars,
    panel: &BarPanel,
    scale: Scale,
) -> Drawn<DB> {
    let count = panel.bars.len();
    for (index, bar) in panel.bars.iter().enumerate() {
        let (y, half) = lane(plot, count, index);
        let x = |value: f64| plot.left + value / scale.top * plot.width();
        let share = index as f64 / (count.max(2) - 1) as f64;
        let right = x(bar.value);
        let block = Rect {
            left: plot.left,
            top: y - half,
            right,
            bottom: y + half,
        };
        canvas.block(block, between(FIRST, BLUE, share), 1.0)?;
        if let Some((low, high)) = bar.range.filter(|(low, high)| high > low) {
            // White below, so that the range can be seen on the darkest bar.
            for pen in [Pen::solid(WHITE, 6.0), Pen::solid(INK, 2.0)] {
                let (more, tall) = (pen.width / 4.0, 6.0 + pen.width / 4.0);
                canvas.line(&[(x(low) - more, y), (x(high) + more, y)], pen)?;
                for end in [low, high] {
                    canvas.line(&[(x(end), y - tall), (x(end), y + tall)], pen)?;
                }
            }
        }
        draw_figure(canvas, (plot, y - half), bars, bar)?;
    }
    Ok(())
}

/// The figure of a bar stands above it, where nothing is drawn.
fn draw_figure<DB: DrawingBackend>(
    canvas: &Canvas<'_, DB>,
    (plot, top): (Rect, f64),
    bars: &Bars,
    bar: &Bar,
) -> Drawn<DB> {
    let style = Type::new(21.0).bold();
    let fine = |value: f64| match bars.shares {
        true => words::supported_share(value, bar.half_width),
        false => words::supported(value, bar.half_width),
    };
    let text = match bars.shares {
        true => words::percentage(fine(bar.value)),
        false => words::number(fine(bar.value), 0),
    };
    let y = top - 15.0;
    canvas.label(plot.left + 6.0, y, &text, style)?;
    let Some((low, high)) = bar.range else {
        return Ok(());
    };
    let range = match bars.shares {
        true => words::percentages(fine(low), fine(high)),
        false => words::range(fine(low), fine(high), 0),
    };
    if range == text {
        return Ok(());
    }
    let x = plot.left + 6.0 + canvas.width_of(&text, style)? + 10.0;
    canvas.label(x, y, &range, Type::new(18.0).colour(SOFT))
}

fn draw_names<DB: DrawingBackend>(
    canvas: &Canvas<'_, DB>,
    plot: Rect,
    bars: &Bars,
    panel: &BarPanel,
    style: Type,
) -> Drawn<DB> {
    let soft = Type::new(20.0).colour(SOFT).anchor(Anchor::Right);
    canvas.text(plot.left - 14.0, plot.top - 28.0, &bars.classes, soft)?;
    for (index, bar) in panel.bars.iter().enumerate() {
        let (y, _) = lane(plot, panel.bars.len(), index);
        canvas.text(plot.left - 14.0, y, &bar.label, style.anchor(Anchor::Right))?;
    }
    Ok(())
}

fn between(from: RGBColor, to: RGBColor, share: f64) -> RGBColor {
    let mix = |from: u8, to: u8| {
        (f64::from(from) + (f64::from(to) - f64::from(from)) * share).round() as u8
    };
    RGBColor(mix(from.0, to.0), mix(from.1, to.1), mix(from.2, to.2))
}
