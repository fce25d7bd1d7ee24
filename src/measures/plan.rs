//! What to watch: names, calendar, window and the values asked for, compiled once for all
//! replications.

use jiff::civil::Date;

use super::catalogue::{Catalogue, SeriesInfo, ValueInfo, unasked_requests, unasked_series};
use super::cells::{Cells, Filter, Sizes};
use super::cost::Costs;
use super::quantity::Quantity;
use super::registry::{By, Definition, Kind, Unit, registry};
use super::request::{Request, RequestProblem, parse};
use super::statistic::Statistic;
use crate::engine::{Calendar, Span, Time};

/// A team as the measures know it.
#[derive(Clone, Debug)]
pub struct TeamSetting {
    /// Name, unique in the scenario.
    pub name: String,
    /// Area (office) index.
    pub area: u16,
    /// Kind of team.
    pub kind: u16,
    /// Duty has the visits owed to protection families from the first hour of an absence.
    pub protection_covered_at_once: bool,
}

/// What a recurring item of a stage counts as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecurringAs {
    /// A visit to the child.
    Visit,
    /// A core group or other meeting.
    Meeting,
    /// A review of the plan.
    Review,
    /// A date set from outside that outranks other work, such as a court's.
    Date,
    /// Something no measure counts.
    Other,
}

/// A stage as the measures know it.
#[derive(Clone, Debug)]
pub struct StageSetting {
    /// Row of children without a named worker (0 protection plan .. 3 assessed as in need).
    pub row: u8,
    /// A named worker does it.
    pub named_worker: bool,
    /// It has a statutory limit whose clock authorisation stops.
    pub limit_stops_authorised: bool,
    /// A conference decides it, or the meeting itself stops its statutory clock.
    pub conference: bool,
    /// It is authorised by a manager.
    pub signed_off: bool,
    /// What each recurring item counts as.
    pub recurring: Vec<RecurringAs>,
    /// Whether the child is seen at each item.
    pub visits: Vec<bool>,
    /// Longest the child may go without a visit while the stage runs; `None` = no such rule.
    pub visit_every: Option<VisitEvery>,
    /// The work is done and is being closed.
    pub closing: bool,
}

/// How often a child is to be visited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VisitEvery {
    /// So many elapsed seconds.
    Elapsed(Span),
    /// So many working days.
    WorkingDays(i64),
}

/// Names, calendar and window: everything a request is understood against.
#[derive(Clone, Debug)]
pub struct Setting {
    /// Areas (offices) in order.
    pub areas: Vec<String>,
    /// Kinds of team in order.
    pub kinds: Vec<String>,
    /// Teams in order.
    pub teams: Vec<TeamSetting>,
    /// Names of stages in order.
    pub stages: Vec<String>,
    /// The stages themselves, in the same order.
    pub stage_settings: Vec<StageSetting>,
    /// Need bands in order.
    pub bands: Vec<String>,
    /// Sources of contacts in order.
    pub sources: Vec<String>,
    /// Calendar of the offices.
    pub calendar: Calendar,
    /// End of the warm-up: what happens after this instant counts.
    pub window_start: Time,
    /// End of the run: what happens up to and including this instant counts.
    pub end: Time,
    /// Working days after which a note counts as late.
    pub note_late_wd: i64,
    /// What the service costs; `None` where the scenario states no prices.
    pub costs: Option<Costs>,
}

/// One thing to do when the clock passes an instant, after every fact of that instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Act {
    /// Count what is counted daily.
    DayClose,
    /// Count what is counted weekly and write the week's line of every series.
    WeekEnd,
    /// Note a value.
    Note(u32),
    /// Close a request's own window: its values are answered.
    CloseWindow(u32),
    /// Open a request's own window.
    OpenWindow(u32),
    /// The warm-up ends: everything drops its history and keeps its level.
    Restart,
    /// Take the distribution of caseloads.
    Caseloads,
}

