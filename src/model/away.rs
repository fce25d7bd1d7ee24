//! Who is away on the first day: the absences that began before the start and still run.
//!
//! In the long run a person is sick of one kind for the share r m / (1 + r m) of the time, r spells
//! a year of being well and a mean length m, and whoever is found sick is found in a long spell
//! more often than in a short one. Both follow by themselves if each person's own past is told: the
//! years before the start are lived through with draws of their own, and what reaches over the
//! start is what is found. Leave and training come from the same bookings as in any other year.

use super::event::{Event, Why};
use super::purpose::Purpose;
use super::running::Running;
use super::spec::Duration;
use crate::chronology::Fact;
use crate::engine::{Observer, SECONDS_PER_YEAR, Span, Time};

/// How far back a past is told, in mean lengths of a spell: what was before is forgotten.
const MEMORY: f64 = 20.0;
/// Sets the draws of lengths apart from those of times well.
const LENGTHS: usize = 0x80;

impl<W: Observer<Fact>> Running<'_, W> {
    /// Absences of a person in post at the start that began before it, where the scenario asks.
    pub(super) fn away_at_start(&mut self, post: u32) {
        if !self.department.start.people_away {
            return;
        }
        if self.long_leave_over_start(post) {
            return;
        }
        for kind in 0..self.people(post).sickness.len() {
            let rule = &self.people(post).sickness[kind];
            let over = self.spell_over_start(post, kind, rule.per_year, &rule.length);
            if let Some((since, back)) = over {
                self.already_sick(post, kind, since, back);
            }
        }
        // A block booked for December may reach into January.
        let year = self.calendar.date_of(Time::ZERO).year() as u16;
        for kind in 0..self.people(post).planned.len() {
            let (times, length) = {
                let rule = &self.people(post).planned[kind];
                (rule.times, rule.length_wd)
            };
            let day = self.calendar.working_day_length();
            for (year, k) in [year - 1, year]
                .iter()
                .flat_map(|&y| (0..times).map(move |k| (y, k)))
            {
                let from = self.booked(post, kind, year, k);
                let back = self.calendar.after_work(from, day * length);
                let left = self.calendar.work_between(Time::ZERO, back);
                if from < Time::ZERO && left > Span::ZERO {
                    let length_wd = (left.0 as u64).div_ceil(day.0 as u64) as u8;
                    let kind = kind as u8;
                    self.already_away(post, back, Why::Planned { kind, length_wd });
                }
            }
        }
    }

    /// The spell of one kind that reaches over the start: since when, and until when.
    pub(super) fn spell_over_start(
        &self,
        post: u32,
        kind: usize,
        per_year: f64,
        length: &Duration,
    ) -> Option<(Time, Time)> {
        if per_year <= 0.0 {
            return None;
        }
        let who = self.person_key(post);
        let mean = self.after(Time::ZERO, length.dist.mean(), length.unit) - Time::ZERO;
        let well = SECONDS_PER_YEAR / per_year;
        let mut at = Time::ZERO - Span::from_seconds_up(mean.0 as f64 * MEMORY);
        let what = Purpose::StartAway.with(kind | LENGTHS);
        for spell in 0.. {
            let allowance = -libm::log(self.uniform(who, Purpose::StartAway, kind, spell));
            at += Span::from_seconds_up(allowance * well);
            if at >= Time::ZERO {
                break;
            }
            let since = self.calendar.next_open(at);
            let back = self.after_draw(since, length, who, what, spell);
            if back > Time::ZERO {
                return Some((since, back));
            }
            at = back;
        }
        None
    }

    fn already_sick(&mut self, post: u32, kind: usize, since: Time, back: Time) {
        let p = &mut self.posts[post as usize];
        p.sick[kind] = true;
        p.spells[kind] += 1;
        p.away_since[kind] = since;
        p.sick_at[kind] = Time::NEVER;
        p.sick_clock[kind] = p.sick_clock[kind].wrapping_add(1);
        let clock = p.sick_clock[kind];
        if !self.handed_back_at_start(post) {
            self.promise_cover(post, kind, since);
        }
        let kind = kind as u8;
        self.already_away(post, back, Why::Sick { kind, clock });
    }

    /// Away so long at the start that the families were handed back before it.
    pub(super) fn handed_back_at_start(&self, post: u32) -> bool {
        let p = &self.posts[post as usize];
        let people = self.people(post);
        let Some(days) = people.hand_back_after_wd.or(people.cover.others_after_wd) else {
            return false;
        };
        let long = |since: Time| self.calendar.add_working_days(since, days) <= Time::ZERO;
        (0..p.sick.len()).any(|kind| p.sick[kind] && long(p.away_since[kind]))
    }

    /// Nothing is told of the going: it was before the start.
    fn already_away(&mut self, post: u32, back: Time, why: Why) {
        let p = &mut self.posts[post as usize];
        let person = p.person;
        p.away += 1;
        if p.away == 1 {
            self.tell_present(post, false);
        }
        self.tell_day_off(post);
        let at = self.calendar.next_open(back);
        self.schedule(at, Event::CameBack { post, person, why });
    }
}

#[cfg(test)]
mod tests {
    use super::super::run;
    use super::super::spec::{Department, Duration, PlannedAbsence, SicknessKind, Unit};
    use super::super::spec::{StartPosition, Version};
    use super::super::textbook::{Counter, DAY, department, elapsed, spec, stage};
    use crate::chronology::Fact;
    use crate::engine::{Calendar, Dist, Draws, SECONDS_PER_YEAR, Span, Time};

