//! It is not a toy: what a duty manager would expect to see, seen on the county's own files; and
//! the laws that hold whatever the numbers. Paired futures (the same seed) keep the runs short.

mod futures;

use caseload::experiment::plan::Replications;
use caseload::experiment::{Outcome, Plan, Running, monitor_plan, run_all};
use caseload::measures::MonitorPlan;
use caseload::scenario;
use std::path::Path;
use std::sync::atomic::AtomicBool;

/// Half a year of the county from its known position: long enough for what is asked here.
const SHORT: [(&str, &str); 1] = [("run.horizon", "26 wk")];

fn plan(file: &str, sets: &[(&str, &str)], futures: u32) -> Plan {
    let sets: Vec<(String, String)> = sets
        .iter()
        .map(|(path, value)| ((*path).to_string(), (*value).to_string()))
        .collect();
    let mut plan = scenario::load(Path::new(file), &sets).expect("the scenario is right");
    plan.replications = Replications::Number(futures);
    plan
}

fn run(plan: &Plan, requests: &[&str], jobs: usize) -> (MonitorPlan, Outcome) {
    let requests: Vec<String> = requests.iter().map(|r| (*r).to_string()).collect();
    let measures = monitor_plan(plan, &requests).expect("every request is understood");
    let cancelled = AtomicBool::new(false);
    let running = Running {
        jobs,
        progress: &|_, _| {},
        cancelled: &cancelled,
    };
    let outcome = run_all(plan, &measures, &running).expect("no law is broken");
    (measures, outcome)
}

/// Mean over futures of each request.
fn means(file: &str, sets: &[(&str, &str)], requests: &[&str], futures: u32) -> Vec<f64> {
    futures::means(&plan(file, sets, futures), requests)
}

fn county(more: &[(&'static str, &'static str)], requests: &[&str], futures: u32) -> Vec<f64> {
    let sets: Vec<(&str, &str)> = SHORT.iter().chain(more).copied().collect();
    means("scenarios/essex-2009.toml", &sets, requests, futures)
}

#[test]
fn more_danger_lengthens_routine_waits_in_the_same_office() {
    // Length of the list over the pace at which it is served (Little). The mean wait of those
    // served misleads where few are: the less is served, the more it tells of the first weeks.
    let asked = ["waiting_mean", "wait_for_named_worker_days_count"]
        .map(|measure| format!("{measure}[D, band=routine]"));
    let asked = [asked[0].as_str(), asked[1].as_str()];
    let days_of = |found: Vec<f64>| 26.0 * 7.0 * found[0] / found[1];
    let base = days_of(county(&[], &asked, 4));
    let doubled = days_of(county(&[("front_door.danger_share", "0.195")], &asked, 4));
    assert!(doubled > base, "routine wait {base} -> {doubled} days");
}

#[test]
fn one_more_manager_shortens_sign_off() {
    let asked = ["sign_off_wait_days_mean[A]"];
    let base = county(&[], &asked, 4)[0];
    let more = county(&[("office.A.team.assessment.managers", "3.5")], &asked, 4)[0];
    assert!(more < base, "sign-off {base} -> {more} days");
}

#[test]
fn allocating_takes_managers_time() {
    let asked = ["manager_utilisation_mean"];
    let free = [
        ("team.assessment.manager_effort_per_allocation", "0 h"),
        ("team.long-term.manager_effort_per_allocation", "0 h"),
    ];
    let (base, free) = (county(&[], &asked, 2)[0], county(&free, &asked, 2)[0]);
    assert!(base > free, "managers busy {free} -> {base} of their hours");
}

