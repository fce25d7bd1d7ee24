//! The life of a post: someone starts, is sick, takes leave, gives notice and goes; the post is
//! vacant, covered, and filled again.
//!
//! Each person has an Exp(1) allowance for leaving and one for each spell of sickness, spent at
//! the hazard in force; a change of hazard is felt at the next week. Equal hazards give equal
//! dates under every plan.

use super::event::{Event, Slot, Why};
use super::purpose::Purpose;
use super::rows::{Filled, MOST_SICKNESS, Temporary};
use super::running::Running;
use super::spec::{People, Team};
use crate::chronology::{Away, Fact, Release, Work};
use crate::engine::{Observer, SECONDS_PER_YEAR, Span, Time, mix};

/// How a person comes to a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Joins {
    /// In post when the run begins.
    AtStart,
    /// From a round, or by an agency.
    Recruited,
    /// With the newly qualified of the year.
    NewlyQualified,
}

/// Sets the keys of agency workers apart from those of permanent holders.
const AGENCY: u64 = 1 << 32;

impl<'a, W: Observer<Fact>> Running<'a, W> {
    /// The rules for a post's people.
    pub(super) fn people(&self, post: u32) -> &'a People {
        let p = &self.posts[post as usize];
        let team = &self.spec.teams[usize::from(p.team)];
        if p.manager {
            &team.manager_people
        } else {
            &team.people
        }
    }

    /// Key of the person now in a post, or of its permanent holder while nobody sits in it.
    /// Permanent holders are numbered apart from agency workers, so that no plan's cover moves
    /// what befalls the next holder.
    pub(super) fn person_key(&self, post: u32) -> u64 {
        let p = &self.posts[post as usize];
        match p.filled {
            Filled::Agency => mix(p.key, AGENCY | u64::from(p.sitter)),
            _ => mix(p.key, u64::from(p.holder)),
        }
    }

    /// Key of a person's time at work since they came or came back from long leave: their
    /// allowances begin anew with it.
    pub(super) fn stint_key(&self, post: u32) -> u64 {
        let p = &self.posts[post as usize];
        let covers = p.filled == Filled::Agency;
        mix(
            self.person_key(post),
            u64::from(if covers { 0 } else { p.stint }),
        )
    }

    // ---- someone starts ------------------------------------------------------------------

    /// A person fills a post from now.
    pub(super) fn start_person(&mut self, post: u32, filled: Filled, joins: Joins) {
        let at_start = joins == Joins::AtStart;
        let off = self.off_now(post);
        let p = &mut self.posts[post as usize];
        p.filled = filled;
        p.at_start = at_start;
        p.started = self.now;
        p.off_today = off;
        p.away = u8::from(off);
        p.sick = [false; MOST_SICKNESS];
        p.spells = [0; MOST_SICKNESS];
        p.gave_notice = false;
        p.cover_coming = false;
        p.recruiting = p.recruiting && filled == Filled::Agency;
        let (manager, agency) = (p.manager, filled == Filled::Agency);
        self.set_duty(post, false);
        let who = self.person_key(post);
        let share = self.people(post).newly_qualified_share;
        let newly_qualified = !at_start
            && !agency
            && !manager
            && (joins == Joins::NewlyQualified
                || self.uniform(who, Purpose::NewlyQualified, 0, 0) < share);
        self.posts[post as usize].newly_qualified = newly_qualified;
        let place = self.place_of_post(post);
        let covers = self.posts[post as usize].on_leave.is_some();
        let temporary = self.posts[post as usize].temporary;
        self.tell(if temporary != Temporary::No {
            Fact::TemporaryStarted {
                post,
                place,
                agency,
            }
        } else if covers {
            Fact::CoverStarted {
                post,
                place,
                manager,
            }
        } else {
            Fact::Started {
                post,
                place,
                agency,
                manager,
                at_start,
                newly_qualified,
            }
        });
        self.settle_in(post);
    }

    /// Whoever sits in the post now is there, and what may befall them is drawn.
    pub(super) fn settle_in(&mut self, post: u32) {
        let p = &self.posts[post as usize];
        let agency = p.filled == Filled::Agency;
        if p.away == 0 {
            self.tell_present(post, true);
        }
        self.tell_day_off(post);
        self.refresh_speed(post);
        self.refresh_caps(post);
        self.schedule_ramp(post);
        for kind in 0..self.people(post).sickness.len() {
            self.schedule_sickness(post, kind);
        }
        // Whoever is lent keeps the post at home, and gives notice from there.
        if !agency && self.posts[post as usize].temporary == Temporary::No {
            self.schedule_leaving(post);
            self.schedule_long_leave(post);
        }
        let year = self.calendar.date_of(self.now).year() as u16;
        let person = self.posts[post as usize].person;
        self.plan_year(post, person, year);
        self.stir(usize::from(self.posts[post as usize].team));
        self.begin_next(post);
    }

    fn schedule_ramp(&mut self, post: u32) {
        let p = &self.posts[post as usize];
        if p.at_start {
            return;
        }
        let (person, started) = (p.person, p.started);
        let caps = self.protected_caps(post).iter();
        let steps: Vec<Span> = self.ramp(post).iter().chain(caps).map(|s| s.0).collect();
        for until in steps {
            self.schedule(started + until, Event::RampStep { post, person });
        }
        self.schedule_experience(post);
    }

    /// Steps of a protected caseload; none for anybody but a newly qualified worker.
    fn protected_caps(&self, post: u32) -> &'a [(Span, f64)] {
        if self.posts[post as usize].newly_qualified {
            &self.people(post).newly_qualified_caps
        } else {
            &[]
        }
    }

    /// Works out afresh what share of the caps holds for a person.
    fn refresh_caps(&mut self, post: u32) {
        let p = &self.posts[post as usize];
        let since = self.now - p.started;
        let mut steps = self.protected_caps(post).iter();
        let share = steps.find(|step| since < step.0).map_or(1.0, |step| step.1);
        let (before, team) = (p.cap_share, usize::from(p.team));
        self.posts[post as usize].cap_share = share;
        if share > before {
            self.stir(team);
        }
    }

    fn ramp(&self, post: u32) -> &'a [(Span, f64)] {
        let p = &self.posts[post as usize];
        let people = self.people(post);
        match p.filled {
            Filled::Agency => &people.agency.ramp,
            _ if p.newly_qualified => &people.newly_qualified_ramp,
            _ => &people.ramp,
        }
    }

    pub(super) fn ramp_step(&mut self, post: u32, person: u16) -> bool {
        if self.posts[post as usize].person != person {
            return false;
        }
        self.counts_as_experienced(post);
        self.refresh_speed(post);
        self.refresh_caps(post);
        true
    }

    /// Speed = full-time equivalent x share of open time paid x share free for casework x
    /// experience. In the unit of effort: seconds of casework for each open second.
    fn speed_of(&self, post: u32) -> f64 {
        let p = &self.posts[post as usize];
        if p.filled.empty() {
            return 0.0;
        }
        let people = self.people(post);
        let mut experience = match p.filled {
            Filled::Agency => people.agency.speed,
            _ if p.newly_qualified => people.newly_qualified_speed,
            _ => 1.0,
        };
        if !p.at_start {
            let since = self.now - p.started;
            if let Some(step) = self.ramp(post).iter().find(|step| since < step.0) {
                experience *= step.1;
            }
        }
        let usual = p.fte_of_day * self.spec.day.paid_share_of_open_hours * people.casework_share;
        usual * experience * self.ordered_time(post)
    }

    /// Works out the speed afresh; an item in hand goes on at the new one.
    pub(super) fn refresh_speed(&mut self, post: u32) {
        let speed = self.speed_of(post);
        if (speed - self.posts[post as usize].speed).abs() > 1e-12 {
            self.change_speed(post, |p| p.speed = speed);
        }
    }

    // ---- sickness, leave, training -------------------------------------------------------

    fn schedule_sickness(&mut self, post: u32, kind: usize) {
        let rate = self.sickness_hazard(post, kind);
        let p = &mut self.posts[post as usize];
        let which = u32::from(p.spells[kind]);
        p.sick_clock[kind] = p.sick_clock[kind].wrapping_add(1);
        p.sick_rate[kind] = rate;
        if rate <= 0.0 {
            p.sick_at[kind] = Time::NEVER;
            return;
        }
        let who = self.stint_key(post);
        let allowance = -libm::log(self.uniform(who, Purpose::Sickness, kind, which));
        let at = self.now + years(allowance / rate);
        self.posts[post as usize].sick_at[kind] = at;
        self.put_sickness(post, kind, at);
    }

    fn put_sickness(&mut self, post: u32, kind: usize, at: Time) {
        let p = &self.posts[post as usize];
        let why = Why::Sick {
            kind: kind as u8,
            clock: p.sick_clock[kind],
        };
        let person = p.person;
        self.schedule(
            self.calendar.next_open(at),
            Event::WentAway { post, person, why },
        );
    }

    /// Leave and training of a calendar year: each block in a month by its weight.
    pub(super) fn plan_year(&mut self, post: u32, person: u16, year: u16) -> bool {
        let p = &self.posts[post as usize];
        if p.person != person || p.filled.empty() {
            return false;
        }
        if self.people(post).planned.is_empty() {
            return true;
        }
        for kind in 0..self.people(post).planned.len() {
            let (times, length) = {
                let rule = &self.people(post).planned[kind];
                (rule.times, rule.length_wd)
            };
            for k in 0..times {
                let at = self.booked(post, kind, year, k);
                if at >= self.now {
                    let why = Why::Planned {
                        kind: kind as u8,
                        length_wd: length as u8,
                    };
                    self.schedule(at, Event::WentAway { post, person, why });
                    self.schedule_early_visits(post, person, (kind as u8, k as u8, year), at);
                }
            }
        }
        let next = self
            .calendar
            .time_of(jiff::civil::date(year as i16 + 1, 1, 1));
        self.schedule(
            next,
            Event::YearPlanned {
                post,
                person,
                year: year + 1,
            },
        );
        true
    }

    /// When the k-th block of a kind of leave or training begins in a calendar year.
    pub(super) fn booked(&self, post: u32, kind: usize, year: u16, k: u32) -> Time {
        let months = &self.people(post).planned[kind].months;
        let what = Purpose::Planned.with(kind);
        let which = u32::from(year) << 8 | k;
        let mut draw = self.draws.at(self.person_key(post), what, which);
        let total: f64 = months.iter().sum();
        let shares: Vec<f64> = months.iter().map(|m| m / total).collect();
        let month = super::rows::pick(&shares, draw.uniform()) as i8 + 1;
        let first = jiff::civil::date(year as i16, month, 1);
        let days = f64::from(first.days_in_month());
        let midnight = self.calendar.time_of(first) + Span::DAY * (draw.uniform() * days) as i64;
        self.calendar.next_open(midnight)
    }

    /// Away from now: the item in hand stops, work kept; nothing new is allocated.
    pub(super) fn went_away(&mut self, post: u32, person: u16, why: Why) -> bool {
        let p = &self.posts[post as usize];
        if p.person != person || p.filled.empty() {
            return false;
        }
        let (back, reason) = match why {
            Why::Planned { kind, length_wd } => {
                let day = self.calendar.working_day_length();
                let back = self
                    .calendar
                    .after_work(self.now, day * i64::from(length_wd));
                (self.calendar.next_open(back), Away::Planned(kind))
            }
            Why::Sick { kind, clock } => {
                let k = usize::from(kind);
                if p.sick_clock[k] != clock || p.sick[k] {
                    return false;
                }
                let which = u32::from(p.spells[k]);
                let who = self.stint_key(post);
                let length = &self.people(post).sickness[k].length;
                let what = Purpose::SicknessLength.with(k);
                let back = self.after_draw(self.now, length, who, what, which);
                let p = &mut self.posts[post as usize];
                p.sick[k] = true;
                p.spells[k] += 1;
                p.away_since[k] = self.now;
                (back, Away::Sick(kind))
            }
        };
        let place = self.place_of_post(post);
        let manager = self.posts[post as usize].manager;
        self.tell(Fact::WentAway {
            post,
            place,
            manager,
            why: reason,
        });
        if let Why::Sick { kind, .. } = why {
            self.promise_cover(post, usize::from(kind), self.now);
        }
        self.schedule(back, Event::CameBack { post, person, why });
        self.posts[post as usize].away += 1;
        if self.posts[post as usize].away == 1 {
            self.goes(post);
        }
        self.tell_day_off(post);
        self.cover_protection_at_once(post);
        true
    }

    /// From now nobody is there in a post: the item in hand stops, someone else is on duty.
    pub(super) fn goes(&mut self, post: u32) {
        self.tell_present(post, false);
        self.put_down(post);
        let p = &self.posts[post as usize];
        let (team, manager) = (usize::from(p.team), p.manager);
        if self.posts[post as usize].duty {
            self.set_duty(post, false);
            self.fill_rota(team);
        }
        if manager {
            self.call_deputy(team);
        }
    }

    /// Somebody is there in a post from now, or nobody.
    pub(super) fn tell_present(&mut self, post: u32, present: bool) {
        let place = self.place_of_post(post);
        let manager = self.posts[post as usize].manager;
        self.tell(Fact::Present {
            post,
            place,
            manager,
            present,
        });
    }

    /// From now the person is there: the next item, and room for families.
    pub(super) fn is_there(&mut self, post: u32) {
        let team = usize::from(self.posts[post as usize].team);
        self.tell_present(post, true);
        self.begin_next(post);
        self.stir(team);
        self.fill_rota(team);
    }

    pub(super) fn came_back(&mut self, post: u32, person: u16, why: Why) -> bool {
        let p = &self.posts[post as usize];
        if p.person != person || p.filled.empty() {
            return false;
        }
        let (reason, lost) = match why {
            Why::Sick { kind, .. } => {
                // What was lost before the start belongs to another account.
                let since = p.away_since[usize::from(kind)].max(Time::ZERO);
                (
                    Away::Sick(kind),
                    self.calendar.work_between(since, self.now),
                )
            }
            Why::Planned { kind, length_wd } => {
                let day = self.calendar.working_day_length();
                (Away::Planned(kind), day * i64::from(length_wd))
            }
        };
        let place = self.place_of_post(post);
        let manager = self.posts[post as usize].manager;
        self.tell(Fact::CameBack {
            post,
            place,
            manager,
            why: reason,
            lost,
        });
        if let Why::Sick { kind, .. } = why {
            self.posts[post as usize].sick[usize::from(kind)] = false;
            self.schedule_sickness(post, usize::from(kind));
        }
        // Whoever is back on the usual day off is not there before the next day.
        let off = self.off_now(post);
        let p = &mut self.posts[post as usize];
        p.away = p.away - 1 - u8::from(p.off_today) + u8::from(off);
        p.off_today = off;
        let clock = p.leave_clock;
        let may_go = p.leave_waits && p.away == u8::from(p.off_today);
        if may_go && self.long_leave_begins(post, person, clock) {
            return true;
        }
        if self.posts[post as usize].away == 0 {
            self.is_there(post);
        }
        self.tell_day_off(post);
        true
    }

    // ---- notice, leaving -----------------------------------------------------------------

    fn schedule_leaving(&mut self, post: u32) {
        let rate = self.leaving_hazard(post);
        let who = self.stint_key(post);
        let p = &mut self.posts[post as usize];
        p.leaving_clock = p.leaving_clock.wrapping_add(1);
        p.leaving_rate = rate;
        p.resigns_at = Time::NEVER;
        if rate <= 0.0 {
            return;
        }
        let allowance = -libm::log(self.uniform(who, Purpose::Leaving, 0, 0));
        let at = self.now + years(allowance / rate);
        let p = &mut self.posts[post as usize];
        p.resigns_at = at;
        let (person, clock) = (p.person, p.leaving_clock);
        self.schedule(
            at,
            Event::Resigns {
                post,
                person,
                clock,
            },
        );
    }

    pub(super) fn resigns(&mut self, post: u32, person: u16, clock: u16) -> bool {
        let p = &self.posts[post as usize];
        if p.person != person || p.leaving_clock != clock || p.filled != Filled::Permanent {
            return false;
        }
        let who = self.person_key(post);
        let place = self.place_of_post(post);
        let manager = self.posts[post as usize].manager;
        self.tell(Fact::GaveNotice {
            post,
            place,
            manager,
        });
        match &self.people(post).notice {
            None => self.leave_post(post),
            Some(notice) => {
                let at = self.after_draw(self.now, notice, who, Purpose::Notice.plain(), 0);
                self.posts[post as usize].gave_notice = true;
                self.schedule(at, Event::Leaves { post, person });
            }
        }
        true
    }

    pub(super) fn leaves(&mut self, post: u32, person: u16) -> bool {
        let p = &self.posts[post as usize];
        if p.person != person || p.filled != Filled::Permanent {
            return false;
        }
        self.leave_post(post);
        true
    }

    /// The person goes: families to the front of the list, notes never written, the post vacant.
    pub(super) fn leave_post(&mut self, post: u32) {
        let agency = self.posts[post as usize].filled == Filled::Agency;
        self.vacate(post);
        let team = usize::from(self.posts[post as usize].team);
        if !agency {
            self.recruit(post);
        }
        self.cover(team);
    }

    /// The person goes and nobody has the post.
    pub(super) fn vacate(&mut self, post: u32) {
        let place = self.place_of_post(post);
        let p = &self.posts[post as usize];
        let (manager, agency) = (p.manager, p.filled == Filled::Agency);
        let gone = Fact::Left {
            post,
            place,
            agency,
            manager,
        };
        self.empty_seat(post, Filled::Vacant, Release::WorkerLeft, Some(gone));
    }

    /// Nobody sits here from now: families back to the list, notes never written.
    pub(super) fn empty_seat(
        &mut self,
        post: u32,
        filled: Filled,
        why: Release,
        told: Option<Fact>,
    ) {
        let place = self.place_of_post(post);
        if self.posts[post as usize]
            .in_hand
            .is_some_and(|hand| hand.from_desk)
        {
            self.put_down(post);
        }
        let p = &self.posts[post as usize];
        let manager = p.manager;
        if p.away == 0 {
            self.tell_present(post, false);
        }
        let p = &mut self.posts[post as usize];
        p.filled = filled;
        p.speed = 0.0;
        p.person = p.person.wrapping_add(1);
        self.tell_day_off(post);
        self.set_duty(post, false);
        if let Some(fact) = told {
            self.tell(fact);
        }
        self.return_families(post, why);
        self.lose_notes(post);
        self.fill_rota(usize::from(place.team));
        if manager {
            self.call_deputy(usize::from(place.team));
        }
    }

    fn lose_notes(&mut self, post: u32) {
        let place = self.place_of_post(post);
        if let Some((task, _)) = self.interrupt(post) {
            self.posts[post as usize].queue.push(task);
        }
        let notes = std::mem::take(&mut self.posts[post as usize].notes);
        for task in std::mem::take(&mut self.posts[post as usize].queue)
            .into_iter()
            .chain(notes)
        {
            self.tell(Fact::Dropped {
                post,
                place,
                work: task.work,
            });
            if task.work == Work::Note {
                let effort = Span(task.left);
                self.tell(Fact::NotesOwed {
                    place,
                    change: Span(-task.left),
                });
                self.tell(Fact::NeverNoted { place, effort });
            }
        }
    }

    /// A worker's families go back to the front of the list, in order of referral.
    pub(super) fn return_families(&mut self, post: u32, why: Release) {
        self.return_some(post, why, |_, _| true);
    }

    /// The same for some of them.
    pub(super) fn return_some(
        &mut self,
        post: u32,
        why: Release,
        which: impl Fn(&Self, Slot) -> bool,
    ) {
        let mut held = self.posts[post as usize].held.clone();
        held.retain(|&slot| which(self, slot));
        held.sort_unstable_by_key(|&slot| self.cases[slot as usize].id);
        for slot in held {
            let team = self.home_team(slot);
            let on_list = self.cases[slot as usize].on_list;
            if on_list {
                // It was waiting for another team while held: it now waits with nobody.
                let children = i64::from(self.cases[slot as usize].children);
                let list_team = usize::from(self.cases[slot as usize].list_team);
                self.teams[list_team].waiting_children += children;
                self.release(slot, why);
                self.cases[slot as usize].listed = self.cases[slot as usize].listed.wrapping_add(1);
                self.watch_over(slot);
                continue;
            }
            self.release(slot, why);
            self.cases[slot as usize].returned = true;
            self.join_list(slot, team, self.now);
        }
    }

    /// What is left of each allowance is spent at the new hazard from now.
    pub(super) fn feel_hazards(&mut self) {
        let under_pressure = |team: &Team| team.people.pressure.is_some();
        if self.version == 0 && !self.spec.teams.iter().any(under_pressure) {
            return;
        }
        for post in 0..self.posts.len() as u32 {
            let p = &self.posts[post as usize];
            if p.filled.empty() {
                continue;
            }
            let permanent = p.filled == Filled::Permanent && p.temporary == Temporary::No;
            if permanent {
                self.respend_long_leave(post);
            }
            let leaving = self.leaving_hazard(post);
            let p = &self.posts[post as usize];
            if permanent && (leaving - p.leaving_rate).abs() > 1e-12 && !p.gave_notice {
                self.respend_leaving(post, leaving);
            }
            for kind in 0..self.people(post).sickness.len() {
                let rate = self.sickness_hazard(post, kind);
                let p = &self.posts[post as usize];
                if (rate - p.sick_rate[kind]).abs() > 1e-12 && !p.sick[kind] {
                    self.respend_sickness(post, kind, rate);
                }
            }
        }
    }

    fn respend_leaving(&mut self, post: u32, rate: f64) {
        if self.posts[post as usize].leaving_rate <= 0.0 {
            self.schedule_leaving(post);
            return;
        }
        let p = &mut self.posts[post as usize];
        let at = respend(self.now, p.resigns_at, p.leaving_rate, rate);
        p.leaving_rate = rate;
        p.resigns_at = at;
        p.leaving_clock = p.leaving_clock.wrapping_add(1);
        let (person, clock) = (p.person, p.leaving_clock);
        self.schedule(
            at,
            Event::Resigns {
                post,
                person,
                clock,
            },
        );
    }

    fn respend_sickness(&mut self, post: u32, kind: usize, rate: f64) {
        if self.posts[post as usize].sick_rate[kind] <= 0.0 {
            self.schedule_sickness(post, kind);
            return;
        }
        let p = &mut self.posts[post as usize];
        let at = respend(self.now, p.sick_at[kind], p.sick_rate[kind], rate);
        p.sick_rate[kind] = rate;
        p.sick_at[kind] = at;
        p.sick_clock[kind] = p.sick_clock[kind].wrapping_add(1);
        self.put_sickness(post, kind, at);
    }
}

/// When an allowance runs out that would have run out at `at` under the old rate.
pub(super) fn respend(now: Time, at: Time, old: f64, new: f64) -> Time {
    if new <= 0.0 {
        return Time::NEVER;
    }
    let left = (at - now).0.max(0) as f64 * old / new;
    now + Span::from_seconds_up(left.min(1e15))
}

/// Years as a span.
pub(super) fn years(number: f64) -> Span {
    Span::from_seconds_up((number * SECONDS_PER_YEAR).min(1e15))
}
