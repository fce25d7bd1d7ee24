//! Settings of the command line that are laid over a scenario.

use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;
use sha2::{Digest, Sha256};

use super::console;
use super::ending::Failure;
use super::run::Pictures;
use crate::experiment::plan::{Plan, Replications};
use crate::experiment::typed::amount;
use crate::report::compose::{Machine, Run};
use crate::scenario;

/// `--set`, as every command that reads a scenario has it.
#[derive(Clone, Debug, Default, Args)]
pub(super) struct Settings {
    /// Set a value of the scenario, such as office.A.vacancy=15% (may be repeated).
    #[arg(long = "set", value_name = "PATH=VALUE", value_parser = setting)]
    pub sets: Vec<(String, String)>,
}

/// `--seed` and `--replications`, as the commands have them that simulate whole futures.
#[derive(Clone, Debug, Default, Args)]
pub(super) struct Chance {
    /// Seed of the random numbers, in place of the scenario's.
    #[arg(long)]
    pub seed: Option<u32>,
    /// Number of futures, or `auto` for as many as the precision asks.
    #[arg(long, value_name = "N|auto", value_parser = replications)]
    pub replications: Option<String>,
}

impl Chance {
    /// The same as settings like any other, so that the digest and the manifest hold them.
    pub fn sets(&self) -> Vec<(String, String)> {
        let seed = self.seed.map(|seed| ("run.seed", seed.to_string()));
        let number = self.replications.as_deref().map(|number| match number {
            "auto" => ("run.replications", "\"auto\"".to_owned()),
            number => ("run.replications", number.to_owned()),
        });
        let both = [seed, number].into_iter().flatten();
        both.map(|(path, value)| (path.to_owned(), value)).collect()
    }
}

/// A number of futures as typed, or `auto`.
fn replications(text: &str) -> Result<String, String> {
    let number = text.parse::<u32>().is_ok_and(|number| number >= 1);
    if number || text == "auto" {
        Ok(text.to_owned())
    } else {
        Err("wanted a whole number from 1 on, or auto".to_owned())
    }
}

/// A share from 0 and below 1, as `5%` or `0.05`.
pub(super) fn share(text: &str) -> Result<f64, String> {
    let share = amount(text).filter(|share| (0.0..1.0).contains(share));
    share.ok_or_else(|| "wanted a share from 0 and below 1, such as 5% or 0.05".to_owned())
}

/// A share above 0 and below 1, likewise.
pub(super) fn positive_share(text: &str) -> Result<f64, String> {
    let above = share(text).ok().filter(|share| *share > 0.0);
    above.ok_or_else(|| "wanted a share above 0 and below 1, such as 5% or 0.05".to_owned())
}

/// What every command has that simulates: how it is done and how it is said.
#[derive(Debug, Default, Args)]
pub(super) struct Usual {
    /// Replace what is there already: a result folder, or an unfinished sweep.
    #[arg(long)]
    pub overwrite: bool,
    /// Threads [default: one for each core]; results do not depend on it.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub jobs: Option<u16>,
    #[command(flatten)]
    pub settings: Settings,
    /// Print the answer as JSON.
    #[arg(long)]
    pub json: bool,
    /// No progress and no warnings.
    #[arg(long, short)]
    pub quiet: bool,
}

impl Usual {
    /// Threads; 0 = one for each core.
    pub fn jobs(&self) -> usize {
        self.jobs.map_or(0, usize::from)
    }

    /// How the command went that began then.
    pub fn run_since(&self, began: Instant) -> Run {
        Run {
            seconds: seconds_since(began),
            machine: machine(self.jobs()),
        }
    }
}

/// Seconds since then, to the thousandth.
pub(super) fn seconds_since(began: Instant) -> f64 {
    (began.elapsed().as_secs_f64() * 1e3).round() / 1e3
}

/// Futures below which inputs are not drawn unasked.
const FEW: u32 = 20;
/// Fewest draws where any are made unasked: fewer hardly tell inputs from chance, and no input from
/// some thirty others. As many where the number of futures is not said.
const FEWEST_DRAWS: usize = 50;

/// `--inputs`, as the commands have it that draw inputs beside an answer.
#[derive(Clone, Copy, Debug, Default, Args)]
pub(super) struct Inputs {
    /// Draws of the inputs from their belief ranges, with two futures each [default: as many as
    /// there are futures and at least 50, from 20 futures on]; 0 = none.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(0..=100_000))]
    inputs: Option<u32>,
}

