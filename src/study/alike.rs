//! A base and plans at the same draws of their inputs, in the same futures: what is left of the
//! difference between them is the plan's doing, and not that of other inputs or other luck.
//!
//! Each of them draws what it believes itself. A plan extends its base, so most of its numbers
//! are the base's, with the base's range: such an input has the same value in both. What a plan
//! says itself is its own: in its own range, at the same place as the base's in the base's; and
//! where it says a number without a range, that number stands. What a plan changes at a date stands
//! upon the number drawn, as it does upon the number written. An input of the plan alone, such as
//! those of its levers, is drawn for the plan alone, and for every other plan that has it too.

use super::inputs::{Input, Level};
use super::uncertain::{
    Believed, Drawn, Scenario, UncertainError, answers, at_levels, each_draw, hypercube,
};
use crate::experiment::{Running, monitor_only};
use crate::scenario::Problems;

/// What base and plans answer: `[draw][arm][future][request]`, the base first.
pub type Answered = Vec<Vec<Vec<Vec<Option<f64>>>>>;

/// What comes in a draw beside its inputs, laid over every arm.
pub type Beside<'a> = dyn Fn(usize) -> Option<Level> + Sync + 'a;

/// A base and plans with their inputs drawn alike.
#[derive(Debug, Clone)]
pub struct Alike {
    /// Base and plans, each with the inputs that it believes to lie in a range.
    pub arms: Vec<Drawn>,
    /// Every input of any of them.
    shared: Vec<Shared>,
    /// Place of each input of any of them in its range, for each draw.
    pub places: Vec<Vec<f64>>,
    /// Seed of the base, which all see.
    seed: u64,
}

/// An input of some of the arms.
#[derive(Debug, Clone)]
struct Shared {
    /// Its place among the inputs of each arm; `None` where the arm does not draw it.
    of_arm: Vec<Option<usize>>,
    /// The last arm that draws it, and its place there.
    told: (usize, usize),
}

