//! The terminal: one file a command, and what they share.
//!
//! ```text
//!  arguments ─► command ─► scenario ─► experiment ─► report ─► stdout (the answer)
//!                  │                                       └─► result folder
//!                  └─► ending (exit code) or failure (`error:`, `hint:` on stderr)
//! ```
//!
//! Standard output carries the answer only; progress, warnings and errors go to standard error.

mod again;
mod answer;
mod check;
mod compare;
mod completions;
mod console;
mod ending;
mod explain;
mod interrupt;
mod list;
mod man;
mod reproduce;
mod requirement;
mod robust;
mod run;
mod saturation;
mod schema;
mod settings;
mod simulate;
mod size;
mod stability;
mod sweep;
mod verify;

use std::panic::{self, AssertUnwindSafe};
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{Parser, Subcommand};

use ending::{Ending, Failure};

/// Caseload capacity and allocation simulator for children's social care.
#[derive(Debug, Parser)]
#[command(name = "caseload", version, before_help = EXAMPLES, after_help = EXIT_CODES)]
#[command(max_term_width = 100, propagate_version = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  caseload check scenarios/essex-2009.toml            is it right, and where does it stand?
  caseload run scenarios/essex-2009.toml              simulate, answer, keep the results
  caseload run plan.toml --replications auto --precision 5%
  caseload compare scenarios/essex-2009.toml plan.toml   what the plan changes, and how surely
  caseload sweep sweep.toml --dry-run                 many settings; what it hangs on
  caseload explain scenarios/essex-2009.toml          every number and what it rests on
  caseload list measures                              what can be asked for";

const EXIT_CODES: &str = "\
Exit codes: 0 done; 1 unexpected, a fault of the program; 2 wrong use; 3 the input is wrong;
4 a required target was not met; 5 the precision asked for was not reached; 6 cancelled, what
was finished is kept and marked.

A planning model: its results are not a record of any child.";

#[derive(Debug, Subcommand)]
enum Command {
    /// Simulate, print the answer and write a result folder.
    Run(run::Arguments),
    /// Hold plans against a base in the same futures: differences, ranks, guards.
    Compare(compare::Arguments),
    /// Find the smallest setting of a capacity that meets a target, and how sure that is.
    Size(size::Arguments),
    /// Which plan holds up over inputs and shocks that are drawn.
    Robust(robust::Arguments),
    /// Simulate many settings of one scenario; what is best, and what it hangs on.
    Sweep(sweep::Arguments),
    /// Say everything that is wrong with a scenario; or where it stands and what it says.
    Check(check::Arguments),
    /// Show what is assumed and from where, or the chronology of one family in one future.
    Explain(explain::Arguments),
    /// List measures, levers, distributions, keys, stages or sources.
    List(list::Arguments),
    /// Print the JSON Schema of scenarios, for editors.
    Schema(schema::Arguments),
    /// Print the completions of a shell.
    Completions(completions::Arguments),
    /// Print the manual, or write one page a command into a folder.
    Man(man::Arguments),
    /// Run again what a manifest describes and compare every file.
    Reproduce(reproduce::Arguments),
    /// Hold the simulator against queueing systems whose answers are known.
    Verify(verify::Arguments),
}

/// Runs the program with the arguments of the process and says how it ended.
pub fn main() -> ExitCode {
    panic::set_hook(Box::new(|fault| {
        let place = fault
            .location()
            .map_or(String::new(), |at| format!(" at {at}"));
        let said = fault.payload();
        let said = said
            .downcast_ref::<&str>()
            .copied()
            .or_else(|| said.downcast_ref::<String>().map(String::as_str))
            .unwrap_or("no message");
        console::tell(&format!("error: the program is at fault{place}: {said}"));
        console::tell(ending::PLEASE_REPORT);
    }));
    let done = panic::catch_unwind(AssertUnwindSafe(start));
    done.unwrap_or(Ending::Unexpected).into()
}

fn start() -> Ending {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return refuse(&error),
    };
    let ended = match &cli.command {
        Command::Run(arguments) => run::run(arguments),
        Command::Compare(arguments) => compare::run(arguments),
        Command::Size(arguments) => size::run(arguments),
        Command::Robust(arguments) => robust::run(arguments),
        Command::Sweep(arguments) => sweep::run(arguments),
        Command::Check(arguments) => check::run(arguments),
        Command::Explain(arguments) => explain::run(arguments),
        Command::List(arguments) => list::run(arguments),
        Command::Schema(arguments) => schema::run(arguments),
        Command::Completions(arguments) => completions::run(arguments),
        Command::Man(arguments) => man::run(arguments),
        Command::Reproduce(arguments) => reproduce::run(arguments),
        Command::Verify(arguments) => verify::run(arguments),
    };
    ended.unwrap_or_else(|failure| {
        console::tell(&failure.to_string());
        failure.ending()
    })
}

/// Help and version are answers; everything else is wrong use.
fn refuse(error: &clap::Error) -> Ending {
    // Whoever closed the pipe does not want the rest.
    let _ = error.print();
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Ending::Done,
        _ => Ending::WrongUse,
    }
}

/// The command line as data, for completions and the manual.
fn command() -> clap::Command {
    <Cli as clap::CommandFactory>::command()
}

/// A command's own answer, or why there is none.
type Ended = Result<Ending, Failure>;
