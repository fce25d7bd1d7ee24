use super::*;
use crate::engine::draws::Draws;
use rand_distr::Distribution;

const NUMBER: u32 = 200_000;

fn boxed(dist: Dist) -> Dist {
    Dist::Rounded(Box::new(dist))
}

/// Some of every family, with parameters of no particular convenience.
fn families() -> Vec<Dist> {
    durations().into_iter().chain(compounds()).collect()
}

/// The families with a density.
fn durations() -> Vec<Dist> {
    vec![
        Dist::Constant(4.25),
        Dist::Uniform {
            low: -2.0,
            high: 5.0,
        },
        Dist::Triangular {
            low: 1.0,
            mode: 2.0,
            high: 6.0,
        },
        Dist::Triangular {
            low: 1.0,
            mode: 1.0,
            high: 6.0,
        },
        Dist::Triangular {
            low: 1.0,
            mode: 6.0,
            high: 6.0,
        },
        Dist::Exponential { mean: 12.5 },
        Dist::Erlang {
            shape: 1,
            mean: 3.0,
        },
        Dist::Erlang {
            shape: 3,
            mean: 7.0,
        },
        Dist::Erlang {
            shape: 40,
            mean: 7.0,
        },
        Dist::Gamma {
            shape: 0.4,
            mean: 2.0,
        },
        Dist::Gamma {
            shape: 2.0,
            mean: 12.0,
        },
        Dist::Gamma {
            shape: 55.5,
            mean: 100.0,
        },
        Dist::Lognormal {
            mean: 30.0,
            cv: 0.8,
        },
        Dist::Weibull {
            shape: 1.7,
            scale: 9.0,
        },
        Dist::Weibull {
            shape: 0.8,
            scale: 9.0,
        },
    ]
}

/// Histograms, counts, and what is made of other distributions.
fn compounds() -> Vec<Dist> {
    let bands = Dist::Bands {
        edges: vec![0.0, 5.0, 10.0, 45.0],
        shares: vec![0.2, 0.0, 0.8],
    };
    let discrete = Dist::Discrete {
        values: vec![-1.0, 2.0, 7.5],
        shares: vec![0.25, 0.5, 0.25],
    };
    vec![
        bands.clone(),
        discrete.clone(),
        Dist::Geometric { p: 0.3 },
        Dist::Geometric { p: 1.0 },
        Dist::Poisson { mean: 0.0 },
        Dist::Poisson { mean: 3.7 },
        Dist::Poisson { mean: 25.5 },
        Dist::Poisson { mean: 4_000.0 },
        Dist::Mixture(vec![
            (0.3, Dist::Constant(1.0)),
            (
                0.5,
                Dist::Gamma {
                    shape: 2.0,
                    mean: 5.0,
                },
            ),
            (0.2, bands),
        ]),
        boxed(Dist::Gamma {
            shape: 2.0,
            mean: 12.0,
        }),
        boxed(Dist::Lognormal { mean: 2.0, cv: 1.0 }),
        boxed(Dist::Lognormal {
            mean: 4_000.0,
            cv: 0.3,
        }),
        boxed(Dist::Uniform {
            low: 0.0,
            high: 3.0,
        }),
        boxed(discrete),
    ]
}

fn variates(dist: &Dist, seed: u64) -> Vec<f64> {
    let draws = Draws::new(seed, 0);
    (0..NUMBER)
        .map(|i| dist.sample(&mut draws.at(u64::from(i), 1, 0)))
        .collect()
}

/// Mean, variance, and the standard error of each, from the sample.
fn moments(sample: &[f64]) -> (f64, f64, f64, f64) {
    let n = sample.len() as f64;
    let mean = sample.iter().sum::<f64>() / n;
    let power = |k: i32| sample.iter().map(|x| (x - mean).powi(k)).sum::<f64>() / n;
    let (second, fourth) = (power(2), power(4));
    (
        mean,
        second,
        (second / n).sqrt(),
        ((fourth - second * second) / n).max(0.0).sqrt(),
    )
}

