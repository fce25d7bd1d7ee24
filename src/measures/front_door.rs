//! The front door: contacts, decisions, thresholds.

use super::cells::Spot;
use super::monitor::Monitor;
use super::quantity::Quantity as Q;
use super::registry::{By, Definition, Kind, Unit, row};
use crate::chronology::{Decision, Fact};
use crate::engine::Time;

pub(super) const ROWS: &[Definition] = &[
    row(
        By::SOURCE,
        Q::ContactsChildren,
        "contacts_children",
        Kind::Count,
        Unit::Children,
        "Children about whom there was a contact, returning ones included.",
    )
    .says(&["count"])
    .weekly(),
    row(
        By::SOURCE,
        Q::Contacts,
        "contacts_families",
        Kind::Count,
        Unit::Families,
        "Families about whom there was a contact, returning ones included.",
    )
    .also(&["arrivals", "contacts"]),
    row(
        By::SOURCE,
        Q::ReferralsChildren,
        "referrals_children",
        Kind::Count,
        Unit::Children,
        "Children whose contact was decided to be a referral.",
    )
    .also(&["referrals"])
    .says(&["count"])
    .weekly(),
    row(
        By::SOURCE,
        Q::ReReferralsChildren,
        "re_referrals_children",
        Kind::Count,
        Unit::Children,
        "Children referred who had been referred before.",
    )
    .also(&["re_referrals"])
    .says(&["count"])
    .weekly(),
    row(
        By::SOURCE,
        Q::ReReferralShare,
        "re_referral_share",
        Kind::Ratio(Q::ReReferralsChildren, Q::ReferralsChildren),
        Unit::Share,
        "Share of children referred who had been referred before.",
    )
    .says(&["mean"]),
    row(
        By::SOURCE,
        Q::ContactToReferral,
        "contact_to_referral",
        Kind::Share,
        Unit::Share,
        "Share of children decided about that became referrals.",
    )
    .says(&["share"]),
    row(
        By::SOURCE,
        Q::ReferralToAssessment,
        "referral_to_assessment",
        Kind::Share,
        Unit::Share,
        "Share of children referred who went to assessment or enquiry.",
    )
    .says(&["share"]),
    row(
        By::SOURCE,
        Q::AdviceChildren,
        "advice_children",
        Kind::Count,
        Unit::Children,
        "Children whose contact ended with information and advice.",
    ),
    row(
        By::SOURCE,
        Q::NoFurtherActionChildren,
        "no_further_action_children",
        Kind::Count,
        Unit::Children,
        "Children referred for whom no further action was decided.",
    ),
    row(
        By::SOURCE,
        Q::AssessedChildren,
        "to_assessment_children",
        Kind::Count,
        Unit::Children,
        "Children referred who went to assessment.",
    )
    .says(&["count"]),
    row(
        By::SOURCE,
        Q::DangerChildren,
        "danger_children",
        Kind::Count,
        Unit::Children,
        "Children referred in immediate danger.",
    )
    .says(&["count"]),
    row(
        By::SOURCE,
        Q::WronglyScreenedOut,
        "wrongly_screened_out_children",
        Kind::Count,
        Unit::Children,
        "Children screened out whose need was above the threshold: shown as a range over the \
         assumed rates.",
    )
    .says(&["count"]),
    row(
        By::SOURCE,
        Q::Triaged,
        "triaged_children",
        Kind::Count,
        Unit::Children,
        "Children whose contact was graded together with a partner before the decision.",
    )
    .says(&["count"]),
    row(
        By::SOURCE,
        Q::TriageEnded,
        "ended_by_triage_children",
        Kind::Count,
        Unit::Children,
        "Children whose contact joint triage ended with information.",
    )
    .says(&["count"]),
    row(
        By::SOURCE,
        Q::TriageMissed,
        "missed_by_triage_children",
        Kind::Count,
        Unit::Children,
        "Children whose contact joint triage ended though their need was above the threshold for \
         assessment: they count as wrongly screened out, too, and come back later and worse. Shown \
         as a range over the believed noise of the triage.",
    )
    .says(&["count"]),
    row(
        By::SOURCE,
        Q::EarlyHelpTaken,
        "early_help_children",
        Kind::Count,
        Unit::Children,
        "Children turned down at the front door whose family took up early help.",
    )
    .says(&["count"]),
    row(
        By::SOURCE,
        Q::Diverted,
        "diverted_children",
        Kind::Count,
        Unit::Children,
        "Children diverted at the front door: their contact ended with advice (joint triage \
         included), or no further action was decided and the family took up early help.",
    )
    .says(&["count"]),
    row(
        By::SOURCE,
        Q::PartnerHours,
        "partner_hours",
        Kind::Count,
        Unit::Hours,
        "Hours of staff of other agencies: replies to the service where the scenario counts them, \
         joint triage, early help.",
    )
    .says(&["count"]),
    row(
        By::TEAM,
        Q::ContactsOnOpen,
        "contacts_on_open_families",
        Kind::Count,
        Unit::Families,
        "Contacts about families already open: work for their worker or for duty, no referrals.",
    )
    .says(&["count"]),
    row(
        By::TEAM,
        Q::ContactsOnOpenStarted,
        "contacts_on_open_that_started_work",
        Kind::Count,
        Unit::Families,
        "Contacts about families already open that started a new assessment or a section 47 \
         enquiry.",
    )
    .says(&["count"]),
    row(
        By::SOURCE,
        Q::TurnedAway,
        "turned_away",
        Kind::Count,
        Unit::Families,
        "Families turned away because the list was closed.",
    ),
    row(
        By::SOURCE,
        Q::TurnedAwayShare,
        "turned_away_share",
        Kind::Ratio(Q::TurnedAway, Q::Contacts),
        Unit::Share,
        "Families turned away over families in contact.",
    )
    .by(By::TEAM),
];

