//! Visits that two people make, and how long a newly qualified worker counts as one.
//!
//! An item may need a second worker (a section 47 visit by default of practice); so does any visit
//! of a newly qualified worker in the first months. The colleague is the freest qualified worker
//! of the team who is there when the visit is made, and spends the same hours, before other
//! planned work: that both set out at one instant is not modelled. Where nobody is there, the
//! visit is made alone and counted.

use super::event::Event;
use super::rows::{NONE, Task};
use super::running::Running;
use crate::chronology::{Fact, Work};
use crate::engine::{Observer, Span};

impl<W: Observer<Fact>> Running<'_, W> {
    /// Does this piece of work need a second person, done by the worker of this post?
    fn needs_second(&self, post: u32, task: &Task) -> bool {
        if task.strand == NONE {
            return false;
        }
        let stage = &self.spec.stages[self.stage_of(task.strand)];
        let asked = match task.work {
            Work::Item(which) => stage.items[usize::from(which)].second_worker,
            Work::Recurring(which) => stage.recurring[usize::from(which)].second_worker,
            _ => return false,
        };
        let p = &self.posts[post as usize];
        let joint = self.people(post).joint_visits_for;
        asked
            || (task.sees_child
                && p.newly_qualified
                && joint.is_some_and(|months| self.now - p.started < months))
    }

    /// A visit was made: the hours of whoever came along.
    pub(super) fn second_worker(&mut self, post: u32, task: &Task) {
        if !self.needs_second(post, task) {
            return;
        }
        let team = usize::from(self.posts[post as usize].team);
        let mut colleagues = self.teams[team].posts.clone();
        colleagues.retain(|&other| other != post && !self.posts[other as usize].newly_qualified);
        let (family, place) = (self.cases[task.slot as usize].id, self.place(task.slot));
        let Some(second) = self.freest(&colleagues) else {
            self.tell(Fact::WentAlone { family, place });
            return;
        };
        self.tell(Fact::Accompanied {
            family,
            place,
            post: second,
        });
        let mut hours = self.task(Work::SecondWorker, NONE, NONE, task.whole);
        hours.due = self.now;
        self.give(second, hours, false);
    }

    /// When whoever is newly qualified counts as experienced, by the rules in force.
    pub(super) fn schedule_experience(&mut self, post: u32) {
        let p = &self.posts[post as usize];
        let (person, started) = (p.person, p.started);
        if let Some(after) = self.qualified_after(post) {
            self.schedule(started + after, Event::RampStep { post, person });
        }
    }

    /// How long after the start a newly qualified worker still counts as one.
    fn qualified_after(&self, post: u32) -> Option<Span> {
        let new = self.posts[post as usize].newly_qualified;
        new.then(|| self.people(post).newly_qualified_for).flatten()
    }

    /// A newly qualified worker is one no longer: the steps and speed of any other hold from now,
    /// and families that ask for experience may come.
    pub(super) fn counts_as_experienced(&mut self, post: u32) {
        let since = self.now - self.posts[post as usize].started;
        if self.qualified_after(post).is_none_or(|after| since < after) {
            return;
        }
        self.posts[post as usize].newly_qualified = false;
        let place = self.place_of_post(post);
        self.tell(Fact::Experienced { post, place });
        self.stir(usize::from(self.posts[post as usize].team));
    }
}

#[cfg(test)]
mod tests {
    use super::super::spec::*;
    use super::super::textbook::{department, log_of, spec, stage, visits};
    use crate::chronology::{Fact, Work};
    use crate::engine::Span;

    /// Visits made, accompanied, made alone; seconds worked on visits and as the second worker.
    fn made(posts: usize, change: impl Fn(&mut Spec)) -> (usize, usize, usize, i64, i64) {
        let mut visit = visits(0.1, Times::Fixed(1), None);
        visit.sees_child = true;
        let mut spec = spec(posts, 30.0, 2.0, vec![stage(vec![visit])]);
        change(&mut spec);
        let (mut done, mut pairs, mut alone, mut worked, mut second) = (0, 0, 0, 0, 0);
        for (_, fact) in log_of(&department(spec, 200)) {
            match fact {
                Fact::Accompanied { .. } => pairs += 1,
                Fact::WentAlone { .. } => alone += 1,
                Fact::Stopped {
                    work,
                    worked: time,
                    finished,
                    ..
                } => {
                    if work == Work::SecondWorker {
                        second += time.0;
                    } else {
                        worked += time.0;
                        done += usize::from(finished);
                    }
                }
                _ => {}
            }
        }
        (done, pairs, alone, worked, second)
    }

