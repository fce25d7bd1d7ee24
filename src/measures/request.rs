//! Requests for a value by name: `measure_statistic[filters]`.
//!
//! `wait_for_named_worker_days_p90[A]`, `unallocated_protection_max`,
//! `in_time_as_published_share[stage=initial assessment, from=2009-10-01, to=2010-03-31]`,
//! `open_children_at_2010-01-29`. The brackets may stand anywhere in the name. Stages joined by a
//! plus sign are counted together: `[stage=initial assessment + strategy discussion (danger)]`.

use jiff::civil::Date;

use super::cells::{Filter, Stages};
use super::plan::Setting;
use super::quantity::Quantity;
use super::registry::{Definition, Kind, Unit, registry};
use super::statistic::{Statistic, check_offered, parse_instant, parse_statistic, usual};
use crate::engine::{Span, Time};

/// A request that was understood.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// Canonical spelling.
    pub name: String,
    /// Measure.
    pub quantity: Quantity,
    /// Unit of the answer.
    pub unit: Unit,
    /// Unit of the measure as asked for: what thresholds are in.
    pub asked: Unit,
    /// What it is kept for.
    pub filter: Filter,
    /// Window of its own, in place of the run's.
    pub window: Option<(Time, Time)>,
    /// Statistic.
    pub statistic: Statistic,
    /// Spelling of the statistic.
    pub statistic_name: String,
    /// Whether the request itself named the statistic.
    pub says_statistic: bool,
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
        asked: unit,
        filter,
        window,
        statistic,
        statistic_name: statistic_name.to_string(),
        says_statistic: !statistic_text.is_empty(),
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
        Statistic::ClearedAtOrBelow(_) => Unit::Weeks,
        _ => unit,
    }
}

pub(super) fn problem(
    request: &str,
    found: &str,
    wanted: &str,
    hint: Option<String>,
) -> RequestProblem {
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

/// Is a measure named, whatever is asked of it?
///
/// # Errors
///
/// The nearest right spelling, empty where none is near.
pub fn known(text: &str) -> Result<(), String> {
    let found = split_brackets(text).and_then(|(name, _)| find_measure(text, &name));
    found
        .map(|_| ())
        .map_err(|problem| problem.hint.unwrap_or_default())
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
            let is_date = !value.contains('T') && value.parse::<Date>().is_ok();
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

/// Each filter with the names it takes, and whether the measure has it.
fn filter_lists<'s>(
    definition: &Definition,
    setting: &'s Setting,
) -> [(&'static str, &'s [String], bool); 5] {
    let by = definition.by;
    [
        ("area", &setting.areas, true),
        ("team", &setting.kinds, true),
        ("stage", &setting.stages, by.has_stage()),
        ("band", &setting.bands, by.has_band()),
        ("source", &setting.sources, by.has_source()),
    ]
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
    let lists = filter_lists(definition, setting);
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
            (None, "stage", _) if taken && value.contains('+') => {
                let stages = several(request, value, values)?;
                filter.stages = Some(stages);
                return Ok(format!("stage={}", stages.words(values)));
            }
            (None, _, _) => continue,
            (Some(index), _, _) => index,
        };
        if !taken {
            let wanted = format!(
                "a filter that {} takes: {}",
                definition.name,
                definition.by.words()
            );
            return Err(problem(request, value, &wanted, None));
        }
        match name {
            "area" => filter.area = Some(index as u16),
            "team" => filter.kind = Some(index as u16),
            "stage" => filter.stages = Some(Stages::one(index as u16)),
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

/// Stages joined by a plus sign.
fn several(request: &str, value: &str, names: &[String]) -> Result<Stages, RequestProblem> {
    let mut stages = Stages::default();
    for part in value.split('+').map(str::trim) {
        let Some(index) = names.iter().position(|name| plain(name) == plain(part)) else {
            let known: Vec<&str> = names.iter().map(String::as_str).collect();
            let wanted = format!("stages joined by +, of: {}", known.join(", "));
            return Err(problem(request, part, &wanted, nearest(part, known)));
        };
        stages = stages.and(Stages::one(index as u16));
    }
    Ok(stages)
}

/// Spelling with case, hyphens and underscores ignored.
fn plain(text: &str) -> String {
    text.trim().to_lowercase().replace(['_', '-'], " ")
}
