//! Who leads a team today: when its list is gone through, and who stands in for its managers.
//!
//! Allocating is an act of a manager. Some teams do it as families come, others each morning or
//! at a weekly meeting; danger is never left to a meeting. While every manager of a team is away,
//! a manager of another team of the office stands in, where the scenario has deputies: slower with
//! families they do not know, after their own desk, and allocating only what cannot wait.

use super::running::Running;
use super::spec::Allocates;
use crate::chronology::Fact;
use crate::engine::Observer;

impl<W: Observer<Fact>> Running<'_, W> {
    /// May a family of this class be allocated now? Class 0 is what is placed whatever the caps.
    pub(super) fn may_allocate(&self, team: usize, class: u8) -> bool {
        if class == 0 {
            return true;
        }
        let rule = &self.spec.teams[team];
        let met = rule.allocates == Allocates::Continuous || self.teams[team].meeting;
        met && (rule.deputy.is_none() || self.is_led(team))
    }

    /// A manager of the team's own is there, or it has none at all.
    fn is_led(&self, team: usize) -> bool {
        let managers = &self.teams[team].managers;
        managers.is_empty() || managers.iter().any(|&m| self.posts[m as usize].available())
    }

    /// The meetings of the day go through their lists.
    pub(super) fn hold_meetings(&mut self) {
        let weekday = self.calendar.weekday(self.now) as i64;
        let before = self.calendar.add_working_days(self.now, -1).day();
        for team in 0..self.teams.len() {
            let today = match self.spec.teams[team].allocates {
                Allocates::Continuous => continue,
                Allocates::Daily => true,
                // On its day, or on the first working day after it where that is a holiday.
                Allocates::Weekly(day) => {
                    let meeting = self.now.day() - weekday + i64::from(day);
                    (before + 1..=self.now.day()).contains(&meeting)
                }
            };
            if today {
                self.teams[team].meeting = true;
                self.allocate(team);
                self.teams[team].meeting = false;
            }
        }
    }

    /// Managers of the office's other teams, in their order.
    fn neighbours(&self, team: usize) -> impl Iterator<Item = usize> + '_ {
        let office = self.spec.teams[team].office;
        (0..self.teams.len())
            .filter(move |&other| other != team && self.spec.teams[other].office == office)
    }

    /// Work came to the desk of a team without a manager: somebody free stands in.
    pub(super) fn call_deputy(&mut self, team: usize) {
        if self.spec.teams[team].deputy.is_none() || self.is_led(team) {
            return;
        }
        let free = self.neighbours(team).find_map(|other| {
            let managers = self.teams[other].managers.iter().copied();
            managers.into_iter().find(|&m| {
                let p = &self.posts[m as usize];
                p.available() && p.in_hand.is_none() && p.speed > 0.0
            })
        });
        if let Some(manager) = free {
            self.begin_next(manager);
        }
    }

    /// The team of the office whose desk a manager with nothing to do may take from, and the
    /// speed of a deputy there.
    pub(super) fn stands_in_for(&self, team: usize) -> Option<(usize, f64)> {
        self.neighbours(team).find_map(|other| {
            let share = self.spec.teams[other].deputy?;
            let wanted = !self.teams[other].manager_desk.is_empty() && !self.is_led(other);
            (wanted && share > 0.0).then_some((other, share))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::spec::*;
    use super::super::textbook::{log_of, office, sign_off, spec, stage, visits};
    use crate::chronology::{Fact, Work};
    use crate::engine::{Calendar, Dist, Span, Time};

    #[test]
    fn a_weekly_meeting_allocates_on_its_day_and_danger_on_any() {
        let weekdays = |forced, allocates| {
            let mut work = stage(vec![visits(0.02, Times::Fixed(1), None)]);
            work.forced = forced;
            let mut spec = spec(6, 10.0, 3.0, vec![work]);
            spec.teams[0].allocates = allocates;
            let department = office(spec, 70);
            let mut days = 0_u8;
            for (at, fact) in log_of(&department) {
                if matches!(fact, Fact::Allocated { .. }) {
                    days |= 1 << department.calendar.weekday(at);
                }
            }
            days
        };
        assert_eq!(weekdays(false, Allocates::Weekly(2)), 0b100, "Wednesdays");
        assert_eq!(weekdays(false, Allocates::Daily), 0b1_1111, "each morning");
        assert_eq!(weekdays(true, Allocates::Weekly(2)), 0b111_1111);
        assert_eq!(weekdays(false, Allocates::Continuous), 0b111_1111);
    }

    #[test]
    fn caps_in_children_and_in_points_both_bind_and_each_team_has_its_practice() {
        let most = |children, points, over: f64| {
            let mut work = stage(vec![visits(300.0, Times::Fixed(1), None)]);
            work.points_per_child = 2.0;
            let mut spec = spec(3, 100.0, 2.0, vec![work]);
            spec.teams[0].cap_children = Some(children);
            spec.teams[0].cap_points = Some(points);
            spec.teams[0].over_cap = vec![over];
            let log = log_of(&office(spec, 30));
            let held = log.iter().filter_map(|(_, fact)| match fact {
                Fact::Caseload { children, .. } => Some(*children),
                _ => None,
            });
            held.max()
        };
        assert_eq!(
            most(4.0, 6.0, 0.0),
            Some(3),
            "three children weigh six points"
        );
        assert_eq!(most(4.0, 20.0, 0.0), Some(4), "four children");
        assert!(most(4.0, 6.0, 1.0) > Some(10), "a team that loads up");
    }

    /// Two teams alike in one office, a manager each; the second's may stand in for the first's.
    fn two_teams(mut spec: Spec, deputy: Option<f64>) -> Spec {
        spec.teams[0].managers = vec![1.0];
        let mut second = spec.teams[0].clone();
        second.name = "A second".into();
        second.kind = 1;
        spec.offices[0].teams = vec![Some(0), Some(1)];
        spec.teams.push(second);
        spec.teams[0].deputy = deputy;
        spec
    }

    /// Allocations after the first day, authorisations, and hours of each piece of the second
    /// team's manager, while the first team's is away for good.
    fn led_by(deputy: Option<f64>, forced: bool) -> (usize, usize, Vec<Span>) {
        let mut work = stage(vec![visits(0.02, Times::Fixed(1), None)]);
        work.forced = forced;
        work.sign_off = Some(sign_off(3600.0));
        let mut spec = two_teams(spec(6, 10.0, 1.0, vec![work]), deputy);
        spec.teams[0].manager_people.sickness = vec![SicknessKind {
            name: "for good".into(),
            per_year: 1e6,
            length: Duration {
                dist: Dist::Constant(9_000.0),
                unit: Unit::WorkingDays,
            },
        }];
        let (mut allocated, mut authorised, mut pieces) = (0, 0, Vec::new());
        for (at, fact) in log_of(&office(spec, 70)) {
            match fact {
                Fact::Allocated { .. } if at > Time::ZERO + Span::DAY => allocated += 1,
                Fact::Authorised { .. } => authorised += 1,
                Fact::Stopped {
                    work: Work::Management,
                    worked,
                    place,
                    finished: true,
                    ..
                } if place.team == 1 => pieces.push(worked),
                _ => {}
            }
        }
        (allocated, authorised, pieces)
    }

    #[test]
    fn a_deputy_signs_at_a_share_of_speed_and_allocates_only_what_cannot_wait() {
        let (allocated, authorised, _) = led_by(None, true);
        assert!(
            allocated > 20 && authorised == 0,
            "nobody signs: {authorised}"
        );
        let (allocated, authorised, pieces) = led_by(Some(0.5), true);
        assert!(
            allocated > 20 && authorised > 20,
            "{allocated}, {authorised}"
        );
        let two_hours = Span::HOUR * 2;
        let whole = pieces.iter().filter(|worked| **worked == two_hours).count();
        assert!(
            whole == pieces.len(),
            "an hour's work at half speed: {pieces:?}"
        );
        let (allocated, ..) = led_by(Some(0.5), false);
        assert_eq!(allocated, 0, "routine families wait for their own manager");
        let (allocated, ..) = led_by(None, false);
        assert!(allocated > 20, "without the rule nobody need be there");
    }

    #[test]
    fn a_meeting_whose_first_day_is_a_holiday_is_held_on_the_next_working_day() {
        let work = stage(vec![visits(0.02, Times::Fixed(1), None)]);
        let mut spec = spec(6, 10.0, 3.0, vec![work]);
        spec.teams[0].allocates = Allocates::Weekly(0);
        let old = office(spec, 30);
        let first = |closed: &[jiff::civil::Date], start| {
            let calendar = Calendar::office(start, 9 * 3600, 17 * 3600, closed, 3, 3);
            let length = Span::DAY * 30;
            let versions = old.versions.clone();
            let position = StartPosition::default();
            let log = log_of(&Department::new(calendar, length, versions, position));
            let mut all = log.iter();
            all.find_map(|(at, f)| matches!(f, Fact::Allocated { .. }).then_some(at.day()))
        };
        let monday = jiff::civil::date(2010, 6, 7);
        let tuesday = jiff::civil::date(2010, 6, 8);
        assert_eq!(first(&[monday], monday), Some(1), "Tuesday");
        assert_eq!(first(&[], tuesday), Some(6), "held before the start");
    }

    #[test]
    fn a_deputy_takes_up_the_desk_as_the_last_manager_goes() {
        let mut work = stage(vec![visits(0.02, Times::Fixed(1), None)]);
        work.sign_off = Some(sign_off(400.0 * 3600.0));
        let mut spec = two_teams(spec(6, 1.0, 1.0, vec![work]), Some(0.5));
        spec.teams[0].manager_people.turnover_per_year = 6.0;
        let log = log_of(&office(spec, 360));
        let left = |f: &Fact| matches!(f, Fact::Left { manager: true, .. });
        let gone = log
            .iter()
            .find(|(_, f)| left(f))
            .expect("the manager goes")
            .0;
        let stood_in = log.iter().any(|(at, f)| {
            *at == gone
                && matches!(f, Fact::Began { work: Work::Management, place, .. } if place.team == 1)
        });
        assert!(stood_in, "at once");
    }
}
