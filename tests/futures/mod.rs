//! Futures of a plan, for the tests that look at their means.

use caseload::experiment::{Plan, Running, monitor_plan, run_all};
use std::sync::atomic::AtomicBool;

/// Mean over futures of each request.
pub fn means(plan: &Plan, requests: &[&str]) -> Vec<f64> {
    let requests: Vec<String> = requests.iter().map(|r| (*r).to_string()).collect();
    let measures = monitor_plan(plan, &requests).expect("every request is understood");
    let running = Running {
        jobs: 0,
        progress: &|_, _| {},
        cancelled: &AtomicBool::new(false),
    };
    let outcome = run_all(plan, &measures, &running).expect("no law is broken");
    let value = |request: &String| {
        let at = outcome.catalogue.find(request, &measures.setting);
        let mean = outcome.summary(at.expect("it is reported")).mean();
        mean.unwrap_or_else(|| panic!("{request} has no value"))
    };
    requests.iter().map(value).collect()
}
