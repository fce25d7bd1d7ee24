//! What a study may vary: the numbers of one scenario, with the range each could plausibly have.
//!
//! A study moves values as `--set` does. This file knows what stands at a path now, between what it
//! is believed to lie, and how to write a value part of the way.

use super::arithmetic::{blended, scalar, scaled};
use super::change::base;
use super::document::{Node, Value, path_keys, shown_path};
use super::keys::{Kind, row_at};
use super::load::{self, matching, unknown_path};
use super::problem::{Problem, Problems};
use std::path::Path;

/// Keys that a study says itself.
const OF_THE_STUDY: [&str; 6] = [
    "extends",
    "run.seed",
    "run.replications",
    "run.precision",
    "run.at_least",
    "run.at_most",
];

/// A scenario as it was written, whose values a study moves.
#[derive(Clone, Debug)]
pub struct Written {
    document: Node,
}

/// One value of a scenario that a study moves.
#[derive(Clone, Debug)]
pub struct Slot {
    /// Dotted path, without `*`.
    pub path: String,
    /// What the key means, in one line.
    pub meaning: &'static str,
    /// Unit of the number; empty where the value says it itself.
    pub unit: &'static str,
    /// Whether only whole numbers may stand there.
    pub whole: bool,
    now: Option<Node>,
    range: Option<(Node, Node)>,
}

impl Written {
    /// Reads a scenario with all it extends and the settings of the command line.
    ///
    /// # Errors
    ///
    /// Every file that could not be read or is not TOML.
    pub fn read(path: &Path, sets: &[(String, String)]) -> Result<Self, Problems> {
        let (document, _) = load::document(path, sets)?;
        Ok(Self { document })
    }

    /// The values that a dotted path names; one with `*` names each that fits. `problem` makes a
    /// problem at the place where the path was written, of what was found and what was wanted.
    ///
    /// # Errors
    ///
    /// When the path is none, the language does not have it, or nothing of the scenario fits it.
    pub fn slots(
        &self,
        path: &str,
        problem: &dyn Fn(String, String) -> Problem,
    ) -> Result<Vec<Slot>, Problem> {
        let wrong = |wanted: &str| problem(format!("`{path}`"), wanted.to_owned());
        let keys =
            path_keys(path).ok_or_else(|| wrong("a dotted path such as office.A.vacancy"))?;
        let row = row_at(&keys).ok_or_else(|| unknown_path(&keys, problem))?;
        if OF_THE_STUDY.contains(&path) {
            return Err(wrong(
                "a key of the service: the study says this one itself",
            ));
        }
        let places = self.fitting(&keys);
        if places.is_empty() {
            let problem = wrong("a path that fits something in the scenario");
            let near = self.nearest(&keys);
            return Err(match near {
                Some(near) => problem.hint(format!("did you mean `{near}`?")),
                None => problem,
            });
        }
        let slot = |keys: Vec<String>| {
            let names: Vec<&str> = keys.iter().map(String::as_str).collect();
            let own = self.document.at(&names);
            let bound = |key: &str| own.and_then(|node| node.get(key)).cloned();
            Slot {
                path: shown_path(&keys),
                meaning: row.meaning,
                unit: row.unit,
                whole: matches!(row.kind, Kind::Whole(..) | Kind::WorkingDays | Kind::Count),
                now: base(&self.document, &keys).map(|node| node.plain().clone()),
                range: bound("low").zip(bound("high")),
            }
        };
        Ok(places.into_iter().map(slot).collect())
    }

    /// Places that fit a path, the names of the scenario's own among its keys being known to it.
    fn fitting(&self, keys: &[String]) -> Vec<Vec<String>> {
        let places = matching(&self.document, keys);
        let known = |keys: &Vec<String>| self.first_unknown(keys).is_none();
        places.into_iter().filter(known).collect()
    }

    /// Depth of the first name of the scenario's own that the scenario does not have.
    fn first_unknown(&self, keys: &[String]) -> Option<usize> {
        (0..keys.len().saturating_sub(1)).find(|depth| {
            let above = super::keys::find(&keys[..*depth]);
            let named =
                above.is_some_and(|branch| branch.named.contains_key(keys[*depth].as_str()));
            let names: Vec<&str> = keys[..=*depth].iter().map(String::as_str).collect();
            // Overrides below an office or a team need not be there yet; what they override must.
            let overrides = *depth > 1;
            !named && !overrides && self.document.at(&names).is_none()
        })
    }

    fn nearest(&self, keys: &[String]) -> Option<String> {
        let depth = self.first_unknown(keys)?;
        let above: Vec<&str> = keys[..depth].iter().map(String::as_str).collect();
        let names = self.document.at(&above)?.table()?.keys();
        let near = names.map(|name| (strsim::jaro_winkler(name, &keys[depth]), name));
        let (_, name) = near.max_by(|a, b| a.0.total_cmp(&b.0))?;
        let mut keys = keys.to_vec();
        keys[depth].clone_from(name);
        Some(shown_path(&keys))
    }
}

impl Slot {
    /// What stands there now, as written; `None` where nothing does.
    pub fn now(&self) -> Option<String> {
        self.now.as_ref().map(Node::written)
    }

