//! `caseload size` held against two sizes whose exact answers are known (reference cases P22 and
//! P23), and refusals.

use assert_cmd::Command;
use serde_json::Value;

fn size(arguments: &[&str]) -> (i32, Value, String) {
    let folder = tempfile::tempdir().expect("a folder for the results");
    size_in(&folder.path().join("size"), arguments)
}

/// The same with what stands beside the answer for the scenario as it stands, row by row.
fn size_and_as_it_stands(arguments: &[&str]) -> ((i32, Value, String), Vec<String>) {
    let folder = tempfile::tempdir().expect("a folder for the results");
    let out = folder.path().join("size");
    let done = size_in(&out, arguments);
    let mut beside = csv::Reader::from_path(out.join("beside.csv")).expect("a table beside it");
    let heads = beside.headers().expect("a first line").clone();
    let column = heads.iter().position(|name| name == "as_it_stands");
    let column = column.expect("a column of the scenario as it stands");
    let rows = beside
        .records()
        .map(|row| row.expect("a row")[column].to_owned());
    (done, rows.collect())
}

fn size_in(out: &std::path::Path, arguments: &[&str]) -> (i32, Value, String) {
    let mut command = Command::cargo_bin("caseload").expect("the program is built");
    command.arg("size").args(arguments);
    command.args(["--json", "--quiet", "--figures", "none", "--out"]);
    let done = command.arg(out).output().expect("it runs");
    let said = serde_json::from_slice(&done.stdout).unwrap_or(Value::Null);
    let told = String::from_utf8_lossy(&done.stderr).into_owned();
    (done.status.code().unwrap_or(-1), said, told)
}

/// P22: with 37, 38 and 39 workers 76.7, 94.6 and 98.8 families in 100 start within ten days.
fn p22(seed: u64) -> (i32, Value, String) {
    let seed = seed.to_string();
    size(&[
        "scenarios/reference/p22.toml",
        "--lever",
        "team.duty.posts=1..80",
        "--target",
        "wait_for_named_worker_days_share_at_most_10 >= 90%",
        "--set",
        "run.horizon=\"6000 d\"",
        "--set",
        "run.warm_up=\"1500 d\"",
        "--seed",
        &seed,
    ])
}

/// P23: with 5, 6 and 7 workers the list is clear by day 40 in 18.8, 87.5 and 99.9 futures of 100.
fn p23(wanted: &str, most: &str, seed: u64) -> (i32, Value, String) {
    let seed = seed.to_string();
    let target = format!("waiting <= 0 by 40 d in {wanted} of futures");
    size(&[
        "scenarios/reference/p23.toml",
        "--lever",
        "team.duty.posts=1..30",
        "--also",
        "start.group.in_hand.families",
        "--target",
        &target,
        "--most",
        most,
        "--seed",
        &seed,
    ])
}

fn is_exactly(found: &(i32, Value, String), wanted: u64) -> bool {
    found.0 == 0 && found.1["answer"] == "smallest" && found.1["smallest_at_most"] == wanted
}

/// Seeds in which a search gives the exact answer.
fn right(seeds: std::ops::Range<u64>, search: impl Fn(u64) -> bool) -> usize {
    seeds.filter(|seed| search(*seed)).count()
}

#[test]
fn the_exact_sizes_are_found() {
    let found = right(0..3, |seed| is_exactly(&p22(seed), 38));
    assert_eq!(found, 3, "P22 is 38");
    let found = right(0..5, |seed| is_exactly(&p23("90%", "20000", seed), 7));
    assert_eq!(found, 5, "P23 is 7");
}

#[test]
#[ignore = "takes twenty minutes: run with --release -- --ignored"]
fn the_exact_sizes_are_found_in_95_seeds_of_100() {
    let found = right(0..100, |seed| is_exactly(&p23("90%", "20000", seed), 7));
    assert!(found >= 95, "P23: {found} of 100");
    let found = right(0..100, |seed| is_exactly(&p22(seed), 38));
    assert!(found >= 95, "P22: {found} of 100");
}

