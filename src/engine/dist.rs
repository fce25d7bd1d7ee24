//! Distributions of durations and counts.
//!
//! One uniform number makes one variate, by inversion, wherever there is a closed inverse: then
//! more of the number is more of the variate, and two plans that differ in a parameter stay
//! paired draw by draw. Erlang, gamma and mixtures take more numbers, from the same address, so
//! they disturb nobody else. Parameters and results share one unit, whatever it is.

mod moments;
mod normal;
mod words;

use rand::Rng;

pub use normal::{normal_cdf, normal_quantile};

use super::draws::{Keyed, open_unit};

/// The smallest uniform number that is drawn.
const TINY: f64 = 1.0 / (1u64 << 53) as f64;

/// A distribution and its parameters.
///
/// Whatever is drawn from must have passed [`check`](Dist::check); otherwise results are
/// unspecified numbers, though nothing panics.
#[derive(Clone, Debug, PartialEq)]
pub enum Dist {
    /// Always the same value.
    Constant(f64),
    /// Every value from `low` to `high` alike.
    Uniform {
        /// Lower end.
        low: f64,
        /// Upper end.
        high: f64,
    },
    /// Rising from `low` to `mode` and falling to `high` in straight lines.
    Triangular {
        /// Lower end.
        low: f64,
        /// The most likely value.
        mode: f64,
        /// Upper end.
        high: f64,
    },
    /// Exponential.
    Exponential {
        /// Mean.
        mean: f64,
    },
    /// The sum of `shape` exponentials. Takes `shape` uniform numbers.
    Erlang {
        /// Number of stages.
        shape: u32,
        /// Mean of the sum.
        mean: f64,
    },
    /// Gamma. Sampled by Marsaglia and Tsang's method, which takes a few uniform numbers.
    Gamma {
        /// Shape; the squared coefficient of variation is its inverse.
        shape: f64,
        /// Mean.
        mean: f64,
    },
    /// Lognormal.
    Lognormal {
        /// Mean (of the variate, not of its logarithm).
        mean: f64,
        /// Coefficient of variation: standard deviation over mean.
        cv: f64,
    },
    /// Weibull.
    Weibull {
        /// Shape: below 1 the hazard falls with age, above 1 it rises.
        shape: f64,
        /// Scale: a share of 1/e survives it.
        scale: f64,
    },
    /// A histogram: a share for each band, uniform within it.
    Bands {
        /// Rising edges, one more than there are shares.
        edges: Vec<f64>,
        /// The share of each band; they add up to 1.
        shares: Vec<f64>,
    },
    /// A list of values.
    Discrete {
        /// Rising values.
        values: Vec<f64>,
        /// The share of each value; they add up to 1.
        shares: Vec<f64>,
    },
    /// Number of trials up to the first success: 1, 2, ...
    Geometric {
        /// Probability that a trial succeeds.
        p: f64,
    },
    /// Poisson: a count from 0.
    Poisson {
        /// Mean.
        mean: f64,
    },
    /// One of several distributions, by weight. What is left of the uniform number that chose it
    /// is the first that the component uses.
    Mixture(Vec<(f64, Dist)>),
    /// The nearest whole number (ties to even), at least 1.
    Rounded(Box<Dist>),
}

impl Dist {
    /// Draws a variate from an address of the random numbers.
    #[inline]
    #[must_use]
    pub fn sample(&self, keyed: &mut Keyed) -> f64 {
        let u = keyed.uniform();
        self.draw(u, keyed)
    }

    /// A variate from a first uniform number, and more from `rng` if the family needs them.
    fn draw<R: Rng + ?Sized>(&self, u: f64, rng: &mut R) -> f64 {
        match self {
            Dist::Erlang { shape, mean } => erlang(*shape, u, rng) * (mean / f64::from(*shape)),
            Dist::Gamma { shape, mean } => gamma(*shape, u, rng) * (mean / shape),
            Dist::Mixture(parts) => {
                let weights = parts.iter().map(|part| part.0);
                let (place, within) = locate(weights, u);
                parts
                    .get(place)
                    .map_or(f64::NAN, |part| part.1.draw(within, rng))
            }
            Dist::Rounded(inner) => to_count(inner.draw(u, rng)),
            // 1 - u is exact, and keeps its precision in the upper tail, which matters more.
            closed => closed.value_exceeded_by(1.0 - u).unwrap_or(f64::NAN),
        }
    }

    /// The value below which a share `u` lies, where there is a closed inverse: not for Erlang,
    /// gamma and mixtures, and not for a `u` outside the open interval (0, 1).
    #[must_use]
    pub fn quantile(&self, u: f64) -> Option<f64> {
        if u > 0.0 && u < 1.0 {
            self.value_exceeded_by(1.0 - u)
        } else {
            None
        }
    }

