//! `caseload robust` and the draws of `caseload run`, on a small office whose answers are planted.

use assert_cmd::Command;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
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

/// Rows of a CSV file, each by its columns.
fn rows(file: &Path) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(file).expect("a file");
    let rows = reader.deserialize();
    rows.map(|row| row.expect("a row")).collect()
}

/// A base in a file of its own whose casework share may lie in a range, and in how many of 12
/// sampled futures it and a plan that states a share of its own meet a target.
fn met_with(folder: &Path, range: &str) -> (f64, f64) {
    let base = plan(
        folder,
        "base",
        &format!("[people]\ncasework_share = {range}\nturnover = {TURNOVER}\n"),
    );
    let held = folder.join("held.toml");
    let text = format!("extends = {base:?}\n[people]\ncasework_share = 0.6\n");
    fs::write(&held, text).expect("written");
    let out = kept(
        folder,
        &[
            "robust",
            &base,
            &held.display().to_string(),
            "--set=office.A.families=8 per 7 d",
            "--target=waiting_children_mean <= 8",
            "--futures=12",
            "--overwrite",
        ],
    );
    let plans = rows(&out.join("plans.csv"));
    let met = |name: &str| {
        let row = plans.iter().find(|row| row["plan"] == name);
        let met = &row.expect("it is there")["meets_all"];
        met.parse::<f64>().expect("a number")
    };
    for row in rows(&out.join("sampled-futures.csv")) {
        let share = &row["people.casework_share"];
        assert_eq!(share.is_empty(), row["plan"] == "held", "{row:?}");
        assert!(!row["people.turnover"].is_empty(), "{row:?}");
    }
    (met("base"), met("held"))
}

const TURNOVER: &str = "{ value = 0.15, low = 0.1, high = 0.2 }";

#[test]
fn a_plan_keeps_the_number_that_it_states_itself() {
    let folder = tempfile::tempdir().expect("a folder");
    let low = met_with(folder.path(), "{ value = 0.3, low = 0.25, high = 0.35 }");
    let high = met_with(folder.path(), "{ value = 0.9, low = 0.85, high = 0.95 }");
    // What the base believes of the share is nothing to a plan that says what it will be.
    assert_eq!(low.1, high.1, "{low:?} {high:?}");
    assert!(low.0 < high.0, "{low:?} {high:?}");
}

#[test]
fn what_a_lever_of_a_plan_is_believed_to_do_is_drawn_for_that_plan() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let bases = ["two-offices.toml", "levers.toml"].map(|name| root.join(name));
    let bases = bases.each_ref().map(|path| path.display().to_string());
    let lever = folder.path().join("lever.toml");
    let text = format!(
        "extends = {bases:?}\n[lever.review]\nuse = \"backlog review\"\nareas = [\"A\"]\n\
         in_place = 2010-01-18\nuntil = 2010-02-12\n"
    );
    fs::write(&lever, text).expect("written");
    let out = kept(
        folder.path(),
        &[
            "robust",
            &bases[0],
            &lever.display().to_string(),
            "--target=waiting_children_mean <= 1000",
            "--futures=10",
        ],
    );
    let sampled = rows(&out.join("sampled-futures.csv"));
    let inputs = sampled[0].keys();
    let of_lever: Vec<&String> = inputs.filter(|name| name.starts_with("levers.")).collect();
    assert!(!of_lever.is_empty(), "{:?}", sampled[0]);
    for name in of_lever {
        let drawn = |plan: &str| {
            let own = sampled.iter().filter(|row| row["plan"] == plan);
            let values = own.map(|row| row[name].as_str());
            values.collect::<BTreeSet<_>>()
        };
        assert_eq!(drawn("two-offices"), BTreeSet::from([""]), "{name}");
        assert!(drawn("lever").len() > 5, "{name}: {:?}", drawn("lever"));
    }
}

