//! Working days and opening hours: how calendar time and working time turn into one another.

mod holidays;

use jiff::civil::Date;

pub use holidays::bank_holidays;

use super::time::{Span, Time};

const DAY: i64 = 86_400;

/// Years of table on either side of what was asked for. Limits and reviews reach past the horizon.
const YEARS_SPARE: i64 = 30;

/// Days since 1 January 1970 of a day in the proleptic Gregorian calendar.
fn day_number(year: i64, month: i64, day: i64) -> i64 {
    // Years that begin in March put the leap day last; 400 of them have 146,097 days.
    let y = if month <= 2 { year - 1 } else { year };
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let of_era = y.rem_euclid(400);
    let day_of_era = of_era * 365 + of_era / 4 - of_era / 100 + day_of_year;
    y.div_euclid(400) * 146_097 + day_of_era - 719_468
}

/// The (year, month, day) of a day number.
fn civil_parts(number: i64) -> (i64, i64, i64) {
    let shifted = number + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * of_era + of_era / 4 - of_era / 100);
    let from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 {
        from_march + 3
    } else {
        from_march - 9
    };
    (era * 400 + of_era + i64::from(month <= 2), month, day)
}

/// The date of a day number; the first or last date there is if it lies beyond.
fn civil_of(number: i64) -> Date {
    let (year, month, day) = civil_parts(number);
    let edge = if number < 0 { Date::MIN } else { Date::MAX };
    i16::try_from(year).map_or(edge, |y| {
        Date::new(y, month as i8, day as i8).unwrap_or(edge)
    })
}

fn number_of(date: Date) -> i64 {
    day_number(
        i64::from(date.year()),
        i64::from(date.month()),
        i64::from(date.day()),
    )
}

/// Monday 0 to Sunday 6 of a day number.
fn weekday_of(number: i64) -> usize {
    // 1 January 1970 was a Thursday.
    (number + 3).rem_euclid(7) as usize
}

/// Mondays to Fridays in the days of number below `number`, counted from a fixed Monday.
fn weekdays_below(number: i64) -> i64 {
    let since_monday = number + 3;
    since_monday.div_euclid(7) * 5 + since_monday.rem_euclid(7).min(5)
}

/// When an organisation is open.
///
/// Either every second of every day is open (`continuous`), or the same hours on every working
/// day (`office`). Questions are answered from tables in constant time. *Open time* at an instant
/// is the number of open seconds since the start date; it is the clock by which work is done.
///
/// Days are counted from the start date, day 0. [`Time::NEVER`] and everything near it is allowed.
#[derive(Clone, Debug)]
pub struct Calendar {
    /// Day number of the start date, since 1970.
    start: i64,
    /// Seconds of the day at which it opens and closes.
    open: i64,
    close: i64,
    /// `None` when every second is open.
    table: Option<Table>,
}

/// Working days by day and by index. Index 1 is the first working day on or after the start.
#[derive(Clone, Debug)]
struct Table {
    /// The day of the first element of `index`.
    first_day: i64,
    /// Number of working days up to and including each day, counted from the start.
    index: Vec<i32>,
    /// The index of the first element of `days`.
    first_index: i64,
    /// The day of each working day.
    days: Vec<i32>,
}

impl Table {
    fn new(start: i64, closures: &[Date], years_before: i64, years_after: i64) -> Self {
        let year = i64::from(civil_of(start).year());
        // A calendar of more than a few thousand years has no dates to be asked for.
        let reach = |years: i64| years.clamp(0, 5_000) + YEARS_SPARE;
        let (first_year, last_year) = (year - reach(years_before), year + reach(years_after));
        let first = day_number(first_year, 1, 1);
        let number = (day_number(last_year + 1, 1, 1) - first) as usize;
        let mut working: Vec<bool> = (0..number)
            .map(|i| weekday_of(first + i as i64) < 5)
            .collect();
        let holidays = (first_year..=last_year)
            .filter_map(|y| i16::try_from(y).ok())
            .flat_map(bank_holidays);
        for date in holidays.chain(closures.iter().copied()) {
            let place = number_of(date) - first;
            if (0..number as i64).contains(&place) {
                working[place as usize] = false;
            }
        }
        let before = (start - first) as usize;
        let first_index = 1 - working[..before].iter().filter(|&&w| w).count() as i64;
        let mut index = Vec::with_capacity(number);
        let mut days = Vec::new();
        let mut count = first_index as i32 - 1;
        for (place, &works) in working.iter().enumerate() {
            if works {
                count += 1;
                days.push(place as i32 - before as i32);
            }
            index.push(count);
        }
        Table {
            first_day: -(before as i64),
            index,
            first_index,
            days,
        }
    }

