//! Posts that take work off social workers: business support, family support.

use super::{Grade, Lever, Order, Reach};
use crate::scenario::document::Node;

pub(super) const NOTES: Lever = Lever {
    name: "business support",
    mechanism: "Business support takes a share of the hours of each note that a visit or a \
                meeting leaves.",
    reach: Reach::Teams,
    temporary: false,
    shock: false,
    grade: Grade::B,
    known: "Workers put a third to two thirds of their week on recording; how much others can \
            do for them is a judgement.",
    source: "Community Care, 26 September 2012; British Association of Social Workers, 2018.",
    example: "[lever.clerks]\nuse = \"business support\"\nareas = [\"B\"]\n\
              ordered = 2010-01-11\nshare = 0.5\nworkers = 4",
    beside: &["notes_taken_hours_count", "recording_owed_hours_mean"],
    counts: &[],
    keys: &["until", "share", "workers"],
    expand: |order| {
        let Some(share) = order.needed("share") else {
            return;
        };
        // What they cost; their hours are no social worker's.
        order.workers_by(&[1.0]);
        for (area, kind) in order.teams() {
            order.to(
                &["office", &area, "team", &kind, "orders", "notes_taken"],
                share,
            );
        }
    },
};

pub(super) const FAMILY: Lever = Lever {
    name: "support posts",
    mechanism: "Posts of another role are added, which do the items that the pathway names for \
                the role.",
    reach: Reach::Teams,
    temporary: false,
    shock: false,
    grade: Grade::C,
    known: "They carry part of the work with children in need; how much is local.",
    source: "A judgement.",
    example: "[lever.support]\nuse = \"support posts\"\nareas = [\"B\"]\n\
              ordered = 2010-01-11\nrole = \"family support\"\nworkers = 2",
    beside: &["support_hours_worked_count", "utilisation_mean"],
    counts: &[],
    keys: &["until", "role", "workers", "casework_share"],
    expand: support_posts,
};

fn support_posts(order: &mut Order) {
    let role = order.needed("role").and_then(Node::text);
    let (Some(role), Some(time)) = (role, order.needed("casework_share")) else {
        return;
    };
    let stages = order.document().get("stage").and_then(Node::table);
    let items = stages.into_iter().flatten().flat_map(|(_, stage)| {
        ["item", "recurring"].map(|key| stage.get(key).and_then(Node::table))
    });
    let mut items = items.flatten().flat_map(|table| table.values());
    if !items.any(|item| item.get("role").and_then(Node::text) == Some(role)) {
        let wanted = "a role that some item of the pathway names";
        order.refuse("role", format!("\"{role}\""), wanted);
        return;
    }
    let teams = order.teams();
    let workers = order.workers_by(&vec![1.0; teams.len()]);
    for ((area, kind), workers) in teams.iter().zip(workers) {
        let pool = ["office", area, "team", kind, "support", role];
        order.add(&[&pool[..], &["posts"]].concat(), f64::from(workers));
        order.to(&[&pool[..], &["casework_share"]].concat(), time);
    }
}
