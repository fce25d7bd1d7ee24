//! `caseload completions`: what a shell needs to complete the command line.

use clap::Args;
use clap_complete::{Shell, generate};

use super::ending::{Ending, Failure};
use super::{Ended, command, console};

const EXAMPLES: &str = "\
Examples:
  caseload completions bash > ~/.local/share/bash-completion/completions/caseload
  caseload completions powershell >> $PROFILE";

/// Options of `caseload completions`.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES)]
pub(super) struct Arguments {
    /// The shell.
    shell: Shell,
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments) -> Ended {
    let mut script = Vec::new();
    generate(arguments.shell, &mut command(), "caseload", &mut script);
    let script = String::from_utf8(script).map_err(|error| Failure::Fault(error.into()))?;
    console::answer(&script)?;
    Ok(Ending::Done)
}
