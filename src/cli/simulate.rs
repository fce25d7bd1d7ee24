//! From a plan to its outcome, with a bar on a terminal and Ctrl-C listened to.

use std::io::IsTerminal;
use std::path::Path;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::ending::Failure;
use super::interrupt;
use super::requirement::Watched;
use super::settings::{machine, seconds_since};
use crate::experiment::effort::run_again;
use crate::experiment::plan::Replications;
use crate::experiment::{
    Outcome, Plan, Running, Score, Stopped, effort_range, run_all, run_side_by_side, scorecard,
};
use crate::measures::Replication;
use crate::report::compose::{DrawnInputs, Findings, Run, compose};
use crate::report::{Report, words};
use crate::study::{Drawn, UncertainError};

/// Futures with each draw of the inputs: two tell chance from inputs, more draws tell more.
pub(super) const FUTURES_PER_DRAW: u32 = 2;

/// An outcome, what it was held against, and how long it took.
pub(super) struct Simulated {
    pub outcome: Outcome,
    pub scores: Vec<Score>,
    /// With a tenth less and a tenth more work.
    pub effort: Option<[Outcome; 2]>,
    /// With inputs drawn from what the scenario believes of them.
    drawn: Option<(Drawn, Vec<Vec<Replication>>)>,
    run: Run,
}

/// Simulates every future of a plan on `jobs` threads (0 = one for each core), and as many with
/// less and with more work as are said, or as is usual.
pub(super) fn simulate_again(
    plan: &Plan,
    watched: &Watched,
    jobs: usize,
    quiet: bool,
    effort_futures: Option<usize>,
) -> Result<Simulated, Failure> {
    let began = Instant::now();
    let mut simulated = simulate_as_given(plan, watched, jobs, quiet)?;
    let usual = match simulated.outcome.stopped {
        Stopped::Cancelled => 0,
        _ => run_again(simulated.outcome.replications.len()),
    };
    let futures = effort_futures.unwrap_or(usual);
    if futures > 0 {
        simulated.effort = with_other_effort(plan, watched, jobs, quiet, futures)?;
    }
    simulated.run.seconds = seconds_since(began);
    Ok(simulated)
}

/// Simulates every future of a plan, with the work it says and no other.
pub(super) fn simulate_as_given(
    plan: &Plan,
    watched: &Watched,
    jobs: usize,
    quiet: bool,
) -> Result<Simulated, Failure> {
    let cancelled = interrupt::listen();
    let bar = bar(&plan.file_stem, quiet);
    let began = Instant::now();
    let progress = shown_on(&bar, counting(plan));
    let running = Running {
        jobs,
        progress: &progress,
        cancelled,
    };
    let outcome = run_all(plan, &watched.measures, &running);
    bar.finish_and_clear();
    let mut outcome = outcome?;
    if outcome.stopped == Stopped::Cancelled {
        keep_unbroken(&mut outcome);
    }
    if outcome.replications.is_empty() {
        return Err(Failure::Cancelled);
    }
    let seconds = seconds_since(began);
    Simulated::of(plan, watched, outcome, (seconds, jobs))
}

/// Simulates futures 0 to `number` of several plans side by side, with one bar for all.
pub(super) fn beside(
    plans: &[(&Plan, &Watched)],
    number: u32,
    jobs: usize,
    quiet: bool,
) -> Result<Vec<Outcome>, Failure> {
    let cancelled = interrupt::listen();
    let bar = bar("plans", quiet);
    let counting = style("{prefix} {bar:30} {pos} of {len} futures, {eta} left");
    let progress = shown_on(&bar, counting);
    let running = Running {
        jobs,
        progress: &progress,
        cancelled,
    };
    let arms: Vec<_> = plans
        .iter()
        .map(|(plan, watched)| (*plan, &watched.measures))
        .collect();
    let found = run_side_by_side(&arms, number, &running);
    bar.finish_and_clear();
    let stopped = match interrupt::came() {
        true => Stopped::Cancelled,
        false => Stopped::Number(number),
    };
    let outcomes = found?.into_iter().zip(plans);
    let outcomes = outcomes.map(|(replications, (_, watched))| Outcome {
        catalogue: watched.measures.catalogue.clone(),
        replications,
        stopped: stopped.clone(),
    });
    Ok(outcomes.collect())
}

/// Simulates draws of inputs, with a bar and Ctrl-C listened to.
pub(super) fn with_draws<T>(
    name: &str,
    (jobs, quiet): (usize, bool),
    simulate: &dyn Fn(&Running<'_>) -> Result<T, UncertainError>,
) -> Result<T, Failure> {
    let bar = bar(&format!("{name}, inputs drawn:"), quiet);
    let counting = style("{prefix} {bar:30} {pos} of {len} futures, {eta} left");
    let progress = shown_on(&bar, counting);
    let found = simulate(&Running {
        jobs,
        progress: &progress,
        cancelled: interrupt::listen(),
    });
    bar.finish_and_clear();
    Ok(found?)
}

/// Moves a bar as futures are finished; from the first on it counts them in its own style.
pub(super) fn shown_on(
    bar: &ProgressBar,
    counting: ProgressStyle,
) -> impl Fn(usize, usize) + Sync + '_ {
    move |done, most| {
        let first = bar.length().is_none();
        bar.set_length(most as u64);
        bar.set_position(bar.position().max(done as u64));
        if first {
            bar.set_style(counting.clone());
        }
    }
}

