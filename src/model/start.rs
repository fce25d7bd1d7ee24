//! The position at the start: posts filled and vacant, families with their ages, work without a
//! name, last year's closures. Not an empty office.

use super::event::{Event, Slot};
use super::purpose::Purpose;
use super::rows::{Filled, MOST_SICKNESS, Post, ReturnRecord, Temporary, pick};
use super::running::{CLASSES, Running, TeamState};
use super::spec::{ClosedFamily, OpenGroup, Row, StageBy, Unit};
use super::staffing::Joins;
use crate::chronology::Fact;
use crate::engine::{Observer, Span, Time, mix, normal_quantile};
use std::collections::VecDeque;

/// Key of a name: of its letters, never of its place.
pub(super) fn key_of(name: &str) -> u64 {
    name.bytes()
        .fold(0x00CA_5E10_AD00, |key, byte| mix(key, u64::from(byte)))
}

impl<W: Observer<Fact>> Running<'_, W> {
    /// Builds the position at the start and puts the first of everything on the agenda.
    pub(super) fn set_up(&mut self) {
        for _ in 0..self.spec.teams.len() {
            let lists = (0..CLASSES).map(|_| VecDeque::new()).collect();
            self.teams.push(TeamState {
                lists,
                ..TeamState::default()
            });
        }
        self.first_applicants();
        self.open_posts();
        for team in 0..self.teams.len() {
            self.fill_posts(team);
        }
        self.open_families();
        self.last_years_closures();
        self.tell(Fact::PositionSet);
        self.carry_out_orders(None);
        self.open_streams();
        for (index, version) in self.department.versions.iter().enumerate().skip(1) {
            self.schedule(
                version.from,
                Event::Change {
                    version: index as u16,
                },
            );
        }
        self.open_the_office();
        self.first_intakes();
    }

    /// The first opening and the first week, where a day and a week mean anything.
    fn open_the_office(&mut self) {
        let duty = self
            .spec
            .teams
            .iter()
            .any(|team| team.duty_one_in.is_some());
        if !self.calendar.is_continuous() || duty || self.lists_are_looked_at() {
            let first = self.calendar.next_open(Time::ZERO);
            self.schedule(first, Event::Opening);
        }
        let supervised = self
            .spec
            .stages
            .iter()
            .any(|s| s.supervision_per_month.is_some());
        let pressed = self.spec.teams.iter().any(|t| t.people.pressure.is_some());
        let weekly = supervised || pressed || self.department.versions.len() > 1;
        if weekly || self.spec.unallocated.review_per_month.is_some() {
            let to_monday = (7 - self.calendar.weekday(Time::ZERO) as i64) % 7;
            self.schedule(Time::ZERO + Span::DAY * to_monday, Event::Week);
        }
    }

    /// Rows for all posts of the present version that have none yet.
    fn open_posts(&mut self) -> Vec<u32> {
        let mut new = Vec::new();
        for team in 0..self.spec.teams.len() {
            for manager in [false, true] {
                let spec = &self.spec.teams[team];
                let wanted = if manager { &spec.managers } else { &spec.posts };
                let name = key_of(&spec.name);
                let office = spec.office as u16;
                let state = &self.teams[team];
                let have = if manager {
                    state.managers.len()
                } else {
                    let of_team = state.posts.iter();
                    let own = |post: &&u32| self.posts[**post as usize].temporary == Temporary::No;
                    of_team.filter(own).count()
                };
                for (ordinal, &fte) in wanted.iter().enumerate().skip(have) {
                    let key = mix(name, (ordinal as u64) << 1 | u64::from(manager));
                    let index = self.posts.len() as u32;
                    self.posts
                        .push(empty_post(key, team as u16, office, manager, fte));
                    let state = &mut self.teams[team];
                    if manager {
                        state.managers.push(index)
                    } else {
                        state.posts.push(index)
                    }
                    new.push(index);
                    self.name_days(index);
                    let place = self.place_of_post(index);
                    let fte_milli = (fte * 1000.0).round() as u16;
                    self.tell(Fact::PostOpened {
                        post: index,
                        place,
                        fte_milli,
                        manager,
                    });
                }
            }
        }
        new
    }

    /// Posts that a change adds begin vacant and are recruited to.
    pub(super) fn open_new_posts(&mut self) {
        for post in self.open_posts() {
            self.recruit(post);
            self.cover(usize::from(self.posts[post as usize].team));
        }
    }

    fn fill_posts(&mut self, team: usize) {
        let (vacant, covered) = self.spec.teams[team].vacant_at_start();
        let mut posts = self.teams[team].posts.clone();
        posts.sort_by_key(|&post| {
            let key = self.posts[post as usize].key;
            (self.uniform(key, Purpose::StartVacant, 0, 0) * 1e15) as u64
        });
        let (empty, filled) = posts.split_at(vacant);
        let mut filled = filled.to_vec();
        filled.sort_unstable();
        let managers = self.teams[team].managers.clone();
        for post in filled.into_iter().chain(managers) {
            self.start_person(post, Filled::Permanent, Joins::AtStart);
            self.away_at_start(post);
        }
        for (index, &post) in empty.iter().enumerate() {
            if index < covered {
                self.start_person(post, Filled::Agency, Joins::AtStart);
                self.away_at_start(post);
                self.schedule_agency_end(post);
            }
            self.recruit_from_the_middle(post);
        }
        self.cover(team);
    }

    /// A vacancy at the start is part-way through a round.
    fn recruit_from_the_middle(&mut self, post: u32) {
        let before = self.posts[post as usize].round;
        self.recruit(post);
        if self.posts[post as usize].round != before {
            let key = self.posts[post as usize].key;
            let left = self.uniform(key, Purpose::StartTenure, 0, 0);
            // The same round again, with only part of it left to run.
            self.posts[post as usize].round = before;
            self.restart_round(post, left);
        }
    }

    fn restart_round(&mut self, post: u32, left: f64) {
        // The first scheduling of this round is stale once the number moves on.
        self.posts[post as usize].round += 1;
        self.start_round(post, left);
    }

    fn open_families(&mut self) {
        let groups = &self.department.start.open;
        for group in groups {
            if group.listed.is_some() {
                self.open_family(group, 0);
                continue;
            }
            let mut count = 0.0;
            let mut index = 0;
            while count + 0.5 <= group.children {
                let children = self.open_family(group, index);
                count += if group.count_families {
                    1.0
                } else {
                    f64::from(children)
                };
                index += 1;
            }
        }
    }

    /// One family of a group; returns its number of children.
    fn open_family(&mut self, group: &OpenGroup, index: u64) -> u8 {
        let key = mix(group.key, index);
        let source = self.some_source(group.office, key);
        let shares = &self.spec.sources[source].children;
        let drawn = || pick(shares, self.uniform(key, Purpose::Children, 0, 0)) as u8 + 1;
        let children = group.listed.map_or_else(drawn, |listed| listed.children);
        let z = normal_quantile(self.uniform(key, Purpose::Need, 0, 0));
        let record = ReturnRecord {
            key,
            episode: 0,
            plans: 0,
            source: source as u16,
            office: group.office as u16,
            children,
            need: self.needs.mean[group.stage] + 0.5 * z,
            again: false,
        };
        let slot = self.open_case(&record);
        let age = group.age.as_ref().map_or(Span::ZERO, |age| {
            let mut draw = self.draws.at(key, Purpose::StartAge.plain(), 0);
            let number = age.dist.sample(&mut draw);
            match age.unit {
                Unit::WorkingDays => Span::from_seconds_up(number * 1.4 * Span::DAY.0 as f64),
                _ => Span::from_seconds_up(number),
            }
        });
        let began = Time::ZERO - age;
        let band = group.band.unwrap_or_else(|| self.band_at_start(group, key));
        let case = &mut self.cases[slot as usize];
        case.contacted = began;
        case.referred = began;
        case.band = band as u8;
        case.door = super::rows::Door::Inside;
        self.place_at_start(slot, group, began, age);
        if let Some(at) = group.listed.and_then(|listed| listed.last_seen) {
            self.seen_before(slot, at);
        }
        children
    }

    /// Somebody saw the child before the start.
    fn seen_before(&mut self, slot: Slot, at: Time) {
        let case = &mut self.cases[slot as usize];
        let assessing = at >= case.referred;
        case.seen = true;
        case.assessor_saw = assessing;
        let family = case.id;
        self.tell(Fact::SeenBefore {
            family,
            at,
            assessing,
        });
    }

    fn some_source(&self, office: usize, key: u64) -> usize {
        let streams: Vec<_> = self
            .spec
            .streams
            .iter()
            .filter(|s| s.office == office)
            .collect();
        let total: f64 = streams.iter().map(|s| s.families_per_day).sum();
        if total <= 0.0 {
            return 0;
        }
        let shares: Vec<f64> = streams.iter().map(|s| s.families_per_day / total).collect();
        let at = pick(&shares, self.uniform(key, Purpose::Band, 1, 0));
        streams[at].source
    }

    fn band_at_start(&self, group: &OpenGroup, key: u64) -> usize {
        if self.spec.stages[group.stage].forced {
            return 0;
        }
        let u = self.uniform(key, Purpose::Band, 0, 0);
        match &self.spec.front_door {
            Some(door) => (pick(&door.band_shares, u) + 1).min(self.spec.bands.len() - 1),
            None => pick(&self.spec.sources[0].band_shares, u),
        }
    }

    /// Puts a family into its stage, part-way through, with or without a worker.
    fn place_at_start(&mut self, slot: Slot, group: &OpenGroup, began: Time, age: Span) {
        let stage = group.stage;
        let office = group.office;
        let spec = &self.spec.stages[stage];
        let team = spec
            .team_kind
            .or(group.team_kind)
            .and_then(|kind| self.spec.offices[office].teams.get(kind).copied().flatten())
            .unwrap_or(self.spec.offices[office].front_door_team);
        self.cases[slot as usize].team = team as u16;
        self.cases[slot as usize].plans = u8::from(spec.row == Row::ProtectionPlan);
        let strand = self.enter_at_start(slot, stage, began);
        let spec = &self.spec.stages[stage];
        let who = mix(self.cases[slot as usize].key, spec.key);
        if spec.by == StageBy::Nobody && spec.lasts.is_some() && group.age.is_some() {
            self.part_way(strand, group, (age, 1.0), who);
            self.resume(strand);
            return;
        }
        if spec.by != StageBy::NamedWorker {
            self.begin(strand);
            return;
        }
        let progress = self.uniform(who, Purpose::StartProgress, 0, 0);
        if group.allocated || spec.lasts.is_some() {
            self.part_way(strand, group, (age, progress), who);
        }
        let away = group.listed.is_some_and(|listed| listed.worker_away);
        let holder = if group.allocated {
            self.least_loaded_at_start(team, away)
                .or_else(|| self.least_loaded_at_start(team, false))
        } else {
            None
        };
        match holder {
            Some(post) => {
                let case = &self.cases[slot as usize];
                let (family, children, place) = (case.id, case.children, self.place(slot));
                self.tell(Fact::HeldAtStart {
                    family,
                    place,
                    post,
                    children,
                });
                self.hold(slot, post);
                self.take_up(slot);
            }
            None => self.join_list(slot, team, began),
        }
    }

    fn enter_at_start(&mut self, slot: Slot, stage: usize, began: Time) -> u32 {
        let strand = self.open_strand(slot, stage, began);
        let due = self.limit_at_start(stage, began);
        self.strands[strand as usize].due = due;
        let place = self.place(slot);
        let case = &self.cases[slot as usize];
        let (family, children, band) = (case.id, case.children, case.band);
        let (stage, referred) = (stage as u16, began);
        self.tell(Fact::StageBegan {
            family,
            place,
            stage,
            children,
            band,
            referred,
        });
        if due < Time::NEVER && due >= Time::ZERO {
            self.tell(Fact::Due {
                family,
                place,
                stage,
                children,
                due,
            });
        }
        strand
    }

    fn limit_at_start(&self, stage: usize, began: Time) -> Time {
        self.spec.stages[stage]
            .limit
            .as_ref()
            .map_or(Time::NEVER, |limit| {
                self.calendar
                    .end_of_working_day_after(began, limit.working_days)
            })
    }

    /// A family held at the start is at an item somewhere in its stage, or part-way through its
    /// plan; its recurring work falls due at some point of the interval.
    fn part_way(&mut self, strand: u32, group: &OpenGroup, (age, progress): (Span, f64), who: u64) {
        let stage = self.stage_of(strand);
        let spec = &self.spec.stages[stage];
        let items = spec.items.len();
        let s = &mut self.strands[strand as usize];
        s.begun = true;
        s.times_left = 1;
        s.item = if spec.lasts.is_some() {
            items as u8
        } else {
            (progress * items as f64) as u8
        };
        if let Some(lasts) = &spec.lasts {
            let mut draw = self.draws.at(who, Purpose::StageLength.plain(), 0);
            let beyond = match lasts.unit {
                Unit::WorkingDays => None,
                // A plan that ends at a review was still running at its last one; whether its
                // length has passed since then shows at the next.
                _ => {
                    let known = spec
                        .ends_at
                        .map_or(age.0 as f64, |which| self.last_review(stage, which, age));
                    let beyond = lasts.dist.sample_beyond(known, &mut draw);
                    beyond.map(|more| (known + more - age.0 as f64).max(1.0))
                }
            };
            let left = beyond.unwrap_or_else(|| lasts.dist.sample(&mut draw));
            let day = self.calendar.working_day_length().0 as f64;
            let seconds = if lasts.unit == Unit::WorkingDays {
                left * day
            } else {
                left
            };
            self.strands[strand as usize].paused = Some(Span::from_seconds_up(seconds));
        }
        if self.spec.stages[stage].conference.is_some() {
            self.book_conference(strand, self.now);
        }
        for which in 0..self.spec.stages[stage].recurring.len() {
            let u = self.uniform(who, Purpose::RecurringPhase, which, 0);
            let every = &self.spec.stages[stage].recurring[which].every;
            let sees = self.spec.stages[stage].recurring[which].sees_child;
            let seen = group.listed.and_then(|listed| listed.last_seen);
            let due = if self.spec.stages[stage].ends_at == Some(which) {
                let rule = &self.spec.stages[stage].recurring[which];
                let (first, step) = (rule.first.dist.mean(), rule.every.dist.mean());
                let last = self.last_review(stage, which, age);
                let next = if last == 0.0 { first } else { last + step };
                self.now - age + Span::from_seconds_up(next)
            } else if let (true, Some(seen)) = (sees, seen) {
                // What is overdue at the start falls due on the first day.
                self.after(seen, every.dist.mean(), every.unit)
                    .max(self.now)
            } else {
                self.after(self.now, every.dist.mean() * u, every.unit)
            };
            self.fall_due(strand, which, due);
        }
    }

    /// Age at which a stage's latest review fell due, seconds; 0 before the first.
    fn last_review(&self, stage: usize, which: usize, age: Span) -> f64 {
        let rule = &self.spec.stages[stage].recurring[which];
        let (first, every) = (rule.first.dist.mean(), rule.every.dist.mean().max(1.0));
        let age = age.0 as f64;
        if age < first {
            0.0
        } else {
            first + libm::floor((age - first) / every) * every
        }
    }

    /// Who takes the next family of the position at the start; of those who are away, if asked.
    fn least_loaded_at_start(&self, team: usize, away: bool) -> Option<u32> {
        let posts = self.teams[team].posts.iter().copied();
        posts
            .filter(|&p| !self.posts[p as usize].filled.empty())
            .filter(|&p| !away || self.posts[p as usize].absent())
            .filter(|&p| !self.handed_back_at_start(p))
            .min_by_key(|&p| {
                let post = &self.posts[p as usize];
                (
                    (f64::from(post.points) / post.fte.max(0.05)) as i64,
                    post.families,
                    p,
                )
            })
    }

    /// Closures of the 12 months before the start come back as they would have.
    fn last_years_closures(&mut self) {
        if let Some(closed) = &self.department.start.closed {
            for family in closed {
                self.may_come_back(family.office, family.key, Some(family));
            }
            return;
        }
        for office in 0..self.spec.offices.len() {
            let all = &self.department.start.closed_last_year;
            let closed = all.get(office).copied().flatten().unwrap_or(0.0);
            let base = mix(self.teams_key(office), 0x00C1_05ED);
            for index in 0..closed as u64 {
                self.may_come_back(office, mix(base, index), None);
            }
        }
    }

    /// A family closed in the year before the start comes back, unless it does not or already has.
    fn may_come_back(&mut self, office: usize, key: u64, closed: Option<&ClosedFamily>) {
        let Some(rule) = self.spec.rereferral.as_ref() else {
            return;
        };
        if self.uniform(key, Purpose::StartBack, 0, 0) >= rule.chance {
            return;
        }
        let some_day =
            || Span((self.uniform(key, Purpose::StartBack, 1, 0) * 365.25 * 86_400.0) as i64);
        let from = Time::ZERO - closed.map_or_else(some_day, |family| family.ago);
        let at = self.after_draw(from, &rule.delay, key, Purpose::ReturnDelay.plain(), 0);
        if at < Time::ZERO {
            return; // already back before the start
        }
        let source = self.some_source(office, key);
        let shares = &self.spec.sources[source].children;
        let drawn = || pick(shares, self.uniform(key, Purpose::Children, 0, 0)) as u8 + 1;
        let children = closed.map_or_else(drawn, |family| family.children);
        let z = normal_quantile(self.uniform(key, Purpose::Need, 0, 0));
        let back = ReturnRecord {
            key,
            episode: 1,
            plans: 0,
            source: source as u16,
            office: office as u16,
            children,
            need: self.needs.cuts.referral + z.abs() + rule.worse,
            again: true,
        };
        self.put_return(back, at);
    }
}

