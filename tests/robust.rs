//! `caseload robust` and the draws of `caseload run`, on a small office whose answers are planted.

use assert_cmd::Command;
use serde_json::Value;
use std::fs;
use std::path::Path;

const TINY: &str = "scenarios/tiny-office.toml";
const SHARE: &str = "people.casework_share={ value = 0.6, low = 0.4, high = 0.8 }";

fn run(arguments: &[&str]) -> (i32, Value, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out");
    let mut command = Command::cargo_bin("caseload").expect("the program is built");
    command.args(arguments).args(["--quiet", "--json"]);
    command.args(["--figures", "none", "--out"]).arg(&out);
    let done = command.output().expect("it runs");
    let mut said: Value = serde_json::from_slice(&done.stdout).unwrap_or(Value::Null);
    said["folder"] = Value::Null;
    let told = String::from_utf8_lossy(&done.stderr).into_owned();
    (done.status.code().unwrap_or(-1), said, told)
}

/// A plan over the tiny office, in a folder of its own.
fn plan(folder: &Path, name: &str, lines: &str) -> String {
    let base = fs::canonicalize(TINY).expect("the scenario is there");
    let path = folder.join(format!("{name}.toml"));
    let text = format!(
        "extends = \"{}\"\ntitle = \"{name}\"\n{lines}",
        base.display()
    );
    fs::write(&path, text).expect("written");
    path.display().to_string()
}

fn row<'a>(said: &'a Value, name: &str) -> &'a Value {
    let rows = said["plans"].as_array().expect("rows");
    rows.iter()
        .find(|row| row["plan"] == name)
        .expect("the plan")
}

fn number(row: &Value, key: &str) -> f64 {
    row[key]
        .as_str()
        .and_then(|text| text.parse().ok())
        .expect("a number")
}

#[test]
fn more_workers_hold_up_more_often_and_a_plan_that_changes_nothing_like_the_base() {
    let folder = tempfile::tempdir().expect("a folder");
    let same = plan(folder.path(), "same", "");
    let more = plan(folder.path(), "more", "[team.casework]\nposts = 9\n");
    let shocks = folder.path().join("shocks.toml");
    let flood = "[lever.flood]\nuse = \"contacts rise\"\nin_place = 2010-06-01\n\
                 until = 2010-09-30\nfactor = 1.5\nassumption = \"a test\"\n";
    fs::write(&shocks, flood).expect("written");
    let shocks = shocks.display().to_string();
    let of = |jobs: &str| {
        run(&[
            "robust",
            TINY,
            &same,
            &more,
            "--shocks",
            &shocks,
            "--set",
            SHARE,
            "--futures",
            "24",
            "--target",
            "waiting_children_mean <= 5",
            "--jobs",
            jobs,
        ])
    };
    let (code, said, told) = of("1");
    assert_eq!(code, 0, "{told}");
    let (base, same, more) = (
        row(&said, "tiny-office"),
        row(&said, "same"),
        row(&said, "more"),
    );
    for key in ["meets_all", "regret_mean", "regret_max"] {
        assert_eq!(base[key], same[key], "{key}");
    }
    assert!(
        number(more, "meets_all") > number(base, "meets_all"),
        "{said}"
    );
    assert!(
        number(more, "regret_mean") < number(base, "regret_mean"),
        "{said}"
    );
    assert_eq!(said["plans"][0]["plan"], "more");
    assert_eq!(said, of("2").1, "threads show");
}

#[test]
fn what_cannot_be_sampled_is_refused_at_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let wrong = plan(folder.path(), "wrong", "[team.casework]\nposst = 9\n");
    let shocks = folder.path().join("shocks.toml");
    let unknown = "[lever.flood]\nuse = \"contacts ryse\"\nin_place = 2010-06-01\n";
    fs::write(&shocks, unknown).expect("written");
    let shocks = shocks.display().to_string();
    let (code, _, told) = run(&[
        "robust",
        TINY,
        &wrong,
        "--target",
        "waiting_children_mean <= 5 in 9 of 10 futures",
        "--target",
        "no_such_mean <= 5",
        "--shocks",
        &shocks,
    ]);
    assert_eq!(code, 3, "{told}");
    for part in [
        "posst",
        "how often is what is counted",
        "no_such_mean",
        "belief range",
        "contacts ryse",
    ] {
        assert!(told.contains(part), "{part} in {told}");
    }
}

#[test]
fn a_run_tells_chance_from_inputs_that_are_not_known() {
    let answer = |range: &str| {
        let (code, said, told) = run(&[
            "run",
            TINY,
            "--set",
            range,
            "--set",
            "run.replications=4",
            "--inputs",
            "12",
        ]);
        assert_eq!(code, 0, "{told}");
        said["scenarios"][0]["answer"].to_string()
    };
    let said = answer(SHARE);
    assert!(said.contains("1 of them drawn 12 times"), "{said}");
    assert!(said.contains("comes from not knowing the inputs"), "{said}");
    assert!(said.contains("It hangs most on"), "{said}");
    let said = answer("people.casework_share=0.6");
    assert!(!said.contains("drawn"), "{said}");
}