    #[test]
    fn a_second_worker_spends_the_same_hours() {
        let (done, pairs, alone, worked, second) = made(8, |spec| {
            spec.stages[0].items[0].second_worker = true;
        });
        assert!(
            done > 300 && pairs == done && alone == 0,
            "{done}, {pairs}, {alone}"
        );
        let share = second as f64 / worked as f64;
        assert!(
            (share - 1.0).abs() < 0.01,
            "{share} of the first worker's hours"
        );
        let (done, pairs, alone, ..) = made(1, |spec| {
            spec.stages[0].items[0].second_worker = true;
        });
        assert!(
            pairs == 0 && alone == done,
            "nobody else is there: {alone} of {done}"
        );
        assert_eq!(made(8, |_| {}).1, 0, "nobody comes along unless asked");
    }

    #[test]
    fn newly_qualified_workers_visit_with_a_colleague_at_first() {
        // Four of eight posts are filled by the newly qualified a month after the start.
        let early = |months: Option<Span>| {
            made(8, |spec| {
                let team = &mut spec.teams[0];
                team.vacancy_start = 0.5;
                team.people.intake = Some(Intake {
                    month: 2,
                    places: 4,
                });
                team.people.joint_visits_for = months;
            })
        };
        assert_eq!(early(None).1, 0);
        let (short, long) = (early(Some(Span::DAY * 30)), early(Some(Span::DAY * 1_000)));
        assert!(short.1 > 5 && long.1 > 2 * short.1, "{short:?}, {long:?}");
        assert!(long.1 + 50 < long.0, "qualified workers go alone: {long:?}");
    }

    #[test]
    fn what_is_for_the_experienced_no_newly_qualified_worker_holds() {
        let held = |experienced| {
            let mut spec = spec(
                8,
                30.0,
                4.0,
                vec![stage(vec![visits(0.1, Times::Fixed(1), None)])],
            );
            spec.stages[0].experienced = experienced;
            let team = &mut spec.teams[0];
            team.vacancy_start = 0.5;
            team.people.intake = Some(Intake {
                month: 2,
                places: 4,
            });
            let log = log_of(&department(spec, 200));
            let new: Vec<u32> = log
                .iter()
                .filter_map(|(_, fact)| match fact {
                    Fact::Started {
                        post,
                        newly_qualified: true,
                        ..
                    } => Some(*post),
                    _ => None,
                })
                .collect();
            assert_eq!(new.len(), 4);
            let theirs = log.iter().filter(
                |(_, fact)| matches!(fact, Fact::Allocated { post, .. } if new.contains(post)),
            );
            theirs.count()
        };
        assert!(held(false) > 50);
        assert_eq!(held(true), 0);
    }

    #[test]
    fn after_a_year_the_newly_qualified_are_experienced() {
        let first = |newly_qualified_for| {
            let work = stage(vec![visits(0.1, Times::Fixed(1), None)]);
            let mut spec = spec(4, 30.0, 4.0, vec![work]);
            spec.stages[0].experienced = true;
            let team = &mut spec.teams[0];
            team.vacancy_start = 1.0;
            team.people.newly_qualified_for = newly_qualified_for;
            team.people.newly_qualified_speed = 0.5;
            team.people.newly_qualified_caps = vec![(Span::DAY * 900, 0.1)];
            team.people.intake = Some(Intake {
                month: 2,
                places: 4,
            });
            let log = log_of(&department(spec, 500));
            let all = log
                .iter()
                .filter(|(_, fact)| matches!(fact, Fact::Allocated { .. }));
            let worked = log.iter().find_map(|(_, fact)| match fact {
                Fact::Caseload { families, .. } if *families > 3 => Some(*families),
                _ => None,
            });
            (all.map(|(at, _)| at.day()).min(), worked.is_some())
        };
        assert_eq!(first(None).0, None, "for good");
        // 31 days after the start of the year and 365 after theirs; from then on the caps too are
        // those of anybody.
        assert_eq!(first(Some(Span::DAY * 365)), (Some(396), true));
    }
}
