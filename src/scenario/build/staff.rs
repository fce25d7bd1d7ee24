//! What staff are entitled to and how they come, from the document.

use super::people::Layers;
use super::{Draft, get};
use crate::model::spec::{Applicants, Intake, LongLeave};
use crate::scenario::check::Setting;
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

    /// Full-time equivalents of a team's posts: part-timers first, so that posts a plan adds come
    /// after them; the rest in whole posts and the fraction that remains.
    pub(super) fn posts_of(&self, layers: &Layers, posts: f64) -> (Vec<f64>, bool) {
        let Some(table) = layers.node(&["part_time"]) else {
            return (super::people::full_time_equivalents(posts), false);
        };
        if self.setting.continuous {
            let found = "part-timers, and a calendar without weekdays off";
            self.report(table.wrong(found, "`kind = \"office\"` under calendar"));
        }
        let number = layers
            .read(&["part_time", "posts"], |node| whole(node, 0, 10_000))
            .unwrap_or(0) as usize;
        let days = layers.read(&["part_time", "days"], |node| whole(node, 1, 4));
        let fte = days.unwrap_or(0) as f64 / 5.0;
        if number > 0 && days.is_none() {
            self.report(table.wrong("`part_time.posts` without `days`", "`days = 3`"));
        }
        let rest = posts - number as f64 * fte;
        if rest < -1e-9 {
            let found = format!("{number} posts of {fte} in a team of {posts}");
            self.report(table.wrong(found, "no more part-timers than the team has posts"));
        }
        let mut list = vec![fte; number];
        list.extend(super::people::full_time_equivalents(rest.max(0.0)));
        (list, true)
    }
}
