//! The house rules, executable: who may look into which room, and what may be used where.
//! The picture they keep is in `docs/ARCHITECTURE.md`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Room, and the rooms it may use.
const ARROWS: &[(&str, &[&str])] = &[
    ("engine", &[]),
    ("statistics", &[]),
    ("chronology", &["engine"]),
    ("model", &["engine", "chronology"]),
    ("measures", &["chronology", "statistics", "engine"]),
    (
        "experiment",
        &["model", "measures", "chronology", "statistics", "engine"],
    ),
    ("scenario", &["experiment", "model", "engine", "measures"]),
    (
        "report",
        &["study", "experiment", "measures", "statistics", "engine"],
    ),
    (
        "verification",
        &["scenario", "experiment", "measures", "statistics", "engine"],
    ),
    (
        "study",
        &["scenario", "experiment", "measures", "statistics", "engine"],
    ),
    (
        "cli",
        &[
            "study",
            "verification",
            "scenario",
            "experiment",
            "report",
            "measures",
            "model",
            "chronology",
            "engine",
            "statistics",
        ],
    ),
];

/// What may be used only in some places: text searched for, where it is allowed, why.
const ONLY_IN: &[(&str, &[&str], &str)] = &[
    (
        "std::fs",
        &[
            "scenario/load.rs",
            "report/store.rs",
            "study/ledger.rs",
            "cli/",
        ],
        "files are touched at the doors",
    ),
    (
        "File::",
        &[
            "scenario/load.rs",
            "report/store.rs",
            "study/ledger.rs",
            "cli/",
        ],
        "files are touched at the doors",
    ),
    ("println!", &["cli/"], "only the terminal door prints"),
    ("print!", &["cli/"], "only the terminal door prints"),
    (
        "rayon::",
        &["experiment/replicate.rs"],
        "threads run whole replications",
    ),
    (
        "std::thread",
        &["experiment/replicate.rs", "cli/"],
        "threads run whole replications",
    ),
    ("Instant::now", &["cli/"], "the wall clock stays outside"),
    ("SystemTime", &["cli/"], "the wall clock stays outside"),
    (
        "Serialize",
        &["report/", "cli/"],
        "inner types have no wire format to keep faith with",
    ),
    (
        "HashMap",
        // The families a monitor remembers are looked up by number, never walked through.
        &["scenario/", "measures/family.rs"],
        "results must not depend on the order of a hash",
    ),
    (
        "HashSet",
        &["scenario/"],
        "results must not depend on the order of a hash",
    ),
];

/// Platform maths gives other bits on other machines; `libm` does not.
const PLATFORM_MATHS: &[&str] = &[
    ".ln()",
    ".exp()",
    ".powf(",
    ".powi(",
    ".sin()",
    ".cos()",
    ".tan()",
    ".log10()",
    ".log2()",
    ".exp_m1()",
    ".ln_1p()",
];

/// Rooms whose arithmetic decides results.
const EXACT_ROOMS: &[&str] = &["engine/", "model/", "measures/", "chronology/"];

fn sources() -> BTreeMap<String, String> {
    fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).expect("the source folder can be read") {
            let path = entry.expect("an entry can be read").path();
            if path.is_dir() {
                walk(&path, files);
            } else if path.extension().is_some_and(|e| e == "rs") {
                files.push(path);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    walk(&root, &mut files);
    files
        .into_iter()
        .map(|path| {
            let name = path
                .strip_prefix(&root)
                .expect("inside src")
                .to_string_lossy()
                .into_owned();
            (
                name.replace('\\', "/"),
                fs::read_to_string(&path).expect("source is text"),
            )
        })
        .collect()
}

/// Code without comments, and without what follows `#[cfg(test)] mod tests`.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod tests").next().unwrap_or(text);
    text.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n")
}

/// Is the file only compiled for tests?
fn is_test_file(name: &str) -> bool {
    name.ends_with("tests.rs") || name.ends_with("textbook.rs") || name.contains("/tests/")
}

fn breaches_of_arrows(name: &str, text: &str) -> Vec<String> {
    let Some((room, allowed)) = ARROWS
        .iter()
        .find(|(room, _)| name.starts_with(&format!("{room}/")))
    else {
        return Vec::new();
    };
    let mut found = Vec::new();
    if text.contains("use crate::{") {
        found.push(format!("{name}: name each room in a `use` of its own"));
    }
    for (other, _) in ARROWS {
        let used = text.contains(&format!("crate::{other}"));
        if used && other != room && !allowed.contains(other) {
            found.push(format!("{name}: `{room}` must not know `{other}`"));
        }
    }
    found
}

fn breaches_of_places(name: &str, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (word, places, why) in ONLY_IN {
        let here = places.iter().any(|place| name.starts_with(place));
        if text.contains(word) && !here && name != "main.rs" {
            found.push(format!("{name}: `{word}` does not belong here ({why})"));
        }
    }
    if EXACT_ROOMS.iter().any(|room| name.starts_with(room)) {
        for call in PLATFORM_MATHS {
            if text.contains(call) {
                found.push(format!("{name}: `{call}` is platform maths; use libm"));
            }
        }
    }
    found
}

#[test]
fn rooms_look_only_where_they_may() {
    let mut found = Vec::new();
    for (name, text) in sources() {
        if !is_test_file(&name) {
            found.extend(breaches_of_arrows(&name, &code(&text)));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn what_belongs_at_the_doors_stays_there() {
    let mut found = Vec::new();
    for (name, text) in sources() {
        if !is_test_file(&name) {
            found.extend(breaches_of_places(&name, &code(&text)));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn planted_breaches_are_caught() {
    assert!(!breaches_of_arrows("engine/time.rs", "use crate::model::run;").is_empty());
    assert!(!breaches_of_arrows("model/work.rs", "use crate::{engine, report};").is_empty());
    assert!(!breaches_of_places("model/work.rs", "println!(\"x\")").is_empty());
    assert!(!breaches_of_places("measures/waits.rs", "let y = x.ln();").is_empty());
    assert!(breaches_of_places("cli/run.rs", "println!(\"x\")").is_empty());
}

#[test]
fn lines_are_short_and_files_can_be_read_in_a_sitting() {
    let mut found = Vec::new();
    for (name, text) in sources() {
        for (number, line) in text.lines().enumerate() {
            if line.chars().count() > 100 {
                found.push(format!("{name}:{}: longer than 100 columns", number + 1));
            }
        }
        // One family's life is in one file by design; everything else is smaller.
        let most = if name == "model/journey.rs" {
            1600
        } else {
            750
        };
        if text.lines().count() > most {
            found.push(format!("{name}: {} lines", text.lines().count()));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn nothing_is_called_a_handler_or_a_helper() {
    for name in sources().keys() {
        for word in [
            "utils",
            "helpers",
            "common",
            "manager.rs",
            "handler",
            "types.rs",
        ] {
            assert!(
                !name.contains(word),
                "{name} says nothing about what is in it"
            );
        }
    }
}

#[test]
fn every_dependency_is_justified_in_the_design() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let manifest = fs::read_to_string(root.join("Cargo.toml")).expect("the manifest");
    let design = fs::read_to_string(root.join("docs/DESIGN.md")).expect("docs/DESIGN.md");
    let mut inside = false;
    for line in manifest.lines() {
        if line.starts_with('[') {
            inside = line.contains("dependencies]");
        } else if inside && let Some((name, _)) = line.split_once(" = ") {
            assert!(
                design.contains(&format!("`{name}`")),
                "docs/DESIGN.md must say why {name}"
            );
        }
    }
}
