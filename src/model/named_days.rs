//! The week of a part-timer: whole days, the same ones every week.
//!
//! Three fifths of a post are three named weekdays of a full day's work, not three fifths of every
//! day: on the other days nobody is there to be told of danger, to be on the rota or to visit.

use super::running::Running;
use crate::chronology::Fact;
use crate::engine::Observer;

/// Monday to Friday, a bit each.
pub(super) const EVERY_DAY: u8 = 0b1_1111;
const WORKING_WEEK: u8 = 5;

impl<W: Observer<Fact>> Running<'_, W> {
    /// The weekdays of a new post: a run of days that begins where the post's key says, so that a
    /// team's part-timers are spread over the week and every plan finds the same.
    pub(super) fn name_days(&mut self, post: u32) {
        let team = usize::from(self.posts[post as usize].team);
        let named = self.spec.teams[team].part_time.is_some() && !self.calendar.is_continuous();
        let today = self.calendar.weekday(self.now);
        let p = &mut self.posts[post as usize];
        if !named || p.manager || p.fte <= 0.0 || p.fte >= 1.0 {
            return;
        }
        let week = f64::from(WORKING_WEEK);
        let days = libm::ceil(p.fte * week - 1e-9).clamp(1.0, week);
        let first = (p.key % u64::from(WORKING_WEEK)) as u8;
        p.weekdays =
            (0..days as u8).fold(0, |week, day| week | 1 << ((first + day) % WORKING_WEEK));
        p.fte_of_day = p.fte * week / days;
        p.off_today = p.weekdays >> today & 1 == 0;
        self.part_timers.push(post);
    }

    /// Is this a part-timer's usual day off? Asked at an opening before the new day is told; on
    /// days when nobody works, what held last.
    pub(super) fn off_now(&self, post: u32) -> bool {
        let p = &self.posts[post as usize];
        let today = self.calendar.weekday(self.now);
        if today >= usize::from(WORKING_WEEK) {
            return p.off_today;
        }
        p.weekdays >> today & 1 == 0
    }

    /// Tells whether the usual day off is from now the only reason for not being there.
    pub(super) fn tell_day_off(&mut self, post: u32) {
        let p = &mut self.posts[post as usize];
        let off = !p.filled.empty() && p.off_today && !p.absent();
        if off == p.told_off {
            return;
        }
        p.told_off = off;
        let manager = p.manager;
        let place = self.place_of_post(post);
        self.tell(Fact::DayOff {
            post,
            place,
            manager,
            off,
        });
    }

    /// A new day: some part-timers are there again, others have their day off.
    pub(super) fn part_timers_come_and_go(&mut self) {
        let today = self.calendar.weekday(self.now);
        for index in 0..self.part_timers.len() {
            let post = self.part_timers[index];
            let p = &mut self.posts[post as usize];
            let off = p.weekdays >> today & 1 == 0;
            if off == p.off_today {
                continue;
            }
            p.off_today = off;
            if p.filled.empty() {
                continue;
            }
            if off {
                p.away += 1;
                let goes = p.away == 1;
                self.tell_day_off(post);
                if goes {
                    self.goes(post);
                }
            } else {
                p.away -= 1;
                if p.away == 0 {
                    self.is_there(post);
                }
                self.tell_day_off(post);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::spec::{Duration, PartTime, SicknessKind, Times, Unit};
    use super::super::textbook::{log_of, office, spec, stage, visits};
    use crate::chronology::Fact;
    use crate::engine::Dist;

    /// Weekdays on which each post began work, and seconds worked by all, in ten weeks.
    fn worked(fte: f64, named: bool) -> (Vec<u8>, i64) {
        let mut spec = spec(
            12,
            50.0,
            90.0,
            vec![stage(vec![visits(0.05, Times::Fixed(1), None)])],
        );
        spec.teams[0].posts = vec![fte; 12];
        spec.teams[0].part_time = named.then_some(PartTime { posts: 12, fte });
        let department = office(spec, 70);
        let (mut days, mut seconds) = (vec![0_u8; 12], 0);
        for (at, fact) in &log_of(&department) {
            match fact {
                Fact::Began { post, .. } => {
                    days[*post as usize] |= 1 << department.calendar.weekday(*at);
                }
                Fact::Stopped { worked, .. } => seconds += worked.0,
                _ => {}
            }
        }
        (days, seconds)
    }

    #[test]
    fn three_fifths_of_a_post_are_three_weekdays_of_full_work() {
        let (days, named) = worked(0.6, true);
        assert!(days.iter().all(|week| week.count_ones() == 3), "{days:?}");
        assert!(
            days.iter().any(|week| *week != days[0]),
            "spread over the week"
        );
        // 12 people, 10 weeks of 3 days of 8 hours (a bank holiday takes none in June to August),
        // and more families than they can serve.
        let full = 12 * 10 * 3 * 8 * 3600;
        let share = named as f64 / full as f64;
        assert!((0.97..=1.0).contains(&share), "{share} of their hours");
        let (days, fraction) = worked(0.6, false);
        assert!(days.iter().all(|week| week.count_ones() == 5), "{days:?}");
        let share = fraction as f64 / (full as f64 / 0.6);
        assert!((0.97..=1.0).contains(&share), "{share} of all open hours");
    }

    #[test]
    fn what_is_no_whole_number_of_days_is_a_slower_day() {
        let (days, named) = worked(0.5, true);
        assert!(days.iter().all(|week| week.count_ones() == 3), "{days:?}");
        let full = 12 * 10 * 3 * 8 * 3600;
        assert!(named as f64 <= f64::from(full), "there for three days");
    }

    #[test]
    fn nobody_comes_back_from_sickness_on_a_day_off() {
        let mut spec = spec(
            12,
            50.0,
            90.0,
            vec![stage(vec![visits(0.05, Times::Fixed(1), None)])],
        );
        let team = &mut spec.teams[0];
        team.posts = vec![0.6; 12];
        team.part_time = Some(PartTime {
            posts: 12,
            fte: 0.6,
        });
        team.people.sickness = vec![SicknessKind {
            name: "a day".into(),
            per_year: 40.0,
            length: Duration {
                dist: Dist::Constant(1.0),
                unit: Unit::WorkingDays,
            },
        }];
        let department = office(spec, 360);
        let mut days = [0_u8; 12];
        for (at, fact) in &log_of(&department) {
            if let Fact::Present {
                post,
                present: true,
                ..
            } = fact
            {
                days[*post as usize] |= 1 << department.calendar.weekday(*at);
            }
        }
        assert!(days.iter().all(|week| week.count_ones() == 3), "{days:?}");
    }

    #[test]
    fn every_day_a_part_timer_is_not_there_is_told_as_a_day_off() {
        let mut spec = spec(12, 50.0, 90.0, vec![stage(vec![])]);
        spec.teams[0].posts = vec![0.6; 12];
        spec.teams[0].part_time = Some(PartTime {
            posts: 12,
            fte: 0.6,
        });
        let (mut off, mut there) = (vec![false; 12], vec![false; 12]);
        let mut told = 0;
        for (_, fact) in &log_of(&office(spec, 70)) {
            match *fact {
                Fact::DayOff { post, off: now, .. } => {
                    off[post as usize] = now;
                    told += 1;
                }
                Fact::Present { post, present, .. } => {
                    there[post as usize] = present;
                    assert!(present || off[post as usize], "post {post}");
                }
                _ => {}
            }
        }
        assert!(told > 200, "{told} in ten weeks of twelve people");
        assert!(off.iter().zip(&there).all(|(off, there)| off != there));
    }
}
