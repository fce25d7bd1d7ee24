//! Caseload capacity and allocation simulator for children's social care.
//!
//! One replication is one possible future of a council's contact, referral, assessment and
//! long-term casework service. The rooms of the house, and who may look into which, are drawn in
//! `docs/ARCHITECTURE.md`; `tests/house.rs` keeps the arrows.
//!
//! The command line is the usual way in. From Rust, one future of the tiny office:
//!
//! ```
//! use caseload::experiment::{monitor_plan, run_one};
//! use caseload::scenario;
//! use std::path::Path;
//!
//! let plan = scenario::load(Path::new("scenarios/tiny-office.toml"), &[])?;
//! let measures = monitor_plan(&plan, &[]).expect("every request is understood");
//! let future = run_one(&plan, &measures, 0)?;
//! let open = measures.catalogue.find("open_children_mean", &measures.setting)?;
//! let children = future.values[open].expect("some family was open");
//! assert!(children > 1.0, "{children} children in open families on average");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod chronology;
pub mod engine;
pub mod experiment;
pub mod measures;
pub mod model;
pub mod report;
pub mod scenario;
pub mod statistics;
pub mod study;
pub mod verification;

pub mod cli;
