//! How plain values are written: numbers, shares, rates, dates, lengths of time with their unit.
//!
//! Every reader returns the value or the one problem that stops it; nothing is guessed.

use super::document::{Node, Value};
use super::problem::Problem;
use crate::engine::Span;
use jiff::civil::Date;

/// A value, or what is wrong with it.
pub type Read<T> = Result<T, Problem>;

const MINUTE: f64 = 60.0;
const HOUR: f64 = 3600.0;
/// Seconds of a day.
pub const DAY: f64 = 86_400.0;
const WEEK: f64 = 7.0 * DAY;
/// Seconds of a year of 365.25 days.
pub const YEAR: f64 = 365.25 * DAY;
const MONTH: f64 = YEAR / 12.0;

/// Units in which a length of time may be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeUnit {
    /// Minutes, `min`.
    Minutes,
    /// Hours, `h`.
    Hours,
    /// Days of 24 hours, `d`.
    Days,
    /// Working days, `wd`.
    WorkingDays,
    /// Weeks, `wk`.
    Weeks,
    /// Months of a twelfth of a year, `mo`.
    Months,
    /// Years of 365.25 days, `yr`.
    Years,
}

impl TimeUnit {
    /// Elapsed seconds of one unit; working days have none.
    pub fn seconds(self) -> Option<f64> {
        match self {
            TimeUnit::Minutes => Some(MINUTE),
            TimeUnit::Hours => Some(HOUR),
            TimeUnit::Days => Some(DAY),
            TimeUnit::Weeks => Some(WEEK),
            TimeUnit::Months => Some(MONTH),
            TimeUnit::Years => Some(YEAR),
            TimeUnit::WorkingDays => None,
        }
    }

    fn of(text: &str) -> Option<Self> {
        Some(match text {
            "min" => TimeUnit::Minutes,
            "h" => TimeUnit::Hours,
            "d" => TimeUnit::Days,
            "wd" => TimeUnit::WorkingDays,
            "wk" => TimeUnit::Weeks,
            "mo" => TimeUnit::Months,
            "yr" => TimeUnit::Years,
            _ => return None,
        })
    }
}

/// A number within bounds; NaN and infinities are refused.
pub fn number(node: &Node, min: f64, max: f64) -> Read<f64> {
    let wanted = || wanted_number(min, max);
    let value = match &node.plain().value {
        Value::Number(value) => *value,
        Value::Text(text) => match amount(text.trim()) {
            Some(_) => {
                return Err(node
                    .plain()
                    .refuse(wanted())
                    .hint("write the number without quotes"));
            }
            None => return Err(node.plain().refuse(wanted())),
        },
        _ => return Err(node.plain().refuse(wanted())),
    };
    if !value.is_finite() || value < min || value > max {
        return Err(node.plain().refuse(wanted()));
    }
    Ok(value)
}

fn wanted_number(min: f64, max: f64) -> String {
    match (min > f64::MIN, max < f64::MAX) {
        (true, true) => format!("a number from {min} to {max}"),
        (true, false) => format!("a number of at least {min}"),
        (false, true) => format!("a number of at most {max}"),
        (false, false) => "a number".to_owned(),
    }
}

/// A whole number within bounds.
pub fn whole(node: &Node, min: i64, max: i64) -> Read<i64> {
    let plain = node.plain();
    let wanted = || format!("a whole number from {min} to {max}");
    match plain.value {
        Value::Number(value)
            if value.fract() == 0.0 && value >= min as f64 && value <= max as f64 =>
        {
            Ok(value as i64)
        }
        _ => Err(plain.refuse(wanted())),
    }
}

/// A share from 0 to 1, written 0.15 or "15%".
pub fn share(node: &Node) -> Read<f64> {
    let plain = node.plain();
    let wanted = "a share such as \"15%\" or 0.15";
    match &plain.value {
        Value::Number(value) if (0.0..=1.0).contains(value) => Ok(*value),
        Value::Number(value) if (1.0..=100.0).contains(value) => Err(plain
            .refuse(wanted)
            .hint(format!("for {value} per cent write \"{value}%\""))),
        Value::Text(text) => percentage(text)
            .filter(|value| (0.0..=1.0).contains(value))
            .ok_or_else(|| plain.refuse(wanted)),
        _ => Err(plain.refuse(wanted)),
    }
}

/// "15%" as 0.15.
pub fn percentage(text: &str) -> Option<f64> {
    text.trim()
        .strip_suffix('%')
        .and_then(|part| amount(part.trim()))
        .map(|value| value / 100.0)
}

/// A number as people write it in text; NaN and infinities are none.
pub fn amount(text: &str) -> Option<f64> {
    let sane = |c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '+' | 'e' | 'E' | '_');
    if text.is_empty() || !text.chars().all(sane) {
        return None;
    }
    text.replace('_', "")
        .parse::<f64>()
        .ok()
        .filter(|value| value.is_finite())
}

