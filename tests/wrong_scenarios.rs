//! Every kind of wrong input is refused with its place, what was found, what was wanted and,
//! where there is one, a hint; several at once; and never with a panic.

use caseload::scenario::{Problem, Severity, check};
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A small valid scenario; every test spoils a copy of it.
const GOOD: &str = r#"title = "Small"
assumption = "invented"

[run]
start = 2010-01-04
horizon = "52 wk"
replications = 20

[calendar]
kind = "office"
open = "09:00"
close = "17:00"

[bands]
list = ["high", "routine"]

[pathway]
entry = "assessment"

[source.schools]
band = { high = 0.3, routine = 0.7 }

[office.A]
families = "300 per yr"
vacancy = "10%"

[team.casework]
posts = 6
managers = 1
cap_families = 15

[people]
turnover = "25%"

[people.recruitment]
round = "23 wk"

[stage.assessment]
by = "named worker"
team = "casework"

[stage.assessment.item.visit]
effort = "3 h"

[stage.assessment.outcome.closed]
severity = 1
probability = 0.6
closes = true

[stage.assessment.outcome.plan]
severity = 2
probability = 0.4
starts = ["plan"]

[stage.plan]
by = "named worker"
team = "casework"
lasts = { gamma = "26 wk", shape = 2 }

[stage.plan.outcome.closed]
probability = 1
closes = true
"#;

struct Desk {
    folder: TempDir,
}

impl Desk {
    fn new() -> Self {
        Desk {
            folder: tempfile::tempdir().expect("a folder for the test"),
        }
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, bytes).expect("a file for the test");
        path
    }
}

fn problems_of(path: &Path) -> Vec<Problem> {
    let (plan, problems) = check(path, &[]);
    assert_eq!(plan.is_none(), problems.any_error(), "{problems}");
    problems.iter().cloned().collect()
}

/// Problems of the good scenario with one piece of text replaced.
fn spoiled(old: &str, new: &str) -> Vec<Problem> {
    assert!(GOOD.contains(old), "{old}");
    let desk = Desk::new();
    let path = desk.write("spoiled.toml", GOOD.replacen(old, new, 1));
    problems_of(&path)
}

/// The one error of a spoiled scenario, which has to name a path and the words given.
fn one_error(old: &str, new: &str, path: &str, words: &[&str]) {
    let problems = spoiled(old, new);
    let errors: Vec<&Problem> = problems
        .iter()
        .filter(|problem| problem.severity == Severity::Error)
        .collect();
    let all: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(errors.len(), 1, "{}", all.join("\n"));
    let text = errors[0].to_string();
    assert_eq!(errors[0].path, path, "{text}");
    assert!(errors[0].line > 0, "{text}");
    for word in words {
        assert!(text.contains(word), "`{word}` is not in: {text}");
    }
}

#[test]
fn the_good_scenario_is_good() {
    assert_eq!(spoiled("Small", "Small"), []);
}

#[test]
fn a_misspelt_key_names_its_nearest() {
    let wanted = ["unknown key `cap_familys`", "did you mean `cap_families`?"];
    one_error(
        "cap_families",
        "cap_familys",
        "team.casework.cap_familys",
        &wanted,
    );
    let wanted = ["unknown key `offce`", "did you mean `office`?"];
    one_error(
        "[office.A]",
        "[offce.B]\nx = 1\n[office.A]",
        "offce",
        &wanted,
    );
}

#[test]
fn a_key_that_is_needed_is_missed() {
    one_error(
        "start = 2010-01-04\n",
        "",
        "run.start",
        &["no `start`", "start = 2010-01-04"],
    );
    one_error(
        "effort = \"3 h\"",
        "",
        "stage.assessment.item.visit",
        &["no `effort`"],
    );
    one_error(
        "families = \"300 per yr\"",
        "",
        "office.A",
        &["no volume", "contacts"],
    );
}

#[test]
fn a_missing_file_is_named() {
    let problems = problems_of(Path::new("no-such-place/no-such.toml"));
    assert!(
        problems[0].to_string().contains("no such file"),
        "{}",
        problems[0]
    );
    one_error(
        "title =",
        "extends = \"none.toml\"\ntitle =",
        "extends",
        &["none.toml", "no such"],
    );
}

#[test]
fn a_chain_that_comes_back_is_refused() {
    let desk = Desk::new();
    let first = desk.write("first.toml", format!("extends = \"second.toml\"\n{GOOD}"));
    desk.write("second.toml", "extends = [\"first.toml\"]\n");
    let problems = problems_of(&first);
    assert_eq!(problems.len(), 1);
    let text = problems[0].to_string();
    assert!(
        text.contains("second.toml:1: extends") && text.contains("again"),
        "{text}"
    );
    let own = desk.write("own.toml", "extends = \"own.toml\"\n");
    assert!(problems_of(&own)[0].to_string().contains("again"));
}

