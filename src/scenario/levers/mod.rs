//! Levers: what management can order, each a file of this folder and a line of its registry.
//!
//! A lever says in words what it does, what is known of it and what is always shown beside its
//! results; its numbers are the scenario's (`[levers."…"]`, or the lever itself). Used in a plan
//! it becomes ordinary dated changes of the document, so that the department learns of nothing
//! but numbers that move. What happens *to* a service, a shock, has the same form.

mod agency;
mod backlog_review;
mod business_support;
mod cap;
mod closing_drive;
mod early_help;
mod hub;
mod initial_response;
mod order;
mod overtime;
mod pooling;
mod project_team;
mod recruitment;
mod redeploy;
mod retention;
mod roll_out;
mod shocks;
mod sickness;
mod sign_off;
mod thresholds;
mod transfer;
mod triage;

pub use order::Order;

use super::build::Frame;
use super::check::ordered;
use super::document::Node;
use super::law::listed;
use super::problem::Problems;
use super::value::hinted;
use crate::experiment::plan::LeverUse;

/// How good the evidence is for what a lever does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grade {
    /// Published for this lever in England.
    A,
    /// Published, but old or indirect.
    B,
    /// A judgement.
    C,
}

impl Grade {
    /// The grade as a letter, with what it means.
    pub fn words(self) -> &'static str {
        match self {
            Grade::A => "A, published for this lever in England",
            Grade::B => "B, published but old or indirect",
            Grade::C => "C, a judgement",
        }
    }
}

/// What a lever reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// The areas named, or all; and of these the teams that take in new work, if none is named.
    FrontTeams,
    /// The areas named, or all; and of these the teams named, or all.
    Teams,
    /// The areas named, or all, whatever their teams.
    Areas,
    /// The whole county.
    County,
}

/// A lever: what it is, what is known of it, and what it becomes.
#[derive(Clone, Copy, Debug)]
pub struct Lever {
    /// Name, as a plan writes it after `use`.
    pub name: &'static str,
    /// What it changes, in a sentence.
    pub mechanism: &'static str,
    /// What it reaches.
    pub reach: Reach,
    /// By its nature it ends, and what follows its end must be shown.
    pub temporary: bool,
    /// It happens to the service; nobody orders it.
    pub shock: bool,
    /// How good the evidence is.
    pub grade: Grade,
    /// What is known of its effect.
    pub known: &'static str,
    /// Where that was published, or why it is believed.
    pub source: &'static str,
    /// Lines of a plan that use it.
    pub example: &'static str,
    /// Requests for measures that it may harm, always shown beside its results. `area=*` stands for
    /// each area it touches, those that give among them; `team=*` for the kind of team that takes
    /// in new work, `_at_*` for its last day.
    pub beside: &'static [&'static str],
    /// Requests for what its table beside the comparison is worked out from, with the same stars;
    /// `area=*` goes where it is used everywhere, `source=*` stands for each source with a triage
    /// and `days=*` for the days on which it is in place.
    pub counts: &'static [&'static str],
    /// Keys of its own, beside those of every lever.
    pub keys: &'static [&'static str],
    /// What it becomes.
    pub expand: fn(&mut Order),
}

impl Lever {
    /// The lever, if it says what is shown beside it: one that does not is refused when the
    /// program is built.
    const fn registered(self) -> Self {
        assert!(!self.beside.is_empty());
        self
    }
}

/// Every lever and shock, in the order in which they are listed.
pub static REGISTRY: &[Lever] = &[
    agency::LEVER.registered(),
    project_team::LEVER.registered(),
    recruitment::LEVER.registered(),
    retention::LEVER.registered(),
    overtime::LEVER.registered(),
    sickness::LEVER.registered(),
    cap::LEVER.registered(),
    redeploy::LEVER.registered(),
    backlog_review::LEVER.registered(),
    closing_drive::LEVER.registered(),
    pooling::LEVER.registered(),
    initial_response::LEVER.registered(),
    hub::LEVER.registered(),
    triage::LEVER.registered(),
    early_help::LEVER.registered(),
    thresholds::CHANGE.registered(),
    thresholds::CONSISTENCY.registered(),
    transfer::LEVER.registered(),
    sign_off::LEVER.registered(),
    business_support::NOTES.registered(),
    business_support::FAMILY.registered(),
    roll_out::LEVER.registered(),
    shocks::CONTACTS.registered(),
    shocks::RECRUITMENT.registered(),
    shocks::SICKNESS.registered(),
    shocks::LEAVERS.registered(),
];

