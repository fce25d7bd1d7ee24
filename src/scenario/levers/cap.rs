//! A limit on what a worker holds.

use super::{Grade, Lever, Order, Reach};
use crate::scenario::document::Value;

pub(super) const LEVER: Lever = Lever {
    name: "caseload cap",
    mechanism: "A full-time worker is given no family above so many children, or points; above \
                it families wait, protection and section 47 excepted.",
    reach: Reach::Teams,
    temporary: false,
    shock: false,
    grade: Grade::B,
    known: "A cap moves families from workers to the list unless there are workers to hold them: \
            a benchmark of 12 would have taken 51 more workers in Middlesbrough.",
    source: "Western Australia: 15, at most 18, the rest on a monitored list; Middlesbrough 2009.",
    example: "[lever.cap]\nuse = \"caseload cap\"\nin_place = 2010-01-11\nchildren = 18",
    beside: &[
        "unallocated_over_5_wd_mean",
        "oldest_waiting_days_max",
        "allocated_above_cap_count",
    ],
    counts: &[],
    keys: &["until", "children", "points"],
    expand,
};

fn expand(order: &mut Order) {
    let caps = [("children", "cap_children"), ("points", "cap_points")];
    let caps = caps.map(|(key, of)| (order.setting(key), of));
    if caps.iter().all(|(cap, _)| cap.is_none()) {
        order.refuse(
            "use",
            "no `children` or `points`",
            "`children = 18`, or `points = 92`",
        );
    }
    for (area, kind) in order.teams() {
        let team = ["office", &area[..], "team", &kind[..]];
        for (cap, of) in caps {
            let Some(cap) = cap else { continue };
            order.to(&[&team[..], &[of]].concat(), cap);
            let hold_back = cap.like(Value::Text("hold back".to_owned()));
            order.to(&[&team[..], &["over_cap"]].concat(), &hold_back);
        }
    }
}
