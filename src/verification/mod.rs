//! Verification: the simulator held against systems whose answers are known.
//!
//! A case is a JSON file of expected outputs and the variants of a scenario that produce them
//! ([`case`]). [`run()`] simulates the variants with the ordinary engine and model, [`estimate`]
//! makes an estimate with a standard error of each output, [`judge`] says whether it passes, and
//! [`table`] writes what was found. Nothing here knows any case: a new one is a file in a folder.

pub mod case;
pub mod coverage;
pub mod estimate;
pub mod judge;
mod reading;
pub mod run;
pub mod table;

pub use case::{Case, CaseProblem, Effort, Output, Variant};
pub use coverage::{Coverage, coverage};
pub use judge::{Finding, Judgement, Verdict};
pub use run::{Asked, Found, RunProblem, run};
