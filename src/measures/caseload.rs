//! Caseloads: what each worker holds.
//!
//! The official caseload divides children held by workers who hold at least one; the fuller one by
//! full-time equivalents in post, those with none included. The shares above 15, 20, 25 and 30
//! children are fixed, the same for every plan.

use super::cells::Spot;
use super::monitor::{MOST_CHILDREN_HELD, Monitor};
use super::quantity::Quantity as Q;
use super::registry::{Definition, Kind, Unit};
use crate::chronology::{Place, PostId};

const fn level(quantity: Q, name: &'static str, unit: Unit, meaning: &'static str) -> Definition {
    Definition::new(quantity, name, Kind::Level, unit, meaning)
}

const fn ratio(
    quantity: Q,
    name: &'static str,
    over: Q,
    under: Q,
    unit: Unit,
    meaning: &'static str,
) -> Definition {
    Definition::new(quantity, name, Kind::Ratio(over, under), unit, meaning)
}

pub(super) const ROWS: &[Definition] = &[
    ratio(
        Q::CaseloadChildrenPerHolder,
        "caseload_children_per_holder",
        Q::AllocatedChildren,
        Q::Holders,
        Unit::Children,
        "Children held for each worker who holds at least one: the official definition.",
    )
    .also(&["children_per_holder", "caseload_children"])
    .says(&["mean", "end"])
    .weekly(),
    ratio(
        Q::CaseloadChildrenPerFte,
        "caseload_children_per_fte",
        Q::AllocatedChildren,
        Q::InPostFte,
        Unit::Children,
        "Children held for each full-time equivalent in post, those who hold none included.",
    )
    .says(&["mean", "end"]),
    ratio(
        Q::CaseloadFamiliesPerWorker,
        "caseload_families_per_worker",
        Q::AllocatedFamilies,
        Q::InPost,
        Unit::Families,
        "Families held for each worker in post.",
    )
    .also(&["caseload_families", "caseload_families_per_filled_post"]),
    ratio(
        Q::CaseloadPointsPerWorker,
        "caseload_points_per_worker",
        Q::AllocatedPoints,
        Q::InPost,
        Unit::Points,
        "Caseload points held for each worker in post.",
    ),
    Definition::new(
        Q::HighestCaseload,
        "highest_caseload_children",
        Kind::Weekly,
        Unit::Children,
        "Largest number of children one worker holds, at week-ends.",
    )
    .also(&["caseload_children_highest", "children_per_holder_highest"])
    .says(&["max", "end"])
    .weekly(),
    ratio(
        Q::ShareAbove15,
        "share_of_workers_above_15",
        Q::WorkersAbove15,
        Q::Holders,
        Unit::Share,
        "Share of workers who hold children that hold more than 15.",
    )
    .says(&["mean", "end"]),
    ratio(
        Q::ShareAbove20,
        "share_of_workers_above_20",
        Q::WorkersAbove20,
        Q::Holders,
        Unit::Share,
        "Share of workers who hold children that hold more than 20.",
    )
    .says(&["mean", "end"])
    .weekly(),
    ratio(
        Q::ShareAbove25,
        "share_of_workers_above_25",
        Q::WorkersAbove25,
        Q::Holders,
        Unit::Share,
        "Share of workers who hold children that hold more than 25.",
    )
    .says(&["mean", "end"]),
    ratio(
        Q::ShareAbove30,
        "share_of_workers_above_30",
        Q::WorkersAbove30,
        Q::Holders,
        Unit::Share,
        "Share of workers who hold children that hold more than 30.",
    )
    .says(&["mean", "end"]),
    ratio(
        Q::ShareAtCap,
        "share_of_workers_at_cap",
        Q::WorkersFull,
        Q::InPost,
        Unit::Share,
        "Share of workers in post who have no room for one more family under the caps.",
    )
    .also(&["share_of_time_at_cap"])
    .says(&["mean"]),
    level(
        Q::AllocatedFamilies,
        "allocated_families",
        Unit::Families,
        "Families with a named worker, present or away.",
    ),
    level(
        Q::AllocatedChildren,
        "allocated_children",
        Unit::Children,
        "Children with a named worker, present or away.",
    )
    .says(&["mean", "end"])
    .weekly(),
    Definition::new(
        Q::AllocatedPoints,
        "allocated_points",
        Kind::Total,
        Unit::Points,
        "Caseload points of the families that have a named worker.",
    ),
    level(
        Q::Holders,
        "workers_holding_children",
        Unit::Workers,
        "Workers who hold at least one family.",
    )
    .says(&["mean"])
    .weekly(),
    level(
        Q::WorkersFull,
        "workers_at_cap",
        Unit::Workers,
        "Workers who hold a family and have no room for one more under the caps.",
    ),
    level(
        Q::WorkersAbove15,
        "workers_above_15",
        Unit::Workers,
        "Workers who hold more than 15 children.",
    ),
    level(
        Q::WorkersAbove20,
        "workers_above_20",
        Unit::Workers,
        "Workers who hold more than 20 children.",
    ),
    level(
        Q::WorkersAbove25,
        "workers_above_25",
        Unit::Workers,
        "Workers who hold more than 25 children.",
    ),
    level(
        Q::WorkersAbove30,
        "workers_above_30",
        Unit::Workers,
        "Workers who hold more than 30 children.",
    )
    .says(&["max"]),
    level(
        Q::FamiliesWithWorkerAway,
        "families_with_worker_away",
        Unit::Families,
        "Families whose named worker is away and who have not been handed back.",
    ),
    level(
        Q::ChildrenWithWorkerAway,
        "children_with_worker_away",
        Unit::Children,
        "Children whose named worker is away and who have not been handed back.",
    )
    .says(&["mean", "max"])
    .weekly(),
];

