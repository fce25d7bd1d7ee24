//! Studies: many settings of one scenario, what they lead to, and which of them matter.
//!
//! ```text
//!   sweep file ─► inputs, design ─► points ─► plans ─► blocks of futures ─► ledger
//!                                                                             │ put together
//!                                       ranking, sensitivity ◄─ figures ◄─────┘ in order
//! ```
//!
//! An [`Input`] is a path of the scenario with the values it may take; a point gives each input a
//! place among them. A study knows nothing of the model: it writes values as `--set` does, and
//! reads measures. What is finished is kept in a [`Ledger`], from which the figures are put
//! together in the order of the points: so nothing depends on threads, shards or interruptions.

pub mod alike;
pub mod answer;
pub mod conditions;
pub mod file;
pub mod inputs;
pub mod ledger;
pub mod points;
pub mod robust;
pub mod sweep;
pub mod table;
pub mod uncertain;

pub use alike::{Alike, Answered};
pub use answer::{Effects, NoAnswer, Sensitivity, Swing};
pub use conditions::{Condition, ConditionOf, conditions};
pub use file::{DESIGNS, KEYS, Kind, OF_BEING_SEEN, OF_PROTECTION, Sweep};
pub use inputs::{Input, Level, plan_at};
pub use ledger::{Head, Ledger, LedgerError, Opening, gather, is_ledger};
pub use points::{Layout, Points};
pub use robust::{Holds, Sampled, holds, not_told_from, ranked};
pub use sweep::{Kept, Ranked, Ready, SweepError, Swept};
pub use uncertain::{Drawn, Scenario, UncertainError};
