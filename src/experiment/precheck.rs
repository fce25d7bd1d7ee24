//! What can be said of a team before anything is simulated: how much it can sustain, and where a
//! backlog goes if chance is left out.
//!
//! Saturation: Campello, Ingolfsson and Shumsky (2017), *Management Science* 63(3), 882-900. N
//! workers with M slots each, visits of mean 1/mu, closure with chance p after each visit, delays
//! of mean 1/delta outside: with every slot always full a worker is idle only while all M families
//! are outside, so N mu p (1 - B) families close a day, B the chance of nothing ready in the chain
//! k -> k + 1 at (M - k) delta, k -> k - 1 at (1 - p) mu. More arrivals than that can never be
//! kept up with, however short the list is today. Absence makes it less: it is an upper bound.
//!
//! Fluid limit: families flow in at their rate and out at mu for each worker that has one; a list
//! of Q0 clears in Q0 / (c mu - lambda).

use crate::engine::{SECONDS_PER_YEAR, Time};
use crate::model::spec::{
    Department, Duration, Item, OpenGroup, People, Spec, StageBy, Team, TeamIx, Times, Unit,
};

const DAY: f64 = 86_400.0;

/// Work of a capped team as the formulas see it. Rates are per day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CappedTeam {
    /// Workers.
    pub workers: f64,
    /// Slots of each.
    pub cap: f64,
    /// Visits a worker can make in a day.
    pub visits_per_day: f64,
    /// Chance that a visit is a family's last.
    pub last_visit: f64,
    /// Families that come back a day from a delay outside, for each that is outside; infinite
    /// where there are no delays.
    pub returns_per_day: f64,
    /// Share of time for which a worker is there.
    pub availability: f64,
}

impl CappedTeam {
    /// Closures a day when every slot is always full: no more arrivals than this can be kept up
    /// with.
    pub fn saturation_throughput(&self) -> f64 {
        let all_there = self.workers * self.visits_per_day * self.last_visit;
        all_there * (1.0 - self.nothing_ready()) * self.availability
    }

    /// Share of time for which a worker with every slot full has nothing ready.
    fn nothing_ready(&self) -> f64 {
        let slots = self.cap.max(0.0) as u32;
        let back = (1.0 - self.last_visit) * self.visits_per_day;
        if slots == 0 {
            return 1.0;
        }
        if back <= 0.0 || !self.returns_per_day.is_finite() {
            return 0.0;
        }
        // Chances of k ready, relative to none ready.
        let (mut weight, mut total) = (1.0, 1.0);
        for ready in 0..slots {
            weight *= f64::from(slots - ready) * self.returns_per_day / back;
            total += weight;
        }
        1.0 / total
    }
}

/// A time for which rates stay the same.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Phase {
    /// Beginning, days after the start.
    pub from: f64,
    /// Families who arrive a day.
    pub arrivals: f64,
    /// Workers with one family each.
    pub workers: f64,
    /// Families that one worker finishes a day.
    pub finishes: f64,
}

/// The fluid limit of a pool of workers.
#[derive(Clone, Debug, PartialEq)]
pub struct Fluid {
    /// Families there at the start.
    pub start: f64,
    /// Phases in order; the first begins at 0.
    pub phases: Vec<Phase>,
}

/// A straight or curved piece of the fluid level, in one phase and on one side of "all busy".
#[derive(Clone, Copy, Debug)]
struct Piece {
    from: f64,
    to: f64,
    level: f64,
    phase: Phase,
}

impl Piece {
    fn level_at(&self, day: f64) -> f64 {
        let gone = day - self.from;
        let Phase {
            arrivals,
            workers,
            finishes,
            ..
        } = self.phase;
        if self.level > workers || (self.level == workers && arrivals > workers * finishes) {
            return self.level + (arrivals - workers * finishes) * gone;
        }
        if finishes <= 0.0 {
            return self.level + arrivals * gone;
        }
        let rest = arrivals / finishes;
        rest + (self.level - rest) * libm::exp(-finishes * gone)
    }

    /// Days after which the level meets the number of workers from its own side.
    fn crosses_after(&self) -> Option<f64> {
        let Phase {
            arrivals,
            workers,
            finishes,
            ..
        } = self.phase;
        let capacity = workers * finishes;
        if self.level > workers && arrivals < capacity {
            return Some((self.level - workers) / (capacity - arrivals));
        }
        if self.level < workers && finishes > 0.0 && arrivals > capacity {
            let rest = arrivals / finishes;
            return Some(libm::log((rest - self.level) / (rest - workers)) / finishes);
        }
        None
    }
}

