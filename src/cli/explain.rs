//! `caseload explain`: what is assumed and from where; or one family's chronology in one future.

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use super::ending::{Ending, Failure};
use super::settings::{self, Settings};
use super::{Ended, console};
use crate::chronology::{Diary, Names, StageWords};
use crate::engine::{Draws, Time};
use crate::experiment::plan::{Plan, Provenance, RegisterRow};
use crate::model;
use crate::report::words;

const EXAMPLES: &str = "\
Examples:
  caseload explain scenarios/essex-2009.toml
  caseload explain scenarios/essex-2009.toml --case 4210
  caseload explain scenarios/essex-2009.toml --case 4210 --replication 7";

/// Options of `caseload explain`.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES)]
pub(super) struct Arguments {
    /// Scenario file.
    scenario: PathBuf,
    /// Tell the chronology of this family (numbered in order of arrival from 0, those open at the
    /// start first).
    #[arg(long = "case", value_name = "FAMILY")]
    family: Option<u32>,
    /// In this future (numbered from 0).
    #[arg(long, value_name = "FUTURE", default_value_t = 0, requires = "family")]
    replication: u32,
    #[command(flatten)]
    settings: Settings,
    /// Print the answer as JSON.
    #[arg(long)]
    json: bool,
    /// No warnings.
    #[arg(long, short)]
    quiet: bool,
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments) -> Ended {
    let plan = settings::plan(
        &arguments.scenario,
        &arguments.settings.sets,
        arguments.quiet,
    )?;
    match arguments.family {
        Some(family) => chronology(arguments, &plan, family)?,
        None if arguments.json => console::answer_json(&register_document(arguments, &plan))?,
        None => console::answer(&register(&plan))?,
    }
    Ok(Ending::Done)
}

fn support(provenance: Provenance) -> &'static str {
    match provenance {
        Provenance::Source => "source",
        Provenance::Assumption => "assumption",
        Provenance::Fitted => "fitted",
        Provenance::Missing => "missing",
    }
}

/// Every number with what it rests on.
fn register(plan: &Plan) -> String {
    let heads = ["Path", "Value", "Rests on", "Which", "Written in"];
    let rows = plan.register.iter().map(|row| {
        let value = format!("{} {}", value_of(row), row.unit);
        let file = Path::new(&row.file).file_name();
        let file = file.map_or(row.file.as_str().into(), |name| name.to_string_lossy());
        let place = format!("{file}:{}", row.line);
        vec![
            row.path.clone(),
            value.trim_end().to_owned(),
            support(row.provenance).to_owned(),
            row.text.clone(),
            place,
        ]
    });
    let mut text = format!("{}\n\n", plan.title);
    text += &console::plain(heads.map(str::to_owned).to_vec(), rows.collect());
    let count = |wanted| {
        plan.register
            .iter()
            .filter(|row| row.provenance == wanted)
            .count()
    };
    text += &console::wrapped(
        &format!(
            "{} numbers: {} from a source, {} assumed, {} fitted, {} with nothing stated.",
            plan.register.len(),
            count(Provenance::Source),
            count(Provenance::Assumption),
            count(Provenance::Fitted),
            count(Provenance::Missing)
        ),
        "",
        "",
    );
    for sentence in &plan.missing {
        text += &console::wrapped(&format!("Left out: {sentence}"), "- ", "  ");
    }
    text
}

/// The value with its range of belief, where one is stated.
fn value_of(row: &RegisterRow) -> String {
    match &row.range {
        Some((low, high)) => format!("{} (from {low} to {high})", row.value),
        None => row.value.clone(),
    }
}

fn register_document(arguments: &Arguments, plan: &Plan) -> serde_json::Value {
    let rows = plan.register.iter().map(|row| {
        let (low, high) = row.range.clone().unzip();
        json!({
            "path": row.path, "value": row.value, "low": low, "high": high, "unit": row.unit,
            "meaning": row.meaning, "support": support(row.provenance), "text": row.text,
            "file": row.file, "line": row.line,
        })
    });
    json!({
        "schema": "caseload/explain/v1",
        "scenario": arguments.scenario.display().to_string(),
        "title": plan.title,
        "digest_sha256": plan.digest,
        "inputs": rows.collect::<Vec<_>>(),
        "not_in_the_model_yet": plan.missing,
    })
}

fn chronology(arguments: &Arguments, plan: &Plan, family: u32) -> Result<(), Failure> {
    let future = arguments.replication;
    let lines = told(plan, future, family);
    if lines.is_empty() {
        return Err(Failure::of_input(
            format!("no family {family} in future {future}"),
            "families are numbered from 0 in order of arrival; try a smaller number",
        ));
    }
    if arguments.json {
        let lines = lines
            .iter()
            .map(|(at, line)| json!({ "at": iso(plan, *at), "what": line }));
        return console::answer_json(&json!({
            "schema": "caseload/chronology/v1",
            "scenario": arguments.scenario.display().to_string(),
            "digest_sha256": plan.digest, "seed": plan.seed,
            "family": family, "future": future,
            "entries": lines.collect::<Vec<_>>(),
            "about": "Simulated: not a record of any child.",
        }));
    }
    let mut text = format!(
        "{}: family {family} in future {future} (seed {}).\n\
         Simulated: not a record of any child.\n\n",
        plan.title, plan.seed
    );
    let mut before = String::new();
    for (at, line) in &lines {
        let date = words::short_date(plan.calendar().date_of(*at));
        let first = format!("{date:>11} {}  ", clock(*at));
        let rest = " ".repeat(first.chars().count());
        // What happens at one go stands under one date.
        let shown = if first == before { &rest } else { &first };
        text += &console::wrapped(line, shown, &rest);
        before = first;
    }
    console::answer(&text)
}

/// What happened to one family in one future, in order.
fn told(plan: &Plan, future: u32, family: u32) -> Vec<(Time, String)> {
    let mut diary = Diary::new(family);
    model::run(&plan.department, Draws::new(plan.seed, future), &mut diary);
    diary.lines(&words_of(plan))
}

/// The names of a plan as the diary wants them.
fn words_of(plan: &Plan) -> Names {
    let names = &plan.names;
    let stages = names.stages.iter().map(|stage| StageWords {
        name: stage.name.clone(),
        items: stage.items.clone(),
        recurring: stage.recurring.clone(),
        outcomes: stage.outcomes.clone(),
    });
    Names {
        offices: names.offices.clone(),
        teams: names.teams.clone(),
        stages: stages.collect(),
        sources: names.sources.clone(),
        bands: names.bands.clone(),
    }
}

/// Time of day, to the minute.
fn clock(at: Time) -> String {
    let minute = at.second_of_day() / 60;
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

fn iso(plan: &Plan, at: Time) -> String {
    format!("{}T{}", plan.calendar().date_of(at), clock(at))
}
