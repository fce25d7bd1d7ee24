//! Requests for a value by name: `measure_statistic[filters]`.
//!
//! `wait_for_named_worker_days_p90[A]`, `unallocated_protection_max`,
//! `in_time_as_published_share[stage=initial assessment, from=2009-10-01, to=2010-03-31]`,
//! `open_children_at_2010-01-29`. The brackets may stand anywhere in the name.

use jiff::civil::{Date, DateTime};

use super::cells::Filter;
use super::plan::Setting;
use super::quantity::Quantity;
use super::registry::{Definition, Kind, Unit, registry};
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
}

/// A request that was understood.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// Canonical spelling.
    pub name: String,
    /// Measure.
    pub quantity: Quantity,
    /// Unit of the answer.
    pub unit: Unit,
    /// What it is kept for.
    pub filter: Filter,
    /// Window of its own, in place of the run's.
    pub window: Option<(Time, Time)>,
    /// Statistic.
    pub statistic: Statistic,
    /// Spelling of the statistic.
    pub statistic_name: String,
    /// Measure's name with the unit asked for.
    pub measure_name: String,
}

/// A request that was not understood.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{request}: found \"{found}\", wanted {wanted}{}", hint.as_ref().map_or(String::new(),
    |hint| format!("\n  hint: {hint}")))]
pub struct RequestProblem {
    /// The request as written.
    pub request: String,
    /// The part that is wrong.
    pub found: String,
    /// What was wanted there.
    pub wanted: String,
    /// The nearest right spelling, if one is near.
    pub hint: Option<String>,
}

/// Understands a request against the names of a setting.
///
/// # Errors
///
/// A [`RequestProblem`] naming the part that is wrong and the nearest right spelling.
pub fn parse(text: &str, setting: &Setting) -> Result<Request, RequestProblem> {
    let (name, inside) = split_brackets(text)?;
    let (definition, unit, rest) = find_measure(text, &name)?;
    let statistic_text = rest.trim_start_matches('_').to_string();
    let statistic_name = if statistic_text.is_empty() {
        usual(definition.kind)
    } else {
        &statistic_text
    };
    let statistic = parse_statistic(text, statistic_name, setting)?;
    check_offered(text, &definition, statistic, statistic_name)?;
    let (filter, window, canonical) = parse_filters(text, &inside, &definition, setting)?;
    let measure_name = if definition.is_time() {
        format!("{}{}", definition.stem(), unit.suffix())
    } else {
        definition.name.to_string()
    };
    let mut full = format!("{measure_name}_{statistic_name}");
    if !canonical.is_empty() {
        full = format!("{full}[{}]", canonical.join(", "));
    }
    Ok(Request {
        name: full,
        quantity: definition.quantity,
        unit: unit_of(&definition, unit, statistic),
        filter,
        window,
        statistic,
        statistic_name: statistic_name.to_string(),
        measure_name,
    })
}

fn unit_of(definition: &Definition, unit: Unit, statistic: Statistic) -> Unit {
    match statistic {
        Statistic::Share
        | Statistic::ShareAbove(_)
        | Statistic::ShareAtOrAbove(_)
        | Statistic::ShareAtOrBelow(_)
        | Statistic::ShareAt(_) => match definition.kind {
            Kind::Ratio(..) => definition.unit,
            _ => Unit::Share,
        },
        Statistic::Count if definition.kind == Kind::Tally => Unit::Number,
        Statistic::FirstAtOrBelow(_) => Unit::Days,
        _ => unit,
    }
}

fn problem(request: &str, found: &str, wanted: &str, hint: Option<String>) -> RequestProblem {
    RequestProblem {
        request: request.into(),
        found: found.into(),
        wanted: wanted.into(),
        hint,
    }
}

