//! `caseload verify` as people use it: a case added by hand to a fresh folder, and wrong ones.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use tempfile::TempDir;

fn caseload(folder: &Path, more: &[&str]) -> (i32, String, String) {
    let mut command = Command::cargo_bin("caseload").expect("the program is built");
    let done = command
        .arg("verify")
        .arg("--cases")
        .arg(folder)
        .args(more)
        .output()
        .expect("it ran");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (
        done.status.code().unwrap_or(-1),
        text(&done.stdout),
        text(&done.stderr),
    )
}

/// Three workers, two families a day, half a day's work less than they have: Erlang C by hand.
const POOL: &str = r#"
title = "M/M/3 at load two thirds"

[run]
start = 2001-01-01
horizon = "2100 d"
warm_up = "100 d"

[calendar]
kind = "continuous"

[pathway]
entry = "work"

[day]
first_come = true

[office.A]
families = "2 per d"

[team.duty]
posts = 3
cap_families = 1
order = "first come"

[stage.work]
by = "named worker"
team = "duty"

[stage.work.item.service]
effort = { exponential = "1 d" }
"#;

/// Erlang C for three workers and an offered load of two: the chance to wait is 4/9, the mean
/// number waiting 8/9, the mean wait 4/9 of a day.
const POOL_CASE: &str = r#"{
  "id": "M1", "title": "M/M/3", "source": "Erlang C by hand",
  "says": "Three workers with a third of their time to spare.",
  "variants": { "base": { "scenario": "pool.toml" } },
  "effort": { "full": { "replications": 100 }, "quick": { "replications": 100 } },
  "spoil": ["stage.work.item.service.effort"],
  "outputs": [
    { "name": "p_wait", "value": 0.4444444444444444, "max_rel_halfwidth95": 0.02,
      "measure": "wait_for_named_worker_days_share_above_0" },
    { "name": "Lq", "value": 0.8888888888888888, "max_rel_halfwidth95": 0.05,
      "measure": "waiting_mean" },
    { "name": "Wq", "value": 0.4444444444444444, "max_rel_halfwidth95": 0.05,
      "measure": "wait_for_named_worker_days_mean" }
  ]
}"#;

/// Two workers who may hold one family each: the list never empties, so they are what limits the
/// throughput, at once by formula and by simulation.
const MANAGERS: &str = r#"
title = "two workers, cap one, delays between visits"

[run]
start = 2001-01-01
horizon = "1300 d"
warm_up = "100 d"

[calendar]
kind = "continuous"

[pathway]
entry = "work"

[day]
first_come = true

[office.A]
families = "3 per d"

[team.casework]
posts = 2
cap_families = 1
order = "first come"
list_closes_at = 20

[stage.work]
by = "named worker"
team = "casework"

[stage.work.item.visit]
times = { geometric = 0.5 }
effort = { exponential = "1 d" }
between = { exponential = "2 d" }
"#;

/// With a cap of one a worker is with the family or waits for it: a family takes two visits and
/// one delay, four days on average, so two workers close half a family a day.
const MANAGERS_CASE: &str = r#"{
  "id": "M2", "title": "two workers, cap one", "source": "renewal argument by hand",
  "says": "A cap of one makes every delay a worker's.",
  "variants": { "saturated": { "scenario": "managers.toml" } },
  "effort": {
    "full": { "replications": 100 },
    "quick": { "replications": 100, "set": { "run.horizon": "300 d" } }
  },
  "spoil": ["stage.work.item.visit.effort"],
  "outputs": [
    { "name": "throughput", "value": 0.5, "max_rel_halfwidth95": 0.02,
      "measure": "closed_families_per_day" },
    { "name": "on_paper", "value": 0.5, "formula": "saturation_throughput" },
    { "name": "utilisation", "value": 0.5, "max_rel_halfwidth95": 0.02,
      "measure": "utilisation_mean" }
  ]
}"#;

fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in [
        ("pool.toml", POOL),
        ("m1.json", POOL_CASE),
        ("managers.toml", MANAGERS),
        ("m2.json", MANAGERS_CASE),
    ] {
        fs::write(folder.path().join(name), text).expect("written");
    }
    folder
}

