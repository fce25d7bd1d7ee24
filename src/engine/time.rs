//! Simulated time in whole seconds.
//!
//! Second 0 is midnight, local civil time, at the start date of the scenario. Times before it are
//! negative: families whose work began before the simulation did. There is no daylight saving:
//! every day has 86,400 seconds, so that a working day is always as long as any other.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Mul, Neg, Sub, SubAssign};

/// Seconds in a year of 365.25 days.
pub const SECONDS_PER_YEAR: f64 = 365.25 * 86_400.0;

/// Seconds in a month, a twelfth of a year of 365.25 days.
pub const SECONDS_PER_MONTH: f64 = SECONDS_PER_YEAR / 12.0;

const SECONDS_PER_DAY: i64 = 86_400;

/// An instant: seconds since midnight at the start date of the scenario.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(pub i64);

/// A length of time in seconds; it may be negative.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span(pub i64);

impl Time {
    /// Midnight at the start date.
    pub const ZERO: Time = Time(0);

    /// Later than anything that happens; a quarter of the range, so that adding a span to it does
    /// not overflow.
    pub const NEVER: Time = Time(i64::MAX / 4);

    /// Whole days since the start date, rounded down: -1 is the day before it.
    #[inline]
    #[must_use]
    pub fn day(self) -> i64 {
        self.0.div_euclid(SECONDS_PER_DAY)
    }

    /// Seconds since the midnight that began this instant's day, 0 to 86,399.
    #[inline]
    #[must_use]
    pub fn second_of_day(self) -> i64 {
        self.0.rem_euclid(SECONDS_PER_DAY)
    }
}

impl Span {
    /// No time at all.
    pub const ZERO: Span = Span(0);
    /// 60 seconds.
    pub const MINUTE: Span = Span(60);
    /// 3,600 seconds.
    pub const HOUR: Span = Span(3_600);
    /// 86,400 seconds.
    pub const DAY: Span = Span(SECONDS_PER_DAY);
    /// Seven days.
    pub const WEEK: Span = Span(7 * SECONDS_PER_DAY);

    /// The whole seconds that cover `seconds`: rounded up, never below zero, at most as long as
    /// it is to [`Time::NEVER`].
    ///
    /// This is the one place where a real number of seconds becomes a span. Rounding up keeps a
    /// positive duration positive: nothing finishes at the second it began by accident.
    #[inline]
    #[must_use]
    pub fn from_seconds_up(seconds: f64) -> Span {
        debug_assert!(!seconds.is_nan(), "a span that is not a number");
        // The cast saturates, which takes care of infinities.
        Span((libm::ceil(seconds) as i64).clamp(0, Time::NEVER.0))
    }

    /// This length in days of 24 hours.
    #[inline]
    #[must_use]
    pub fn as_days(self) -> f64 {
        self.0 as f64 / SECONDS_PER_DAY as f64
    }

    /// This length in hours.
    #[inline]
    #[must_use]
    pub fn as_hours(self) -> f64 {
        self.0 as f64 / 3_600.0
    }
}

impl Add<Span> for Time {
    type Output = Time;
    #[inline]
    fn add(self, span: Span) -> Time {
        Time(self.0 + span.0)
    }
}

impl Sub<Span> for Time {
    type Output = Time;
    #[inline]
    fn sub(self, span: Span) -> Time {
        Time(self.0 - span.0)
    }
}

impl Sub for Time {
    type Output = Span;
    #[inline]
    fn sub(self, earlier: Time) -> Span {
        Span(self.0 - earlier.0)
    }
}

impl AddAssign<Span> for Time {
    #[inline]
    fn add_assign(&mut self, span: Span) {
        self.0 += span.0;
    }
}

impl Add for Span {
    type Output = Span;
    #[inline]
    fn add(self, other: Span) -> Span {
        Span(self.0 + other.0)
    }
}

impl Sub for Span {
    type Output = Span;
    #[inline]
    fn sub(self, other: Span) -> Span {
        Span(self.0 - other.0)
    }
}

impl AddAssign for Span {
    #[inline]
    fn add_assign(&mut self, other: Span) {
        self.0 += other.0;
    }
}

impl SubAssign for Span {
    #[inline]
    fn sub_assign(&mut self, other: Span) {
        self.0 -= other.0;
    }
}

impl Neg for Span {
    type Output = Span;
    #[inline]
    fn neg(self) -> Span {
        Span(-self.0)
    }
}

impl Mul<i64> for Span {
    type Output = Span;
    #[inline]
    fn mul(self, times: i64) -> Span {
        Span(self.0 * times)
    }
}

impl Sum for Span {
    fn sum<I: Iterator<Item = Span>>(spans: I) -> Span {
        Span(spans.map(|span| span.0).sum())
    }
}

impl fmt::Display for Time {
    /// The day number and the clock, as in `day 12 09:30:00`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self >= Time::NEVER {
            return f.write_str("never");
        }
        let s = self.second_of_day();
        let (hour, minute, second) = (s / 3_600, s / 60 % 60, s % 60);
        write!(f, "day {} {hour:02}:{minute:02}:{second:02}", self.day())
    }
}

impl fmt::Display for Span {
    /// Days, hours, minutes and seconds, leaving out what is zero, as in `2 d 3 h`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 == 0 {
            return f.write_str("0 s");
        }
        let s = self.0.unsigned_abs();
        let parts = [
            (s / 86_400, "d"),
            (s / 3_600 % 24, "h"),
            (s / 60 % 60, "min"),
            (s % 60, "s"),
        ];
        let mut between = if self.0 < 0 { "-" } else { "" };
        for (number, unit) in parts {
            if number > 0 {
                write!(f, "{between}{number} {unit}")?;
                between = " ";
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_before_the_start_count_down() {
        assert_eq!((Time(-1).day(), Time(-1).second_of_day()), (-1, 86_399));
        assert_eq!(
            (Time(-86_400).day(), Time(-86_400).second_of_day()),
            (-1, 0)
        );
        assert_eq!((Time(86_400).day(), Time(86_400).second_of_day()), (1, 0));
    }

    #[test]
    fn a_span_is_rounded_up_and_never_negative() {
        assert_eq!(Span::from_seconds_up(0.0), Span::ZERO);
        assert_eq!(Span::from_seconds_up(1e-12), Span(1));
        assert_eq!(Span::from_seconds_up(7.0), Span(7));
        assert_eq!(Span::from_seconds_up(-3.5), Span::ZERO);
        assert_eq!(
            Span::from_seconds_up(f64::INFINITY),
            Time::NEVER - Time::ZERO
        );
    }

    #[test]
    fn arithmetic_and_words() {
        let t = Time::ZERO + Span::DAY * 3 + Span::HOUR + Span::MINUTE;
        assert_eq!(t - Span::WEEK, Time(-4 * 86_400 + 3_660));
        assert_eq!((t - Time::ZERO).to_string(), "3 d 1 h 1 min");
        assert_eq!((-Span(90)).to_string(), "-1 min 30 s");
        assert_eq!(t.to_string(), "day 3 01:01:00");
        assert_eq!(Time::NEVER.to_string(), "never");
        assert_eq!(Span::DAY.as_days() + Span::DAY.as_hours(), 25.0);
    }
}
