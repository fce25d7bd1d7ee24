//! Estimates over replications, each with an honest standard error.
//!
//! A mean has the usual one. A ratio of means, a standard deviation, a variance, a dispersion and
//! a correlation are smooth functions of means, and have the jackknife's: each replication is left
//! out in turn (Efron & Stein 1981; for the variance this is the fourth-moment formula). A quantile
//! has the binomial interval of order statistics, whatever the distribution. A mean that is
//! controlled by another output of known mean has the standard error of the regression (Lavenberg
//! & Welch 1981).

use super::case::Across;
use crate::statistics::{Summary, quantile_interval, quantile_of, student_t_quantile};

/// Level of the intervals.
pub const LEVEL: f64 = 0.95;

/// What the replications say about one output.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The estimate.
    pub value: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// Half-width of its 95 % interval.
    pub half_width: f64,
    /// Replications.
    pub replications: usize,
}

/// One number of every replication, and perhaps a second.
#[derive(Clone, Copy, Debug)]
pub struct Sample<'a> {
    /// The number.
    pub x: &'a [f64],
    /// The second number: divisor, other side of a correlation, or control.
    pub y: &'a [f64],
}

/// A statistic over replications; `None` where there are too few for it.
pub fn across(statistic: Across, sample: Sample<'_>) -> Option<Estimate> {
    match statistic {
        Across::Mean => mean(sample.x),
        Across::Quantile(p) => quantile(sample.x, p),
        Across::Sd => jackknife(sample, |m| Some(libm::sqrt(m.variance_x()?))),
        Across::Variance => jackknife(sample, Moments::variance_x),
        Across::Dispersion => jackknife(sample, |m| Some(m.variance_x()? / m.mean_x())),
        Across::Correlation => jackknife(sample, Moments::correlation),
    }
}

/// The mean of one number over the mean of another.
pub fn ratio(sample: Sample<'_>) -> Option<Estimate> {
    jackknife(sample, |m| {
        let under = m.mean_y();
        (under != 0.0).then(|| m.mean_x() / under)
    })
}

fn mean(x: &[f64]) -> Option<Estimate> {
    let summary = Summary::of(x);
    Some(Estimate {
        value: summary.mean()?,
        standard_error: summary.standard_error()?,
        half_width: summary.half_width(LEVEL)?,
        replications: summary.n(),
    })
}

/// The mean of `x` controlled by `y`, whose true mean is `known`: the regression's value there.
pub fn controlled(sample: Sample<'_>, known: f64) -> Option<Estimate> {
    let m = Moments::of(sample)?;
    if m.n < 4.0 || m.syy <= 0.0 {
        return mean(sample.x);
    }
    let slope = m.sxy / m.syy;
    let off = m.mean_y() - known;
    let residual = (m.sxx - slope * m.sxy).max(0.0) / (m.n - 2.0);
    let standard_error = libm::sqrt(residual * (1.0 / m.n + off * off / m.syy));
    let degrees = sample.x.len() - 2;
    Some(Estimate {
        value: m.mean_x() - slope * off,
        standard_error,
        half_width: student_t_quantile(degrees, 0.5 + LEVEL / 2.0)? * standard_error,
        replications: sample.x.len(),
    })
}

fn quantile(x: &[f64], p: f64) -> Option<Estimate> {
    let mut values = x.to_vec();
    let value = quantile_of(&mut values, p)?;
    let interval = quantile_interval(&mut values, p, LEVEL)?;
    let half_width = (interval.upper - interval.lower) / 2.0;
    // The normal quantile turns the interval into the standard error that would give it.
    let wide = student_t_quantile(1_000_000, 0.5 + LEVEL / 2.0)?;
    Some(Estimate {
        value,
        standard_error: half_width / wide,
        half_width,
        replications: x.len(),
    })
}

/// Means and sums of squares of deviations of two numbers over replications.
#[derive(Clone, Copy, Debug)]
struct Moments {
    n: f64,
    /// Centres that were taken off before summing; means are shifted back by them.
    centre: [f64; 2],
    /// Means of what is left.
    left: [f64; 2],
    sxx: f64,
    syy: f64,
    sxy: f64,
}

impl Moments {
    fn of(sample: Sample<'_>) -> Option<Self> {
        let n = sample.x.len();
        if n < 3 {
            return None;
        }
        let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len().max(1) as f64;
        let centre = [mean(sample.x), mean(sample.y)];
        let mut moments = Moments {
            n: n as f64,
            centre,
            left: [0.0; 2],
            sxx: 0.0,
            syy: 0.0,
            sxy: 0.0,
        };
        for (index, x) in sample.x.iter().enumerate() {
            let dx = x - centre[0];
            let dy = sample.y.get(index).map_or(0.0, |y| y - centre[1]);
            moments.sxx += dx * dx;
            moments.syy += dy * dy;
            moments.sxy += dx * dy;
        }
        Some(moments)
    }

    /// The moments without one replication, whose deviations from the centres are given.
    fn without(&self, dx: f64, dy: f64) -> Self {
        let (n, rest) = (self.n, self.n - 1.0);
        let grow = n / rest;
        Moments {
            n: rest,
            centre: self.centre,
            left: [-dx / rest, -dy / rest],
            sxx: self.sxx - dx * dx * grow,
            syy: self.syy - dy * dy * grow,
            sxy: self.sxy - dx * dy * grow,
        }
    }

    fn mean_x(&self) -> f64 {
        self.centre[0] + self.left[0]
    }

