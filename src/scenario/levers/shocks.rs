//! What happens to a service: the same form as a lever, and nobody's order.

use super::{Grade, Lever, Order, Reach};

const KEYS: &[&str] = &["until", "factor", "ramp"];

pub(super) const CONTACTS: Lever = Lever {
    name: "contacts rise",
    mechanism: "So many times the usual contacts come.",
    reach: Reach::Areas,
    temporary: true,
    shock: true,
    grade: Grade::A,
    known: "Referrals in England rose by 10.4% in 2009-10, after a case that everybody read of.",
    source: "Community Care, 30 November 2010.",
    example: "[lever.surge]\nuse = \"contacts rise\"\nin_place = 2010-03-01\n\
              until = 2010-08-31\nfactor = 1.15",
    beside: &["contacts_children_count", "oldest_waiting_days_max"],
    counts: &[],
    keys: KEYS,
    expand: |order| {
        let Some(factor) = order.number("factor") else {
            return;
        };
        for area in order.areas() {
            for key in ["contacts", "families"] {
                if order.document().at(&["office", &area, key]).is_some() {
                    order.times(&["office", &area, key], factor);
                }
            }
        }
    },
};

pub(super) const RECRUITMENT: Lever = Lever {
    name: "recruitment slips",
    mechanism: "Recruitment rounds that begin then take so many times as long.",
    reach: Reach::Teams,
    temporary: true,
    shock: true,
    grade: Grade::C,
    known: "Approval, checks and notice slip; by how much is a judgement.",
    source: "A judgement.",
    example: "[lever.slip]\nuse = \"recruitment slips\"\nin_place = 2010-01-11\n\
              until = 2010-12-31\nfactor = 1.6",
    beside: &["starters_count", "vacancy_after_agency_mean"],
    counts: &[],
    keys: KEYS,
    expand: |order| {
        let Some(factor) = order.number("factor") else {
            return;
        };
        for (area, kind) in order.teams() {
            let team = ["office", &area[..], "team", &kind[..], "recruitment"];
            for key in ["round", "failed_round"] {
                let said = order.document().at(&["people", "recruitment", key]);
                if said.is_some() {
                    order.times(&[&team[..], &[key]].concat(), factor);
                }
            }
        }
    },
};

pub(super) const SICKNESS: Lever = Lever {
    name: "sickness rises",
    mechanism: "Spells of sickness begin at so many times the usual rate.",
    reach: Reach::Teams,
    temporary: true,
    shock: true,
    grade: Grade::B,
    known: "Birmingham's social workers lost 24.9 days a year against 11.8 in England.",
    source: "Published returns of 2009.",
    example: "[lever.flu]\nuse = \"sickness rises\"\nin_place = 2010-01-11\n\
              until = 2010-03-31\nfactor = 2.0",
    beside: &[
        "hours_lost_to_sickness_count",
        "children_with_worker_away_mean",
    ],
    counts: &[],
    keys: KEYS,
    expand: |order| {
        if let Some(factor) = order.number("factor") {
            for (area, kind) in order.teams() {
                let team = ["office", &area[..], "team", &kind[..]];
                super::overtime::spells(order, &team, factor);
            }
        }
    },
};

pub(super) const LEAVERS: Lever = Lever {
    name: "workers leave",
    mechanism: "Permanent workers give notice at so many times the usual rate.",
    reach: Reach::Teams,
    temporary: true,
    shock: true,
    grade: Grade::B,
    known: "Turnover differed between councils from 9% to 40% a year.",
    source: "Lords answers, 23 February 2009; Bracknell Forest, 2014.",
    example: "[lever.exodus]\nuse = \"workers leave\"\nareas = [\"B\"]\n\
              in_place = 2010-01-11\nuntil = 2010-03-31\nfactor = 4.0",
    beside: &["leavers_count", "changes_of_worker_children_count"],
    counts: &[],
    keys: KEYS,
    expand: leavers,
};

fn leavers(order: &mut Order) {
    let Some(factor) = order.number("factor") else {
        return;
    };
    for (area, kind) in order.teams() {
        order.times(&["office", &area, "team", &kind, "turnover"], factor);
    }
}
