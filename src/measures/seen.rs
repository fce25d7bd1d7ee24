//! Waits to be seen: from referral to the first visit at which the child is seen, and to the
//! first visit by the assessing worker. Those not seen yet are counted, not forgotten.

use super::cells::Spot;
use super::family::NONE;
use super::monitor::Monitor;
use super::quantity::Quantity as Q;
use super::registry::{By, Definition, Kind, Unit, row};
use crate::chronology::{Fact, FamilyId};
use crate::engine::{Span, Time};

pub(super) const ROWS: &[Definition] = &[
    row(
        By::BAND,
        Q::WaitToBeSeen,
        "wait_to_be_seen_days",
        Kind::Tally,
        Unit::Days,
        "Elapsed days from referral to the first visit at which the child is seen, by anybody.",
    ),
    row(
        By::BAND,
        Q::WaitToBeSeenWorkingDays,
        "wait_to_be_seen_wd",
        Kind::Tally,
        Unit::WorkingDays,
        "Working days from referral to the first visit at which the child is seen, by anybody.",
    )
    .says(&["mean", "p50", "p90"]),
    row(
        By::BAND,
        Q::WaitToStart,
        "wait_to_assessment_start_days",
        Kind::Tally,
        Unit::Days,
        "Elapsed days from referral to the first visit by the assessing worker.",
    ),
    row(
        By::BAND,
        Q::WaitToStartWorkingDays,
        "wait_to_assessment_start_wd",
        Kind::Tally,
        Unit::WorkingDays,
        "Working days from referral to the first visit by the assessing worker.",
    )
    .says(&["mean", "p50", "p90", "max"]),
    row(
        By::BAND,
        Q::DangerWait,
        "wait_of_danger_hours",
        Kind::Tally,
        Unit::Hours,
        "Elapsed hours from referral until a child in immediate danger is seen.",
    )
    .also(&["wait_of_danger"])
    .says(&["p50", "p90"])
    .by(By::TEAM),
    row(
        By::BAND,
        Q::DangerWaitWorkingDays,
        "wait_of_danger_wd",
        Kind::Tally,
        Unit::WorkingDays,
        "Working days from referral until a child in immediate danger is seen; the same day is 0.",
    )
    .also(&["danger_wait_wd"])
    .says(&["p50", "max"])
    .by(By::TEAM),
    row(
        By::BAND,
        Q::DangerSeenSameDay,
        "danger_seen_same_day",
        Kind::Share,
        Unit::Share,
        "Share of children in immediate danger, of those seen, who were seen on the day of the \
         call; after a call in the evening, before the hour at which offices open next morning.",
    )
    .says(&["share"])
    .by(By::TEAM),
    row(
        By::BAND,
        Q::DangerHandedToNight,
        "danger_handed_to_night",
        Kind::Count,
        Unit::Children,
        "Children in immediate danger whom nobody had reached when the office closed: the \
         emergency duty team was asked to go.",
    )
    .says(&["count"])
    .by(By::TEAM),
    row(
        By::BAND,
        Q::NotYetSeen,
        "not_yet_seen",
        Kind::Level,
        Unit::Children,
        "Children referred, in assessment or enquiry, whom nobody has seen yet.",
    )
    .says(&["mean", "end"])
    .weekly(),
    row(
        By::BAND,
        Q::NotYetStarted,
        "not_yet_started",
        Kind::Level,
        Unit::Children,
        "Children awaiting assessment whom the assessing worker has not seen yet.",
    )
    .says(&["mean", "end"])
    .weekly(),
    row(
        By::BAND,
        Q::LongestNotYetSeen,
        "longest_not_yet_seen_days",
        Kind::Weekly,
        Unit::Days,
        "Longest time since referral of a child whom nobody has seen yet, at week-ends.",
    )
    .says(&["max"]),
    row(
        By::BAND,
        Q::LongestNotYetStarted,
        "longest_wait_to_assessment_start_days",
        Kind::Weekly,
        Unit::Days,
        "Longest time since referral of a child whose assessment has not started, at week-ends: \
         those still waiting are the ones counted.",
    )
    .also(&[
        "longest_wait_to_assessment_start",
        "longest_wait_for_assessment_start",
    ])
    .says(&["max", "end"])
    .weekly(),
    row(
        By::BAND,
        Q::DangerWaits,
        "danger_waits",
        Kind::Count,
        Unit::Families,
        "Times nobody could go to a family in immediate danger when the call came.",
    )
    .says(&["count"])
    .weekly()
    .by(By::TEAM),
];

/// A family that somebody still has to see.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unseen {
    pub family: FamilyId,
    pub spot: Spot,
    pub children: u8,
    pub referred: i64,
}

