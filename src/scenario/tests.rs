use super::{check, language, laws, sentences};
use crate::experiment::plan::{Plan, Provenance};
use crate::model::spec::{Spec, Unit};
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const TINY: &str = "scenarios/tiny-office.toml";

/// The tiny office with more lines below it.
fn tiny_with(more: &str) -> Plan {
    let (_folder, path) = written(more);
    let (plan, problems) = check(&path, &[]);
    plan.unwrap_or_else(|| panic!("{problems}"))
}

/// A file in a folder that is removed with its handle.
fn written(more: &str) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let base = fs::canonicalize(TINY).expect("the tiny office");
    let path = folder.path().join("plan.toml");
    let text = format!("extends = {base:?}\ntitle = \"More\"\nassumption = \"a test\"\n{more}");
    fs::write(&path, text).expect("a file for the test");
    (folder, path)
}

fn turnover(plan: &Plan) -> Vec<(i64, f64)> {
    let versions = plan.department.versions.iter();
    versions
        .map(|version| {
            let value = version.spec.teams[0].people.turnover_per_year;
            (version.from.day(), (value * 1e6).round() / 1e6)
        })
        .collect()
}

#[test]
fn every_shipped_scenario_loads_without_a_warning() {
    let mut count = 0;
    for folder in ["scenarios", "scenarios/reference"] {
        let mut files: Vec<_> = fs::read_dir(folder)
            .expect(folder)
            .flatten()
            .map(|entry| entry.path())
            .collect();
        files.sort();
        for path in files
            .iter()
            .filter(|path| path.extension().is_some_and(|e| e == "toml"))
        {
            let (plan, problems) = check(path, &[]);
            if problems.to_string().contains("run.start") {
                continue; // a county without a start, which others extend
            }
            assert!(problems.is_empty(), "{problems}");
            let plan = plan.expect("a plan");
            assert!(
                plan.register
                    .iter()
                    .all(|row| row.provenance != Provenance::Missing)
            );
            assert!(!sentences(&plan).is_empty());
            count += 1;
        }
    }
    assert!(count >= 7, "{count}");
}

#[test]
fn the_case_manager_queue_is_read_as_written() {
    let plan = check(Path::new("scenarios/reference/p30.toml"), &[])
        .0
        .expect("a plan");
    let spec = &plan.department.versions[0].spec;
    let team = &spec.teams[0];
    assert_eq!((team.posts.len(), team.cap_families), (2, Some(3.0)));
    let sickness = &team.people.sickness[0];
    assert!((sickness.per_year - 3.6525).abs() < 1e-12);
    assert!((sickness.length.dist.mean() - 864_000.0).abs() < 1e-6);
    let item = &spec.stages[0].items[0];
    assert_eq!(item.effort.unit, Unit::Effort);
    let between = item.between.as_ref().expect("a delay");
    assert_eq!(between.unit, Unit::Elapsed);
    assert!((between.dist.mean() - 86_400.0 / 0.6).abs() < 1e-6);
    assert!((spec.streams[0].families_per_day - 0.3).abs() < 1e-12);
}

#[test]
fn weights_keep_the_yearly_volume() {
    let plan =
        tiny_with("[demand]\nweekday = [2, 1, 1, 1, 1, 0, 0]\nmonth = [1,1,1,1,1,1,1,0,1,1,1,1]\n");
    let calendar = plan.calendar();
    let stream = &plan.department.versions[0].spec.streams[0];
    let year = (0..1461).map(|day| crate::engine::Time(day * 86_400));
    let factor = |t| stream.weekday[calendar.weekday(t)] * stream.month[calendar.month(t)];
    let mean = year.map(factor).sum::<f64>() / 1461.0;
    assert!((mean - 1.0).abs() < 0.005, "{mean}");
}

#[test]
fn children_are_divided_into_families() {
    let plan = tiny_with("[office.B]\ncontacts = \"1700 per yr\"\n");
    let spec = &plan.department.versions[0].spec;
    let families = |office| -> f64 {
        let own = spec.streams.iter().filter(|stream| stream.office == office);
        own.map(|stream| stream.families_per_day).sum()
    };
    assert!((families(1) * 365.25 - 1000.0).abs() < 1e-9);
    assert!((families(0) * 7.0 - 5.0).abs() < 1e-9);
}

#[test]
fn hours_of_large_families_keep_the_mean_of_a_child() {
    let plan = tiny_with("[family_hours]\nfirst = 1.25\nfurther = 0.6\n");
    let hours = plan.department.versions[0].spec.family_hours;
    let family = |n: f64| hours.scale * (hours.first + hours.further * (n - 1.0));
    let mean = 0.5 * family(1.0) + 0.3 * family(2.0) + 0.2 * family(3.0);
    assert!((mean - 1.7).abs() < 1e-12, "{mean}");
}

