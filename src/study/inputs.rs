//! Inputs: what a study varies, and how a place among their values becomes a plan.
//!
//! The place of an input is a share from 0 to 1, whatever its values are: a range is gone through
//! from its low to its high end, a list from its first value to its last. What is drawn because it
//! is not known has the scenario's own value half of the way, so that half of the draws lie on
//! either side of it, however far the ends are from it.

use std::path::Path;

use crate::experiment::Plan;
use crate::scenario::{self, Node, Problem, Problems, Slot, Written, number_of};

/// One thing that a study varies.
#[derive(Clone, Debug)]
pub struct Input {
    /// Name in tables and files.
    pub name: String,
    /// What it is, in words for people.
    pub words: String,
    /// Unit of its numbers; empty where there is none or the values say it.
    pub unit: String,
    slots: Vec<Slot>,
    paths: Vec<String>,
    values: Values,
}

/// The values of an input.
#[derive(Clone, Debug)]
enum Values {
    /// These, in this order.
    Listed(Vec<Node>),
    /// From a low to a high end, for each of its places one.
    Between(Vec<(Node, Node)>),
    /// The same, half of the way on either side of what the scenario says.
    Around(Vec<(Node, Node)>),
    /// What the scenario says, times a factor from a low to a high one.
    Times(f64, f64),
}

/// How a range is gone through: the value of a slot at a place from a low to a high end.
type Law = fn(&Slot, &Node, &Node, f64) -> Option<(Node, f64)>;

/// One value of an input.
#[derive(Clone, Debug, PartialEq)]
pub struct Level {
    /// Paths and values, as `--set` takes them.
    pub sets: Vec<(String, String)>,
    /// The value as people write it.
    pub shown: String,
    /// Its number, where it has one: in its own unit, or the factor.
    pub number: Option<f64>,
}

/// The way an input's values are said.
#[derive(Clone, Debug)]
pub enum Said {
    /// These values.
    Values(Vec<Node>),
    /// From the first to the second.
    FromTo(Node, Node),
    /// What stands there now, times a factor from the first to the second.
    Times(f64, f64),
    /// The range that the scenario believes in, evenly: what a study asks that goes through it.
    Belief,
    /// The same with the scenario's value in the middle: what is drawn where it is not known.
    Drawn,
}

impl Input {
    /// An input over everything that `paths` name in a scenario. `problem` makes a problem at the
    /// place where the input is said, of what was found and what was wanted.
    ///
    /// # Errors
    ///
    /// Every path that nothing fits; a range that is empty or not of plain numbers of one unit; a
    /// belief range that the scenario does not state.
    pub fn of(
        written: &Written,
        name: &str,
        paths: &[String],
        said: &Said,
        problem: &dyn Fn(String, String) -> Problem,
    ) -> Result<Self, Problems> {
        let mut problems = Problems::new();
        let mut slots = Vec::new();
        for path in paths {
            match written.slots(path, problem) {
                Ok(found) => slots.extend(found),
                Err(problem) => problems.push(problem),
            }
        }
        let values = Self::values(&slots, said, problem, &mut problems);
        let (Some(values), Some(first)) = (values, slots.first()) else {
            return Err(problems);
        };
        if !problems.is_empty() {
            return Err(problems);
        }
        let unit = match values {
            Values::Times(..) => "x",
            _ => first.unit,
        };
        Ok(Self {
            name: name.to_owned(),
            words: format!("{} ({name})", first.meaning),
            unit: unit.to_owned(),
            paths: paths.to_vec(),
            slots,
            values,
        })
    }

