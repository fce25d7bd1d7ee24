//! Statutory timescales, as published and of those due.
//!
//! *As published* counts those authorised in the period, as official figures do; *of those due*
//! counts those whose limit falls in it. When a plan clears a backlog the first falls while the
//! second rises. Work that went ahead without authorisation counts in neither as in time: as
//! published leaves it out, of those due counts it as not authorised.

use std::collections::BTreeMap;

use super::cells::Spot;
use super::monitor::Monitor;
use super::plan::RecurringAs;
use super::quantity::Quantity as Q;
use super::registry::{By, Definition, Kind, Unit, row};
use crate::chronology::{Fact, FamilyId};
use crate::engine::Time;

pub(super) const ROWS: &[Definition] = &[
    row(
        By::STAGE,
        Q::PublishedInTime,
        "in_time_as_published",
        Kind::Share,
        Unit::Share,
        "Of the children whose stage was authorised in the period, the share within its limit: \
         the only one compared with published figures.",
    )
    .also(&["published_in_time", "in_timescale_published", "published"])
    .says(&["share"])
    .each_stage(),
    row(
        By::STAGE,
        Q::DueInTime,
        "in_time_of_those_due",
        Kind::Share,
        Unit::Share,
        "Of the children whose stage fell due in the period, the share authorised (or held) by \
         the limit.",
    )
    .also(&["due_in_time", "in_timescale_due", "of_those_due"])
    .says(&["share"])
    .each_stage(),
    row(
        By::STAGE,
        Q::TimeToAuthorise,
        "time_to_authorise_days",
        Kind::Tally,
        Unit::Days,
        "Elapsed days from the start of the statutory clock to authorisation.",
    ),
    row(
        By::STAGE,
        Q::TimeToAuthoriseWorkingDays,
        "time_to_authorise_wd",
        Kind::Tally,
        Unit::WorkingDays,
        "Working days from the start of the statutory clock to authorisation.",
    )
    .says(&["p50", "p90"])
    .each_stage(),
    row(
        By::STAGE,
        Q::TimeToCompleteWorkingDays,
        "time_to_complete_wd",
        Kind::Tally,
        Unit::WorkingDays,
        "Working days from the start of the statutory clock until all work of the stage was done \
         and only authorisation was left, of stages with a limit whose outcome took effect.",
    ),
    row(
        By::STAGE,
        Q::StageTime,
        "stage_time_days",
        Kind::Tally,
        Unit::Days,
        "Elapsed days from entry to a stage until it ended.",
    ),
    row(
        By::STAGE,
        Q::DecisionsInTime,
        "decisions_in_time",
        Kind::Share,
        Unit::Share,
        "Of the children about whom a contact was decided, the share decided by the limit.",
    )
    .says(&["share"])
    .by(By::TEAM),
    row(
        By::STAGE,
        Q::ConferencesInTime,
        "conferences_in_time",
        Kind::Share,
        Unit::Share,
        "Of the children whose conference was held, the share held within its limit.",
    )
    .says(&["share"]),
    row(
        By::STAGE,
        Q::CoreGroupsInTime,
        "core_groups_in_time",
        Kind::Share,
        Unit::Share,
        "Of core groups and other meetings that fell due and were held or missed, the share held \
         by the day they were due, weighted by children.",
    )
    .says(&["share"]),
    row(
        By::STAGE,
        Q::ReviewsInTime,
        "reviews_in_time",
        Kind::Share,
        Unit::Share,
        "Of reviews that were held or missed, the share held by the day they were due, weighted \
         by children.",
    )
    .says(&["share"]),
    row(
        By::STAGE,
        Q::DatesKept,
        "dates_kept",
        Kind::Share,
        Unit::Share,
        "Of dates set from outside that outrank other work (a court's), those met or missed, the \
         share for which the work was done by the day, weighted by children.",
    )
    .says(&["share"]),
    row(
        By::STAGE,
        Q::VisitsInTime,
        "visits_in_time",
        Kind::Share,
        Unit::Share,
        "Of visits that were made or missed, the share made by the day they were due, weighted \
         by children.",
    )
    .says(&["share"]),
    row(
        By::STAGE,
        Q::VisitsMissed,
        "visits_missed",
        Kind::Count,
        Unit::Children,
        "Visits to a child overtaken by the next one due.",
    )
    .says(&["count"])
    .weekly(),
    row(
        By::STAGE,
        Q::ConferencesPutBack,
        "conferences_put_back",
        Kind::Count,
        Unit::Children,
        "Times a child's conference was put back because the report was not ready.",
    )
    .says(&["count"]),
];

