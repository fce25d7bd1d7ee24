//! Replications: one future after another, or many at once; always collected by number.

use super::outcome::{Outcome, Stopped};
use super::plan::{Plan, Precision, Replications};
use crate::chronology::Fact;
use crate::engine::{Draws, Observer};
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

fn pool(jobs: usize) -> Result<rayon::ThreadPool, ExperimentError> {
    let builder = rayon::ThreadPoolBuilder::new().num_threads(jobs);
    let pool = builder.build();
    pool.map_err(|error| ExperimentError::Threads(error.to_string()))
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
    let pool = pool(running.jobs)?;
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
    let one = |index: u32| run_one(plan, measures, index).map(keep);
    in_order(futures, running, &one)?.into_iter().collect()
}

/// Some futures of a plan, each heard by an observer of its own and by nothing else, in order of
/// their numbers. Where the run is stopped from outside, those in hand then are the last.
///
/// # Errors
///
/// When the threads could not be started.
pub fn watch_each<O: Observer<Fact> + Send>(
    plan: &Plan,
    futures: Range<u32>,
    running: &Running<'_>,
    observer: &(dyn Fn() -> O + Sync),
) -> Result<Vec<O>, ExperimentError> {
    let one = |index: u32| {
        let mut watching = observer();
        model::run(
            &plan.department,
            Draws::new(plan.seed, index),
            &mut watching,
        );
        watching
    };
    in_order(futures, running, &one)
}

/// Something of each future, in order of their numbers; none of those that were not begun when the
/// run was stopped from outside.
fn in_order<T: Send>(
    futures: Range<u32>,
    running: &Running<'_>,
    one: &(dyn Fn(u32) -> T + Sync),
) -> Result<Vec<T>, ExperimentError> {
    let (done, all) = (AtomicUsize::new(0), futures.len());
    let counted = |index: u32| {
        if running.cancelled.load(Ordering::Relaxed) {
            return None;
        }
        let found = one(index);
        let finished = done.fetch_add(1, Ordering::Relaxed) + 1;
        (running.progress)(finished, all);
        Some(found)
    };
    let pool = pool(running.jobs)?;
    let found: Vec<_> = pool.install(|| futures.into_par_iter().map(counted).collect());
    Ok(found.into_iter().flatten().collect())
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
    let pool = pool(running.jobs)?;
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

/// Some futures of one plan among many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// Place of the plan.
    pub place: usize,
    /// Number of the first future.
    pub first: u32,
    /// How many.
    pub count: u32,
}

impl Block {
    /// Futures 0 to `futures` of each of `places` plans, in blocks of at most `most`, in order.
    pub fn of_all(places: usize, futures: u32, most: u32) -> Vec<Self> {
        let most = most.max(1);
        let of_one = |place: usize| {
            let block = move |at: u32| Self {
                place,
                first: at * most,
                count: most.min(futures - at * most),
            };
            (0..futures.div_ceil(most)).map(block)
        };
        (0..places).flat_map(of_one).collect()
    }
}

/// Makes the plan at a place, and what one run of it answers.
pub type Prepare<'a, E> = dyn Fn(usize) -> Result<(Plan, MonitorPlan), E> + Sync + 'a;

/// Takes a whole block with what its plan answers.
pub type Keep<'a, E> = dyn Fn(&Block, &MonitorPlan, Vec<Replication>) -> Result<(), E> + Sync + 'a;