pub(super) fn empty_post(key: u64, team: u16, office: u16, manager: bool, fte: f64) -> Post {
    Post {
        key,
        team,
        office,
        manager,
        fte,
        filled: Filled::Vacant,
        person: 0,
        temporary: Temporary::No,
        holder: 0,
        stint: 0,
        sitter: 0,
        newly_qualified: false,
        at_start: false,
        started: Time::ZERO,
        away: 0,
        away_since: [Time::ZERO; MOST_SICKNESS],
        sick: [false; MOST_SICKNESS],
        spells: [0; MOST_SICKNESS],
        sick_at: [Time::NEVER; MOST_SICKNESS],
        sick_rate: [0.0; MOST_SICKNESS],
        sick_clock: [0; MOST_SICKNESS],
        resigns_at: Time::NEVER,
        leaving_rate: 0.0,
        leaving_clock: 0,
        gave_notice: false,
        leave_at: Time::NEVER,
        leave_rate: 0.0,
        leave_clock: 0,
        leave_waits: false,
        on_leave: None,
        weekdays: super::named_days::EVERY_DAY,
        off_today: false,
        told_off: false,
        fte_of_day: fte,
        cap_share: 1.0,
        round: 0,
        recruiting: false,
        cover_coming: false,
        duty: false,
        speed: 0.0,
        families: 0,
        children: 0,
        points: 0,
        held: Vec::new(),
        queue: Vec::new(),
        notes: VecDeque::new(),
        in_hand: None,
        generation: 0,
    }
}