#[test]
fn numbers_that_are_none_are_refused() {
    let path = "team.casework.posts";
    one_error(
        "posts = 6",
        "posts = nan",
        path,
        &["NaN", "a number from 0"],
    );
    one_error(
        "posts = 6",
        "posts = inf",
        path,
        &["inf", "a number from 0"],
    );
    one_error("posts = 6", "posts = -6", path, &["-6", "from 0"]);
    one_error(
        "posts = 6",
        "posts = 1e12",
        path,
        &["1000000000000", "to 10000"],
    );
    one_error("posts = 6", "posts = \"6\"", path, &["without quotes"]);
    one_error(
        "\"3 h\"",
        "\"-3 h\"",
        "stage.assessment.item.visit.effort",
        &["-3 h"],
    );
    one_error(
        "\"3 h\"",
        "\"1e999 h\"",
        "stage.assessment.item.visit.effort",
        &["1e999"],
    );
    one_error(
        "replications = 20",
        "replications = 0",
        "run.replications",
        &["0"],
    );
    let huge = "seed = 99999999999999999999\nreplications = 20";
    one_error(
        "replications = 20",
        huge,
        "run.seed",
        &["99999999999999999999"],
    );
}

#[test]
fn shares_are_shares_and_sum() {
    one_error(
        "\"10%\"",
        "\"lots\"",
        "office.A.vacancy",
        &["found \"lots\"", "\"15%\" or 0.15"],
    );
    one_error(
        "\"10%\"",
        "10",
        "office.A.vacancy",
        &["found 10", "write \"10%\""],
    );
    let path = "stage.assessment.outcome.closed.probability";
    one_error("= 0.6", "= 0.5", path, &["sum to 0.9", "sum to 1"]);
    one_error(
        "high = 0.3",
        "high = 0.4",
        "source.schools.band",
        &["sum to 1.1"],
    );
    let two = "[source.health]\nshare = 0.5\nband = { high = 1 }\n[source.schools]\nshare = 0.4\n";
    one_error(
        "[source.schools]\n",
        two,
        "source.health.share",
        &["sum to 0.9"],
    );
}

#[test]
fn dates_exist_and_lie_inside() {
    let dated = |date: &str| format!("[date.review]\non = {date}\n[bands]");
    one_error(
        "[bands]",
        &dated("2010-02-30"),
        "",
        &["2010-02-30", "a date that exists"],
    );
    one_error(
        "[bands]",
        &dated("2012-06-01"),
        "date.review.on",
        &["2012-06-01", "inside the run"],
    );
    one_error(
        "[bands]",
        &dated("2009-12-31"),
        "date.review.on",
        &["from 2010-01-04"],
    );
    one_error(
        "[bands]",
        &dated("\"04/01/2010\""),
        "date.review.on",
        &["write 2010-01-04"],
    );
    one_error(
        "[bands]",
        &dated("04/01/2010"),
        "",
        &["04/01/2010", "write 2010-01-04"],
    );
    let change = "[change.cut]\npath = \"people.turnover\"\nat = 2009-06-01\ntimes = 0.5\n[bands]";
    one_error(
        "[bands]",
        change,
        "change.cut.at",
        &["2009-06-01", "inside the run"],
    );
}

#[test]
fn work_needs_somebody() {
    let duty = "by = \"duty\"\nteam = \"casework\"\n\n[stage.assessment.item";
    let named = "by = \"named worker\"\nteam = \"casework\"\n\n[stage.assessment.item";
    one_error(
        named,
        duty,
        "stage.assessment",
        &["nobody at office A may do", "duty rota"],
    );
    let closed = "[office.B]\nfamilies = \"9 per yr\"\n[office.B.team.casework]\nposts = 0\n";
    let problems = spoiled("[team.casework]", &format!("{closed}[team.casework]"));
    let text = problems[0].to_string();
    assert!(text.contains("which nobody at office B may do"), "{text}");
    let named = "team = \"casework\"\n\n[stage.assessment.item";
    let wrong = "team = \"caswork\"\n\n[stage.assessment.item";
    one_error(
        named,
        wrong,
        "stage.assessment.team",
        &["caswork", "did you mean \"casework\"?"],
    );
}

