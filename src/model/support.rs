//! Other roles: family support workers, screening officers, business support.
//!
//! They take the named kinds of items for which a team has posts of their role, so that a
//! qualified worker's hours are free; where it has none, whoever holds the family does the item.
//! They hold no family: the named worker stays accountable, a child they see has not been seen by
//! the assessing worker, and their work goes on while the family changes hands. They are a
//! team's pool with a share of office time for this work, net of absence: nobody's own life is
//! told.

use super::event::Event;
use super::phase::Phase;
use super::rows::{NONE, Task};
use super::running::{Pile, Running};
use super::spec::StageBy;
use super::work::Desk;
use crate::chronology::{Fact, Work};
use crate::engine::{Observer, Span, Time};

/// One role in one team: what waits for it, and what each of its people has in hand since when.
#[derive(Debug, Default)]
pub(super) struct SupportDesk {
    waiting: Pile,
    in_hand: Vec<Option<(Task, Time)>>,
}

impl<W: Observer<Fact>> Running<'_, W> {
    /// Has the team anybody of a role?
    pub(super) fn has_support(&self, team: usize, role: Option<usize>) -> Option<usize> {
        role.filter(|_| self.spec.teams[team].has_support(role))
    }

    /// Work for a role: somebody free begins at once. The note is written in the same go.
    pub(super) fn give_to_support(&mut self, team: usize, role: usize, mut task: Task) {
        task.left += task.note;
        task.note = 0;
        let desks = &mut self.teams[team].support;
        if desks.len() <= role {
            desks.resize_with(role + 1, SupportDesk::default);
        }
        desks[role].waiting.push(task);
        self.support_begins(team, role);
    }

    fn support_begins(&mut self, team: usize, role: usize) {
        let Some(pool) = self.spec.teams[team].support.get(role).copied() else {
            return;
        };
        let speed = pool.casework_share * self.spec.day.paid_share_of_open_hours;
        let posts = pool.posts as usize;
        let desk = &mut self.teams[team].support[role];
        if desk.in_hand.len() < posts {
            desk.in_hand.resize(posts, None);
        }
        if speed <= 0.0 {
            return;
        }
        loop {
            let desk = &self.teams[team].support[role];
            let Some(free) = desk.in_hand.iter().take(posts).position(Option::is_none) else {
                return;
            };
            let Some(task) = self.teams[team].support[role].waiting.pop() else {
                return;
            };
            if !self.wanted(&task) {
                continue;
            }
            self.teams[team].support[role].in_hand[free] = Some((task, self.now));
            let seconds = Span::from_seconds_up(task.left as f64 / speed);
            let done = self.calendar.after_work(self.now, seconds);
            self.schedule(
                done,
                Event::SupportDone {
                    team: team as u16,
                    role: role as u8,
                    person: free as u16,
                },
            );
        }
    }

    /// The rules changed: posts a role has more begin at once; what waits for a role the team has
    /// no longer is for those who hold the families. What is in hand is finished.
    pub(super) fn support_changes(&mut self, team: usize) {
        for role in 0..self.teams[team].support.len() {
            if self.has_support(team, Some(role)).is_some() {
                self.support_begins(team, role);
                continue;
            }
            let mut waiting = std::mem::take(&mut self.teams[team].support[role].waiting);
            while let Some(task) = waiting.pop() {
                if self.wanted(&task) {
                    self.without_support(team, task);
                }
            }
        }
    }

    /// What was for a role that is gone, to whoever does it where a team has no such role.
    fn without_support(&mut self, team: usize, task: Task) {
        match task.work {
            Work::Item(_) => self.item_without_support(task),
            Work::Recurring(which) => self.visit_of_whoever(team, task, usize::from(which)),
            // Of a county team's work, to the office's own desk.
            _ => {
                let own = usize::from(self.cases[task.slot as usize].team);
                self.put_on_desk(own, Desk::Duty, task);
            }
        }
    }

    fn item_without_support(&mut self, task: Task) {
        let stage = self.stage_of(task.strand);
        let held = self.cases[task.slot as usize].worker != NONE;
        let named = self.spec.stages[stage].by == StageBy::NamedWorker;
        let s = &mut self.strands[task.strand as usize];
        s.in_support = false;
        if named && !held {
            s.step_to(Phase::Waiting);
        } else {
            self.give_item(stage, task, false);
        }
    }

    /// Somebody of a role is done: the family's work goes on, if it is still wanted.
    pub(super) fn support_done(&mut self, team: usize, role: usize, person: usize) -> bool {
        let Some((mut task, since)) = self.teams[team].support[role].in_hand[person].take() else {
            return false;
        };
        let worked = self.calendar.work_between(since, self.now);
        let place = self.place_of_team(team);
        if self.wanted(&task) {
            let family = self.cases[task.slot as usize].id;
            let stage = self.stage_of_task(&task);
            self.tell(Fact::SupportDone {
                family,
                place,
                stage,
                role: role as u8,
                work: task.work,
                worked,
            });
            if std::mem::take(&mut task.sees_child) {
                self.tell_seen(task.slot, false);
            }
            match task.work {
                Work::Item(_) => self.item_over_in_support(&task),
                _ => self.work_done(NONE, &task),
            }
        }
        self.support_begins(team, role);
        true
    }

    /// An item is over; where nobody holds the family now, what follows waits for a worker.
    fn item_over_in_support(&mut self, task: &Task) {
        let named = self.spec.stages[self.stage_of(task.strand)].by == StageBy::NamedWorker;
        let held = self.cases[task.slot as usize].worker != NONE;
        let s = &mut self.strands[task.strand as usize];
        if named && !held {
            s.support_over = true;
            s.step_to(Phase::Waiting);
        } else {
            s.in_support = false;
            self.one_item_done(task);
        }
    }

    /// Somebody holds the family again: an item that is with another role stays there, and what
    /// follows one that is over goes on.
    pub(super) fn goes_on_in_support(&mut self, strand: u32) -> bool {
        let s = &mut self.strands[strand as usize];
        if !s.in_support {
            return false;
        }
        if std::mem::take(&mut s.support_over) {
            s.in_support = false;
            let (slot, item) = (s.slot, s.item);
            let over = self.task(Work::Item(item), slot, strand, 0);
            self.one_item_done(&over);
        }
        true
    }

    fn stage_of_task(&self, task: &Task) -> u16 {
        if task.strand == NONE {
            u16::MAX
        } else {
            self.strands[task.strand as usize].stage
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::spec::*;
    use super::super::textbook::{DAY, department, effort, log_of, spec, stage, visits};
    use crate::chronology::Fact;
    use crate::engine::{Dist, Span, Time};

    /// Families closed, seconds worked by named workers and by support staff.
    fn hours(people: u32, change: impl Fn(&mut Spec)) -> (usize, i64, i64) {
        let mut own = visits(0.1, Times::Fixed(1), None);
        own.effort = effort(Dist::Constant(0.1 * DAY));
        let mut theirs = own.clone();
        theirs.effort = effort(Dist::Constant(0.2 * DAY));
        theirs.role = Some(0);
        let mut spec = spec(8, 30.0, 2.0, vec![stage(vec![own, theirs])]);
        spec.teams[0].support = vec![Support {
            posts: people,
            casework_share: 0.5,
        }];
        change(&mut spec);
        let (mut closed, mut worked, mut support) = (0, 0, 0);
        for (_, fact) in log_of(&department(spec, 400)) {
            match fact {
                Fact::Closed { .. } => closed += 1,
                Fact::Stopped { worked: time, .. } => worked += time.0,
                Fact::SupportDone { worked: time, .. } => support += time.0,
                _ => {}
            }
        }
        (closed, worked, support)
    }

    #[test]
    fn items_of_another_role_free_the_named_workers_hours() {
        let (closed, worked, support) = hours(0, |_| {});
        assert_eq!(support, 0, "a team without the role does the item itself");
        let day = |seconds: i64| seconds as f64 / DAY;
        assert!((day(worked) / (0.3 * closed as f64) - 1.0).abs() < 0.01);
        // 2 a day x 0.2 days at half speed: 0.8 people busy; two keep up.
        let (closed, worked, support) = hours(2, |_| {});
        assert!(closed > 700, "{closed}");
        assert!((day(worked) / (0.1 * closed as f64) - 1.0).abs() < 0.02);
        assert!((day(support) / (0.4 * closed as f64) - 1.0).abs() < 0.02);
    }

    #[test]
    fn one_person_of_a_role_does_one_item_at_a_time() {
        // 0.4 days each: one person does 2.5 a day at most, of 4 that come; the rest waits.
        let (closed, _, support) = hours(1, |spec| spec.streams[0].families_per_day = 4.0);
        let full = (closed as f64 / (400.0 * 2.5) - 1.0).abs();
        assert!(full < 0.02, "{closed} closed");
        assert!(support as f64 <= 400.0 * DAY);
    }

    #[test]
    fn their_work_goes_on_while_the_family_changes_hands() {
        // Workers stay ten days; every family is still closed once and the item done once.
        let (closed, _, support) = hours(2, |spec| {
            let people = &mut spec.teams[0].people;
            people.turnover_per_year = 36.5;
            people.recruitment.round = Some(Duration {
                dist: Dist::Constant(DAY),
                unit: Unit::Elapsed,
            });
        });
        assert!(closed > 700, "{closed}");
        let each = support as f64 / DAY / closed as f64;
        assert!((each - 0.4).abs() < 0.01, "{each} days of support a family");
    }

    #[test]
    fn what_ends_while_nobody_holds_the_family_goes_on_with_the_next_worker() {
        // Four days of support for each family and a week without a worker after every ten: a
        // quarter of them end while nobody holds the family.
        let (closed, ..) = hours(20, |spec| {
            spec.streams[0].families_per_day = 1.0;
            spec.stages[0].items[1].effort = effort(Dist::Constant(2.0 * DAY));
            let people = &mut spec.teams[0].people;
            people.turnover_per_year = 36.5;
            people.recruitment.round = Some(Duration {
                dist: Dist::Constant(7.0 * DAY),
                unit: Unit::Elapsed,
            });
        });
        assert!(closed > 350, "{closed} of about 400");
    }

    #[test]
    fn what_waits_for_a_role_that_is_cut_is_done_by_the_workers() {
        let mut theirs = visits(0.2, Times::Fixed(1), None);
        theirs.effort = effort(Dist::Constant(0.2 * DAY));
        theirs.role = Some(0);
        let mut before = spec(8, 100.0, 4.0, vec![stage(vec![theirs])]);
        before.teams[0].support = vec![Support {
            posts: 1,
            casework_share: 0.5,
        }];
        let mut after = before.clone();
        after.teams[0].support[0].posts = 0;
        let mut department = department(before, 300);
        department = Department::new(
            department.calendar.clone(),
            Span::DAY * 300,
            vec![
                department.versions[0].clone(),
                Version {
                    from: Time::ZERO + Span::DAY * 100,
                    spec: after,
                },
            ],
            StartPosition::default(),
        );
        let log = log_of(&department);
        let count = |what: fn(&Fact) -> bool| log.iter().filter(|(_, f)| what(f)).count();
        let closed = count(|f| matches!(f, Fact::Closed { .. }));
        let allocated = count(|f| matches!(f, Fact::Allocated { .. }));
        assert!(
            closed > 1_000 && closed + 10 > allocated,
            "{closed} of {allocated}"
        );
    }
}