/// How far a sample is from a mean and a variance, in standard errors: the larger of the two.
fn distance(sample: &[f64], mean: f64, variance: f64) -> f64 {
    let (m, v, mean_error, variance_error) = moments(sample);
    let off = |a: f64, b: f64, error: f64| {
        let gap = (a - b).abs();
        // What rounding alone does is no distance.
        if gap <= 1e-9 * (1.0 + b.abs()) {
            0.0
        } else {
            gap / error
        }
    };
    off(m, mean, mean_error).max(off(v, variance, variance_error))
}

#[test]
fn every_family_has_its_mean_and_spread() {
    for dist in families() {
        assert_eq!(dist.check(), Ok(()), "{dist:?}");
        let d = distance(&variates(&dist, 3), dist.mean(), dist.variance());
        assert!(d < 5.0, "{}: {d:.1} standard errors off", dist.describe());
    }
}

#[test]
fn a_wrong_parameter_is_noticed() {
    for (right, wrong) in [
        (
            Dist::Exponential { mean: 12.5 },
            Dist::Exponential { mean: 12.8 },
        ),
        (
            Dist::Gamma {
                shape: 2.0,
                mean: 12.0,
            },
            Dist::Gamma {
                shape: 2.1,
                mean: 12.0,
            },
        ),
        (
            Dist::Lognormal {
                mean: 30.0,
                cv: 0.8,
            },
            Dist::Lognormal {
                mean: 30.0,
                cv: 0.85,
            },
        ),
        (
            Dist::Weibull {
                shape: 1.7,
                scale: 9.0,
            },
            Dist::Weibull {
                shape: 1.75,
                scale: 9.0,
            },
        ),
        (Dist::Poisson { mean: 25.5 }, Dist::Poisson { mean: 25.6 }),
        (Dist::Geometric { p: 0.3 }, Dist::Geometric { p: 0.305 }),
        (
            Dist::Erlang {
                shape: 3,
                mean: 7.0,
            },
            Dist::Erlang {
                shape: 4,
                mean: 7.0,
            },
        ),
    ] {
        let d = distance(&variates(&right, 3), wrong.mean(), wrong.variance());
        assert!(
            d > 5.0,
            "{} passes for {}: {d:.1}",
            right.describe(),
            wrong.describe()
        );
    }
}

/// Kolmogorov and Smirnov's distance between two samples, times the square root of n / 2.
fn two_sample_distance(mut a: Vec<f64>, mut b: Vec<f64>) -> f64 {
    a.sort_by(f64::total_cmp);
    b.sort_by(f64::total_cmp);
    let (mut i, mut j, mut most) = (0, 0, 0usize);
    while i < a.len() && j < b.len() {
        let x = a[i].min(b[j]);
        i += a[i..].iter().take_while(|&&y| y <= x).count();
        j += b[j..].iter().take_while(|&&y| y <= x).count();
        most = most.max(i.abs_diff(j));
    }
    most as f64 / a.len() as f64 * (a.len() as f64 / 2.0).sqrt()
}

