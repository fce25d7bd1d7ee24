//! What may end a contact at the front door beside the decision: joint triage and early help.

use super::Duration;

/// A graded screen made together with a partner before the decision.
#[derive(Clone, Debug)]
pub struct Triage {
    /// Effort of the duty desk, per family.
    pub effort: Duration,
    /// Effort of the partner's staff, per family: counted, and no worker's.
    pub partner_effort: Duration,
    /// Share of the source's contacts, those seen as lowest, that it ends with information.
    pub ends: f64,
    /// Standard deviation of what it adds to a family's need (need has sd 1 in a source).
    pub noise: f64,
}

/// Early help for those below the thresholds.
#[derive(Clone, Debug)]
pub struct EarlyHelp {
    /// Share of the families turned down (with advice, or as a referral) who really take it up.
    pub taken: f64,
    /// Factor on their chance to come back; 1 = no effect.
    pub return_factor: f64,
    /// Effort of the partners who give it, per family: counted, and no worker's.
    pub partner_effort: Option<Duration>,
}
