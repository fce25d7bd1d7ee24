//! Means, variances and survival functions.

use super::normal::gamma_survival;
use super::{Dist, normal_cdf};

impl Dist {
    /// The mean.
    #[must_use]
    pub fn mean(&self) -> f64 {
        match self {
            Dist::Constant(value) => *value,
            Dist::Uniform { low, high } => 0.5 * (low + high),
            Dist::Triangular { low, mode, high } => (low + mode + high) / 3.0,
            Dist::Exponential { mean }
            | Dist::Erlang { mean, .. }
            | Dist::Gamma { mean, .. }
            | Dist::Lognormal { mean, .. }
            | Dist::Poisson { mean } => *mean,
            Dist::Weibull { shape, scale } => scale * libm::tgamma(1.0 + 1.0 / shape),
            Dist::Bands { edges, shares } => edges
                .windows(2)
                .zip(shares)
                .map(|(e, s)| s * 0.5 * (e[0] + e[1]))
                .sum(),
            Dist::Discrete { values, shares } => {
                values.iter().zip(shares).map(|(v, s)| v * s).sum()
            }
            Dist::Geometric { p } => 1.0 / p,
            Dist::Mixture(parts) => parts.iter().map(|(w, d)| w * d.mean()).sum(),
            Dist::Rounded(inner) => count_moments(inner).0,
        }
    }

    /// The variance, in the unit of the variate squared.
    #[must_use]
    pub fn variance(&self) -> f64 {
        let square = |x: f64| x * x;
        match self {
            Dist::Constant(_) => 0.0,
            Dist::Uniform { low, high } => square(high - low) / 12.0,
            Dist::Triangular { low, mode, high } => {
                let (a, b) = (mode - low, high - low);
                (a * a + b * b - a * b) / 18.0
            }
            Dist::Exponential { mean } => mean * mean,
            Dist::Erlang { shape, mean } => mean * mean / f64::from(*shape),
            Dist::Gamma { shape, mean } => mean * mean / shape,
            Dist::Lognormal { mean, cv } => square(mean * cv),
            Dist::Weibull { shape, scale } => {
                let first = libm::tgamma(1.0 + 1.0 / shape);
                scale * scale * (libm::tgamma(1.0 + 2.0 / shape) - first * first)
            }
            Dist::Bands { edges, shares } => {
                let mean = self.mean();
                let band =
                    |e: &[f64]| square(e[1] - e[0]) / 12.0 + square(0.5 * (e[0] + e[1]) - mean);
                edges.windows(2).zip(shares).map(|(e, s)| s * band(e)).sum()
            }
            Dist::Discrete { values, shares } => {
                let mean = self.mean();
                values
                    .iter()
                    .zip(shares)
                    .map(|(v, s)| s * square(v - mean))
                    .sum()
            }
            Dist::Geometric { p } => (1.0 - p) / (p * p),
            Dist::Poisson { mean } => *mean,
            Dist::Mixture(parts) => {
                let mean = self.mean();
                parts
                    .iter()
                    .map(|(w, d)| w * (d.variance() + square(d.mean() - mean)))
                    .sum()
            }
            Dist::Rounded(inner) => count_moments(inner).1,
        }
    }

    /// The share of variates that exceed `x`. Every family has one; `None` is for an `x` that is
    /// not a number.
    #[must_use]
    pub fn survival(&self, x: f64) -> Option<f64> {
        if x.is_nan() {
            return None;
        }
        let share = match self {
            Dist::Constant(value) => f64::from(u8::from(*value > x)),
            Dist::Uniform { low, high } => 1.0 - reached(x, *low, *high),
            Dist::Triangular { low, mode, high } => triangular_survival(*low, *mode, *high, x),
            Dist::Exponential { mean } => libm::exp(-x.max(0.0) / mean),
            Dist::Erlang { shape, mean } => {
                let shape = f64::from(*shape);
                gamma_survival(shape, x * shape / mean)
            }
            Dist::Gamma { shape, mean } => gamma_survival(*shape, x * shape / mean),
            Dist::Lognormal { mean, cv } => {
                let variance = libm::log1p(cv * cv);
                let z = (libm::log(x.max(0.0) / mean) + 0.5 * variance) / libm::sqrt(variance);
                normal_cdf(-z)
            }
            Dist::Weibull { shape, scale } => libm::exp(-libm::pow(x.max(0.0) / scale, *shape)),
            Dist::Bands { edges, shares } => {
                let above = |(e, s): (&[f64], &f64)| s * (1.0 - reached(x, e[0], e[1]));
                edges.windows(2).zip(shares).map(above).sum()
            }
            Dist::Discrete { values, shares } => values
                .iter()
                .zip(shares)
                .filter(|(v, _)| **v > x)
                .map(|(_, s)| s)
                .sum(),
            Dist::Geometric { p } => libm::pow(1.0 - p, libm::floor(x).max(0.0)),
            // More than n arrivals before time `mean`: the (n + 1)-th comes before it.
            Dist::Poisson { mean } if x >= 0.0 => 1.0 - gamma_survival(libm::floor(x) + 1.0, *mean),
            Dist::Poisson { .. } => 1.0,
            Dist::Mixture(parts) => {
                let mut sum = 0.0;
                for (weight, part) in parts {
                    sum += weight * part.survival(x)?;
                }
                sum
            }
            Dist::Rounded(inner) if x >= 1.0 => share_of_count(inner, libm::floor(x) + 1.0)?,
            Dist::Rounded(_) => 1.0,
        };
        Some(share)
    }
}

/// How much of the way from `low` to `high` has been made at `x`.
fn reached(x: f64, low: f64, high: f64) -> f64 {
    if x < low {
        0.0
    } else if x >= high {
        1.0
    } else {
        (x - low) / (high - low)
    }
}

fn triangular_survival(low: f64, mode: f64, high: f64, x: f64) -> f64 {
    if x <= low {
        1.0
    } else if x >= high {
        0.0
    } else if x < mode {
        1.0 - (x - low) * (x - low) / ((high - low) * (mode - low))
    } else {
        (high - x) * (high - x) / ((high - low) * (high - mode))
    }
}

/// The share of variates that round to `count` or more, for a `count` of 2 or more.
fn share_of_count(inner: &Dist, count: f64) -> Option<f64> {
    // A tie rounds to even, so an even count includes its lower edge and an odd one does not;
    // the float just below the edge stands for "at least".
    let edge = count - 0.5;
    let even = libm::fmod(count, 2.0) == 0.0;
    inner.survival(if even { edge.next_down() } else { edge })
}

/// Mean and variance of a rounded variate, from the sums of its survival function.
///
/// Beyond 1,024 the sums go in blocks of a 256th, each for its middle.
fn count_moments(inner: &Dist) -> (f64, f64) {
    let (mut first, mut second) = (1.0, 1.0);
    let mut count: f64 = 2.0;
    loop {
        let block = libm::floor(count / 256.0).clamp(1.0, 1e12);
        let block = if count < 1_024.0 { 1.0 } else { block };
        let middle = count + libm::floor(0.5 * block);
        let Some(share) = share_of_count(inner, middle) else {
            break;
        };
        first += block * share;
        second += block * (2.0 * middle - 1.0) * share;
        if share <= 1e-18 || count > 1e15 {
            break;
        }
        count += block;
    }
    (first, second - first * first)
}
