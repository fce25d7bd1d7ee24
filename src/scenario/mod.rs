//! What the user wrote, and its checking: TOML files to an [`experiment::Plan`](crate::experiment).
//!
//! A scenario is named tables of values with units and sources. `load` reads files into one
//! document, `keys` and `rows` say what the language is, `check` holds the document against it,
//! `build` makes the department of the model, `change` the same department at later dates. Every
//! problem is collected and reported in one go; nothing is repaired. This room knows nothing of
//! results.

mod build;
mod change;
mod check;
mod document;
mod keys;
mod law;
mod load;
mod problem;
mod register;
mod rows;
mod value;

pub use problem::{Problem, Problems, Severity};

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
    let document = match load::document(path, sets) {
        Ok(document) => document,
        Err(problems) => return (None, problems),
    };
    let setting = check::Setting::of(&document);
    let mut problems = Problems::new();
    check::against_language(&document, &setting, &mut problems);
    let plan = build::plan(&document, path, &setting, &mut problems);
    (plan.filter(|_| !problems.any_error()), problems)
}

#[cfg(test)]
mod tests {
    use super::check;
    use std::path::Path;

    #[test]
    fn the_reference_scenarios_load() {
        for name in ["p01", "p12", "p25", "p25-saturated", "p30", "w2"] {
            let path = format!("scenarios/reference/{name}.toml");
            let (plan, problems) = check(Path::new(&path), &[]);
            assert!(problems.is_empty(), "{name}:\n{problems}");
            let plan = plan.expect(name);
            println!("{:#?}", plan.department.versions[0].spec);
        }
    }
}
