//! The worker's day: one person, one item at a time, in the office time for which they are there.
//!
//! Urgency: danger; then dates of stages that outrank (a court's); then planned work by allocation
//! rank and due date (what is long overdue falls behind what is still in time); then low-priority
//! work, unless it has waited so long that a manager presses for it; notes last. Nothing interrupts
//! an item but danger, the end of a worker's presence, and a change of speed. Duty workers take the
//! duty desk first and their own families' work with what is left.

use super::event::{Event, Slot};
use super::rows::{InHand, NONE, Post, Task};
use super::running::Running;
use super::spec::{Pressed, StageIx};
use crate::chronology::{Fact, Work};
use crate::engine::{Observer, Span, Time};

/// Desk number in facts.
pub(super) const DESK: u32 = u32::MAX;

/// Classes of a worker's tasks: the lower goes first. Danger; dates set from outside, which
/// outrank planned work; planned work; planned work long overdue; low priority; notes.
pub(super) const DANGER: u8 = 0;
pub(super) const DATED: u8 = 1;
const PLANNED: u8 = 2;
const LONG_OVERDUE: u8 = 3;
const LOW: u8 = 4;
const NOTES: u8 = 5;

/// Which desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Desk {
    Duty,
    Manager,
}

impl<W: Observer<Fact>> Running<'_, W> {
    /// A task as it is issued now; class, rank and due say how urgent it is.
    pub(super) fn task(&mut self, work: Work, slot: Slot, strand: u32, effort: i64) -> Task {
        let case_generation = if slot == NONE {
            0
        } else {
            self.cases[slot as usize].generation
        };
        let strand_generation = if strand == NONE {
            0
        } else {
            self.strands[strand as usize].generation
        };
        Task {
            work,
            slot,
            case_generation,
            strand,
            strand_generation,
            left: effort,
            whole: effort,
            note: 0,
            spared: 0,
            travel: 0,
            supervision: 0,
            due: Time::NEVER,
            left_until: Time::ZERO,
            ready: self.now,
            serial: self.next_serial(),
            class: PLANNED,
            rank: 0,
            sees_child: false,
        }
    }

    /// Is the work still wanted?
    pub(super) fn wanted(&self, task: &Task) -> bool {
        let case_ok = task.slot == NONE || {
            let case = &self.cases[task.slot as usize];
            case.live && case.generation == task.case_generation
        };
        if !case_ok || task.strand == NONE {
            return case_ok;
        }
        if !self.current(task.strand, task.strand_generation) {
            return false;
        }
        match task.work {
            // What the next one has overtaken has been counted as missed.
            Work::Recurring(which) => {
                let r = &self.strands[task.strand as usize].recurring[usize::from(which)];
                r.outstanding && r.due == task.due
            }
            _ => true,
        }
    }

    /// Gives a task to a worker, who begins at once if free.
    pub(super) fn give(&mut self, post: u32, task: Task, delayed: bool) {
        let task = self.with_travel(post, task);
        let place = self.place_of_post(post);
        self.tell(Fact::Ready {
            post,
            place,
            work: task.work,
            effort: Span(task.left + task.note),
            delayed,
        });
        if task.work == Work::Note {
            self.tell(Fact::NotesOwed {
                place,
                change: Span(task.left),
            });
            self.posts[post as usize].notes.push_back(task);
        } else {
            self.posts[post as usize].queue.push(task);
        }
        self.begin_next(post);
    }

    /// Tells that a task stands ready for whoever serves a team's desk.
    pub(super) fn tell_ready_at_desk(&mut self, team: usize, task: &Task) {
        let place = self.place_of_team(team);
        self.tell(Fact::Ready {
            post: DESK,
            place,
            work: task.work,
            effort: Span(task.left + task.note),
            delayed: false,
        });
    }

    /// Puts a task on a team's desk; someone free who serves it begins at once.
    pub(super) fn put_on_desk(&mut self, team: usize, desk: Desk, task: Task) {
        self.tell_ready_at_desk(team, &task);
        self.teams[team].pile(desk).push(task);
        let free = self.first_on_desk(team, desk, |_, post| post.in_hand.is_none());
        if let Some(post) = free {
            self.begin_next(post);
        } else if desk == Desk::Duty {
            self.call_to_the_desk(team);
        } else {
            self.call_deputy(team);
        }
    }

    /// On a duty day own work is what is left: whoever is at it puts it down for the desk.
    fn call_to_the_desk(&mut self, team: usize) {
        let at_own_work = self.first_on_desk(team, Desk::Duty, |_, post| {
            post.in_hand.is_some_and(|hand| !hand.from_desk)
        });
        if let Some(post) = at_own_work {
            self.put_down(post);
            self.begin_next(post);
        }
    }

    /// Posts that serve a desk today.
    fn on_desk(&self, team: usize, desk: Desk) -> &[u32] {
        match desk {
            Desk::Manager => &self.teams[team].managers,
            Desk::Duty => &self.teams[team].on_duty,
        }
    }

    /// The first of those who serve a desk today, are there and fit.
    fn first_on_desk(
        &self,
        team: usize,
        desk: Desk,
        fits: impl Fn(u32, &Post) -> bool,
    ) -> Option<u32> {
        let mut posts = self.on_desk(team, desk).iter().copied();
        posts.find(|&p| {
            let post = &self.posts[p as usize];
            post.available() && post.speed > 0.0 && fits(p, post)
        })
    }

    /// The next task of a desk that is still wanted.
    fn take_from_desk(&mut self, team: usize, desk: Desk) -> Option<Task> {
        loop {
            let task = self.teams[team].pile(desk).pop()?;
            if self.wanted(&task) {
                return Some(task);
            }
            let place = self.place_of_team(team);
            self.tell(Fact::Dropped {
                post: DESK,
                place,
                work: task.work,
            });
        }
    }

    /// A free worker who is there takes the most urgent work.
    pub(super) fn begin_next(&mut self, post: u32) {
        let p = &self.posts[post as usize];
        if !p.available() || p.in_hand.is_some() || p.speed <= 0.0 {
            return;
        }
        let team = usize::from(p.team);
        let (manager, duty) = (p.manager, p.duty);
        if manager {
            if let Some(task) = self.take_from_desk(team, Desk::Manager) {
                self.take_in_hand(post, task, true);
            } else if let Some((other, share)) = self.stands_in_for(team) {
                self.deputise(post, other, share);
            }
            return;
        }
        if duty && let Some(task) = self.take_from_desk(team, Desk::Duty) {
            self.take_in_hand(post, task, true);
            return;
        }
        if let Some(task) = self.take_own(post) {
            self.take_in_hand(post, task, false);
        }
    }

    /// A manager takes the next work of another team's desk: theirs from now, and slower.
    fn deputise(&mut self, post: u32, other: usize, share: f64) {
        let Some(mut task) = self.take_from_desk(other, Desk::Manager) else {
            return;
        };
        let (from, to) = (self.place_of_team(other), self.place_of_post(post));
        let work = task.work;
        self.tell(Fact::Dropped {
            post: DESK,
            place: from,
            work,
        });
        task.left = Span::from_seconds_up(task.left as f64 / share).0;
        self.tell(Fact::Ready {
            post: DESK,
            place: to,
            work,
            effort: Span(task.left + task.note),
            delayed: false,
        });
        self.take_in_hand(post, task, true);
    }

    /// The most urgent of a worker's own tasks.
    fn take_own(&mut self, post: u32) -> Option<Task> {
        let p = &self.posts[post as usize];
        let mut best: Option<(usize, (u8, u8, Time, u32))> = None;
        // Once for all of them: what is long overdue was due before this.
        let rules = &self.spec.day;
        let long_overdue = self.calendar.further_back(self.now, rules.overdue_wd);
        for (index, task) in p.queue.iter().enumerate() {
            let key = if rules.first_come {
                (task.class, 0, Time::ZERO, task.serial)
            } else {
                self.urgency(task, long_overdue)
            };
            if best.is_none_or(|(_, least)| key < least) {
                best = Some((index, key));
            }
        }
        let p = &mut self.posts[post as usize];
        match best {
            Some((index, _)) => Some(p.queue.swap_remove(index)),
            None => p.notes.pop_front(),
        }
    }

    /// The place of a task among a worker's own, least first: planned work long overdue falls
    /// behind planned work still in time; low-priority work that has waited too long is pressed;
    /// what the habit leaves goes last among planned work in time, then first (`habit.rs`).
    #[inline]
    fn urgency(&self, task: &Task, long_overdue: Time) -> (u8, u8, Time, u32) {
        let behind = self.spec.day.overdue_fall_behind;
        let (mut class, mut rank) = (task.class, task.rank);
        if class == PLANNED && behind && task.due < self.now {
            if task.due < long_overdue {
                class = LONG_OVERDUE;
            }
        } else if class == PLANNED && task.left_until > Time::ZERO {
            let left = self.now < task.left_until;
            rank = if left { u8::MAX } else { 0 };
        } else if class == LOW && task.due <= self.now {
            let pressed = self.pressed(task.slot, self.stage_of(task.strand));
            (class, rank) = pressed.map_or((class, rank), |pressed| (PLANNED, pressed.rank));
        } else if class == LOW && self.closing_ordered && self.closing_is_pressed(task) {
            (class, rank) = (PLANNED, 0);
        }
        (class, rank, task.due, task.serial)
    }

    /// How urgent a stage's own work is: its rank, and the conference or the statutory limit it
    /// works towards; of low priority, the day from which it is pressed.
    pub(super) fn set_urgency(&self, task: &mut Task) {
        let s = &self.strands[task.strand as usize];
        let spec = &self.spec.stages[usize::from(s.stage)];
        task.rank = self.rank_of_stage(task.slot, usize::from(s.stage));
        task.due = s.due.min(s.conference);
        if spec.low_priority {
            task.class = LOW;
            let pressed = spec
                .pressed
                .map(|pressed| self.pressed_on(s.began, pressed));
            task.due = pressed.map_or(task.due, |on| on.min(task.due));
        } else if spec.outranks && task.due < Time::NEVER {
            task.class = DATED;
        }
    }

    /// How a stage's low-priority work is pressed for: the team's order, or else the stage's rule.
    pub(super) fn pressed(&self, slot: Slot, stage: StageIx) -> Option<Pressed> {
        let team = usize::from(self.cases[slot as usize].team);
        let ordered = self.spec.teams[team].orders.pressed_after_wd;
        let ordered = ordered.map(|after_wd| Pressed { after_wd, rank: 0 });
        ordered.or(self.spec.stages[stage].pressed)
    }

    /// The team was ordered to finish such work, and this has waited as long as the order says.
    fn closing_is_pressed(&self, task: &Task) -> bool {
        let team = usize::from(self.cases[task.slot as usize].team);
        if self.spec.teams[team].orders.pressed_after_wd.is_none() {
            return false;
        }
        let since = self.strands[task.strand as usize].began;
        let pressed = self.pressed(task.slot, self.stage_of(task.strand));
        pressed.is_some_and(|rule| self.pressed_on(since, rule) <= self.now)
    }

    /// The day from which low-priority work that waits since `since` is pressed.
    pub(super) fn pressed_on(&self, since: Time, pressed: Pressed) -> Time {
        self.calendar
            .end_of_working_day_after(since, pressed.after_wd)
    }

    /// The item is in hand from now, and will be done when its effort has been spent.
    pub(super) fn take_in_hand(&mut self, post: u32, task: Task, from_desk: bool) {
        let team = usize::from(self.posts[post as usize].team);
        let p = &mut self.posts[post as usize];
        let own_on_duty = p.duty && !from_desk;
        let speed = p.speed
            * if own_on_duty {
                self.spec.teams[team].duty_own_work
            } else {
                1.0
            };
        p.generation = p.generation.wrapping_add(1);
        let generation = p.generation;
        p.in_hand = Some(InHand {
            task,
            since: self.now,
            speed,
            from_desk,
        });
        let seconds = Span::from_seconds_up(task.left as f64 / speed.max(1e-9));
        let done = self.calendar.after_work(self.now, seconds);
        self.schedule(done, Event::ItemDone { post, generation });
        self.sets_out(post, &task, done);
        let (place, family, stage) = self.about(post, &task);
        self.tell(Fact::Began {
            post,
            place,
            family,
            stage,
            work: task.work,
        });
    }

    fn about(&self, post: u32, task: &Task) -> (crate::chronology::Place, u32, u16) {
        let family = if task.slot == NONE {
            NONE
        } else {
            self.cases[task.slot as usize].id
        };
        let stage = if task.strand == NONE {
            u16::MAX
        } else {
            self.strands[task.strand as usize].stage
        };
        (self.place_of_post(post), family, stage)
    }

    /// Tells that the item in hand stops, and how long it was worked on.
    fn tell_stopped(&mut self, post: u32, hand: &InHand, finished: bool) -> Span {
        let worked = self.calendar.work_between(hand.since, self.now);
        let (place, family, stage) = self.about(post, &hand.task);
        self.tell(Fact::Stopped {
            post,
            place,
            family,
            stage,
            work: hand.task.work,
            worked,
            finished,
        });
        worked
    }

    /// Stops the item in hand, work kept; returns it.
    pub(super) fn interrupt(&mut self, post: u32) -> Option<(Task, bool)> {
        let p = &mut self.posts[post as usize];
        let hand = p.in_hand.take()?;
        p.generation = p.generation.wrapping_add(1);
        let worked = self.tell_stopped(post, &hand, false);
        let mut task = hand.task;
        task.left = (task.left - (worked.0 as f64 * hand.speed) as i64).max(0);
        Some((task, hand.from_desk))
    }

    /// Stops the item in hand and puts it back where it came from.
    pub(super) fn put_down(&mut self, post: u32) {
        if let Some((task, from_desk)) = self.interrupt(post) {
            self.put_back(post, task, from_desk);
        }
    }

    pub(super) fn put_back(&mut self, post: u32, task: Task, from_desk: bool) {
        let p = &mut self.posts[post as usize];
        if task.work == Work::Note {
            p.notes.push_front(task);
            return;
        }
        if !from_desk {
            p.queue.push(task);
            return;
        }
        let team = usize::from(p.team);
        let desk = if p.manager { Desk::Manager } else { Desk::Duty };
        if task.class == DANGER && self.another_goes(team, post, task) {
            return;
        }
        self.teams[team].pile(desk).push(task);
        let other = self.first_on_desk(team, desk, |p, other| p != post && other.in_hand.is_none());
        if let Some(other) = other {
            self.begin_next(other);
        }
    }

    /// A change of speed in mid-item keeps the work done.
    pub(super) fn change_speed(&mut self, post: u32, change: impl FnOnce(&mut Post)) {
        let hand = self.interrupt(post);
        change(&mut self.posts[post as usize]);
        match hand {
            Some((task, from_desk)) if self.posts[post as usize].speed > 0.0 => {
                self.take_in_hand(post, task, from_desk);
            }
            Some((task, from_desk)) => self.put_back(post, task, from_desk),
            None => {}
        }
    }

    /// A worker finishes the item in hand: the next item first, then what follows from this one
    /// (nothing observable depends on the order).
    pub(super) fn item_done(&mut self, post: u32, generation: u32) -> bool {
        let p = &mut self.posts[post as usize];
        if p.generation != generation {
            return false;
        }
        let Some(hand) = p.in_hand.take() else {
            return false;
        };
        self.tell_stopped(post, &hand, true);
        let task = hand.task;
        let work = task.work;
        if self.wanted(&task) {
            if task.note > 0 && work != Work::Note {
                self.leave_note(post, &task, hand.speed);
            }
            self.tell_spared(post, &task);
            self.tell_travel(post, &task);
            self.second_worker(post, &task);
            self.work_done(post, &task);
        }
        self.begin_next(post);
        true
    }

    /// Recording is work too, and the last to be done.
    fn leave_note(&mut self, post: u32, task: &Task, speed: f64) {
        let (place, family, stage) = self.about(post, task);
        self.tell(Fact::NoteLeft {
            family,
            place,
            stage,
            work: task.work,
            hours: Span::from_seconds_up(task.note as f64 / speed),
        });
        let mut note = self.task(Work::Note, task.slot, NONE, task.note);
        note.class = NOTES;
        note.ready = self.now;
        note.slot = NONE; // the note outlives the family's work
        note.case_generation = 0;
        self.give(post, note, false);
    }

    /// Drops a worker's own tasks for a family (its worker changes or its work ends); notes stay.
    pub(super) fn drop_tasks_of(&mut self, post: u32, slot: Slot) {
        self.drop_own(post, |task| task.slot == slot);
    }

    /// Drops only the tasks of one strand.
    pub(super) fn drop_strand_tasks(&mut self, post: u32, strand: u32) {
        self.drop_own(post, |task| task.strand == strand);
    }

    /// Drops a worker's own tasks of a kind, the one in hand among them.
    fn drop_own(&mut self, post: u32, of_kind: impl Fn(&Task) -> bool) {
        let place = self.place_of_post(post);
        let mut index = 0;
        while index < self.posts[post as usize].queue.len() {
            let task = self.posts[post as usize].queue[index];
            if of_kind(&task) {
                self.posts[post as usize].queue.swap_remove(index);
                self.tell(Fact::Dropped {
                    post,
                    place,
                    work: task.work,
                });
            } else {
                index += 1;
            }
        }
        let hand = self.posts[post as usize].in_hand;
        let own_in_hand = hand.is_some_and(|hand| !hand.from_desk && of_kind(&hand.task));
        if own_in_hand && let Some((task, _)) = self.interrupt(post) {
            self.tell(Fact::Dropped {
                post,
                place,
                work: task.work,
            });
            self.begin_next(post);
        }
    }

    /// Drops a worker's own task of a recurring item that the next has overtaken.
    pub(super) fn drop_recurring_task(&mut self, post: u32, strand: u32, which: u8) {
        let queue = &mut self.posts[post as usize].queue;
        let work = Work::Recurring(which);
        if let Some(at) = queue
            .iter()
            .position(|t| t.strand == strand && t.work == work)
        {
            queue.swap_remove(at);
            let place = self.place_of_post(post);
            self.tell(Fact::Dropped { post, place, work });
        }
    }
}