/// Where one kept combination (measure, filter, window) stands in its accumulators.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Kept {
    pub quantity: Quantity,
    pub filter: Filter,
    pub window: Option<(Time, Time)>,
    /// Index among the accumulators of its kind; for a ratio the two kept indices follow.
    pub slot: u32,
    pub over: u32,
    pub under: u32,
}

/// Everything a monitor needs, shared by all replications.
#[derive(Clone, Debug)]
pub struct MonitorPlan {
    /// Names, calendar and window.
    pub setting: Setting,
    /// What each replication will answer.
    pub catalogue: Catalogue,
    pub(super) rows: Vec<Definition>,
    pub(super) cells: Vec<Cells>,
    pub(super) kept: Vec<Kept>,
    pub(super) slots: [u32; STORES],
    /// Kept index of each value.
    pub(super) values: Vec<(Request, u32)>,
    /// Kept index of each series.
    pub(super) series: Vec<u32>,
    pub(super) acts: Vec<(Time, Act)>,
    /// First-passage thresholds: (kept index, threshold in stored units).
    pub(super) passages: Vec<(u32, i64)>,
}

/// Number of different stores of accumulators.
pub(super) const STORES: usize = 9;

/// Store of accumulators for a kind.
pub(super) fn store(kind: Kind) -> usize {
    match kind {
        Kind::Level => 0,
        Kind::OfficeLevel => 1,
        Kind::Total => 2,
        Kind::Daily | Kind::Weekly => 3,
        Kind::Tally => 4,
        Kind::Count | Kind::Share => 5,
        Kind::Oldest => 6,
        Kind::Incidence => 7,
        Kind::Ratio(..) | Kind::Lifetime => 8,
    }
}

impl MonitorPlan {
    /// Compiles what is reported unasked together with the requests of the scenario.
    ///
    /// # Errors
    ///
    /// Every request that was not understood.
    pub fn new(setting: Setting, requests: &[String]) -> Result<Self, Vec<RequestProblem>> {
        let unasked = unasked_requests(&setting);
        Self::compiled(setting, unasked, requests, true)
    }

    /// Compiles the requests and nothing else, for many runs of which only few values are kept: no
    /// series, and nothing that is reported unasked. The values are the same.
    ///
    /// # Errors
    ///
    /// Every request that was not understood.
    pub fn only(setting: Setting, requests: &[String]) -> Result<Self, Vec<RequestProblem>> {
        Self::compiled(setting, Vec::new(), requests, false)
    }

    fn compiled(
        setting: Setting,
        mut asked: Vec<Request>,
        requests: &[String],
        series: bool,
    ) -> Result<Self, Vec<RequestProblem>> {
        let mut problems = Vec::new();
        for text in requests {
            match parse(text, &setting) {
                Ok(request) => match outside(text, &request, &setting) {
                    None => asked.push(request),
                    Some(problem) => problems.push(problem),
                },
                Err(problem) => problems.push(problem),
            }
        }
        if setting.stages.len() > MOST_STAGES {
            problems.push(RequestProblem {
                request: "pathway".into(),
                found: format!("{} stages", setting.stages.len()),
                wanted: format!("at most {MOST_STAGES} stages"),
                hint: None,
            });
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let mut seen = std::collections::BTreeSet::new();
        asked.retain(|request| seen.insert(request.name.clone()));
        Ok(Compiling::new(setting).compile(asked, series))
    }
}

/// Most stages a pathway may have for the checks of its conservation.
pub(super) const MOST_STAGES: usize = 128;

/// A request for an instant or a window the run does not reach.
fn outside(text: &str, request: &Request, setting: &Setting) -> Option<RequestProblem> {
    let late = |at: Time| at > setting.end || at < Time::ZERO;
    let wrong = match (request.statistic, request.window) {
        (Statistic::At(at), _) => late(at),
        (_, Some((from, to))) => late(from) || late(to) || from >= to,
        _ => false,
    };
    wrong.then(|| RequestProblem {
        request: text.to_string(),
        found: request.statistic_name.clone(),
        wanted: format!(
            "an instant between the start and {}",
            setting.calendar.date_of(setting.end)
        ),
        hint: None,
    })
}

/// The plan while it is being made.
struct Compiling {
    rows: Vec<Definition>,
    kept: Vec<Kept>,
    slots: [u32; STORES],
    setting: Setting,
    passages: Vec<(u32, i64)>,
}

impl Compiling {
    fn new(setting: Setting) -> Self {
        let mut rows = registry();
        rows.sort_by_key(|row| row.quantity as usize);
        Compiling {
            rows,
            kept: Vec::new(),
            slots: [0; STORES],
            setting,
            passages: Vec::new(),
        }
    }

