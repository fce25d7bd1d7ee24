//! Plans, replications, outcomes: many futures of one department, always in the same order.
//!
//! A replication is a pure function of the plan and its number ([`replicate::run_one`]).
//! [`replicate::run_all`] runs many of them in parallel and collects them by number;
//! [`Outcome`] sums up over futures in that order, so the number of threads never shows.
//! [`compare()`] holds plans against a base in the same futures; [`scorecard()`] holds an outcome
//! against what was observed.

pub mod break_even;
pub mod compare;
pub mod cover;
pub mod effort;
pub mod headline;
pub mod outcome;
pub mod plan;
pub mod position;
pub mod precheck;
pub mod replicate;
pub mod scorecard;
pub mod setting;
pub mod size;
pub mod typed;
pub mod worth;

mod workload;

pub use break_even::BreakEven;
pub use compare::{Arm, Compared, Comparison, Guard, Mismatch, compare, mismatches};
pub use effort::effort_range;
pub use headline::{Asked, Better, Headline, Topic, headlines};
pub use outcome::{Outcome, Requirement, Stopped};
pub use plan::Plan;
pub use position::position;
pub use replicate::{
    Block, ExperimentError, Running, run_all, run_blocks, run_each, run_one, run_side_by_side,
    side_by_side, watch_each,
};
pub use scorecard::{Score, Verdict, scorecard};
pub use setting::{monitor_only, monitor_plan};
pub use worth::Worth;
