//! Partners in one room: a multi-agency hub.

use super::{Grade, Lever, Order, Reach};

pub(super) const LEVER: Lever = Lever {
    name: "multi-agency hub",
    mechanism: "Partners' replies between screening and decision take a factor of their time; \
                the partners' own staff are a cost of theirs.",
    reach: Reach::County,
    temporary: false,
    shock: false,
    grade: Grade::B,
    known: "Quicker answers; 48% of enquiries became referrals in Devon, four in a hundred more \
            than before.",
    source: "Community Care, 3 June 2011; Southwark's answers within 4, 24 or 48 hours, 2014.",
    example: "[lever.hub]\nuse = \"multi-agency hub\"\nordered = 2010-01-11",
    beside: &[
        "partner_hours_count",
        "decisions_in_time_share",
        "contact_to_referral_share",
    ],
    counts: &[],
    keys: &["factor", "partner_effort"],
    expand,
};

fn expand(order: &mut Order) {
    if let Some(factor) = order.number("factor") {
        order.times(&["front_door", "partners"], factor);
    }
    if let Some(effort) = order.needed("partner_effort") {
        order.to(&["front_door", "partner_effort"], effort);
    }
}