    fn values(
        slots: &[Slot],
        said: &Said,
        problem: &dyn Fn(String, String) -> Problem,
        problems: &mut Problems,
    ) -> Option<Values> {
        let plain = "plain numbers of one unit; other values can be listed in `values`";
        match said {
            Said::Values(values) => (!values.is_empty()).then(|| Values::Listed(values.clone())),
            Said::FromTo(from, to) => {
                if number_of(from).is_some() && number_of(from) == number_of(to) {
                    let found = format!("an empty range from {} to {}", from.show(), to.show());
                    problems.push(problem(found, "two ends that differ".to_owned()));
                }
                if slots
                    .iter()
                    .any(|slot| slot.between(from, to, 0.5).is_none())
                {
                    let found = format!("from {} to {}", from.show(), to.show());
                    problems.push(problem(found, plain.to_owned()));
                }
                Some(Values::Between(vec![
                    (from.clone(), to.clone());
                    slots.len()
                ]))
            }
            Said::Times(low, high) => {
                if low >= high || *low < 0.0 {
                    let found = format!("factors from {low} to {high}");
                    let wanted = "a low and a higher factor, none below 0".to_owned();
                    problems.push(problem(found, wanted));
                }
                for slot in slots.iter().filter(|slot| slot.times(1.0).is_none()) {
                    let found = format!("a factor on {}", slot.path);
                    let wanted = "a number that the scenario states, which can be multiplied";
                    problems.push(problem(found, wanted.to_owned()));
                }
                Some(Values::Times(*low, *high))
            }
            Said::Belief | Said::Drawn => {
                let law: Law = match said {
                    Said::Drawn => Slot::around,
                    _ => Slot::between,
                };
                let mut ranges = Vec::new();
                for slot in slots {
                    let range = slot.belief();
                    let fits = |(low, high): &(Node, Node)| {
                        let mut places = [0.25, 0.75].into_iter();
                        places.all(|place| law(slot, low, high, place).is_some())
                    };
                    match range.filter(fits) {
                        Some(range) => ranges.push(range),
                        None => problems.push(problem(
                            format!("no belief range (low, high) at {}", slot.path),
                            format!("a range: from and to, or times, here; or {plain}"),
                        )),
                    }
                }
                Some(match said {
                    Said::Drawn => Values::Around(ranges),
                    _ => Values::Between(ranges),
                })
            }
        }
    }

    /// How many values it has; `None` for a range.
    pub fn count(&self) -> Option<usize> {
        match &self.values {
            Values::Listed(values) => Some(values.len()),
            _ => None,
        }
    }

    /// The places of the scenario that it sets.
    pub fn places(&self) -> impl Iterator<Item = &str> {
        self.slots.iter().map(|slot| slot.path.as_str())
    }

    /// Whether values between others have a meaning: it is a range, or a list of numbers.
    pub fn is_numeric(&self) -> bool {
        match &self.values {
            Values::Listed(values) => values.iter().all(|value| number_of(value).is_some()),
            _ => true,
        }
    }

    /// Place of the value that the scenario has now; `None` where it is not within the values.
    pub fn now(&self) -> Option<f64> {
        let number = self.slots.first()?.number();
        let place = match &self.values {
            Values::Times(low, high) => (1.0 - low) / (high - low),
            Values::Between(ranges) => {
                let (low, high) = ranges.first()?;
                let (low, high) = (number_of(low)?, number_of(high)?);
                (number? - low) / (high - low)
            }
            Values::Around(_) => number.map(|_| 0.5)?,
            Values::Listed(values) => {
                let now = self.slots.first()?.now()?;
                let at = values.iter().position(|value| value.written() == now)?;
                self.place_of(at)
            }
        };
        (0.0..=1.0).contains(&place).then_some(place)
    }

    /// The place of the listed value with this number.
    pub fn place_of(&self, value: usize) -> f64 {
        (value as f64 + 0.5) / self.count().unwrap_or(1).max(1) as f64
    }

    /// The value at a place from 0 to 1.
    pub fn at(&self, place: f64) -> Level {
        let place = place.clamp(0.0, 1.0);
        match &self.values {
            Values::Listed(values) => {
                let at = libm::floor(place * values.len() as f64) as usize;
                self.listed(&values[at.min(values.len() - 1)])
            }
            Values::Between(ranges) => self.between(ranges, Slot::between, place),
            Values::Around(ranges) => self.between(ranges, Slot::around, place),
            Values::Times(low, high) => {
                let factor = low + place * (high - low);
                let moved = self
                    .slots
                    .iter()
                    .filter_map(|slot| Some((slot.path.clone(), slot.times(factor)?.written())));
                Level {
                    sets: moved.collect(),
                    shown: format!("x {}", short(factor)),
                    number: Some(factor),
                }
            }
        }
    }

