//! Base and plan at the same draws of the inputs, as `caseload compare` has it.

mod program;

use std::fs;
use std::path::{Path, PathBuf};

use program::caseload;
use serde_json::Value;

/// Twice the families: the tiny office has a list.
const BUSY: &str = "office.A.families=10 per 7 d";

/// A scenario in a file of its own, over another.
fn file(folder: &Path, name: &str, extends: &Path, rest: &str) -> PathBuf {
    let path = folder.join(format!("{name}.toml"));
    let extends = extends.display().to_string();
    let text = format!("extends = {extends:?}\ntitle = \"{name}\"\n{rest}");
    fs::write(&path, text).expect("written");
    path
}

/// The tiny office with two inputs that may lie in ranges.
fn base(folder: &Path) -> PathBuf {
    let tiny = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/tiny-office.toml");
    let ranges = "[people]\ncasework_share = { value = 0.65, low = 0.6, high = 0.7 }\n\
                  turnover = { value = 0.2, low = 0.15, high = 0.25 }\n";
    file(folder, "base", &tiny, ranges)
}

/// A comparison into a folder of the name given, as JSON.
fn compared(folder: &Path, out: &str, base: &Path, plan: &Path, more: &[&str]) -> Value {
    let out = folder.join(out).display().to_string();
    let (base, plan) = (base.display().to_string(), plan.display().to_string());
    let mut arguments = vec!["compare", &base, &plan, "--out", &out, "--figures", "none"];
    arguments.extend(["--json", "--quiet", "--set", BUSY]);
    arguments.extend(more);
    let said = caseload(&arguments);
    assert_eq!(said.code, 0, "{}", said.err);
    serde_json::from_str(&said.out).expect("JSON")
}

/// Rows of a CSV file, each by its columns.
fn rows(file: &Path) -> Vec<std::collections::BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(file).expect("a file");
    let rows = reader.deserialize();
    rows.map(|row| row.expect("a row")).collect()
}

#[test]
fn base_and_plan_meet_the_same_draws_and_the_same_futures() {
    let folder = tempfile::tempdir().expect("a folder");
    let base = base(folder.path());
    let same = file(folder.path(), "same", &base, "[run]\nseed = 99\n");
    let few = ["--replications", "2", "--inputs", "6"];
    let document = compared(folder.path(), "out", &base, &same, &few);
    let told = &document["uncertain_inputs"];
    assert_eq!(
        (&told["draws"], &told["draws_asked"]),
        (&6.into(), &6.into())
    );
    assert_eq!(told["difference"]["equal_in"], 6);
    assert_eq!(told["difference"]["hangs_most_on"], Value::Null);
    let draws = rows(&folder.path().join("out/uncertain-draws.csv"));
    let waiting = |row: &&std::collections::BTreeMap<String, String>| {
        row["measure"].starts_with("waiting_children_mean")
    };
    assert_eq!(draws.iter().filter(waiting).count(), 12);
    let with_figures = draws.iter().filter(|row| !row["difference"].is_empty());
    for row in with_figures {
        let difference = row["difference"].parse::<f64>();
        assert_eq!(difference, Ok(0.0), "{row:?}");
    }
    // The draws do something, and the futures of each are others.
    let base: std::collections::BTreeSet<&str> = draws
        .iter()
        .filter(waiting)
        .map(|row| row["base"].as_str())
        .collect();
    assert_eq!(base.len(), 12, "{base:?}");
}

/// Casework share of its own, which alone makes the difference: the base's is held nearly fast.
const PLANTED: &str = "[people]\ncasework_share = { value = 0.6, low = 0.3, high = 0.9 }\n";

#[test]
fn what_makes_the_difference_comes_first_and_threads_do_not_show() {
    let folder = tempfile::tempdir().expect("a folder");
    let base = base(folder.path());
    let plan = file(folder.path(), "planted", &base, PLANTED);
    let more = |jobs: &'static str| ["--replications", "2", "--inputs", "16", "--jobs", jobs];
    let document = compared(folder.path(), "one", &base, &plan, &more("1"));
    let told = &document["uncertain_inputs"];
    assert_eq!(told["difference"]["hangs_most_on"], "people.casework_share");
    let variance = |name: &str| told["difference"][name].as_f64().expect("a number");
    assert!(variance("variance_from_inputs") > variance("variance_from_chance"));
    let ranked = rows(&folder.path().join("one/uncertain-inputs.csv"));
    let first = &ranked[0];
    assert_eq!(
        (first["waiting_of"].as_str(), first["input"].as_str()),
        ("difference", "people.casework_share")
    );
    let coefficient: f64 = first["rank_correlation"].parse().expect("a number");
    assert!(
        coefficient < -0.8,
        "more time for casework, less waiting: {coefficient}"
    );
    let answer = document["answer"].to_string();
    for part in [
        "With the inputs as uncertain as they are (2 of them drawn 16 times",
        "The difference hangs most on",
        "the higher it is, the more the plan helps",
    ] {
        assert!(answer.contains(part), "{part}: {answer}");
    }
    assert!(!answer.contains("a tenth less than assumed"), "{answer}");
    compared(folder.path(), "two", &base, &plan, &more("2"));
    for file in [
        "uncertain-inputs.csv",
        "uncertain-draws.csv",
        "comparison.md",
    ] {
        let bytes = |out: &str| fs::read(folder.path().join(out).join(file)).expect(file);
        assert!(bytes("one") == bytes("two"), "{file}");
    }
}

