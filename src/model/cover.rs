//! Cover while a worker is away: who sees the families, and for how long they wait for their own
//! worker.
//!
//! Statutory visits of protection families fall to duty from the first hour of any absence: they
//! are never uncovered. After some days of sickness a manager reads through the worker's
//! families, the most urgent first, and gives duty the visits and reviews that are owed. Later
//! protection families go to another worker, and later still all others: work kept, read in by
//! whoever takes over. Before planned leave the worker books visits early.

use super::event::{Event, Slot};
use super::purpose::Purpose;
use super::rows::{NONE, Task};
use super::running::Running;
use super::spec::{RecurringKind, Row};
use super::work::Desk;
use crate::chronology::{Fact, Release, Work};
use crate::engine::{Observer, Time};

/// What comes of an absence as it lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CoverStep {
    /// A manager reads through the families.
    Review,
    /// Protection families go to another worker.
    Protection,
    /// All who are left do.
    Others,
}

impl<W: Observer<Fact>> Running<'_, W> {
    /// Puts the steps of cover for a spell of sickness on the agenda.
    pub(super) fn promise_cover(&mut self, post: u32, kind: usize, since: Time) {
        let people = self.people(post);
        let (rules, hand_back) = (&people.cover, people.hand_back_after_wd);
        let steps = [
            (CoverStep::Others, hand_back),
            (CoverStep::Review, rules.review_after_wd),
            (CoverStep::Protection, rules.protection_after_wd),
            (CoverStep::Others, rules.others_after_wd),
        ];
        let p = &self.posts[post as usize];
        let (person, spell) = (p.person, p.spells[kind] << 2 | kind as u16);
        for (step, days) in steps {
            let Some(days) = days else { continue };
            let at = if days == 0 {
                since
            } else {
                self.calendar.add_working_days(since, days)
            };
            self.schedule(
                at,
                Event::Cover {
                    post,
                    person,
                    spell,
                    step,
                },
            );
        }
    }

    /// The absence has lasted so long.
    pub(super) fn cover_step(
        &mut self,
        post: u32,
        person: u16,
        spell: u16,
        step: CoverStep,
    ) -> bool {
        let p = &self.posts[post as usize];
        let kind = usize::from(spell & 3);
        if p.person != person || !p.sick[kind] || p.spells[kind] != spell >> 2 {
            return false;
        }
        match step {
            CoverStep::Review => self.ask_cover_reviews(post),
            CoverStep::Protection => {
                self.return_some(post, Release::HandedBack, Self::on_protection);
            }
            CoverStep::Others => self.return_families(post, Release::HandedBack),
        }
        true
    }

    /// On a protection plan or under a section 47 enquiry.
    pub(super) fn on_protection(&self, slot: Slot) -> bool {
        self.each_strand(slot).any(|strand| {
            let row = self.spec.stages[self.stage_of(strand)].row;
            row == Row::ProtectionPlan || row == Row::Section47
        })
    }

    /// A manager is to read through an absent worker's families: protection first, then in the
    /// order of referral.
    fn ask_cover_reviews(&mut self, post: u32) {
        let team = usize::from(self.posts[post as usize].team);
        let mut held = self.posts[post as usize].held.clone();
        held.sort_unstable_by_key(|&slot| {
            (!self.on_protection(slot), self.cases[slot as usize].id)
        });
        for slot in held {
            let effort = match &self.people(post).cover.review {
                Some(effort) => {
                    let case = &self.cases[slot as usize];
                    let (key, which) = (case.key, u32::from(case.listed));
                    let what = Purpose::SignOffEffort.with(0xFD);
                    self.effort(effort, 1.0, key, what, which)
                }
                None => 0,
            };
            let mut task = self.task(Work::CoverReview, slot, NONE, effort);
            task.rank = if self.on_protection(slot) { 0 } else { 2 };
            task.due = self.now;
            if effort == 0 || self.teams[team].managers.is_empty() {
                self.cover_reviewed(slot);
            } else {
                self.put_on_desk(team, Desk::Manager, task);
            }
        }
    }

    /// The manager has read it: duty does the visits and reviews that are owed, if the worker is
    /// still away.
    pub(super) fn cover_reviewed(&mut self, slot: Slot) {
        let worker = self.cases[slot as usize].worker;
        if worker == NONE || self.posts[worker as usize].available() {
            return;
        }
        let visits = self.duty_takes_visits(worker, slot);
        let (family, place) = (self.cases[slot as usize].id, self.place(slot));
        self.tell(Fact::CoverReviewed {
            family,
            place,
            visits,
        });
    }

    /// A worker went away: what is owed to protection families is duty's at once.
    pub(super) fn cover_protection_at_once(&mut self, post: u32) {
        if !self.people(post).cover.protection_at_once {
            return;
        }
        let mut held = self.posts[post as usize].held.clone();
        held.sort_unstable_by_key(|&slot| self.cases[slot as usize].id);
        for slot in held {
            if self.on_protection(slot) {
                self.duty_takes_visits(post, slot);
            }
        }
    }

    /// Visits and reviews of a family that its absent worker owes and duty may do; how many.
    fn duty_takes_visits(&mut self, post: u32, slot: Slot) -> u8 {
        let team = usize::from(self.posts[post as usize].team);
        let place = self.place_of_post(post);
        let owed = |running: &Self, task: &Task| match task.work {
            Work::Recurring(which) if task.slot == slot => {
                let stage = running.stage_of(task.strand);
                running.spec.stages[stage].recurring[usize::from(which)].duty_covers
            }
            _ => false,
        };
        let mut visits = 0;
        while let Some(at) = {
            let queue = &self.posts[post as usize].queue;
            queue.iter().position(|task| owed(self, task))
        } {
            let mut task = self.posts[post as usize].queue.remove(at);
            let work = task.work;
            self.tell(Fact::Dropped { post, place, work });
            task.rank = task.rank.max(1);
            self.put_on_desk(team, Desk::Duty, task);
            visits += 1;
        }
        visits
    }

    /// So long before a booked leave the worker is asked to see families early.
    pub(super) fn schedule_early_visits(
        &mut self,
        post: u32,
        person: u16,
        leave: (u8, u8, u16),
        starts: Time,
    ) {
        let Some(days) = self.people(post).early_visits_wd else {
            return;
        };
        let at = self.calendar.add_working_days(starts, -days).max(self.now);
        let (kind, which, year) = leave;
        self.schedule(
            at,
            Event::LeaveNears {
                post,
                person,
                kind,
                which,
                year,
            },
        );
    }

    /// Leave is near: visits that would fall due in it are booked now, before other planned work.
    pub(super) fn leave_nears(
        &mut self,
        post: u32,
        person: u16,
        kind: u8,
        which: u8,
        year: u16,
    ) -> bool {
        if self.posts[post as usize].person != person {
            return false;
        }
        let Some(rule) = self.people(post).planned.get(usize::from(kind)) else {
            return false;
        };
        let from = self.booked(post, usize::from(kind), year, u32::from(which));
        // Each morning until then: the visit before it may still have to be made today, a family
        // may have come since, or the worker was away.
        let tomorrow = self.calendar.next_working_day(self.now);
        if tomorrow < from {
            let again = Event::LeaveNears {
                post,
                person,
                kind,
                which,
                year,
            };
            self.schedule(tomorrow, again);
        }
        if !self.posts[post as usize].available() {
            return true;
        }
        // What is due on the day of return would find a full desk.
        let day = self.calendar.working_day_length();
        let back = self.calendar.after_work(from, day * rule.length_wd);
        let back = self.calendar.closing(self.calendar.next_open(back));
        let mut held = self.posts[post as usize].held.clone();
        held.sort_unstable_by_key(|&slot| self.cases[slot as usize].id);
        for slot in held {
            for strand in self.strands_of(slot) {
                let rules = &self.spec.stages[self.stage_of(strand)].recurring;
                for (index, rule) in rules.iter().enumerate() {
                    let r = self.strands[strand as usize].recurring[index];
                    let in_leave = r.due >= from && r.due < back;
                    let visit = rule.kind == RecurringKind::Visit && !rule.chaired;
                    if visit && in_leave && !r.outstanding && !r.brought_forward {
                        self.bring_forward(post, slot, strand, index);
                    }
                }
            }
        }
        true
    }

    fn bring_forward(&mut self, post: u32, slot: Slot, strand: u32, index: usize) {
        let generation = self.strands[strand as usize].generation;
        let which = index as u8;
        let work = Work::Recurring(which);
        let (family, place) = (self.cases[slot as usize].id, self.place(slot));
        let stage = self.stage_of(strand) as u16;
        self.tell(Fact::BroughtForward {
            family,
            place,
            stage,
            which,
        });
        self.recurs(strand, generation, which);
        self.strands[strand as usize].recurring[index].brought_forward = true;
        let queue = &mut self.posts[post as usize].queue;
        let booked = queue
            .iter_mut()
            .find(|t| t.strand == strand && t.work == work);
        if let Some(task) = booked {
            task.rank = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::spec::*;
    use super::super::textbook::{effort, log_of, office, spec, stage, visits};
    use super::super::work::DESK;
    use crate::chronology::{Fact, Release, Work};
    use crate::engine::{Dist, Time};

    fn working_days(days: f64) -> Duration {
        Duration {
            dist: Dist::Constant(days),
            unit: Unit::WorkingDays,
        }
    }

    /// A plan with a visit so many working days apart, and work beside it.
    fn plan(row: Row, items: Vec<Item>, every: f64, duty_covers: bool) -> Stage {
        let mut plan = stage(items);
        plan.row = row;
        plan.lasts = Some(working_days(400.0));
        plan.recurring = vec![Recurring {
            name: "visit".into(),
            kind: RecurringKind::Visit,
            first: working_days(every),
            every: working_days(every),
            effort: effort(Dist::Constant(1800.0)),
            per_child: false,
            note_share: 0.0,
            sees_child: true,
            second_worker: false,
            role: None,
            chaired: false,
            duty_covers,
        }];
        plan
    }

    fn on_leave(length_wd: i64) -> Vec<PlannedAbsence> {
        vec![PlannedAbsence {
            name: "leave".into(),
            times: 1,
            length_wd,
            months: [1.0; 12],
        }]
    }

    /// Days of sickness after which families are reviewed and handed on, from the facts.
    fn handed_on(row: Row) -> (usize, usize) {
        let work = plan(row, vec![visits(300.0, Times::Fixed(1), None)], 10.0, true);
        let mut spec = spec(6, 10.0, 5.0, vec![work]);
        spec.teams[0].managers = vec![1.0];
        let people = &mut spec.teams[0].people;
        people.sickness = vec![SicknessKind {
            name: "long".into(),
            per_year: 12.0,
            length: working_days(90.0),
        }];
        people.cover = Cover {
            protection_at_once: true,
            review_after_wd: Some(5),
            review: Some(effort(Dist::Constant(600.0))),
            protection_after_wd: Some(10),
            others_after_wd: Some(20),
        };
        let department = office(spec, 120);
        let calendar = &department.calendar;
        let log = log_of(&department);
        let mut went: Vec<(u32, Time)> = Vec::new();
        let (mut released, mut reviewed) = (0, 0);
        for (at, fact) in &log {
            match *fact {
                Fact::WentAway { post, .. } => went.push((post, *at)),
                Fact::Released {
                    post,
                    why: Release::HandedBack,
                    ..
                } => {
                    let since = went.iter().rev().find(|w| w.0 == post).expect("went").1;
                    let days = if row == Row::InNeed { 20 } else { 10 };
                    assert_eq!(*at, calendar.add_working_days(since, days), "post {post}");
                    released += 1;
                }
                Fact::CoverReviewed { .. } => {
                    // The manager has six workers' families at most: read the same day.
                    let from = |w: &&(u32, Time)| calendar.add_working_days(w.1, 5) <= *at;
                    let since = went
                        .iter()
                        .rev()
                        .find(from)
                        .expect("nobody away for so long");
                    let day = calendar.add_working_days(since.1, 5);
                    assert_eq!(calendar.date_of(*at), calendar.date_of(day));
                    reviewed += 1;
                }
                _ => {}
            }
        }
        (released, reviewed)
    }

    #[test]
    fn protection_is_handed_on_after_ten_days_others_after_twenty_reviewed_after_five() {
        for row in [Row::ProtectionPlan, Row::InNeed] {
            let (released, reviewed) = handed_on(row);
            assert!(released > 10 && reviewed > 10, "{released}, {reviewed}");
        }
    }

    #[test]
    fn visits_to_protection_families_are_never_uncovered() {
        let missed = |row, at_once| {
            // Everyone always has something in hand; a visit waits about ten working days.
            let mut item = visits(1.0, Times::Fixed(400), None);
            item.effort.dist = Dist::Constant(6.0 * 3600.0);
            let mut spec = spec(8, 10.0, 5.0, vec![plan(row, vec![item], 20.0, true)]);
            let team = &mut spec.teams[0];
            team.duty_one_in = Some(3.0);
            team.people.planned = on_leave(30);
            team.people.cover.protection_at_once = at_once;
            let log = log_of(&office(spec, 360));
            log.iter()
                .filter(|(_, fact)| matches!(fact, Fact::Missed { .. }))
                .count()
        };
        let (uncovered, covered) = (
            missed(Row::ProtectionPlan, false),
            missed(Row::ProtectionPlan, true),
        );
        assert!(uncovered > 20, "{uncovered} missed without cover");
        assert!(covered * 10 < uncovered, "{covered} missed of {uncovered}");
        assert!(
            missed(Row::InNeed, true) > 20,
            "in-need families wait for a manager"
        );
    }

    #[test]
    fn no_visit_is_late_for_leave_that_was_booked() {
        let late = |early| {
            let mut spec = spec(
                8,
                10.0,
                5.0,
                vec![plan(Row::InNeed, Vec::new(), 15.0, false)],
            );
            let people = &mut spec.teams[0].people;
            // Everyone in August, when every family has long been allocated.
            people.planned = on_leave(15);
            people.planned[0].months = std::array::from_fn(|month| f64::from(u8::from(month == 7)));
            people.early_visits_wd = early;
            let log = log_of(&office(spec, 160));
            let brought = log
                .iter()
                .filter(|(_, fact)| matches!(fact, Fact::BroughtForward { .. }));
            let mut dues = Vec::new();
            let mut late = 0;
            for (at, fact) in &log {
                if let Fact::Recurred { family, due, .. } = *fact {
                    dues.push((family, due));
                    late += usize::from(*at > due);
                }
            }
            let all = dues.len();
            dues.sort_unstable();
            dues.dedup();
            assert_eq!(dues.len(), all, "no visit counts twice");
            (late, brought.count())
        };
        let (without, with) = (late(None), late(Some(10)));
        assert!(without.0 > 20 && without.1 == 0, "{without:?}");
        assert!(
            with.0 == 0 && with.1 >= without.0 / 2,
            "{with:?} against {without:?}"
        );
    }

    /// Visits that went to the duty desk, and those that went to a worker.
    fn visits_to(change: impl Fn(&mut Team)) -> (usize, usize) {
        let mut spec = spec(
            8,
            10.0,
            5.0,
            vec![plan(Row::InNeed, Vec::new(), 20.0, true)],
        );
        change(&mut spec.teams[0]);
        let (mut desk, mut own) = (0, 0);
        for (_, fact) in log_of(&office(spec, 360)) {
            if let Fact::Ready {
                post,
                work: Work::Recurring(_),
                ..
            } = fact
            {
                *(if post == DESK { &mut desk } else { &mut own }) += 1;
            }
        }
        (desk, own)
    }

    #[test]
    fn a_usual_day_off_is_no_absence_and_duty_needs_a_rota() {
        let rota = Some(3.0);
        let (desk, own) = visits_to(|team| {
            team.duty_one_in = rota;
            team.posts = vec![0.6; 8];
            team.part_time = Some(PartTime { posts: 1, fte: 0.6 });
        });
        assert!(desk == 0 && own > 100, "{desk} to duty, {own} to workers");
        let (desk, _) = visits_to(|team| {
            team.duty_one_in = rota;
            team.people.planned = on_leave(30);
        });
        assert!(desk > 20, "{desk} while the worker is on leave");
        let (desk, own) = visits_to(|team| team.people.planned = on_leave(30));
        assert!(desk == 0 && own > 100, "{desk} to a rota the team has not");
    }
}
