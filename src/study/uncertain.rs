//! Inputs that are not known: drawn from the ranges that the scenario believes in, a few
//! futures simulated with each draw.
//!
//! Draws are the points of a Latin hypercube over all belief ranges at once. Half of the draws of
//! each lie on either side of what the scenario says, evenly up to the ends of the range: so the
//! wider range is one about the headline, and not one about the middle of the ranges. Nothing says
//! that inputs hang together, and the report says so. Each draw has futures of its own, so that
//! chance and inputs can be told apart.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::inputs::{Input, Level, Said, plan_at};
use crate::engine::mix;
use crate::experiment::{Block, ExperimentError, Plan, Running, monitor_plan, run_blocks};
use crate::measures::{MonitorPlan, Replication, RequestProblem};
use crate::scenario::{Problem, Problems, Slot, Written};
use crate::statistics::design::latin_hypercube;

/// What the seed of a scenario is mixed with to draw its inputs.
const DRAWN: u64 = 0x1D2A_5EED;

/// Why draws could not be simulated.
#[derive(Debug, thiserror::Error)]
pub enum UncertainError {
    /// The scenario is wrong at a draw: its ranges reach too far.
    #[error("{0}")]
    Wrong(Problems),
    /// A future failed.
    #[error(transparent)]
    Experiment(#[from] ExperimentError),
}

/// A scenario with its inputs drawn.
#[derive(Debug, Clone)]
pub struct Drawn {
    /// File of the scenario.
    pub scenario: PathBuf,
    /// What is laid over it.
    pub sets: Vec<(String, String)>,
    /// Inputs that have a belief range.
    pub inputs: Vec<Input>,
    /// Place of each input in its range, for each draw.
    pub places: Vec<Vec<f64>>,
    /// Outcomes of stages of which one at least is drawn: their probabilities must sum to one.
    outcomes: Vec<Outcomes>,
}

/// The outcomes of one stage.
#[derive(Debug, Clone)]
struct Outcomes {
    /// Places of the inputs that are probabilities of these outcomes.
    drawn: Vec<usize>,
    /// Paths and probabilities of the others.
    others: Vec<(String, f64)>,
}

impl Drawn {
    /// Draws every input of a plan that has a belief range, `number` times. `None` where none has.
    ///
    /// # Errors
    ///
    /// Ranges that cannot be gone through.
    pub fn of(
        scenario: &Path,
        sets: &[(String, String)],
        plan: &Plan,
        number: usize,
    ) -> Result<Option<Self>, Problems> {
        let believed = Believed::of(scenario, sets, plan)?;
        if believed.inputs.is_empty() || number == 0 {
            return Ok(None);
        }
        let places = hypercube(number, believed.inputs.len(), plan);
        Ok(Some(Self::placed((scenario, sets, plan), believed, places)))
    }

    /// The inputs at places of their ranges that were drawn elsewhere.
    pub(super) fn placed(
        (scenario, sets, plan): Scenario<'_>,
        believed: Believed,
        places: Vec<Vec<f64>>,
    ) -> Self {
        Self {
            scenario: scenario.to_owned(),
            sets: sets.to_vec(),
            outcomes: outcomes(&believed.written, plan, &believed.inputs),
            inputs: believed.inputs,
            places,
        }
    }

    /// Number of each input at each draw; its place in the range where it has none.
    pub fn numbers(&self) -> Vec<Vec<f64>> {
        let one = |draw: &Vec<f64>| {
            let both = self.inputs.iter().zip(draw);
            both.map(|(input, place)| input.number_at(*place)).collect()
        };
        self.places.iter().map(one).collect()
    }

    /// Values of the inputs at a draw.
    pub fn levels(&self, draw: usize) -> Vec<Level> {
        let places = self.places[draw].iter();
        let both = self.inputs.iter().zip(places);
        both.map(|(input, place)| input.at(*place)).collect()
    }

