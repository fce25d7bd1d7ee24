//! Immediate danger: who goes, when the child is reached, and what nights and weekends do.
//!
//! In office hours the duty worker goes at once, or else whoever can leave planned work. A child is
//! seen when the worker has got there, not when the visit is over. Whoever cannot go on (sickness,
//! a day off) is followed by a colleague. At night and at weekends the emergency duty team goes;
//! and at closing time it takes over the children whom the office has not reached. It sees the
//! child, no more: the office owes the visits all the same.

use super::event::{Event, Slot};
use super::purpose::Purpose;
use super::rows::{Door, NONE, Post, Task};
use super::running::Running;
use super::work::{DANGER, Desk};
use crate::chronology::{Fact, Work};
use crate::engine::{Observer, Time};

/// Least share of a day that counts as somebody: the tenth of a post that is left of a sum is
/// nobody whom one could put on duty or send to a child in danger.
const SOMEBODY: f64 = 0.5;

impl<W: Observer<Fact>> Running<'_, W> {
    // ---- who goes ------------------------------------------------------------------------

    /// Danger: the duty worker goes at once; if all are out, a manager takes a named worker off
    /// planned work; if nobody is left it waits at the desk, and is counted.
    pub(super) fn danger_call(&mut self, team: usize, mut task: Task) {
        task.class = DANGER;
        let Some((post, named)) = self.who_goes(team, NONE) else {
            let (family, place) = (self.cases[task.slot as usize].id, self.place(task.slot));
            self.tell(Fact::DangerWaits { family, place });
            self.put_on_desk(team, Desk::Duty, task);
            return;
        };
        self.tell_ready_at_desk(team, &task);
        self.goes_to_danger(post, named, task);
    }

    /// Somebody was on the way or there and cannot go on: another goes. False if nobody can.
    pub(super) fn another_goes(&mut self, team: usize, than: u32, task: Task) -> bool {
        let Some((post, named)) = self.who_goes(team, than) else {
            return false;
        };
        self.goes_to_danger(post, named, task);
        true
    }

    fn goes_to_danger(&mut self, post: u32, named: bool, task: Task) {
        if named {
            let place = self.place_of_post(post);
            self.tell(Fact::TakenOff { post, place });
        }
        self.take_in_hand(post, task, true);
    }

    /// Who goes to danger other than a post, what they had in hand put back; and whether that is a
    /// named worker and not one on duty.
    fn who_goes(&mut self, team: usize, other_than: u32) -> Option<(u32, bool)> {
        let duty = self.teams[team].on_duty.clone();
        let everyone = self.teams[team].posts.clone();
        for (mut list, named) in [(duty, false), (everyone, true)] {
            list.retain(|&post| post != other_than);
            let Some(post) = self.freest(&list) else {
                continue;
            };
            self.put_down(post);
            if self.posts[post as usize].in_hand.is_none() {
                return Some((post, named)); // or what was put back was taken up again
            }
        }
        None
    }

    /// Who can go to danger: free first, then the least loaded not already out on danger; somebody
    /// who is there for less than half a day only where there is no other.
    pub(super) fn freest(&self, posts: &[u32]) -> Option<u32> {
        posts
            .iter()
            .copied()
            .filter(|&p| {
                let post = &self.posts[p as usize];
                post.available()
                    && post.speed > 0.0
                    && post.in_hand.is_none_or(|h| h.task.class != DANGER)
            })
            .min_by_key(|&p| {
                let post = &self.posts[p as usize];
                let hardly_there = post.fte_of_day < SOMEBODY;
                (hardly_there, post.in_hand.is_some(), post.families, p)
            })
    }

    /// Takes their turn at the duty desk today; those hardly there only in a team of such.
    pub(super) fn on_rota(&self, team: usize, post: &Post) -> bool {
        let somebody = |p: &Post| p.fte_of_day >= SOMEBODY;
        let mut colleagues = self.teams[team].posts.iter();
        post.on_rota()
            && (somebody(post) || !colleagues.any(|p| somebody(&self.posts[*p as usize])))
    }

    // ---- the child is reached ------------------------------------------------------------

    /// A visit begins: the child is seen once the worker is there.
    pub(super) fn sets_out(&mut self, post: u32, task: &Task, done: Time) {
        let Work::Item(which) = task.work else {
            return;
        };
        if !task.sees_child {
            return;
        }
        let stage = &self.spec.stages[self.stage_of(task.strand)];
        let Some(way) = stage.items[usize::from(which)].seen_after else {
            return;
        };
        let there = self.calendar.after_work(self.now, way);
        if there < done {
            let generation = self.posts[post as usize].generation;
            self.schedule(there, Event::ReachesChild { post, generation });
        }
    }

    /// The worker is with the child; false if they turned back on the way.
    pub(super) fn reaches_child(&mut self, post: u32, generation: u32) -> bool {
        let p = &self.posts[post as usize];
        let Some(hand) = p.in_hand.filter(|_| p.generation == generation) else {
            return false;
        };
        if self.wanted(&hand.task) {
            self.tell_seen_in_item(&hand.task);
        }
        true
    }

    // ---- nights and weekends -------------------------------------------------------------

    /// Danger: in hours the danger stage begins at once; out of hours the emergency duty team
    /// goes, or it waits for the opening.
    pub(super) fn danger_at_the_door(&mut self, slot: Slot) {
        if self.spec.out_of_hours.is_some() && !self.calendar.is_open(self.now) {
            self.cases[slot as usize].door = Door::OutOfHours;
            self.ask_out_of_hours(slot, self.cases[slot as usize].generation);
        } else {
            self.decided(slot);
        }
    }

    /// The emergency duty team goes, or the call waits for one of them.
    fn ask_out_of_hours(&mut self, slot: Slot, generation: u32) {
        let workers = self
            .spec
            .out_of_hours
            .as_ref()
            .map_or(0, |team| team.workers);
        if self.out_of_hours_busy < workers {
            self.out_of_hours_call(slot, generation);
        } else {
            self.out_of_hours_queue.push_back((slot, generation));
        }
    }

    fn out_of_hours_call(&mut self, slot: Slot, generation: u32) {
        let Some(team) = self.spec.out_of_hours.as_ref() else {
            return;
        };
        self.out_of_hours_busy += 1;
        let key = self.cases[slot as usize].key;
        let what = Purpose::OutOfHours.plain();
        let at = self.after_draw(self.now, &team.effort, key, what, 0);
        self.schedule(at, Event::OutOfHoursDone { slot, generation });
    }

    /// The emergency duty team has seen the child; the office owes the rest from its opening.
    pub(super) fn out_of_hours_done(&mut self, slot: Slot, generation: u32) -> bool {
        self.out_of_hours_busy -= 1;
        while let Some((next, generation)) = self.out_of_hours_queue.pop_front() {
            if self.unseen(next, generation) {
                self.out_of_hours_call(next, generation);
                break;
            }
        }
        let case = &self.cases[slot as usize];
        if case.live && case.generation == generation {
            let called = case.door == Door::OutOfHours;
            self.tell_seen(slot, false);
            if called {
                self.decided(slot);
            }
        }
        true
    }

    /// At opening, danger the emergency duty team had not reached goes to the office.
    pub(super) fn out_of_hours_hands_over(&mut self) {
        while let Some((slot, generation)) = self.out_of_hours_queue.pop_front() {
            let called = self.cases[slot as usize].door == Door::OutOfHours;
            if called && self.unseen(slot, generation) {
                self.decided(slot);
            }
        }
    }

    /// The office is to reach a child in danger, unless the night has.
    pub(super) fn is_to_be_reached(&mut self, slot: Slot) {
        let case = &self.cases[slot as usize];
        if self.spec.out_of_hours.is_some() && !case.seen {
            self.to_be_reached.push((slot, case.generation));
        }
    }

    /// The office closes: the emergency duty team goes where it has not been.
    pub(super) fn closing(&mut self) -> bool {
        let mut left = std::mem::take(&mut self.to_be_reached);
        left.retain(|&(slot, generation)| self.unseen(slot, generation));
        for &(slot, generation) in &left {
            let case = &self.cases[slot as usize];
            let (family, children, place) = (case.id, case.children, self.place(slot));
            self.tell(Fact::HandedToNight {
                family,
                place,
                children,
            });
            self.ask_out_of_hours(slot, generation);
        }
        self.to_be_reached = left;
        true
    }

    /// The family is worked with, and nobody has seen the child.
    fn unseen(&self, slot: Slot, generation: u32) -> bool {
        let case = &self.cases[slot as usize];
        case.live && case.generation == generation && !case.seen
    }
}

