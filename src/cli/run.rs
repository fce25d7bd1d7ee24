//! `caseload run`: simulate, print the answer, keep the results.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use super::ending::{Ending, Failure};
use super::requirement::{Verdict, Watched};
use super::settings::{self, Chance, Inputs, Usual, positive_share};
use super::simulate::{Simulated, futures, simulate_again};
use super::{Ended, answer, console, interrupt};
use crate::experiment::Plan;
use crate::experiment::plan::Figures;
use crate::report::{Report, Wanted, store};

const EXAMPLES: &str = "\
Examples:
  caseload run scenarios/essex-2009.toml
  caseload run plan.toml --out output/plan --overwrite --figures none
  caseload run plan.toml --replications auto --precision 5%
  caseload run plan.toml --set office.A.vacancy=15% --seed 7
  caseload run plan.toml --require \"unallocated_protection_max.p95 <= 0\"";

/// Options of `caseload run`.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES)]
pub(super) struct Arguments {
    /// Scenario files.
    #[arg(required = true, value_name = "SCENARIO")]
    scenarios: Vec<PathBuf>,
    /// Result folder [default: output/<scenario>-<first 8 of its digest>]; several scenarios: one
    /// subfolder each.
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    #[command(flatten)]
    chance: Chance,
    #[command(flatten)]
    inputs: Inputs,
    /// Half-width asked for, as a share of the mean: 5% or 0.05; implies `--replications auto`.
    #[arg(long, value_name = "SHARE", value_parser = precision)]
    precision: Option<String>,
    /// Pictures to draw [default: the scenario's, or all].
    #[arg(long, value_name = "KIND")]
    figures: Option<Pictures>,
    /// A target that must be met, such as "unallocated_protection_max.p95 <= 0" (may be repeated).
    #[arg(long, value_name = "TARGET")]
    require: Vec<String>,
    #[command(flatten)]
    usual: Usual,
}

/// Pictures as the command line names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Pictures {
    /// No pictures.
    None,
    /// Scalable ones.
    Svg,
    /// Pictures made of points.
    Png,
    /// Both kinds.
    All,
}

impl Pictures {
    /// What the scenario says, in the words of the command line.
    pub fn of(figures: Figures) -> Self {
        match figures {
            Figures::None => Pictures::None,
            Figures::Svg => Pictures::Svg,
            Figures::Png => Pictures::Png,
            Figures::All => Pictures::All,
        }
    }

    /// The word of the command line.
    pub fn word(self) -> &'static str {
        match self {
            Pictures::None => "none",
            Pictures::Svg => "svg",
            Pictures::Png => "png",
            Pictures::All => "all",
        }
    }

    /// What the result folder is to hold.
    pub fn wanted(self) -> Wanted {
        Wanted {
            svg: matches!(self, Pictures::Svg | Pictures::All),
            png: matches!(self, Pictures::Png | Pictures::All),
        }
    }
}

fn precision(text: &str) -> Result<String, String> {
    positive_share(text).map(|share| share.to_string())
}

impl Arguments {
    /// Everything laid over the scenarios.
    fn sets(&self) -> Vec<(String, String)> {
        let mut sets = self.usual.settings.sets.clone();
        let mut chance = self.chance.clone();
        if self.precision.is_some() {
            chance.replications = Some("auto".to_owned());
        }
        sets.extend(chance.sets());
        let precision = self.precision.iter();
        sets.extend(precision.map(|share| ("run.precision".to_owned(), share.clone())));
        sets
    }

    fn folder(&self, plan: &Plan) -> PathBuf {
        match &self.out {
            Some(out) if self.scenarios.len() == 1 => out.clone(),
            Some(out) => out.join(&plan.file_stem),
            None => {
                let digest = plan.digest.get(..8).unwrap_or(&plan.digest);
                Path::new("output").join(format!("{}-{digest}", plan.file_stem))
            }
        }
    }
}

/// One scenario, ready to be simulated.
struct Ready<'a> {
    path: &'a Path,
    plan: Plan,
    watched: Watched,
    folder: PathBuf,
    pictures: Pictures,
}

