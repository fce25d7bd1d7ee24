//! A base and a plan at the same draws of their inputs, in the same futures: what is left of
//! the difference between them is the plan's doing, and not that of other inputs or other luck.
//!
//! Each of the two draws what it believes itself. A plan extends its base, so most of its numbers
//! are the base's, with the base's range: such an input has the same value in both. What a plan
//! says itself is its own: in its own range, at the same place as the base's in the base's; and
//! where it says a number without a range, that number stands. What a plan changes at a date stands
//! upon the number drawn, as it does upon the number written. An input of the plan alone, such as
//! those of its levers, is drawn for the plan alone.

use super::inputs::Input;
use super::uncertain::{
    Believed, Drawn, Scenario, UncertainError, answers, at_levels, each_draw, hypercube,
};
use crate::experiment::{Running, monitor_only};
use crate::scenario::Problems;

/// What base and plan answer: `[draw][base, plan][future][request]`.
pub type Paired = Vec<[Vec<Vec<Option<f64>>>; 2]>;

/// A base and a plan with their inputs drawn alike.
#[derive(Debug, Clone)]
pub struct Alike {
    /// Base and plan, each with the inputs that it believes to lie in a range.
    pub arms: [Drawn; 2],
    /// Every input of either, by its place among those of the base and among those of the plan.
    shared: Vec<[Option<usize>; 2]>,
    /// Place of each input of either in its range, for each draw.
    pub places: Vec<Vec<f64>>,
    /// Seed of the base, which both see.
    seed: u64,
}

impl Alike {
    /// Draws every input of base and plan that has a belief range, `number` times. `None` where
    /// none has.
    ///
    /// # Errors
    ///
    /// Ranges that cannot be gone through, of both.
    pub fn of(
        base: Scenario<'_>,
        plan: Scenario<'_>,
        number: usize,
    ) -> Result<Option<Self>, Problems> {
        let believed = |(path, sets, plan): Scenario<'_>| Believed::of(path, sets, plan);
        let both = match (believed(base), believed(plan)) {
            (Ok(one), Ok(other)) => [one, other],
            (Err(mut found), Err(more)) => {
                found.extend(more.iter().cloned());
                return Err(found);
            }
            (Err(found), _) | (_, Err(found)) => return Err(found),
        };
        let find = |arm: &Believed, name: &str| arm.inputs.iter().position(|one| one.name == name);
        let [own, others] = &both;
        let of_base = own.inputs.iter().enumerate();
        let of_base = of_base.map(|(at, input)| [Some(at), find(others, &input.name)]);
        let of_plan = others.inputs.iter().enumerate();
        let of_plan = of_plan.filter(|(_, input)| find(own, &input.name).is_none());
        let shared: Vec<[Option<usize>; 2]> = of_base
            .chain(of_plan.map(|(at, _)| [None, Some(at)]))
            .collect();
        if shared.is_empty() || number == 0 {
            return Ok(None);
        }
        let places = hypercube(number, shared.len(), base.2);
        // An arm's inputs stand in the order of the shared ones only by their own places.
        let of_arm = |arm: usize, count: usize| -> Vec<Vec<f64>> {
            let one = |draw: &Vec<f64>| {
                let mut own = vec![0.0; count];
                for (place, both) in draw.iter().zip(&shared) {
                    if let Some(at) = both[arm] {
                        own[at] = *place;
                    }
                }
                own
            };
            places.iter().map(one).collect()
        };
        let counts = both.each_ref().map(|arm| arm.inputs.len());
        let [own, others] = both;
        let arms = [
            Drawn::placed(base, own, of_arm(0, counts[0])),
            Drawn::placed(plan, others, of_arm(1, counts[1])),
        ];
        Ok(Some(Self {
            arms,
            shared,
            places,
            seed: base.2.seed,
        }))
    }

    /// Draws that were asked for.
    pub fn draws(&self) -> usize {
        self.places.len()
    }

    /// Inputs of either.
    pub fn count(&self) -> usize {
        self.shared.len()
    }

    /// An input as the plan believes it, or, where the plan holds it or has it not, as the base
    /// does.
    pub fn input(&self, at: usize) -> &Input {
        let [base, plan] = self.shared[at];
        let of = |arm: usize, place: Option<usize>| place.map(|at| &self.arms[arm].inputs[at]);
        // One of both has it: that is how it came here.
        of(1, plan)
            .or(of(0, base))
            .unwrap_or(&self.arms[0].inputs[0])
    }

    /// Whether base and plan draw an input.
    pub fn is_drawn(&self, at: usize) -> [bool; 2] {
        self.shared[at].map(|place| place.is_some())
    }

    /// Simulates `per_draw` futures of base and plan with each of the first `draws` draws, and
    /// keeps what they answer to the requests. Draws that were not whole under both when the run
    /// was stopped are left out, and all after the first such.
    ///
    /// # Errors
    ///
    /// When a scenario is wrong at a draw, or a future failed.
    pub fn simulate(
        &self,
        draws: usize,
        per_draw: u32,
        asked: &[String],
        running: &Running<'_>,
    ) -> Result<Paired, UncertainError> {
        let found = each_draw(
            (draws.min(self.draws()), 2, per_draw),
            running,
            &|draw, arm| {
                let own = &self.arms[arm];
                let levels = own.laid_over(draw);
                let (mut plan, measures) =
                    at_levels(&own.scenario, &own.sets, &levels, asked, monitor_only)?;
                plan.seed = self.seed;
                Ok((plan, measures))
            },
            &|measures, futures| {
                let futures = futures.iter();
                let of = |future| answers(asked, measures, future);
                futures.map(of).collect::<Vec<_>>()
            },
        )?;
        let both = found.into_iter().filter_map(|arms| arms.try_into().ok());
        Ok(both.collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Plan;
    use crate::study::plan_at;
    use std::fs;
    use std::path::{Path, PathBuf};

    const SHARE: &str = "people.casework_share";

    /// A base whose casework share and turnover may lie in ranges, and a plan over it.
    fn files(folder: &Path, plan: &str) -> [PathBuf; 2] {
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
        let plan = write("plan.toml", &base, plan);
        [base, plan]
    }

    fn alike([base, plan]: &[PathBuf; 2]) -> Alike {
        let read = |path: &Path| plan_at(path, &[], &[]).expect("it is right");
        let (one, other) = (read(base), read(plan));
        let found = Alike::of((base, &[], &one), (plan, &[], &other), 8);
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
        assert!((0..drawn.count()).all(|at| drawn.is_drawn(at) == [true, true]));
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
            let (low, high) = ((base - 0.5) / 0.3, (plan - 0.7) / 0.2);
            assert!((low - high).abs() < 1e-9, "{base} {plan}");
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
            .filter(|at| drawn.is_drawn(*at) == [false, true])
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
        let of = |draws: usize| drawn.simulate(draws, 2, &asked, &running).expect("it runs");
        let (all, some) = (of(8), of(3));
        assert_eq!((all.len(), some.len()), (8, 3));
        assert_eq!(all[..3], some[..]);
        assert!(all.iter().all(|[base, plan]| base == plan));
        assert!(all[0] != all[1], "draws differ");
        running
            .cancelled
            .store(true, std::sync::atomic::Ordering::Relaxed);
        assert!(of(8).is_empty());
    }
}
