//! Flow along the pathway: opened, in each stage, closed, transferred.
//!
//! A family is open from the first stage it enters until nothing runs for it any more. Between a
//! contact and the decision it is a contact, not an open family.

use super::cells::Spot;
use super::family::RunningStage;
use super::monitor::Monitor;
use super::quantity::Quantity as Q;
use super::registry::{By, Definition, Kind, Unit, row};
use super::seen::Unseen;
use crate::chronology::{Fact, FamilyId, Place};
use crate::engine::Time;

pub(super) const ROWS: &[Definition] = &[
    row(
        By::TEAM,
        Q::OpenChildren,
        "open_children",
        Kind::Level,
        Unit::Children,
        "Children of open families, those in assessment included.",
    )
    .by(By::BAND)
    .says(&["mean", "max", "end"])
    .weekly(),
    row(
        By::TEAM,
        Q::OpenFamilies,
        "open_families",
        Kind::Level,
        Unit::Families,
        "Open families, those in assessment included.",
    )
    .also(&["in_system"])
    .by(By::BAND),
    row(
        By::TEAM,
        Q::OpenFromStart,
        "open_from_start",
        Kind::Level,
        Unit::Families,
        "Families open at the start that are open still.",
    )
    .by(By::BAND),
    row(
        By::TEAM,
        Q::OpenedChildren,
        "opened_children",
        Kind::Count,
        Unit::Children,
        "Children whose family was opened.",
    )
    .says(&["count"])
    .weekly(),
    row(
        By::TEAM,
        Q::OpenedFamilies,
        "opened_families",
        Kind::Count,
        Unit::Families,
        "Families opened.",
    ),
    row(
        By::TEAM,
        Q::ClosedChildren,
        "closed_children",
        Kind::Count,
        Unit::Children,
        "Children whose work ended, authorised.",
    )
    .says(&["count"])
    .weekly(),
    row(
        By::TEAM,
        Q::ClosedFamilies,
        "closed_families",
        Kind::Count,
        Unit::Families,
        "Families whose work ended, authorised.",
    )
    .also(&["closures", "completed"]),
    row(
        By::TEAM,
        Q::TransferredChildren,
        "transferred_children",
        Kind::Count,
        Unit::Children,
        "Children who passed from a worker to a worker of another team.",
    )
    .says(&["count"])
    .weekly(),
    row(
        By::TEAM,
        Q::InStage,
        "in_stage",
        Kind::Level,
        Unit::Families,
        "Families in a stage.",
    )
    .by(By::STAGE_BAND),
    row(
        By::TEAM,
        Q::InStageChildren,
        "in_stage_children",
        Kind::Level,
        Unit::Children,
        "Children in a stage.",
    )
    .by(By::STAGE_BAND)
    .says(&["mean", "end"])
    .each_stage(),
    row(
        By::TEAM,
        Q::AwaitingClosure,
        "awaiting_closure",
        Kind::Level,
        Unit::Children,
        "Children whose work is done and who wait for the closing summary or its authorisation.",
    )
    .says(&["mean", "end"])
    .weekly(),
    row(
        By::TEAM,
        Q::StageEntries,
        "stage_entries",
        Kind::Count,
        Unit::Families,
        "Families who entered a stage.",
    )
    .by(By::STAGE_BAND)
    .also(&["arrivals_at_stage"]),
    row(
        By::TEAM,
        Q::StageEnds,
        "stage_ends",
        Kind::Count,
        Unit::Families,
        "Families for whom a stage ended.",
    )
    .by(By::STAGE_BAND),
    row(
        By::TEAM,
        Q::AssessmentsBegun,
        "assessments_begun_children",
        Kind::Count,
        Unit::Children,
        "Children who entered a stage of assessment that a named worker does.",
    )
    .by(By::STAGE)
    .says(&["count"])
    .weekly(),
    row(
        By::TEAM,
        Q::PlansBegun,
        "plans_begun_children",
        Kind::Count,
        Unit::Children,
        "Children for whom a protection plan began, where the pathway says with which stage one \
         does.",
    )
    .says(&["count"]),
    row(
        By::TEAM,
        Q::PlansRepeated,
        "plans_repeated_children",
        Kind::Count,
        Unit::Children,
        "Children for whom a second or later protection plan of their family began. Plans from \
         before the start of the run are not known, so the first years fall short.",
    )
    .says(&["count"]),
    row(
        By::TEAM,
        Q::PlansRepeatedShare,
        "plans_repeated_share",
        Kind::Ratio(Q::PlansRepeated, Q::PlansBegun),
        Unit::Share,
        "Share of protection plans begun that were not the family's first, of children.",
    )
    .says(&["mean"]),
    row(
        By::TEAM,
        Q::LeftService,
        "left_service_children",
        Kind::Count,
        Unit::Children,
        "Children whose work went on in a service outside the model (looked after): ended here, \
         not closed, and not to be referred again.",
    )
    .says(&["count"]),
    row(
        By::TEAM,
        Q::RiskRose,
        "risk_rose_children",
        Kind::Count,
        Unit::Children,
        "Children for whom risk rose while they waited for a worker: shown as a range over the \
         assumed rates.",
    )
    .says(&["count"]),
    row(
        By::TEAM,
        Q::Sojourn,
        "sojourn_days",
        Kind::Tally,
        Unit::Days,
        "Elapsed days from referral until the family's work ended, of families closed in the \
         window.",
    )
    .also(&["sojourn", "total_time"]),
];