#[test]
fn cases_added_by_hand_are_run_and_can_fail() {
    let folder = folder();
    let (code, said, told) = caseload(folder.path(), &["--effort", "full"]);
    assert_eq!(code, 0, "{said}{told}");
    assert!(
        said.contains("M1: M/M/3") && said.contains("2 of 2 cases pass"),
        "{said}"
    );
    let (code, said, _) = caseload(folder.path(), &["--spoil", "5%", "--json"]);
    assert_eq!(code, 4, "{said}");
    let answer: serde_json::Value = serde_json::from_str(&said).expect("JSON");
    assert_eq!(answer["cases_passed"], 0, "{said}");
}

#[test]
fn the_table_of_a_page_is_written_between_its_marks() {
    let folder = folder();
    let page = folder.path().join("page.md");
    let mark = "is written by `caseload verify --out` -->";
    let text = format!("# Mine\n<!-- what follows {mark}\nold\n<!-- what precedes {mark}\nend\n");
    fs::write(&page, text).expect("written");
    let out = page.display().to_string();
    let (code, said, told) = caseload(folder.path(), &["--only", "m1", "--out", &out]);
    assert_eq!(code, 0, "{said}{told}");
    let text = fs::read_to_string(&page).expect("a page");
    assert!(
        text.starts_with("# Mine\n") && text.ends_with("end\n"),
        "{text}"
    );
    assert!(
        text.contains("| `Lq` | 0.888889 |") && !text.contains("old"),
        "{text}"
    );
    assert!(!text.contains("M2"), "{text}");
}

#[test]
fn wrong_cases_are_told_with_every_problem_at_once() {
    let folder = folder();
    let wrong = POOL_CASE
        .replace("\"title\"", "\"titel\"")
        .replace("\"value\": 0.8888888888888888", "\"value\": \"x\"");
    fs::write(folder.path().join("m3.json"), wrong).expect("written");
    fs::write(folder.path().join("m4.json"), "{").expect("written");
    let (code, _, told) = caseload(folder.path(), &[]);
    assert_eq!(code, 3, "{told}");
    for part in ["m3.json: titel", "outputs[1] (Lq).value", "m4.json: line 1"] {
        assert!(told.contains(part), "no {part} in {told}");
    }
}

#[test]
fn wrong_scenarios_measures_and_folders_are_told() {
    let folder = folder();
    let wrong = POOL_CASE.replace("waiting_mean", "waitng_mean");
    fs::write(folder.path().join("m1.json"), wrong).expect("written");
    let (code, _, told) = caseload(folder.path(), &["--only", "M1"]);
    assert!(code == 3 && told.contains("waitng_mean"), "{code} {told}");
    let wrong = POOL_CASE.replace("pool.toml", "pol.toml");
    fs::write(folder.path().join("m1.json"), wrong).expect("written");
    let (code, _, told) = caseload(folder.path(), &["--only", "M1"]);
    assert!(code == 3 && told.contains("pol.toml"), "{code} {told}");
    let (code, _, told) = caseload(folder.path(), &["--only", "M9"]);
    assert!(
        code == 2 && told.contains("there are: M1, M2"),
        "{code} {told}"
    );
    let (code, _, told) = caseload(&folder.path().join("none"), &[]);
    assert!(
        code == 2 && told.contains("--cases FOLDER"),
        "{code} {told}"
    );
}

#[test]
fn coverage_is_counted() {
    let folder = folder();
    let (code, said, told) = caseload(folder.path(), &["--coverage", "--only", "M2", "--json"]);
    assert!(code == 0 || code == 4, "{told}");
    let answer: serde_json::Value = serde_json::from_str(&said).expect("JSON");
    assert_eq!(answer["outputs"][0]["of"], 400, "{said}");
    let covered = answer["outputs"][0]["covered"].as_u64().unwrap_or(0);
    assert!((360..=396).contains(&covered), "{said}");
}
