//! Points written elsewhere: a table in CSV, a column for each input and a line for each point.

use crate::scenario::{Node, Problem, Problems, Value};

/// A column: its head, and its values from the first point on.
pub type Column = (String, Vec<Node>);

/// The columns of a table; `says` is the value of the sweep file that names it.
///
/// # Errors
///
/// Every line that has too few or too many values or an empty one; heads that are the same; a
/// table without points.
pub fn columns(says: &Node, name: &str, text: &str) -> Result<Vec<Column>, Problems> {
    let mut problems = Problems::new();
    let mut wrong = |line: usize, found: String, wanted: &str| {
        let mut problem = Problem::of_file(name, found, wanted);
        problem.line = u32::try_from(line).unwrap_or(u32::MAX);
        problems.push(problem);
    };
    let whole = "a line of heads, then a line a point";
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let heads = match reader.headers() {
        Ok(heads) => heads.clone(),
        Err(error) => {
            wrong(1, error.to_string(), whole);
            return Err(problems);
        }
    };
    let mut columns: Vec<Column> = Vec::new();
    for head in &heads {
        if columns.iter().any(|(have, _)| have == head) {
            wrong(
                1,
                format!("`{head}` twice"),
                "a different head for each column",
            );
        }
        columns.push((head.to_owned(), Vec::new()));
    }
    for (row, record) in reader.records().enumerate() {
        let line = row + 2;
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                wrong(line, error.to_string(), "as many values as there are heads");
                continue;
            }
        };
        for (cell, (head, values)) in record.iter().zip(&mut columns) {
            if cell.is_empty() {
                wrong(
                    line,
                    format!("nothing below {head}"),
                    "a value in every column",
                );
            }
            let mut node = says.like(value_of(cell));
            node.origin.file = name.into();
            node.origin.line = u32::try_from(line).unwrap_or(u32::MAX);
            node.path.clone_from(head);
            values.push(node);
        }
    }
    if columns.first().is_none_or(|(_, values)| values.is_empty()) {
        wrong(1, "no points".to_owned(), whole);
    }
    match problems.is_empty() {
        true => Ok(columns),
        false => Err(problems),
    }
}

/// A cell as TOML would have it: a number where it is one, yes or no, a date, otherwise text.
fn value_of(cell: &str) -> Value {
    match (cell.parse::<f64>(), cell) {
        (Ok(number), _) if number.is_finite() => Value::Number(number),
        (_, "true") => Value::Flag(true),
        (_, "false") => Value::Flag(false),
        _ => match cell.parse::<jiff::civil::Date>() {
            Ok(date) => Value::Date(date),
            Err(_) => Value::Text(cell.to_owned()),
        },
    }
}
