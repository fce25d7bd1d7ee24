//! Cover of the front door by hour of the week: whose it is, and what it decides in time.

use crate::cli::ending::Failure;
use crate::cli::interrupt;
use crate::cli::settings::Common;
use crate::cli::simulate::{bar, shown_on, style};
use crate::engine::Span;
use crate::experiment::setting::setting;
use crate::experiment::{Plan, Running, watch_each};
use crate::measures::DecidedByHour;
use crate::report::compose::{DecidedInHour, Spread};

/// Offices whose front door the lever is part of.
pub(super) fn front_door_of(plan: &Plan, path: &str) -> Vec<usize> {
    let spec = &plan.department.versions[0].spec;
    let keys: Vec<&str> = path.split('.').collect();
    let offices = &plan.names.offices;
    let all: Vec<usize> = (0..offices.len()).collect();
    match keys.as_slice() {
        ["lever", name, ..] => {
            let used = plan.levers.iter().find(|lever| lever.name == *name);
            let first = used.filter(|lever| lever.title == "initial response team");
            let areas = first.map_or(&[][..], |lever| &lever.areas[..]);
            all.into_iter()
                .filter(|at| areas.contains(&offices[*at]))
                .collect()
        }
        ["office", area, "team", kind, ..] => {
            let own = |at: &usize| {
                let team = &spec.teams[spec.offices[*at].front_door_team];
                offices[*at] == *area
                    && plan
                        .names
                        .team_kinds
                        .get(team.kind)
                        .is_some_and(|k| k == kind)
            };
            all.into_iter().filter(own).collect()
        }
        _ => Vec::new(),
    }
}

/// What the front door of some offices decided in time in the last twelve months of the first
/// futures of a plan, by hour of the week; empty where there is none.
pub(super) fn decided_by_hour(
    plan: &Plan,
    offices: &[usize],
    futures: u32,
    common: &Common,
) -> Result<Vec<DecidedInHour>, Failure> {
    let calendar = &plan.department.calendar;
    if offices.is_empty() || calendar.is_continuous() {
        return Ok(Vec::new());
    }
    let versions = plan.department.versions.iter();
    let teams = versions.flat_map(|version| {
        let own = offices.iter().map(|at| &version.spec.offices[*at]);
        own.map(|office| office.front_door_team as u16)
    });
    let teams: Vec<u16> = teams.collect();
    let setting = setting(plan);
    let last_year = setting.end - Span::DAY * 365;
    let window = (setting.window_start.max(last_year), setting.end);
    let bar = bar("by hour of the week:", common.usual.quiet);
    let progress = shown_on(&bar, style("{prefix} {bar:30} {pos} of {len} futures"));
    let running = Running {
        jobs: common.usual.jobs(),
        progress: &progress,
        cancelled: interrupt::listen(),
    };
    let heard = watch_each(plan, 0..futures, &running, &|| {
        DecidedByHour::new(calendar, window, &teams)
    });
    bar.finish_and_clear();
    let heard = heard?;
    if interrupt::came() {
        return Err(Failure::Cancelled);
    }
    let one = |weekday: usize, hour: Option<usize>| {
        let whole = weekday * 24..(weekday + 1) * 24;
        let hours = hour.map_or(whole, |hour| weekday * 24 + hour..weekday * 24 + hour + 1);
        let counts: Vec<(u32, u32)> = heard
            .iter()
            .map(|future| future.children(hours.clone()))
            .collect();
        let share =
            |(in_time, all): &(u32, u32)| (*all > 0).then(|| f64::from(*in_time) / f64::from(*all));
        let shares: Vec<Option<f64>> = counts.iter().map(share).collect();
        let children: Vec<_> = counts
            .iter()
            .map(|(_, all)| Some(f64::from(*all)))
            .collect();
        shares.iter().any(Option::is_some).then(|| DecidedInHour {
            weekday,
            hour,
            in_time: Spread::of(&shares),
            children: Spread::of(&children),
        })
    };
    let hours = (0..7).flat_map(|day| (0..24).map(Some).chain([None]).map(move |h| (day, h)));
    Ok(hours.filter_map(|(day, hour)| one(day, hour)).collect())
}
