//! `caseload size`: the smallest setting of a capacity that meets a target.

mod cover;
mod lever;
mod pairs;
mod ready;
mod settings_run;

use std::path::PathBuf;
use std::time::Instant;

use clap::Args;
use serde_json::{Value, json};

use cover::{decided_by_hour, front_door_of};
use pairs::{chosen, pairs};
use ready::{Ready, ready};
use settings_run::Settled;

use super::ending::{Ending, Failure, requests};
use super::run::kept_settings;
use super::settings::{Common, positive_share};
use super::{Ended, again, console, stability};
use crate::experiment::cover::front_door_week;
use crate::experiment::position;
use crate::experiment::size::{Answer, Effort, Found, Search, search};
use crate::measures::parse;
use crate::report::compose::{Findings, Pair, Sizing, can_tell, compose_sizing};
use crate::report::{Report, store};

const EXAMPLES: &str = "\
Examples:
  caseload size scenarios/one-office.toml --lever office.A.team.assessment.posts \\
      --target \"decisions_in_time >= 95% in 9 of 10 years\"
  caseload size plan.toml --lever lever.first-response.workers=10..40 \\
      --target \"decisions_in_time >= 95% in 9 of 10 years\" \\
      --target \"wait_of_danger_wd_share_at_most_0 >= 99% in 9 of 10 years\"
  caseload size plan.toml --lever team.duty.posts=4..20 --target \"waiting <= 0 by 40 d in 90% of \
futures\"";

/// Options of `caseload size`.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES)]
pub(super) struct Arguments {
    /// Scenario file.
    #[arg(value_name = "SCENARIO")]
    scenario: PathBuf,
    /// Capacity sought: a number of the scenario, PATH or PATH=FROM..TO. A second one is set in
    /// turn to each number of its range, and the first is sought beside it.
    #[arg(long, required = true, value_name = "PATH[=FROM..TO]")]
    lever: Vec<String>,
    /// Another number of the scenario that is always the same as the lever (may be repeated).
    #[arg(long, value_name = "PATH")]
    also: Vec<String>,
    /// What must be met: "MEASURE >= X" over the long run, "MEASURE >= X in 9 of 10 futures" (or
    /// years: the last twelve months of each future), "MEASURE <= X by DATE in 9 of 10 futures"
    /// (may be repeated: all must be met).
    #[arg(long, required = true, value_name = "TARGET")]
    target: Vec<String>,
    /// Probability of being right, over the luck of the futures.
    #[arg(long, value_name = "SHARE", default_value = "95%", value_parser = positive_share)]
    confidence: f64,
    /// How near to what is wanted counts as equal, in shares of futures (over the long run: in the
    /// measure's unit).
    #[arg(long, value_name = "SHARE", default_value = "1%", value_parser = positive_share)]
    tolerance: f64,
    /// Futures of a setting before the first look.
    #[arg(long, value_name = "N", default_value_t = 16,
        value_parser = clap::value_parser!(u32).range(4..=1_000_000))]
    first: u32,
    /// Most futures of a setting.
    #[arg(long, value_name = "N", default_value_t = 256,
        value_parser = clap::value_parser!(u32).range(4..=1_000_000))]
    most: u32,
    #[command(flatten)]
    common: Common,
}

impl Arguments {
    /// The command in the words that decide what it answers.
    fn words(&self) -> Vec<String> {
        let mut words = vec!["size".to_owned(), self.scenario.display().to_string()];
        let lists = [
            ("lever", &self.lever),
            ("also", &self.also),
            ("target", &self.target),
        ];
        for (name, texts) in lists {
            words.extend(texts.iter().map(|text| format!("--{name}={text}")));
        }
        words.push(format!("--confidence={}", self.confidence));
        words.push(format!("--tolerance={}", self.tolerance));
        words.push(format!("--first={}", self.first));
        words.push(format!("--most={}", self.most));
        words.extend(self.common.words());
        words
    }
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments) -> Ended {
    let ready = ready(arguments)?;
    let (report, found) = made(arguments, &ready)?;
    store::write(
        &report,
        &ready.folder,
        arguments.common.figures.wanted(),
        arguments.common.usual.overwrite,
    )?;
    say(arguments, &ready, &report, &found)?;
    Ok(match found.answer {
        Answer::Smallest(_) | Answer::AllMeet(_) => Ending::Done,
        Answer::NoneMeets(_) => Ending::NotMet,
        Answer::Between { .. } => Ending::NotPrecise,
    })
}

