//! A habit of the worker's day: work with a limit is left while there is time, for what cannot
//! wait as well (Parkinson; Goldratt's student syndrome), and taken up ever more surely as its
//! date nears.
//!
//! Each item of a stage with a limit has *slack*: office time left to the limit, less what lies
//! on the worker's desk and what the stage still needs by its means. The item is left over a part
//! of the slack, drawn once, whose density rises towards the end: strength x sqrt(u), so two
//! thirds of the strength on average, and never all of it. Until then it stands behind the
//! worker's other planned work still in time, and is taken where there is none: no one is idle, or
//! does what matters less, for the habit. From then to its date it stands with the most urgent:
//! what was left is rushed. So the habit makes nothing late by itself; what was given away is
//! missing only where something else comes in between.

use super::purpose::Purpose;
use super::rows::Task;
use super::running::Running;
use super::spec::{Duration, StageBy, Unit};
use crate::chronology::Fact;
use crate::engine::{Observer, Span, Time, mix};

impl<W: Observer<Fact>> Running<'_, W> {
    /// Says until when an item is left for other work; at once where the habit is off, there is
    /// no limit, or no time to lose.
    pub(super) fn leave_while_there_is_time(&self, task: &mut Task) {
        let strength = self.spec.day.slack_habit;
        let s = &self.strands[task.strand as usize];
        let spec = &self.spec.stages[usize::from(s.stage)];
        let dated = spec.limit.is_some() && !spec.low_priority && s.due < Time::NEVER;
        if strength <= 0.0 || !dated || spec.by != StageBy::NamedWorker || s.due <= self.now {
            return;
        }
        let left = self.calendar.work_between(self.now, s.due).0 as f64;
        let slack = left - self.still_needed(task);
        if slack <= 0.0 {
            return;
        }
        let who = mix(self.cases[s.slot as usize].key, spec.key);
        let u = self.uniform(who, Purpose::Slack, usize::from(s.item), s.occasion());
        let wait = Span::from_seconds_up(slack * strength * libm::sqrt(u));
        task.left_until = self.calendar.after_work(self.now, wait);
    }

    /// Office time, seconds, that the stage of an item needs from its beginning to the decision,
    /// all at their means: this item, its repetitions, later items, delays and signing off.
    fn still_needed(&self, task: &Task) -> f64 {
        let s = &self.strands[task.strand as usize];
        let case = &self.cases[s.slot as usize];
        let spec = &self.spec.stages[usize::from(s.stage)];
        let share = self.spec.teams[usize::from(case.team)]
            .people
            .casework_share;
        let effort = |effort: &Duration, per_child: bool| {
            let factor = if per_child { case.hours } else { 1.0 };
            let day = self.calendar.working_day_length().0 as f64;
            let unit = if effort.unit == Unit::WorkingDays {
                day
            } else {
                1.0
            };
            effort.dist.mean() * unit * factor * self.spec.effort_scale / share.max(0.01)
        };
        let present = usize::from(s.item);
        let mut needed = self.on_the_desk(task, case.worker) / share.max(0.01);
        for (index, item) in spec.items.iter().enumerate().skip(present) {
            let (first, again) = if index == present {
                (0.0, f64::from(s.times_left.saturating_sub(1)))
            } else {
                let times = item.times.mean();
                (self.mean_delay(&item.before), (times - 1.0).max(0.0))
            };
            let once = effort(item.effort_for(usize::from(case.band)), item.per_child)
                * (1.0 - item.note_share);
            let times = if index == present { again } else { again + 1.0 };
            needed += first + again * self.mean_delay(&item.between) + times * once;
        }
        let signing = spec.sign_off.as_ref();
        needed + signing.map_or(0.0, |rule| effort(&rule.effort, rule.per_child))
    }

    /// Casework seconds that a worker sees before them: the item and what lies in their queue.
    fn on_the_desk(&self, task: &Task, worker: u32) -> f64 {
        let post = self.posts.get(worker as usize);
        let queue = post.map_or(0, |post| post.queue.iter().map(|task| task.left).sum());
        (task.left + queue) as f64
    }

    /// Mean of an external delay in office time, seconds.
    fn mean_delay(&self, delay: &Option<Duration>) -> f64 {
        let over = |delay: &Duration| self.after(self.now, delay.dist.mean(), delay.unit);
        delay.as_ref().map_or(0.0, |delay| {
            self.calendar.work_between(self.now, over(delay)).0 as f64
        })
    }
}
