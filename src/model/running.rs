//! The live state of one replication and its loop.

use super::event::{Event, Slot};
use super::needs::Needs;
use super::purpose::Purpose;
use super::recruitment::Pool;
use super::rows::{Case, NONE, Post, ReturnRecord, Strand, Task};
use super::spec::{Clock, Department, Duration, Spec, StageIx, Unit};
use super::support::SupportDesk;
use super::work::Desk;
use super::{Ended, demand::StreamState};
use crate::chronology::{Fact, Place};
use crate::engine::{Agenda, Calendar, Draws, Observer, Span, Time};
use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

/// Queues of a list: protection, returned, then by allocation rank.
pub(super) const CLASSES: usize = 12;

/// Work waiting at a desk, taken most urgent first.
///
/// The desk of a stretched office holds thousands of tasks: what is ordered is small, and the tasks
/// themselves do not move.
#[derive(Debug, Default)]
pub(super) struct Pile {
    order: BinaryHeap<Reverse<Urgency>>,
    tasks: Vec<Task>,
    /// Places in `tasks` that are not in use.
    free: Vec<u32>,
}

/// Class, rank, date due, serial number; and where the task is.
type Urgency = (u8, u8, Time, u32, u32);

impl Pile {
    pub fn push(&mut self, task: Task) {
        let place = self.free.pop().unwrap_or(self.tasks.len() as u32);
        match self.tasks.get_mut(place as usize) {
            Some(there) => *there = task,
            None => self.tasks.push(task),
        }
        let urgency = (task.class, task.rank, task.due, task.serial, place);
        self.order.push(Reverse(urgency));
    }

    pub fn pop(&mut self) -> Option<Task> {
        let Reverse((.., place)) = self.order.pop()?;
        self.free.push(place);
        Some(self.tasks[place as usize])
    }

    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }
}

/// One team as it stands.
#[derive(Debug, Default)]
pub(super) struct TeamState {
    /// Case-holding posts.
    pub posts: Vec<u32>,
    /// Manager posts.
    pub managers: Vec<u32>,
    /// The list, by class.
    pub lists: Vec<VecDeque<Slot>>,
    pub listed: usize,
    pub duty_desk: Pile,
    pub manager_desk: Pile,
    /// Desks of other roles, by role.
    pub support: Vec<SupportDesk>,
    /// Whose turn on the rota is next, and who is on it today, in the order of their posts.
    pub rota: usize,
    pub on_duty: Vec<u32>,
    /// Room or need changed: try to allocate.
    pub stirred: bool,
    /// The list is being gone through.
    pub meeting: bool,
    /// Children on the list (for the managers' desk review).
    pub waiting_children: i64,
    pub rounds: usize,
    pub rounds_queue: VecDeque<u32>,
    /// Temporary posts opened so far.
    pub temporary_posts: u32,
}

impl TeamState {
    /// What waits at one of the team's desks.
    pub fn pile(&mut self, desk: Desk) -> &mut Pile {
        match desk {
            Desk::Duty => &mut self.duty_desk,
            Desk::Manager => &mut self.manager_desk,
        }
    }
}

/// Everything about one replication in progress.
pub(super) struct Running<'a, W> {
    pub department: &'a Department,
    pub calendar: &'a Calendar,
    pub spec: &'a Spec,
    pub needs: &'a Needs,
    pub version: usize,
    pub draws: Draws,
    pub watch: &'a mut W,
    pub now: Time,
    pub end: Time,
    pub agenda: Agenda<Event>,
    pub cases: Vec<Case>,
    pub free_cases: Vec<Slot>,
    pub families: u32,
    pub strands: Vec<Strand>,
    pub free_strands: Vec<u32>,
    pub posts: Vec<Post>,
    pub teams: Vec<TeamState>,
    pub stirred: Vec<usize>,
    pub streams: Vec<StreamState>,
    pub returns: Vec<ReturnRecord>,
    pub free_returns: Vec<u32>,
    pub serial: u32,
    /// Conferences booked by day (days since the start).
    pub diary: Vec<u16>,
    /// Danger with the emergency duty team, and danger that waits for it.
    pub out_of_hours_busy: u32,
    pub out_of_hours_queue: VecDeque<(Slot, u32)>,
    /// Families referred in danger whose child the office had to reach; some it has.
    pub to_be_reached: Vec<(Slot, u32)>,
    /// Some clock starts from another stage: ends of stages are remembered.
    pub marks_wanted: bool,
    /// Some team was ordered to finish what is only to be closed.
    pub closing_ordered: bool,
    pub agenda_events: u64,
    /// Posts of part-timers who work named days.
    pub part_timers: Vec<u32>,
    pub applicants: Pool,
}

