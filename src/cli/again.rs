//! A search, a sample or a sweep done again from the words that its manifest keeps.
//!
//! A run and a comparison are done again from their settings ([`super::reproduce`]); these commands
//! keep the words they were called with, without those that change no result (threads, folders).

use clap::Parser;
use serde_json::{Value, json};

use super::ending::Failure;
use super::{Cli, Command, robust, size, sweep};
use crate::report::Report;

/// Where a manifest keeps it.
const KEY: &str = "again";

/// Writes into a manifest how the command was called and the digests of what it read.
pub(super) fn keep(manifest: &mut Value, words: &[String], digests: &[String]) {
    manifest[KEY] = json!({ "words": words, "digests_sha256": digests });
}

/// The words, and the digests of what was read; `None` where the manifest keeps none.
pub(super) fn kept(manifest: &Value) -> Option<(Vec<String>, Vec<String>)> {
    let texts = |key: &str| -> Option<Vec<String>> {
        let list = manifest[KEY][key].as_array()?.iter();
        list.map(|one| Some(one.as_str()?.to_owned())).collect()
    };
    Some((texts("words")?, texts("digests_sha256")?))
}

/// Refuses inputs that are not those that were read then.
pub(super) fn same(now: &[String], was: &[String]) -> Result<(), Failure> {
    if now == was {
        return Ok(());
    }
    Err(Failure::of_input(
        "what the manifest names is not what was read then",
        "restore every file, and what it extends, as it was",
    ))
}

/// Does it again: the same report, written nowhere.
pub(super) fn report(
    (words, digests): (Vec<String>, Vec<String>),
    jobs: Option<u16>,
    quiet: bool,
) -> Result<Report, Failure> {
    // Nothing is written here; the folder only must not be in the way.
    let folder = std::env::temp_dir().join(format!("caseload-again-{}", std::process::id()));
    let mut all = vec!["caseload".to_owned()];
    all.extend(words);
    all.extend(["--out".to_owned(), folder.display().to_string()]);
    all.extend(jobs.map(|jobs| format!("--jobs={jobs}")));
    all.extend(quiet.then(|| "--quiet".to_owned()));
    let lacks = || {
        Failure::of_input(
            "the manifest does not say how it was made in words this version knows",
            "use the version of the program that it names",
        )
    };
    let cli = Cli::try_parse_from(&all).map_err(|_| lacks())?;
    match &cli.command {
        Command::Size(arguments) => size::again(arguments, &digests),
        Command::Robust(arguments) => robust::again(arguments, &digests),
        Command::Sweep(arguments) => sweep::again(arguments, &digests),
        _ => Err(lacks()),
    }
}
