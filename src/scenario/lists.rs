//! Lists of families in CSV: a heading, then a family a row, each cell with its line.
//!
//! An analyst cuts them from the lists every council holds. Here they are only text in columns;
//! what the cells mean is for `build::position`.

use super::problem::{Problem, Problems};
use super::value::hinted;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::sync::Arc;

/// A list of families of the position at the start.
#[derive(Clone, Debug)]
pub struct List {
    /// File as the scenario named it.
    pub file: Arc<str>,
    /// SHA-256 of its bytes, in hexadecimal.
    pub digest: String,
    /// Names of the columns, in the order of [`Row::cells`].
    pub columns: &'static [&'static str],
    /// Its rows.
    pub rows: Vec<Row>,
}

/// A row of a list.
#[derive(Clone, Debug)]
pub struct Row {
    /// Line of the file, from 1.
    pub line: u32,
    /// What stands there, in the order of the list's columns, without spaces around it.
    pub cells: Vec<String>,
}

/// The lists that a scenario names.
#[derive(Clone, Debug, Default)]
pub struct Lists {
    /// Families open at the start.
    pub open: Option<List>,
    /// Families closed in the 12 months before.
    pub closed: Option<List>,
    /// What is wrong with the files themselves.
    pub problems: Problems,
}

/// Columns of the list of families open at the start.
pub const OPEN: &[&str] = &[
    "area",
    "team",
    "stage",
    "children",
    "opened",
    "named_worker",
    "last_seen",
];

/// Columns of the list of families closed in the 12 months before the start.
pub const CLOSED: &[&str] = &["area", "children", "closed", "why"];

impl List {
    /// A problem in one cell.
    pub fn wrong(&self, row: &Row, column: usize, wanted: impl Into<String>) -> Problem {
        let cell = &row.cells[column];
        let found = if cell.is_empty() {
            "an empty cell".to_owned()
        } else {
            format!("\"{cell}\"")
        };
        let mut problem = Problem::of_file(&self.file, found, wanted);
        problem.line = row.line;
        self.columns[column].clone_into(&mut problem.path);
        problem
    }
}

/// Reads a list with the columns wanted, in any order; `None` where its heading is wrong.
pub fn parse(
    text: &str,
    file: &str,
    columns: &'static [&'static str],
    problems: &mut Problems,
) -> Option<List> {
    let digest =
        Sha256::digest(text.as_bytes())
            .iter()
            .fold(String::with_capacity(64), |mut hex, byte| {
                let _ = write!(hex, "{byte:02x}");
                hex
            });
    // Spreadsheets put a mark before UTF-8 text.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let wrong = |line: u64, found: String, wanted: String| {
        let mut problem = Problem::of_file(file, found, wanted);
        problem.line = u32::try_from(line).unwrap_or(u32::MAX);
        problem
    };
    let mut heads = None;
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                let line = error.position().map_or(0, csv::Position::line);
                let wanted = "a row of a CSV file".to_owned();
                problems.push(wrong(line, error.to_string(), wanted));
                continue;
            }
        };
        let line = record.position().map_or(0, csv::Position::line);
        let Some((places, width)) = &heads else {
            heads = Some((heading(&record, file, columns, problems)?, record.len()));
            continue;
        };
        if record.len() != *width {
            let found = format!("{} cells", record.len());
            let wanted = format!("{width} cells, as in the heading");
            problems.push(wrong(line, found, wanted));
            continue;
        }
        let cell = |&place: &usize| record.get(place).unwrap_or("").to_owned();
        rows.push(Row {
            line: u32::try_from(line).unwrap_or(u32::MAX),
            cells: places.iter().map(cell).collect(),
        });
    }
    heads.map(|_| List {
        file: file.into(),
        digest,
        columns,
        rows,
    })
}

/// Where each wanted column stands; every problem of the heading, or the places.
fn heading(
    record: &csv::StringRecord,
    file: &str,
    columns: &'static [&'static str],
    problems: &mut Problems,
) -> Option<Vec<usize>> {
    let wanted = || format!("the columns {}", columns.join(","));
    let mut right = true;
    let mut wrong = |found: String, hint: Option<String>| {
        let mut problem = Problem::of_file(file, found, wanted());
        problem.line = record.position().map_or(1, csv::Position::line) as u32;
        problems.push(hinted(problem, hint));
        right = false;
    };
    for (place, name) in record.iter().enumerate() {
        if record.iter().take(place).any(|before| before == name) {
            wrong(format!("the column \"{name}\" twice"), None);
        } else if !columns.contains(&name) {
            let near = columns
                .iter()
                .find(|have| strsim::jaro_winkler(have, &name.to_lowercase()) > 0.8);
            let hint = match near {
                Some(near) => Some(format!("did you mean \"{near}\"?")),
                None if name.contains([';', '\t']) => {
                    Some("put commas between the columns".to_owned())
                }
                None => None,
            };
            wrong(format!("the column \"{name}\""), hint);
        }
    }
    let place = |column: &&str| record.iter().position(|name| name == *column);
    for column in columns.iter().filter(|column| place(column).is_none()) {
        wrong(format!("no column \"{column}\""), None);
    }
    if !right {
        return None;
    }
    columns.iter().map(place).collect()
}
