//! The report as one page: a single HTML file that opens offline, needs no script, reads with a
//! screen reader and prints on A4.

use std::collections::BTreeMap;

use minijinja::Environment;
use minijinja::value::Serde;
use serde::Serialize;
use serde_json::Value;

use super::table::{Cell, ColumnKind, Table};
use super::{Figure, Report, words};

const TEMPLATE: &str = include_str!("page.html");

/// A column as the page heads it.
#[derive(Serialize)]
struct Head {
    name: String,
    number: bool,
}

/// A table as the page shows it: everything in words.
#[derive(Serialize)]
struct Shown {
    title: String,
    heads: Vec<Head>,
    rows: Vec<Vec<String>>,
    notes: Vec<String>,
}

/// A picture with its words and numbers.
#[derive(Serialize)]
struct Picture<'a> {
    name: &'a str,
    title: &'a str,
    subtitle: &'a str,
    svg: &'a str,
    table: Shown,
}

/// The inputs: how many of which kind, those with a range, all.
#[derive(Serialize)]
struct Inputs {
    sentence: String,
    ranged: Shown,
    all: Shown,
}

/// Everything the template shows.
#[derive(Serialize)]
struct Page<'a> {
    title: &'a str,
    program: &'a str,
    digest: &'a str,
    seed: u64,
    futures: String,
    first_day: String,
    last_day: String,
    incomplete: &'a str,
    guard: &'a [String],
    answer: &'a [String],
    one_by_one: &'a [String],
    rationale: &'a str,
    parts: Vec<Part>,
    tables: Vec<Shown>,
    details: Vec<Shown>,
    figures: Vec<Picture<'a>>,
    as_found: Vec<Shown>,
    tracking: Vec<Shown>,
    inputs: Inputs,
    missing: Vec<&'a str>,
    notes: &'a [String],
    checklist: Shown,
}

/// The page of a report, with as many of its pictures as are drawn (each as the text of an SVG).
///
/// # Errors
///
/// When the template cannot be filled.
pub fn html(report: &Report, drawn: &[String]) -> Result<String, minijinja::Error> {
    let mut environment = Environment::new();
    environment.add_template("page.html", TEMPLATE)?;
    let pictures = report.figures.iter().zip(drawn);
    let pictures: Vec<Picture<'_>> = pictures.map(|(figure, svg)| picture(figure, svg)).collect();
    let scenario = &report.manifest["scenario"];
    let tables: Vec<Shown> = report.tables.iter().map(shown).collect();
    let file = |name: &str| report.files.iter().find(|file| file.name == name);
    let as_found = file("as-found").map_or_else(Vec::new, as_found);
    let tracking = file("tracking").map_or_else(Vec::new, tracking);
    let parts = parts(
        !report.one_by_one.is_empty(),
        !pictures.is_empty(),
        !as_found.is_empty(),
        !tracking.is_empty(),
    );
    let origin = &report.provenance;
    let page = Page {
        title: &report.title,
        program: &origin.program,
        digest: origin.digest.get(..8).unwrap_or_default(),
        seed: origin.seed,
        futures: words::number(origin.futures as f64, 0),
        first_day: words::long_date(origin.start),
        last_day: words::long_date(origin.end),
        incomplete: &origin.incomplete,
        guard: &report.guard,
        answer: &report.answer,
        one_by_one: &report.one_by_one,
        rationale: scenario["rationale"].as_str().unwrap_or_default(),
        parts,
        tables,
        details: report.details.iter().map(shown).collect(),
        figures: pictures,
        as_found,
        tracking,
        inputs: inputs(&report.manifest),
        missing: texts(&scenario["not_in_the_model_yet"]),
        notes: &report.notes,
        checklist: checklist(&report.manifest),
    };
    let template = environment.get_template("page.html")?;
    template.render(minijinja::Value::from(Serde(&page)))
}

/// A part of the page in its list of contents.
#[derive(Serialize)]
struct Part {
    id: &'static str,
    name: &'static str,
}

