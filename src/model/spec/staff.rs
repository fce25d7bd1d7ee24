//! What staff are entitled to and how they come: long leave, named days, applicants, the yearly
//! intake of the newly qualified.

use super::{Duration, Spec, Team};
use crate::engine::Span;

/// Part-timers among the posts of a team.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PartTime {
    /// How many posts are theirs.
    pub posts: usize,
    /// Full-time equivalent of each.
    pub fte: f64,
}

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

/// Cover while a worker is away sick, in working days of the absence; `None` = that step is not
/// taken.
#[derive(Clone, Debug, Default)]
pub struct Cover {
    /// Statutory visits owed to protection families are duty's as soon as any absence begins.
    pub protection_at_once: bool,
    /// A manager reads through the families and gives duty the visits and reviews that are owed.
    pub review_after_wd: Option<i64>,
    /// The manager's work for one family; `None` = it takes no time.
    pub review: Option<Duration>,
    /// Protection families go to another worker.
    pub protection_after_wd: Option<i64>,
    /// All families do.
    pub others_after_wd: Option<i64>,
}

/// When a team's list is gone through. What is placed whatever the caps never waits for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Allocates {
    /// As families come and room comes up.
    Continuous,
    /// Each working day at opening.
    Daily,
    /// At a weekly meeting, at opening of this weekday (0 = Monday) or of the next working day.
    Weekly(u8),
}

/// One kind of sickness: spells arrive while the person is well.
#[derive(Clone, Debug)]
pub struct SicknessKind {
    /// Name (short, long).
    pub name: String,
    /// Spells per year of being well.
    pub per_year: f64,
    /// Length of a spell.
    pub length: Duration,
}

/// Leave or training taken every year.
#[derive(Clone, Debug)]
pub struct PlannedAbsence {
    /// Name (summer leave, training ...).
    pub name: String,
    /// Times a year.
    pub times: u32,
    /// Working days each time.
    pub length_wd: i64,
    /// Relative chance of each month (January first).
    pub months: [f64; 12],
}

/// Recruitment of permanent staff.
#[derive(Clone, Debug)]
pub struct Recruitment {
    /// Length of a round that succeeds (vacancy to start).
    pub round: Option<Duration>,
    /// Chance that a round fails.
    pub failure: f64,
    /// Length of a round that fails, before the next begins.
    pub failed_round: Option<Duration>,
    /// Most rounds the team can run at once; `None` = no limit.
    pub rounds_at_once: Option<usize>,
}

/// Agency cover.
#[derive(Clone, Debug)]
pub struct Agency {
    /// Time to find an agency worker.
    pub fill: Option<Duration>,
    /// Length of an assignment.
    pub assignment: Option<Duration>,
    /// Warning before a permanent worker starts in the post: no family is allocated from then.
    pub notice: Option<Duration>,
    /// Speed relative to a permanent worker.
    pub speed: f64,
    /// Ramp of an agency worker.
    pub ramp: Vec<(Span, f64)>,
}

/// Staff of another role in a team: a pool that takes the items named for the role.
#[derive(Clone, Copy, Debug)]
pub struct Support {
    /// Full-time people.
    pub posts: u32,
    /// Share of office time they have for these items, leave and sickness taken off.
    pub casework_share: f64,
}

impl Team {
    /// How many of the posts are vacant at the start, and how many of these an agency worker
    /// covers: whole posts, the nearest number to the shares.
    #[must_use]
    pub fn vacant_at_start(&self) -> (usize, usize) {
        let posts = self.posts.len();
        let share = |share: f64| (share * posts as f64).round() as usize;
        let vacant = share(self.vacancy_start).min(posts);
        (vacant, share(self.agency_share).min(vacant))
    }

    /// Has the team anybody of a role?
    #[must_use]
    pub fn has_support(&self, role: Option<usize>) -> bool {
        let pool = role.and_then(|role| self.support.get(role));
        pool.is_some_and(|pool| pool.posts > 0 && pool.casework_share > 0.0)
    }
}

impl Spec {
    /// Mean number of children of the families who come to an office; 1 where nobody comes.
    #[must_use]
    pub fn children_per_family(&self, office: usize) -> f64 {
        let (mut families, mut children) = (0.0, 0.0);
        for stream in self.streams.iter().filter(|stream| stream.office == office) {
            let shares = self.sources[stream.source].children.iter().enumerate();
            let size: f64 = shares.map(|(more, share)| (more + 1) as f64 * share).sum();
            families += stream.families_per_day;
            children += stream.families_per_day * size;
        }
        if families > 0.0 {
            children / families
        } else {
            1.0
        }
    }
}
