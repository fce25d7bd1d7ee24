//! `caseload compare` as people and scripts use it.

mod program;

use std::fs;
use std::path::Path;

use caseload::experiment::{Running, monitor_plan, run_side_by_side};
use caseload::scenario;
use caseload::statistics::Paired;
use program::{Said, caseload};
use serde_json::Value;
use std::sync::atomic::AtomicBool;

const TINY: &str = "scenarios/tiny-office.toml";
/// Twice the families: the tiny office has a list.
const BUSY: &str = "office.A.families=10 per 7 d";
const OFFICE: &str = "scenarios/one-office.toml";

/// A plan that extends a shipped scenario, in a file of its own.
fn plan(folder: &Path, name: &str, base: &str, rest: &str) -> String {
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join(base);
    let path = folder.join(format!("{name}.toml"));
    let text = format!(
        "extends = {:?}\ntitle = \"{name}\"\n{rest}",
        base.display().to_string()
    );
    fs::write(&path, text).expect("written");
    path.display().to_string()
}

/// A comparison as JSON, with a few futures and no pictures.
fn compared(folder: &Path, base: &str, plans: &[&str], more: &[&str]) -> (Said, Value) {
    let out = folder.join("out").display().to_string();
    let mut arguments = vec!["compare", base];
    arguments.extend(plans);
    arguments.extend([
        "--out",
        &out,
        "--overwrite",
        "--figures",
        "none",
        "--json",
        "--quiet",
    ]);
    arguments.extend(more);
    let said = caseload(&arguments);
    let document = serde_json::from_str(&said.out).unwrap_or(Value::Null);
    (said, document)
}

/// A figure of a plan by the beginning of its name.
fn figure<'a>(plan: &'a Value, head: &str) -> &'a Value {
    let figures = plan["figures"].as_array().expect("figures");
    let found = figures.iter().find(|one| {
        let name = one["name"].as_str();
        name.is_some_and(|name| name.starts_with(head))
    });
    found.unwrap_or_else(|| panic!("{head} is compared"))
}

