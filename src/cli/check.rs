//! `caseload check`: everything that is wrong; or where it stands, and what was understood.

use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use super::ending::Ending;
use super::saturation;
use super::settings::Settings;
use super::{Ended, console};
use crate::experiment::monitor_plan;
use crate::experiment::plan::Plan;
use crate::experiment::position::{Line, position};
use crate::measures::RequestProblem;
use crate::report::words;
use crate::scenario::{self, Problem, Problems, Severity};

const EXAMPLES: &str = "\
Examples:
  caseload check scenarios/essex-2009.toml
  caseload check scenarios/*.toml --json
  caseload check plan.toml --set office.A.vacancy=15%";

/// Options of `caseload check`.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES)]
pub(super) struct Arguments {
    /// Scenario files.
    #[arg(required = true, value_name = "SCENARIO")]
    scenarios: Vec<PathBuf>,
    #[command(flatten)]
    settings: Settings,
    /// Print the answer as JSON.
    #[arg(long)]
    json: bool,
    /// Errors only: no warnings, no position.
    #[arg(long, short)]
    quiet: bool,
}

/// One scenario, checked.
struct Checked {
    problems: Problems,
    requests: Vec<RequestProblem>,
    plan: Option<Plan>,
}

impl Checked {
    fn is_right(&self) -> bool {
        self.plan.is_some() && self.requests.is_empty()
    }
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments) -> Ended {
    let mut ending = Ending::Done;
    let mut documents = Vec::new();
    for (index, path) in arguments.scenarios.iter().enumerate() {
        let (plan, problems) = scenario::check(path, &arguments.settings.sets);
        let requests = plan.as_ref().and_then(|plan| monitor_plan(plan, &[]).err());
        let checked = Checked {
            problems,
            requests: requests.unwrap_or_default(),
            plan,
        };
        if !checked.is_right() {
            ending = Ending::WrongInput;
        }
        let shown = path.display().to_string();
        if arguments.json {
            documents.push(document(&shown, &checked));
            continue;
        }
        tell(&shown, &checked, arguments.quiet);
        if !arguments.quiet
            && let Some(plan) = checked.plan.as_ref().filter(|_| checked.is_right())
        {
            let gap = if index > 0 { "\n" } else { "" };
            console::answer(&format!("{gap}{}", text(plan)))?;
        }
    }
    if arguments.json {
        console::answer_json(&json!({ "schema": "caseload/check/v1", "scenarios": documents }))?;
    }
    Ok(ending)
}

/// Every problem, on stderr.
fn tell(path: &str, checked: &Checked, quiet: bool) {
    let told = checked.problems.iter();
    for problem in told.filter(|problem| !quiet || problem.severity == Severity::Error) {
        console::tell(&problem.to_string());
    }
    for request in &checked.requests {
        console::tell(&format!("error: {path}: {request}"));
    }
}

/// Where a right scenario stands and what was understood.
fn text(plan: &Plan) -> String {
    let mut text = format!("{}\n\n", plan.title);
    let lines = position(plan);
    if !lines.is_empty() {
        text += "Where each team stands at the start\n\n";
        text += &console::plain(heads(), lines.iter().map(row).collect());
        text += &console::wrapped(
            "Full-time equivalents of workers, managers apart. In post counts agency workers; \
             working today leaves out those expected to be away. On paper: what new families ask \
             of the team in the long run if nobody waits, without duty days, work handed over in \
             sickness and contacts with those who wait. It is low: a gap below zero does not show \
             that there is room; only a run does. Children per worker counts those allocated.",
            "",
            "",
        );
        text.push('\n');
    }
    text += "What was understood\n\n";
    for sentence in told(plan) {
        text += &console::wrapped(&sentence, "- ", "  ");
    }
    text
}

/// What was understood, and what capped teams can sustain.
fn told(plan: &Plan) -> Vec<String> {
    let mut sentences = scenario::sentences(plan);
    sentences.extend(saturation::sentences(plan));
    sentences
}

fn heads() -> Vec<String> {
    let heads = [
        "Area",
        "Team",
        "Posts",
        "In post",
        "Working today",
        "Work arriving, on paper",
        "Gap, on paper",
        "Children per worker",
    ];
    heads.map(str::to_owned).to_vec()
}

fn row(line: &Line) -> Vec<String> {
    let one = |value: f64| words::number(value, 1);
    vec![
        line.area.clone(),
        line.team.clone(),
        one(line.posts),
        one(line.in_post),
        one(line.working),
        line.arriving.map_or("without end".to_owned(), one),
        line.gap().map_or(String::new(), one),
        line.children_per_worker.map_or(String::new(), one),
    ]
}

fn document(path: &str, checked: &Checked) -> Value {
    let problems: Vec<Value> = checked.problems.iter().map(problem).collect();
    let requests = checked.requests.iter().map(|request| {
        json!({
            "severity": "error", "file": path, "path": request.request,
            "found": request.found, "wanted": request.wanted, "hint": request.hint,
        })
    });
    let right = checked.plan.as_ref().filter(|_| checked.is_right());
    json!({
        "scenario": path,
        "right": checked.is_right(),
        "title": right.map(|plan| &plan.title),
        "digest_sha256": right.map(|plan| &plan.digest),
        "problems": problems.into_iter().chain(requests).collect::<Vec<_>>(),
        "position": right.map(|plan| position(plan).iter().map(line).collect::<Vec<_>>()),
        "sentences": right.map(told),
    })
}

fn problem(problem: &Problem) -> Value {
    json!({
        "severity": match problem.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        },
        "file": problem.file.to_string(), "line": problem.line, "path": problem.path,
        "found": problem.found, "wanted": problem.wanted, "hint": problem.hint,
    })
}

fn line(line: &Line) -> Value {
    json!({
        "area": line.area, "team": line.team, "posts_fte": line.posts,
        "in_post_fte": line.in_post, "working_fte": line.working,
        "arriving_on_paper_fte": line.arriving, "gap_on_paper_fte": line.gap(),
        "children_per_worker": line.children_per_worker,
    })
}
