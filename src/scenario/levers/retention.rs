//! Money for those who stay.

use super::{Grade, Lever, Order, Reach};

pub(super) const LEVER: Lever = Lever {
    name: "retention payment",
    mechanism: "Permanent workers leave at a factor of their usual rate; everybody in post is \
                paid, those who would have stayed among them.",
    reach: Reach::Teams,
    temporary: false,
    shock: false,
    grade: Grade::C,
    known: "Turnover fell in Bracknell from 40% to 15.6% after market premia: before and after, \
            not cause. No effect unless a plan states one.",
    source: "Bracknell Forest, 2014 to 2017 (council papers).",
    example: "[lever.stay]\nuse = \"retention payment\"\nordered = 2010-01-11\nfactor = 0.8",
    beside: &[
        "leavers_count",
        "permanent_fte_mean",
        "cost_levers_pounds_count",
    ],
    counts: &["permanent_fte_mean[area=*, days=*]"],
    keys: &["until", "factor", "ramp"],
    expand,
};

fn expand(order: &mut Order) {
    let Some(factor) = order.number("factor") else {
        return;
    };
    for (area, kind) in order.teams() {
        order.times(&["office", &area, "team", &kind, "turnover"], factor);
    }
}
