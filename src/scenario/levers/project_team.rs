//! A team bought for a period, outside the establishment.

use super::{Grade, Lever, Order, Reach};

pub(super) const LEVER: Lever = Lever {
    name: "project team",
    mechanism: "Agency workers in temporary posts, all there from the first day, off the duty \
                rota, for all who wait or for those who have waited so long only; on the last day \
                they go and their families go back to the list.",
    reach: Reach::FrontTeams,
    temporary: true,
    shock: false,
    grade: Grade::B,
    known: "Backlogs fall while the team is there; what it still holds comes back. Suppliers' \
            figures only.",
    source: "Sheffield, Devon, Wokingham, Coventry 2021-23 (press investigation and council \
             papers); £350 a worker a day in Sheffield.",
    example: "[lever.project-team]\nuse = \"project team\"\nareas = [\"B\", \"C\"]\n\
              ordered = 2010-01-11\nuntil = 2010-07-30\nworkers = 6",
    beside: &[
        "changes_of_worker_children_count",
        "handed_back_at_end_children_count",
        "transfer_wait_days_p90",
        "unallocated_in_need_mean",
    ],
    counts: &[],
    keys: &["until", "workers", "only_after"],
    expand,
};

/// Workers are shared evenly among the teams.
fn expand(order: &mut Order) {
    let teams = order.teams();
    let workers = order.workers_by(&vec![1.0; teams.len()]);
    for ((area, kind), workers) in teams.iter().zip(workers) {
        let keys = ["office", area, "team", kind, "orders", "project_workers"];
        order.add(&keys, f64::from(workers));
        if let Some(after) = order.setting("only_after") {
            let keys = [
                "office",
                area,
                "team",
                kind,
                "orders",
                "project_takes_after",
            ];
            order.to(&keys, after);
        }
    }
}
