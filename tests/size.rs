//! `caseload size` held against two sizes whose exact answers are known (reference cases P22 and
//! P23), and refusals.

use assert_cmd::Command;
use serde_json::Value;

fn size(arguments: &[&str]) -> (i32, Value, String) {
    let folder = tempfile::tempdir().expect("a folder for the results");
    let out = folder.path().join("size");
    let mut command = Command::cargo_bin("caseload").expect("the program is built");
    command.arg("size").args(arguments);
    command.args(["--json", "--quiet", "--figures", "none", "--out"]);
    let done = command.arg(&out).output().expect("it runs");
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