fn split_brackets(text: &str) -> Result<(String, String), RequestProblem> {
    let Some(open) = text.find('[') else {
        return Ok((text.trim().to_string(), String::new()));
    };
    let Some(close) = text[open..].find(']').map(|at| open + at) else {
        return Err(problem(text, &text[open..], "a closing bracket", None));
    };
    let name = format!("{}{}", &text[..open], &text[close + 1..]);
    Ok((name.trim().to_string(), text[open + 1..close].to_string()))
}

/// The measure with the longest name that begins the request, the unit asked for, and the rest.
fn find_measure(request: &str, name: &str) -> Result<(Definition, Unit, String), RequestProblem> {
    let mut best: Option<(usize, Definition, Unit)> = None;
    let rows = registry();
    let mut offer = |row: &Definition, unit: Unit, spelling: &str, suffix: &str| {
        let rest = name
            .strip_prefix(spelling)
            .and_then(|rest| rest.strip_prefix(suffix));
        let length = spelling.len() + suffix.len();
        if rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
            && best.as_ref().is_none_or(|(longest, ..)| length > *longest)
        {
            best = Some((length, *row, unit));
        }
    };
    for row in &rows {
        offer(row, row.unit, row.name, "");
        for spelling in row.aliases {
            offer(row, row.unit, spelling, "");
        }
        if row.is_time() {
            for unit in [Unit::Days, Unit::Hours, Unit::Weeks] {
                offer(row, unit, row.stem(), unit.suffix());
                for spelling in row.aliases {
                    offer(row, unit, spelling, unit.suffix());
                }
            }
        }
    }
    match best {
        Some((length, row, unit)) => Ok((row, unit, name[length..].to_string())),
        None => {
            let names = rows
                .iter()
                .flat_map(|row| std::iter::once(row.name).chain(row.aliases.iter().copied()));
            Err(problem(
                request,
                name,
                "a measure of `caseload list`",
                nearest(name, names),
            ))
        }
    }
}

/// The nearest of the names, where one is near enough to be meant.
pub(super) fn nearest<'n>(found: &str, names: impl IntoIterator<Item = &'n str>) -> Option<String> {
    let found = plain(found);
    let scored = names.into_iter().map(|name| {
        let compared: String = plain(name);
        let head: String = found.chars().take(compared.chars().count()).collect();
        let near =
            strsim::jaro_winkler(&found, &compared).max(strsim::jaro_winkler(&head, &compared));
        (near, name)
    });
    let best = scored.fold(
        (0.0, ""),
        |best, next| if next.0 > best.0 { next } else { best },
    );
    (best.0 > 0.8).then(|| format!("did you mean \"{}\"?", best.1))
}

/// The statistic meant where none is named.
fn usual(kind: Kind) -> &'static str {
    match kind {
        Kind::Count | Kind::Lifetime => "count",
        Kind::Share => "share",
        Kind::Incidence => "p50",
        _ => "mean",
    }
}

