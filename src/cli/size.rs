//! `caseload size`: the smallest setting of a capacity that meets a target.

mod cover;
mod lever;
mod settings_run;

use std::path::PathBuf;
use std::time::Instant;

use clap::Args;
use serde_json::{Value, json};

use cover::{decided_by_hour, front_door_of};
use lever::Lever;
use settings_run::Settled;

use super::ending::{Ending, Failure, Troubles, requests};
use super::run::kept_settings;
use super::settings::{self, Common, positive_share};
use super::{Ended, again, console, stability};
use crate::experiment::cover::front_door_week;
use crate::experiment::size::{Answer, Effort, Found, Search, Target, search};
use crate::experiment::{Plan, position};
use crate::measures::parse;
use crate::report::compose::{Beside, Findings, Pair, Sizing, compose_sizing};
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

/// What was understood before anything is simulated.
struct Ready {
    plan: Plan,
    sets: Vec<(String, String)>,
    lever: Lever,
    second: Option<Lever>,
    targets: Vec<Target>,
    present: Option<u32>,
    folder: PathBuf,
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
    let range = range_of(&ready.lever, ready.present);
    let mut settled = Settled::new(arguments, ready)?;
    let mut chosen = ready.sets.clone();
    let pairs = pairs(arguments, ready, &mut settled)?;
    if let (Some(second), Some(best)) = (&ready.second, best(&pairs)) {
        chosen.push((second.path.clone(), lever::value(&second.path, best)));
    }
    let search_plan = search_of(arguments, ready, &settled, &chosen, &range)?;
    let found = search(&search_plan, &mut |setting, futures| {
        settled.answers(&chosen, setting, futures)
    })?;
    let report = report(
        arguments,
        ready,
        &mut settled,
        (&chosen, &search_plan, &found, pairs),
        began,
    )?;
    Ok((report, found))
}

/// Reads everything and refuses what cannot end well, every problem of a kind at once.
fn ready(arguments: &Arguments) -> Result<Ready, Failure> {
    let mut wrong = Troubles::default();
    let mut levers = Vec::new();
    for text in &arguments.lever {
        match lever::parse(text) {
            Ok(lever) => levers.push(lever),
            Err(failure) => wrong.add_told(&failure),
        }
    }
    for path in &arguments.also {
        if let Err(failure) = lever::never_who_is_seen(path) {
            wrong.add_told(&failure);
        }
    }
    let mut targets = Vec::new();
    for text in &arguments.target {
        match Target::parse(text) {
            Ok(target) => targets.push(target),
            Err(said) => wrong.add(format!("--target {said}"), ""),
        }
    }
    if levers.len() > 2 {
        wrong.add("--lever: at most two at once", "use a sweep for more");
    }
    if let Some(second) = levers.get(1) {
        let width = second
            .range
            .as_ref()
            .map(|range| range.end() - range.start() + 1);
        if width.is_none_or(|width| width > MOST_SECOND) {
            wrong.add(
                format!("--lever {}: a second lever needs its settings", second.path),
                &format!(
                    "write {}=FROM..TO with at most {MOST_SECOND} settings",
                    second.path
                ),
            );
        }
    }
    if arguments.most < arguments.first {
        wrong.add("--most is less than --first", "leave --first out");
    }
    wrong.end_as_use()?;
    let sets = arguments.common.sets();
    let plan = settings::plan(&arguments.scenario, &sets, arguments.common.usual.quiet)?;
    let mut levers = levers.into_iter();
    let Some(lever) = levers.next() else {
        return Err(Failure::of_use("--lever is missing", ""));
    };
    let present = plan
        .register
        .iter()
        .find(|row| row.path == lever.path)
        .and_then(|row| row.value.parse::<f64>().ok())
        .map(|value| value as u32);
    let folder = folder(arguments, &plan);
    store::check(&folder, arguments.common.usual.overwrite)?;
    Ok(Ready {
        plan,
        sets,
        lever,
        second: levers.next(),
        targets,
        present,
        folder,
    })
}

/// Most settings of a second lever: each is a search of its own.
const MOST_SECOND: u32 = 24;

fn folder(arguments: &Arguments, plan: &Plan) -> PathBuf {
    let mut asked = vec![plan.digest.clone()];
    for texts in [&arguments.lever, &arguments.also, &arguments.target] {
        asked.extend(texts.iter().cloned());
    }
    arguments.common.folder("size", &plan.file_stem, &asked)
}

/// Settings looked at where none were said: up to four times what is there, and twenty more.
fn range_of(lever: &Lever, present: Option<u32>) -> (u32, u32) {
    match &lever.range {
        Some(range) => (*range.start(), *range.end()),
        None => {
            let there = present.unwrap_or(0);
            (1, (there * 4).max(there + 20))
        }
    }
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
    sets: &[(String, String)],
    (from, to): &(u32, u32),
) -> Result<Search, Failure> {
    let mut short = |setting: u32| {
        let plan = settled.plan(sets, setting)?;
        let gaps = position(&plan).into_iter().filter_map(|line| line.gap());
        Ok(gaps.filter(|gap| *gap > 0.0).sum::<f64>())
    };
    let guess = guess(&mut short, *from, *to)?;
    let setting = crate::experiment::setting::setting(&ready.plan);
    let bounds = ready.targets.iter().map(|target| {
        let bound = target
            .request(&ready.plan, &setting)
            .map(|(_, bound)| bound);
        Ok((target.clone(), bound.map_err(|one| refused(&[one]))?))
    });
    Ok(Search {
        from: *from,
        to: *to,
        guess,
        targets: bounds.collect::<Result<Vec<_>, Failure>>()?,
        effort: Effort {
            first: arguments.first,
            most: arguments.most,
            confidence: arguments.confidence,
            tolerance: arguments.tolerance,
            beside: 3,
        },
        searches: 1,
        in_detail: true,
    })
}

