//! The office's day and week: it opens, the rota is drawn up, managers supervise and review.

use super::event::Event;
use super::rows::{NONE, Task};
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
            self.tell_other_work(team);
            self.tell_ordered_time(team);
        }
        self.hold_meetings();
        self.look_at_other_lists();
        if self.spec.out_of_hours.is_some() {
            self.schedule(self.calendar.closing(self.now), Event::Closing);
        }
        let next = self.calendar.next_working_day(self.now);
        self.schedule(next, Event::Opening);
        true
    }

    /// Workers are slower by what they do outside the model (`People::casework_share` is less it);
    /// how much that is today is told for those who are there.
    fn tell_other_work(&mut self, team: usize) {
        let spec = &self.spec.teams[team];
        let share = spec.people.other_work * self.spec.day.paid_share_of_open_hours;
        if share > 0.0 {
            let hours = self.hours_of_today(team, share);
            let place = self.place_of_team(team);
            self.tell(Fact::OtherWork { place, hours });
        }
    }

    /// A share of the open hours of today of those who are there.
    pub(super) fn hours_of_today(&self, team: usize, share: f64) -> Span {
        let posts = self.teams[team].posts.iter();
        let there = posts.map(|post| &self.posts[*post as usize]);
        let there: f64 = there.filter(|p| p.available()).map(|p| p.fte_of_day).sum();
        let day = self.calendar.working_day_length().0 as f64;
        Span((day * share * there) as i64)
    }

    fn tell_supervision(&mut self, team: usize, seconds: f64) {
        if seconds > 0.0 && !self.teams[team].managers.is_empty() {
            let (place, hours) = (self.place_of_team(team), Span(seconds as i64));
            self.tell(Fact::SupervisionAsked { place, hours });
        }
    }

    /// Posts on the rota today: so many of those present, by post in turn.
    fn rota_size(&self, team: usize) -> usize {
        let Some(one_in) = self.spec.teams[team].duty_one_in else {
            return 0;
        };
        let there = |p: &&u32| self.on_rota(team, &self.posts[**p as usize]);
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
            if self.on_rota(team, &self.posts[posts[at] as usize]) {
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
                    !p.duty && self.on_rota(team, p)
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
            let supervision = self.supervision_of(team);
            self.tell_supervision(team, supervision as f64 * week);
            let month = supervision + review;
            let mut left = (month as f64 * week) as i64;
            let mut supervision = (supervision as f64 * week) as i64;
            while left > 0 && !self.teams[team].managers.is_empty() {
                let sitting = left.min(SITTING);
                let mut task = self.task(Work::Management, NONE, NONE, sitting);
                task.rank = 2;
                task.due = self.now + Span::WEEK;
                task.supervision = sitting.min(supervision);
                self.put_on_desk(team, Desk::Manager, task);
                left -= sitting;
                supervision -= task.supervision;
            }
        }
        self.feel_hazards();
        self.schedule(self.now + Span::WEEK, Event::Week);
        true
    }

    /// A sitting is over: what of it was supervision is done.
    pub(super) fn supervised(&mut self, post: u32, task: &Task) {
        if task.supervision > 0 {
            let place = self.place_of_post(post);
            let hours = Span(task.supervision);
            self.tell(Fact::Supervised { place, hours });
        }
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
                for strand in self.each_strand(slot) {
                    total += i64::from(case.children) * of_a_child[self.stage_of(strand)];
                }
            }
        }
        total
    }
}

#[cfg(test)]
mod tests {
    use crate::chronology::Fact;
    use crate::engine::Dist;
    use crate::model::spec::Times;
    use crate::model::textbook::{effort, log_of, office, spec, stage, visits};

    /// Items that two workers finish in twenty days of eight hours, and hours told as elsewhere.
    fn done_and_elsewhere(other_work: f64) -> (usize, f64) {
        let mut hour = visits(1.0, Times::Fixed(1), None);
        hour.effort = effort(Dist::Constant(3_600.0));
        let mut spec = spec(2, 500.0, 40.0, vec![stage(vec![hour])]);
        let people = &mut spec.teams[0].people;
        people.casework_share = 1.0 - other_work;
        people.other_work = other_work;
        let facts = log_of(&office(spec, 28));
        let done = facts
            .iter()
            .filter(|(_, f)| matches!(f, Fact::Stopped { finished: true, .. }));
        let elsewhere = facts.iter().filter_map(|(_, fact)| match fact {
            Fact::OtherWork { hours, .. } => Some(hours.0 as f64 / 3_600.0),
            _ => None,
        });
        (done.count(), elsewhere.sum())
    }

    #[test]
    fn work_outside_the_model_takes_its_share_of_the_workers_hours() {
        let ((all, none), (less, hours)) = (done_and_elsewhere(0.0), done_and_elsewhere(0.25));
        // Two workers, twenty days of eight hours, an hour an item.
        assert!((all as f64 - 320.0).abs() < 15.0, "{all} items");
        assert!(
            (less as f64 / all as f64 - 0.75).abs() < 0.02,
            "{less} of {all} items"
        );
        assert!(
            none == 0.0 && (hours - 80.0).abs() < 4.1,
            "{hours} hours elsewhere"
        );
    }
}
