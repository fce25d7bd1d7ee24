//! What many futures say together.

use crate::measures::{Catalogue, Replication, RequestProblem, Setting};
use crate::statistics::{Summary, quantile_of};

/// All futures of one plan.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Names of the values and series of every future.
    pub catalogue: Catalogue,
    /// The futures, in order of their numbers.
    pub replications: Vec<Replication>,
    /// Why there are no more of them.
    pub stopped: Stopped,
}

/// Why an experiment ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Stopped {
    /// As many as were asked for.
    Number(u32),
    /// The asked-for precision was reached.
    Precise {
        /// Measure that was watched.
        measure: String,
        /// Futures after which it held.
        needed: usize,
    },
    /// The most that were allowed did not reach it.
    NotPrecise {
        /// Measure that was watched.
        measure: String,
        /// Relative half-width that was wanted.
        wanted: f64,
    },
    /// Stopped from outside; what was finished is kept.
    Cancelled,
}

impl Outcome {
    /// A value in every future, by its place in the catalogue.
    pub fn values(&self, at: usize) -> Vec<Option<f64>> {
        self.replications.iter().map(|r| r.values[at]).collect()
    }

    /// Mean over futures, with its interval: those without a value are counted apart.
    pub fn summary(&self, at: usize) -> Summary {
        Summary::of(&self.values(at))
    }

    /// Quantile over those futures that have a value.
    pub fn quantile(&self, at: usize, p: f64) -> Option<f64> {
        let mut values: Vec<f64> = self.values(at).into_iter().flatten().collect();
        quantile_of(&mut values, p)
    }

    /// Quantile over futures of a weekly series, week by week.
    pub fn series_quantile(&self, series: usize, p: f64) -> Vec<Option<f64>> {
        let weeks = self.catalogue.weeks.len();
        (0..weeks)
            .map(|week| {
                let mut values: Vec<f64> = self
                    .replications
                    .iter()
                    .filter_map(|r| r.series[series].get(week).copied())
                    .filter(|value| value.is_finite())
                    .collect();
                quantile_of(&mut values, p)
            })
            .collect()
    }

    /// Events of all futures: as the speed goals count them, and agenda entries acted on.
    pub fn events(&self) -> (u64, u64) {
        let sum = |f: fn(&Replication) -> u64| self.replications.iter().map(f).sum();
        (sum(|r| r.events), sum(|r| r.agenda_events))
    }

    /// Holds a requirement against the futures.
    ///
    /// # Errors
    ///
    /// When the measure is not understood or not reported.
    pub fn check(
        &self,
        requirement: &Requirement,
        setting: &Setting,
    ) -> Result<(Option<f64>, bool), RequestProblem> {
        let at = self.catalogue.find(&requirement.measure, setting)?;
        let found = match requirement.over_futures {
            OverFutures::Mean => self.summary(at).mean(),
            OverFutures::Quantile(p) => self.quantile(at, p),
            OverFutures::Sd => self.summary(at).sd(),
            OverFutures::Min => self.summary(at).min(),
            OverFutures::Max => self.summary(at).max(),
        };
        let met = found.is_some_and(|value| match requirement.relation {
            Relation::AtMost => value <= requirement.bound,
            Relation::Below => value < requirement.bound,
            Relation::AtLeast => value >= requirement.bound,
            Relation::Above => value > requirement.bound,
        });
        Ok((found, met))
    }
}

/// `measure[.statistic over futures] <= number`, for example
/// `unallocated_protection_max.p95 <= 0`.
#[derive(Clone, Debug, PartialEq)]
pub struct Requirement {
    /// As typed.
    pub text: String,
    /// The request.
    pub measure: String,
    /// What is taken over futures.
    pub over_futures: OverFutures,
    /// How it must relate to the bound.
    pub relation: Relation,
    /// The bound, in the measure's unit.
    pub bound: f64,
}

/// A statistic over futures.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum OverFutures {
    /// Mean.
    Mean,
    /// Quantile, between 0 and 1.
    Quantile(f64),
    /// Standard deviation between futures.
    Sd,
    /// Least value of a future.
    Min,
    /// Largest value of a future.
    Max,
}

