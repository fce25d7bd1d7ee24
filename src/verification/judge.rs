//! The pass rule.
//!
//! An output passes when its estimate lies within four standard errors of the exact value and the
//! half-width of its 95 % interval is within the case's limit (four times the limit at quick
//! effort). A probability below 1e-3 and a value of 0 are not judged on width. Where every
//! replication gives the same value, 4/replications is allowed instead. A formula must agree to
//! 1e-9, an exact number must be equal.

use super::case::{How, Output};
use super::estimate::Estimate;

/// Most standard errors.
pub const MOST_ERRORS: f64 = 4.0;
/// Probabilities below this are not judged on width.
pub const RARE: f64 = 1e-3;
/// Agreement wanted of a formula.
pub const FORMULA: f64 = 1e-9;
/// Factor on the limits of half-widths at quick effort.
pub const QUICK_WIDTH: f64 = 4.0;

/// What was found for an output.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Finding {
    /// An estimate; whether it is a probability.
    Estimated {
        /// The estimate.
        estimate: Estimate,
        /// It is a share or the chance of something.
        probability: bool,
    },
    /// The value of a formula.
    Formula(f64),
    /// Nothing: so many replications gave no value.
    Missing(usize),
    /// Nothing: the formula does not apply to the scenario.
    NotApplicable,
}

/// Pass or fail, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It passes.
    Pass,
    /// More than four standard errors off (or unequal, where it should be equal).
    Off,
    /// The interval is too wide to say.
    Wide,
    /// There is no value.
    NoValue,
}

impl Verdict {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Pass => "pass",
            Verdict::Off => "FAIL: off",
            Verdict::Wide => "FAIL: too wide",
            Verdict::NoValue => "FAIL: no value",
        }
    }
}

/// An output, what was found, and whether it passes.
#[derive(Clone, Debug, PartialEq)]
pub struct Judgement {
    /// Name of the output.
    pub name: String,
    /// Exact value.
    pub value: f64,
    /// Limit of the half-width as a share of the value, as it was applied.
    pub limit: Option<f64>,
    /// What was found.
    pub finding: Finding,
    /// Pass or fail.
    pub verdict: Verdict,
}

impl Judgement {
    /// Standard errors between estimate and value; `None` without an estimate or a spread.
    pub fn z(&self) -> Option<f64> {
        match self.finding {
            Finding::Estimated { estimate, .. } if estimate.standard_error > 0.0 => {
                Some((estimate.value - self.value) / estimate.standard_error)
            }
            _ => None,
        }
    }
}

/// Holds what was found against the exact value.
pub fn judge(output: &Output, finding: Finding, quick: bool) -> Judgement {
    let widen = if quick { QUICK_WIDTH } else { 1.0 };
    let limit = output.max_rel_halfwidth95.map(|limit| limit * widen);
    let value = output.value;
    let exact = matches!(&output.how, How::Simulated(how) if how.exact);
    let verdict = match finding {
        Finding::Missing(_) | Finding::NotApplicable => Verdict::NoValue,
        Finding::Formula(found) => off_unless((found - value).abs() <= FORMULA * value.abs()),
        Finding::Estimated { estimate, .. } if exact => off_unless(estimate.value == value),
        Finding::Estimated {
            estimate,
            probability,
        } => judged(value, limit, estimate, probability),
    };
    Judgement {
        name: output.name.clone(),
        value,
        limit,
        finding,
        verdict,
    }
}

fn off_unless(right: bool) -> Verdict {
    if right { Verdict::Pass } else { Verdict::Off }
}

fn judged(value: f64, limit: Option<f64>, found: Estimate, probability: bool) -> Verdict {
    let off = (found.value - value).abs();
    if found.standard_error == 0.0 {
        return off_unless(off <= MOST_ERRORS / found.replications as f64);
    }
    if off.is_nan() || off > MOST_ERRORS * found.standard_error {
        return Verdict::Off;
    }
    let rare = value == 0.0 || (probability && value < RARE);
    let wide = limit.is_some_and(|limit| found.half_width > limit * value.abs());
    if wide && !rare {
        Verdict::Wide
    } else {
        Verdict::Pass
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verification::case::{Across, Formula, Simulated};

    fn output(value: f64) -> Output {
        Output {
            name: "x".into(),
            value,
            max_rel_halfwidth95: Some(0.01),
            how: How::Simulated(Simulated {
                sum: Vec::new(),
                plus: 0.0,
                over: Vec::new(),
                across: Across::Mean,
                with: Vec::new(),
                control: None,
                exact: false,
            }),
        }
    }

    fn estimated(value: f64, standard_error: f64) -> Finding {
        let estimate = Estimate {
            value,
            standard_error,
            half_width: 2.0 * standard_error,
            replications: 100,
        };
        Finding::Estimated {
            estimate,
            probability: true,
        }
    }

    fn verdict(value: f64, finding: Finding, quick: bool) -> Verdict {
        judge(&output(value), finding, quick).verdict
    }

    #[test]
    fn four_standard_errors_and_the_width_decide() {
        assert_eq!(verdict(1.0, estimated(1.01, 0.004), false), Verdict::Pass);
        assert_eq!(verdict(1.0, estimated(1.02, 0.004), false), Verdict::Off);
        assert_eq!(verdict(1.0, estimated(1.01, 0.008), false), Verdict::Wide);
        assert_eq!(verdict(1.0, estimated(1.01, 0.008), true), Verdict::Pass);
        assert_eq!(verdict(1.0, estimated(1.01, 0.03), true), Verdict::Wide);
        assert_eq!(verdict(1.0, estimated(f64::NAN, 0.1), false), Verdict::Off);
    }

    #[test]
    fn what_is_rare_is_not_judged_on_width() {
        assert_eq!(verdict(9e-4, estimated(8e-4, 1e-4), false), Verdict::Pass);
        assert_eq!(verdict(9e-4, estimated(1e-4, 1e-4), false), Verdict::Off);
        assert_eq!(verdict(2e-3, estimated(2e-3, 1e-3), false), Verdict::Wide);
        assert_eq!(verdict(0.0, estimated(0.01, 0.01), false), Verdict::Pass);
    }

    #[test]
    fn equal_replications_have_a_rule_of_their_own() {
        assert_eq!(verdict(1.0, estimated(0.97, 0.0), false), Verdict::Pass);
        assert_eq!(verdict(1.0, estimated(0.95, 0.0), false), Verdict::Off);
    }

    #[test]
    fn formulas_and_exact_numbers_must_agree() {
        let mut formula = output(50.0);
        formula.how = How::Formula {
            variant: 0,
            formula: Formula::FluidPeakWaiting,
        };
        let of = |found| judge(&formula, Finding::Formula(found), false).verdict;
        assert_eq!(of(50.0 + 1e-9), Verdict::Pass);
        assert_eq!(of(50.0 + 1e-6), Verdict::Off);
        let mut whole = output(14.0);
        if let How::Simulated(how) = &mut whole.how {
            how.exact = true;
        }
        let of = |found| judge(&whole, estimated(found, 1.0), false).verdict;
        assert_eq!((of(14.0), of(14.5)), (Verdict::Pass, Verdict::Off));
        assert_eq!(verdict(1.0, Finding::Missing(3), false), Verdict::NoValue);
    }
}
