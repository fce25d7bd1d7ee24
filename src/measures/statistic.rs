//! Statistics of a measure by name, and which kinds of measure offer them.

use jiff::civil::{Date, DateTime};

use super::plan::Setting;
use super::registry::{Definition, Kind};
use super::request::{RequestProblem, nearest, problem};
use crate::engine::{Span, Time};

/// What is asked of a measure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Statistic {
    /// Mean (over time, or of the observations).
    Mean,
    /// Standard deviation.
    Sd,
    /// Largest.
    Max,
    /// Smallest.
    Min,
    /// Number of observations or happenings.
    Count,
    /// Sum.
    Total,
    /// Happenings for every so many seconds of the window.
    Rate(f64),
    /// Quantile, as a share between 0 and 1.
    Quantile(f64),
    /// Share above a number (in the measure's unit).
    ShareAbove(f64),
    /// Share at or above a number.
    ShareAtOrAbove(f64),
    /// Share at or below a number.
    ShareAtOrBelow(f64),
    /// Share at a number exactly.
    ShareAt(f64),
    /// Mean of what lies above a number (0 where nothing does).
    MeanAbove(f64),
    /// Value at an instant.
    At(Time),
    /// Value at the end of the window.
    End,
    /// Share of happenings, or the ratio itself.
    Share,
    /// Highest value at a week-end (close of the week's last working day).
    Highest,
    /// Lowest value at a week-end.
    Lowest,
    /// Median of the values at week-ends.
    WeekMedian,
    /// Days from the window's start until the number is first reached from above.
    FirstAtOrBelow(f64),
    /// First week of the window from which the number at week-ends stays at or below a number for
    /// [`CLEARED_WEEKS`] weeks; the window's first week is 1.
    ClearedAtOrBelow(f64),
}

/// Weeks for which a list must stay short to count as cleared.
pub const CLEARED_WEEKS: usize = 13;

impl Statistic {
    /// Whether it is worked out from the numbers at week-ends.
    pub(super) fn is_of_week_ends(self) -> bool {
        use Statistic as S;
        matches!(
            self,
            S::Highest | S::Lowest | S::WeekMedian | S::ClearedAtOrBelow(_)
        )
    }
}

/// The statistic meant where none is named.
pub(super) fn usual(kind: Kind) -> &'static str {
    match kind {
        Kind::Count | Kind::Lifetime => "count",
        Kind::Share => "share",
        Kind::Incidence => "p50",
        _ => "mean",
    }
}

pub(super) fn parse_statistic(
    request: &str,
    name: &str,
    setting: &Setting,
) -> Result<Statistic, RequestProblem> {
    const WANTED: &str = "a statistic such as mean, sd, max, count, p90, share_above_5, \
        share_at_or_above_3, at_2010-01-29 or highest";
    let number = |text: &str| text.parse::<f64>().ok().filter(|n| n.is_finite());
    let plain = match name {
        "mean" => Some(Statistic::Mean),
        "sd" => Some(Statistic::Sd),
        "max" => Some(Statistic::Max),
        "min" => Some(Statistic::Min),
        "count" => Some(Statistic::Count),
        "total" => Some(Statistic::Total),
        "per_day" => Some(Statistic::Rate(86_400.0)),
        "per_week" => Some(Statistic::Rate(604_800.0)),
        "per_year" => Some(Statistic::Rate(31_557_600.0)),
        "median" => Some(Statistic::Quantile(0.5)),
        "share" => Some(Statistic::Share),
        "end" => Some(Statistic::End),
        "highest" => Some(Statistic::Highest),
        "lowest" => Some(Statistic::Lowest),
        "week_median" => Some(Statistic::WeekMedian),
        _ => None,
    };
    let with_number = |prefix: &str| name.strip_prefix(prefix).and_then(number);
    let found = plain
        .or_else(|| {
            let p = with_number("p")?;
            (0.0..=100.0)
                .contains(&p)
                .then_some(Statistic::Quantile(p / 100.0))
        })
        .or_else(|| with_number("share_above_").map(Statistic::ShareAbove))
        .or_else(|| with_number("share_at_or_above_").map(Statistic::ShareAtOrAbove))
        .or_else(|| with_number("share_at_or_below_").map(Statistic::ShareAtOrBelow))
        .or_else(|| with_number("share_at_most_").map(Statistic::ShareAtOrBelow))
        .or_else(|| with_number("share_at_").map(Statistic::ShareAt))
        .or_else(|| with_number("mean_above_").map(Statistic::MeanAbove))
        .or_else(|| with_number("first_at_or_below_").map(Statistic::FirstAtOrBelow))
        .or_else(|| with_number("cleared_at_or_below_").map(Statistic::ClearedAtOrBelow))
        .or_else(|| {
            let at = parse_instant(name.strip_prefix("at_")?, setting, true)?;
            Some(Statistic::At(at))
        });
    found.ok_or_else(|| {
        let names = [
            "mean", "sd", "max", "min", "count", "total", "median", "highest", "share",
        ];
        problem(request, name, WANTED, nearest(name, names))
    })
}