/// Splits "26 wk" into its number and unit.
pub fn quantity(text: &str) -> Option<(f64, TimeUnit)> {
    let text = text.trim();
    let place = text.find(|c: char| c.is_ascii_alphabetic() && !matches!(c, 'e' | 'E'))?;
    let value = amount(text[..place].trim())?;
    Some((value, TimeUnit::of(text[place..].trim())?))
}

/// What to write for a length of time without or with a wrong unit.
pub fn unit_hint(node: &Node, example: &str) -> Option<String> {
    let units = "min, h, d, wd, wk, mo or yr";
    match &node.plain().value {
        Value::Number(value) => Some(format!(
            "say what the number counts: \"{value} {}\" (units: {units})",
            example.rsplit(' ').next().unwrap_or("wk")
        )),
        Value::Text(text) => {
            let word = text
                .trim()
                .trim_start_matches(|c: char| !c.is_ascii_alphabetic());
            let unit = match word {
                "hour" | "hours" | "hr" | "hrs" => "h",
                "minute" | "minutes" | "mins" | "m" => "min",
                "day" | "days" => "d",
                "working day" | "working days" => "wd",
                "week" | "weeks" | "w" => "wk",
                "month" | "months" => "mo",
                "year" | "years" | "y" => "yr",
                _ => return None,
            };
            let value = text.trim().strip_suffix(word).unwrap_or("").trim();
            Some(format!("write \"{value} {unit}\""))
        }
        _ => None,
    }
}

/// Adds a hint where there is one.
pub fn hinted(problem: Problem, hint: Option<String>) -> Problem {
    match hint {
        Some(hint) => problem.hint(hint),
        None => problem,
    }
}

/// An elapsed length of time such as "26 wk", at least 0.
pub fn span(node: &Node) -> Read<Span> {
    let wanted = "a length of time with its unit such as \"26 wk\"";
    let plain = node.plain();
    if let Some((value, unit)) = plain.text().and_then(quantity)
        && let Some(seconds) = unit.seconds()
        && (0.0..=5000.0 * YEAR).contains(&(value * seconds))
    {
        return Ok(Span::from_seconds_up(value * seconds));
    }
    Err(hinted(plain.refuse(wanted), unit_hint(node, "26 wk")))
}

/// A whole number of working days such as "7 wd".
pub fn working_days(node: &Node) -> Read<i64> {
    let plain = node.plain();
    let wanted = "a whole number of working days such as \"7 wd\"";
    match plain.text().and_then(quantity) {
        Some((value, TimeUnit::WorkingDays))
            if value.fract() == 0.0 && (0.0..=10_000.0).contains(&value) =>
        {
            Ok(value as i64)
        }
        Some((value, TimeUnit::Days | TimeUnit::Weeks)) => Err(plain.refuse(wanted).hint(format!(
            "statutory limits count working days (Monday to Friday): \"{value} wd\"?"
        ))),
        _ => Err(hinted(plain.refuse(wanted), unit_hint(node, "7 wd"))),
    }
}

/// Happenings per day: "0.8 per d", "36000 per yr", "1 per 900 h".
pub fn rate_per_day(node: &Node) -> Read<f64> {
    let plain = node.plain();
    let wanted = "a rate with its unit such as \"36000 per yr\" or \"0.8 per d\"";
    let problem = || match &plain.value {
        Value::Number(value) => plain
            .refuse(wanted)
            .hint(format!("say per what: \"{value} per yr\"")),
        _ => plain.refuse(wanted),
    };
    plain
        .text()
        .and_then(rate)
        .filter(|per_day| (0.0..=1e7).contains(per_day))
        .ok_or_else(problem)
}

/// Reads "36000 per yr" or "1 per 900 h" as a number per day.
pub fn rate(text: &str) -> Option<f64> {
    let (value, per) = text.split_once(" per ")?;
    let value = amount(value.trim())?;
    let per = per.trim();
    let (count, unit) = quantity(per).or_else(|| Some((1.0, TimeUnit::of(per)?)))?;
    let seconds = count * unit.seconds()?;
    (seconds > 0.0).then(|| value * DAY / seconds)
}

/// A yearly rate: "18%", 0.18 or a rate such as "1 per 7800 h".
pub fn yearly(node: &Node) -> Read<f64> {
    let plain = node.plain();
    let found = match &plain.value {
        Value::Number(value) => Some(*value),
        Value::Text(text) => percentage(text).or_else(|| rate(text).map(|r| r * YEAR / DAY)),
        _ => None,
    };
    found
        .filter(|value| (0.0..=1e6).contains(value))
        .ok_or_else(|| plain.refuse("a yearly rate such as \"18%\", 0.18 or \"0.01 per d\""))
}

/// A date; one typed the English way is refused with the way to write it.
pub fn date(node: &Node) -> Read<Date> {
    let plain = node.plain();
    match &plain.value {
        Value::Date(date) => Ok(*date),
        Value::Text(text) => {
            let problem = plain.refuse("a date such as 2010-01-04");
            Err(match iso_of(text) {
                Some(iso) => problem.hint(format!("write {iso}, without quotes")),
                None => problem,
            })
        }
        _ => Err(plain.refuse("a date such as 2010-01-04")),
    }
}

