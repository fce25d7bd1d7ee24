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
    let fits = |name: &str, wanted: &str| wanted == "*" || name == wanted.trim_matches('"');
    // Offices that fit, the front door of which is a team of the kind.
    let of_kind = |all: Vec<usize>, area: &str, kind: &str| -> Vec<usize> {
        let own = |at: &usize| {
            let team = &spec.teams[spec.offices[*at].front_door_team];
            let name = plan.names.team_kinds.get(team.kind);
            fits(&offices[*at], area) && name.is_some_and(|name| fits(name, kind))
        };
        all.into_iter().filter(own).collect()
    };
    match keys.as_slice() {
        ["lever", name, ..] => {
            let used = plan.levers.iter().find(|lever| lever.name == *name);
            let first = used.filter(|lever| lever.title == "initial response team");
            let areas = first.map_or(&[][..], |lever| &lever.areas[..]);
            all.into_iter()
                .filter(|at| areas.contains(&offices[*at]))
                .collect()
        }
        // Everybody's hours.
        ["calendar", ..] => all,
        ["office", area, "team", kind, ..] => of_kind(all, area, kind),
        ["team", kind, ..] => of_kind(all, "*", kind),
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn a_kind_of_team_and_a_glob_are_the_front_door_of_every_office_they_name() {
        let plan =
            crate::scenario::load(Path::new("scenarios/two-offices.toml"), &[]).expect("right");
        for (path, offices) in [
            ("office.B.team.assessment.posts", &[1][..]),
            ("office.*.team.assessment.posts", &[0, 1]),
            ("office.A.team.*.posts", &[0]),
            ("team.assessment.posts", &[0, 1]),
            ("team.*.managers", &[0, 1]),
            ("team.long-term.posts", &[]),
            ("calendar.close", &[0, 1]),
        ] {
            assert_eq!(front_door_of(&plan, path), offices, "{path}");
        }
    }
}
