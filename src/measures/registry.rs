//! The table of measures: name, unit, kind and meaning of each, defined once.
//!
//! The rows stand in the file of their family, beside the code that measures them. `caseload
//! list`, the data dictionary and the validation of requests all read this table.

use super::quantity::Quantity;

/// Unit in which a measure is reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Children.
    Children,
    /// Families.
    Families,
    /// Elapsed days.
    Days,
    /// Elapsed weeks.
    Weeks,
    /// Elapsed (or worked) hours.
    Hours,
    /// Working days.
    WorkingDays,
    /// Workers (people, whatever their hours).
    Workers,
    /// Full-time equivalents.
    FullTime,
    /// Caseload points.
    Points,
    /// A share between 0 and 1.
    Share,
    /// A number of something else, or a ratio.
    Number,
    /// Pounds of the price year.
    Pounds,
    /// Per year.
    PerYear,
}

impl Unit {
    /// Unit as written in a table.
    pub fn words(self) -> &'static str {
        match self {
            Unit::Children => "children",
            Unit::Families => "families",
            Unit::Days => "days",
            Unit::Weeks => "weeks",
            Unit::Hours => "hours",
            Unit::WorkingDays => "working days",
            Unit::Workers => "workers",
            Unit::FullTime => "full-time equivalents",
            Unit::Points => "points",
            Unit::Share => "share",
            Unit::Number => "number",
            Unit::Pounds => "pounds",
            Unit::PerYear => "per year",
        }
    }

    /// Suffix of a measure's name, where the unit has one.
    pub fn suffix(self) -> &'static str {
        match self {
            Unit::Days => "_days",
            Unit::Weeks => "_weeks",
            Unit::Hours => "_hours",
            Unit::WorkingDays => "_wd",
            _ => "",
        }
    }

    /// Stored units (seconds, thousandths) in one of these.
    pub(super) fn stored(self, kind: Kind) -> f64 {
        match (kind, self) {
            (Kind::Total, Unit::FullTime | Unit::Points) => 1_000.0,
            (Kind::Weekly, Unit::Share) => 1_000_000.0,
            (_, Unit::Pounds) => 100.0,
            (_, Unit::Hours) => 3_600.0,
            (_, Unit::Days) => 86_400.0,
            (_, Unit::Weeks) => 604_800.0,
            _ => 1.0,
        }
    }
}

/// How a measure is accumulated, and so which statistics it offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A whole number over time; weighted by elapsed time.
    Level,
    /// A whole number over office time: closed hours do not count.
    OfficeLevel,
    /// An amount over time (full-time equivalents, points, hours): mean, highest, at an instant.
    Total,
    /// A number taken at the close of each working day (`Daily`) or week (`Weekly`).
    Daily,
    /// A number taken at the close of the last working day of each week.
    Weekly,
    /// One observation for each family or child.
    Tally,
    /// A number of happenings.
    Count,
    /// A share of happenings.
    Share,
    /// One measure over another: of totals over the window, or of values at an instant.
    Ratio(Quantity, Quantity),
    /// Age of the longest wait at every moment, exactly.
    Oldest,
    /// Waits with those still waiting and those who left: cumulative incidence of allocation.
    Incidence,
    /// A number counted over the whole run, warm-up included.
    Lifetime,
}

impl Kind {
    /// One word for tables.
    pub fn words(self) -> &'static str {
        match self {
            Kind::Level | Kind::Total => "level",
            Kind::OfficeLevel => "level in office time",
            Kind::Daily => "counted daily",
            Kind::Weekly => "counted weekly",
            Kind::Tally => "tally",
            Kind::Count | Kind::Lifetime => "count",
            Kind::Share => "share",
            Kind::Ratio(..) => "ratio",
            Kind::Oldest => "age of the longest",
            Kind::Incidence => "cumulative incidence",
        }
    }
}

/// Coordinates by which a measure may be filtered, as bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct By(pub(super) u8);

impl By {
    /// Area and team.
    pub const TEAM: By = By(1);
    /// Area, team and stage.
    pub const STAGE: By = By(1 | 2);
    /// Area, team and need band.
    pub const BAND: By = By(1 | 4);
    /// Area, team, stage and need band.
    pub const STAGE_BAND: By = By(1 | 2 | 4);
    /// Area, team and source of contacts.
    pub const SOURCE: By = By(1 | 8);

    pub(super) fn has_stage(self) -> bool {
        self.0 & 2 != 0
    }
    pub(super) fn has_band(self) -> bool {
        self.0 & 4 != 0
    }
    pub(super) fn has_source(self) -> bool {
        self.0 & 8 != 0
    }

    /// Filters in words.
    pub fn words(self) -> &'static str {
        match self.0 {
            3 => "area, team, stage",
            5 => "area, team, band",
            7 => "area, team, stage, band",
            9 => "area, team, source",
            _ => "area, team",
        }
    }
}