#[test]
fn it_says_that_it_cannot_tell_six_from_seven() {
    // With six the share is 87.52 in 100 and 87.5 are wanted: within the tolerance of one.
    let (code, said, told) = p23("87.5%", "20000", 1);
    assert_eq!(code, 5, "{told}");
    assert_eq!(said["answer"], "cannot tell");
    assert_eq!(
        (&said["smallest_at_least"], &said["smallest_at_most"]),
        (&6.into(), &7.into())
    );
}

#[test]
fn a_target_that_nothing_meets_ends_with_4() {
    let arguments = [
        "scenarios/reference/p23.toml",
        "--lever",
        "team.duty.posts=1..4",
        "--also",
        "start.group.in_hand.families",
        "--target",
        "waiting <= 0 by 40 d in 90% of futures",
    ];
    let (code, said, told) = size(&arguments);
    assert_eq!((code, &said["answer"]), (4, &"none meets".into()), "{told}");
}

#[test]
fn threads_do_not_show() {
    let of = |jobs: &str| {
        let arguments = [
            "scenarios/reference/p23.toml",
            "--lever",
            "team.duty.posts=5..8",
            "--also",
            "start.group.in_hand.families",
            "--target",
            "waiting <= 0 by 40 d in 90% of futures",
            "--jobs",
            jobs,
        ];
        let (_, mut said, _) = size(&arguments);
        said["folder"] = Value::Null;
        said
    };
    assert_eq!(of("1"), of("2"));
}

#[test]
fn what_decides_who_is_seen_is_refused_with_everything_else_at_once() {
    let (code, _, told) = size(&[
        "scenarios/one-office.toml",
        "--lever",
        "front_door.shift",
        "--also",
        "office.A.joint_triage",
        "--target",
        "waiting",
        "--most",
        "4",
    ]);
    assert_eq!(code, 2, "{told}");
    for wanted in [
        "front_door.shift decides which children are not seen",
        "office.A.joint_triage decides",
        "there is no <=",
        "--most is less than --first",
    ] {
        assert!(told.contains(wanted), "{wanted} in {told}");
    }
}

#[test]
fn a_target_the_run_does_not_reach_is_refused_before_simulating() {
    let (code, _, told) = size(&[
        "scenarios/reference/p23.toml",
        "--lever",
        "team.duty.posts=5..8",
        "--target",
        "waiting <= 0 by 400 d in 90% of futures",
        "--target",
        "no_such_measure <= 0 in 90% of futures",
    ]);
    assert_eq!(code, 2, "{told}");
    assert!(
        told.contains("a day from") && told.contains("no_such_measure"),
        "{told}"
    );
}

const TINY: &str = "scenarios/tiny-office.toml";

/// Everything said in an answer.
fn told(said: &Value) -> String {
    let all = said["said"].as_array().expect("sentences").iter();
    let all: Vec<&str> = all.filter_map(Value::as_str).collect();
    all.join(" ")
}

#[test]
fn unknown_measures_and_unknown_levers_are_told_together() {
    let (code, _, told) = size(&[
        TINY,
        "--lever=team.dutty.posts=1..3",
        "--also=office.Q.team.casework.posts",
        "--target=no_such_measure <= 0 in 9 of 10 futures",
    ]);
    assert_eq!(code, 2, "{told}");
    for wanted in ["team.dutty.posts", "office.Q", "no_such_measure"] {
        assert!(told.contains(wanted), "{wanted} in {told}");
    }
}

#[test]
fn only_capacity_moves_with_the_lever() {
    let (code, _, told) = size(&[
        TINY,
        "--lever=team.casework.posts=5..7",
        "--also=effort.scale",
        "--target=waiting_children_mean <= 40",
    ]);
    assert_eq!(code, 2, "{told}");
    assert!(told.contains("effort.scale: not a capacity"), "{told}");
}

