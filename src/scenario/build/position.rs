//! The position at the start from lists of families, one a row: see `scenario::lists`.

use super::{Draft, name_key};
use crate::engine::{Dist, Span, Time, mix};
use crate::model::spec::{
    ClosedFamily, Duration, Listed, OpenGroup, Spec, StageBy, StartPosition, Unit,
};
use crate::scenario::document::Node;
use crate::scenario::law::listed;
use crate::scenario::lists::{List, Lists, Row};
use crate::scenario::value::{hinted, iso_of};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Most children of one family in a list.
const MOST_CHILDREN: u8 = 20;
/// Longest that a family can have been open: a child is one for so long.
const LONGEST_OPEN_YEARS: i32 = 18;

/// A list being read: its cells, and the first day of the run.
struct Reading<'a, 'b> {
    draft: &'a Draft<'b>,
    list: &'a List,
    start: Date,
}

/// A row, and how many rows before it say the same.
type Keyed<'a> = (&'a Row, u64);

impl Draft<'_> {
    /// Puts the families of the lists into the position.
    pub(super) fn read_lists(
        &self,
        position: &mut StartPosition,
        lists: &Lists,
        spec: &Spec,
        start: Date,
    ) {
        let reading = |list| Reading {
            draft: self,
            list,
            start,
        };
        if let Some(list) = &lists.open {
            self.not_said_twice(&["start", "file"], self.doc.at(&["start", "group"]));
            if list.rows.is_empty() {
                let wanted = "a family a row below the heading, or no `start.file`";
                self.at_node(&["start", "file"], "a list without families", wanted);
            }
            let reading = reading(list);
            let open = keyed(list).into_iter();
            let away = position.people_away;
            position.open = open
                .filter_map(|row| reading.open_family(row, spec, away))
                .collect();
        }
        if let Some(list) = &lists.closed {
            let offices = self.offices.iter();
            for (_, office) in offices {
                self.not_said_twice(&["start", "closures"], office.get("closed_last_year"));
            }
            let reading = reading(list);
            let closed = keyed(list).into_iter();
            let closed: Vec<ClosedFamily> = closed
                .filter_map(|row| reading.closed_family(row))
                .collect();
            let of = |office| {
                closed
                    .iter()
                    .filter(|family| family.office == office)
                    .count()
            };
            position.closed_last_year = (0..self.offices.len())
                .map(|office| Some(of(office) as f64))
                .collect();
            position.closed = Some(closed);
        }
    }

    fn not_said_twice(&self, list: &[&str], other: Option<&Node>) {
        if let (Some(list), Some(other)) = (self.doc.at(list), other) {
            let found = format!("{} beside {}", other.path, list.path);
            self.report(other.wrong(found, "one of them: each says the whole"));
        }
    }

    fn at_node(&self, keys: &[&str], found: &str, wanted: &str) {
        if let Some(node) = self.doc.at(keys) {
            self.report(node.wrong(found, wanted));
        }
    }
}

/// Rows with their occurrence among equal rows, so that a family's key hangs on what is said of it
/// and not on its place in the list.
fn keyed(list: &List) -> Vec<Keyed<'_>> {
    let mut seen: BTreeMap<&[String], u64> = BTreeMap::new();
    let rows = list.rows.iter();
    rows.map(|row| {
        let before = seen.entry(&row.cells).or_default();
        *before += 1;
        (row, *before)
    })
    .collect()
}

fn key_of((row, occurrence): Keyed<'_>, salt: u64) -> u64 {
    mix(name_key(salt, &row.cells.join("\u{1f}")), occurrence)
}

impl Reading<'_, '_> {
    fn wrong(&self, row: &Row, column: usize, wanted: impl Into<String>, hint: Option<String>) {
        let problem = self.list.wrong(row, column, wanted);
        self.draft.report(hinted(problem, hint));
    }

    /// Number of a name in a cell.
    fn name(
        &self,
        row: &Row,
        column: usize,
        list: &[(String, &Node)],
        what: &str,
    ) -> Option<usize> {
        let name = &row.cells[column];
        let found = list.iter().position(|(have, _)| have == name);
        if found.is_none() {
            let names = || list.iter().map(|(name, _)| name.as_str());
            let near = names().find(|have| {
                strsim::jaro_winkler(&have.to_lowercase(), &name.to_lowercase()) > 0.8
            });
            let hint = near.map(|near| format!("did you mean \"{near}\"?"));
            let wanted = format!("{what}: one of {}", listed(names()));
            self.wrong(row, column, wanted, hint);
        }
        found
    }

    /// A date in a cell, from `years` before the start to the start.
    fn date(&self, row: &Row, column: usize, years: i32) -> Option<Date> {
        let cell = &row.cells[column];
        let iso = iso_of(cell);
        let date: Option<Date> = cell.parse().ok();
        let Some(date) = date.filter(|_| iso.as_ref() == Some(cell)) else {
            let hint = iso.map(|iso| format!("write {iso}"));
            self.wrong(row, column, "a date such as 2010-01-04", hint);
            return None;
        };
        let first = self.start.saturating_sub(jiff::Span::new().years(years));
        if date < first || date > self.start {
            let wanted = format!(
                "a date from {first} to the start of the run, {}",
                self.start
            );
            self.wrong(row, column, wanted, None);
            return None;
        }
        Some(date)
    }

