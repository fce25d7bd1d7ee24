//! `caseload sweep`: many settings of one scenario, kept as they are finished.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use clap::Args;
use serde_json::{Value, json};

use super::console::Said;
use super::ending::{Ending, Failure};
use super::run::{Pictures, kept_settings};
use super::settings::{Usual, set_words};
use super::simulate::{bar, futures, shown_on, style};
use super::{Ended, again, console, interrupt};
use crate::experiment::{Block, Running};
use crate::report::compose::{compose_sweep, program};
use crate::report::{Report, long_form, store, words};
use crate::study::{
    Head, Ledger, LedgerError, Opening, Ready, SweepError, Swept, file, gather, is_ledger,
};

const EXAMPLES: &str = "\
Examples:
  caseload sweep scenarios/sweeps/posts-by-casework-time.toml --dry-run    how many, how long
  caseload sweep scenarios/sweeps/posts-by-casework-time.toml
  caseload sweep my-sweep.toml --resume                     after it was stopped or killed
  caseload sweep my-sweep.toml --shard 3/8                  one eighth, on one machine of eight
  caseload sweep my-sweep.toml --merge a.ledger b.ledger    put shards together

docs/SWEEPS.md says how to write one.";

/// Options of `caseload sweep`.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES)]
pub(super) struct Arguments {
    /// The sweep file.
    #[arg(value_name = "SWEEP")]
    sweep: PathBuf,
    /// Say how many futures there are and about how long they take; simulate only a few.
    #[arg(long)]
    dry_run: bool,
    /// Go on with a sweep that was stopped: what is done is not done again.
    #[arg(long, conflicts_with_all = ["overwrite", "dry_run", "merge"])]
    resume: bool,
    /// Only the points of one shard of so many, such as 3/8; kept in a ledger of their own.
    #[arg(long, value_name = "I/N", value_parser = shard)]
    #[arg(conflicts_with_all = ["dry_run", "merge"])]
    shard: Option<(usize, usize)>,
    /// Simulate nothing: put together what is in these ledgers.
    #[arg(long, value_name = "LEDGER", num_args = 1.., conflicts_with = "dry_run")]
    merge: Vec<PathBuf>,
    /// Result folder [default: output/<sweep>-<first 8 of its digest>]; what is done is kept beside
    /// it, in a folder ending in .ledger, until the results are there.
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    /// Futures of each point, in place of the file's.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    replications: Option<u32>,
    /// Pictures to draw [default: all].
    #[arg(long, value_name = "KIND")]
    figures: Option<Pictures>,
    #[command(flatten)]
    usual: Usual,
}

fn shard(text: &str) -> Result<(usize, usize), String> {
    let both = text.split_once('/');
    let both = both.and_then(|(which, of)| Some((which.parse().ok()?, of.parse().ok()?)));
    both.filter(|(which, of)| *which >= 1 && which <= of && *of <= 100_000)
        .ok_or_else(|| "wanted a shard of so many, such as 3/8".to_owned())
}

impl From<SweepError> for Failure {
    fn from(error: SweepError) -> Self {
        match error {
            SweepError::Wrong(problems) => Failure::Scenario(problems),
            SweepError::Experiment(error) => error.into(),
            SweepError::Ledger(error) => error.into(),
        }
    }
}

impl From<LedgerError> for Failure {
    fn from(error: LedgerError) -> Self {
        let said = error.to_string();
        match error {
            LedgerError::Unfinished { .. } | LedgerError::NotOurs(_) => Failure::of_use(said, ""),
            LedgerError::Busy(_) => {
                Failure::of_use(said, "wait for it, or stop it and go on with --resume")
            }
            LedgerError::Nothing(_) => {
                Failure::of_use(said, "name the folders that end in .ledger")
            }
            LedgerError::Changed { .. } => Failure::of_input(
                said,
                "put back what was changed, or begin anew: with --overwrite, or with another --out",
            ),
            LedgerError::Missing { .. } => {
                Failure::of_input(said, "finish every shard first, each with --resume")
            }
            LedgerError::Io { .. } => Failure::System(error.into()),
        }
    }
}

/// Where things are kept.
struct Places {
    results: PathBuf,
    ledger: PathBuf,
}

impl Arguments {
    fn places(&self, ready: &Ready) -> Result<Places, Failure> {
        let results = self.out.clone().unwrap_or_else(|| {
            let name = format!("{}-{}", file::stem(&self.sweep), ready.short_digest());
            Path::new("output").join(name)
        });
        let Some(name) = results.file_name() else {
            return Err(Failure::of_use(
                format!("{} is not the name of a folder", results.display()),
                "name a folder with --out",
            ));
        };
        let shard = self
            .shard
            .map(|(which, of)| format!(".shard-{which}-of-{of}"));
        let name = format!(
            "{}{}.ledger",
            name.to_string_lossy(),
            shard.unwrap_or_default()
        );
        Ok(Places {
            ledger: results.with_file_name(name),
            results,
        })
    }