impl Fluid {
    fn pieces(&self) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let mut level = self.start;
        for (index, &phase) in self.phases.iter().enumerate() {
            let end = self.phases.get(index + 1).map_or(f64::INFINITY, |p| p.from);
            let mut from = phase.from;
            while from < end {
                let piece = Piece {
                    from,
                    to: end,
                    level,
                    phase,
                };
                let meets = piece.crosses_after().map_or(end, |days| from + days);
                let to = meets.min(end);
                pieces.push(Piece { to, ..piece });
                if to.is_finite() {
                    // On meeting the number of workers the level is that number exactly.
                    level = if meets < end {
                        phase.workers
                    } else {
                        piece.level_at(to)
                    };
                }
                from = to;
            }
        }
        pieces
    }

    /// Families there on a day.
    pub fn level(&self, day: f64) -> f64 {
        let pieces = self.pieces();
        let piece = pieces.iter().rev().find(|piece| piece.from <= day);
        piece.map_or(self.start, |piece| piece.level_at(day))
    }

    /// Most families waiting; infinite where the list grows without end.
    pub fn peak_waiting(&self) -> f64 {
        let waiting = |piece: &Piece, day: f64| {
            let level = match day.is_finite() {
                true => piece.level_at(day),
                false if piece.phase.arrivals > piece.phase.workers * piece.phase.finishes => day,
                false => 0.0,
            };
            (level - piece.phase.workers).max(0.0)
        };
        self.pieces()
            .iter()
            .map(|piece| waiting(piece, piece.from).max(waiting(piece, piece.to)))
            .fold(0.0, f64::max)
    }

    /// First day on which nobody waits; `None` where that never comes.
    pub fn clearing_day(&self) -> Option<f64> {
        let pieces = self.pieces();
        let clear = pieces
            .iter()
            .find(|piece| piece.level <= piece.phase.workers)?;
        Some(clear.from)
    }
}

/// Days until a list clears: Q0 / (c mu - lambda); `None` where it grows.
pub fn clearing_days(waiting: f64, capacity_per_day: f64, arrivals_per_day: f64) -> Option<f64> {
    let gained = capacity_per_day - arrivals_per_day;
    (gained > 0.0).then(|| waiting / gained)
}

/// The families who arrive at a team's office a day, by the first version of the department.
pub fn arrivals_per_day(spec: &Spec, team: TeamIx) -> f64 {
    let office = spec.teams[team].office;
    let streams = spec.streams.iter().filter(|stream| stream.office == office);
    streams.map(|stream| stream.families_per_day).sum()
}

/// A team that does the whole pathway by itself under a cap on families, as the formulas see it.
///
/// `None` for any other team: the pathway has a front door or a second stage, or the stage has
/// work that recurs, a length of its own, an authorisation or an item of another role, which the
/// formulas leave out. A second worker's hours are a worker's hours.
pub fn capped_team(spec: &Spec, team: TeamIx) -> Option<CappedTeam> {
    let rules = &spec.teams[team];
    let cap = rules.cap_families?;
    let stage = &spec.stages[spec.entry?];
    let only = spec.front_door.is_none()
        && stage.by == StageBy::NamedWorker
        && stage.recurring.is_empty()
        && stage.lasts.is_none()
        && stage.sign_off.is_none()
        && stage
            .outcomes
            .iter()
            .all(|outcome| outcome.starts.is_empty())
        && stage.team_kind.is_none_or(|kind| kind == rules.kind);
    let simple = |item: &Item| item.before.is_none() && !rules.has_support(item.role);
    let simple = stage.items.iter().all(simple);
    if !only || !simple || stage.items.is_empty() {
        return None;
    }
    let (mut visits, mut work, mut outside) = (0.0, 0.0, 0.0);
    for item in &stage.items {
        let times = match &item.times {
            Times::Fixed(times) => f64::from(*times),
            Times::Random(law) => law.mean(),
        };
        visits += times;
        let comes_along = item.second_worker && rules.posts.len() > 1;
        let second = if comes_along {
            1.0 - item.note_share
        } else {
            0.0
        };
        work += times * item.effort.dist.mean() * (1.0 + second) * spec.effort_scale;
        outside += (times - 1.0) * item.between.as_ref().map_or(0.0, elapsed_seconds);
    }
    let speed = rules.people.casework_share * spec.day.paid_share_of_open_hours;
    if visits < 1.0 || work <= 0.0 || speed <= 0.0 {
        return None;
    }
    Some(CappedTeam {
        workers: rules.posts.iter().sum(),
        cap,
        visits_per_day: DAY * visits * speed / work,
        last_visit: 1.0 / visits,
        returns_per_day: match outside > 0.0 {
            true => DAY * (visits - 1.0) / outside,
            false => f64::INFINITY,
        },
        availability: availability(rules),
    })
}

/// Share of time for which the holder of a post is there, sickness and vacancies apart from each
/// other.
fn availability(team: &Team) -> f64 {
    let people: &People = &team.people;
    let sick: f64 = people
        .sickness
        .iter()
        .map(|kind| kind.per_year * elapsed_seconds(&kind.length) / SECONDS_PER_YEAR)
        .sum();
    let round = people
        .recruitment
        .round
        .as_ref()
        .map_or(0.0, elapsed_seconds);
    let vacant = people.turnover_per_year * round / SECONDS_PER_YEAR;
    1.0 / (1.0 + sick) / (1.0 + vacant)
}