    /// The number that stands there now, in its own unit; `None` where it is no plain number.
    pub fn number(&self) -> Option<f64> {
        Some(scalar(self.now.as_ref()?)?.0)
    }

    /// The range it is believed to lie in, as the scenario states it.
    pub fn belief(&self) -> Option<(Node, Node)> {
        self.range.clone()
    }

    /// The value `share` of the way from `low` to `high`, and its number; whole numbers are equally
    /// likely for a share that is uniform. `None` unless both are plain numbers of one unit.
    pub fn between(&self, low: &Node, high: &Node, share: f64) -> Option<(Node, f64)> {
        let (from, _) = scalar(low)?;
        let (to, _) = scalar(high)?;
        let share = if self.whole && to != from {
            let steps = to - from;
            let step = libm::floor(share * (steps.abs() + 1.0)).min(steps.abs());
            step / steps.abs()
        } else {
            share
        };
        let node = blended(low, high, share)?;
        let number = scalar(&node)?.0;
        Some((node, number))
    }

    /// The value `share` of the way through a law that has what stands there now in its middle: the
    /// lower half of the shares goes from `low` to it, the upper half from it to `high`. Where no
    /// plain number stands there, as [`Slot::between`].
    pub fn around(&self, low: &Node, high: &Node, share: f64) -> Option<(Node, f64)> {
        let now = self.now.as_ref().filter(|now| scalar(now).is_some());
        match now {
            None => self.between(low, high, share),
            Some(now) if share < 0.5 => self.between(low, now, 2.0 * share),
            Some(now) => self.between(now, high, 2.0 * share - 1.0),
        }
    }

    /// What stands there now, times a factor; `None` where there is nothing to multiply.
    pub fn times(&self, factor: f64) -> Option<Node> {
        let moved = scaled(self.now.as_ref()?, factor)?;
        if !self.whole {
            return Some(moved);
        }
        let (number, unit) = scalar(&moved)?;
        let number = libm::round(number);
        Some(moved.like(match unit.as_str() {
            "" => Value::Number(number),
            unit => Value::Text(format!("{number} {unit}")),
        }))
    }
}

/// A value as `--set` takes it, read as TOML and otherwise as text: its number, where it is one.
pub fn number_of(node: &Node) -> Option<f64> {
    scalar(node).map(|(number, _)| number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tiny() -> Written {
        Written::read(Path::new("scenarios/tiny-office.toml"), &[]).expect("it is right")
    }

    fn said(found: String, wanted: String) -> Problem {
        Problem::of_file("sweep.toml", found, wanted)
    }

    #[test]
    fn a_path_names_what_the_scenario_has() {
        let written = tiny();
        let slots = |path: &str| written.slots(path, &said);
        let share = &slots("people.casework_share").expect("it is there")[0];
        assert_eq!(share.now().as_deref(), Some("\"70%\""));
        assert_eq!((share.number(), share.whole), (Some(0.7), false));
        assert_eq!(
            slots("people.sickness.*.per_year").expect("one")[0].path,
            "people.sickness.short.per_year"
        );
        for wrong in [
            "people.casework_shere",
            "office.Q.vacancy",
            "",
            "run.seed",
            "people",
        ] {
            assert!(slots(wrong).is_err(), "{wrong}");
        }
        let hint = slots("source.schools2.share")
            .expect_err("no such source")
            .hint;
        assert!(hint.is_some_and(|hint| hint.contains("source.schools.share")));
    }

    #[test]
    fn values_lie_between_their_ends_and_whole_numbers_stay_whole() {
        let slots = tiny()
            .slots("team.casework.posts", &said)
            .expect("it is there");
        let node = |number: f64| {
            slots[0]
                .now
                .as_ref()
                .expect("set")
                .like(Value::Number(number))
        };
        let mut slot = slots[0].clone();
        assert_eq!(
            slot.between(&node(2.0), &node(4.0), 0.25).expect("plain").1,
            2.5
        );
        slot.whole = true;
        let found: Vec<f64> = [0.0, 0.3, 0.5, 0.7, 1.0]
            .iter()
            .map(|share| {
                slot.between(&node(2.0), &node(4.0), *share)
                    .expect("plain")
                    .1
            })
            .collect();
        assert_eq!(found, [2.0, 2.0, 3.0, 4.0, 4.0]);
        assert_eq!(slot.times(1.6).expect("a number").written(), "10");
        // Six posts stand there now.
        let around = |high: f64, share: f64| {
            let found = slot.around(&node(2.0), &node(high), share);
            found.expect("plain").1
        };
        let found = [0.0, 0.25, 0.49, 0.5, 0.75, 1.0].map(|share| around(7.0, share));
        assert_eq!(found, [2.0, 4.0, 6.0, 6.0, 7.0, 7.0]);
        assert_eq!([0.5, 0.8, 1.0].map(|share| around(6.0, share)), [6.0; 3]);
        let text = node(2.0).like(Value::Text("2 wk".into()));
        assert!(slot.between(&text, &node(4.0), 0.5).is_none());
    }
}
