use super::made_up::MadeUp;
use super::*;
use crate::report::store::{self, Wanted};

fn run() -> Run {
    Run {
        seconds: 1.5,
        machine: Machine::here(2),
    }
}

#[test]
fn a_whole_folder_can_be_made_and_is_the_same_twice() {
    let made = MadeUp::new(52);
    let report = compose(&made.findings(), &run());
    assert_eq!(report.figures.len(), 9);
    let home = tempfile::tempdir().expect("folder");
    let (one, two) = (home.path().join("one"), home.path().join("two"));
    let files = store::write(
        &report,
        &one,
        Wanted {
            svg: true,
            png: false,
        },
        false,
    );
    let files = files.expect("written");
    let again = compose(&made.findings(), &run());
    store::write(
        &again,
        &two,
        Wanted {
            svg: true,
            png: false,
        },
        false,
    )
    .expect("written");
    for file in &files {
        let read = |folder: &std::path::Path| std::fs::read(folder.join(file)).expect("there");
        assert!(read(&one) == read(&two), "{file} differs");
    }
    for wanted in [
        "summary",
        "series",
        "waits",
        "waiting-list-age",
        "caseloads",
        "staffing",
        "tracking",
        "as-found",
        "data-dictionary",
    ] {
        assert!(files.contains(&format!("{wanted}.csv")), "{wanted}");
    }
    if let Some(keep) = std::env::var_os("CASELOAD_KEEP_FIGURES") {
        let keep = std::path::Path::new(&keep).join("county");
        store::write(&report, &keep, Wanted::ALL, true).expect("kept");
        for sentence in &report.answer {
            println!("{sentence}");
        }
    }
}

#[test]
fn the_answer_speaks_of_children_first_and_of_chance() {
    let made = MadeUp::new(52);
    let report = compose(&made.findings(), &run());
    let first = report.answer.first().expect("an answer");
    assert!(
        first.contains("children are without a named worker"),
        "{first}"
    );
    assert!(first.contains("8 futures in 10"), "{first}");
    assert!(first.contains("at the start it was 1,850"), "{first}");
    assert!(
        report
            .answer
            .iter()
            .any(|sentence| sentence.contains("inputs are uncertain"))
    );
    for text in report
        .answer
        .iter()
        .chain(report.figures.iter().map(|one| &one.title))
    {
        assert!(!text.to_lowercase().contains(" case "), "{text}");
    }
}

#[test]
fn every_file_has_a_row_for_every_column_of_the_dictionary() {
    let made = MadeUp::new(13);
    let report = compose(&made.findings(), &run());
    for table in &report.files {
        assert!(!table.rows.is_empty(), "{} is empty", table.name);
        for row in &table.rows {
            assert_eq!(row.len(), table.columns.len(), "{}", table.name);
        }
        for column in &table.columns {
            assert!(
                column.definition.ends_with(['.', ')']),
                "{}: {}",
                table.name,
                column.name
            );
        }
    }
}

#[test]
fn the_manifest_names_every_input_with_what_it_rests_on() {
    let made = MadeUp::new(4);
    let report = compose(&made.findings(), &run());
    let input = &report.manifest["inputs"][0];
    assert_eq!(input["support"], "source");
    assert_eq!(input["line"], 12);
    assert_eq!(report.manifest["replications"]["number"], 40);
}
