//! A county team for first contacts.

use super::{Grade, Lever, Order, Reach};
use crate::scenario::document::Node;
use crate::scenario::value::{self, whole};

pub(super) const LEVER: Lever = Lever {
    name: "initial response team",
    mechanism: "A county team screens and decides the contacts of the areas served, whose duty \
                rota is smaller from then; managers record the outcome and danger is met as \
                before. Its workers are new, or taken from areas that then lack them; they do \
                the work in the same hours.",
    reach: Reach::Areas,
    temporary: false,
    shock: false,
    grade: Grade::B,
    known: "Inspectors found Essex's team effective in giving timely and appropriate responses; \
            no hours were published: the gain here is from pooling alone.",
    source: "Ofsted, March 2011.",
    example: "[lever.first-response]\nuse = \"initial response team\"\nareas = [\"A\", \"B\"]\n\
              ordered = 2010-01-11\nworkers = 12\nfrom_areas = [\"A\", \"B\"]",
    beside: &[
        "unallocated_mean[area=*]",
        "changes_of_worker_children_count",
        "transferred_children_count",
        "vacancy_after_agency_mean",
    ],
    counts: &[],
    keys: &[
        "workers",
        "from_areas",
        "every",
        "dual_running",
        "duty_one_in",
    ],
    expand,
};

/// The team is there from the first day; after the weeks of dual running areas are served one after
/// another, in the order given.
fn expand(order: &mut Order) {
    let role = order.document().at(&["front_door", "initial_response"]);
    let Some(role) = role.and_then(Node::text) else {
        let wanted = "`initial_response` under [front_door]: the role of a county team";
        order.refuse("use", "no role for such a team", wanted);
        return;
    };
    let areas = order.areas();
    let every = order.needed("every").map(value::span);
    let dual = order.needed("dual_running").map(value::span);
    let (Some(Ok(every)), Some(Ok(dual)), Some(host)) = (every, dual, areas.first().cloned())
    else {
        return;
    };
    let days = |span: crate::engine::Span| span.as_days().ceil() as i64;
    let Some(rota) = order.needed("duty_one_in") else {
        return;
    };
    for (place, area) in areas.iter().enumerate() {
        let wait = days(dual) + place as i64 * days(every);
        for (area, kind) in order.front_teams(std::slice::from_ref(area)) {
            order.set_after(wait, &["office", &area, "team", &kind, "duty_one_in"], rota);
        }
        order.add_after(wait, &["office", area, "initial_response"], 1.0);
    }
    let team = order.front_teams(std::slice::from_ref(&host));
    let Some((area, kind)) = team.first().cloned() else {
        return;
    };
    let workers = order.workers_by(&[1.0]);
    let posts = ["office", &area, "team", &kind, "support", role, "posts"];
    order.add(&posts, f64::from(workers[0]));
    if order.setting("from_areas").is_some() {
        taken_from_areas(order);
    }
}

/// Areas that give share the loss by their permanent workers.
fn taken_from_areas(order: &mut Order) {
    let from = order.areas_at("from_areas");
    let givers = order.front_teams(&from);
    let there: Vec<f64> = givers
        .iter()
        .map(|(area, kind)| order.strength(area, kind))
        .map(|team| f64::from(team.posts - team.vacant))
        .collect();
    let all: f64 = there.iter().sum();
    let workers = order
        .setting("workers")
        .and_then(|node| whole(node, 0, 10_000).ok());
    if workers.is_some_and(|workers| workers as f64 > all) {
        let wanted = format!("at most {all}: the permanent workers of the areas that give");
        order.refuse("workers", workers.unwrap_or(0).to_string(), wanted);
        return;
    }
    let taken = order.workers_by(&there);
    for ((area, kind), workers) in givers.iter().zip(taken) {
        order.add(
            &["office", area, "team", kind, "orders", "lent"],
            f64::from(workers),
        );
    }
}
