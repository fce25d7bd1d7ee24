//! A plan: everything one experiment needs, valid by construction.
//!
//! The room `scenario` makes plans from files; this room only says what a plan is, and knows
//! nothing of how it was written down.

use crate::engine::{Calendar, Span};
use crate::model::spec::Department;
use jiff::civil::Date;

/// One experiment: a department, how long and how often it is simulated, and what it is held
/// against.
#[derive(Clone, Debug)]
pub struct Plan {
    /// What the scenario is, in a few words.
    pub title: String,
    /// Why it is worth running; empty where the scenario does not say.
    pub rationale: String,
    /// Name of the scenario's file without directory and ending.
    pub file_stem: String,
    /// The department, its dated changes and its start position.
    pub department: Department,
    /// First day of the run.
    pub start_date: Date,
    /// Time at the start that is left out of every measure.
    pub warm_up: Span,
    /// Seed of the random numbers.
    pub seed: u64,
    /// How many futures.
    pub replications: Replications,
    /// Figures to draw, where the scenario says.
    pub figures: Figures,
    /// Published observations the run is held against.
    pub observed: Vec<Observed>,
    /// Mechanisms that the scenario has and the model has not, each in a sentence.
    pub missing: Vec<String>,
    /// Named dates for which an as-found table is made, in order of date.
    pub dates: Vec<(String, Date)>,
    /// Measures asked for beside the usual ones.
    pub probes: Vec<String>,
    /// Every number with where it comes from.
    pub register: Vec<RegisterRow>,
    /// Warnings of the check.
    pub warnings: Vec<String>,
    /// Dated changes, in sentences, in order of date.
    pub changes: Vec<String>,
    /// Levers in use, in order of the day on which each is in place.
    pub levers: Vec<LeverUse>,
    /// SHA-256 of the merged scenario without comments and order of lines, and of the lists of
    /// families it names, in hexadecimal.
    pub digest: String,
    /// Lists of families that the position at the start was read from.
    pub lists: Vec<StartList>,
    /// Prices; `None` where the scenario states none.
    pub prices: Option<Prices>,
    /// Names of everything that the model knows by number.
    pub names: Names,
}

/// Prices of a scenario, in pounds of its price year; a year is of a full-time person.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Prices {
    /// Year whose pounds all costs are in.
    pub price_year: i16,
    /// A permanent worker's year, on-costs included.
    pub permanent: f64,
    /// That of one who was newly qualified at the start in the post.
    pub newly_qualified: f64,
    /// An agency worker's year.
    pub agency: f64,
    /// A manager's year.
    pub manager: f64,
    /// To find one permanent worker.
    pub starter: f64,
}

/// A lever as one plan uses it.
#[derive(Clone, Debug, PartialEq)]
pub struct LeverUse {
    /// Name in the scenario.
    pub name: String,
    /// The lever's name in the registry ("backlog review").
    pub title: String,
    /// What it does here, in a sentence.
    pub sentence: String,
    /// Areas (offices) it is used in; every one of them where the lever is the county's.
    pub areas: Vec<String>,
    /// Day of the order, where the plan says that and not the first day in place.
    pub ordered: Option<Date>,
    /// First day in place, its lead time over.
    pub from: Date,
    /// Last day; `None` = to the end of the run.
    pub until: Option<Date>,
    /// Whether it is of its nature temporary, so that what follows its end must be shown.
    pub temporary: bool,
    /// Whether it is a shock: something that happens to the service, and not a decision.
    pub shock: bool,
    /// Measure requests that are always shown beside its results, because it may harm them.
    pub beside: Vec<String>,
    /// Measure requests that its table beside a comparison is worked out from.
    pub counts: Vec<String>,
    /// Its own settings that are numbers, or lists of shares, by key.
    pub numbers: Vec<(String, Vec<f64>)>,
    /// Cost beyond what the staff in the model are paid.
    pub cost: LeverCost,
}

impl LeverUse {
    /// The numbers of one of its settings; none where it has no such setting.
    pub fn numbers_at(&self, key: &str) -> &[f64] {
        let found = self.numbers.iter().find(|(name, _)| name == key);
        found.map_or(&[], |(_, numbers)| numbers)
    }
}

/// What a lever costs beyond the pay of the staff in the model, in pounds of the price year.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct LeverCost {
    /// Paid once, on the first day in place.
    pub once: f64,
    /// Paid evenly for each year in place.
    pub per_year: f64,
    /// Paid for each permanent worker's year (full time) in post in its areas while it is in place.
    pub per_worker_year: f64,
}

/// A list of families that the position at the start was read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StartList {
    /// File as the scenario named it.
    pub file: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub digest: String,
    /// Number of families in it.
    pub families: usize,
}

impl Plan {
    /// Calendar of the offices.
    pub fn calendar(&self) -> &Calendar {
        &self.department.calendar
    }
}

