//! Levers as changes: what each becomes, what is refused, what is said of it.

use super::{REGISTRY, default_lead_time};
use crate::experiment::plan::Plan;
use crate::measures::parse;
use crate::scenario::{check, sentences};
use std::fs;
use tempfile::TempDir;

/// Two offices of the county's kind with the levers' defaults, and more lines.
fn with(more: &str) -> (TempDir, Option<Plan>, String) {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let bases = ["scenarios/two-offices.toml", "scenarios/levers.toml"];
    let bases = bases.map(|base| fs::canonicalize(base).expect(base));
    let path = folder.path().join("plan.toml");
    let text = format!("extends = {bases:?}\ntitle = \"A plan\"\nassumption = \"a test\"\n{more}");
    fs::write(&path, text).expect("a file for the test");
    let (plan, problems) = check(&path, &[]);
    (folder, plan, problems.to_string())
}

fn plan(more: &str) -> Plan {
    let (_folder, plan, problems) = with(more);
    plan.unwrap_or_else(|| panic!("{problems}"))
}

fn refused(more: &str, wanted: &[&str]) {
    let (_folder, plan, problems) = with(more);
    assert!(plan.is_none(), "accepted: {more}");
    for words in wanted {
        assert!(problems.contains(words), "no {words:?} in {problems}");
    }
}

/// A number of the first office's first team, by version: (day from the start, number).
fn over_time<T: PartialEq>(
    plan: &Plan,
    number: impl Fn(&crate::model::spec::Team) -> T,
) -> Vec<(i64, T)> {
    let versions = plan.department.versions.iter();
    let mut list: Vec<(i64, T)> = versions
        .map(|version| (version.from.day(), number(&version.spec.teams[0])))
        .collect();
    list.dedup_by(|next, before| next.1 == before.1);
    list
}

/// Visits of an in-need plan are for family support workers, where a team has any: nobody has yet.
const FAMILY_SUPPORT: &str = "[stage.\"in-need plan\".recurring.visit]\n\
     role = \"family support\"\n\
     [team.long-term.support.\"family support\"]\nposts = 0\ncasework_share = 0.65\n\
     assumption = \"a test\"\n";

#[test]
fn every_example_is_a_plan_and_what_stands_beside_it_can_be_asked() {
    for lever in REGISTRY {
        // Examples speak of areas up to F; here there are two.
        let mut text = lever.example.to_owned();
        for (areas, here) in [
            ("[\"A\", \"B\", \"C\"]", "[\"A\", \"B\"]"),
            ("[\"F\", \"E\", \"D\"]", "[\"B\", \"A\"]"),
            ("[\"B\", \"C\"]", "[\"A\", \"B\"]"),
            ("[\"F\"]", "[\"A\"]"),
        ] {
            text = text.replace(areas, here);
        }
        let text = text.replace("2010-01-11", "2010-02-01");
        let workers = |line: &str| match line.starts_with("workers") {
            true => "workers = 1\n".to_owned(),
            false => format!("{line}\n"),
        };
        let text: String = text.lines().map(workers).collect();
        let mut text = text;
        if lever.name == "support posts" {
            refused(&text, &["role that some item of the pathway names"]);
            text += FAMILY_SUPPORT;
        }
        let plan = plan(&text);
        let [used] = &plan.levers[..] else {
            panic!("{}: one use", lever.name)
        };
        assert_eq!(used.title, lever.name);
        let setting = crate::experiment::setting::setting(&plan);
        assert!(!used.beside.is_empty());
        for request in used.beside.iter().chain(&used.counts) {
            assert!(
                parse(request, &setting).is_ok(),
                "{}: {request}",
                lever.name
            );
        }
        let told = sentences(&plan).join("\n");
        assert!(told.contains(lever.name), "{told}");
        assert!(
            lever.shock || default_lead_time(lever).is_some(),
            "{}",
            lever.name
        );
    }
}

#[test]
fn no_shipped_baseline_has_a_lever() {
    for name in [
        "essex-2009",
        "essex-hindcast",
        "one-office",
        "england-2010",
        "two-offices",
    ] {
        let path = format!("scenarios/{name}.toml");
        let (plan, problems) = check(std::path::Path::new(&path), &[]);
        let plan = plan.unwrap_or_else(|| panic!("{problems}"));
        assert!(plan.levers.is_empty(), "{name}");
    }
}