#[test]
fn the_samplers_of_rand_distr_agree() {
    let draws = Draws::new(77, 1);
    let mut seed = 0;
    let mut agree = |ours: Dist, theirs: &dyn Fn(&mut Keyed) -> f64| {
        seed += 1;
        let mut keyed = draws.at(seed, 2, 0);
        let sample = (0..NUMBER).map(|_| theirs(&mut keyed)).collect();
        // A distance of 2 has a chance of one in 1,500.
        let d = two_sample_distance(variates(&ours, seed), sample);
        assert!(d < 2.0, "{}: {d:.2}", ours.describe());
    };
    let of = rand_distr::Exp::new(1.0 / 12.5).unwrap();
    agree(Dist::Exponential { mean: 12.5 }, &|k| of.sample(k));
    for (shape, mean) in [(0.4, 2.0), (2.0, 12.0), (55.5, 100.0)] {
        let of = rand_distr::Gamma::new(shape, mean / shape).unwrap();
        agree(Dist::Gamma { shape, mean }, &|k| of.sample(k));
    }
    for shape in [1, 3, 40] {
        let of = rand_distr::Gamma::new(f64::from(shape), 7.0 / f64::from(shape)).unwrap();
        agree(Dist::Erlang { shape, mean: 7.0 }, &|k| of.sample(k));
    }
    let of = rand_distr::LogNormal::from_mean_cv(30.0, 0.8).unwrap();
    agree(
        Dist::Lognormal {
            mean: 30.0,
            cv: 0.8,
        },
        &|k| of.sample(k),
    );
    let of = rand_distr::Weibull::new(9.0, 1.7).unwrap();
    agree(
        Dist::Weibull {
            shape: 1.7,
            scale: 9.0,
        },
        &|k| of.sample(k),
    );
    let of = rand_distr::Triangular::new(1.0, 6.0, 2.0).unwrap();
    agree(
        Dist::Triangular {
            low: 1.0,
            mode: 2.0,
            high: 6.0,
        },
        &|k| of.sample(k),
    );
    let of = rand_distr::Geometric::new(0.3).unwrap();
    agree(Dist::Geometric { p: 0.3 }, &|k| of.sample(k) as f64 + 1.0);
    for mean in [0.5, 3.7, 25.5, 4_000.0] {
        let of = rand_distr::Poisson::new(mean).unwrap();
        agree(Dist::Poisson { mean }, &|k| of.sample(k));
    }
    let of = rand_distr::Gamma::new(2.0, 6.0).unwrap();
    agree(
        boxed(Dist::Gamma {
            shape: 2.0,
            mean: 12.0,
        }),
        &|k| f64::round_ties_even(of.sample(k)).max(1.0),
    );
}

#[test]
fn sampling_is_inversion_where_there_is_an_inverse() {
    let draws = Draws::new(8, 8);
    for dist in families() {
        let mut last = f64::NEG_INFINITY;
        for i in 1..1_000 {
            let Some(x) = dist.quantile(f64::from(i) / 1_000.0) else {
                break;
            };
            assert!(x >= last, "{}: falls at {i}", dist.describe());
            last = x;
        }
        for i in 0..500 {
            let u = draws.uniform(i, 0, 0);
            if let Some(x) = dist.quantile(u) {
                assert_eq!(dist.sample(&mut draws.at(i, 0, 0)), x);
            }
        }
        assert_eq!(
            (
                dist.quantile(0.0),
                dist.quantile(1.0),
                dist.quantile(f64::NAN)
            ),
            (None, None, None)
        );
    }
}

#[test]
fn survival_and_quantile_undo_one_another() {
    for dist in families() {
        for i in 1..200 {
            let v = f64::from(i) / 200.0;
            let Some(x) = dist.quantile(1.0 - v) else {
                break;
            };
            // P(X > x) <= v <= P(X >= x), which for a continuous family is equality.
            let above = dist.survival(x).unwrap();
            let at_least = dist.survival(x - 1e-7).unwrap();
            let fits = above <= v + 1e-9 && at_least >= v - 1e-9;
            assert!(fits, "{}: {above} {v} {at_least}", dist.describe());
        }
        let share = |x| dist.survival(x).unwrap();
        assert!(
            share(-1e9) == 1.0 && share(1e9) < 1e-12,
            "{}",
            dist.describe()
        );
        assert_eq!(dist.survival(f64::NAN), None);
    }
}

