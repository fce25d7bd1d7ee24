//! The plan around the department: dates, seed, replications, observations.

use super::{Draft, get};
use crate::engine::{Calendar, Span};
use crate::experiment::plan::{
    Figures, Names, Observed, ObservedKind, Plan, Precision, Prices, Replications, StageNames,
    StartList, When,
};
use crate::model::spec::{Department, Spec};
use crate::scenario::change::{Edition, editions};
use crate::scenario::check::{Setting, dates, ordered, replications, texts};
use crate::scenario::document::Node;
use crate::scenario::levers;
use crate::scenario::lists::{List, Lists};
use crate::scenario::problem::{Problem, Problems, Severity};
use crate::scenario::register::register;
use crate::scenario::value::{self, DAY, YEAR, number, share, whole};
use jiff::civil::Date;
use std::path::Path;

/// The first day of the run, its length and the calendar.
pub struct Frame {
    /// First day.
    pub start: Date,
    /// Length, the warm-up included.
    pub horizon: Span,
    /// Time at the start left out of measures.
    pub warm_up: Span,
    /// Day after the last.
    pub end: Date,
    calendar: Calendar,
}

/// Builds the plan; `None` where anything forbids it. Problems are added to those given.
pub fn plan(
    document: &Node,
    lists: &Lists,
    path: &Path,
    setting: &Setting,
    problems: &mut Problems,
) -> Option<Plan> {
    let frame = frame(document, setting, problems)?;
    let (ordered_by_levers, levers) = levers::expand(document, &frame, problems);
    let (mut list, changes) = editions(document, &ordered_by_levers, &frame, setting, problems);
    let mut versions = Vec::new();
    for Edition { from, document } in &mut list {
        let draft = Draft::new(document, setting, &frame.calendar);
        let (mut spec, found) = draft.spec();
        // What looks odd about the start is odd there only.
        let first = versions.is_empty();
        let told = |problem: &&Problem| first || problem.severity == Severity::Error;
        problems.extend(found.iter().filter(told).cloned());
        same_shape(&versions, &mut spec, document, problems);
        keep_hours(&versions, &mut spec);
        versions.push(crate::model::spec::Version { from: *from, spec });
    }
    let first = &versions.first()?.spec;
    let draft = Draft::new(document, setting, &frame.calendar);
    let (start, found) = draft.start(first, lists, frame.start);
    problems.extend(found.iter().cloned());
    let names = names(first, setting, &draft);
    let observed = observed(document, &frame, &names, problems);
    let dates = named_dates(document, &frame, problems);
    let register = register(document, problems);
    if problems.any_error() {
        return None;
    }
    let run = document.get("run");
    let text = |key: &str| {
        document
            .get(key)
            .and_then(Node::text)
            .unwrap_or("")
            .trim()
            .to_owned()
    };
    Some(Plan {
        title: text("title"),
        rationale: text("rationale"),
        file_stem: path
            .file_stem()
            .map(|stem| stem.to_string_lossy().into())
            .unwrap_or_default(),
        start_date: frame.start,
        warm_up: frame.warm_up,
        seed: get(run, "seed", |node| whole(node, 0, 1 << 53)).unwrap_or(1) as u64,
        replications: how_many(run),
        figures: match run.and_then(|run| run.get("figures")).and_then(Node::text) {
            Some("none") => Figures::None,
            Some("svg") => Figures::Svg,
            Some("png") => Figures::Png,
            _ => Figures::All,
        },
        observed,
        missing: not_yet(document),
        dates,
        probes: get(document.get("measure"), "report", texts).unwrap_or_default(),
        register,
        warnings: problems.warnings().map(ToString::to_string).collect(),
        changes,
        levers,
        digest: digest(document, lists),
        lists: [&lists.open, &lists.closed]
            .into_iter()
            .flatten()
            .map(start_list)
            .collect(),
        prices: prices(document),
        names,
        department: Department::new(frame.calendar, frame.horizon, versions, start),
    })
}

/// Of the merged files, and of the bytes of every list of families.
fn digest(document: &Node, lists: &Lists) -> String {
    let lists = [&lists.open, &lists.closed].into_iter().flatten();
    let digests: Vec<&str> = lists.map(|list| &list.digest[..]).collect();
    document.digest_with(&digests)
}

fn prices(document: &Node) -> Option<Prices> {
    let table = Some(document.get("cost")?);
    let pounds = |key: &str| get(table, key, |node| number(node, 0.0, 1e9));
    Some(Prices {
        price_year: get(table, "price_year", |node| whole(node, 1900, 2200))? as i16,
        permanent: pounds("permanent")?,
        newly_qualified: pounds("newly_qualified")?,
        agency: pounds("agency")?,
        manager: pounds("manager")?,
        starter: pounds("starter")?,
    })
}

