//! Work ready and hours worked. The facts told here are the commonest, so each costs a few
//! look-ups at most.

use super::cells::Spot;
use super::monitor::Monitor;
use super::quantity::Quantity as Q;
use super::registry::{By, Definition, Kind, Unit, row};
use crate::chronology::{Place, PostId, Work};
use crate::engine::Span;

pub(super) const ROWS: &[Definition] = &[
    row(
        By::TEAM,
        Q::Utilisation,
        "utilisation",
        Kind::Ratio(Q::WorkedHours, Q::AvailableHours),
        Unit::Share,
        "Office time in which workers had work in hand over office time for which they were \
         present.",
    )
    .says(&["mean"])
    .weekly(),
    Definition::new(
        Q::HighestUtilisation,
        "highest_utilisation",
        Kind::Weekly,
        Unit::Share,
        "Largest share of the office time for which one person was present, since the start of \
         the run, in which that person had work in hand, at week-ends: never above 1.",
    )
    .says(&["max"]),
    row(
        By::TEAM,
        Q::WorkArriving,
        "work_arriving_hours",
        Kind::Count,
        Unit::Hours,
        "Hours of casework that became ready for workers, notes to follow included: effort, not \
         presence, of which only a share is for casework. Work issued again to another worker \
         counts again; work of families nobody has yet does not.",
    )
    .says(&["count"])
    .weekly(),
    row(
        By::TEAM,
        Q::WorkedHours,
        "workers_working",
        Kind::OfficeLevel,
        Unit::Workers,
        "Workers with work in hand, in office time; weekly, the hours worked.",
    )
    .also(&["worked_hours"])
    .weekly(),
    row(
        By::TEAM,
        Q::AvailableHours,
        "workers_available",
        Kind::OfficeLevel,
        Unit::Workers,
        "Workers present, in office time; weekly, the hours available.",
    )
    .also(&["available_hours"])
    .weekly(),
    row(
        By::TEAM,
        Q::OtherWork,
        "other_work_hours",
        Kind::Count,
        Unit::Hours,
        "Hours of workers spent on looked-after children and other work outside the model: their \
         stated share of the casework time of those present at each opening.",
    )
    .says(&["count"]),
    row(
        By::TEAM,
        Q::BusyWorkers,
        "busy_workers",
        Kind::Level,
        Unit::Workers,
        "Workers with work in hand, nights included.",
    )
    .also(&["busy"]),
    row(
        By::TEAM,
        Q::FreeWorkers,
        "free_workers",
        Kind::Level,
        Unit::Workers,
        "Workers present with nothing in hand.",
    ),
    row(
        By::TEAM,
        Q::ReadyItems,
        "ready_items",
        Kind::Level,
        Unit::Number,
        "Pieces of work ready to be done, those in hand included.",
    )
    .also(&["ready"]),
    row(
        By::TEAM,
        Q::ReadyPerWorker,
        "ready_per_worker",
        Kind::Ratio(Q::ReadyItems, Q::InPost),
        Unit::Number,
        "Pieces of work ready, those in hand included, for each worker in post.",
    ),
    row(
        By::TEAM,
        Q::ManagerUtilisation,
        "manager_utilisation",
        Kind::Ratio(Q::ManagerWorkedHours, Q::ManagerAvailableHours),
        Unit::Share,
        "Office time in which managers had decisions in hand over office time for which they \
         were present.",
    )
    .says(&["mean"])
    .weekly(),
    row(
        By::TEAM,
        Q::ManagerWorkedHours,
        "managers_working",
        Kind::OfficeLevel,
        Unit::Workers,
        "Managers with a decision in hand, in office time.",
    ),
    row(
        By::TEAM,
        Q::ManagerAvailableHours,
        "managers_available",
        Kind::OfficeLevel,
        Unit::Workers,
        "Managers present, in office time.",
    ),
    row(
        By::TEAM,
        Q::BusyManagers,
        "busy_managers",
        Kind::Level,
        Unit::Workers,
        "Managers with a decision in hand, nights included.",
    ),
    row(
        By::TEAM,
        Q::Events,
        "events",
        Kind::Lifetime,
        Unit::Number,
        "Contacts, items finished, delays that issued work, people away, back, gone and started, \
         over the whole run.",
    )
    .says(&["count"]),
];

