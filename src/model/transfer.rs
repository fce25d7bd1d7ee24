//! A transfer between teams: by default the sending worker holds the family, still visiting and
//! still carrying its weight, until the receiving team allocates (`journey`, `allocation`). Where
//! the sending team lets go at once, nobody has the family meanwhile: it counts as in transfer.
//! A stage may say at which of its items a family goes to its team (the first review).
//! A transfer to a service outside the model (a child becomes looked after) ends the family here.

use super::event::Slot;
use super::rows::NONE;
use super::running::Running;
use super::spec::StageIx;
use crate::chronology::{Fact, LeftList, Release};
use crate::engine::Observer;

impl<W: Observer<Fact>> Running<'_, W> {
    /// The team that is to have a family in a stage: the office's of the stage's kind; a team of
    /// that kind elsewhere whose worker has the family keeps it, and so does any worker until the
    /// item at which the stage transfers.
    pub(super) fn team_for(&self, slot: Slot, stage: StageIx) -> usize {
        let case = &self.cases[slot as usize];
        let (has, held) = (usize::from(case.team), case.worker != NONE);
        let rule = &self.spec.stages[stage];
        let home = self.home_team(slot);
        let Some(kind) = rule.team_kind else {
            return if held { has } else { home };
        };
        if held && (self.spec.teams[has].kind == kind || rule.transfers_at.is_some()) {
            return has;
        }
        let teams = &self.spec.offices[usize::from(case.office)].teams;
        teams.get(kind).copied().flatten().unwrap_or(home)
    }

    /// The recurring item was done at whose first time a family goes to the stage's own team.
    pub(super) fn perhaps_transferred(&mut self, slot: Slot, stage: StageIx, which: usize) {
        let rule = &self.spec.stages[stage];
        let (Some(kind), true) = (rule.team_kind, rule.transfers_at == Some(which)) else {
            return;
        };
        let case = &self.cases[slot as usize];
        let from = usize::from(case.team);
        let teams = &self.spec.offices[usize::from(case.office)].teams;
        let to = teams.get(kind).copied().flatten();
        let goes = case.worker != NONE && !case.on_list && self.spec.teams[from].kind != kind;
        let Some(to) = to.filter(|_| goes) else {
            return;
        };
        if self.spec.teams[from].drop_on_transfer {
            self.let_go_to(slot, to);
        } else {
            self.join_list(slot, to, self.now);
        }
    }

    /// The sending worker lets a family go: it stands in the receiving team's list, held by nobody.
    pub(super) fn let_go_to(&mut self, slot: Slot, team: usize) {
        self.release(slot, Release::LetGo);
        let case = &mut self.cases[slot as usize];
        case.team = team as u16;
        case.in_transfer = true;
        self.join_list(slot, team, self.now);
    }

    /// The family goes to another service: all work here ends, and that is no closure. It does not
    /// come back as a re-referral.
    pub(super) fn leaves_the_service(&mut self, slot: Slot) {
        let place = self.place(slot);
        let case = &self.cases[slot as usize];
        let (family, children, opened) = (case.id, case.children, case.contacted);
        self.leave_list(slot, LeftList::WorkEnded);
        self.tell(Fact::LeftService {
            family,
            place,
            children,
            opened,
        });
        self.end_case(slot);
    }
}

#[cfg(test)]
mod tests {
    use crate::chronology::{Fact, Release};
    use crate::engine::{Dist, Time};
    use crate::model::spec::{Outcome, RecurringKind, Row, Times};
    use crate::model::textbook::{
        DAY, department, elapsed, log_of, recurring, spec, stage, visits,
    };

    /// The second stage follows, always.
    fn goes_on() -> Vec<Outcome> {
        vec![Outcome {
            name: "plan".into(),
            probability: 1.0,
            starts: vec![1],
            closes: false,
            leaves: false,
        }]
    }