/// How many futures are simulated.
#[derive(Clone, Debug, PartialEq)]
pub enum Replications {
    /// This many.
    Number(u32),
    /// As many as the precision asks.
    Auto(Precision),
}

/// When "auto" has enough futures.
#[derive(Clone, Debug, PartialEq)]
pub struct Precision {
    /// Half-width of the 95 % interval, as a share of the mean.
    pub relative_half_width: f64,
    /// Measure that is watched; `None` = the experiment's own choice.
    pub measure: Option<String>,
    /// Fewest futures.
    pub at_least: u32,
    /// Most futures.
    pub at_most: u32,
}

/// Which figures are drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Figures {
    /// None.
    None,
    /// Scalable figures only.
    Svg,
    /// Pictures of dots only.
    Png,
    /// Both.
    #[default]
    All,
}

/// A published figure and the range in which the model should lie.
#[derive(Clone, Debug, PartialEq)]
pub struct Observed {
    /// Name in the scenario.
    pub name: String,
    /// Measure it is compared with.
    pub measure: String,
    /// Area; `None` = all together.
    pub area: Option<String>,
    /// When.
    pub when: When,
    /// What is taken of a period: "value", "highest", "median" ...
    pub pick: String,
    /// Lower end of the target range, in the measure's unit.
    pub low: Option<f64>,
    /// Upper end of the target range, in the measure's unit.
    pub high: Option<f64>,
    /// The published figure itself.
    pub target: Option<f64>,
    /// What agreement means.
    pub kind: ObservedKind,
    /// Where it was published.
    pub source: String,
    /// Remark.
    pub note: String,
    /// The finding it belongs to (of an inspection, a newspaper), in our words.
    pub finding: String,
    /// Why the model may miss it, and what would tell.
    pub if_missed: String,
}

/// When an observation was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// On a day.
    At(Date),
    /// Over a period, both days included.
    Between(Date, Date),
    /// Over the whole run after the warm-up.
    Whole,
}

/// What it means when the model meets an observation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ObservedKind {
    /// The model was not told: agreement is evidence.
    Predicted,
    /// The model was fitted to it: agreement is no evidence.
    Fitted,
    /// It follows from a rule put in: agreement is no evidence.
    Rule,
}

/// One number of the scenario and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisterRow {
    /// Dotted path.
    pub path: String,
    /// The value as written.
    pub value: String,
    /// Belief range as written (low, high), where one is stated.
    pub range: Option<(String, String)>,
    /// Unit; empty where the value says it itself.
    pub unit: String,
    /// What the number means, in one line.
    pub meaning: String,
    /// What kind of support it has.
    pub provenance: Provenance,
    /// The source or the assumption in words; empty where there is none.
    pub text: String,
    /// File it was written in.
    pub file: String,
    /// Line in that file.
    pub line: u32,
}

impl RegisterRow {
    /// Whether it is a default of a lever of the registry ("backlog review").
    pub fn is_of_lever(&self, title: &str) -> bool {
        let rest = self.path.strip_prefix("levers.");
        let rest = rest.and_then(|rest| rest.trim_start_matches('"').strip_prefix(title));
        rest.is_some_and(|rest| rest.starts_with(['"', '.']))
    }
}

impl Plan {
    /// Every number that is believed to lie in a range; defaults of levers that the plan does not
    /// use do nothing in it and are left out.
    pub fn believed(&self) -> impl Iterator<Item = &RegisterRow> {
        let used = |row: &RegisterRow| {
            let mut levers = self.levers.iter();
            !row.path.starts_with("levers.") || levers.any(|lever| row.is_of_lever(&lever.title))
        };
        let rows = self.register.iter();
        rows.filter(move |row| row.range.is_some() && used(row))
    }
}

/// What a number rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Provenance {
    /// A publication, dataset or record.
    Source,
    /// A stated judgement.
    Assumption,
    /// Chosen to meet observations.
    Fitted,
    /// Nothing is stated.
    Missing,
}

/// Names of what the model knows by number, in the order of those numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// Offices.
    pub offices: Vec<String>,
    /// Teams ("A assessment" ...).
    pub teams: Vec<String>,
    /// Kinds of team ("assessment" ...).
    pub team_kinds: Vec<String>,
    /// Stages with what they consist of.
    pub stages: Vec<StageNames>,
    /// Sources of contacts.
    pub sources: Vec<String>,
    /// Need bands, most urgent first.
    pub bands: Vec<String>,
}

/// Names inside a stage.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StageNames {
    /// The stage.
    pub name: String,
    /// Its work items.
    pub items: Vec<String>,
    /// Its recurring items.
    pub recurring: Vec<String>,
    /// Its outcomes.
    pub outcomes: Vec<String>,
}
