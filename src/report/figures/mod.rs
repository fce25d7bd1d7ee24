//! The pictures: each is drawn by one generic function, as SVG and as PNG.
//!
//! Both are drawn at twice the size shown. For SVG this keeps whole-number coordinates fine
//! enough; for PNG four points become one, which smooths every edge.

mod along;
mod bars;
mod canvas;
mod cloud;
mod curve;
mod differences;
mod dots;
mod frame;
mod heat;
mod key;
mod ruler;
mod tornado;
mod weekly;

use std::path::Path;

use plotters::prelude::*;

use super::Provenance;
use super::figure::{Figure, Plot};
use canvas::{Canvas, Drawn, HEIGHT, SCALE, WIDTH};

/// What went wrong while drawing.
#[derive(Debug, thiserror::Error)]
#[error("the picture could not be drawn: {0}")]
pub struct DrawError(String);

impl DrawError {
    fn of(cause: impl std::fmt::Display) -> Self {
        Self(cause.to_string())
    }
}

/// The typefaces tried in turn by whatever shows an SVG.
const FALLBACK: &str = "Inter, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif";

/// How far the words of a bitmap stand above their middle, as a share of their size.
const BITMAP_DROP: f64 = 0.12;

fn draw<DB: DrawingBackend>(
    area: &DrawingArea<DB, plotters::coord::Shift>,
    figure: &Figure,
    provenance: &Provenance,
    drop: f64,
) -> Drawn<DB> {
    let canvas = Canvas::new(area, drop);
    canvas.clear()?;
    let body = frame::draw(&canvas, figure, provenance)?;
    match &figure.plot {
        Plot::Weekly(weekly) => weekly::draw(&canvas, body, weekly),
        Plot::Bars(bars) => bars::draw(&canvas, body, bars),
        Plot::Dots(dots) => dots::draw(&canvas, body, dots),
        Plot::Differences(found) => differences::draw(&canvas, body, found),
        Plot::Curve(found) => curve::draw(&canvas, body, found),
        Plot::Heat(heat) => heat::draw(&canvas, body, heat),
        Plot::Along(lines) => along::draw(&canvas, body, lines),
        Plot::Cloud(points) => cloud::draw(&canvas, body, points),
        Plot::Tornado(tornado) => tornado::draw(&canvas, body, tornado),
    }
}

/// The picture as the text of an SVG file.
///
/// # Errors
///
/// When the typeface cannot be read or a shape cannot be drawn.
pub fn svg(figure: &Figure, provenance: &Provenance) -> Result<String, DrawError> {
    canvas::register_typeface().map_err(DrawError)?;
    let mut text = String::new();
    {
        let size = ((WIDTH * SCALE) as u32, (HEIGHT * SCALE) as u32);
        let area = SVGBackend::with_string(&mut text, size).into_drawing_area();
        draw(&area, figure, provenance, 0.0).map_err(DrawError::of)?;
        area.present().map_err(DrawError::of)?;
    }
    Ok(finished_svg(&text, figure))
}

/// Shows the picture at its size, names a family of typefaces and adds the words for those who
/// cannot see it.
fn finished_svg(text: &str, figure: &Figure) -> String {
    let drawn = format!("width=\"{}\" height=\"{}\"", WIDTH * SCALE, HEIGHT * SCALE);
    let shown = format!("role=\"img\" width=\"{WIDTH}\" height=\"{HEIGHT}\"");
    let text = text.replacen(&drawn, &shown, 1);
    let text = text.replace("\"sans-serif\"", &format!("\"{FALLBACK}\""));
    let words = format!(
        "<title>{}</title>\n<desc>{}</desc>\n",
        escaped(&figure.title),
        escaped(&figure.alternative_text())
    );
    match text.find(">\n") {
        Some(end) => format!("{}{}{}", &text[..end + 2], words, &text[end + 2..]),
        None => text,
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// Writes the picture as a PNG file of 1,600 by 1,000 points.
///
/// # Errors
///
/// When the typeface cannot be read, a shape cannot be drawn, or the file cannot be written.
pub fn write_png(figure: &Figure, provenance: &Provenance, path: &Path) -> Result<(), DrawError> {
    canvas::register_typeface().map_err(DrawError)?;
    let (wide, high) = ((WIDTH * SCALE) as usize, (HEIGHT * SCALE) as usize);
    let mut large = vec![255_u8; wide * high * 3];
    {
        let size = (wide as u32, high as u32);
        let area = BitMapBackend::with_buffer(&mut large, size).into_drawing_area();
        draw(&area, figure, provenance, BITMAP_DROP).map_err(DrawError::of)?;
        area.present().map_err(DrawError::of)?;
    }
    let small = quartered(&large, wide, high);
    let size = (WIDTH as u32, HEIGHT as u32);
    let mut file = BitMapBackend::new(path, size);
    file.blit_bitmap((0, 0), size, &small)
        .map_err(DrawError::of)?;
    file.present().map_err(DrawError::of)
}

/// The mean of each square of four points.
fn quartered(large: &[u8], wide: usize, high: usize) -> Vec<u8> {
    let mut small = Vec::with_capacity(large.len() / 4);
    for row in 0..high / 2 {
        for column in 0..wide / 2 {
            for colour in 0..3 {
                let at = |down: usize, right: usize| {
                    let point = (2 * row + down) * wide + 2 * column + right;
                    large
                        .get(point * 3 + colour)
                        .map_or(255, |&light| u16::from(light))
                };
                let sum = at(0, 0) + at(0, 1) + at(1, 0) + at(1, 1);
                small.push(u8::try_from((sum + 2) / 4).unwrap_or(255));
            }
        }
    }
    small
}

#[cfg(test)]
pub(super) mod samples;
#[cfg(test)]
mod tests;