const ABOVE: [(Q, i64); 4] = [
    (Q::WorkersAbove15, 15),
    (Q::WorkersAbove20, 20),
    (Q::WorkersAbove25, 25),
    (Q::WorkersAbove30, 30),
];

/// What is known of one post.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct PostRow {
    pub known: bool,
    pub spot: Option<Spot>,
    pub area: u16,
    pub manager: bool,
    pub fte_milli: i64,
    pub in_post: bool,
    pub agency: bool,
    /// An agency worker covers a person on long leave here.
    pub covered: bool,
    pub newly_qualified: bool,
    pub present: bool,
    pub working: bool,
    pub families: i64,
    pub children: i64,
    pub points_milli: i64,
    pub full: bool,
    pub away_since: Option<i64>,
    /// Not present on the usual day off, which is no absence.
    pub off: bool,
    /// Since when the person is on a long leave that somebody covers.
    pub on_leave_since: Option<i64>,
    pub vacant_since: Option<i64>,
    /// Allocated less released since the position at the start, for the checks.
    pub balance: i64,
    pub families_at_start: i64,
    /// Office seconds worked and available, with when the present stretch of each began.
    pub worked: i64,
    pub available: i64,
    pub began: i64,
    pub present_since: i64,
}

impl PostRow {
    /// Office seconds worked and available up to the office second `office`.
    pub fn hours(&self, office: i64) -> (i64, i64) {
        let since = |on: bool, from: i64| if on { office - from } else { 0 };
        (
            self.worked + since(self.working, self.began),
            self.available + since(self.present, self.present_since),
        )
    }
}

impl Monitor<'_> {
    /// The row of a post, made where it is new.
    pub(super) fn post(&mut self, post: PostId, place: Place) -> &mut PostRow {
        let index = post as usize;
        if index >= self.posts.len() {
            self.posts.resize(index + 1, PostRow::default());
        }
        let row = &mut self.posts[index];
        if !row.known {
            row.known = true;
            row.spot = Some(Spot::at(place));
            row.area = place.office;
        }
        row
    }

    /// A worker now holds this many families and children.
    pub(super) fn caseload(
        &mut self,
        post: PostId,
        place: Place,
        holds: [i64; 2],
        points_milli: i64,
        full: bool,
    ) {
        let [families, children] = holds;
        let spot = Spot::at(place);
        let full = full && families > 0;
        let row = self.post(post, place);
        let before = *row;
        (row.families, row.children, row.points_milli) = (families, children, points_milli);
        row.full = full;
        if families != before.families {
            let change = families - before.families;
            self.bank.shift(Q::AllocatedFamilies, spot, change);
            if !before.present && !before.off {
                self.bank.shift(Q::FamiliesWithWorkerAway, spot, change);
            }
            let holder = i64::from(families > 0) - i64::from(before.families > 0);
            if holder != 0 {
                self.bank.shift(Q::Holders, spot, holder);
            }
        }
        if children != before.children {
            let change = children - before.children;
            self.bank.shift(Q::AllocatedChildren, spot, change);
            if !before.present && !before.off {
                self.bank.shift(Q::ChildrenWithWorkerAway, spot, change);
            }
            for (quantity, limit) in ABOVE {
                let above = i64::from(children > limit) - i64::from(before.children > limit);
                if above != 0 {
                    self.bank.shift(quantity, spot, above);
                }
            }
        }
        if points_milli != before.points_milli {
            self.bank
                .shift_amount(Q::AllocatedPoints, spot, points_milli - before.points_milli);
        }
        if full != before.full {
            self.bank.shift(
                Q::WorkersFull,
                spot,
                i64::from(full) - i64::from(before.full),
            );
        }
    }

    /// A worker comes or goes: their families count as having a worker away, or no longer.
    pub(super) fn families_away(&mut self, spot: Spot, families: i64, children: i64, away: bool) {
        let sign = if away { 1 } else { -1 };
        self.bank
            .shift(Q::FamiliesWithWorkerAway, spot, sign * families);
        self.bank
            .shift(Q::ChildrenWithWorkerAway, spot, sign * children);
    }

    /// An allocation or a release, for the check against what the worker is said to hold.
    pub(super) fn held_families(&mut self, post: PostId, change: i64) {
        if let Some(row) = self.posts.get_mut(post as usize) {
            row.balance += change;
        }
    }

    pub(super) fn count_highest_caseload(&mut self) {
        self.bank.clear_sample(Q::HighestCaseload);
        for row in self
            .posts
            .iter()
            .filter(|row| !row.manager && row.children > 0)
        {
            if let Some(spot) = row.spot {
                self.bank.sample_max(Q::HighestCaseload, spot, row.children);
            }
        }
    }

    /// Workers in post by the number of children they hold, for each area.
    pub(super) fn distribution_of_caseloads(&self) -> Vec<Vec<u32>> {
        let areas = self.plan.setting.areas.len();
        let mut workers = vec![vec![0; MOST_CHILDREN_HELD + 1]; areas];
        for row in self.posts.iter().filter(|row| row.in_post && !row.manager) {
            let held = (row.children.max(0) as usize).min(MOST_CHILDREN_HELD);
            if let Some(area) = workers.get_mut(usize::from(row.area)) {
                area[held] += 1;
            }
        }
        workers
    }
}
