//! What staff are entitled to and how they come, from the document.

use super::people::Layers;
use super::{Draft, get};
use crate::model::spec::{
    Allocates, Applicants, Cover, DeskReview, Intake, LongLeave, Orders, Support,
};
use crate::scenario::check::{Setting, flag};
use crate::scenario::document::Node;
use crate::scenario::value::{self, share, whole};

/// Maternity and other long leave.
pub(super) fn long_leave(layers: &Layers, setting: &Setting) -> Option<LongLeave> {
    Some(LongLeave {
        per_year: layers.read(&["long_leave", "per_year"], value::yearly)?,
        length: layers.read(&["long_leave", "length"], |node| setting.delay(node))?,
        covered: layers
            .read(&["long_leave", "covered"], share)
            .unwrap_or(0.0),
    })
}

/// Newly qualified workers who start together.
pub(super) fn intake(layers: &Layers) -> Option<Intake> {
    let places = layers.read(&["intake", "places"], |node| whole(node, 0, 10_000))?;
    let month = layers.read(&["intake", "month"], |node| whole(node, 1, 12))?;
    Some(Intake {
        month: month as i8,
        places: places as u32,
    })
}

impl Draft<'_> {
    /// Applicants shared by all rounds.
    pub(super) fn applicants(&self) -> Option<Applicants> {
        let table = Some(self.doc.get("applicants")?);
        Some(Applicants {
            per_year: get(table, "per_year", value::yearly)?,
            stays: get(table, "stays", |node| self.setting.delay(node)),
            at_start: get(table, "at_start", |node| whole(node, 0, 100_000)).unwrap_or(0) as u32,
        })
    }

    /// Keys of a table of people that mean something only together.
    pub(super) fn complete_tables(&self, layers: &Layers) {
        for (table, keys) in [
            ("long_leave", ["per_year", "length"]),
            ("intake", ["places", "month"]),
        ] {
            let have = keys.map(|key| layers.node(&[table, key]));
            for (key, missing) in keys.iter().zip(have) {
                let Some(node) = layers.node(&[table]).filter(|_| missing.is_none()) else {
                    continue;
                };
                let found = format!("`{table}` without `{key}`");
                let wanted = format!("`{}` and `{}`", keys[0], keys[1]);
                self.report(node.wrong(found, wanted));
            }
        }
    }

    /// Names of the other roles that any team has, in alphabetical order.
    fn roles(&self) -> Vec<(String, &Node)> {
        let kinds = self.kinds.iter().map(|(_, kind)| *kind);
        let own = self
            .offices
            .iter()
            .filter_map(|(_, office)| office.get("team")?.table());
        let own = own.flat_map(|teams| teams.values());
        let tables = kinds
            .chain(own)
            .filter_map(|team| team.get("support")?.table());
        let mut roles: Vec<(String, &Node)> = tables
            .flat_map(|table| table.iter())
            .map(|(name, node)| (name.clone(), node))
            .collect();
        roles.sort_by(|a, b| a.0.cmp(&b.0));
        roles.dedup_by(|a, b| a.0 == b.0);
        roles
    }

    /// What management orders for a team.
    pub(super) fn orders(&self, layers: &Layers) -> Orders {
        let count = |key: &str| {
            let read = layers.read(&["orders", key], |node| whole(node, 0, 10_000));
            read.unwrap_or(0) as u32
        };
        let delay = |keys: &[&str]| layers.read(keys, |node| self.setting.delay(node));
        let effort = |keys: &[&str]| layers.read(keys, |node| self.setting.effort(node));
        let part = |keys: &[&str]| layers.read(keys, share).unwrap_or(0.0);
        let days = |key: &str| layers.read(&["orders", key], value::working_days);
        let review = || {
            Some(DeskReview {
                every: delay(&["orders", "desk_review", "every"])?,
                effort: effort(&["orders", "desk_review", "effort"])?,
                closes: layers.read(&["orders", "desk_review", "closes"], share)?,
                finds: part(&["orders", "desk_review", "finds"]),
            })
        };
        Orders {
            agency_workers: count("agency_workers"),
            project_workers: count("project_workers"),
            lent: count("lent"),
            borrowed: count("borrowed"),
            recruits: count("recruits"),
            newly_qualified_recruits: count("newly_qualified_recruits"),
            desk_review: review(),
            pressed_after_wd: days("closing_pressed_after"),
            notes_taken: part(&["orders", "notes_taken"]),
            overtime: part(&["orders", "overtime"]),
            sign_off_time: part(&["orders", "sign_off_time"]),
            project_takes_after_wd: days("project_takes_after"),
            one_list: count("one_list") > 0,
            overflow_after_wd: days("overflow_after"),
            travel: effort(&["orders", "travel"]),
        }
    }

    /// Number of the role named at a key of a table.
    pub(super) fn role_at(&self, table: &Node, key: &str) -> Option<usize> {
        let node = table.get(key)?;
        Some(self.index(node, node.text()?, &self.roles(), "role"))
    }

    /// A team's staff of other roles, by role.
    pub(super) fn support(&self, layers: &Layers) -> Vec<Support> {
        let pool = |(name, _): &(String, &Node)| Support {
            posts: layers
                .read(&["support", name, "posts"], |node| whole(node, 0, 10_000))
                .unwrap_or(0) as u32,
            casework_share: layers
                .read(&["support", name, "casework_share"], share)
                .unwrap_or(1.0),
        };
        self.roles().iter().map(pool).collect()
    }

    /// A meeting needs a calendar with days.
    pub(super) fn meetings_are_held(&self, layers: &Layers) {
        let node = layers.node(&["allocates"]);
        let meets = node.filter(|node| node.text() != Some("continuous"));
        if let (true, Some(node)) = (self.setting.continuous, meets) {
            let found = "allocation at set times, and a calendar that never closes";
            self.report(node.wrong(found, "`kind = \"office\"` under calendar"));
        }
    }
}

/// Cover while a worker is away.
pub(super) fn cover(layers: &Layers, setting: &Setting) -> Cover {
    let days = |key: &str| layers.read(&["cover", key], value::working_days);
    Cover {
        protection_at_once: layers
            .read(&["cover", "protection_at_once"], flag)
            .unwrap_or(false),
        review_after_wd: days("review_after"),
        review: layers.read(&["cover", "review"], |node| setting.effort(node)),
        protection_after_wd: days("protection_after"),
        others_after_wd: days("others_after"),
    }
}

/// When a team's list is gone through.
pub(super) fn allocates(layers: &Layers) -> Allocates {
    let said = layers.node(&["allocates"]).and_then(|node| node.text());
    let weekday = said.and_then(|said| WEEKDAYS.iter().position(|day| *day == said));
    match (said, weekday) {
        (Some("daily"), _) => Allocates::Daily,
        (_, Some(day)) => Allocates::Weekly(day as u8),
        _ => Allocates::Continuous,
    }
}

const WEEKDAYS: [&str; 5] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"];
