//! The register: every number of a scenario with the source or assumption it rests on.

use super::check::{basis_words, texts};
use super::document::{Basis, Node, Value, path_keys, shown_path};
use super::keys::{Branch, Row, language};
use super::load::matching;
use super::problem::Problems;
use crate::experiment::plan::{Provenance, RegisterRow};

/// Every number that says something of the world, in order of path. A number without a source
/// gets a warning.
pub fn register(document: &Node, problems: &mut Problems) -> Vec<RegisterRow> {
    let fitted = document
        .at(&["fitted", "paths"])
        .and_then(|node| texts(node).ok());
    let mut rows = Vec::new();
    walk(document, language(), "", &mut rows, problems);
    for path in fitted.unwrap_or_default() {
        let fits = path_keys(&path)
            .map(|keys| matching(document, &keys))
            .unwrap_or_default();
        let fits: Vec<String> = fits.iter().map(|keys| shown_path(keys)).collect();
        let mut none = true;
        for row in rows.iter_mut().filter(|row| fits.contains(&row.path)) {
            row.provenance = Provenance::Fitted;
            none = false;
        }
        if none {
            let node = document.at(&["fitted", "paths"]).unwrap_or(document);
            let found = format!("`{path}` among the fitted");
            problems.push(node.wrong(found, "paths of numbers that the scenario has"));
        }
    }
    rows
}

fn walk(
    node: &Node,
    branch: &'static Branch,
    pattern: &str,
    rows: &mut Vec<RegisterRow>,
    problems: &mut Problems,
) {
    if let Some(row) = branch.row {
        if row.kind.is_numeric() && of_the_world(pattern) {
            let entry = entry(node, row);
            if entry.provenance == Provenance::Missing {
                let wanted = "`source = \"…\"` or `assumption = \"…\"`, here or for its table";
                let found = format!("{} without a source", node.show());
                problems.push(node.wrong(found, wanted).warning());
            }
            rows.push(entry);
        }
        return;
    }
    for (key, below) in node.table().into_iter().flatten() {
        if let Some(inner) = branch.below(key) {
            let join = if pattern.is_empty() { "" } else { "." };
            walk(
                below,
                inner,
                &format!("{pattern}{join}{key}"),
                rows,
                problems,
            );
        }
    }
}

/// Numbers of the run, of observations and of sequence rest on nothing outside the scenario.
fn of_the_world(path: &str) -> bool {
    let outside = ["run.", "observed.", "calendar.", "change.", "date."];
    !outside.iter().any(|start| path.starts_with(start))
        && !path.ends_with(".order")
        && !path.ends_with(".severity")
        && !path.ends_with(".rank")
}

fn entry(node: &Node, row: &Row) -> RegisterRow {
    let basis = node.basis.as_deref();
    let (_, text) = basis_words(basis);
    let bound = |key: &str| node.get(key).map(bare);
    RegisterRow {
        path: node.path.clone(),
        value: bare(node.plain()),
        range: bound("low").zip(bound("high")),
        unit: row.unit.to_owned(),
        meaning: row.meaning.to_owned(),
        provenance: match basis {
            Some(Basis::Source(_)) => Provenance::Source,
            Some(Basis::Assumption(_)) => Provenance::Assumption,
            Some(Basis::Fitted(_)) => Provenance::Fitted,
            None => Provenance::Missing,
        },
        text: text.to_owned(),
        file: node.origin.file.to_string(),
        line: node.origin.line,
    }
}

/// The value as written, a plain text without its quotes, provenance left out.
fn bare(node: &Node) -> String {
    match &node.value {
        Value::Text(text) => text.clone(),
        Value::Table(table) => {
            let mut own = table.clone();
            own.retain(|key, _| !super::law::BESIDE.contains(&key.as_str()));
            node.like(Value::Table(own)).written()
        }
        _ => node.written(),
    }
}
