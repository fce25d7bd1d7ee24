//! What management ordered, as it begins and ends: a project team, workers lent, recruits who start
//! on a day, agency workers beside the usual share, a review of everybody who waits.
//!
//! Each is a number of the rules; what happens is the difference to the rules before. People in
//! temporary posts are outside the establishment: nobody recruits to their posts, and they leave
//! only when these close.

use super::event::Slot;
use super::purpose::Purpose;
use super::rows::{Filled, OnLeave, Task, Temporary};
use super::running::Running;
use super::spec::{DeskReview, FrontDoor, Orders};
use super::staffing::Joins;
use super::start::{empty_post, key_of};
use crate::chronology::{Fact, Release};
use crate::engine::{Observer, Span, mix};

/// Sets the keys of temporary posts apart from those of the establishment.
const TEMPORARY: u64 = 1 << 40;

impl<W: Observer<Fact>> Running<'_, W> {
    /// The orders of all teams changed from those of an earlier version, or from none at the
    /// start, to those in force.
    pub(super) fn carry_out_orders(&mut self, before: Option<usize>) {
        let spec = before.map(|before| &self.department.versions[before].spec);
        let was = |team: usize| spec.map_or_else(Orders::default, |s| s.teams[team].orders.clone());
        let old: Vec<Orders> = (0..self.teams.len()).map(was).collect();
        for (team, was) in old.iter().enumerate() {
            self.workers_lent_come_home(team, was);
            self.temporary_workers_go(team, was);
        }
        for (team, was) in old.iter().enumerate() {
            self.lend(team, was);
            self.recruits_start(team, was);
            self.agency_workers_ordered(team, was);
            self.review_everybody(team, was);
        }
        for (team, was) in old.iter().enumerate() {
            self.temporary_workers_come(team, was);
        }
    }

    fn orders(&self, team: usize) -> &Orders {
        &self.spec.teams[team].orders
    }

    // ---- temporary posts -----------------------------------------------------------------

    fn temporary_posts(&self, team: usize, kind: Temporary) -> Vec<u32> {
        let posts = self.teams[team].posts.iter().copied();
        posts
            .filter(|&post| self.posts[post as usize].temporary == kind)
            .collect()
    }

    fn temporary_workers_come(&mut self, team: usize, was: &Orders) {
        let now = self.orders(team);
        let project = now.project_workers.saturating_sub(was.project_workers);
        let borrowed = now.borrowed.saturating_sub(was.borrowed);
        for _ in 0..project {
            self.open_temporary_post(team, Temporary::Project);
        }
        for _ in 0..borrowed {
            if self.lent_out() > self.borrowed_in() {
                self.open_temporary_post(team, Temporary::Borrowed);
            }
        }
    }

    fn open_temporary_post(&mut self, team: usize, kind: Temporary) {
        let spec = &self.spec.teams[team];
        let ordinal = self.teams[team].temporary_posts;
        self.teams[team].temporary_posts += 1;
        let key = mix(key_of(&spec.name), TEMPORARY | u64::from(ordinal));
        let post = self.posts.len() as u32;
        let mut row = empty_post(key, team as u16, spec.office as u16, false, 1.0);
        row.temporary = kind;
        self.posts.push(row);
        self.teams[team].posts.push(post);
        match kind {
            // A colleague knows the work: as somebody in post since before.
            Temporary::Borrowed => self.start_person(post, Filled::Permanent, Joins::AtStart),
            _ => self.start_person(post, Filled::Agency, Joins::Recruited),
        }
    }

    fn temporary_workers_go(&mut self, team: usize, was: &Orders) {
        let now = self.orders(team);
        let fewer = [
            (
                Temporary::Project,
                was.project_workers.saturating_sub(now.project_workers),
            ),
            (
                Temporary::Borrowed,
                was.borrowed.saturating_sub(now.borrowed),
            ),
        ];
        for (kind, fewer) in fewer {
            let posts = self.temporary_posts(team, kind);
            for post in posts.into_iter().rev().take(fewer as usize) {
                let place = self.place_of_post(post);
                let gone = Fact::TemporaryEnded { post, place };
                self.teams[team].posts.retain(|have| *have != post);
                self.empty_seat(post, Filled::Vacant, Release::PostClosed, Some(gone));
            }
        }
    }

    // ---- workers lent --------------------------------------------------------------------

    fn is_lent(&self, post: u32) -> bool {
        let leave = self.posts[post as usize].on_leave;
        leave.is_some_and(|leave| leave.lent)
    }

    fn lent_out(&self) -> usize {
        let posts = 0..self.posts.len() as u32;
        posts.filter(|&post| self.is_lent(post)).count()
    }

    fn borrowed_in(&self) -> usize {
        let teams = 0..self.teams.len();
        teams
            .map(|team| self.temporary_posts(team, Temporary::Borrowed).len())
            .sum()
    }

    /// Those who hold the fewest children go, people who are there before people who are away.
    fn lend(&mut self, team: usize, was: &Orders) {
        let more = self.orders(team).lent.saturating_sub(was.lent) as usize;
        let may_go = |post: &u32| {
            let p = &self.posts[*post as usize];
            p.filled == Filled::Permanent && !p.gave_notice && p.temporary == Temporary::No
        };
        let posts = self.teams[team].posts.iter().copied();
        let mut posts: Vec<u32> = posts.filter(may_go).collect();
        posts.sort_by_key(|&post| {
            let p = &self.posts[post as usize];
            (p.absent(), p.children, post)
        });
        for post in posts.into_iter().take(more) {
            let place = self.place_of_post(post);
            let p = &mut self.posts[post as usize];
            p.on_leave = Some(OnLeave {
                since: self.now,
                newly_qualified: p.newly_qualified,
                at_start: p.at_start,
                started: p.started,
                lent: true,
            });
            let gone = Fact::Lent { post, place };
            self.empty_seat(post, Filled::OnLeave, Release::Lent, Some(gone));
        }
    }

    fn workers_lent_come_home(&mut self, team: usize, was: &Orders) {
        let fewer = was.lent.saturating_sub(self.orders(team).lent) as usize;
        let posts = self.teams[team].posts.iter().rev().copied();
        let lent = posts.filter(|&post| self.is_lent(post));
        for post in lent.take(fewer).collect::<Vec<u32>>() {
            self.long_leave_ends(post);
        }
    }

    // ---- recruits and agency workers -----------------------------------------------------

    /// Those whom a drive found start in vacant posts, then in posts that an agency worker keeps.
    /// There are no more of them than such posts.
    fn recruits_start(&mut self, team: usize, was: &Orders) {
        let now = self.orders(team);
        let found = now.recruits.saturating_sub(was.recruits);
        let newly = now
            .newly_qualified_recruits
            .saturating_sub(was.newly_qualified_recruits);
        let joins = std::iter::repeat_n(Joins::Recruited, found as usize);
        let joins = joins.chain(std::iter::repeat_n(Joins::NewlyQualified, newly as usize));
        let open = |post: &u32| {
            let p = &self.posts[*post as usize];
            let kept = p.on_leave.is_some() || p.temporary != Temporary::No;
            p.filled != Filled::Permanent && !kept
        };
        let posts = self.teams[team].posts.iter().copied();
        let mut posts: Vec<u32> = posts.filter(open).collect();
        posts.sort_by_key(|&post| (self.posts[post as usize].filled == Filled::Agency, post));
        for (post, joins) in posts.into_iter().zip(joins) {
            self.start_without_a_round(team, post, joins);
            let place = self.place_of_post(post);
            self.tell(Fact::FoundByDrive { post, place });
        }
    }

    /// More agency workers are sought; or so many of those there are go, the last to come first.
    fn agency_workers_ordered(&mut self, team: usize, was: &Orders) {
        let now = self.orders(team).agency_workers;
        if now > was.agency_workers {
            self.cover(team);
        }
        let fewer = was.agency_workers.saturating_sub(now) as usize;
        if fewer == 0 {
            return;
        }
        let (covered, target) = self.agency_cover(team);
        let posts = self.teams[team].posts.iter().copied();
        let mut there: Vec<u32> = posts.filter(|&post| self.is_cover(post)).collect();
        there.sort_by_key(|&post| (std::cmp::Reverse(self.posts[post as usize].started), post));
        let go = fewer.min(covered.saturating_sub(target));
        for post in there.into_iter().take(go) {
            self.leave_post(post);
        }
    }

    // ---- a county team for first contacts ------------------------------------------------

    /// The team whose people screen a family's contact for the county, and their role, where its
    /// office is served.
    pub(super) fn initial_response(&self, slot: Slot, door: &FrontDoor) -> Option<(usize, usize)> {
        let office = usize::from(self.cases[slot as usize].office);
        let role = door.initial_response?;
        if !self.spec.offices[office].initial_response {
            return None;
        }
        let mut teams = 0..self.teams.len();
        let host = teams.find(|&team| self.has_support(team, Some(role)).is_some())?;
        Some((host, role))
    }

    // ---- notes that business support writes ----------------------------------------------

    /// The note that an item leaves, less what business support takes of it.
    pub(super) fn set_note(&self, task: &mut Task, team: usize, note: i64) {
        let taken = self.orders(team).notes_taken;
        task.note = if taken > 0.0 {
            (note as f64 * (1.0 - taken)) as i64
        } else {
            note
        };
        task.spared = note - task.note;
    }

    /// The item was done, and its note is left: what business support takes of it.
    pub(super) fn tell_spared(&mut self, post: u32, task: &Task) {
        if task.spared > 0 {
            let (place, hours) = (self.place_of_post(post), Span(task.spared));
            self.tell(Fact::NoteTaken { place, hours });
        }
    }

    // ---- hours ordered -------------------------------------------------------------------

    /// Factor on a worker's casework time: overtime, less what seniors authorise in.
    pub(super) fn ordered_time(&self, post: u32) -> f64 {
        let p = &self.posts[post as usize];
        let orders = self.orders(usize::from(p.team));
        if p.manager {
            1.0
        } else {
            (1.0 + orders.overtime) * (1.0 - orders.sign_off_time)
        }
    }

    /// Hours ordered of those who are there today.
    pub(super) fn tell_ordered_time(&mut self, team: usize) {
        let orders = self.orders(team);
        let (overtime, sign_off) = (orders.overtime, orders.sign_off_time);
        let paid = self.spec.day.paid_share_of_open_hours;
        let place = self.place_of_team(team);
        if overtime > 0.0 {
            let hours = self.hours_of_today(team, paid * overtime);
            self.tell(Fact::Overtime { place, hours });
        }
        if sign_off > 0.0 {
            let casework = self.spec.teams[team].people.casework_share;
            let share = paid * casework * (1.0 + overtime) * sign_off;
            let hours = self.hours_of_today(team, share);
            self.tell(Fact::SeniorsAuthorise { place, hours });
        }
    }

    // ---- a project team for those who have waited long -----------------------------------

    /// Is the worker a project team's for whom this family has not waited long enough?
    pub(super) fn not_for_project(&self, post: u32, slot: Slot) -> bool {
        let p = &self.posts[post as usize];
        let after = self.orders(usize::from(p.team)).project_takes_after_wd;
        match after {
            Some(after_wd) if p.temporary == Temporary::Project => !self.waits_over(slot, after_wd),
            _ => false,
        }
    }

    fn waits_over(&self, slot: Slot, working_days: i64) -> bool {
        let since = self.cases[slot as usize].waits_since;
        let last = self.calendar.end_of_working_day_after(since, working_days);
        last < self.now
    }

    /// What a project team takes beside the team's own workers: the first on the list who have
    /// waited long enough, within the caps.
    pub(super) fn project_team_takes(&mut self, team: usize) {
        let Some(after_wd) = self.orders(team).project_takes_after_wd else {
            return;
        };
        loop {
            let mut waiting = self.teams[team].lists.iter().flatten().copied();
            let Some(slot) = waiting.find(|&slot| self.waits_over(slot, after_wd)) else {
                return;
            };
            if !self.may_allocate(team, self.cases[slot as usize].class) {
                return;
            }
            let (holder, room) = self.room_wanted(slot);
            let of_project = |post: u32| {
                let found = &self.posts[post as usize];
                (found.temporary == Temporary::Project).then_some(post)
            };
            let found = self.least_loaded_of(team, slot, holder, room, &of_project);
            let Some((_, post)) = found else { return };
            self.assign(slot, post, false);
        }
    }

    // ---- a review of everybody who waits -------------------------------------------------

    /// The desk review of those who wait with a team.
    pub(super) fn desk_review_of(&self, slot: Slot) -> Option<&DeskReview> {
        let team = usize::from(self.cases[slot as usize].list_team);
        let own = self.spec.teams.get(team)?.orders.desk_review.as_ref();
        own.or(self.spec.unallocated.desk_review.as_ref())
    }

    /// A review finds, with the chance the order gives, that a family's need is that of a more
    /// urgent band than it was given: it moves up among those who wait. Danger is not found so.
    pub(super) fn moves_up(&mut self, slot: Slot, review: u32) -> bool {
        let finds = self.desk_review_of(slot).map_or(0.0, |rule| rule.finds);
        let Some(door) = self.spec.front_door.as_ref().filter(|_| finds > 0.0) else {
            return false;
        };
        let case = &self.cases[slot as usize];
        let edges = &self.needs.cuts.bands;
        let last = self.spec.bands.len() - 1;
        let met = edges
            .iter()
            .position(|&edge| case.need >= edge + door.shift);
        let own = met.map_or(last, |at| (at + 1).min(last)) as u8;
        let found = self.uniform(case.key, Purpose::DeskReview, 1, review) < finds;
        if own >= case.band || !found {
            return false;
        }
        let place = self.place(slot);
        let case = &mut self.cases[slot as usize];
        case.band = own;
        case.above_cap = None;
        let (family, children) = (case.id, case.children);
        self.tell(Fact::MovedUp {
            family,
            place,
            children,
        });
        self.restand(slot);
        true
    }

    /// A desk review closes a family: was its need above the threshold for assessment?
    pub(super) fn tell_if_wrongly_closed(&mut self, slot: Slot) {
        let Some(door) = self.spec.front_door.as_ref() else {
            return;
        };
        let case = &self.cases[slot as usize];
        if case.need >= self.needs.cuts.assessment + door.shift {
            let (family, children, place) = (case.id, case.children, self.place(slot));
            self.tell(Fact::WronglyClosed {
                family,
                place,
                children,
            });
        }
    }

    /// A review was ordered, or is over: everybody who waits is due once in the interval, whoever
    /// stands first on the list first.
    fn review_everybody(&mut self, team: usize, was: &Orders) {
        let every = |orders: &Orders| {
            let rule = orders.desk_review.as_ref();
            rule.map(|rule| rule.every.dist.mean())
        };
        if every(was) == every(self.orders(team)) {
            return;
        }
        let lists = self.teams[team].lists.iter();
        let waiting: Vec<Slot> = lists.flat_map(|list| list.iter().copied()).collect();
        let all = waiting.len().max(1) as f64;
        for (place, slot) in waiting.into_iter().enumerate() {
            self.schedule_desk_review(slot, (place + 1) as f64 / all);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::spec::{DeskReview, Orders, Spec, Times, Version};
    use super::super::textbook::{
        DAY, department, effort, elapsed, log_of, office, spec, stage, visits,
    };
    use crate::chronology::{Fact, LeftList};
    use crate::engine::{Dist, Span, Time};

    const FROM: i64 = 20;
    const UNTIL: i64 = 50;

    /// A team of four with more families than it can hold, and what happens when orders stand from
    /// day 20 to day 50 of 80.
    fn with(orders: impl Fn(&mut Spec), vacant: f64) -> Vec<(Time, Fact)> {
        of_days(400.0, orders, vacant)
    }

    /// The same, where a family takes so many days.
    fn of_days(days: f64, orders: impl Fn(&mut Spec), vacant: f64) -> Vec<(Time, Fact)> {
        let work = stage(vec![visits(days, Times::Fixed(1), None)]);
        let mut plain = spec(4, 10.0, 3.0, vec![work]);
        plain.teams[0].vacancy_start = vacant;
        plain.teams[0].managers = vec![1.0];
        let mut second = plain.teams[0].clone();
        (second.name, second.kind) = ("A other".into(), 1);
        plain.teams.push(second);
        plain.offices[0].teams.push(Some(1));
        let mut department = department(plain.clone(), 80);
        let mut ordered = plain.clone();
        orders(&mut ordered);
        let version = |day: i64, spec: &Spec| Version {
            from: Time::ZERO + Span::DAY * day,
            spec: spec.clone(),
        };
        let versions = vec![
            version(0, &plain),
            version(FROM, &ordered),
            version(UNTIL, &plain),
        ];
        department = super::super::spec::Department::new(
            department.calendar.clone(),
            department.horizon,
            versions,
            department.start.clone(),
        );
        log_of(&department)
    }

    fn days(log: &[(Time, Fact)], wanted: impl Fn(&Fact) -> bool) -> Vec<i64> {
        let found = log.iter().filter(|(_, fact)| wanted(fact));
        found.map(|(at, _)| at.0 / 86_400).collect()
    }

    #[test]
    fn a_project_team_comes_and_goes_on_its_days_and_hands_its_families_back() {
        let log = with(|spec| spec.teams[0].orders.project_workers = 3, 0.0);
        let came = days(&log, |f| {
            matches!(f, Fact::TemporaryStarted { agency: true, .. })
        });
        assert_eq!(came, [FROM; 3]);
        let went = days(&log, |f| matches!(f, Fact::TemporaryEnded { .. }));
        assert_eq!(went, [UNTIL; 3]);
        let theirs = |post: u32| post >= 8;
        let given = days(
            &log,
            |f| matches!(*f, Fact::Allocated { post, .. } if theirs(post)),
        );
        assert!(given.len() >= 30, "{} families given", given.len());
        assert!(given.iter().all(|day| (FROM..UNTIL).contains(day)));
        let back = days(
            &log,
            |f| matches!(*f, Fact::Released { post, .. } if theirs(post)),
        );
        assert!(back.iter().filter(|day| **day == UNTIL).count() >= 20);
    }

    #[test]
    fn workers_lent_hand_over_work_elsewhere_and_come_home() {
        let log = with(
            |spec| (spec.teams[1].orders.lent, spec.teams[0].orders.borrowed) = (2, 2),
            0.0,
        );
        let of = |wanted: fn(&Fact) -> bool| days(&log, wanted);
        assert_eq!(of(|f| matches!(f, Fact::Lent { .. })), [FROM; 2]);
        assert_eq!(of(|f| matches!(f, Fact::CameHome { .. })), [UNTIL; 2]);
        let came = of(|f| matches!(f, Fact::TemporaryStarted { agency: false, .. }));
        assert_eq!(came, [FROM; 2]);
        assert_eq!(of(|f| matches!(f, Fact::TemporaryEnded { .. })), [UNTIL; 2]);
    }

    #[test]
    fn no_more_workers_are_had_than_others_lend() {
        let log = with(
            |spec| (spec.teams[1].orders.lent, spec.teams[0].orders.borrowed) = (9, 9),
            0.5,
        );
        let came = days(&log, |f| matches!(f, Fact::TemporaryStarted { .. }));
        assert_eq!(came, [FROM; 2], "half of four posts are filled");
    }

    #[test]
    fn recruits_start_on_the_day_and_only_in_vacant_posts() {
        let recruits = |many: u32| {
            let log = with(|spec| spec.teams[0].orders.recruits = many, 0.5);
            days(&log, |f| {
                matches!(
                    f,
                    Fact::Started {
                        at_start: false,
                        ..
                    }
                )
            })
        };
        assert_eq!(recruits(1), [FROM]);
        assert_eq!(recruits(5), [FROM; 2], "two posts of four are vacant");
        let log = with(|spec| spec.teams[0].orders.recruits = 5, 0.5);
        let found = days(&log, |f| matches!(f, Fact::FoundByDrive { .. }));
        assert_eq!(found, [FROM; 2], "those who find no post are not told of");
    }

    #[test]
    fn agency_workers_ordered_go_at_the_end_and_leave_the_usual_ones() {
        let log = with(
            |spec| {
                spec.teams[0].orders.agency_workers = 2;
                let agency = &mut spec.teams[0].people.agency;
                agency.fill = Some(elapsed(Dist::Constant(5.0 * DAY)));
            },
            0.75,
        );
        let came = days(&log, |f| matches!(f, Fact::Started { agency: true, .. }));
        assert_eq!(came, [FROM + 5; 2]);
        let went = days(&log, |f| matches!(f, Fact::Left { agency: true, .. }));
        assert_eq!(went, [UNTIL; 2]);
    }

    #[test]
    fn a_review_reads_everybody_who_waits_once_and_then_stops() {
        let review = || Orders {
            desk_review: Some(DeskReview {
                every: elapsed(Dist::Constant((UNTIL - FROM) as f64 * DAY)),
                effort: effort(Dist::Constant(60.0)),
                closes: 1.0,
                finds: 0.0,
            }),
            ..Orders::default()
        };
        let log = with(|spec| spec.teams[0].orders = review(), 0.0);
        let closed = days(&log, |f| {
            matches!(
                f,
                Fact::ListLeft {
                    why: LeftList::DeskReview,
                    ..
                }
            )
        });
        // Three a day come, and the workers have room for forty.
        assert!(closed.len() >= 8, "{} closed", closed.len());
        assert!(closed.iter().all(|day| (FROM..=UNTIL).contains(day)));
    }

    #[test]
    fn a_project_team_for_long_waits_takes_nobody_who_has_just_come() {
        let log = with(
            |spec| {
                spec.teams[0].orders.project_workers = 3;
                spec.teams[0].orders.project_takes_after_wd = Some(8);
            },
            0.0,
        );
        let waits: Vec<f64> = log
            .iter()
            .filter_map(|(at, fact)| match *fact {
                Fact::Allocated { post, since, .. } if post >= 8 => Some((*at - since).as_days()),
                _ => None,
            })
            .collect();
        assert!(waits.len() >= 15, "{} families given", waits.len());
        let least = waits.iter().copied().fold(f64::MAX, f64::min);
        assert!(least > 8.0, "{least} days");
    }

    #[test]
    fn overtime_makes_more_of_the_same_days_and_seniors_who_sign_do_less() {
        let hours = |overtime: f64, sign_off: f64| {
            let mut hour = visits(1.0, Times::Fixed(1), None);
            hour.effort = effort(Dist::Constant(3_600.0));
            let mut plain = spec(2, 500.0, 40.0, vec![stage(vec![hour])]);
            plain.teams[0].orders.overtime = overtime;
            plain.teams[0].orders.sign_off_time = sign_off;
            let log = log_of(&office(plain, 28));
            let done = log
                .iter()
                .filter(|(_, f)| matches!(f, Fact::Stopped { finished: true, .. }));
            let told = |wanted: fn(&Fact) -> Option<Span>| {
                let hours = log.iter().filter_map(|(_, fact)| wanted(fact));
                hours.map(|span| span.0 as f64 / 3_600.0).sum::<f64>()
            };
            let more = told(|fact| match *fact {
                Fact::Overtime { hours, .. } => Some(hours),
                _ => None,
            });
            let less = told(|fact| match *fact {
                Fact::SeniorsAuthorise { hours, .. } => Some(hours),
                _ => None,
            });
            (done.count() as f64, more, less)
        };
        // Two workers, twenty days of eight hours, an hour an item.
        let (all, none, nothing) = hours(0.0, 0.0);
        assert!(
            (all - 320.0).abs() < 15.0 && none == 0.0 && nothing == 0.0,
            "{all}"
        );
        let (more, paid, _) = hours(0.25, 0.0);
        assert!((more / all - 1.25).abs() < 0.02, "{more} of {all} items");
        assert!((paid - 80.0).abs() < 4.1, "{paid} hours paid");
        let (less, _, signed) = hours(0.0, 0.25);
        assert!((less / all - 0.75).abs() < 0.02, "{less} of {all} items");
        assert!((signed - 80.0).abs() < 4.1, "{signed} hours of seniors");
    }

    #[test]
    fn business_support_takes_its_share_of_a_note_and_of_nothing_else() {
        let notes = |taken: f64| {
            let log = of_days(
                0.05,
                |spec| {
                    spec.stages[0].items[0].note_share = 0.5;
                    spec.stages[0].items[0].effort = effort(Dist::Constant(0.1 * DAY));
                    spec.teams[0].orders.notes_taken = taken;
                },
                0.0,
            );
            let efforts = log.iter().filter_map(|(_, fact)| match fact {
                Fact::NotesOwed { change, .. } => Some(change.0),
                _ => None,
            });
            efforts.max()
        };
        assert_eq!(notes(0.0), Some(4_320));
        assert_eq!(notes(0.25), Some(3_240));
    }
}