#[test]
fn units_are_needed() {
    one_error(
        "\"3 h\"",
        "3",
        "stage.assessment.item.visit.effort",
        &["\"3 h\""],
    );
    one_error(
        "\"3 h\"",
        "\"3\"",
        "stage.assessment.item.visit.effort",
        &["\"3\""],
    );
    one_error(
        "\"3 h\"",
        "\"3 hours\"",
        "stage.assessment.item.visit.effort",
        &["write \"3 h\""],
    );
    one_error(
        "\"3 h\"",
        "\"3 wd\"",
        "stage.assessment.item.visit.effort",
        &["h, min"],
    );
    one_error("\"52 wk\"", "52", "run.horizon", &["52 wk"]);
    one_error(
        "\"300 per yr\"",
        "300",
        "office.A.families",
        &["\"300 per yr\""],
    );
    let limit = "[stage.plan]\nlimit = \"7 d\"";
    one_error("[stage.plan]", limit, "stage.plan.limit", &["\"7 wd\""]);
}

#[test]
fn laws_are_complete() {
    let path = "stage.plan.lasts";
    one_error(", shape = 2", "", path, &["shape"]);
    one_error("gamma =", "gama =", path, &["did you mean `gamma`?"]);
    one_error(
        ", shape = 2",
        ", shap = 2",
        "stage.plan.lasts.shap",
        &["unknown key `shap`"],
    );
    let mixed = "lasts = { uniform = [\"3 wd\", \"2 wk\"] }";
    let gamma = "lasts = { gamma = \"26 wk\", shape = 2 }";
    let path = "stage.plan.lasts.uniform";
    one_error(gamma, mixed, path, &["one kind of unit"]);
    let falling = "lasts = { uniform = [\"3 wk\", \"2 wk\"] }";
    one_error(gamma, falling, path, &["the lesser first"]);
}

#[test]
fn vacancy_turnover_and_time_to_fill_agree_or_warn() {
    let problems = spoiled("\"10%\"", "\"30%\"");
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].severity, Severity::Warning);
    let text = problems[0].to_string();
    assert!(
        text.contains("30.0 posts in 100 vacant") && text.contains("turnover"),
        "{text}"
    );
}

#[test]
fn what_is_no_text_file_is_refused() {
    let desk = Desk::new();
    let latin = desk.write("latin.toml", b"title = \"caf\xe9\"");
    assert!(problems_of(&latin)[0].to_string().contains("UTF-8"));
    let empty = desk.write("empty.toml", "  \n");
    assert!(problems_of(&empty)[0].to_string().contains("an empty file"));
    assert!(
        problems_of(desk.folder.path())[0]
            .to_string()
            .contains("a directory")
    );
    let large = desk.write("large.toml", GOOD);
    let file = fs::OpenOptions::new()
        .write(true)
        .open(&large)
        .expect("the file");
    file.set_len(1 << 30).expect("a sparse file");
    assert!(problems_of(&large)[0].to_string().contains("1024 MB"));
}

#[test]
fn names_must_exist() {
    let path = "stage.assessment.outcome.plan.starts";
    one_error(
        "[\"plan\"]",
        "[\"plann\"]",
        path,
        &["unknown stage", "did you mean \"plan\"?"],
    );
    one_error(
        "entry = \"assessment\"",
        "entry = \"x\"",
        "pathway.entry",
        &["unknown stage \"x\""],
    );
    one_error(
        "{ high = 0.3,",
        "{ hgh = 0.3,",
        "source.schools.band.hgh",
        &["need band `hgh`"],
    );
    let group =
        "[start.group.x]\noffice = \"Z\"\nstage = \"plan\"\nchildren = 5\nallocated = true\n";
    let text = format!("{group}[stage.plan]");
    one_error(
        "[stage.plan]",
        &text,
        "start.group.x.office",
        &["unknown office \"Z\""],
    );
    let group = "[start.group.x]\noffice = \"A\"\nstage = \"plan\"\nteam = \"casework\"\n\
                 children = 5\nallocated = true\n";
    one_error(
        "[stage.plan]",
        &format!("{group}[stage.plan]"),
        "start.group.x.team",
        &["the stage names its own team"],
    );
}