    /// The number at a place, or the place where there is none: what of two draws is the higher,
    /// and which are the same.
    pub fn number_at(&self, place: f64) -> f64 {
        self.at(place).number.unwrap_or(place)
    }

    /// What the scenario says, nothing set.
    pub fn as_it_is(&self) -> Level {
        let now = self.slots.first().and_then(Slot::number);
        Level {
            sets: Vec::new(),
            shown: "as it is".to_owned(),
            number: match self.values {
                Values::Times(..) => Some(1.0),
                _ => now,
            },
        }
    }

    /// A value of its own that is not among the input's values, as a table of points has them.
    pub fn listed(&self, value: &Node) -> Level {
        let written = value.written();
        let paths = self.paths.iter();
        Level {
            sets: paths.map(|path| (path.clone(), written.clone())).collect(),
            shown: value.text().map_or(written, str::to_owned),
            number: number_of(value),
        }
    }

    fn between(&self, ranges: &[(Node, Node)], law: Law, place: f64) -> Level {
        let mut level = Level {
            sets: Vec::new(),
            shown: String::new(),
            number: None,
        };
        for (slot, (low, high)) in self.slots.iter().zip(ranges) {
            let Some((node, number)) = law(slot, low, high, place) else {
                continue; // refused when the input was made
            };
            level.sets.push((slot.path.clone(), node.written()));
            if level.number.is_none() {
                level.number = Some(number);
                level.shown = match node.text() {
                    Some(text) => match text.split_once(' ') {
                        Some((_, unit)) => format!("{} {unit}", short(number)),
                        None => text.to_owned(),
                    },
                    None => short(number),
                };
            }
        }
        let same = ranges.windows(2).all(|pair| pair[0] == pair[1]);
        if !same {
            level.number = Some(place);
            level.shown = format!("{} of its ranges", short(place));
        }
        level
    }
}

/// A number in at most four figures, for people.
fn short(number: f64) -> String {
    let size = number.abs();
    let decimals = match size {
        _ if size >= 1000.0 || number.fract() == 0.0 => 0,
        _ if size >= 100.0 => 1,
        _ if size >= 1.0 => 2,
        _ => 3,
    };
    let text = format!("{number:.decimals$}");
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text,
    }
}