impl Monitor<'_> {
    #[inline]
    pub(super) fn ready(&mut self, place: Place, work: Work, effort: Span, delayed: bool) {
        let spot = Spot::at(place);
        self.events += u64::from(delayed);
        self.bank.shift(Q::ReadyItems, spot, 1);
        // The hours of a note were counted with the work it records.
        if !matches!(work, Work::Note | Work::Management) {
            self.bank.count(Q::WorkArriving, spot, effort.0);
        }
    }

    #[inline]
    pub(super) fn dropped(&mut self, place: Place) {
        self.bank.shift(Q::ReadyItems, Spot::at(place), -1);
    }

    #[inline]
    pub(super) fn began(&mut self, post: PostId, place: Place) {
        let office = self.bank.office_now();
        let Some(row) = self.posts.get_mut(post as usize) else {
            self.laws
                .breach(|| format!("post {post} worked before it existed"));
            return;
        };
        if row.working || !row.present {
            let why = if row.working {
                "two things at once"
            } else {
                "while away"
            };
            self.laws.breach(|| format!("post {post} worked on {why}"));
            return;
        }
        row.working = true;
        row.began = office;
        let manager = row.manager;
        self.work_in_hand(Spot::at(place), manager, true, 1);
    }

    #[inline]
    pub(super) fn stopped(&mut self, post: PostId, place: Place, said: Span, finished: bool) {
        let office = self.bank.office_now();
        let spot = Spot::at(place);
        self.events += u64::from(finished);
        if finished {
            self.bank.shift(Q::ReadyItems, spot, -1);
        }
        let Some(row) = self.posts.get_mut(post as usize).filter(|row| row.working) else {
            self.laws
                .breach(|| format!("post {post} stopped what it had not begun"));
            return;
        };
        row.working = false;
        let worked = office - row.began;
        row.worked += worked;
        if said.0 != worked {
            self.laws.breach(|| {
                format!(
                    "post {post}: {} s said to be worked, {worked} s by the clock",
                    said.0
                )
            });
        }
        let (manager, present) = (row.manager, row.present);
        self.work_in_hand(spot, manager, present, -1);
    }

    #[inline]
    fn work_in_hand(&mut self, spot: Spot, manager: bool, present: bool, change: i64) {
        if manager {
            self.bank.shift_office(Q::ManagerWorkedHours, spot, change);
            self.bank.shift(Q::BusyManagers, spot, change);
        } else {
            self.bank.shift_office(Q::WorkedHours, spot, change);
            self.bank.shift(Q::BusyWorkers, spot, change);
            if present {
                self.bank.shift(Q::FreeWorkers, spot, -change);
            }
        }
    }

    /// The largest share of their hours for which anybody had work in hand, so far.
    pub(super) fn count_highest_utilisation(&mut self) {
        if self.plan.cells[Q::HighestUtilisation as usize].is_empty() {
            return;
        }
        self.bank.clear_sample(Q::HighestUtilisation);
        let office = self.bank.office_now();
        for row in &self.posts {
            let (worked, available) = row.hours(office);
            if let Some(spot) = row.spot
                && available > 0
            {
                let share = worked * 1_000_000 / available;
                self.bank.sample_max(Q::HighestUtilisation, spot, share);
            }
        }
    }

    /// A person is there or not.
    pub(super) fn present(&mut self, post: PostId, place: Place, manager: bool, present: bool) {
        let office = self.bank.office_now();
        let now = self.bank.now;
        let spot = Spot::at(place);
        let row = self.post(post, place);
        row.manager = manager;
        if row.present == present {
            return;
        }
        row.present = present;
        if present {
            row.present_since = office;
        } else {
            row.available += office - row.present_since;
        }
        let (working, families, children) = (row.working, row.families, row.children);
        let off = row.off;
        let change = if present { 1 } else { -1 };
        if !present && working {
            self.laws.should_stop(post, now);
        }
        if manager {
            self.bank
                .shift_office(Q::ManagerAvailableHours, spot, change);
            self.bank.shift(Q::ManagersPresent, spot, change);
            return;
        }
        self.bank.shift_office(Q::AvailableHours, spot, change);
        self.bank.shift(Q::Present, spot, change);
        if !working {
            self.bank.shift(Q::FreeWorkers, spot, change);
        }
        if !off {
            self.families_away(spot, families, children, !present);
        }
    }
}