impl Monitor<'_> {
    pub(super) fn at_front_door(&mut self, fact: &Fact) {
        match *fact {
            Fact::Contacted {
                family,
                place,
                source,
                children,
                ..
            } => {
                self.events += 1;
                self.contacts.remember(family, source);
                let spot = Spot::at(place).source(source);
                self.bank.count(Q::Contacts, spot, 1);
                self.bank
                    .count(Q::ContactsChildren, spot, i64::from(children));
            }
            Fact::Decided {
                place,
                source,
                children,
                decision,
                wrongly_out,
                due,
                again,
                ..
            } => {
                let spot = Spot::at(place).source(source);
                self.decided(spot, i64::from(children), decision, again);
                if wrongly_out {
                    self.bank
                        .count(Q::WronglyScreenedOut, spot, i64::from(children));
                }
                if due < Time::NEVER {
                    let in_time = self.bank.now <= due.0;
                    let spot = Spot::at(place);
                    self.bank
                        .share(Q::DecisionsInTime, spot, in_time, i64::from(children));
                }
            }
            Fact::Triaged {
                family,
                place,
                source,
                children,
                ended,
                missed,
                partner,
                ..
            } => {
                let (spot, children) = (Spot::at(place).source(source), i64::from(children));
                self.bank.count(Q::Triaged, spot, children);
                self.bank.count(Q::PartnerHours, spot, partner.0);
                self.triaged(family, spot, ended, partner);
                if ended {
                    self.bank.count(Q::TriageEnded, spot, children);
                }
                if missed {
                    self.bank.count(Q::TriageMissed, spot, children);
                }
            }
            Fact::EarlyHelpTaken {
                place,
                source,
                children,
                decision,
                partner,
                ..
            } => {
                let (spot, children) = (Spot::at(place).source(source), i64::from(children));
                self.bank.count(Q::EarlyHelpTaken, spot, children);
                self.bank.count(Q::PartnerHours, spot, partner.0);
                self.bank.count(Q::EarlyHelpFamilies, spot, 1);
                self.bank.count(Q::EarlyHelpPartnerHours, spot, partner.0);
                if decision == Decision::NoFurtherAction {
                    self.bank.count(Q::Diverted, spot, children);
                }
            }
            Fact::ReturnAverted {
                place, source, at, ..
            } => self.return_averted(Spot::at(place).source(source), at),
            Fact::ContactOnOpen { place, .. } => {
                self.bank.count(Q::ContactsOnOpen, Spot::at(place), 1);
            }
            Fact::OpenContactStarted { place, .. } => {
                self.bank
                    .count(Q::ContactsOnOpenStarted, Spot::at(place), 1);
            }
            Fact::TurnedAway { place, .. } => {
                self.bank.count(Q::TurnedAway, Spot::at(place), 1);
            }
            _ => {}
        }
    }

    fn decided(&mut self, spot: Spot, children: i64, decision: Decision, again: bool) {
        let referral = decision != Decision::Advice;
        let assessed = matches!(decision, Decision::Assess | Decision::Danger);
        self.bank
            .share(Q::ContactToReferral, spot, referral, children);
        if !referral {
            self.bank.count(Q::AdviceChildren, spot, children);
            self.bank.count(Q::Diverted, spot, children);
            return;
        }
        self.bank.count(Q::ReferralsChildren, spot, children);
        if again {
            self.bank.count(Q::ReReferralsChildren, spot, children);
        }
        self.bank
            .share(Q::ReferralToAssessment, spot, assessed, children);
        let quantity = match decision {
            Decision::NoFurtherAction => Q::NoFurtherActionChildren,
            Decision::Danger => Q::DangerChildren,
            _ => Q::AssessedChildren,
        };
        self.bank.count(quantity, spot, children);
    }
}
