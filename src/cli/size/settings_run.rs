//! The settings of a lever simulated, and what of their futures is kept.

use std::collections::BTreeMap;
use std::ops::Range;

use super::{Arguments, Ready, refused};
use crate::cli::ending::Failure;
use crate::cli::interrupt;
use crate::cli::simulate::{bar, shown_on, style};
use crate::experiment::setting::setting;
use crate::experiment::size::Answers;
use crate::experiment::{Outcome, Plan, Running, Stopped, monitor_plan, run_each};
use crate::measures::{MonitorPlan, Replication, Setting, parse};
use crate::report::compose::{Beside, Spread};
use crate::scenario;
use crate::statistics::Paired;

/// What is shown beside every size, whatever was asked: measure and words.
const BESIDE: [(&str, &str); 12] = [
    (
        "unallocated_protection_over_5_wd_max",
        "most children on a protection plan without a named worker for more than 5 working days",
    ),
    (
        "protection_uncovered_over_5_wd_max",
        "most children on a protection plan whose worker was away for more than 5 working days, \
         nobody covering",
    ),
    (
        "visits_in_time_share",
        "visits to children made by the day they were due",
    ),
    (
        "danger_waits_count",
        "times nobody could go to children in danger when the call came",
    ),
    (
        "danger_seen_same_day_share",
        "children in danger seen the same day, or in the night of the call",
    ),
    (
        "wait_of_danger_hours_p90",
        "wait of children in danger that 1 in 10 exceed",
    ),
    (
        "wait_to_be_seen_wd_p90",
        "wait to be seen that 1 child in 10 exceeds",
    ),
    (
        "not_yet_seen_mean",
        "children referred whom nobody has seen yet",
    ),
    (
        "closed_unseen_count",
        "children whose work was closed unseen",
    ),
    (
        "unallocated_over_5_wd_mean",
        "children without a named worker for more than 5 working days, on average",
    ),
    (
        "caseload_children_per_fte_mean",
        "children for each full-time worker in post",
    ),
    ("cost_pounds", "cost of staff and levers over the run"),
];

/// Futures of settings, with the values asked for.
pub(super) struct Settled<'a> {
    arguments: &'a Arguments,
    targets: usize,
    /// Requests: targets first, then what is shown beside them, then how busy teams are.
    asked: Vec<String>,
    beside: Vec<(String, String)>,
    busy: Vec<(String, String)>,
    ready: &'a Ready,
    found: BTreeMap<u32, Simulated>,
    /// The scenario as it stands, where no setting is the same as it.
    there: Option<Simulated>,
}

/// One setting.
struct Simulated {
    plan: Plan,
    measures: MonitorPlan,
    replications: Vec<Replication>,
}

impl Simulated {
    /// A request's value in every future.
    fn values(&self, request: &str) -> Vec<Option<f64>> {
        let place = self.measures.catalogue.position(request);
        let futures = self.replications.iter();
        futures
            .map(|future| place.and_then(|place| future.values[place]))
            .collect()
    }
}

impl<'a> Settled<'a> {
    /// Understands what every future must answer.
    pub fn new(arguments: &'a Arguments, ready: &'a Ready) -> Result<Self, Failure> {
        let setting = setting(&ready.plan);
        let mut problems = Vec::new();
        let mut asked = Vec::new();
        for target in &ready.targets {
            match target.request(&ready.plan, &setting) {
                Ok((request, _)) => match parse(&request, &setting) {
                    Ok(request) => asked.push(request.name),
                    Err(problem) => problems.push(problem),
                },
                Err(problem) => problems.push(problem),
            }
        }
        if !problems.is_empty() {
            return Err(refused(&problems));
        }
        let targets = asked.len();
        let known = |text: &str| parse(text, &setting).ok().map(|request| request.name);
        let beside = BESIDE.iter();
        let beside: Vec<(String, String)> = beside
            .filter_map(|(request, words)| Some((known(request)?, (*words).to_owned())))
            .collect();
        let busy = teams(&setting);
        let busy: Vec<(String, String)> = busy
            .into_iter()
            .filter_map(|(request, team)| Some((known(&request)?, team)))
            .collect();
        asked.extend(
            beside
                .iter()
                .chain(&busy)
                .map(|(request, _)| request.clone()),
        );
        Ok(Settled {
            arguments,
            targets,
            asked,
            beside,
            busy,
            ready,
            found: BTreeMap::new(),
            there: None,
        })
    }