impl Monitor<'_> {
    pub(super) fn on_pathway(&mut self, fact: &Fact) {
        match *fact {
            Fact::StageBegan {
                family,
                place,
                stage,
                children,
                band,
                referred,
            } => {
                self.stage_began(family, place, stage, children, band, referred);
            }
            Fact::StageEnded {
                family,
                stage,
                began,
                ..
            } => {
                self.stage_ended(family, stage, began);
            }
            Fact::Closed {
                family,
                place,
                children,
                opened,
            } => {
                let spot = Spot::at(place);
                self.bank.count(Q::ClosedFamilies, spot, 1);
                self.bank
                    .count(Q::ClosedChildren, spot, i64::from(children));
                self.bank
                    .observe(Q::Sojourn, spot, self.bank.now - opened.0);
                if let Some(known) = self.families.get(family) {
                    let (waited, changes) = (known.waited, known.changes);
                    self.bank.observe(Q::TimeUnallocated, spot.band(0), waited);
                    self.bank
                        .observe(Q::ChangesOfWorkerPerFamily, spot, changes);
                }
            }
            Fact::PlanBegan {
                place,
                children,
                again,
                ..
            } => {
                let (spot, children) = (Spot::at(place), i64::from(children));
                self.bank.count(Q::PlansBegun, spot, children);
                if again {
                    self.bank.count(Q::PlansRepeated, spot, children);
                }
            }
            Fact::LeftService {
                place, children, ..
            } => {
                self.bank
                    .count(Q::LeftService, Spot::at(place), i64::from(children));
            }
            Fact::RiskRose {
                place, children, ..
            } => {
                self.bank
                    .count(Q::RiskRose, Spot::at(place), i64::from(children));
            }
            _ => {}
        }
    }

    fn stage_began(
        &mut self,
        family: FamilyId,
        place: Place,
        stage: u16,
        children: u8,
        band: u8,
        referred: Time,
    ) {
        let spot = Spot::at(place).stage(stage).band(band);
        let count = i64::from(children);
        let before_start = !self.laws.position_set;
        let known = self.families.remember(family);
        let running = RunningStage {
            stage,
            spot,
            children,
            asked: None,
            due: None,
            held: false,
        };
        known.running.push(running);
        let opens = known.open.is_none();
        if opens {
            known.open = Some(spot);
            known.children = children;
            known.at_start = before_start;
            self.bank.shift(Q::OpenFamilies, spot, 1);
            self.bank.shift(Q::OpenChildren, spot, count);
            if before_start {
                self.bank.shift(Q::OpenFromStart, spot, 1);
            } else {
                self.bank.count(Q::OpenedFamilies, spot, 1);
                self.bank.count(Q::OpenedChildren, spot, count);
            }
        }
        self.bank.shift(Q::InStage, spot, 1);
        self.bank.shift(Q::InStageChildren, spot, count);
        self.bank.count(Q::StageEntries, spot, 1);
        self.laws.entered(stage);
        let (row, named, plan, closing) = self.stage(stage).map_or((3, false, false, false), |s| {
            (s.row, s.named_worker, s.visit_every.is_some(), s.closing)
        });
        if closing {
            self.bank.shift(Q::AwaitingClosure, spot, count);
        }
        if plan {
            let now = self.bank.now;
            let known = self.families.remember(family);
            if known.on_plan.is_none_or(|(before, _)| before != row) {
                known.on_plan = Some((row, now));
            }
        }
        if row == 2 && named {
            self.bank.count(Q::AssessmentsBegun, spot, count);
        }
        if row == 1 || row == 2 {
            let unseen = Unseen {
                family,
                spot,
                children,
                referred: referred.0,
            };
            self.must_be_seen(unseen, row == 2 && named);
        }
    }

    fn stage_ended(&mut self, family: FamilyId, stage: u16, began: Time) {
        self.sign_off_over(family, stage, false);
        self.no_longer_due(family, stage);
        let running = self.families.get(family).and_then(|known| {
            let position = known.running.iter().position(|r| r.stage == stage)?;
            Some((
                known.running.swap_remove(position),
                known.running.is_empty(),
            ))
        });
        let Some((ended, last)) = running else {
            self.laws
                .breach(|| format!("a stage ended for family {family} that had not begun"));
            return;
        };
        self.bank.shift(Q::InStage, ended.spot, -1);
        self.bank
            .shift(Q::InStageChildren, ended.spot, -i64::from(ended.children));
        if self.stage(stage).is_some_and(|s| s.closing) {
            self.bank
                .shift(Q::AwaitingClosure, ended.spot, -i64::from(ended.children));
        }
        self.bank.count(Q::StageEnds, ended.spot, 1);
        self.bank
            .observe(Q::StageTime, ended.spot, self.bank.now - began.0);
        self.laws.ended(stage);
        if last {
            self.families.settle_later(family);
        }
    }

    /// Nothing runs for a family any more: it is no longer open.
    pub(super) fn family_over(&mut self, family: FamilyId) {
        self.no_longer_unseen(family);
        self.no_longer_unstarted(family);
        if let Some(known) = self.families.get(family)
            && let Some(spot) = known.open
        {
            let (children, at_start) = (i64::from(known.children), known.at_start);
            self.bank.shift(Q::OpenFamilies, spot, -1);
            self.bank.shift(Q::OpenChildren, spot, -children);
            if at_start {
                self.bank.shift(Q::OpenFromStart, spot, -1);
            }
        }
        self.families.forget(family);
    }
}
