//! Families without a named worker, contacts on open ones, and those who come back.

use super::{Duration, StageIx};

/// Families without a named worker.
#[derive(Clone, Debug)]
pub struct Unallocated {
    /// Duty contact with each such family: every so often.
    pub every: Option<Duration>,
    /// Effort of that contact, per child.
    pub effort: Option<Duration>,
    /// Manager's weekly desk review, hours per child and month.
    pub review_per_month: Option<Duration>,
    /// Hazard per year that a waiting family moves away or refuses help.
    pub moves_away_per_year: f64,
    /// Managers' desk review of each waiting family.
    pub desk_review: Option<DeskReview>,
    /// Factor on the chance to come back of a family closed while it waited.
    pub return_factor: f64,
    /// Plain impatience: time until the family withdraws (reference cases).
    pub withdraw: Option<Duration>,
    /// Hazard per year that risk rises while waiting for an assessment.
    pub risk_rises_per_year: f64,
    /// Stage entered when it does.
    pub risk_rises_to: Option<StageIx>,
}

/// Contacts about families who are open already: repeat notifications, calls. They are no
/// referrals.
#[derive(Clone, Debug)]
pub struct OpenContacts {
    /// Contacts a year for each open family, at a constant hazard.
    pub per_year: f64,
    /// Work of the named worker, or of duty where there is nobody, per family.
    pub effort: Duration,
    /// Share that starts new work.
    pub starts: f64,
    /// Of those, the share that is a section 47 enquiry; the others are assessed anew. A family
    /// in whom that work is under way already starts nothing.
    pub section47: f64,
}

/// A manager reads what is known of a waiting family, and may close it without anybody having
/// been.
#[derive(Clone, Debug)]
pub struct DeskReview {
    /// So often for each family while it waits.
    pub every: Duration,
    /// Manager's work for one review, per family.
    pub effort: Duration,
    /// Share of reviews that close the family. Section 47 enquiries and protection plans are
    /// reviewed too and never closed so.
    pub closes: f64,
    /// Of the families whose need is that of a more urgent band than they were given, the share
    /// that one review finds out: they move up.
    pub finds: f64,
}

/// Return of closed families.
#[derive(Clone, Debug)]
pub struct Rereferral {
    /// Base chance that a closed or diverted family is referred again within 12 months.
    pub chance: f64,
    /// Delay from closure to return.
    pub delay: Duration,
    /// Need added for each return.
    pub worse: f64,
}