/// One scenario, simulated and kept.
pub(super) struct Finished<'a> {
    pub path: &'a Path,
    pub plan: &'a Plan,
    pub folder: &'a Path,
    pub simulated: &'a Simulated,
    pub report: &'a Report,
    pub verdicts: &'a [Verdict],
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments) -> Ended {
    if arguments.precision.is_some()
        && arguments
            .chance
            .replications
            .as_deref()
            .is_some_and(|n| n != "auto")
    {
        return Err(Failure::of_use(
            "--precision goes with --replications auto",
            "leave --replications out",
        ));
    }
    let sets = arguments.sets();
    let all = ready(arguments, &sets)?;
    let jobs = arguments.usual.jobs();
    let mut ending = Ending::Done;
    let mut documents = Vec::new();
    let mut begun = 0;
    for one in &all {
        begun += 1;
        let draws = arguments.inputs.draws(&[&one.plan]);
        let effort = (draws > 0).then_some(0);
        let how = (jobs, arguments.usual.quiet);
        let mut simulated =
            simulate_again(&one.plan, &one.watched, jobs, arguments.usual.quiet, effort)?;
        simulated.draw_inputs(one.path, &sets, &one.plan, (draws, draws), how)?;
        let mut report = simulated.report(&one.plan, &one.watched);
        let effort = simulated.effort_futures();
        report.manifest["settings"] =
            kept_settings(&sets, &arguments.require, one.pictures, effort);
        keep_draws(&mut report, simulated.draws());
        report.manifest["run"]["scenario_path"] = json!(one.path.display().to_string());
        store::write(
            &report,
            &one.folder,
            one.pictures.wanted(),
            arguments.usual.overwrite,
        )?;
        // Understood before the run: a problem now is the program's.
        let fault = |problem| Failure::Fault(anyhow::Error::new(problem));
        let verdicts = one.watched.judge(&simulated.outcome).map_err(fault)?;
        let finished = Finished {
            path: one.path,
            plan: &one.plan,
            folder: &one.folder,
            simulated: &simulated,
            report: &report,
            verdicts: &verdicts,
        };
        if arguments.usual.json {
            documents.push(answer::document(&finished));
        } else {
            console::answer(&answer::text(&finished, begun > 1))?;
        }
        ending = graver(ending, ending_of(&finished));
        if interrupt::came() {
            break;
        }
    }
    if arguments.usual.json {
        console::answer_json(&json!({ "schema": "caseload/run/v1", "scenarios": documents }))?;
    }
    if interrupt::came() {
        console::tell(&format!(
            "cancelled: what was whole is kept and marked{}",
            match begun {
                begun if begun < all.len() => "; the other scenarios were not begun",
                _ => "",
            }
        ));
        ending = Ending::Cancelled;
    }
    Ok(ending)
}

/// Reads every scenario and refuses what cannot end well, before anything is simulated.
fn ready<'a>(
    arguments: &'a Arguments,
    sets: &[(String, String)],
) -> Result<Vec<Ready<'a>>, Failure> {
    let mut all = Vec::with_capacity(arguments.scenarios.len());
    let mut folders = BTreeSet::new();
    for path in &arguments.scenarios {
        let plan = settings::plan(path, sets, arguments.usual.quiet)?;
        let watched = Watched::of(&plan, &arguments.require)?;
        let folder = arguments.folder(&plan);
        store::check(&folder, arguments.usual.overwrite)?;
        let told = if arguments.usual.quiet {
            Vec::new()
        } else {
            store::leftovers(&folder)
        };
        for left in told {
            console::tell(&format!(
                "note: {} was left by a run that was killed, or is under way; it may be removed if \
                 none is",
                left.display()
            ));
        }
        if !folders.insert(folder.clone()) {
            return Err(Failure::of_use(
                format!("two scenarios would be kept in {}", folder.display()),
                "run them one by one, each with an --out of its own",
            ));
        }
        let pictures = arguments
            .figures
            .unwrap_or_else(|| Pictures::of(plan.figures));
        all.push(Ready {
            path,
            plan,
            watched,
            folder,
            pictures,
        });
    }
    Ok(all)
}

/// What `reproduce` needs beside the scenario itself; `effort_futures` were simulated again with
/// less and with more work.
pub(super) fn kept_settings(
    sets: &[(String, String)],
    require: &[String],
    pictures: Pictures,
    effort_futures: usize,
) -> Value {
    let sets: Vec<Value> = sets
        .iter()
        .map(|(path, value)| json!({ "path": path, "value": value }))
        .collect();
    json!({
        "set": sets, "require": require, "figures": pictures.word(),
        "effort_futures": effort_futures,
    })
}

/// Draws of the inputs that were asked for, and those that were whole, for `reproduce`.
pub(super) fn keep_draws(report: &mut Report, (asked, whole): (usize, usize)) {
    report.manifest["settings"]["inputs_asked"] = json!(asked);
    report.manifest["settings"]["inputs_drawn"] = json!(whole);
}

fn ending_of(finished: &Finished<'_>) -> Ending {
    if finished.verdicts.iter().any(|verdict| !verdict.met) {
        Ending::NotMet
    } else if finished.simulated.is_rough() {
        console::tell(&format!(
            "the precision asked for was not reached in {}",
            futures(finished.simulated.outcome.replications.len())
        ));
        Ending::NotPrecise
    } else {
        Ending::Done
    }
}

/// The ending to report of two: a target that was not met before a precision not reached.
fn graver(one: Ending, other: Ending) -> Ending {
    match (one, other) {
        (Ending::Done, other) => other,
        (one, Ending::Done) => one,
        (Ending::NotMet, _) | (_, Ending::NotMet) => Ending::NotMet,
        (one, _) => one,
    }
}