#[test]
fn a_saving_that_cannot_say_whom_it_harms_is_refused_before_simulating() {
    // 17.8 posts are there, and a range from 17 saves; nobody is on a protection plan.
    let without = |range: &str| {
        let lever = format!("--lever=office.*.team.assessment.posts={range}");
        size(&[
            "scenarios/one-office.toml",
            &lever,
            "--target=decisions_in_time >= 95% in 9 of 10 years",
            "--set=office.A.team.assessment.posts=17.8",
            "--set=stage.*.row=in need",
            "--first=4",
            "--most=4",
        ])
    };
    let (code, _, told) = without("17..40");
    assert_eq!(code, 3, "{told}");
    let wanted = "17 at office.A.team.assessment.posts is less than the 17.8 there are now";
    assert!(told.contains(wanted), "{told}");
}

#[test]
fn every_place_of_a_path_is_there_as_it_stands() {
    let arguments = [
        "scenarios/two-offices.toml",
        "--lever=office.*.team.assessment.posts=20..21",
        "--target=decisions_in_time >= 1% in 1 of 2 futures",
        "--set=office.A.team.assessment.posts=17.8",
        "--set=run.horizon=\"8 wk\"",
        "--first=4",
        "--most=16",
    ];
    let ((_, said, error), there) = size_and_as_it_stands(&arguments);
    let told = told(&said);
    assert!(
        told.contains("from 11 to 17.8 posts, by place"),
        "{told}{error}"
    );
    assert_eq!(said["present_at"][0]["value"], 17.8, "{said}");
    assert!(there.iter().any(|one| one != "none"), "{there:?}");
    // Both front doors have their hours.
    let notes = said["notes"].to_string();
    assert!(
        notes.contains("What 16 futures, the most, can tell"),
        "{notes}"
    );
}

#[test]
fn the_scenario_as_it_stands_has_neither_lever_moved() {
    let there = |more: &[&str]| {
        let mut arguments = vec![
            TINY,
            "--lever=team.casework.posts=7..9",
            "--target=waiting_children_mean <= 1000 in 1 of 2 futures",
            "--first=8",
            "--most=16",
        ];
        arguments.extend(more);
        let ((code, said, error), there) = size_and_as_it_stands(&arguments);
        assert!(code == 0, "{code} {error}");
        (there, told(&said))
    };
    let (one, _) = there(&[]);
    let (two, told) = there(&["--lever=team.casework.cap_families=2..3"]);
    assert_eq!(one, two);
    // Posts and families a worker are no sum, and this office has no costs.
    assert!(told.contains("not chosen as the best"), "{told}");
}

#[test]
fn later_closing_is_no_free_staff() {
    let (_, said, error) = size(&[
        TINY,
        "--lever=calendar.close",
        "--target=utilisation_mean <= 1%",
        "--set=calendar.close=17:30",
        "--first=8",
        "--most=8",
    ]);
    let told = told(&said);
    assert!(told.contains("has closing at 17:30"), "{told}{error}");
    assert!(told.contains("42.5 a week of a full-time worker"), "{told}");
    // Every hour from one after the opening to midnight is a setting.
    assert_eq!(said["smallest_at_least"], 25, "{said}");
    let busy = |setting: u64| {
        let settings = said["settings"].as_array().expect("settings");
        let own = settings.iter().find(|one| one["setting"] == setting);
        own.and_then(|one| one["targets"][0]["value"].as_f64())
    };
    let (day, night) = (busy(17).or(busy(18)), busy(24));
    let (day, night) = (day.expect("tried"), night.expect("tried"));
    assert!(
        (night / day - 1.0).abs() < 0.1,
        "{day} by day, {night} to midnight"
    );
    let (code, _, told) = size(&[
        TINY,
        "--lever=calendar.close=9..20",
        "--target=utilisation_mean <= 1%",
    ]);
    assert!(code == 2 && told.contains("at most 10..24"), "{told}");
}
