//! Running a case: its variants by the ordinary engine and model, its outputs judged.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use super::case::{Across, Case, Counts, Effort, Formula, How, Simulated, Term, Variant};
use super::estimate::{Sample, across, controlled, ratio};
use super::judge::{Finding, Judgement, judge};
use crate::experiment::plan::{Plan, Replications};
use crate::experiment::precheck::{self, Fluid};
use crate::experiment::{ExperimentError, Running, monitor_plan, run_each};
use crate::measures::{RequestProblem, Unit};
use crate::scenario::{self, Problems};

/// How a case is run.
pub struct Asked<'a> {
    /// Folder of the case's file.
    pub folder: &'a Path,
    /// Quick effort in place of full.
    pub quick: bool,
    /// Factor on the case's main rate; 1 = as it is.
    pub spoil: f64,
    /// Threads; 0 = one for each processor.
    pub jobs: usize,
    /// Told (variant, done, planned) after every future.
    pub progress: &'a (dyn Fn(&str, usize, usize) + Sync),
    /// Set from outside to stop.
    pub cancelled: &'a AtomicBool,
}

/// What a run of a case found.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The outputs, judged.
    pub judgements: Vec<Judgement>,
    /// Replications of the variant that had most.
    pub replications: u32,
}

/// Why a case could not be run.
#[derive(Debug, thiserror::Error)]
pub enum RunProblem {
    /// A scenario is wrong.
    #[error("{variant}: {problems}")]
    Scenario {
        /// Variant.
        variant: String,
        /// What is wrong with it.
        problems: Problems,
    },
    /// Measures were not understood.
    #[error("{variant}: {}", listed(problems))]
    Measures {
        /// Variant.
        variant: String,
        /// Each of them.
        problems: Vec<RequestProblem>,
    },
    /// A replication broke a law, or could not be run.
    #[error(transparent)]
    Experiment(#[from] ExperimentError),
    /// Stopped from outside.
    #[error("cancelled")]
    Cancelled,
    /// The case is not in the quick subset.
    #[error("the case has no quick effort")]
    NoQuickEffort,
}

fn listed(problems: &[RequestProblem]) -> String {
    let said: Vec<String> = problems.iter().map(ToString::to_string).collect();
    said.join("\nerror: ")
}

/// What one variant gave: for each request the value of every replication (not a number where
/// there is none), and whether it is a share.
pub(super) struct Gave {
    plan: Plan,
    requests: Vec<String>,
    shares: Vec<bool>,
    values: Vec<Vec<f64>>,
}

/// Runs a case and judges its outputs.
///
/// # Errors
///
/// A [`RunProblem`] when a scenario or a measure is wrong, or the run was stopped.
pub fn run(case: &Case, asked: &Asked<'_>) -> Result<Found, RunProblem> {
    let effort = case.effort(asked.quick).ok_or(RunProblem::NoQuickEffort)?;
    let gave = run_variants(case, effort, asked)?;
    let judgements = case
        .outputs
        .iter()
        .map(|output| {
            let finding = match &output.how {
                How::Simulated(how) => simulated(case, how, &gave),
                How::Formula { variant, formula } => by_formula(&gave[*variant].plan, *formula),
            };
            judge(output, finding, asked.quick)
        })
        .collect();
    Ok(Found {
        judgements,
        replications: effort.replications,
    })
}

/// Runs every variant of a case.
pub(super) fn run_variants(
    case: &Case,
    effort: &Effort,
    asked: &Asked<'_>,
) -> Result<Vec<Gave>, RunProblem> {
    // Everything is read before anything is simulated.
    let plans = (0..case.variants.len()).map(|index| read(case, index, effort, asked));
    let plans: Vec<Plan> = plans.collect::<Result<_, _>>()?;
    let mut gave = Vec::new();
    for (index, plan) in plans.into_iter().enumerate() {
        let variant = &case.variants[index];
        let requests = requests_of(case, index);
        gave.push(run_variant(variant, plan, requests, effort, asked)?);
    }
    Ok(gave)
}

fn read(case: &Case, index: usize, effort: &Effort, asked: &Asked<'_>) -> Result<Plan, RunProblem> {
    let variant = &case.variants[index];
    let path = asked.folder.join(&variant.scenario);
    let refused = |problems| RunProblem::Scenario {
        variant: variant.name.clone(),
        problems,
    };
    let mut sets = variant.set.clone();
    sets.extend(effort.set.iter().cloned());
    let plan = scenario::load(&path, &sets).map_err(refused)?;
    let plan = match asked.spoil == 1.0 {
        true => plan,
        false => {
            sets.extend(spoiled(&case.spoil, &plan, asked.spoil));
            scenario::load(&path, &sets).map_err(refused)?
        }
    };
    let requests = requests_of(case, index);
    match monitor_plan(&plan, &requests) {
        Ok(_) => Ok(plan),
        Err(problems) => Err(RunProblem::Measures {
            variant: variant.name.clone(),
            problems,
        }),
    }
}

/// The settings that make the main rate wrong: a change of it from the first day on.
fn spoiled(paths: &[String], plan: &Plan, factor: f64) -> Vec<(String, String)> {
    let mut sets = Vec::new();
    for (index, path) in paths.iter().enumerate() {
        let change = |key: &str| format!("change.spoiled_{index}.{key}");
        sets.push((change("path"), format!("'{path}'")));
        sets.push((change("at"), plan.start_date.to_string()));
        sets.push((change("times"), factor.to_string()));
    }
    sets
}

/// What the outputs ask of a variant, each request once.
fn requests_of(case: &Case, variant: usize) -> Vec<String> {
    let mut requests: Vec<String> = Vec::new();
    for output in &case.outputs {
        let How::Simulated(how) = &output.how else {
            continue;
        };
        let terms = how.sum.iter().chain(&how.over).chain(&how.with);
        for term in terms.filter(|term| term.variant == variant) {
            if !requests.contains(&term.measure) {
                requests.push(term.measure.clone());
            }
        }
    }
    requests
}

fn run_variant(
    variant: &Variant,
    mut plan: Plan,
    requests: Vec<String>,
    effort: &Effort,
    asked: &Asked<'_>,
) -> Result<Gave, RunProblem> {
    if requests.is_empty() {
        return Ok(Gave {
            plan,
            requests,
            shares: Vec::new(),
            values: Vec::new(),
        });
    }
    let least = super::case::LEAST_REPLICATIONS as f64;
    let number = (f64::from(effort.replications) * variant.share).max(least) as u32;
    plan.replications = Replications::Number(number);
    let refused = |problems| RunProblem::Measures {
        variant: variant.name.clone(),
        problems,
    };
    let measures = monitor_plan(&plan, &requests).map_err(refused)?;
    let places = requests
        .iter()
        .map(|request| measures.catalogue.find(request, &measures.setting))
        .collect::<Result<Vec<usize>, _>>()
        .map_err(|problem| refused(vec![problem]))?;
    let running = Running {
        jobs: asked.jobs,
        progress: &|done, planned| (asked.progress)(&variant.name, done, planned),
        cancelled: asked.cancelled,
    };
    let found = run_each(&plan, &measures, 0..number, &running, &|replication| {
        let value = |place: &usize| replication.values[*place].unwrap_or(f64::NAN);
        places.iter().map(value).collect::<Vec<f64>>()
    })?;
    if asked.cancelled.load(Ordering::Relaxed) {
        return Err(RunProblem::Cancelled);
    }
    let infos = &measures.catalogue.values;
    let shares = places.iter().map(|place| infos[*place].unit == Unit::Share);
    Ok(Gave {
        shares: shares.collect(),
        values: (0..places.len())
            .map(|request| found.iter().map(|values| values[request]).collect())
            .collect(),
        plan,
        requests,
    })
}

/// What each replication gives for an output, before anything is taken over replications.
pub(super) fn totals(how: &Simulated, gave: &[Gave]) -> Vec<f64> {
    let mut x = total(&how.sum, gave);
    for value in &mut x {
        *value += how.plus;
    }
    x
}

/// One output from what the variants gave.
fn simulated(case: &Case, how: &Simulated, gave: &[Gave]) -> Finding {
    let x = totals(how, gave);
    let over = total(&how.over, gave);
    let with = total(&how.with, gave);
    let control = how.control.and_then(|at| match &case.outputs[at].how {
        How::Simulated(control) => Some((total(&control.sum, gave), case.outputs[at].value)),
        How::Formula { .. } => None,
    });
    let lists = [&over, &with];
    let short = lists.iter().filter(|list| !list.is_empty());
    let n = short.map(|list| list.len()).fold(x.len(), usize::min);
    let n = control.as_ref().map_or(n, |(list, _)| n.min(list.len()));
    let has = |index: &usize| {
        let known = |list: &[f64]| list.get(*index).is_none_or(|value| value.is_finite());
        known(&x) && known(&over) && known(&with)
    };
    let missing = n - (0..n).filter(has).count();
    if missing > 0 || n == 0 {
        return Finding::Missing(missing);
    }
    let x = &x[..n];
    let estimate = match (&control, over.is_empty(), with.is_empty()) {
        (Some((y, known)), ..) => controlled(Sample { x, y: &y[..n] }, *known),
        (None, false, _) => ratio(Sample { x, y: &over[..n] }),
        (None, true, false) => across(how.across, Sample { x, y: &with[..n] }),
        (None, true, true) => across(how.across, Sample { x, y: &[] }),
    };
    match estimate {
        Some(estimate) => Finding::Estimated {
            estimate,
            probability: is_probability(how, gave),
        },
        None => Finding::Missing(0),
    }
}

/// Whether an output is a share or a chance.
fn is_probability(how: &Simulated, gave: &[Gave]) -> bool {
    let [term] = &how.sum[..] else { return false };
    let given = &gave[term.variant];
    let at = given.requests.iter().position(|r| *r == term.measure);
    let share = at.is_some_and(|at| given.shares[at]);
    let plain = how.over.is_empty() && how.plus == 0.0 && how.across == Across::Mean;
    plain && (share || term.counts.is_some())
}

/// The sum of terms in every replication that all of them have.
fn total(terms: &[Term], gave: &[Gave]) -> Vec<f64> {
    let mut sum: Vec<f64> = Vec::new();
    for (index, term) in terms.iter().enumerate() {
        let given = &gave[term.variant];
        let at = given.requests.iter().position(|r| *r == term.measure);
        let values = at.map_or(&[][..], |at| &given.values[at]);
        if index == 0 {
            sum = vec![0.0; values.len()];
        }
        sum.truncate(values.len());
        for (sum, value) in sum.iter_mut().zip(values) {
            *sum += term.times * counted(*value, term.counts);
        }
    }
    sum
}

/// A value, or 1 or 0 by a condition. What was never reached meets no condition.
fn counted(value: f64, counts: Option<Counts>) -> f64 {
    let yes = match counts {
        None => return value,
        Some(Counts::Above(x)) => value > x,
        Some(Counts::AtOrAbove(x)) => value >= x,
        Some(Counts::AtOrBelow(x)) => value <= x,
    };
    f64::from(u8::from(yes))
}

fn by_formula(plan: &Plan, formula: Formula) -> Finding {
    let department = &plan.department;
    let spec = &department.versions[0].spec;
    let teams = 0..spec.teams.len();
    let fluid = |take: &dyn Fn(&Fluid) -> Option<f64>| {
        let mut fluids = teams
            .clone()
            .filter_map(|team| precheck::fluid(department, team));
        fluids.next().and_then(|fluid| take(&fluid))
    };
    let value = match formula {
        Formula::SaturationThroughput => {
            let mut capped = teams
                .clone()
                .filter_map(|team| precheck::capped_team(spec, team));
            capped.next().map(|team| team.saturation_throughput())
        }
        Formula::FluidLevel(day) => fluid(&|fluid| Some(fluid.level(day))),
        Formula::FluidPeakWaiting => fluid(&|fluid| Some(fluid.peak_waiting())),
        Formula::FluidClearingDay => fluid(&Fluid::clearing_day),
    };
    value.map_or(Finding::NotApplicable, Finding::Formula)
}