fn parts(one_by_one: bool, pictures: bool, as_found: bool, tracking: bool) -> Vec<Part> {
    let all = [
        ("figures-by-office", "The figures", true),
        ("one-by-one", "Plan by plan", one_by_one),
        ("pictures", "Pictures", pictures),
        ("as-found", "As found on named dates", as_found),
        ("tracking", "Is it going as expected?", tracking),
        ("assumed", "What this rests on", true),
        ("left-out", "What is not in the model", true),
        ("notes", "Warnings and limits", true),
        ("checklist", "How this was done", true),
    ];
    let wanted = all.into_iter().filter(|part| part.2);
    wanted.map(|(id, name, _)| Part { id, name }).collect()
}

fn texts(list: &Value) -> Vec<&str> {
    let list = list.as_array().into_iter().flatten();
    list.filter_map(Value::as_str).collect()
}

// ---- tables -----------------------------------------------------------------------------------

/// An entry in words for people.
fn said(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) if text.is_empty() => "all".to_owned(),
        Cell::Text(text) => text.clone(),
        Cell::Number(number) => words::sized_number(*number),
        Cell::Whole(count) => words::number(*count as f64, 0),
        Cell::Date(date) => words::short_date(*date),
        Cell::Blank => "none".to_owned(),
    }
}

/// A column's name in words.
fn head(name: &str) -> String {
    words::capitalised(&name.replace('_', " "))
}

fn shown(table: &Table) -> Shown {
    let heads = table.columns.iter().map(|column| Head {
        name: head(&column.name),
        number: column.kind != ColumnKind::Text && column.kind != ColumnKind::Date,
    });
    Shown {
        title: table.title.clone(),
        heads: heads.collect(),
        rows: table
            .rows
            .iter()
            .map(|row| row.iter().map(said).collect())
            .collect(),
        notes: table.notes.clone(),
    }
}

fn of_text(title: &str, heads: &[&str], rows: Vec<Vec<String>>) -> Shown {
    let heads = heads.iter().map(|name| Head {
        name: (*name).to_owned(),
        number: false,
    });
    Shown {
        title: title.to_owned(),
        heads: heads.collect(),
        rows,
        notes: Vec::new(),
    }
}

/// Every how many weeks a picture's numbers stand on the page; all of them are in its CSV file.
const EVERY_WEEKS: usize = 13;

fn picture<'a>(figure: &'a Figure, svg: &'a str) -> Picture<'a> {
    let whole = figure.to_table();
    let mut table = shown(&whole);
    let date = whole
        .columns
        .iter()
        .position(|column| column.kind == ColumnKind::Date);
    let statistic = at(&whole, "statistic");
    if let (Some(date), Some(statistic)) = (date, statistic) {
        let mut weeks: Vec<&Cell> = Vec::new();
        for row in &whole.rows {
            if !weeks.contains(&&row[date]) {
                weeks.push(&row[date]);
            }
        }
        let last = weeks.len().saturating_sub(1);
        let kept: Vec<&Cell> = weeks
            .iter()
            .enumerate()
            .filter(|(at, _)| at % EVERY_WEEKS == 0 || *at == last)
            .map(|(_, week)| *week)
            .collect();
        let wanted = |row: &Vec<Cell>| {
            let of = said(&row[statistic]);
            kept.contains(&&row[date]) && ["start", "median", "p10", "p90"].contains(&of.as_str())
        };
        let rows = whole.rows.iter().filter(|row| wanted(row));
        table.rows = rows.map(|row| row.iter().map(said).collect()).collect();
        table.notes.push(format!(
            "Every {EVERY_WEEKS} weeks; all weeks are in figures/{}.csv.",
            figure.name
        ));
    }
    Picture {
        name: &figure.name,
        title: &figure.title,
        subtitle: &figure.subtitle,
        svg,
        table,
    }
}

