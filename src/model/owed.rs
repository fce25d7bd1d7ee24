//! Visits and meetings that fell due and have nobody to do them: a new worker takes them over.
//!
//! A worker who goes leaves what fell due undone, and so does a family without a worker where duty
//! does not look in. Until the next falls due it is still owed: who is named next begins it anew.
//! What is not done by then counts as missed.

use super::event::Slot;
use super::purpose::Purpose;
use super::rows::{NONE, Task};
use super::running::Running;
use super::work::{DATED, Desk};
use crate::chronology::{Fact, Work};
use crate::engine::{Observer, mix};

impl<W: Observer<Fact>> Running<'_, W> {
    /// What fell due goes to the worker, to duty where duty covers and no worker is there, or is
    /// owed.
    pub(super) fn issue_recurring(&mut self, strand: u32, index: usize) {
        let task = self.recurring_task(strand, index);
        let slot = self.strands[strand as usize].slot;
        let rule = &self.spec.stages[self.stage_of(strand)].recurring[index];
        let team = usize::from(self.cases[slot as usize].team);
        if let Some(role) = self.has_support(team, rule.role) {
            self.give_to_support(team, role, task);
        } else {
            self.visit_of_whoever(team, task, index);
        }
    }

    /// A visit or the like goes to the named worker; while that worker is absent or there is none,
    /// to the duty worker of a team that has a rota, where duty covers it. A part-timer's usual
    /// day off is no absence.
    pub(super) fn visit_of_whoever(&mut self, team: usize, task: Task, index: usize) {
        let worker = self.cases[task.slot as usize].worker;
        let rule = &self.spec.stages[self.stage_of(task.strand)].recurring[index];
        let duty = rule.duty_covers && self.spec.teams[team].duty_one_in.is_some();
        if worker != NONE && (!duty || !self.posts[worker as usize].absent()) {
            self.give(worker, task, true);
        } else if duty {
            let rank = task.rank.max(1);
            self.put_on_desk(team, Desk::Duty, Task { rank, ..task });
        } else {
            self.strands[task.strand as usize].recurring[index].owed = true;
        }
    }

    /// The work of the present occurrence; begun anew it takes what it would have taken.
    fn recurring_task(&mut self, strand: u32, index: usize) -> Task {
        let s = &self.strands[strand as usize];
        let r = &s.recurring[index];
        let stage = self.stage_of(strand);
        let spec = &self.spec.stages[stage];
        let rule = &spec.recurring[index];
        let case = &self.cases[s.slot as usize];
        let factor = if rule.per_child { case.hours } else { 1.0 };
        let who = mix(case.key, spec.key);
        let count = u32::from(r.count) << 8 | u32::from(s.entry);
        let what = Purpose::RecurringEffort.with(index);
        let all = self.effort(&rule.effort, factor, who, what, count);
        let note = (all as f64 * rule.note_share) as i64;
        let (slot, due) = (s.slot, r.due);
        let sees_child = rule.sees_child;
        let mut task = self.task(Work::Recurring(index as u8), slot, strand, all - note);
        self.set_note(&mut task, usize::from(self.cases[slot as usize].team), note);
        task.sees_child = sees_child;
        task.due = due;
        task.rank = self.rank_of_stage(slot, stage);
        if self.spec.stages[stage].outranks {
            task.class = DATED;
        }
        task
    }

    /// A worker lets a family go: what fell due and is not done is owed.
    pub(super) fn owe_visits(&mut self, post: u32, slot: Slot) {
        let p = &self.posts[post as usize];
        let own = p.in_hand.iter().filter(|work| !work.from_desk);
        let in_hand = own.map(|work| &work.task);
        for task in in_hand.chain(&p.queue) {
            if let Work::Recurring(which) = task.work
                && task.slot == slot
                && self.wanted(task)
            {
                self.strands[task.strand as usize].recurring[usize::from(which)].owed = true;
            }
        }
    }

    /// Who is named now takes over what is owed.
    pub(super) fn make_owed_visits(&mut self, strand: u32) {
        if !self.strands[strand as usize].live {
            return;
        }
        let rules = self.spec.stages[self.stage_of(strand)].recurring.len();
        for index in 0..rules {
            let r = &mut self.strands[strand as usize].recurring[index];
            if std::mem::take(&mut r.owed) && r.outstanding {
                self.issue_recurring(strand, index);
            }
        }
    }
}
