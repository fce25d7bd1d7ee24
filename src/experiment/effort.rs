//! The same futures with every piece of work a tenth shorter and a tenth longer: how far an answer
//! hangs on the input that is known least, until all of them are varied together.

use super::outcome::Outcome;
use super::plan::{Plan, Replications};
use super::replicate::{ExperimentError, Running, run_all};
use crate::measures::MonitorPlan;

/// Factors on every effort.
pub const EFFORT_FACTORS: [f64; 2] = [0.9, 1.1];

/// One future in so many is run again with each factor, and no fewer than [`LEAST_FUTURES`].
const ONE_IN: usize = 5;

/// Fewest futures run again.
const LEAST_FUTURES: usize = 4;

/// The outcomes with less and with more work, in the first `futures` futures of a service;
/// `None` for a system without a front door, whose work is what it is said to be.
///
/// # Errors
///
/// As [`run_all`].
pub fn effort_range(
    plan: &Plan,
    measures: &MonitorPlan,
    running: &Running<'_>,
    futures: usize,
) -> Result<Option<[Outcome; 2]>, ExperimentError> {
    if !has_front_door(plan) {
        return Ok(None);
    }
    let with = |factor: f64| {
        let mut plan = with_effort(plan, factor);
        plan.replications = Replications::Number(u32::try_from(futures).unwrap_or(u32::MAX));
        run_all(&plan, measures, running)
    };
    Ok(Some([with(EFFORT_FACTORS[0])?, with(EFFORT_FACTORS[1])?]))
}

/// How many of the futures are run again with less and with more work.
pub fn run_again(futures: usize) -> usize {
    (futures / ONE_IN).max(LEAST_FUTURES).min(futures)
}

/// Whether a plan is of a service, whose pieces of work are estimates.
pub fn has_front_door(plan: &Plan) -> bool {
    let mut versions = plan.department.versions.iter();
    versions.any(|version| version.spec.front_door.is_some())
}

/// The plan with every piece of work longer by a factor.
pub fn with_effort(plan: &Plan, factor: f64) -> Plan {
    let mut plan = plan.clone();
    for version in &mut plan.department.versions {
        version.spec.effort_scale *= factor;
    }
    plan
}