fn start_list(list: &List) -> StartList {
    StartList {
        file: list.file.to_string(),
        digest: list.digest.clone(),
        families: list.rows.len(),
    }
}

fn frame(document: &Node, setting: &Setting, problems: &mut Problems) -> Option<Frame> {
    let run = document.get("run")?;
    let start = get(Some(run), "start", value::date)?;
    let horizon = get(Some(run), "horizon", value::span)?;
    let warm_up = get(Some(run), "warm_up", value::span).unwrap_or(Span::ZERO);
    if horizon == Span::ZERO {
        problems.push(run.get("horizon")?.refuse("a length above 0"));
        return None;
    }
    if !setting.continuous && horizon.as_days() > 100.0 * 366.0 {
        problems.push(
            run.get("horizon")?
                .refuse("at most 100 years of office hours"),
        );
        return None;
    }
    if warm_up >= horizon {
        problems.push(run.get("warm_up")?.refuse("less than the horizon"));
    }
    if !(1900..=2200).contains(&start.year()) {
        problems.push(run.get("start")?.refuse("a year from 1900 to 2200"));
        return None;
    }
    let days = (horizon.0 as f64 / DAY).ceil() as i64;
    let end = start.checked_add(jiff::Span::new().days(days)).ok()?;
    let calendar = calendar(document, setting, start, days, problems)?;
    Some(Frame {
        start,
        horizon,
        warm_up,
        end,
        calendar,
    })
}

fn calendar(
    document: &Node,
    setting: &Setting,
    start: Date,
    days: i64,
    problems: &mut Problems,
) -> Option<Calendar> {
    if setting.continuous {
        return Some(Calendar::continuous(start));
    }
    let node = document.get("calendar")?;
    for key in ["open", "close"] {
        if node.get(key).is_none() {
            let wanted = format!("`{key} = \"09:00\"`, as the calendar is of office hours");
            problems.push(node.wrong(format!("no `{key}`"), wanted));
        }
    }
    let open = get(Some(node), "open", value::clock_seconds)?;
    let close = get(Some(node), "close", value::clock_seconds)?;
    if open >= close {
        problems.push(node.get("close")?.refuse("a time later than `open`"));
        return None;
    }
    let closed = get(Some(node), "closed", dates).unwrap_or_default();
    let years = (days as f64 * DAY / YEAR).ceil() as i64;
    Some(Calendar::office(start, open, close, &closed, 5, years + 2))
}

/// A family's hours do not change because other families come more often: the scale is that of
/// the start for as long as the relative hours are.
fn keep_hours(versions: &[crate::model::spec::Version], spec: &mut Spec) {
    let Some(first) = versions.first().map(|version| version.spec.family_hours) else {
        return;
    };
    let now = &mut spec.family_hours;
    if first.first == now.first && first.further == now.further {
        now.scale = first.scale;
    }
}

/// A change may move numbers and add posts; it may not make or unmake offices, teams or stages.
fn same_shape(
    versions: &[crate::model::spec::Version],
    spec: &mut Spec,
    document: &Node,
    problems: &mut Problems,
) {
    let Some(before) = versions.last().map(|version| &version.spec) else {
        return;
    };
    let shape = |spec: &Spec| {
        let teams: Vec<_> = spec.teams.iter().map(|team| team.name.clone()).collect();
        let streams: Vec<u64> = spec.streams.iter().map(|stream| stream.key).collect();
        (teams, streams)
    };
    if shape(before) != shape(spec) {
        let node = document.get("change").unwrap_or(document);
        let found = "a change that makes or closes a team or a stream of contacts";
        problems.push(node.wrong(found, "changes of numbers above 0"));
        return;
    }
    super::establishment::grow(before, spec, document, problems);
}

fn how_many(run: Option<&Node>) -> Replications {
    let count = |key, default| {
        get(run, key, |node| whole(node, 2, 10_000_000)).map_or(default, |count| count as u32)
    };
    match get(run, "replications", replications) {
        Some(Some(number)) => Replications::Number(number),
        None => Replications::Number(100),
        Some(None) => Replications::Auto(Precision {
            relative_half_width: get(run, "precision", share).unwrap_or(0.05),
            measure: run
                .and_then(|run| run.get("precision_of")?.text())
                .map(str::to_owned),
            at_least: count("at_least", 20),
            at_most: count("at_most", 10_000),
        }),
    }
}

fn not_yet(document: &Node) -> Vec<String> {
    let table = document.get("not_yet").and_then(Node::table);
    let entries = table.into_iter().flatten();
    entries
        .filter_map(|(name, node)| Some(format!("{}: {}", name.replace('_', " "), node.text()?)))
        .collect()
}

