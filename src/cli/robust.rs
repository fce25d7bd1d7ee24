//! `caseload robust`: which plan holds up over sampled inputs and shocks.

use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;
use serde_json::json;

use super::ending::{Ending, Failure, Troubles, requests};
use super::run::kept_settings;
use super::settings::{self, Common, mark};
use super::simulate::{bar, shown_on, style};
use super::{Ended, again, console, interrupt};
use crate::experiment::headline::headlines;
use crate::experiment::size::Target;
use crate::experiment::{Asked, Outcome, Plan, Running, Stopped, Topic, mismatches, monitor_plan};
use crate::measures::MonitorPlan;
use crate::report::compose::{Findings, Robust, compose_robust};
use crate::report::{Report, store};
use crate::scenario;
use crate::study::robust::Shock;
use crate::study::{Alike, Sampled, UncertainError};
use crate::study::{conditions, file, holds, not_told_from, ranked};

const EXAMPLES: &str = "\
Examples:
  caseload robust scenarios/essex-2009.toml scenarios/plans/the-mix.toml \\
      scenarios/plans/project-team.toml --shocks scenarios/shocks.toml \\
      --target \"unallocated_over_5_wd_end <= 3000\"";

/// Options of `caseload robust`.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES)]
pub(super) struct Arguments {
    /// Scenario whose belief ranges are drawn from.
    #[arg(value_name = "BASE")]
    base: PathBuf,
    /// Scenarios that extend it.
    #[arg(required = true, value_name = "PLAN")]
    plans: Vec<PathBuf>,
    /// What a future must keep, such as "unallocated_protection_max <= 0" or, of a list,
    /// "unallocated_over_5_wd <= 50 by 2010-05-14" (may be repeated).
    #[arg(long, required = true, value_name = "TARGET")]
    target: Vec<String>,
    /// A file of levers that are shocks: at most one comes in each sampled future.
    #[arg(long, value_name = "FILE")]
    shocks: Option<PathBuf>,
    /// Sampled futures: draws of the inputs, each with one future under every plan.
    #[arg(long, value_name = "N", default_value_t = 50,
        value_parser = clap::value_parser!(u32).range(10..=100_000))]
    futures: u32,
    #[command(flatten)]
    common: Common,
}

impl From<UncertainError> for Failure {
    fn from(error: UncertainError) -> Self {
        match error {
            UncertainError::Wrong(problems) => Failure::Scenario(problems),
            UncertainError::Experiment(error) => error.into(),
        }
    }
}

/// What was understood before anything is simulated.
struct Ready {
    base: Plan,
    names: Vec<String>,
    titles: Vec<String>,
    sampled: Sampled,
    targets: Vec<(Target, f64)>,
    /// Requests: the targets', then what regret is counted in.
    asked: Vec<String>,
    /// What a future answers to them.
    measures: MonitorPlan,
    regret: (String, String, f64),
    sets: Vec<(String, String)>,
    /// Digests of base, plans and shocks.
    digests: Vec<String>,
    folder: PathBuf,
}

impl Arguments {
    /// The command in the words that decide what it answers.
    fn words(&self) -> Vec<String> {
        let mut words = vec!["robust".to_owned()];
        let scenarios = std::iter::once(&self.base).chain(&self.plans);
        words.extend(scenarios.map(|path| path.display().to_string()));
        words.extend(self.target.iter().map(|text| format!("--target={text}")));
        let shocks = self.shocks.iter();
        words.extend(shocks.map(|path| format!("--shocks={}", path.display())));
        words.push(format!("--futures={}", self.futures));
        words.extend(self.common.words());
        words
    }
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments) -> Ended {
    let ready = ready(arguments)?;
    let report = made(arguments, &ready)?;
    store::write(
        &report,
        &ready.folder,
        arguments.common.figures.wanted(),
        arguments.common.usual.overwrite,
    )?;
    say(arguments, &ready, &report)?;
    Ok(match interrupt::came() {
        true => Ending::Cancelled,
        false => Ending::Done,
    })
}

/// The same report again, if the scenarios and shocks are those that were read then.
pub(super) fn again(arguments: &Arguments, digests: &[String]) -> Result<Report, Failure> {
    let ready = ready(arguments)?;
    again::same(&ready.digests, digests)?;
    made(arguments, &ready)
}

/// Samples; the whole report.
fn made(arguments: &Arguments, ready: &Ready) -> Result<Report, Failure> {
    let began = Instant::now();
    let bar = bar("sampled futures", arguments.common.usual.quiet);
    let counting = style("{prefix} {bar:30} {pos} of {len}, {eta} left");
    let progress = shown_on(&bar, counting);
    let running = Running {
        jobs: arguments.common.usual.jobs(),
        progress: &progress,
        cancelled: interrupt::listen(),
    };
    let figures = ready.sampled.simulate(&ready.asked, &running);
    bar.finish_and_clear();
    let figures = figures?;
    let futures = figures.first().map_or(0, Vec::len);
    if futures == 0 {
        return Err(Failure::Cancelled);
    }
    let last = ready.asked.len() - 1;
    let kept: Vec<Vec<Vec<bool>>> = figures
        .iter()
        .map(|own| own.iter().map(|row| met(&ready.targets, row)).collect())
        .collect();
    let counted: Vec<Vec<Option<f64>>> = figures
        .iter()
        .map(|own| {
            let of = |row: &Vec<Option<f64>>| Some(row[last]? * ready.regret.2);
            own.iter().map(of).collect()
        })
        .collect();
    report(arguments, ready, &kept, &counted, began)
}