#[cfg(test)]
mod tests {
    use super::super::rule_tests::{item, with_door};
    use super::super::spec::*;
    use super::super::textbook::{effort, elapsed, log_of, office, spec, stage};
    use crate::chronology::{Fact, Work};
    use crate::engine::{Dist, SECONDS_PER_YEAR, Span, Time};

    const HOUR: f64 = 3_600.0;

    /// An office to which danger comes about twice a day; the visit takes three hours, the child is
    /// reached after one.
    fn in_danger(posts: Vec<f64>, team: Option<u32>) -> Spec {
        let mut work = stage(vec![item(3.0 * HOUR)]);
        work.by = StageBy::Duty;
        work.forced = true;
        work.items[0].sees_child = true;
        work.items[0].seen_after = Some(Span::from_seconds_up(HOUR));
        let mut spec = with_door(spec(posts.len(), 1e6, 9.0, vec![work]), 0.0, 0.0);
        spec.teams[0].posts = posts;
        spec.front_door.as_mut().expect("a door").danger_share = 0.9;
        spec.out_of_hours = team.map(|workers| OutOfHours {
            workers,
            effort: elapsed(Dist::Constant(2.0 * HOUR)),
        });
        spec
    }

    /// Times at which danger came and the child was seen.
    fn waits(log: &[(Time, Fact)]) -> Vec<(Time, Time)> {
        let seen = log.iter().filter_map(|(at, fact)| match *fact {
            Fact::Seen {
                first: true,
                danger: true,
                referred,
                ..
            } => Some((referred, *at)),
            _ => None,
        });
        seen.collect()
    }

