//! Maternity and other long leave: planned, seldom, long.
//!
//! A leave begins at a constant hazard of each permanent worker's time at work. It is planned, so
//! the families are handed over on its first day and nobody waits to see whether the person comes
//! back soon. The post stays theirs: it is not vacant and nobody is recruited to it. A share of
//! the leaves is covered by an agency worker, who goes when the person is back. Nobody on long
//! leave falls sick, takes annual leave or resigns; what they had allowed for begins anew when
//! they are back, which for constant hazards changes no chance.

use super::event::Event;
use super::purpose::Purpose;
use super::rows::{Filled, MOST_SICKNESS, OnLeave};
use super::running::Running;
use super::staffing::{respend, years};
use crate::chronology::{Away, Fact, Release};
use crate::engine::{Observer, Time};

impl<W: Observer<Fact>> Running<'_, W> {
    /// When the person now in a post goes on long leave, at the rate now in force.
    pub(super) fn schedule_long_leave(&mut self, post: u32) {
        let rule = self.people(post).long_leave.as_ref();
        let rate = rule.map_or(0.0, |rule| rule.per_year);
        let who = self.stint_key(post);
        let p = &mut self.posts[post as usize];
        p.leave_clock = p.leave_clock.wrapping_add(1);
        p.leave_rate = rate;
        p.leave_at = Time::NEVER;
        p.leave_waits = false;
        if rate > 0.0 {
            let allowance = -libm::log(self.uniform(who, Purpose::LongLeave, 0, 0));
            self.put_long_leave(post, self.now + years(allowance / rate));
        }
    }

    fn put_long_leave(&mut self, post: u32, at: Time) {
        let p = &mut self.posts[post as usize];
        p.leave_at = at;
        let (person, clock) = (p.person, p.leave_clock);
        self.schedule(
            self.calendar.next_open(at),
            Event::LongLeaveBegins {
                post,
                person,
                clock,
            },
        );
    }

    /// The rate changed: what is left of the allowance is spent at the new one.
    pub(super) fn respend_long_leave(&mut self, post: u32) {
        let rule = self.people(post).long_leave.as_ref();
        let rate = rule.map_or(0.0, |rule| rule.per_year);
        let p = &mut self.posts[post as usize];
        let (old, at) = (p.leave_rate, p.leave_at);
        if (rate - old).abs() <= 1e-12 || p.filled != Filled::Permanent || p.leave_waits {
            return;
        }
        if old <= 0.0 {
            self.schedule_long_leave(post);
            return;
        }
        p.leave_rate = rate;
        p.leave_clock = p.leave_clock.wrapping_add(1);
        self.put_long_leave(post, respend(self.now, at, old, rate));
    }

    /// Long leave begins; whoever is sick or on annual leave goes when that is over.
    pub(super) fn long_leave_begins(&mut self, post: u32, person: u16, clock: u16) -> bool {
        let p = &mut self.posts[post as usize];
        if p.person != person || p.leave_clock != clock || p.filled != Filled::Permanent {
            return false;
        }
        p.leave_waits = false;
        if p.gave_notice {
            return false;
        }
        if p.away > u8::from(p.off_today) {
            p.leave_waits = true;
            return true;
        }
        let place = self.place_of_post(post);
        let manager = self.posts[post as usize].manager;
        self.tell(Fact::WentAway {
            post,
            place,
            manager,
            why: Away::Long,
        });
        let who = self.stint_key(post);
        let what = Purpose::LongLeaveLength.plain();
        let back = match &self.people(post).long_leave {
            Some(rule) => self.after_draw(self.now, &rule.length, who, what, 0),
            None => self.now,
        };
        self.go_on_long_leave(post, self.now, back);
        true
    }

    /// The post is kept, the families are not.
    fn go_on_long_leave(&mut self, post: u32, since: Time, back: Time) {
        let who = self.stint_key(post);
        let p = &mut self.posts[post as usize];
        p.on_leave = Some(OnLeave {
            since,
            newly_qualified: p.newly_qualified,
            at_start: p.at_start,
            started: p.started,
            lent: false,
        });
        self.empty_seat(post, Filled::OnLeave, Release::LongLeave, None);
        let back = self.calendar.next_open(back.max(self.now));
        self.schedule(back, Event::LongLeaveEnds { post });
        let Some(rule) = &self.people(post).long_leave else {
            return;
        };
        if self.uniform(who, Purpose::LongLeaveCover, 0, 0) >= rule.covered {
            return;
        }
        // The leave was known of long before: an agency worker is sought in time for its start,
        // and found as late as any.
        let what = Purpose::LongLeaveCover.with(1);
        let from = match &self.people(post).agency.fill {
            Some(fill) => self.after_draw(since, fill, who, what, 0),
            None => since,
        };
        let from = self.calendar.next_open(from.max(self.now));
        if from < back {
            self.schedule(from, Event::LongLeaveCovered { post });
        }
    }

    /// An agency worker sits in the seat of a person on long leave.
    pub(super) fn long_leave_covered(&mut self, post: u32) -> bool {
        if self.posts[post as usize].filled != Filled::OnLeave {
            return false;
        }
        let p = &mut self.posts[post as usize];
        p.person = p.person.wrapping_add(1);
        p.sitter = p.sitter.wrapping_add(1);
        self.start_person(post, Filled::Agency, super::staffing::Joins::Recruited);
        true
    }

    /// The person is back: whoever covered goes, and the families are allocated anew.
    pub(super) fn long_leave_ends(&mut self, post: u32) -> bool {
        let Some(leave) = self.posts[post as usize].on_leave else {
            return false;
        };
        let place = self.place_of_post(post);
        let manager = self.posts[post as usize].manager;
        if self.posts[post as usize].filled == Filled::Agency {
            let gone = Fact::CoverEnded {
                post,
                place,
                manager,
            };
            self.empty_seat(post, Filled::OnLeave, Release::WorkerLeft, Some(gone));
        }
        let off = self.off_now(post);
        let p = &mut self.posts[post as usize];
        p.off_today = off;
        p.on_leave = None;
        p.filled = Filled::Permanent;
        p.person = p.person.wrapping_add(1);
        p.stint = p.stint.wrapping_add(1);
        p.spells = [0; MOST_SICKNESS];
        p.newly_qualified = leave.newly_qualified;
        p.at_start = leave.at_start;
        p.started = leave.started;
        p.away = u8::from(p.off_today);
        p.sick = [false; MOST_SICKNESS];
        p.gave_notice = false;
        let lost = self
            .calendar
            .work_between(leave.since.max(Time::ZERO), self.now);
        self.tell(if leave.lent {
            Fact::CameHome { post, place }
        } else {
            Fact::CameBack {
                post,
                place,
                manager,
                why: Away::Long,
                lost,
            }
        });
        self.settle_in(post);
        self.fill_rota(usize::from(place.team));
        true
    }

    /// A long leave that began before the start and still runs; says whether there is one.
    pub(super) fn long_leave_over_start(&mut self, post: u32) -> bool {
        let Some(rule) = &self.people(post).long_leave else {
            return false;
        };
        let permanent = self.posts[post as usize].filled == Filled::Permanent;
        let over = self.spell_over_start(post, MOST_SICKNESS, rule.per_year, &rule.length);
        match over {
            Some((since, back)) if permanent => {
                self.go_on_long_leave(post, since, back);
                true
            }
            _ => false,
        }
    }
}