impl<'a, W: Observer<Fact>> Running<'a, W> {
    pub(super) fn new(department: &'a Department, draws: Draws, watch: &'a mut W) -> Self {
        let spec = &department.versions[0].spec;
        let mut running = Running {
            department,
            calendar: &department.calendar,
            spec,
            needs: &department.needs[0],
            version: 0,
            draws,
            watch,
            now: Time::ZERO,
            end: Time::ZERO + department.horizon,
            agenda: Agenda::new(),
            cases: Vec::new(),
            free_cases: Vec::new(),
            families: 0,
            strands: Vec::new(),
            free_strands: Vec::new(),
            posts: Vec::new(),
            teams: Vec::new(),
            stirred: Vec::new(),
            streams: Vec::new(),
            returns: Vec::new(),
            free_returns: Vec::new(),
            serial: 0,
            diary: Vec::new(),
            out_of_hours_busy: 0,
            out_of_hours_queue: VecDeque::new(),
            to_be_reached: Vec::new(),
            marks_wanted: spec.stages.iter().any(|stage| {
                stage
                    .limit
                    .as_ref()
                    .is_some_and(|limit| matches!(limit.clock, Clock::StartOf(_) | Clock::EndOf(_)))
            }),
            closing_ordered: closing_ordered(spec),
            agenda_events: 0,
            part_timers: Vec::new(),
            applicants: Pool::default(),
        };
        running.set_up();
        running
    }

    /// Takes the next event until the horizon. Ends at the horizon's last second.
    pub(super) fn run(mut self) -> Ended {
        self.step_until(self.end);
        self.now = self.end;
        Ended {
            agenda_events: self.agenda_events,
            families: u64::from(self.families),
        }
    }

    /// Acts on every event before an instant (the first at or after it is taken and lost).
    pub(super) fn step_until(&mut self, end: Time) {
        self.allocate_where_stirred();
        while let Some((at, event)) = self.agenda.next() {
            if at >= end {
                break;
            }
            debug_assert!(at >= self.now, "clocks never run backwards");
            self.now = at;
            if self.handle(event) {
                self.agenda_events += 1;
                self.allocate_where_stirred();
                #[cfg(any(test, debug_assertions))]
                self.audit();
            }
        }
    }

