//! `caseload man`: the manual in roff, on stdout or one page a command in a folder.

use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use clap_mangen::Man;

use super::ending::{Ending, Failure};
use super::{Ended, command, console};

const EXAMPLES: &str = "\
Examples:
  caseload man | man -l -
  caseload man ~/.local/share/man/man1";

/// Options of `caseload man`.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES)]
pub(super) struct Arguments {
    /// Folder that is there already, for one page a command [default: one page on stdout].
    folder: Option<PathBuf>,
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments) -> Ended {
    if let Some(folder) = &arguments.folder {
        let written = clap_mangen::generate_to(command(), folder);
        written
            .with_context(|| folder.display().to_string())
            .map_err(Failure::System)?;
        return Ok(Ending::Done);
    }
    let mut page = Vec::new();
    Man::new(command())
        .render(&mut page)
        .map_err(|error| Failure::Fault(error.into()))?;
    let page = String::from_utf8(page).map_err(|error| Failure::Fault(error.into()))?;
    console::answer(&page)?;
    Ok(Ending::Done)
}