    /// The plan at a setting of the second lever and of the first.
    pub fn plan(&self, second: Option<u32>, at: u32) -> Result<Plan, Failure> {
        let sets = self.ready.sets_at(second, at);
        scenario::load(&self.arguments.scenario, &sets).map_err(Failure::Scenario)
    }

    /// Forgets every setting: another lever has moved.
    pub fn forget(&mut self) {
        self.found.clear();
    }

    /// A plan of which nothing is simulated yet.
    fn begun(&self, plan: Plan) -> Result<Simulated, Failure> {
        let measures = monitor_plan(&plan, &self.asked).map_err(|problems| refused(&problems))?;
        Ok(Simulated {
            plan,
            measures,
            replications: Vec::new(),
        })
    }

    /// Simulates the futures up to a number that are not there yet.
    fn go_on(&self, one: &mut Simulated, name: &str, end: u32) -> Result<(), Failure> {
        let missing = one.replications.len() as u32..end;
        if missing.is_empty() {
            return Ok(());
        }
        let bar = bar(name, self.arguments.common.usual.quiet);
        let counting = style("{prefix} {bar:30} {pos} of {len} futures, {eta} left");
        let progress = shown_on(&bar, counting);
        let running = Running {
            jobs: self.arguments.common.usual.jobs(),
            progress: &progress,
            cancelled: interrupt::listen(),
        };
        // Series, ages and caseloads are let go at once: many settings stay in memory.
        let keep = |future: Replication| Replication {
            series: Vec::new(),
            waiting_ages: Vec::new(),
            caseloads: Vec::new(),
            ..future
        };
        let more = run_each(&one.plan, &one.measures, missing, &running, &keep);
        bar.finish_and_clear();
        let more = more?;
        if interrupt::came() {
            return Err(Failure::Cancelled);
        }
        one.replications.extend(more);
        Ok(())
    }

    /// Simulates the scenario as it stands, nothing moved, where no setting is the same.
    pub fn see_as_it_stands(&mut self, futures: u32) -> Result<(), Failure> {
        if self.as_it_stands().is_none() {
            let mut there = self.begun(self.ready.plan.clone())?;
            self.go_on(&mut there, "as it stands:", futures)?;
            self.there = Some(there);
        }
        Ok(())
    }

    fn as_it_stands(&self) -> Option<&Simulated> {
        let same = |one: &&Simulated| one.plan.digest == self.ready.plan.digest;
        self.there
            .as_ref()
            .or_else(|| self.found.values().find(same))
    }

    /// What the targets ask of some futures of a setting; these are simulated where they are not
    /// there.
    pub fn answers(
        &mut self,
        second: Option<u32>,
        at: u32,
        futures: Range<u32>,
    ) -> Result<Answers, Failure> {
        let mut one = match self.found.remove(&at) {
            Some(one) => one,
            None => self.begun(self.plan(second, at)?)?,
        };
        let name = format!("{} {at}:", self.ready.lever.lever.path);
        self.go_on(&mut one, &name, futures.end)?;
        self.found.insert(at, one);
        let columns: Vec<Vec<Option<f64>>> = (0..self.targets)
            .map(|place| self.values(at, &self.asked[place]))
            .collect();
        let rows = futures.map(|future| {
            let row = columns.iter().map(|column| column[future as usize]);
            row.collect()
        });
        Ok(rows.collect())
    }

