//! A start position from lists of families in CSV: the same as one in groups, every problem told
//! at once, the bytes in the digest, and a template that can be loaded.

mod futures;

use assert_cmd::Command;
use caseload::experiment::plan::{Plan, Replications};
use caseload::scenario::{Problem, check};
use std::fs;
use std::path::PathBuf;
use tempfile::TempDir;

const HEAD: &str = "area,team,stage,children,opened,named_worker,last_seen\n";
const BASE: &str = "[run]\nwarm_up = \"0 d\"\n[source.schools]\nchildren = [1.0]\n\
                    [source.others]\nchildren = [1.0]\n";

/// A folder with a scenario that builds on the tiny office, and lists beside it.
struct Desk(TempDir);

impl Desk {
    fn new(scenario: &str) -> Self {
        let desk = Desk(tempfile::tempdir().expect("a folder"));
        let base = fs::canonicalize("scenarios/tiny-office.toml").expect("the tiny office");
        let text =
            format!("extends = {base:?}\ntitle = \"T\"\nassumption = \"a test\"\n{scenario}");
        desk.write("s.toml", text.as_bytes());
        desk
    }

    fn with_list(list: &str) -> Self {
        let desk = Self::new("[start]\nfile = \"open.csv\"\n");
        desk.write("open.csv", list.as_bytes());
        desk
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        fs::write(self.0.path().join(name), bytes).expect("a file");
    }

    fn scenario(&self) -> PathBuf {
        self.0.path().join("s.toml")
    }

    fn plan(&self) -> Plan {
        let (plan, problems) = check(&self.scenario(), &[]);
        plan.unwrap_or_else(|| panic!("{problems}"))
    }

    fn problems(&self) -> Vec<Problem> {
        let (plan, problems) = check(&self.scenario(), &[]);
        assert!(plan.is_none(), "nothing was refused");
        problems.iter().cloned().collect()
    }
}

/// Mean over futures of each request.
fn means(mut plan: Plan, requests: &[&str]) -> Vec<f64> {
    plan.replications = Replications::Number(3);
    futures::means(&plan, requests)
}

#[test]
fn groups_and_lists_that_say_the_same_give_the_same_first_day() {
    let group = |name: &str, stage: &str, families: u32, allocated: bool, age: u32| {
        format!(
            "[start.group.{name}]\noffice = \"A\"\nstage = \"{stage}\"\nfamilies = {families}\n\
             allocated = {allocated}\nage = \"{age} d\"\n"
        )
    };
    let groups = group("a", "assessment", 9, true, 3)
        + &group("b", "assessment", 7, false, 30)
        + &group("c", "plan", 20, true, 31)
        + &group("d", "plan", 4, false, 60);
    let mut list = HEAD.to_owned();
    for (families, stage, opened, named) in [
        (9, "assessment", "2010-01-01", "yes"),
        (7, "assessment", "2009-12-05", "no"),
        (20, "plan", "2009-12-04", "yes"),
        (4, "plan", "2009-11-05", "no"),
    ] {
        list += &format!("A,casework,{stage},1,{opened},{named},\n").repeat(families);
    }
    let asked = [
        "open_children_mean",
        "open_families_mean",
        "allocated_children_mean",
        "waiting_children_mean",
        "waiting_mean",
        "caseload_children_per_holder_mean",
        "not_yet_seen_mean",
    ];
    // It is over before the office opens, and nobody has room.
    let full = "[team.casework]\ncap_families = 4\nover_cap = { high = 0, routine = 0 }\n";
    let day = BASE.replace("[run]\n", "[run]\nhorizon = \"8 h\"\n") + full;
    let of_groups = Desk::new(&(day.clone() + &groups));
    let of_lists = Desk::new(&(day + "[start]\nfile = \"open.csv\"\n"));
    of_lists.write("open.csv", list.as_bytes());
    let quiet = |plan: Plan| means(plan, &asked);
    let (from_groups, from_lists) = (quiet(of_groups.plan()), quiet(of_lists.plan()));
    assert_eq!(from_groups[..4], [40.0, 40.0, 29.0, 11.0]);
    for (a, b) in from_groups.iter().zip(&from_lists) {
        assert!((a - b).abs() < 1e-9, "{from_groups:?} {from_lists:?}");
    }
}