#[test]
fn what_the_plan_holds_is_named_and_few_futures_draw_nothing_unasked() {
    let folder = tempfile::tempdir().expect("a folder");
    let base = base(folder.path());
    let plan = file(
        folder.path(),
        "held",
        &base,
        "[people]\ncasework_share = 0.65\n",
    );
    let document = compared(
        folder.path(),
        "out",
        &base,
        &plan,
        &["--replications", "20"],
    );
    let told = &document["uncertain_inputs"];
    assert_eq!(
        (&told["draws"], &told["futures_per_draw"]),
        (&50.into(), &2.into())
    );
    assert_eq!(
        told["held_by_the_plan"],
        serde_json::json!(["people.casework_share"])
    );
    let few = compared(folder.path(), "few", &base, &plan, &["--replications", "4"]);
    assert_eq!(few["uncertain_inputs"], Value::Null);
    let answer = few["answer"].to_string();
    assert!(!answer.contains("as uncertain as they are"), "{answer}");
    assert!(!folder.path().join("few/uncertain-draws.csv").exists());
}

#[test]
fn a_comparison_with_draws_can_be_done_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let base = base(folder.path());
    let plan = file(folder.path(), "planted", &base, PLANTED);
    let more = ["--replications", "2", "--inputs", "4"];
    compared(folder.path(), "out", &base, &plan, &more);
    let out = folder.path().join("out");
    let manifest = out.join("manifest.json");
    let read = || -> Value {
        let text = fs::read_to_string(&manifest).expect("a manifest");
        serde_json::from_str(&text).expect("JSON")
    };
    assert_eq!(read()["settings"]["inputs_asked"], 4);
    assert_eq!(read()["settings"]["inputs_drawn"], 4);
    let again = || caseload(&["reproduce", &out.display().to_string(), "--quiet"]);
    let said = again();
    assert_eq!(said.code, 0, "{}{}", said.out, said.err);
    // Of a run that kept fewer draws, others must come out: what is done again follows the draws.
    let mut fewer = read();
    fewer["settings"]["inputs_drawn"] = 3.into();
    fs::write(&manifest, fewer.to_string()).expect("written");
    let said = again();
    assert_eq!(said.code, 4, "{}{}", said.out, said.err);
    assert!(
        said.out.contains("different: uncertain-draws.csv"),
        "{}",
        said.out
    );
    assert!(
        !said.out.contains("different: comparison.csv"),
        "{}",
        said.out
    );
}

#[cfg(unix)]
#[test]
fn draws_cut_by_ctrl_c_are_kept_and_marked_and_can_be_done_again() {
    use std::process::{Command as Process, Stdio};
    use std::time::Duration;

    let folder = tempfile::tempdir().expect("a folder");
    let base = base(folder.path());
    let plan = file(folder.path(), "planted", &base, PLANTED);
    let out = folder.path().join("out");
    // Far more draws than a few seconds are enough for.
    for milliseconds in [500, 1_000, 2_000, 4_000, 8_000] {
        let mut command = Process::new(assert_cmd::cargo::cargo_bin("caseload"));
        command
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .arg("compare");
        command.args([&base, &plan]).arg("--out").arg(&out);
        command.args(["--overwrite", "--replications", "2", "--inputs", "20000"]);
        command.args(["--figures", "none", "--quiet", "--set", BUSY]);
        let command = command.stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().expect("it starts");
        std::thread::sleep(Duration::from_millis(milliseconds));
        let id = child.id().to_string();
        let _ = Process::new("kill").args(["-INT", &id]).status();
        let code = child.wait().expect("it ends").code();
        let Ok(bytes) = fs::read(out.join("manifest.json")) else {
            continue; // nothing was whole yet
        };
        let manifest: Value = serde_json::from_slice(&bytes).expect("JSON");
        let kept = manifest["settings"]["inputs_drawn"]
            .as_u64()
            .expect("a number");
        if kept < 2 {
            continue;
        }
        assert_eq!(code, Some(6));
        assert_eq!(manifest["settings"]["inputs_asked"], 20_000);
        assert_eq!(manifest["replications"]["incomplete"], "");
        let page = fs::read_to_string(out.join("report.html")).expect("a page");
        assert!(page.contains("of 20,000 draws of the inputs were whole"));
        let said = caseload(&["reproduce", &out.display().to_string(), "--quiet"]);
        assert_eq!(said.code, 0, "{}{}", said.out, said.err);
        return;
    }
    panic!("never stopped while inputs were drawn");
}
