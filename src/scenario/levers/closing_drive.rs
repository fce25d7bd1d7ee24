//! Finished work is closed.

use super::{Grade, Lever, Order, Reach};

pub(super) const LEVER: Lever = Lever {
    name: "closing drive",
    mechanism: "Closing summaries and their authorisation are taken with planned work once they \
                are so old, before work that waits.",
    reach: Reach::Teams,
    temporary: true,
    shock: false,
    grade: Grade::C,
    known: "The letter found finished work left open; closing it frees room under the caps.",
    source: "Ofsted letter, 12 November 2009.",
    example: "[lever.closing]\nuse = \"closing drive\"\nin_place = 2010-01-11\n\
              until = 2010-03-05",
    beside: &[
        "awaiting_closure_mean",
        "closed_children_count",
        "re_referrals_children_count",
    ],
    counts: &[],
    keys: &["until", "pressed_after"],
    expand,
};

fn expand(order: &mut Order) {
    let Some(after) = order.needed("pressed_after") else {
        return;
    };
    for (area, kind) in order.teams() {
        let key = "closing_pressed_after";
        order.to(&["office", &area, "team", &kind, "orders", key], after);
    }
}
