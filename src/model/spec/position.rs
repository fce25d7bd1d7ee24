//! Where everything stands at the start.

use super::{BandIx, Duration, OfficeIx, StageIx};
use crate::engine::{Span, Time};

/// Where everything stands at the start.
#[derive(Clone, Debug, Default)]
pub struct StartPosition {
    /// People may be away on the first day, as their rates of absence imply in the long run; if
    /// not, everyone in post is there.
    pub people_away: bool,
    /// Groups of open families, or open families one by one.
    pub open: Vec<OpenGroup>,
    /// Closures of the previous 12 months, by office (families).
    pub closed_last_year: Vec<Option<f64>>,
    /// The same one by one, where they are known.
    pub closed: Option<Vec<ClosedFamily>>,
}

/// A group of families open at the start.
#[derive(Clone, Debug)]
pub struct OpenGroup {
    /// Office.
    pub office: OfficeIx,
    /// Stage they are in.
    pub stage: StageIx,
    /// Kind of team that has them where the stage does not say; `None` = the front door's.
    pub team_kind: Option<usize>,
    /// Number of children (families are drawn until it is reached) or of families.
    pub children: f64,
    /// Count families rather than children.
    pub count_families: bool,
    /// With a named worker or on the list.
    pub allocated: bool,
    /// Need band; `None` = drawn as for arrivals.
    pub band: Option<BandIx>,
    /// How long they have been in the stage (age); `None` = 0.
    pub age: Option<Duration>,
    /// Stable key: a hash of the group's name.
    pub key: u64,
    /// It is one family of a list, of which more is known.
    pub listed: Option<Listed>,
}

/// What a list of open families says of one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Number of its children.
    pub children: u8,
    /// The named worker is away on the first day.
    pub worker_away: bool,
    /// When a worker last saw the child; `None` = nobody has.
    pub last_seen: Option<Time>,
}

/// A family whose work ended in the 12 months before the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClosedFamily {
    /// Office.
    pub office: OfficeIx,
    /// Number of its children.
    pub children: u8,
    /// How long before the start.
    pub ago: Span,
    /// Stable key: a hash of what the list says of it.
    pub key: u64,
}
