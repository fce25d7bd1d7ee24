//! Bank holidays in England and Wales, by rule.

use jiff::civil::Date;

use super::{civil_of, day_number, weekday_of};

/// The bank holidays of a year in England, in order, as the days on which offices are closed:
/// when one falls on a weekend, its substitute.
///
/// Every year follows the rules in force since 1978 (New Year, Good Friday, Easter Monday, Early
/// May, Spring, Summer, Christmas, Boxing Day), with the days that were moved or added by
/// proclamation from 1995 to 2023. A later proclamation is not known here: give it to
/// [`Calendar::office`](super::Calendar::office) as a closure.
/// A year that a [`Date`] cannot hold has none.
#[must_use]
pub fn bank_holidays(year: i16) -> Vec<Date> {
    if year < Date::MIN.year() || year > Date::MAX.year() {
        return Vec::new();
    }
    let y = i64::from(year);
    let christmas = day_number(y, 12, 25);
    let new_year = day_number(y, 1, 1);
    let easter_sunday = easter(y);
    let mut days = vec![
        new_year + [0, 0, 0, 0, 0, 2, 1][weekday_of(new_year)],
        easter_sunday - 2,
        easter_sunday + 1,
        early_may(year),
        last_monday(y, 8, 31),
    ];
    days.extend(spring(year));
    // Christmas Day keeps its own substitute: on a Saturday the Monday, on a Sunday the Tuesday.
    days.push(christmas + [0, 0, 0, 0, 0, 2, 2][weekday_of(christmas)]);
    days.push(christmas + [1, 1, 1, 1, 3, 3, 1][weekday_of(christmas)]);
    days.extend(added(year));
    days.sort_unstable();
    days.iter().map(|&day| civil_of(day)).collect()
}

fn early_may(year: i16) -> i64 {
    let y = i64::from(year);
    match year {
        // Moved to the fiftieth and the seventy-fifth anniversary of VE Day.
        1995 | 2020 => day_number(y, 5, 8),
        _ => {
            let first = day_number(y, 5, 1);
            first + (7 - weekday_of(first) as i64) % 7
        }
    }
}

/// The Spring bank holiday, with the jubilee days next to which it was moved.
fn spring(year: i16) -> Vec<i64> {
    let june = |day: i64| day_number(i64::from(year), 6, day);
    match year {
        2002 => vec![june(3), june(4)],
        2012 => vec![june(4), june(5)],
        2022 => vec![june(2), june(3)],
        _ => vec![last_monday(i64::from(year), 5, 31)],
    }
}

/// Days proclaimed once: the millennium, a royal wedding, a state funeral, a coronation.
fn added(year: i16) -> Option<i64> {
    let (month, day) = match year {
        1999 => (12, 31),
        2011 => (4, 29),
        2022 => (9, 19),
        2023 => (5, 8),
        _ => return None,
    };
    Some(day_number(i64::from(year), month, day))
}

fn last_monday(year: i64, month: i64, last: i64) -> i64 {
    let end = day_number(year, month, last);
    end - weekday_of(end) as i64
}

/// The day number of Easter Sunday, by the anonymous Gregorian computus.
fn easter(year: i64) -> i64 {
    let a = year.rem_euclid(19);
    let (b, c) = (year.div_euclid(100), year.rem_euclid(100));
    let g = (8 * b + 13).div_euclid(25);
    let h = (19 * a + b - b.div_euclid(4) - g + 15).rem_euclid(30);
    let l = (32 + 2 * b.rem_euclid(4) + 2 * (c / 4) - h - c % 4).rem_euclid(7);
    let m = (a + 11 * h + 19 * l) / 433;
    let month = (h + l - 7 * m + 90) / 25;
    let day = (h + l - 7 * m + 33 * month + 19) % 32;
    day_number(year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn listed(year: i16) -> String {
        let days = bank_holidays(year);
        days.iter()
            .map(|d| format!("{}/{}", d.day(), d.month()))
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn the_lists_that_were_published() {
        for (year, list) in [
            (1995, "2/1 14/4 17/4 8/5 29/5 28/8 25/12 26/12"),
            (1999, "1/1 2/4 5/4 3/5 31/5 30/8 27/12 28/12 31/12"),
            (2000, "3/1 21/4 24/4 1/5 29/5 28/8 25/12 26/12"),
            (2002, "1/1 29/3 1/4 6/5 3/6 4/6 26/8 25/12 26/12"),
            (2010, "1/1 2/4 5/4 3/5 31/5 30/8 27/12 28/12"),
            (2011, "3/1 22/4 25/4 29/4 2/5 30/5 29/8 26/12 27/12"),
            (2012, "2/1 6/4 9/4 7/5 4/6 5/6 27/8 25/12 26/12"),
            (2016, "1/1 25/3 28/3 2/5 30/5 29/8 26/12 27/12"),
            (2019, "1/1 19/4 22/4 6/5 27/5 26/8 25/12 26/12"),
            (2020, "1/1 10/4 13/4 8/5 25/5 31/8 25/12 28/12"),
            (2021, "1/1 2/4 5/4 3/5 31/5 30/8 27/12 28/12"),
            (2022, "3/1 15/4 18/4 2/5 2/6 3/6 29/8 19/9 26/12 27/12"),
            (2023, "2/1 7/4 10/4 1/5 8/5 29/5 28/8 25/12 26/12"),
            (2024, "1/1 29/3 1/4 6/5 27/5 26/8 25/12 26/12"),
            (2025, "1/1 18/4 21/4 5/5 26/5 25/8 25/12 26/12"),
            (2026, "1/1 3/4 6/4 4/5 25/5 31/8 25/12 28/12"),
            (2027, "1/1 26/3 29/3 3/5 31/5 30/8 27/12 28/12"),
        ] {
            assert_eq!(listed(year), list, "{year}");
        }
    }

    #[test]
    fn easter_sundays() {
        for (year, month, day) in [
            (1818, 3, 22),
            (1943, 4, 25),
            (1961, 4, 2),
            (1981, 4, 19),
            (1994, 4, 3),
            (2000, 4, 23),
            (2005, 3, 27),
            (2008, 3, 23),
            (2014, 4, 20),
            (2018, 4, 1),
            (2024, 3, 31),
            (2025, 4, 20),
            (2030, 4, 21),
            (2038, 4, 25),
            (2049, 4, 18),
            (2076, 4, 19),
            (2285, 3, 22),
        ] {
            assert_eq!(
                civil_of(easter(year)),
                date(year as i16, month, day),
                "{year}"
            );
        }
    }

    #[test]
    fn no_bank_holiday_is_on_a_weekend_or_listed_twice_in_any_year() {
        for year in 1..=9_998 {
            let days = bank_holidays(year);
            assert!(
                days.iter().all(|d| d.weekday().to_monday_zero_offset() < 5),
                "{year}"
            );
            assert!(days.windows(2).all(|w| w[0] < w[1]), "{year}");
            assert!(days.iter().all(|d| d.year() == year), "{year}");
        }
        assert_eq!(bank_holidays(-9_999).len(), 8);
        assert!(bank_holidays(i16::MAX).is_empty() && bank_holidays(i16::MIN).is_empty());
    }
}
