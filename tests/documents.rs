//! What the documents cite exists: a page about the model that names files and tests must not rot.

use std::fs;
use std::path::Path;

/// What stands between backticks.
fn cited(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// Every test function of the sources and of the tests.
fn tests_below(folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            tests_below(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            let text = fs::read_to_string(&path).expect("a source");
            for part in text.split("#[test]").skip(1) {
                let name = part.split("fn ").nth(1).and_then(|f| f.split('(').next());
                found.extend(name.map(str::to_owned));
            }
        }
    }
}

/// What a page cites and is not there.
fn missing(page: &str) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut tests = Vec::new();
    tests_below(&root.join("src"), &mut tests);
    tests_below(&root.join("tests"), &mut tests);
    let gone = cited(page).filter(|word| {
        if word.ends_with(".rs") {
            !root.join(word).exists()
        } else {
            let words = word.split('_').count();
            words > 3 && !word.contains(['.', ' ', '/']) && !tests.iter().any(|t| t == word)
        }
    });
    gone.map(str::to_owned).collect()
}

#[test]
fn the_page_about_the_model_cites_what_exists() {
    let page = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/MODEL.md"));
    let page = page.expect("docs/MODEL.md");
    assert_eq!(missing(&page), Vec::<String>::new());
    assert!(cited(&page).filter(|w| w.ends_with(".rs")).count() > 20);
}

#[test]
fn a_file_or_a_test_that_is_gone_is_noticed() {
    let page = "`src/model/gone.rs` and `no_such_test_is_here` and `src/model/work.rs`";
    assert_eq!(missing(page), ["src/model/gone.rs", "no_such_test_is_here"]);
}

#[test]
fn the_state_diagram_draws_the_steps_that_the_code_knows() {
    let page = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/MODEL.md"));
    let page = page.expect("docs/MODEL.md");
    let drawn: Vec<&str> = page
        .lines()
        .filter(|line| line.contains(" --> ") && !line.contains("[*]"))
        .map(str::trim)
        .collect();
    let steps = caseload::model::steps_of_a_stage();
    let known = steps.iter();
    let known: Vec<String> = known
        .map(|(from, to, when)| format!("{from} --> {to}: {when}"))
        .collect();
    assert_eq!(drawn, known);
}

/// The page about the letter is the program's own output; it must speak of every observation.
#[test]
fn the_page_about_the_letter_has_every_observation_of_the_hindcast() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(root.join("docs/ESSEX.md")).expect("docs/ESSEX.md");
    let plan = caseload::scenario::load(&root.join("scenarios/essex-hindcast.toml"), &[]);
    let observed = plan.expect("the hindcast").observed;
    let names = observed.iter().map(|one| one.name.as_str());
    let absent: Vec<&str> = names
        .filter(|name| !page.contains(&format!("| {name}: ")))
        .collect();
    assert_eq!(absent, Vec::<&str>::new());
    assert!(observed.len() > 20);
    let findings = observed.iter().map(|one| one.finding.as_str());
    assert!(findings.into_iter().all(|finding| page.contains(finding)));
}

/// Figures as people write them: digits with commas and a point.
fn figures(text: &str) -> std::collections::BTreeSet<String> {
    let parts = text.split(|letter: char| !(letter.is_ascii_digit() || ",.".contains(letter)));
    let plain = parts.map(|part| part.trim_matches([',', '.']).to_owned());
    plain.filter(|part| !part.is_empty()).collect()
}

/// Figures of a page's prose that do not stand in the program's answer below it.
fn unfounded(page: &str) -> Vec<String> {
    let (prose, answer) = page.split_once(ANSWER).expect("the program's answer");
    let known = figures(answer);
    let all = figures(prose).into_iter();
    all.filter(|figure| figure.len() > 1 && !known.contains(figure))
        .collect()
}

/// Where the program's own output begins on the page about the plans.
const ANSWER: &str = "<!-- the program's own output -->";

#[test]
fn every_figure_about_the_plans_stands_in_the_answer_of_the_program() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(root.join("docs/PLANS.md")).expect("docs/PLANS.md");
    assert_eq!(unfounded(&page), Vec::<String>::new());
    let prose = page.split(ANSWER).next().expect("the prose");
    assert!(figures(prose).len() > 20);
}

#[test]
fn a_figure_that_the_program_did_not_give_is_noticed() {
    let page = format!("It was 1,234 then and 5 after, 56% before. {ANSWER} | 1,234 | 7.5 |");
    assert_eq!(unfounded(&page), ["56"]);
}
