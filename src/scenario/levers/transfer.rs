//! Where in its pathway a family goes to another team, and who has it until that team names a
//! worker.

use super::{Grade, Lever, Order, Reach};
use crate::scenario::check::texts;
use crate::scenario::document::{Node, Value};
use crate::scenario::law::listed;

pub(super) const LEVER: Lever = Lever {
    name: "transfer point",
    mechanism: "The receiving team holds the stages named: a family goes to it when one begins, or \
                at the first of a recurring item in it, such as a review. Until that team names a \
                worker the sending worker has the family, or nobody and duty looks in.",
    reach: Reach::Areas,
    temporary: false,
    shock: false,
    grade: Grade::C,
    known: "An earlier point frees the assessment team and fills the receiving team's list; who \
            lets go at once leaves children without a worker. No effect was published.",
    source: "A judgement: arithmetic of hours.",
    example: "[lever.earlier]\nuse = \"transfer point\"\nordered = 2010-01-11\n\
              stages = [\"in-need plan to first review\"]\nholds = \"nobody\"",
    beside: &[
        "transfer_wait_days_mean",
        "held_in_transfer_mean",
        "unallocated_in_transfer_mean",
        "caseload_children_per_holder_mean[team=*]",
        "changes_of_worker_children_count",
    ],
    counts: &[],
    keys: &["until", "stages", "team", "at", "holds"],
    expand,
};

fn expand(order: &mut Order) {
    let (stages, team) = (order.needed("stages"), order.needed("team"));
    let holds = order.needed("holds").and_then(Node::text);
    let (Some(stages), Some(team), Some(holds)) = (stages, team, holds) else {
        return;
    };
    let names = texts(stages).unwrap_or_default();
    if names.is_empty() {
        order.refuse(
            "stages",
            "no stage",
            "at least one stage that a named worker does",
        );
    }
    let document = order.document();
    let kinds = document.get("team").and_then(Node::table);
    if let (Some(kinds), Some(kind)) = (kinds, team.text())
        && !kinds.contains_key(kind)
    {
        let wanted = format!("a kind of team: {}", listed(kinds.keys().map(|k| &k[..])));
        order.refuse("team", format!("unknown team \"{kind}\""), wanted);
        return;
    }
    for name in &names {
        held_by(order, name, team);
    }
    let lets_go = team.like(Value::Flag(holds == "nobody"));
    for (area, kind) in order.front_teams(&order.areas()) {
        let path = ["office", &area, "team", &kind, "drop_on_transfer"];
        order.to(&path, &lets_go);
    }
}

/// One stage is the receiving team's, from its beginning or from an item in it.
fn held_by(order: &mut Order, name: &str, team: &Node) {
    let document = order.document();
    let Some(stage) = document.at(&["stage", name]) else {
        let all = document.get("stage").and_then(Node::table);
        let near = all.into_iter().flatten().map(|(have, _)| have);
        let near = near.max_by(|a, b| {
            let score = |have: &str| strsim::jaro_winkler(have, name);
            score(a).total_cmp(&score(b))
        });
        let near = near.map_or_else(String::new, |near| format!(" such as \"{near}\""));
        let wanted = format!("a stage of the pathway{near}");
        order.refuse("stages", format!("unknown stage \"{name}\""), wanted);
        return;
    };
    if stage.get("by").and_then(Node::text) != Some("named worker") {
        let found = format!("\"{name}\", which no named worker does");
        order.refuse("stages", found, "stages that a named worker does");
        return;
    }
    order.to(&["stage", name, "team"], team);
    let Some(at) = order.setting("at") else {
        return;
    };
    let items = stage.get("recurring").and_then(Node::table);
    let known = |item: &str| items.is_some_and(|items| items.contains_key(item));
    if !at.text().is_some_and(known) {
        let names = items.into_iter().flatten().map(|(item, _)| &item[..]);
        let wanted = format!("a recurring item of \"{name}\": {}", listed(names));
        order.refuse("at", at.show(), wanted);
        return;
    }
    order.to(&["stage", name, "transfers_at"], at);
}
