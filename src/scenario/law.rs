//! How random lengths of time and counts are written, and what they mean to the engine.

use super::document::Node;
use super::problem::Problem;
use super::value::{
    self, Read, TimeUnit, hinted, number, quantity, share, shares, unit_hint, whole,
};
use crate::engine::Dist;
use crate::model::spec::{Duration, Times, Unit};
use std::cell::Cell;

/// Keys that may stand beside any number or law: where it comes from.
pub const BESIDE: [&str; 6] = ["source", "assumption", "note", "fitted", "low", "high"];

/// Laws of lengths of time: the key that names the law, the keys it needs beside it, a line of
/// explanation. In this order they are listed to people.
pub const LAWS: [(&str, &[&str], &str); 10] = [
    ("exponential", &[], "exponential with this mean"),
    (
        "erlang",
        &["phases"],
        "Erlang with this mean and a whole number of phases",
    ),
    ("gamma", &["shape"], "gamma with this mean and shape"),
    (
        "lognormal",
        &["cv"],
        "lognormal with this mean and coefficient of variation",
    ),
    (
        "lognormal_median",
        &["sigma"],
        "lognormal with this median and spread of the logarithm",
    ),
    ("weibull", &["shape"], "Weibull with this scale and shape"),
    ("uniform", &[], "evenly between two bounds"),
    (
        "triangular",
        &[],
        "triangular: least, most likely, greatest",
    ),
    (
        "bands",
        &["shares"],
        "even inside bands: edges, and the share of each band",
    ),
    ("mixture", &[], "a list of { share = …, law = … }"),
];

/// Laws of counts, as [`LAWS`].
pub const COUNTS: [(&str, &[&str], &str); 3] = [
    (
        "geometric",
        &[],
        "1, 2, 3 ... with this chance to stop after each",
    ),
    ("poisson", &[], "Poisson with this mean, at least 1"),
    (
        "rounded_gamma",
        &["shape"],
        "gamma with this mean and shape, rounded, at least 1",
    ),
];

/// What a length of time is for; it decides which units make sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Hours of a worker's time: `h` and `min` (and `d`, `wk` on the continuous calendar).
    Effort,
    /// Time that passes by itself: any unit.
    Delay,
}

/// Reads the lengths of one law in one unit.
struct Scale {
    purpose: Purpose,
    continuous: bool,
    unit: Cell<Option<Unit>>,
}

impl Scale {
    fn read(&self, node: &Node) -> Read<f64> {
        let plain = node.plain();
        let (wanted, example) = match self.purpose {
            Purpose::Effort => (
                "working hours such as \"3 h\" or \"15 min\", or a law",
                "3 h",
            ),
            Purpose::Delay => (
                "a length of time with its unit such as \"3 d\" or \"7 wd\", or a law",
                "7 wd",
            ),
        };
        let refuse = || hinted(plain.refuse(wanted), unit_hint(node, example));
        let (value, unit) = plain.text().and_then(quantity).ok_or_else(refuse)?;
        let (value, counted) = match (self.purpose, unit, unit.seconds()) {
            (Purpose::Effort, TimeUnit::Hours | TimeUnit::Minutes, Some(seconds)) => {
                (value * seconds, Unit::Effort)
            }
            (Purpose::Effort, _, Some(seconds)) if self.continuous => {
                (value * seconds, Unit::Effort)
            }
            (Purpose::Effort, ..) => {
                return Err(plain
                    .refuse(wanted)
                    .hint("effort is hours of somebody's work: h, min"));
            }
            (Purpose::Delay, _, Some(seconds)) => (value * seconds, Unit::Elapsed),
            (Purpose::Delay, _, None) => (value, Unit::WorkingDays),
        };
        if !(0.0..=200.0 * value::YEAR).contains(&value) {
            return Err(refuse());
        }
        if self.unit.get().is_some_and(|have| have != counted) {
            return Err(plain.refuse("one kind of unit in one law, elapsed time or working days"));
        }
        self.unit.set(Some(counted));
        Ok(value)
    }
}