    /// Acts on one event; false if it was stale.
    fn handle(&mut self, event: Event) -> bool {
        match event {
            // the life of a family, in the order in which it happens: `journey`
            Event::Arrival { stream } => self.arrival(stream),
            Event::Return { record } => self.family_returns(record),
            Event::ContactOnOpen { slot, generation } => self.contact_on_open(slot, generation),
            Event::PartnersReplied { slot, generation } => self.partners_replied(slot, generation),
            Event::OutOfHoursDone { slot, generation } => self.out_of_hours_done(slot, generation),
            Event::DutyContact {
                slot,
                generation,
                listed,
            } => self.duty_contact(slot, generation, listed),
            Event::RiskRises {
                slot,
                generation,
                listed,
            } => self.risk_rises(slot, generation, listed),
            Event::MovesAway {
                slot,
                generation,
                listed,
            } => self.moves_away(slot, generation, listed),
            Event::DeskReview {
                slot,
                generation,
                listed,
            } => self.desk_review_due(slot, generation, listed),
            Event::Withdraws {
                slot,
                generation,
                listed,
            } => self.withdraws(slot, generation, listed),
            Event::DelayOver { strand, ticket } => self.delay_over(strand, ticket),
            Event::ItemDone { post, generation } => self.item_done(post, generation),
            Event::ReachesChild { post, generation } => self.reaches_child(post, generation),
            Event::Recurs {
                strand,
                generation,
                which,
            } => self.recurs(strand, generation, which),
            Event::Conference { strand, generation } => self.conference_day(strand, generation),
            Event::StageEnds { strand, generation } => self.stage_length_over(strand, generation),
            Event::StartsBeside { strand, generation } => self.starts_beside(strand, generation),
            Event::MayBypass { strand, generation } => self.may_bypass(strand, generation),
            // the life of a post: `staffing`
            Event::WentAway { post, person, why } => self.went_away(post, person, why),
            Event::CameBack { post, person, why } => self.came_back(post, person, why),
            Event::Resigns {
                post,
                person,
                clock,
            } => self.resigns(post, person, clock),
            Event::Leaves { post, person } => self.leaves(post, person),
            Event::RoundEnds { post, attempt } => self.round_ends(post, attempt),
            Event::AgencyStarts { post, person } => self.agency_starts(post, person),
            Event::AgencyEnds { post, person } => self.agency_ends(post, person),
            Event::RampStep { post, person } => self.ramp_step(post, person),
            Event::YearPlanned { post, person, year } => self.plan_year(post, person, year),
            Event::LongLeaveBegins {
                post,
                person,
                clock,
            } => self.long_leave_begins(post, person, clock),
            Event::LongLeaveEnds { post } => self.long_leave_ends(post),
            Event::LongLeaveCovered { post } => self.long_leave_covered(post),
            Event::AgencyNotice { post, attempt } => self.agency_notice(post, attempt),
            Event::Intake { team, year } => self.intake(usize::from(team), year),
            Event::Cover {
                post,
                person,
                spell,
                step,
            } => self.cover_step(post, person, spell, step),
            Event::LeaveNears {
                post,
                person,
                kind,
                which,
                year,
            } => self.leave_nears(post, person, kind, which, year),
            Event::SupportDone { team, role, person } => {
                self.support_done(usize::from(team), usize::from(role), usize::from(person))
            }
            // the office
            Event::Opening => self.opening(),
            Event::Closing => self.closing(),
            Event::Week => self.week(),
            Event::Change { version } => self.change(usize::from(version)),
        }
    }

    /// Tells the world.
    #[inline]
    pub(super) fn tell(&mut self, fact: Fact) {
        self.watch.note(self.now, &fact);
    }

    /// Puts something on the agenda (nothing beyond the horizon is kept).
    #[inline]
    pub(super) fn schedule(&mut self, at: Time, event: Event) {
        if at < self.end {
            self.agenda.schedule(at.max(self.now), event.rank(), event);
        }
    }

    #[inline]
    pub(super) fn next_serial(&mut self) -> u32 {
        self.serial = self.serial.wrapping_add(1);
        self.serial
    }

    /// When a duration that begins at `from` is over.
    pub(super) fn after(&self, from: Time, number: f64, unit: Unit) -> Time {
        match unit {
            Unit::Elapsed => from + Span::from_seconds_up(number),
            Unit::Effort => self
                .calendar
                .after_work(from, Span::from_seconds_up(number)),
            Unit::WorkingDays => {
                let day = self.calendar.working_day_length().0 as f64;
                self.calendar
                    .after_work(from, Span::from_seconds_up(number * day))
            }
        }
    }

    /// Draws a duration and says when it is over.
    pub(super) fn after_draw(
        &self,
        from: Time,
        duration: &Duration,
        who: u64,
        what: u32,
        which: u32,
    ) -> Time {
        let number = duration.dist.sample(&mut self.draws.at(who, what, which));
        self.after(from, number, duration.unit)
    }

    /// Draws an effort in whole seconds, times a factor and the scenario's scale.
    pub(super) fn effort(
        &self,
        effort: &Duration,
        factor: f64,
        who: u64,
        what: u32,
        which: u32,
    ) -> i64 {
        let number = effort.dist.sample(&mut self.draws.at(who, what, which));
        let seconds = match effort.unit {
            Unit::WorkingDays => number * self.calendar.working_day_length().0 as f64,
            _ => number,
        };
        Span::from_seconds_up(seconds * factor * self.spec.effort_scale).0
    }

