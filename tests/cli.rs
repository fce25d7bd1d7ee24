//! The program as people and scripts use it: arguments, exit codes, answers and files.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::Value;

const P01: &str = "scenarios/reference/p01.toml";

/// What came out of the program.
struct Said {
    code: i32,
    out: String,
    err: String,
}

fn caseload(arguments: &[&str]) -> Said {
    caseload_in(Path::new(env!("CARGO_MANIFEST_DIR")), arguments)
}

fn caseload_in(folder: &Path, arguments: &[&str]) -> Said {
    let mut command = Command::cargo_bin("caseload").expect("the program is built");
    let output = command
        .current_dir(folder)
        .args(arguments)
        .output()
        .expect("it starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    let said = Said {
        code: output.status.code().expect("it ends by itself"),
        out: text(output.stdout),
        err: text(output.stderr),
    };
    assert!(
        !said.err.contains("RUST_BACKTRACE") && !said.err.contains("panicked"),
        "{}",
        said.err
    );
    said
}

/// A short run of the first reference case into a folder.
fn short_run(folder: &Path, more: &[&str]) -> Said {
    let out = folder.to_string_lossy().into_owned();
    let mut arguments = vec!["run", P01, "--out", &out];
    arguments.extend(["--set", "run.horizon=2000 d", "--set", "run.warm_up=100 d"]);
    arguments.extend(["--replications", "6"]);
    arguments.extend(more);
    caseload(&arguments)
}

/// Every file of a folder, by its name.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.insert(path.clone(), fs::read(&path).expect("a file"));
        }
    }
    found
}

#[test]
fn help_begins_with_examples_and_names_every_command() {
    let said = caseload(&["--help"]);
    assert_eq!(said.code, 0);
    assert!(said.out.starts_with("Examples:"), "{}", said.out);
    let commands = [
        "run",
        "check",
        "explain",
        "list",
        "schema",
        "completions",
        "man",
        "reproduce",
    ];
    for command in commands {
        assert!(said.out.contains(&format!("\n  {command} ")), "{command}");
        let help = caseload(&[command, "--help"]);
        assert_eq!(help.code, 0, "{command}");
        assert!(help.out.starts_with("Examples:"), "{command}: {}", help.out);
    }
    let version = caseload(&["--version"]);
    assert_eq!(
        version.out,
        format!("caseload {}\n", env!("CARGO_PKG_VERSION"))
    );
}

#[test]
fn wrong_use_is_refused_with_code_2() {
    let wrong: &[&[&str]] = &[
        &[],
        &["ruin"],
        &["run"],
        &["run", P01, "--no-such-option"],
        &["run", P01, "--replications", "some"],
        &["run", P01, "--replications", "0"],
        &["run", P01, "--precision", "lots"],
        &["run", P01, "--precision", "5%", "--replications", "10"],
        &["run", P01, "--jobs", "0"],
        &["run", P01, "--figures", "gif"],
        &["run", P01, "--set", "run.seed"],
        &["run", P01, "--seed", "-1"],
        &["run", P01, "--require", "no_such_measure <= 0"],
        &["run", P01, "--require", "wait_for_named_worker_days_mean"],
        &[
            "run",
            P01,
            "--require",
            "wait_for_named_worker_days_mean.nonsense < 3",
        ],
        &["run", P01, P01, "--out", "output/never-made"],
        &["check"],
        &["explain", P01, "--replication", "3"],
        &["list"],
        &["list", "sources"],
        &["completions", "csh"],
        &["reproduce"],
    ];
    for arguments in wrong {
        let said = caseload(arguments);
        assert_eq!(said.code, 2, "{arguments:?}: {}{}", said.out, said.err);
        assert!(said.out.is_empty() && !said.err.is_empty(), "{arguments:?}");
    }
}

