//! Where each team stands at the start, before anything is simulated.

use super::plan::Plan;
use super::workload::{elapsed_days, hours_arriving};
use crate::engine::{Calendar, Span, Time};
use crate::model::spec::{People, Spec, StageBy, Team, TeamIx};

/// One team at the start. Workers are full-time equivalents, managers apart.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Area of its office.
    pub area: String,
    /// Name of the team.
    pub team: String,
    /// Posts.
    pub posts: f64,
    /// Filled posts, those covered by agency workers included.
    pub in_post: f64,
    /// In post and not expected to be away.
    pub working: f64,
    /// Workers that new work would keep busy, on paper; `None` where it has no end.
    pub arriving: Option<f64>,
    /// Children allocated for each worker in post; `None` where there is none of either.
    pub children_per_worker: Option<f64>,
}

impl Line {
    /// Workers short of what arrives on paper; the sum is low, so below zero is not yet room.
    pub fn gap(&self) -> Option<f64> {
        self.arriving.map(|arriving| arriving - self.working)
    }
}

/// A line for each team, in the order of areas and teams.
pub fn position(plan: &Plan) -> Vec<Line> {
    let department = &plan.department;
    let Some(first) = department.versions.first() else {
        return Vec::new();
    };
    let spec = &first.spec;
    let calendar = &department.calendar;
    let open_hours = open_hours_a_year(calendar);
    let hours = hours_arriving(spec);
    let allocated = children_allocated(plan, spec);
    let teams = spec.teams.iter().enumerate();
    teams
        .map(|(index, team)| {
            let posts: f64 = team.posts.iter().sum();
            let in_post = posts * filled(team);
            let speed = spec.day.paid_share_of_open_hours * team.people.casework_share;
            let worker_hours = open_hours * speed * experience(team);
            Line {
                area: spec.offices[team.office].name.clone(),
                team: kind_of(plan, team),
                posts,
                in_post,
                working: in_post * share_present(&team.people, calendar),
                arriving: hours
                    .as_ref()
                    .filter(|_| worker_hours > 0.0)
                    .map(|hours| hours[index] / worker_hours),
                children_per_worker: Some(allocated[index])
                    .filter(|children| *children > 0.0 && in_post > 0.0)
                    .map(|children| children / in_post),
            }
        })
        .collect()
}

/// Share of the posts with somebody in them at the start, agency workers included; each post is as
/// likely as any other to be vacant.
fn filled(team: &Team) -> f64 {
    let posts = team.posts.len();
    let (vacant, covered) = team.vacant_at_start();
    (posts - vacant + covered) as f64 / posts.max(1) as f64
}

/// Mean speed of those in post: newly qualified and agency workers are slower.
fn experience(team: &Team) -> f64 {
    let people = &team.people;
    let new = people.newly_qualified_share;
    let permanent = 1.0 - new + new * people.newly_qualified_speed;
    let (vacant, covered) = team.vacant_at_start();
    let (own, agency) = ((team.posts.len() - vacant) as f64, covered as f64);
    if own + agency > 0.0 {
        (own * permanent + agency * people.agency.speed) / (own + agency)
    } else {
        permanent
    }
}

/// The kind of team, which its area tells apart from the others of its kind.
fn kind_of(plan: &Plan, team: &Team) -> String {
    plan.names
        .team_kinds
        .get(team.kind)
        .unwrap_or(&team.name)
        .clone()
}

/// Open hours of a year, from the first four years of the calendar.
fn open_hours_a_year(calendar: &Calendar) -> f64 {
    let years = 4;
    let days = years * 365 + 1;
    let open = calendar.work_between(Time::ZERO, Time::ZERO + Span::DAY * days);
    open.as_hours() / years as f64
}

/// Expected share of people in post who are not away on a day of the starting month.
fn share_present(people: &People, calendar: &Calendar) -> f64 {
    let away: f64 = people
        .sickness
        .iter()
        .map(|kind| kind.per_year * elapsed_days(&kind.length) / 365.25)
        .sum();
    let well = 1.0 / (1.0 + away);
    let month = calendar.month(Time::ZERO);
    let leave: f64 = people
        .planned
        .iter()
        .map(|kind| {
            let all: f64 = kind.months.iter().sum();
            let here = if all > 0.0 {
                kind.months[month] / all
            } else {
                1.0 / 12.0
            };
            f64::from(kind.times) * kind.length_wd as f64 * here / working_days_a_month(calendar)
        })
        .sum();
    let long = people.long_leave.as_ref().map_or(0.0, |rule| {
        let away = rule.per_year * elapsed_days(&rule.length) / 365.25;
        away / (1.0 + away)
    });
    well * (1.0 - leave.clamp(0.0, 1.0)) * (1.0 - long)
}

fn working_days_a_month(calendar: &Calendar) -> f64 {
    let year = Time::ZERO + Span::DAY * 365;
    (calendar.working_days_between(Time::ZERO, year) as f64 / 12.0).max(1.0)
}

/// Children with a named worker at the start, by team; families have as many children as those
/// who come to the office have on average.
fn children_allocated(plan: &Plan, spec: &Spec) -> Vec<f64> {
    let mut children = vec![0.0; spec.teams.len()];
    for group in plan
        .department
        .start
        .open
        .iter()
        .filter(|group| group.allocated)
        .filter(|group| spec.stages[group.stage].by == StageBy::NamedWorker)
    {
        let office = &spec.offices[group.office];
        let own = spec.stages[group.stage]
            .team_kind
            .or(group.team_kind)
            .and_then(|kind| office.teams.get(kind).copied().flatten());
        let team: TeamIx = own.unwrap_or(office.front_door_team);
        let size = if group.count_families {
            spec.children_per_family(group.office)
        } else {
            1.0
        };
        children[team] += group.children * size;
    }
    children
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario;
    use std::path::Path;

    #[test]
    fn posts_are_vacant_whole_as_the_simulation_has_them() {
        // A tenth of six posts is one post; two thirds of the vacant ones are covered: none.
        let sets = [
            ("office.A.vacancy", "0.1"),
            ("office.A.agency", "0.07"),
            ("people.long_leave.per_year", "0.5"),
            ("people.long_leave.length", "365.25 d"),
        ];
        let own = |(path, value): (&str, &str)| (path.to_owned(), value.to_owned());
        let file = Path::new("scenarios/tiny-office.toml");
        let line = |sets: &[(String, String)]| {
            let plan = scenario::load(file, sets).expect("loads");
            position(&plan).swap_remove(0)
        };
        let sets = sets.map(own);
        let (with, without) = (line(&sets), line(&sets[..2]));
        assert!((with.in_post - 5.0).abs() < 1e-9, "{with:?}");
        // Half a leave of a year begun in each year of work: a third of the time away.
        assert!((with.working / without.working - 2.0 / 3.0).abs() < 1e-9);
    }

    #[test]
    fn one_worker_at_load_four_fifths_has_a_fifth_to_spare() {
        let plan = scenario::load(Path::new("scenarios/reference/p01.toml"), &[]).expect("loads");
        let lines = position(&plan);
        assert_eq!(lines.len(), 1);
        assert!((lines[0].posts - 1.0).abs() < 1e-9);
        assert!((lines[0].working - 1.0).abs() < 1e-9);
        let gap = lines[0].gap().expect("work has an end");
        assert!((gap + 0.2).abs() < 1e-3, "{gap}");
        assert_eq!(lines[0].children_per_worker, None);
    }
}
