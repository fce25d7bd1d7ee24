//! Figures and differences in words, no finer than they are known.

use crate::experiment::{Compared, Headline};
use crate::report::words;
use crate::statistics::quantile_of;

/// The middle future.
pub(super) fn median(values: &[Option<f64>]) -> Option<f64> {
    let mut values: Vec<f64> = values.iter().flatten().copied().collect();
    quantile_of(&mut values, 0.5)
}

/// Whether a figure is a share.
pub(super) fn is_share(headline: &Headline) -> bool {
    headline.unit == "share"
}

/// Half of the interval of a difference: nothing finer is written of it.
pub(super) fn half_width(compared: &Compared) -> f64 {
    compared
        .interval
        .map_or(0.0, |(low, high)| (high - low) / 2.0)
}

/// A figure with its unit, such as `1,850 children`, `12 working days` or `34%`.
pub(super) fn figure(value: f64, headline: &Headline, half_width: f64) -> String {
    if is_share(headline) {
        return words::percentage(words::supported_share(value, half_width));
    }
    let text = bare(value, half_width);
    match headline.unit.as_str() {
        "children" if text == "1" => "1 child".to_owned(),
        "number" => text,
        "pounds" => format!("\u{a3}{text}"),
        unit => format!("{text} {unit}"),
    }
}

/// A size without its unit: whole where it is large or known roughly, else with one decimal.
fn bare(value: f64, half_width: f64) -> String {
    let whole = (value - value.round()).abs() < 1e-9;
    let text = if whole || half_width >= 1.0 || value.abs() >= 99.5 {
        words::number(words::supported(value, half_width), 0)
    } else {
        words::number(value, 1)
    };
    // The end of an interval that leaves nothing out must not look like nothing.
    if value != 0.0 && is_nothing(&text) {
        return words::sized_number(value);
    }
    text
}

fn is_nothing(text: &str) -> bool {
    text.chars().all(|letter| matches!(letter, '0' | '.'))
}

/// A difference without its unit, signed; shares in percentage points.
pub(super) fn signed(value: f64, headline: &Headline, half_width: f64) -> String {
    let text = sized(value, headline, half_width);
    let nothing = is_nothing(text.trim_start_matches('\u{a3}'));
    match value {
        value if value > 0.0 && !nothing => format!("+{text}"),
        value if value < 0.0 && !nothing => format!("\u{2212}{text}"),
        _ => text,
    }
}

/// The size of a difference without its unit.
fn sized(value: f64, headline: &Headline, half_width: f64) -> String {
    let per = if is_share(headline) { 100.0 } else { 1.0 };
    let text = bare(value.abs() * per, half_width * per);
    match headline.unit.as_str() {
        "pounds" => format!("\u{a3}{text}"),
        _ => text,
    }
}

/// Unit of a difference.
pub(super) fn unit_of_difference(headline: &Headline) -> &str {
    match headline.unit.as_str() {
        "share" => "percentage points",
        "number" | "pounds" => "",
        unit => unit,
    }
}

/// `340 children fewer (between 310 and 370 fewer)`, with words for each direction.
pub(super) fn difference(compared: &Compared, headline: &Headline) -> Option<String> {
    Some(between(
        compared.paired.mean()?,
        compared.interval?,
        headline,
    ))
}

/// A mean difference with any range of it, in the same words.
pub(super) fn between(mean: f64, (low, high): (f64, f64), headline: &Headline) -> String {
    let half = (high - low) / 2.0;
    let counted = headline.unit == "children";
    let way = |value: f64| match (value < 0.0, counted) {
        (true, true) => "fewer",
        (true, false) => "less",
        (false, _) => "more",
    };
    let size = |value: f64| sized(value, headline, half);
    let unit = unit_of_difference(headline);
    let (near, far) = if low < 0.0 && high < 0.0 {
        (high, low)
    } else {
        (low, high)
    };
    let between = if low == high {
        " (in every future)".to_owned()
    } else if (low < 0.0) != (high < 0.0) {
        let (down, up) = (size(low), size(high));
        format!(" (between {down} {} and {up} {})", way(low), way(high))
    } else if size(near) == size(far) {
        String::new()
    } else {
        format!(" (between {} and {} {})", size(near), size(far), way(mean))
    };
    let gap = if unit.is_empty() { "" } else { " " };
    format!("{}{gap}{unit} {}{between}", size(mean), way(mean))
}

/// `in 44 of 50 futures`.
pub(super) fn in_futures(count: usize, of: usize) -> String {
    let number = |count: usize| words::number(count as f64, 0);
    if count == of {
        format!("in all {} futures", number(of))
    } else if count == 0 {
        format!("in none of {} futures", number(of))
    } else {
        format!("in {} of {} futures", number(count), number(of))
    }
}

/// Futures of 100, for a table.
pub(super) fn of_hundred(count: usize, of: usize) -> String {
    if of == 0 {
        return String::new();
    }
    let share = 100.0 * count as f64 / of as f64;
    let rounded = share.round();
    // What is neither never nor always must not look like it.
    if count > 0 && count < of && (rounded <= 0.0 || rounded >= 100.0) {
        return words::number(share, 1);
    }
    words::number(rounded, 0)
}

/// `−340 (−370 to −310)`, without its unit.
pub(super) fn with_interval(one: &Compared, headline: &Headline) -> String {
    let half = half_width(one);
    let shown = |value: f64| signed(value, headline, half);
    match (one.paired.mean(), one.interval) {
        (Some(mean), Some((low, high))) if shown(low) != shown(high) => {
            format!("{} ({} to {})", shown(mean), shown(low), shown(high))
        }
        (Some(mean), _) => shown(mean),
        (None, _) => String::new(),
    }
}