#[test]
fn every_problem_of_a_list_is_told_at_once_with_its_line() {
    let rows = "B,casework,plan,1,2009-12-01,yes,\n\
                A,caswork,plan,1,2009-12-01,yes,\n\
                A,casework,plna,1,2009-12-01,yes,\n\
                A,casework,plan,-2,2009-12-01,yes,\n\
                A,casework,plan,1,04/01/2009,yes,\n\
                A,casework,plan,1,2010-02-01,yes,\n\
                A,casework,plan,1,2009-12-01,maybe,\n\
                A,casework,plan,1,2009-12-01,yes,2010-01-05\n\
                A,casework,plan,1,,no,\n\
                A,casework,plan,1\n\
                A,casework,plan,1,2009-12-01,absent,\n\
                Z,,nothing,x,y,z,w\n";
    let problems = Desk::with_list(&format!("{HEAD}{rows}")).problems();
    let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
    for (line, words) in [
        (2, "area: found \"B\", wanted an area: one of A"),
        (3, "did you mean \"casework\"?"),
        (4, "did you mean \"plan\"?"),
        (
            5,
            "children: found \"-2\", wanted the family's number of children, 1 to 20",
        ),
        (6, "write 2009-01-04"),
        (
            7,
            "opened: found \"2010-02-01\", wanted a date from 1992-01-04 to the start",
        ),
        (8, "named_worker: found \"maybe\", wanted yes, no or absent"),
        (9, "last_seen: found \"2010-01-05\""),
        (10, "opened: found an empty cell"),
        (11, "found 4 cells, wanted 7 cells, as in the heading"),
        (12, "`people_away = true` under [start]"),
    ] {
        let fits =
            |text: &&String| text.contains(&format!("open.csv:{line}: ")) && text.contains(words);
        assert!(
            told.iter().any(|text| fits(&text)),
            "{line} {words}: {told:#?}"
        );
    }
    let last = problems.iter().filter(|problem| problem.line == 13);
    assert_eq!(last.count(), 6, "{told:#?}");
}

#[test]
fn a_wrong_file_is_refused_with_its_reason() {
    let said = |list: &[u8]| {
        let desk = Desk::with_list("");
        desk.write("open.csv", list);
        let problems = desk.problems();
        problems
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join("\n")
    };
    let row = "A,casework,plan,1,2009-12-01,yes,\n";
    assert!(said(b"").contains("an empty file, wanted a list of families in CSV"));
    assert!(said(HEAD.as_bytes()).contains("a list without families"));
    assert!(said(b"area,\xff\n").contains("not UTF-8"));
    let doubled = HEAD.replace("team", "area") + row;
    let told = said(doubled.as_bytes());
    assert!(told.contains("the column \"area\" twice") && told.contains("no column \"team\""));
    let near = HEAD.replace("children", "Childern") + row;
    assert!(said(near.as_bytes()).contains("did you mean \"children\"?"));
    let semicolons = HEAD.replace(',', ";");
    assert!(said(semicolons.as_bytes()).contains("put commas between the columns"));
    let missing = Desk::new("[start]\nfile = \"none.csv\"\n").problems();
    assert!(missing[0].to_string().contains("start.file"), "{missing:?}");
    assert!(
        missing[0].to_string().contains("no such file"),
        "{missing:?}"
    );
    let both = "[start]\nfile = \"open.csv\"\n[start.group.a]\noffice = \"A\"\nstage = \"plan\"\n\
                children = 4\nallocated = true\n";
    let desk = Desk::new(both);
    desk.write("open.csv", format!("{HEAD}{row}").as_bytes());
    let told = desk.problems()[0].to_string();
    assert!(told.contains("start.group beside start.file"), "{told}");
}

#[test]
fn a_spreadsheets_mark_and_quotation_marks_are_read() {
    let list = format!("\u{feff}{HEAD}A,casework,\"plan\", 2 ,2009-12-01,yes,2009-12-20\r\n");
    let plan = Desk::with_list(&list).plan();
    let open = &plan.department.start.open;
    assert_eq!((open.len(), open[0].children), (1, 2.0));
    assert_eq!(plan.lists[0].families, 1);
}

#[test]
fn the_bytes_of_the_lists_are_part_of_the_digest() {
    let row = "A,casework,plan,1,2009-12-01,yes,\n";
    let digest = |list: &str| Desk::with_list(&format!("{HEAD}{list}")).plan().digest;
    let one = digest(row);
    let other = digest(&row.replace("yes", "no"));
    assert_ne!(one, other);
    let plan = caseload::scenario::load(&PathBuf::from("scenarios/tiny-office.toml"), &[]);
    assert!(plan.expect("the tiny office").lists.is_empty());
}

