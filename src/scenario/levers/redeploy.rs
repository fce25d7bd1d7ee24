//! Workers lent by some areas to others.

use super::{Grade, Lever, Order, Reach};

pub(super) const LEVER: Lever = Lever {
    name: "redeploy",
    mechanism: "Workers of some areas, those with fewest children, hand their families back and \
                work in other areas for a time; their posts are kept for them.",
    reach: Reach::FrontTeams,
    temporary: true,
    shock: false,
    grade: Grade::C,
    known: "What one area gains another loses, with two changes of worker for each family.",
    source: "A judgement: arithmetic of hours.",
    example: "[lever.help]\nuse = \"redeploy\"\nfrom_areas = [\"F\"]\nareas = [\"B\"]\n\
              ordered = 2010-01-11\nuntil = 2010-07-09\nworkers = 4",
    beside: &[
        "unallocated_mean[area=*]",
        "wait_for_named_worker_days_mean[area=*]",
        "changes_of_worker_children_count",
    ],
    counts: &[],
    keys: &["until", "workers", "from_areas"],
    expand,
};

/// Those who lend share the loss by posts, those who have them evenly.
fn expand(order: &mut Order) {
    if order.needed("from_areas").is_none() {
        return;
    }
    let from = order.areas_at("from_areas");
    if let Some(both) = order.areas().iter().find(|area| from.contains(area)) {
        let found = format!("\"{both}\", which has them too");
        order.refuse("from_areas", found, "areas other than those that have them");
        return;
    }
    let lenders = order.teams_of(&from);
    let there: Vec<f64> = lenders
        .iter()
        .map(|(area, kind)| order.strength(area, kind))
        .map(|team| f64::from(team.posts - team.vacant))
        .collect();
    let all: f64 = there.iter().sum();
    if order
        .whole("workers")
        .is_some_and(|workers| f64::from(workers) > all)
    {
        let wanted = format!("at most {all}: the permanent workers of the areas that lend");
        let node = order.setting("workers").map(|node| node.show());
        order.refuse("workers", node.unwrap_or_default(), wanted);
        return;
    }
    let lent = order.workers_by(&there);
    let teams = order.teams();
    let borrowed = order.workers_by(&vec![1.0; teams.len()]);
    let moves = [(lenders, lent, "lent"), (teams, borrowed, "borrowed")];
    for (teams, workers, key) in moves {
        for ((area, kind), workers) in teams.iter().zip(workers) {
            order.add(
                &["office", area, "team", kind, "orders", key],
                f64::from(workers),
            );
        }
    }
}