    /// The command in the words that decide what it answers.
    fn words(&self) -> Vec<String> {
        let mut words = vec!["sweep".to_owned(), self.sweep.display().to_string()];
        words.extend(
            self.replications
                .map(|number| format!("--replications={number}")),
        );
        words.extend(
            self.figures
                .map(|kind| format!("--figures={}", kind.word())),
        );
        words.extend(set_words(&self.usual.settings.sets));
        words
    }

    /// Refuses to go on with nothing where a ledger of the same file waits under another digest:
    /// the sweep, what it extends or the program has changed since, and a night's work would lie
    /// there unused without a word.
    fn none_of_another(&self, ready: &Ready, places: &Places) -> Result<(), Failure> {
        let name = places.ledger.file_name().unwrap_or_default();
        let name = name.to_string_lossy();
        let digest = ready.short_digest();
        let Some((head, tail)) = name.split_once(&digest).filter(|_| self.out.is_none()) else {
            return Ok(());
        };
        let folder = places.ledger.parent().unwrap_or(Path::new("."));
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        let mut waiting: Vec<PathBuf> = entries
            .map(|entry| entry.path())
            .filter(|path| {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                let between = name
                    .strip_prefix(head)
                    .and_then(|rest| rest.strip_suffix(tail));
                between.is_some_and(|other| other.len() == digest.len()) && is_ledger(path)
            })
            .collect();
        waiting.sort();
        for other in &waiting {
            Ledger::to_read(other, &ready.head)?;
        }
        Ok(())
    }

    fn pictures(&self) -> Pictures {
        self.figures.unwrap_or(Pictures::All)
    }

    fn tell(&self, text: &str) {
        if !self.usual.quiet {
            console::tell(text);
        }
    }
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments) -> Ended {
    let began = Instant::now();
    let ready = ready(arguments)?;
    if arguments.dry_run {
        return dry_run(arguments, &ready);
    }
    let places = arguments.places(&ready)?;
    if !arguments.merge.is_empty() {
        store::check(&places.results, arguments.usual.overwrite)?;
        let open = |folder: &PathBuf| Ledger::to_read(folder, &ready.head);
        let ledgers: Vec<Ledger> = arguments.merge.iter().map(open).collect::<Result<_, _>>()?;
        let blocks = gather(&ledgers, &ready.blocks)?;
        return finish(arguments, &ready, &places, &ready.swept(blocks), began);
    }
    let whole = places.results.exists() && arguments.shard.is_none();
    let there = is_ledger(&places.ledger);
    if arguments.resume && whole {
        let changed = changed_since(&ready, &places.results);
        if changed.is_empty() {
            return already(&ready, &places);
        }
        if !there {
            return Err(something_else(&places.results, &changed));
        }
    }
    if whole && !(arguments.resume && there) {
        store::check(&places.results, arguments.usual.overwrite)?;
    }
    if arguments.resume && !there {
        arguments.none_of_another(&ready, &places)?;
    }
    let opening = match (arguments.resume, arguments.usual.overwrite) {
        (true, _) => Opening::GoOn,
        (_, true) => Opening::Replace,
        _ => Opening::Anew,
    };
    let ledger = Ledger::open(&places.ledger, &ready.head, opening, ready.blocks.len())?;
    if simulate(arguments, &ready, &ledger)? == Ending::Cancelled {
        return Ok(Ending::Cancelled);
    }
    if let Some((which, of)) = arguments.shard {
        let all = ready.of_shard(arguments.shard).len();
        let text = format!(
            "Shard {which} of {of} is whole: {all} blocks in {}.\nWhen all are, put them together \
             with --merge and their folders.",
            places.ledger.display()
        );
        console::answer(&text)?;
        return Ok(Ending::Done);
    }
    let blocks = gather(std::slice::from_ref(&ledger), &ready.blocks)?;
    let ended = finish(arguments, &ready, &places, &ready.swept(blocks), began)?;
    ledger.remove()?;
    Ok(ended)
}

fn ready(arguments: &Arguments) -> Result<Ready, Failure> {
    let mut sweep =
        file::read(&arguments.sweep, &arguments.usual.settings.sets).map_err(Failure::Scenario)?;
    if let Some(number) = arguments.replications {
        sweep.replications = number;
    }
    Ok(Ready::of(sweep, &program(), arguments.usual.jobs())?)
}

