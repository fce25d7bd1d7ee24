//! Where everything stands at the start.

use super::demand::{flag, mean_size};
use super::{Draft, get, name_key};
use crate::model::spec::{OpenGroup, Spec, StartPosition};
use crate::scenario::check::ordered;
use crate::scenario::document::Node;
use crate::scenario::problem::Problems;
use crate::scenario::value::number;

impl Draft<'_> {
    /// The start position, and what is wrong with it.
    pub fn start(&self, spec: &Spec) -> (StartPosition, Problems) {
        let groups = ordered(self.doc.at(&["start", "group"]));
        let open = groups
            .iter()
            .filter_map(|(name, node)| self.group(name, node))
            .collect();
        let closed = self.offices.iter().enumerate().map(|(office, (_, node))| {
            let children = get(Some(node), "closed_last_year", |node| {
                number(node, 0.0, 1e9)
            })?;
            Some(children / family_size(spec, office))
        });
        let start = StartPosition {
            people_away: flag(self.doc.get("start"), "people_away"),
            open,
            closed_last_year: closed.collect(),
        };
        (start, self.problems.take())
    }

    fn group(&self, name: &str, node: &Node) -> Option<OpenGroup> {
        let here = Some(node);
        let count = |key| get(here, key, |node| number(node, 0.0, 1e9));
        let (children, families) = (count("children"), count("families"));
        if node.get("children").is_some() == node.get("families").is_some() {
            self.report(node.wrong(
                "not exactly one of `children` and `families`",
                "how many: `children = 240` or `families = 100`",
            ));
        }
        let office = node.get("office")?;
        let band = node.get("band").and_then(|band| {
            let name = band.text()?;
            let found = self.setting.bands.iter().position(|have| have == name);
            if found.is_none() {
                let bands = crate::scenario::law::listed(self.setting.bands.iter().map(|b| &b[..]));
                self.report(band.refuse(format!("a need band: one of {bands}")));
            }
            found
        });
        Some(OpenGroup {
            office: self.index(office, office.text()?, &self.offices, "office"),
            stage: self.stage_at(here, "stage")?,
            children: children.or(families)?,
            count_families: children.is_none(),
            allocated: flag(here, "allocated"),
            band,
            age: get(here, "age", |node| self.setting.delay(node)),
            key: name_key(0x0006_E00B, name),
        })
    }
}

/// Mean number of children of the families of an office.
fn family_size(spec: &Spec, office: usize) -> f64 {
    let mut families = 0.0;
    let mut children = 0.0;
    for stream in spec.streams.iter().filter(|stream| stream.office == office) {
        families += stream.families_per_day;
        children += stream.families_per_day * mean_size(&spec.sources[stream.source].children);
    }
    if families > 0.0 {
        children / families
    } else {
        1.0
    }
}
