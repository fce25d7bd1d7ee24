//! What a distribution is in words, and whether its parameters make sense.

use super::Dist;

/// The largest mean of a count whose search is worth its time.
const LARGEST_POISSON_MEAN: f64 = 1e9;

impl Dist {
    /// The distribution in plain words, without units: for example `exponential, mean 12.5`.
    #[must_use]
    pub fn describe(&self) -> String {
        match self {
            Dist::Constant(value) => format!("always {value}"),
            Dist::Uniform { low, high } => format!("anything from {low} to {high} alike"),
            Dist::Triangular { low, mode, high } => {
                format!("triangular, from {low} to {high}, most often {mode}")
            }
            Dist::Exponential { mean } => format!("exponential, mean {mean}"),
            Dist::Erlang { shape, mean } => format!("Erlang of {shape} stages, mean {mean}"),
            Dist::Gamma { shape, mean } => format!("gamma, shape {shape}, mean {mean}"),
            Dist::Lognormal { mean, cv } => {
                format!("lognormal, mean {mean}, coefficient of variation {cv}")
            }
            Dist::Weibull { shape, scale } => format!("Weibull, shape {shape}, scale {scale}"),
            Dist::Bands { edges, shares } => {
                let band =
                    |(e, s): (&[f64], &f64)| format!("{} from {} to {}", part(*s), e[0], e[1]);
                list(edges.windows(2).zip(shares).map(band))
            }
            Dist::Discrete { values, shares } => list(
                values
                    .iter()
                    .zip(shares)
                    .map(|(v, s)| format!("{v} in {}", part(*s))),
            ),
            Dist::Geometric { p } => format!("number of tries, each the last with chance {p}"),
            Dist::Poisson { mean } => format!("Poisson count, mean {mean}"),
            Dist::Mixture(parts) => list(
                parts
                    .iter()
                    .map(|(w, d)| format!("in {}: {}", part(*w), d.describe())),
            ),
            Dist::Rounded(inner) => {
                format!(
                    "{}, to the nearest whole number, at least 1",
                    inner.describe()
                )
            }
        }
    }

    /// Whether the parameters make sense.
    ///
    /// # Errors
    ///
    /// Says in a sentence what is wrong: a parameter that is not a finite number, is not positive
    /// or is out of order, or shares that do not add up to 1 (within 1e-9).
    pub fn check(&self) -> Result<(), String> {
        match self {
            Dist::Constant(value) => finite("the value", *value),
            Dist::Uniform { low, high } => rising(&[*low, *high], "low and high"),
            Dist::Triangular { low, mode, high } => {
                rising(&[*low, *high], "low and high")?;
                finite("mode", *mode)?;
                demand(low <= mode && mode <= high, || {
                    format!("mode {mode} must be between low {low} and high {high}")
                })
            }
            Dist::Exponential { mean } => positive("mean", *mean),
            Dist::Erlang { shape, mean } => {
                demand(*shape > 0, || "shape must be at least 1".into())?;
                positive("mean", *mean)
            }
            Dist::Gamma { shape, mean } => {
                positive("shape", *shape)?;
                positive("mean", *mean)
            }
            Dist::Lognormal { mean, cv } => {
                positive("mean", *mean)?;
                positive("cv", *cv)
            }
            Dist::Weibull { shape, scale } => {
                positive("shape", *shape)?;
                positive("scale", *scale)
            }
            Dist::Bands {
                edges,
                shares: list,
            } => {
                rising(edges, "edges")?;
                demand(edges.len() == list.len() + 1, || {
                    format!(
                        "{} shares need {} edges, not {}",
                        list.len(),
                        list.len() + 1,
                        edges.len()
                    )
                })?;
                shares(list)
            }
            Dist::Discrete {
                values,
                shares: list,
            } => {
                rising(values, "values")?;
                demand(values.len() == list.len(), || {
                    format!("{} values but {} shares", values.len(), list.len())
                })?;
                shares(list)
            }
            Dist::Geometric { p } => {
                positive("p", *p)?;
                demand(*p <= 1.0, || format!("p is a probability, not {p}"))
            }
            Dist::Poisson { mean } => demand((0.0..=LARGEST_POISSON_MEAN).contains(mean), || {
                format!("mean must be from 0 to {LARGEST_POISSON_MEAN}, not {mean}")
            }),
            Dist::Mixture(parts) => {
                shares(&parts.iter().map(|part| part.0).collect::<Vec<_>>())?;
                let name = |i: usize, why: String| format!("part {}: {why}", i + 1);
                parts
                    .iter()
                    .enumerate()
                    .try_for_each(|(i, d)| d.1.check().map_err(|e| name(i, e)))
            }
            Dist::Rounded(inner) => inner.check(),
        }
    }
}

fn part(share: f64) -> String {
    // To a hundredth of a per cent, and no more zeros than needed.
    format!("{} %", libm::round(share * 1e4) / 1e2)
}

