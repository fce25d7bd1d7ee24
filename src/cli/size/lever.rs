//! Which numbers of a scenario a size may be sought for.

use std::ops::RangeInclusive;

use super::super::ending::Failure;

/// Keys that are capacity, by the end of their path, with what their settings are and whether these
/// are full-time people, who can be added up.
const CAPACITY: [(&str, &str, bool); 20] = [
    ("posts", "posts", true),
    ("managers", "posts of managers", true),
    ("cap_families", "families a worker, at most", false),
    ("cap_children", "children a worker, at most", false),
    ("cap_points", "points a worker, at most", false),
    ("orders.agency_workers", "agency workers", true),
    ("orders.project_workers", "workers in a project team", true),
    ("orders.lent", "workers lent", false),
    ("orders.borrowed", "workers borrowed", false),
    ("orders.recruits", "recruits", true),
    (
        "orders.newly_qualified_recruits",
        "newly qualified recruits",
        true,
    ),
    (
        "recruitment.rounds_at_once",
        "recruitment rounds at once",
        false,
    ),
    ("workers", "workers", true),
    ("lever.*.children", "children a worker, at most", false),
    ("lever.*.points", "points a worker, at most", false),
    ("conferences.chairs", "chairs", false),
    (
        "conferences.per_day",
        "conferences of a chair on a day",
        false,
    ),
    ("intake.places", "places of newly qualified workers", false),
    ("applicants.per_year", "suitable applicants a year", false),
    (CLOSING, "the closing of the offices", false),
];

/// The hour at which offices close: a time of day, sought in whole hours.
const CLOSING: &str = "calendar.close";

/// Keys that decide which children are not seen, by a part of their name.
const WHO_IS_SEEN: [&str; 20] = [
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
    "pressed",
];

/// The same by the whole of their name, or the end of their path.
const ENDS_WHO_IS_SEEN: [&str; 4] = ["miss_rates", "misses", "lever.*.share", "levers.*.share"];

/// Tables whose entries have names of the scenario's own, which decide nothing.
const NAMED: [&str; 8] = [
    "office", "team", "lever", "levers", "source", "stage", "support", "group",
];

/// A number of the scenario with the settings that are looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Lever {
    /// Its path.
    pub path: String,
    /// What its settings are.
    pub what: &'static str,
    /// Whether its settings are full-time people.
    pub people: bool,
    /// Settings looked at, where they were said.
    pub range: Option<RangeInclusive<u32>>,
}

impl Lever {
    /// Whether it is a time of day.
    pub fn is_clock(&self) -> bool {
        self.path == CLOSING
    }

    /// Whether it is a capacity, and not what a service begins with.
    pub fn is_capacity(&self) -> bool {
        !is_of_the_start(&self.path)
    }
}

/// Reads `PATH` or `PATH=FROM..TO`.
pub(super) fn parse(text: &str) -> Result<Lever, Failure> {
    let (path, range) = match text.split_once('=') {
        Some((path, range)) => (path.trim(), Some(range.trim())),
        None => (text.trim(), None),
    };
    let own = capacity("--lever", path)?;
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
    Ok(Lever { range, ..own })
}

/// A number that is to be the same as the lever: a capacity, or how many there are at the start.
pub(super) fn also(path: &str) -> Result<Lever, Failure> {
    if !is_of_the_start(path) {
        return capacity("--also", path);
    }
    Ok(Lever {
        path: path.to_owned(),
        what: "at the start",
        people: false,
        range: None,
    })
}

fn is_of_the_start(path: &str) -> bool {
    path.starts_with("start.group.") && (ends(path, "families") || ends(path, "children"))
}

/// A key without settings; refused where it is no capacity.
fn capacity(option: &str, path: &str) -> Result<Lever, Failure> {
    never_who_is_seen(path)?;
    let known = CAPACITY.iter().find(|(end, _, _)| ends(path, end));
    let own = known.map(|(_, what, people)| Lever {
        path: path.to_owned(),
        what,
        people: *people,
        range: None,
    });
    own.ok_or_else(|| {
        Failure::of_use(
            format!("{option} {path}: not a capacity"),
            match option {
                "--also" => {
                    "beside the lever another capacity may be the same, or the families of a \
                     group at the start: start.group.in_hand.families"
                }
                _ => {
                    "a size is sought of posts, managers, agency workers, workers of a lever, \
                     caps, chairs or closing time: team.duty.posts, \
                     office.A.team.assessment.posts, lever.first-response.workers"
                }
            },
        )
    })
}

/// Refuses what decides which children are not seen, whatever it would save.
fn never_who_is_seen(path: &str) -> Result<(), Failure> {
    let keys: Vec<&str> = path.split('.').collect();
    let named = |at: usize| at > 0 && NAMED.contains(&keys[at - 1]);
    let decides = |key: &str| WHO_IS_SEEN.iter().any(|part| key.contains(part));
    let decides = (0..keys.len()).any(|at| !named(at) && decides(keys[at]))
        || ENDS_WHO_IS_SEEN.iter().any(|end| ends(path, end));
    if !decides {
        return Ok(());
    }
    let of = if ends(path, "share") {
        ", of a triage,"
    } else {
        ""
    };
    Err(Failure::of_use(
        format!("{path} decides{of} which children are not seen: no size is sought of it"),
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
        CLOSING => format!("\"{setting:02}:00\""),
        _ => setting.to_string(),
    }
}

/// Hours since midnight of a time of day as the scenario writes it.
pub(super) fn clock(text: &str) -> Option<f64> {
    let (hours, minutes) = text.trim_matches('"').split_once(':')?;
    let (hours, minutes): (f64, f64) = (hours.parse().ok()?, minutes.parse().ok()?);
    Some(hours + minutes / 60.0)
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
        assert_eq!(clock("\"17:30\""), Some(17.5));
        // A name of the scenario's own decides nothing.
        assert!(parse("team.night-shift.posts").is_ok());
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
            "lever.drive.pressed_after",
            "lever.police.share",
            "lever.police.miss_rates",
            "levers.\"domestic violence triage\".share",
            "source.police.misses",
        ] {
            let said = parse(decides).expect_err(decides).to_string();
            assert!(said.contains("which children are not seen"), "{said}");
        }
        for other in ["run.seed", "people.turnover", "effort.scale", "posts=3"] {
            assert!(parse(other).is_err(), "{other}");
        }
        assert!(parse("team.duty.posts=9..3").is_err());
    }

    #[test]
    fn beside_the_lever_only_capacity_moves_and_what_there_is_at_the_start() {
        for right in [
            "start.group.in_hand.families",
            "start.group.\"closing after a plan\".children",
            "team.duty.managers",
        ] {
            assert!(also(right).is_ok(), "{right}");
        }
        for wrong in ["effort.scale", "people.turnover", "start.people_away"] {
            let said = also(wrong).expect_err(wrong).to_string();
            assert!(said.contains("not a capacity"), "{said}");
        }
        let said = also("lever.drive.pressed_after").expect_err("it presses");
        assert!(said.to_string().contains("which children are not seen"));
    }
}