/// What makes it this sweep, the version of the program left aside: whoever does it again is told
/// when that is another.
fn digests(ready: &Ready) -> Vec<String> {
    let Head(all) = &ready.head;
    let lasting = all.iter().filter(|(name, _)| *name != "program");
    lasting.map(|(_, value)| value.clone()).collect()
}

/// The same report again, if the sweep is the one that was read then.
pub(super) fn again(arguments: &Arguments, was: &[String]) -> Result<Report, Failure> {
    let began = Instant::now();
    let ready = ready(arguments)?;
    again::same(&digests(&ready), was)?;
    let places = arguments.places(&ready)?;
    let blocks = ready.blocks.len();
    // Not the ledger of an unfinished sweep, which stays as it is.
    let folder = places.ledger.with_extension("again.ledger");
    let ledger = Ledger::open(&folder, &ready.head, Opening::Replace, blocks)?;
    let made = simulate(arguments, &ready, &ledger).and_then(|ending| {
        if ending == Ending::Cancelled {
            return Err(Failure::Cancelled);
        }
        let blocks = gather(std::slice::from_ref(&ledger), &ready.blocks)?;
        composed(arguments, &ready, &ready.swept(blocks), began)
    });
    ledger.remove()?;
    made
}

/// Simulates what is not done yet.
fn simulate(arguments: &Arguments, ready: &Ready, ledger: &Ledger) -> Result<Ending, Failure> {
    let blocks = ready.of_shard(arguments.shard);
    let damaged = |block: &&Block| ledger.has(block) && ledger.read(block).is_none();
    let damaged = blocks.iter().filter(damaged).count();
    let left: Vec<Block> = blocks
        .iter()
        .filter(|block| ledger.read(block).is_none())
        .copied()
        .collect();
    if damaged > 0 {
        console::tell(&format!(
            "warning: {damaged} of the blocks that were done are damaged and are done again"
        ));
    }
    let done = blocks.len() - left.len();
    if done > 0 {
        arguments.tell(&format!(
            "{done} of {} blocks are done already",
            blocks.len()
        ));
    }
    let bar = bar(&file::stem(&arguments.sweep), arguments.usual.quiet);
    let counting = style("{prefix} {bar:30} {pos} of {len} futures, {eta} left");
    let progress = shown_on(&bar, counting);
    let running = Running {
        jobs: arguments.usual.jobs(),
        progress: &progress,
        cancelled: interrupt::listen(),
    };
    let whole = ready.run(ledger, &left, &running);
    bar.finish_and_clear();
    let whole = whole?;
    if whole < left.len() {
        console::tell(&format!(
            "cancelled: {} of {} blocks are kept; go on with --resume",
            done + whole,
            blocks.len()
        ));
        return Ok(Ending::Cancelled);
    }
    Ok(Ending::Done)
}

/// What has changed since results were made.
fn changed_since(ready: &Ready, results: &Path) -> Vec<&'static str> {
    let manifest = std::fs::read_to_string(results.join("manifest.json")).unwrap_or_default();
    let manifest: Value = serde_json::from_str(&manifest).unwrap_or_default();
    let had = &manifest["sweep"]["identity"];
    let Head(now) = &ready.head;
    let differ = now
        .iter()
        .filter(|(name, value)| had[*name] != json!(value));
    differ.map(|(name, _)| *name).collect()
}

/// Results of this very sweep are there already: nothing to go on with. A run that was killed
/// between its results and the end left a ledger that nobody needs.
fn already(ready: &Ready, places: &Places) -> Ended {
    if is_ledger(&places.ledger) {
        let blocks = ready.blocks.len();
        Ledger::open(&places.ledger, &ready.head, Opening::GoOn, blocks)?.remove()?;
    }
    let text = format!("The sweep is whole already: {}", places.results.display());
    console::answer(&text)?;
    Ok(Ending::Done)
}

fn something_else(results: &Path, changed: &[&str]) -> Failure {
    Failure::of_input(
        format!(
            "{}: results of something else are there; changed: {}",
            results.display(),
            changed.join(", ")
        ),
        "put back what was changed, or choose another folder with --out",
    )
}

/// Composes, writes and prints the answer.
fn finish(
    arguments: &Arguments,
    ready: &Ready,
    places: &Places,
    swept: &Swept<'_>,
    began: Instant,
) -> Ended {
    let report = composed(arguments, ready, swept, began)?;
    let overwrite = arguments.usual.overwrite || arguments.resume;
    let wanted = arguments.pictures().wanted();
    store::write(&report, &places.results, wanted, overwrite)?;
    say(arguments, ready, &places.results, &report)?;
    Ok(Ending::Done)
}