/// Lead time of a lever as the shipped defaults have it; `None` for what nobody orders.
pub fn default_lead_time(lever: &Lever) -> Option<String> {
    const SHIPPED: &str = include_str!("../../../scenarios/levers.toml");
    let table: toml::Table = toml::from_str(SHIPPED).ok()?;
    let lead = table.get("levers")?.get(lever.name)?.get("lead_time")?;
    let lead = lead.get("value").unwrap_or(lead);
    lead.as_str().map(str::to_owned)
}

/// Keys that every lever takes.
const COMMON: &[&str] = &[
    "use",
    "ordered",
    "in_place",
    "lead_time",
    "cost",
    "source",
    "assumption",
    "fitted",
    "note",
];

/// The levers of a plan as dated changes, and as what the plan says of them, in order of the day
/// on which each is in place. Every problem is reported.
pub fn expand(
    document: &Node,
    frame: &Frame,
    problems: &mut Problems,
) -> (Vec<Node>, Vec<LeverUse>) {
    let (mut changes, mut uses) = (Vec::new(), Vec::new());
    for (name, node) in ordered(document.get("lever")) {
        let Some(lever) = lever_of(node, problems) else {
            // Whatever it is meant to be, its areas and dates can be wrong too.
            if node.get("use").is_some_and(|used| used.text().is_some()) {
                Order::read(&name, node, document, &UNKNOWN, frame, problems);
            }
            continue;
        };
        let before = problems.errors().count();
        only_its_keys(lever, node, problems);
        if let Some(defaults) = document.at(&["levers", lever.name]) {
            only_its_keys(lever, defaults, problems);
        }
        let mut order = Order::read(&name, node, document, lever, frame, problems);
        if problems.errors().count() > before {
            continue;
        }
        (lever.expand)(&mut order);
        let (made, found, used) = order.finish();
        problems.extend(found);
        changes.extend(made);
        uses.push(used);
    }
    uses.sort_by(|a: &LeverUse, b| (a.from, &a.name).cmp(&(b.from, &b.name)));
    (changes, uses)
}

/// What is read of a lever whose name nobody knows: what every lever has.
static UNKNOWN: Lever = Lever {
    name: "",
    mechanism: "",
    reach: Reach::Teams,
    temporary: false,
    shock: false,
    grade: Grade::C,
    known: "",
    source: "",
    example: "",
    beside: &[],
    counts: &[],
    keys: &[],
    expand: |_| (),
};

/// The lever named after `use`.
fn lever_of(node: &Node, problems: &mut Problems) -> Option<&'static Lever> {
    let used = node.get("use")?; // its absence is reported with the language
    let name = used.text()?;
    let found = REGISTRY.iter().find(|lever| lever.name == name);
    if found.is_none() {
        let near = REGISTRY
            .iter()
            .map(|lever| (strsim::jaro_winkler(lever.name, name), lever.name))
            .filter(|(score, _)| *score > 0.75)
            .max_by(|a, b| a.0.total_cmp(&b.0));
        let names = listed(REGISTRY.iter().map(|lever| lever.name));
        let problem = used.wrong(
            format!("unknown lever \"{name}\""),
            format!("a lever: one of {names}"),
        );
        problems.push(hinted(
            problem,
            near.map(|(_, near)| format!("did you mean \"{near}\"?")),
        ));
    }
    found
}

/// A key that means nothing to the lever is a slip.
fn only_its_keys(lever: &Lever, node: &Node, problems: &mut Problems) {
    for (key, below) in node.table().into_iter().flatten() {
        let key = key.as_str();
        let by_reach = match lever.reach {
            Reach::County => false,
            Reach::Areas => key == "areas",
            Reach::Teams | Reach::FrontTeams => matches!(key, "areas" | "teams"),
        };
        if COMMON.contains(&key) || lever.keys.contains(&key) || by_reach {
            continue;
        }
        let found = format!(
            "`{key}`, which means nothing to the lever \"{}\"",
            lever.name
        );
        let wanted = match (lever.reach, key) {
            (Reach::County, "areas" | "teams") => {
                "no `areas` or `teams`: it is the whole county's".to_owned()
            }
            _ => format!("only {}", listed(lever.keys.iter().copied())),
        };
        problems.push(below.wrong(found, wanted));
    }
}

#[cfg(test)]
mod tests;
