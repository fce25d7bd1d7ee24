//! The work that new families ask of each team in the long run: a sum on paper, nothing simulated.
//!
//! Families are sent through the pathway by the published probabilities, as if nobody waited. What
//! each stage asks is its items, its recurring work while it lasts, a second worker's hours, its
//! conference, its rework and reading in after a change of worker; what staff of other roles do
//! asks nothing of workers. Joint visits of the newly qualified, absence that hands work back,
//! contacts with families who wait and own work at half speed on duty are left to the simulation,
//! so the sum is low: in long runs of one office at three tenths of the hours, where nobody waits,
//! the teams were busier than this by four to six tenths, in part because a tenth more families
//! came.

use crate::engine::{Span, Time};
use crate::model::spec::{Duration, Spec, Stage, StageBy, Stream, Team, TeamIx, Times, Unit};

/// Days of the year.
const YEAR_DAYS: f64 = 365.25;
/// Elapsed days for each working day.
const DAYS_PER_WORKING_DAY: f64 = 1.4;
/// Rounds in which families must have left the pathway; a plan that repeats takes some hundreds.
const MOST_ROUNDS: usize = 20_000;
/// Share of a year's families that may be left when the sum is broken off.
const LEFT_OVER: f64 = 1e-9;

/// Hours of casework a year that arrive at each team, managers' hours apart; `None` where families
/// never leave the pathway.
pub(super) fn hours_arriving(spec: &Spec) -> Option<Vec<f64>> {
    let mut hours = vec![0.0; spec.teams.len()];
    for office in 0..spec.offices.len() {
        let door = spec.offices[office].front_door_team;
        let streams: Vec<&Stream> = spec
            .streams
            .iter()
            .filter(|stream| stream.office == office)
            .collect();
        let children = spec.children_per_family(office);
        let mut entries = vec![0.0; spec.stages.len()];
        hours[door] += at_the_door(spec, &spec.teams[door], &streams, &mut entries);
        for flow in through(spec, office, &entries)? {
            let stage = &spec.stages[flow.stage];
            let team = &spec.teams[flow.team];
            let people = &team.people;
            let read_in = people.read_in.as_ref().map_or(0.0, effort_hours) * children;
            let years = stage.lasts.as_ref().map_or(0.0, elapsed_days) / YEAR_DAYS;
            let changes = flow.taken_over + flow.families * years * people.turnover_per_year;
            hours[flow.team] += flow.families * hours_of(stage, team, children) + changes * read_in;
        }
    }
    for hours in &mut hours {
        *hours *= spec.effort_scale;
    }
    Some(hours)
}

/// Families a year of a stream, as it stands at the start.
fn families_a_year(stream: &Stream) -> f64 {
    stream.families_per_day * trend_at_start(&stream.trend) * YEAR_DAYS
}

/// The trend's factor at the start: linear between its points, level outside.
pub(super) fn trend_at_start(points: &[(Time, f64)]) -> f64 {
    let before = points.iter().rev().find(|(at, _)| *at <= Time::ZERO);
    let after = points.iter().find(|(at, _)| *at > Time::ZERO);
    match (before, after) {
        (None, None) => 1.0,
        (Some((_, factor)), None) | (None, Some((_, factor))) => *factor,
        (Some((from, low)), Some((to, high))) => {
            low + (high - low) * (0 - from.0) as f64 / (to.0 - from.0) as f64
        }
    }
}

