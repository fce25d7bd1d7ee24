//! Decisions at the front door by the hour of the week in which the contact could first be met.
//!
//! An observer of its own beside the monitor: 168 hours would be as many filters of a measure that
//! nobody but a planner of cover asks for.

use crate::chronology::Fact;
use crate::engine::{Calendar, Observer, Span, Time};

/// Hours of a week.
pub const HOURS: usize = 7 * 24;

/// Children whose contact was decided in a window, by the hour of the week in which the front door
/// could first meet it: its own, or the opening after it. Monday 00:00 is hour 0.
#[derive(Clone, Debug)]
pub struct DecidedByHour<'c> {
    calendar: &'c Calendar,
    window: (Time, Time),
    teams: &'c [u16],
    in_time: Vec<u32>,
    all: Vec<u32>,
}

impl<'c> DecidedByHour<'c> {
    /// Nothing decided yet; counts what `teams` decide after the start of the window and up to its
    /// end.
    pub fn new(calendar: &'c Calendar, window: (Time, Time), teams: &'c [u16]) -> Self {
        DecidedByHour {
            calendar,
            window,
            teams,
            in_time: vec![0; HOURS],
            all: vec![0; HOURS],
        }
    }

    /// Children decided in time and all children decided, of some hours of the week.
    pub fn children(&self, hours: impl IntoIterator<Item = usize>) -> (u32, u32) {
        let each = hours
            .into_iter()
            .map(|hour| (self.in_time[hour], self.all[hour]));
        each.fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1))
    }
}

impl Observer<Fact> for DecidedByHour<'_> {
    fn note(&mut self, at: Time, fact: &Fact) {
        let Fact::Decided {
            place,
            children,
            since,
            due,
            ..
        } = *fact
        else {
            return;
        };
        let counts = at > self.window.0 && at <= self.window.1;
        if !counts || due == Time::NEVER || !self.teams.contains(&place.team) {
            return;
        }
        let met = self.calendar.next_open(since);
        let of_day = (met.0.rem_euclid(Span::DAY.0) / Span::HOUR.0) as usize;
        let hour = self.calendar.weekday(met) * 24 + of_day;
        self.all[hour] += u32::from(children);
        if at <= due {
            self.in_time[hour] += u32::from(children);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chronology::{Decision, Place};
    use jiff::civil::date;

    #[test]
    fn a_contact_counts_where_it_could_first_be_met() {
        // 2 November 2009 is a Monday.
        let monday = date(2009, 11, 2);
        let calendar = &Calendar::office(monday, 9 * 3600, 17 * 3600, &[], 1, 1);
        assert_eq!(calendar.weekday(Time::ZERO), 0);
        let hour = |day: i64, hour: i64| Time::ZERO + Span::DAY * day + Span::HOUR * hour;
        let teams = [1];
        let mut seen = DecidedByHour::new(calendar, (hour(1, 0), hour(14, 0)), &teams);
        let mut decide = |at: Time, since: Time, due: Time, team: u16| {
            let decided = Fact::Decided {
                family: 0,
                place: Place { office: 0, team },
                source: 0,
                children: 2,
                decision: Decision::Assess,
                wrongly_out: false,
                since,
                due,
                again: false,
            };
            seen.note(at, &decided);
        };
        // Tuesday 10:00, in time; the same hour a week later, late.
        decide(hour(1, 12), hour(1, 10), hour(2, 10), 1);
        decide(hour(10, 12), hour(8, 10), hour(9, 10), 1);
        // Saturday noon is met on Monday at the opening.
        decide(hour(7, 12), hour(5, 12), hour(8, 10), 1);
        // Another team, before the window, and nothing due: not counted.
        decide(hour(2, 12), hour(2, 10), hour(3, 10), 0);
        decide(hour(0, 12), hour(0, 10), hour(1, 10), 1);
        decide(hour(2, 12), hour(2, 10), Time::NEVER, 1);
        assert_eq!(seen.children([24 + 10]), (2, 4));
        let opening = calendar.next_open(hour(7, 0));
        let at = (opening.0 % Span::DAY.0 / Span::HOUR.0) as usize;
        assert_eq!(seen.children([at]), (2, 2));
        assert_eq!(seen.children(0..HOURS), (4, 6));
    }
}