    /// The kept index of a combination, new or known.
    fn keep(&mut self, quantity: Quantity, filter: Filter, window: Option<(Time, Time)>) -> u32 {
        let found = self.kept.iter().position(|kept| {
            kept.quantity == quantity && kept.filter == filter && kept.window == window
        });
        if let Some(found) = found {
            return found as u32;
        }
        let kind = self.rows[quantity as usize].kind;
        let (mut over, mut under) = (0, 0);
        if let Kind::Ratio(numerator, denominator) = kind {
            over = self.keep(numerator, filter, window);
            under = self.keep(denominator, filter, window);
        }
        let slot = &mut self.slots[store(kind)];
        self.kept.push(Kept {
            quantity,
            filter,
            window,
            slot: *slot,
            over,
            under,
        });
        *slot += 1;
        self.kept.len() as u32 - 1
    }

    fn compile(mut self, asked: Vec<Request>, series: bool) -> MonitorPlan {
        let mut values = Vec::with_capacity(asked.len());
        for request in asked {
            let own = request
                .window
                .filter(|_| !request.statistic.is_of_week_ends());
            let index = self.keep(request.quantity, request.filter, own);
            if let Statistic::FirstAtOrBelow(number) = request.statistic {
                let row = &self.rows[request.quantity as usize];
                let threshold = libm::floor(number * request.asked.scale(row)) as i64;
                self.passages.push((index, threshold));
            }
            values.push((request, index));
        }
        let (infos, series) = match series {
            true => self.series(),
            false => (Vec::new(), Vec::new()),
        };
        let week_ends = self.week_ends(&values, !series.is_empty());
        let weeks: Vec<Date> = week_ends
            .iter()
            .map(|at| self.setting.calendar.date_of(*at - Span(1)))
            .collect();
        let caseload_dates = self.caseload_dates();
        let acts = self.acts(&values, &week_ends, &caseload_dates);
        let catalogue = Catalogue {
            values: values
                .iter()
                .map(|(r, _)| ValueInfo::of(r, &self.setting))
                .collect(),
            series: infos,
            weeks,
            caseload_dates: caseload_dates
                .iter()
                .map(|at| self.setting.calendar.date_of(*at))
                .collect(),
        };
        let cells = self.cells();
        MonitorPlan {
            catalogue,
            rows: self.rows,
            cells,
            kept: self.kept,
            slots: self.slots,
            values,
            series,
            acts,
            passages: self.passages,
            setting: self.setting,
        }
    }

    fn series(&mut self) -> (Vec<SeriesInfo>, Vec<u32>) {
        let wanted = unasked_series(&self.setting, &self.rows);
        let kept = wanted
            .iter()
            .map(|(q, filter, _)| self.keep(*q, *filter, None))
            .collect();
        (wanted.into_iter().map(|(_, _, info)| info).collect(), kept)
    }

