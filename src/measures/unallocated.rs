//! Children without a named worker, counted at the close of each working day.
//!
//! A family on a list counts in one row, unless a sending worker still holds it. A person who is
//! away but not replaced still counts as named; such children are shown apart (caseload.rs).

use super::cells::Spot;
use super::monitor::{AGE_BAND_WEEKS, AGE_BANDS, Monitor};
use super::quantity::Quantity as Q;
use super::registry::{By, Definition, Kind, Unit};
use crate::engine::{Span, Time};

const fn row(quantity: Q, name: &'static str, meaning: &'static str) -> Definition {
    Definition::new(quantity, name, Kind::Daily, Unit::Children, meaning)
        .by(By::BAND)
        .says(&["mean", "max", "end"])
        .weekly()
}

pub(super) const ROWS: &[Definition] = &[
    row(
        Q::UnallocatedProtectionLong,
        "unallocated_protection_over_5_wd",
        "Children on a protection plan without a named worker for more than 5 working days.",
    ),
    row(
        Q::UnallocatedSection47Long,
        "unallocated_section47_over_5_wd",
        "Children under a section 47 enquiry or awaiting the conference without a named worker \
         for more than 5 working days.",
    ),
    row(
        Q::UnallocatedAssessmentLong,
        "unallocated_assessment_over_5_wd",
        "Children awaiting assessment without a named worker for more than 5 working days.",
    ),
    row(
        Q::UnallocatedInNeedLong,
        "unallocated_in_need_over_5_wd",
        "Children assessed as in need without a named worker for more than 5 working days.",
    ),
    row(
        Q::UnallocatedTransferLong,
        "unallocated_in_transfer_over_5_wd",
        "Children let go by a sending worker and not yet allocated by the receiving team for more \
         than 5 working days; they count in no other row.",
    ),
    row(
        Q::UnallocatedLong,
        "unallocated_over_5_wd",
        "Children without a named worker for more than 5 working days, all rows.",
    ),
    row(
        Q::UnallocatedProtection,
        "unallocated_protection",
        "Children on a protection plan without a named worker, however short the wait.",
    ),
    row(
        Q::UnallocatedSection47,
        "unallocated_section47",
        "Children under a section 47 enquiry or awaiting the conference without a named worker, \
         however short the wait.",
    ),
    row(
        Q::UnallocatedAssessment,
        "unallocated_assessment",
        "Children awaiting assessment without a named worker, however short the wait.",
    ),
    row(
        Q::UnallocatedInNeed,
        "unallocated_in_need",
        "Children assessed as in need without a named worker, however short the wait.",
    ),
    row(
        Q::UnallocatedTransfer,
        "unallocated_in_transfer",
        "Children let go by a sending worker and not yet allocated by the receiving team, however \
         short the wait; they count in no other row.",
    ),
    row(
        Q::Unallocated,
        "unallocated",
        "Children without a named worker, however short the wait: all rows added, for \
         comparison with published figures only.",
    )
    .also(&["unallocated_children", "children_without_named_worker"]),
    row(
        Q::HeldInTransfer,
        "held_in_transfer",
        "Children waiting for a worker of the receiving team whom the sending worker still holds.",
    ),
];

/// Protection plan, section 47, assessment, in need, in transfer.
const ROW_COUNT: usize = 5;
/// Rows of all waits, in the order of the row numbers, and of waits over 5 working days.
const ALL: [Q; ROW_COUNT] = [
    Q::UnallocatedProtection,
    Q::UnallocatedSection47,
    Q::UnallocatedAssessment,
    Q::UnallocatedInNeed,
    Q::UnallocatedTransfer,
];
const LONG: [Q; ROW_COUNT] = [
    Q::UnallocatedProtectionLong,
    Q::UnallocatedSection47Long,
    Q::UnallocatedAssessmentLong,
    Q::UnallocatedInNeedLong,
    Q::UnallocatedTransferLong,
];
/// Waits longer than this many working days are long.
const LONG_WD: i64 = 5;

impl Monitor<'_> {
    /// Counts the children on the lists now.
    pub(super) fn count_unallocated(&mut self) {
        for quantity in ALL.into_iter().chain(LONG) {
            self.bank.clear_sample(quantity);
        }
        for quantity in [Q::Unallocated, Q::UnallocatedLong, Q::HeldInTransfer] {
            self.bank.clear_sample(quantity);
        }
        let today = self
            .plan
            .setting
            .calendar
            .working_day_index(Time(self.bank.now));
        let bands = self.plan.setting.bands.len().max(1);
        let width = ROW_COUNT * 2 + 1;
        let mut counts = vec![0_i64; self.plan.setting.teams.len() * bands * width];
        for listed in &self.listed {
            let cell =
                (usize::from(listed.spot.team) * bands + usize::from(listed.spot.band)) * width;
            let children = i64::from(listed.children);
            let row = usize::from(listed.row).min(ROW_COUNT - 1);
            let Some(cell) = counts.get_mut(cell..cell + width) else {
                continue;
            };
            if listed.held {
                cell[2 * ROW_COUNT] += children;
                continue;
            }
            cell[row] += children;
            if today - listed.since_wd > LONG_WD {
                cell[ROW_COUNT + row] += children;
            }
        }
        for (index, cell) in counts.chunks_exact(width).enumerate() {
            let spot = Spot {
                team: (index / bands) as u16,
                stage: 0,
                band: (index % bands) as u8,
                source: 0,
            };
            self.add_counted(spot, cell);
        }
    }

    fn add_counted(&mut self, spot: Spot, cell: &[i64]) {
        if cell.iter().all(|children| *children == 0) {
            return;
        }
        for row in 0..ROW_COUNT {
            self.bank.sample(ALL[row], spot, cell[row]);
            self.bank.sample(LONG[row], spot, cell[ROW_COUNT + row]);
        }
        self.bank
            .sample(Q::Unallocated, spot, cell[..ROW_COUNT].iter().sum());
        let long = cell[ROW_COUNT..2 * ROW_COUNT].iter().sum();
        self.bank.sample(Q::UnallocatedLong, spot, long);
        self.bank
            .sample(Q::HeldInTransfer, spot, cell[2 * ROW_COUNT]);
    }

    /// Children without a named worker by length of their wait, for each area.
    pub(super) fn count_waiting_ages(&self) -> Vec<[u32; AGE_BANDS]> {
        let mut ages = vec![[0; AGE_BANDS]; self.plan.setting.areas.len()];
        for listed in self.listed.iter().filter(|listed| !listed.held) {
            let age = Span(self.bank.now - listed.since);
            let reached = AGE_BAND_WEEKS
                .iter()
                .rposition(|weeks| age >= Span::WEEK * *weeks);
            if let Some(area) = ages.get_mut(usize::from(listed.area)) {
                area[reached.unwrap_or(0)] += u32::from(listed.children);
            }
        }
        ages
    }
}