    /// What a draw lays over the scenario. The other outcomes of a stage share what those drawn
    /// leave, in the shares they had.
    pub fn laid_over(&self, draw: usize) -> Vec<Level> {
        let mut levels = self.levels(draw);
        for stage in &self.outcomes {
            let drawn = stage.drawn.iter().filter_map(|at| levels[*at].number);
            let left = (1.0 - drawn.sum::<f64>()).max(0.0);
            let all: f64 = stage
                .others
                .iter()
                .map(|(_, probability)| probability)
                .sum();
            let others = stage.others.iter().filter(|_| all > 0.0);
            let sets = others.map(|(path, own)| (path.clone(), (own / all * left).to_string()));
            levels.push(Level {
                sets: sets.collect(),
                shown: String::new(),
                number: None,
            });
        }
        levels
    }

    /// Simulates `per_draw` futures with each of the first `draws` draws: draw 0 has futures 0 and
    /// on, the next goes on where it ends. `asked` are requests beside the scenario's own. Draws
    /// that were not whole when the run was stopped are left out, and all after the first such.
    ///
    /// # Errors
    ///
    /// When the scenario is wrong at a draw, or a future failed.
    pub fn simulate(
        &self,
        draws: usize,
        per_draw: u32,
        asked: &[String],
        running: &Running<'_>,
    ) -> Result<Vec<Vec<Replication>>, UncertainError> {
        let found = each_draw(
            (draws.min(self.places.len()), 1, per_draw),
            running,
            &|draw, _| {
                let levels = self.laid_over(draw);
                at_levels(&self.scenario, &self.sets, &levels, asked, monitor_plan)
            },
            &|_, mut futures| {
                for future in &mut futures {
                    future.waiting_ages = Vec::new();
                    future.caseloads = Vec::new();
                }
                futures
            },
        )?;
        Ok(found.into_iter().flatten().collect())
    }
}

/// A scenario file, what is laid over it, and the plan that it makes.
pub type Scenario<'a> = (&'a Path, &'a [(String, String)], &'a Plan);

/// The inputs of a scenario that have a belief range.
pub(super) struct Believed {
    written: Written,
    /// In the order of the scenario.
    pub inputs: Vec<Input>,
}

impl Believed {
    /// Reads the ranges.
    pub fn of(scenario: &Path, sets: &[(String, String)], plan: &Plan) -> Result<Self, Problems> {
        let written = Written::read(scenario, sets)?;
        let (mut inputs, mut problems) = (Vec::new(), Problems::new());
        for row in plan.believed() {
            let problem = |found, wanted| Problem::of_file(&row.file, found, wanted);
            let paths = [row.path.clone()];
            match Input::of(&written, &row.path, &paths, &Said::Drawn, &problem) {
                Ok(input) => inputs.push(input),
                Err(found) => problems.extend(found.iter().cloned()),
            }
        }
        match problems.is_empty() {
            true => Ok(Self { written, inputs }),
            false => Err(problems),
        }
    }
}

/// Places of so many inputs in their ranges, so many times.
pub(super) fn hypercube(draws: usize, inputs: usize, plan: &Plan) -> Vec<Vec<f64>> {
    latin_hypercube(draws, inputs, mix(plan.seed, DRAWN))
}

/// What of a plan is watched: everything that a run reports and what is asked for, or only that.
type Watch = fn(&Plan, &[String]) -> Result<MonitorPlan, Vec<RequestProblem>>;

/// The plan of a scenario at a draw, and what a future of it answers.
pub(super) fn at_levels(
    scenario: &Path,
    sets: &[(String, String)],
    levels: &[Level],
    asked: &[String],
    watch: Watch,
) -> Result<(Plan, MonitorPlan), UncertainError> {
    let plan = plan_at(scenario, sets, levels).map_err(UncertainError::Wrong)?;
    let measures = watch(&plan, asked).map_err(|found| {
        let mut problems = Problems::new();
        let file = scenario.display().to_string();
        for one in found {
            problems.push(Problem::of_file(&file, one.found, one.wanted));
        }
        UncertainError::Wrong(problems)
    })?;
    Ok((plan, measures))
}

/// What a future answers to requests.
pub(super) fn answers(
    asked: &[String],
    measures: &MonitorPlan,
    future: &Replication,
) -> Vec<Option<f64>> {
    let value = |name: &String| {
        let at = measures.catalogue.find(name, &measures.setting).ok()?;
        future.values[at]
    };
    asked.iter().map(value).collect()
}

