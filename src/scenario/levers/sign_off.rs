//! Senior practitioners sign work off.

use super::{Grade, Lever, Order, Reach};
use crate::scenario::document::Node;

pub(super) const LEVER: Lever = Lever {
    name: "sign-off delegated",
    mechanism: "Senior workers authorise a share of the work, which managers no longer do; a \
                share of all workers' casework time goes into it.",
    reach: Reach::County,
    temporary: false,
    shock: false,
    grade: Grade::C,
    known: "Work waited for managers; what seniors sign they do not do.",
    source: "Ofsted letter, 12 November 2009; hours by arithmetic.",
    example: "[lever.sign-off]\nuse = \"sign-off delegated\"\nordered = 2010-01-11\nshare = 0.5",
    beside: &[
        "sign_off_by_seniors_hours_count",
        "sent_back_share",
        "sign_off_wait_days_p90",
    ],
    counts: &[],
    keys: &["share", "worker_time"],
    expand,
};

fn expand(order: &mut Order) {
    let (share, time) = (order.share("share"), order.share("worker_time"));
    let (Some(share), Some(time)) = (share, time) else {
        return;
    };
    let stages = order.document().get("stage").and_then(Node::table);
    for (name, stage) in stages.into_iter().flatten() {
        if stage.get("sign_off").is_some() {
            order.times(&["stage", name, "sign_off", "effort"], 1.0 - share);
        }
    }
    for (area, kind) in order.teams() {
        let key = "sign_off_time";
        order.add(&["office", &area, "team", &kind, "orders", key], time);
    }
}
