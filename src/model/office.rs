//! The office's day and week: it opens, the rota is drawn up, managers supervise and review.

use super::event::Event;
use super::rows::NONE;
use super::running::Running;
use super::work::Desk;
use crate::chronology::{Fact, Work};
use crate::engine::{Observer, Span};

/// Manager work comes in pieces of about this length, so that it takes its turn.
const SITTING: i64 = 2 * 3600;

impl<W: Observer<Fact>> Running<'_, W> {
    /// The office opens: a new rota, the night's danger, the next opening.
    pub(super) fn opening(&mut self) -> bool {
        self.out_of_hours_hands_over();
        self.part_timers_come_and_go();
        for team in 0..self.teams.len() {
            self.new_rota(team);
        }
        self.hold_meetings();
        let next = self.calendar.next_working_day(self.now);
        self.schedule(next, Event::Opening);
        true
    }

    /// Posts on the rota today: so many of those present, by post in turn.
    fn rota_size(&self, team: usize) -> usize {
        let Some(one_in) = self.spec.teams[team].duty_one_in else {
            return 0;
        };
        let there = |p: &&u32| self.posts[**p as usize].available();
        let present = self.teams[team].posts.iter().filter(there).count();
        ((present as f64 / one_in).round() as usize)
            .max(1)
            .min(present)
    }

    fn new_rota(&mut self, team: usize) {
        if self.spec.teams[team].duty_one_in.is_none() {
            return;
        }
        let posts = self.teams[team].posts.clone();
        let size = self.rota_size(team);
        let mut chosen = vec![false; posts.len()];
        let mut found = 0;
        let mut at = self.teams[team].rota;
        for _ in 0..posts.len() {
            if found == size {
                break;
            }
            at %= posts.len();
            if self.posts[posts[at] as usize].available() {
                chosen[at] = true;
                found += 1;
            }
            at += 1;
        }
        self.teams[team].rota = at;
        for (index, &post) in posts.iter().enumerate() {
            self.put_on_duty(post, chosen[index]);
        }
    }

    /// Someone on the rota went away: the next in turn steps in.
    pub(super) fn fill_rota(&mut self, team: usize) {
        if self.spec.teams[team].duty_one_in.is_none() {
            return;
        }
        let posts = self.teams[team].posts.clone();
        let on = self.teams[team].on_duty.len();
        let wanted = self.rota_size(team).saturating_sub(on);
        for _ in 0..wanted {
            let start = self.teams[team].rota;
            let next = (0..posts.len())
                .map(|k| (start + k) % posts.len())
                .find(|&k| {
                    let p = &self.posts[posts[k] as usize];
                    p.available() && !p.duty
                });
            let Some(next) = next else { return };
            self.teams[team].rota = next + 1;
            self.put_on_duty(posts[next], true);
        }
    }

    fn put_on_duty(&mut self, post: u32, duty: bool) {
        let p = &self.posts[post as usize];
        if p.duty == duty {
            return;
        }
        let own_in_hand = p.in_hand.is_some_and(|hand| !hand.from_desk);
        if own_in_hand && duty {
            // The desk comes first on a duty day; own work is what is left.
            self.put_down(post);
            self.set_duty(post, true);
            self.begin_next(post);
        } else if own_in_hand {
            self.change_speed(post, |p| p.duty = duty);
            self.set_duty(post, duty);
        } else {
            self.set_duty(post, duty);
            self.begin_next(post);
        }
    }

    /// A new week: supervision and desk reviews for managers; hazards that changed are felt.
    pub(super) fn week(&mut self) -> bool {
        let month = crate::engine::SECONDS_PER_MONTH;
        let week = Span::WEEK.0 as f64 / month;
        for team in 0..self.teams.len() {
            let review = self.mean_effort(&self.spec.unallocated.review_per_month)
                * self.teams[team].waiting_children;
            let month = self.supervision_of(team) + review;
            let mut left = (month as f64 * week) as i64;
            while left > 0 && !self.teams[team].managers.is_empty() {
                let sitting = left.min(SITTING);
                let mut task = self.task(Work::Management, NONE, NONE, sitting);
                task.rank = 2;
                task.due = self.now + Span::WEEK;
                self.put_on_desk(team, Desk::Manager, task);
                left -= sitting;
            }
        }
        self.feel_hazards();
        self.schedule(self.now + Span::WEEK, Event::Week);
        true
    }

    /// Supervision a month for everything a team's workers hold, seconds.
    fn supervision_of(&self, team: usize) -> i64 {
        let stages = self.spec.stages.iter();
        let of_a_child: Vec<i64> = stages
            .map(|stage| self.mean_effort(&stage.supervision_per_month))
            .collect();
        let mut total = 0;
        for &post in &self.teams[team].posts {
            for &slot in &self.posts[post as usize].held {
                let case = &self.cases[slot as usize];
                let mut strand = case.first_strand;
                while strand != NONE {
                    let s = &self.strands[strand as usize];
                    total += i64::from(case.children) * of_a_child[usize::from(s.stage)];
                    strand = s.next;
                }
            }
        }
        total
    }
}
