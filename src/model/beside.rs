//! What a plan may lead to while it lasts: another stage begins beside it (proceedings while a
//! protection plan runs), by a constant hazard of families with a named worker; and which plan of
//! a family this is. What each is called, and whether it is there at all, is the scenario's.

use super::event::{Event, Slot};
use super::purpose::Purpose;
use super::rows::NONE;
use super::running::Running;
use super::spec::StageIx;
use crate::chronology::Fact;
use crate::engine::{Observer, mix};

impl<W: Observer<Fact>> Running<'_, W> {
    /// Puts the next time at which another stage may begin beside a strand's on the agenda.
    pub(super) fn expect_start_beside(&mut self, strand: u32) {
        let s = &self.strands[strand as usize];
        let spec = &self.spec.stages[usize::from(s.stage)];
        let Some(may) = spec.may_start.filter(|may| may.per_year > 0.0) else {
            return;
        };
        let who = mix(self.cases[s.slot as usize].key, spec.key);
        let which = u32::from(s.entry) << 8 | u32::from(s.beside);
        let generation = s.generation;
        let at = self.at_hazard(may.per_year, who, Purpose::StartsBeside, which);
        let at = self.calendar.next_open(at);
        self.strands[strand as usize].beside = s.beside.wrapping_add(1);
        self.schedule(at, Event::StartsBeside { strand, generation });
    }

    /// It begins, unless nobody has the family (nothing is taken to court then) or it runs already;
    /// the hazard goes on.
    pub(super) fn starts_beside(&mut self, strand: u32, generation: u32) -> bool {
        if !self.current(strand, generation) {
            return false;
        }
        let slot = self.strands[strand as usize].slot;
        let Some(may) = self.spec.stages[self.stage_of(strand)].may_start else {
            return false;
        };
        self.expect_start_beside(strand);
        let is_it = |other: u32| self.stage_of(other) == may.stage;
        let runs = self.each_strand(slot).any(is_it);
        if self.cases[slot as usize].worker != NONE && !runs {
            self.enter_stage(slot, may.stage);
        }
        true
    }

    /// Counts a protection plan where a stage begins one.
    pub(super) fn plan_may_begin(&mut self, slot: Slot, stage: StageIx) {
        if !self.spec.stages[stage].begins_plan {
            return;
        }
        let place = self.place(slot);
        let case = &mut self.cases[slot as usize];
        let again = case.plans > 0;
        case.plans = case.plans.saturating_add(1);
        let (family, children) = (case.id, case.children);
        self.tell(Fact::PlanBegan {
            family,
            place,
            children,
            again,
        });
    }
}

#[cfg(test)]
mod tests {
    use crate::chronology::Fact;
    use crate::engine::{Dist, Time};
    use crate::model::spec::{
        MayStart, Outcome, RecurringKind, Rereferral, Row, Spec, Stage, Times,
    };
    use crate::model::textbook::{
        DAY, department, elapsed, log_of, recurring, spec, stage, visits,
    };

    fn to(starts: Vec<usize>, leaves: bool) -> Vec<Outcome> {
        vec![Outcome {
            name: "next".into(),
            probability: 1.0,
            starts,
            closes: false,
            leaves,
        }]
    }

    fn lasting(days: f64) -> Stage {
        let mut plan = stage(Vec::new());
        plan.lasts = Some(elapsed(Dist::Constant(days * DAY)));
        plan.row = Row::ProtectionPlan;
        plan
    }

    /// Plans of 100 days, beside which a court may come in at two a year; it takes 50 days and then
    /// the family leaves. Everybody who is closed comes back within days.
    fn plans_and_a_court(cap: f64) -> Spec {
        let mut plan = lasting(100.0);
        plan.begins_plan = true;
        plan.may_start = Some(MayStart {
            stage: 1,
            per_year: 2.0,
        });
        let mut court = lasting(50.0);
        court.outcomes = to(vec![], true);
        let mut spec = spec(4, cap, 0.2, vec![plan, court]);
        spec.rereferral = Some(Rereferral {
            chance: 0.95,
            delay: elapsed(Dist::Constant(2.0 * DAY)),
            worse: 0.0,
        });
        spec
    }