/// Reads a length of time, fixed or random.
pub fn duration(node: &Node, purpose: Purpose, continuous: bool) -> Read<Duration> {
    let scale = Scale {
        purpose,
        continuous,
        unit: Cell::new(None),
    };
    let dist = law(node, &|node| scale.read(node))?;
    Ok(Duration {
        dist,
        unit: scale.unit.get().unwrap_or(Unit::Elapsed),
    })
}

/// Reads how often something is done.
pub fn times(node: &Node) -> Read<Times> {
    let plain = node.plain();
    let Some(table) = plain.table() else {
        return Ok(Times::Fixed(whole(node, 1, 10_000)? as u32));
    };
    let Some((name, with, _)) = COUNTS.iter().find(|(name, ..)| table.contains_key(*name)) else {
        return Err(plain.refuse(format!(
            "a whole number, or a law of counts: {}",
            listed(COUNTS.iter().map(|count| count.0))
        )));
    };
    only(plain, name, with)?;
    let main = &table[*name];
    let dist = match *name {
        "geometric" => Dist::Geometric {
            p: positive_share(main)?,
        },
        "poisson" => Dist::Poisson {
            mean: number(main, 1e-9, 1e6)?,
        },
        _ => Dist::Rounded(Box::new(Dist::Gamma {
            mean: number(main, 1e-9, 1e6)?,
            shape: beside(plain, "shape", |shape| number(shape, 1e-3, 1e6))?,
        })),
    };
    checked(plain, dist).map(Times::Random)
}

fn positive_share(node: &Node) -> Read<f64> {
    share(node).and_then(|value| {
        if value > 0.0 {
            Ok(value)
        } else {
            Err(node.refuse("a share above 0"))
        }
    })
}

type Scaled<'a> = &'a dyn Fn(&Node) -> Read<f64>;

fn law(node: &Node, scaled: Scaled) -> Read<Dist> {
    let plain = node.plain();
    let Some(table) = plain.table() else {
        return scaled(plain).map(Dist::Constant);
    };
    let Some((name, with, _)) = LAWS.iter().find(|(name, ..)| table.contains_key(*name)) else {
        return Err(unknown_law(plain));
    };
    only(plain, name, with)?;
    let main = &table[*name];
    let dist = match *name {
        "uniform" | "triangular" | "bands" => of_list(name, plain, main, scaled)?,
        "mixture" => mixture(main, scaled)?,
        _ => of_mean(name, plain, above_zero(main, scaled)?)?,
    };
    checked(plain, dist)
}

fn of_mean(name: &str, plain: &Node, mean: f64) -> Read<Dist> {
    let shape = || beside(plain, "shape", |node| number(node, 1e-3, 1e6));
    Ok(match name {
        "exponential" => Dist::Exponential { mean },
        "erlang" => {
            let phases = beside(plain, "phases", |node| whole(node, 1, 10_000))?;
            Dist::Erlang {
                shape: phases as u32,
                mean,
            }
        }
        "gamma" => Dist::Gamma {
            shape: shape()?,
            mean,
        },
        "lognormal" => Dist::Lognormal {
            mean,
            cv: beside(plain, "cv", |node| number(node, 1e-6, 100.0))?,
        },
        "lognormal_median" => {
            let sigma = beside(plain, "sigma", |node| number(node, 1e-6, 10.0))?;
            let square = sigma * sigma;
            Dist::Lognormal {
                mean: mean * libm::exp(square / 2.0),
                cv: libm::sqrt(libm::expm1(square)),
            }
        }
        _ => Dist::Weibull {
            shape: shape()?,
            scale: mean,
        },
    })
}