/// Whether each target is met by the answers of one future.
fn met(targets: &[(Target, f64)], row: &[Option<f64>]) -> Vec<bool> {
    let both = targets.iter().zip(row);
    both.map(|((target, bound), answer)| target.is_kept(*answer, *bound))
        .collect()
}

/// Reads everything and refuses what cannot be sampled, every problem at once.
fn ready(arguments: &Arguments) -> Result<Ready, Failure> {
    let sets = arguments.common.sets();
    let base = settings::plan(&arguments.base, &sets, arguments.common.usual.quiet)?;
    let mut wrong = Troubles::default();
    let mut targets = Vec::new();
    let (mut asked, setting) = (Vec::new(), crate::experiment::setting::setting(&base));
    for text in &arguments.target {
        match Target::of_one_future(text) {
            Err(said) => wrong.add(format!("--target {said}"), ""),
            Ok(target) => match target.request(&base, &setting) {
                Ok((request, bound)) => {
                    asked.push(request);
                    targets.push((target, bound));
                }
                Err(problem) => wrong.add(format!("--target {problem}"), ""),
            },
        }
    }
    let mut digests = vec![base.digest.clone()];
    let mut titles = vec![base.title.clone()];
    let mut plans = Vec::new();
    for path in &arguments.plans {
        let (plan, problems) = scenario::check(path, &sets);
        match plan {
            None => wrong.add_told(&problems),
            Some(plan) => {
                for one in mismatches(&base, &plan).iter().filter(|one| one.wrong) {
                    wrong.add(format!("{}: {}", path.display(), one.said), "");
                }
                digests.push(plan.digest.clone());
                titles.push(plan.title.clone());
                plans.push((path, plan));
            }
        }
    }
    let shocks = shocks_read(arguments, &sets, &mut wrong);
    let written = shocks.iter().flat_map(|(_, own)| settings::set_words(own));
    digests.extend(
        arguments
            .shocks
            .is_some()
            .then(|| mark(&written.collect::<Vec<_>>())),
    );
    let alike = {
        let plans = plans
            .iter()
            .map(|(path, plan)| (path.as_path(), &sets[..], plan));
        let all = std::iter::once((arguments.base.as_path(), &sets[..], &base)).chain(plans);
        drawn(&all.collect::<Vec<_>>(), arguments.futures, &mut wrong)
    };
    let rank = headlines(&base, &Asked::default())
        .into_iter()
        .find(|one| one.topic == Topic::Rank);
    wrong.end()?;
    let (Some(alike), Some(rank)) = (alike, rank) else {
        return Err(Failure::of_input("nothing to hold plans against", ""));
    };
    asked.push(rank.name.clone());
    let measures =
        monitor_plan(&base, &asked).map_err(|found| Failure::of_use(requests(&found), ""))?;
    let mut scenarios = vec![arguments.base.clone()];
    scenarios.extend(arguments.plans.iter().cloned());
    let folder = folder(arguments, &base);
    store::check(&folder, arguments.common.usual.overwrite)?;
    Ok(Ready {
        titles,
        names: scenarios.iter().map(|path| file::stem(path)).collect(),
        sampled: Sampled::of(alike, shocks, base.seed),
        regret: (rank.words, rank.unit, rank.factor),
        base,
        targets,
        asked,
        measures,
        sets,
        digests,
        folder,
    })
}

