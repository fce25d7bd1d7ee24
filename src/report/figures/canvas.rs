//! Shapes and words on a sheet of 1,600 by 1,000, whatever it is made of.
//!
//! Colours are those of the Analysis Function of the civil service; every pair that meets in a
//! picture also differs in lightness, in shape or in the pattern of its line.

use std::sync::OnceLock;

use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{FontStyle, register_font};

/// Width of a sheet as shown.
pub(super) const WIDTH: i32 = 1600;
/// Height of a sheet as shown.
pub(super) const HEIGHT: i32 = 1000;
/// How much larger it is drawn.
pub(super) const SCALE: i32 = 2;

/// Dark blue: the first series.
pub(super) const BLUE: RGBColor = RGBColor(0x12, 0x43, 0x6D);
/// Turquoise: the second series.
pub(super) const TURQUOISE: RGBColor = RGBColor(0x28, 0xA1, 0x97);
/// Dark pink: the third series.
pub(super) const PINK: RGBColor = RGBColor(0x80, 0x16, 0x50);
/// Orange: the fourth series.
pub(super) const ORANGE: RGBColor = RGBColor(0xF4, 0x6A, 0x25);
/// Dark grey: words.
pub(super) const INK: RGBColor = RGBColor(0x3D, 0x3D, 0x3D);
/// Lighter words; still 4.5 to 1 on white.
pub(super) const SOFT: RGBColor = RGBColor(0x5E, 0x5E, 0x5E);
/// Grid lines.
pub(super) const FAINT: RGBColor = RGBColor(0xDE, 0xDE, 0xDE);
/// Axis lines.
pub(super) const AXIS: RGBColor = RGBColor(0x8A, 0x8A, 0x8A);

/// The outcome of drawing on some back-end.
pub(super) type Drawn<DB, T = ()> =
    Result<T, DrawingAreaErrorKind<<DB as DrawingBackend>::ErrorType>>;

/// Gives the drawing library the typeface that travels with the program.
pub(super) fn register_typeface() -> Result<(), String> {
    static REGISTERED: OnceLock<Result<(), String>> = OnceLock::new();
    REGISTERED
        .get_or_init(|| {
            let regular = include_bytes!("../../../assets/fonts/Inter-Regular.ttf");
            let semi_bold = include_bytes!("../../../assets/fonts/Inter-SemiBold.ttf");
            register_font("sans-serif", FontStyle::Normal, regular)
                .and_then(|()| register_font("sans-serif", FontStyle::Bold, semi_bold))
                .map_err(|_| "the typeface is damaged".to_owned())
        })
        .clone()
}

/// A rectangle of the sheet.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rect {
    /// Left edge.
    pub left: f64,
    /// Upper edge.
    pub top: f64,
    /// Right edge.
    pub right: f64,
    /// Lower edge.
    pub bottom: f64,
}

impl Rect {
    /// Width.
    pub(super) fn width(self) -> f64 {
        self.right - self.left
    }

    /// Height.
    pub(super) fn height(self) -> f64 {
        self.bottom - self.top
    }

    /// The rectangle split into a grid, row by row.
    pub(super) fn grid(self, columns: usize, rows: usize, gap: (f64, f64)) -> Vec<Rect> {
        let wide = (self.width() - gap.0 * (columns as f64 - 1.0)) / columns as f64;
        let high = (self.height() - gap.1 * (rows as f64 - 1.0)) / rows as f64;
        let mut cells = Vec::with_capacity(columns * rows);
        for row in 0..rows {
            for column in 0..columns {
                let left = self.left + column as f64 * (wide + gap.0);
                let top = self.top + row as f64 * (high + gap.1);
                cells.push(Rect {
                    left,
                    top,
                    right: left + wide,
                    bottom: top + high,
                });
            }
        }
        cells
    }
}

/// Where a word stands from its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    /// To the right of the point.
    Left,
    /// Across the point.
    Middle,
    /// To the left of the point.
    Right,
}

/// How words look.
#[derive(Debug, Clone, Copy)]
pub(super) struct Type {
    size: f64,
    bold: bool,
    colour: RGBColor,
    anchor: Anchor,
}

impl Type {
    /// Regular words in dark grey.
    pub(super) fn new(size: f64) -> Self {
        Self {
            size,
            bold: false,
            colour: INK,
            anchor: Anchor::Left,
        }
    }

    /// The same, heavier.
    pub(super) fn bold(self) -> Self {
        Self { bold: true, ..self }
    }

