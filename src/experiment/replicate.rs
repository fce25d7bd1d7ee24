//! Replications: one future after another, or many at once; always collected by number.

use super::outcome::{Outcome, Stopped};
use super::plan::{Plan, Precision, Replications};
use crate::engine::Draws;
use crate::measures::{Monitor, MonitorPlan, Replication};
use crate::model;
use crate::statistics::{PrecisionRule, replications_needed};
use rayon::prelude::*;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Futures simulated between two looks at the precision, whatever the number of threads.
const BATCH: u32 = 16;

/// Measure whose precision is watched where the scenario names none.
const WATCHED: [&str; 2] = [
    "unallocated_children_mean",
    "wait_for_named_worker_days_mean",
];

/// What can go wrong in an experiment on a valid plan.
#[derive(Debug, thiserror::Error)]
pub enum ExperimentError {
    /// A law that must always hold was broken: a fault of the program.
    #[error("future {replication} broke a law of the model: {}", breaches.join("; "))]
    LawBroken {
        /// Number of the future.
        replication: u32,
        /// What was broken.
        breaches: Vec<String>,
    },
    /// The pool of threads could not be made.
    #[error("the threads could not be started: {0}")]
    Threads(String),
    /// The measure whose precision is to be watched is not reported.
    #[error("precision is asked of \"{0}\", which this scenario does not report")]
    NotReported(String),
}

/// How an experiment is run: nothing here changes a result.
pub struct Running<'a> {
    /// Threads; 0 = one for each processor.
    pub jobs: usize,
    /// Told (done, planned) after every future.
    pub progress: &'a (dyn Fn(usize, usize) + Sync),
    /// Set from outside to stop after the futures in hand.
    pub cancelled: &'a AtomicBool,
}

/// One future of a plan.
///
/// # Errors
///
/// When a law of the model was broken.
pub fn run_one(
    plan: &Plan,
    measures: &MonitorPlan,
    index: u32,
) -> Result<Replication, ExperimentError> {
    let mut monitor = Monitor::new(measures);
    let draws = Draws::new(plan.seed, index);
    let ended = model::run(&plan.department, draws, &mut monitor);
    monitor
        .finish(index, ended.agenda_events)
        .map_err(|breaches| ExperimentError::LawBroken {
            replication: index,
            breaches,
        })
}

/// All futures of a plan, in order of their numbers. Where as many are asked for as precision
/// needs, they come in batches of fixed size and the rule is applied to the ordered sequence, so
/// that the answer does not depend on the number of threads.
///
/// # Errors
///
/// When a law of the model was broken or the threads could not be started.
pub fn run_all(
    plan: &Plan,
    measures: &MonitorPlan,
    running: &Running<'_>,
) -> Result<Outcome, ExperimentError> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(running.jobs)
        .build()
        .map_err(|error| ExperimentError::Threads(error.to_string()))?;
    let done = AtomicUsize::new(0);
    let batch = |from: u32, to: u32, planned: usize| {
        let futures = pool.install(|| {
            (from..to)
                .into_par_iter()
                .map(|index| {
                    if running.cancelled.load(Ordering::Relaxed) {
                        return None;
                    }
                    let future = run_one(plan, measures, index);
                    let finished = done.fetch_add(1, Ordering::Relaxed) + 1;
                    (running.progress)(finished, planned);
                    Some(future)
                })
                .collect::<Vec<_>>()
        });
        futures.into_iter().flatten().collect::<Result<Vec<_>, _>>()
    };
    let (replications, stopped) = match &plan.replications {
        Replications::Number(n) => {
            let all = batch(0, *n, *n as usize)?;
            (all, Stopped::Number(*n))
        }
        Replications::Auto(precision) => until_precise(measures, precision, running, &batch)?,
    };
    let cancelled = running.cancelled.load(Ordering::Relaxed);
    let stopped = if cancelled {
        Stopped::Cancelled
    } else {
        stopped
    };
    Ok(Outcome {
        catalogue: measures.catalogue.clone(),
        replications,
        stopped,
    })
}