fn list(items: impl Iterator<Item = String>) -> String {
    items.collect::<Vec<_>>().join("; ")
}

fn demand(holds: bool, why: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(why()) }
}

fn finite(name: &str, x: f64) -> Result<(), String> {
    demand(x.is_finite(), || {
        format!("{name} must be a finite number, not {x}")
    })
}

fn positive(name: &str, x: f64) -> Result<(), String> {
    finite(name, x)?;
    demand(x > 0.0, || {
        format!("{name} must be more than zero, not {x}")
    })
}

fn rising(list: &[f64], name: &str) -> Result<(), String> {
    list.iter().try_for_each(|&x| finite(name, x))?;
    match list.windows(2).find(|pair| pair[0] >= pair[1]) {
        Some(pair) => Err(format!(
            "{name} must rise, but {} is followed by {}",
            pair[0], pair[1]
        )),
        None => Ok(()),
    }
}

fn shares(list: &[f64]) -> Result<(), String> {
    for &share in list {
        demand(share >= 0.0 && share.is_finite(), || {
            format!("a share must be a number from 0 to 1, not {share}")
        })?;
    }
    let sum: f64 = list.iter().sum();
    demand((sum - 1.0).abs() <= 1e-9, || {
        format!("shares must add up to 1, not {sum}")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::draws::Draws;

    fn rounded(dist: Dist) -> Dist {
        Dist::Rounded(Box::new(dist))
    }

    /// Each is refused with a word about why, and none panics when it is used all the same.
    fn refuses(cases: Vec<(Dist, &str)>) {
        for (dist, word) in cases {
            let why = dist.check().unwrap_err();
            assert!(why.contains(word), "{dist:?}: {why}");
            // Still no panic, whatever comes out.
            let mut keyed = Draws::new(1, 1).at(1, 1, 1);
            let _ = (
                dist.mean(),
                dist.variance(),
                dist.describe(),
                dist.sample(&mut keyed),
            );
        }
    }

    #[test]
    fn parameters_without_sense_are_refused() {
        refuses(vec![
            (Dist::Constant(f64::NAN), "finite"),
            (
                Dist::Uniform {
                    low: 2.0,
                    high: 2.0,
                },
                "rise",
            ),
            (
                Dist::Triangular {
                    low: 1.0,
                    mode: 7.0,
                    high: 6.0,
                },
                "mode 7",
            ),
            (Dist::Exponential { mean: 0.0 }, "more than zero"),
            (
                Dist::Erlang {
                    shape: 0,
                    mean: 1.0,
                },
                "shape",
            ),
            (
                Dist::Gamma {
                    shape: -1.0,
                    mean: 1.0,
                },
                "shape",
            ),
            (Dist::Lognormal { mean: 1.0, cv: 0.0 }, "cv"),
            (
                Dist::Weibull {
                    shape: 1.0,
                    scale: f64::INFINITY,
                },
                "scale",
            ),
        ]);
    }

    #[test]
    fn lists_without_sense_are_refused() {
        let lists = |edges: &[f64], shares: &[f64]| Dist::Bands {
            edges: edges.to_vec(),
            shares: shares.to_vec(),
        };
        refuses(vec![
            (lists(&[0.0, 1.0], &[0.5, 0.5]), "3 edges"),
            (lists(&[0.0, 1.0, 2.0], &[0.5, 0.6]), "add up"),
            (lists(&[0.0, 1.0, 2.0], &[1.5, -0.5]), "0 to 1"),
            (lists(&[0.0], &[]), "add up"),
            (
                Dist::Discrete {
                    values: vec![2.0, 1.0],
                    shares: vec![0.5, 0.5],
                },
                "rise",
            ),
            (
                Dist::Discrete {
                    values: vec![1.0],
                    shares: vec![0.5, 0.5],
                },
                "1 values",
            ),
            (Dist::Geometric { p: 1.1 }, "probability"),
            (Dist::Poisson { mean: -1.0 }, "mean"),
            (Dist::Mixture(vec![]), "add up"),
            (
                Dist::Mixture(vec![(1.0, Dist::Constant(f64::INFINITY))]),
                "part 1",
            ),
            (rounded(Dist::Exponential { mean: -2.0 }), "more than zero"),
        ]);
    }

    #[test]
    fn words_for_people() {
        for (dist, words) in [
            (Dist::Exponential { mean: 12.5 }, "exponential, mean 12.5"),
            (
                Dist::Mixture(vec![
                    (0.25, Dist::Constant(1.0)),
                    (0.75, Dist::Poisson { mean: 2.0 }),
                ]),
                "in 25 %: always 1; in 75 %: Poisson count, mean 2",
            ),
            (
                rounded(Dist::Gamma {
                    shape: 2.0,
                    mean: 12.0,
                }),
                "gamma, shape 2, mean 12, to the nearest whole number, at least 1",
            ),
        ] {
            assert_eq!(dist.describe(), words);
        }
    }
}
