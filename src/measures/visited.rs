//! Children allocated but not started, and children not visited.
//!
//! A visit is a finished piece of work at which the child is seen. Before the start of the run
//! nobody's visits are known: a child who was open then counts as started, and the time without a
//! visit runs from the start.

use super::cells::Spot;
use super::family::{Family, NO_VISIT, NONE};
use super::monitor::Monitor;
use super::plan::{RecurringAs, Setting, VisitEvery};
use super::quantity::Quantity as Q;
use super::registry::{Definition, Kind, Unit};
use crate::chronology::{FamilyId, PostId, Work};
use crate::engine::Time;

const fn row(quantity: Q, name: &'static str, meaning: &'static str) -> Definition {
    Definition::new(quantity, name, Kind::Weekly, Unit::Children, meaning)
        .says(&["mean", "max", "end"])
        .weekly()
}

pub(super) const ROWS: &[Definition] = &[
    row(
        Q::AllocatedNotStarted,
        "allocated_not_started",
        "Children who have had a named worker for more than 5 working days and no visit by that \
         worker, at week-ends; those whose work is only being closed are left out.",
    )
    .also(&["allocated_but_not_started"]),
    row(
        Q::NotVisitedInNeed,
        "not_visited_in_need",
        "Children assessed as in need whom nobody has visited for more than 6 weeks, counted from \
         the last visit on the plan or from the plan's beginning, at week-ends.",
    ),
    row(
        Q::NotVisitedProtection,
        "not_visited_protection",
        "Children on a protection plan whom nobody has visited for longer than the standard of \
         their stage, counted from the last visit or from the plan's beginning, at week-ends.",
    ),
    // Only where asked for: every open family is looked at on every working day.
    Definition::new(
        Q::ProtectionUncovered,
        "protection_uncovered_over_5_wd",
        Kind::Daily,
        Unit::Children,
        "Children on a protection plan whose named worker has been away for more than 5 working \
         days with nobody covering: since the absence began nobody has visited and no manager has \
         gone through the family; where duty takes the visits owed from the first hour, only if a \
         visit was missed since.",
    ),
];

/// What is counted from visits.
pub(super) const OF_VISITS: [Q; 4] = [
    Q::AllocatedNotStarted,
    Q::NotVisitedInNeed,
    Q::NotVisitedProtection,
    Q::ProtectionUncovered,
];

/// Working days a named worker may take to begin.
const START_WD: i64 = 5;
/// A named worker who is away for more than this many working days must be covered.
const LONG_WD: i64 = 5;

/// What the week-end's look at one family finds.
struct Found {
    quantity: Q,
    spot: Spot,
    children: i64,
}