    /// The same in a colour.
    pub(super) fn colour(self, colour: RGBColor) -> Self {
        Self { colour, ..self }
    }

    /// The same, standing elsewhere from its point.
    pub(super) fn anchor(self, anchor: Anchor) -> Self {
        Self { anchor, ..self }
    }

    /// Height of a line.
    pub(super) fn leading(self) -> f64 {
        self.size * 1.25
    }

    fn style(self) -> TextStyle<'static> {
        let weight = if self.bold {
            FontStyle::Bold
        } else {
            FontStyle::Normal
        };
        let across = match self.anchor {
            Anchor::Left => HPos::Left,
            Anchor::Middle => HPos::Center,
            Anchor::Right => HPos::Right,
        };
        let font = ("sans-serif", self.size * f64::from(SCALE), weight).into_font();
        let mut style = TextStyle::from(font).pos(Pos::new(across, VPos::Center));
        style.color = self.colour.to_backend_color();
        style
    }
}

/// Which of the lines a series draws: told apart without colour.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pen {
    /// Colour.
    pub colour: RGBColor,
    /// Thickness.
    pub width: f64,
    /// Lengths of strokes and gaps in turn; empty for an unbroken line.
    pub dashes: &'static [f64],
}

impl Pen {
    /// An unbroken line.
    pub(super) fn solid(colour: RGBColor, width: f64) -> Self {
        Self {
            colour,
            width,
            dashes: &[],
        }
    }

    /// The pen of a series by its place.
    pub(super) fn of_series(index: usize) -> Self {
        match index % 4 {
            0 => Self {
                colour: BLUE,
                width: 3.5,
                dashes: &[],
            },
            1 => Self {
                colour: ORANGE,
                width: 3.5,
                dashes: &[16.0, 7.0],
            },
            2 => Self {
                colour: PINK,
                width: 3.5,
                dashes: &[4.0, 6.0],
            },
            _ => Self {
                colour: TURQUOISE,
                width: 3.5,
                dashes: &[18.0, 6.0, 4.0, 6.0],
            },
        }
    }
}

/// A sheet to draw on.
pub(super) struct Canvas<'a, DB: DrawingBackend> {
    area: &'a DrawingArea<DB, Shift>,
    drop: f64,
}

fn point(x: f64, y: f64) -> (i32, i32) {
    let scale = f64::from(SCALE);
    ((x * scale).round() as i32, (y * scale).round() as i32)
}

fn thickness(width: f64) -> u32 {
    (width * f64::from(SCALE)).round().max(1.0) as u32
}

impl<'a, DB: DrawingBackend> Canvas<'a, DB> {
    /// A sheet over a drawing area of `WIDTH * SCALE` by `HEIGHT * SCALE`.
    ///
    /// `drop` lowers words by this share of their size: the two back-ends mean different things
    /// by the middle of a word.
    pub(super) fn new(area: &'a DrawingArea<DB, Shift>, drop: f64) -> Self {
        Self { area, drop }
    }

    /// White paper.
    pub(super) fn clear(&self) -> Drawn<DB> {
        self.area.fill(&WHITE)
    }

    /// Words, centred on `y`.
    pub(super) fn text(&self, x: f64, y: f64, text: &str, style: Type) -> Drawn<DB> {
        let place = point(x, y + self.drop * style.size);
        self.area
            .draw(&Text::new(text.to_owned(), place, style.style()))
    }

    /// How wide words will be.
    pub(super) fn width_of(&self, text: &str, style: Type) -> Drawn<DB, f64> {
        let (wide, _) = self.area.estimate_text_size(text, &style.style())?;
        Ok(f64::from(wide) / f64::from(SCALE))
    }

    /// Words broken into lines no wider than `width`.
    pub(super) fn wrapped(&self, text: &str, style: Type, width: f64) -> Drawn<DB, Vec<String>> {
        let mut lines: Vec<String> = Vec::new();
        let mut line = String::new();
        for word in text.split(' ') {
            let longer = if line.is_empty() {
                word.to_owned()
            } else {
                format!("{line} {word}")
            };
            if !line.is_empty() && self.width_of(&longer, style)? > width {
                lines.push(std::mem::replace(&mut line, word.to_owned()));
            } else {
                line = longer;
            }
        }
        lines.push(line);
        Ok(lines)
    }

    /// A line through points.
    pub(super) fn line(&self, points: &[(f64, f64)], pen: Pen) -> Drawn<DB> {
        self.stroke(points, pen, 1.0)
    }

