//! What stands beside the levers: hours that were ordered or given back, who is newly qualified,
//! who holds children on protection plans, what a desk review found.

use super::cells::Spot;
use super::family::NONE;
use super::monitor::Monitor;
use super::quantity::Quantity as Q;
use super::registry::{By, Definition, Kind, Unit, row};
use crate::chronology::{Fact, Place, PostId};

/// Seconds of a week in seconds of an hour.
const HOURS_OF_A_WEEK: f64 = 168.0;

const fn hours(quantity: Q, name: &'static str, meaning: &'static str) -> Definition {
    row(By::TEAM, quantity, name, Kind::Count, Unit::Hours, meaning)
}

pub(super) const ROWS: &[Definition] = &[
    hours(
        Q::TravelHours,
        "travel_outside_area_hours",
        "Hours of extra travel of workers who visited families of another area: part of the hours \
         of those visits.",
    ),
    hours(
        Q::OvertimeHours,
        "overtime_hours",
        "Paid hours beyond the contract of those at work at each opening.",
    ),
    row(
        By::TEAM,
        Q::OvertimePerWorkerWeek,
        "overtime_per_worker_week_hours",
        Kind::Ratio(Q::OvertimeHours, Q::InPost),
        Unit::Hours,
        "Paid hours beyond the contract a week for each worker in post, those away included.",
    )
    .times(HOURS_OF_A_WEEK),
    hours(
        Q::SeniorsAuthoriseHours,
        "sign_off_by_seniors_hours",
        "Casework hours lost: what workers at work at each opening spend on authorising others' \
         work.",
    ),
    hours(
        Q::SupervisionHours,
        "supervision_hours",
        "Hours of supervision asked of managers each week, for what their workers hold.",
    ),
    hours(
        Q::SupervisionDoneHours,
        "supervision_done_hours",
        "Hours of supervision that managers did, of those asked of them.",
    ),
    row(
        By::TEAM,
        Q::SupervisionDoneShare,
        "supervision_done_share",
        Kind::Ratio(Q::SupervisionDoneHours, Q::SupervisionHours),
        Unit::Share,
        "Hours of supervision done over hours asked; what was asked before the time looked at can \
         be done in it.",
    ),
    row(
        By::TEAM,
        Q::DriveStarters,
        "found_by_drive",
        Kind::Count,
        Unit::Workers,
        "Workers found by a recruitment drive who started: no more than there were posts for.",
    ),
    row(
        By::TEAM,
        Q::DriveStartDay,
        "found_by_drive_start_days",
        Kind::Tally,
        Unit::Days,
        "Elapsed days from the first day of the run to the start of each worker found by a \
         recruitment drive.",
    ),
    hours(
        Q::NotesTakenHours,
        "notes_taken_hours",
        "Hours really given back: of the notes of work done, what business support writes.",
    ),
    row(
        By::TEAM,
        Q::NewlyQualified,
        "newly_qualified_in_post",
        Kind::Level,
        Unit::Workers,
        "Workers in post who started newly qualified and do not yet count as experienced.",
    ),
    row(
        By::TEAM,
        Q::NewlyQualifiedShare,
        "newly_qualified_share",
        Kind::Ratio(Q::NewlyQualified, Q::InPost),
        Unit::Share,
        "Share of workers in post who are newly qualified.",
    ),
    row(
        By::TEAM,
        Q::HandedBackAtEnd,
        "handed_back_at_end_children",
        Kind::Count,
        Unit::Children,
        "Children whose worker had a temporary post that was closed: an extra change of worker.",
    ),
    row(
        By::TEAM,
        Q::ProtectionHeld,
        "protection_children_with_worker",
        Kind::Weekly,
        Unit::Children,
        "Children on protection plans who have a named worker, at week-ends.",
    ),
    row(
        By::TEAM,
        Q::ProtectionWithAgency,
        "protection_children_with_agency",
        Kind::Weekly,
        Unit::Children,
        "Children on protection plans whose named worker is an agency worker, at week-ends.",
    ),
    row(
        By::TEAM,
        Q::ProtectionWithAgencyShare,
        "protection_children_with_agency_share",
        Kind::Ratio(Q::ProtectionWithAgency, Q::ProtectionHeld),
        Unit::Share,
        "Of the children on protection plans who have a named worker, those whose worker is an \
         agency worker.",
    ),
    row(
        By::TEAM,
        Q::MovedUpAtDesk,
        "moved_up_at_desk_review_children",
        Kind::Count,
        Unit::Children,
        "Children who wait and were found at a desk review to be in more need than was thought.",
    ),
    row(
        By::TEAM,
        Q::WronglyClosedAtDesk,
        "wrongly_closed_at_desk_review_children",
        Kind::Count,
        Unit::Children,
        "Children closed after a desk review although their need was above the threshold for \
         assessment: what such a review misses.",
    ),
];

