//! `caseload compare`: plans against a base in the same futures.

mod levers;
mod said;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;
use jiff::civil::Date;
use sha2::{Digest, Sha256};

use levers::{after_levers, besides, contributions};
use said::{report, say};

use super::ending::{Ending, Failure};
use super::requirement::{Verdict, Watched};
use super::run::{Pictures, replications};
use super::settings::Settings;
use super::simulate::{Simulated, beside, futures, simulate_as_given};
use super::{Ended, console, interrupt, stability};
use crate::experiment::compare::compare;
use crate::experiment::headline::last_day;
use crate::experiment::plan::Replications;
use crate::experiment::{Asked, Comparison, Headline, Outcome, Plan, Stopped};
use crate::experiment::{headlines, mismatches};
use crate::measures::parse;
use crate::report::compose::After;
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
    #[arg(long, value_name = "WHEN", value_parser = until)]
    by: Option<Until>,
    /// Share of futures in which a guard may be broken before a plan is red.
    #[arg(long, value_name = "SHARE", default_value = "5%", value_parser = share)]
    guard_chance: f64,
    /// Simulate each lever of a plan alone, and the plan without it, too.
    #[arg(long)]
    contributions: bool,
    /// Result folder [default: output/compare-<base>-<first 8 of the digest of all>].
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    /// Replace a result folder that is there already.
    #[arg(long)]
    overwrite: bool,
    /// Seed of the random numbers, in place of the base's.
    #[arg(long)]
    seed: Option<u32>,
    /// Number of futures, or `auto` for as many as the precision of the base asks.
    #[arg(long, value_name = "N|auto", value_parser = replications)]
    replications: Option<String>,
    /// Threads [default: one for each core]; results do not depend on it.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    jobs: Option<u16>,
    /// Pictures to draw [default: the base's, or all].
    #[arg(long, value_name = "KIND")]
    figures: Option<Pictures>,
    /// A target that every plan must meet (may be repeated).
    #[arg(long, value_name = "TARGET")]
    require: Vec<String>,
    #[command(flatten)]
    settings: Settings,
    /// Print the answer as JSON.
    #[arg(long)]
    json: bool,
    /// No progress and no warnings.
    #[arg(long, short)]
    quiet: bool,
}

/// A day, or days after the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Until {
    Day(Date),
    After(i32),
}

fn until(text: &str) -> Result<Until, String> {
    if let Ok(date) = text.parse::<Date>() {
        return Ok(Until::Day(date));
    }
    let days = [("wk", 7), ("d", 1)].into_iter().find_map(|(unit, days)| {
        let number = text.trim().strip_suffix(unit)?.trim().parse::<u16>().ok()?;
        (number > 0).then_some(i32::from(number) * days)
    });
    days.map(Until::After)
        .ok_or_else(|| "wanted a date such as 2010-03-29, or a time such as \"12 wk\"".to_owned())
}

fn share(text: &str) -> Result<f64, String> {
    let (digits, per) = match text.strip_suffix('%') {
        Some(digits) => (digits.trim(), 100.0),
        None => (text, 1.0),
    };
    let share = digits.parse::<f64>().ok().map(|number| number / per);
    share
        .filter(|share| (0.0..1.0).contains(share))
        .ok_or_else(|| "wanted a share from 0 and below 1, such as 5% or 0.05".to_owned())
}

impl Arguments {
    fn sets(&self) -> Vec<(String, String)> {
        let mut sets = self.settings.sets.clone();
        if let Some(seed) = self.seed {
            sets.push(("run.seed".into(), seed.to_string()));
        }
        match self.replications.as_deref() {
            Some("auto") => sets.push(("run.replications".into(), "\"auto\"".into())),
            Some(number) => sets.push(("run.replications".into(), number.into())),
            None => {}
        }
        sets
    }

    fn folder(&self, base: &Plan, plans: &[Scenario]) -> PathBuf {
        if let Some(out) = &self.out {
            return out.clone();
        }
        let digests = plans.iter().map(|plan| plan.plan.digest.as_str());
        let all: Vec<&str> = std::iter::once(base.digest.as_str())
            .chain(digests)
            .collect();
        let mark: String = Sha256::digest(all.join("\n").as_bytes())
            .iter()
            .take(4)
            .map(|byte| format!("{byte:02x}"))
            .collect();
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
    if !arguments.quiet {
        for said in ready.before.iter().chain(&ready.warnings) {
            console::tell(said);
        }
    }
    let began = Instant::now();
    let jobs = arguments.jobs.map_or(0, usize::from);
    let base = simulate_as_given(&ready.base.plan, &ready.watched, jobs, arguments.quiet)?;
    if interrupt::came() {
        return Err(Failure::Cancelled);
    }
    let done = simulated(&ready, base, jobs, arguments.quiet)?;
    let comparison = compared(&ready, &done, arguments.guard_chance)?;
    let contributions = if arguments.contributions && !interrupt::came() {
        contributions(&ready, &done, jobs, arguments.quiet)?
    } else {
        Vec::new()
    };
    let seconds = (began.elapsed().as_secs_f64() * 1e3).round() / 1e3;
    let report = report(
        arguments,
        &ready,
        &done,
        &comparison,
        contributions,
        seconds,
    )?;
    store::write(
        &report,
        &ready.folder,
        ready.pictures.wanted(),
        arguments.overwrite,
    )?;
    let mut verdicts = Vec::with_capacity(done.plans.len());
    for one in &done.plans {
        let fault = |problem| Failure::Fault(anyhow::Error::new(problem));
        verdicts.push(one.watched.judge(&one.simulated.outcome).map_err(fault)?);
    }
    say(arguments, &ready, &done, &report, &comparison, &verdicts)?;
    Ok(ending(&done, &verdicts))
}

/// Base and plans, simulated in the same futures.
struct Done {
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

/// Problems in words, all of which are told at once.
#[derive(Default)]
struct Troubles(Vec<String>);

impl Troubles {
    fn add(&mut self, said: impl std::fmt::Display, hint: &str) {
        self.0.push(match hint {
            "" => format!("error: {said}"),
            hint => format!("error: {said}\n  hint: {hint}"),
        });
    }

