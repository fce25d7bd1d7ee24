//! `caseload schema`: the JSON Schema of scenarios, for editors.

use clap::Args;

use super::ending::Ending;
use super::{Ended, console};
use crate::scenario;

const EXAMPLES: &str = "\
Examples:
  caseload schema > caseload.schema.json    then begin a scenario with
                                            #:schema ./caseload.schema.json";

/// Options of `caseload schema`.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES)]
pub(super) struct Arguments {}

/// Runs the command.
pub(super) fn run(_: &Arguments) -> Ended {
    console::answer_json(&scenario::schema())?;
    Ok(Ending::Done)
}