fn of_list(name: &str, plain: &Node, main: &Node, scaled: Scaled) -> Read<Dist> {
    let wanted = match name {
        "uniform" => "two lengths, the lesser first, such as [\"1 d\", \"3 d\"]",
        "triangular" => "three lengths in order such as [\"1 d\", \"2 d\", \"6 d\"]",
        _ => "edges of bands in order such as [\"0 mo\", \"3 mo\", \"6 mo\"]",
    };
    let list = main.list().ok_or_else(|| main.refuse(wanted))?;
    let values = list.iter().map(scaled).collect::<Read<Vec<f64>>>()?;
    let ordered = match name {
        "triangular" => values.windows(2).all(|pair| pair[0] <= pair[1]) && values.len() == 3,
        "uniform" => values.windows(2).all(|pair| pair[0] < pair[1]) && values.len() == 2,
        _ => values.windows(2).all(|pair| pair[0] < pair[1]) && values.len() >= 2,
    };
    if !ordered || values.first() >= values.last() {
        return Err(main.refuse(wanted));
    }
    Ok(match (name, &values[..]) {
        ("uniform", &[low, high]) => Dist::Uniform { low, high },
        ("triangular", &[low, mode, high]) => Dist::Triangular { low, mode, high },
        _ => {
            let shares = beside(plain, "shares", shares)?;
            if shares.len() + 1 != values.len() {
                let found = format!("{} edges and {} shares", values.len(), shares.len());
                return Err(plain.wrong(found, "one share for each band, one less than edges"));
            }
            Dist::Bands {
                edges: values,
                shares,
            }
        }
    })
}

fn mixture(main: &Node, scaled: Scaled) -> Read<Dist> {
    let wanted = "a list such as [{ share = 0.3, law = \"2 d\" }, …] whose shares sum to 1";
    let list = main
        .list()
        .filter(|list| !list.is_empty())
        .ok_or_else(|| main.refuse(wanted))?;
    let mut parts = Vec::new();
    let mut weights = Vec::new();
    for part in list {
        only(part, "share", &["law"])?;
        weights.push(beside(part, "share", share)?);
        parts.push(beside(part, "law", |node| law(node, scaled))?);
    }
    let weights = value::summing_to_one(main, weights)?;
    Ok(Dist::Mixture(weights.into_iter().zip(parts).collect()))
}

fn above_zero(node: &Node, scaled: Scaled) -> Read<f64> {
    let value = scaled(node)?;
    if value > 0.0 {
        Ok(value)
    } else {
        Err(node.refuse("a length above 0"))
    }
}

fn checked(node: &Node, dist: Dist) -> Read<Dist> {
    match dist.check() {
        Ok(()) => Ok(dist),
        Err(reason) => Err(node.wrong(node.show(), reason)),
    }
}

fn beside<T>(table: &Node, key: &str, read: impl FnOnce(&Node) -> Read<T>) -> Read<T> {
    match table.get(key) {
        Some(node) => read(node),
        None => Err(table.wrong(table.show(), format!("`{key} = …` beside it"))),
    }
}

/// Refuses keys of a table other than one, those beside it and those of where it comes from.
pub fn only(table: &Node, name: &str, with: &[&str]) -> Read<()> {
    let known = |key: &str| key == name || with.contains(&key) || BESIDE.contains(&key);
    let Some(entries) = table.table() else {
        return Err(table.refuse(format!("a table with `{name}`")));
    };
    match entries.iter().find(|(key, _)| !known(key)) {
        None => Ok(()),
        Some((key, node)) => {
            let wanted = if with.is_empty() {
                format!("only `{name}`")
            } else {
                format!("only `{name}` and {}", listed(with.iter().copied()))
            };
            Err(node.wrong(format!("unknown key `{key}`"), wanted))
        }
    }
}

fn unknown_law(node: &Node) -> Problem {
    let names = || LAWS.iter().map(|law| law.0);
    let problem = node.refuse(format!("a length of time or a law: {}", listed(names())));
    let keys = node.table().into_iter().flat_map(|table| table.keys());
    let near = keys
        .filter(|key| !BESIDE.contains(&key.as_str()))
        .find_map(|key| names().find(|name| strsim::damerau_levenshtein(name, key) <= 2));
    hinted(problem, near.map(|near| format!("did you mean `{near}`?")))
}

/// Words joined by commas.
pub fn listed<'a>(words: impl Iterator<Item = &'a str>) -> String {
    words.collect::<Vec<_>>().join(", ")
}
