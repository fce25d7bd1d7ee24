//! How the first plan's gain holds with less and with more work, where inputs are not drawn.

use super::{Done, Ready, fault};
use crate::cli::ending::Failure;
use crate::cli::requirement::Watched;
use crate::cli::simulate::beside;
use crate::experiment::compare::figures;
use crate::experiment::effort::{EFFORT_FACTORS, has_front_door, run_again, with_effort};
use crate::experiment::{Compared, Comparison, Plan, Topic};
use crate::report::compose::OtherEffort;

/// Simulates base and first plan again, in some of the futures, with every piece of work a tenth
/// shorter and a tenth longer; `None` for systems without a front door, or where it is cancelled.
pub(super) fn other_effort(
    ready: &Ready,
    done: &Done,
    comparison: &Comparison,
    (jobs, quiet): (usize, bool),
) -> Result<Option<OtherEffort>, Failure> {
    let base = &ready.base.plan;
    let rank = ready.headlines.iter().find(|one| one.topic == Topic::Rank);
    let (Some(rank), Some(lead)) = (rank, comparison.lead()) else {
        return Ok(None);
    };
    if !has_front_door(base) {
        return Ok(None);
    }
    let plan = &done.plans[lead].scenario.plan;
    let number = run_again(done.base.outcome.replications.len());
    let of = |plan: &Plan, factor: f64| {
        let plan = with_effort(plan, factor);
        let watched = Watched::of_more(&plan, &[], std::slice::from_ref(&rank.name))?;
        Ok((plan, watched))
    };
    let [less, more] = EFFORT_FACTORS;
    let arms: Result<Vec<(Plan, Watched)>, Failure> =
        [(base, less), (plan, less), (base, more), (plan, more)]
            .into_iter()
            .map(|(plan, factor)| of(plan, factor))
            .collect();
    let arms = arms?;
    let both: Vec<(&Plan, &Watched)> = arms.iter().map(|(plan, watched)| (plan, watched)).collect();
    let found = beside(&both, number as u32, jobs, quiet)?;
    if found.iter().any(|one| one.replications.len() < number) {
        return Ok(None);
    }
    let values = found.iter().zip(&arms).map(|(outcome, (_, watched))| {
        figures(outcome, &watched.measures.setting, rank).map_err(fault)
    });
    let values: Vec<Vec<Option<f64>>> = values.collect::<Result<_, Failure>>()?;
    let versus = |at: usize| {
        let (base, plan) = (values[at].clone(), values[at + 1].clone());
        Compared::of(base, plan, rank.better, 1)
    };
    Ok(Some(OtherEffort {
        plan: lead,
        compared: [versus(0), versus(2)],
    }))
}
