//! Random scenario files through the ordinary loader: each is right, runs under every law (and in
//! builds with assertions under the audit after every event), gives the same numbers when it is
//! run again, and no number that is none.

mod random;

use assert_cmd::Command;
use caseload::experiment::plan::{Plan, Replications};
use caseload::experiment::{Outcome, Running, monitor_plan, run_all};
use caseload::scenario::check;
use std::collections::BTreeMap;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::AtomicBool;

/// Loads one; every problem that forbids a run is a failure of the generator or of the check.
fn load(folder: &Path, number: u64) -> Result<Plan, String> {
    let file = folder.join(format!("random-{number}.toml"));
    fs::write(&file, random::scenario(number)).map_err(|error| error.to_string())?;
    let (plan, problems) = check(&file, &[]);
    plan.ok_or_else(|| format!("refused:\n{problems}"))
}

fn simulate(plan: &Plan) -> Result<Outcome, String> {
    let measures = monitor_plan(plan, &[]).map_err(|error| format!("{error:?}"))?;
    let running = Running {
        jobs: 1,
        progress: &|_, _| {},
        cancelled: &AtomicBool::new(false),
    };
    run_all(plan, &measures, &running).map_err(|error| error.to_string())
}

/// Every number of every future, bit by bit.
fn bits(outcome: &Outcome) -> Vec<Vec<u64>> {
    let futures = outcome.replications.iter();
    futures
        .map(|future| {
            let values = future.values.iter();
            let values = values.map(|value| value.map_or(u64::MAX, f64::to_bits));
            let series = future.series.iter().flatten().map(|value| value.to_bits());
            values.chain(series).collect()
        })
        .collect()
}

/// One scenario; says what is wrong with it.
fn try_one(folder: &Path, number: u64) -> Result<(), String> {
    let mut plan = load(folder, number)?;
    plan.replications = Replications::Number(2);
    let first = simulate(&plan)?;
    for future in &first.replications {
        for (at, value) in future.values.iter().enumerate() {
            if value.is_some_and(|value| !value.is_finite()) {
                return Err(format!("value {at} is {value:?}"));
            }
        }
    }
    if bits(&first) != bits(&simulate(&plan)?) {
        return Err("another run gave other numbers".to_owned());
    }
    if number.is_multiple_of(ONE_IN) {
        through_the_program(folder, number)?;
    }
    Ok(())
}

/// One in so many goes through the whole program too.
const ONE_IN: u64 = 8;

/// Checked, explained and run twice by the program: the same tables byte by byte, and every number
/// in them is one.
fn through_the_program(folder: &Path, number: u64) -> Result<(), String> {
    let file = folder.join(format!("random-{number}.toml"));
    let file = file.to_str().ok_or("a path of text")?;
    let run = |out: &str| {
        let out = folder.join(format!("{number}-{out}"));
        let shown = out.display().to_string();
        program(&["run", file, "--quiet", "--figures", "svg", "--out", &shown])?;
        tables(&out)
    };
    program(&["check", file])?;
    program(&["explain", file, "--quiet"])?;
    let first = run("a")?;
    for (name, text) in &first {
        let mut words = text.split([',', '\n', ' ']);
        if let Some(word) = words.find(|word| ["NaN", "inf", "-inf"].contains(word)) {
            return Err(format!("{name} says {word}"));
        }
    }
    if first != run("b")? {
        return Err("the program wrote other tables when run again".to_owned());
    }
    Ok(())
}

fn program(arguments: &[&str]) -> Result<(), String> {
    let mut command = Command::cargo_bin("caseload").map_err(|error| error.to_string())?;
    let done = command.args(arguments).output();
    let done = done.map_err(|error| error.to_string())?;
    if done.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&done.stderr);
    Err(format!("`caseload {}`: {said}", arguments.join(" ")))
}

/// Names and texts of the tables of a result folder, in order of name.
fn tables(folder: &Path) -> Result<BTreeMap<String, String>, String> {
    let listing = fs::read_dir(folder).map_err(|error| error.to_string())?;
    let mut tables = BTreeMap::new();
    for entry in listing {
        let path = entry.map_err(|error| error.to_string())?.path();
        if path.extension().is_some_and(|ending| ending == "csv") {
            let text = fs::read_to_string(&path).map_err(|error| error.to_string())?;
            tables.insert(path.display().to_string(), text);
        }
    }
    let name = |path: String| path.rsplit('/').next().unwrap_or("").to_owned();
    Ok(tables
        .into_iter()
        .map(|(path, text)| (name(path), text))
        .collect())
}

/// Failures among scenarios, with their numbers, in words.
fn failures(numbers: std::ops::Range<u64>) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder");
    let mut failed = Vec::new();
    for number in numbers {
        let tried = catch_unwind(AssertUnwindSafe(|| try_one(folder.path(), number)));
        let said = match tried {
            Ok(Ok(())) => continue,
            Ok(Err(said)) => said,
            Err(_) => "panicked".to_owned(),
        };
        failed.push(format!("scenario {number}: {said}"));
    }
    failed
}

#[test]
fn random_scenarios_load_and_run_under_every_law() {
    let failed = failures(0..150);
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

/// `RANDOM_SCENARIOS=1000..4000 cargo test --test random_scenarios -- --ignored`
#[test]
#[ignore = "minutes: thousands of scenarios"]
fn thousands_of_random_scenarios_load_and_run_under_every_law() {
    let asked = std::env::var("RANDOM_SCENARIOS").unwrap_or_else(|_| "1000..4000".to_owned());
    let (from, to) = asked.split_once("..").expect("FROM..TO");
    let number = |text: &str| text.parse::<u64>().expect("a number");
    let failed = failures(number(from)..number(to));
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn the_same_number_gives_the_same_text_and_others_differ() {
    assert_eq!(random::scenario(5), random::scenario(5));
    let mut texts: Vec<String> = (0..200).map(random::scenario).collect();
    texts.sort();
    texts.dedup();
    assert_eq!(texts.len(), 200);
}

#[test]
fn every_rule_is_switched_on_by_some_and_off_by_others() {
    let texts: Vec<String> = (0..150).map(random::scenario).collect();
    for key in [
        "agency.fill",
        "long_leave",
        "part_time",
        "deputy",
        "allocates = \"Monday\"",
        "pressure.absence",
        "cover.protection_after",
        "cap_children",
        "cap_points = 0",
        "over_cap",
        "second_worker = true",
        "role = \"helper\"",
        "[office.B]",
        "[team.long]",
        "[change.",
        "[front_door]",
        "[out_of_hours]",
        "[conferences]",
        "[applicants]",
        "intake",
        "joint_visits_for",
        "early_visits",
        "hand_back_after",
        "desk_review",
        "[open_contacts]",
        "[early_help]",
        "joint_triage",
        "drop_on_transfer = true",
        "[stage.court]",
        "other_work = 1\n",
        "leaves = true",
        "siblings",
        "slack_habit = 1",
        "kind = \"continuous\"",
        "horizon = \"1 d\"",
        "horizon = \"7305 d\"",
        "families = \"0.0000 per yr\"",
        "vacancy = 1\n",
        "per_year = 5000",
        "start = 2012-02-29",
    ] {
        let on = texts.iter().filter(|text| text.contains(key)).count();
        assert!(on > 0 && on < texts.len(), "{key}: {on} of {}", texts.len());
    }
}