/// Some futures of a plan, of each of which only something is kept, in order of their numbers.
/// Where the run is stopped from outside, those in hand then are the last.
///
/// # Errors
///
/// When a law of the model was broken or the threads could not be started.
pub fn run_each<T: Send>(
    plan: &Plan,
    measures: &MonitorPlan,
    futures: Range<u32>,
    running: &Running<'_>,
    keep: &(dyn Fn(Replication) -> T + Sync),
) -> Result<Vec<T>, ExperimentError> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(running.jobs)
        .build()
        .map_err(|error| ExperimentError::Threads(error.to_string()))?;
    let (done, all) = (AtomicUsize::new(0), futures.len());
    let one = |index: u32| {
        if running.cancelled.load(Ordering::Relaxed) {
            return None;
        }
        let future = run_one(plan, measures, index).map(keep);
        let finished = done.fetch_add(1, Ordering::Relaxed) + 1;
        (running.progress)(finished, all);
        Some(future)
    };
    let kept: Vec<_> = pool.install(|| futures.into_par_iter().map(one).collect());
    kept.into_iter().flatten().collect()
}

/// Futures 0 to `number` of several plans, each plan's in order of their numbers. Future by future
/// and not plan by plan: where the run is stopped from outside, only the futures that were
/// finished under every plan before the first gap are kept, so that what is compared is whole.
///
/// # Errors
///
/// When a law of the model was broken or the threads could not be started.
pub fn run_side_by_side(
    plans: &[(&Plan, &MonitorPlan)],
    number: u32,
    running: &Running<'_>,
) -> Result<Vec<Vec<Replication>>, ExperimentError> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(running.jobs)
        .build()
        .map_err(|error| ExperimentError::Threads(error.to_string()))?;
    let done = AtomicUsize::new(0);
    let all = number as usize * plans.len();
    let one = |turn: usize| {
        if running.cancelled.load(Ordering::Relaxed) {
            return None;
        }
        let (plan, measures) = plans[turn % plans.len()];
        let future = run_one(plan, measures, (turn / plans.len()) as u32);
        let finished = done.fetch_add(1, Ordering::Relaxed) + 1;
        (running.progress)(finished, all);
        Some(future)
    };
    let futures: Vec<_> = pool.install(|| (0..all).into_par_iter().map(one).collect());
    let mut found: Vec<Vec<Replication>> = plans.iter().map(|_| Vec::new()).collect();
    let mut futures = futures.into_iter();
    for _ in 0..number {
        let turn: Option<Vec<_>> = futures.by_ref().take(plans.len()).collect();
        let Some(turn) = turn else { break };
        for (kept, future) in found.iter_mut().zip(turn) {
            kept.push(future?);
        }
    }
    Ok(found)
}

fn until_precise(
    measures: &MonitorPlan,
    precision: &Precision,
    running: &Running<'_>,
    batch: &dyn Fn(u32, u32, usize) -> Result<Vec<Replication>, ExperimentError>,
) -> Result<(Vec<Replication>, Stopped), ExperimentError> {
    let find = |name: &str| measures.catalogue.find(name, &measures.setting).ok();
    let (name, watched) = match &precision.measure {
        Some(name) => (name.clone(), find(name)),
        None => WATCHED
            .iter()
            .find_map(|name| find(name).map(|at| ((*name).to_string(), Some(at))))
            .unwrap_or_else(|| (WATCHED[0].to_string(), None)),
    };
    let Some(watched) = watched else {
        return Err(ExperimentError::NotReported(name));
    };
    let rule = PrecisionRule {
        relative: Some(precision.relative_half_width),
        absolute: None,
        level: 0.95,
        minimum: precision.at_least as usize,
        look_ahead: 5,
    };
    let mut all: Vec<Replication> = Vec::new();
    while (all.len() as u32) < precision.at_most {
        let from = all.len() as u32;
        let to = (from + BATCH).min(precision.at_most);
        all.extend(batch(from, to, precision.at_most as usize)?);
        if running.cancelled.load(Ordering::Relaxed) {
            return Ok((all, Stopped::Cancelled));
        }
        // A future without a value ends the sequence: precision cannot be claimed of it.
        let values: Option<Vec<f64>> = all.iter().map(|r| r.values[watched]).collect();
        if let Some(needed) = values.and_then(|values| replications_needed(&values, &rule)) {
            return Ok((
                all,
                Stopped::Precise {
                    measure: name,
                    needed,
                },
            ));
        }
    }
    let wanted = precision.relative_half_width;
    Ok((
        all,
        Stopped::NotPrecise {
            measure: name,
            wanted,
        },
    ))
}