impl Alike {
    /// Draws every input of base (the first) and plans that has a belief range, `number` times.
    /// `None` where none has.
    ///
    /// # Errors
    ///
    /// Ranges that cannot be gone through, of all.
    pub fn of(scenarios: &[Scenario<'_>], number: usize) -> Result<Option<Self>, Problems> {
        let (mut believed, mut problems) = (Vec::new(), Problems::new());
        for (path, sets, plan) in scenarios {
            match Believed::of(path, sets, plan) {
                Ok(own) => believed.push(own),
                Err(found) => problems.extend(found.iter().cloned()),
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let shared = shared(&believed);
        let (Some((_, _, base)), false) = (scenarios.first(), shared.is_empty() || number == 0)
        else {
            return Ok(None);
        };
        let places = hypercube(number, shared.len(), base);
        // An arm's inputs stand in the order of the shared ones only by their own places.
        let of_arm = |arm: usize, count: usize| -> Vec<Vec<f64>> {
            let one = |draw: &Vec<f64>| {
                let mut own = vec![0.0; count];
                for (place, input) in draw.iter().zip(&shared) {
                    if let Some(at) = input.of_arm[arm] {
                        own[at] = *place;
                    }
                }
                own
            };
            places.iter().map(one).collect()
        };
        let all = scenarios.iter().zip(believed).enumerate();
        let arms = all.map(|(arm, (scenario, own))| {
            let places = of_arm(arm, own.inputs.len());
            Drawn::placed(*scenario, own, places)
        });
        Ok(Some(Self {
            arms: arms.collect(),
            seed: base.seed,
            places,
            shared,
        }))
    }

    /// Draws that were asked for.
    pub fn draws(&self) -> usize {
        self.places.len()
    }

    /// Inputs of any.
    pub fn count(&self) -> usize {
        self.shared.len()
    }

    /// An input as the last of those that draw it believes it: of a base and a plan the plan, or,
    /// where the plan holds it or has it not, the base.
    pub fn input(&self, at: usize) -> &Input {
        let (arm, own) = self.shared[at].told;
        &self.arms[arm].inputs[own]
    }

    /// Number of each input at each draw, as [`Alike::input`] believes it.
    pub fn numbers(&self) -> Vec<Vec<f64>> {
        let one = |draw: &Vec<f64>| {
            let places = draw.iter().enumerate();
            places
                .map(|(at, place)| self.input(at).number_at(*place))
                .collect()
        };
        self.places.iter().map(one).collect()
    }

    /// Whether an arm draws an input.
    pub fn is_drawn(&self, at: usize, arm: usize) -> bool {
        self.shared[at].of_arm[arm].is_some()
    }

    /// The value of an input with an arm at a draw; `None` where the arm does not draw it.
    pub fn level(&self, at: usize, arm: usize, draw: usize) -> Option<Level> {
        let own = self.shared[at].of_arm[arm]?;
        let drawn = &self.arms[arm];
        Some(drawn.inputs[own].at(drawn.places[draw][own]))
    }

    /// Simulates `per_draw` futures of every arm with each of the first `draws` draws, with what
    /// comes `beside` the inputs, and keeps what they answer to the requests. Draws that were not
    /// whole under all when the run was stopped are left out, and all after the first such.
    ///
    /// # Errors
    ///
    /// When a scenario is wrong at a draw, or a future failed.
    pub fn simulate(
        &self,
        (draws, per_draw): (usize, u32),
        beside: &Beside<'_>,
        asked: &[String],
        running: &Running<'_>,
    ) -> Result<Answered, UncertainError> {
        each_draw(
            (draws.min(self.draws()), self.arms.len(), per_draw),
            running,
            &|draw, arm| {
                let own = &self.arms[arm];
                let mut levels = own.laid_over(draw);
                levels.extend(beside(draw));
                let (mut plan, measures) =
                    at_levels(&own.scenario, &own.sets, &levels, asked, monitor_only)?;
                // All see the futures of the base, whatever seed a plan says.
                plan.seed = self.seed;
                Ok((plan, measures))
            },
            &|measures, futures| {
                let futures = futures.iter();
                let of = |future| answers(asked, measures, future);
                futures.map(of).collect::<Vec<_>>()
            },
        )
    }
}

/// Every input of any arm, once: those of the base first, then those of the plans alone.
fn shared(arms: &[Believed]) -> Vec<Shared> {
    let mut names: Vec<&str> = Vec::new();
    for input in arms.iter().flat_map(|arm| &arm.inputs) {
        if !names.contains(&input.name.as_str()) {
            names.push(&input.name);
        }
    }
    let find = |arm: &Believed, name: &str| arm.inputs.iter().position(|one| one.name == name);
    let one = |name: &&str| {
        let of_arm: Vec<Option<usize>> = arms.iter().map(|arm| find(arm, name)).collect();
        let placed = of_arm.iter().enumerate();
        let told = placed
            .filter_map(|(arm, at)| Some((arm, (*at)?)))
            .next_back()?;
        Some(Shared { of_arm, told })
    };
    names.iter().filter_map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Plan;
    use crate::study::plan_at;
    use std::fs;
    use std::path::{Path, PathBuf};

    const SHARE: &str = "people.casework_share";

    const WIDER: &str = "value = 1.8, low = 1.2, high = 2.4";

    /// A base whose casework share and turnover may lie in ranges, and a plan over it.
    fn files(folder: &Path, plan: &str) -> [PathBuf; 2] {
        files_named(folder, "plan", plan)
    }

    fn files_named(folder: &Path, name: &str, plan: &str) -> [PathBuf; 2] {
        let tiny = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/tiny-office.toml");
        let base = "[people]\ncasework_share = { value = 0.6, low = 0.5, high = 0.8 }\n\
                    turnover = { value = 0.2, low = 0.1, high = 0.3 }\n";
        let write = |name: &str, extends: &Path, rest: &str| {
            let path = folder.join(name);
            let text = format!("extends = {:?}\n{rest}", extends.display().to_string());
            fs::write(&path, text).expect("written");
            path
        };
        let base = write("base.toml", &tiny, base);
        let plan = write(&format!("{name}.toml"), &base, plan);
        [base, plan]
    }

    fn alike([base, plan]: &[PathBuf; 2]) -> Alike {
        let read = |path: &Path| plan_at(path, &[], &[]).expect("it is right");
        let (one, other) = (read(base), read(plan));
        let found = Alike::of(&[(base, &[], &one), (plan, &[], &other)], 8);
        found.expect("ranges are right").expect("some")
    }

    /// What a draw lays over an input of an arm.
    fn laid(alike: &Alike, arm: usize, draw: usize, path: &str) -> Option<f64> {
        let levels = alike.arms[arm].laid_over(draw);
        let mut sets = levels.iter().flat_map(|level| &level.sets);
        let (_, value) = sets.find(|(own, _)| own == path)?;
        Some(value.parse().expect("a number"))
    }

    fn at(alike: &Alike, draw: usize) -> Plan {
        let own = &alike.arms[1];
        plan_at(&own.scenario, &own.sets, &own.laid_over(draw)).expect("it is right")
    }

    #[test]
    fn what_the_plan_has_from_the_base_is_drawn_alike() {
        let folder = tempfile::tempdir().expect("a folder");
        let drawn = alike(&files(folder.path(), "title = \"nothing\"\n"));
        assert!((0..drawn.count()).all(|at| drawn.is_drawn(at, 0) && drawn.is_drawn(at, 1)));
        for draw in 0..8 {
            assert_eq!(drawn.arms[0].laid_over(draw), drawn.arms[1].laid_over(draw));
            assert!(laid(&drawn, 1, draw, SHARE).is_some());
        }
    }

    #[test]
    fn what_the_plan_says_itself_is_not_laid_over() {
        let folder = tempfile::tempdir().expect("a folder");
        let own = "[people]\ncasework_share = 0.65\n";
        let drawn = alike(&files(folder.path(), own));
        for draw in 0..8 {
            assert!(laid(&drawn, 0, draw, SHARE).is_some());
            assert_eq!(laid(&drawn, 1, draw, SHARE), None);
            let plan = at(&drawn, draw);
            let row = plan.register.iter().find(|row| row.path == SHARE);
            assert_eq!(row.expect("it is there").value, "0.65");
        }
        // A range of its own is gone through at the same place.
        let own = "[people]\ncasework_share = { value = 0.8, low = 0.7, high = 0.9 }\n";
        let drawn = alike(&files(folder.path(), own));
        for draw in 0..8 {
            let (base, plan) = (laid(&drawn, 0, draw, SHARE), laid(&drawn, 1, draw, SHARE));
            let (base, plan) = (base.expect("drawn"), plan.expect("drawn"));
            // Half of the draws lie on either side of the value: of 0.6, and of the plan's 0.8.
            let lower = base < 0.6;
            let (base, width) = if lower {
                (base - 0.5, 0.1)
            } else {
                (base - 0.6, 0.2)
            };
            let plan = if lower { plan - 0.7 } else { plan - 0.8 };
            assert!((base / width - plan / 0.1).abs() < 1e-9, "{base} {plan}");
        }
    }

    #[test]
    fn what_only_plans_believe_is_drawn_alike_for_all_that_have_it() {
        const PER_YEAR: &str = "people.sickness.short.per_year";
        let folder = tempfile::tempdir().expect("a folder");
        let own = "[people.sickness.short]\nper_year = { value = 1.6, low = 1.2, high = 2.0 }\n";
        let [base, plan] = files(folder.path(), own);
        let wider = own.replace("value = 1.6, low = 1.2, high = 2.0", WIDER);
        let [_, other] = files_named(folder.path(), "other", &wider);
        let paths = [base, plan, other];
        let read = |path: &PathBuf| plan_at(path, &[], &[]).expect("it is right");
        let plans = paths.each_ref().map(read);
        let none: &[(String, String)] = &[];
        let both = paths.iter().zip(&plans);
        let all: Vec<Scenario<'_>> = both.map(|(path, plan)| (&**path, none, plan)).collect();
        let drawn = Alike::of(&all, 8).expect("ranges are right").expect("some");
        for draw in 0..8 {
            assert_eq!(laid(&drawn, 0, draw, PER_YEAR), None);
            let [one, other] = [1, 2].map(|arm| laid(&drawn, arm, draw, PER_YEAR).expect("drawn"));
            // At the same place of its own range, which the other plan has half as wide again.
            let places = ((one - 1.2) / 0.8, (other - 1.2) / 1.2);
            assert!((places.0 - places.1).abs() < 1e-9, "{one} {other}");
            assert_eq!(laid(&drawn, 1, draw, SHARE), laid(&drawn, 2, draw, SHARE));
        }
    }

    #[test]
    fn what_the_plan_changes_at_a_date_stands_upon_the_draw() {
        let folder = tempfile::tempdir().expect("a folder");
        let own = "[change.less]\npath = \"people.casework_share\"\nat = 2010-02-01\ntimes = 0.9\n";
        let drawn = alike(&files(folder.path(), own));
        for draw in 0..8 {
            let number = laid(&drawn, 1, draw, SHARE).expect("drawn");
            assert_eq!(laid(&drawn, 0, draw, SHARE), Some(number));
            let plan = at(&drawn, draw);
            let share = |version: usize| {
                plan.department.versions[version].spec.teams[0]
                    .people
                    .casework_share
            };
            assert!((share(0) - number).abs() < 1e-9, "{} {number}", share(0));
            assert!((share(1) - 0.9 * number).abs() < 1e-9, "{}", share(1));
        }
    }

    #[test]
    fn levers_that_are_not_used_are_not_drawn_and_those_used_only_for_the_plan() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
        let base = root.join("two-offices.toml");
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("plan.toml");
        let bases = [&base, &root.join("levers.toml")].map(|path| path.display().to_string());
        let lever = "[lever.review]\nuse = \"backlog review\"\nareas = [\"A\"]\n\
                     in_place = 2010-01-18\nuntil = 2010-02-12\n";
        fs::write(&path, format!("extends = {bases:?}\n{lever}")).expect("written");
        let drawn = alike(&[base, path]);
        let of_levers: Vec<&str> = (0..drawn.count())
            .filter(|at| !drawn.is_drawn(*at, 0) && drawn.is_drawn(*at, 1))
            .map(|at| drawn.input(at).name.as_str())
            .collect();
        assert!(!of_levers.is_empty());
        for name in of_levers {
            assert!(name.starts_with("levers.\"backlog review\"."), "{name}");
        }
    }

    #[test]
    fn draws_that_a_stopped_run_kept_come_out_the_same() {
        let folder = tempfile::tempdir().expect("a folder");
        let drawn = alike(&files(folder.path(), "title = \"nothing\"\n"));
        let running = Running {
            jobs: 2,
            progress: &|_, _| {},
            cancelled: &std::sync::atomic::AtomicBool::new(false),
        };
        let asked = ["open_children_mean".to_owned()];
        let of = |draws: usize| {
            let found = drawn.simulate((draws, 2), &|_| None, &asked, &running);
            found.expect("it runs")
        };
        let (all, some) = (of(8), of(3));
        assert_eq!((all.len(), some.len()), (8, 3));
        assert_eq!(all[..3], some[..]);
        assert!(all.iter().all(|arms| arms[0] == arms[1]));
        assert!(all[0] != all[1], "draws differ");
        running
            .cancelled
            .store(true, std::sync::atomic::Ordering::Relaxed);
        assert!(of(8).is_empty());
    }
}