impl Monitor<'_> {
    /// A family entered an assessment or enquiry: it is to be seen, and its assessment started.
    pub(super) fn must_be_seen(&mut self, unseen: Unseen, assessment: bool) {
        let children = i64::from(unseen.children);
        let known = self.families.remember(unseen.family);
        if !known.seen && known.unseen == NONE {
            known.unseen = self.unseen.len() as u32;
            self.unseen.push(unseen);
            self.bank.shift(Q::NotYetSeen, unseen.spot, children);
        }
        if assessment && !known.started && known.unstarted == NONE {
            known.unstarted = self.unstarted.len() as u32;
            self.unstarted.push(unseen);
            self.bank.shift(Q::NotYetStarted, unseen.spot, children);
        }
    }

    pub(super) fn at_sight(&mut self, fact: &Fact) {
        match *fact {
            Fact::Seen {
                family,
                place,
                children,
                band,
                referred,
                first,
                assessing,
                danger,
                ..
            } => {
                let spot = Spot::at(place).band(band);
                if first {
                    self.families.remember(family).seen = true;
                    self.no_longer_unseen(family);
                    self.seen_after(spot, referred, Q::WaitToBeSeen, Q::WaitToBeSeenWorkingDays);
                    if danger {
                        let in_time = self.bank.now <= self.day_of_danger_ends(referred).0;
                        let children = i64::from(children);
                        self.bank
                            .share(Q::DangerSeenSameDay, spot, in_time, children);
                        self.seen_after(spot, referred, Q::DangerWait, Q::DangerWaitWorkingDays);
                    }
                }
                if assessing {
                    self.families.remember(family).started = true;
                    self.no_longer_unstarted(family);
                    self.seen_after(spot, referred, Q::WaitToStart, Q::WaitToStartWorkingDays);
                }
            }
            Fact::SeenBefore {
                family,
                at,
                assessing,
            } => {
                let known = self.families.remember(family);
                (known.seen, known.visited) = (true, at.0);
                self.no_longer_unseen(family);
                if assessing {
                    self.families.remember(family).started = true;
                    self.no_longer_unstarted(family);
                }
            }
            Fact::HandedToNight {
                place, children, ..
            } => {
                let children = i64::from(children);
                self.bank
                    .count(Q::DangerHandedToNight, Spot::at(place), children);
            }
            Fact::DangerWaits { place, .. } => {
                self.bank.count(Q::DangerWaits, Spot::at(place), 1);
            }
            _ => {}
        }
    }

    /// Until when a child in danger is seen the same day: the end of the day of the call; after a
    /// call in the evening, the hour at which offices open next morning, a day off or not.
    fn day_of_danger_ends(&self, referred: Time) -> Time {
        let calendar = &self.plan.setting.calendar;
        let midnight = Time((referred.day() + 1) * Span::DAY.0);
        let evening = calendar.closing(referred);
        match referred >= evening && evening < midnight {
            true => midnight + Span(calendar.next_open(evening).second_of_day()),
            false => Time(midnight.0 - 1),
        }
    }

    fn seen_after(&mut self, spot: Spot, referred: Time, elapsed: Q, working: Q) {
        let now = self.bank.now;
        self.bank.observe(elapsed, spot, now - referred.0);
        if !self.plan.cells[working as usize].is_empty() {
            let days = self
                .plan
                .setting
                .calendar
                .working_days_between(referred, Time(now));
            self.bank.observe(working, spot, days);
        }
    }

    pub(super) fn no_longer_unseen(&mut self, family: FamilyId) {
        let Some(known) = self.families.get(family) else {
            return;
        };
        let position = std::mem::replace(&mut known.unseen, NONE);
        if position == NONE {
            return;
        }
        let gone = self.unseen.swap_remove(position as usize);
        if let Some(moved) = self.unseen.get(position as usize) {
            self.families.remember(moved.family).unseen = position;
        }
        self.bank
            .shift(Q::NotYetSeen, gone.spot, -i64::from(gone.children));
    }

    pub(super) fn no_longer_unstarted(&mut self, family: FamilyId) {
        let Some(known) = self.families.get(family) else {
            return;
        };
        let position = std::mem::replace(&mut known.unstarted, NONE);
        if position == NONE {
            return;
        }
        let gone = self.unstarted.swap_remove(position as usize);
        if let Some(moved) = self.unstarted.get(position as usize) {
            self.families.remember(moved.family).unstarted = position;
        }
        self.bank
            .shift(Q::NotYetStarted, gone.spot, -i64::from(gone.children));
    }

    /// The longest time since referral of those still to be seen, now.
    pub(super) fn count_longest_unseen(&mut self) {
        for quantity in [Q::LongestNotYetSeen, Q::LongestNotYetStarted] {
            self.bank.clear_sample(quantity);
        }
        let now = self.bank.now;
        for unseen in &self.unseen {
            self.bank
                .sample_max(Q::LongestNotYetSeen, unseen.spot, now - unseen.referred);
        }
        for unseen in &self.unstarted {
            self.bank
                .sample_max(Q::LongestNotYetStarted, unseen.spot, now - unseen.referred);
        }
    }
}