    const POSTS: usize = 2_000;

    /// Share of the people away at each of some instants, from the facts.
    fn share_away(department: &Department, at: &[Time]) -> Vec<f64> {
        let mut counter = Counter {
            keep: true,
            ..Counter::default()
        };
        run(department, Draws::new(5, 0), &mut counter);
        let away = |until: Time| {
            let mut there = 0_i64;
            for (when, fact) in &counter.log {
                if let (true, Fact::Present { present, .. }) = (*when <= until, fact) {
                    there += if *present { 1 } else { -1 };
                }
            }
            1.0 - there as f64 / POSTS as f64
        };
        at.iter().map(|&until| away(until)).collect()
    }

    fn sick(length: Dist, people_away: bool) -> Department {
        let mut spec = spec(POSTS, 1.0, 0.01, vec![stage(Vec::new())]);
        spec.teams[0].people.sickness.push(SicknessKind {
            name: "any".into(),
            per_year: 0.02 * SECONDS_PER_YEAR / DAY,
            length: elapsed(length),
        });
        let mut department = department(spec, 60);
        department.start.people_away = people_away;
        department
    }

    #[test]
    fn as_many_are_sick_on_the_first_day_as_on_any_other() {
        // One spell in 50 days well, 10 days long: 10 in 60 away, standard error 0.008.
        let days = [0, 3, 10, 40].map(|day| Time(day * 86_400));
        for length in [
            Dist::Exponential { mean: 10.0 * DAY },
            Dist::Constant(10.0 * DAY),
        ] {
            for share in share_away(&sick(length, true), &days) {
                assert!((share - 1.0 / 6.0).abs() < 0.03, "{share} away");
            }
        }
        let well = share_away(&sick(Dist::Constant(10.0 * DAY), false), &days);
        assert_eq!(
            well[0], 0.0,
            "everyone is well at the start unless the scenario asks"
        );
    }

    #[test]
    fn whoever_is_found_sick_is_found_in_the_middle_of_a_spell() {
        // Spells of exactly 10 days: after 5 days half of those sick at the start are still so.
        let department = sick(Dist::Constant(10.0 * DAY), true);
        let mut counter = Counter {
            keep: true,
            ..Counter::default()
        };
        run(&department, Draws::new(6, 0), &mut counter);
        let mut first = vec![None; POSTS];
        for (at, fact) in &counter.log {
            match fact {
                Fact::Present {
                    post,
                    present: false,
                    ..
                } if *at == Time::ZERO => first[*post as usize] = Some(10.0),
                Fact::CameBack { post, lost, .. } if first[*post as usize] == Some(10.0) => {
                    let back = (*at - Time::ZERO).as_days();
                    assert_eq!(
                        back,
                        lost.as_days(),
                        "what was lost before the start is not ours"
                    );
                    first[*post as usize] = Some(back);
                }
                _ => {}
            }
        }
        let left: Vec<f64> = first.into_iter().flatten().collect();
        let mean = left.iter().sum::<f64>() / left.len() as f64;
        assert!(
            (mean - 5.0).abs() < 0.6,
            "{mean} days left of those sick at the start"
        );
    }

    #[test]
    fn leave_that_began_before_the_start_goes_on() {
        // Ten working days in August for everyone: in the middle of the month about a third are
        // away, and as many whether the run began that day or in June.
        let leave = |start: jiff::civil::Date| {
            let mut spec = spec(POSTS, 1.0, 0.01, vec![stage(Vec::new())]);
            let mut months = [0.0; 12];
            months[7] = 1.0;
            spec.teams[0].people.planned.push(PlannedAbsence {
                name: "summer".into(),
                times: 1,
                length_wd: 10,
                months,
            });
            let calendar = Calendar::office(start, 9 * 3600, 17 * 3600, &[], 3, 3);
            let to_noon = calendar.time_of(jiff::civil::date(2009, 8, 19)) + Span::HOUR * 12;
            let versions = vec![Version {
                from: Time::ZERO,
                spec,
            }];
            let position = StartPosition {
                people_away: true,
                ..StartPosition::default()
            };
            let department = Department::new(calendar, Span::DAY * 120, versions, position);
            share_away(&department, &[to_noon])[0]
        };
        let (long_ago, today) = (
            leave(jiff::civil::date(2009, 6, 1)),
            leave(jiff::civil::date(2009, 8, 19)),
        );
        assert!(long_ago > 0.25, "{long_ago} away in August");
        assert_eq!(long_ago, today, "the same bookings");
    }

    #[test]
    fn the_long_absent_were_handed_back_before_the_start() {
        // Ten children to a worker who has been sick for a year: nobody is the named worker.
        let mut spec = spec(1, 20.0, 0.01, vec![stage(Vec::new())]);
        let people = &mut spec.teams[0].people;
        people.hand_back_after_wd = Some(10);
        people.sickness.push(SicknessKind {
            name: "long".into(),
            per_year: 1e4,
            length: Duration {
                dist: Dist::Constant(250.0),
                unit: Unit::WorkingDays,
            },
        });
        let mut department = department(spec, 5);
        department.start.people_away = true;
        department.start.open.push(super::super::spec::OpenGroup {
            office: 0,
            team_kind: None,
            stage: 0,
            children: 10.0,
            count_families: false,
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
        run(&department, Draws::new(1, 0), &mut counter);
        let listed = counter
            .log
            .iter()
            .filter(|(at, fact)| *at == Time::ZERO && matches!(fact, Fact::ListJoined { .. }));
        assert_eq!(listed.count(), 10);
    }
}
