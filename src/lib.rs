//! Caseload capacity and allocation simulator for children's social care.
//!
//! One replication is one possible future of a council's contact, referral, assessment and
//! long-term casework service. The rooms of the house, and who may look into which, are drawn in
//! `docs/ARCHITECTURE.md`; `tests/house.rs` keeps the arrows.

pub mod chronology;
pub mod engine;
pub mod experiment;
pub mod measures;
pub mod model;
pub mod report;
pub mod scenario;
pub mod statistics;

pub mod cli;
