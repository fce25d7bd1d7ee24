//! Where everything stands at the start.

use super::demand::flag;
use super::{Draft, get, name_key};
use crate::model::spec::{OpenGroup, Spec, StartPosition};
use crate::scenario::check::ordered;
use crate::scenario::document::Node;
use crate::scenario::lists::Lists;
use crate::scenario::problem::Problems;
use crate::scenario::value::number;
use jiff::civil::Date;

impl Draft<'_> {
    /// The start position, and what is wrong with it.
    pub fn start(&self, spec: &Spec, lists: &Lists, day: Date) -> (StartPosition, Problems) {
        let groups = ordered(self.doc.at(&["start", "group"]));
        let open = groups
            .iter()
            .filter_map(|(name, node)| self.group(name, node, spec))
            .collect();
        let closed = self.offices.iter().enumerate().map(|(office, (_, node))| {
            let children = get(Some(node), "closed_last_year", |node| {
                number(node, 0.0, 1e9)
            })?;
            Some(children / spec.children_per_family(office))
        });
        let mut start = StartPosition {
            people_away: flag(self.doc.get("start"), "people_away"),
            open,
            closed_last_year: closed.collect(),
            closed: None,
        };
        self.read_lists(&mut start, lists, spec, day);
        (start, self.problems.take())
    }

    fn group(&self, name: &str, node: &Node, spec: &Spec) -> Option<OpenGroup> {
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
        let office = self.index(office, office.text()?, &self.offices, "office");
        let stage = self.stage_at(here, "stage")?;
        let team_kind = self.kind_at(here, "team");
        self.group_team(node, (office, stage), team_kind, spec);
        Some(OpenGroup {
            office,
            stage,
            team_kind,
            children: children.or(families)?,
            count_families: children.is_none(),
            allocated: flag(here, "allocated"),
            band,
            age: get(here, "age", |node| self.setting.delay(node)),
            key: name_key(0x0006_E00B, name),
            listed: None,
        })
    }

    /// Refuses a team that would be passed over: the stage names its own, or the office has none.
    fn group_team(&self, node: &Node, at: (usize, usize), team: Option<usize>, spec: &Spec) {
        let (Some(written), Some(team)) = (node.get("team"), team) else {
            return;
        };
        let stage = spec.stages.get(at.1);
        if stage.is_some_and(|stage| stage.team_kind.is_some()) {
            self.report(written.wrong(
                "the stage names its own team",
                "no `team` here, or a stage that stays with the team that has the family",
            ));
        }
        let office = spec.offices.get(at.0);
        if office.is_some_and(|office| office.teams.get(team).copied().flatten().is_none()) {
            self.report(written.wrong(
                "the office has no such team",
                "a kind of team with posts in this office",
            ));
        }
    }
}
