//! Waits for a named worker, and the lists on which families wait.
//!
//! A wait counts when the family is allocated within the window, from when it began to wait: one
//! already waiting at the start enters at its age. Whoever still waits at the end counts in the
//! level, in the age of the longest wait and in the cumulative incidence.

use super::cells::Spot;
use super::family::NONE;
use super::monitor::Monitor;
use super::quantity::Quantity as Q;
use super::registry::{By, Definition, Kind, Unit, row};
use crate::chronology::{Fact, FamilyId, LeftList, Release, RowIx};
use crate::engine::Time;
use crate::statistics::{Outcome, Wait};

pub(super) const ROWS: &[Definition] = &[
    row(
        By::BAND,
        Q::Wait,
        "wait_for_named_worker_days",
        Kind::Tally,
        Unit::Days,
        "Elapsed days from ready for a worker to a first named worker, of families allocated in \
         the window; nobody's wait is left out because it was nothing.",
    )
    .also(&["wait_for_named_worker", "wait"])
    .says(&["mean", "p50", "p90", "max"]),
    row(
        By::BAND,
        Q::WaitWorkingDays,
        "wait_for_named_worker_wd",
        Kind::Tally,
        Unit::WorkingDays,
        "Working days from ready for a worker to a first named worker, of families allocated in \
         the window.",
    )
    .says(&["mean", "p50", "p90", "max", "share_above_5"]),
    row(
        By::BAND,
        Q::WaitWithOpen,
        "wait_including_still_waiting_days",
        Kind::Incidence,
        Unit::Days,
        "Elapsed days by which a given share of families has a first named worker, those who \
         closed first and those still waiting counted as what they are; not reached where too \
         few are allocated.",
    )
    .says(&["p50", "p90"]),
    row(
        By::BAND,
        Q::AllocationWait,
        "allocation_wait_days",
        Kind::Tally,
        Unit::Days,
        "Elapsed days on a list of every allocation in the window, first or later.",
    ),
    row(
        By::BAND,
        Q::TransferWait,
        "transfer_wait_days",
        Kind::Tally,
        Unit::Days,
        "Elapsed days from ready to transfer until the receiving team names a worker.",
    )
    .says(&["mean", "p90"]),
    row(
        By::BAND,
        Q::TimeOnList,
        "time_on_list_days",
        Kind::Tally,
        Unit::Days,
        "Elapsed days of every spell on a list that ended in the window, by allocation or not.",
    ),
    row(
        By::BAND,
        Q::TimeUnallocated,
        "time_unallocated_days",
        Kind::Tally,
        Unit::Days,
        "Elapsed days on lists, all spells together, of families whose work closed in the \
         window.",
    ),
    row(
        By::BAND,
        Q::Waiting,
        "waiting",
        Kind::Level,
        Unit::Families,
        "Families on a list, held by nobody.",
    )
    .also(&["families_waiting"]),
    row(
        By::BAND,
        Q::WaitingChildren,
        "waiting_children",
        Kind::Level,
        Unit::Children,
        "Children of families on a list, held by nobody.",
    )
    .says(&["mean", "max", "end"])
    .weekly(),
    row(
        By::BAND,
        Q::WaitingAgain,
        "waiting_again",
        Kind::Level,
        Unit::Families,
        "Families on a list, held by nobody, that had a worker before.",
    ),
    row(
        By::BAND,
        Q::OldestWaiting,
        "oldest_waiting_days",
        Kind::Oldest,
        Unit::Days,
        "Age of the longest wait of a family held by nobody, at every moment; 0 when none waits.",
    )
    .also(&["oldest_waiting"])
    .says(&["mean", "max", "end"])
    .weekly(),
    row(
        By::BAND,
        Q::FirstAllocations,
        "first_allocations",
        Kind::Count,
        Unit::Families,
        "Families given a first named worker.",
    ),
    row(
        By::BAND,
        Q::FirstAllocationsChildren,
        "first_allocations_children",
        Kind::Count,
        Unit::Children,
        "Children given a first named worker.",
    )
    .says(&["count"])
    .weekly(),
    row(
        By::BAND,
        Q::Allocations,
        "allocations",
        Kind::Count,
        Unit::Families,
        "Families given a named worker, first or later.",
    ),
    row(
        By::BAND,
        Q::AllocatedAboveCap,
        "allocated_above_cap",
        Kind::Count,
        Unit::Children,
        "Children allocated to a worker who had no room under the caps.",
    )
    .says(&["count"]),
    row(
        By::BAND,
        Q::LeftUnallocated,
        "left_list_without_worker",
        Kind::Count,
        Unit::Children,
        "Children who left a list without a worker: work ended, moved away, withdrew.",
    )
    .says(&["count"]),
    row(
        By::BAND,
        Q::ClosedUnseen,
        "closed_unseen",
        Kind::Count,
        Unit::Children,
        "Children whose work was closed while they waited for a worker, nobody having seen them \
         since the contact.",
    )
    .says(&["count"])
    .weekly(),
    row(
        By::BAND,
        Q::ClosedWaiting,
        "closed_while_waiting",
        Kind::Count,
        Unit::Children,
        "Children whose work was closed while they waited: moved away, refused, or closed by a \
         manager after a desk review; seen or not.",
    )
    .says(&["count"]),
    row(
        By::BAND,
        Q::ClosedAtDesk,
        "closed_at_desk_review",
        Kind::Count,
        Unit::Children,
        "Children whose work a manager closed after a desk review while they waited.",
    )
    .says(&["count"]),
    row(
        By::BAND,
        Q::Withdrawn,
        "withdrawn",
        Kind::Count,
        Unit::Families,
        "Families who withdrew from a list.",
    ),
    row(
        By::BAND,
        Q::WithdrawnShare,
        "withdrawn_share",
        Kind::Ratio(Q::Withdrawn, Q::Contacts),
        Unit::Share,
        "Families who withdrew from a list over families in contact.",
    )
    .by(By::TEAM),
];

