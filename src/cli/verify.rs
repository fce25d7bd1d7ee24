//! `caseload verify`: the simulator held against systems whose answers are known.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use super::ending::{Ending, Failure};
use super::{Ended, console, interrupt, simulate};
use crate::experiment::typed::amount;
use crate::verification::case::Case;
use crate::verification::coverage::{BLOCK, BLOCKS, NOMINAL, coverage};
use crate::verification::judge::{Finding, Judgement, Verdict};
use crate::verification::run::{Asked, Found, RunProblem, run as run_case};
use crate::verification::table::{self, Counts};

const EXAMPLES: &str = "\
Examples:
  caseload verify                             the exact cases, quickly
  caseload verify --effort full --out docs/VALIDATION.md
  caseload verify --effort full --spoil 5%    every case must fail
  caseload verify --cases my-cases --only M1  a case of your own";

/// Where the cases are, seen from the current directory.
const DEFAULT_CASES: &str = "scenarios/reference";

/// How the bar counts futures.
const COUNTING: &str = "{prefix} {bar:30} {pos} of {len} futures, {eta} left";

/// Options of `caseload verify`.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES)]
pub(super) struct Arguments {
    /// Folder of the cases: each a JSON file (format: docs/VALIDATION.md).
    #[arg(long, value_name = "FOLDER", default_value = DEFAULT_CASES)]
    cases: PathBuf,
    /// Only these cases, by id.
    #[arg(long, value_name = "ID", num_args = 1.., value_delimiter = ',')]
    only: Vec<String>,
    /// How much is simulated.
    #[arg(long, value_name = "EFFORT", default_value = "quick")]
    effort: EffortName,
    /// Make the main rate of every case wrong by so much: the cases must then fail.
    #[arg(long, value_name = "SHARE", value_parser = share)]
    spoil: Option<f64>,
    /// Count how often intervals of 20 futures cover the exact values, in 400 repetitions.
    #[arg(long, conflicts_with_all = ["spoil", "out"])]
    coverage: bool,
    /// Threads; one for each core if absent.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    jobs: Option<u16>,
    /// Write the table into this page.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Print the answer as JSON.
    #[arg(long)]
    json: bool,
    /// No progress.
    #[arg(long, short)]
    quiet: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum EffortName {
    /// Seconds a case: four times the stated half-widths.
    Quick,
    /// The stated half-widths; minutes.
    Full,
}

/// Reads `5%` or `0.05`.
fn share(text: &str) -> Result<f64, String> {
    amount(text.trim())
        .filter(|value| *value > -1.0 && *value != 0.0 && *value <= 10.0)
        .ok_or_else(|| "wanted a share such as 5%, not 0".to_owned())
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments) -> Ended {
    let cases = chosen(arguments)?;
    let began = Instant::now();
    if arguments.coverage {
        return covered(arguments, &cases);
    }
    let mut found: Vec<(Case, Found)> = Vec::new();
    let mut documents = Vec::new();
    for (index, case) in cases.iter().enumerate() {
        let since = Instant::now();
        let verdict = simulated(arguments, case, index, cases.len())?;
        let took = since.elapsed();
        if !arguments.json {
            console::answer(&text(case, &verdict, took))?;
        }
        documents.push(document(case, &verdict, took));
        found.push((case.clone(), verdict));
    }
    let counts = Counts::of(found.iter().map(|(_, found)| found));
    if let Some(page) = &arguments.out {
        write_page(page, &found)?;
    }
    if arguments.json {
        console::answer_json(&json!({
            "schema": "caseload/verify/v1",
            "effort": if is_quick(arguments) { "quick" } else { "full" },
            "spoiled_by": arguments.spoil,
            "cases": documents,
            "cases_passed": counts.cases_passed,
            "outputs": counts.outputs,
            "outputs_passed": counts.passed,
            "share_beyond_two_standard_errors": counts.share_beyond_two(),
            "intervals_at_fault": counts.intervals_at_fault(),
        }))?;
    } else {
        let seconds = began.elapsed().as_secs();
        let chance = if is_quick(arguments) && counts.intervals_at_fault() == Some(true) {
            " Outputs of one case go together, so at this effort it can be chance: --effort full \
             decides."
        } else {
            ""
        };
        let words = format!("{}{chance} It took {seconds} s.", counts.words());
        console::answer(&console::wrapped(&words, "", ""))?;
    }
    let fault = counts.intervals_at_fault() == Some(true) && !is_quick(arguments);
    Ok(match counts.all_passed() && !fault {
        true => Ending::Done,
        false => Ending::NotMet,
    })
}

fn is_quick(arguments: &Arguments) -> bool {
    arguments.effort == EffortName::Quick
}

/// The cases asked for, in order of their ids; every problem of every file at once.
fn chosen(arguments: &Arguments) -> Result<Vec<Case>, Failure> {
    let folder = &arguments.cases;
    let shown = folder.display();
    let listing = fs::read_dir(folder).map_err(|error| {
        let hint = "point at a folder of cases with --cases FOLDER, or go to the project's folder";
        Failure::of_use(format!("{shown}: {error}"), hint)
    })?;
    let entries = listing.filter_map(|entry| entry.ok().map(|entry| entry.path()));
    let mut files: Vec<PathBuf> = entries
        .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
        .collect();
    files.sort();
    let mut cases = Vec::new();
    let mut problems: Vec<String> = Vec::new();
    for file in files {
        let name = file.display().to_string();
        let text = fs::read_to_string(&file)
            .map_err(|error| Failure::of_input(format!("{name}: {error}"), ""))?;
        match Case::read(&name, &text) {
            Ok(case) => cases.push(case),
            Err(wrong) => problems.extend(wrong.iter().map(ToString::to_string)),
        }
    }
    if let Some((first, rest)) = problems.split_first() {
        for problem in rest {
            console::tell(problem);
        }
        let first = first.strip_prefix("error: ").unwrap_or(first);
        return Err(Failure::of_input(first, ""));
    }
    let is = |case: &Case, id: &String| case.id.eq_ignore_ascii_case(id);
    for id in &arguments.only {
        if !cases.iter().any(|case| is(case, id)) {
            let known: Vec<&str> = cases.iter().map(|case| case.id.as_str()).collect();
            let hint = format!("there are: {}", known.join(", "));
            return Err(Failure::of_use(format!("{shown} has no case {id}"), hint));
        }
    }
    cases.retain(|case| {
        let named = arguments.only.iter().any(|id| is(case, id));
        let wanted = arguments.only.is_empty() || named;
        wanted && (named || case.effort(is_quick(arguments)).is_some())
    });
    if cases.is_empty() {
        let hint = "a case is a JSON file; its format is in docs/VALIDATION.md";
        return Err(Failure::of_use(format!("{shown}: no case to run"), hint));
    }
    Ok(cases)
}

fn asking<T>(
    arguments: &Arguments,
    case: &Case,
    place: (usize, usize),
    ask: impl FnOnce(&Asked<'_>) -> Result<T, RunProblem>,
) -> Result<T, Failure> {
    let (index, all) = place;
    let bar = simulate::bar(&case.id, arguments.quiet);
    let progress = |variant: &str, done: usize, planned: usize| {
        if done == 1 {
            bar.set_prefix(format!("{} ({} of {all}), {variant}", case.id, index + 1));
            bar.set_length(planned as u64);
            bar.set_position(1);
            bar.reset_eta();
            bar.set_style(simulate::style(COUNTING));
        } else if done.is_multiple_of(64) || done == planned {
            bar.set_position(done as u64);
        }
    };
    let folder = Path::new(&case.file).parent().unwrap_or(Path::new(""));
    let done = ask(&Asked {
        folder,
        quick: is_quick(arguments),
        spoil: 1.0 + arguments.spoil.unwrap_or(0.0),
        jobs: arguments.jobs.map_or(0, usize::from),
        progress: &progress,
        cancelled: interrupt::listen(),
    });
    bar.finish_and_clear();
    done.map_err(|problem| failure(case, problem))
}

fn simulated(
    arguments: &Arguments,
    case: &Case,
    index: usize,
    all: usize,
) -> Result<Found, Failure> {
    asking(arguments, case, (index, all), |asked| run_case(case, asked))
}

fn failure(case: &Case, problem: RunProblem) -> Failure {
    match problem {
        RunProblem::Experiment(error) => error.into(),
        RunProblem::Cancelled => Failure::Cancelled,
        RunProblem::Scenario { problems, .. } => Failure::Scenario(problems),
        RunProblem::Measures { .. } => Failure::of_input(
            format!("{}: {problem}", case.file),
            "`caseload list measures` says what can be asked for",
        ),
        RunProblem::NoQuickEffort => {
            Failure::of_use(format!("{}: {problem}", case.file), "ask for --effort full")
        }
    }
}

/// What was found for one case, for people.
fn text(case: &Case, found: &Found, took: Duration) -> String {
    let passed = counted(&found.judgements);
    let all = found.judgements.len();
    let mut text = format!("{}: {}\n\n", case.id, case.title);
    let heads = ["Output", "Exact", "Simulated", "95 % from", "To", "z", ""];
    let rows = found.judgements.iter().map(|judgement| {
        let [estimate, from, to, z] = table::cells(judgement);
        let word = match judgement.verdict {
            Verdict::Wide => too_wide(judgement),
            other => other.word().to_owned(),
        };
        let (name, value) = (judgement.name.clone(), table::digits(judgement.value));
        vec![name, value, estimate, from, to, z, word]
    });
    text += &console::plain(heads.map(str::to_owned).to_vec(), rows.collect());
    text += &format!(
        "{passed} of {all} outputs pass ({} futures, {:.1} s)\n\n",
        found.replications,
        took.as_secs_f64()
    );
    text
}

fn too_wide(judgement: &Judgement) -> String {
    let Finding::Estimated { estimate, .. } = judgement.finding else {
        return judgement.verdict.word().to_owned();
    };
    format!(
        "{} ({:.2} % of the value, limit {:.2} %)",
        judgement.verdict.word(),
        100.0 * estimate.half_width / judgement.value.abs(),
        100.0 * judgement.limit.unwrap_or(f64::NAN),
    )
}

fn counted(judgements: &[Judgement]) -> usize {
    let pass = |judgement: &&Judgement| judgement.verdict == Verdict::Pass;
    judgements.iter().filter(pass).count()
}

fn document(case: &Case, found: &Found, took: Duration) -> Value {
    let outputs = found.judgements.iter().map(|judgement| {
        let (estimate, half) = match judgement.finding {
            Finding::Estimated { estimate, .. } => {
                (Some(estimate.value), Some(estimate.half_width))
            }
            Finding::Formula(value) => (Some(value), None),
            Finding::Missing(_) | Finding::NotApplicable => (None, None),
        };
        json!({
            "name": judgement.name, "value": judgement.value, "estimate": estimate,
            "half_width95": half, "z": judgement.z(),
            "max_rel_halfwidth95": judgement.limit, "verdict": judgement.verdict.word(),
        })
    });
    json!({
        "id": case.id, "title": case.title, "says": case.says,
        "replications": found.replications, "seconds": took.as_secs_f64(),
        "passed": counted(&found.judgements) == found.judgements.len(),
        "outputs": outputs.collect::<Vec<_>>(),
    })
}

fn write_page(page: &Path, found: &[(Case, Found)]) -> Result<(), Failure> {
    let shown = page.display();
    let old = match fs::read_to_string(page) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(Failure::of_use(format!("{shown}: {error}"), "")),
    };
    let new = table::into_page(&old, &table::markdown(found));
    let written = fs::write(page, new);
    written.map_err(|error| Failure::of_use(format!("{shown}: {error}"), ""))
}

/// `--coverage`: do the intervals cover what they say?
fn covered(arguments: &Arguments, cases: &[Case]) -> Ended {
    let (low, high) = (0.92, 0.98);
    let mut ending = Ending::Done;
    let mut rows = Vec::new();
    let mut documents = Vec::new();
    for (index, case) in cases.iter().enumerate() {
        let place = (index, cases.len());
        let found = asking(arguments, case, place, |asked| coverage(case, asked))?;
        for output in found {
            let share = output.covered as f64 / output.of as f64;
            let within = (low..=high).contains(&share);
            if !within {
                ending = Ending::NotMet;
            }
            let word = if within { "pass" } else { "FAIL" };
            rows.push(vec![
                case.id.clone(),
                output.name.clone(),
                output.covered.to_string(),
                output.of.to_string(),
                format!("{:.1}", 100.0 * share),
                word.to_owned(),
            ]);
            documents.push(json!({
                "case": case.id, "output": output.name, "covered": output.covered,
                "of": output.of, "passed": within,
            }));
        }
    }
    if arguments.json {
        console::answer_json(&json!({
            "schema": "caseload/coverage/v1", "level": NOMINAL, "replications": BLOCK,
            "repetitions": BLOCKS, "outputs": documents,
        }))?;
        return Ok(ending);
    }
    let heads = ["Case", "Output", "Covered", "Of", "%", ""];
    let heads = heads.map(str::to_owned).to_vec();
    let note = format!(
        "Intervals of nominal {:.0} % from {BLOCK} futures each; from 92 to 98 % should cover the \
         exact value.",
        100.0 * NOMINAL
    );
    let note = console::wrapped(&note, "", "");
    console::answer(&format!("{}{note}", console::plain(heads, rows)))?;
    Ok(ending)
}

#[cfg(test)]
mod tests {
    use super::share;

    #[test]
    fn a_share_may_be_written_in_per_cent() {
        assert_eq!((share("5%"), share("0.05")), (Ok(0.05), Ok(0.05)));
        assert_eq!(share("-5 %"), Ok(-0.05));
        assert!(share("0").is_err() && share("x").is_err() && share("-100%").is_err());
    }
}
