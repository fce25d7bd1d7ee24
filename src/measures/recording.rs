//! Recording: notes late, hours owed, notes never written.

use super::cells::Spot;
use super::monitor::Monitor;
use super::quantity::Quantity as Q;
use super::registry::{Definition, Kind, Unit};
use crate::chronology::Fact;
use crate::engine::Time;

pub(super) const ROWS: &[Definition] = &[
    Definition::new(
        Q::NotesLate,
        "notes_late",
        Kind::Share,
        Unit::Share,
        "Share of notes written later than the working days allowed after the work they record.",
    )
    .says(&["share"]),
    Definition::new(
        Q::RecordingOwed,
        "recording_owed_hours",
        Kind::Total,
        Unit::Hours,
        "Hours of recording that workers owe.",
    )
    .says(&["mean", "end"])
    .weekly(),
    Definition::new(
        Q::RecordingOwedPerWorker,
        "recording_owed_per_worker_hours",
        Kind::Ratio(Q::RecordingOwed, Q::InPost),
        Unit::Hours,
        "Hours of recording owed for each worker in post.",
    )
    .says(&["mean", "end"]),
    Definition::new(
        Q::NeverRecorded,
        "never_recorded_hours",
        Kind::Count,
        Unit::Hours,
        "Hours of recording that will never be done: the worker left or the work closed first.",
    )
    .says(&["count"]),
];

impl Monitor<'_> {
    pub(super) fn recorded(&mut self, fact: &Fact) {
        match *fact {
            Fact::Noted { place, done, .. } => self.noted(Spot::at(place), done),
            Fact::NotesOwed { place, change } => {
                self.bank
                    .shift_amount(Q::RecordingOwed, Spot::at(place), change.0);
            }
            Fact::NeverNoted { place, effort } => {
                self.bank.count(Q::NeverRecorded, Spot::at(place), effort.0);
            }
            _ => {}
        }
    }

    /// A note was written, in time or late.
    fn noted(&mut self, spot: Spot, done: Time) {
        if !self.plan.cells[Q::NotesLate as usize].is_empty() {
            let setting = &self.plan.setting;
            let days = setting
                .calendar
                .working_days_between(done, Time(self.bank.now));
            self.bank
                .share(Q::NotesLate, spot, days > setting.note_late_wd, 1);
        }
    }
}
