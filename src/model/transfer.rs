//! A transfer between teams: by default the sending worker holds the family, still visiting and
//! still carrying its weight, until the receiving team allocates (`journey`, `allocation`). Where
//! the sending team lets go at once, nobody has the family meanwhile: it counts as in transfer.
//! A transfer to a service outside the model (a child becomes looked after) ends the family here.

use super::event::Slot;
use super::running::Running;
use crate::chronology::{Fact, LeftList, Release};
use crate::engine::Observer;

impl<W: Observer<Fact>> Running<'_, W> {
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
    use crate::model::spec::{Outcome, Row, Times};
    use crate::model::textbook::{DAY, department, elapsed, log_of, spec, stage, visits};

    /// One worker assesses, another team's one worker takes one family at a time for thirty days:
    /// all but one family wait to be transferred.
    fn facts(drop_on_transfer: bool) -> Vec<(Time, Fact)> {
        let mut assess = stage(vec![visits(0.5, Times::Fixed(1), None)]);
        assess.row = Row::Assessment;
        assess.outcomes = vec![Outcome {
            name: "plan".into(),
            probability: 1.0,
            starts: vec![1],
            closes: false,
            leaves: false,
        }];
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
