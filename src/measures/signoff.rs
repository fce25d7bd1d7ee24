//! Authorisation by a manager: how long work waits for it, what is sent back, what goes ahead
//! without it.

use super::cells::Spot;
use super::monitor::Monitor;
use super::quantity::Quantity as Q;
use super::registry::{By, Definition, Kind, Unit, row};
use crate::chronology::{Fact, FamilyId};

pub(super) const ROWS: &[Definition] = &[
    row(
        By::STAGE,
        Q::SignOffWait,
        "sign_off_wait_days",
        Kind::Tally,
        Unit::Days,
        "Elapsed days from asking for authorisation until it was given, refused or bypassed.",
    )
    .also(&["sign_off_wait"])
    .says(&["mean", "p90"])
    .each_stage(),
    row(
        By::STAGE,
        Q::InSignOff,
        "in_sign_off",
        Kind::Level,
        Unit::Families,
        "Pieces of work done that wait for a manager, or are in a manager's hands.",
    ),
    row(
        By::STAGE,
        Q::UnsignedChildren,
        "unsigned_children",
        Kind::Level,
        Unit::Children,
        "Children whose finished work no manager has authorised yet.",
    )
    .also(&["unsigned"])
    .says(&["mean", "end"])
    .weekly(),
    row(
        By::STAGE,
        Q::SignOffAsked,
        "sign_off_asked",
        Kind::Count,
        Unit::Families,
        "Times authorisation was asked for.",
    ),
    row(
        By::STAGE,
        Q::SentBack,
        "sent_back",
        Kind::Count,
        Unit::Families,
        "Times a manager sent work back.",
    )
    .says(&["count"]),
    row(
        By::STAGE,
        Q::SentBackShare,
        "sent_back_share",
        Kind::Ratio(Q::SentBack, Q::SignOffAsked),
        Unit::Share,
        "Work sent back over work put up for authorisation.",
    ),
    row(
        By::STAGE,
        Q::Bypassed,
        "bypassed",
        Kind::Count,
        Unit::Children,
        "Children whose work went ahead without the authorisation it should have had.",
    )
    .says(&["count"]),
];

impl Monitor<'_> {
    pub(super) fn at_sign_off(&mut self, fact: &Fact) {
        match *fact {
            Fact::SignOffAsked {
                family,
                place,
                stage,
                children,
            } => {
                let now = self.bank.now;
                let spot = Spot::at(place).stage(stage);
                let running = &mut self.families.remember(family).running;
                let Some(running) = running.iter_mut().find(|r| r.stage == stage) else {
                    self.laws.breach(|| {
                        format!("family {family} asked for authorisation of a stage not running")
                    });
                    return;
                };
                if running.asked.replace(now).is_some() {
                    return;
                }
                let spot = Spot {
                    team: running.spot.team,
                    ..spot
                };
                self.bank.count(Q::SignOffAsked, spot, 1);
                self.bank.shift(Q::InSignOff, spot, 1);
                self.bank
                    .shift(Q::UnsignedChildren, spot, i64::from(children));
            }
            Fact::SentBack {
                family,
                place,
                stage,
                ..
            } => {
                self.bank
                    .count(Q::SentBack, Spot::at(place).stage(stage), 1);
                self.sign_off_over(family, stage, true);
            }
            Fact::Authorised {
                family,
                place,
                stage,
                children,
                bypassed,
                ..
            } => {
                if bypassed {
                    let spot = Spot::at(place).stage(stage);
                    self.bank.count(Q::Bypassed, spot, i64::from(children));
                }
                self.sign_off_over(family, stage, true);
            }
            _ => {}
        }
    }

    /// Work no longer waits for a manager; its wait counts where a decision ended it.
    pub(super) fn sign_off_over(&mut self, family: FamilyId, stage: u16, decided: bool) {
        let Some(known) = self.families.get(family) else {
            return;
        };
        let Some(running) = known.running.iter_mut().find(|r| r.stage == stage) else {
            return;
        };
        let Some(asked) = running.asked.take() else {
            return;
        };
        let spot = Spot {
            team: running.spot.team,
            stage,
            band: 0,
            source: 0,
        };
        let children = i64::from(running.children);
        self.bank.shift(Q::InSignOff, spot, -1);
        self.bank.shift(Q::UnsignedChildren, spot, -children);
        if decided {
            self.bank
                .observe(Q::SignOffWait, spot, self.bank.now - asked);
        }
    }
}