/// The same report again, if the scenario is the one that was read then.
pub(super) fn again(arguments: &Arguments, digests: &[String]) -> Result<Report, Failure> {
    let ready = ready(arguments)?;
    again::same(std::slice::from_ref(&ready.plan.digest), digests)?;
    made(arguments, &ready).map(|(report, _)| report)
}

/// Searches; the whole report and what was found.
fn made(arguments: &Arguments, ready: &Ready) -> Result<(Report, Found), Failure> {
    let began = Instant::now();
    let mut settled = Settled::new(arguments, ready)?;
    let pairs = pairs(arguments, ready, &mut settled)?;
    let chosen = chosen(&pairs);
    let second = chosen.as_ref().map(|(setting, _)| *setting);
    let search_plan = search_of(arguments, ready, &settled, second)?;
    if !arguments.common.usual.quiet {
        can_tell(&search_plan)
            .iter()
            .for_each(|one| console::tell(one));
    }
    let found = search(&search_plan, &mut |setting, futures| {
        settled.answers(second, setting, futures)
    })?;
    let why = chosen.map(|(_, why)| why);
    let reached = Reached {
        second,
        search: &search_plan,
        found: &found,
        pairs,
        said: why.into_iter().chain(ready.of_paid_hours()).collect(),
    };
    let report = report(arguments, ready, &mut settled, reached, began)?;
    Ok((report, found))
}

/// Where to begin: the smallest setting from which no more of it makes the work on paper fit the
/// workers better, and half its square root for luck (the square-root rule of staffing: Halfin and
/// Whitt 1981, *Operations Research* 29, 567-588).
fn guess(
    short: &mut dyn FnMut(u32) -> Result<f64, Failure>,
    from: u32,
    to: u32,
) -> Result<u32, Failure> {
    let least = short(to)?;
    if short(from)? <= least + WORTH {
        return Ok(from + (to - from) / 2);
    }
    let (mut low, mut high) = (from, to);
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        match short(middle)? <= least + WORTH {
            true => high = middle,
            false => low = middle,
        }
    }
    let luck = libm::ceil(0.5 * libm::sqrt(f64::from(high))) as u32;
    Ok((high + luck).min(to))
}

/// Shortage on paper that is worth a word, full-time workers.
const WORTH: f64 = 0.5;

fn search_of(
    arguments: &Arguments,
    ready: &Ready,
    settled: &Settled<'_>,
    second: Option<u32>,
) -> Result<Search, Failure> {
    let (from, to) = ready.range();
    let mut short = |setting: u32| {
        let plan = settled.plan(second, setting)?;
        let gaps = position(&plan).into_iter().filter_map(|line| line.gap());
        Ok(gaps.filter(|gap| *gap > 0.0).sum::<f64>())
    };
    let guess = guess(&mut short, from, to)?;
    let setting = crate::experiment::setting::setting(&ready.plan);
    let bounds = ready.targets.iter().map(|target| {
        let bound = target
            .request(&ready.plan, &setting)
            .map(|(_, bound)| bound);
        Ok((target.clone(), bound.map_err(|one| refused(&[one]))?))
    });
    let searches = ready
        .second
        .as_ref()
        .and_then(|one| one.lever.range.as_ref());
    Ok(Search {
        from,
        to,
        guess,
        targets: bounds.collect::<Result<Vec<_>, Failure>>()?,
        effort: Effort {
            first: arguments.first,
            most: arguments.most,
            confidence: arguments.confidence,
            tolerance: arguments.tolerance,
            beside: 3,
        },
        searches: searches.map_or(1, |range| range.end() - range.start() + 1),
        in_detail: true,
    })
}

fn refused(problems: &[crate::measures::RequestProblem]) -> Failure {
    Failure::of_use(format!("--target {}", requests(problems)), "")
}

/// What a search came to.
struct Reached<'a> {
    /// Setting of the second lever.
    second: Option<u32>,
    search: &'a Search,
    found: &'a Found,
    pairs: Vec<Pair>,
    /// What must be said of the way there.
    said: Vec<String>,
}