#[test]
fn factors_multiply_amounts_add_and_order_is_irrelevant() {
    let change = |name: &str, day: &str, effect: &str| {
        format!("[change.{name}]\npath = \"people.turnover\"\nat = 2010-{day}\n{effect}\n")
    };
    let plain = change("a", "02-01", "times = 2")
        + &change("b", "03-01", "add = 0.1\nuntil = 2010-03-31")
        + &change("c", "05-01", "to = \"40%\"");
    let expected = [(0, 0.15), (28, 0.3), (56, 0.4), (87, 0.3), (117, 0.8)];
    assert_eq!(turnover(&tiny_with(&plain)), expected);
    let turned = change("z", "05-01", "to = \"40%\"")
        + &change("y", "02-01", "times = 2")
        + &change("x", "03-01", "add = 0.1\nuntil = 2010-03-31");
    assert_eq!(turnover(&tiny_with(&turned)), expected);
}

#[test]
fn a_ramp_goes_in_weekly_steps_to_its_end() {
    let plan = tiny_with(
        "[change.a]\npath = \"people.turnover\"\nat = 2010-01-11\nto = 0.25\nramp = \"2 wk\"\n",
    );
    assert_eq!(
        turnover(&plan),
        [(0, 0.15), (7, 0.15), (14, 0.2), (21, 0.25)]
    );
    assert_eq!(plan.changes.len(), 1);
    assert!(plan.changes[0].starts_with("From 11 January 2010: people.turnover"));
}

#[test]
fn a_change_reaches_laws_stars_and_what_falls_back() {
    let plan = tiny_with(
        "[change.faster]\npath = \"stage.*.item.*.effort\"\nat = 2010-01-04\ntimes = 0.5\n\
         [change.here]\npath = \"office.A.team.casework.turnover\"\nat = 2010-06-01\ntimes = 2\n\
         [change.more]\npath = \"team.casework.posts\"\nat = 2010-06-01\nadd = 1.5\n",
    );
    let versions = &plan.department.versions;
    let assessment = &versions[0].spec.stages[0];
    assert!((assessment.items[0].effort.dist.mean() - 5400.0).abs() < 1e-9);
    assert!((assessment.items[1].effort.dist.mean() - 9000.0).abs() < 1e-9);
    assert_eq!(turnover(&plan), [(0, 0.15), (148, 0.3)]);
    assert_eq!(
        versions[1].spec.teams[0].posts,
        [1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.5, 1.0]
    );
    assert_eq!(versions[0].spec.teams[0].posts.len(), 6);
}

#[test]
fn a_change_of_posts_leaves_the_old_ones_as_they_are() {
    let change = |name: &str, path: &str, add: f64| {
        format!("[change.{name}]\npath = \"{path}\"\nat = 2010-06-01\nadd = {add}\n")
    };
    let posts = |more: &str| {
        let plan = tiny_with(more);
        let last = plan.department.versions.last().expect("two").spec.clone();
        last.teams[0].posts.clone()
    };
    let one = change("a", "team.casework.posts", 1.0);
    let half = "[team.casework]\nposts = 5.5\n";
    let old = [0.5, 1.0, 1.0, 1.0, 1.0, 1.0];
    assert_eq!(posts(&format!("{half}{one}")), [&old[..], &[1.0]].concat());
    let part = |number: f64| {
        let days = "[team.casework]\npart_time = { posts = 2, days = 3 }\n";
        format!(
            "{days}{}",
            change("b", "team.casework.part_time.posts", number)
        )
    };
    let old = [0.6, 0.6, 0.8, 1.0, 1.0, 1.0, 1.0];
    let more = change("a", "team.casework.posts", 1.2);
    let grown = [&old[..], &[0.6, 0.6]].concat();
    assert_eq!(posts(&format!("{}{more}", part(2.0))), grown);
    for (more, refused) in [
        (part(1.0), "hours of part-timers in post in A casework"),
        (
            format!("{}{one}", part(2.0)),
            "hours of part-timers in post in A casework",
        ),
        (part(-1.0), "hours of part-timers in post in A casework"),
        (
            change("a", "team.casework.posts", -0.5),
            "takes posts away from A casework",
        ),
    ] {
        let (_folder, path) = written(&more);
        let problems = check(&path, &[]).1.to_string();
        assert!(problems.contains(refused), "{problems}");
    }
}

