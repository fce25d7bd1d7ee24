//! What is counted: measures defined once, with unit and meaning, and the monitor that keeps
//! them for one replication.
//!
//! ```text
//!   names of measures ─► request ─► plan (compiled once) ─► monitor (one a replication)
//!                                                              │ hears facts
//!                                                              ▼
//!                                              replication: values, series, checks
//! ```
//!
//! A measure is kept only for the filters somebody asked for; what is reported unasked is written
//! in its row of the [`registry`]. The window runs from the end of the warm-up, excluded, to the
//! end of the run, included: at its start everything drops its history and keeps its level, at its
//! end every level is carried to the last second. Sums are whole seconds.
//!
//! Each file of this room is one family of measures: its rows of the registry stand beside the
//! code that hears the facts. The order in which a reader may take them: [`registry`], `flow`,
//! `waits`, `monitor`.

mod bank;
mod caseload;
mod catalogue;
mod cells;
mod cost;
mod diverted;
mod evaluate;
mod family;
mod flow;
mod front_door;
mod hour_of_week;
mod hours;
mod laws;
mod monitor;
mod ordered;
mod plan;
mod quantity;
mod recording;
mod registry;
mod request;
mod seen;
mod signoff;
mod staffing;
mod statistic;
mod timeliness;
mod unallocated;
mod visited;
mod waits;

pub use catalogue::{Catalogue, SeriesInfo, ValueInfo};
pub use cells::{Filter, Stages};
pub use cost::{Costs, LeverPrice};
pub use hour_of_week::{DecidedByHour, HOURS};
pub use monitor::{AGE_BAND_WEEKS, AGE_BANDS, MOST_CHILDREN_HELD, Monitor, Replication};
pub use plan::{MonitorPlan, RecurringAs, Setting, StageSetting, TeamSetting, VisitEvery};
pub use quantity::Quantity;
pub use registry::{By, Definition, Kind, Unit, definition, registry};
pub use request::{Request, RequestProblem, known, parse};
pub use statistic::{CLEARED_WEEKS, Statistic};

#[cfg(test)]
mod tests;