    fn end(self) -> Result<(), Failure> {
        if self.0.is_empty() {
            return Ok(());
        }
        let all = self.0.join("\n");
        let all = all.strip_prefix("error: ").unwrap_or(&all);
        Err(Failure::of_input(all, ""))
    }
}

/// Reads everything and refuses what cannot be compared, every problem at once.
fn ready(arguments: &Arguments) -> Result<Ready, Failure> {
    let sets = arguments.sets();
    let mut troubles = Troubles::default();
    let mut warnings = Vec::new();
    let read = |path: &Path, troubles: &mut Troubles| {
        let (plan, problems) = scenario::check(path, &sets);
        if plan.is_none() {
            troubles.0.push(problems.to_string().trim_end().to_owned());
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
        for (path, plan) in arguments.plans.iter().zip(&plans) {
            for found in plan.iter().flat_map(|plan| mismatches(base, plan)) {
                let said = format!("{}: {}", path.display(), found.said);
                match found.wrong {
                    true => troubles.add(said, &found.hint),
                    false => warnings.push(format!("warning: {said}; {}", found.hint)),
                }
            }
        }
    }
    troubles.end()?;
    let (Some(base), Some(plans)) = (base, plans.into_iter().collect::<Option<Vec<Plan>>>()) else {
        return Err(Failure::of_input("nothing to compare", ""));
    };
    let after = after_levers(&base, &plans, &asked, &mut warnings);
    asked.on = after.iter().map(|one| one.on).collect();
    asked.beside = besides(&plans).concat();
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
    store::check(&folder, arguments.overwrite)?;
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
    let by = arguments.by.and_then(|by| match by {
        Until::Day(day) => Some(day),
        Until::After(days) => base
            .start_date
            .checked_add(jiff::Span::new().days(days))
            .ok(),
    });
    if arguments.by.is_some() && !by.is_some_and(|by| by > first && by <= last) {
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
    jobs: usize,
    quiet: bool,
) -> Result<Done, Failure> {
    let number = base.outcome.replications.len() as u32;
    let scenarios = settled(ready, number)?;
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
    if interrupt::came() {
        base.outcome.stopped = Stopped::Cancelled;
    }
    let all = scenarios.into_iter().zip(watched).zip(found);
    let plans = all.map(|((scenario, watched), outcome)| {
        let simulated = Simulated::of(&scenario.plan, &watched, outcome, (0.0, jobs))?;
        Ok(OnePlan {
            scenario,
            watched,
            simulated,
        })
    });
    Ok(Done {
        plans: plans.collect::<Result<Vec<_>, Failure>>()?,
        base,
    })
}

fn compared(ready: &Ready, done: &Done, chance: f64) -> Result<Comparison, Failure> {
    let plans: Vec<(&Outcome, _)> = done
        .plans
        .iter()
        .map(|one| (&one.simulated.outcome, &one.watched.measures.setting))
        .collect();
    compare(
        (&done.base.outcome, &ready.watched.measures.setting),
        &plans,
        ready.headlines.clone(),
        chance,
    )
    .map_err(|problem| Failure::Fault(anyhow::Error::new(problem)))
}

#[cfg(test)]
mod tests {
    use super::{Until, share, until};

    #[test]
    fn a_day_or_a_time_after_the_start_is_understood() {
        let day = jiff::civil::date(2010, 3, 29);
        assert_eq!(until("2010-03-29"), Ok(Until::Day(day)));
        assert_eq!(until("12 wk"), Ok(Until::After(84)));
        assert_eq!(until("30d"), Ok(Until::After(30)));
        assert!(until("29/03/2010").is_err() && until("0 wk").is_err() && until("12").is_err());
        assert_eq!(share("5%"), Ok(0.05));
        assert!(share("lots").is_err() && share("100%").is_err());
    }
}
