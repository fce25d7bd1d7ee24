//! What it takes to do it again, and to doubt it: the manifest.

use serde_json::{Value, json};

use super::findings::Findings;
use crate::experiment::plan::{Provenance, RegisterRow};

/// How the run went; the only part of the folder that differs when it is done again.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// Time taken, s.
    pub seconds: f64,
    /// Where it ran.
    pub machine: Machine,
}

/// The machine, as far as it matters to anybody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Machine {
    /// Operating system.
    pub os: String,
    /// Architecture.
    pub arch: String,
    /// Cores used.
    pub cores: usize,
}

impl Machine {
    /// This machine, of which `cores` are used.
    #[must_use]
    pub fn here(cores: usize) -> Self {
        Self {
            os: std::env::consts::OS.to_owned(),
            arch: std::env::consts::ARCH.to_owned(),
            cores,
        }
    }
}

/// How random numbers are made, for whoever wants to do it again elsewhere.
const SEED_SCHEME: &str = "Philox4x32-10, looked up rather than taken in turn: every number is a \
    function of seed, replication, whom it is for, what is decided and on which occasion. \
    Results do not depend on the number of cores.";

pub(super) fn manifest(findings: &Findings<'_>, run: &Run, notes: &[String]) -> Value {
    let told = &findings.told;
    let lists = told.lists.iter().map(|list| {
        json!({
            "file": list.file, "digest_sha256": list.digest, "families": list.families,
        })
    });
    let lists: Vec<Value> = lists.collect();
    let inputs: Vec<Value> = told.register.iter().map(input).collect();
    json!({
        "schema": "caseload-manifest/v1",
        "about": "Planning model; simulated, not a record of any child.",
        "program": { "name": env!("CARGO_PKG_NAME"), "version": env!("CARGO_PKG_VERSION") },
        "scenario": {
            "title": told.title,
            "file": told.file_stem,
            "digest_sha256": told.digest,
            "rationale": told.rationale,
            "lists": lists,
            "start_date": told.start_date.to_string(),
            "warm_up_days": told.warm_up_days,
            "first_day_reported": findings.first_day().to_string(),
            "last_day_reported": findings.last_day().to_string(),
            "changes": told.changes,
            "not_in_the_model_yet": told.missing,
        },
        "seed": { "value": told.seed, "scheme": SEED_SCHEME },
        "replications": {
            "number": findings.replications.len(),
            "why": findings.why,
            "incomplete": findings.incomplete,
        },
        "inputs": inputs,
        "uncertain_inputs": super::uncertain::manifest(findings),
        "warnings": told.warnings,
        "notes": notes,
        "run": {
            "seconds": run.seconds,
            "machine": {
                "os": run.machine.os,
                "arch": run.machine.arch,
                "cores": run.machine.cores,
            },
        },
    })
}

fn input(row: &RegisterRow) -> Value {
    let support = match row.provenance {
        Provenance::Source => "source",
        Provenance::Assumption => "assumption",
        Provenance::Fitted => "fitted",
        Provenance::Missing => "missing",
    };
    let (low, high) = row.range.clone().unzip();
    json!({
        "path": row.path,
        "value": row.value,
        "low": low,
        "high": high,
        "unit": row.unit,
        "meaning": row.meaning,
        "support": support,
        "text": row.text,
        "file": row.file,
        "line": row.line,
    })
}