#[test]
fn the_base_beside_itself_differs_by_exactly_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let (said, document) = compared(folder.path(), TINY, &[TINY], &["--replications", "6"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let figures = document["plans"][0]["figures"].as_array().expect("figures");
    let mut with_figures = 0;
    for one in figures.iter().filter(|one| one["futures"] != 0) {
        with_figures += 1;
        for key in ["difference", "low", "high"] {
            assert_eq!(one[key].as_f64(), Some(0.0), "{one}");
        }
        assert_eq!(one["verdict"], "the same in every future", "{one}");
    }
    assert!(with_figures > 10);
}

#[test]
fn a_better_plan_is_found_better_and_one_that_cannot_matter_is_not() {
    let folder = tempfile::tempdir().expect("a folder");
    let more = plan(
        folder.path(),
        "more",
        TINY,
        "[change.more]\npath = \"team.casework.posts\"\nat = 2010-02-01\nadd = 6\n",
    );
    // Between equally loaded workers chance decides instead of the number of the post.
    let ties = plan(
        folder.path(),
        "ties",
        TINY,
        "[team.casework]\nties = \"random\"\n",
    );
    let futures = ["--replications", "20", "--set", BUSY];
    let (said, document) = compared(folder.path(), TINY, &[&ties, &more], &futures);
    assert_eq!(said.code, 0, "{}", said.err);
    let [best, other] = [&document["plans"][0], &document["plans"][1]];
    assert_eq!(best["title"], "more", "the better plan is told first");
    assert_eq!(figure(best, "waiting_children_mean")["verdict"], "better");
    assert_eq!(best["among_best"], true);
    let gained = figure(best, "waiting_children_mean")["paired_over_unpaired_variance"].as_f64();
    assert!(
        gained.is_some_and(|ratio| ratio > 0.0),
        "the ratio is told: {gained:?}"
    );
    let unclear = figure(other, "waiting_children_mean");
    assert_eq!(unclear["verdict"], "no clear difference");
    assert_ne!(
        unclear["difference"].as_f64(),
        Some(0.0),
        "it did change something"
    );
    assert_eq!(other["among_best"], false);
    let answer = document["answer"].to_string();
    assert!(
        answer.contains("No clear difference in how long children wait"),
        "{answer}"
    );
}

/// Offered load of a team of single-family workers: families a day, each a day's work.
fn offered_load(posts: &str) -> f64 {
    37.0 / posts.parse::<f64>().expect("a number")
}

#[test]
fn in_a_congested_team_the_same_futures_halve_the_variance_at_least() {
    // Thirty-seven families at work on average for 40 and for 41 workers.
    assert!(
        ["40", "41"]
            .into_iter()
            .all(|posts| offered_load(posts) > 0.9)
    );
    let of = |posts: &str| {
        let sets = [
            ("team.duty.posts", posts),
            ("run.horizon", "\"1050 d\""),
            ("run.warm_up", "\"50 d\""),
        ];
        let sets = sets.map(|(path, value)| (path.to_owned(), value.to_owned()));
        scenario::load(Path::new("scenarios/reference/p03.toml"), &sets).expect("it is right")
    };
    let plans = [of("40"), of("41")];
    let measures = plans
        .each_ref()
        .map(|plan| monitor_plan(plan, &[]).expect("understood"));
    let cancelled = AtomicBool::new(false);
    let running = Running {
        jobs: 0,
        progress: &|_, _| {},
        cancelled: &cancelled,
    };
    let arms = [(&plans[0], &measures[0]), (&plans[1], &measures[1])];
    let found = run_side_by_side(&arms, 40, &running).expect("it runs");
    let mean = |arm: usize| {
        let name = "wait_for_named_worker_days_mean";
        let at = measures[arm].catalogue.position(name).expect("reported");
        found[arm]
            .iter()
            .map(|future| future.values[at])
            .collect::<Vec<_>>()
    };
    let paired = Paired::of(&mean(0), &mean(1));
    let ratio = paired.variance_ratio().expect("it varies");
    assert!(ratio <= 0.5, "paired variance {ratio} of the unpaired");
    // As measured, the workers of both are as busy as that.
    for arm in 0..2 {
        let at = measures[arm]
            .catalogue
            .position("utilisation_mean")
            .expect("reported");
        let busy: f64 = found[arm]
            .iter()
            .filter_map(|future| future.values[at])
            .sum();
        let busy = busy / found[arm].len() as f64;
        assert!(busy > 0.89, "arm {arm}: {busy}");
    }
    let (lower, _, _) = paired.lower_equal_higher();
    assert!(lower >= 38, "one more worker helps in {lower} of 40");
}

#[test]
fn protection_children_without_a_worker_make_a_plan_red_first_of_all() {
    let folder = tempfile::tempdir().expect("a folder");
    let broken = plan(
        folder.path(),
        "broken",
        OFFICE,
        "[stage.\"protection plan\"]\nforced = false\n\
         [change.many]\npath = \"office.A.team.assessment.posts\"\nat = 2010-02-01\nadd = 20\n",
    );
    let short = ["--replications", "4", "--set", "run.horizon=\"26 wk\""];
    let fitting = plan(folder.path(), "fitting", OFFICE, "");
    let quarter = ["--set", "change.thresholds-read-alike.at=2010-03-01"];
    let later = ["--set", "change.thresholds-higher.at=2010-03-01"];
    let more: Vec<&str> = [&short[..], &quarter[..], &later[..]].concat();
    let (said, document) = compared(folder.path(), OFFICE, &[&broken, &fitting], &more);
    assert_eq!(said.code, 0, "{}", said.err);
    let plans = document["plans"].as_array().expect("plans");
    assert_eq!(plans[0]["title"], "fitting", "a red plan is ranked last");
    assert_eq!(
        (&plans[0]["red"], &plans[1]["red"]),
        (&Value::Bool(false), &Value::Bool(true))
    );
    assert_eq!(plans[1]["guards"][0]["broken_in"], 4);
    let decision = document["answer"][0].as_str().expect("a sentence");
    assert!(
        decision.starts_with("Of 2 plans only one keeps every guard: with it"),
        "{decision}"
    );
    let first = document["guard"][0].as_str().expect("a sentence");
    assert!(
        first.contains("With the base it happens in no future."),
        "{first}"
    );
    assert!(
        first.starts_with("RED: ") && first.contains(": \"broken\" in all 4 futures"),
        "{first}"
    );
    assert!(figure(&plans[1], "unallocated_protection_max")["verdict"] != "better");
}

#[test]
fn plans_are_ranked_for_one_office_up_to_a_day() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str, posts: u32| {
        let change = format!(
            "[change.more]\npath = \"team.casework.posts\"\nat = 2010-02-01\nadd = {posts}\n"
        );
        plan(folder.path(), name, TINY, &change)
    };
    let (few, many) = (at("few", 1), at("many", 8));
    let more = [
        "--replications",
        "12",
        "--area",
        "A",
        "--by",
        "40 wk",
        "--set",
        BUSY,
    ];
    let (said, document) = compared(folder.path(), TINY, &[&few, &many], &more);
    assert_eq!(said.code, 0, "{}", said.err);
    assert_eq!(document["last_day"], "2010-10-11");
    assert_eq!(document["plans"][0]["title"], "many");
    assert_eq!(
        figure(&document["plans"][0], "waiting_children_mean")["verdict"],
        "better"
    );
    let figures = document["plans"][0]["figures"].as_array().expect("figures");
    for one in figures {
        let name = one["name"].as_str().expect("a name");
        assert!(name.contains('A'), "{name} is of the office");
        let bounded = name.contains("to=2010-10-11") || name.contains("at_2010-10-11");
        let quarter = name.contains("from=");
        assert!(bounded || quarter, "{name} ends with the day");
    }
}