/// The plan of a scenario with the settings of the command line and those of a point.
///
/// # Errors
///
/// Every problem of the scenario as it then stands.
pub fn plan_at(
    scenario: &Path,
    sets: &[(String, String)],
    point: &[Level],
) -> Result<Plan, Problems> {
    let own = point.iter().flat_map(|level| level.sets.iter());
    let all: Vec<(String, String)> = sets.iter().chain(own).cloned().collect();
    scenario::load(scenario, &all)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TINY: &str = "scenarios/tiny-office.toml";

    fn input(path: &str, said: &Said) -> Result<Input, Problems> {
        let written = Written::read(Path::new(TINY), &[]).expect("it is right");
        let problem = |found, wanted| Problem::of_file("sweep.toml", found, wanted);
        Input::of(&written, "it", &[path.to_owned()], said, &problem)
    }

    fn nodes(toml: &str) -> Vec<Node> {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("values.toml");
        std::fs::write(&file, format!("values = {toml}")).expect("written");
        let tree = scenario::toml_file(&file, "values").expect("TOML");
        tree.get("values")
            .and_then(Node::list)
            .expect("a list")
            .to_vec()
    }

    fn between(toml: &str) -> Said {
        let ends = nodes(toml);
        Said::FromTo(ends[0].clone(), ends[1].clone())
    }

    #[test]
    fn a_range_reaches_the_plan() {
        let posts = input("team.casework.posts", &between("[4, 8]")).expect("a range");
        let level = posts.at(0.25);
        assert_eq!(
            level.sets,
            [("team.casework.posts".to_owned(), "5".to_owned())]
        );
        assert_eq!((level.shown.as_str(), level.number), ("5", Some(5.0)));
        assert_eq!(posts.now(), Some(0.5));
        let plan = plan_at(Path::new(TINY), &[], &[level]).expect("it is right");
        let had = plan_at(Path::new(TINY), &[], &[]).expect("it is right");
        let workers = |plan: &Plan| plan.department.versions[0].spec.teams[0].posts.len();
        assert_eq!((workers(&plan), workers(&had)), (5, 6));
    }

    #[test]
    fn units_factors_and_lists_are_written_as_the_scenario_writes_them() {
        let share = input("people.casework_share", &Said::Times(0.5, 1.0)).expect("a factor");
        let half = share.at(0.0);
        assert_eq!(half.sets[0].1, "0.35");
        assert_eq!((half.shown.as_str(), half.number), ("x 0.5", Some(0.5)));
        let notice = input("people.notice", &between("[\"4 wk\", \"12 wk\"]")).expect("lengths");
        assert_eq!(notice.at(0.5).sets[0].1, "\"8 wk\"");
        assert_eq!(
            (notice.at(0.5).number, notice.now()),
            (Some(8.0), Some(0.5))
        );
        let order = Said::Values(nodes("[\"need band\", \"first come\"]"));
        let order = input("team.casework.order", &order).expect("words");
        assert_eq!((order.count(), order.is_numeric()), (Some(2), false));
        assert_eq!(order.at(order.place_of(1)).shown, "first come");
        assert_eq!((order.at(0.0).number, order.now()), (None, Some(0.25)));
    }

    #[test]
    fn what_is_drawn_has_the_value_in_its_middle_and_what_a_sweep_varies_goes_evenly() {
        let of = |value: &str, said: &Said| {
            let range = format!("{{ value = {value}, low = 0.6, high = 0.84 }}");
            let sets = [("people.casework_share".to_owned(), range)];
            let written = Written::read(Path::new(TINY), &sets).expect("it is right");
            let problem = |found, wanted| Problem::of_file("it", found, wanted);
            let paths = ["people.casework_share".to_owned()];
            Input::of(&written, "it", &paths, said, &problem).expect("a range")
        };
        let at = |input: &Input| {
            let places = [0.0, 0.25, 0.5, 0.75, 1.0].into_iter();
            let numbers = places.map(|place| input.at(place).number.expect("a number"));
            numbers.map(short).collect::<Vec<_>>()
        };
        let drawn = of("0.68", &Said::Drawn);
        assert_eq!(at(&drawn), ["0.6", "0.64", "0.68", "0.76", "0.84"]);
        assert_eq!(drawn.now(), Some(0.5));
        let swept = of("0.68", &Said::Belief);
        assert_eq!(at(&swept), ["0.6", "0.66", "0.72", "0.78", "0.84"]);
        // Believed to be this or more: half of the draws are the value itself.
        let one_sided = of("0.6", &Said::Drawn);
        assert_eq!(at(&one_sided), ["0.6", "0.6", "0.6", "0.72", "0.84"]);
        // The same in units of time.
        let sets = [(
            "people.notice".to_owned(),
            "{ value = \"6 wk\", low = \"4 wk\", high = \"12 wk\" }".to_owned(),
        )];
        let written = Written::read(Path::new(TINY), &sets).expect("it is right");
        let problem = |found, wanted| Problem::of_file("it", found, wanted);
        let paths = ["people.notice".to_owned()];
        let notice = Input::of(&written, "it", &paths, &Said::Drawn, &problem).expect("lengths");
        assert_eq!(notice.at(0.75).sets[0].1, "\"9 wk\"");
        assert_eq!(notice.at(0.25).shown, "5 wk");
    }

    #[test]
    fn what_cannot_be_varied_is_refused_with_every_reason() {
        let wrong = [
            ("team.casework.posts", between("[4, 4]"), "empty range"),
            (
                "people.notice",
                between("[\"4 wk\", 12]"),
                "plain numbers of one unit",
            ),
            ("people.notice", Said::Times(1.2, 0.8), "higher factor"),
            ("team.casework.posts", Said::Belief, "no belief range"),
            (
                "team.casework.postts",
                Said::Times(0.8, 1.2),
                "did you mean `posts`",
            ),
        ];
        for (path, said, wanted) in wrong {
            let problems = input(path, &said).expect_err(wanted).to_string();
            assert!(problems.contains(wanted), "{problems}");
        }
    }
}
