//! Managers read through everybody who waits.

use super::{Grade, Lever, Order, Reach};

pub(super) const LEVER: Lever = Lever {
    name: "backlog review",
    mechanism: "A manager reads through each family on the list once in the period, asks school \
                and health, and closes or refers on a share of them, unseen; nobody on a plan \
                or under enquiry. Whom it finds to be in more need than was thought moves up.",
    reach: Reach::Teams,
    temporary: true,
    shock: false,
    grade: Grade::C,
    known: "Lists shrink at once; what was closed wrongly comes back. No share was published.",
    source: "A judgement; the service's own desk reviews.",
    example: "[lever.desk-review]\nuse = \"backlog review\"\nareas = [\"A\", \"B\", \"C\"]\n\
              in_place = 2010-01-11\nuntil = 2010-02-05",
    beside: &[
        "moved_up_at_desk_review_children_count",
        "wrongly_closed_at_desk_review_children_count",
        "closed_unseen_count",
        "closed_at_desk_review_count",
        "re_referrals_children_count",
    ],
    counts: &[],
    keys: &["until", "effort", "closes", "finds"],
    expand,
};

/// Each family is read once in the days in place.
fn expand(order: &mut Order) {
    let (effort, closes) = (order.needed("effort"), order.needed("closes"));
    let (Some(effort), Some(closes), Some(finds)) = (effort, closes, order.needed("finds")) else {
        return;
    };
    let Some(last) = order.until else { return };
    let days = i64::from((last - order.from).get_days()) + 1;
    let every = effort.like(crate::scenario::document::Value::Text(format!("{days} d")));
    for (area, kind) in order.teams() {
        let all = [
            ("every", &every),
            ("effort", effort),
            ("closes", closes),
            ("finds", finds),
        ];
        for (key, to) in all {
            let team = ["office", &area, "team", &kind, "orders", "desk_review", key];
            order.to(&team, to);
        }
    }
}