    /// The smallest value that at most a share `v` exceeds: the inverse of the survival function.
    #[inline]
    fn value_exceeded_by(&self, v: f64) -> Option<f64> {
        Some(match self {
            Dist::Constant(value) => *value,
            Dist::Uniform { low, high } => low + (high - low) * (1.0 - v),
            Dist::Triangular { low, mode, high } => {
                let (rise, width) = (mode - low, high - low);
                let u = 1.0 - v;
                if u * width < rise {
                    low + libm::sqrt(u * width * rise)
                } else {
                    high - libm::sqrt(v * width * (high - mode))
                }
            }
            Dist::Exponential { mean } => -mean * libm::log(v),
            Dist::Lognormal { mean, cv } => {
                let variance = libm::log1p(cv * cv);
                mean * libm::exp(-libm::sqrt(variance) * normal_quantile(v) - 0.5 * variance)
            }
            Dist::Weibull { shape, scale } => scale * libm::pow(-libm::log(v), 1.0 / shape),
            Dist::Bands { edges, shares } => {
                let (place, within) = locate(shares.iter().copied(), 1.0 - v);
                let low = *edges.get(place)?;
                low + (edges.get(place + 1)? - low) * within
            }
            Dist::Discrete { values, shares } => {
                *values.get(locate(shares.iter().copied(), 1.0 - v).0)?
            }
            Dist::Geometric { p } => libm::ceil(libm::log(v) / libm::log1p(-p)).max(1.0),
            Dist::Poisson { mean } => poisson(*mean, 1.0 - v),
            Dist::Rounded(inner) => to_count(inner.value_exceeded_by(v)?),
            Dist::Erlang { .. } | Dist::Gamma { .. } | Dist::Mixture(_) => return None,
        })
    }

    /// How much longer something lasts that has already lasted `age`: the variate given that it
    /// exceeds `age`, less `age`.
    ///
    /// It takes one uniform number: its complement is scaled to the share that survives `age` and
    /// then inverted, by search where there is no closed inverse. `None` when nothing survives
    /// `age`, or a share too small to represent; the caller decides what that means (it may let
    /// it end at once, or refuse the age).
    #[must_use]
    pub fn sample_beyond(&self, age: f64, keyed: &mut Keyed) -> Option<f64> {
        let v = 1.0 - keyed.uniform();
        if let Dist::Exponential { mean } = self
            && age >= 0.0
        {
            // It has no memory, and no difference of large numbers need be taken.
            return Some(-mean * libm::log(v));
        }
        let share = self.survival(age)?;
        if share <= f64::MIN_POSITIVE / TINY {
            return None;
        }
        let value = match self.value_exceeded_by(v * share) {
            Some(value) => value,
            None => self.search(v * share)?,
        };
        Some((value - age).max(0.0))
    }

    /// The inverse of the survival function by bisection.
    fn search(&self, v: f64) -> Option<f64> {
        let (mean, mut reach) = (self.mean(), libm::sqrt(self.variance()));
        let (mut low, mut high) = (mean - reach, mean + reach);
        while self.survival(low)? <= v && reach.is_finite() {
            reach *= 2.0;
            low -= reach;
        }
        while self.survival(high)? > v && reach.is_finite() {
            reach *= 2.0;
            high += reach;
        }
        loop {
            let middle = low + (high - low) * 0.5;
            if middle <= low || middle >= high || high - low < 1e-300 {
                return Some(high);
            }
            if self.survival(middle)? <= v {
                high = middle
            } else {
                low = middle
            }
        }
    }

    /// The same distribution of a variate `factor` times as large.
    ///
    /// Counts keep their family and have their mean scaled instead: Poisson, geometric (whose mean
    /// cannot fall below 1) and what is inside [`Dist::Rounded`].
    #[must_use]
    pub fn scaled(&self, factor: f64) -> Dist {
        let all = |list: &[f64]| list.iter().map(|x| x * factor).collect();
        match self {
            Dist::Constant(value) => Dist::Constant(value * factor),
            Dist::Uniform { low, high } => Dist::Uniform {
                low: low * factor,
                high: high * factor,
            },
            Dist::Triangular { low, mode, high } => Dist::Triangular {
                low: low * factor,
                mode: mode * factor,
                high: high * factor,
            },
            Dist::Exponential { mean } => Dist::Exponential {
                mean: mean * factor,
            },
            Dist::Erlang { shape, mean } => Dist::Erlang {
                shape: *shape,
                mean: mean * factor,
            },
            Dist::Gamma { shape, mean } => Dist::Gamma {
                shape: *shape,
                mean: mean * factor,
            },
            Dist::Lognormal { mean, cv } => Dist::Lognormal {
                mean: mean * factor,
                cv: *cv,
            },
            Dist::Weibull { shape, scale } => Dist::Weibull {
                shape: *shape,
                scale: scale * factor,
            },
            Dist::Bands { edges, shares } => Dist::Bands {
                edges: all(edges),
                shares: shares.clone(),
            },
            Dist::Discrete { values, shares } => Dist::Discrete {
                values: all(values),
                shares: shares.clone(),
            },
            Dist::Geometric { p } => Dist::Geometric {
                p: (p / factor).min(1.0),
            },
            Dist::Poisson { mean } => Dist::Poisson {
                mean: mean * factor,
            },
            Dist::Mixture(parts) => {
                Dist::Mixture(parts.iter().map(|(w, d)| (*w, d.scaled(factor))).collect())
            }
            Dist::Rounded(inner) => Dist::Rounded(Box::new(inner.scaled(factor))),
        }
    }
}