#[cfg(test)]
mod tests {
    use super::super::textbook::{Counter, department, spec, stage};
    use super::*;
    use crate::engine::Draws;

    #[test]
    fn a_stage_without_a_team_of_its_own_is_put_where_its_start_group_says() {
        for (team_kind, wanted) in [(None, 0), (Some(1), 1)] {
            let mut stays = stage(Vec::new());
            stays.team_kind = None;
            let mut spec = spec(1, 20.0, 0.01, vec![stays]);
            let mut other = spec.teams[0].clone();
            other.kind = 1;
            spec.teams.push(other);
            spec.offices[0].teams.push(Some(1));
            let mut department = department(spec, 1);
            department.start.open.push(OpenGroup {
                office: 0,
                team_kind,
                stage: 0,
                children: 10.0,
                count_families: true,
                allocated: true,
                band: None,
                age: None,
                key: 3,
                listed: None,
            });
            let mut counter = Counter {
                keep: true,
                ..Counter::default()
            };
            crate::model::run(&department, Draws::new(1, 0), &mut counter);
            let teams = counter.log.iter().filter_map(|(at, fact)| match fact {
                Fact::StageBegan { place, .. } if *at == Time::ZERO => Some(place.team),
                _ => None,
            });
            assert_eq!(teams.collect::<Vec<_>>(), [wanted; 10]);
        }
    }
}
