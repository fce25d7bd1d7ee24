//! What staff are entitled to and how they come: long leave, named days, applicants, the yearly
//! intake of the newly qualified.

use super::Duration;
use crate::engine::Span;

/// Maternity and other long leave: planned, seldom, long. Families are handed over as it begins.
#[derive(Clone, Debug)]
pub struct LongLeave {
    /// Leaves that begin for each year of not being on one (365.25 d), at a constant hazard.
    pub per_year: f64,
    /// Length of a leave.
    pub length: Duration,
    /// Share of leaves covered by an agency worker until the person is back.
    pub covered: f64,
}

/// Applicants for permanent posts of workers, shared by every recruitment round of the county.
#[derive(Clone, Debug)]
pub struct Applicants {
    /// Suitable applicants a year, a Poisson stream.
    pub per_year: f64,
    /// How long one stays to be had; `None` = for good.
    pub stays: Option<Duration>,
    /// Number to be had at the start.
    pub at_start: u32,
}

/// Newly qualified workers who start together once a year, when courses end.
#[derive(Clone, Copy, Debug)]
pub struct Intake {
    /// Month (1 = January) on whose first working day they start.
    pub month: i8,
    /// Most who start in the team each year; there must be posts without a permanent worker.
    pub places: u32,
}

/// Shares of the caps of a newly qualified worker: (elapsed time since the start, share), steps
/// in order; full caps after the last.
pub type ProtectedCaps = Vec<(Span, f64)>;