    fn count(facts: &[(Time, Fact)], wanted: impl Fn(&Fact) -> bool) -> usize {
        facts.iter().filter(|(_, fact)| wanted(fact)).count()
    }

    #[test]
    fn proceedings_begin_beside_a_plan_at_their_rate_and_the_family_leaves_for_good() {
        let facts = log_of(&department(plans_and_a_court(1e6), 2_000));
        let plans = count(&facts, |f| matches!(f, Fact::StageBegan { stage: 0, .. }));
        let court = count(&facts, |f| matches!(f, Fact::StageBegan { stage: 1, .. }));
        // 1 - exp(-2 x 100 / 365.25) of the plans see a court.
        let share = court as f64 / plans as f64;
        assert!(
            plans > 500 && (share - 0.422).abs() < 0.04,
            "{court} of {plans}"
        );
        let left = count(&facts, |f| matches!(f, Fact::LeftService { .. }));
        let closed = count(&facts, |f| matches!(f, Fact::Closed { .. }));
        let again = count(&facts, |f| matches!(f, Fact::Contacted { again: true, .. }));
        assert!(
            left > 200 && left + 60 > court,
            "{left} left after {court} courts"
        );
        assert!(
            again <= closed,
            "{again} came back, {closed} closed: nobody who left does"
        );
        assert!(
            again as f64 > 0.9 * closed as f64,
            "{again} of {closed} closed came back"
        );
    }

    #[test]
    fn nobody_goes_to_court_without_a_named_worker() {
        let facts = log_of(&department(plans_and_a_court(0.0), 600));
        assert!(count(&facts, |f| matches!(f, Fact::StageBegan { stage: 0, .. })) > 100);
        assert_eq!(
            count(&facts, |f| matches!(f, Fact::StageBegan { stage: 1, .. })),
            0
        );
    }

    #[test]
    fn a_second_plan_of_a_family_is_told_as_a_repeat() {
        let mut spec = plans_and_a_court(1e6);
        spec.stages[0].may_start = None;
        let facts = log_of(&department(spec, 1_000));
        let first = count(&facts, |f| {
            matches!(f, Fact::PlanBegan { again: false, .. })
        });
        let repeat = count(&facts, |f| matches!(f, Fact::PlanBegan { again: true, .. }));
        let new = count(&facts, |f| {
            matches!(f, Fact::Contacted { again: false, .. })
        });
        let back = count(&facts, |f| matches!(f, Fact::Contacted { again: true, .. }));
        assert_eq!((first, repeat), (new, back));
        assert!(repeat > 100, "{repeat} repeats");
    }

    /// Hearings every 20 days of one worker who has twice the work there is time for; how many are
    /// held by their date, of how many.
    fn hearings(outranks: bool) -> (usize, usize) {
        let mut court = lasting(400.0);
        (court.outranks, court.rank) = (outranks, vec![3]);
        court.recurring = vec![recurring(RecurringKind::Other, 20.0, 0.5)];
        court.outcomes = to(vec![], true);
        let mut other = stage(vec![visits(1.0, Times::Fixed(40), None)]);
        other.outcomes = to(vec![], false);
        let mut first = stage(Vec::new());
        first.outcomes = to(vec![1, 2], false);
        let mut spec = spec(1, 1e6, 0.05, vec![first, court, other]);
        spec.day.first_come = false;
        let facts = log_of(&department(spec, 400));
        let held =
            |(at, fact): &&(Time, Fact)| matches!(fact, Fact::Recurred { due, .. } if at <= due);
        let on_time = facts.iter().filter(held).count();
        let late = count(&facts, |f| matches!(f, Fact::Missed { .. }));
        (on_time, late)
    }

    #[test]
    fn dates_of_a_stage_that_outranks_are_kept_by_a_worker_who_has_too_much_to_do() {
        let ((kept, missed), (few, many)) = (hearings(true), hearings(false));
        assert!(kept > 100 && missed == 0, "{kept} kept, {missed} missed");
        assert!(
            few < kept / 4 && many > 50,
            "{few} kept and {many} missed without rank"
        );
    }
}