/// An instant: `2010-01-29` (its close of business), `2010-01-29T12:00`, or `5d`, `12h`, `3wk`
/// after the start.
pub(super) fn parse_instant(text: &str, setting: &Setting, close: bool) -> Option<Time> {
    let calendar = &setting.calendar;
    if text.contains('T')
        && let Ok(moment) = text.parse::<DateTime>()
    {
        let time = moment.time();
        let seconds = i64::from(time.hour()) * 3_600
            + i64::from(time.minute()) * 60
            + i64::from(time.second());
        return Some(calendar.time_of(moment.date()) + Span(seconds));
    }
    if let Ok(date) = text.parse::<Date>() {
        let midnight = calendar.time_of(date);
        return Some(if close {
            calendar.closing(midnight)
        } else {
            midnight
        });
    }
    for (suffix, seconds) in [("wk", 604_800.0), ("d", 86_400.0), ("h", 3_600.0)] {
        if let Some(number) = text
            .strip_suffix(suffix)
            .and_then(|n| n.parse::<f64>().ok())
            && (0.0..1e7).contains(&number)
        {
            return Some(Time(libm::round(number * seconds) as i64));
        }
    }
    None
}

/// Refuses a statistic that the kind of measure does not have.
pub(super) fn check_offered(
    request: &str,
    definition: &Definition,
    statistic: Statistic,
    name: &str,
) -> Result<(), RequestProblem> {
    use Statistic as S;
    let momentary = matches!(
        statistic,
        S::At(_) | S::End | S::Highest | S::Lowest | S::WeekMedian
    );
    let shares = matches!(
        statistic,
        S::ShareAbove(_) | S::ShareAtOrAbove(_) | S::ShareAtOrBelow(_) | S::ShareAt(_)
    );
    let spread = matches!(statistic, S::Mean | S::Sd | S::Max | S::Min);
    let passes = matches!(statistic, S::FirstAtOrBelow(_) | S::ClearedAtOrBelow(_));
    let (offered, wanted) = match definition.kind {
        Kind::Level | Kind::OfficeLevel => (
            momentary
                || shares
                || spread
                || passes
                || matches!(statistic, S::MeanAbove(_) | S::Total),
            "mean, sd, max, min, share_at_or_above_3, mean_above_3, at_2010-01-29, highest, end",
        ),
        Kind::Daily | Kind::Weekly => (
            momentary || shares || spread || passes || matches!(statistic, S::Quantile(_)),
            "mean, sd, max, min, p90, share_above_5, at_2010-01-29, highest, end",
        ),
        Kind::Total => (
            momentary || matches!(statistic, S::Mean | S::Max),
            "mean, max, at_2010-01-29, highest, end",
        ),
        Kind::Tally => (
            shares || spread || matches!(statistic, S::Quantile(_) | S::Count | S::Total),
            "mean, sd, max, min, count, total, p90, share_above_5, share_at_most_5",
        ),
        Kind::Count => (
            matches!(statistic, S::Count | S::Total | S::Rate(_)),
            "count, per_day, per_week, per_year",
        ),
        Kind::Lifetime => (matches!(statistic, S::Count | S::Total), "count"),
        Kind::Share => (
            matches!(statistic, S::Share | S::Mean | S::Count | S::Total),
            "share, count (how many counted), total (how many of how many)",
        ),
        Kind::Ratio(..) => (
            momentary || matches!(statistic, S::Mean | S::Share),
            "mean, at_2010-01-29, highest, end",
        ),
        Kind::Oldest => (
            momentary || matches!(statistic, S::Mean | S::Max | S::ShareAbove(_)),
            "mean, max, share_above_5, at_2010-01-29, highest, end",
        ),
        Kind::Incidence => (
            matches!(statistic, S::Quantile(_) | S::ShareAbove(_) | S::Count),
            "p50, p90, share_above_5, count",
        ),
    };
    if offered {
        Ok(())
    } else {
        let wanted = format!("a statistic that {} has: {wanted}", definition.name);
        Err(problem(request, name, &wanted, None))
    }
}