    /// Working days up to and including `day`; beyond the table Mondays to Fridays.
    #[inline]
    fn index(&self, start: i64, day: i64) -> i64 {
        match self.index.get((day - self.first_day) as usize) {
            Some(&index) => i64::from(index),
            None => self.index_beyond(start, day),
        }
    }

    #[cold]
    fn index_beyond(&self, start: i64, day: i64) -> i64 {
        let weekdays =
            |from: i64, to: i64| weekdays_below(start + to) - weekdays_below(start + from);
        if day < self.first_day {
            self.first_index - 1 - weekdays(day + 1, self.first_day)
        } else {
            let end = self.first_day + self.index.len() as i64;
            let last = self.first_index - 1 + self.days.len() as i64;
            last + weekdays(end, day + 1)
        }
    }

    /// The working day with an index.
    #[inline]
    fn day(&self, start: i64, index: i64) -> i64 {
        match self.days.get((index - self.first_index) as usize) {
            Some(&day) => i64::from(day),
            None => self.day_beyond(start, index),
        }
    }

    #[cold]
    fn day_beyond(&self, start: i64, index: i64) -> i64 {
        // Count the weekdays from the Monday at or before the edge of the table.
        let after = index >= self.first_index;
        let edge = if after {
            self.first_day + self.index.len() as i64
        } else {
            self.first_day
        };
        let known = self.first_index - 1 + if after { self.days.len() as i64 } else { 0 };
        let target = weekdays_below(start + edge) + (index - known) - 1;
        target.div_euclid(5) * 7 + target.rem_euclid(5) - 3 - start
    }
}

impl Calendar {
    /// Every second is open and every day is a working day.
    #[must_use]
    pub fn continuous(start: Date) -> Self {
        Calendar {
            start: number_of(start),
            open: 0,
            close: DAY,
            table: None,
        }
    }

    /// Open from `open_s` to `close_s` (seconds of the day) on Mondays to Fridays that are neither
    /// bank holidays in England nor among `extra_closures`.
    ///
    /// `years_before` and `years_after` say how far from `start` answers must know about holidays;
    /// thirty more years are added on both sides. Still further off, Mondays to Fridays are
    /// working days.
    ///
    /// # Panics
    ///
    /// Unless 0 <= `open_s` < `close_s` <= 86,400, which whoever reads a scenario has to check.
    #[must_use]
    pub fn office(
        start: Date,
        open_s: i64,
        close_s: i64,
        extra_closures: &[Date],
        years_before: i64,
        years_after: i64,
    ) -> Self {
        assert!(
            0 <= open_s && open_s < close_s && close_s <= DAY,
            "{open_s} to {close_s}"
        );
        let start = number_of(start);
        let table = Table::new(start, extra_closures, years_before, years_after);
        Calendar {
            start,
            open: open_s,
            close: close_s,
            table: Some(table),
        }
    }

    /// Whether every second is open.
    #[inline]
    #[must_use]
    pub fn is_continuous(&self) -> bool {
        self.table.is_none()
    }

    /// The start date, on which [`Time::ZERO`] is midnight.
    #[must_use]
    pub fn start(&self) -> Date {
        civil_of(self.start)
    }

    /// The date of an instant; the last date there is for an instant beyond it.
    #[must_use]
    pub fn date_of(&self, t: Time) -> Date {
        civil_of(self.start + t.day())
    }

    /// Midnight at the beginning of a date.
    #[must_use]
    pub fn time_of(&self, date: Date) -> Time {
        Time((number_of(date) - self.start) * DAY)
    }

    /// The day of the week, Monday 0 to Sunday 6.
    #[inline]
    #[must_use]
    pub fn weekday(&self, t: Time) -> usize {
        weekday_of(self.start + t.day())
    }

    /// The month, January 0 to December 11.
    #[inline]
    #[must_use]
    pub fn month(&self, t: Time) -> usize {
        civil_parts(self.start + t.day()).1 as usize - 1
    }

    /// Whether the date of `t` is a working day.
    #[inline]
    #[must_use]
    pub fn is_working_day(&self, t: Time) -> bool {
        let day = t.day();
        self.index(day) != self.index(day - 1)
    }

    /// Whether `t` is in opening hours: the opening second is, the closing second is not.
    #[inline]
    #[must_use]
    pub fn is_open(&self, t: Time) -> bool {
        (self.open..self.close).contains(&t.second_of_day()) && self.is_working_day(t)
    }

    /// The first open instant at or after `t`.
    #[inline]
    #[must_use]
    pub fn next_open(&self, t: Time) -> Time {
        let second = t.second_of_day();
        if second >= self.close {
            return self.next_working_day(t);
        }
        let opening = self.opening(self.index(t.day() - 1) + 1);
        opening.max(t)
    }