fn report(
    arguments: &Arguments,
    ready: &Ready,
    settled: &mut Settled<'_>,
    reached: Reached<'_>,
    began: Instant,
) -> Result<Report, Failure> {
    let found = reached.found;
    let at = found.setting();
    let plan = settled.plan(reached.second, at)?;
    let first = arguments.first;
    // The scenario as it stands is simulated too: what a smaller number costs is always shown.
    settled.see_as_it_stands(first)?;
    let outcome = settled.outcome(at)?;
    let setting = crate::experiment::setting::setting(&plan);
    let units = ready.targets.iter().map(|target| {
        let name = target.request(&plan, &setting).map(|(name, _)| name);
        let unit = name.and_then(|name| parse(&name, &setting)).map(|r| r.unit);
        unit.map_or_else(|_| String::new(), |unit| unit.words().to_owned())
    });
    let lever = &ready.lever.lever;
    let offices = front_door_of(&plan, &lever.path);
    let sizing = Sizing {
        findings: Findings::of(&plan, &setting, &outcome, &[], None),
        lever: lever.path.clone(),
        what: lever.what,
        clock: lever.is_clock(),
        present: ready.lever.present.clone(),
        search: reached.search,
        units: units.collect(),
        found,
        beside: settled.beside(at),
        busiest: settled.busiest(at),
        before: stability::sentences(&plan, &[]),
        week: front_door_week(&plan, &offices),
        decided: decided_by_hour(&plan, &offices, first, &arguments.common)?,
        pairs: reached.pairs,
        said: reached.said,
    };
    ready.refuse_without_rows(reached.second, at, &sizing.beside)?;
    let run = arguments.common.usual.run_since(began);
    let mut report = compose_sizing(&sizing, &run);
    report.manifest["settings"] = kept_settings(&ready.sets, &[], arguments.common.figures, 0);
    report.manifest["run"]["scenario_path"] = json!(arguments.scenario.display().to_string());
    let read = std::slice::from_ref(&ready.plan.digest);
    again::keep(&mut report.manifest, &arguments.words(), read);
    Ok(report)
}

/// Prints the answer.
fn say(
    arguments: &Arguments,
    ready: &Ready,
    report: &Report,
    found: &Found,
) -> Result<(), Failure> {
    if arguments.common.usual.json {
        return console::answer_json(&document(arguments, ready, report, found));
    }
    console::answer(&console::reported(report, &ready.folder, ""))
}

/// The answer for programs.
fn document(arguments: &Arguments, ready: &Ready, report: &Report, found: &Found) -> Value {
    let (low, high, told) = match found.answer {
        Answer::Smallest(at) => (Some(at), Some(at), "smallest"),
        Answer::AllMeet(at) => (None, Some(at), "all meet"),
        Answer::NoneMeets(at) => (Some(at + 1), None, "none meets"),
        Answer::Between { low, high, sure } => (Some(low), sure.then_some(high), "cannot tell"),
    };
    let settings = found.tried.iter().map(|tried| {
        let targets = tried.estimates.iter().zip(&ready.targets);
        let targets = targets.map(|(one, target)| {
            json!({
                "target": target.text, "value": one.value, "low": one.interval.0,
                "high": one.interval.1, "kept": one.kept, "futures": one.futures,
                "standing": one.standing.words(),
            })
        });
        json!({ "setting": tried.setting, "targets": targets.collect::<Vec<_>>() })
    });
    let there = &ready.lever.present;
    let present = there.first().map(|(_, number)| *number);
    let all_same = |number: f64| there.iter().all(|(_, other)| *other == number);
    let places = there.iter();
    let places = places.map(|(path, number)| json!({ "path": path, "value": number }));
    json!({
        "schema": "caseload/size/v1",
        "scenario": arguments.scenario.display().to_string(),
        "digest_sha256": ready.plan.digest,
        "lever": ready.lever.lever.path,
        "answer": told,
        "smallest_at_least": low,
        "smallest_at_most": high,
        "present": present.filter(|number| all_same(*number)),
        "present_at": places.collect::<Vec<_>>(),
        "confidence": arguments.confidence,
        "settings": settings.collect::<Vec<_>>(),
        "more_is_worse_at": found.worse_above,
        "fewer_meet_at": found.meets_below,
        "nothing_changes_between": found.alike.map(|(low, high)| [low, high]),
        "said": report.answer,
        "notes": report.notes,
        "program": report.provenance.program,
        "seed": report.provenance.seed,
        "folder": ready.folder.display().to_string(),
        "about": "Planning model, not a record of any child.",
    })
}
