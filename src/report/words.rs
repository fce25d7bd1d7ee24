//! Numbers and dates as people read them: commas, a true minus sign, no false precision.

use jiff::civil::Date;

/// `29 March 2010`.
#[must_use]
pub fn long_date(date: Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}

/// `29 Mar 2010`.
#[must_use]
pub fn short_date(date: Date) -> String {
    date.strftime("%-d %b %Y").to_string()
}

/// `Mar 2010`, as on the axis of a chart.
#[must_use]
pub fn month_and_year(date: Date) -> String {
    date.strftime("%b %Y").to_string()
}

/// A number with commas and a true minus sign, to `decimals` places: `1,850`, `−3.5`.
#[must_use]
pub fn number(value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return "none".to_owned();
    }
    let text = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let mut grouped = String::new();
    for (position, digit) in whole.chars().enumerate() {
        if position > 0 && (whole.len() - position) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let nothing = text.chars().all(|letter| matches!(letter, '0' | '.'));
    let sign = if value < 0.0 && !nothing {
        "\u{2212}"
    } else {
        ""
    };
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{sign}{grouped}{point}{fraction}")
}

/// A number with as many decimals as its size asks for: `0.42`, `3.5`, `36`, `1,850`.
#[must_use]
pub fn sized_number(value: f64) -> String {
    let size = value.abs();
    let decimals = if size.fract() < 1e-9 || size >= 19.95 {
        0
    } else if size >= 0.995 {
        1
    } else {
        2
    };
    number(value, decimals)
}

/// `value` rounded to what its half width supports: the largest power of ten, or half of one, not
/// above the half width; never finer than one.
///
/// Half width 13 gives tens, half width 60 gives fifties, half width 0.3 gives ones.
#[must_use]
pub fn supported(value: f64, half_width: f64) -> f64 {
    if !value.is_finite() || !half_width.is_finite() {
        return value;
    }
    let mut step = 1.0;
    loop {
        let wider = if step_is_half(step) {
            step * 2.0
        } else {
            step * 5.0
        };
        if wider > half_width || wider > value.abs().max(1.0) {
            break;
        }
        step = wider;
    }
    (value / step).round() * step
}

/// Whether a step of the ladder 1, 5, 10, 50, 100 … is one of its fives.
fn step_is_half(step: f64) -> bool {
    let mut rest = step;
    while rest >= 9.5 {
        rest /= 10.0;
    }
    rest > 2.5
}

/// `about 420`, or `420` where no rounding hides behind it.
#[must_use]
pub fn about(value: f64, half_width: f64) -> String {
    let rounded = supported(value, half_width);
    if (rounded - value).abs() < 1e-9 {
        sized_number(rounded)
    } else {
        format!("about {}", number(rounded, 0))
    }
}

/// A range in words with an en dash: `310–560`; one number where both ends read the same.
#[must_use]
pub fn range(low: f64, high: f64, decimals: usize) -> String {
    let (low, high) = (number(low, decimals), number(high, decimals));
    if low == high {
        low
    } else {
        format!("{low}\u{2013}{high}")
    }
}

/// A share as `supported` does numbers, in whole percentages or coarser.
#[must_use]
pub fn supported_share(share: f64, half_width: f64) -> f64 {
    let rounded = supported(share * 100.0, half_width * 100.0) / 100.0;
    // What is neither nothing nor all must not be rounded to it.
    if rounded <= 0.0 || rounded >= 1.0 {
        share
    } else {
        rounded
    }
}

/// A share as a percentage: `34%`; never `0%` or `100%` for what is neither.
#[must_use]
pub fn percentage(share: f64) -> String {
    if !share.is_finite() {
        return "none".to_owned();
    }
    let percent = share * 100.0;
    if percent > 0.0 && percent < 0.5 {
        "under 1%".to_owned()
    } else if (99.5..100.0).contains(&percent) {
        "over 99%".to_owned()
    } else {
        format!("{}%", number(percent, 0))
    }
}

/// A range of shares: `34–41%`; one percentage where both ends read the same.
#[must_use]
pub fn percentages(low: f64, high: f64) -> String {
    let (from, to) = (percentage(low), percentage(high));
    if from == to {
        return from;
    }
    // Both ends within a point of nothing or of all: one bound says as much and reads better.
    if to == "under 1%" {
        return to;
    }
    if to == "over 99%" && low >= 0.985 {
        return "over 98%".to_owned();
    }
    match from.strip_suffix('%') {
        Some(from) if !from.contains(' ') && !to.contains(' ') => format!("{from}\u{2013}{to}"),
        _ => format!("{from} to {to}"),
    }
}

/// `1 child`, `12 children`, `1,850 children`.
#[must_use]
pub fn children(count: f64) -> String {
    let text = number(count, 0);
    if text == "1" {
        "1 child".to_owned()
    } else {
        format!("{text} children")
    }
}

/// A list with commas and a final `and`.
#[must_use]
pub fn listed(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// The first letter in upper case, for the start of a sentence.
#[must_use]
pub fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_people_write_them() {
        assert_eq!(number(1850.0, 0), "1,850");
        assert_eq!(number(-3.46, 1), "\u{2212}3.5");
        assert_eq!(number(-0.001, 1), "0.0");
        assert_eq!(number(1_234_567.0, 0), "1,234,567");
        assert_eq!(number(f64::NAN, 0), "none");
        assert_eq!(sized_number(3.456), "3.5");
        assert_eq!(sized_number(0.4), "0.40");
        assert_eq!(sized_number(19.98), "20");
        assert_eq!(percentage(0.998), "over 99%");
        assert_eq!(percentage(0.0), "0%");
        assert_eq!(children(1.0), "1 child");
        assert_eq!(percentages(0.34, 0.41), "34\u{2013}41%");
        assert_eq!(percentages(0.0, 0.004), "under 1%");
        assert_eq!(percentages(0.988, 0.997), "over 98%");
        assert_eq!(percentages(0.9, 0.997), "90% to over 99%");
    }

    #[test]
    fn rounding_is_never_finer_than_the_half_width() {
        assert!((supported(423.0, 13.0) - 420.0).abs() < 1e-9);
        assert!((supported(1873.0, 60.0) - 1850.0).abs() < 1e-9);
        assert!((supported(12.4, 0.3) - 12.0).abs() < 1e-9);
        assert!((supported(3.0, 900.0) - 3.0).abs() < 1e-9);
        assert_eq!(about(423.0, 13.0), "about 420");
        assert_eq!(about(1850.0, 0.0), "1,850");
    }

    #[test]
    fn dates_are_in_words() {
        let date = jiff::civil::date(2010, 3, 29);
        assert_eq!(long_date(date), "29 March 2010");
        assert_eq!(month_and_year(date), "Mar 2010");
    }
}