#[test]
fn changes_must_make_sense() {
    let change = |name: &str, rest: &str| {
        format!("[change.{name}]\npath = \"people.turnover\"\nat = 2010-06-01\n{rest}\n")
    };
    let two = change("a", "to = 0.2") + &change("b", "to = 0.3") + "[bands]";
    one_error(
        "[bands]",
        &two,
        "change.b",
        &["a second setting", "change.a"],
    );
    let none = change("a", "") + "[bands]";
    one_error(
        "[bands]",
        &none,
        "change.a",
        &["exactly one of `to`, `times` and `add`"],
    );
    let wrong = change("a", "to = \"lots\"") + "[bands]";
    one_error(
        "[bands]",
        &wrong,
        "people.turnover",
        &["lots", "yearly rate"],
    );
    let nowhere = change("a", "to = 1").replace("people.turnover", "people.turnovr") + "[bands]";
    one_error(
        "[bands]",
        &nowhere,
        "change.a.path",
        &["did you mean `turnover`?"],
    );
    let name = change("a", "to = 1").replace("people.turnover", "stage.plan.by") + "[bands]";
    one_error("[bands]", &name, "change.a.path", &["which can change"]);
    let fewer = change("a", "to = 3").replace("people.turnover", "team.casework.posts") + "[bands]";
    one_error("[bands]", &fewer, "change", &["takes posts away"]);
}

#[test]
fn toml_that_is_none_says_where() {
    one_error(
        "posts = 6",
        "posts = 6\nposts = 7",
        "",
        &["posts = 7", "valid TOML"],
    );
    one_error("posts = 6", "posts = ", "", &["posts =", "valid TOML"]);
}

#[test]
fn every_problem_comes_in_one_go_in_order_of_lines() {
    let desk = Desk::new();
    let text = GOOD
        .replace("\"52 wk\"", "52")
        .replace("posts = 6", "posts = -1")
        .replace("\"3 h\"", "3")
        .replace("probability = 0.4", "probability = 1.4");
    let problems = problems_of(&desk.write("many.toml", text));
    let lines: Vec<u32> = problems.iter().map(|problem| problem.line).collect();
    assert_eq!(problems.len(), 4, "{problems:#?}");
    assert!(lines.is_sorted(), "{lines:?}");
}

#[test]
fn a_plan_of_a_few_lines_keeps_the_files_apart() {
    let desk = Desk::new();
    desk.write("base.toml", GOOD);
    let head = "extends = \"base.toml\"\ntitle = \"More\"\nassumption = \"x\"\n\n";
    let text = format!("{head}[team.casework]\nposts = \"many\"\n");
    let problems = problems_of(&desk.write("plan.toml", text));
    assert_eq!(problems.len(), 1);
    assert!(
        problems[0].file.ends_with("plan.toml") && problems[0].line == 6,
        "{}",
        problems[0]
    );
}

#[test]
fn settings_of_the_command_line_are_checked_too() {
    let desk = Desk::new();
    let path = desk.write("good.toml", GOOD);
    let set = |key: &str, value: &str| check(&path, &[(key.to_owned(), value.to_owned())]);
    let (plan, problems) = set("run.horizon", "26 wk");
    assert!(problems.is_empty(), "{problems}");
    assert_eq!(plan.expect("a plan").department.horizon.as_days(), 182.0);
    let (plan, problems) = set("team.casework.post", "7");
    assert!(plan.is_none());
    let text = problems.to_string();
    assert!(
        text.contains("--set") && text.contains("did you mean `posts`?"),
        "{text}"
    );
    let (_, problems) = set("team.casework.posts", "lots");
    assert!(
        problems
            .to_string()
            .contains("error: --set: team.casework.posts"),
        "{problems}"
    );
}

#[test]
fn the_order_of_tables_is_irrelevant() {
    let desk = Desk::new();
    let (head, body) = GOOD.split_once("\n\n").expect("two parts");
    let mut parts: Vec<&str> = body.split("\n\n").collect();
    let first = desk.write("first.toml", format!("{head}\n\n{}", parts.join("\n\n")));
    parts.reverse();
    let second = desk.write(
        "second.toml",
        format!("# note\n{head}\n\n{}", parts.join("\n\n")),
    );
    let plan = |path: &Path| check(path, &[]).0.expect("a plan");
    let (first, second) = (plan(&first), plan(&second));
    assert_eq!(first.digest, second.digest);
    let shown = |plan: &caseload::experiment::plan::Plan| format!("{:?}", plan.department);
    assert_eq!(shown(&first), shown(&second));
}

#[test]
fn a_torn_file_never_panics() {
    let desk = Desk::new();
    for end in (0..GOOD.len()).step_by(7) {
        check(&desk.write("torn.toml", &GOOD[..end]), &[]);
    }
    for (at, _) in GOOD.match_indices(['=', '"', '[', '{']) {
        let mut text = GOOD.to_owned();
        text.remove(at);
        check(&desk.write("torn.toml", &text), &[]);
    }
    for (at, line) in GOOD
        .lines()
        .enumerate()
        .filter(|(_, line)| line.contains(" = "))
    {
        let key = line.split(" = ").next().unwrap_or("");
        for value in [
            "-1",
            "[]",
            "{}",
            "\"\"",
            "true",
            "2010-01-01",
            "nan",
            "9e99",
            "[[1]]",
        ] {
            let mut lines: Vec<String> = GOOD.lines().map(str::to_owned).collect();
            lines[at] = format!("{key} = {value}");
            check(&desk.write("torn.toml", lines.join("\n")), &[]);
        }
    }
}

