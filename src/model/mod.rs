//! The department and its people: what one replication simulates.
//!
//! ```text
//!  someone is worried                                                        comes back
//!        │ contact                                                                ▲
//!        ▼                                                                        │
//!   screening (duty) ─► partners ─► decision (manager) ─► advice / no action ─────┤
//!        │ danger                        │ assess                                 │
//!        ▼                               ▼                                        │
//!   duty or emergency team          stage of the pathway ◄──────────────┐         │
//!        │                               │ needs a named worker          │         │
//!        └──────────────►────────────────┤                               │         │
//!                                        ▼                               │         │
//!                        waiting ─► allocated ─► items ─► unsigned ─► outcome ─► closed
//!                           ▲           │                     │ sent back
//!                           └───────────┘ worker leaves       └─► items
//! ```
//!
//! `journey` tells one family's life in the order in which it happens; `staffing` tells the life
//! of a post, `recruitment` how it is filled again, `long_leave` a leave of months, `named_days`
//! the week of a part-timer, `away` who is away on the first day, `cover` who sees the families
//! of whoever is away; `office` its day and week, `leading` when a manager allocates and who
//! stands in; `work` is the worker's day, `pairs` visits that two make, `support` other roles;
//! `allocation` is the list, `pooling` a list that several offices share, `transfer` who holds a
//! family that changes teams, `beside` what may begin
//! beside a plan; `pressure` what overload does; `demand` is who arrives, `diversion` what may end
//! a contact at the door. Stages are data ([`spec::Stage`]): nothing here knows the name of one.
//!
//! The law for simultaneous events is in `event`: rules, goings, comings, opening, work done,
//! things due, patience, arrivals. After every event, teams in which room or need changed try to
//! allocate: the only conditional activity.

pub mod spec;

mod allocation;
mod audit;
mod away;
mod beside;
mod cover;
mod danger;
mod demand;
mod diversion;
mod event;
mod habit;
mod journey;
mod leading;
mod long_leave;
mod named_days;
mod needs;
mod office;
mod ordered;
mod owed;
mod pairs;
mod phase;
mod pooling;
mod pressure;
mod purpose;
mod recruitment;
mod rows;
mod running;
mod staffing;
mod start;
mod support;
mod transfer;
mod work;

#[cfg(test)]
mod clock_tests;
#[cfg(test)]
mod holder_tests;
#[cfg(test)]
mod random_tests;
#[cfg(test)]
mod rule_tests;
#[cfg(test)]
mod textbook;

pub use needs::Cuts;
pub use phase::steps_of_a_stage;
pub use rows::{MOST_RECURRING, MOST_SICKNESS, MOST_STAGES};

use crate::chronology::Fact;
use crate::engine::{Draws, Observer};

/// What a replication says of itself when it ends; everything else is in its facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ended {
    /// Agenda entries acted on (stale ones not counted).
    pub agenda_events: u64,
    /// Families ever seen.
    pub families: u64,
}

/// Simulates one future of a department from its start to its horizon, telling `watch` every
/// fact in order of time. Cannot fail: a [`spec::Department`] is valid by construction.
pub fn run<W: Observer<Fact>>(department: &spec::Department, draws: Draws, watch: &mut W) -> Ended {
    running::Running::new(department, draws, watch).run()
}