impl Monitor<'_> {
    /// A worker finished something: where the child is seen at it, that was a visit.
    #[inline]
    pub(super) fn visited(&mut self, family: FamilyId, post: PostId, stage: u16, work: Work) {
        let Some(rules) = self.plan.setting.stage_settings.get(usize::from(stage)) else {
            return;
        };
        let seen = match work {
            Work::Item(which) => rules.visits.get(usize::from(which)).copied() == Some(true),
            Work::Recurring(which) => {
                rules.recurring.get(usize::from(which)) == Some(&RecurringAs::Visit)
            }
            _ => false,
        };
        if !seen {
            return;
        }
        let now = self.bank.now;
        if let Some(known) = self.families.get(family) {
            known.visited = now;
            known.worker_visited |= known.worker == post;
        }
    }

    /// A manager went through the family of an absent worker and gave duty what is owed.
    pub(super) fn cover_reviewed(&mut self, family: FamilyId) {
        let now = self.bank.now;
        if let Some(known) = self.families.get(family) {
            known.covered = now;
        }
    }

    /// A visit was overtaken by the next one due.
    pub(super) fn visit_missed(&mut self, family: FamilyId) {
        let now = self.bank.now;
        if let Some(known) = self.families.get(family) {
            known.missed = now;
        }
    }

    /// Counts the protection families of absent workers whom nobody covers, as of now.
    pub(super) fn count_uncovered(&mut self) {
        let (plan, quantity) = (self.plan, Q::ProtectionUncovered);
        if plan.cells[quantity as usize].is_empty() {
            return;
        }
        self.bank.clear_sample(quantity);
        let (calendar, now) = (&plan.setting.calendar, Time(self.bank.now));
        let mut found = Vec::new();
        self.families.each(|known| {
            let row = |stage: u16| plan.setting.stage_settings.get(usize::from(stage));
            let mut rows = known
                .running
                .iter()
                .filter_map(|running| row(running.stage));
            let Some(holder) = self.posts.get(known.worker as usize) else {
                return;
            };
            let (Some(since), Some(spot)) = (holder.away_since, holder.spot) else {
                return;
            };
            if !rows.any(|rules| rules.row == 0) || known.visited.max(known.covered) >= since {
                return;
            }
            let team = plan.setting.teams.get(usize::from(spot.team));
            let at_once = team.is_some_and(|team| team.protection_covered_at_once);
            let long = calendar.working_days_between(Time(since), now) > LONG_WD;
            if long && (!at_once || known.missed >= since) {
                found.push((spot, i64::from(known.children)));
            }
        });
        for (spot, children) in found {
            self.bank.sample(quantity, spot, children);
        }
    }

    /// A family was given a named worker.
    pub(super) fn named(&mut self, family: FamilyId, post: PostId) {
        let now = self.bank.now;
        let known = self.families.remember(family);
        (known.worker, known.named_since, known.worker_visited) = (post, now, false);
    }

    /// A worker no longer has a family.
    pub(super) fn no_longer_named(&mut self, family: FamilyId, post: PostId) {
        if let Some(known) = self.families.get(family)
            && known.worker == post
        {
            known.worker = NONE;
        }
    }

    /// Counts who was not visited, as of now. Sums, so the order of families cannot matter.
    pub(super) fn count_not_visited(&mut self) {
        let quantities = [
            Q::AllocatedNotStarted,
            Q::NotVisitedInNeed,
            Q::NotVisitedProtection,
        ];
        let plan = self.plan;
        if quantities
            .iter()
            .all(|quantity| plan.cells[*quantity as usize].is_empty())
        {
            return;
        }
        for quantity in quantities {
            self.bank.clear_sample(quantity);
        }
        let now = Time(self.bank.now);
        let mut found = Vec::new();
        self.families.each(|known| {
            let Some(first) = known.running.first() else {
                return;
            };
            let holder = self.posts.get(known.worker as usize).and_then(|p| p.spot);
            let spot = holder.unwrap_or(first.spot);
            let children = i64::from(known.children);
            if let Some(quantity) = not_visited(known, &plan.setting, now) {
                found.push(Found {
                    quantity,
                    spot,
                    children,
                });
            }
            if not_started(known, &plan.setting, now) {
                let quantity = Q::AllocatedNotStarted;
                found.push(Found {
                    quantity,
                    spot,
                    children,
                });
            }
        });
        for one in found {
            self.bank.sample(one.quantity, one.spot, one.children);
        }
    }
}

/// A named worker who has not begun.
fn not_started(known: &Family, setting: &Setting, now: Time) -> bool {
    if known.worker == NONE || known.worker_visited {
        return false;
    }
    let closing = |stage: u16| {
        let rules = setting.stage_settings.get(usize::from(stage));
        rules.is_some_and(|rules| rules.closing)
    };
    let calendar = &setting.calendar;
    !known.running.iter().all(|running| closing(running.stage))
        && calendar.working_days_between(Time(known.named_since), now) > START_WD
}

/// The row in which a family on a plan counts as not visited, if it does.
fn not_visited(known: &Family, setting: &Setting, now: Time) -> Option<Q> {
    let on_plan = known.running.iter().find_map(|running| {
        let rules = setting.stage_settings.get(usize::from(running.stage))?;
        Some((rules.row, rules.visit_every?))
    });
    let (row, every) = on_plan?;
    let (_, since) = known.on_plan?;
    let since = Time(since.max(if known.visited == NO_VISIT {
        since
    } else {
        known.visited
    }));
    let too_long = match every {
        VisitEvery::Elapsed(longest) => now - since > longest,
        VisitEvery::WorkingDays(longest) => {
            setting.calendar.working_days_between(since, now) > longest
        }
    };
    too_long.then_some(if row == 0 {
        Q::NotVisitedProtection
    } else {
        Q::NotVisitedInNeed
    })
}
