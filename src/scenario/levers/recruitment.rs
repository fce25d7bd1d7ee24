//! A drive that finds permanent workers: from here, from overseas, or newly qualified.

use super::{Grade, Lever, Order, Reach};
use crate::scenario::document::Node;

pub(super) const LEVER: Lever = Lever {
    name: "recruitment drive",
    mechanism: "So many permanent workers start together in vacant posts, then in posts an \
                agency worker keeps; they come up to speed as other recruits do, and no more \
                start than there are posts.",
    reach: Reach::Teams,
    temporary: false,
    shock: false,
    grade: Grade::C,
    known: "Drives fill posts late and in part: of 12 overseas workers offered posts in Devon 2 \
            never started and 2 left. Manchester's figures of 2016 were a plan.",
    source: "Devon (freedom of information); Community Care, 4 July 2016.",
    example: "[lever.recruits]\nuse = \"recruitment drive\"\nareas = [\"A\", \"B\"]\n\
              ordered = 2010-01-11\nworkers = 10\nwho = \"newly qualified\"",
    beside: &[
        "starters_count",
        "newly_qualified_share_mean",
        "supervision_hours_count",
        "supervision_done_hours_count",
        "supervision_done_share_mean",
        "manager_utilisation_mean",
        "agency_fte_mean",
    ],
    counts: &[
        "found_by_drive_count",
        "found_by_drive_start_days_min",
        "found_by_drive_start_days_p10",
        "found_by_drive_start_days_p90",
        "found_by_drive_start_days_max",
    ],
    keys: &["workers", "who"],
    expand,
};

/// Workers go where posts have no permanent worker, in proportion; there can be no more of them.
fn expand(order: &mut Order) {
    let teams = order.teams();
    let vacant: Vec<f64> = teams
        .iter()
        .map(|(area, kind)| f64::from(order.strength(area, kind).vacant))
        .collect();
    let all: f64 = vacant.iter().sum();
    let workers = order.workers_by(&vacant);
    if order
        .whole("workers")
        .is_some_and(|workers| f64::from(workers) > all)
    {
        let wanted = format!("at most {all}: the posts there without a permanent worker");
        let node = order.setting("workers").map(|node| node.show());
        order.refuse("workers", node.unwrap_or_default(), wanted);
        return;
    }
    let newly = order.setting("who").and_then(Node::text) == Some("newly qualified");
    let key = if newly {
        "newly_qualified_recruits"
    } else {
        "recruits"
    };
    for ((area, kind), workers) in teams.iter().zip(workers) {
        order.add(
            &["office", area, "team", kind, "orders", key],
            f64::from(workers),
        );
    }
}
