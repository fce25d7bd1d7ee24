//! The posts of a team: part-timers, a fraction, whole posts; and what a change makes of them.
//!
//! A plan that has more posts than its baseline leaves the baseline's where they are, so that the
//! same people sit in them: what is not whole comes first, and what is added comes last.

use super::Draft;
use super::people::Layers;
use crate::model::spec::{PartTime, Spec, Team};
use crate::scenario::document::Node;
use crate::scenario::problem::Problems;
use crate::scenario::value::whole;

/// Differences of full-time equivalents below this are rounding.
const ROUNDING: f64 = 1e-6;

/// A fraction of a post, then whole posts of one full-time person each.
pub(super) fn full_time_equivalents(posts: f64) -> Vec<f64> {
    let posts = (posts / ROUNDING).round() * ROUNDING;
    let full = (posts + ROUNDING / 2.0).floor();
    let part = ((posts - full) / ROUNDING).round() * ROUNDING;
    let mut list = Vec::new();
    if part > 0.0 {
        list.push((part * 1e6).round() / 1e6);
    }
    list.extend(vec![1.0; full as usize]);
    list
}

impl Draft<'_> {
    /// Full-time equivalents of a team's posts, and who of them works part time on named days:
    /// part-timers first, then what is left.
    pub(super) fn posts_of(&self, layers: &Layers, posts: f64) -> (Vec<f64>, Option<PartTime>) {
        let Some(table) = layers.node(&["part_time"]) else {
            return (full_time_equivalents(posts), None);
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
        list.extend(full_time_equivalents(rest.max(0.0)));
        (list, Some(PartTime { posts: number, fte }))
    }
}

/// The posts of every team after a change: those there were, with the hours they had, and after
/// them those it adds. What would take a post away, or change the hours of one, is a problem.
pub(super) fn grow(before: &Spec, spec: &mut Spec, document: &Node, problems: &mut Problems) {
    let node = document.get("change").unwrap_or(document);
    for (team, had) in spec.teams.iter_mut().zip(&before.teams) {
        let name = team.name.clone();
        let workers = grown(had, team);
        let managers = added(&had.managers, &team.managers).map(|growth| {
            let new = full_time_equivalents(growth);
            [had.managers.clone(), new].concat()
        });
        match (workers, managers) {
            (Ok(posts), Ok(managers)) => (team.posts, team.managers) = (posts, managers),
            (Err(refused), _) | (_, Err(refused)) => problems.push(match refused {
                Refused::Fewer => node.wrong(
                    format!("a change that takes posts away from {name}"),
                    "posts that stay or grow: a post cannot be cut while it may be filled",
                ),
                Refused::Hours => node.wrong(
                    format!("a change of the hours of part-timers in post in {name}"),
                    "as many part-time posts as `posts` grow by: whoever is in post keeps \
                     their hours",
                ),
            }),
        }
    }
}

enum Refused {
    Fewer,
    Hours,
}

/// By how many full-time equivalents a list grows.
fn added(before: &[f64], after: &[f64]) -> Result<f64, Refused> {
    let growth = after.iter().sum::<f64>() - before.iter().sum::<f64>();
    if growth < -ROUNDING {
        return Err(Refused::Fewer);
    }
    Ok(growth.max(0.0))
}

fn grown(before: &Team, after: &Team) -> Result<Vec<f64>, Refused> {
    let growth = added(&before.posts, &after.posts)?;
    let none = PartTime { posts: 0, fte: 0.0 };
    let (had, has) = (
        before.part_time.unwrap_or(none),
        after.part_time.unwrap_or(none),
    );
    let other_days = had.posts > 0 && has.posts > 0 && had.fte != has.fte;
    let new = has.posts.checked_sub(had.posts).ok_or(Refused::Hours)?;
    let rest = growth - new as f64 * has.fte;
    if other_days || rest < -ROUNDING {
        return Err(Refused::Hours);
    }
    let whole = full_time_equivalents(rest.max(0.0));
    Ok([before.posts.clone(), vec![has.fte; new], whole].concat())
}

#[cfg(test)]
mod tests {
    use super::full_time_equivalents;

    #[test]
    fn a_fraction_comes_first_and_nothing_is_lost() {
        assert_eq!(full_time_equivalents(2.5), [0.5, 1.0, 1.0]);
        assert_eq!(full_time_equivalents(0.3), [0.3]);
        assert_eq!(full_time_equivalents(4.0 - 1e-12), [1.0; 4]);
        assert!(full_time_equivalents(0.0).is_empty());
    }
}
