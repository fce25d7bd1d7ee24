//! Exact cases: systems whose answers are known, as ordinary scenario files, run by the ordinary
//! engine and model. Values and sources: closed forms (Erlang C, Cobham) and solved Markov chains
//! (case-manager systems). The quick tests here use fewer futures than the scenario files and
//! hold every output to four standard errors; `--ignored` runs the full effort with the limits on
//! half-widths as well (minutes; build with `--release`).

use caseload::experiment::plan::Replications;
use caseload::experiment::{Outcome, Running, monitor_plan, run_all};
use caseload::measures::Setting;
use caseload::scenario;
use caseload::statistics::Summary;
use std::path::Path;
use std::sync::atomic::AtomicBool;

/// One output: request, exact value, limit on the 95 % half-width as a share of the value.
type Output = (&'static str, f64, f64);

const P01: &[Output] = &[
    ("utilisation_mean", 0.8, 0.005),
    ("wait_for_named_worker_days_share_above_0", 0.8, 0.005),
    ("waiting_mean", 3.2, 0.02),
    ("open_families_mean", 4.0, 0.02),
    ("wait_for_named_worker_days_mean", 4.0, 0.02),
    ("sojourn_days_mean", 5.0, 0.01),
    ("wait_for_named_worker_days_sd", 4.898979485566356, 0.03),
    (
        "wait_for_named_worker_days_share_above_1",
        0.6549846024623854,
        0.005,
    ),
    (
        "wait_for_named_worker_days_share_above_5",
        0.2943035529371539,
        0.02,
    ),
    (
        "wait_for_named_worker_days_share_above_10",
        0.10826822658929015,
        0.04,
    ),
    ("wait_for_named_worker_days_p50", 2.3500181462286776, 0.01),
    ("wait_for_named_worker_days_p90", 10.39720770839918, 0.01),
    ("wait_for_named_worker_days_p95", 13.862943611198906, 0.01),
    ("wait_for_named_worker_days_p99", 21.91013317336941, 0.01),
    ("sojourn_days_share_above_5", 0.36787944117144233, 0.01),
    ("sojourn_days_share_above_10", 0.1353352832366127, 0.03),
    (
        "oldest_waiting_days_share_above_1",
        0.5239876819699084,
        0.006,
    ),
    (
        "oldest_waiting_days_share_above_5",
        0.2354428423497231,
        0.02,
    ),
    (
        "oldest_waiting_days_share_above_10",
        0.08661458127143212,
        0.04,
    ),
];

const P12: &[Output] = &[
    ("utilisation_mean", 0.8333333333333334, 0.005),
    (
        "wait_for_named_worker_days_share_above_0",
        0.702247191011236,
        0.005,
    ),
    (
        "wait_for_named_worker_days_mean[band=class1]",
        0.35112359550561795,
        0.007,
    ),
    ("waiting_mean[band=class1]", 0.35112359550561795, 0.008),
    (
        "wait_for_named_worker_days_mean[band=class2]",
        2.1067415730337067,
        0.02,
    ),
    ("waiting_mean[band=class2]", 3.16011235955056, 0.02),
    ("wait_for_named_worker_days_mean", 1.4044943820224711, 0.02),
];

const P25: &[Output] = &[
    ("wait_for_named_worker_days_mean", 17.49199855212131, 0.04),
    (
        "wait_for_named_worker_days_share_above_0",
        0.6587402396360609,
        0.01,
    ),
    ("waiting_mean", 4.372999638030327, 0.04),
    ("allocated_families_mean", 3.2370799885699126, 0.005),
    ("utilisation_mean", 0.8333333333333318, 0.005),
    ("ready_per_worker_mean", 2.070413321903248, 0.006),
    ("sojourn_days_mean", 30.44031850640096, 0.02),
    ("workers_at_cap_mean", 0.6587402396360578, 0.01),
    (
        "wait_for_named_worker_days_share_above_5",
        0.5455395892920819,
        0.01,
    ),
    (
        "wait_for_named_worker_days_share_above_20",
        0.3101478289565646,
        0.03,
    ),
    (
        "wait_for_named_worker_days_share_above_60",
        0.0687950306014996,
        0.08,
    ),
];

const P30: &[Output] = &[
    ("wait_for_named_worker_days_mean", 1.2849924241275228, 0.03),
    (
        "wait_for_named_worker_days_share_above_0",
        0.19577578824025219,
        0.01,
    ),
    ("waiting_mean", 0.3854977272382568, 0.03),
    ("allocated_families_mean", 3.0018607526772474, 0.005),
    ("families_with_worker_away_mean", 0.2728964324122568, 0.01),
    ("present_mean", 1.8181818181818175, 0.005),
    ("busy_workers_mean", 1.0000000000000009, 0.005),
    ("sojourn_days_mean", 11.291194933051681, 0.005),
];

struct Found {
    outcome: Outcome,
    setting: Setting,
}

fn simulate(case: &str, requests: &[&str], futures: u32, sets: &[(String, String)]) -> Found {
    let file = format!("scenarios/reference/{case}.toml");
    let mut plan = scenario::load(Path::new(&file), sets).expect("the reference scenario is right");
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
    Found {
        outcome,
        setting: measures.setting,
    }
}

/// Outputs that fail the rule: more than four standard errors away, or (where `widths` are asked
/// for) wider than `widths` times their limit.
fn failures(
    case: &str,
    outputs: &[Output],
    futures: u32,
    widths: Option<f64>,
    spoil: f64,
) -> Vec<String> {
    let requests: Vec<&str> = outputs.iter().map(|output| output.0).collect();
    let sets = if spoil == 1.0 {
        Vec::new()
    } else {
        vec![("effort.scale".to_string(), format!("{spoil}"))]
    };
    let found = simulate(case, &requests, futures, &sets);
    let mut failed = Vec::new();
    for (request, exact, width) in outputs {
        let at = found
            .outcome
            .catalogue
            .find(request, &found.setting)
            .expect("reported");
        let summary = found.outcome.summary(at);
        let (Some(mean), Some(error)) = (summary.mean(), summary.standard_error()) else {
            failed.push(format!("{case} {request}: no value"));
            continue;
        };
        let z = (mean - exact) / error;
        let half = summary.half_width(0.95).unwrap_or(f64::INFINITY);
        println!("{case} {request}: exact {exact:.6}, found {mean:.6} +- {half:.6}, z {z:+.2}");
        if z.abs() > 4.0 {
            failed.push(format!(
                "{case} {request}: exact {exact}, found {mean}, z {z:+.2}"
            ));
        }
        if widths.is_some_and(|times| half > times * width * exact) {
            failed.push(format!("{case} {request}: half-width {half} is too wide"));
        }
    }
    failed
}

const CASES: [(&str, &[Output]); 4] = [("p01", P01), ("p12", P12), ("p25", P25), ("p30", P30)];

#[test]
fn quick_effort_stays_within_four_standard_errors() {
    let failed: Vec<String> = CASES
        .into_iter()
        .flat_map(|(case, outputs)| failures(case, outputs, 20, Some(6.0), 1.0))
        .collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn work_that_takes_a_twentieth_longer_is_noticed() {
    for (case, outputs) in CASES {
        assert!(
            !failures(case, outputs, 20, None, 1.05).is_empty(),
            "{case} was not noticed"
        );
    }
}

#[test]
#[ignore = "minutes: the full effort of the reference cases"]
fn full_effort_meets_the_limits_on_half_widths_too() {
    let failed: Vec<String> = CASES
        .into_iter()
        .flat_map(|(case, outputs)| failures(case, outputs, 200, Some(1.0), 1.0))
        .collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
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
    let found = simulate("w2", &requests, futures, &[]);
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