#[test]
fn without_notes_more_assessments_are_completed_in_time() {
    // In time: how many are completed at all is a matter of arrivals and of room under the caps,
    // and notes, which are last, take neither.
    let asked = ["time_to_complete_wd_share_at_or_below_7[stage=initial assessment]"];
    let base = county(&[], &asked, 4)[0];
    let file = "scenarios/essex-2009.toml";
    let mut plan = plan(file, &SHORT, 4);
    for version in &mut plan.department.versions {
        for stage in &mut version.spec.stages {
            for item in &mut stage.items {
                item.effort.dist = item.effort.dist.scaled(1.0 - item.note_share);
                item.note_share = 0.0;
            }
            for item in &mut stage.recurring {
                item.effort.dist = item.effort.dist.scaled(1.0 - item.note_share);
                item.note_share = 0.0;
            }
        }
    }
    let (measures, outcome) = run(&plan, &asked, 0);
    let at = outcome
        .catalogue
        .find(asked[0], &measures.setting)
        .expect("reported");
    let without = outcome.summary(at).mean().expect("a value");
    assert!(without > base + 0.02, "share in time {base} -> {without}");
}

#[test]
fn danger_waits_and_is_counted_when_nobody_is_there() {
    let asked = [
        "danger_waits_count[B]",
        "wait_of_danger_hours_mean[B]",
        "danger_handed_to_night_count[B]",
    ];
    let base = county(&[], &asked, 2);
    let empty = county(
        &[
            ("office.B.team.assessment.posts", "1"),
            (
                "office.B.team.assessment.people.sickness.short.per_year",
                "40",
            ),
        ],
        &asked,
        2,
    );
    assert!(
        empty[0] > base[0] + 5.0,
        "danger that waits {} -> {}",
        base[0],
        empty[0]
    );
    assert!(
        empty[1] > base[1],
        "its wait {} -> {} hours",
        base[1],
        empty[1]
    );
    assert!(
        empty[2] > base[2] + 5.0,
        "children left to the night {} -> {}",
        base[2],
        empty[2]
    );
}

#[test]
fn staffing_agrees_with_its_inputs() {
    // Whoever resigns works out a notice of two months, so the first nine months are left out. Sickness: 1.6 x 3 + 0.11 x 60 working days for each year
    // of being well, which is 0.957 of the year: 10.9 for each year in post. Turnover: 0.18 a year
    // of permanent workers, counted over everyone in post, agency workers included.
    let sets = [("run.horizon", "156 wk"), ("run.warm_up", "39 wk")];
    let asked = [
        "days_lost_to_sickness_per_person_year",
        "turnover_rate",
        "utilisation_mean",
        "permanent_fte_mean",
        "agency_fte_mean",
    ];
    let found = means("scenarios/essex-2009.toml", &sets, &asked, 6);
    assert!((found[0] - 10.9).abs() < 1.2, "days lost {}", found[0]);
    let turnover = 0.18 * found[3] / (found[3] + found[4]);
    assert!(
        (found[1] - turnover).abs() < 0.025,
        "turnover {} for {turnover}",
        found[1]
    );
    assert!(
        found[2] <= 1.0,
        "nobody works longer than they are there: {}",
        found[2]
    );
}

#[test]
fn the_number_of_threads_never_shows() {
    let plan = plan("scenarios/tiny-office.toml", &[], 12);
    let (_, one) = run(&plan, &[], 1);
    let (_, two) = run(&plan, &[], 2);
    let (_, again) = run(&plan, &[], 2);
    for (a, b) in one.replications.iter().zip(&two.replications) {
        assert_eq!(a.values, b.values, "future {}", a.index);
        assert_eq!(format!("{:?}", a.series), format!("{:?}", b.series));
    }
    assert_eq!(
        format!("{:?}", two.replications),
        format!("{:?}", again.replications)
    );
}

#[test]
fn the_order_of_tables_in_a_file_is_irrelevant() {
    let text = std::fs::read_to_string("scenarios/tiny-office.toml").expect("the file");
    let (head, rest) = text.split_once("\n[").expect("tables");
    let mut tables: Vec<String> = format!("[{rest}")
        .split("\n[")
        .map(|t| t.trim_start_matches('[').to_string())
        .collect();
    tables.reverse();
    let turned = format!("{head}\n[{}", tables.join("\n["));
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("turned.toml");
    std::fs::write(&path, turned).expect("written");
    let values = |file: &str| {
        let plan = plan(file, &[], 3);
        let outcome = run(&plan, &[], 0).1;
        (plan.digest.clone(), format!("{:?}", outcome.replications))
    };
    let there = path.to_str().expect("a plain name");
    assert_eq!(values("scenarios/tiny-office.toml"), values(there));
}

