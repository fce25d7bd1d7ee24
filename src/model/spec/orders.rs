//! What management orders for a team for a time: people beside its establishment, people taken
//! from it, and work pressed or reviewed.

use super::{DeskReview, Duration};

/// Orders in force in one team; all nothing where nobody ordered anything.
#[derive(Clone, Debug, Default)]
pub struct Orders {
    /// Agency workers sought for vacant posts beside the team's usual share. When this falls, so
    /// many of them go.
    pub agency_workers: u32,
    /// Workers of a project team: temporary posts outside the establishment, filled from the day
    /// they open until the day they close, when their families go back to the list. They stand on
    /// no rota.
    pub project_workers: u32,
    /// Workers lent to another team: their posts are kept, their families are not.
    pub lent: u32,
    /// Workers had from other teams, in posts of their own for as long; never more than are lent.
    pub borrowed: u32,
    /// Permanent workers found by recruitment drives so far, who start in vacant posts on the day
    /// this number grows.
    pub recruits: u32,
    /// The same, all newly qualified.
    pub newly_qualified_recruits: u32,
    /// The desk review of those who wait with this team, in place of the service's. Where it
    /// changes, everybody who waits is looked at once in the interval.
    pub desk_review: Option<DeskReview>,
    /// Working days after which low-priority work of this team is pressed, in place of the
    /// stage's own.
    pub pressed_after_wd: Option<i64>,
    /// Share of each note's hours that business support takes over.
    pub notes_taken: f64,
    /// Paid hours beyond the contract, as a share of it.
    pub overtime: f64,
    /// Share of casework time that seniors put into authorising work.
    pub sign_off_time: f64,
    /// Working days that a family must have waited before a project team's worker takes it;
    /// `None` = they work through the list like everybody else.
    pub project_takes_after_wd: Option<i64>,
    /// The team has one list with all teams of its kind of which this is said.
    pub one_list: bool,
    /// Working days that the oldest family on another such team's list must have waited before this
    /// team, where its own list is empty and it has room, takes from that list; `None` = it never
    /// does.
    pub overflow_after_wd: Option<i64>,
    /// Extra travel of each visit that a worker of the team makes outside the office's own area.
    pub travel: Option<Duration>,
}