fn refused(problems: &[crate::measures::RequestProblem]) -> Failure {
    Failure::of_use(format!("--target {}", requests(problems)), "")
}

/// The first lever sought beside each setting of the second.
fn pairs(
    arguments: &Arguments,
    ready: &Ready,
    settled: &mut Settled<'_>,
) -> Result<Vec<Pair>, Failure> {
    let Some((second, range)) = ready
        .second
        .as_ref()
        .and_then(|one| Some((one, one.range.clone()?)))
    else {
        return Ok(Vec::new());
    };
    let ends = range_of(&ready.lever, ready.present);
    let mut pairs = Vec::new();
    for setting in range {
        let mut sets = ready.sets.clone();
        sets.push((second.path.clone(), lever::value(&second.path, setting)));
        let mut plan = search_of(arguments, ready, settled, &sets, &ends)?;
        plan.in_detail = false;
        let found = search(&plan, &mut |setting, futures| {
            settled.answers(&sets, setting, futures)
        })?;
        settled.forget();
        pairs.push(Pair {
            lever: second.path.clone(),
            setting,
            answer: found.answer,
        });
    }
    Ok(pairs)
}

/// The setting of the second lever with which both together are fewest and surely meet the target.
fn best(pairs: &[Pair]) -> Option<u32> {
    let both = pairs.iter().filter_map(|pair| match pair.answer {
        Answer::Smallest(at) | Answer::AllMeet(at) => Some((at + pair.setting, pair.setting)),
        Answer::Between {
            high, sure: true, ..
        } => Some((high + pair.setting, pair.setting)),
        _ => None,
    });
    let fewest = both.min().map(|(_, setting)| setting);
    fewest.or_else(|| pairs.last().map(|pair| pair.setting))
}

type Reached<'a> = (&'a [(String, String)], &'a Search, &'a Found, Vec<Pair>);

fn report(
    arguments: &Arguments,
    ready: &Ready,
    settled: &mut Settled<'_>,
    (sets, search, found, pairs): Reached<'_>,
    began: Instant,
) -> Result<Report, Failure> {
    let at = found.setting();
    let plan = settled.plan(sets, at)?;
    let first = arguments.first;
    // The scenario as it stands is simulated too: what a smaller number costs is always shown.
    if let Some(present) = ready.present {
        settled.answers(sets, present, 0..first)?;
    }
    let outcome = settled.outcome(at)?;
    let setting = crate::experiment::setting::setting(&plan);
    let units = ready.targets.iter().map(|target| {
        let name = target.request(&plan, &setting).map(|(name, _)| name);
        let unit = name.and_then(|name| parse(&name, &setting)).map(|r| r.unit);
        unit.map_or_else(|_| String::new(), |unit| unit.words().to_owned())
    });
    let offices = front_door_of(&plan, &ready.lever.path);
    let sizing = Sizing {
        findings: Findings::of(&plan, &setting, &outcome, &[], None),
        lever: ready.lever.path.clone(),
        what: ready.lever.what,
        present: ready.present,
        search,
        units: units.collect(),
        found,
        beside: settled.beside(ready.present, at),
        busiest: settled.busiest(at),
        before: stability::sentences(&plan, &[]),
        week: front_door_week(&plan, &offices),
        decided: decided_by_hour(&plan, &offices, first, &arguments.common)?,
        pairs,
    };
    refuse_without_rows(ready, &sizing.beside, at)?;
    let run = arguments.common.usual.run_since(began);
    let mut report = compose_sizing(&sizing, &run);
    report.manifest["settings"] = kept_settings(&ready.sets, &[], arguments.common.figures, 0);
    report.manifest["run"]["scenario_path"] = json!(arguments.scenario.display().to_string());
    let read = std::slice::from_ref(&ready.plan.digest);
    again::keep(&mut report.manifest, &arguments.words(), read);
    Ok(report)
}

/// Fewer workers are never put forward without what it does to children on protection plans and to
/// children to be seen.
fn refuse_without_rows(ready: &Ready, beside: &[Beside], at: u32) -> Result<(), Failure> {
    let saves = ready.present.is_some_and(|present| at < present);
    let front_door = ready.plan.department.versions[0].spec.front_door.is_some();
    let has = |words: &str| beside.iter().any(|row| row.words.contains(words));
    if !saves || !front_door || (has("protection") && has("seen")) {
        return Ok(());
    }
    Err(Failure::of_input(
        format!(
            "{} would be fewer than the {} there are, and this scenario cannot say what that does \
             to children on protection plans and to children waiting to be seen",
            at,
            ready.present.unwrap_or(0)
        ),
        "give the pathway its protection plans and visits, as scenarios/service-2009.toml has them",
    ))
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
    json!({
        "schema": "caseload/size/v1",
        "scenario": arguments.scenario.display().to_string(),
        "digest_sha256": ready.plan.digest,
        "lever": ready.lever.path,
        "answer": told,
        "smallest_at_least": low,
        "smallest_at_most": high,
        "present": ready.present,
        "confidence": arguments.confidence,
        "settings": settings.collect::<Vec<_>>(),
        "more_is_worse_at": found.worse_above,
        "said": report.answer,
        "notes": report.notes,
        "program": report.provenance.program,
        "seed": report.provenance.seed,
        "folder": ready.folder.display().to_string(),
        "about": "Planning model, not a record of any child.",
    })
}