    fn mean_y(&self) -> f64 {
        self.centre[1] + self.left[1]
    }

    fn variance_x(&self) -> Option<f64> {
        (self.n > 1.0).then(|| self.sxx.max(0.0) / (self.n - 1.0))
    }

    fn correlation(&self) -> Option<f64> {
        let spread = libm::sqrt(self.sxx.max(0.0) * self.syy.max(0.0));
        (spread > 0.0).then(|| self.sxy / spread)
    }
}

fn jackknife(sample: Sample<'_>, statistic: impl Fn(&Moments) -> Option<f64>) -> Option<Estimate> {
    let moments = Moments::of(sample)?;
    let value = statistic(&moments)?;
    let mut left_out = Vec::with_capacity(sample.x.len());
    for (index, x) in sample.x.iter().enumerate() {
        let dx = x - moments.centre[0];
        let dy = sample.y.get(index).map_or(0.0, |y| y - moments.centre[1]);
        left_out.push(statistic(&moments.without(dx, dy))?);
    }
    let n = moments.n;
    let centre = left_out.iter().sum::<f64>() / n;
    let squares: f64 = left_out.iter().map(|v| (v - centre) * (v - centre)).sum();
    let standard_error = libm::sqrt(squares * (n - 1.0) / n);
    let t = student_t_quantile(sample.x.len() - 1, 0.5 + LEVEL / 2.0)?;
    Some(Estimate {
        value,
        standard_error,
        half_width: t * standard_error,
        replications: sample.x.len(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Dist, Draws};

    /// Draws of one distribution, all alike and independent.
    fn drawn(dist: &Dist, seed: u64, n: u32) -> Vec<f64> {
        let draws = Draws::new(seed, 0);
        (0..n)
            .map(|i| dist.sample(&mut draws.at(7, 1, i)))
            .collect()
    }

    fn close(found: f64, wanted: f64, within: f64) {
        assert!(
            (found / wanted - 1.0).abs() < within,
            "{found} for {wanted}"
        );
    }

    #[test]
    fn the_jackknife_of_the_variance_is_the_fourth_moment_formula() {
        let x = drawn(&Dist::Exponential { mean: 2.0 }, 1, 20_000);
        let sample = Sample { x: &x, y: &[] };
        let found = across(Across::Variance, sample).expect("enough");
        // Variance of the sample variance of an exponential: (9 - 1) sd^4 / n.
        close(found.standard_error, libm::sqrt(8.0 / 20_000.0) * 4.0, 0.2);
        let sd = across(Across::Sd, sample).expect("enough");
        close(sd.value * sd.value, found.value, 1e-12);
        close(
            sd.standard_error,
            found.standard_error / (2.0 * sd.value),
            0.01,
        );
    }

    #[test]
    fn a_ratio_of_means_has_the_error_of_the_delta_method() {
        let x = drawn(&Dist::Exponential { mean: 3.0 }, 2, 10_000);
        let y = drawn(&Dist::Exponential { mean: 2.0 }, 3, 10_000);
        let found = ratio(Sample { x: &x, y: &y }).expect("enough");
        close(found.value, 1.5, 0.05);
        // Relative variances of independent means add: 2 / n here.
        close(found.standard_error, 1.5 * libm::sqrt(2.0 / 10_000.0), 0.1);
    }

    #[test]
    fn jackknife_intervals_cover_the_truth() {
        let mut covered = 0;
        for repetition in 0..400 {
            let x = drawn(&Dist::Exponential { mean: 1.0 }, 100 + repetition, 400);
            let sample = Sample { x: &x, y: &[] };
            let found = across(Across::Sd, sample).expect("enough");
            covered += u32::from((found.value - 1.0).abs() <= found.half_width);
        }
        assert!((348..=396).contains(&covered), "{covered} of 400");
    }

    #[test]
    fn a_control_takes_out_what_it_explains_and_no_more() {
        let y = drawn(&Dist::Exponential { mean: 1.0 }, 5, 2_000);
        let noise = drawn(
            &Dist::Uniform {
                low: -0.1,
                high: 0.1,
            },
            6,
            2_000,
        );
        let x: Vec<f64> = y.iter().zip(&noise).map(|(y, e)| 3.0 * y + e).collect();
        let plain = mean(&x).expect("enough");
        let found = controlled(Sample { x: &x, y: &y }, 1.0).expect("enough");
        assert!(found.half_width < 0.05 * plain.half_width);
        assert!((found.value - 3.0).abs() < 4.0 * found.standard_error);
        // A control of the wrong mean is not believed to be right.
        let wrong = controlled(Sample { x: &x, y: &y }, 1.05).expect("enough");
        assert!((wrong.value - 3.0).abs() > 4.0 * wrong.standard_error);
    }

    #[test]
    fn the_interval_of_a_quantile_comes_from_order_statistics() {
        let x = drawn(
            &Dist::Uniform {
                low: 0.0,
                high: 1.0,
            },
            8,
            10_000,
        );
        let sample = Sample { x: &x, y: &[] };
        let found = across(Across::Quantile(0.9), sample).expect("enough");
        assert!((found.value - 0.9).abs() < 0.012);
        close(found.standard_error, 0.003, 0.25);
    }

    #[test]
    fn equal_numbers_have_no_spread() {
        let sample = Sample {
            x: &[2.0; 100],
            y: &[],
        };
        let found = across(Across::Mean, sample).expect("enough");
        assert_eq!((found.value, found.standard_error), (2.0, 0.0));
        assert_eq!(across(Across::Correlation, sample), None);
    }
}