/// The whole report.
fn composed(
    arguments: &Arguments,
    ready: &Ready,
    swept: &Swept<'_>,
    began: Instant,
) -> Result<Report, Failure> {
    let mut report = compose_sweep(swept, &arguments.usual.run_since(began));
    let bytes = long_form::bytes(swept, &program());
    let bytes = bytes.map_err(|error| Failure::Fault(error.into()))?;
    report.data.push(("results.parquet".to_owned(), bytes));
    let sets = &arguments.usual.settings.sets;
    report.manifest["settings"] = kept_settings(sets, &[], arguments.pictures(), 0);
    report.manifest["run"]["sweep_path"] = json!(arguments.sweep.display().to_string());
    again::keep(&mut report.manifest, &arguments.words(), &digests(ready));
    Ok(report)
}

fn say(
    arguments: &Arguments,
    ready: &Ready,
    folder: &Path,
    report: &Report,
) -> Result<(), Failure> {
    if arguments.usual.json {
        return console::answer_json(&json!({
            "schema": "caseload/sweep/v1",
            "title": report.title,
            "sweep": report.manifest["sweep"],
            "program": report.provenance.program,
            "digest_sha256": report.provenance.digest,
            "seed": report.provenance.seed,
            "folder": folder.display().to_string(),
            "answer": report.answer,
            "notes": report.notes,
            "warnings": ready.base.warnings,
            "about": "Planning model, not a record of any child.",
        }));
    }
    let said = Said {
        kept: "Every future, in results.parquet, and what it all means",
        ..Said::of(report)
    };
    console::answer(&said.text(&report.provenance, folder, ""))
}

/// How many futures, and about how long: a few are simulated, on all threads, at points all over
/// the design.
fn dry_run(arguments: &Arguments, ready: &Ready) -> Ended {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let threads = arguments.usual.jobs.map_or(cores, usize::from);
    let began = Instant::now();
    let running = Running {
        jobs: arguments.usual.jobs(),
        progress: &|_, _| {},
        cancelled: &AtomicBool::new(false),
    };
    let tried = ready.try_out(&running, threads)?.max(1);
    let seconds = began.elapsed().as_secs_f64() / tried as f64 * ready.futures() as f64;
    let (low, high) = (seconds * 0.75, seconds * 1.3);
    let points = ready.points.len();
    let about = format!(
        "{}: {} of {} points, {} each, {} in all. About {} to {} on {} thread{}, going by {} at \
         points all over the design. Nothing was written.",
        ready.sweep.title,
        ready.sweep.kind.word(),
        words::number(points as f64, 0),
        futures(ready.sweep.replications as usize),
        words::number(ready.futures() as f64, 0),
        span(low),
        span(high),
        threads,
        if threads == 1 { "" } else { "s" },
        futures(tried),
    );
    if arguments.usual.json {
        console::answer_json(&json!({
            "schema": "caseload/sweep-dry-run/v1",
            "design": ready.sweep.kind.word(),
            "points": points,
            "futures": ready.futures(),
            "seconds_low": low, "seconds": seconds, "seconds_high": high,
            "threads": threads,
        }))?;
        return Ok(Ending::Done);
    }
    let mut text = console::wrapped(&about, "", "");
    text.push('\n');
    let mut heads = vec!["Point".to_owned()];
    heads.extend(ready.sweep.inputs.iter().map(|input| input.name.clone()));
    let shown = 5;
    let rows = ready
        .levels
        .iter()
        .take(shown)
        .enumerate()
        .map(|(point, levels)| {
            let mut row = vec![(point + 1).to_string()];
            row.extend(levels.iter().map(|level| level.shown.clone()));
            row
        });
    text += &console::plain(heads, rows.collect());
    if points > shown {
        text += &format!("and {} more\n", words::number((points - shown) as f64, 0));
    }
    console::answer(&text)?;
    Ok(Ending::Done)
}

/// A length of time for people: `40 s`, `12 min`, `3.5 h`.
fn span(seconds: f64) -> String {
    match seconds {
        _ if seconds < 90.0 => format!("{} s", words::number(seconds.max(1.0), 0)),
        _ if seconds < 5400.0 => format!("{} min", words::number(seconds / 60.0, 0)),
        _ if seconds < 172_800.0 => format!("{} h", words::number(seconds / 3600.0, 1)),
        _ => format!("{} days", words::number(seconds / 86_400.0, 0)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shard_is_one_of_so_many() {
        assert_eq!(shard("3/8"), Ok((3, 8)));
        for wrong in ["0/8", "9/8", "3", "3/", "a/b", "1/1000000"] {
            assert!(shard(wrong).is_err(), "{wrong}");
        }
        assert_eq!(span(40.0), "40 s");
        assert_eq!(span(720.0), "12 min");
        assert_eq!(span(9000.0), "2.5 h");
    }
}