/// One measure: what it is called, what it means, how it is kept and what is reported unasked.
#[derive(Clone, Copy, Debug)]
pub struct Definition {
    /// Which measure.
    pub quantity: Quantity,
    /// Name, with the unit of time last where there is one.
    pub name: &'static str,
    /// Other spellings that mean the same.
    pub aliases: &'static [&'static str],
    /// Unit.
    pub unit: Unit,
    /// How it is accumulated.
    pub kind: Kind,
    /// Filters it takes.
    pub by: By,
    /// Statistics reported without asking, for the county and every area.
    pub unasked: &'static [&'static str],
    /// Whether the unasked statistics are also reported for every stage it applies to.
    pub each_stage: bool,
    /// Whether there is a weekly series for the county and every area.
    pub weekly: bool,
    /// Factor of a ratio.
    pub(super) factor: f64,
    /// Definition in one sentence.
    pub meaning: &'static str,
    /// Family of measures: the row of the report.
    pub report: &'static str,
}

/// A row of the registry: a measure that can be filtered by some coordinates.
pub(super) const fn row(
    by: By,
    quantity: Quantity,
    name: &'static str,
    kind: Kind,
    unit: Unit,
    meaning: &'static str,
) -> Definition {
    Definition::new(quantity, name, kind, unit, meaning).by(by)
}

impl Definition {
    /// A definition with everything optional left out.
    pub(super) const fn new(
        quantity: Quantity,
        name: &'static str,
        kind: Kind,
        unit: Unit,
        meaning: &'static str,
    ) -> Self {
        Definition {
            quantity,
            name,
            aliases: &[],
            unit,
            kind,
            by: By::TEAM,
            unasked: &[],
            each_stage: false,
            weekly: false,
            factor: 1.0,
            meaning,
            report: "",
        }
    }

    pub(super) const fn also(mut self, aliases: &'static [&'static str]) -> Self {
        self.aliases = aliases;
        self
    }
    pub(super) const fn by(mut self, by: By) -> Self {
        self.by = by;
        self
    }
    pub(super) const fn says(mut self, unasked: &'static [&'static str]) -> Self {
        self.unasked = unasked;
        self
    }
    pub(super) const fn each_stage(mut self) -> Self {
        self.each_stage = true;
        self
    }
    pub(super) const fn weekly(mut self) -> Self {
        self.weekly = true;
        self
    }
    pub(super) const fn times(mut self, factor: f64) -> Self {
        self.factor = factor;
        self
    }
    /// Whether observations are seconds, so that the name's unit of time may be chosen.
    pub(super) fn is_time(&self) -> bool {
        matches!(self.unit, Unit::Days | Unit::Hours | Unit::Weeks)
            && matches!(
                self.kind,
                Kind::Tally | Kind::Weekly | Kind::Oldest | Kind::Incidence
            )
    }

    /// Name without the unit of time.
    pub(super) fn stem(&self) -> &'static str {
        self.name
            .strip_suffix(self.unit.suffix())
            .unwrap_or(self.name)
    }
}

/// The family of measures that only a scenario with prices answers.
pub(super) const COST: &str = "cost";

/// Families of measures in the order in which a report shows them.
const FAMILIES: &[(&str, &[Definition])] = &[
    ("children without a named worker", super::unallocated::ROWS),
    ("wait for a named worker", super::waits::ROWS),
    ("wait to be seen", super::seen::ROWS),
    ("not started, not visited", super::visited::ROWS),
    ("statutory timescales", super::timeliness::ROWS),
    ("caseloads", super::caseload::ROWS),
    ("sign-off", super::signoff::ROWS),
    ("recording", super::recording::ROWS),
    ("staffing", super::staffing::ROWS),
    ("hours", super::hours::ROWS),
    ("levers", super::ordered::ROWS),
    ("flow", super::flow::ROWS),
    ("front door", super::front_door::ROWS),
    ("diversion", super::diverted::ROWS),
    (COST, super::cost::ROWS),
];

/// Every measure, in the order of a report.
pub fn registry() -> Vec<Definition> {
    let rows = FAMILIES
        .iter()
        .flat_map(|(report, rows)| rows.iter().map(move |row| Definition { report, ..*row }));
    rows.collect()
}

/// The definition of one measure.
pub fn definition(quantity: Quantity) -> Option<Definition> {
    registry().into_iter().find(|row| row.quantity == quantity)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_measure_is_defined_exactly_once() {
        let rows = registry();
        assert_eq!(rows.len(), Quantity::COUNT);
        let mut seen: Vec<usize> = rows.iter().map(|row| row.quantity as usize).collect();
        seen.sort_unstable();
        assert!(seen.iter().enumerate().all(|(i, q)| i == *q));
    }

    #[test]
    fn no_two_measures_share_a_spelling() {
        let mut names: Vec<&str> = Vec::new();
        for row in registry() {
            names.push(row.name);
            names.extend(row.aliases);
        }
        names.sort_unstable();
        for pair in names.windows(2) {
            assert_ne!(pair[0], pair[1]);
        }
    }

    #[test]
    fn every_meaning_is_a_sentence() {
        for row in registry() {
            assert!(row.meaning.ends_with('.'), "{}", row.name);
            assert!(
                !row.meaning.to_lowercase().contains(" case "),
                "{}",
                row.name
            );
        }
    }
}