    /// A line through points that lets what is below shine through.
    pub(super) fn stroke(&self, points: &[(f64, f64)], pen: Pen, opacity: f64) -> Drawn<DB> {
        let style = pen.colour.mix(opacity).stroke_width(thickness(pen.width));
        for part in dashed(points, pen.dashes) {
            if part.len() > 1 {
                let whole: Vec<_> = part.iter().map(|&(x, y)| point(x, y)).collect();
                self.area.draw(&PathElement::new(whole, style))?;
            }
        }
        Ok(())
    }

    /// A filled shape.
    pub(super) fn fill(&self, points: &[(f64, f64)], colour: RGBColor, opacity: f64) -> Drawn<DB> {
        let whole: Vec<_> = points.iter().map(|&(x, y)| point(x, y)).collect();
        self.area
            .draw(&Polygon::new(whole, colour.mix(opacity).filled()))
    }

    /// A filled rectangle.
    pub(super) fn block(&self, rect: Rect, colour: RGBColor, opacity: f64) -> Drawn<DB> {
        let corners = [point(rect.left, rect.top), point(rect.right, rect.bottom)];
        self.area
            .draw(&Rectangle::new(corners, colour.mix(opacity).filled()))
    }

    /// A mark whose shape tells the series: circle, diamond, triangle, square.
    pub(super) fn mark(&self, x: f64, y: f64, series: usize, size: f64) -> Drawn<DB> {
        let colour = Pen::of_series(series).colour;
        let (side, tall) = (size * 0.9, size * 1.2);
        match series % 4 {
            0 => self.disc(x, y, size, colour),
            1 => {
                let corners = [(x, y - tall), (x + tall, y), (x, y + tall), (x - tall, y)];
                self.fill(&corners, colour, 1.0)
            }
            2 => {
                let corners = [(x, y - tall), (x + tall, y + side), (x - tall, y + side)];
                self.fill(&corners, colour, 1.0)
            }
            _ => {
                let (left, right) = (x - side, x + side);
                self.block(
                    Rect {
                        left,
                        top: y - side,
                        right,
                        bottom: y + side,
                    },
                    colour,
                    1.0,
                )
            }
        }
    }

    /// A filled disc.
    pub(super) fn disc(&self, x: f64, y: f64, size: f64, colour: RGBColor) -> Drawn<DB> {
        let style = colour.filled();
        self.area
            .draw(&Circle::new(point(x, y), thickness(size), style))
    }

    /// Words on a white ground, so that they can be read over lines.
    pub(super) fn label(&self, x: f64, y: f64, text: &str, style: Type) -> Drawn<DB> {
        let width = self.width_of(text, style)?;
        let left = match style.anchor {
            Anchor::Left => x,
            Anchor::Middle => x - width / 2.0,
            Anchor::Right => x - width,
        };
        let half = style.leading() / 2.0;
        let (right, bottom) = (left + width + 3.0, y + half);
        self.block(
            Rect {
                left: left - 3.0,
                top: y - half,
                right,
                bottom,
            },
            WHITE,
            0.82,
        )?;
        self.text(x, y, text, style)
    }
}

/// The strokes of a dashed line; the line itself when it has no dashes.
fn dashed(points: &[(f64, f64)], dashes: &[f64]) -> Vec<Vec<(f64, f64)>> {
    if dashes.is_empty() || dashes.iter().sum::<f64>() <= 0.0 {
        return vec![points.to_vec()];
    }
    let mut parts = Vec::new();
    let mut part: Vec<(f64, f64)> = points.first().copied().into_iter().collect();
    let (mut turn, mut left) = (0_usize, dashes[0]);
    for ends in points.windows(2) {
        let (mut from, to) = (ends[0], ends[1]);
        loop {
            let (wide, high) = (to.0 - from.0, to.1 - from.1);
            let length = (wide * wide + high * high).sqrt();
            let drawn = turn.is_multiple_of(2);
            if length <= left {
                left -= length;
                if drawn {
                    part.push(to);
                }
                break;
            }
            let share = left / length;
            from = (from.0 + wide * share, from.1 + high * share);
            if drawn {
                part.push(from);
                parts.push(std::mem::take(&mut part));
            } else {
                part = vec![from];
            }
            turn += 1;
            left = dashes[turn % dashes.len()].max(0.5);
        }
    }
    parts.push(part);
    parts
}