fn elapsed_seconds(duration: &Duration) -> f64 {
    let mean = duration.dist.mean();
    match duration.unit {
        Unit::WorkingDays => mean * 1.4 * DAY,
        Unit::Elapsed | Unit::Effort => mean,
    }
}

/// The fluid limit of a team whose workers have one family each at a time, with the dated changes
/// of the department; `None` for any other team.
pub fn fluid(department: &Department, team: TeamIx) -> Option<Fluid> {
    let mut phases = Vec::new();
    for version in &department.versions {
        let capped = capped_team(&version.spec, team)?;
        if capped.cap != 1.0 || capped.last_visit < 1.0 {
            return None;
        }
        phases.push(Phase {
            from: (version.from - Time::ZERO).0 as f64 / DAY,
            arrivals: arrivals_per_day(&version.spec, team),
            workers: capped.workers,
            finishes: capped.visits_per_day,
        });
    }
    let office = department.versions.first()?.spec.teams[team].office;
    let groups = department.start.open.iter();
    let groups = groups.filter(|group| group.office == office);
    let first = &department.versions[0].spec;
    Some(Fluid {
        start: groups.map(|group| families(first, group)).sum(),
        phases,
    })
}

/// Families of a group of the position at the start, where it counts children: as many as have so
/// many children on average.
pub fn families(spec: &Spec, group: &OpenGroup) -> f64 {
    if group.listed.is_some() {
        1.0
    } else if group.count_families {
        group.children
    } else {
        group.children / spec.children_per_family(group.office)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: f64, wanted: f64) {
        assert!(
            (found - wanted).abs() <= 1e-9 * wanted.abs().max(1e-9),
            "{found} for {wanted}"
        );
    }

    fn team(workers: f64, cap: f64, last_visit: f64, returns_per_day: f64) -> CappedTeam {
        CappedTeam {
            workers,
            cap,
            visits_per_day: 1.0,
            last_visit,
            returns_per_day,
            availability: 1.0,
        }
    }

    #[test]
    fn saturation_is_that_of_the_finite_source_chain() {
        close(
            team(1.0, 4.0, 0.3, 0.5).saturation_throughput(),
            0.287_987_191_674_588_5,
        );
        // One slot: a visit, then an outside delay with chance 0.7, and so on.
        close(
            team(2.0, 1.0, 0.3, 0.5).saturation_throughput(),
            2.0 * 0.3 / (1.0 + 0.7 / 0.5),
        );
        close(
            team(3.0, 2.0, 1.0, f64::INFINITY).saturation_throughput(),
            3.0,
        );
        close(team(3.0, 0.0, 0.3, 0.5).saturation_throughput(), 0.0);
    }

    #[test]
    fn a_larger_cap_sustains_more_but_never_more_than_the_work_allows() {
        let by_cap: Vec<f64> = (1..12)
            .map(|cap| team(1.0, f64::from(cap), 0.3, 0.2).saturation_throughput())
            .collect();
        assert!(
            by_cap
                .windows(2)
                .all(|pair| pair[0] < pair[1] && pair[1] < 0.3)
        );
    }

    fn understaffed_then_not() -> Fluid {
        let phase = |from, workers| Phase {
            from,
            arrivals: 4.0,
            workers,
            finishes: 1.0,
        };
        Fluid {
            start: 20.0,
            phases: vec![phase(0.0, 3.0), phase(30.0, 6.0)],
        }
    }

    #[test]
    fn the_fluid_grows_peaks_and_clears() {
        let fluid = understaffed_then_not();
        for (day, level) in [
            (0.0, 20.0),
            (10.0, 30.0),
            (30.0, 50.0),
            (45.0, 20.0),
            (52.0, 6.0),
        ] {
            close(fluid.level(day), level);
        }
        close(fluid.peak_waiting(), 47.0);
        close(fluid.clearing_day().expect("it clears"), 52.0);
        // Then towards four at work, and never below.
        close(fluid.level(60.0), 4.0 + 2.0 * libm::exp(-8.0));
    }

    #[test]
    fn a_list_that_grows_never_clears() {
        let mut fluid = understaffed_then_not();
        fluid.phases.pop();
        assert_eq!(
            (fluid.clearing_day(), fluid.peak_waiting()),
            (None, f64::INFINITY)
        );
        fluid.start = 0.0;
        assert!(fluid.level(0.5) < 3.0 && fluid.level(100.0) > 90.0);
        assert_eq!(fluid.clearing_day(), Some(0.0));
    }

    #[test]
    fn a_list_clears_by_what_is_gained_each_day() {
        assert_eq!(clearing_days(60.0, 5.0, 4.0), Some(60.0));
        assert_eq!(clearing_days(60.0, 4.0, 4.0), None);
    }
}