    /// The mean of an effort per month, seconds per child.
    pub(super) fn mean_effort(&self, effort: &Option<Duration>) -> i64 {
        effort.as_ref().map_or(0, |e| {
            Span::from_seconds_up(e.dist.mean() * self.spec.effort_scale).0
        })
    }

    #[inline]
    pub(super) fn uniform(&self, who: u64, what: Purpose, sub: usize, which: u32) -> f64 {
        self.draws.uniform(who, what.with(sub), which)
    }

    /// Where a family is now, for its facts.
    #[inline]
    pub(super) fn place(&self, slot: Slot) -> Place {
        let case = &self.cases[slot as usize];
        Place {
            office: case.office,
            team: case.team,
        }
    }

    /// Where a post is, for its facts.
    #[inline]
    pub(super) fn place_of_post(&self, post: u32) -> Place {
        let p = &self.posts[post as usize];
        Place {
            office: p.office,
            team: p.team,
        }
    }

    /// A team and its office, for facts.
    pub(super) fn place_of_team(&self, team: usize) -> Place {
        Place {
            office: self.spec.teams[team].office as u16,
            team: team as u16,
        }
    }

    /// Marks a team for the next try to allocate.
    #[inline]
    pub(super) fn stir(&mut self, team: usize) {
        let may_place = self.teams[team].listed > 0 || self.others_wait_for(team);
        let state = &mut self.teams[team];
        if !state.stirred && may_place {
            state.stirred = true;
            self.stirred.push(team);
        }
    }

    /// Strands of a family, in the order in which they began last to first.
    pub(super) fn each_strand(&self, slot: Slot) -> impl Iterator<Item = u32> {
        let mut next = self.cases[slot as usize].first_strand;
        std::iter::from_fn(move || {
            let strand = next;
            if strand == NONE {
                return None;
            }
            next = self.strands[strand as usize].next;
            Some(strand)
        })
    }

    /// The same, in a list that stands while they change.
    pub(super) fn strands_of(&self, slot: Slot) -> Vec<u32> {
        self.each_strand(slot).collect()
    }

    /// Puts a post on the duty rota or takes it off.
    pub(super) fn set_duty(&mut self, post: u32, duty: bool) {
        let p = &mut self.posts[post as usize];
        p.duty = duty;
        let on_duty = &mut self.teams[usize::from(p.team)].on_duty;
        match (on_duty.binary_search(&post), duty) {
            (Err(place), true) => on_duty.insert(place, post),
            (Ok(place), false) => {
                on_duty.remove(place);
            }
            _ => {}
        }
    }

    /// A live strand by its number and generation.
    #[inline]
    pub(super) fn current(&self, strand: u32, generation: u32) -> bool {
        let s = &self.strands[strand as usize];
        s.live && s.generation == generation
    }

    #[inline]
    pub(super) fn stage_of(&self, strand: u32) -> StageIx {
        usize::from(self.strands[strand as usize].stage)
    }

    /// New rules hold from now: speeds change at once, hazards at the next week, draws and items
    /// that begin from now use the new numbers.
    fn change(&mut self, version: usize) -> bool {
        let before = self.version;
        self.spec = &self.department.versions[version].spec;
        self.needs = &self.department.needs[version];
        self.closing_ordered = closing_ordered(self.spec);
        self.version = version;
        self.open_new_posts();
        self.carry_out_orders(Some(before));
        self.new_rate_of_applicants();
        for post in 0..self.posts.len() as u32 {
            self.refresh_speed(post);
            self.schedule_experience(post);
        }
        for team in 0..self.teams.len() {
            self.support_changes(team);
            self.stir(team);
        }
        true
    }
}

/// Whether a team has orders to press for low-priority work.
fn closing_ordered(spec: &Spec) -> bool {
    let mut teams = spec.teams.iter();
    teams.any(|team| team.orders.pressed_after_wd.is_some())
}