/// Hours of screening and deciding a year; adds the families who enter the pathway to `entries`.
///
/// Families who come back are referred again: with a chance c they make 1 / (1 - c) referrals of
/// one.
///
/// Staff of another role screen what is not decided, where the scenario says so and they are there.
fn at_the_door(spec: &Spec, team: &Team, streams: &[&Stream], entries: &mut [f64]) -> f64 {
    let back = spec
        .rereferral
        .as_ref()
        .map_or(0.0, |rule| rule.chance.clamp(0.0, 0.95));
    let contacts: f64 = streams.iter().map(|stream| families_a_year(stream)).sum();
    let Some(door) = &spec.front_door else {
        if let Some(entry) = spec.entry {
            entries[entry] += contacts / (1.0 - back);
        }
        return 0.0;
    };
    let referrals = contacts * door.contact_to_referral / (1.0 - back);
    let assessed = referrals * door.referral_to_assessment;
    let danger = (referrals * door.danger_share).min(assessed);
    entries[door.danger_stage] += danger;
    entries[door.assessment_stage] += assessed - danger;
    let mut hours =
        (referrals - contacts * door.contact_to_referral) * effort_hours(&door.decision);
    for stream in streams {
        let source = &spec.sources[stream.source];
        let screening = source.screening.as_ref().unwrap_or(&door.screening);
        let decided = if source.full_decision {
            1.0
        } else {
            door.contact_to_referral
        };
        let screened = if team.has_support(door.screened_by) {
            decided
        } else {
            1.0
        };
        let ordinary = screened * effort_hours(screening) + decided * effort_hours(&door.decision);
        // Triage is made of the share that goes through it, and the rest of the work only of those
        // it does not end.
        let share = spec.offices[stream.office].joint_triage;
        let (more, ended) = source.triage.as_ref().map_or((0.0, 0.0), |rule| {
            (share * effort_hours(&rule.effort), share * rule.ends)
        });
        hours += families_a_year(stream) * (more + (1.0 - ended) * ordinary);
    }
    hours
}

/// Families a year in one stage done by one team.
struct Flow {
    stage: usize,
    team: TeamIx,
    families: f64,
    /// Of these, the families who come from the named worker of another team.
    taken_over: f64,
}

/// Families a year in each stage and team that does it; `None` where they never leave.
fn through(spec: &Spec, office: usize, entries: &[f64]) -> Option<Vec<Flow>> {
    let own = &spec.offices[office];
    let teams = spec.teams.len();
    let place = |stage: usize, team: TeamIx| stage * teams + team;
    let mut now = vec![0.0; spec.stages.len() * teams];
    for (stage, families) in entries.iter().enumerate() {
        now[place(stage, own.front_door_team)] += families;
    }
    let all: f64 = entries.iter().sum();
    let mut seen = vec![(0.0, 0.0); now.len()];
    for round in 0..MOST_ROUNDS {
        if now.iter().sum::<f64>() <= all * LEFT_OVER {
            let found = seen
                .into_iter()
                .enumerate()
                .filter(|(_, (families, _))| *families > 0.0);
            return Some(
                found
                    .map(|(at, (families, taken_over))| Flow {
                        stage: at / teams,
                        team: at % teams,
                        families,
                        taken_over,
                    })
                    .collect(),
            );
        }
        let mut next = vec![0.0; now.len()];
        for (at, families) in now
            .iter()
            .enumerate()
            .filter(|(_, families)| **families > 0.0)
        {
            let stage = &spec.stages[at / teams];
            let kind = stage
                .team_kind
                .and_then(|kind| own.teams.get(kind).copied().flatten());
            let team = kind.unwrap_or(at % teams);
            let done = &mut seen[place(at / teams, team)];
            done.0 += families;
            if round > 0 && team != at % teams && stage.by == StageBy::NamedWorker {
                done.1 += families;
            }
            if let Some(may) = &stage.may_start {
                let years = stage.lasts.as_ref().map_or(0.0, elapsed_days) / YEAR_DAYS;
                next[place(may.stage, team)] += families * may.per_year * years;
            }
            for outcome in &stage.outcomes {
                for &starts in &outcome.starts {
                    next[place(starts, team)] += families * outcome.probability;
                }
            }
        }
        now = next;
    }
    None
}