/// A statutory date that has not passed yet.
#[derive(Clone, Copy, Debug)]
struct DueDate {
    spot: Spot,
    children: u8,
    met: bool,
    /// The outcome took effect without authorisation: the date stays, not met.
    bypassed: bool,
}

/// The statutory dates to come.
#[derive(Debug, Default)]
pub(super) struct DueDates {
    dates: BTreeMap<(Time, FamilyId, u16), DueDate>,
}

impl DueDates {
    fn find(&mut self, due: Time, family: FamilyId, stage: u16) -> Option<&mut DueDate> {
        self.dates.get_mut(&(due, family, stage))
    }
}

impl Monitor<'_> {
    pub(super) fn in_time(&mut self, fact: &Fact) {
        match *fact {
            Fact::Due {
                family,
                place,
                stage,
                children,
                due,
            } => {
                self.falls_due(family, Spot::at(place).stage(stage), children, due);
            }
            Fact::Completed {
                family,
                place,
                stage,
                children,
            } => {
                self.held(family, Spot::at(place).stage(stage), i64::from(children));
            }
            Fact::Authorised { .. } => self.authorised(fact),
            Fact::ConferenceHeld {
                family,
                place,
                stage,
                children,
                due,
            } => {
                let spot = Spot::at(place).stage(stage);
                self.conference(family, spot, i64::from(children), due);
            }
            Fact::ConferencePutBack {
                place,
                stage,
                children,
                ..
            } => {
                let spot = Spot::at(place).stage(stage);
                self.bank
                    .count(Q::ConferencesPutBack, spot, i64::from(children));
            }
            Fact::Recurred {
                place,
                stage,
                which,
                children,
                due,
                ..
            } => {
                let spot = Spot::at(place).stage(stage);
                self.recurring(spot, which, self.bank.now <= due.0, children);
            }
            Fact::Missed {
                family,
                place,
                stage,
                which,
                children,
                ..
            } => {
                let spot = Spot::at(place).stage(stage);
                self.recurring(spot, which, false, children);
                if self.recurring_as(stage, which) == RecurringAs::Visit {
                    self.bank.count(Q::VisitsMissed, spot, i64::from(children));
                    self.visit_missed(family);
                }
            }
            _ => {}
        }
    }

    fn falls_due(&mut self, family: FamilyId, spot: Spot, children: u8, due: Time) {
        let date = DueDate {
            spot,
            children,
            met: false,
            bypassed: false,
        };
        self.due.dates.insert((due, family, spot.stage), date);
        let running = &mut self.families.remember(family).running;
        if let Some(running) = running.iter_mut().rev().find(|r| r.stage == spot.stage) {
            running.due = Some(due);
        }
    }

    fn authorised(&mut self, fact: &Fact) {
        let Fact::Authorised {
            family,
            place,
            stage,
            children,
            clock,
            due,
            completed,
            bypassed,
            ..
        } = *fact
        else {
            return;
        };
        let now = Time(self.bank.now);
        self.laws.authorised(now, clock, completed, family);
        let authorised = self.stage(stage).is_some_and(|s| s.limit_stops_authorised);
        if due == Time::NEVER || !authorised {
            return; // where the meeting itself stops the clock, it has been counted
        }
        if let Some(date) = self.due.find(due, family, stage) {
            date.met |= !bypassed;
            date.bypassed = bypassed;
        }
        let spot = Spot::at(place).stage(stage);
        if !self.plan.cells[Q::TimeToCompleteWorkingDays as usize].is_empty() {
            let calendar = &self.plan.setting.calendar;
            let days = calendar.working_days_between(clock, completed);
            self.bank.observe(Q::TimeToCompleteWorkingDays, spot, days);
        }
        if !bypassed {
            self.bank
                .share(Q::PublishedInTime, spot, now <= due, i64::from(children));
            self.time_to_authorise(spot, clock, now);
        }
    }

    /// The work of a stage is done: where the meeting itself stops the clock, it stops now.
    fn held(&mut self, family: FamilyId, spot: Spot, children: i64) {
        let meets = |s: &super::plan::StageSetting| s.conference && !s.limit_stops_authorised;
        if self.stage(spot.stage).is_some_and(meets) {
            self.meets_date(family, spot, children);
        }
    }

    fn conference(&mut self, family: FamilyId, spot: Spot, children: i64, due: Time) {
        if due == Time::NEVER || !self.stage(spot.stage).is_some_and(|s| s.conference) {
            return;
        }
        let in_time = self.bank.now <= due.0;
        self.bank
            .share(Q::ConferencesInTime, spot, in_time, children);
        self.held(family, spot, children);
    }

    /// The meeting that stops a stage's clock was held: once for each run of the stage.
    fn meets_date(&mut self, family: FamilyId, spot: Spot, children: i64) {
        let now = Time(self.bank.now);
        let Some(known) = self.families.get(family) else {
            return;
        };
        let running = known.running.iter_mut().find(|r| r.stage == spot.stage);
        let Some(running) = running.filter(|running| !running.held) else {
            return;
        };
        running.held = true;
        let Some(due) = running.due else { return };
        if let Some(date) = self.due.find(due, family, spot.stage) {
            date.met = true;
        }
        self.bank
            .share(Q::PublishedInTime, spot, now <= due, children);
    }

    pub(super) fn stage(&self, stage: u16) -> Option<&super::plan::StageSetting> {
        self.plan.setting.stage_settings.get(usize::from(stage))
    }

    fn recurring_as(&self, stage: u16, which: u8) -> RecurringAs {
        let known = self
            .stage(stage)
            .and_then(|s| s.recurring.get(usize::from(which)));
        known.copied().unwrap_or(RecurringAs::Other)
    }

    fn recurring(&mut self, spot: Spot, which: u8, in_time: bool, children: u8) {
        let quantity = match self.recurring_as(spot.stage, which) {
            RecurringAs::Visit => Q::VisitsInTime,
            RecurringAs::Meeting => Q::CoreGroupsInTime,
            RecurringAs::Review => Q::ReviewsInTime,
            RecurringAs::Date => Q::DatesKept,
            RecurringAs::Other => return,
        };
        self.bank
            .share(quantity, spot, in_time, i64::from(children));
    }

    fn time_to_authorise(&mut self, spot: Spot, clock: Time, now: Time) {
        self.bank.observe(Q::TimeToAuthorise, spot, now.0 - clock.0);
        if !self.plan.cells[Q::TimeToAuthoriseWorkingDays as usize].is_empty() {
            let days = self.plan.setting.calendar.working_days_between(clock, now);
            self.bank.observe(Q::TimeToAuthoriseWorkingDays, spot, days);
        }
    }

    /// A stage ended without its outcome (the work closed): its date is no longer due.
    pub(super) fn no_longer_due(&mut self, family: FamilyId, stage: u16) {
        // Few dates of one family are open at once; the family's stages are remembered with the
        // dates they set.
        let Some(known) = self.families.get(family) else {
            return;
        };
        let Some(running) = known.running.iter().find(|r| r.stage == stage) else {
            return;
        };
        let Some(due) = running.due else { return };
        if self
            .due
            .find(due, family, stage)
            .is_some_and(|date| !date.met && !date.bypassed)
        {
            self.due.dates.remove(&(due, family, stage));
        }
    }

    /// Statutory dates up to and including `now` have passed: in time or not.
    pub(super) fn pass_due_dates(&mut self, now: Time) {
        while let Some(first) = self.due.dates.first_entry()
            && first.key().0 <= now
        {
            let date = first.remove();
            self.bank
                .share(Q::DueInTime, date.spot, date.met, i64::from(date.children));
        }
    }
}