    /// A request's value in every future of a setting.
    fn values(&self, at: u32, request: &str) -> Vec<Option<f64>> {
        let one = self.found.get(&at);
        one.map_or(Vec::new(), |one| one.values(request))
    }

    /// Mean of one of the requests beside a size over the futures of a setting.
    pub fn mean_of(&self, at: u32, request: &str) -> Option<f64> {
        let parsed = parse(request, &setting(&self.ready.plan)).ok()?;
        Spread::of(&self.values(at, &parsed.name)).summary.mean()
    }

    /// The futures of a setting as an outcome.
    pub fn outcome(&self, at: u32) -> Result<Outcome, Failure> {
        let one = self.found.get(&at).ok_or(Failure::Cancelled)?;
        Ok(Outcome {
            catalogue: one.measures.catalogue.clone(),
            replications: one.replications.clone(),
            stopped: Stopped::Number(one.replications.len() as u32),
        })
    }

    /// What is always shown beside a size.
    pub fn beside(&self, at: u32) -> Vec<Beside> {
        let setting = setting(&self.ready.plan);
        let rows = self.beside.iter().filter_map(|(request, words)| {
            let unit = parse(request, &setting).ok()?.unit.words();
            let largest = self
                .values(at, request)
                .into_iter()
                .flatten()
                .fold(0.0, f64::max);
            // Nobody reads eight digits.
            let (factor, unit) = match unit == "pounds" && largest >= 1e6 {
                true => (1e-6, "million pounds"),
                false => (1.0, unit),
            };
            let scaled = |values: Vec<Option<f64>>| {
                let values: Vec<_> = values
                    .iter()
                    .map(|value| Some((*value)? * factor))
                    .collect();
                values.iter().any(Option::is_some).then_some(values)
            };
            let of = |at: u32| scaled(self.values(at, request));
            let answer = of(at)?;
            let there = self.as_it_stands();
            let there = there.and_then(|one| scaled(one.values(request)));
            let difference = there.as_ref().and_then(|there| {
                let both = there.len().min(answer.len());
                let paired = Paired::of(&there[..both], &answer[..both]);
                let (low, high) = paired.interval(0.95, 1)?;
                Some((paired.mean()?, low, high))
            });
            Some(Beside {
                words: words.clone(),
                unit: unit.to_owned(),
                present: there.map(|values| Spread::of(&values)),
                below: at
                    .checked_sub(1)
                    .and_then(of)
                    .map(|values| Spread::of(&values)),
                answer: Spread::of(&answer),
                difference,
            })
        });
        rows.collect()
    }

    /// Teams with their mean share of office time with work in hand, busiest first.
    pub fn busiest(&self, at: u32) -> Vec<(String, f64)> {
        let teams = self.busy.iter().filter_map(|(request, team)| {
            let spread = Spread::of(&self.values(at, request));
            Some((team.clone(), spread.summary.mean()?))
        });
        let mut teams: Vec<(String, f64)> = teams.collect();
        teams.sort_by(|one, other| other.1.total_cmp(&one.1));
        teams
    }
}

/// A request for the utilisation of each team, with its name.
fn teams(setting: &Setting) -> Vec<(String, String)> {
    let teams = setting.teams.iter().map(|team| {
        let area = &setting.areas[usize::from(team.area)];
        let kind = &setting.kinds[usize::from(team.kind)];
        let request = format!("utilisation_mean[area={area}, team={kind}]");
        (request, format!("{area} {kind}"))
    });
    teams.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_county_answers_everything_that_stands_beside_a_size() {
        let file = std::path::Path::new("scenarios/essex-2009.toml");
        let plan = scenario::load(file, &[]).expect("the scenario is right");
        let setting = setting(&plan);
        for (request, _) in BESIDE {
            parse(request, &setting).unwrap_or_else(|problem| panic!("{problem}"));
        }
        for (request, _) in teams(&setting) {
            parse(&request, &setting).unwrap_or_else(|problem| panic!("{problem}"));
        }
    }
}