/// Families in contact on each of the first days of the reference pool, under a change.
fn by_day(times: &str) -> Vec<f64> {
    let change = [
        ("run.horizon", "6 d"),
        ("run.warm_up", "0 d"),
        ("change.demand.path", "\"office.A.families\""),
        ("change.demand.at", "2001-01-03"),
        ("change.demand.until", "2001-01-04"),
        ("change.demand.times", times),
    ];
    let days = ["02", "03", "04", "05"];
    let requests =
        days.map(|day| format!("contacts_families_count[from=2001-01-{day}, to=2001-01-{day}]"));
    let requests: Vec<&str> = requests.iter().map(String::as_str).collect();
    means("scenarios/reference/p02.toml", &change, &requests, 400)
}

#[test]
fn a_change_of_demand_holds_on_its_days_and_on_no_other() {
    let found = by_day("10");
    for (found, wanted) in found.iter().zip([4.0, 40.0, 40.0, 4.0]) {
        let spread = 4.0 * f64::sqrt(wanted / 400.0);
        assert!((found - wanted).abs() < spread, "{found} for {wanted}");
    }
}

#[test]
fn demand_that_falls_silent_comes_back() {
    let found = by_day("0");
    assert!(found[0] > 3.0 && found[3] > 3.0, "{found:?}");
    assert_eq!(found[1..3], [0.0, 0.0]);
}

/// A list that nobody takes from, on which families arrive 0.8 a day.
fn list_only(more: &[(&str, &str)], requests: &[&str]) -> Vec<f64> {
    let mut sets = vec![
        ("team.duty.cap_families", "0"),
        ("run.horizon", "22000 d"),
        ("pathway.entry", "\"work\""),
    ];
    sets.extend_from_slice(more);
    means("scenarios/reference/p01.toml", &sets, requests, 4)
}

#[test]
fn families_who_move_away_while_they_wait_leave_by_the_rate_given_and_are_counted_unseen() {
    let found = list_only(
        &[("unallocated.moves_away_per_year", "\"0.25 per d\"")],
        &[
            "waiting_mean",
            "closed_unseen_count",
            "closed_at_desk_review_count",
        ],
    );
    // M/M/infinity: 0.8 a day for 4 days on average.
    assert!((found[0] / 3.2 - 1.0).abs() < 0.03, "{found:?}");
    assert!(
        (found[1] / (0.8 * 20_000.0) - 1.0).abs() < 0.03,
        "{found:?}"
    );
    assert!(found[2] == 0.0, "{found:?}");
}

#[test]
fn desk_review_closes_the_share_given_and_takes_a_managers_time() {
    let review = [
        ("team.duty.managers", "1"),
        ("unallocated.desk_review.every", "\"2 d\""),
        ("unallocated.desk_review.effort", "\"0.01 h\""),
        ("unallocated.desk_review.closes", "0.25"),
    ];
    let found = list_only(&review, &["waiting_mean", "closed_at_desk_review_count"]);
    // A geometric number of reviews, four on average, two days apart.
    assert!((found[0] / 6.4 - 1.0).abs() < 0.03, "{found:?}");
    assert!(
        (found[1] / (0.8 * 20_000.0) - 1.0).abs() < 0.03,
        "{found:?}"
    );
    let mut no_manager: Vec<_> = review[1..].to_vec();
    no_manager.extend([("run.horizon", "300 d"), ("run.warm_up", "0 d")]);
    let found = list_only(&no_manager, &["closed_at_desk_review_count"]);
    assert!(found[0] == 0.0, "nobody there to review: {found:?}");
}

#[test]
fn nobody_on_a_protection_plan_or_under_enquiry_is_closed_while_waiting() {
    let stage = [
        ("stage.work.row", "\"section 47\""),
        ("unallocated.moves_away_per_year", "\"0.25 per d\""),
    ];
    let found = list_only(&stage, &["closed_while_waiting_count"]);
    assert!(found[0] == 0.0, "{found:?}");
}

