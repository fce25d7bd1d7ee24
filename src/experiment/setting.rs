//! What the measures need to know of a plan: names, calendar, window, and what is asked for.

use jiff::civil::Date;

use super::plan::{LeverUse, Observed, Plan, When};
use crate::engine::{Span, Time};
use crate::measures;
use crate::measures::{
    Costs, Kind, LeverPrice, MonitorPlan, RecurringAs, Request, RequestProblem, Setting,
    StageSetting, TeamSetting, VisitEvery, definition, parse, registry,
};
use crate::model::spec::{RecurringKind, Row, Stage, StageBy, Stops, Unit};

/// The measures' view of a plan.
pub fn setting(plan: &Plan) -> Setting {
    let spec = &plan.department.versions[0].spec;
    let names = &plan.names;
    Setting {
        areas: names.offices.clone(),
        kinds: names.team_kinds.clone(),
        teams: spec
            .teams
            .iter()
            .map(|team| TeamSetting {
                name: team.name.clone(),
                area: team.office as u16,
                kind: team.kind as u16,
                protection_covered_at_once: team.people.cover.protection_at_once,
            })
            .collect(),
        stages: names
            .stages
            .iter()
            .map(|stage| stage.name.clone())
            .collect(),
        stage_settings: spec.stages.iter().map(stage_setting).collect(),
        bands: names.bands.clone(),
        sources: names.sources.clone(),
        calendar: plan.calendar().clone(),
        window_start: Time::ZERO + plan.warm_up,
        end: Time::ZERO + plan.department.horizon,
        note_late_wd: spec.day.note_late_wd,
        costs: costs(plan),
    }
}

/// What the plan costs; `None` where it states no prices.
fn costs(plan: &Plan) -> Option<Costs> {
    let prices = plan.prices?;
    let calendar = plan.calendar();
    let end = Time::ZERO + plan.department.horizon;
    let area = |name: &String| plan.names.offices.iter().position(|have| have == name);
    let lever = |used: &LeverUse| LeverPrice {
        areas: used
            .areas
            .iter()
            .filter_map(|name| Some(area(name)? as u16))
            .collect(),
        from: calendar.time_of(used.from),
        until: used
            .until
            .and_then(|last| last.tomorrow().ok())
            .map_or(end, |after| calendar.time_of(after)),
        once: used.cost.once,
        per_year: used.cost.per_year,
        per_worker_year: used.cost.per_worker_year,
    };
    Some(Costs {
        permanent: prices.permanent,
        newly_qualified: prices.newly_qualified,
        agency: prices.agency,
        manager: prices.manager,
        starter: prices.starter,
        levers: plan.levers.iter().map(lever).collect(),
    })
}

/// A calendar month or a financial year (April to March) of a run, or what of it is in the run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Period {
    /// The financial year, such as `2009-10`; `None` for a month.
    pub financial_year: Option<String>,
    /// First day in the run.
    pub from: Date,
    /// Last day in the run.
    pub to: Date,
}

/// Calendar months of the days from `first` to `last`, then their financial years; the first and
/// the last of each may be there in part.
pub fn periods(first: Date, last: Date) -> Vec<Period> {
    let year_end = |day: Date| {
        let year = day.year() + i16::from(day.month() > 3);
        jiff::civil::date(year, 3, 31)
    };
    let cut = |end: fn(Date) -> Date, named: bool| {
        let mut found = Vec::new();
        let mut from = first;
        while from <= last {
            let whole = end(from);
            let to = whole.min(last);
            let years = format!("{}-{:02}", whole.year() - 1, whole.year() % 100);
            found.push(Period {
                financial_year: named.then_some(years),
                from,
                to,
            });
            let Ok(next) = to.tomorrow() else { break };
            from = next;
        }
        found
    };
    let mut all = cut(Date::last_of_month, false);
    all.extend(cut(year_end, true));
    all
}

/// How a cost of a period is asked for, as `costs.csv` has it.
pub fn cost_in(measure: &str, period: &Period) -> String {
    format!("{measure}_count[from={}, to={}]", period.from, period.to)
}

/// Every cost of the county in each month and financial year of the run.
fn costs_by_period(plan: &Plan) -> Vec<String> {
    if plan.prices.is_none() {
        return Vec::new();
    }
    let calendar = plan.calendar();
    let last = calendar.date_of(Time::ZERO + plan.department.horizon - Span(1));
    let first = calendar.date_of(Time::ZERO + plan.warm_up);
    let mut asked = Vec::new();
    for period in periods(first, last) {
        let rows = registry()
            .into_iter()
            .filter(|row| row.unit == measures::Unit::Pounds);
        asked.extend(rows.map(|row| cost_in(row.name, &period)));
    }
    asked
}