impl OverFutures {
    /// Reads `mean`, `sd`, `min`, `max`, `median` or `p95`.
    fn parse(text: &str) -> Option<Self> {
        match text {
            "mean" => Some(OverFutures::Mean),
            "sd" => Some(OverFutures::Sd),
            "min" => Some(OverFutures::Min),
            "max" => Some(OverFutures::Max),
            "median" => Some(OverFutures::Quantile(0.5)),
            _ => {
                let p: f64 = text.strip_prefix('p')?.parse().ok()?;
                (0.0..=100.0)
                    .contains(&p)
                    .then_some(OverFutures::Quantile(p / 100.0))
            }
        }
    }
}

/// A relation to a bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// At most.
    AtMost,
    /// Below.
    Below,
    /// At least.
    AtLeast,
    /// Above.
    Above,
}

impl Requirement {
    /// Understands a requirement.
    ///
    /// # Errors
    ///
    /// A sentence saying what was wanted.
    pub fn parse(text: &str) -> Result<Self, String> {
        let relations = [
            ("<=", Relation::AtMost),
            (">=", Relation::AtLeast),
            ("<", Relation::Below),
            (">", Relation::Above),
        ];
        let wanted = || {
            format!(
                "\"{text}\": wanted a measure, <=, <, >= or >, and a number, such as \
                \"unallocated_protection_max.p95 <= 0\""
            )
        };
        let (sign, relation) = relations
            .into_iter()
            .find(|(sign, _)| text.contains(sign))
            .ok_or_else(wanted)?;
        let (left, right) = text.split_once(sign).ok_or_else(wanted)?;
        let bound: f64 = right.trim().parse().map_err(|_| wanted())?;
        if !bound.is_finite() {
            return Err(wanted());
        }
        let left = left.trim();
        // A dot before a letter names a statistic over futures; one before a digit is a number's.
        let dot = left.char_indices().rev().find(|(at, letter)| {
            let next = left[at + 1..].chars().next();
            *letter == '.' && next.is_some_and(|next| next.is_ascii_alphabetic())
        });
        let (measure, over_futures) = match dot {
            Some((at, _)) if !left[at..].contains(']') => {
                let over = OverFutures::parse(&left[at + 1..]).ok_or_else(wanted)?;
                (&left[..at], over)
            }
            _ => (left, OverFutures::Mean),
        };
        Ok(Requirement {
            text: text.to_string(),
            measure: measure.trim().to_string(),
            over_futures,
            relation,
            bound,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_requirement_reads_as_it_is_said() {
        let r = Requirement::parse("unallocated_protection_max.p95 <= 0").expect("it is one");
        assert_eq!(r.measure, "unallocated_protection_max");
        assert_eq!(r.over_futures, OverFutures::Quantile(0.95));
        assert_eq!((r.relation, r.bound), (Relation::AtMost, 0.0));
        let r = Requirement::parse("open_children_mean[A] > 12.5").expect("it is one");
        assert_eq!(
            (r.measure.as_str(), r.over_futures),
            ("open_children_mean[A]", OverFutures::Mean)
        );
        let over = |text: &str| {
            let requirement = Requirement::parse(text).expect("it is one");
            (requirement.measure, requirement.over_futures)
        };
        assert_eq!(
            over("wait_share_above_0.5.sd < 1"),
            ("wait_share_above_0.5".into(), OverFutures::Sd)
        );
        assert_eq!(
            over("waiting_mean[A].max < 1"),
            ("waiting_mean[A]".into(), OverFutures::Max)
        );
        assert_eq!(over("waiting_mean.min > 1").1, OverFutures::Min);
        assert_eq!(
            over("waiting_mean.p97.5 > 1").1,
            OverFutures::Quantile(0.975)
        );
        for wrong in [
            "x.best < 3",
            "",
            "x",
            "x <=",
            "x <= nan",
            "x.p101 < 3",
            "<= 3 <",
        ] {
            assert!(Requirement::parse(wrong).is_err(), "{wrong}");
        }
    }
}