/// A family on a list.
#[derive(Clone, Copy, Debug)]
pub(super) struct Listed {
    pub family: FamilyId,
    pub spot: Spot,
    pub area: u16,
    pub children: u8,
    pub row: RowIx,
    pub held: bool,
    pub first: bool,
    pub since: i64,
    /// Since when nobody has held it: later than `since` where its worker left while it waited.
    pub without_since: i64,
    pub since_wd: i64,
    /// When it joined as far as the window is concerned, for Little's law.
    pub joined: i64,
}

impl Monitor<'_> {
    pub(super) fn on_the_list(&mut self, fact: &Fact) {
        match *fact {
            Fact::ListJoined {
                family,
                place,
                children,
                band,
                row,
                since,
                held,
                first,
            } => {
                let spot = Spot::at(place).band(band);
                let since_wd = self.working_day_index(since);
                let now = self.bank.now;
                self.joined(Listed {
                    family,
                    spot,
                    area: place.office,
                    children,
                    row,
                    held,
                    first,
                    since_wd,
                    since: since.0.min(now),
                    without_since: since.0.min(now),
                    joined: now,
                });
            }
            Fact::RowChanged { family, row, .. } => self.row_changed(family, row),
            Fact::Allocated {
                family,
                place,
                post,
                children,
                since,
                first,
                transfer,
                above_cap,
                band,
                ..
            } => {
                // A wait counts where it arose, whichever office's worker ends it.
                let waited = self.left(family, since, Outcome::Allocated);
                let spot = waited.unwrap_or(Spot::at(place)).band(band);
                self.allocated(spot, children, since, first, transfer, above_cap);
                self.held_families(post, 1);
                self.named(family, post);
            }
            Fact::ListLeft {
                family,
                place,
                children,
                since,
                why,
                seen,
                ..
            } => {
                let waited = self.left(family, since, Outcome::Closed);
                let band = waited.map_or(0, |spot| spot.band);
                let spot = Spot::at(place).band(band);
                self.bank
                    .count(Q::LeftUnallocated, spot, i64::from(children));
                self.left_because(why, seen, spot, children);
            }
            Fact::Released { .. } => self.released(fact),
            _ => {}
        }
    }

    fn left_because(&mut self, why: LeftList, seen: bool, spot: Spot, children: u8) {
        let children = i64::from(children);
        match why {
            LeftList::WorkEnded => {}
            LeftList::Withdrew => self.bank.count(Q::Withdrawn, spot, 1),
            LeftList::MovedAway | LeftList::DeskReview => {
                self.bank.count(Q::ClosedWaiting, spot, children);
                if why == LeftList::DeskReview {
                    self.bank.count(Q::ClosedAtDesk, spot, children);
                }
                if !seen {
                    self.bank.count(Q::ClosedUnseen, spot, children);
                }
            }
        }
    }

    fn row_changed(&mut self, family: FamilyId, row: RowIx) {
        let listed = self.families.get(family).map_or(NONE, |f| f.listed);
        if let Some(listed) = self.listed.get_mut(listed as usize) {
            listed.row = row;
        }
    }

    fn released(&mut self, fact: &Fact) {
        let Fact::Released {
            family,
            place,
            post,
            children,
            why,
        } = *fact
        else {
            return;
        };
        self.held_families(post, -1);
        self.no_longer_named(family, post);
        if matches!(why, Release::Closed | Release::NotNeeded) {
            return;
        }
        let (spot, lost) = (Spot::at(place), i64::from(children));
        self.bank.count(Q::ChangesOfWorker, spot, lost);
        if why == Release::PostClosed {
            self.bank.count(Q::HandedBackAtEnd, spot, lost);
        }
        let known = self.families.remember(family);
        known.changes += 1;
        let listed = known.listed;
        if why != Release::Transferred {
            self.nobody_holds(listed);
        }
    }

    /// Working days up to an instant; not worked out where nobody asks for daily counts.
    fn working_day_index(&self, at: Time) -> i64 {
        if self.counts_days {
            self.plan.setting.calendar.working_day_index(at)
        } else {
            0
        }
    }

    fn joined(&mut self, listed: Listed) {
        let family = listed.family;
        let position = self.listed.len() as u32;
        let known = self.families.remember(family);
        if known.listed != NONE {
            self.laws
                .breach(|| format!("family {family} joined a list while on one"));
            return;
        }
        known.listed = position;
        self.listed.push(listed);
        if !listed.held {
            self.begins_to_wait(&listed);
        }
    }

    /// A family that waited to be transferred lost its worker: it now waits with nobody.
    /// It waited for another team while somebody held it: without a worker only from now.
    fn nobody_holds(&mut self, position: u32) {
        let now = self.bank.now;
        let today = self.working_day_index(Time(now));
        if let Some(listed) = self.listed.get_mut(position as usize)
            && listed.held
        {
            listed.held = false;
            listed.joined = now;
            listed.without_since = now;
            listed.since_wd = today;
            let listed = *listed;
            self.begins_to_wait(&listed);
        }
    }

    fn begins_to_wait(&mut self, listed: &Listed) {
        self.bank.shift(Q::Waiting, listed.spot, 1);
        self.bank
            .shift(Q::WaitingChildren, listed.spot, i64::from(listed.children));
        if !listed.first {
            self.bank.shift(Q::WaitingAgain, listed.spot, 1);
        }
        self.bank.wait(
            Q::OldestWaiting,
            listed.spot,
            listed.family,
            listed.without_since,
            true,
        );
        self.laws.waiting(self.bank.now, 1);
    }

    fn waits_no_more(&mut self, gone: &Listed) {
        self.bank.shift(Q::Waiting, gone.spot, -1);
        self.bank
            .shift(Q::WaitingChildren, gone.spot, -i64::from(gone.children));
        if !gone.first {
            self.bank.shift(Q::WaitingAgain, gone.spot, -1);
        }
        self.bank.wait(
            Q::OldestWaiting,
            gone.spot,
            gone.family,
            gone.without_since,
            false,
        );
        self.laws.waiting(self.bank.now, -1);
        self.laws.waited(self.bank.now, gone.joined);
    }

    /// Takes a family off its list; gives back where and in which band it waited.
    fn left(&mut self, family: FamilyId, since: Time, outcome: Outcome) -> Option<Spot> {
        let known = self.families.get(family);
        let Some(known) = known.filter(|known| known.listed != NONE) else {
            self.laws
                .breach(|| format!("family {family} left a list it was not on"));
            return None;
        };
        let position = known.listed as usize;
        known.listed = NONE;
        let gone = self.listed.swap_remove(position);
        let now = self.bank.now;
        if since.0 != gone.since {
            self.laws
                .breach(|| format!("family {family}: its wait began at two times"));
        }
        if !gone.held {
            known.waited += now - gone.joined.min(now).max(gone.since);
        }
        self.families.settle_later(family);
        if let Some(moved) = self.listed.get(position) {
            self.families.remember(moved.family).listed = position as u32;
        }
        if !gone.held {
            self.waits_no_more(&gone);
        }
        self.bank
            .observe(Q::TimeOnList, gone.spot, now - gone.since);
        if gone.first && self.counts_incidence {
            self.spell(&gone, outcome);
        }
        Some(gone.spot)
    }

    /// One wait for the cumulative incidence, seen from its age when the window opened.
    fn spell(&mut self, listed: &Listed, outcome: Outcome) {
        let opened = self.plan.setting.window_start.0.max(listed.joined);
        let entry = (opened - listed.since).max(0);
        let duration = self.bank.now - listed.since;
        if duration >= entry {
            let wait = Wait::new(duration, outcome).entered_at(entry);
            self.bank.spell(Q::WaitWithOpen, listed.spot, wait);
        }
    }

    /// Those still waiting at the end are counted as still waiting.
    pub(super) fn close_spells(&mut self) {
        if self.counts_incidence {
            for index in 0..self.listed.len() {
                let listed = self.listed[index];
                if listed.first {
                    self.spell(&listed, Outcome::StillWaiting);
                }
            }
        }
    }

    fn allocated(
        &mut self,
        spot: Spot,
        children: u8,
        since: Time,
        first: bool,
        transfer: bool,
        above_cap: bool,
    ) {
        let now = self.bank.now;
        let waited = now - since.0;
        let children = i64::from(children);
        self.bank.observe(Q::AllocationWait, spot, waited);
        self.bank.count(Q::Allocations, spot, 1);
        if transfer {
            self.bank.observe(Q::TransferWait, spot, waited);
            self.bank.count(Q::TransferredChildren, spot, children);
        }
        if above_cap {
            self.bank.count(Q::AllocatedAboveCap, spot, children);
        }
        if first {
            self.bank.observe(Q::Wait, spot, waited);
            if !self.plan.cells[Q::WaitWorkingDays as usize].is_empty() {
                let calendar = &self.plan.setting.calendar;
                let days = calendar.working_days_between(since, Time(now));
                self.bank.observe(Q::WaitWorkingDays, spot, days);
            }
            self.bank.count(Q::FirstAllocations, spot, 1);
            self.bank.count(Q::FirstAllocationsChildren, spot, children);
        }
    }
}