    fn children(&self, row: &Row, column: usize) -> Option<u8> {
        let number = row.cells[column].parse().ok();
        let number = number.filter(|number| (1..=MOST_CHILDREN).contains(number));
        if number.is_none() {
            let wanted = format!("the family's number of children, 1 to {MOST_CHILDREN}");
            self.wrong(row, column, wanted, None);
        }
        number
    }

    fn before_start(&self, date: Date) -> Span {
        let days = (self.start - date).get_days();
        Span::DAY * i64::from(days)
    }

    /// Kind of team of a row: the one it names, which is the stage's own where that has one.
    fn team(&self, row: &Row, office: usize, stage: usize, spec: &Spec) -> Option<Option<usize>> {
        let own = spec.stages.get(stage)?.team_kind;
        if row.cells[1].is_empty() {
            return Some(None);
        }
        let kinds = &self.draft.kinds;
        let kind = self.name(row, 1, kinds, "a kind of team")?;
        if let Some(own) = own.filter(|own| *own != kind) {
            let name = kinds.get(own).map_or("", |(name, _)| name);
            let wanted = format!("\"{name}\", which has the stage \"{}\"", row.cells[2]);
            self.wrong(row, 1, wanted, None);
            return None;
        }
        let teams = &spec.offices.get(office)?.teams;
        if teams.get(kind).copied().flatten().is_none() {
            self.wrong(row, 1, "a kind of team with posts in this area", None);
            return None;
        }
        Some(own.is_none().then_some(kind))
    }

    /// With a named worker, and is that worker away? `None` where the cell is wrong.
    fn worker(
        &self,
        row: &Row,
        stage: Option<usize>,
        spec: &Spec,
        away: bool,
    ) -> Option<(bool, bool)> {
        let said = match row.cells[5].as_str() {
            "yes" => (true, false),
            "no" => (false, false),
            "absent" if away => (true, true),
            "absent" => {
                let wanted = "yes or no, as nobody is away on the first day";
                let hint = "`people_away = true` under [start] lets people be away";
                self.wrong(row, 5, wanted, Some(hint.to_owned()));
                return None;
            }
            _ => {
                let wanted = "yes, no or absent (a named worker who is away)";
                self.wrong(row, 5, wanted, None);
                return None;
            }
        };
        let by = stage
            .and_then(|stage| spec.stages.get(stage))
            .map(|stage| stage.by);
        if said.0 && by.is_some_and(|by| by != StageBy::NamedWorker) {
            let wanted = format!("no: the stage \"{}\" has no named worker", row.cells[2]);
            self.wrong(row, 5, wanted, None);
            return None;
        }
        Some(said)
    }

    fn open_family(&self, keyed: Keyed<'_>, spec: &Spec, away: bool) -> Option<OpenGroup> {
        let row = keyed.0;
        let office = self.name(row, 0, &self.draft.offices, "an area");
        let stage = self.name(row, 2, &self.draft.stages, "a stage");
        let team = office
            .zip(stage)
            .and_then(|(office, stage)| self.team(row, office, stage, spec));
        let children = self.children(row, 3);
        let opened = self.date(row, 4, LONGEST_OPEN_YEARS);
        let worker = self.worker(row, stage, spec, away);
        let seen = if row.cells[6].is_empty() {
            Some(None)
        } else {
            self.date(row, 6, LONGEST_OPEN_YEARS).map(Some)
        };
        let (allocated, worker_away) = worker?;
        let children = children?;
        let age = self.before_start(opened?).0 as f64;
        let last_seen = seen?.map(|date| Time::ZERO - self.before_start(date));
        Some(OpenGroup {
            office: office?,
            stage: stage?,
            team_kind: team?,
            children: f64::from(children),
            count_families: false,
            allocated,
            band: None,
            age: Some(Duration {
                dist: Dist::Constant(age),
                unit: Unit::Elapsed,
            }),
            key: key_of(keyed, 0x0009_E2F1),
            listed: Some(Listed {
                children,
                worker_away,
                last_seen,
            }),
        })
    }

    fn closed_family(&self, keyed: Keyed<'_>) -> Option<ClosedFamily> {
        let row = keyed.0;
        let office = self.name(row, 0, &self.draft.offices, "an area");
        let children = self.children(row, 1);
        let closed = self.date(row, 2, 1);
        if row.cells[3].is_empty() {
            self.wrong(row, 3, "why the work ended, in a few words", None);
        }
        Some(ClosedFamily {
            office: office?,
            children: children?,
            ago: self.before_start(closed?),
            key: key_of(keyed, 0x00C1_05ED),
        })
    }
}