impl Monitor<'_> {
    pub(super) fn as_ordered(&mut self, fact: &Fact) {
        let (quantity, place, number) = match *fact {
            Fact::Travelled { place, hours, .. } => (Q::TravelHours, place, hours.0),
            Fact::Overtime { place, hours } => (Q::OvertimeHours, place, hours.0),
            Fact::SeniorsAuthorise { place, hours } => (Q::SeniorsAuthoriseHours, place, hours.0),
            Fact::SupervisionAsked { place, hours } => (Q::SupervisionHours, place, hours.0),
            Fact::Supervised { place, hours } => (Q::SupervisionDoneHours, place, hours.0),
            Fact::FoundByDrive { place, .. } => {
                let (spot, now) = (Spot::at(place), self.bank.now);
                self.bank.observe(Q::DriveStartDay, spot, now);
                (Q::DriveStarters, place, 1)
            }
            Fact::NoteTaken { place, hours } => (Q::NotesTakenHours, place, hours.0),
            Fact::MovedUp {
                place, children, ..
            } => (Q::MovedUpAtDesk, place, i64::from(children)),
            Fact::WronglyClosed {
                place, children, ..
            } => (Q::WronglyClosedAtDesk, place, i64::from(children)),
            Fact::PartnersReplied {
                place,
                source,
                partner,
                ..
            } => {
                let spot = Spot::at(place).source(source);
                return self.bank.count(Q::PartnerHours, spot, partner.0);
            }
            Fact::Experienced { post, place } => {
                return self.newly_qualified(post, place, false);
            }
            _ => return,
        };
        self.bank.count(quantity, Spot::at(place), number);
    }

    /// Whoever is in a post counts as newly qualified, or no longer does.
    pub(super) fn newly_qualified(&mut self, post: PostId, place: Place, new: bool) {
        let row = self.post(post, place);
        let before = std::mem::replace(&mut row.newly_qualified, new);
        let change = i64::from(new) - i64::from(before);
        self.bank.shift(Q::NewlyQualified, Spot::at(place), change);
    }

    /// Counts the children on protection plans by whether an agency worker holds them, as of now.
    pub(super) fn count_protection_with_agency(&mut self) {
        let quantities = [Q::ProtectionHeld, Q::ProtectionWithAgency];
        let plan = self.plan;
        let asked = |quantity: &Q| !plan.cells[*quantity as usize].is_empty();
        if !quantities.iter().any(asked) {
            return;
        }
        for quantity in quantities {
            self.bank.clear_sample(quantity);
        }
        let mut found = Vec::new();
        self.families.each(|known| {
            let on_plan = known.running.iter().any(|running| {
                let rules = plan.setting.stage_settings.get(usize::from(running.stage));
                rules.is_some_and(|rules| rules.row == 0)
            });
            if known.worker == NONE || !on_plan {
                return;
            }
            if let Some(holder) = self.posts.get(known.worker as usize)
                && let Some(spot) = holder.spot
            {
                let agency = holder.agency || holder.covered;
                found.push((spot, i64::from(known.children), agency));
            }
        });
        for (spot, children, agency) in found {
            self.bank.sample(Q::ProtectionHeld, spot, children);
            if agency {
                self.bank.sample(Q::ProtectionWithAgency, spot, children);
            }
        }
    }
}
