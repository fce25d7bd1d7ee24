//! An axis from any number to any other, with round steps.

use plotters::prelude::DrawingBackend;

use super::canvas::{AXIS, Anchor, Canvas, Drawn, FAINT, Pen, Rect, SOFT, Type};
use crate::report::words;

/// An axis over some figures, whether drawn across or upwards.
pub(super) struct Ruler {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    step: f64,
    shares: bool,
}

impl Ruler {
    /// An axis that reaches over all of `values` in about `ticks` steps. From zero on, unless they
    /// lie far from it.
    pub(super) fn over(values: impl Iterator<Item = f64>, ticks: f64, shares: bool) -> Self {
        let mut whole = !shares;
        let ends = values.filter(|value| value.is_finite());
        let (mut low, mut high) = ends.fold((f64::INFINITY, f64::NEG_INFINITY), |ends, value| {
            whole &= value.fract() == 0.0;
            (ends.0.min(value), ends.1.max(value))
        });
        if low > high {
            (low, high) = (0.0, 1.0);
        }
        if low > 0.0 && low < high * 0.5 {
            low = 0.0;
        }
        if high < 0.0 && high > low * 0.5 {
            high = 0.0;
        }
        let reach = if high > low {
            high - low
        } else {
            high.abs().max(1.0) * 0.2
        };
        if high <= low {
            // What is never below nothing gets no axis below nothing.
            let least = if low >= 0.0 { 0.0 } else { f64::NEG_INFINITY };
            (low, high) = ((low - reach / 2.0).max(least), high + reach / 2.0);
        }
        let (mut step, mut turn) = (libm::pow(10.0, libm::floor(libm::log10(reach / ticks))), 0);
        while step < reach / ticks {
            step *= [2.0, 2.5, 2.0][turn % 3];
            turn += 1;
        }
        if whole {
            step = step.max(1.0);
        }
        Self {
            low: libm::floor(low / step + 1e-9) * step,
            high: libm::ceil(high / step - 1e-9) * step,
            step,
            shares,
        }
    }

    /// Where a value lies, from 0 to 1.
    pub(super) fn at(&self, value: f64) -> f64 {
        (value - self.low) / (self.high - self.low)
    }

    fn ticks(&self) -> Vec<f64> {
        let first = libm::round(self.low / self.step) as i64;
        let last = libm::round(self.high / self.step) as i64;
        (first..=last).map(|at| at as f64 * self.step).collect()
    }

    /// A value in figures as fine as the steps.
    pub(super) fn text(&self, value: f64) -> String {
        let (value, step) = match self.shares {
            true => (value * 100.0, self.step * 100.0),
            false => (value, self.step),
        };
        let decimals = (-libm::floor(libm::log10(step) + 1e-9)).clamp(0.0, 6.0) as usize;
        // 2.5 and its like need a place more than their power of ten.
        let rounds = (step * libm::pow(10.0, decimals as f64)).fract();
        let more = usize::from(rounds > 1e-6 && rounds < 1.0 - 1e-6);
        let sign = if self.shares { "%" } else { "" };
        if value.abs() >= 1e6 && step >= 1e5 {
            let fine = usize::from(step < 1e6);
            return format!("{} m", words::number(value / 1e6, fine));
        }
        format!("{}{sign}", words::number(value, decimals + more))
    }

    /// Draws it below `plot`, with grid lines and words.
    pub(super) fn below<DB: DrawingBackend>(
        &self,
        canvas: &Canvas<'_, DB>,
        plot: Rect,
        words: &str,
    ) -> Drawn<DB> {
        let style = Type::new(19.0).colour(SOFT).anchor(Anchor::Middle);
        for tick in self.ticks() {
            let x = plot.left + self.at(tick) * plot.width();
            canvas.line(&[(x, plot.top), (x, plot.bottom)], self.pen(tick))?;
            canvas.text(x, plot.bottom + 20.0, &self.text(tick), style)?;
        }
        let middle = (plot.left + plot.right) / 2.0;
        canvas.text(middle, plot.bottom + 50.0, words, style)
    }

    /// Draws it at the left of `plot`, with grid lines and words above.
    pub(super) fn beside<DB: DrawingBackend>(
        &self,
        canvas: &Canvas<'_, DB>,
        plot: Rect,
        words: &str,
    ) -> Drawn<DB> {
        let style = Type::new(19.0).colour(SOFT);
        for tick in self.ticks() {
            let y = plot.bottom - self.at(tick) * plot.height();
            canvas.line(&[(plot.left, y), (plot.right, y)], self.pen(tick))?;
            let right = style.anchor(Anchor::Right);
            canvas.text(plot.left - 10.0, y, &self.text(tick), right)?;
        }
        canvas.text(plot.left - 90.0, plot.top - 26.0, words, style)
    }

    fn pen(&self, tick: f64) -> Pen {
        match tick.abs() < self.step / 2.0 {
            true => Pen::solid(AXIS, 2.0),
            false => Pen::solid(FAINT, 1.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_round_and_hold_everything() {
        let ruler = Ruler::over([3.0, 97.0].into_iter(), 5.0, false);
        assert_eq!(
            (ruler.low, ruler.high, ruler.ticks().len()),
            (0.0, 100.0, 6)
        );
        let ruler = Ruler::over([0.101, 0.104].into_iter(), 5.0, true);
        assert!(ruler.low <= 0.101 && ruler.high >= 0.104);
        assert_eq!(ruler.text(0.102), "10.2%");
        let ruler = Ruler::over([-4.0, 2.0].into_iter(), 6.0, false);
        assert_eq!((ruler.at(ruler.low), ruler.at(ruler.high)), (0.0, 1.0));
        let ruler = Ruler::over([7.0].into_iter(), 5.0, false);
        assert!(ruler.low < 7.0 && ruler.high > 7.0);
        let ruler = Ruler::over([3.1e7, 9.2e7].into_iter(), 5.0, false);
        assert_eq!(ruler.text(4e7), "40 m");
        let ruler = Ruler::over([4.0, 5.0, 7.0].into_iter(), 8.0, false);
        assert_eq!(ruler.ticks(), [4.0, 5.0, 6.0, 7.0]);
        let ruler = Ruler::over([0.0, 0.0].into_iter(), 5.0, false);
        assert_eq!((ruler.low, ruler.high), (0.0, 1.0));
        assert!(Ruler::over(std::iter::empty(), 5.0, false).high > 0.0);
    }
}