/// Draws from any generator, by the same samplers.
impl rand_distr::Distribution<f64> for Dist {
    fn sample<R: Rng + ?Sized>(&self, rng: &mut R) -> f64 {
        let u = open_unit(rng.next_u64());
        self.draw(u, rng)
    }
}

/// Nearest whole number, ties to even, at least 1.
#[inline]
fn to_count(x: f64) -> f64 {
    libm::rint(x).max(1.0)
}

/// Which share `u` falls into, and how far into it as a number in the open interval (0, 1).
///
/// Shares that add up to a little less than 1 leave the rest to the last that is not zero.
#[inline]
fn locate(shares: impl Iterator<Item = f64>, u: f64) -> (usize, f64) {
    let (mut below, mut last) = (0.0, (0, 0.0, 1.0));
    for (place, share) in shares.enumerate() {
        if share > 0.0 {
            last = (place, below, share);
            below += share;
            if u < below {
                break;
            }
        }
    }
    let (place, below, share) = last;
    (place, ((u - below) / share).clamp(TINY, 1.0 - TINY))
}

/// A sum of standard exponentials: minus the logarithm of a product of uniform numbers, taken
/// before it can underflow.
fn erlang<R: Rng + ?Sized>(shape: u32, first: f64, rng: &mut R) -> f64 {
    // The complement of the first, so that more of it is more of the sum.
    let (mut product, mut sum) = (1.0 - first, 0.0);
    for stage in 1..shape {
        product *= open_unit(rng.next_u64());
        if stage % 16 == 0 {
            sum -= libm::log(product);
            product = 1.0;
        }
    }
    sum - libm::log(product)
}

/// A gamma variate of scale 1 (Marsaglia and Tsang 2000), its first normal from `first`.
fn gamma<R: Rng + ?Sized>(shape: f64, first: f64, rng: &mut R) -> f64 {
    // Below shape 1 their method runs for shape + 1, and a power of a uniform brings it back.
    let (effective, boost) = if shape < 1.0 {
        (
            shape + 1.0,
            libm::pow(open_unit(rng.next_u64()), 1.0 / shape),
        )
    } else {
        (shape, 1.0)
    };
    let d = effective - 1.0 / 3.0;
    if d.is_nan() || d <= 0.0 {
        // A shape that `check` refuses would never be accepted below either.
        return f64::NAN;
    }
    let c = 1.0 / libm::sqrt(9.0 * d);
    let mut u = first;
    loop {
        let z = normal_quantile(u);
        let base = 1.0 + c * z;
        if base > 0.0 {
            let cube = base * base * base;
            let test = open_unit(rng.next_u64());
            let square = z * z;
            // The first test saves the logarithms nearly always.
            if test < 1.0 - 0.0331 * square * square
                || libm::log(test) < 0.5 * square + d * (1.0 - cube + libm::log(cube))
            {
                return d * cube * boost;
            }
        }
        u = open_unit(rng.next_u64());
    }
}

/// The Poisson quantile: the smallest count whose cumulated share reaches `u`.
///
/// The search starts at 0 for a small mean and at the mode for a large one, so its cost grows as
/// the square root of the mean.
fn poisson(mean: f64, u: f64) -> f64 {
    let mode = if mean < 20.0 { 0.0 } else { libm::floor(mean) };
    let at_mode = libm::exp(mode * libm::log(mean.max(TINY)) - mean - libm::lgamma(mode + 1.0));
    let (mut share, mut below, mut count) = (at_mode, 0.0, mode);
    while count > 0.0 && share > at_mode * 1e-18 {
        share *= count / mean;
        count -= 1.0;
        below += share;
    }
    let (mut count, mut share) = (mode, at_mode);
    while u <= below && count > 0.0 {
        // `below` is the share of all counts less than `count`.
        share *= count / mean;
        count -= 1.0;
        below -= share;
    }
    // Where the shares vanish in rounding, the cumulated share stops growing and so must this.
    while u > below + share && (count < mean || share > 1e-18) {
        below += share;
        count += 1.0;
        share *= mean / count;
    }
    count
}

#[cfg(test)]
mod tests;