/// The place of a column.
fn at(table: &Table, name: &str) -> Option<usize> {
    table.columns.iter().position(|column| column.name == name)
}

/// The places of columns, in the order asked for; none where one is missing.
fn places<const N: usize>(table: &Table, names: [&str; N]) -> Option<[usize; N]> {
    let mut found = [0; N];
    for (place, name) in found.iter_mut().zip(names) {
        *place = at(table, name)?;
    }
    Some(found)
}

/// A middle with 8 futures in 10.
fn with_range(middle: &Cell, low: &Cell, high: &Cell) -> String {
    let (middle, low, high) = (said(middle), said(low), said(high));
    if low == high {
        middle
    } else {
        format!("{middle} ({low}\u{2013}{high})")
    }
}

/// One table for each named date: a row a measure, a column for the county and each office.
fn as_found(file: &Table) -> Vec<Shown> {
    let columns = [
        "date_name",
        "date",
        "area",
        "measure",
        "value_p50",
        "value_p10",
        "value_p90",
    ];
    let Some(columns) = places(file, columns) else {
        return Vec::new();
    };
    let mut dates: Vec<(String, Vec<&Vec<Cell>>)> = Vec::new();
    for row in &file.rows {
        let date = format!("{}, {}", said(&row[columns[0]]), said(&row[columns[1]]));
        match dates.iter_mut().find(|(known, _)| *known == date) {
            Some((_, rows)) => rows.push(row),
            None => dates.push((date, vec![row])),
        }
    }
    let table = |(date, rows): (String, Vec<&Vec<Cell>>)| {
        let mut areas: Vec<String> = Vec::new();
        let mut measures: Vec<String> = Vec::new();
        let mut cells: BTreeMap<(String, String), String> = BTreeMap::new();
        for row in rows {
            let (area, measure) = (said(&row[columns[2]]), said(&row[columns[3]]));
            let range = with_range(&row[columns[4]], &row[columns[5]], &row[columns[6]]);
            if !areas.contains(&area) {
                areas.push(area.clone());
            }
            if !measures.contains(&measure) {
                measures.push(measure.clone());
            }
            cells.insert((measure, area), range);
        }
        let rows = measures.iter().map(|measure| {
            let cell = |area: &String| cells.get(&(measure.clone(), area.clone())).cloned();
            let here = areas.iter().map(|area| cell(area).unwrap_or_default());
            std::iter::once(head(measure)).chain(here).collect()
        });
        let rows = rows.collect();
        let names: Vec<String> = areas.iter().map(|area| words::capitalised(area)).collect();
        let heads: Vec<&str> = std::iter::once("Measure")
            .chain(names.iter().map(String::as_str))
            .collect();
        of_text(&date, &heads, rows)
    };
    dates.into_iter().map(table).collect()
}

/// One table of what to expect of the whole county, and what says that it is not going well.
fn tracking(file: &Table) -> Vec<Shown> {
    let columns = [
        "week_date",
        "measure",
        "area",
        "expected_p50",
        "expected_p10",
        "expected_p90",
        "not_working_above",
    ];
    let Some(columns) = places(file, columns) else {
        return Vec::new();
    };
    let county = file
        .rows
        .iter()
        .filter(|row| said(&row[columns[2]]) == "county");
    let rows = county.map(|row| {
        vec![
            said(&row[columns[0]]),
            head(&said(&row[columns[1]])),
            with_range(&row[columns[3]], &row[columns[4]], &row[columns[5]]),
            said(&row[columns[6]]),
        ]
    });
    let heads = [
        "Week to",
        "Measure",
        "Expected (8 futures in 10)",
        "Not as expected above",
    ];
    let mut table = of_text("Expected in the whole area", &heads, rows.collect());
    table.notes.push("By office: tracking.csv.".to_owned());
    vec![table]
}

// ---- what it rests on -------------------------------------------------------------------------

fn field(input: &Value, name: &str) -> String {
    input[name].as_str().unwrap_or_default().to_owned()
}