#[test]
fn check_reads_the_shipped_scenarios_back() {
    let shipped = [
        P01,
        "scenarios/reference/p30.toml",
        "scenarios/essex-2009.toml",
    ];
    for scenario in shipped {
        let said = caseload(&["check", scenario]);
        assert_eq!(said.code, 0, "{scenario}: {}", said.err);
        assert!(
            said.out.contains("Where each team stands"),
            "{scenario}: {}",
            said.out
        );
        assert!(said.out.contains("What was understood"), "{scenario}");
    }
    let said = caseload(&["check", "scenarios/essex-2009.toml", "--json"]);
    let answer: Value = serde_json::from_str(&said.out).expect("JSON");
    assert_eq!(answer["schema"], "caseload/check/v1");
    assert_eq!(answer["scenarios"][0]["right"], true);
    let lines = answer["scenarios"][0]["position"]
        .as_array()
        .expect("lines");
    assert!(
        lines.len() >= 12,
        "a line per area and team: {}",
        lines.len()
    );
}

#[test]
fn a_run_answers_and_keeps_its_results() {
    let home = tempfile::tempdir().expect("a folder");
    let folder = home.path().join("p01");
    let said = short_run(&folder, &["--figures", "none"]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(
        said.out.contains("wait_for_named_worker_days_mean"),
        "{}",
        said.out
    );
    assert!(said.err.is_empty(), "no progress in a pipe: {}", said.err);
    for file in [
        "manifest.json",
        "report.html",
        "board-pack.xlsx",
        "summary.csv",
        "data-dictionary.csv",
        "datapackage.json",
    ] {
        assert!(folder.join(file).is_file(), "{file}");
    }
    let before = files(&folder);
    let again = short_run(&folder, &["--figures", "none"]);
    assert_eq!(again.code, 2, "an existing folder is refused");
    assert!(
        again.err.starts_with("error:") && again.err.contains("--overwrite"),
        "{}",
        again.err
    );
    assert_eq!(files(&folder), before, "and left as it was");
    assert_eq!(
        short_run(&folder, &["--figures", "none", "--overwrite"]).code,
        0
    );
}

#[test]
fn the_page_says_the_answer_and_needs_nothing_from_outside() {
    let home = tempfile::tempdir().expect("a folder");
    let folder = home.path().join("tiny");
    let said = caseload(&[
        "run",
        "scenarios/tiny-office.toml",
        "--replications",
        "4",
        "--figures",
        "svg",
        "--out",
        &folder.display().to_string(),
        "--json",
    ]);
    assert_eq!(said.code, 0, "{}", said.err);
    let answer: Value = serde_json::from_str(&said.out).expect("JSON");
    let page = fs::read_to_string(folder.join("report.html")).expect("the page");
    for sentence in answer["scenarios"][0]["answer"]
        .as_array()
        .expect("sentences")
    {
        let sentence = sentence.as_str().expect("a sentence");
        assert!(page.contains(&format!("<p>{sentence}</p>")), "{sentence}");
    }
    for outside in [
        "<script",
        "<link",
        "<iframe",
        "src=",
        "url(",
        "@import",
        "href=\"http",
    ] {
        assert!(!page.contains(outside), "{outside}");
    }
    assert!(page.contains("Planning model, not a record of any child."));
    let count = |what: &str| page.matches(what).count();
    assert_eq!(
        count("<table>"),
        count("<caption>"),
        "every table has its name"
    );
    let pictures = files(&folder.join("figures"));
    let pictures = pictures
        .keys()
        .filter(|name| name.extension().is_some_and(|e| e == "svg"))
        .count();
    assert!(pictures >= 5);
    assert_eq!(count("<figure"), pictures, "every picture is in the page");
    assert_eq!(
        count("role=\"img\""),
        pictures,
        "with words for those who cannot see it"
    );
}

#[test]
fn json_is_the_whole_answer() {
    let home = tempfile::tempdir().expect("a folder");
    let said = short_run(&home.path().join("p01"), &["--json", "--figures", "none"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let answer: Value = serde_json::from_str(&said.out).expect("JSON");
    assert_eq!(answer["schema"], "caseload/run/v1");
    let scenario = &answer["scenarios"][0];
    assert_eq!(scenario["futures"], 6);
    assert_eq!(scenario["incomplete"], false);
    assert!(
        scenario["values"]
            .as_array()
            .is_some_and(|values| !values.is_empty())
    );
}

#[test]
fn the_number_of_threads_cannot_be_seen_in_a_file() {
    let home = tempfile::tempdir().expect("a folder");
    let run = |jobs: &str| {
        let folder = home.path().join(jobs);
        let said = short_run(&folder, &["--jobs", jobs]);
        assert_eq!(said.code, 0, "{}", said.err);
        let office = home.path().join(format!("office-{jobs}"));
        let out = office.to_string_lossy().into_owned();
        let said = caseload(&[
            "run",
            "scenarios/essex-2009.toml",
            "--out",
            &out,
            "--jobs",
            jobs,
            "--replications",
            "4",
            "--figures",
            "svg",
            "--set",
            "run.horizon=12 wk",
        ]);
        assert_eq!(said.code, 0, "{}", said.err);
        (folder, office)
    };
    let (one, two) = (run("1"), run("2"));
    let csv = |folder: &Path| -> BTreeMap<PathBuf, Vec<u8>> {
        let all = files(folder).into_iter();
        let own =
            all.map(|(path, bytes)| (path.strip_prefix(folder).expect("below").to_owned(), bytes));
        own.filter(|(path, _)| path.extension().is_some_and(|end| end == "csv"))
            .collect()
    };
    for (first, second) in [(&one.0, &two.0), (&one.1, &two.1)] {
        let (first, second) = (csv(first), csv(second));
        assert!(
            first.contains_key(Path::new("summary.csv")),
            "{:?}",
            first.keys()
        );
        assert!(
            first == second,
            "some file depends on the number of threads"
        );
    }
}

#[test]
fn a_target_that_is_not_met_ends_with_4_and_a_precision_not_reached_with_5() {
    let home = tempfile::tempdir().expect("a folder");
    let quiet = ["--figures", "none", "--require"];
    let with = |name: &str, target: &str| {
        let more: Vec<&str> = quiet.iter().copied().chain([target]).collect();
        short_run(&home.path().join(name), &more)
    };
    let met = with("met", "wait_for_named_worker_days_mean.p95 < 1000");
    assert_eq!(met.code, 0, "{}", met.err);
    assert!(met.out.contains("- met: "), "{}", met.out);
    let missed = with("missed", "waiting_max.p95 <= 0");
    assert_eq!(missed.code, 4, "{}{}", missed.out, missed.err);
    assert!(missed.out.contains("- not met: "), "{}", missed.out);
    let out = home.path().join("rough").to_string_lossy().into_owned();
    let rough = caseload(&[
        "run",
        P01,
        "--out",
        &out,
        "--precision",
        "0.01%",
        "--figures",
        "none",
        "--set",
        "run.horizon=300 d",
        "--set",
        "run.warm_up=10 d",
        "--set",
        "run.at_least=4",
        "--set",
        "run.at_most=8",
    ]);
    assert_eq!(rough.code, 5, "{}{}", rough.out, rough.err);
}

#[test]
fn several_scenarios_get_a_subfolder_each() {
    let home = tempfile::tempdir().expect("a folder");
    let out = home.path().join("all").to_string_lossy().into_owned();
    let said = caseload(&[
        "run",
        P01,
        "scenarios/reference/p12.toml",
        "--out",
        &out,
        "--figures",
        "none",
        "--replications",
        "2",
        "--set",
        "run.horizon=400 d",
        "--set",
        "run.warm_up=10 d",
    ]);
    assert_eq!(said.code, 0, "{}", said.err);
    for name in ["p01", "p12"] {
        assert!(
            home.path()
                .join("all")
                .join(name)
                .join("summary.csv")
                .is_file(),
            "{name}"
        );
    }
}

#[test]
fn a_run_can_be_done_again_file_for_file() {
    let home = tempfile::tempdir().expect("a folder");
    let folder = home.path().join("p01");
    assert_eq!(short_run(&folder, &["--seed", "77"]).code, 0);
    let manifest = folder.join("manifest.json").to_string_lossy().into_owned();
    let said = caseload(&["reproduce", &manifest]);
    assert_eq!(said.code, 0, "{}{}", said.out, said.err);
    let all = files(&folder).len();
    assert_eq!(said.out, format!("{all} of {all} files identical\n"));
    let summary = folder.join("summary.csv");
    let mut text = fs::read_to_string(&summary).expect("a file");
    text.push_str("one line more\n");
    fs::write(&summary, text).expect("written");
    let said = caseload(&["reproduce", &manifest]);
    assert_eq!(said.code, 4, "{}{}", said.out, said.err);
    assert!(said.out.contains("different: summary.csv"), "{}", said.out);
    assert_eq!(caseload(&["reproduce", "Cargo.toml"]).code, 3);
    let other = caseload(&[
        "reproduce",
        &manifest,
        "--scenario",
        "scenarios/reference/p12.toml",
    ]);
    assert_eq!(other.code, 3, "{}{}", other.out, other.err);
}

#[test]
fn explain_tells_the_register_and_one_family() {
    let said = caseload(&["explain", P01]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.out.contains("office.A.families"), "{}", said.out);
    let short = [
        "--set",
        "run.horizon=60 d",
        "--set",
        "run.warm_up=1 d",
        "--case",
        "3",
        "--replication",
    ];
    let one = |future: &str| {
        let arguments: Vec<&str> = ["explain", P01]
            .into_iter()
            .chain(short)
            .chain([future])
            .collect();
        caseload(&arguments)
    };
    let (first, second) = (one("0"), one("1"));
    assert_eq!(first.code, 0, "{}", first.err);
    assert!(
        first.out.contains("not a record of any child"),
        "{}",
        first.out
    );
    assert_ne!(first.out, second.out, "futures differ");
    assert_eq!(first.out, one("0").out, "and each is always the same");
    let nobody = caseload(&[
        "explain",
        P01,
        "--case",
        "4000000",
        "--set",
        "run.horizon=60 d",
        "--set",
        "run.warm_up=1 d",
    ]);
    assert_eq!(nobody.code, 3, "{}", nobody.out);
}

/// Where the golden chronology stands; `CASELOAD_REFRESH_GOLDEN=1 cargo test --test cli golden`
/// writes it anew after a change that is meant.
const GOLDEN: &str = "tests/golden/tiny-office-family-27.txt";

#[test]
fn the_golden_chronology_reads_as_it_did() {
    let said = caseload(&[
        "explain",
        "scenarios/tiny-office.toml",
        "--case",
        "27",
        "--replication",
        "3",
    ]);
    assert_eq!(said.code, 0, "{}", said.err);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(GOLDEN);
    if std::env::var_os("CASELOAD_REFRESH_GOLDEN").is_some() {
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(&path, &said.out).expect("written");
    }
    let golden = fs::read_to_string(&path).expect("the golden chronology");
    assert_eq!(
        said.out, golden,
        "if this is meant: CASELOAD_REFRESH_GOLDEN=1"
    );
}

#[test]
fn lists_schema_completions_and_manual_come_from_the_code() {
    for list in ["measures", "levers", "distributions", "keys"] {
        let said = caseload(&["list", list]);
        assert_eq!(said.code, 0, "{list}: {}", said.err);
        assert!(said.out.lines().count() > 5, "{list}");
    }
    assert!(caseload(&["list", "pathways", P01]).out.contains("work"));
    let schema: Value = serde_json::from_str(&caseload(&["schema"]).out).expect("JSON");
    assert!(schema["properties"]["office"].is_object());
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let said = caseload(&["completions", shell]);
        assert!(said.code == 0 && said.out.contains("reproduce"), "{shell}");
    }
    assert!(caseload(&["man"]).out.contains(".TH caseload"));
    let home = tempfile::tempdir().expect("a folder");
    let folder = home.path().to_string_lossy().into_owned();
    assert_eq!(caseload(&["man", &folder]).code, 0);
    assert!(home.path().join("caseload-run.1").is_file());
}

/// Wrong scenarios: what is appended to or stands in place of the first reference case.
const WRONG: &[(&str, &str, &str)] = &[
    ("unknown key", "seed = 1", "sead = 1"),
    ("unknown table", "[day]", "[dya]"),
    ("text for a number", "seed = 1", "seed = \"one\""),
    ("not a number", "posts = 1", "posts = nan"),
    ("infinity", "posts = 1", "posts = inf"),
    ("negative posts", "posts = 1", "posts = -1"),
    ("absurd posts", "posts = 1", "posts = 1e12"),
    ("unit left out", "\"202000 d\"", "202000"),
    ("unknown unit", "\"202000 d\"", "\"202000 fortnights\""),
    ("negative time", "\"1 d\"", "\"-1 d\""),
    ("no such date", "2001-01-01", "2001-02-30"),
    ("date as typed", "2001-01-01", "\"04/01/2010\""),
    ("warm-up beyond the end", "\"2000 d\"", "\"300000 d\""),
    ("unknown choice", "\"named worker\"", "\"nobody knows\""),
    ("unknown team", "team = \"duty\"", "team = \"dutty\""),
    ("unknown entry", "entry = \"work\"", "entry = \"play\""),
    ("unknown law", "exponential", "exponentail"),
    ("two values of a key", "posts = 1", "posts = 1\nposts = 2"),
    ("broken line", "posts = 1", "posts = "),
    (
        "missing file",
        "[run]",
        "extends = \"no-such-file.toml\"\n[run]",
    ),
    ("rate without time", "\"0.8 per d\"", "\"0.8\""),
    (
        "unknown measure",
        "[run]",
        "measure.report = [\"no_such_measure\"]\n[run]",
    ),
];

#[test]
fn every_wrong_scenario_is_refused_with_code_3_and_its_place() {
    let home = tempfile::tempdir().expect("a folder");
    let right = fs::read_to_string(P01).expect("the reference case");
    for (name, old, new) in WRONG {
        assert!(right.contains(old), "{name}: {old} is not in the case");
        let file = home.path().join("wrong.toml");
        fs::write(&file, right.replacen(old, new, 1)).expect("written");
        let out = home.path().join("out");
        let arguments = ["wrong.toml", "--out", "out"];
        let check = caseload_in(home.path(), &["check", arguments[0]]);
        assert_eq!(check.code, 3, "{name}: {}{}", check.out, check.err);
        assert!(
            check.err.contains("error: ") && check.err.contains("wrong.toml"),
            "{name}"
        );
        assert!(check.out.is_empty(), "{name}: {}", check.out);
        let run = caseload_in(
            home.path(),
            &["run", arguments[0], arguments[1], arguments[2]],
        );
        assert_eq!(run.code, 3, "{name}: {}", run.err);
        assert!(!out.exists(), "{name}: something was written");
    }
}

#[test]
fn files_that_are_no_scenario_are_refused_with_code_3() {
    let home = tempfile::tempdir().expect("a folder");
    fs::write(home.path().join("empty.toml"), "").expect("written");
    fs::write(home.path().join("latin.toml"), b"title = \"caf\xe9\"\n").expect("written");
    fs::write(home.path().join("ring.toml"), "extends = \"ring.toml\"\n").expect("written");
    let huge = fs::File::create(home.path().join("huge.toml")).expect("made");
    huge.set_len(1 << 30).expect("sparse");
    fs::create_dir(home.path().join("folder.toml")).expect("made");
    for name in ["empty", "latin", "ring", "huge", "folder", "not-there"] {
        let file = format!("{name}.toml");
        let said = caseload_in(home.path(), &["run", &file]);
        assert_eq!(said.code, 3, "{name}: {}", said.err);
        assert!(
            said.err.contains("error: ") && said.err.contains(&file),
            "{name}: {}",
            said.err
        );
    }
    assert!(!home.path().join("output").exists());
}

#[test]
fn all_problems_come_in_one_go() {
    let home = tempfile::tempdir().expect("a folder");
    let right = fs::read_to_string(P01).expect("the reference case");
    let wrong = right
        .replace("posts = 1", "posts = -1")
        .replace("seed = 1", "sead = 1");
    fs::write(home.path().join("two.toml"), wrong).expect("written");
    let said = caseload_in(home.path(), &["check", "two.toml"]);
    assert_eq!(said.err.matches("error: ").count(), 2, "{}", said.err);
    assert!(said.err.contains("hint: "), "{}", said.err);
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_is_success_and_ctrl_c_keeps_what_is_whole() {
    use std::io::Read;
    use std::process::{Command as Process, Stdio};
    use std::time::Duration;

    let program = assert_cmd::cargo::cargo_bin("caseload");
    let root = env!("CARGO_MANIFEST_DIR");
    let mut listing = Process::new(&program);
    listing
        .current_dir(root)
        .args(["list", "keys"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = listing.spawn().expect("it starts");
    drop(child.stdout.take());
    assert!(child.wait().expect("it ends").success());

    let home = tempfile::tempdir().expect("a folder");
    let out = home.path().join("cut").to_string_lossy().into_owned();
    let mut long = Process::new(&program);
    long.current_dir(root)
        .args(["run", P01, "--out", &out, "--figures", "none"]);
    long.args(["--replications", "100000", "--set", "run.horizon=3000 d"]);
    let mut child = long
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    std::thread::sleep(Duration::from_secs(3));
    let id = child.id().to_string();
    assert!(
        Process::new("kill")
            .args(["-INT", &id])
            .status()
            .expect("kill")
            .success()
    );
    let code = child.wait().expect("it ends").code();
    let mut err = String::new();
    child
        .stderr
        .take()
        .expect("piped")
        .read_to_string(&mut err)
        .expect("text");
    assert_eq!(code, Some(6), "{err}");
    let manifest = fs::read(home.path().join("cut/manifest.json")).expect("kept");
    let manifest: Value = serde_json::from_slice(&manifest).expect("JSON");
    let marked = manifest["replications"]["incomplete"]
        .as_str()
        .expect("said");
    assert!(marked.contains("cancelled"), "{marked}");
    let kept = manifest["replications"]["number"]
        .as_u64()
        .expect("a number");
    assert!((1..100_000).contains(&kept), "{kept}");
    let again = caseload(&["reproduce", &out]);
    assert_eq!(
        again.code, 0,
        "what was kept can be done again: {}{}",
        again.out, again.err
    );
}

#[cfg(unix)]
#[test]
fn a_run_cut_while_other_work_is_tried_can_be_done_again() {
    use std::process::{Command as Process, Stdio};
    use std::time::Instant;

    let home = tempfile::tempdir().expect("a folder");
    let run = |name: &str| {
        let out = home.path().join(name).to_string_lossy().into_owned();
        let mut command = Process::new(assert_cmd::cargo::cargo_bin("caseload"));
        command.current_dir(env!("CARGO_MANIFEST_DIR"));
        command.args([
            "run",
            "scenarios/two-offices.toml",
            "--out",
            &out,
            "--jobs",
            "1",
        ]);
        command.args(["--replications", "12", "--figures", "none", "--quiet"]);
        command.args(["--set", "run.horizon=\"26 wk\""]);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command
    };
    let manifest = |name: &str| -> Option<Value> {
        let bytes = fs::read(home.path().join(name).join("manifest.json")).ok()?;
        Some(serde_json::from_slice(&bytes).expect("JSON"))
    };
    let began = Instant::now();
    assert!(run("whole").status().expect("it runs").success());
    let mut wait = began.elapsed().mul_f64(0.8);
    let whole = manifest("whole").expect("kept");
    assert_eq!(whole["settings"]["effort_futures"], 4);
    // Twelve futures as they are, then eight with other work. Another program may come or go beside
    // this one, so the moment is searched for: later after a cut too early, sooner after a late one.
    for _ in 0..40 {
        let cut = home.path().join("cut");
        if cut.exists() {
            fs::remove_dir_all(&cut).expect("removed");
        }
        let mut child = run("cut").spawn().expect("it starts");
        std::thread::sleep(wait);
        let id = child.id().to_string();
        let _ = Process::new("kill").args(["-INT", &id]).status();
        let code = child.wait().expect("it ends").code();
        let said = |place: &Value| place.as_str().is_some_and(|said| !said.is_empty());
        let found = manifest("cut").filter(|found| !said(&found["replications"]["incomplete"]));
        let Some(found) = found else {
            wait = wait.mul_f64(1.1);
            continue;
        };
        if code != Some(6) || found["settings"]["effort_futures"] != 0 {
            wait = wait.mul_f64(0.85);
            continue;
        }
        let again = caseload(&["reproduce", &cut.to_string_lossy()]);
        assert_eq!(again.code, 0, "{}{}", again.out, again.err);
        return;
    }
    panic!("never stopped while other work was tried");
}