    #[test]
    fn the_child_is_seen_when_the_worker_is_there_and_not_when_the_visit_is_over() {
        let department = office(in_danger(vec![1.0; 30], None), 140);
        let calendar = &department.calendar;
        let waits = waits(&log_of(&department));
        assert!(waits.len() > 300, "{}", waits.len());
        for (referred, seen) in waits {
            let open = calendar.work_between(referred, seen);
            assert_eq!(open, Span::from_seconds_up(HOUR), "of {referred:?}");
        }
    }

    #[test]
    fn at_closing_time_the_emergency_duty_team_goes_where_the_office_has_not_been() {
        let alone = office(in_danger(vec![1.0; 30], None), 280);
        let with = office(in_danger(vec![1.0; 30], Some(9)), 280);
        let calendar = &with.calendar;
        let late = |(referred, _): &&(Time, Time)| {
            let left = calendar.closing(*referred) - *referred;
            calendar.is_open(*referred) && left < Span::from_seconds_up(HOUR)
        };
        let log = log_of(&with);
        let all = waits(&log);
        let seen: Vec<_> = all.iter().filter(late).collect();
        assert!(seen.len() > 20, "{}", seen.len());
        for (referred, seen) in seen {
            assert_eq!(
                *seen,
                calendar.closing(*referred) + Span::from_seconds_up(2.0 * HOUR)
            );
        }
        let asked = |fact: &&(Time, Fact)| matches!(fact.1, Fact::HandedToNight { .. });
        assert_eq!(
            log.iter().filter(asked).count(),
            all.iter().filter(late).count()
        );
        let without = waits(&log_of(&alone));
        let next_day = |(_, seen): &&(Time, Time)| seen.second_of_day() < 11 * 3_600;
        assert!(without.iter().filter(late).all(|late| next_day(&late)));
        // The office owes the visit all the same.
        let visits = |log: &[(Time, Fact)]| {
            let done = |(_, fact): &&(Time, Fact)| {
                matches!(
                    fact,
                    Fact::Stopped {
                        work: Work::Item(0),
                        finished: true,
                        ..
                    }
                )
            };
            log.iter().filter(done).count()
        };
        let (with, alone) = (visits(&log), visits(&log_of(&alone)));
        assert!(
            with.abs_diff(alone) <= 4,
            "{with} visits, {alone} without that team"
        );
    }

    #[test]
    fn where_the_emergency_duty_team_is_busy_it_comes_later_and_to_nobody_twice() {
        let department = office(in_danger(vec![1.0; 30], Some(1)), 140);
        let log = log_of(&department);
        let mut families: Vec<u32> = log
            .iter()
            .filter_map(|(_, fact)| match *fact {
                Fact::Seen {
                    family,
                    first: true,
                    ..
                } => Some(family),
                _ => None,
            })
            .collect();
        let told = families.len();
        families.sort_unstable();
        families.dedup();
        assert_eq!(families.len(), told);
        let longest = waits(&log)
            .into_iter()
            .map(|(referred, seen)| seen - referred);
        assert!(
            longest.max() < Some(Span::DAY * 3),
            "over a weekend at most"
        );
    }

    #[test]
    fn a_colleague_follows_who_cannot_go_on() {
        let mut spec = in_danger(vec![1.0; 40], Some(9));
        // Everybody on duty is at work: who follows leaves it.
        let door = spec.front_door.as_mut().expect("a door");
        door.screening = effort(Dist::Constant(40.0 * HOUR));
        spec.teams[0].people.sickness = vec![SicknessKind {
            name: "short".into(),
            per_year: 40.0,
            length: elapsed(Dist::Constant(2.0 * 86_400.0)),
        }];
        let log = log_of(&office(spec, SECONDS_PER_YEAR as i64 / 86_400));
        let (mut stopped, mut alone) = (0, 0);
        for (place, (at, fact)) in log.iter().enumerate() {
            let Fact::Stopped {
                family,
                work: Work::Item(_),
                finished: false,
                ..
            } = *fact
            else {
                continue;
            };
            stopped += 1;
            let next = log[place..].iter().find(
                |(_, fact)| matches!(fact, Fact::Began { family: other, .. } if *other == family),
            );
            alone += usize::from(next.is_none_or(|(begun, _)| begun != at));
        }
        assert!(stopped > 15, "{stopped} were taken ill on a visit");
        assert_eq!(alone, 0, "of {stopped}");
    }

    #[test]
    fn a_tenth_of_a_post_is_sent_to_nobody_and_put_on_no_rota() {
        let begun_by_first = |posts: Vec<f64>| {
            let log = log_of(&office(in_danger(posts, None), 140));
            let begun = log.iter().filter(|(_, fact)| {
                matches!(
                    fact,
                    Fact::Began {
                        post: 0,
                        work: Work::Item(_),
                        ..
                    }
                )
            });
            begun.count()
        };
        assert_eq!(begun_by_first([vec![0.1], vec![1.0; 30]].concat()), 0);
        assert!(
            begun_by_first(vec![0.4; 30]) > 0,
            "where there is no other they go"
        );
    }
}
