//! Paid hours beyond the contract.

use super::{Grade, Lever, Order, Reach};
use crate::scenario::document::Node;

pub(super) const LEVER: Lever = Lever {
    name: "overtime",
    mechanism: "Every worker has so much more casework time in the same days, and falls sick at \
                a factor of the usual rate.",
    reach: Reach::Teams,
    temporary: true,
    shock: false,
    grade: Grade::C,
    known: "Workers already worked 45.9 hours on a contract of 37.2 (2012); paid hours on top \
            tire soon.",
    source: "Community Care, 26 September 2012.",
    example: "[lever.overtime]\nuse = \"overtime\"\nareas = [\"A\"]\nin_place = 2010-01-11\n\
              until = 2010-04-01\nshare = 0.1",
    beside: &[
        "overtime_per_worker_week_hours_mean",
        "days_lost_to_sickness_per_person_year_mean",
        "leavers_count",
    ],
    counts: &[],
    keys: &["until", "share", "most", "sickness_factor"],
    expand,
};

fn expand(order: &mut Order) {
    let (share, most) = (order.share("share"), order.share("most"));
    let (Some(share), Some(most)) = (share, most) else {
        return;
    };
    if share > most {
        let wanted = format!("at most {most} of the contract, the cap in force");
        order.refuse("share", share.to_string(), wanted);
    }
    let sickness = order.number("sickness_factor").unwrap_or(1.0);
    for (area, kind) in order.teams() {
        let team = ["office", &area[..], "team", &kind[..]];
        order.add(&[&team[..], &["orders", "overtime"]].concat(), share);
        if sickness != 1.0 {
            spells(order, &team, sickness);
        }
    }
}

/// Every kind of sickness of a team's workers, at a factor.
pub(super) fn spells(order: &mut Order, team: &[&str], factor: f64) {
    let kinds = order.document().at(&["people", "sickness"]);
    let kinds = kinds.and_then(Node::table).into_iter().flatten();
    for (name, kind) in kinds.filter(|(_, kind)| kind.table().is_some()) {
        let rate = if kind.get("rate").is_some() {
            "rate"
        } else {
            "per_year"
        };
        order.times(&[team, &["sickness", name, rate]].concat(), factor);
    }
}
