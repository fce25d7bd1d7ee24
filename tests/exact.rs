//! Exact cases: systems whose answers are known, as ordinary scenario files and their expected
//! outputs in `scenarios/reference`, run by the ordinary engine and model and judged by the room
//! `verification`, as `caseload verify` does. The quick tests run a spread of the cases; all of
//! them at full effort are behind `--ignored` (many minutes; build with `--release`), or
//! `caseload verify --effort full`.

use caseload::experiment::plan::Replications;
use caseload::experiment::{Outcome, Running, monitor_plan, run_all};
use caseload::measures::Setting;
use caseload::scenario;
use caseload::statistics::Summary;
use caseload::verification::{Asked, Case, Found, Verdict, run};
use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicBool;

const FOLDER: &str = "scenarios/reference";

/// A spread over kinds of system that is quick enough for every run of the tests.
const SPREAD: &[&str] = &[
    "p04", "p05", "p07", "p08", "p09", "p11", "p12", "p14", "p16", "p17", "p18", "p20", "p24",
    "p25", "p28", "p29", "p30", "p31", "p32", "p34", "p35",
];

/// Every case of the folder.
fn cases() -> Vec<Case> {
    let listing = fs::read_dir(FOLDER).expect("the folder of cases");
    let mut files: Vec<_> = listing
        .map(|entry| entry.expect("an entry").path())
        .collect();
    files.retain(|file| file.extension().is_some_and(|ending| ending == "json"));
    files.sort();
    files
        .iter()
        .map(|file| {
            let text = fs::read_to_string(file).expect("a case is text");
            Case::read(&file.display().to_string(), &text).expect("every case is right")
        })
        .collect()
}

fn spread() -> Vec<Case> {
    let mut cases = cases();
    cases.retain(|case| SPREAD.contains(&case.id.to_lowercase().as_str()));
    assert_eq!(cases.len(), SPREAD.len());
    cases
}

fn found(case: &Case, quick: bool, spoil: f64) -> Found {
    let asked = Asked {
        folder: Path::new(FOLDER),
        quick,
        spoil,
        jobs: 0,
        progress: &|_, _, _| {},
        cancelled: &AtomicBool::new(false),
    };
    run(case, &asked).expect("the case can be run")
}

/// The outputs that do not pass, in words.
fn failures(case: &Case, found: &Found) -> Vec<String> {
    let failed = found
        .judgements
        .iter()
        .filter(|j| j.verdict != Verdict::Pass);
    let words = failed.map(|j| {
        let (word, name, value) = (j.verdict.word(), &j.name, j.value);
        format!(
            "{} {name}: {word}; exact {value}, {:?}, z {:?}",
            case.id,
            j.finding,
            j.z()
        )
    });
    words.collect()
}

#[test]
fn the_folder_holds_every_case_under_its_own_name() {
    let cases = cases();
    assert_eq!(cases.len(), 35);
    for (number, case) in cases.iter().enumerate() {
        assert_eq!(case.id, format!("P{:02}", number + 1));
        assert!(
            case.file
                .to_lowercase()
                .ends_with(&format!("{}.json", case.id.to_lowercase()))
        );
        assert!(
            case.says.ends_with('.') && !case.says.contains(" case "),
            "{}",
            case.says
        );
    }
    let outputs: usize = cases.iter().map(|case| case.outputs.len()).sum();
    assert!(outputs >= 412, "{outputs}");
}

