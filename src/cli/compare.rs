//! `caseload compare`: plans against a base in the same futures.

mod drawn;
mod effort;
mod levers;
mod said;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;

use drawn::{draw_together, kept_draws};
use effort::other_effort;
use levers::{after_levers, besides, contributions, counts};
use said::{report, say};

use super::ending::{Ending, Failure, Troubles};
use super::requirement::{Verdict, Watched};
use super::run::{Pictures, keep_draws};
use super::settings::{Chance, Inputs, Settings, Usual, mark, seconds_since, share};
use super::simulate::{Simulated, beside, futures, simulate_as_given};
use super::stability::Grouped;
use super::{Ended, console, interrupt, stability};
use crate::experiment::compare::compare;
use crate::experiment::headline::last_day;
use crate::experiment::plan::Replications;
use crate::experiment::typed::Day;
use crate::experiment::{Asked, Comparison, Headline, Outcome, Plan, Stopped};
use crate::experiment::{headlines, mismatches};
use crate::measures::{RequestProblem, parse};
use crate::report::Report;
use crate::report::compose::{After, Brief, Contribution, DrawnTogether, OtherEffort};
use crate::report::{store, words};
use crate::scenario;

const EXAMPLES: &str = "\
Examples:
  caseload compare scenarios/essex-2009.toml scenarios/plans/*.toml
  caseload compare base.toml plan.toml --replications 100 --out output/plan-or-not
  caseload compare base.toml a.toml b.toml --area B --by \"12 wk\"
  caseload compare base.toml plan.toml --require \"unallocated_protection_max.p95 <= 0\"";

/// Options of `caseload compare`.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES)]
pub(super) struct Arguments {
    /// Scenario that plans are compared with.
    #[arg(value_name = "BASE")]
    base: PathBuf,
    /// Scenarios that extend it.
    #[arg(required = true, value_name = "PLAN")]
    plans: Vec<PathBuf>,
    /// Compare and rank for one office only.
    #[arg(long, value_name = "OFFICE")]
    area: Option<String>,
    /// Compare up to a day only: a date, or a time after the start such as "12 wk".
    #[arg(long, value_name = "WHEN")]
    by: Option<String>,
    /// Share of futures in which a guard may be broken before a plan is red.
    #[arg(long, value_name = "SHARE", default_value = "5%", value_parser = share)]
    guard_chance: f64,
    /// Simulate each lever of a plan alone, and the plan without it, too.
    #[arg(long)]
    contributions: bool,
    /// Result folder [default: output/compare-<base>-<first 8 of the digest of all>].
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    #[command(flatten)]
    chance: Chance,
    #[command(flatten)]
    inputs: Inputs,
    /// Pictures to draw [default: the base's, or all].
    #[arg(long, value_name = "KIND")]
    figures: Option<Pictures>,
    /// A target that every plan must meet (may be repeated).
    #[arg(long, value_name = "TARGET")]
    require: Vec<String>,
    #[command(flatten)]
    usual: Usual,
}

impl Arguments {
    fn sets(&self) -> Vec<(String, String)> {
        let mut sets = self.usual.settings.sets.clone();
        sets.extend(self.chance.sets());
        sets
    }

    fn folder(&self, base: &Plan, plans: &[Scenario]) -> PathBuf {
        if let Some(out) = &self.out {
            return out.clone();
        }
        let digests = plans.iter().map(|plan| plan.plan.digest.clone());
        let all: Vec<String> = std::iter::once(base.digest.clone())
            .chain(digests)
            .collect();
        let mark = mark(&all);
        Path::new("output").join(format!("compare-{}-{mark}", base.file_stem))
    }
}

/// One scenario with what it was read from.
struct Scenario {
    path: PathBuf,
    plan: Plan,
    sets: Vec<(String, String)>,
}

/// Everything that was understood before anything is simulated.
struct Ready {
    base: Scenario,
    plans: Vec<Scenario>,
    asked: Asked,
    after: Vec<After>,
    headlines: Vec<Headline>,
    watched: Watched,
    warnings: Vec<String>,
    before: Vec<String>,
    folder: PathBuf,
    pictures: Pictures,
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments) -> Ended {
    let ready = ready(arguments)?;
    if !arguments.usual.quiet {
        for said in ready.before.iter().chain(&ready.warnings) {
            console::tell(said);
        }
    }
    let made = made(arguments, &ready, &Extent::of(arguments))?;
    let done = &made.done;
    store::write(
        &made.report,
        &ready.folder,
        ready.pictures.wanted(),
        arguments.usual.overwrite,
    )?;
    let mut verdicts = Vec::with_capacity(done.plans.len());
    for one in &done.plans {
        verdicts.push(one.watched.judge(&one.simulated.outcome).map_err(fault)?);
    }
    say(arguments, &ready, &made, &verdicts)?;
    Ok(ending(done, &verdicts))
}

/// How much of a comparison is simulated: everything that is asked for, or as much as another one
/// kept.
struct Extent {
    /// Futures of the base, and how many of them were kept of all; `None` where nothing cut it.
    cut: Option<(u32, u32)>,
    /// Whether each lever is simulated alone and left out, too.
    contributions: bool,
    /// Draws of the inputs that were asked for, and those that are simulated; `None` = as many as
    /// the command says or as is usual.
    draws: Option<(usize, usize)>,
    /// Whether the first plan is simulated with less and with more work where inputs are not drawn.
    effort: bool,
}

impl Extent {
    fn of(arguments: &Arguments) -> Self {
        Extent {
            cut: None,
            contributions: arguments.contributions,
            draws: None,
            effort: true,
        }
    }
}

/// A comparison with its report and the short answer.
struct Made {
    done: Done,
    comparison: Comparison,
    report: Report,
    brief: Brief,
}

/// What is simulated beside the futures of base and plans.
#[derive(Default)]
struct Aside {
    contributions: Vec<Contribution>,
    drawn: Option<DrawnTogether>,
    effort: Option<OtherEffort>,
}

/// Simulates and compares; the whole report.
fn made(arguments: &Arguments, ready: &Ready, extent: &Extent) -> Result<Made, Failure> {
    let began = Instant::now();
    let how = (arguments.usual.jobs(), arguments.usual.quiet);
    let mut plan = ready.base.plan.clone();
    if let Some((_, kept)) = extent.cut {
        plan.replications = Replications::Number(kept);
    }
    let base = simulate_as_given(&plan, &ready.watched, how.0, how.1)?;
    if interrupt::came() {
        return Err(Failure::Cancelled);
    }
    let done = simulated(ready, base, extent.cut, how)?;
    let comparison = compared(ready, &done, arguments.guard_chance)?;
    let mut aside = Aside::default();
    if extent.contributions && !interrupt::came() {
        aside.contributions = contributions(ready, &done, how)?;
    }
    if done.base.outcome.stopped != Stopped::Cancelled {
        let lead = comparison.lead();
        let lead = lead.map(|lead| (lead, &done.plans[lead].scenario));
        let usual = || {
            let plans = [Some(&ready.base), lead.map(|(_, plan)| plan)];
            let plans: Vec<&Plan> = plans.into_iter().flatten().map(|one| &one.plan).collect();
            let draws = arguments.inputs.draws(&plans);
            (draws, draws)
        };
        let draws = extent.draws.unwrap_or_else(usual);
        if let (Some(lead), true) = (lead, draws.0 > 0) {
            aside.drawn = draw_together(ready, lead, draws, how)?;
        }
    }
    if extent.effort && aside.drawn.is_none() && !interrupt::came() {
        aside.effort = other_effort(ready, &done, &comparison, how)?;
    }
    let seconds = seconds_since(began);
    let draws = kept_draws(aside.drawn.as_ref());
    let (mut report, brief) = report(arguments, ready, &done, &comparison, (aside, seconds))?;
    keep_draws(&mut report, draws);
    Ok(Made {
        done,
        comparison,
        report,
        brief,
    })
}

/// What a manifest of a comparison says of how it was made.
pub(super) struct Kept {
    /// Base, then plans.
    pub scenarios: Vec<PathBuf>,
    /// Digests of the same, resolved.
    pub digests: Vec<String>,
    /// What was laid over all of them.
    pub sets: Vec<(String, String)>,
    /// `--require`.
    pub require: Vec<String>,
    /// Pictures drawn.
    pub pictures: Pictures,
    /// `--area`.
    pub area: Option<String>,
    /// `--by`.
    pub by: Option<String>,
    /// `--guard-chance`.
    pub guard_chance: f64,
    /// Whether each lever was simulated alone and left out.
    pub contributions: bool,
    /// Whether the first plan was simulated with less and with more work.
    pub effort: bool,
    /// Draws of the inputs that were asked for, and those that were whole.
    pub draws: (usize, usize),
    /// Futures of the base.
    pub futures: u32,
    /// How many of them were kept, where the run was cancelled.
    pub cut: Option<u32>,
}

/// Does a comparison again, as its manifest says.
pub(super) fn again(kept: Kept, jobs: Option<u16>, quiet: bool) -> Result<Report, Failure> {
    let Some((base, plans)) = kept.scenarios.split_first() else {
        return Err(Failure::of_input("nothing to compare", ""));
    };
    let arguments = Arguments {
        base: base.clone(),
        plans: plans.to_vec(),
        area: kept.area,
        by: kept.by,
        guard_chance: kept.guard_chance,
        contributions: kept.contributions,
        // Nothing is written here; the folder only must not be in the way.
        out: Some(std::env::temp_dir().join(format!("caseload-again-{}", std::process::id()))),
        chance: Chance::default(),
        inputs: Inputs::default(),
        figures: Some(kept.pictures),
        require: kept.require,
        usual: Usual {
            overwrite: true,
            jobs,
            settings: Settings { sets: kept.sets },
            json: false,
            quiet,
        },
    };
    let ready = ready(&arguments)?;
    let extent = Extent {
        cut: kept.cut.map(|cut| (kept.futures, cut)),
        contributions: kept.contributions,
        draws: Some(kept.draws),
        effort: kept.effort,
    };
    let futures = kept.futures;
    let settled = settled(&ready, futures)?;
    let mut troubles = Troubles::default();
    let now = std::iter::once(&ready.base).chain(&settled);
    for (one, was) in now.zip(&kept.digests) {
        if one.plan.digest != *was {
            troubles.add(
                format!("{}: not the scenario that was run", one.path.display()),
                "restore the scenario, and what it extends, as it was",
            );
        }
    }
    troubles.end()?;
    made(&arguments, &ready, &extent).map(|made| made.report)
}

pub(super) fn fault(problem: RequestProblem) -> Failure {
    Failure::Fault(anyhow::Error::new(problem))
}

/// Base and plans, simulated in the same futures.
struct Done {
    /// Futures of the base, of which those are kept that were whole under every plan.
    asked: u32,
    base: Simulated,
    plans: Vec<OnePlan>,
}

/// One plan, simulated.
struct OnePlan {
    scenario: Scenario,
    watched: Watched,
    simulated: Simulated,
}

fn ending(done: &Done, verdicts: &[Vec<Verdict>]) -> Ending {
    if interrupt::came() {
        console::tell(
            "cancelled: the futures that were whole under every plan are kept and marked",
        );
        return Ending::Cancelled;
    }
    if verdicts.iter().flatten().any(|verdict| !verdict.met) {
        return Ending::NotMet;
    }
    if done.base.is_rough() {
        console::tell(&format!(
            "the precision asked for was not reached in {}",
            futures(done.base.outcome.replications.len())
        ));
        return Ending::NotPrecise;
    }
    Ending::Done
}

/// Reads everything and refuses what cannot be compared, every problem at once.
fn ready(arguments: &Arguments) -> Result<Ready, Failure> {
    let sets = arguments.sets();
    let mut troubles = Troubles::default();
    let mut warnings = Vec::new();
    let read = |path: &Path, troubles: &mut Troubles| {
        let (plan, problems) = scenario::check(path, &sets);
        if plan.is_none() {
            troubles.add_told(&problems);
        }
        plan
    };
    let base = read(&arguments.base, &mut troubles);
    let plans: Vec<Option<Plan>> = arguments
        .plans
        .iter()
        .map(|path| read(path, &mut troubles))
        .collect();
    let mut names = BTreeSet::new();
    for path in &arguments.plans {
        let stem = path.file_stem().map(|stem| stem.to_owned());
        if !names.insert(stem) {
            troubles.add(
                format!("{}: another plan has a file of this name", path.display()),
                "give the file a name of its own: tables and folders name plans by it",
            );
        }
    }
    let mut asked = Asked::default();
    if let Some(base) = &base {
        asked = understood(arguments, base, &mut troubles);
        if let Err(failure) = Watched::of(base, &arguments.require) {
            troubles.add_told(&failure);
        }
        let mut alike = Grouped::default();
        for (path, plan) in arguments.plans.iter().zip(&plans) {
            let path = path.display().to_string();
            for found in plan.iter().flat_map(|plan| mismatches(base, plan)) {
                match found.wrong {
                    true => troubles.add(format!("{path}: {}", found.said), &found.hint),
                    false => alike.add(format!("{}; {}", found.said, found.hint), &path),
                }
            }
        }
        let told = |(said, paths)| format!("warning: {}: {said}", words::listed(paths));
        warnings.extend(alike.iter().map(told));
    }
    troubles.end()?;
    let (Some(base), Some(plans)) = (base, plans.into_iter().collect::<Option<Vec<Plan>>>()) else {
        return Err(Failure::of_input("nothing to compare", ""));
    };
    let after = after_levers(&base, &plans, &asked, &mut warnings);
    asked.on = after.iter().map(|one| one.on).collect();
    asked.beside = besides(&plans).concat();
    asked.counts = counts(&plans);
    let scenarios = arguments.plans.iter().zip(plans);
    let plans = scenarios.map(|(path, plan)| Scenario {
        path: path.clone(),
        plan,
        sets: sets.clone(),
    });
    let plans: Vec<Scenario> = plans.collect();
    let headlines = shared(&base, &plans, &asked);
    let watched = Watched::of_more(&base, &arguments.require, &requests(&headlines))?;
    let folder = arguments.folder(&base, &plans);
    store::check(&folder, arguments.usual.overwrite)?;
    let before = stability::sentences(
        &base,
        &plans.iter().map(|one| &one.plan).collect::<Vec<_>>(),
    );
    let figures = Pictures::of(base.figures);
    Ok(Ready {
        pictures: arguments.figures.unwrap_or(figures),
        base: Scenario {
            path: arguments.base.clone(),
            plan: base,
            sets,
        },
        plans,
        asked,
        after,
        headlines,
        watched,
        warnings,
        before,
        folder,
    })
}

/// `--area` and `--by` against the base.
fn understood(arguments: &Arguments, base: &Plan, troubles: &mut Troubles) -> Asked {
    if let Some(area) = arguments
        .area
        .as_ref()
        .filter(|area| !base.names.offices.contains(area))
    {
        troubles.add(
            format!(
                "--area: found \"{area}\", wanted an office of the base: {}",
                words::listed(&base.names.offices)
            ),
            "",
        );
    }
    let setting = crate::experiment::setting::setting(base);
    let (first, last) = (
        setting.calendar.date_of(setting.window_start),
        last_day(&setting),
    );
    let typed = arguments.by.as_deref();
    let day = typed.and_then(Day::parse);
    if let (Some(found), None) = (typed, day) {
        let wanted = "wanted a date such as 2010-03-29, or a time such as \"12 wk\"";
        troubles.add(format!("--by: found \"{found}\", {wanted}"), "");
    }
    let by = day.and_then(|day| day.of(base.start_date));
    if day.is_some() && !by.is_some_and(|by| by > first && by <= last) {
        let found = by.map_or("a day out of reach".to_owned(), |by| by.to_string());
        troubles.add(
            format!("--by: found {found}, wanted a day after {first} and up to {last}"),
            "the run must reach it: see run.horizon and run.warm_up of the base",
        );
    }
    Asked {
        area: arguments.area.clone(),
        by: by.filter(|by| *by < last),
        ..Asked::default()
    }
}

fn requests(headlines: &[Headline]) -> Vec<String> {
    headlines.iter().map(|one| one.name.clone()).collect()
}

/// The headlines that every plan can answer.
fn shared(base: &Plan, plans: &[Scenario], asked: &Asked) -> Vec<Headline> {
    let mut all = headlines(base, asked);
    for plan in plans {
        let setting = crate::experiment::setting::setting(&plan.plan);
        all.retain(|one| parse(&one.name, &setting).is_ok_and(|same| same.name == one.name));
    }
    all
}

/// Every plan as it is simulated: with the base's seed and as many futures.
fn settled(ready: &Ready, number: u32) -> Result<Vec<Scenario>, Failure> {
    let seed = ready.base.plan.seed;
    let plans = ready.plans.iter().map(|one| {
        let mut sets = one.sets.clone();
        if one.plan.seed != seed {
            sets.push(("run.seed".into(), seed.to_string()));
        }
        if one.plan.replications != Replications::Number(number) {
            sets.push(("run.replications".into(), number.to_string()));
        }
        let plan = match sets == one.sets {
            true => one.plan.clone(),
            false => scenario::load(&one.path, &sets).map_err(Failure::Scenario)?,
        };
        Ok(Scenario {
            path: one.path.clone(),
            plan,
            sets,
        })
    });
    plans.collect()
}

/// Simulates the plans in the futures of the base.
fn simulated(
    ready: &Ready,
    mut base: Simulated,
    cut: Option<(u32, u32)>,
    (jobs, quiet): (usize, bool),
) -> Result<Done, Failure> {
    let number = base.outcome.replications.len() as u32;
    let asked = cut.map_or(number, |(asked, _)| asked);
    let scenarios = settled(ready, asked)?;
    let more = requests(&ready.headlines);
    let require: Vec<String> = ready
        .watched
        .requirements
        .iter()
        .map(|r| r.text.clone())
        .collect();
    let watched: Result<Vec<Watched>, Failure> = scenarios
        .iter()
        .map(|one| Watched::of_more(&one.plan, &require, &more))
        .collect();
    let watched = watched?;
    let plans: Vec<(&Plan, &Watched)> = scenarios
        .iter()
        .map(|one| &one.plan)
        .zip(&watched)
        .collect();
    let found = beside(&plans, number, jobs, quiet)?;
    let kept = found.first().map_or(0, |one| one.replications.len());
    if kept == 0 {
        return Err(Failure::Cancelled);
    }
    base.outcome.replications.truncate(kept);
    let cancelled = cut.is_some() || interrupt::came();
    if cancelled {
        base.outcome.stopped = Stopped::Cancelled;
    }
    let all = scenarios.into_iter().zip(watched).zip(found);
    let plans = all.map(|((scenario, watched), mut outcome)| {
        if cancelled {
            outcome.stopped = Stopped::Cancelled;
        }
        let simulated = Simulated::of(&scenario.plan, &watched, outcome, (0.0, jobs))?;
        Ok(OnePlan {
            scenario,
            watched,
            simulated,
        })
    });
    Ok(Done {
        asked,
        plans: plans.collect::<Result<Vec<_>, Failure>>()?,
        base,
    })
}

fn compared(ready: &Ready, done: &Done, chance: f64) -> Result<Comparison, Failure> {
    let plans: Vec<(&Outcome, _, bool)> = done
        .plans
        .iter()
        .map(|one| {
            let shocked = one.scenario.plan.levers.iter().any(|lever| lever.shock);
            (
                &one.simulated.outcome,
                &one.watched.measures.setting,
                shocked,
            )
        })
        .collect();
    compare(
        (&done.base.outcome, &ready.watched.measures.setting),
        &plans,
        ready.headlines.clone(),
        chance,
    )
    .map_err(fault)
}