#[test]
fn a_list_cleared_by_a_date_is_counted_future_by_future() {
    let folder = tempfile::tempdir().expect("a folder");
    let same = plan(folder.path(), "same", "");
    let (code, said, told) = run(&[
        "robust",
        TINY,
        &same,
        "--set",
        SHARE,
        "--set",
        "office.A.families=11 per 7 d",
        "--futures=24",
        "--target=waiting <= 1 by 2010-04-19",
        "--target=waiting <= 1 by 2010-12-20",
    ]);
    assert_eq!(code, 0, "{told}");
    let base = row(&said, "tiny-office");
    let (soon, late) = (number(base, "meets_1"), number(base, "meets_2"));
    // A later day is kept in every future that an earlier one is, and in more.
    assert!(0.0 < soon && soon < late && late <= 24.0, "{said}");
    assert_eq!(number(base, "meets_all"), soon, "{said}");
    let answer = said["answer"].to_string();
    assert!(answer.contains("waiting <= 1 by 2010-04-19"), "{answer}");
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

/// A result folder made by a command, and what doing it again says.
fn kept(folder: &Path, arguments: &[&str]) -> std::path::PathBuf {
    let out = folder.join(arguments[0]);
    let mut command = Command::cargo_bin("caseload").expect("the program is built");
    command
        .args(arguments)
        .args(["--quiet", "--figures", "none"]);
    let done = command.arg("--out").arg(&out).output().expect("it runs");
    let told = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(
        [0, 4, 5].contains(&done.status.code().unwrap_or(-1)),
        "{told}"
    );
    out
}

fn again(folder: &Path) -> (i32, Value, String) {
    let mut command = Command::cargo_bin("caseload").expect("the program is built");
    command.args(["reproduce", "--quiet", "--json"]);
    let done = command.arg(folder).output().expect("it runs");
    let said = serde_json::from_slice(&done.stdout).unwrap_or(Value::Null);
    let told = String::from_utf8_lossy(&done.stderr).into_owned();
    (done.status.code().unwrap_or(-1), said, told)
}

#[test]
fn a_size_a_sample_and_a_sweep_are_done_again_file_by_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let more = plan(folder.path(), "more", "[team.casework]\nposts = 9\n");
    let size = kept(
        folder.path(),
        &[
            "size",
            "scenarios/one-office.toml",
            "--lever=office.A.team.assessment.posts=4..12",
            "--target=decisions_in_time >= 95% in 9 of 10 years",
            "--first=4",
            "--most=4",
        ],
    );
    let robust = kept(
        folder.path(),
        &[
            "robust",
            TINY,
            &more,
            "--target=waiting_children_mean <= 40",
            "--futures=10",
            "--set",
            SHARE,
        ],
    );
    let sweep = folder.path().join("posts.toml");
    let scenario = fs::canonicalize(TINY).expect("the scenario is there");
    let text = format!(
        "scenario = \"{}\"\nreplications = 2\nmeasures = [\"waiting_children_mean\"]\n\
         [design]\nkind = \"grid\"\n[vary.\"team.casework.posts\"]\nvalues = [3, 5]\n",
        scenario.display()
    );
    fs::write(&sweep, &text).expect("written");
    let swept = kept(folder.path(), &["sweep", &sweep.display().to_string()]);
    for made in [&size, &robust, &swept] {
        let (code, said, told) = again(made);
        assert_eq!(code, 0, "{} {said} {told}", made.display());
        assert!(
            said["identical"]
                .as_array()
                .is_some_and(|all| all.len() > 3)
        );
    }
    // What the front door decides by hour of the week is there, Monday to Friday.
    let table = fs::read_to_string(size.join("decided_in_time_by_hour.csv")).expect("a table");
    let heads = table
        .lines()
        .find(|line| line.starts_with("hour,"))
        .expect("heads");
    assert_eq!(heads, "hour,monday,tuesday,wednesday,thursday,friday");
    assert!(
        table
            .lines()
            .last()
            .is_some_and(|line| line.starts_with("whole day")),
        "{table}"
    );
    // One value of the scenario is another: refused before anything is simulated.
    fs::write(&sweep, text.replace("[3, 5]", "[3, 6]")).expect("written");
    let (code, _, told) = again(&swept);
    assert!(
        code == 3 && told.contains("not what was read"),
        "{code} {told}"
    );
    // A figure that is not what comes out is found.
    let file = robust.join("plans.csv");
    let text = fs::read_to_string(&file).expect("a table");
    fs::write(&file, text.replacen('1', "2", 1)).expect("written");
    let (code, said, _) = again(&robust);
    assert_eq!((code, &said["different"][0]), (4, &"plans.csv".into()));
}