#[test]
fn a_number_of_another_file_does_not_borrow_the_source() {
    let (_folder, path) = written("");
    let text = fs::read_to_string(&path).expect("the file");
    let text = text.replace("assumption = \"a test\"\n", "") + "[team.casework]\nposts = 7\n";
    fs::write(&path, text).expect("the file");
    let (plan, problems) = check(&path, &[]);
    assert_eq!(problems.len(), 1, "{problems}");
    let plan = plan.expect("a plan");
    let missing: Vec<&str> = plan
        .register
        .iter()
        .filter(|row| row.provenance == Provenance::Missing)
        .map(|row| row.path.as_str())
        .collect();
    assert_eq!(missing, ["team.casework.posts"]);
}

#[test]
fn a_law_replaces_a_law_as_a_whole() {
    let plan = tiny_with("[stage.plan]\nlasts = { exponential = \"10 wk\" }\n");
    let lasts = plan.department.versions[0].spec.stages[1]
        .lasts
        .clone()
        .expect("a length");
    assert!((lasts.dist.mean() - 70.0 * 86_400.0).abs() < 1e-6);
}

#[test]
fn the_language_lists_every_key_once_with_a_meaning() {
    let keys = language();
    assert!(keys.len() > 200);
    assert!(keys.windows(2).all(|pair| pair[0].path != pair[1].path));
    assert!(keys.iter().all(|key| !key.meaning.is_empty()));
    assert!(
        keys.iter()
            .any(|key| key.path == "people.turnover" && key.can_change)
    );
    assert!(
        keys.iter()
            .all(|key| !(key.path.starts_with("run.") && key.can_change))
    );
    let changed = |path: &str| keys.iter().any(|key| key.path == path && key.can_change);
    for path in [
        "stage.*.team",
        "stage.*.transfers_at",
        "team.*.drop_on_transfer",
    ] {
        assert!(changed(path), "a plan may change {path} at a date");
    }
    assert!(
        !changed("stage.*.by"),
        "who does a stage is no matter of a date"
    );
    assert_eq!(laws().len(), 13);
}

/// Errors of the tiny office with more lines and settings, as text.
fn errors(more: &str, sets: &[(&str, &str)]) -> String {
    let (_folder, path) = written(more);
    let sets: Vec<_> = sets
        .iter()
        .map(|(path, value)| ((*path).to_owned(), (*value).to_owned()))
        .collect();
    check(&path, &sets).1.to_string()
}

#[test]
fn work_of_managers_needs_managers() {
    let text = errors("[team.casework]\nmanagers = 0\n", &[]);
    assert!(
        text.contains("stage.assessment: found") && text.contains("wanted managers"),
        "{text}"
    );
}

#[test]
fn a_value_lies_in_its_own_range() {
    let line = "[people]\nturnover = { value = \"30%\", low = 0.1, high = 0.2 }\n";
    let text = errors(line, &[]);
    assert!(text.contains("outside its range"), "{text}");
}

#[test]
fn steps_and_points_have_no_unknown_keys() {
    let text = errors(
        "[people]\nramp = [{ until = \"4 wk\", speed = 1, sped = 2 }]\n",
        &[],
    );
    assert!(text.contains("unknown key `sped`"), "{text}");
}

#[test]
fn a_setting_with_a_star_reaches_every_name() {
    let (_folder, path) = written("[office.B]\nfamilies = \"1 per wk\"\n");
    let set = |path: &str, value: &str| vec![(path.to_owned(), value.to_owned())];
    let (plan, problems) = check(&path, &set("office.*.vacancy", "13%"));
    let plan = plan.unwrap_or_else(|| panic!("{problems}"));
    let teams = &plan.department.versions[0].spec.teams;
    assert!(teams.len() == 2 && teams.iter().all(|team| team.vacancy_start == 0.13));
    let text = errors("", &[("extends", "x.toml")]);
    assert!(text.contains("--set: extends"), "{text}");
}

#[test]
fn measures_are_checked_by_who_knows_them() {
    let (_folder, path) = written("[measure]\nreport = [\"open_children\", \"open_chldren\"]\n");
    let known = |name: &str| match name {
        "open_children" => Ok(()),
        _ => Err("did you mean `open_children`?".to_owned()),
    };
    let (plan, problems) = super::check_with(&path, &[], &known);
    assert!(plan.is_none() && problems.len() == 1, "{problems}");
    assert!(problems.to_string().contains("open_chldren"), "{problems}");
}