    /// One worker assesses, another team's one worker takes one family at a time for thirty days:
    /// all but one family wait to be transferred.
    fn facts(drop_on_transfer: bool) -> Vec<(Time, Fact)> {
        let mut assess = stage(vec![visits(0.5, Times::Fixed(1), None)]);
        assess.row = Row::Assessment;
        assess.outcomes = goes_on();
        let mut plan = stage(Vec::new());
        plan.team_kind = Some(1);
        plan.lasts = Some(elapsed(Dist::Constant(30.0 * DAY)));
        let mut spec = spec(1, 50.0, 0.3, vec![assess, plan]);
        spec.teams[0].drop_on_transfer = drop_on_transfer;
        let mut second = spec.teams[0].clone();
        (second.name, second.kind, second.cap_families) = ("A plans".into(), 1, Some(1.0));
        second.drop_on_transfer = false;
        spec.teams.push(second);
        spec.offices[0].teams = vec![Some(0), Some(1)];
        log_of(&department(spec, 200))
    }

    #[test]
    fn a_worker_who_lets_go_at_transfer_leaves_the_children_in_transfer_with_nobody() {
        let facts = facts(true);
        let count = |wanted: &dyn Fn(&Fact) -> bool| facts.iter().filter(|f| wanted(&f.1)).count();
        let let_go = |fact: &Fact| {
            let why = Release::LetGo;
            matches!(fact, Fact::Released { why: w, post: 0, .. } if *w == why)
        };
        let waits = |fact: &Fact| {
            let (row, held) = (4, false);
            matches!(fact, Fact::ListJoined { row: r, held: h, .. } if *r == row && *h == held)
        };
        let taken = |fact: &Fact| {
            matches!(fact, Fact::Allocated { place, transfer: true, row: 4, post: 1, .. }
                if place.team == 1)
        };
        let went = count(&let_go);
        assert!(went > 40, "{went} families let go");
        assert_eq!(count(&waits), went, "each waits in transfer with nobody");
        let allocated = count(&taken);
        assert!(
            (5..8).contains(&allocated),
            "{allocated} taken by the other team"
        );
        assert_eq!(
            count(&|f| matches!(f, Fact::ListJoined { held: true, .. })),
            0
        );
    }

    #[test]
    fn a_stage_may_keep_its_sending_worker_until_the_first_of_an_item() {
        let days_of = |transfers_at: Option<usize>| {
            let mut assess = stage(vec![visits(0.1, Times::Fixed(1), None)]);
            assess.outcomes = goes_on();
            let mut plan = stage(Vec::new());
            plan.team_kind = Some(1);
            plan.transfers_at = transfers_at;
            plan.lasts = Some(elapsed(Dist::Constant(60.0 * DAY)));
            plan.recurring = vec![recurring(RecurringKind::Review, 20.0, 0.001)];
            let mut spec = spec(4, 50.0, 0.3, vec![assess, plan]);
            let mut second = spec.teams[0].clone();
            (second.name, second.kind) = ("A plans".into(), 1);
            spec.teams.push(second);
            spec.offices[0].teams = vec![Some(0), Some(1)];
            let mut began = std::collections::BTreeMap::new();
            let mut days = Vec::new();
            for (at, fact) in log_of(&department(spec, 200)) {
                match fact {
                    Fact::StageBegan {
                        family, stage: 1, ..
                    } => {
                        began.insert(family, at);
                    }
                    Fact::Allocated {
                        family,
                        place,
                        transfer: true,
                        ..
                    } if place.team == 1 => days.push((at - began[&family]).as_days()),
                    _ => {}
                }
            }
            days
        };
        let (at_once, later) = (days_of(None), days_of(Some(0)));
        assert!(at_once.len() > 30 && at_once.iter().all(|days| *days < 0.01));
        // A review may be held from half its interval before the day on which it is due.
        assert!(later.len() > 30, "{} transferred", later.len());
        assert!(
            later.iter().all(|days| (10.0..20.0).contains(days)),
            "{later:?}"
        );
    }

    #[test]
    fn a_sending_worker_holds_the_family_unless_the_team_lets_go() {
        let facts = facts(false);
        let held = |fact: &&(Time, Fact)| matches!(fact.1, Fact::ListJoined { held: true, .. });
        let row = |fact: &&(Time, Fact)| matches!(fact.1, Fact::ListJoined { row: 4, .. });
        assert!(
            facts.iter().filter(held).count() > 40,
            "held until allocated"
        );
        assert_eq!(
            facts.iter().filter(row).count(),
            0,
            "nobody in transfer unheld"
        );
    }
}
