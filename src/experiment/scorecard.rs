//! The scorecard: the model held against what was observed. Only what the scenario lists as
//! predicted is evidence; what was fitted or follows from a rule is listed apart.

use super::outcome::Outcome;
use super::plan::{Observed, ObservedKind, Plan};
use super::setting::request_of;
use crate::measures::{RequestProblem, Setting};

/// One observation beside what the model says.
#[derive(Clone, Debug)]
pub struct Score {
    /// The observation.
    pub observed: Observed,
    /// The request it was held against.
    pub request: String,
    /// Median over futures.
    pub median: Option<f64>,
    /// 10th and 90th percentile over futures.
    pub range: Option<(f64, f64)>,
    /// Share of futures within the target range.
    pub share_within: f64,
    /// Hit or miss.
    pub verdict: Verdict,
}

/// Hit or miss: by the median over futures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The median lies within the target range.
    Hit,
    /// It lies outside.
    Miss,
    /// The model gives no value.
    NoValue,
}

impl Verdict {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Hit => "hit",
            Verdict::Miss => "miss",
            Verdict::NoValue => "no value",
        }
    }
}

/// What agreement with an observation means.
pub fn kind_word(kind: ObservedKind) -> &'static str {
    match kind {
        ObservedKind::Predicted => "predicted",
        ObservedKind::Fitted => "fitted",
        ObservedKind::Rule => "rule",
    }
}

/// Holds an outcome against the plan's observations, in their order.
///
/// # Errors
///
/// When an observation names a measure that is not understood.
pub fn scorecard(
    plan: &Plan,
    outcome: &Outcome,
    setting: &Setting,
) -> Result<Vec<Score>, RequestProblem> {
    plan.observed
        .iter()
        .map(|observed| score(observed, outcome, setting))
        .collect()
}

fn score(
    observed: &Observed,
    outcome: &Outcome,
    setting: &Setting,
) -> Result<Score, RequestProblem> {
    let request = request_of(observed, setting)?;
    let at = outcome.catalogue.find(&request, setting)?;
    let median = outcome.quantile(at, 0.5);
    let range = outcome.quantile(at, 0.1).zip(outcome.quantile(at, 0.9));
    let within = |value: f64| {
        observed.low.is_none_or(|low| value >= low) && observed.high.is_none_or(|h| value <= h)
    };
    let values: Vec<f64> = outcome.values(at).into_iter().flatten().collect();
    let inside = values.iter().filter(|&&value| within(value)).count();
    Ok(Score {
        observed: observed.clone(),
        request,
        median,
        range,
        share_within: inside as f64 / values.len().max(1) as f64,
        verdict: match median {
            None => Verdict::NoValue,
            Some(value) if within(value) => Verdict::Hit,
            Some(_) => Verdict::Miss,
        },
    })
}
