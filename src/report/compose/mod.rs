//! From what the futures found to what people read.
//!
//! ```text
//!   Findings ─► answer    sentences and the table on screen
//!            ─► files     one table for each CSV file
//!            ─► pictures  figures as data
//!            ─► manifest  what it takes to do it again
//! ```

mod answer;
mod comparison;
mod cover_week;
mod files;
mod findings;
mod manifest;
mod pictures;
mod robust;
mod scores;
mod sizing;
mod sweep;
mod titles;
mod uncertain;
mod weeks;

#[cfg(test)]
mod made_up;
#[cfg(test)]
mod tests;

pub use comparison::{
    After, Brief, Contribution, DatedLever, DrawnTogether, OtherEffort, Versus, compose_comparison,
};
pub use cover_week::DecidedInHour;
pub use findings::{Findings, Spread, Told, WaitingAtStart};
pub use manifest::{Machine, Run};
pub use robust::{Robust, compose_robust};
pub use sizing::{Beside, Pair, Sizing, can_tell, compose_sizing};
pub use sweep::compose_sweep;
pub use uncertain::DrawnInputs;

use super::{Provenance, Report};

/// Program and version, as every output names it.
#[must_use]
pub fn program() -> String {
    format!("{} {}", env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"))
}

/// The whole report of one scenario.
#[must_use]
pub fn compose(findings: &Findings<'_>, run: &Run) -> Report {
    let told = &findings.told;
    let notes = answer::notes(findings);
    let provenance = Provenance {
        program: program(),
        digest: told.digest.to_owned(),
        seed: told.seed,
        futures: findings.replications.len(),
        start: findings.first_day(),
        end: findings.last_day(),
        incomplete: findings.unfinished(),
    };
    Report {
        title: told.title.to_owned(),
        guard: Vec::new(),
        answer: answer::sentences(findings),
        manifest: manifest::manifest(findings, run, &notes),
        provenance,
        tables: answer::tables(findings),
        one_by_one: Vec::new(),
        details: Vec::new(),
        files: files::files(findings),
        pages: scores::page(findings).into_iter().collect(),
        data: Vec::new(),
        figures: pictures::figures(findings),
        notes,
        parts: Vec::new(),
    }
}