#[test]
fn everything_that_cannot_be_compared_is_said_at_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let later = plan(
        folder.path(),
        "later",
        TINY,
        "[run]\nstart = 2010-02-01\nhorizon = \"26 wk\"\n",
    );
    let misspelt = plan(folder.path(), "misspelt", TINY, "[run]\nsede = 3\n");
    let more = [
        "--area",
        "Q",
        "--by",
        "90 wk",
        "--require",
        "unallocated_max",
        "--require",
        "unalocated_max < 5",
    ];
    let (said, _) = compared(folder.path(), TINY, &[&later, &misspelt], &more);
    assert_eq!(said.code, 3, "{}{}", said.out, said.err);
    for part in [
        "--area: found \"Q\"",
        "--by: found 2011-",
        "run.start: found 2010-02-01, wanted 2010-01-04",
        "run.horizon: found 26 weeks, wanted 52 weeks",
        "sede",
        "--require \"unallocated_max\": wanted",
        "unalocated_max",
    ] {
        assert!(said.err.contains(part), "{part}: {}", said.err);
    }
    let (said, _) = compared(
        folder.path(),
        TINY,
        &[TINY],
        &["--by", "soon", "--area", "Q"],
    );
    assert_eq!(said.code, 3);
    assert!(said.err.contains("--by: found \"soon\"") && said.err.contains("\"Q\""));
    assert!(said.out.is_empty() && !folder.path().join("out").exists());
}

