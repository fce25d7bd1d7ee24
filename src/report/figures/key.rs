//! The key of a weekly picture: what its tints, lines and numbered dates mean.

use plotters::prelude::{DrawingBackend, WHITE};

use super::canvas::{Anchor, BLUE, Canvas, Drawn, INK, Pen, Rect, SOFT, Type};
use super::weekly::{SAMPLE, TINTS};
use crate::report::figure::{Band, Line, Weekly};
use crate::report::words;

/// What the tints, lines and numbers mean; returns where the panels may begin.
pub(super) fn draw<DB: DrawingBackend>(
    canvas: &Canvas<'_, DB>,
    body: Rect,
    weekly: &Weekly,
) -> Drawn<DB, f64> {
    let style = Type::new(20.0);
    let mut pencil = Pencil {
        x: body.left,
        y: body.top + 14.0,
        body,
        style,
    };
    let lines: Vec<&Line> = weekly
        .panels
        .iter()
        .flat_map(|panel| &panel.lines)
        .collect();
    let several = weekly.panels.iter().any(|panel| panel.lines.len() > 1);
    let bands = lines.first().map_or(&[][..], |line| &line.bands[..]);
    if several {
        draw_several(canvas, &mut pencil, bands)?;
    } else {
        draw_bands(canvas, &mut pencil, bands)?;
    }
    if lines.iter().any(|line| !line.samples.is_empty()) {
        pencil.item(canvas, "single futures", |canvas, x, y| {
            let zigzag = [
                (x, y + 5.0),
                (x + 10.0, y - 5.0),
                (x + 20.0, y + 4.0),
                (x + 30.0, y),
            ];
            canvas.stroke(&zigzag, SAMPLE, 0.55)
        })?;
    }
    if weekly.panels.iter().any(|panel| panel.start.is_some()) {
        pencil.item(canvas, "known at the start", |canvas, x, y| {
            canvas.disc(x + 16.0, y, 7.0, INK)?;
            canvas.disc(x + 16.0, y, 4.0, WHITE)
        })?;
    }
    for (index, date) in weekly.dates.iter().enumerate() {
        let words = format!("{}, {}", date.name, words::short_date(date.on));
        pencil.item(canvas, &words, |canvas, x, y| {
            date_mark(canvas, x + 16.0, y, index)
        })?;
    }
    Ok(pencil.y + 26.0)
}

/// Several lines name themselves; what remains is what their tints mean.
fn draw_several<DB: DrawingBackend>(
    canvas: &Canvas<'_, DB>,
    pencil: &mut Pencil,
    bands: &[Band],
) -> Drawn<DB> {
    let words = match bands.first() {
        Some(band) => format!(
            "lines: middle future; tints: {} futures in 100",
            band.percent
        ),
        None => "lines: middle future".to_owned(),
    };
    pencil.place(canvas, 0.0, &words)?;
    pencil.x += canvas.width_of(&words, pencil.style)? + 28.0;
    Ok(())
}

/// The line, then its bands from the narrowest.
fn draw_bands<DB: DrawingBackend>(
    canvas: &Canvas<'_, DB>,
    pencil: &mut Pencil,
    bands: &[Band],
) -> Drawn<DB> {
    let line = Pen::solid(BLUE, 3.5);
    pencil.item(canvas, "middle future", |canvas, x, y| {
        canvas.line(&[(x, y), (x + 30.0, y)], line)
    })?;
    for (band, tint) in bands.iter().zip(TINTS).rev() {
        let words = format!("{} futures in 100", band.percent);
        pencil.item(canvas, &words, |canvas, x, y| {
            let (right, top, bottom) = (x + 30.0, y - 10.0, y + 10.0);
            canvas.block(
                Rect {
                    left: x,
                    top,
                    right,
                    bottom,
                },
                tint,
                1.0,
            )
        })?;
    }
    Ok(())
}

/// Writes the key from left to right, and on.
struct Pencil {
    x: f64,
    y: f64,
    body: Rect,
    style: Type,
}

impl Pencil {
    fn place<DB: DrawingBackend>(
        &mut self,
        canvas: &Canvas<'_, DB>,
        symbol: f64,
        words: &str,
    ) -> Drawn<DB> {
        let width = canvas.width_of(words, self.style)? + symbol;
        if self.x > self.body.left && self.x + width > self.body.right {
            self.x = self.body.left;
            self.y += self.style.leading() + 4.0;
        }
        canvas.text(self.x + symbol, self.y, words, self.style)
    }

    fn item<DB: DrawingBackend>(
        &mut self,
        canvas: &Canvas<'_, DB>,
        words: &str,
        symbol: impl FnOnce(&Canvas<'_, DB>, f64, f64) -> Drawn<DB>,
    ) -> Drawn<DB> {
        self.place(canvas, 40.0, words)?;
        symbol(canvas, self.x, self.y)?;
        self.x += canvas.width_of(words, self.style)? + 40.0 + 28.0;
        Ok(())
    }
}

/// A named date: its number in a ring.
pub(super) fn date_mark<DB: DrawingBackend>(
    canvas: &Canvas<'_, DB>,
    x: f64,
    y: f64,
    index: usize,
) -> Drawn<DB> {
    canvas.disc(x, y, 12.0, SOFT)?;
    canvas.disc(x, y, 10.5, WHITE)?;
    let style = Type::new(17.0).bold().anchor(Anchor::Middle);
    canvas.text(x, y, &(index + 1).to_string(), style)
}