/// Workers' hours that one family in a stage asks: those of a second worker too, who makes no
/// note, and none of what the team has staff of another role for.
fn hours_of(stage: &Stage, team: &Team, children: f64) -> f64 {
    if !matches!(stage.by, StageBy::NamedWorker | StageBy::Duty) {
        return 0.0;
    }
    let size = |per_child: bool| if per_child { children } else { 1.0 };
    let workers = |second_worker: bool, note_share: f64| {
        let comes_along = second_worker && team.posts.len() > 1;
        1.0 + if comes_along { 1.0 - note_share } else { 0.0 }
    };
    let mut hours = 0.0;
    let mut last = 0.0;
    for item in stage.items.iter().filter(|item| !item.by_manager) {
        let times = match &item.times {
            Times::Fixed(times) => f64::from(*times),
            Times::Random(law) => law.mean().max(1.0),
        };
        last = effort_hours(&item.effort) * size(item.per_child);
        if !team.has_support(item.role) {
            hours += times * last * workers(item.second_worker, item.note_share);
        }
    }
    let lasts = stage.lasts.as_ref().map_or(0.0, elapsed_days);
    for (index, item) in stage.recurring.iter().enumerate() {
        let every = elapsed_days(&item.every);
        if every > 0.0 && lasts > 0.0 {
            // Half a turn for the part begun; a stage that ends at this item has the last one too.
            let more = if stage.ends_at == Some(index) {
                1.0
            } else {
                0.5
            };
            let times = ((lasts - elapsed_days(&item.first)) / every + more).max(0.0);
            if !team.has_support(item.role) {
                let own = effort_hours(&item.effort) * size(item.per_child);
                hours += times * own * workers(item.second_worker, item.note_share);
            }
        }
    }
    if let Some(rule) = &stage.conference {
        hours += effort_hours(&rule.attendance) * children;
    }
    if let Some(rule) = &stage.sign_off {
        hours += last * rule.rework * rule.rework_share;
    }
    hours
}

fn effort_hours(effort: &Duration) -> f64 {
    effort.dist.mean() / Span::HOUR.0 as f64
}

/// Mean length in elapsed days.
pub(super) fn elapsed_days(length: &Duration) -> f64 {
    match length.unit {
        Unit::WorkingDays => length.dist.mean() * DAYS_PER_WORKING_DAY,
        Unit::Effort | Unit::Elapsed => length.dist.mean() / Span::DAY.0 as f64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario;
    use std::path::Path;

    #[test]
    fn the_load_of_one_server_is_its_arrivals_times_its_service() {
        let plan = scenario::load(Path::new("scenarios/reference/p01.toml"), &[]).expect("loads");
        let hours = hours_arriving(&plan.department.versions[0].spec).expect("ends");
        let a_year = 0.8 * YEAR_DAYS * 24.0;
        assert!((hours[0] - a_year).abs() < 1e-6 * a_year, "{hours:?}");
    }

    #[test]
    fn a_second_workers_hours_count_and_those_of_another_role_do_not() {
        let hours = |sets: &[(&str, &str)]| {
            let own = |(path, value): &(&str, &str)| ((*path).to_owned(), (*value).to_owned());
            let sets: Vec<_> = sets.iter().map(own).collect();
            let file = Path::new("scenarios/reference/p01.toml");
            let plan = scenario::load(file, &sets).expect("loads");
            hours_arriving(&plan.department.versions[0].spec).expect("ends")[0]
        };
        let second = ("stage.work.item.service.second_worker", "true");
        let note = ("stage.work.item.service.note", "0.25");
        let one = hours(&[]);
        let close = |found: f64, wanted: f64| (found / wanted - 1.0).abs() < 1e-9;
        assert!(close(hours(&[second]), one), "nobody to come along");
        let two = [("team.duty.posts", "2"), second, note];
        assert!(
            close(hours(&two), one * 1.75),
            "the note is not written twice"
        );
        let role = ("stage.work.item.service.role", "helper");
        let none = ("team.duty.support.helper.posts", "0");
        let some = ("team.duty.support.helper.posts", "3");
        assert!(close(hours(&[role, none]), one));
        assert_eq!(hours(&[role, some]), 0.0);
    }

    #[test]
    fn a_trend_is_taken_where_the_run_begins() {
        let points = [(Time(-10), 1.0), (Time(10), 2.0)];
        assert!((trend_at_start(&points) - 1.5).abs() < 1e-12);
        assert!((trend_at_start(&points[1..]) - 2.0).abs() < 1e-12);
        assert!((trend_at_start(&[]) - 1.0).abs() < 1e-12);
    }
}