/// The ISO way of a date typed 04/01/2010, 4.1.2010 or 2010-01-04; `None` where it is no date.
pub fn iso_of(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.trim().split(['/', '-', '.', ' ']).collect();
    let [a, b, c] = parts[..] else { return None };
    let (year, month, day) = if a.len() == 4 { (a, b, c) } else { (c, b, a) };
    let date = Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()?;
    (year.len() == 4).then(|| date.to_string())
}

/// A time of day such as "09:00", in seconds after midnight.
pub fn clock_seconds(node: &Node) -> Read<i64> {
    let plain = node.plain();
    let read = |text: &str| {
        let (hours, minutes) = text.split_once(':')?;
        let (hours, minutes): (i64, i64) = (hours.parse().ok()?, minutes.parse().ok()?);
        let ok = (0..=24).contains(&hours) && (0..60).contains(&minutes);
        (ok && hours * 60 + minutes <= 1440).then_some((hours * 60 + minutes) * 60)
    };
    plain
        .text()
        .and_then(read)
        .ok_or_else(|| plain.refuse("a time of day such as \"09:00\""))
}

/// A list of numbers, each at least 0, of a given length where one is asked.
pub fn weights(node: &Node, length: Option<usize>) -> Read<Vec<f64>> {
    let plain = node.plain();
    let wanted = match length {
        Some(length) => format!("a list of {length} numbers of at least 0, not all 0"),
        None => "a list of numbers of at least 0, not all 0".to_owned(),
    };
    let Some(list) = plain.list() else {
        return Err(plain.refuse(wanted));
    };
    if length.is_some_and(|length| length != list.len()) || list.is_empty() {
        return Err(plain.wrong(format!("a list of {}", list.len()), wanted));
    }
    let values = list
        .iter()
        .map(|item| number(item, 0.0, 1e9))
        .collect::<Read<Vec<f64>>>()?;
    if values.iter().sum::<f64>() <= 0.0 {
        return Err(plain.refuse(wanted));
    }
    Ok(values)
}

/// A list of shares that sum to one.
pub fn shares(node: &Node) -> Read<Vec<f64>> {
    let values = listed_shares(node, "a list of shares that sum to 1")?;
    summing_to_one(node.plain(), values)
}

/// Shares each by itself: ["1%", 0.05].
pub fn some_shares(node: &Node) -> Read<Vec<f64>> {
    listed_shares(node, "a list of shares such as [\"1%\", \"5%\"]")
}

fn listed_shares(node: &Node, wanted: &str) -> Read<Vec<f64>> {
    let plain = node.plain();
    let list = plain.list().filter(|list| !list.is_empty());
    let list = list.ok_or_else(|| plain.refuse(wanted))?;
    list.iter().map(share).collect()
}

/// Refuses shares that do not sum to one within a millionth; the rest is rounding of the decimal
/// writing and is divided out.
pub fn summing_to_one(node: &Node, values: Vec<f64>) -> Read<Vec<f64>> {
    let sum: f64 = values.iter().sum();
    if (sum - 1.0).abs() > 1e-6 {
        let found = format!("shares that sum to {}", (sum * 1e6).round() / 1e6);
        return Err(node.wrong(found, "shares that sum to 1"));
    }
    Ok(values.into_iter().map(|value| value / sum).collect())
}

#[cfg(test)]
mod tests {
    use super::{TimeUnit, amount, iso_of, quantity, rate};

    #[test]
    fn a_quantity_needs_its_unit() {
        assert_eq!(quantity("26 wk"), Some((26.0, TimeUnit::Weeks)));
        assert_eq!(quantity("7wd"), Some((7.0, TimeUnit::WorkingDays)));
        assert_eq!(quantity("1e2 h"), Some((100.0, TimeUnit::Hours)));
        for wrong in ["26", "wk", "26 weeks", "", "nan h", "1 2 h"] {
            assert_eq!(quantity(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_rate_says_per_what() {
        assert_eq!(rate("0.8 per d"), Some(0.8));
        assert_eq!(rate("0.25 per h"), Some(6.0));
        assert_eq!(rate("1 per 12 h"), Some(2.0));
        assert_eq!(rate("365.25 per yr"), Some(1.0));
        for wrong in ["0.8", "0.8 per", "0.8 per wd", "1 per 0 h"] {
            assert_eq!(rate(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn infinities_are_no_amounts() {
        assert_eq!(amount("1e999"), None);
        assert_eq!(amount("inf"), None);
        assert_eq!(amount("-3"), Some(-3.0));
    }

    #[test]
    fn an_english_date_is_recognised() {
        assert_eq!(iso_of("04/01/2010").as_deref(), Some("2010-01-04"));
        assert_eq!(iso_of("2010-01-04").as_deref(), Some("2010-01-04"));
        assert_eq!(iso_of("31/02/2010"), None);
    }
}
