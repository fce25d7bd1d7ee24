//! What every picture has around it: title, subtitle, footer; and the axes they share.

use jiff::civil::Date;
use plotters::prelude::DrawingBackend;

use super::canvas::{AXIS, Anchor, Canvas, Drawn, FAINT, HEIGHT, Pen, Rect, SOFT, Type, WIDTH};
use crate::report::Provenance;
use crate::report::figure::Figure;
use crate::report::words;

/// White space at the sides.
pub(super) const MARGIN: f64 = 56.0;

/// Draws title, subtitle and footer; what is left is for the data.
pub(super) fn draw<DB: DrawingBackend>(
    canvas: &Canvas<'_, DB>,
    figure: &Figure,
    provenance: &Provenance,
) -> Drawn<DB, Rect> {
    let width = f64::from(WIDTH) - 2.0 * MARGIN;
    let mut y = 58.0;
    let title = Type::new(38.0).bold();
    for line in canvas.wrapped(&figure.title, title, width)? {
        canvas.text(MARGIN, y, &line, title)?;
        y += title.leading();
    }
    let subtitle = Type::new(25.0).colour(SOFT);
    y += 2.0;
    for line in canvas.wrapped(&figure.subtitle, subtitle, width)? {
        canvas.text(MARGIN, y, &line, subtitle)?;
        y += subtitle.leading();
    }
    let footer = Type::new(19.0).colour(SOFT);
    let mut lines = Vec::new();
    for line in provenance.footer(&figure.interval) {
        lines.extend(canvas.wrapped(&line, footer, width)?);
    }
    let mut foot = f64::from(HEIGHT) - 26.0;
    for line in lines.iter().rev() {
        canvas.text(MARGIN, foot, line, footer)?;
        foot -= footer.leading();
    }
    let rule = [(MARGIN, foot), (f64::from(WIDTH) - MARGIN, foot)];
    canvas.line(&rule, Pen::solid(FAINT, 1.0))?;
    let (left, right) = (MARGIN, f64::from(WIDTH) - MARGIN);
    Ok(Rect {
        left,
        top: y + 4.0,
        right,
        bottom: foot - 22.0,
    })
}

/// A straight scale from zero with round steps.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Scale {
    /// Its upper end, a whole number of steps.
    pub top: f64,
    /// Distance of two ticks.
    pub step: f64,
}

impl Scale {
    /// A scale that reaches `highest` in at most about `ticks` steps of 1, 2 or 5 times a power of
    /// ten; never finer than `finest`.
    pub(super) fn reaching(highest: f64, ticks: f64, finest: f64) -> Self {
        let highest = if highest.is_finite() {
            highest.max(finest * 2.0)
        } else {
            finest * 2.0
        };
        let wanted = highest / ticks;
        let mut step = finest;
        let mut turn = 0_usize;
        while step < wanted {
            step *= [2.0, 2.5, 2.0][turn % 3];
            turn += 1;
        }
        Self {
            top: (highest / step).ceil() * step,
            step,
        }
    }

    /// The ticks from zero to the upper end.
    pub(super) fn ticks(self) -> Vec<f64> {
        let count = (self.top / self.step).round().max(1.0) as usize;
        (0..=count).map(|index| index as f64 * self.step).collect()
    }

    /// A tick in figures.
    pub(super) fn tick_text(self, tick: f64, shares: bool) -> String {
        if shares {
            return format!("{}%", words::number(tick * 100.0, 0));
        }
        let decimals = if self.step >= 0.999 { 0 } else { 1 };
        words::number(tick, decimals)
    }
}

/// First days of months, as many as fit `room` labels between two dates.
pub(super) fn month_ticks(first: Date, last: Date, room: usize) -> Vec<Date> {
    let months = |date: Date| i32::from(date.year()) * 12 + i32::from(date.month()) - 1;
    let day = |month: i32| {
        let (year, month) = (month.div_euclid(12) as i16, month.rem_euclid(12) as i8 + 1);
        Date::new(year, month, 1).ok()
    };
    let every = |step: i32| -> Vec<Date> {
        let all = (months(first)..=months(last)).filter(|month| month.rem_euclid(step) == 0);
        all.filter_map(day)
            .filter(|date| (first..=last).contains(date))
            .collect()
    };
    [1, 2, 3, 6, 12, 24, 60]
        .into_iter()
        .map(every)
        .find(|ticks| ticks.len() <= room.max(2))
        .unwrap_or_else(|| every(120))
}

/// Days from one date to another.
pub(super) fn days_between(from: Date, to: Date) -> f64 {
    f64::from(from.until(to).map_or(0, |span| span.get_days()))
}

/// Horizontal grid lines with their figures at the left of `plot`.
pub(super) fn horizontal_grid<DB: DrawingBackend>(
    canvas: &Canvas<'_, DB>,
    plot: Rect,
    scale: Scale,
    style: Type,
) -> Drawn<DB> {
    for tick in scale.ticks() {
        let y = plot.bottom - tick / scale.top * plot.height();
        let pen = if tick > 0.0 {
            Pen::solid(FAINT, 1.0)
        } else {
            Pen::solid(AXIS, 1.5)
        };
        canvas.line(&[(plot.left, y), (plot.right, y)], pen)?;
        let text = scale.tick_text(tick, false);
        canvas.text(plot.left - 10.0, y, &text, style.anchor(Anchor::Right))?;
    }
    Ok(())
}

/// Vertical grid lines with their figures below `plot`.
pub(super) fn vertical_grid<DB: DrawingBackend>(
    canvas: &Canvas<'_, DB>,
    plot: Rect,
    scale: Scale,
    shares: bool,
    style: Type,
) -> Drawn<DB> {
    for tick in scale.ticks() {
        let x = plot.left + tick / scale.top * plot.width();
        let pen = if tick > 0.0 {
            Pen::solid(FAINT, 1.0)
        } else {
            Pen::solid(AXIS, 1.5)
        };
        canvas.line(&[(x, plot.top), (x, plot.bottom)], pen)?;
        let text = scale.tick_text(tick, shares);
        canvas.text(x, plot.bottom + 20.0, &text, style.anchor(Anchor::Middle))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn scales_are_round() {
        let scale = Scale::reaching(1850.0, 5.0, 1.0);
        assert_eq!(
            scale,
            Scale {
                top: 2000.0,
                step: 500.0
            }
        );
        assert_eq!(
            Scale::reaching(0.0, 5.0, 1.0),
            Scale {
                top: 2.0,
                step: 1.0
            }
        );
        assert_eq!(Scale::reaching(12.0, 5.0, 1.0).ticks().len(), 4);
    }

    #[test]
    fn month_ticks_are_first_days_and_fit() {
        let ticks = month_ticks(date(2009, 11, 16), date(2010, 5, 14), 8);
        assert_eq!(ticks.first(), Some(&date(2009, 12, 1)));
        assert_eq!(ticks.len(), 6);
        assert!(month_ticks(date(2009, 4, 1), date(2012, 4, 1), 6).len() <= 7);
        assert!((days_between(date(2009, 12, 25), date(2010, 3, 1)) - 66.0).abs() < 1e-9);
    }
}
