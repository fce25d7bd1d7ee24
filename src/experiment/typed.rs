//! Days and amounts as people type them beside a scenario: on the command line, in a target.

use jiff::ToSpan;
use jiff::civil::Date;

/// A day, or so long after the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Day {
    /// A day.
    On(Date),
    /// Days after the start.
    After(i32),
}

impl Day {
    /// Reads `2010-05-14`, `12 wk` or `40 d`.
    pub fn parse(text: &str) -> Option<Self> {
        if let Ok(date) = text.parse::<Date>() {
            return Some(Day::On(date));
        }
        [("wk", 7), ("d", 1)].into_iter().find_map(|(unit, days)| {
            let number = text.trim().strip_suffix(unit)?.trim().parse::<u16>().ok()?;
            (number > 0).then_some(Day::After(i32::from(number) * days))
        })
    }

    /// The day itself, of a run that begins on `start`; `None` out of the calendar's reach.
    pub fn of(self, start: Date) -> Option<Date> {
        match self {
            Day::On(date) => Some(date),
            Day::After(days) => start.checked_add(days.days()).ok(),
        }
    }
}

/// A number, or a percentage as a share: `0.05` or `5%`; `None` for anything else.
pub fn amount(text: &str) -> Option<f64> {
    let (digits, per) = match text.strip_suffix('%') {
        Some(digits) => (digits.trim(), 100.0),
        None => (text, 1.0),
    };
    let number: f64 = digits.parse().ok()?;
    number.is_finite().then_some(number / per)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_or_a_time_after_the_start_is_understood() {
        let day = jiff::civil::date(2010, 3, 29);
        assert_eq!(Day::parse("2010-03-29"), Some(Day::On(day)));
        assert_eq!(Day::parse("12 wk"), Some(Day::After(84)));
        assert_eq!(Day::parse("30d"), Some(Day::After(30)));
        for wrong in ["29/03/2010", "0 wk", "12"] {
            assert_eq!(Day::parse(wrong), None, "{wrong}");
        }
        assert_eq!(Day::After(84).of(day), Some(jiff::civil::date(2010, 6, 21)));
    }

    #[test]
    fn an_amount_may_be_a_percentage() {
        assert_eq!((amount("5%"), amount("0.05")), (Some(0.05), Some(0.05)));
        assert_eq!((amount("lots"), amount("inf")), (None, None));
    }
}
