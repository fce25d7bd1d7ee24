//! Slack is used up: where work that has time left is left until its date nears, assessments pile
//! up before the limit, and hardly more of them are late.

use caseload::experiment::plan::Replications;
use caseload::experiment::{Running, monitor_plan, run_all};
use caseload::scenario;
use std::path::Path;
use std::sync::atomic::AtomicBool;

/// Working days a core assessment may take, and how many of them are the last.
const LIMIT: u32 = 35;
const LAST: u32 = 5;

/// Completions on one of the last permitted days over completions on one of the days before; and
/// the share completed later.
fn bunching(habit: &str) -> (f64, f64) {
    let sets = [("run.horizon", "30 wk"), ("day.slack_habit", habit)]
        .map(|(path, value)| (path.to_string(), value.to_string()));
    let file = Path::new("scenarios/essex-2009.toml");
    let mut plan = scenario::load(file, &sets).expect("the scenario is right");
    plan.replications = Replications::Number(8);
    // From the fifteenth week, when those open at the start have gone by.
    let filters = "[stage=core assessment, from=2010-03-01]";
    let asked = [LIMIT - LAST, LIMIT]
        .map(|days| format!("time_to_complete_wd_share_at_or_below_{days}{filters}"));
    let measures = monitor_plan(&plan, &asked).expect("both requests are understood");
    let cancelled = AtomicBool::new(false);
    let running = Running {
        jobs: 0,
        progress: &|_, _| {},
        cancelled: &cancelled,
    };
    let outcome = run_all(&plan, &measures, &running).expect("no law is broken");
    let [early, permitted] = asked.map(|request| {
        let at = outcome.catalogue.find(&request, &measures.setting);
        let at = at.expect("it is reported");
        outcome.summary(at).mean().expect("some were completed")
    });
    let (last, earlier) = (
        (permitted - early) / f64::from(LAST),
        early / f64::from(LIMIT - LAST),
    );
    println!(
        "habit {habit}: {:.2}% of core assessments a day on days 1 to {}, {:.2}% a day on the \
         last {LAST}; {:.1}% later",
        100.0 * earlier,
        LIMIT - LAST,
        100.0 * last,
        100.0 * (1.0 - permitted)
    );
    (last / earlier, 1.0 - permitted)
}

#[test]
fn leaving_slack_until_the_date_nears_fills_the_last_days() {
    let ((at_once, late_at_once), (at_the_last, late)) = (bunching("0"), bunching("0.8"));
    println!("last days over earlier: {at_once:.2} without the habit, {at_the_last:.2} with it");
    assert!(
        at_the_last > 1.4 * at_once,
        "{at_once} without, {at_the_last} with the habit"
    );
    assert!(
        late < late_at_once + 0.05,
        "{late_at_once} late without, {late} with the habit"
    );
}