fn parse_statistic(
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
    if let Ok(date) = text.parse::<Date>() {
        let midnight = calendar.time_of(date);
        return Some(if close {
            calendar.closing(midnight)
        } else {
            midnight
        });
    }
    if let Ok(moment) = text.parse::<DateTime>() {
        let time = moment.time();
        let seconds = i64::from(time.hour()) * 3_600
            + i64::from(time.minute()) * 60
            + i64::from(time.second());
        return Some(calendar.time_of(moment.date()) + Span(seconds));
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
fn check_offered(
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
    let (offered, wanted) = match definition.kind {
        Kind::Level | Kind::OfficeLevel => (
            momentary
                || shares
                || spread
                || matches!(statistic, S::MeanAbove(_) | S::FirstAtOrBelow(_) | S::Total),
            "mean, sd, max, min, share_at_or_above_3, mean_above_3, at_2010-01-29, highest, end",
        ),
        Kind::Daily | Kind::Weekly => (
            momentary
                || shares
                || spread
                || matches!(statistic, S::Quantile(_) | S::FirstAtOrBelow(_)),
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

type Parsed = (Filter, Option<(Time, Time)>, Vec<String>);

/// Reads the filters between the brackets; gives back their canonical spelling too.
fn parse_filters(
    request: &str,
    inside: &str,
    definition: &Definition,
    setting: &Setting,
) -> Result<Parsed, RequestProblem> {
    let mut filter = Filter::default();
    let (mut from, mut to) = (None, None);
    let mut spelled = Vec::new();
    for part in inside
        .split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
    {
        let (key, value) = match part.split_once('=') {
            Some((key, value)) => (key.trim(), value.trim()),
            None => ("", part),
        };
        if key == "from" || key == "to" {
            let close = key == "to";
            let Some(instant) = parse_instant(value, setting, false) else {
                return Err(problem(request, value, "a date such as 2010-01-29", None));
            };
            let is_date = value.parse::<Date>().is_ok();
            let shift = if close && is_date { Span::DAY } else { Span(0) };
            *(if close { &mut to } else { &mut from }) = Some(instant + shift);
            spelled.push(format!("{key}={value}"));
            continue;
        }
        let canonical = name_filter(request, key, value, &mut filter, definition, setting)?;
        spelled.push(canonical);
    }
    let window = match (from, to) {
        (None, None) => None,
        (from, to) => {
            let window = (
                from.unwrap_or(setting.window_start),
                to.unwrap_or(setting.end),
            );
            if window.0 >= window.1 {
                return Err(problem(request, inside, "from before to", None));
            }
            Some((window.0, window.1.min(setting.end)))
        }
    };
    Ok((filter, window, spelled))
}

/// Reads one `key=value` (or a bare value) into the filter.
fn name_filter(
    request: &str,
    key: &str,
    value: &str,
    filter: &mut Filter,
    definition: &Definition,
    setting: &Setting,
) -> Result<String, RequestProblem> {
    let by = definition.by;
    let lists: [(&str, &[String], bool); 5] = [
        ("area", &setting.areas, true),
        ("team", &setting.kinds, true),
        ("stage", &setting.stages, by.has_stage()),
        ("band", &setting.bands, by.has_band()),
        ("source", &setting.sources, by.has_source()),
    ];
    if !key.is_empty() && !lists.iter().any(|(name, ..)| *name == key) && key != "office" {
        let hint = nearest(
            key,
            ["area", "team", "stage", "band", "source", "from", "to"],
        );
        return Err(problem(
            request,
            key,
            "area, team, stage, band, source, from or to",
            hint,
        ));
    }
    let key = if key == "office" { "area" } else { key };
    for (name, values, taken) in lists {
        if !key.is_empty() && key != name {
            continue;
        }
        let index = values.iter().position(|v| plain(v) == plain(value));
        let team = setting
            .teams
            .iter()
            .position(|t| plain(&t.name) == plain(value));
        let index = match (index, name, team) {
            (None, "team", Some(team)) => {
                filter.team = Some(team as u16);
                return Ok(format!("team={}", setting.teams[team].name));
            }
            (None, _, _) => continue,
            (Some(index), _, _) => index,
        };
        if !taken {
            let wanted = format!("a filter that {} takes: {}", definition.name, by.words());
            return Err(problem(request, value, &wanted, None));
        }
        match name {
            "area" => filter.area = Some(index as u16),
            "team" => filter.kind = Some(index as u16),
            "stage" => filter.stage = Some(index as u16),
            "band" => filter.band = Some(index as u8),
            _ => filter.source = Some(index as u16),
        }
        let found = &values[index];
        return Ok(if name == "area" {
            found.clone()
        } else {
            format!("{name}={found}")
        });
    }
    let names = lists
        .iter()
        .filter(|(name, ..)| key.is_empty() || key == *name);
    let known: Vec<&str> = names
        .flat_map(|(_, v, _)| v.iter().map(String::as_str))
        .collect();
    let wanted = format!("one of: {}", known.join(", "));
    Err(problem(request, value, &wanted, nearest(value, known)))
}

/// Spelling with case, hyphens and underscores ignored.
fn plain(text: &str) -> String {
    text.trim().to_lowercase().replace(['_', '-'], " ")
}