/// Every input that base or plans believe to lie in a range, drawn once for each sampled future;
/// what is wrong goes to `wrong`.
fn drawn(
    scenarios: &[crate::study::Scenario<'_>],
    futures: u32,
    wrong: &mut Troubles,
) -> Option<Alike> {
    match Alike::of(scenarios, futures as usize) {
        Ok(Some(alike)) => return Some(alike),
        Ok(None) => {
            let base = scenarios.first().map_or(Path::new(""), |(path, ..)| *path);
            wrong.add(
                format!(
                    "{}: no number has a belief range (low, high), nor in a plan: nothing to draw",
                    base.display()
                ),
                "",
            );
        }
        Err(problems) => wrong.add_told(&problems),
    }
    None
}

/// The shocks of the file named, each laid over the base once to see that it fits; what is wrong
/// goes to `wrong`.
fn shocks_read(
    arguments: &Arguments,
    sets: &[(String, String)],
    wrong: &mut Troubles,
) -> Vec<Shock> {
    let Some(file) = &arguments.shocks else {
        return Vec::new();
    };
    let shocks = match shocks(file) {
        Ok(shocks) => shocks,
        Err(failure) => {
            wrong.add_told(&failure);
            return Vec::new();
        }
    };
    for (name, own) in &shocks {
        let all = [sets, own].concat();
        if let (None, problems) = scenario::check(&arguments.base, &all) {
            let said = problems.to_string();
            wrong.add(
                format!("{}: {name}: {}", file.display(), said.trim_end()),
                "",
            );
        }
    }
    shocks
}

/// The levers of a file, each a shock by itself.
fn shocks(file: &Path) -> Result<Vec<Shock>, Failure> {
    let tree = scenario::toml_file(file, "file of shocks").map_err(Failure::Scenario)?;
    let levers = tree.get("lever").and_then(scenario::Node::table);
    let Some(levers) = levers.filter(|levers| !levers.is_empty()) else {
        return Err(Failure::of_input(
            format!("{}: no shock", file.display()),
            "write each as [lever.NAME], as in scenarios/shocks.toml",
        ));
    };
    let shock = |(name, node): (&String, &scenario::Node)| {
        // Why a shock is as it is stays in its file.
        let basis = |key: &str| matches!(key, "source" | "assumption" | "fitted");
        let keys = node.table().into_iter().flatten();
        let keys = keys.filter(|(key, _)| !basis(key));
        let sets = keys.map(|(key, value)| (format!("lever.{name}.{key}"), value.written()));
        let words = node.get("use").and_then(scenario::Node::text);
        (words.unwrap_or(name).to_owned(), sets.collect())
    };
    Ok(levers.iter().map(shock).collect())
}

fn folder(arguments: &Arguments, base: &Plan) -> PathBuf {
    let mut asked = vec![base.digest.clone(), arguments.futures.to_string()];
    let files = arguments.plans.iter().chain(&arguments.shocks);
    asked.extend(files.map(|path| path.display().to_string()));
    asked.extend(arguments.target.iter().cloned());
    arguments.common.folder("robust", &base.file_stem, &asked)
}

fn report(
    arguments: &Arguments,
    ready: &Ready,
    kept: &[Vec<Vec<bool>>],
    counted: &[Vec<Option<f64>>],
    began: Instant,
) -> Result<Report, Failure> {
    let held = holds(kept, counted);
    let futures = counted.first().map_or(0, Vec::len);
    let favourite = ranked(&held).first().copied().unwrap_or(0);
    let most = held[favourite].met;
    let fails: Vec<bool> = kept[favourite]
        .iter()
        .map(|met| !met.iter().all(|met| *met))
        .collect();
    let found = match most > 0 && most < futures {
        true => conditions(&ready.sampled, favourite, &fails),
        false => Vec::new(),
    };
    let outcome = Outcome {
        catalogue: ready.measures.catalogue.clone(),
        replications: Vec::new(),
        stopped: Stopped::Number(futures as u32),
    };
    let robust = Robust {
        base: Findings::of(&ready.base, &ready.measures.setting, &outcome, &[], None),
        sampled: &ready.sampled,
        names: ready.names.clone(),
        titles: ready.titles.clone(),
        targets: arguments.target.clone(),
        regret_of: (ready.regret.0.clone(), ready.regret.1.clone()),
        holds: &held,
        alike: not_told_from(kept, favourite),
        futures,
        conditions: &found,
        incomplete: match interrupt::came() {
            true => "The run was cancelled: these are the sampled futures finished before.".into(),
            false => String::new(),
        },
    };
    let run = arguments.common.usual.run_since(began);
    let mut report = compose_robust(&robust, &run);
    report.manifest["settings"] = kept_settings(&ready.sets, &[], arguments.common.figures, 0);
    report.manifest["run"]["scenario_path"] = json!(arguments.base.display().to_string());
    again::keep(&mut report.manifest, &arguments.words(), &ready.digests);
    Ok(report)
}

/// Prints the answer.
fn say(arguments: &Arguments, ready: &Ready, report: &Report) -> Result<(), Failure> {
    if arguments.common.usual.json {
        let table = &report.tables[0];
        let rows = table.rows.iter().map(|row| {
            let pairs = table.columns.iter().zip(row);
            let pairs = pairs.map(|(column, cell)| (column.name.clone(), json!(cell.to_field())));
            serde_json::Value::Object(pairs.collect())
        });
        return console::answer_json(&json!({
            "schema": "caseload/robust/v1",
            "base": arguments.base.display().to_string(),
            "targets": arguments.target,
            "futures": report.provenance.futures,
            "incomplete": !report.provenance.incomplete.is_empty(),
            "plans": rows.collect::<Vec<_>>(),
            "answer": report.answer,
            "notes": report.notes,
            "program": report.provenance.program,
            "seed": report.provenance.seed,
            "folder": ready.folder.display().to_string(),
            "about": "Planning model, not a record of any child.",
        }));
    }
    console::answer(&console::reported(report, &ready.folder, ""))
}