/// Many blocks of futures, each begun in its turn by whichever thread is free. A plan is made when
/// a block of it begins and given up with the block, so that memory holds one plan a thread however
/// many there are. `keep` gets every whole block with what its plan answers, in no order; where the
/// run is stopped from outside, blocks that are not whole are given up. Returns how many were
/// whole.
///
/// # Errors
///
/// The first that `prepare` or `keep` meets, when a law of the model was broken, or when the
/// threads could not be started. No further block is begun then.
pub fn run_blocks<E: From<ExperimentError> + Send>(
    blocks: &[Block],
    running: &Running<'_>,
    prepare: &Prepare<'_, E>,
    keep: &Keep<'_, E>,
) -> Result<usize, E> {
    let futures: usize = blocks.iter().map(|block| block.count as usize).sum();
    let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let failed = AtomicBool::new(false);
    let stopped = || running.cancelled.load(Ordering::Relaxed) || failed.load(Ordering::Relaxed);
    let one = |block: &Block| -> Result<bool, E> {
        let (plan, measures) = prepare(block.place)?;
        let mut found = Vec::with_capacity(block.count as usize);
        for index in block.first..block.first + block.count {
            if stopped() {
                return Ok(false);
            }
            found.push(run_one(&plan, &measures, index)?);
            let finished = done.fetch_add(1, Ordering::Relaxed) + 1;
            (running.progress)(finished, futures);
        }
        keep(block, &measures, found).map(|()| true)
    };
    let thread = |_: rayon::BroadcastContext<'_>| -> Result<usize, E> {
        let mut whole = 0;
        while let Some(block) = blocks.get(next.fetch_add(1, Ordering::Relaxed)) {
            if stopped() {
                break;
            }
            match one(block) {
                Ok(kept) => whole += usize::from(kept),
                Err(error) => {
                    failed.store(true, Ordering::Relaxed);
                    return Err(error);
                }
            }
        }
        Ok(whole)
    };
    let threads = pool(running.jobs)?.broadcast(thread);
    threads.into_iter().sum()
}

/// Something for each number from 0 to `number`, on several threads, in order.
///
/// # Errors
///
/// When the threads could not be started.
pub fn side_by_side<T: Send>(
    number: usize,
    jobs: usize,
    make: &(dyn Fn(usize) -> T + Sync),
) -> Result<Vec<T>, ExperimentError> {
    let pool = pool(jobs)?;
    Ok(pool.install(|| (0..number).into_par_iter().map(make).collect()))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::monitor_plan;
    use crate::scenario;
    use std::path::Path;
    use std::sync::Mutex;

    #[test]
    fn blocks_hold_every_future_of_every_plan_once() {
        let blocks = Block::of_all(3, 25, 10);
        assert_eq!(blocks.len(), 9);
        let futures = |place: usize| -> Vec<u32> {
            let own = blocks.iter().filter(|block| block.place == place);
            own.flat_map(|block| block.first..block.first + block.count)
                .collect()
        };
        for place in 0..3 {
            assert_eq!(futures(place), (0..25).collect::<Vec<u32>>());
        }
        assert!(Block::of_all(3, 0, 10).is_empty());
    }

    #[test]
    fn blocks_give_the_futures_that_a_run_gives() {
        let load = || -> Result<(Plan, MonitorPlan), ExperimentError> {
            let file = Path::new("scenarios/tiny-office.toml");
            let mut plan = scenario::load(file, &[]).expect("it is right");
            plan.replications = Replications::Number(5);
            let measures = monitor_plan(&plan, &[]).expect("understood");
            Ok((plan, measures))
        };
        let running = Running {
            jobs: 2,
            progress: &|_, _| {},
            cancelled: &AtomicBool::new(false),
        };
        let (plan, measures) = load().expect("it is right");
        let whole = run_all(&plan, &measures, &running).expect("run");
        let found = Mutex::new(Vec::new());
        let keep = |block: &Block, _: &MonitorPlan, futures: Vec<Replication>| {
            found.lock().expect("no panic").push((block.first, futures));
            Ok::<(), ExperimentError>(())
        };
        let blocks = Block::of_all(1, 5, 2);
        let kept = run_blocks(&blocks, &running, &|_| load(), &keep).expect("run");
        assert_eq!(kept, 3);
        let mut found = std::mem::take(&mut *found.lock().expect("no panic"));
        found.sort_by_key(|(first, _)| *first);
        let futures = found.into_iter().flat_map(|(_, futures)| futures);
        let values: Vec<_> = futures.map(|future| future.values).collect();
        let wanted: Vec<_> = whole
            .replications
            .iter()
            .map(|r| r.values.clone())
            .collect();
        assert_eq!(values, wanted);
        running.cancelled.store(true, Ordering::Relaxed);
        let kept = run_blocks(&blocks, &running, &|_| load(), &keep).expect("stopped");
        assert_eq!(kept, 0);
    }
}