#[test]
fn a_service_says_what_its_teams_do_outside_the_model() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    fs::create_dir(folder.path().join("pathways")).expect("a folder for the pathway");
    for name in [
        "pathways/working-together-2006.toml",
        "service-2009.toml",
        "essex-county.toml",
        "essex-2009.toml",
    ] {
        let text = fs::read_to_string(Path::new("scenarios").join(name)).expect(name);
        let unsaid = text.replacen("\nother_work =", "\nlong_forgotten =", 1);
        fs::write(folder.path().join(name), unsaid).expect(name);
    }
    let (_, problems) = check(&folder.path().join("essex-2009.toml"), &[]);
    let said = problems.to_string();
    for team in ["team \"assessment\"", "team \"long-term\""] {
        let found = format!("no `other_work` for the workers of the {team}");
        assert_eq!(said.matches(&found).count(), 1, "{said}");
    }
}

#[test]
fn work_outside_the_model_comes_off_the_share_for_casework() {
    let people = |more: &str| {
        let plan = tiny_with(more);
        let people = &plan.department.versions[0].spec.teams[0].people;
        (people.casework_share, people.other_work)
    };
    let (all, none) = people("");
    let (left, elsewhere) = people("[people]\nother_work = 0.25\n");
    assert!(
        none == 0.0 && (left - all * 0.75).abs() < 1e-12,
        "{left} of {all}"
    );
    assert!(
        (elsewhere - all * 0.25).abs() < 1e-12,
        "{elsewhere} of {all}"
    );
}

#[test]
fn a_plan_brings_triage_and_early_help_by_dated_changes() {
    let (_folder, path) = written("");
    let county = fs::canonicalize("scenarios/essex-2009.toml").expect("the county");
    let text = format!(
        "extends = {county:?}\ntitle = \"Triage\"\nassumption = \"a test\"\n\
         [change.a]\npath = \"office.B.joint_triage\"\nat = 2010-03-01\nto = 1\n\
         [change.b]\npath = \"early_help.taken\"\nat = 2010-03-01\nto = 0.2\n"
    );
    fs::write(&path, text).expect("a file for the test");
    let (plan, problems) = check(&path, &[]);
    let plan = plan.unwrap_or_else(|| panic!("{problems}"));
    let versions = plan.department.versions.iter();
    let taken = |spec: &Spec| spec.early_help.as_ref().map_or(1.0, |help| help.taken);
    let read: Vec<(f64, f64, f64)> = versions
        .map(|v| {
            let triage = |office: usize| v.spec.offices[office].joint_triage;
            (triage(0), triage(1), taken(&v.spec))
        })
        .collect();
    assert_eq!(read, [(0.0, 0.0, 0.0), (0.0, 1.0, 0.2)]);
    let sources = &plan.department.versions[0].spec.sources;
    assert_eq!(
        sources
            .iter()
            .filter(|source| source.triage.is_some())
            .count(),
        1
    );
}

/// The inputs least known and most felt; each file of a county says how far they may lie.
#[test]
fn each_county_states_what_is_believed_about_its_weakest_inputs() {
    let weakest = [
        "effort.scale",
        "effort.notes",
        "recruitment_failure",
        "rereferral.chance",
        "people.sickness.long.per_year",
        "unallocated.risk_rises_per_year",
        "duty_own_work",
        "over_cap_factor",
    ];
    for file in [
        "essex-2009",
        "essex-hindcast",
        "england-2010",
        "england-2024",
    ] {
        let plan = check(Path::new(&format!("scenarios/{file}.toml")), &[]).0;
        let register = plan.expect("a plan").register;
        for input in weakest {
            let rows = register.iter().filter(|row| row.path.ends_with(input));
            let ranged = rows.filter(|row| row.range.is_some()).count();
            assert!(ranged > 0, "{file}: no range of belief on {input}");
        }
    }
}

#[test]
fn the_factors_of_belief_act_on_notes_and_on_practice_above_the_caps() {
    let with = |more: &str| {
        let plan = tiny_with(more);
        let spec = &plan.department.versions[0].spec;
        (
            spec.stages[0].items[0].note_share,
            spec.teams[0].over_cap.clone(),
        )
    };
    let (note, chances) = with("");
    let (more_note, more_chances) =
        with("[effort]\nnotes = 1.2\n[team.casework]\nover_cap_factor = 1.5\n");
    assert!((more_note - 1.2 * note).abs() < 1e-12 && note > 0.0);
    assert!((more_chances[0] - 1.5 * chances[0]).abs() < 1e-12 && chances[0] > 0.0);
    assert_eq!(more_chances[1], 0.0);
}