    /// Close of the last working day of every week in the window, where anybody asks.
    fn week_ends(&self, values: &[(Request, u32)], series: bool) -> Vec<Time> {
        let weekly = |kept: &Kept| self.rows[kept.quantity as usize].kind == Kind::Weekly;
        let asked = values
            .iter()
            .any(|(request, _)| request.statistic.is_of_week_ends());
        if !series && !asked && !self.kept.iter().any(weekly) {
            return Vec::new();
        }
        let Setting {
            calendar,
            window_start,
            end,
            ..
        } = &self.setting;
        let mut ends = Vec::new();
        if calendar.is_continuous() {
            let mut at = *window_start + Span::WEEK;
            while at <= *end {
                ends.push(at);
                at += Span::WEEK;
            }
            return ends;
        }
        let mut monday = Time(window_start.day() * Span::DAY.0);
        monday = monday - Span::DAY * calendar.weekday(monday) as i64;
        while monday <= *end {
            let last = (0..7).rev().map(|day| monday + Span::DAY * day);
            let close = last.into_iter().find(|day| calendar.is_working_day(*day));
            if let Some(close) = close.map(|day| calendar.closing(day))
                && close > *window_start
                && close <= *end
            {
                ends.push(close);
            }
            monday += Span::WEEK;
        }
        ends
    }

    /// Now, and 13, 26, 52 weeks on, and the end of the window.
    fn caseload_dates(&self) -> Vec<Time> {
        let Setting {
            calendar,
            window_start,
            end,
            ..
        } = &self.setting;
        if calendar.is_continuous() {
            return Vec::new();
        }
        let mut dates = vec![*window_start];
        dates.extend([13, 26, 52].map(|weeks| *window_start + Span::WEEK * weeks));
        dates.retain(|at| at < end);
        dates.push(*end);
        dates
    }

    fn acts(
        &self,
        values: &[(Request, u32)],
        week_ends: &[Time],
        caseloads: &[Time],
    ) -> Vec<(Time, Act)> {
        let Setting {
            calendar,
            window_start,
            end,
            ..
        } = &self.setting;
        let mut acts: Vec<(Time, Act)> = vec![(*window_start, Act::Restart)];
        acts.extend(week_ends.iter().map(|at| (*at, Act::WeekEnd)));
        acts.extend(caseloads.iter().map(|at| (*at, Act::Caseloads)));
        for (index, (request, _)) in values.iter().enumerate() {
            if let Statistic::At(at) = request.statistic {
                acts.push((at, Act::Note(index as u32)));
            }
        }
        for (index, kept) in self.kept.iter().enumerate() {
            if let Some((from, to)) = kept.window {
                acts.push((from, Act::OpenWindow(index as u32)));
                acts.push((to, Act::CloseWindow(index as u32)));
            }
        }
        let daily = |kept: &Kept| self.rows[kept.quantity as usize].kind == Kind::Daily;
        if self.kept.iter().any(daily) {
            let mut midnight = Time::ZERO;
            while midnight < *end {
                if calendar.is_working_day(midnight) {
                    acts.push((calendar.closing(midnight), Act::DayClose));
                }
                midnight += Span::DAY;
            }
        }
        acts.retain(|(at, _)| at <= end);
        acts.sort();
        acts
    }

    fn cells(&self) -> Vec<Cells> {
        let places: Vec<(u16, u16)> = self
            .setting
            .teams
            .iter()
            .map(|team| (team.area, team.kind))
            .collect();
        let cells = self.rows.iter().map(|row| {
            if matches!(row.kind, Kind::Ratio(..) | Kind::Lifetime) {
                return Cells::default();
            }
            let kept: Vec<(Filter, u32)> = self
                .kept
                .iter()
                .filter(|kept| kept.quantity == row.quantity)
                .map(|kept| (kept.filter, kept.slot))
                .collect();
            Cells::new(self.sizes(row.by), &places, &kept)
        });
        cells.collect()
    }

    fn sizes(&self, by: By) -> Sizes {
        let one_unless = |has: bool, size: usize| if has { size.max(1) } else { 1 };
        Sizes {
            stages: one_unless(by.has_stage(), self.setting.stages.len()),
            bands: one_unless(by.has_band(), self.setting.bands.len()),
            sources: one_unless(by.has_source(), self.setting.sources.len()),
        }
    }
}

impl Unit {
    /// Stored units in one unit of a request's answer.
    pub(super) fn scale(self, definition: &Definition) -> f64 {
        if definition.is_time() {
            self.stored(definition.kind)
        } else {
            definition.unit.stored(definition.kind)
        }
    }
}
