//! THE LIFE OF A FAMILY: every handler, in the order in which life happens.
//!
//!  1. someone is worried: a contact arrives, or a closed family comes back
//!  2. screening by duty, partners' replies, the manager's decision; danger goes at once
//!  3. a stage of the pathway begins
//!  4. without a named worker: duty looks in, risk rises, a manager reviews it at the desk, the
//!     family moves away, is closed unseen, withdraws
//!  5. with one: items are done, with outside delays between them; visits recur; a conference
//!  6. all done: a manager authorises, sends back, or is bypassed
//!  7. the outcome: the next stages, or the end; perhaps not the last

use super::event::{Event, Slot};
use super::phase::Phase;
use super::purpose::Purpose;
use super::rows::{Case, Door, NONE, ReturnRecord, Strand, Task, blank_case, blank_strand, pick};
use super::running::Running;
use super::spec::{Clock, FrontDoor, Row, StageBy, StageIx, Times};
use super::work::Desk;
use crate::chronology::{Decision, Fact, LeftList, Release, Work};
use crate::engine::{Observer, Span, Time, mix, normal_quantile};

impl<W: Observer<Fact>> Running<'_, W> {
    // ---- 1. someone is worried -----------------------------------------------------------

    /// A stream's next family (or, with siblings separate, families) is here.
    pub(super) fn arrival(&mut self, stream: u32) -> bool {
        let key = self.take_arrival(stream as usize);
        let (office, source) = {
            let s = &self.spec.streams[stream as usize];
            (s.office, s.source)
        };
        let from = &self.spec.sources[source];
        let u = self.uniform(key, Purpose::Children, 0, 0);
        let children = pick(&from.children, u) as u8 + 1;
        let mut draw = self.draws.at(key, Purpose::Need.plain(), 0);
        let need = from.need_mean + normal_quantile(draw.uniform());
        let record = ReturnRecord {
            key,
            episode: 0,
            plans: 0,
            source: source as u16,
            office: office as u16,
            children,
            need,
            again: false,
        };
        if from.siblings_separate {
            for sibling in 0..children {
                let key = if sibling == 0 {
                    key
                } else {
                    mix(key, u64::from(sibling))
                };
                self.contact(&ReturnRecord {
                    key,
                    children: 1,
                    ..record
                });
            }
        } else {
            self.contact(&record);
        }
        true
    }

    /// A closed or diverted family is referred again.
    pub(super) fn family_returns(&mut self, record: u32) -> bool {
        let back = self.returns[record as usize];
        self.free_returns.push(record);
        self.contact(&back);
        true
    }

    /// A contact about a family: a row in the table, and the front door.
    fn contact(&mut self, who: &ReturnRecord) {
        let slot = self.open_case(who);
        if self.spec.front_door.is_some() {
            self.at_the_door(slot);
        } else {
            self.enter_without_door(slot);
        }
    }

    /// A new row for a family; its draws are keyed by the family and how often it came back.
    pub(super) fn open_case(&mut self, who: &ReturnRecord) -> Slot {
        let key = if who.episode == 0 {
            who.key
        } else {
            mix(who.key, u64::from(who.episode))
        };
        let office = usize::from(who.office);
        let team = self.spec.offices[office].front_door_team as u16;
        let slot = self.free_cases.pop().unwrap_or_else(|| {
            self.cases.push(blank_case());
            self.cases.len() as u32 - 1
        });
        let generation = self.cases[slot as usize].generation.wrapping_add(1);
        let h = self.spec.family_hours;
        let children = f64::from(who.children);
        self.cases[slot as usize] = Case {
            key,
            id: self.families,
            live: true,
            generation,
            office: who.office,
            source: who.source,
            team,
            list_team: team,
            children: who.children,
            episode: who.episode,
            plans: who.plans,
            need: who.need,
            hours: h.scale * (h.first + h.further * (children - 1.0)),
            contacted: self.now,
            referred: self.now,
            again: who.again,
            ..blank_case()
        };
        self.families += 1;
        slot
    }

    /// Reference cases and departments without a front door: straight to the first stage.
    fn enter_without_door(&mut self, slot: Slot) {
        let case = &self.cases[slot as usize];
        let source = usize::from(case.source);
        let u = self.uniform(case.key, Purpose::Band, 0, 0);
        let band = pick(&self.spec.sources[source].band_shares, u) as u8;
        self.cases[slot as usize].band = band;
        self.cases[slot as usize].door = Door::Inside;
        self.tell_contact(slot, false);
        let Some(entry) = self.spec.entry else { return };
        let team = usize::from(self.cases[slot as usize].team);
        if self.spec.teams[team]
            .list_closes_at
            .is_some_and(|n| self.teams[team].listed >= n)
        {
            let case = &self.cases[slot as usize];
            let (family, children) = (case.id, case.children);
            let place = self.place(slot);
            self.tell(Fact::TurnedAway {
                family,
                place,
                children,
            });
            self.forget(slot);
            return;
        }
        self.enter_stage(slot, entry);
    }

    fn tell_contact(&mut self, slot: Slot, danger: bool) {
        let place = self.place(slot);
        let case = &self.cases[slot as usize];
        let (family, source, children, again) = (case.id, case.source, case.children, case.again);
        self.tell(Fact::Contacted {
            family,
            place,
            source,
            children,
            danger,
            again,
        });
    }

    // ---- 2. the front door ---------------------------------------------------------------

    /// What screening will see is drawn now; danger does not queue.
    fn at_the_door(&mut self, slot: Slot) {
        let Some(door) = self.spec.front_door.as_ref() else {
            return;
        };
        let case = &self.cases[slot as usize];
        let office = &self.spec.offices[usize::from(case.office)];
        let u = self.uniform(case.key, Purpose::ScreeningNoise, 0, 0);
        let mut seen = case.need + office.threshold_noise * normal_quantile(u);
        let cuts = &self.needs.cuts;
        if case.again {
            // A family that comes back is at least a referral.
            seen = seen.max(cuts.referral + door.shift);
        }
        let shifted = |c: f64| c + door.shift;
        let decision = if seen >= shifted(cuts.danger) {
            Decision::Danger
        } else if seen >= shifted(cuts.assessment) {
            Decision::Assess
        } else if seen >= shifted(cuts.referral) {
            Decision::NoFurtherAction
        } else {
            Decision::Advice
        };
        let below = cuts.bands.iter().position(|&edge| seen >= shifted(edge));
        let last = self.spec.bands.len() - 1;
        let band = match decision {
            Decision::Danger => 0,
            _ => below.map_or(last, |b| (b + 1).min(last)),
        };
        let turned_down = matches!(decision, Decision::Advice | Decision::NoFurtherAction);
        let wrongly_out = turned_down && case.need >= shifted(cuts.assessment);
        let case = &mut self.cases[slot as usize];
        case.decision = decision;
        case.band = band as u8;
        case.wrongly_out = wrongly_out;
        let danger = decision == Decision::Danger;
        self.tell_contact(slot, danger);
        if danger {
            self.danger_at_the_door(slot);
        } else if !self.goes_to_triage(slot) {
            self.ask_screening(slot, door);
        }
    }

    pub(super) fn ask_screening(&mut self, slot: Slot, door: &FrontDoor) {
        let case = &self.cases[slot as usize];
        let source = &self.spec.sources[usize::from(case.source)];
        let screening = source.screening.as_ref().unwrap_or(&door.screening);
        let what = |n| Purpose::ScreeningEffort.with(n);
        let (key, decision) = (case.key, case.decision);
        let mut effort = self.effort(screening, 1.0, key, what(0), 0);
        if decision != Decision::Advice || source.full_decision {
            effort += self.effort(&door.decision, 1.0, key, what(1), 0);
        }
        let team = usize::from(self.cases[slot as usize].team);
        let mut task = self.task(Work::Screening, slot, NONE, effort);
        task.rank = 2;
        task.due = self
            .calendar
            .end_of_working_day_after(self.now, door.limit_wd);
        if let Some((host, role)) = self.initial_response(slot, door) {
            self.give_to_support(host, role, task);
            return;
        }
        match self.has_support(team, door.screened_by) {
            Some(role) if decision == Decision::Advice && !source.full_decision => {
                self.give_to_support(team, role, task);
            }
            _ => self.put_on_desk(team, Desk::Duty, task),
        }
    }

    /// Screening is done: partners are asked, then a manager decides.
    fn screened(&mut self, slot: Slot) {
        let Some(door) = self.spec.front_door.as_ref() else {
            return;
        };
        if self.triaged(slot) {
            return;
        }
        let case = &self.cases[slot as usize];
        let (key, generation) = (case.key, case.generation);
        match &door.partners {
            Some(wait) if case.decision != Decision::Advice => {
                self.cases[slot as usize].door = Door::Partners;
                let what = Purpose::Partners.plain();
                let at = self.after_draw(self.now, wait, key, what, 0);
                self.schedule(at, Event::PartnersReplied { slot, generation });
            }
            _ => self.ask_decision(slot),
        }
    }

    pub(super) fn partners_replied(&mut self, slot: Slot, generation: u32) -> bool {
        let case = &self.cases[slot as usize];
        if !case.live || case.generation != generation || case.door != Door::Partners {
            return false;
        }
        self.tell_partner_work(slot);
        self.ask_decision(slot);
        true
    }

    pub(super) fn ask_decision(&mut self, slot: Slot) {
        let Some(door) = self.spec.front_door.as_ref() else {
            return;
        };
        let case = &self.cases[slot as usize];
        let (key, team) = (case.key, usize::from(case.team));
        let effort = match case.decision {
            Decision::Advice => &door.manager_contact,
            _ => &door.manager_referral,
        };
        let effort = self.effort(effort, 1.0, key, Purpose::ScreeningEffort.with(2), 0);
        let due = self
            .calendar
            .end_of_working_day_after(case.contacted, door.limit_wd);
        self.cases[slot as usize].door = Door::Deciding;
        let mut task = self.task(Work::Management, slot, NONE, effort);
        task.due = due;
        if self.teams[team].managers.is_empty() {
            self.decided(slot); // a department that models no managers
        } else {
            self.put_on_desk(team, Desk::Manager, task);
        }
    }

    /// The manager has recorded the decision: the one-day clock stops.
    pub(super) fn decided(&mut self, slot: Slot) {
        let Some(door) = self.spec.front_door.as_ref() else {
            return;
        };
        let place = self.place(slot);
        let case = &mut self.cases[slot as usize];
        case.door = Door::Inside;
        let decision = case.decision;
        let fact = Fact::Decided {
            family: case.id,
            place,
            source: case.source,
            children: case.children,
            decision,
            wrongly_out: case.wrongly_out,
            since: case.contacted,
            due: self
                .calendar
                .end_of_working_day_after(case.contacted, door.limit_wd),
            again: case.again,
        };
        self.tell(fact);
        match decision {
            Decision::Assess => self.enter_stage(slot, door.assessment_stage),
            Decision::Danger => {
                self.is_to_be_reached(slot);
                self.enter_stage(slot, door.danger_stage);
            }
            Decision::Advice | Decision::NoFurtherAction => {
                self.turned_down(slot, decision);
                self.forget(slot);
            }
        }
    }

    /// Those wrongly screened out come back later and worse; of other referrals the base share.
    fn turned_down(&mut self, slot: Slot, decision: Decision) {
        let Some(door) = self.spec.front_door.as_ref() else {
            return;
        };
        let factor = self.early_help(slot);
        if self.cases[slot as usize].wrongly_out {
            let case = &self.cases[slot as usize];
            let u = self.uniform(case.key, Purpose::Returns, 1, 0);
            let what = Purpose::ReturnDelay.with(1);
            let at = self.after_draw(self.now, &door.wrongly_out_delay, case.key, what, 0);
            let chances = [factor, 1.0].map(|factor| door.wrongly_out_return * factor);
            self.returns_unless_helped(slot, u, chances, (at, door.wrongly_out_worse));
        } else if decision == Decision::NoFurtherAction {
            self.perhaps_returns(slot, [factor, 1.0]);
        }
    }

    // ---- 3. a stage begins ---------------------------------------------------------------

    /// A family enters a stage: a strand, its clock, and who does it.
    pub(super) fn enter_stage(&mut self, slot: Slot, stage: StageIx) {
        let strand = self.open_strand(slot, stage, self.now);
        let place = self.place(slot);
        let (clock, due) = self.statutory_clock(slot, strand);
        {
            let s = &mut self.strands[strand as usize];
            s.clock = clock;
            s.due = due;
        }
        let case = &self.cases[slot as usize];
        let (family, children, band, referred) = (case.id, case.children, case.band, case.referred);
        let number = stage as u16;
        self.tell(Fact::StageBegan {
            family,
            place,
            stage: number,
            children,
            band,
            referred,
        });
        if due < Time::NEVER {
            self.tell(Fact::Due {
                family,
                place,
                stage: number,
                children,
                due,
            });
        }
        self.plan_may_begin(slot, stage);
        self.reweigh(slot);
        match self.spec.stages[stage].by {
            StageBy::NamedWorker => self.needs_worker(slot, strand),
            StageBy::Duty | StageBy::Manager | StageBy::Nobody => self.begin(strand),
        }
    }

    /// A row for a strand.
    pub(super) fn open_strand(&mut self, slot: Slot, stage: StageIx, began: Time) -> u32 {
        let strand = self.free_strands.pop().unwrap_or_else(|| {
            self.strands.push(blank_strand());
            self.strands.len() as u32 - 1
        });
        let generation = self.strands[strand as usize].generation.wrapping_add(1);
        let delay_ticket = self.strands[strand as usize].delay_ticket.wrapping_add(1);
        let case = &mut self.cases[slot as usize];
        let entry = case.entries[stage];
        case.entries[stage] = entry.saturating_add(1);
        self.strands[strand as usize] = Strand {
            slot,
            stage: stage as u16,
            next: case.first_strand,
            live: true,
            generation,
            entry,
            began,
            clock: began,
            delay_ticket,
            ..blank_strand()
        };
        case.first_strand = strand;
        if !case.expects_contact {
            case.expects_contact = true;
            self.expect_contact(slot);
        }
        self.expect_start_beside(strand);
        strand
    }

    /// Someone will be in contact about the open family, at a constant hazard.
    fn expect_contact(&mut self, slot: Slot) {
        let Some(rule) = &self.spec.open_contacts else {
            return;
        };
        let case = &self.cases[slot as usize];
        let (key, generation, which) = (case.key, case.generation, u32::from(case.open_contacts));
        let at = self.at_hazard(rule.per_year, key, Purpose::OpenContact, which);
        self.schedule(at, Event::ContactOnOpen { slot, generation });
    }

    /// A contact about an open family: the named worker's to deal with, or duty's.
    pub(super) fn contact_on_open(&mut self, slot: Slot, generation: u32) -> bool {
        let case = &self.cases[slot as usize];
        let Some(rule) = &self.spec.open_contacts else {
            return false;
        };
        if !case.live || case.generation != generation {
            return false;
        }
        let (key, which, worker) = (case.key, u32::from(case.open_contacts), case.worker);
        let (family, children) = (case.id, case.children);
        let on_list = usize::from(if worker == NONE {
            case.list_team
        } else {
            case.team
        });
        let effort = self.effort(
            &rule.effort,
            1.0,
            key,
            Purpose::OpenContactEffort.plain(),
            which,
        );
        let place = self.place(slot);
        self.tell(Fact::ContactOnOpen {
            family,
            place,
            children,
            named: worker != NONE,
        });
        let mut task = self.task(Work::OpenContact, slot, NONE, effort);
        task.rank = 1;
        task.due = self.now;
        if worker != NONE && self.posts[worker as usize].available() {
            self.give(worker, task, false);
        } else {
            self.put_on_desk(on_list, Desk::Duty, task);
        }
        self.cases[slot as usize].open_contacts += 1;
        self.expect_contact(slot);
        true
    }

    /// What was heard may start a new assessment or a section 47 enquiry, unless one is under way.
    /// Its clock starts with this contact: to wait from the first one is not what is asked of it.
    fn open_contact_dealt_with(&mut self, slot: Slot, contacted: Time) {
        let case = &mut self.cases[slot as usize];
        let (key, which) = (case.key, u32::from(case.open_contacts_done));
        case.open_contacts_done += 1;
        let (Some(rule), Some(door)) = (&self.spec.open_contacts, &self.spec.front_door) else {
            return;
        };
        if self.uniform(key, Purpose::OpenContactStarts, 0, which) >= rule.starts {
            return;
        }
        let grave = self.uniform(key, Purpose::OpenContactStarts, 1, which) < rule.section47;
        let under_way = |row: Row| match row {
            Row::Section47 | Row::ProtectionPlan => true,
            Row::Assessment => !grave,
            Row::InNeed => false,
        };
        let row = |strand: u32| self.spec.stages[self.stage_of(strand)].row;
        if self.each_strand(slot).map(row).any(under_way) {
            return;
        }
        let stage = if grave {
            door.danger_stage
        } else {
            door.assessment_stage
        };
        let family = self.cases[slot as usize].id;
        let place = self.place(slot);
        self.tell(Fact::OpenContactStarted { family, place });
        self.cases[slot as usize].referred = contacted;
        if grave {
            self.cases[slot as usize].band = 0;
        }
        self.enter_stage(slot, stage);
    }

    /// When the statutory clock started, and its limit.
    fn statutory_clock(&self, slot: Slot, strand: u32) -> (Time, Time) {
        let s = &self.strands[strand as usize];
        let Some(limit) = &self.spec.stages[usize::from(s.stage)].limit else {
            return (s.began, Time::NEVER);
        };
        let case = &self.cases[slot as usize];
        let clock = match limit.clock {
            Clock::Referral => case.referred,
            Clock::StageStart => s.began,
            Clock::StartOf(stage) | Clock::EndOf(stage) => {
                let at = case.marks.iter().rev().find(|m| usize::from(m.0) == stage);
                match (limit.clock, at) {
                    (Clock::StartOf(_), Some(mark)) => mark.1,
                    (_, Some(mark)) => mark.2.unwrap_or(mark.1),
                    (_, None) => s.began,
                }
            }
        };
        (
            clock,
            self.calendar
                .end_of_working_day_after(clock, limit.working_days),
        )
    }

    /// A named worker is needed: the one the family has, unless another team must take it.
    fn needs_worker(&mut self, slot: Slot, strand: u32) {
        let team = self.team_for(slot, self.stage_of(strand));
        let case = &self.cases[slot as usize];
        let (has_worker, on_list) = (case.worker != NONE, case.on_list);
        let transfer = team != usize::from(case.team) && has_worker;
        if transfer && !on_list && self.spec.teams[usize::from(case.team)].drop_on_transfer {
            return self.let_go_to(slot, team);
        }
        if transfer && !on_list {
            self.join_list(slot, team, self.now);
        } else if !has_worker && !on_list {
            self.cases[slot as usize].team = team as u16;
            self.join_list(slot, team, self.now);
        } else if on_list {
            self.restand(slot);
        }
        if has_worker {
            self.begin(strand);
        }
    }

    /// The stage's work can begin (there is a worker, or none is needed).
    pub(super) fn begin(&mut self, strand: u32) {
        let stage = self.stage_of(strand);
        let spec = &self.spec.stages[stage];
        let (slot, entry) = {
            let s = &self.strands[strand as usize];
            (s.slot, s.entry)
        };
        self.strands[strand as usize].begun = true;
        let who = mix(self.cases[slot as usize].key, spec.key);
        if let Some(lasts) = &spec.lasts {
            let what = Purpose::StageLength.plain();
            let over = self.after_draw(self.now, lasts, who, what, u32::from(entry));
            self.will_end(strand, over);
        }
        if spec.conference.is_some() {
            self.book_conference(strand, self.now);
        }
        for which in 0..spec.recurring.len() {
            let first = &spec.recurring[which].first;
            let due = self.after(self.now, first.dist.mean(), first.unit);
            self.fall_due(strand, which, due);
        }
        self.begin_item(strand, 0);
    }

    /// A length is over at `over`: the stage ends at the next moment when somebody can decide so.
    fn will_end(&mut self, strand: u32, over: Time) {
        let ends = self.calendar.next_open(over);
        let s = &mut self.strands[strand as usize];
        s.ends = ends;
        let generation = s.generation;
        self.schedule(ends, Event::StageEnds { strand, generation });
    }

    /// The worker is gone: what was delayed or ready waits for the next; a plan stands still.
    pub(super) fn pause(&mut self, strand: u32) {
        let now = self.now;
        if self.spec.stages[self.stage_of(strand)].by != StageBy::NamedWorker {
            return;
        }
        let s = &mut self.strands[strand as usize];
        if matches!(s.phase, Phase::Delayed | Phase::Working) && !s.in_support {
            s.step_to(Phase::Waiting);
        }
        if s.ends < Time::NEVER && s.ends > now {
            s.paused = Some(s.ends - now);
            s.ends = Time::NEVER;
        }
    }

    /// There is a worker (again): an unfinished item restarts, a plan goes on.
    pub(super) fn resume(&mut self, strand: u32) {
        if !self.strands[strand as usize].begun {
            self.begin(strand);
            return;
        }
        if let Some(left) = self.strands[strand as usize].paused.take() {
            self.will_end(strand, self.now + left);
        }
        if self.goes_on_in_support(strand) {
            return;
        }
        let items = self.spec.stages[self.stage_of(strand)].items.len();
        let s = &self.strands[strand as usize];
        if s.phase == Phase::Waiting && usize::from(s.item) < items {
            self.issue(strand, false);
        } else if s.phase == Phase::Waiting && s.signings > 0 {
            self.put_right(strand);
        } else if s.phase == Phase::Waiting {
            self.items_done(strand);
        }
    }

    // ---- 4. without a named worker -------------------------------------------------------

    /// Duty looks in on a family nobody has; it uses rota time and moves no plan.
    pub(super) fn duty_contact(&mut self, slot: Slot, generation: u32, listed: u16) -> bool {
        if !self.still_waits(slot, generation, listed) {
            return false;
        }
        let case = &mut self.cases[slot as usize];
        case.contacts += 1;
        let (key, hours, which) = (case.key, case.hours, case.contacts);
        let team = usize::from(case.list_team);
        if let Some(effort) = &self.spec.unallocated.effort {
            let effort = self.effort(effort, hours, key, Purpose::Effort.with(0xFF), which);
            let mut task = self.task(Work::DutyContact, slot, NONE, effort);
            task.rank = 3;
            self.put_on_desk(team, Desk::Duty, task);
        }
        self.schedule_duty_contact(slot, 1.0);
        true
    }

    fn still_waits(&self, slot: Slot, generation: u32, listed: u16) -> bool {
        let case = &self.cases[slot as usize];
        case.live && case.generation == generation && case.on_list && case.listed == listed
    }

    /// Risk rises while nobody has the family: it becomes danger. The assessment it waited for is
    /// superseded: what the enquiry leads to takes its place.
    pub(super) fn risk_rises(&mut self, slot: Slot, generation: u32, listed: u16) -> bool {
        if !self.still_waits(slot, generation, listed) {
            return false;
        }
        let Some(stage) = self.spec.unallocated.risk_rises_to else {
            return false;
        };
        let case = &mut self.cases[slot as usize];
        case.band = 0;
        let (family, children) = (case.id, case.children);
        let place = self.place(slot);
        self.tell(Fact::RiskRose {
            family,
            place,
            children,
        });
        let mut waiting = self.strands_of(slot);
        waiting.retain(|&strand| {
            let spec = &self.spec.stages[self.stage_of(strand)];
            spec.by == StageBy::NamedWorker && spec.row == Row::Assessment
        });
        self.enter_stage(slot, stage);
        for strand in waiting {
            if self.strands[strand as usize].live && self.strands[strand as usize].slot == slot {
                self.close_strand(strand);
            }
        }
        self.reweigh(slot);
        true
    }

    /// The family moves away or refuses help before anybody is named.
    pub(super) fn moves_away(&mut self, slot: Slot, generation: u32, listed: u16) -> bool {
        if !self.may_be_closed_waiting(slot, generation, listed) {
            return false;
        }
        self.close_waiting(slot, LeftList::MovedAway);
        true
    }

    /// A family has waited since the last look: a manager is to read what is known of it.
    pub(super) fn desk_review_due(&mut self, slot: Slot, generation: u32, listed: u16) -> bool {
        let due = self.cases[slot as usize].review_due == self.now;
        let rule = self.desk_review_of(slot).cloned();
        let (Some(rule), true) = (rule, due && self.still_waits(slot, generation, listed)) else {
            return false;
        };
        let case = &mut self.cases[slot as usize];
        case.reviews += 1;
        case.review_listed = listed;
        let (key, which) = (case.key, u32::from(case.reviews));
        let team = usize::from(case.list_team);
        let effort = self.effort(
            &rule.effort,
            1.0,
            key,
            Purpose::SignOffEffort.with(0xFE),
            which,
        );
        let mut task = self.task(Work::DeskReview, slot, NONE, effort);
        task.rank = 2;
        self.put_on_desk(team, Desk::Manager, task);
        true
    }

    /// The manager has read it: the work may be closed without anybody having been, or it is looked
    /// at again in a while.
    fn desk_reviewed(&mut self, slot: Slot) {
        let case = &self.cases[slot as usize];
        let (key, generation, listed) = (case.key, case.generation, case.listed);
        let Some(rule) = self.desk_review_of(slot) else {
            return;
        };
        let (closes, review) = (rule.closes, u32::from(case.reviews));
        if !self.still_waits(slot, generation, case.review_listed) {
            return; // allocated meanwhile; a new wait has its own reviews
        }
        let closes = !self.moves_up(slot, review)
            && self.uniform(key, Purpose::DeskReview, 0, review) < closes;
        if closes && self.may_be_closed_waiting(slot, generation, listed) {
            self.tell_if_wrongly_closed(slot);
            self.close_waiting(slot, LeftList::DeskReview);
        } else {
            self.schedule_desk_review(slot, 1.0);
        }
    }

    /// Held by nobody, and neither under a section 47 enquiry nor on a protection plan.
    fn may_be_closed_waiting(&self, slot: Slot, generation: u32, listed: u16) -> bool {
        self.still_waits(slot, generation, listed)
            && self.cases[slot as usize].worker == NONE
            && !self.on_protection(slot)
    }

    /// Closes a family that waits; such families come back more often.
    fn close_waiting(&mut self, slot: Slot, why: LeftList) {
        self.end_and_tell(slot, self.spec.unallocated.return_factor, why);
    }

    /// The family withdraws from the list.
    pub(super) fn withdraws(&mut self, slot: Slot, generation: u32, listed: u16) -> bool {
        if !self.still_waits(slot, generation, listed) {
            return false;
        }
        self.leave_list(slot, LeftList::Withdrew);
        self.end_case(slot);
        true
    }

    // ---- 5. items, recurring work, the conference ----------------------------------------

    /// The stage's n-th item comes up, perhaps after an external delay.
    fn begin_item(&mut self, strand: u32, item: usize) {
        let stage = self.stage_of(strand);
        let spec = &self.spec.stages[stage];
        let Some(this) = spec.items.get(item) else {
            self.items_done(strand);
            return;
        };
        let (slot, entry) = {
            let s = &self.strands[strand as usize];
            (s.slot, s.entry)
        };
        let who = mix(self.cases[slot as usize].key, spec.key);
        let times = match &this.times {
            Times::Fixed(n) => *n,
            Times::Random(law) => {
                let mut draw = self
                    .draws
                    .at(who, Purpose::Times.with(item), u32::from(entry));
                law.sample(&mut draw).max(1.0) as u32
            }
        };
        let s = &mut self.strands[strand as usize];
        s.item = item as u8;
        s.times_left = times;
        if times == 0 {
            self.begin_item(strand, item + 1);
        } else {
            self.delay_then_issue(strand, true);
        }
    }

    /// The external delay before an item (its first time, or between its repetitions).
    fn delay_then_issue(&mut self, strand: u32, first: bool) {
        let stage = self.stage_of(strand);
        let (slot, item, which) = {
            let s = &self.strands[strand as usize];
            (s.slot, usize::from(s.item), s.occasion())
        };
        let spec = &self.spec.stages[stage];
        let this = &spec.items[item];
        let delay = if first { &this.before } else { &this.between };
        let who = mix(self.cases[slot as usize].key, spec.key);
        let at = match delay {
            Some(delay) => self.after_draw(self.now, delay, who, Purpose::Delay.with(item), which),
            None => self.now,
        };
        if at > self.now {
            let s = &mut self.strands[strand as usize];
            s.step_to(Phase::Delayed);
            s.delay_ticket = s.delay_ticket.wrapping_add(1);
            let ticket = s.delay_ticket;
            self.schedule(at, Event::DelayOver { strand, ticket });
        } else {
            self.issue(strand, false);
        }
    }

    pub(super) fn delay_over(&mut self, strand: u32, ticket: u32) -> bool {
        let s = &self.strands[strand as usize];
        if !s.live || s.delay_ticket != ticket || s.phase != Phase::Delayed {
            return false;
        }
        self.issue(strand, true);
        true
    }

    /// The item is ready for whoever does it.
    fn issue(&mut self, strand: u32, delayed: bool) {
        let stage = self.stage_of(strand);
        let (slot, item, which) = {
            let s = &mut self.strands[strand as usize];
            s.step_to(Phase::Working);
            s.issued += 1;
            (s.slot, usize::from(s.item), s.occasion())
        };
        let spec = &self.spec.stages[stage];
        let this = &spec.items[item];
        let case = &self.cases[slot as usize];
        let who = mix(case.key, spec.key);
        let factor = if this.per_child { case.hours } else { 1.0 };
        let team = usize::from(case.team);
        let office = usize::from(case.office);
        let effort = this.effort_for(usize::from(case.band));
        let all = self.effort(effort, factor, who, Purpose::Effort.with(item), which);
        let note = (all as f64 * this.note_share) as i64;
        self.strands[strand as usize].last_effort = all;
        let mut task = self.task(Work::Item(item as u8), slot, strand, all - note);
        self.set_note(&mut task, team, note);
        task.sees_child = this.sees_child;
        self.set_urgency(&mut task);
        self.leave_while_there_is_time(&mut task);
        let front = self.spec.offices[office].front_door_team;
        let there = if spec.by == StageBy::Duty {
            front
        } else {
            team
        };
        if let Some(role) = self.has_support(there, this.role) {
            self.strands[strand as usize].in_support = true;
            return self.give_to_support(there, role, task);
        }
        self.give_item(stage, task, delayed);
    }

    /// An item goes to whoever does it where no other role does.
    pub(super) fn give_item(&mut self, stage: usize, task: Task, delayed: bool) {
        let spec = &self.spec.stages[stage];
        let item = usize::from(self.strands[task.strand as usize].item);
        let this = &spec.items[item];
        let case = &self.cases[task.slot as usize];
        let (worker, team) = (case.worker, usize::from(case.team));
        let front = self.spec.offices[usize::from(case.office)].front_door_team;
        match spec.by {
            StageBy::Manager => self.put_on_desk(team, Desk::Manager, task),
            _ if this.by_manager => self.put_on_desk(team, Desk::Manager, task),
            StageBy::Duty if spec.forced => self.danger_call(front, task),
            StageBy::Duty => self.put_on_desk(front, Desk::Duty, task),
            StageBy::NamedWorker => self.give(worker, task, delayed),
            StageBy::Nobody => self.work_done(NONE, &task),
        }
    }

    /// Whatever a worker finished: what follows from it.
    pub(super) fn work_done(&mut self, post: u32, task: &Task) {
        match task.work {
            Work::Screening => self.screened(task.slot),
            Work::Management if task.strand == NONE && task.slot != NONE => {
                self.decided(task.slot);
            }
            Work::Management if task.strand != NONE => self.signed_or_sent_back(task.strand),
            Work::Management => self.supervised(post, task),
            Work::Item(_) => self.one_item_done(task),
            Work::Rework => self.completed(task.strand),
            Work::DeskReview => self.desk_reviewed(task.slot),
            Work::CoverReview => self.cover_reviewed(task.slot),
            Work::OpenContact => self.open_contact_dealt_with(task.slot, task.ready),
            Work::Recurring(which) => self.recurring_done(task, usize::from(which)),
            Work::Note => {
                let place = self.place_of_post(post);
                let (done, effort) = (task.ready, Span(task.left));
                self.tell(Fact::NotesOwed {
                    place,
                    change: Span(-task.left),
                });
                self.tell(Fact::Noted {
                    post,
                    place,
                    done,
                    effort,
                });
            }
            _ => {}
        }
    }

    pub(super) fn one_item_done(&mut self, task: &Task) {
        let strand = task.strand;
        if task.sees_child {
            self.tell_seen_in_item(task);
        }
        let s = &mut self.strands[strand as usize];
        s.times_left = s.times_left.saturating_sub(1);
        if s.times_left > 0 {
            self.delay_then_issue(strand, false);
        } else {
            let next = usize::from(s.item) + 1;
            self.begin_item(strand, next);
        }
    }

    /// A child was seen by whoever does the items of the stage.
    pub(super) fn tell_seen_in_item(&mut self, task: &Task) {
        let named = self.spec.stages[self.stage_of(task.strand)].by == StageBy::NamedWorker;
        self.tell_seen(task.slot, named);
    }

    /// A child was seen; the first time, and the first time by the assessing worker, count.
    pub(super) fn tell_seen(&mut self, slot: Slot, named: bool) {
        let case = &self.cases[slot as usize];
        let (first, assessing) = (!case.seen, named && !case.assessor_saw);
        if !first && !assessing {
            return;
        }
        let fact = Fact::Seen {
            family: case.id,
            place: self.place(slot),
            children: case.children,
            band: case.band,
            referred: case.referred,
            first,
            assessing,
            danger: case.decision == Decision::Danger,
        };
        let case = &mut self.cases[slot as usize];
        case.seen = true;
        case.assessor_saw |= named;
        self.tell(fact);
    }

    /// All items of the stage are done: it is complete, unless it lasts or awaits a conference.
    fn items_done(&mut self, strand: u32) {
        let stage = self.stage_of(strand);
        let spec = &self.spec.stages[stage];
        let s = &mut self.strands[strand as usize];
        s.item = spec.items.len() as u8;
        if spec.conference.is_some() {
            s.step_to(Phase::Conference);
        } else if spec.lasts.is_some() {
            s.step_to(Phase::Lasting);
            if s.over && spec.ends_at.is_none() {
                self.completed(strand);
            }
        } else {
            self.completed(strand);
        }
    }

    /// A plan's or a delay's length is over.
    pub(super) fn stage_length_over(&mut self, strand: u32, generation: u32) -> bool {
        if !self.current(strand, generation) || self.strands[strand as usize].ends != self.now {
            return false;
        }
        let by_review = self.spec.stages[self.stage_of(strand)].ends_at.is_some();
        let s = &mut self.strands[strand as usize];
        s.over = true;
        if !by_review && s.phase == Phase::Lasting {
            self.completed(strand);
        }
        true
    }

    /// A recurring item falls due at `due`: it may be done from half its interval before.
    pub(super) fn fall_due(&mut self, strand: u32, which: usize, due: Time) {
        let stage = self.stage_of(strand);
        let (generation, slot_free) = {
            let s = &mut self.strands[strand as usize];
            s.recurring[which].due = due;
            (s.generation, self.spec.conferences.is_some())
        };
        let rule = &self.spec.stages[stage].recurring[which];
        let from = if rule.chaired && slot_free {
            // Booked a fortnight ahead of the date, so that it can be held by then.
            self.chair_free_on((due - Span::WEEK * 2).max(self.now))
        } else {
            let half = self.after(due, rule.every.dist.mean() * 0.5, rule.every.unit) - due;
            due - half
        };
        self.schedule(
            from.max(self.now),
            Event::Recurs {
                strand,
                generation,
                which: which as u8,
            },
        );
    }

    /// The window of a recurring item opens: the worker's, or duty's where there is nobody.
    pub(super) fn recurs(&mut self, strand: u32, generation: u32, which: u8) -> bool {
        if !self.current(strand, generation) {
            return false;
        }
        let stage = self.stage_of(strand);
        let index = usize::from(which);
        if std::mem::take(&mut self.strands[strand as usize].recurring[index].brought_forward) {
            return false; // made before its worker's leave
        }
        if self.strands[strand as usize].recurring[index].outstanding {
            self.missed(strand, index);
        }
        let r = &mut self.strands[strand as usize].recurring[index];
        r.outstanding = true;
        r.owed = false;
        r.count += 1;
        let due = r.due;
        self.issue_recurring(strand, index);
        let rule = &self.spec.stages[stage].recurring[index];
        let next = self.after(due, rule.every.dist.mean(), rule.every.unit);
        self.fall_due_next(strand, index, next);
        true
    }

    /// The next occurrence goes on the agenda while this one is outstanding.
    fn fall_due_next(&mut self, strand: u32, which: usize, next: Time) {
        let outstanding_due = self.strands[strand as usize].recurring[which].due;
        self.fall_due(strand, which, next);
        // What is outstanding keeps its own date until it is done or overtaken.
        self.strands[strand as usize].recurring[which].next_due = next;
        self.strands[strand as usize].recurring[which].due = outstanding_due;
    }

    /// Overtaken by the next: it counts as missed.
    fn missed(&mut self, strand: u32, which: usize) {
        let stage = self.stage_of(strand) as u16;
        let slot = self.strands[strand as usize].slot;
        let r = &mut self.strands[strand as usize].recurring[which];
        r.outstanding = false;
        r.owed = false;
        let due = r.due;
        r.due = r.next_due;
        let worker = self.cases[slot as usize].worker;
        if worker != NONE {
            self.drop_recurring_task(worker, strand, which as u8);
        }
        let case = &self.cases[slot as usize];
        let (family, children) = (case.id, case.children);
        let place = self.place(slot);
        let which = which as u8;
        self.tell(Fact::Missed {
            family,
            place,
            stage,
            which,
            children,
            due,
        });
    }

    fn recurring_done(&mut self, task: &Task, which: usize) {
        let strand = task.strand;
        let stage = self.stage_of(strand);
        let s = &mut self.strands[strand as usize];
        let r = &mut s.recurring[which];
        if !r.outstanding || r.due != task.due {
            return; // overtaken while it was being done: already counted as missed
        }
        r.outstanding = false;
        let due = r.due;
        r.due = r.next_due;
        let over = s.over;
        if task.sees_child {
            self.tell_seen(task.slot, self.cases[task.slot as usize].worker != NONE);
        }
        let case = &self.cases[task.slot as usize];
        let (family, children) = (case.id, case.children);
        let place = self.place(task.slot);
        let number = stage as u16;
        self.tell(Fact::Recurred {
            family,
            place,
            stage: number,
            which: which as u8,
            children,
            due,
        });
        self.perhaps_transferred(task.slot, stage, which);
        if over && self.spec.stages[stage].ends_at == Some(which) {
            self.completed(strand);
        }
    }

    /// Books the first free chair after the lead time.
    pub(super) fn book_conference(&mut self, strand: u32, from: Time) {
        let stage = self.stage_of(strand);
        let Some(rule) = &self.spec.stages[stage].conference else {
            return;
        };
        let earliest = self.calendar.add_working_days(from, rule.lead_wd);
        let at = self.chair_free_on(earliest);
        let s = &mut self.strands[strand as usize];
        s.conference = at;
        let generation = s.generation;
        self.schedule(at, Event::Conference { strand, generation });
    }

    /// Takes the first free place in the chairs' diary on or after a day; says when it opens.
    fn chair_free_on(&mut self, from: Time) -> Time {
        let Some(rule) = &self.spec.conferences else {
            return from;
        };
        let places = (rule.chairs * rule.per_day) as u16;
        let mut at = self
            .calendar
            .next_open(Time(from.day() * Span::DAY.0).max(self.now));
        loop {
            let day = at.day().max(0) as usize;
            if self.diary.len() <= day {
                self.diary.resize(day + 1, 0);
            }
            if places == 0 || self.diary[day] < places {
                self.diary[day] += 1;
                return at;
            }
            at = self.calendar.next_working_day(at);
        }
    }

    /// The day of the conference: held if the report is there, else put back.
    pub(super) fn conference_day(&mut self, strand: u32, generation: u32) -> bool {
        if !self.current(strand, generation) {
            return false;
        }
        let stage = self.stage_of(strand);
        let Some(rule) = &self.spec.stages[stage].conference else {
            return false;
        };
        let (slot, phase, due) = {
            let s = &self.strands[strand as usize];
            (s.slot, s.phase, s.due)
        };
        let case = &self.cases[slot as usize];
        let (family, children, worker) = (case.id, case.children, case.worker);
        let (place, number) = (self.place(slot), stage as u16);
        if phase != Phase::Conference || worker == NONE {
            self.tell(Fact::ConferencePutBack {
                family,
                place,
                stage: number,
                children,
            });
            let from = self.calendar.add_working_days(self.now, rule.put_back_wd);
            let at = self.chair_free_on(from);
            self.strands[strand as usize].conference = at;
            self.schedule(at, Event::Conference { strand, generation });
            return true;
        }
        self.tell(Fact::ConferenceHeld {
            family,
            place,
            stage: number,
            children,
            due,
        });
        let (who, hours) = (
            mix(case_key(self, slot), self.spec.stages[stage].key),
            self.cases[slot as usize].hours,
        );
        let entry = u32::from(self.strands[strand as usize].entry);
        let effort = self.effort(
            &rule.attendance,
            hours,
            who,
            Purpose::Attendance.plain(),
            entry,
        );
        let mut task = self.task(Work::Conference, slot, NONE, effort);
        task.due = self.calendar.closing(self.now);
        self.give(worker, task, false);
        self.completed(strand);
        true
    }

    // ---- 6. authorisation ----------------------------------------------------------------

    /// All work of the stage is done; a manager must authorise the outcome, if anyone must.
    fn completed(&mut self, strand: u32) {
        let stage = self.stage_of(strand);
        let (slot, generation) = {
            let s = &mut self.strands[strand as usize];
            s.completed = self.now;
            s.step_to(Phase::Unsigned);
            (s.slot, s.generation)
        };
        let case = &self.cases[slot as usize];
        let (family, children, key) = (case.id, case.children, case.key);
        let (hours, team) = (case.hours, usize::from(case.team));
        let (place, number) = (self.place(slot), stage as u16);
        self.tell(Fact::Completed {
            family,
            place,
            stage: number,
            children,
        });
        let spec = &self.spec.stages[stage];
        let Some(rule) = &spec.sign_off else {
            self.resolve(strand, false);
            return;
        };
        let which = {
            let s = &mut self.strands[strand as usize];
            s.signings += 1;
            u32::from(s.signings) << 8 | u32::from(s.entry)
        };
        let who = mix(key, spec.key);
        let factor = if rule.per_child { hours } else { 1.0 };
        let effort = self.effort(
            &rule.effort,
            factor,
            who,
            Purpose::SignOffEffort.plain(),
            which,
        );
        self.tell(Fact::SignOffAsked {
            family,
            place,
            stage: number,
            children,
        });
        if rule.bypass > 0.0 && self.uniform(who, Purpose::Bypass, 0, which) < rule.bypass {
            let at = self
                .calendar
                .end_of_working_day_after(self.now, rule.bypass_after_wd);
            self.schedule(at, Event::MayBypass { strand, generation });
        }
        let mut task = self.task(Work::Management, slot, strand, effort);
        (task.rank, task.due) = match self.pressed(slot, stage) {
            Some(pressed) if spec.low_priority => (2, self.pressed_on(self.now, pressed)),
            _ => (if spec.low_priority { 3 } else { 2 }, self.now),
        };
        self.put_on_desk(team, Desk::Manager, task);
    }

    /// The manager has read it: authorised, or sent back.
    fn signed_or_sent_back(&mut self, strand: u32) {
        let stage = self.stage_of(strand);
        let spec = &self.spec.stages[stage];
        let Some(rule) = &spec.sign_off else { return };
        let (slot, which) = {
            let s = &self.strands[strand as usize];
            (s.slot, u32::from(s.signings) << 8 | u32::from(s.entry))
        };
        let who = mix(self.cases[slot as usize].key, spec.key);
        if self.uniform(who, Purpose::Rework, 0, which) >= self.rework_chance(slot, rule.rework) {
            self.resolve(strand, false);
            return;
        }
        let case = &self.cases[slot as usize];
        let (family, children, worker) = (case.id, case.children, case.worker);
        let (place, number) = (self.place(slot), stage as u16);
        self.tell(Fact::SentBack {
            family,
            place,
            stage: number,
            children,
        });
        if spec.by == StageBy::NamedWorker && worker == NONE {
            self.strands[strand as usize].step_to(Phase::Waiting);
        } else {
            self.put_right(strand);
        }
    }

    /// What a manager sent back is for whoever does the stage.
    fn put_right(&mut self, strand: u32) {
        let spec = &self.spec.stages[self.stage_of(strand)];
        let share = spec.sign_off.as_ref().map_or(0.0, |rule| rule.rework_share);
        let s = &mut self.strands[strand as usize];
        s.step_to(Phase::Working);
        let (slot, last_effort) = (s.slot, s.last_effort);
        let effort = Span::from_seconds_up(last_effort as f64 * share).0;
        let mut task = self.task(Work::Rework, slot, strand, effort);
        self.set_urgency(&mut task);
        let case = &self.cases[slot as usize];
        let (worker, team) = (case.worker, usize::from(case.team));
        match spec.by {
            StageBy::NamedWorker => self.give(worker, task, false),
            StageBy::Duty => self.put_on_desk(team, Desk::Duty, task),
            StageBy::Manager => self.put_on_desk(team, Desk::Manager, task),
            StageBy::Nobody => self.completed(strand),
        }
    }

    /// Unsigned for too long: the action goes ahead without authorisation, a counted breach.
    pub(super) fn may_bypass(&mut self, strand: u32, generation: u32) -> bool {
        if !self.current(strand, generation)
            || self.strands[strand as usize].phase != Phase::Unsigned
        {
            return false;
        }
        let rule = self.spec.stages[self.stage_of(strand)].sign_off.as_ref();
        let patience = rule.map_or(0, |r| r.bypass_after_wd);
        let completed = self.strands[strand as usize].completed;
        if self.calendar.end_of_working_day_after(completed, patience) > self.now {
            return false; // asked again since
        }
        self.resolve(strand, true);
        true
    }

    // ---- 7. the outcome ------------------------------------------------------------------

    /// The outcome takes effect: the next stages begin, or this strand of the work ends.
    fn resolve(&mut self, strand: u32, bypassed: bool) {
        let stage = self.stage_of(strand);
        let spec = &self.spec.stages[stage];
        let s = &self.strands[strand as usize];
        let (slot, entry, clock, due) = (s.slot, s.entry, s.clock, s.due);
        let (began, completed) = (s.began, s.completed);
        let case = &self.cases[slot as usize];
        let who = mix(case.key, spec.key);
        let u = self.uniform(who, Purpose::Outcome, 0, u32::from(entry));
        let outcome = self.needs.outcome(self.spec, stage, case.need, u);
        let (family, children, band) = (case.id, case.children, case.band);
        let (place, number) = (self.place(slot), stage as u16);
        let asked = spec.sign_off.is_some();
        self.tell(Fact::Authorised {
            family,
            place,
            stage: number,
            children,
            band,
            outcome: outcome as u8,
            clock,
            due,
            began,
            completed,
            bypassed,
            asked,
        });
        self.cases[slot as usize].last_stage = number;
        self.close_strand(strand);
        let Some(chosen) = spec.outcomes.get(outcome) else {
            self.if_nothing_left(slot);
            return;
        };
        if chosen.leaves {
            return self.leaves_the_service(slot);
        }
        if chosen.closes {
            self.close_family(slot);
            return;
        }
        for &next in &chosen.starts {
            self.enter_stage(slot, next);
        }
        self.reweigh(slot);
        self.restand(slot);
        self.let_the_worker_go(slot);
        self.if_nothing_left(slot);
    }

    /// Where every stage that is left does without a named worker, the family has none.
    fn let_the_worker_go(&mut self, slot: Slot) {
        let keeps = |strand: u32| self.spec.stages[self.stage_of(strand)].keeps_worker;
        let none_left = self.cases[slot as usize].first_strand == NONE;
        if !none_left && !self.each_strand(slot).any(keeps) {
            self.release(slot, Release::NotNeeded);
        }
    }

    fn if_nothing_left(&mut self, slot: Slot) {
        if self.cases[slot as usize].first_strand == NONE {
            self.close_family(slot);
        }
    }

    /// Ends a strand: tells so, drops its tasks, frees its row.
    pub(super) fn close_strand(&mut self, strand: u32) {
        let (slot, stage, began, next) = {
            let s = &self.strands[strand as usize];
            (s.slot, s.stage, s.began, s.next)
        };
        let worker = self.cases[slot as usize].worker;
        if worker != NONE {
            self.drop_strand_tasks(worker, strand);
        }
        let s = &mut self.strands[strand as usize];
        s.live = false;
        s.generation = s.generation.wrapping_add(1);
        self.free_strands.push(strand);
        let case = &mut self.cases[slot as usize];
        if case.first_strand == strand {
            case.first_strand = next;
        } else {
            let mut at = case.first_strand;
            while self.strands[at as usize].next != strand {
                at = self.strands[at as usize].next;
            }
            self.strands[at as usize].next = next;
        }
        if self.marks_wanted {
            let mark = (stage, began, Some(self.now));
            self.cases[slot as usize].marks.push(mark);
        }
        let case = &self.cases[slot as usize];
        let (family, children) = (case.id, case.children);
        let place = self.place(slot);
        self.tell(Fact::StageEnded {
            family,
            place,
            stage,
            children,
            began,
        });
    }

    /// The family's work ends, authorised.
    fn close_family(&mut self, slot: Slot) {
        let last = usize::from(self.cases[slot as usize].last_stage);
        let factor = self
            .spec
            .stages
            .get(last)
            .map_or(1.0, |stage| stage.rereferral_factor);
        self.end_and_tell(slot, factor, LeftList::WorkEnded);
    }

    /// Work ends: whether the family comes back is settled now.
    fn end_and_tell(&mut self, slot: Slot, return_factor: f64, why: LeftList) {
        let place = self.place(slot);
        let case = &self.cases[slot as usize];
        let (family, children, opened) = (case.id, case.children, case.contacted);
        self.perhaps_returns(slot, [return_factor; 2]);
        self.leave_list(slot, why);
        self.tell(Fact::Closed {
            family,
            place,
            children,
            opened,
        });
        self.end_case(slot);
    }

    /// Ends all strands, releases the worker, frees the row.
    pub(super) fn end_case(&mut self, slot: Slot) {
        for strand in self.strands_of(slot) {
            self.close_strand(strand);
        }
        self.release(slot, Release::Closed);
        self.forget(slot);
    }

    /// Frees a family's row.
    fn forget(&mut self, slot: Slot) {
        self.cases[slot as usize].live = false;
        self.cases[slot as usize].generation = self.cases[slot as usize].generation.wrapping_add(1);
        self.free_cases.push(slot);
    }

    /// A share of closed families is referred again within the year: at a factor, and at that
    /// without early help.
    fn perhaps_returns(&mut self, slot: Slot, factors: [f64; 2]) {
        let Some(rule) = self.spec.rereferral.as_ref() else {
            return;
        };
        let key = self.cases[slot as usize].key;
        let felt = self.return_factor(slot);
        let chances = factors.map(|factor| (rule.chance * factor * felt).min(0.95));
        let u = self.uniform(key, Purpose::Returns, 0, 0);
        if u < chances[0].max(chances[1]) {
            let at = self.after_draw(self.now, &rule.delay, key, Purpose::ReturnDelay.plain(), 0);
            self.returns_unless_helped(slot, u, chances, (at, rule.worse));
        }
    }

    pub(super) fn will_return(&mut self, slot: Slot, at: Time, worse: f64) {
        let case = &self.cases[slot as usize];
        let back = ReturnRecord {
            key: case.key,
            episode: case.episode + 1,
            plans: case.plans,
            source: case.source,
            office: case.office,
            children: case.children,
            need: case.need + worse,
            again: true,
        };
        self.put_return(back, at);
    }

    /// Puts a return on the agenda.
    pub(super) fn put_return(&mut self, back: ReturnRecord, at: Time) {
        if at >= self.end {
            return;
        }
        let record = self.free_returns.pop().unwrap_or_else(|| {
            self.returns.push(back);
            self.returns.len() as u32 - 1
        });
        self.returns[record as usize] = back;
        self.schedule(at, Event::Return { record });
    }
}

fn case_key<W>(running: &Running<'_, W>, slot: Slot) -> u64 {
    running.cases[slot as usize].key
}
