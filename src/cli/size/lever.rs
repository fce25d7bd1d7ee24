//! Which numbers of a scenario a size may be sought for.

use std::ops::RangeInclusive;

use super::super::ending::Failure;

/// Keys that are capacity, by the end of their path, with what their settings are.
const CAPACITY: [(&str, &str); 20] = [
    ("posts", "posts"),
    ("managers", "posts of managers"),
    ("cap_families", "families a worker, at most"),
    ("cap_children", "children a worker, at most"),
    ("cap_points", "points a worker, at most"),
    ("orders.agency_workers", "agency workers"),
    ("orders.project_workers", "workers in a project team"),
    ("orders.lent", "workers lent"),
    ("orders.borrowed", "workers borrowed"),
    ("orders.recruits", "recruits"),
    (
        "orders.newly_qualified_recruits",
        "newly qualified recruits",
    ),
    ("recruitment.rounds_at_once", "recruitment rounds at once"),
    ("workers", "workers"),
    ("lever.*.children", "children a worker, at most"),
    ("lever.*.points", "points a worker, at most"),
    ("conferences.chairs", "chairs"),
    ("conferences.per_day", "conferences of a chair on a day"),
    ("intake.places", "places of newly qualified workers"),
    ("applicants.per_year", "suitable applicants a year"),
    ("calendar.close", "o'clock, the closing of the offices"),
];

/// Keys that decide which children are not seen, by a part of their path.
const WHO_IS_SEEN: [&str; 19] = [
    "contact_to_referral",
    "referral_to_assessment",
    "danger_share",
    "shift",
    "threshold_noise",
    "noise",
    "triage",
    "closes",
    "closing",
    "probability",
    "wrongly_out",
    "bypass",
    "taken",
    "list_closes_at",
    "moves_away",
    "withdraw",
    "band_shares",
    "unallocated",
    "limit",
];

/// A number of the scenario with the settings that are looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Lever {
    /// Its path.
    pub path: String,
    /// What its settings are.
    pub what: &'static str,
    /// Settings looked at, where they were said.
    pub range: Option<RangeInclusive<u32>>,
}

/// Reads `PATH` or `PATH=FROM..TO`.
pub(super) fn parse(text: &str) -> Result<Lever, Failure> {
    let (path, range) = match text.split_once('=') {
        Some((path, range)) => (path.trim(), Some(range.trim())),
        None => (text.trim(), None),
    };
    let what = capacity(path)?;
    let wanted = || {
        Failure::of_use(
            format!("--lever \"{text}\": the settings are not understood"),
            "write PATH=FROM..TO with two whole numbers, the smaller first, at most 10,000: \
             team.duty.posts=1..60",
        )
    };
    let range = match range {
        None => None,
        Some(range) => {
            let (from, to) = range.split_once("..").ok_or_else(wanted)?;
            let number = |text: &str| text.trim().trim_start_matches('=').parse::<u32>().ok();
            let (from, to) = (
                number(from).ok_or_else(wanted)?,
                number(to).ok_or_else(wanted)?,
            );
            if from >= to || to > 10_000 {
                return Err(wanted());
            }
            Some(from..=to)
        }
    };
    Ok(Lever {
        path: path.to_owned(),
        what,
        range,
    })
}

/// What the settings of a key are; refused where it is no capacity.
pub(super) fn capacity(path: &str) -> Result<&'static str, Failure> {
    never_who_is_seen(path)?;
    let known = CAPACITY.iter().find(|(end, _)| ends(path, end));
    known.map(|(_, what)| *what).ok_or_else(|| {
        Failure::of_use(
            format!("--lever {path}: not a capacity"),
            "a size is sought of posts, managers, agency workers, workers of a lever, caps, \
             chairs or closing time: team.duty.posts, office.A.team.assessment.posts, \
             lever.first-response.workers",
        )
    })
}

/// Refuses what decides which children are not seen, whatever it would save.
pub(super) fn never_who_is_seen(path: &str) -> Result<(), Failure> {
    let decides = path
        .split('.')
        .any(|key| WHO_IS_SEEN.iter().any(|part| key.contains(part)));
    if !decides {
        return Ok(());
    }
    Err(Failure::of_use(
        format!("{path} decides which children are not seen: no size is sought of it"),
        "say what it is to be in the scenario, and seek the number of workers who then see them",
    ))
}

/// Whether a path ends as a pattern does; `*` stands for one name.
fn ends(path: &str, pattern: &str) -> bool {
    let (path, pattern): (Vec<&str>, Vec<&str>) =
        (path.split('.').collect(), pattern.split('.').collect());
    let Some(from) = path.len().checked_sub(pattern.len()) else {
        return false;
    };
    let pairs = path[from..].iter().zip(&pattern);
    pairs
        .into_iter()
        .all(|(key, wanted)| *wanted == "*" || key == wanted)
}

/// A setting as the scenario writes it.
pub(super) fn value(path: &str, setting: u32) -> String {
    match path {
        "calendar.close" => format!("\"{setting:02}:00\""),
        _ => setting.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capacities_are_taken_and_who_is_seen_is_not() {
        let lever = parse("office.A.team.duty.posts=1..60").expect("right");
        assert_eq!((lever.what, lever.range), ("posts", Some(1..=60)));
        assert_eq!(
            parse("lever.first-response.workers").expect("right").range,
            None
        );
        assert_eq!(value("calendar.close", 9), "\"09:00\"");
        for decides in [
            "front_door.shift",
            "front_door.contact_to_referral",
            "office.A.joint_triage",
            "source.police.triage.ends",
            "unallocated.desk_review.closes",
            "lever.review.closes",
            "team.duty.orders.closing_pressed_after",
            "front_door.wrongly_out_return",
            "stage.core.outcome.closed.probability",
            "team.duty.list_closes_at",
        ] {
            let said = parse(decides).expect_err(decides).to_string();
            assert!(said.contains("which children are not seen"), "{said}");
        }
        for other in ["run.seed", "people.turnover", "effort.scale", "posts=3"] {
            assert!(parse(other).is_err(), "{other}");
        }
        assert!(parse("team.duty.posts=9..3").is_err());
    }
}