#[test]
fn contacts_on_open_families_come_at_their_rate_cost_hours_and_may_start_work() {
    let requests = [
        "contacts_on_open_families_count",
        "open_families_mean",
        "contacts_on_open_that_started_work_count",
        "longest_wait_to_assessment_start_days_at_2009-12-18",
    ];
    let contacts = |starts| {
        vec![
            ("open_contacts.per_year", "1.5"),
            ("open_contacts.effort", "\"0.4 h\""),
            ("open_contacts.starts", starts),
            ("open_contacts.section47", "0.5"),
        ]
    };
    let without = county(&contacts("0"), &requests, 2);
    let due = 1.5 * without[1] * 26.0 * 7.0 / 365.25;
    assert!(
        (without[0] / due - 1.0).abs() < 0.05,
        "{without:?}, due {due}"
    );
    assert!(without[2] == 0.0, "{without:?}");
    let with = county(&contacts("0.2"), &requests, 2);
    assert!(with[2] > 0.05 * with[0], "{with:?}");
    // Its clock is that of the contact, not of a referral years ago.
    assert!(with[3] < without[3] + 14.0, "{without:?}, {with:?}");
}

#[test]
fn a_caseload_of_twice_the_target_doubles_the_hazards_that_feel_it() {
    // More families than can be placed: both workers hold their three families always.
    let full = [
        ("office.A.families", "\"2 per d\""),
        ("team.casework.list_closes_at", "20"),
        ("stage.work.points", "1"),
        ("people.pressure.target_points", "1.5"),
        ("run.horizon", "86000 d"),
    ];
    let present = |power: &str| {
        let mut sets = full.to_vec();
        sets.extend([
            ("people.pressure.absence.power", power),
            ("people.pressure.absence.least", "0.1"),
            ("people.pressure.absence.most", "10"),
        ]);
        means("scenarios/reference/p30.toml", &sets, &["present_mean"], 8)[0]
    };
    // Away for 10 days after 100 days on average, or after 50. The tolerance is four standard errors.
    assert!((present("0") - 2.0 / 1.1).abs() < 0.01, "{}", present("0"));
    assert!((present("1") - 2.0 / 1.2).abs() < 0.01, "{}", present("1"));
}

#[test]
fn pressure_sends_more_work_back_and_makes_more_people_leave() {
    // A target nobody keeps to: every factor is at its limit of three.
    let pressed = |of: &str| {
        let key = |last: &str| format!("people.pressure.{of}.{last}").leak() as &str;
        vec![
            ("people.pressure.target_points", "0.001"),
            (key("power"), "1"),
            (key("least"), "0.5"),
            (key("most"), "3"),
        ]
    };
    // Enough assessments for the share sent back to be known to a few parts in a hundred.
    let requests = [
        "sent_back_share[stage=initial assessment + core assessment]",
        "leavers",
    ];
    let calm = county(&[], &requests, 6);
    let rework = county(&pressed("rework"), &requests, 6);
    assert!(
        (rework[0] / calm[0] - 3.0).abs() < 0.3,
        "{calm:?} {rework:?}"
    );
    let leaving = county(&pressed("leaving"), &requests, 6);
    assert!(
        (leaving[1] / calm[1] - 3.0).abs() < 1.0,
        "{calm:?} {leaving:?}"
    );
}

#[test]
fn a_visit_owed_is_made_by_whoever_has_the_family_next() {
    // Workers come and go; every family has one at once, and every worker has time.
    let sets = [
        ("people.long_leave.per_year", "1"),
        ("people.long_leave.length", "\"4 wk\""),
        ("people.long_leave.covered", "0"),
        ("people.turnover", "0"),
        ("people.sickness.short.per_year", "0"),
        ("people.leave.holiday.times", "0"),
        ("people.casework_share", "1"),
        ("team.casework.cap_families", "200"),
    ];
    let asked = ["visits_missed_count", "unallocated_mean"];
    let found = means("scenarios/tiny-office.toml", &sets, &asked, 16);
    assert_eq!(found, [0.0, 0.0]);
}
