//! A programme that is meant to lower sickness.

use super::{Grade, Lever, Order, Reach};

pub(super) const LEVER: Lever = Lever {
    name: "sickness programme",
    mechanism: "Spells of sickness begin at a factor of the usual rate.",
    reach: Reach::Teams,
    temporary: false,
    shock: false,
    grade: Grade::C,
    known: "No published effect for this service: none unless a plan states one.",
    source: "A judgement; local rates ran from 8 to 25 days a year.",
    example: "[lever.health]\nuse = \"sickness programme\"\nordered = 2010-01-11\nfactor = 0.9",
    beside: &[
        "hours_lost_to_sickness_count",
        "days_lost_to_sickness_per_person_year_mean",
    ],
    counts: &[],
    keys: &["until", "factor", "ramp"],
    expand,
};

fn expand(order: &mut Order) {
    let Some(factor) = order.number("factor") else {
        return;
    };
    for (area, kind) in order.teams() {
        super::overtime::spells(order, &["office", &area, "team", &kind], factor);
    }
}