#[test]
fn the_files_do_not_depend_on_threads_and_targets_have_a_code() {
    let folder = tempfile::tempdir().expect("a folder");
    let more = plan(
        folder.path(),
        "more",
        TINY,
        "[run]\nseed = 99\n[change.more]\npath = \"team.casework.posts\"\nat = 2010-02-01\nadd = 2\n",
    );
    let files = [
        "comparison.csv",
        "ranking.csv",
        "guards.csv",
        "plans/more/summary.csv",
    ];
    let run = |jobs: &str| {
        let options = ["--replications", "8", "--jobs", jobs];
        let (said, _) = compared(folder.path(), TINY, &[&more], &options);
        assert_eq!(said.code, 0, "{}", said.err);
        files.map(|file| fs::read(folder.path().join("out").join(file)).expect(file))
    };
    assert!(run("1") == run("2"));
    let target = [
        "--replications",
        "4",
        "--require",
        "unallocated_children_max < 0",
    ];
    let (said, document) = compared(folder.path(), TINY, &[&more], &target);
    assert_eq!(said.code, 4);
    assert_eq!(document["plans"][0]["required"][0]["met"], false);
    // The plan's own seed is put aside: the base's parts and the plan's can be made again.
    let manifest = folder.path().join("out/plans/more/manifest.json");
    let again = caseload(&["reproduce", &manifest.display().to_string(), "--quiet"]);
    assert_eq!(again.code, 0, "{}{}", again.out, again.err);
}

