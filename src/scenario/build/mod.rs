//! From the document to the department of the model.
//!
//! The check against the language has already reported every value that cannot be read; here such
//! a value is passed over in silence (the result is thrown away then), and what only makes sense
//! across keys is checked: names that must exist, shares that belong together, work that nobody
//! could do.

mod demand;
mod establishment;
mod pathway;
mod people;
mod position;
mod run;
mod staff;
mod start;

pub use run::{Frame, plan};

use super::check::{Setting, ordered};
use super::document::Node;
use super::law::listed;
use super::problem::{Problem, Problems};
use super::value::{Read, hinted};
use crate::engine::{Calendar, mix};
use crate::model::spec::Spec;
use std::cell::RefCell;

/// A department being built.
pub struct Draft<'a> {
    doc: &'a Node,
    setting: &'a Setting,
    calendar: &'a Calendar,
    offices: Vec<(String, &'a Node)>,
    kinds: Vec<(String, &'a Node)>,
    sources: Vec<(String, &'a Node)>,
    stages: Vec<(String, &'a Node)>,
    problems: RefCell<Problems>,
}

/// Value of a key where it is there and can be read.
pub fn get<T>(table: Option<&Node>, key: &str, read: impl FnOnce(&Node) -> Read<T>) -> Option<T> {
    table?.get(key).and_then(|node| read(node).ok())
}

/// A stable key of a name: of its letters, never of its place.
pub fn name_key(salt: u64, name: &str) -> u64 {
    name.bytes()
        .fold(salt, |key, byte| mix(key, u64::from(byte)))
}

impl<'a> Draft<'a> {
    /// Lists what the document names.
    pub fn new(doc: &'a Node, setting: &'a Setting, calendar: &'a Calendar) -> Self {
        Draft {
            doc,
            setting,
            calendar,
            offices: ordered(doc.get("office")),
            kinds: ordered(doc.get("team")),
            sources: ordered(doc.get("source")),
            stages: ordered(doc.get("stage")),
            problems: RefCell::new(Problems::new()),
        }
    }

    /// The department, and what is wrong across keys. The department is only good where no
    /// error was found, here or against the language.
    pub fn spec(&self) -> (Spec, Problems) {
        self.something_of_each();
        let (offices, teams) = self.offices_and_teams();
        let stages = self.stages();
        self.somebody_for_every_stage(&stages, &offices, &teams);
        self.somebody_at_the_door(&offices, &teams);
        let sources = self.sources();
        let front_door = self.front_door();
        let streams = self.streams(&sources);
        let family_hours = self.family_hours(&sources, &streams);
        let effort = self.doc.get("effort");
        let spec = Spec {
            bands: self.setting.bands.clone(),
            entry: self.entry(front_door.is_some()),
            rereferral: self.rereferral(),
            early_help: self.early_help(),
            open_contacts: self.open_contacts(),
            unallocated: self.unallocated(),
            conferences: self.conferences(),
            out_of_hours: self.out_of_hours(),
            effort_scale: get(effort, "scale", |node| {
                super::value::number(node, 0.0, 100.0)
            })
            .unwrap_or(1.0),
            day: self.day(),
            applicants: self.applicants(),
            offices,
            teams,
            sources,
            streams,
            front_door,
            stages,
            family_hours,
        };
        self.every_stage_reached(&spec);
        (spec, self.problems.take())
    }

    fn something_of_each(&self) {
        let lists = [
            ("office", self.offices.len(), "[office.A]"),
            ("team", self.kinds.len(), "[team.assessment]"),
            ("stage", self.stages.len(), "[stage.assessment]"),
        ];
        for (name, count, example) in lists {
            if count == 0 {
                let wanted = format!("at least one table such as {example}");
                self.report(self.doc.wrong(format!("no {name}"), wanted));
            }
        }
        let bands = &self.setting.bands;
        if (1..bands.len()).any(|at| bands[..at].contains(&bands[at])) {
            let node = self.doc.at(&["bands", "list"]).unwrap_or(self.doc);
            self.report(node.refuse("need bands of different names"));
        }
    }

    /// Keeps a problem.
    fn report(&self, problem: Problem) {
        self.problems.borrow_mut().push(problem);
    }

    /// Number of a name in a list; a name that is not there is reported with its nearest.
    fn index(&self, node: &Node, name: &str, list: &[(String, &Node)], what: &str) -> usize {
        if let Some(index) = list.iter().position(|(have, _)| have == name) {
            return index;
        }
        let names = || list.iter().map(|(name, _)| name.as_str());
        let wanted = match list.len() {
            0 => format!("a {what} of the scenario"),
            1..=12 => format!("a {what}: one of {}", listed(names())),
            _ => format!("a {what} of the scenario"),
        };
        let near = names().find(|have| strsim::jaro_winkler(have, name) > 0.8);
        let hint = near.map(|near| format!("did you mean \"{near}\"?"));
        self.report(hinted(
            node.wrong(format!("unknown {what} \"{name}\""), wanted),
            hint,
        ));
        0
    }

    /// Number of a stage named at a key of a table.
    fn stage_at(&self, table: Option<&Node>, key: &str) -> Option<usize> {
        let node = table?.get(key)?;
        Some(self.index(node, node.text()?, &self.stages, "stage"))
    }

    /// Number of a kind of team named at a key of a table.
    fn kind_at(&self, table: Option<&Node>, key: &str) -> Option<usize> {
        let node = table?.get(key)?;
        Some(self.index(node, node.text()?, &self.kinds, "kind of team"))
    }
}
