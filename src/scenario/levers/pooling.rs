//! Lists of several areas worked as one.

use super::{Grade, Lever, Order, Reach};
use crate::scenario::document::{Node, Value};

pub(super) const LEVER: Lever = Lever {
    name: "pooling",
    mechanism: "\"county\": one list for all areas' teams, whoever stands first goes to a worker \
                of the own area with room, else of another. \"overflow\": a team whose own list is \
                empty takes, within its caps, from a list whose oldest family has waited too \
                long. Visits outside the own area take extra travel.",
    reach: Reach::FrontTeams,
    temporary: false,
    shock: false,
    grade: Grade::C,
    known: "One list shortens waits altogether, and the office that waited least may wait longer; \
            how much is arithmetic of queues, and no service published its own.",
    source: "Queueing theory: three teams of three keep families waiting 4.5 times as long as one \
             of nine.",
    example: "[lever.one-list]\nuse = \"pooling\"\nordered = 2010-01-11\nhow = \"county\"",
    beside: &[
        "wait_for_named_worker_days_mean[area=*]",
        "unallocated_mean[area=*]",
        "travel_outside_area_hours_count",
    ],
    counts: &[],
    keys: &["until", "how", "after", "travel"],
    expand,
};

fn expand(order: &mut Order) {
    let how = order.needed("how").and_then(Node::text);
    let (Some(how), Some(after), Some(travel)) =
        (how, order.needed("after"), order.needed("travel"))
    else {
        return;
    };
    if how == "none" {
        return;
    }
    for (area, kind) in order.teams() {
        let team = ["office", &area, "team", &kind, "orders"];
        if how == "county" {
            let one = after.like(Value::Number(1.0));
            order.to(&[&team[..], &["one_list"]].concat(), &one);
        } else {
            order.to(&[&team[..], &["overflow_after"]].concat(), after);
        }
        order.to(&[&team[..], &["travel"]].concat(), travel);
    }
}