fn stage_setting(stage: &Stage) -> StageSetting {
    let stops = stage.limit.as_ref().map(|limit| limit.stops);
    StageSetting {
        row: match stage.row {
            Row::ProtectionPlan => 0,
            Row::Section47 => 1,
            Row::Assessment => 2,
            Row::InNeed => 3,
        },
        named_worker: stage.by == StageBy::NamedWorker,
        limit_stops_authorised: stops == Some(Stops::Authorised),
        conference: stage.conference.is_some() || stops == Some(Stops::Held),
        signed_off: stage.sign_off.is_some(),
        recurring: stage
            .recurring
            .iter()
            .map(|item| match item.kind {
                RecurringKind::Visit => RecurringAs::Visit,
                RecurringKind::Meeting => RecurringAs::Meeting,
                RecurringKind::Review => RecurringAs::Review,
                RecurringKind::Other if stage.outranks => RecurringAs::Date,
                RecurringKind::Other => RecurringAs::Other,
            })
            .collect(),
        visits: stage.items.iter().map(|item| item.sees_child).collect(),
        visit_every: visit_every(stage),
        closing: stage.low_priority,
    }
}

/// Elapsed time without a visit after which a child in need counts as not visited.
const IN_NEED_UNVISITED: Span = Span(6 * Span::WEEK.0);

/// How long a child on a plan may go without a visit: the stage's own standard in protection, six
/// weeks for children in need. Stages without a visit that recurs have no such rule.
fn visit_every(stage: &Stage) -> Option<VisitEvery> {
    let mut visits = stage.recurring.iter();
    let visit = visits.find(|item| item.kind == RecurringKind::Visit)?;
    match stage.row {
        Row::ProtectionPlan => {
            let longest = visit.every.dist.mean();
            Some(match visit.every.unit {
                Unit::WorkingDays => VisitEvery::WorkingDays(libm::ceil(longest) as i64),
                Unit::Elapsed | Unit::Effort => VisitEvery::Elapsed(Span(longest as i64)),
            })
        }
        Row::InNeed => Some(VisitEvery::Elapsed(IN_NEED_UNVISITED)),
        Row::Section47 | Row::Assessment => None,
    }
}

/// The request whose value an observation is held against: its measure, on its day or over its
/// period, for its area.
///
/// A number that exists at every moment is taken at the close of the day, and of a period by its
/// `pick`; what is counted or tallied is counted over the day or the period. A measure that names
/// its statistic is taken over the period as it stands: with a day or a pick on top it would be
/// asked for twice, and is refused where the two differ.
///
/// # Errors
///
/// A [`RequestProblem`] when the measure is not understood or its statistic is named twice.
pub fn request_of(observed: &Observed, setting: &Setting) -> Result<String, RequestProblem> {
    let request = parse(&observed.measure, setting)?;
    let kind = definition(request.quantity).map(|row| row.kind);
    let momentary = !matches!(
        kind,
        Some(Kind::Tally | Kind::Count | Kind::Share | Kind::Incidence | Kind::Lifetime)
    );
    let median = match kind {
        Some(Kind::Level | Kind::OfficeLevel | Kind::Total | Kind::Ratio(..) | Kind::Oldest) => {
            "week_median"
        }
        _ => "median",
    };
    let asked = match (observed.when, observed.pick.as_str()) {
        (When::At(date), _) if momentary => Some(format!("at_{date}")),
        (_, "value" | "") => None,
        (_, "median") => Some(median.to_string()),
        (_, pick) => Some(pick.to_string()),
    };
    let statistic = match asked {
        None => request.statistic_name.clone(),
        Some(asked) if !request.says_statistic || asked == request.statistic_name => asked,
        Some(asked) => return Err(named_twice(observed, &request, &asked)),
    };
    let mut filters: Vec<String> = Vec::new();
    if let Some((_, inside)) = request.name.split_once('[') {
        filters.push(inside.trim_end_matches(']').to_string());
    }
    filters.extend(observed.area.iter().map(|area| format!("area={area}")));
    let period = match observed.when {
        When::At(date) if !momentary => Some((date, date)),
        When::Between(from, to) => Some((from, to)),
        _ => None,
    };
    if let Some((from, to)) = period {
        filters.push(format!("from={from}"));
        filters.push(format!("to={to}"));
    }
    let head = format!("{}_{statistic}", request.measure_name);
    Ok(if filters.is_empty() {
        head
    } else {
        format!("{head}[{}]", filters.join(", "))
    })
}

fn named_twice(observed: &Observed, request: &Request, asked: &str) -> RequestProblem {
    RequestProblem {
        request: format!("observed.{}: {}", observed.name, observed.measure),
        found: format!("{} and {asked}", request.statistic_name),
        wanted: "one statistic: named by the measure, or by the day or the pick".into(),
        hint: Some(format!("write measure = \"{}\"", request.measure_name)),
    }
}

/// Compiles what one run of a plan will answer: what is reported unasked, the scenario's own
/// requests, what its observations need, and `more` (of the command line).
///
/// # Errors
///
/// Every request that was not understood.
pub fn monitor_plan(plan: &Plan, more: &[String]) -> Result<MonitorPlan, Vec<RequestProblem>> {
    let setting = setting(plan);
    let mut problems = Vec::new();
    let mut requests: Vec<String> = plan.probes.clone();
    for observed in &plan.observed {
        match request_of(observed, &setting) {
            Ok(request) => requests.push(request),
            Err(problem) => problems.push(problem),
        }
    }
    requests.extend(costs_by_period(plan));
    requests.extend(more.iter().cloned());
    match MonitorPlan::new(setting, &requests) {
        Ok(watched) if problems.is_empty() => Ok(watched),
        Ok(_) => Err(problems),
        Err(others) => {
            problems.extend(others);
            Err(problems)
        }
    }
}