#[test]
fn a_lever_is_in_place_when_its_lead_time_is_over_and_until_its_last_day() {
    let workers = |dates: &str| {
        let lines = "[lever.x]\nuse = \"project team\"\nareas = [\"A\"]\nworkers = 6\n";
        let plan = plan(&format!("{lines}{dates}"));
        over_time(&plan, |team| team.orders.project_workers)
    };
    let until = "until = 2010-02-12\n";
    let wanted = [(0, 0), (14, 6), (40, 0)];
    assert_eq!(workers(&format!("in_place = 2010-01-18\n{until}")), wanted);
    let own = "ordered = 2010-01-04\nlead_time = \"2 wk\"\n";
    assert_eq!(workers(&format!("{own}{until}")), wanted);
    let said = |dates: &str| {
        let lines = "[lever.x]\nuse = \"early help\"\n";
        plan(&format!("{lines}{dates}")).levers[0].ordered
    };
    assert_eq!(said(own), Some(jiff::civil::date(2010, 1, 4)));
    assert_eq!(said("in_place = 2010-01-18\n"), None, "nobody says when");
    let default = workers(&format!("ordered = 2010-01-04\n{until}"));
    assert_eq!(default, [(0, 0), (21, 6), (40, 0)], "three weeks");
}

#[test]
fn workers_are_shared_out_whole_and_none_is_lost() {
    let plan = plan(
        "[lever.x]\nuse = \"project team\"\nworkers = 5\nin_place = 2010-01-18\n\
         until = 2010-02-12\n",
    );
    let version = &plan.department.versions[1].spec;
    let by_team: Vec<u32> = version
        .teams
        .iter()
        .map(|team| team.orders.project_workers)
        .collect();
    assert_eq!(by_team, [3, 0, 2, 0], "the teams that take in new work");
}

#[test]
fn what_stands_beside_a_lever_names_its_areas_and_days() {
    let beside = |lines: &str| plan(lines).levers[0].beside.clone();
    let lent = beside(
        "[lever.x]\nuse = \"redeploy\"\nfrom_areas = [\"B\"]\nareas = [\"A\"]\nworkers = 1\n\
         in_place = 2010-02-01\nuntil = 2010-03-01\n",
    );
    let both = ["unallocated_mean[B]", "unallocated_mean[A]"];
    assert!(
        both.iter().all(|side| lent.iter().any(|one| one == side)),
        "{lent:?}"
    );
    let agency = beside(
        "[lever.x]\nuse = \"agency\"\nareas = [\"A\"]\nworkers = 1\n\
         in_place = 2010-02-01\nuntil = 2010-03-01\n",
    );
    for wanted in [
        "protection_children_with_agency_share_at_2010-03-01",
        "unallocated_at_2010-05-31",
    ] {
        assert!(agency.iter().any(|one| one == wanted), "{agency:?}");
    }
    let moved = beside(
        "[lever.x]\nuse = \"transfer point\"\nstages = [\"core assessment\"]\n\
         in_place = 2010-02-01\n",
    );
    let caseload = "caseload_children_per_holder_mean[team=assessment]";
    assert!(moved.iter().any(|one| one == caseload), "{moved:?}");
}

#[test]
fn what_a_table_is_counted_from_names_sources_and_days_and_areas_where_it_is_not_everywhere() {
    let triage = "[lever.x]\nuse = \"domestic-violence triage\"\nin_place = 2010-02-01\n";
    let used = plan(triage).levers.remove(0);
    let of = "ended_by_triage_families_count";
    let police = "source=police domestic violence";
    let wanted = format!("{of}[{police}]");
    assert!(used.counts.contains(&wanted), "{:?}", used.counts);
    assert_eq!(used.numbers_at("share"), [1.0]);
    assert_eq!(
        used.numbers_at("miss_rates"),
        [0.005, 0.01, 0.02, 0.03, 0.05]
    );
    let there = plan(&format!("{triage}areas = [\"B\"]\n")).levers.remove(0);
    let wanted = format!("{of}[B, {police}]");
    assert!(there.counts.contains(&wanted), "{:?}", there.counts);
    let stay = plan(
        "[lever.x]\nuse = \"retention payment\"\nareas = [\"A\"]\nin_place = 2010-02-01\n\
         until = 2010-03-01\n",
    );
    let wanted = "permanent_fte_mean[A, from=2010-02-01, to=2010-03-01]";
    assert_eq!(stay.levers[0].counts, [wanted]);
}