#[test]
fn quick_effort_agrees_with_the_exact_answers() {
    let failed: Vec<String> = spread()
        .iter()
        .flat_map(|case| failures(case, &found(case, true, 1.0)))
        .collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn a_main_rate_that_is_a_twentieth_wrong_is_noticed() {
    for case in spread() {
        let failed = found(&case, true, 1.05);
        let off = failed.judgements.iter().any(|j| j.verdict == Verdict::Off);
        assert!(off, "{} was not noticed", case.id);
    }
}

#[test]
#[ignore = "many minutes: the full effort of every case"]
fn full_effort_agrees_within_the_stated_half_widths() {
    let failed: Vec<String> = cases()
        .iter()
        .flat_map(|case| failures(case, &found(case, false, 1.0)))
        .collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
#[ignore = "many minutes: the full effort of every case"]
fn at_full_effort_every_spoiled_case_is_noticed() {
    for case in cases() {
        let failed = found(&case, false, 1.05);
        let off = failed.judgements.iter().any(|j| j.verdict == Verdict::Off);
        assert!(off, "{} was not noticed", case.id);
    }
}

struct Simulated {
    outcome: Outcome,
    setting: Setting,
}

fn simulate(case: &str, requests: &[&str], futures: u32) -> Simulated {
    let file = format!("scenarios/reference/{case}.toml");
    let mut plan = scenario::load(Path::new(&file), &[]).expect("the reference scenario is right");
    plan.replications = Replications::Number(futures);
    let requests: Vec<String> = requests.iter().map(|r| (*r).to_string()).collect();
    let measures = monitor_plan(&plan, &requests).expect("every request is understood");
    let cancelled = AtomicBool::new(false);
    let running = Running {
        jobs: 0,
        progress: &|_, _| {},
        cancelled: &cancelled,
    };
    let outcome = run_all(&plan, &measures, &running).expect("no law is broken");
    Simulated {
        outcome,
        setting: measures.setting,
    }
}

/// W2's outputs: request, mean and 95 % half-width of 2,000 replications of the hand-written
/// reference program.
const W2: &[(&str, f64, f64)] = &[
    ("wait_for_named_worker_hours_mean", 38.25, 1.03),
    ("wait_for_named_worker_hours_mean[band=urgent]", 3.99, 0.06),
    (
        "wait_for_named_worker_hours_mean[band=standard]",
        53.20,
        1.46,
    ),
    ("wait_for_named_worker_hours_p50", 1.47, 0.23),
    ("wait_for_named_worker_hours_p90", 144.53, 4.03),
    ("waiting_mean", 48.67, 1.31),
    ("caseload_families_per_worker", 11.143, 0.011),
    ("closed_families_count", 4615.0, 3.0),
    ("first_allocations_count", 4637.0, 3.0),
    ("utilisation_mean", 0.7867, 0.0006),
];

fn w2(futures: u32) -> Vec<String> {
    let requests: Vec<&str> = W2.iter().map(|output| output.0).collect();
    let found = simulate("w2", &requests, futures);
    let mut failed = Vec::new();
    // Events are counted over the whole horizon, warm-up included, as the reference counts them.
    let events: Vec<f64> = found
        .outcome
        .replications
        .iter()
        .map(|r| r.events as f64)
        .collect();
    for (request, reference, half) in W2.iter().chain([&("events", 155_768.0, 89.0)]) {
        let summary = match *request {
            "events" => Summary::of(&events),
            _ => {
                let at = found
                    .outcome
                    .catalogue
                    .find(request, &found.setting)
                    .expect("reported");
                found.outcome.summary(at)
            }
        };
        let mean = summary.mean().unwrap_or(f64::NAN);
        let error = summary.standard_error().unwrap_or(0.0);
        let theirs = half / 1.96;
        let z = (mean - reference) / libm::sqrt(error * error + theirs * theirs);
        println!("w2 {request}: reference {reference}, found {mean:.4} (se {error:.4}), z {z:+.2}");
        if z.is_nan() || z.abs() > 4.0 {
            failed.push(format!(
                "w2 {request}: reference {reference}, found {mean}, z {z:+.2}"
            ));
        }
    }
    failed
}

#[test]
fn the_mini_model_agrees_with_its_reference_program() {
    let failed = w2(100);
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
#[ignore = "minutes: a thousand futures"]
fn the_mini_model_agrees_over_a_thousand_futures() {
    let failed = w2(1000);
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}
