//! Agency workers for vacant posts, beside those a team has.

use super::{Grade, Lever, Order, Reach};

pub(super) const LEVER: Lever = Lever {
    name: "agency",
    mechanism: "So many more agency workers are sought for vacant posts, as soon as one is \
                found; at the end so many go and hand their families back.",
    reach: Reach::Teams,
    temporary: true,
    shock: false,
    grade: Grade::B,
    known: "Quick and dear, with a change of worker at both ends; prices are published, effects \
            on waits are not.",
    source: "Devon 2017/18: £40.54 an hour against £17.78 permanent (freedom of information).",
    example: "[lever.agency]\nuse = \"agency\"\nareas = [\"B\"]\nordered = 2010-01-11\n\
              until = 2010-07-09\nworkers = 6",
    beside: &[
        "agency_fte_mean",
        "protection_children_with_agency_share_mean",
        "protection_children_with_agency_share_at_*",
        "changes_of_worker_children_count",
        "unallocated_protection_mean",
    ],
    counts: &[],
    keys: &["until", "workers"],
    expand,
};

/// Workers go where posts are empty, in proportion; there can be no more of them.
fn expand(order: &mut Order) {
    let teams = order.teams();
    let empty: Vec<f64> = teams
        .iter()
        .map(|(area, kind)| order.strength(area, kind))
        .map(|team| f64::from(team.vacant - team.agency))
        .collect();
    let all: f64 = empty.iter().sum();
    let workers = order.workers_by(&empty);
    if order
        .whole("workers")
        .is_some_and(|workers| f64::from(workers) > all)
    {
        let wanted = format!("at most {all}: the vacant posts there without an agency worker");
        let node = order.setting("workers").map(|node| node.show());
        order.refuse("workers", node.unwrap_or_default(), wanted);
        return;
    }
    for ((area, kind), workers) in teams.iter().zip(workers) {
        let keys = ["office", area, "team", kind, "orders", "agency_workers"];
        order.add(&keys, f64::from(workers));
    }
}