#[test]
fn another_transfer_point_moves_the_stage_and_says_what_it_does_not_know() {
    let made = plan(
        "[lever.x]\nuse = \"transfer point\"\nstages = [\"protection plan\"]\nat = \"review\"\n\
         holds = \"nobody\"\nin_place = 2010-02-01\nuntil = 2010-03-01\n",
    );
    let versions = made.department.versions.iter();
    let told: Vec<(i64, bool, bool)> = versions
        .map(|version| {
            let stages = &version.spec.stages;
            let later = stages.iter().any(|stage| stage.transfers_at.is_some());
            let day = version.from.day();
            (day, later, version.spec.teams[0].drop_on_transfer)
        })
        .collect();
    assert_eq!(
        told,
        [(0, false, false), (28, true, true), (57, false, false)]
    );
    refused(
        "[lever.a]\nuse = \"transfer point\"\nstages = [\"core assesment\"]\n\
         in_place = 2010-02-01\n\
         [lever.b]\nuse = \"transfer point\"\nstages = [\"protection plan\"]\nat = \"revue\"\n\
         in_place = 2010-02-01\n\
         [lever.c]\nuse = \"transfer point\"\nstages = [\"core assessment\"]\n\
         team = \"long term\"\nin_place = 2010-02-01\n",
        &[
            "unknown stage \"core assesment\"",
            "a recurring item of \"protection plan\"",
            "unknown team \"long term\"",
        ],
    );
}

#[test]
fn levers_on_one_number_multiply() {
    let plan = plan(
        "[lever.x]\nuse = \"retention payment\"\nfactor = 0.5\nin_place = 2010-02-01\n\
         [lever.y]\nuse = \"workers leave\"\nfactor = 4\nin_place = 2010-02-01\n\
         until = 2010-02-28\n",
    );
    let turnover = over_time(&plan, |team| (team.people.turnover_per_year * 1e6).round());
    assert_eq!(turnover, [(0, 180_000.0), (28, 360_000.0), (56, 90_000.0)]);
}

#[test]
fn what_is_wrong_with_a_lever_is_said_all_at_once_with_the_nearest_name() {
    refused(
        "[lever.a]\nuse = \"backlog reviews\"\nareas = [\"C\"]\nin_place = 2012-02-01\n\
         closes = 2\n\
         [lever.b]\nuse = \"project team\"\nareas = [\"a\"]\nordered = 2010-02-01\n\
         until = 2010-01-30\nworkers = 6\n\
         [lever.c]\nuse = \"caseload cap\"\nin_place = 2009-02-01\nchildren = 18\n\
         [lever.d]\nuse = \"agency\"\nareas = [\"A\"]\nin_place = 2010-02-01\n\
         until = 2010-07-09\nworkers = 40\n\
         [lever.e]\nuse = \"threshold change\"\nareas = [\"B\"]\nin_place = 2010-02-01\n\
         cost.once = -5\n\
         [lever.f]\nuse = \"caseload cap\"\nin_place = 2010-02-01\nuntil = 2010-05-01\n\
         children = 18\n\
         [lever.g]\nuse = \"caseload cap\"\nin_place = 2010-03-01\nchildren = 15\n\
         [lever.h]\nuse = \"overtime\"\nin_place = 2010-02-01\nshare = 0.1\n\
         [lever.i]\nuse = \"overtime\"\nin_place = 2010-02-01\nuntil = 2010-05-01\nshare = 0.3\n\
         [lever.j]\nuse = \"redeploy\"\nfrom_areas = [\"A\"]\nareas = [\"A\"]\nworkers = 2\n\
         in_place = 2010-02-01\nuntil = 2010-05-01\n\
         [lever.k]\nuse = \"caseload cap\"\nordered = 2010-02-01\nin_place = 2010-02-01\n",
        &[
            "unknown lever \"backlog reviews\"",
            "did you mean \"backlog review\"?",
            "unknown area \"C\"",
            "found 2012-02-01, wanted a date inside the run",
            "lever.a.closes",
            "unknown area \"a\"",
            "did you mean \"A\"?",
            "2010-01-30, before it is in place on 2010-02-22",
            "found 2009-02-01, wanted a date inside the run",
            "found 40, wanted at most 4: the vacant posts there without an agency worker",
            "wanted no `areas` or `teams`: it is the whole county's",
            "found -5",
            "a second setting of office.A.team.assessment.cap_children",
            "no `until`, and the lever \"overtime\" ends",
            "at most 0.15 of the contract",
            "\"A\", which has them too",
            "both `ordered` and `in_place`",
        ],
    );
}
