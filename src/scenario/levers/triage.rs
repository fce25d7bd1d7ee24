//! Joint triage of domestic-violence notifications.

use super::{Grade, Lever, Order, Reach};
use crate::scenario::document::Node;

pub(super) const LEVER: Lever = Lever {
    name: "domestic-violence triage",
    mechanism: "Police and service grade such notifications together; the lowest end with \
                information, without a full decision by a social worker.",
    reach: Reach::Areas,
    temporary: false,
    shock: false,
    grade: Grade::B,
    known: "In two sites 5% of notifications led to an initial assessment under ordinary \
            practice; what a triage misses was not measured.",
    source: "Stanley and others, Community Care, 5 November 2010.",
    example: "[lever.triage]\nuse = \"domestic-violence triage\"\nordered = 2010-01-11\n\
              share = 1.0",
    beside: &["missed_by_triage_children_count", "partner_hours_count"],
    counts: &[
        "triaged_families_count[area=*, source=*]",
        "ended_by_triage_families_count[area=*, source=*]",
        "ended_by_triage_children_count[area=*, source=*]",
        "missed_by_triage_children_count[area=*, source=*]",
        "triage_worker_hours_count[area=*, source=*]",
        "triage_partner_hours_count[area=*, source=*]",
        "front_door_hours_count[area=*, source=*]",
        "assessing_hours_count[area=*, source=*]",
    ],
    keys: &["share", "miss_rates"],
    expand,
};

fn expand(order: &mut Order) {
    let sources = order.document().get("source").and_then(Node::table);
    let any = sources.is_some_and(|all| all.values().any(|one| one.get("triage").is_some()));
    if !any {
        let wanted = "a source with a `triage` table, which says what its screen takes";
        order.refuse("use", "no source that has a triage", wanted);
    }
    let Some(share) = order.needed("share") else {
        return;
    };
    for area in order.areas() {
        order.to(&["office", &area, "joint_triage"], share);
    }
}