    /// The opening of the first working day strictly after the date of `t`.
    #[inline]
    #[must_use]
    pub fn next_working_day(&self, t: Time) -> Time {
        self.opening(self.index(t.day()) + 1)
    }

    /// The closing time of the date of `t`, on a day off as on a working day; when every second is
    /// open, the midnight that ends the date.
    #[inline]
    #[must_use]
    pub fn closing(&self, t: Time) -> Time {
        Time(t.day() * DAY + self.close)
    }

    /// Open time from `a` to `b`, not counting `b` itself; negative when `b` comes before `a`.
    #[inline]
    #[must_use]
    pub fn work_between(&self, a: Time, b: Time) -> Span {
        Span(self.open_time(b) - self.open_time(a))
    }

    /// The first instant at or after `from` by which `work` of open time has passed.
    ///
    /// Work that fills a day ends at closing time, not at the next opening. No work (or less) ends
    /// at `from`, open or not.
    #[inline]
    #[must_use]
    pub fn after_work(&self, from: Time, work: Span) -> Time {
        if work.0 <= 0 {
            return from;
        }
        if self.is_continuous() {
            return Time(from.0.saturating_add(work.0));
        }
        let length = self.close - self.open;
        // The last of the work is done in second `last` of open time, and ends with that second.
        let last = self.open_time(from).saturating_add(work.0) - 1;
        let (whole, rest) = (last.div_euclid(length), last.rem_euclid(length));
        let opening = self.opening(whole + 1);
        Time(opening.0.saturating_add(rest + 1))
    }

    /// Number of working days up to and including the date of `t`, counted from the start date:
    /// a start date that is a working day has index 1, the days before it have 0 and less.
    #[inline]
    #[must_use]
    pub fn working_day_index(&self, t: Time) -> i64 {
        self.index(t.day())
    }

    /// Working days after the date of `a`, up to and including the date of `b`; negative when `b`
    /// comes before `a`.
    #[inline]
    #[must_use]
    pub fn working_days_between(&self, a: Time, b: Time) -> i64 {
        self.working_day_index(b) - self.working_day_index(a)
    }

    /// The midnight before which every date lies more than `n` working days before the date of `t`,
    /// as [`working_days_between`](Self::working_days_between) counts them, and no other.
    #[inline]
    #[must_use]
    pub fn further_back(&self, t: Time, n: i64) -> Time {
        let first = self.opening(self.index(t.day()).saturating_sub(n));
        Time(first.0 - self.open)
    }

    /// The opening of the `n`-th working day after the date of `t`.
    ///
    /// 0 is the date of `t` itself if it is a working day, otherwise the next one; -1 is the last
    /// working day before the date of `t`.
    #[inline]
    #[must_use]
    pub fn add_working_days(&self, t: Time, n: i64) -> Time {
        self.opening(self.index_after(t, n))
    }

    /// The closing time of the `n`-th working day after the date of `t`, counted as in
    /// [`add_working_days`](Self::add_working_days): a limit of `n` working days runs until then.
    #[inline]
    #[must_use]
    pub fn end_of_working_day_after(&self, t: Time, n: i64) -> Time {
        self.opening(self.index_after(t, n)) + self.working_day_length()
    }

    /// Open seconds of a working day.
    #[inline]
    #[must_use]
    pub fn working_day_length(&self) -> Span {
        Span(self.close - self.open)
    }

    #[inline]
    fn index_after(&self, t: Time, n: i64) -> i64 {
        // Strictly after the date counts from the date, on or after it from the day before.
        let from = if n > 0 {
            self.index(t.day())
        } else {
            self.index(t.day() - 1) + 1
        };
        from.saturating_add(n)
    }

    #[inline]
    fn index(&self, day: i64) -> i64 {
        match &self.table {
            Some(table) => table.index(self.start, day),
            None => day + 1,
        }
    }

    /// Opening time of the working day with an index, at most [`Time::NEVER`].
    #[inline]
    fn opening(&self, index: i64) -> Time {
        // So far off that seconds would overflow; no table reaches there.
        const FAR: i64 = Time::NEVER.0 / DAY / 2;
        if !(-FAR..=FAR).contains(&index) {
            return Time(Time::NEVER.0 * index.signum());
        }
        let day = match &self.table {
            Some(table) => table.day(self.start, index),
            None => index - 1,
        };
        Time(day * DAY + self.open)
    }

    /// Open seconds from the start date to `t`.
    #[inline]
    fn open_time(&self, t: Time) -> i64 {
        if self.is_continuous() {
            return t.0;
        }
        let length = self.close - self.open;
        let today = (t.second_of_day() - self.open).clamp(0, length);
        let (before, until) = (self.index(t.day() - 1), self.index(t.day()));
        before * length + if until != before { today } else { 0 }
    }
}

#[cfg(test)]
mod tests;