/// Compiles what is asked for and nothing else, for studies that keep few values of many runs: not
/// what is reported unasked, nor what the scenario itself asks for.
///
/// # Errors
///
/// Every request that was not understood.
pub fn monitor_only(plan: &Plan, asked: &[String]) -> Result<MonitorPlan, Vec<RequestProblem>> {
    MonitorPlan::only(setting(plan), asked)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::plan::ObservedKind;
    use jiff::civil::date;

    fn asked(measure: &str, when: When, pick: &str) -> Result<String, RequestProblem> {
        let file = std::path::Path::new("scenarios/tiny-office.toml");
        let plan = crate::scenario::load(file, &[]).expect("the scenario is right");
        let observed = Observed {
            name: "V".into(),
            measure: measure.into(),
            area: None,
            when,
            pick: pick.into(),
            low: None,
            high: None,
            target: None,
            kind: ObservedKind::Predicted,
            source: String::new(),
            note: String::new(),
            finding: String::new(),
            if_missed: String::new(),
        };
        request_of(&observed, &setting(&plan))
    }

    #[test]
    fn what_is_watched_alone_is_what_is_watched_among_all() {
        let file = std::path::Path::new("scenarios/tiny-office.toml");
        let plan = crate::scenario::load(file, &[]).expect("the scenario is right");
        // A level, a mean of tallies, a quantile, a share, a count, numbers at week-ends and at the
        // close of days, a ratio, and money.
        let asked = [
            "unallocated_children_mean",
            "wait_for_named_worker_days_mean",
            "wait_for_named_worker_wd_p90",
            "decisions_in_time",
            "closed_families_count",
            "not_visited_in_need_max",
            "unallocated_over_5_wd_mean",
            "utilisation_mean",
            "cost_pounds",
        ]
        .map(str::to_owned);
        let all = monitor_plan(&plan, &asked).expect("understood");
        let only = monitor_only(&plan, &asked).expect("understood");
        assert_eq!(only.catalogue.values.len(), asked.len());
        assert!(only.catalogue.series.is_empty());
        for future in 0..3 {
            let of = |watched: &MonitorPlan| {
                let found = crate::experiment::run_one(&plan, watched, future).expect("it runs");
                let value = |name: &String| {
                    let at = watched.catalogue.find(name, &watched.setting);
                    found.values[at.expect("it is watched")]
                };
                asked.iter().map(value).collect::<Vec<_>>()
            };
            assert_eq!(of(&all), of(&only));
        }
    }

    #[test]
    fn months_and_financial_years_tile_the_run() {
        let (first, last) = (date(2009, 11, 16), date(2011, 4, 1));
        let all = periods(first, last);
        let (years, months): (Vec<_>, Vec<_>) =
            all.iter().partition(|one| one.financial_year.is_some());
        assert_eq!((months.len(), years.len()), (18, 3));
        let said = |one: &Period| (one.financial_year.clone(), one.from, one.to);
        let year = |name: &str, from, to| (Some(name.to_owned()), from, to);
        assert_eq!(
            years.into_iter().map(said).collect::<Vec<_>>(),
            [
                year("2009-10", first, date(2010, 3, 31)),
                year("2010-11", date(2010, 4, 1), date(2011, 3, 31)),
                year("2011-12", date(2011, 4, 1), last),
            ]
        );
        assert!(
            months
                .windows(2)
                .all(|two| two[0].to.tomorrow().ok() == Some(two[1].from))
        );
        assert_eq!(months.last().map(|month| month.to), Some(last));
    }

    #[test]
    fn a_figure_is_asked_for_as_it_was_observed() {
        let day = date(2010, 1, 29);
        let (at, period) = (When::At(day), When::Between(day, day));
        let is = |found: Result<String, RequestProblem>, wanted: &str| {
            assert_eq!(found.expect("it is understood"), wanted);
        };
        let within = "[from=2010-01-29, to=2010-01-29]";
        is(
            asked("open_children", at, "value"),
            "open_children_at_2010-01-29",
        );
        is(
            asked("closed_children", at, "value"),
            &format!("closed_children_count{within}"),
        );
        is(
            asked("unallocated", period, "highest"),
            &format!("unallocated_highest{within}"),
        );
        is(
            asked("open_children", period, "median"),
            &format!("open_children_week_median{within}"),
        );
        is(
            asked("wait_of_danger_wd_p90", period, "value"),
            &format!("wait_of_danger_wd_p90{within}"),
        );
        for (measure, when, pick) in [
            ("open_children_max", at, "value"),
            ("unallocated_max", period, "highest"),
            ("open_chidren", at, "value"),
        ] {
            assert!(asked(measure, when, pick).is_err(), "{measure}");
        }
    }
}