/// Makes the plan of an arm at a draw, and what a future of it answers.
pub(super) type AtDraw<'a> =
    dyn Fn(usize, usize) -> Result<(Plan, MonitorPlan), UncertainError> + Sync + 'a;

/// Simulates `per_draw` futures of each arm with each draw, the same for all arms: draw 0 has
/// futures 0 and on, the next goes on where it ends. Of what `keep` makes of them, `[draw][arm]`:
/// the draws that were whole under every arm, up to the first that was not.
pub(super) fn each_draw<T: Send>(
    (draws, arms, per_draw): (usize, usize, u32),
    running: &Running<'_>,
    prepare: &AtDraw<'_>,
    keep: &(dyn Fn(&MonitorPlan, Vec<Replication>) -> T + Sync),
) -> Result<Vec<Vec<T>>, UncertainError> {
    let blocks: Vec<Block> = (0..draws * arms)
        .map(|place| Block {
            place,
            first: (place / arms) as u32 * per_draw,
            count: per_draw,
        })
        .collect();
    let kept: Mutex<BTreeMap<usize, T>> = Mutex::default();
    run_blocks::<UncertainError>(
        &blocks,
        running,
        &|place| prepare(place / arms, place % arms),
        &|block, measures, futures| {
            let own = keep(measures, futures);
            let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
            kept.insert(block.place, own);
            Ok(())
        },
    )?;
    let mut kept = kept.into_inner().unwrap_or_else(PoisonError::into_inner);
    let mut whole = |draw: usize| -> Option<Vec<T>> {
        let arms = (0..arms).map(|arm| kept.remove(&(draw * arms + arm)));
        arms.collect()
    };
    Ok((0..draws).map_while(&mut whole).collect())
}

