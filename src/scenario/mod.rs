//! What the user wrote, and its checking: TOML files to an [`experiment::Plan`](crate::experiment).
//!
//! A scenario is named tables of values with units and sources. `load` reads files into one
//! document, `keys` and `rows` say what the language is, `check` holds the document against it,
//! `build` makes the department of the model, `change` the same department at later dates. Every
//! problem is collected and reported in one go; nothing is repaired. This room knows nothing of
//! results.

mod arithmetic;
mod build;
mod change;
mod check;
mod document;
mod keys;
mod law;
mod levers;
mod lists;
mod load;
mod problem;
mod readback;
mod register;
mod rows;
mod schema;
mod value;
mod vary;

pub use document::{Node, Value};
pub use levers::{Grade, Lever, REGISTRY as LEVERS, Reach, default_lead_time};
pub use lists::{CLOSED as CLOSED_COLUMNS, OPEN as OPEN_COLUMNS};
pub use load::{text_file, toml_file};
pub use problem::{Problem, Problems, Severity};
pub use readback::sentences;
pub use schema::schema;
pub use vary::{Slot, Written, number_of};

use crate::experiment::plan::Plan;
use std::path::Path;

/// Reads a scenario with the settings of the command line and makes its plan.
///
/// `sets` are pairs of a dotted path and the value as typed, laid over the files.
///
/// # Errors
///
/// Every problem of the scenario where any of them forbids a run; warnings are among them, and
/// otherwise travel in [`Plan::warnings`].
pub fn load(path: &Path, sets: &[(String, String)]) -> Result<Plan, Problems> {
    match check(path, sets) {
        (Some(plan), _) => Ok(plan),
        (None, problems) => Err(problems),
    }
}

/// Reads a scenario and says everything that is wrong with it; a plan comes with it where
/// nothing forbids a run.
pub fn check(path: &Path, sets: &[(String, String)]) -> (Option<Plan>, Problems) {
    check_with(path, sets, &crate::measures::known)
}

/// The same, with somebody who knows the measures: `measure` returns a hint for a name that is
/// none, which may be empty.
pub fn check_with(
    path: &Path,
    sets: &[(String, String)],
    measure: &dyn Fn(&str) -> Result<(), String>,
) -> (Option<Plan>, Problems) {
    check_keeping(path, sets, measure, &|_| true)
}

/// Reads a scenario with only some of its levers, to see what each of them does.
///
/// # Errors
///
/// As [`load`].
pub fn load_with_levers(
    path: &Path,
    sets: &[(String, String)],
    wanted: &dyn Fn(&str) -> bool,
) -> Result<Plan, Problems> {
    match check_keeping(path, sets, &crate::measures::known, wanted) {
        (Some(plan), _) => Ok(plan),
        (None, problems) => Err(problems),
    }
}

fn check_keeping(
    path: &Path,
    sets: &[(String, String)],
    measure: &dyn Fn(&str) -> Result<(), String>,
    lever: &dyn Fn(&str) -> bool,
) -> (Option<Plan>, Problems) {
    let (mut document, lists) = match load::document(path, sets) {
        Ok(read) => read,
        Err(problems) => return (None, problems),
    };
    document.keep("lever", lever);
    let setting = check::Setting::of(&document);
    let mut problems = lists.problems.clone();
    check::against_language(&document, &setting, &mut problems);
    check::measures(&document, measure, &mut problems);
    let plan = build::plan(&document, &lists, path, &setting, &mut problems);
    if let Some(plan) = plan.as_ref().filter(|_| !problems.any_error()) {
        check::requests(&document, plan, &mut problems);
    }
    (plan.filter(|_| !problems.any_error()), problems)
}

/// One key of the scenario language, for lists and handbooks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// Dotted path; `*` stands for a name of the scenario's own.
    pub path: String,
    /// What it looks like.
    pub example: &'static str,
    /// Unit; empty where the value says it itself.
    pub unit: &'static str,
    /// Meaning, in one line.
    pub meaning: &'static str,
    /// Whether a change or a sweep can move it.
    pub can_change: bool,
}

/// Every key of the language, in alphabetical order.
pub fn language() -> Vec<Key> {
    let key = |(path, row): (String, &'static keys::Row)| Key {
        example: check::example(row.kind),
        unit: row.unit,
        meaning: row.meaning,
        can_change: keys::may_change(&path, row.kind),
        path,
    };
    keys::all().into_iter().map(key).collect()
}

/// Laws of lengths of time and of counts: how each is written, and what it is.
pub fn laws() -> Vec<(String, &'static str)> {
    let all = law::LAWS.iter().chain(law::COUNTS.iter());
    all.map(|(name, with, meaning)| {
        let beside: String = with.iter().map(|key| format!(", {key} = …")).collect();
        (format!("{{ {name} = …{beside} }}"), *meaning)
    })
    .collect()
}

#[cfg(test)]
mod tests;
