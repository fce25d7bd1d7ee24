//! The named worker: the list, room, and the manager's act of allocating.
//!
//! Strict order: the head of the list first, nobody overtakes within the order. A family is
//! placed with the least loaded worker who is there and has room; protection is placed whatever
//! the caps, others above the cap by the chance the team's practice gives their need band.
//! Lowering a cap takes no family away.

use super::event::{Event, Slot};
use super::phase::Phase;
use super::purpose::Purpose;
use super::rows::NONE;
use super::running::{CLASSES, Running};
use super::spec::{ListOrder, Row, StageBy, Ties};
use super::work::Desk;
use crate::chronology::{Fact, LeftList, Release, Work};
use crate::engine::{Observer, Span, Time};

/// Where a family would stand: class and row, from its running stages.
struct Standing {
    rank: u8,
    forced: bool,
    row: u8,
    due: Time,
}

/// A row by number: worst first.
pub(super) fn row_number(row: Row) -> u8 {
    match row {
        Row::ProtectionPlan => 0,
        Row::Section47 => 1,
        Row::Assessment => 2,
        Row::InNeed => 3,
    }
}

/// Row of a family in transfer that nobody holds.
const IN_TRANSFER: u8 = 4;

impl<W: Observer<Fact>> Running<'_, W> {
    fn standing(&self, slot: Slot) -> Standing {
        let band = usize::from(self.cases[slot as usize].band);
        let mut standing = Standing {
            rank: 9,
            forced: false,
            row: 3,
            due: Time::NEVER,
        };
        for strand in self.each_strand(slot) {
            let s = &self.strands[strand as usize];
            let stage = &self.spec.stages[usize::from(s.stage)];
            if stage.by == StageBy::NamedWorker {
                standing.rank = standing
                    .rank
                    .min(stage.rank.get(band).copied().unwrap_or(0));
                standing.forced |= stage.forced;
                standing.row = standing.row.min(row_number(stage.row));
                standing.due = standing.due.min(s.due);
            }
        }
        if self.cases[slot as usize].in_transfer {
            standing.row = IN_TRANSFER;
        }
        standing
    }

    /// The rank of a family's own work in its worker's day.
    pub(super) fn rank_of_stage(&self, slot: Slot, stage: usize) -> u8 {
        let band = usize::from(self.cases[slot as usize].band);
        self.spec.stages[stage].rank.get(band).copied().unwrap_or(0)
    }

    fn class_of(&self, slot: Slot, team: usize, standing: &Standing) -> u8 {
        let case = &self.cases[slot as usize];
        match self.spec.teams[team].order {
            _ if standing.forced => 0,
            _ if case.returned => 1,
            ListOrder::NeedBand => (2 + standing.rank).min(CLASSES as u8 - 1),
            ListOrder::FirstCome | ListOrder::NearestDeadline => 2,
        }
    }

    /// A family joins a team's list, waiting since `since`. Returns false if it was turned away.
    pub(super) fn join_list(&mut self, slot: Slot, team: usize, since: Time) {
        let standing = self.standing(slot);
        let class = self.class_of(slot, team, &standing);
        let place = self.place_of_team(team);
        let case = &mut self.cases[slot as usize];
        case.on_list = true;
        case.list_team = team as u16;
        case.class = class;
        case.waits_since = since;
        case.row = standing.row;
        case.above_cap = None;
        case.listed = case.listed.wrapping_add(1);
        let held = case.worker != NONE;
        let first = !case.ever_allocated;
        let (family, children, band) = (case.id, case.children, case.band);
        let row = standing.row;
        self.insert(slot, team, class);
        self.teams[team].listed += 1;
        if !held {
            self.teams[team].waiting_children += i64::from(children);
        }
        self.tell(Fact::ListJoined {
            family,
            place,
            children,
            band,
            row,
            since,
            held,
            first,
        });
        self.stir(team);
        if !held {
            self.watch_over(slot);
        }
    }

    /// What a family's place among those of its class goes by, least first.
    pub(super) fn place_in_list(&self, slot: Slot, team: usize, class: u8) -> Time {
        if self.spec.teams[team].order == ListOrder::NearestDeadline && class == 2 {
            self.standing(slot).due
        } else {
            self.cases[slot as usize].waits_since
        }
    }

    fn insert(&mut self, slot: Slot, team: usize, class: u8) {
        let mine = self.place_in_list(slot, team, class);
        let list = &self.teams[team].lists[usize::from(class)];
        let mut at = list.len();
        while at > 0 && self.place_in_list(list[at - 1], team, class) > mine {
            at -= 1;
        }
        self.teams[team].lists[usize::from(class)].insert(at, slot);
    }

    /// Takes a family off the list it stands in.
    pub(super) fn leave_list(&mut self, slot: Slot, why: LeftList) {
        let case = &self.cases[slot as usize];
        if !case.on_list {
            return;
        }
        let (family, children, row, since) = (case.id, case.children, case.row, case.waits_since);
        let seen = case.seen;
        let team = self.unlist(slot);
        let place = self.place_of_team(team);
        self.tell(Fact::ListLeft {
            family,
            place,
            children,
            row,
            since,
            why,
            seen,
        });
    }

    fn unlist(&mut self, slot: Slot) -> usize {
        let case = &mut self.cases[slot as usize];
        case.on_list = false;
        let (team, class) = (usize::from(case.list_team), usize::from(case.class));
        let (children, held) = (i64::from(case.children), case.worker != NONE);
        let state = &mut self.teams[team];
        if state.lists[class].front() == Some(&slot) {
            state.lists[class].pop_front();
        } else if let Some(at) = state.lists[class].iter().position(|&s| s == slot) {
            state.lists[class].remove(at);
        }
        state.listed -= 1;
        if !held {
            state.waiting_children -= children;
        }
        team
    }

    /// A stage began or ended while the family waits: its place in the list may change.
    pub(super) fn restand(&mut self, slot: Slot) {
        if !self.cases[slot as usize].on_list {
            return;
        }
        let team = usize::from(self.cases[slot as usize].list_team);
        let standing = self.standing(slot);
        let class = self.class_of(slot, team, &standing);
        let case = &self.cases[slot as usize];
        let (old_class, old_row) = (usize::from(case.class), case.row);
        if usize::from(class) != old_class {
            let list = &mut self.teams[team].lists[old_class];
            if let Some(at) = list.iter().position(|&s| s == slot) {
                list.remove(at);
            }
            self.cases[slot as usize].class = class;
            self.insert(slot, team, class);
            self.stir(team);
        }
        if standing.row != old_row {
            self.cases[slot as usize].row = standing.row;
            let case = &self.cases[slot as usize];
            let (family, children) = (case.id, case.children);
            let place = self.place_of_team(team);
            self.tell(Fact::RowChanged {
                family,
                place,
                children,
                row: standing.row,
            });
        }
    }

    /// While nobody has the family: duty looks in, a manager reviews it at the desk, risk may rise,
    /// it may move away or withdraw.
    pub(super) fn watch_over(&mut self, slot: Slot) {
        let case = &self.cases[slot as usize];
        let (key, generation, listed) = (case.key, case.generation, case.listed);
        let row = case.row;
        let rules = &self.spec.unallocated;
        if let Some(patience) = &rules.withdraw {
            let what = Purpose::Withdrawal.plain();
            let at = self.after_draw(self.now, patience, key, what, u32::from(listed));
            self.schedule(
                at,
                Event::Withdraws {
                    slot,
                    generation,
                    listed,
                },
            );
        }
        if rules.every.is_some() {
            let u = self.uniform(key, Purpose::DutyPhase, 0, u32::from(listed));
            self.schedule_duty_contact(slot, u.max(0.05));
        }
        self.schedule_desk_review(slot, 1.0);
        let occasion = u32::from(listed);
        let rate = self.spec.unallocated.moves_away_per_year;
        if rate > 0.0 {
            let at = self.at_hazard(rate, key, Purpose::MovesAway, occasion);
            self.schedule(
                at,
                Event::MovesAway {
                    slot,
                    generation,
                    listed,
                },
            );
        }
        let rate = self.spec.unallocated.risk_rises_per_year;
        if rate > 0.0 && row == 2 && self.spec.unallocated.risk_rises_to.is_some() {
            let at = self.at_hazard(rate, key, Purpose::RiskRises, occasion);
            self.schedule(
                at,
                Event::RiskRises {
                    slot,
                    generation,
                    listed,
                },
            );
        }
    }

    /// When something of a constant hazard a year happens.
    pub(super) fn at_hazard(&self, per_year: f64, who: u64, what: Purpose, which: u32) -> Time {
        let u = self.uniform(who, what, 0, which);
        let seconds = -libm::log(u) / per_year * crate::engine::SECONDS_PER_YEAR;
        self.now + Span::from_seconds_up(seconds.min(1e12))
    }

    /// Puts the next desk review on the agenda, a share of the interval from now.
    pub(super) fn schedule_desk_review(&mut self, slot: Slot, share: f64) {
        let Some(rule) = self.desk_review_of(slot) else {
            return;
        };
        let at = self.after(self.now, rule.every.dist.mean() * share, rule.every.unit);
        let case = &mut self.cases[slot as usize];
        case.review_due = at;
        let (generation, listed) = (case.generation, case.listed);
        self.schedule(
            at,
            Event::DeskReview {
                slot,
                generation,
                listed,
            },
        );
    }

    /// Puts the next duty contact on the agenda, a share of the interval from now.
    pub(super) fn schedule_duty_contact(&mut self, slot: Slot, share: f64) {
        let Some(every) = &self.spec.unallocated.every else {
            return;
        };
        let at = self.after(self.now, every.dist.mean() * share, every.unit);
        let case = &self.cases[slot as usize];
        let (generation, listed) = (case.generation, case.listed);
        self.schedule(
            at,
            Event::DutyContact {
                slot,
                generation,
                listed,
            },
        );
    }

    /// Tries to allocate in every team in which room or need changed.
    pub(super) fn allocate_where_stirred(&mut self) {
        while let Some(team) = self.stirred.pop() {
            self.teams[team].stirred = false;
            self.allocate(team);
        }
    }

    /// Goes through the team's list, or the one it shares; then, perhaps, through others'.
    pub(super) fn allocate(&mut self, team: usize) {
        if self.has_one_list(team) {
            self.allocate_from_one_list(team);
        } else {
            self.allocate_own(team);
            self.project_team_takes(team);
            self.take_from_others(team);
        }
    }

    /// The family that stands first on a team's list.
    pub(super) fn head_of_list(&self, team: usize) -> Option<Slot> {
        let mut lists = self.teams[team].lists.iter();
        lists.find_map(|list| list.front().copied())
    }

    /// Head of the list first, until one cannot be placed.
    fn allocate_own(&mut self, team: usize) {
        loop {
            let Some(slot) = self.head_of_list(team) else {
                return;
            };
            if !self.may_allocate(team, self.cases[slot as usize].class) {
                return;
            }
            let Some((post, above_cap)) = self.choose(team, slot) else {
                return;
            };
            self.assign(slot, post, above_cap);
        }
    }

    /// The worker for a family, and whether that is above the cap.
    fn choose(&mut self, team: usize, slot: Slot) -> Option<(u32, bool)> {
        let (holder, room) = self.room_wanted(slot);
        if let Some(post) = self.least_loaded(team, slot, holder, room) {
            return Some((post, false));
        }
        if !self.may_exceed(team, slot) {
            return None;
        }
        self.least_loaded(team, slot, holder, None)
            .map(|post| (post, true))
    }

    /// Who has a family now, and the room under the caps that it takes: children and points.
    pub(super) fn room_wanted(&self, slot: Slot) -> (u32, Option<(f64, i32)>) {
        let case = &self.cases[slot as usize];
        let room = (f64::from(case.children), self.points_of(slot));
        (case.worker, Some(room))
    }

    pub(super) fn may_exceed(&mut self, team: usize, slot: Slot) -> bool {
        let case = &self.cases[slot as usize];
        if case.class == 0 {
            return true;
        }
        if let Some(drawn) = case.above_cap {
            return drawn;
        }
        let chance = self.spec.teams[team]
            .over_cap
            .get(usize::from(case.band))
            .copied()
            .unwrap_or(0.0);
        let u = self.uniform(case.key, Purpose::OverCap, 0, u32::from(case.listed));
        let drawn = u < chance;
        self.cases[slot as usize].above_cap = Some(drawn);
        drawn
    }

    /// Room for so many more children and points under the caps of a full-time worker.
    #[inline]
    fn has_room(&self, team: usize, post: u32, children: f64, points: i32) -> bool {
        let t = &self.spec.teams[team];
        let p = &self.posts[post as usize];
        let within = |cap: Option<f64>, would_be: f64| {
            cap.is_none_or(|c| would_be <= c * p.fte * p.cap_share + 1e-9)
        };
        within(t.cap_families, f64::from(p.families) + 1.0)
            && within(t.cap_children, f64::from(p.children) + children)
            && within(t.cap_points, f64::from(p.points + points) / 1000.0)
    }

    pub(super) fn least_loaded(
        &self,
        team: usize,
        slot: Slot,
        holder: u32,
        room: Option<(f64, i32)>,
    ) -> Option<u32> {
        let best = self.least_loaded_and_load(team, slot, holder, room);
        best.map(|(_, post)| post)
    }

    /// The same with the load by which workers are compared, ties broken.
    pub(super) fn least_loaded_and_load(
        &self,
        team: usize,
        slot: Slot,
        holder: u32,
        room: Option<(f64, i32)>,
    ) -> Option<((i64, u64), u32)> {
        self.least_loaded_of(team, slot, holder, room, &Some)
    }

    /// The same among some of the team's workers.
    pub(super) fn least_loaded_of(
        &self,
        team: usize,
        slot: Slot,
        holder: u32,
        room: Option<(f64, i32)>,
        who: &dyn Fn(u32) -> Option<u32>,
    ) -> Option<((i64, u64), u32)> {
        let t = &self.spec.teams[team];
        let by_points = t.cap_points.is_some();
        let experienced = self.for_the_experienced(slot);
        let mut best: Option<((i64, u64), u32)> = None;
        for post in self.teams[team].posts.iter().filter_map(|&post| who(post)) {
            let p = &self.posts[post as usize];
            if self.not_for_project(post, slot) {
                continue;
            }
            if !p.available() || p.gave_notice || post == holder || p.fte * p.cap_share <= 0.0 {
                continue;
            }
            if experienced && p.newly_qualified {
                continue;
            }
            if room.is_some_and(|(c, pts)| !self.has_room(team, post, c, pts)) {
                continue;
            }
            let held = if by_points {
                f64::from(p.points)
            } else {
                f64::from(p.families) * 1e3
            };
            let load = (held / (p.fte * p.cap_share)) as i64;
            let tie = match t.ties {
                Ties::Post => 0,
                Ties::Random if best.is_some_and(|((l, _), _)| l < load) => u64::MAX,
                Ties::Random => {
                    let key = crate::engine::mix(self.cases[slot as usize].key, p.key);
                    let listed = u32::from(self.cases[slot as usize].listed);
                    (self.draws.uniform(key, Purpose::Tie.plain(), listed) * 1e15) as u64
                }
            };
            if best.is_none_or(|(least, _)| (load, tie) < least) {
                best = Some(((load, tie), post));
            }
        }
        best
    }

    /// May no newly qualified worker hold the family, for any of its running stages?
    fn for_the_experienced(&self, slot: Slot) -> bool {
        self.each_strand(slot)
            .any(|strand| self.spec.stages[self.stage_of(strand)].experienced)
    }

    /// Points a family weighs now, thousandths: the heaviest of its running stages.
    pub(super) fn points_of(&self, slot: Slot) -> i32 {
        let case = &self.cases[slot as usize];
        let mut most = 0.0_f64;
        for strand in self.each_strand(slot) {
            most = most.max(self.spec.stages[self.stage_of(strand)].points_per_child);
        }
        (most * f64::from(case.children) * 1000.0) as i32
    }

    /// The manager's act: the family has a named worker.
    pub(super) fn assign(&mut self, slot: Slot, post: u32, above_cap: bool) {
        let case = &self.cases[slot as usize];
        let (row, since, first) = (case.row, case.waits_since, !case.ever_allocated);
        let old = case.worker;
        let (family, children, band) = (case.id, case.children, case.band);
        self.unlist(slot);
        if old != NONE {
            self.release(slot, Release::Transferred);
        }
        let team = usize::from(self.posts[post as usize].team);
        self.cases[slot as usize].team = team as u16;
        let place = self.place(slot);
        let transfer = old != NONE || self.cases[slot as usize].in_transfer;
        self.tell(Fact::Allocated {
            family,
            place,
            post,
            children,
            band,
            row,
            since,
            first,
            transfer,
            above_cap,
        });
        self.hold(slot, post);
        if !first {
            self.read_in(slot, post);
        }
        if let Some(effort) = &self.spec.teams[team].manager_effort_per_allocation {
            let key = self.cases[slot as usize].key;
            let which = u32::from(self.cases[slot as usize].listed);
            let effort = self.effort(effort, 1.0, key, Purpose::SignOffEffort.with(0xFF), which);
            let mut task = self.task(Work::Management, NONE, NONE, effort);
            task.rank = 1;
            self.put_on_desk(team, Desk::Manager, task);
        }
        self.take_up(slot);
    }

    /// Adds a family to a worker's caseload (allocation, or the position at the start).
    pub(super) fn hold(&mut self, slot: Slot, post: u32) {
        let points = self.points_of(slot);
        let case = &mut self.cases[slot as usize];
        case.worker = post;
        case.ever_allocated = true;
        case.returned = false;
        case.in_transfer = false;
        case.held_points = points;
        let children = case.children;
        let p = &mut self.posts[post as usize];
        p.held.push(slot);
        p.families += 1;
        p.children += u16::from(children);
        p.points += points;
        self.tell_caseload(post);
    }

    /// The weight of a family changed (a stage began or ended).
    pub(super) fn reweigh(&mut self, slot: Slot) {
        let post = self.cases[slot as usize].worker;
        if post == NONE {
            return;
        }
        let points = self.points_of(slot);
        let change = points - self.cases[slot as usize].held_points;
        if change != 0 {
            self.cases[slot as usize].held_points = points;
            self.posts[post as usize].points += change;
            self.tell_caseload(post);
            if change < 0 {
                self.stir(usize::from(self.posts[post as usize].team));
            }
        }
    }

    pub(super) fn tell_caseload(&mut self, post: u32) {
        let p = &self.posts[post as usize];
        let (families, children, points_milli) = (p.families, p.children, p.points);
        let full = !self.has_room(usize::from(p.team), post, 1.0, 0);
        let place = self.place_of_post(post);
        self.tell(Fact::Caseload {
            post,
            place,
            families,
            children,
            points_milli,
            full,
        });
    }

    /// Takes a family from its worker: tasks dropped, delays dropped, strands wait.
    pub(super) fn release(&mut self, slot: Slot, why: Release) {
        let post = self.cases[slot as usize].worker;
        if post == NONE {
            return;
        }
        let place = self.place_of_post(post);
        let (family, children) = {
            let case = &self.cases[slot as usize];
            (case.id, case.children)
        };
        for strand in self.strands_of(slot) {
            if why != Release::Closed {
                self.pause(strand);
            }
        }
        self.owe_visits(post, slot);
        self.drop_tasks_of(post, slot);
        let points = std::mem::take(&mut self.cases[slot as usize].held_points);
        self.cases[slot as usize].worker = NONE;
        let p = &mut self.posts[post as usize];
        if let Some(at) = p.held.iter().position(|&s| s == slot) {
            p.held.swap_remove(at);
        }
        p.families -= 1;
        p.children -= u16::from(children);
        p.points -= points;
        let team = usize::from(p.team);
        self.tell(Fact::Released {
            family,
            place,
            post,
            children,
            why,
        });
        self.tell_caseload(post);
        self.stir(team);
    }

    /// The new worker reads in.
    fn read_in(&mut self, slot: Slot, post: u32) {
        let team = usize::from(self.posts[post as usize].team);
        let Some(effort) = &self.spec.teams[team].people.read_in else {
            return;
        };
        let case = &self.cases[slot as usize];
        let (key, which, hours) = (case.key, u32::from(case.listed), case.hours);
        let effort = self.effort(effort, hours, key, Purpose::ReadIn.plain(), which);
        let mut task = self.task(Work::ReadIn, slot, NONE, effort);
        task.rank = self.standing(slot).rank;
        self.give(post, task, false);
    }

    /// All strands that waited for a worker go on.
    pub(super) fn take_up(&mut self, slot: Slot) {
        let mut strands = self.strands_of(slot);
        strands.reverse();
        for strand in strands {
            let s = &self.strands[strand as usize];
            if s.live && (s.phase == Phase::Waiting || s.paused.is_some()) {
                self.resume(strand);
            }
            self.make_owed_visits(strand);
        }
    }
}