#[test]
fn survival_is_the_share_of_draws_that_exceed() {
    for dist in families() {
        let sample = variates(&dist, 21);
        for x in [0.0, 0.5, 1.0, 1.5, 2.0, 5.0, 12.0, 45.0, 100.0, 4_000.5] {
            let share = sample.iter().filter(|&&y| y > x).count() as f64 / sample.len() as f64;
            let expected = dist.survival(x).unwrap();
            let error = (expected * (1.0 - expected) / sample.len() as f64).sqrt() + 1e-9;
            let z = (share - expected) / error;
            assert!(
                z.abs() < 5.0,
                "{} beyond {x}: {share} {expected}",
                dist.describe()
            );
        }
    }
}

#[test]
fn what_has_lasted_goes_on_as_the_survivors_do() {
    let draws = Draws::new(31, 0);
    for dist in families() {
        let age = dist.mean();
        let exceeding: Vec<f64> = variates(&dist, 4)
            .into_iter()
            .filter(|&x| x > age)
            .map(|x| x - age)
            .collect();
        let residual = |i| dist.sample_beyond(age, &mut draws.at(i, 0, 0));
        if exceeding.is_empty() {
            assert_eq!(residual(0), None, "{}", dist.describe());
            continue;
        }
        let ours: Vec<f64> = (0..3_000).map(|i| residual(i).unwrap()).collect();
        let (m, v, error, _) = moments(&ours);
        let (mean, variance, other, _) = moments(&exceeding);
        let z = (m - mean) / (error * error + other * other + 1e-18).sqrt();
        assert!(z.abs() < 5.0, "{}: {m} {mean}", dist.describe());
        assert!(
            v <= 1.4 * variance + 1e-9 && v >= 0.7 * variance,
            "{}: {v} {variance}",
            dist.describe()
        );
    }
}

#[test]
fn nothing_lasts_beyond_the_end_of_its_range() {
    let mut keyed = Draws::new(1, 1).at(1, 1, 1);
    for dist in [
        Dist::Constant(3.0),
        Dist::Uniform {
            low: 1.0,
            high: 3.0,
        },
        Dist::Bands {
            edges: vec![0.0, 3.0],
            shares: vec![1.0],
        },
        Dist::Lognormal {
            mean: 1e-9,
            cv: 0.1,
        },
        Dist::Gamma {
            shape: 2.0,
            mean: 1e-3,
        },
    ] {
        assert_eq!(
            dist.sample_beyond(3.0, &mut keyed),
            None,
            "{}",
            dist.describe()
        );
    }
    // An exponential forgets its age, however great.
    assert!(
        Dist::Exponential { mean: 1e-3 }
            .sample_beyond(3.0, &mut keyed)
            .is_some()
    );
}

#[test]
fn scaling_scales_every_draw() {
    let draws = Draws::new(5, 5);
    for dist in families() {
        let scaled = dist.scaled(2.0);
        let count = matches!(
            dist,
            Dist::Rounded(_) | Dist::Poisson { .. } | Dist::Geometric { .. }
        );
        for i in (0..200).filter(|_| !count) {
            let (a, b) = (
                dist.sample(&mut draws.at(i, 0, 0)),
                scaled.sample(&mut draws.at(i, 0, 0)),
            );
            assert!(
                (b - 2.0 * a).abs() <= 1e-12 * b.abs(),
                "{}: {a} {b}",
                dist.describe()
            );
        }
    }
    assert_eq!(Dist::Poisson { mean: 3.0 }.scaled(2.0).mean(), 6.0);
    assert_eq!(Dist::Geometric { p: 0.5 }.scaled(2.0).mean(), 4.0);
    assert_eq!(Dist::Geometric { p: 0.5 }.scaled(0.1).mean(), 1.0);
}

#[test]
fn any_generator_gives_what_a_key_gives() {
    let draws = Draws::new(5, 6);
    for dist in families() {
        let generic = Distribution::sample(&dist, &mut draws.at(1, 2, 3));
        assert_eq!(generic, dist.sample(&mut draws.at(1, 2, 3)));
    }
}