/// Stages of which an outcome is drawn, with the outcomes that are not.
fn outcomes(written: &Written, plan: &Plan, inputs: &[Input]) -> Vec<Outcomes> {
    let stage_of = |path: &str| {
        let (stage, rest) = path.strip_prefix("stage.")?.split_once(".outcome.")?;
        rest.ends_with(".probability").then(|| stage.to_owned())
    };
    let mut stages: BTreeMap<String, Outcomes> = BTreeMap::new();
    for (at, input) in inputs.iter().enumerate() {
        if let Some(stage) = stage_of(&input.name) {
            let none = || Outcomes {
                drawn: Vec::new(),
                others: Vec::new(),
            };
            stages.entry(stage).or_insert_with(none).drawn.push(at);
        }
    }
    for row in &plan.register {
        let stage = stage_of(&row.path).and_then(|stage| stages.get_mut(&stage));
        let drawn = inputs.iter().any(|input| input.name == row.path);
        let (Some(stage), false) = (stage, drawn) else {
            continue;
        };
        let problem = |found, wanted| Problem::of_file(&row.file, found, wanted);
        let slots = written.slots(&row.path, &problem).unwrap_or_default();
        if let Some(own) = slots.first().and_then(Slot::number) {
            stage.others.push((row.path.clone(), own));
        }
    }
    stages.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::TwoLevel;
    use std::sync::atomic::AtomicBool;

    const TINY: &str = "scenarios/tiny-office.toml";

    #[test]
    fn half_of_the_draws_lie_on_either_side_of_what_the_scenario_says() {
        // The value is at two thirds of its range, or at its end.
        for (value, below, equal) in [(0.7, 10, 0), (0.5, 0, 10), (0.8, 10, 10)] {
            let range = format!("{{ value = {value}, low = 0.5, high = 0.8 }}");
            let sets = [("people.casework_share".to_owned(), range)];
            let path = Path::new(TINY);
            let plan = plan_at(path, &sets, &[]).expect("it is right");
            let drawn = Drawn::of(path, &sets, &plan, 20)
                .expect("right")
                .expect("some");
            let at = drawn.inputs.iter().position(|one| one.name == sets[0].0);
            let numbers: Vec<f64> = drawn
                .numbers()
                .iter()
                .map(|draw| draw[at.expect("it is drawn")])
                .collect();
            let count = |is: &dyn Fn(f64) -> bool| numbers.iter().filter(|one| is(**one)).count();
            assert_eq!(count(&|one| one < value), below, "{value}: {numbers:?}");
            assert_eq!(count(&|one| one == value), equal, "{value}: {numbers:?}");
            assert!(numbers.iter().all(|one| (0.5..=0.8).contains(one)));
        }
    }

    fn drawn(number: usize) -> Drawn {
        let sets = [
            (
                "people.casework_share".to_owned(),
                "{ value = 0.6, low = 0.5, high = 0.8 }".to_owned(),
            ),
            ("run.warm_up".to_owned(), "\"0 d\"".to_owned()),
        ];
        let path = Path::new(TINY);
        let plan = plan_at(path, &sets, &[]).expect("it is right");
        let drawn = Drawn::of(path, &sets, &plan, number).expect("ranges are right");
        drawn.expect("some input has a range")
    }

    #[test]
    fn each_range_is_gone_through_evenly() {
        let drawn = drawn(10);
        let at = drawn
            .inputs
            .iter()
            .position(|input| input.name == "people.casework_share")
            .expect("it is drawn");
        let mut strata: Vec<usize> = drawn
            .places
            .iter()
            .map(|places| (places[at] * 10.0) as usize)
            .collect();
        strata.sort_unstable();
        assert_eq!(strata, (0..10).collect::<Vec<_>>());
        for draw in 0..10 {
            let number = drawn.levels(draw)[at].number.expect("a number");
            assert!((0.5..=0.8).contains(&number), "{number}");
        }
    }

    #[test]
    fn the_other_outcomes_of_a_stage_share_what_is_left() {
        let path = Path::new("scenarios/reference/p14.toml");
        let read = plan_at(path, &[], &[]).expect("it is right");
        let outcomes: Vec<&str> = read
            .register
            .iter()
            .map(|row| row.path.as_str())
            .filter(|path| path.starts_with("stage.triage.outcome."))
            .collect();
        assert!(outcomes.len() > 1, "{outcomes:?}");
        let ranged = "{ value = 0.2, low = 0.1, high = 0.3 }".to_owned();
        let sets = [(outcomes[0].to_owned(), ranged)];
        let written = Written::read(path, &sets).expect("read");
        let input = |path: &str| {
            let problem = |found, wanted| Problem::of_file("it", found, wanted);
            Input::of(&written, path, &[path.to_owned()], &Said::Drawn, &problem)
        };
        let inputs = vec![input(outcomes[0]).expect("a range")];
        let drawn = Drawn {
            scenario: path.to_owned(),
            sets: sets.to_vec(),
            outcomes: super::outcomes(&written, &read, &inputs),
            inputs,
            places: vec![vec![0.0], vec![1.0]],
        };
        for draw in 0..2 {
            let laid = drawn.laid_over(draw);
            let sets = laid.iter().flat_map(|level| &level.sets);
            let all: f64 = sets
                .filter_map(|(_, value)| value.parse::<f64>().ok())
                .sum();
            assert!((all - 1.0).abs() < 1e-9, "{laid:?}");
            plan_at(path, &drawn.sets, &laid).expect("the probabilities sum to one");
        }
    }

    #[test]
    fn a_planted_input_makes_most_of_the_spread_and_threads_do_not_show() {
        let drawn = drawn(12);
        let figures = |jobs: usize| {
            let running = Running {
                jobs,
                progress: &|_, _| {},
                cancelled: &AtomicBool::new(false),
            };
            let asked = ["open_children_mean".to_owned()];
            let found = drawn.simulate(12, 2, &asked, &running).expect("it runs");
            let plan = plan_at(&drawn.scenario, &drawn.sets, &[]).expect("right");
            let measures = monitor_plan(&plan, &asked).expect("right");
            let at = measures
                .catalogue
                .find("open_children_mean", &measures.setting)
                .expect("there");
            let of = |draw: &Vec<Replication>| {
                let figures = draw.iter().filter_map(|future| future.values[at]);
                figures.collect::<Vec<f64>>()
            };
            found.iter().map(of).collect::<Vec<_>>()
        };
        let one = figures(1);
        assert_eq!(one, figures(2));
        let parts = TwoLevel::of(&one).expect("enough");
        let share = parts.inputs_share().expect("it varies");
        assert!(share > 0.5, "{share}");
    }
}