/// A project team to the end of March and a review of the waiting, in office A.
const TWO_LEVERS: &str = "\
[lever.team]
use = \"project team\"
areas = [\"A\"]
in_place = 2010-01-11
until = 2010-03-26
workers = 12

[lever.review]
use = \"backlog review\"
areas = [\"A\"]
in_place = 2010-01-18
until = 2010-02-12
";

#[test]
fn levers_are_told_apart_and_looked_at_after_they_end() {
    let folder = tempfile::tempdir().expect("a folder");
    let two = plan_with_levers(folder.path(), "two", TWO_LEVERS);
    let late = TWO_LEVERS.replace("2010-03-26", "2010-09-03");
    let late = plan_with_levers(folder.path(), "late", &late);
    let base = "scenarios/two-offices.toml";
    let out = folder.path().join("out").display().to_string();
    let said = caseload(&[
        "compare",
        base,
        &two,
        &late,
        "--out",
        &out,
        "--figures",
        "none",
        "--replications",
        "6",
        "--contributions",
    ]);
    assert_eq!(said.code, 0, "{}", said.err);
    let text = said.out.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in [
        "13 weeks after \"team\" ended (26 March 2010): On 25 June 2010",
        "\"review\" alone",
        "\"team\" alone",
        "Shown beside its levers:",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(
        said.err.contains("late: \"team\" ends on 2010-09-03"),
        "{}",
        said.err
    );
    assert!(!said.err.contains("two: \"team\" ends"), "{}", said.err);
    assert!(
        said.err
            .contains("On paper, before simulating: with the base"),
        "{}",
        said.err
    );
    let table = fs::read_to_string(folder.path().join("out/contributions.csv")).expect("a file");
    assert_eq!(table.lines().count(), 1 + 2 * 2 * 2, "{table}");
}

/// A plan of two offices with the levers' defaults.
fn plan_with_levers(folder: &Path, name: &str, levers: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let bases = ["two-offices.toml", "levers.toml"].map(|file| root.join(file));
    let path = folder.join(format!("{name}.toml"));
    let text = format!("extends = {bases:?}\ntitle = \"{name}\"\n{levers}");
    fs::write(&path, text).expect("written");
    path.display().to_string()
}

const TWO: &str = "scenarios/two-offices.toml";
const SHORT: [&str; 4] = ["--replications", "6", "--set", "run.horizon=\"39 wk\""];

#[test]
fn a_cap_without_staff_shows_the_list_it_makes_beside_the_caseloads_it_lowers() {
    let folder = tempfile::tempdir().expect("a folder");
    let cap = "[lever.cap]\nuse = \"caseload cap\"\nin_place = 2010-01-11\nchildren = 12\n";
    let cap = plan_with_levers(folder.path(), "cap", cap);
    let (said, document) = compared(folder.path(), TWO, &[&cap], &SHORT);
    assert_eq!(said.code, 0, "{}", said.err);
    let table = folder.path().join("out/beside-levers.csv");
    assert!(!table.exists(), "a cap has no table of its own");
    let plan = &document["plans"][0];
    assert_eq!(
        figure(plan, "share_of_workers_above_20_mean")["verdict"],
        "better"
    );
    assert_eq!(figure(plan, "waiting_children_mean")["verdict"], "worse");
    assert_eq!(
        plan["pounds_per_child_week"]["verdict"],
        "children wait more"
    );
    assert_eq!(plan["pounds_per_child_week"]["mean"], Value::Null);
    let answer = document["answer"].to_string();
    for part in [
        "Children wait",
        "more (between",
        "Better: workers holding more than 20 children",
        "unallocated for more than 5 working days",
    ] {
        assert!(answer.contains(part), "{part}: {answer}");
    }
}

/// A column of a CSV file of the result folder, where others have certain entries.
fn column(file: &Path, wanted: &str, where_: &[(&str, &str)]) -> Vec<String> {
    let mut reader = csv::Reader::from_path(file).expect("a file");
    let heads = reader.headers().expect("heads").clone();
    let place = |name: &str| {
        heads
            .iter()
            .position(|head| head == name)
            .expect("a column")
    };
    let rows = reader.records().map(|row| row.expect("a row"));
    let wanted = place(wanted);
    rows.filter(|row| {
        where_
            .iter()
            .all(|(name, entry)| row[place(name)] == **entry)
    })
    .map(|row| row[wanted].to_owned())
    .collect()
}

/// Triage and help that keeps half of those away who take it; a payment that changes nothing; a
/// drive in two intakes.
const DIVERSION: &str = "[lever.triage]\nuse = \"domestic-violence triage\"\nareas = [\"A\"]\n\
    in_place = 2010-02-01\n[lever.help]\nuse = \"early help\"\nordered = 2010-01-04\n\
    lead_time = \"4 wk\"\ntaken = 0.4\nreturn_factor = 0.5\n";
const PAYMENT: &str = "[lever.stay]\nuse = \"retention payment\"\nin_place = 2010-02-01\n";
const INTAKES: &str = "[lever.first]\nuse = \"recruitment drive\"\nareas = [\"A\"]\nworkers = 2\n\
    in_place = 2010-02-01\n[lever.second]\nuse = \"recruitment drive\"\nareas = [\"A\"]\n\
    workers = 2\nin_place = 2010-04-12\n";

#[test]
fn a_lever_has_its_own_table_and_every_figure_of_it_follows_from_the_counts() {
    let folder = tempfile::tempdir().expect("a folder");
    let named = [
        ("diversion", DIVERSION),
        ("payment", PAYMENT),
        ("intakes", INTAKES),
    ];
    let plans = named.map(|(name, levers)| plan_with_levers(folder.path(), name, levers));
    let plans: Vec<&str> = plans.iter().map(String::as_str).collect();
    let (said, _) = compared(folder.path(), TWO, &plans, &SHORT);
    assert_eq!(said.code, 0, "{}", said.err);
    let file = folder.path().join("out/beside-levers.csv");
    let entry = |plan: &str, figure: &str, wanted: &str| {
        let found = column(&file, wanted, &[("plan", plan), ("figure", figure)]);
        assert_eq!(found.len(), 1, "{plan}: {figure}");
        found[0].clone()
    };
    let value = |plan: &str, figure: &str| -> f64 {
        let found = entry(plan, figure, "value");
        found
            .parse()
            .unwrap_or_else(|_| panic!("{figure}: {found}"))
    };
    let near = |one: f64, other: f64| (one - other).abs() <= 1e-4 * other.abs().max(1e-4);
    // Of the children closed 5% are 5%, and half a per cent a tenth of that.
    let closed = value("diversion", "Children closed at triage");
    let missed = |rate: &str| {
        value(
            "diversion",
            &format!("Children missed if {rate} of those closed are"),
        )
    };
    assert!(
        closed > 50.0 && near(missed("5%"), 0.05 * closed),
        "{closed}"
    );
    assert!(near(missed("0.5%"), 0.005 * closed));
    let spent = value(
        "diversion",
        "Hours spent on each graded, partners' among them",
    );
    let spared = value("diversion", "Hours spared by each closed");
    let even = "Share closed at which the hours spared equal the hours spent";
    assert!(spent > 0.0 && spared > 0.0, "{spent} {spared}");
    assert!(near(value("diversion", even), spent / spared));
    let own = value("diversion", "The same, partners' hours left out");
    assert!(own < spent / spared, "partners' hours are in the other");
    let away = value(
        "diversion",
        "Families that would have come back and stay away",
    );
    let lag = value(
        "diversion",
        "Lag: from the first day in place to the first re-referral averted",
    );
    assert!(away > 0.0 && lag > 0.0, "{away} {lag}");
    assert_eq!(
        value("diversion", "From the order until it is in place"),
        28.0
    );
    // A payment that keeps nobody goes to people who would have stayed, all of it.
    let stayed = "Share paid to people who would have stayed";
    assert_eq!(
        entry("payment", stayed, "words"),
        "all of it, in every future"
    );
    let paid = value("payment", "Paid in all");
    assert!(paid > 1e4 && value("payment", "Of it to people who would have stayed") == paid);
    // Two intakes ten weeks apart, told once.
    assert_eq!(value("intakes", "Workers who start, of 4 asked for"), 4.0);
    let spread = "Days between the first and the ninth decile of their starts";
    assert!((value("intakes", spread) - 70.0).abs() < 1.0);
    for (figure, on) in [("First", "1 February 2010"), ("Last", "12 April 2010")] {
        assert_eq!(
            entry("intakes", &format!("{figure} of them starts"), "words"),
            on
        );
    }
    let page = fs::read_to_string(folder.path().join("out/comparison.md")).expect("a page");
    assert!(
        !page.contains("beside single levers"),
        "of many plans it is folded away"
    );
}

#[test]
fn cost_is_told_by_month_and_financial_year_and_for_each_child_week() {
    let folder = tempfile::tempdir().expect("a folder");
    let team = "[lever.team]\nuse = \"project team\"\nareas = [\"A\"]\n\
                in_place = 2010-01-11\nuntil = 2010-07-30\nworkers = 16\n";
    let team = plan_with_levers(folder.path(), "team", team);
    let nothing = plan_with_levers(folder.path(), "nothing", "");
    let (said, document) = compared(folder.path(), TWO, &[&team, &nothing], &SHORT);
    assert_eq!(said.code, 0, "{}", said.err);
    let out = folder.path().join("out");
    let sum = |values: Vec<String>| -> f64 {
        let all = values
            .iter()
            .map(|value| value.parse::<f64>().expect("a number"));
        all.sum()
    };
    let of = |period: &str| {
        let measure = ("measure", "cost_pounds");
        let county = ("area", "county");
        column(
            &out.join("base/costs.csv"),
            "value_mean",
            &[("period", period), measure, county],
        )
    };
    let (run, months, years) = (of("run"), of("month"), of("financial year"));
    assert_eq!((run.len(), months.len(), years.len()), (1, 10, 2));
    let (run, months, years) = (sum(run), sum(months), sum(years));
    assert!(
        (run - months).abs() < 0.01 && (run - years).abs() < 0.01,
        "{run} {months} {years}"
    );
    let year = [("plan", "team"), ("year", "2010-11")];
    assert_eq!(column(&out.join("costs.csv"), "verdict", &year), ["worse"]);
    // Mean cost over mean waiting less; and nothing of a plan that changes nothing.
    let plans = document["plans"].as_array().expect("plans");
    let team = plans
        .iter()
        .find(|plan| plan["title"] == "team")
        .expect("it");
    let price = &team["pounds_per_child_week"];
    let number = |value: &Value| value.as_f64().expect("a number");
    let cost = number(&figure(team, "cost_pounds_count")["difference"]);
    let less = -number(&figure(team, "waiting_children_mean")["difference"]);
    assert!(
        (number(&price["mean"]) - cost / less).abs() < 1e-6,
        "{price}"
    );
    assert!(number(&price["low"]) < number(&price["mean"]));
    let nothing = plans
        .iter()
        .find(|plan| plan["title"] == "nothing")
        .expect("it");
    assert_eq!(
        nothing["pounds_per_child_week"]["verdict"],
        "no clear difference in waiting"
    );
    let answer = document["answer"].to_string();
    assert!(
        answer.contains("for each child-week of waiting avoided"),
        "{answer}"
    );
}

#[test]
fn where_the_base_is_red_too_it_is_said() {
    let folder = tempfile::tempdir().expect("a folder");
    let rest = "[stage.\"protection plan\"]\nforced = false\n[change.thresholds-read-alike]\n\
                at = 2010-03-01\n[change.thresholds-higher]\nat = 2010-03-01\n";
    let base = plan(folder.path(), "broken", OFFICE, rest);
    let same = plan(folder.path(), "same", &base, "");
    let out = folder.path().join("out").display().to_string();
    let said = caseload(&[
        "compare",
        &base,
        &same,
        "--out",
        &out,
        "--replications",
        "4",
        "--set",
        "run.horizon=\"26 wk\"",
        "--figures",
        "svg",
    ]);
    assert_eq!(said.code, 0, "{}", said.err);
    let page = fs::read_to_string(folder.path().join("out/report.html")).expect("a page");
    assert!(
        page.contains("The base breaks this guard too, in all 4 futures"),
        "the guard"
    );
    assert!(
        page.contains("The plan breaks a guard, and so does the base"),
        "the picture"
    );
    assert!(
        !page.contains("corrected for 1"),
        "one plan is not corrected for"
    );
}

#[test]
fn a_comparison_can_be_done_again_file_for_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let change = |posts: u32| {
        format!(
            "[run]\nseed = 99\n[change.more]\npath = \"team.casework.posts\"\n\
             at = 2010-02-01\nadd = {posts}\n"
        )
    };
    let more = plan(folder.path(), "more", TINY, &change(2));
    let many = plan(folder.path(), "many", TINY, &change(5));
    let options = ["--replications", "6", "--by", "40 wk", "--set", BUSY];
    let (said, _) = compared(folder.path(), TINY, &[&more, &many], &options);
    assert_eq!(said.code, 0, "{}", said.err);
    let out = folder.path().join("out");
    let again = || caseload(&["reproduce", &out.display().to_string(), "--quiet"]);
    let said = again();
    assert_eq!(said.code, 0, "{}{}", said.out, said.err);
    assert!(said.out.contains(" files identical"), "{}", said.out);
    let of = said
        .out
        .split(' ')
        .next()
        .and_then(|n| n.parse::<usize>().ok());
    assert!(
        of.is_some_and(|files| files > 30),
        "base and plans too: {}",
        said.out
    );
    let summary = out.join("plans/many/summary.csv");
    let mut text = fs::read_to_string(&summary).expect("a file");
    text.push_str("one line more\n");
    fs::write(&summary, text).expect("written");
    fs::write(out.join("base/mine.txt"), "a note").expect("written");
    let said = again();
    assert_eq!(said.code, 4, "{}{}", said.out, said.err);
    for part in [
        "different: plans/many/summary.csv",
        "not made by the run: base/mine.txt",
    ] {
        assert!(said.out.contains(part), "{part}: {}", said.out);
    }
    plan(folder.path(), "many", TINY, &change(6));
    let said = again();
    assert_eq!(said.code, 3, "{}{}", said.out, said.err);
    assert!(
        said.err
            .contains("many.toml: not the scenario that was run"),
        "{}",
        said.err
    );
}
