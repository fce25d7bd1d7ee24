//! The life of posts on whole scenarios: each rule with an answer known beforehand.

mod futures;

use caseload::experiment::plan::Replications;
use caseload::scenario;
use std::path::Path;

const POOL: &str = "scenarios/reference/p01.toml";
const OFFICE: &str = "scenarios/tiny-office.toml";

/// Mean over futures of each request.
fn means(file: &str, sets: &[(&str, &str)], requests: &[&str], futures: u32) -> Vec<f64> {
    let own = |(path, value): &(&str, &str)| ((*path).to_string(), (*value).to_string());
    let sets: Vec<(String, String)> = sets.iter().map(own).collect();
    let mut plan = scenario::load(Path::new(file), &sets).expect("the scenario is right");
    plan.replications = Replications::Number(futures);
    futures::means(&plan, requests)
}

#[test]
fn as_many_are_on_long_leave_as_rate_and_length_imply_from_the_first_day() {
    // 0.4 a year of work, nine months each: 0.3 / 1.3 of the time away. Half are covered, a month
    // late, so for 8 of the 9 months.
    let sets = [
        ("team.duty.posts", "300"),
        ("run.warm_up", "0 d"),
        ("run.horizon", "800 d"),
        ("start.people_away", "true"),
        ("people.long_leave.per_year", "0.4"),
        ("people.long_leave.length", "9 mo"),
        ("people.long_leave.covered", "0.5"),
        ("people.agency.fill", "1 mo"),
    ];
    let requests = [
        "absent_mean[from=2001-01-01, to=2001-01-02]",
        "absent_mean",
        "agency_fte_mean",
        "vacancy_after_agency_mean",
        "leavers_count",
    ];
    let found = means(POOL, &sets, &requests, 20);
    let away = 300.0 * 0.3 / 1.3;
    for absent in &found[..2] {
        assert!((absent / away - 1.0).abs() < 0.06, "{found:?} for {away}");
    }
    let covered = away * 0.5 * 8.0 / 9.0;
    assert!(
        (found[2] / covered - 1.0).abs() < 0.08,
        "{found:?} for {covered}"
    );
    assert_eq!(found[3..], [0.0, 0.0], "a post kept is not vacant");
}

#[test]
fn families_are_handed_over_as_a_long_leave_begins() {
    let quiet = [
        ("people.turnover", "0"),
        ("people.sickness.short.per_year", "0"),
        ("people.long_leave.per_year", "1"),
        ("people.long_leave.length", "9 mo"),
    ];
    let asked = ["changes_of_worker_children_count"];
    let with = means(OFFICE, &quiet, &asked, 4)[0];
    let without = means(OFFICE, &quiet[..2], &asked, 4)[0];
    assert_eq!(without, 0.0);
    assert!(with > 10.0, "{with} children changed their worker");
}

#[test]
fn part_timers_are_there_for_as_many_hours_as_their_posts() {
    // Five posts of three days and three whole ones are six full-time equivalents.
    let quiet = vec![
        ("people.turnover", "0"),
        ("people.sickness.short.per_year", "0"),
        ("people.leave.holiday.times", "0"),
    ];
    let part_time = [
        ("team.casework.part_time.posts", "5"),
        ("team.casework.part_time.days", "3"),
    ];
    let asked = ["available_hours_mean", "posts_fte_end", "posts_end"];
    let full = means(OFFICE, &quiet, &asked, 1);
    let part = means(OFFICE, &[quiet, part_time.to_vec()].concat(), &asked, 1);
    assert_eq!((full[1], part[1], full[2], part[2]), (6.0, 6.0, 6.0, 8.0));
    assert!((part[0] / full[0] - 1.0).abs() < 0.02, "{full:?} {part:?}");
}

#[test]
fn posts_that_a_change_adds_bring_the_hours_they_say() {
    // A round takes a week and finds somebody; nobody is ever away.
    let quiet = [
        ("people.turnover", "0"),
        ("people.sickness.short.per_year", "0"),
        ("people.leave.holiday.times", "0"),
        ("people.recruitment.round", "1 wk"),
        ("people.recruitment.failure", "0"),
        ("run.warm_up", "0 d"),
        ("change.more.path", "team.casework.posts"),
        ("change.more.at", "2010-07-05"),
    ];
    let part_time = [
        ("team.casework.part_time.posts", "2"),
        ("team.casework.part_time.days", "3"),
        ("change.part.path", "team.casework.part_time.posts"),
        ("change.part.at", "2010-07-05"),
        ("change.part.add", "2"),
    ];
    let asked = [
        "in_post_fte_mean[from=2010-02-01, to=2010-03-28]",
        "in_post_fte_mean[from=2010-09-06, to=2010-10-31]",
        "posts_fte_end",
        "available_hours_mean[from=2010-02-01, to=2010-03-28]",
        "available_hours_mean[from=2010-09-06, to=2010-10-31]",
    ];
    for (posts, add, part) in [("5.5", "1", false), ("6", "0.5", false), ("6", "1.2", true)] {
        let mut sets = quiet.to_vec();
        sets.extend([("team.casework.posts", posts), ("change.more.add", add)]);
        if part {
            sets.extend(part_time);
        }
        let found = means(OFFICE, &sets, &asked, 2);
        let before: f64 = posts.parse().expect("a number");
        let after = before + add.parse::<f64>().expect("a number");
        assert_eq!(found[..3], [before, after, after], "{posts} and {add}");
        // On named days somebody is there for as many hours as they are paid; otherwise for all
        // open hours, at a share of the speed.
        let ratio = found[4] / found[3] / (after / before);
        assert!(!part || (ratio - 1.0).abs() < 0.005, "{found:?}");
    }
}

#[test]
fn an_assignment_of_an_agency_worker_ends_and_another_is_sought() {
    // Two posts of six covered; 20 weeks of an assignment and 5 of seeking: 25 to a turn.
    let sets = [
        ("people.turnover", "0"),
        ("people.recruitment.failure", "1"),
        ("people.recruitment.failed_round", "20 wk"),
        ("office.A.vacancy", "34%"),
        ("office.A.agency", "34%"),
        ("people.agency.fill", "5 wk"),
        ("people.agency.assignment", "20 wk"),
        ("run.horizon", "513 wk"),
    ];
    let found = means(OFFICE, &sets, &["agency_fte_mean"], 4)[0];
    assert!((found - 2.0 * 20.0 / 25.0).abs() < 0.05, "{found}");
}