impl Inputs {
    /// Draws of the inputs of some plans: as many as said, or as is usual with the futures of the
    /// first; none where nothing has a belief range.
    pub fn draws(&self, plans: &[&Plan]) -> usize {
        let any = plans.iter().any(|plan| plan.believed().next().is_some());
        let Some(first) = plans.first().filter(|_| any) else {
            return 0;
        };
        match (self.inputs, &first.replications) {
            (Some(draws), _) => draws as usize,
            (None, Replications::Number(futures)) if *futures < FEW => 0,
            (None, Replications::Number(futures)) => (*futures as usize).max(FEWEST_DRAWS),
            (None, Replications::Auto(_)) => FEWEST_DRAWS,
        }
    }
}

/// Where results are kept and how they are made, as the commands that search and sample have it.
#[derive(Debug, Args)]
pub(super) struct Common {
    /// Result folder [default: one in output/ named by command, scenario and the first 8 of the
    /// digest of all that was asked].
    #[arg(long, value_name = "FOLDER")]
    pub out: Option<PathBuf>,
    /// Seed of the random numbers, in place of the scenario's.
    #[arg(long)]
    pub seed: Option<u32>,
    /// Pictures to draw.
    #[arg(long, value_name = "KIND", default_value = "all")]
    pub figures: Pictures,
    #[command(flatten)]
    pub usual: Usual,
}

impl Common {
    /// Everything laid over the scenario.
    pub fn sets(&self) -> Vec<(String, String)> {
        let mut sets = self.usual.settings.sets.clone();
        sets.extend(self.seed.map(|seed| ("run.seed".into(), seed.to_string())));
        sets
    }

    /// The same as words of the command line, without those that change no result.
    pub fn words(&self) -> Vec<String> {
        let mut words = vec![format!("--figures={}", self.figures.word())];
        words.extend(self.seed.map(|seed| format!("--seed={seed}")));
        words.extend(set_words(&self.usual.settings.sets));
        words
    }

    /// The result folder: the one named, or one named by all that was asked.
    pub fn folder(&self, command: &str, stem: &str, asked: &[String]) -> PathBuf {
        let named = || Path::new("output").join(format!("{command}-{stem}-{}", mark(asked)));
        self.out.clone().unwrap_or_else(named)
    }
}

/// Settings as words of the command line.
pub(super) fn set_words(sets: &[(String, String)]) -> impl Iterator<Item = String> {
    sets.iter()
        .map(|(path, value)| format!("--set={path}={value}"))
}

/// This machine, of which so many cores are used; 0 = all of them.
pub(super) fn machine(jobs: usize) -> Machine {
    let cores = match jobs {
        0 => std::thread::available_parallelism().map_or(1, usize::from),
        jobs => jobs,
    };
    Machine::here(cores)
}

/// The first eight letters of the digest of some texts.
pub(super) fn mark(texts: &[String]) -> String {
    let digest = Sha256::digest(texts.join("\n").as_bytes());
    digest
        .iter()
        .take(4)
        .map(|byte| format!("{byte:02x}"))
        .collect()
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
    use super::{Inputs, setting, share};
    use std::path::Path;

    #[test]
    fn inputs_are_drawn_as_often_as_there_are_futures_and_fifty_times_at_least() {
        let draws = |futures: &str, inputs: Option<u32>| {
            let range = "{ value = 0.6, low = 0.5, high = 0.7 }";
            let sets = [
                ("people.casework_share".to_owned(), range.to_owned()),
                ("run.replications".to_owned(), futures.to_owned()),
            ];
            let plan = crate::scenario::load(Path::new("scenarios/tiny-office.toml"), &sets);
            Inputs { inputs }.draws(&[&plan.expect("it is right")])
        };
        let usual = ["19", "20", "50", "80", "\"auto\""].map(|futures| draws(futures, None));
        assert_eq!(usual, [0, 50, 50, 80, 50]);
        assert_eq!((draws("19", Some(7)), draws("80", Some(0))), (7, 0));
    }

    #[test]
    fn a_share_is_typed_either_way() {
        assert_eq!((share("5%"), share("0.05")), (Ok(0.05), Ok(0.05)));
        assert!(share("lots").is_err() && share("100%").is_err() && share("-1%").is_err());
    }

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
