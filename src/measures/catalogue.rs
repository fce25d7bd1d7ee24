//! What each replication answers: its values and weekly series, in order, with their names.

use jiff::civil::Date;

use super::cells::Filter;
use super::plan::{Setting, StageSetting};
use super::quantity::Quantity;
use super::registry::{COST, Definition, Kind, Unit, registry};
use super::request::{Request, RequestProblem, parse};

/// One value of a replication.
#[derive(Clone, Debug, PartialEq)]
pub struct ValueInfo {
    /// Full name: `measure_statistic[filters]`.
    pub name: String,
    /// Measure, with its unit of time.
    pub measure: String,
    /// Statistic.
    pub statistic: String,
    /// Area; `None` = the county.
    pub area: Option<String>,
    /// Team or kind of team.
    pub team: Option<String>,
    /// Stage.
    pub stage: Option<String>,
    /// Need band.
    pub band: Option<String>,
    /// Source of contacts.
    pub source: Option<String>,
    /// Unit of the value.
    pub unit: Unit,
    /// Which measure.
    pub quantity: Quantity,
}

/// One weekly series of a replication.
#[derive(Clone, Debug, PartialEq)]
pub struct SeriesInfo {
    /// Full name: `measure[area]`.
    pub name: String,
    /// Measure.
    pub measure: String,
    /// Area; `None` = the county.
    pub area: Option<String>,
    /// Unit of each week's figure.
    pub unit: Unit,
    /// Which measure.
    pub quantity: Quantity,
    /// Whether the figure is the week's total rather than the number at its end.
    pub of_the_week: bool,
}

/// Everything a replication answers, in the order in which it answers.
#[derive(Clone, Debug, PartialEq)]
pub struct Catalogue {
    /// Values, in the order of `Replication::values`.
    pub values: Vec<ValueInfo>,
    /// Series, in the order of `Replication::series`.
    pub series: Vec<SeriesInfo>,
    /// Last working day of each week of the series.
    pub weeks: Vec<Date>,
    /// Dates of the distributions of caseloads.
    pub caseload_dates: Vec<Date>,
}

impl Catalogue {
    /// Index of a value by its canonical name.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.values.iter().position(|value| value.name == name)
    }

    /// Index of a value by any spelling that a request may have.
    ///
    /// # Errors
    ///
    /// A [`RequestProblem`] when the name is not understood, or names a value this run does not
    /// answer.
    pub fn find(&self, text: &str, setting: &Setting) -> Result<usize, RequestProblem> {
        let request = parse(text, setting)?;
        self.position(&request.name).ok_or_else(|| RequestProblem {
            request: text.to_string(),
            found: request.name,
            wanted: "a value this scenario reports: add it to [measure] report".into(),
            hint: None,
        })
    }

    /// Index of a series by measure and area (`None` = the county).
    pub fn series_position(&self, quantity: Quantity, area: Option<&str>) -> Option<usize> {
        self.series
            .iter()
            .position(|info| info.quantity == quantity && info.area.as_deref() == area)
    }
}

impl ValueInfo {
    /// What a request will answer.
    pub(super) fn of(request: &Request, setting: &Setting) -> Self {
        let Filter {
            area,
            kind,
            team,
            stages,
            band,
            source,
        } = request.filter;
        let name = |names: &[String], index: Option<u16>| {
            index.and_then(|index| names.get(usize::from(index)).cloned())
        };
        let one_team = team
            .and_then(|t| setting.teams.get(usize::from(t)))
            .map(|t| t.name.clone());
        ValueInfo {
            name: request.name.clone(),
            measure: request.measure_name.clone(),
            statistic: request.statistic_name.clone(),
            area: name(&setting.areas, area),
            team: one_team.or_else(|| name(&setting.kinds, kind)),
            stage: stages.map(|stages| stages.words(&setting.stages)),
            band: name(&setting.bands, band.map(u16::from)),
            source: name(&setting.sources, source),
            unit: request.unit,
            quantity: request.quantity,
        }
    }
}

/// Reported for a reference case (continuous calendar) without asking.
const REFERENCE: &[&str] = &[
    "wait_for_named_worker_days_mean",
    "waiting_mean",
    "open_families_mean",
    "utilisation_mean",
    "closed_families_count",
];

/// Requests that every run answers: the unasked statistics for the county and every area.
pub(super) fn unasked_requests(setting: &Setting) -> Vec<Request> {
    let ask = |text: String| parse(&text, setting).ok();
    if setting.calendar.is_continuous() {
        return REFERENCE
            .iter()
            .filter_map(|text| ask(text.to_string()))
            .collect();
    }
    let mut asked = Vec::new();
    let priced = setting.costs.is_some();
    let rows = registry().into_iter();
    for row in rows.filter(|row| priced || row.report != COST) {
        for statistic in row.unasked {
            let head = format!("{}_{statistic}", row.name);
            asked.extend(ask(head.clone()));
            for area in &setting.areas {
                asked.extend(ask(format!("{head}[area={area}]")));
            }
            if !row.each_stage {
                continue;
            }
            for (stage, settings) in setting.stages.iter().zip(&setting.stage_settings) {
                if !applies(&row, settings) {
                    continue;
                }
                asked.extend(ask(format!("{head}[stage={stage}]")));
                for area in &setting.areas {
                    asked.extend(ask(format!("{head}[area={area}, stage={stage}]")));
                }
            }
        }
    }
    asked
}

/// Whether a stage has the measure at all.
fn applies(row: &Definition, stage: &StageSetting) -> bool {
    match row.quantity {
        Quantity::TimeToAuthoriseWorkingDays => stage.limit_stops_authorised,
        Quantity::PublishedInTime | Quantity::DueInTime => {
            stage.limit_stops_authorised || stage.conference
        }
        Quantity::SignOffWait => stage.signed_off,
        _ => true,
    }
}

/// Weekly series that every run with office hours writes.
pub(super) fn unasked_series(
    setting: &Setting,
    rows: &[Definition],
) -> Vec<(Quantity, Filter, SeriesInfo)> {
    if setting.calendar.is_continuous() {
        return Vec::new();
    }
    let mut wanted = Vec::new();
    for row in rows.iter().filter(|row| row.weekly) {
        let county = std::iter::once((Filter::default(), None));
        let areas = setting.areas.iter().enumerate().map(|(index, name)| {
            (
                Filter {
                    area: Some(index as u16),
                    ..Filter::default()
                },
                Some(name.clone()),
            )
        });
        for (filter, area) in county.chain(areas) {
            let name = match &area {
                Some(area) => format!("{}[{area}]", row.name),
                None => row.name.to_string(),
            };
            let info = SeriesInfo {
                name,
                measure: row.name.to_string(),
                area,
                unit: row.unit,
                quantity: row.quantity,
                of_the_week: matches!(row.kind, Kind::Count | Kind::Share | Kind::OfficeLevel),
            };
            wanted.push((row.quantity, filter, info));
        }
    }
    wanted
}
