//! How a post is filled again: rounds of recruitment, the applicants they share, the yearly
//! intake of the newly qualified, agency workers until then.

use super::event::Event;
use super::purpose::Purpose;
use super::rows::{Filled, Temporary};
use super::running::Running;
use super::staffing::{Joins, respend, years};
use crate::chronology::Fact;
use crate::engine::{Observer, Time};
use std::collections::VecDeque;

/// Whose draws the stream of applicants has.
const APPLICANTS: u64 = 0x00A9_911C_A975;

/// Marks those to be had at the start among the ordinals of applicants.
const FIRST: u32 = 1 << 31;

/// Applicants to be had.
#[derive(Debug, Default)]
pub(super) struct Pool {
    /// When each came, oldest first, and the ordinal of their own draws.
    pub waiting: VecDeque<(Time, u32)>,
    /// When the next comes, at which rate, and how many came before.
    pub next: Time,
    pub rate: f64,
    pub count: u32,
}

impl<W: Observer<Fact>> Running<'_, W> {
    /// Recruitment begins, unless the team already runs as many rounds as it can.
    pub(super) fn recruit(&mut self, post: u32) {
        let team = usize::from(self.posts[post as usize].team);
        let rule = &self.people(post).recruitment;
        if rule.round.is_none() {
            return;
        }
        self.posts[post as usize].recruiting = true;
        if rule
            .rounds_at_once
            .is_some_and(|limit| self.teams[team].rounds >= limit)
        {
            self.teams[team].rounds_queue.push_back(post);
            return;
        }
        self.teams[team].rounds += 1;
        self.start_round(post, 1.0);
    }

    /// A round runs to its end, good or bad; `left` is the share of it still to run.
    pub(super) fn start_round(&mut self, post: u32, left: f64) {
        let p = &mut self.posts[post as usize];
        p.round = p.round.wrapping_add(1);
        let attempt = p.round;
        let who = p.key;
        let rule = &self.people(post).recruitment;
        let what = Purpose::RoundLength.plain();
        let failed = self.round_fails(post, attempt);
        let length = match (&rule.failed_round, &rule.round) {
            (Some(length), _) if failed => length,
            (_, Some(length)) => length,
            _ => return,
        };
        let number = length
            .dist
            .sample(&mut self.draws.at(who, what, u32::from(attempt)));
        let at = self.after(self.now, number * left, length.unit);
        self.schedule(at, Event::RoundEnds { post, attempt });
        if let (false, Some(notice)) = (failed, &self.people(post).agency.notice) {
            let what = Purpose::AgencyNotice.plain();
            let mut draw = self.draws.at(who, what, u32::from(attempt));
            let number = notice.dist.sample(&mut draw);
            let warned = self.after(self.now, number, notice.unit) - self.now;
            self.schedule(at - warned, Event::AgencyNotice { post, attempt });
        }
    }

    fn round_fails(&self, post: u32, attempt: u16) -> bool {
        let key = self.posts[post as usize].key;
        let u = self.uniform(key, Purpose::RoundFails, 0, u32::from(attempt));
        u < self.people(post).recruitment.failure
    }

    pub(super) fn round_ends(&mut self, post: u32, attempt: u16) -> bool {
        let p = &self.posts[post as usize];
        if p.round != attempt || p.filled == Filled::Permanent {
            return false;
        }
        let place = self.place_of_post(post);
        if self.round_fails(post, attempt) || !self.an_applicant_takes_it(post) {
            self.posts[post as usize].gave_notice = false;
            self.tell(Fact::RoundFailed { post, place });
            self.start_round(post, 1.0);
            return true;
        }
        self.round_is_free(usize::from(place.team));
        self.permanent_starts(post, Joins::Recruited);
        true
    }

    /// A round of a team is over: the next post in the queue has its turn.
    fn round_is_free(&mut self, team: usize) {
        self.teams[team].rounds = self.teams[team].rounds.saturating_sub(1);
        if let Some(next) = self.teams[team].rounds_queue.pop_front() {
            self.teams[team].rounds += 1;
            self.start_round(next, 1.0);
        }
    }

    /// A permanent worker starts; an agency worker in the post goes the same day, and the
    /// families are allocated anew and read in.
    fn permanent_starts(&mut self, post: u32, joins: Joins) {
        if self.posts[post as usize].filled == Filled::Agency {
            self.vacate(post);
        }
        let p = &mut self.posts[post as usize];
        p.person = p.person.wrapping_add(1);
        p.holder = p.holder.wrapping_add(1);
        p.stint = 0;
        self.start_person(post, Filled::Permanent, joins);
    }

    /// The agency worker is told; no family is allocated to somebody who is about to go.
    pub(super) fn agency_notice(&mut self, post: u32, attempt: u16) -> bool {
        let p = &mut self.posts[post as usize];
        if p.round != attempt || p.filled != Filled::Agency || p.on_leave.is_some() {
            return false;
        }
        p.gave_notice = true;
        let manager = p.manager;
        let place = self.place_of_post(post);
        self.tell(Fact::GaveNotice {
            post,
            place,
            manager,
        });
        true
    }

    // ---- applicants shared by all rounds -------------------------------------------------

    /// Those to be had at the start, and when the first of the run comes.
    pub(super) fn first_applicants(&mut self) {
        let Some(rule) = &self.spec.applicants else {
            return;
        };
        self.applicants.waiting = (0..rule.at_start)
            .map(|k| (Time::ZERO, FIRST | k))
            .collect();
        self.applicants.rate = rule.per_year;
        self.applicants.next = self.next_applicant(Time::ZERO);
    }

    fn next_applicant(&self, from: Time) -> Time {
        let pool = &self.applicants;
        if pool.rate <= 0.0 {
            return Time::NEVER;
        }
        let u = self.uniform(APPLICANTS, Purpose::Applicants, 0, pool.count);
        from + years(-libm::log(u) / pool.rate)
    }

    /// Those who came since anybody last looked: they are counted when a round ends, not as they
    /// come, which costs no event.
    fn applicants_until_now(&mut self) {
        while self.applicants.next <= self.now {
            let came = self.applicants.next;
            let who = self.applicants.count;
            self.applicants.waiting.push_back((came, who));
            self.applicants.count += 1;
            self.applicants.next = self.next_applicant(came);
        }
        let Some(stays) = self.spec.applicants.as_ref().and_then(|a| a.stays.as_ref()) else {
            return;
        };
        let mut waiting = std::mem::take(&mut self.applicants.waiting);
        waiting.retain(|&(came, who)| {
            let what = Purpose::Applicants.with(1);
            let number = stays.dist.sample(&mut self.draws.at(APPLICANTS, what, who));
            let stay = self.after(self.now, number, stays.unit) - self.now;
            came + stay >= self.now
        });
        self.applicants.waiting = waiting;
    }

    /// A round that went well needs somebody to appoint: where all rounds of the county draw on
    /// one labour market, the round that ends first has the applicant and the next finds nobody.
    /// Managers come from elsewhere.
    fn an_applicant_takes_it(&mut self, post: u32) -> bool {
        if self.spec.applicants.is_none() || self.posts[post as usize].manager {
            return true;
        }
        self.applicants_until_now();
        self.applicants.waiting.pop_front().is_some()
    }

    /// The rules changed: those who came before came at the old rate.
    pub(super) fn new_rate_of_applicants(&mut self) {
        let Some(rule) = &self.spec.applicants else {
            return;
        };
        let (old, rate) = (self.applicants.rate, rule.per_year);
        if (rate - old).abs() <= 1e-12 {
            return;
        }
        if old > 0.0 {
            self.applicants_until_now();
        }
        self.applicants.rate = rate;
        self.applicants.next = if old > 0.0 {
            respend(self.now, self.applicants.next, old, rate)
        } else {
            self.next_applicant(self.now)
        };
    }

    // ---- the newly qualified of the year -------------------------------------------------

    /// The first intake of every team that ever has one.
    pub(super) fn first_intakes(&mut self) {
        for team in 0..self.spec.teams.len() {
            let versions = self.department.versions.iter();
            let rule = versions
                .filter_map(|v| v.spec.teams.get(team)?.people.intake)
                .next();
            if let Some(rule) = rule {
                let start = self.calendar.start();
                let this = self.intake_day(start.year(), rule.month);
                // An intake of before the start is of the position at the start.
                let year = start.year() + i16::from(this < Time::ZERO);
                self.schedule_intake(team, year, rule.month);
            }
        }
    }

    /// The opening of the first working day of a month.
    fn intake_day(&self, year: i16, month: i8) -> Time {
        let first = self.calendar.time_of(jiff::civil::date(year, month, 1));
        self.calendar.next_open(first)
    }

    fn schedule_intake(&mut self, team: usize, year: i16, month: i8) {
        self.schedule(
            self.intake_day(year, month),
            Event::Intake {
                team: team as u16,
                year: year as u16,
            },
        );
    }

    /// The newly qualified start in posts without a permanent worker, in the order of posts;
    /// rounds for these posts end, and agency workers in them go.
    pub(super) fn intake(&mut self, team: usize, year: u16) -> bool {
        let Some(rule) = self.spec.teams[team].people.intake else {
            return false;
        };
        let open = |post: &u32| {
            let p = &self.posts[*post as usize];
            let kept = p.on_leave.is_some() || p.temporary != Temporary::No;
            p.filled != Filled::Permanent && !kept
        };
        let posts = self.teams[team].posts.iter().copied();
        let chosen: Vec<u32> = posts.filter(open).take(rule.places as usize).collect();
        for post in chosen {
            self.start_without_a_round(team, post, Joins::NewlyQualified);
        }
        self.schedule_intake(team, year as i16 + 1, rule.month);
        true
    }

    /// A permanent worker starts whom no round of this post found: its round ends.
    pub(super) fn start_without_a_round(&mut self, team: usize, post: u32, joins: Joins) {
        if self.posts[post as usize].recruiting {
            let queue = &mut self.teams[team].rounds_queue;
            if let Some(at) = queue.iter().position(|&waits| waits == post) {
                queue.remove(at);
            } else {
                let p = &mut self.posts[post as usize];
                p.round = p.round.wrapping_add(1);
                self.round_is_free(team);
            }
        }
        self.permanent_starts(post, joins);
    }

    /// An agency worker sits in a vacant post of the establishment.
    pub(super) fn is_cover(&self, post: u32) -> bool {
        let p = &self.posts[post as usize];
        p.filled == Filled::Agency && p.on_leave.is_none() && p.temporary == Temporary::No
    }

    /// Posts of a team covered by agency workers there or found, and how many should be.
    pub(super) fn agency_cover(&self, team: usize) -> (usize, usize) {
        let rule = &self.spec.teams[team];
        let posts = self.teams[team].posts.iter();
        let own = posts.filter(|&&post| self.posts[post as usize].temporary == Temporary::No);
        let (mut all, mut covered) = (0, 0);
        for &post in own {
            all += 1;
            covered += usize::from(self.is_cover(post) || self.posts[post as usize].cover_coming);
        }
        let share = (rule.agency_share * f64::from(all)).round() as usize;
        (covered, share + rule.orders.agency_workers as usize)
    }

    /// Agency workers are sought for vacant posts, up to the team's share and what was ordered.
    pub(super) fn cover(&mut self, team: usize) {
        let rule = &self.spec.teams[team];
        let wanted = rule.agency_share > 0.0 || rule.orders.agency_workers > 0;
        if !wanted || rule.people.agency.fill.is_none() {
            return;
        }
        let (covered, target) = self.agency_cover(team);
        let posts = self.teams[team].posts.clone();
        let open = posts.into_iter().filter(|&p| {
            let p = &self.posts[p as usize];
            p.filled == Filled::Vacant && !p.cover_coming && p.temporary == Temporary::No
        });
        let chosen: Vec<u32> = open.take(target.saturating_sub(covered)).collect();
        for post in chosen {
            let Some(fill) = &self.people(post).agency.fill else {
                continue;
            };
            let p = &self.posts[post as usize];
            let (person, who, search) = (p.person, p.key, p.sitter.wrapping_add(1));
            let what = Purpose::AgencyFill.plain();
            let at = self.after_draw(self.now, fill, who, what, u32::from(search));
            let p = &mut self.posts[post as usize];
            p.sitter = search;
            p.cover_coming = true;
            self.schedule(at, Event::AgencyStarts { post, person });
        }
    }

    pub(super) fn agency_starts(&mut self, post: u32, person: u16) -> bool {
        let p = &mut self.posts[post as usize];
        if p.person != person || p.filled != Filled::Vacant {
            return false;
        }
        p.person = p.person.wrapping_add(1);
        self.start_person(post, Filled::Agency, Joins::Recruited);
        self.schedule_agency_end(post);
        true
    }

    pub(super) fn schedule_agency_end(&mut self, post: u32) {
        let Some(length) = &self.people(post).agency.assignment else {
            return;
        };
        let who = self.person_key(post);
        let at = self.after_draw(self.now, length, who, Purpose::AgencyLength.plain(), 0);
        let person = self.posts[post as usize].person;
        self.schedule(at, Event::AgencyEnds { post, person });
    }

    pub(super) fn agency_ends(&mut self, post: u32, person: u16) -> bool {
        let p = &self.posts[post as usize];
        if p.person != person || p.filled != Filled::Agency {
            return false;
        }
        self.leave_post(post);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::super::spec::Times;
    use super::super::spec::{Applicants, Department, Intake};
    use super::super::textbook::{DAY, department, elapsed, log_of, spec, stage, visits};
    use crate::chronology::Fact;
    use crate::engine::{Dist, Span, Time};

    /// Vacant posts of a team that has more families than it can hold.
    fn vacant(posts: usize) -> super::super::spec::Spec {
        let work = stage(vec![visits(400.0, Times::Fixed(1), None)]);
        let mut spec = spec(posts, 10.0, 5.0, vec![work]);
        spec.teams[0].vacancy_start = 1.0;
        spec
    }

    #[test]
    fn an_agency_worker_with_notice_gets_no_family_and_goes_as_the_permanent_one_starts() {
        let mut spec = vacant(20);
        spec.teams[0].agency_share = 1.0;
        let people = &mut spec.teams[0].people;
        people.recruitment.round = Some(elapsed(Dist::Constant(300.0 * DAY)));
        people.agency.notice = Some(elapsed(Dist::Constant(28.0 * DAY)));
        // Room comes up while notice runs, and is not used.
        spec.stages[0].items[0].effort.dist = Dist::Exponential { mean: DAY };
        let log = log_of(&department(spec, 300));
        let mut seen = 0;
        for (told, fact) in &log {
            let Fact::GaveNotice { post, .. } = *fact else {
                continue;
            };
            let start = *told + Span::DAY * 28;
            let of_post = |at: &Time, f: &Fact| match *f {
                Fact::Allocated { post: to, .. } => to == post && *at > *told && *at < start,
                _ => false,
            };
            assert!(!log.iter().any(|(at, f)| of_post(at, f)), "post {post}");
            if start.0 >= 300 * 86_400 {
                continue;
            }
            let went =
                |f: &Fact| matches!(*f, Fact::Left { post: p, agency: true, .. } if p == post);
            let came =
                |f: &Fact| matches!(*f, Fact::Started { post: p, agency: false, .. } if p == post);
            assert!(
                log.iter().any(|(at, f)| *at == start && went(f)),
                "post {post}"
            );
            assert!(
                log.iter().any(|(at, f)| *at == start && came(f)),
                "post {post}"
            );
            seen += 1;
        }
        assert!(seen > 10, "{seen} permanent workers started");
    }

    #[test]
    fn rounds_without_an_applicant_find_nobody() {
        let starts = |applicants: Option<Applicants>| {
            let mut spec = vacant(100);
            let people = &mut spec.teams[0].people;
            people.recruitment.round = Some(elapsed(Dist::Constant(10.0 * DAY)));
            spec.applicants = applicants;
            let log = log_of(&department(spec, 731));
            let started = log
                .iter()
                .filter(|(at, fact)| *at > Time::ZERO && matches!(fact, Fact::Started { .. }));
            started.count()
        };
        assert_eq!(
            starts(None),
            100,
            "without a pool every round finds somebody"
        );
        let pool = |per_year, stays, at_start| {
            Some(Applicants {
                per_year,
                stays,
                at_start,
            })
        };
        assert_eq!(
            starts(pool(0.0, None, 7)),
            7,
            "those to be had at the start"
        );
        // Poisson with mean 40; rounds end every ten days somewhere, so nobody is missed.
        let found = starts(pool(20.0, None, 0));
        assert!((22..=58).contains(&found), "{found} of 40");
        let hour = elapsed(Dist::Constant(3600.0));
        let soon_gone = starts(pool(20.0, Some(hour), 0));
        assert!(
            soon_gone < found / 2,
            "{soon_gone} where nobody waits for a round"
        );
    }

    #[test]
    fn the_newly_qualified_start_once_a_year_with_a_protected_caseload() {
        let mut spec = vacant(6);
        let people = &mut spec.teams[0].people;
        people.intake = Some(Intake {
            month: 9,
            places: 4,
        });
        people.newly_qualified_caps = vec![(Span::WEEK * 26, 0.5)];
        let department = department(spec, 800);
        let log = log_of(&department);
        let starts: Vec<jiff::civil::Date> = log
            .iter()
            .filter(|(_, fact)| {
                matches!(
                    fact,
                    Fact::Started {
                        newly_qualified: true,
                        ..
                    }
                )
            })
            .map(|(at, _)| department.calendar.date_of(*at))
            .collect();
        let first = |year| jiff::civil::date(year, 9, 1);
        let wanted = [vec![first(2024); 4], vec![first(2025); 2]].concat();
        assert_eq!(starts, wanted);
        let start = department.calendar.time_of(first(2024));
        let most = |from: Span, to: Span| {
            let within = |at: &Time| *at >= start + from && *at < start + to;
            let held = log.iter().filter_map(|(at, fact)| match fact {
                Fact::Caseload { families, .. } if within(at) => Some(*families),
                _ => None,
            });
            held.max()
        };
        assert_eq!(most(Span::ZERO, Span::WEEK * 26), Some(5), "half of ten");
        assert_eq!(most(Span::WEEK * 26, Span::WEEK * 30), Some(10), "then all");
    }

    #[test]
    fn an_intake_of_before_the_start_is_not_held_again() {
        let first = |start: jiff::civil::Date| {
            let mut spec = vacant(6);
            spec.teams[0].people.intake = Some(Intake {
                month: 9,
                places: 4,
            });
            let old = department(spec, 800);
            let calendar = crate::engine::Calendar::continuous(start);
            let length = Span::DAY * 800;
            let department = Department::new(calendar, length, old.versions, old.start);
            let log = log_of(&department);
            let starts = log
                .iter()
                .filter(|(_, fact)| matches!(fact, Fact::Started { .. }));
            starts.map(|(at, _)| department.calendar.date_of(*at)).min()
        };
        let date = jiff::civil::date;
        assert_eq!(first(date(2024, 9, 16)), Some(date(2025, 9, 1)));
        assert_eq!(first(date(2024, 9, 1)), Some(date(2024, 9, 1)));
        assert_eq!(first(date(2024, 8, 16)), Some(date(2024, 9, 1)));
    }

    #[test]
    fn the_notice_of_an_agency_worker_is_drawn_from_its_law() {
        let mut spec = vacant(20);
        spec.teams[0].agency_share = 1.0;
        let people = &mut spec.teams[0].people;
        people.recruitment.round = Some(elapsed(Dist::Constant(300.0 * DAY)));
        people.agency.notice = Some(elapsed(Dist::Exponential { mean: 28.0 * DAY }));
        let mut lengths = Vec::new();
        let log = log_of(&department(spec, 300));
        for (told, fact) in &log {
            let Fact::GaveNotice { post, .. } = *fact else {
                continue;
            };
            let went = log.iter().find(|(at, f)| {
                at >= told && matches!(*f, Fact::Left { post: p, .. } if p == post)
            });
            lengths.extend(went.map(|(at, _)| at.0 - told.0));
        }
        let all = lengths.len();
        lengths.sort_unstable();
        lengths.dedup();
        assert!(all > 5 && lengths.len() == all, "{lengths:?}");
    }

    #[test]
    fn applicants_stay_as_long_as_their_law_says() {
        // One in two stays a second and the other a year, half a year on average.
        let starts = |stays: Dist| {
            let mut spec = vacant(300);
            spec.teams[0].people.recruitment.round = Some(elapsed(Dist::Constant(100.0 * DAY)));
            spec.teams[0].people.recruitment.rounds_at_once = None;
            spec.applicants = Some(Applicants {
                per_year: 0.0,
                stays: Some(elapsed(stays)),
                at_start: 200,
            });
            let log = log_of(&department(spec, 120));
            let started = log
                .iter()
                .filter(|(at, fact)| *at > Time::ZERO && matches!(fact, Fact::Started { .. }));
            started.count()
        };
        assert_eq!(starts(Dist::Constant(200.0 * DAY)), 200);
        let some = starts(Dist::Exponential { mean: 50.0 * DAY });
        assert!((20..180).contains(&some), "{some}");
    }
}
