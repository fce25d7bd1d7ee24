//! Settings of the command line that are laid over a scenario.

use std::path::Path;

use clap::Args;

use super::console;
use super::ending::Failure;
use crate::experiment::plan::Plan;
use crate::scenario;

/// `--set`, as every command that reads a scenario has it.
#[derive(Clone, Debug, Default, Args)]
pub(super) struct Settings {
    /// Set a value of the scenario, such as office.A.vacancy=15% (may be repeated).
    #[arg(long = "set", value_name = "PATH=VALUE", value_parser = setting)]
    pub sets: Vec<(String, String)>,
}

/// A path and a value around the first `=` that is not inside quotes.
fn setting(text: &str) -> Result<(String, String), String> {
    let mut quote = None;
    for (at, letter) in text.char_indices() {
        match (quote, letter) {
            (None, '"' | '\'') => quote = Some(letter),
            (Some(open), _) if open == letter => quote = None,
            (None, '=') if at > 0 => {
                let (path, value) = (text[..at].trim(), text[at + 1..].trim());
                return Ok((path.to_owned(), value.to_owned()));
            }
            _ => {}
        }
    }
    Err("wanted PATH=VALUE, such as office.A.vacancy=15%".to_owned())
}

/// Reads a scenario; its warnings go to stderr unless `quiet`.
pub(super) fn plan(path: &Path, sets: &[(String, String)], quiet: bool) -> Result<Plan, Failure> {
    let (plan, problems) = scenario::check(path, sets);
    let Some(plan) = plan else {
        return Err(Failure::Scenario(problems));
    };
    if !quiet {
        warn(&problems, path);
    }
    Ok(plan)
}

/// Most warnings told beside an answer; `check` tells all.
const MOST_WARNINGS: usize = 5;

fn warn(problems: &scenario::Problems, path: &Path) {
    for problem in problems.warnings().take(MOST_WARNINGS) {
        console::tell(&problem.to_string());
    }
    let untold = problems.warnings().count().saturating_sub(MOST_WARNINGS);
    if untold > 0 {
        let path = path.display();
        console::tell(&format!(
            "warning: {untold} more; see `caseload check {path}`"
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::setting;

    #[test]
    fn a_setting_is_split_at_the_first_sign_outside_quotes() {
        let both = |path: &str, value: &str| Ok((path.to_owned(), value.to_owned()));
        assert_eq!(setting("run.seed = 5"), both("run.seed", "5"));
        assert_eq!(
            setting("stage.\"a=b\".rank=1"),
            both("stage.\"a=b\".rank", "1")
        );
        assert_eq!(setting("a={x=1}"), both("a", "{x=1}"));
        assert!(setting("run.seed").is_err() && setting("=5").is_err());
    }
}
