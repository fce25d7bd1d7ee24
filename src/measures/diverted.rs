//! What joint triage and early help take and spare: families and hours by the source of their
//! contact.
//!
//! Hours are office time of the service's own people, whoever they are: workers, managers and
//! whoever screens. What a visit or an assessment leaves to be written is counted with it. Only
//! families in contact since the start of the run are known by their source.

use super::cells::Spot;
use super::monitor::Monitor;
use super::quantity::Quantity as Q;
use super::registry::{By, Definition, Kind, Unit, row};
use crate::chronology::{FamilyId, Place, Work};
use crate::engine::{Span, Time};

const fn families(quantity: Q, name: &'static str, meaning: &'static str) -> Definition {
    let (kind, unit) = (Kind::Count, Unit::Families);
    row(By::SOURCE, quantity, name, kind, unit, meaning)
}

const fn hours(quantity: Q, name: &'static str, meaning: &'static str) -> Definition {
    let (kind, unit) = (Kind::Count, Unit::Hours);
    row(By::SOURCE, quantity, name, kind, unit, meaning)
}

const fn days(quantity: Q, name: &'static str, meaning: &'static str) -> Definition {
    let (kind, unit) = (Kind::Tally, Unit::Days);
    row(By::SOURCE, quantity, name, kind, unit, meaning)
}

pub(super) const ROWS: &[Definition] = &[
    families(
        Q::TriagedFamilies,
        "triaged_families",
        "Notifications graded together with a partner before the decision.",
    ),
    families(
        Q::TriageEndedFamilies,
        "ended_by_triage_families",
        "Notifications that joint triage ended with information.",
    ),
    hours(
        Q::TriageHours,
        "triage_worker_hours",
        "Hours of duty workers on the joint grading of notifications.",
    ),
    hours(
        Q::TriagePartnerHours,
        "triage_partner_hours",
        "Hours of the partner's staff on the joint grading of notifications.",
    ),
    hours(
        Q::DoorHours,
        "front_door_hours",
        "Hours on contacts before any work begins: joint grading, screening, decision, what a \
         manager records; partners' hours apart.",
    ),
    hours(
        Q::AssessingHours,
        "assessing_hours",
        "Hours on stages that assess, their authorisation and what is written of them included, of \
         families in contact since the start of the run.",
    ),
    families(
        Q::FamiliesAssessed,
        "families_assessed",
        "Families in contact since the start of the run on whose assessment work was first done.",
    ),
    families(
        Q::EarlyHelpFamilies,
        "early_help_families",
        "Families turned down at the front door who took up early help.",
    ),
    hours(
        Q::EarlyHelpPartnerHours,
        "early_help_partner_hours",
        "Hours of those who give early help, counted when it is taken up.",
    ),
    families(
        Q::ReturnsAverted,
        "averted_by_early_help_families",
        "Families who took up early help and would have come back before the end of the run \
         without it: told by their own draws, which are the same with and without help.",
    ),
    days(
        Q::AvertedReturnTime,
        "help_to_averted_return_days",
        "Elapsed days from taking up early help to the day on which the family would have come \
         back.",
    ),
    days(
        Q::AvertedReturnDay,
        "averted_return_on_days",
        "Elapsed days from the first day of the run to the day on which a family that early help \
         keeps away would have come back.",
    ),
];

/// Row of children without a named worker that an assessment has them in.
const AWAITING_ASSESSMENT: u8 = 2;

/// What is remembered of a contact of the run.
#[derive(Clone, Copy, Debug)]
struct Contact {
    source: u16,
    assessed: bool,
    /// Seconds spent before a stage began.
    at_the_door: i64,
}

/// The contacts of one replication by family, kept only where a measure asks for them.
#[derive(Debug)]
pub(super) struct Contacts {
    wanted: bool,
    of: Vec<Option<Contact>>,
}

impl Contacts {
    /// Kept where any measure that needs them is.
    pub fn asked_for(kept: impl Fn(Q) -> bool) -> Self {
        let needed = [
            Q::TriageHours,
            Q::DoorHours,
            Q::AssessingHours,
            Q::FamiliesAssessed,
        ];
        Contacts {
            wanted: needed.into_iter().any(kept),
            of: Vec::new(),
        }
    }

    /// A family is in contact.
    pub fn remember(&mut self, family: FamilyId, source: u16) {
        if !self.wanted {
            return;
        }
        let number = family as usize;
        if number >= self.of.len() {
            self.of.resize(number + 1, None);
        }
        self.of[number] = Some(Contact {
            source,
            assessed: false,
            at_the_door: 0,
        });
    }
}

impl Monitor<'_> {
    /// Office time of one of the service's people on a family.
    #[inline]
    pub(super) fn worked_on(
        &mut self,
        (family, place): (FamilyId, Place),
        stage: u16,
        work: Work,
        worked: Span,
    ) {
        if !self.contacts.wanted {
            return;
        }
        let Some(Some(contact)) = self.contacts.of.get_mut(family as usize) else {
            return;
        };
        let spot = Spot::at(place).source(contact.source);
        let no_stage = stage == u16::MAX;
        if work == Work::Screening || work == Work::Management && no_stage {
            contact.at_the_door += worked.0;
            return self.bank.count(Q::DoorHours, spot, worked.0);
        }
        let rules = self.plan.setting.stage_settings.get(usize::from(stage));
        if rules.is_some_and(|rules| rules.row == AWAITING_ASSESSMENT) {
            let before = std::mem::replace(&mut contact.assessed, true);
            self.bank
                .count(Q::FamiliesAssessed, spot, i64::from(!before));
            self.bank.count(Q::AssessingHours, spot, worked.0);
        }
    }

    /// A notification was graded: what was spent on it so far went into that.
    pub(super) fn triaged(&mut self, family: FamilyId, spot: Spot, ended: bool, partner: Span) {
        self.bank.count(Q::TriagedFamilies, spot, 1);
        self.bank
            .count(Q::TriageEndedFamilies, spot, i64::from(ended));
        self.bank.count(Q::TriagePartnerHours, spot, partner.0);
        if let Some(Some(contact)) = self.contacts.of.get(family as usize) {
            self.bank.count(Q::TriageHours, spot, contact.at_the_door);
        }
    }

    /// Early help keeps a family away that would have come back at an instant.
    pub(super) fn return_averted(&mut self, spot: Spot, at: Time) {
        let now = self.bank.now;
        self.bank.count(Q::ReturnsAverted, spot, 1);
        self.bank.observe(Q::AvertedReturnTime, spot, at.0 - now);
        self.bank.observe(Q::AvertedReturnDay, spot, at.0);
    }
}
