//! Help below the thresholds.

use super::{Grade, Lever, Order, Reach};

pub(super) const LEVER: Lever = Lever {
    name: "early help",
    mechanism: "A share of the families turned down take up help from partners, and come back at \
                a factor of their usual chance.",
    reach: Reach::County,
    temporary: false,
    shock: false,
    grade: Grade::C,
    known: "Not found to lower referrals: no effect on returning unless a plan states one.",
    source: "Ofsted letter, 12 November 2009; savings claimed in 80 studies of the Common \
             Assessment Framework are forecasts (Community Care, 12 April 2011).",
    example: "[lever.early-help]\nuse = \"early help\"\nordered = 2010-01-11\ntaken = 0.1\n\
              return_factor = 0.8",
    beside: &["partner_hours_count", "re_referrals_children_count"],
    counts: &[
        "contacts_count",
        "front_door_hours_count",
        "assessing_hours_count",
        "families_assessed_count",
        "early_help_families_count",
        "early_help_partner_hours_count",
        "averted_by_early_help_families_count",
        "help_to_averted_return_days_mean",
        "averted_return_on_days_min",
    ],
    keys: &["taken", "return_factor"],
    expand,
};

fn expand(order: &mut Order) {
    for key in ["taken", "return_factor"] {
        if let Some(to) = order.needed(key) {
            order.to(&["early_help", key], to);
        }
    }
}