fn named_dates(document: &Node, frame: &Frame, problems: &mut Problems) -> Vec<(String, Date)> {
    let mut dates = Vec::new();
    for (name, node) in ordered(document.get("date")) {
        let Some(on) = get(Some(node), "on", value::date) else {
            continue;
        };
        if on < frame.start || on >= frame.end {
            problems.push(node.get("on").unwrap_or(node).refuse(frame.wanted()));
        }
        dates.push((name, on));
    }
    dates.sort_by(|a, b| (a.1, &a.0).cmp(&(b.1, &b.0)));
    dates
}

impl Frame {
    /// Words for a date that lies inside the run.
    pub fn wanted(&self) -> String {
        let last = self.end.yesterday().unwrap_or(self.end);
        format!("a date inside the run, from {} to {last}", self.start)
    }

    /// Midnight at which a day begins.
    pub fn time_of(&self, date: Date) -> crate::engine::Time {
        self.calendar.time_of(date)
    }
}

fn observed(
    document: &Node,
    frame: &Frame,
    names: &Names,
    problems: &mut Problems,
) -> Vec<Observed> {
    let list = ordered(document.get("observed"));
    list.iter()
        .filter_map(|(name, node)| one_observed(name, node, frame, names, problems))
        .collect()
}

fn one_observed(
    name: &str,
    node: &Node,
    frame: &Frame,
    names: &Names,
    problems: &mut Problems,
) -> Option<Observed> {
    let text = |key: &str| node.get(key).and_then(Node::text).map(str::to_owned);
    let date = |key: &str| get(Some(node), key, value::date);
    let value = |key: &str| get(Some(node), key, |node| number(node, -1e9, 1e9));
    let when = match (date("at"), date("from"), date("to")) {
        (Some(at), None, None) => When::At(at),
        (None, Some(from), Some(to)) if from <= to => When::Between(from, to),
        (None, None, None) => When::Whole,
        _ => {
            problems.push(node.wrong("dates that do not fit", "`at`, or `from` and a later `to`"));
            return None;
        }
    };
    let outside = |date: Date| date < frame.start || date >= frame.end;
    let late = match when {
        When::At(at) => outside(at),
        When::Between(from, to) => outside(from) || outside(to),
        When::Whole => false,
    };
    if late {
        let found = "an observation outside the run, which cannot be compared";
        problems.push(node.wrong(found, frame.wanted()).warning());
    }
    let area = text("area");
    if let (Some(area), Some(at)) = (&area, node.get("area"))
        && !names.offices.contains(area)
    {
        problems.push(at.refuse("the name of an office"));
    }
    let (low, high, target) = (value("low"), value("high"), value("target"));
    if low.is_none() && high.is_none() && target.is_none() {
        problems.push(node.wrong("no `low`, `high` or `target`", "at least one of them"));
    }
    if low.is_some_and(|low| high.is_some_and(|high| low > high)) {
        problems.push(node.wrong("`low` above `high`", "the lesser first"));
    }
    Some(Observed {
        name: name.to_owned(),
        measure: text("measure")?,
        area,
        when,
        pick: text("pick").unwrap_or_else(|| "value".to_owned()),
        low,
        high,
        target,
        kind: match node.get("kind").and_then(Node::text)? {
            "fitted" => ObservedKind::Fitted,
            "rule" => ObservedKind::Rule,
            _ => ObservedKind::Predicted,
        },
        source: text("source").unwrap_or_default(),
        note: text("note").unwrap_or_default(),
        finding: text("finding").unwrap_or_default(),
        if_missed: text("if_missed").unwrap_or_default(),
    })
}

fn names(spec: &Spec, setting: &Setting, draft: &Draft) -> Names {
    Names {
        offices: spec
            .offices
            .iter()
            .map(|office| office.name.clone())
            .collect(),
        teams: spec.teams.iter().map(|team| team.name.clone()).collect(),
        team_kinds: draft.kinds.iter().map(|(name, _)| name.clone()).collect(),
        stages: spec
            .stages
            .iter()
            .map(|stage| StageNames {
                name: stage.name.clone(),
                items: stage.items.iter().map(|item| item.name.clone()).collect(),
                recurring: stage
                    .recurring
                    .iter()
                    .map(|item| item.name.clone())
                    .collect(),
                outcomes: stage
                    .outcomes
                    .iter()
                    .map(|outcome| outcome.name.clone())
                    .collect(),
            })
            .collect(),
        sources: spec
            .sources
            .iter()
            .map(|source| source.name.clone())
            .collect(),
        bands: setting.bands.clone(),
    }
}