fn inputs(manifest: &Value) -> Inputs {
    let none = Vec::new();
    let list = manifest["inputs"].as_array().unwrap_or(&none);
    let count = |support: &str| {
        list.iter()
            .filter(|input| input["support"] == support)
            .count()
    };
    let row = |input: &Value| {
        let value = format!("{} {}", field(input, "value"), field(input, "unit"));
        vec![
            field(input, "path"),
            field(input, "meaning"),
            value.trim_end().to_owned(),
            field(input, "support"),
            field(input, "text"),
        ]
    };
    let ranged = list
        .iter()
        .filter(|input| input["low"].is_string())
        .map(|input| {
            let value = format!("{} {}", field(input, "value"), field(input, "unit"));
            vec![
                field(input, "path"),
                field(input, "meaning"),
                value.trim_end().to_owned(),
                format!("{} to {}", field(input, "low"), field(input, "high")),
            ]
        });
    let number = |count: usize| words::number(count as f64, 0);
    Inputs {
        sentence: format!(
            "{} numbers: {} from a published source, {} assumed, {} fitted.",
            number(list.len()),
            number(count("source")),
            number(count("assumption")),
            number(count("fitted"))
        ),
        ranged: of_text(
            "Inputs with a range of belief",
            &["Input", "Meaning", "Value", "May lie in"],
            ranged.collect(),
        ),
        all: of_text(
            "Every input",
            &[
                "Input",
                "Meaning",
                "Value",
                "Rests on",
                "Source or assumption",
            ],
            list.iter().map(row).collect(),
        ),
    }
}

/// The STRESS-DES checklist (Monks and others, Journal of Simulation, 2019), from the manifest.
fn checklist(manifest: &Value) -> Shown {
    let scenario = &manifest["scenario"];
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let changes = texts(&scenario["changes"]).join(" ");
    let none = |said: String| {
        if said.is_empty() {
            "none".to_owned()
        } else {
            said
        }
    };
    let rows = [
        ("Objectives: purpose", text(&scenario["rationale"])),
        (
            "Objectives: outputs",
            "The tables above; every measure is defined in data-dictionary.csv.".into(),
        ),
        ("Objectives: experimentation", none(changes)),
        (
            "Logic: overview and flow",
            "docs/MODEL.md of the program: stages, states, rules with their grade.".into(),
        ),
        (
            "Logic: arrivals, queues, people",
            "docs/MODEL.md, sections on demand, allocation, the worker's day, people.".into(),
        ),
        (
            "Data: sources, parameters, assumptions",
            "Every number above, with source or assumption.".into(),
        ),
        (
            "Experiment: start and warm-up",
            format!(
                "From {} with {} days left out.",
                text(&scenario["start_date"]),
                scenario["warm_up_days"]
            ),
        ),
        (
            "Experiment: run length",
            format!(
                "{} to {}.",
                text(&scenario["first_day_reported"]),
                text(&scenario["last_day_reported"])
            ),
        ),
        (
            "Experiment: replications",
            format!(
                "{}: {}",
                manifest["replications"]["number"],
                text(&manifest["replications"]["why"])
            ),
        ),
        (
            "Implementation: software",
            format!(
                "{} {}",
                text(&manifest["program"]["name"]),
                text(&manifest["program"]["version"])
            ),
        ),
        (
            "Implementation: random numbers",
            format!(
                "Seed {}. {}",
                manifest["seed"]["value"],
                text(&manifest["seed"]["scheme"])
            ),
        ),
        (
            "Implementation: execution",
            "manifest.json of this folder: time taken and machine.".into(),
        ),
        (
            "Code access",
            "`caseload reproduce manifest.json` does it again and compares every file.".into(),
        ),
    ];
    let rows = rows
        .into_iter()
        .map(|(item, said)| vec![item.to_owned(), said]);
    of_text("STRESS-DES", &["Item", "Here"], rows.collect())
}