#[test]
fn a_list_takes_the_place_of_groups_and_numbers_below_it() {
    let desk = Desk::new(
        "[office.A]\nclosed_last_year = 40\n[start.group.a]\noffice = \"A\"\nstage = \"plan\"\n\
         children = 400\nallocated = true\n",
    );
    let above = "extends = \"s.toml\"\ntitle = \"T\"\nassumption = \"a test\"\n\
                 [start]\nfile = \"open.csv\"\nclosures = \"closed.csv\"\n";
    desk.write("above.toml", above.as_bytes());
    let rows = "A,,plan,3,2009-12-01,no,\nA,,plan,3,2009-12-01,no,\n";
    desk.write("open.csv", format!("{HEAD}{rows}").as_bytes());
    let closed = "area,children,closed,why\nA,2,2009-06-01,needs met\n";
    desk.write("closed.csv", closed.as_bytes());
    let (plan, problems) = check(&desk.0.path().join("above.toml"), &[]);
    let start = plan
        .unwrap_or_else(|| panic!("{problems}"))
        .department
        .start;
    assert_eq!(
        (start.open.len(), start.closed_last_year),
        (2, vec![Some(1.0)])
    );
    assert_ne!(
        start.open[0].key, start.open[1].key,
        "equal rows are two families"
    );
    let wrong = closed
        .replace("2009-06-01", "2008-06-01")
        .replace("needs met", "");
    desk.write("closed.csv", wrong.as_bytes());
    let (_, problems) = check(&desk.0.path().join("above.toml"), &[]);
    assert_eq!(problems.len(), 2, "{problems}");
}

#[test]
fn families_of_the_closures_come_back_in_the_first_year() {
    let back = |closures: &str| {
        let desk = Desk::new(
            "[run]\nwarm_up = \"0 d\"\nhorizon = \"26 wk\"\n[start]\nclosures = \"closed.csv\"\n\
             [office.A]\nfamilies = \"0.01 per yr\"\n[rereferral]\nchance = 1\n\
             delay = { uniform = [\"50 wk\", \"52 wk\"] }\nworse = 0\n",
        );
        let list = format!("area,children,closed,why\n{closures}");
        desk.write("closed.csv", list.as_bytes());
        means(desk.plan(), &["opened_children_count"])[0]
    };
    assert!(back("") < 0.5);
    // Closed in March: back next March. Closed in November: not within half a year.
    assert_eq!(back(&"A,2,2009-03-02,needs met\n".repeat(5)), 10.0);
    assert!(back(&"A,2,2009-11-02,needs met\n".repeat(5)) < 0.5);
}

#[test]
fn what_a_list_says_of_sight_and_absence_shows_on_the_first_day() {
    // Half of the workers are sick at any time; it is over before the office opens.
    let sick = "[people.sickness.short]\nper_year = 26.0\nlength = \"14 d\"\n[start]\n\
                people_away = true\nfile = \"open.csv\"\n";
    let day = BASE.replace("[run]\n", "[run]\nhorizon = \"8 h\"\n") + sick;
    let first_day = |stage: &str, end: &str| {
        let desk = Desk::new(&day);
        let row = format!("A,casework,{stage},1,2009-12-01,{end}\n");
        desk.write("open.csv", format!("{HEAD}{}", row.repeat(30)).as_bytes());
        let asked = ["children_with_worker_away_mean", "not_yet_seen_mean"];
        means(desk.plan(), &asked)
    };
    let somebody = first_day("assessment", "yes,");
    assert!((3.0..27.0).contains(&somebody[0]), "{somebody:?}");
    assert_eq!(first_day("assessment", "absent,"), [30.0, 30.0]);
    let seen = first_day("assessment", "absent,2009-12-20");
    assert_eq!(seen, [30.0, 0.0]);
}

#[test]
fn the_diary_tells_when_the_child_was_seen_before_the_start() {
    let list = format!("{HEAD}A,casework,plan,1,2009-11-01,yes,2009-12-23\n");
    let desk = Desk::with_list(&list);
    let mut command = Command::cargo_bin("caseload").expect("the program");
    let scenario = desk.scenario();
    let told = command
        .args(["explain", "--quiet", "--case", "0"])
        .arg(scenario)
        .output();
    let told = String::from_utf8(told.expect("it runs").stdout).expect("text");
    assert!(
        told.contains("last saw the child 12 days before the start"),
        "{told}"
    );
}

#[test]
fn the_template_is_a_list_that_loads() {
    let listed = |what: &str| {
        let mut command = Command::cargo_bin("caseload").expect("the program");
        let out = command
            .args(["list", what, "scenarios/tiny-office.toml"])
            .output();
        out.expect("it runs").stdout
    };
    let desk = Desk::new("[start]\nfile = \"open.csv\"\nclosures = \"closed.csv\"\n");
    desk.write("open.csv", &listed("position"));
    desk.write("closed.csv", &listed("closures"));
    let plan = desk.plan();
    assert_eq!(
        plan.department.start.open.len(),
        3,
        "a family in each stage"
    );
    assert_eq!(
        plan.department.start.closed.map(|closed| closed.len()),
        Some(1)
    );
}
