//! What the measures need to know of a plan: names, calendar, window, and what is asked for.

use super::plan::{Observed, Plan, When};
use crate::engine::Time;
use crate::measures::{
    MonitorPlan, RecurringAs, RequestProblem, Setting, StageSetting, TeamSetting,
};
use crate::model::spec::{RecurringKind, Row, Stage, StageBy, Stops};

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
    }
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
                RecurringKind::Other => RecurringAs::Other,
            })
            .collect(),
    }
}

/// The request whose value an observation is held against.
pub fn request_of(observed: &Observed) -> String {
    let (name, inside) = match observed.measure.split_once('[') {
        Some((name, rest)) => (name, rest.trim_end_matches(']').to_string()),
        None => (observed.measure.as_str(), String::new()),
    };
    let mut filters: Vec<String> = Vec::new();
    if !inside.is_empty() {
        filters.push(inside);
    }
    filters.extend(observed.area.clone());
    let mut name = name.to_string();
    match (observed.when, observed.pick.as_str()) {
        (When::At(date), _) => name = format!("{name}_at_{date}"),
        (When::Between(from, to), pick) => {
            filters.push(format!("from={from}"));
            filters.push(format!("to={to}"));
            name = picked(&name, pick);
        }
        (When::Whole, pick) => name = picked(&name, pick),
    }
    if filters.is_empty() {
        name
    } else {
        format!("{name}[{}]", filters.join(", "))
    }
}

fn picked(name: &str, pick: &str) -> String {
    match pick {
        "value" | "" => name.to_string(),
        other => format!("{name}_{other}"),
    }
}

/// Compiles what one run of a plan will answer: what is reported unasked, the scenario's own
/// requests, what its observations need, and `more` (of the command line).
///
/// # Errors
///
/// Every request that was not understood.
pub fn monitor_plan(plan: &Plan, more: &[String]) -> Result<MonitorPlan, Vec<RequestProblem>> {
    let mut requests: Vec<String> = plan.probes.clone();
    requests.extend(plan.observed.iter().map(request_of));
    requests.extend(more.iter().cloned());
    MonitorPlan::new(setting(plan), &requests)
}
