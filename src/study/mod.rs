//! Studies: many settings of one scenario, what they lead to, and which of them matter.
//!
//! ```text
//!   inputs (what is varied) ─► point (a value for each) ─► plan ─► futures ─► what they say
//! ```
//!
//! An [`Input`] is a path of the scenario with the values it may take; a point gives each input a
//! place among them. A study knows nothing of the model: it writes values as `--set` does, and
//! reads measures.

pub mod inputs;

pub use inputs::{Input, Level, plan_at};