/// Some of the futures again with less and with more work; none if that is cancelled.
fn with_other_effort(
    plan: &Plan,
    watched: &Watched,
    jobs: usize,
    quiet: bool,
    futures: usize,
) -> Result<Option<[Outcome; 2]>, Failure> {
    let bar = bar(
        &format!("{}, a tenth more and less work:", plan.file_stem),
        quiet,
    );
    let running = Running {
        jobs,
        progress: &|_, _| {},
        cancelled: interrupt::listen(),
    };
    let found = effort_range(plan, &watched.measures, &running, futures);
    bar.finish_and_clear();
    Ok(found?.filter(|both| both.iter().all(|one| one.stopped != Stopped::Cancelled)))
}

/// Futures are finished out of order: only those before the first gap are kept, so that a
/// cancelled run is a shorter run and can be done again.
fn keep_unbroken(outcome: &mut Outcome) {
    let numbers = outcome.replications.iter().enumerate();
    let whole = numbers
        .take_while(|(place, future)| *place == future.index as usize)
        .count();
    outcome.replications.truncate(whole);
}

impl Simulated {
    /// An outcome held against what was observed, with the seconds and threads it took.
    pub fn of(
        plan: &Plan,
        watched: &Watched,
        outcome: Outcome,
        (seconds, jobs): (f64, usize),
    ) -> Result<Self, Failure> {
        let scores = scorecard(plan, &outcome, &watched.measures.setting)
            .map_err(|problem| Failure::Fault(anyhow::Error::new(problem)))?;
        Ok(Simulated {
            outcome,
            scores,
            effort: None,
            drawn: None,
            run: Run {
                seconds,
                machine: machine(jobs),
            },
        })
    }

    /// The same with only what `plain` watches, of all that was watched.
    pub fn as_run(&self, plain: &Watched) -> Self {
        let all = &self.outcome.catalogue;
        let catalogue = plain.measures.catalogue.clone();
        let names = catalogue.values.iter().map(|value| &value.name);
        let places: Vec<Option<usize>> = names.map(|name| all.position(name)).collect();
        let futures = self.outcome.replications.iter();
        let replications = futures.map(|future| Replication {
            values: places
                .iter()
                .map(|place| place.and_then(|place| future.values[place]))
                .collect(),
            ..future.clone()
        });
        let replications = replications.collect();
        Simulated {
            outcome: Outcome {
                catalogue,
                replications,
                stopped: self.outcome.stopped.clone(),
            },
            scores: self.scores.clone(),
            effort: None,
            drawn: None,
            run: self.run.clone(),
        }
    }

    /// How a whole command went that took so many seconds on the same machine.
    pub fn run_of(&self, seconds: f64) -> Run {
        Run {
            seconds,
            ..self.run.clone()
        }
    }

    /// Everything the outcome has to say.
    pub fn report(&self, plan: &Plan, watched: &Watched) -> Report {
        let setting = &watched.measures.setting;
        let effort = self.effort.as_ref();
        let mut findings = Findings::of(plan, setting, &self.outcome, &self.scores, effort);
        findings.drawn = self
            .drawn
            .as_ref()
            .map(|(drawn, futures)| DrawnInputs { drawn, futures });
        compose(&findings, &self.run)
    }

    /// Draws the inputs as often as `draws` says first, and simulates a few futures with each of as
    /// many of those draws as it says then: with all, or those that a run kept which was stopped.
    pub fn draw_inputs(
        &mut self,
        path: &Path,
        sets: &[(String, String)],
        plan: &Plan,
        (asked, draws): (usize, usize),
        (jobs, quiet): (usize, bool),
    ) -> Result<(), Failure> {
        if asked == 0 || self.outcome.stopped == Stopped::Cancelled {
            return Ok(());
        }
        let began = Instant::now();
        let drawn = Drawn::of(path, sets, plan, asked).map_err(Failure::Scenario)?;
        let Some(drawn) = drawn else { return Ok(()) };
        let found = with_draws(&plan.file_stem, (jobs, quiet), &|running| {
            drawn.simulate(draws, FUTURES_PER_DRAW, &[], running)
        })?;
        self.run.seconds += seconds_since(began);
        self.drawn = Some((drawn, found));
        Ok(())
    }

    /// Draws of the inputs that were asked for, and those that were whole.
    pub fn draws(&self) -> (usize, usize) {
        let drawn = self.drawn.as_ref();
        drawn.map_or((0, 0), |(drawn, found)| (drawn.places.len(), found.len()))
    }

    /// Futures simulated with less and with more work, each.
    pub fn effort_futures(&self) -> usize {
        let both = self.effort.as_ref();
        both.map_or(0, |both| both[0].replications.len())
    }

    /// Whether a precision was asked for and not reached.
    pub fn is_rough(&self) -> bool {
        matches!(self.outcome.stopped, Stopped::NotPrecise { .. })
    }
}

/// A number of futures in words.
pub(super) fn futures(number: usize) -> String {
    match number {
        1 => "1 future".to_owned(),
        many => format!("{} futures", words::number(many as f64, 0)),
    }
}

/// On a terminal, word that the first futures are under way; nothing in a pipe.
pub(super) fn bar(name: &str, quiet: bool) -> ProgressBar {
    if quiet || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    bar.set_style(style("{prefix} first futures under way, {elapsed} so far"));
    bar.set_prefix(name.to_owned());
    bar.enable_steady_tick(Duration::from_millis(500));
    bar
}

/// How the bar goes on once a future is finished and the time left can be told.
fn counting(plan: &Plan) -> ProgressStyle {
    style(match plan.replications {
        Replications::Number(_) => "{prefix} {bar:30} {pos} of {len} futures, {eta} left",
        Replications::Auto(_) => {
            "{prefix} {bar:30} {pos} of at most {len} futures, at most {eta} left"
        }
    })
}

/// A style of the bar.
pub(super) fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template)
        .unwrap_or_else(|_| ProgressStyle::default_bar())
        .progress_chars("=> ")
}