#[test]
fn effort_by_need_band_names_bands() {
    one_error(
        "effort = \"3 h\"\n",
        "effort = \"3 h\"\neffort_by_band = { hihg = \"6 h\" }\n",
        "stage.assessment.item.visit.effort_by_band.hihg",
        &["hihg", "high, routine"],
    );
}

#[test]
fn whoever_does_the_work_keeps_the_family() {
    one_error(
        "team = \"casework\"\nlasts",
        "team = \"casework\"\nkeeps_worker = false\nlasts",
        "stage.plan.keeps_worker",
        &["named worker"],
    );
}

#[test]
fn a_slot_that_would_be_kept_all_the_same_is_not_promised() {
    one_error(
        "[stage.assessment.outcome.closed]",
        "[stage.assessment.sign_off]\neffort = \"1 h\"\nholds_slot = false\n\n\
         [stage.assessment.outcome.closed]",
        "stage.assessment.sign_off.holds_slot",
        &["keeps_worker = false"],
    );
}

#[test]
fn measures_asked_for_must_exist_and_be_asked_for_rightly() {
    let asked = "\n[measure]\nreport = [\"open_chldren_mean\", \"waiting_men\", \"waiting_mean[Z]\"]\n\
                 [observed.x]\nmeasure = \"no such thing\"\nat = 2010-02-01\nlow = 1\nhigh = 2\n\
                 kind = \"predicted\"\n[bands]";
    let problems = spoiled("\n[bands]", asked);
    let text: Vec<String> = problems.iter().map(ToString::to_string).collect();
    let unknown = |words: &str| text.iter().find(|t| t.contains(words)).expect(words);
    assert!(
        unknown("open_chldren_mean").contains("did you mean \"open_children\"?"),
        "{text:?}"
    );
    assert!(
        unknown("no such thing").contains("observed.x.measure"),
        "{text:?}"
    );
    assert_eq!(problems.len(), 2, "{text:?}");
    // Where every name is right, statistics and filters are read too.
    let asked = "\n[measure]\nreport = [\"waiting_men\", \"waiting_mean[Z]\"]\n[bands]";
    let problems = spoiled("\n[bands]", asked);
    assert_eq!(problems.len(), 2, "{problems:?}");
    assert!(problems.iter().all(|problem| problem.line > 1));
}

#[test]
fn rules_of_staff_are_whole() {
    one_error(
        "turnover = \"25%\"\n",
        "turnover = \"25%\"\nlong_leave = { per_year = 0.05 }\n",
        "people.long_leave",
        &["without `length`"],
    );
    one_error(
        "posts = 6\n",
        "posts = 6\npart_time = { posts = 20, days = 3 }\n",
        "team.casework.part_time",
        &["20 posts of 0.6 in a team of 6"],
    );
    one_error(
        "effort = \"3 h\"\n",
        "effort = \"3 h\"\nrole = \"family support\"\n",
        "stage.assessment.item.visit.role",
        &["unknown role"],
    );
}

#[test]
fn rules_of_the_pathway_and_the_door_are_whole() {
    one_error(
        "probability = 1\ncloses = true",
        "probability = 1\ncloses = true\nleaves = true",
        "stage.plan.outcome.closed",
        &["`leaves` beside `starts` or `closes`"],
    );
    one_error(
        "[stage.plan]\n",
        "[stage.plan]\nmay_start = { stage = \"assessment\" }\n",
        "stage.plan.may_start",
        &["per_year"],
    );
    one_error(
        "[stage.plan]\n",
        "[stage.plan]\nmay_start = { stage = \"asessment\", per_year = 0.05 }\n",
        "stage.plan.may_start.stage",
        &["did you mean \"assessment\"?"],
    );
    one_error(
        "[people]\n",
        "[early_help]\ntaken = 0.1\n\n[people]\n",
        "early_help",
        &["no `front_door`"],
    );
    one_error(
        "[office.A]\n",
        "[source.schools.triage]\neffort = \"0.5 h\"\npartner_effort = \"0.5 h\"\nends = 0.6\n\
         noise = 0.5\n\n[office.A]\n",
        "source.schools.triage",
        &["no `front_door`"],
    );
}
