//! The figures by which plans are compared: which measures, at which instants, which way is good.

use jiff::civil::Date;

use super::plan::Plan;
use super::setting::setting;
use crate::engine::{Span, Time};
use crate::measures::{Setting, parse};

/// Which way a figure is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Better {
    /// Less is better.
    Lower,
    /// More is better.
    Higher,
    /// Neither: it is shown beside others.
    Neither,
}

/// What a figure is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Topic {
    /// Plans are ranked by it.
    Rank,
    /// It must be nothing: a limit, not a weight.
    Guard,
    /// Children without a named worker for long, at an instant.
    Waiting,
    /// What a zero rests on: allocations above the caps.
    AboveCap,
    /// What such a policy costs: caseloads and visits.
    PolicyCost,
    /// Timeliness as published, of a stage in a period (`None` = the whole time compared).
    Published(String, Option<usize>),
    /// Timeliness of those due, likewise.
    Due(String, Option<usize>),
    /// What the service costs.
    Cost,
    /// What a lever asks to be shown beside it.
    Beside,
    /// What a lever's own table is worked out from, as the lever asked for it.
    Counted(String),
    /// Anything else.
    Other,
}

/// One figure by which plans are compared.
#[derive(Clone, Debug, PartialEq)]
pub struct Headline {
    /// The request, in its canonical spelling.
    pub name: String,
    /// What it is, in words for people.
    pub words: String,
    /// Unit in words.
    pub unit: String,
    /// What the measure's value is multiplied by, such as weeks.
    pub factor: f64,
    /// Which way is good.
    pub better: Better,
    /// Instant it is taken at, where it is one.
    pub at: Option<Date>,
    /// What it is for.
    pub topic: Topic,
}

/// What is asked of a comparison beside the plans.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Asked {
    /// One office only; `None` = the county.
    pub area: Option<String>,
    /// Everything up to the close of this day only; `None` = the whole run after the warm-up.
    pub by: Option<Date>,
    /// Other days on which positions are compared.
    pub on: Vec<Date>,
    /// Measures that levers ask to be shown.
    pub beside: Vec<String>,
    /// Measures that the tables of levers are worked out from.
    pub counts: Vec<String>,
}

/// Children without a named worker for more than 5 working days: measure and words.
const ROWS: [(&str, &str); 5] = [
    (
        "unallocated_protection_over_5_wd",
        "children on a protection plan without a named worker for long",
    ),
    (
        "unallocated_section47_over_5_wd",
        "children under a section 47 enquiry without a named worker for long",
    ),
    (
        "unallocated_assessment_over_5_wd",
        "children awaiting assessment without a named worker for long",
    ),
    (
        "unallocated_in_need_over_5_wd",
        "children assessed as in need without a named worker for long",
    ),
    (
        "unallocated_in_transfer_over_5_wd",
        "children in transfer, held by nobody for long",
    ),
];

/// Figures over the whole time compared: measure and statistic, words, which way is good.
const OVER_TIME: [(&str, &str, Better); 9] = [
    (
        "wait_for_named_worker_wd_mean",
        "mean wait for a named worker",
        Better::Lower,
    ),
    (
        "wait_for_named_worker_wd_p90",
        "wait for a named worker that 1 in 10 exceed",
        Better::Lower,
    ),
    (
        "wait_to_be_seen_wd_mean",
        "mean wait to be seen",
        Better::Lower,
    ),
    (
        "wait_to_be_seen_wd_p90",
        "wait to be seen that 1 in 10 exceed",
        Better::Lower,
    ),
    (
        "wait_of_danger_hours_p90",
        "wait in danger that 1 in 10 exceed",
        Better::Lower,
    ),
    (
        "sign_off_wait_days_mean",
        "mean wait for authorisation",
        Better::Lower,
    ),
    (
        "closed_unseen_count",
        "children closed while waiting, unseen",
        Better::Lower,
    ),
    (
        "re_referral_share_mean",
        "children referred who had been before",
        Better::Lower,
    ),
    (
        "unallocated_over_5_wd_max",
        "most children without a named worker at once",
        Better::Lower,
    ),
];

/// What allocation above the caps costs.
const POLICY: [(&str, &str, Better); 3] = [
    (
        "share_of_workers_above_20_mean",
        "workers holding more than 20 children",
        Better::Lower,
    ),
    (
        "share_of_workers_above_30_mean",
        "workers holding more than 30 children",
        Better::Lower,
    ),
    (
        "visits_in_time_share",
        "visits made in time",
        Better::Higher,
    ),
];

/// What must be nothing on every working day.
const GUARDS: [(&str, &str); 2] = [
    (
        "unallocated_protection_max",
        "children on a protection plan without a named worker on some working day",
    ),
    (
        "protection_uncovered_over_5_wd_max",
        "children on a protection plan whose named worker was away for more than 5 working days \
         with nobody covering",
    ),
];

/// Length of the periods in which old work that is cleared shows in timeliness.
const PERIOD_WEEKS: i64 = 13;

/// Collects headlines in the spelling of one setting.
struct Collector<'a> {
    setting: &'a Setting,
    area: Option<String>,
    window: Option<(Date, Date)>,
    found: Vec<Headline>,
}

impl Collector<'_> {
    /// Adds a measure where the scenario has it: filters follow, and the window unless the
    /// statistic is an instant.
    fn add(&mut self, measure: &str, more: &[String], one: Headline) {
        let mut filters: Vec<String> = Vec::new();
        let names_its_area = more.iter().any(|filter| !filter.contains('='));
        let area = self.area.iter().filter(|_| !names_its_area);
        filters.extend(area.map(|area| format!("area={area}")));
        filters.extend(more.iter().cloned());
        let own_window = more.iter().any(|filter| filter.starts_with("from="));
        if let Some((from, to)) = self.window.filter(|_| one.at.is_none() && !own_window) {
            filters.push(format!("from={from}"));
            filters.push(format!("to={to}"));
        }
        let text = match filters.is_empty() {
            true => measure.to_owned(),
            false => format!("{measure}[{}]", filters.join(", ")),
        };
        let Ok(request) = parse(&text, self.setting) else {
            return;
        };
        if self.found.iter().any(|have| have.name == request.name) {
            return;
        }
        let unit = match one.unit.is_empty() {
            true => request.unit.words().to_owned(),
            false => one.unit.clone(),
        };
        self.found.push(Headline {
            name: request.name,
            unit,
            ..one
        });
    }
}

fn headline(words: impl Into<String>, better: Better, topic: Topic) -> Headline {
    Headline {
        name: String::new(),
        words: words.into(),
        unit: String::new(),
        factor: 1.0,
        better,
        at: None,
        topic,
    }
}

/// The figures by which plans are compared with a base: guards first, then the figure plans are
/// ranked by, positions, waits, caseloads and timeliness. A measure that the scenario has not is
/// left out.
pub fn headlines(base: &Plan, asked: &Asked) -> Vec<Headline> {
    let setting = setting(base);
    let first = setting.calendar.date_of(setting.window_start);
    let end = last_day(&setting);
    let until = asked.by.unwrap_or(end);
    let mut all = Collector {
        setting: &setting,
        area: asked.area.clone(),
        window: asked.by.map(|by| (first, by)),
        found: Vec::new(),
    };
    for (measure, words) in GUARDS {
        all.add(measure, &[], headline(words, Better::Lower, Topic::Guard));
    }
    let weeks = f64::from(first.until(until).map_or(0, |span| span.get_days()) + 1) / 7.0;
    let rank = Headline {
        unit: "child-weeks".into(),
        factor: weeks,
        ..headline(
            "weeks that children wait without a named worker, added up",
            Better::Lower,
            Topic::Rank,
        )
    };
    all.add("waiting_children_mean", &[], rank);
    let mut days = vec![until];
    days.extend(asked.on.iter().copied().filter(|day| *day < until));
    days.sort_unstable();
    days.dedup();
    for day in days {
        positions(&mut all, day, day == end);
    }
    for (measure, words, better) in OVER_TIME {
        all.add(measure, &[], headline(words, better, Topic::Other));
    }
    for (measure, words, better) in POLICY {
        all.add(measure, &[], headline(words, better, Topic::PolicyCost));
    }
    let above = headline(
        "children allocated above the caps",
        Better::Neither,
        Topic::AboveCap,
    );
    all.add("allocated_above_cap_count", &[], above);
    timeliness(&mut all, (first, until));
    let cost = headline("cost of staff and levers", Better::Lower, Topic::Cost);
    all.add("cost_pounds", &[], cost);
    for measure in &asked.beside {
        let (name, own) = own_filters(measure);
        let words = beside_words(name, &own);
        all.add(name, &own, headline(words, Better::Neither, Topic::Beside));
    }
    for measure in &asked.counts {
        let (name, own) = own_filters(measure);
        let Some(own) = within(&own, (first, until)) else {
            continue;
        };
        let words = beside_words(name, &own);
        let topic = Topic::Counted(measure.clone());
        all.add(name, &own, headline(words, Better::Neither, topic));
    }
    all.found
}

/// Children without a named worker for long, by row, and the longest wait, at the close of a day.
fn positions(all: &mut Collector<'_>, day: Date, at_end: bool) {
    let statistic = match at_end {
        true => "end".to_owned(),
        false => format!("at_{day}"),
    };
    let at = |one: Headline| Headline {
        at: Some(day),
        ..one
    };
    let words = "children without a named worker for more than 5 working days";
    let whole = at(headline(words, Better::Lower, Topic::Waiting));
    all.add(&format!("unallocated_over_5_wd_{statistic}"), &[], whole);
    for (measure, row) in ROWS {
        let one = at(headline(row, Better::Lower, Topic::Other));
        all.add(&format!("{measure}_{statistic}"), &[], one);
    }
    let oldest = at(headline(
        "longest wait of anybody",
        Better::Lower,
        Topic::Other,
    ));
    all.add(&format!("oldest_waiting_days_{statistic}"), &[], oldest);
}

/// Timeliness as published and of those due: of each stage that a manager's authorisation ends,
/// over the whole time and quarter by quarter.
fn timeliness(all: &mut Collector<'_>, (first, until): (Date, Date)) {
    let setting = all.setting;
    let stages = setting.stages.iter().zip(&setting.stage_settings);
    let limited = stages.filter(|(_, rules)| rules.limit_stops_authorised);
    let days = first
        .until(until)
        .map_or(0, |span| i64::from(span.get_days()))
        + 1;
    let periods = days / (7 * PERIOD_WEEKS);
    for (stage, _) in limited {
        let whole = std::iter::once(None);
        for period in whole.chain((0..periods).map(Some)) {
            let mut filters = vec![format!("stage={stage}")];
            let mut over = String::new();
            if let Some(period) = period {
                let from = first + jiff::Span::new().days(period * 7 * PERIOD_WEEKS);
                let to = from + jiff::Span::new().days(7 * PERIOD_WEEKS - 1);
                filters.push(format!("from={from}"));
                filters.push(format!("to={to}"));
                over = format!(", {from} to {to}");
            }
            let place = period.map(|period| period as usize);
            let published = headline(
                format!("{stage} in time, as published{over}"),
                Better::Neither,
                Topic::Published(stage.clone(), place),
            );
            all.add("in_time_as_published_share", &filters, published);
            let due = headline(
                format!("{stage} in time, of those due{over}"),
                Better::Higher,
                Topic::Due(stage.clone(), place),
            );
            all.add("in_time_of_those_due_share", &filters, due);
        }
    }
}

/// A request that stands beside a lever, and the filters it brings: an area by its bare name.
fn own_filters(request: &str) -> (&str, Vec<String>) {
    let Some((name, filters)) = request.split_once('[') else {
        return (request, Vec::new());
    };
    let filters = filters.trim_end_matches(']').split(',');
    (name, filters.map(|one| one.trim().to_owned()).collect())
}

/// Filters whose days are cut to those compared; `None` where none of them is left.
fn within(filters: &[String], (first, until): (Date, Date)) -> Option<Vec<String>> {
    let day = |start: &str| {
        let found = filters.iter().find_map(|filter| filter.strip_prefix(start));
        found.and_then(|day| day.parse::<Date>().ok())
    };
    let (from, to) = (day("from="), day("to="));
    let (from, to) = (from.map(|day| day.max(first)), to.map(|day| day.min(until)));
    let cut = |filter: &String| match (filter.split_once('='), from, to) {
        (Some(("from", _)), Some(from), _) => format!("from={from}"),
        (Some(("to", _)), _, Some(to)) => format!("to={to}"),
        _ => filter.clone(),
    };
    let empty = from.zip(to).is_some_and(|(from, to)| from > to);
    (!empty).then(|| filters.iter().map(cut).collect())
}

/// A request in words for people, its filters last.
pub fn request_in_words(request: &str) -> String {
    let (name, filters) = own_filters(request);
    beside_words(name, &filters)
}

/// A request in words: `re_referrals_children_count` as `re-referrals children`; its filters last.
fn beside_words(request: &str, filters: &[String]) -> String {
    let statistics = [
        ("_count", ""),
        ("_share", ""),
        ("_mean", ", mean"),
        ("_max", ", highest"),
        ("_end", ", at the end"),
        ("_p90", ", what 1 in 10 exceed"),
    ];
    let ending = statistics
        .iter()
        .find_map(|(ending, words)| Some((request.strip_suffix(ending)?, *words)));
    let (measure, words) = ending.unwrap_or((request, ""));
    let measure = measure.replace('_', " ");
    let longer = measure.split_once(" over ");
    let longer = longer.and_then(|(what, time)| Some((what, time.strip_suffix(" wd")?)));
    let measure = match longer {
        Some((what, days)) => format!("{what} for more than {days} working days"),
        None => measure.replace(" wd", " in working days"),
    };
    let mut text = format!("{measure}{words}").replace("re referral", "re-referral");
    for filter in filters {
        text += &match filter.split_once('=') {
            None => format!(", area {filter}"),
            Some((what, which)) => format!(", {what} {which}"),
        };
    }
    text
}

/// Last day of a run: one that ends at midnight ends with the day before.
pub fn last_day(setting: &Setting) -> Date {
    let just_before = Time(setting.end.0 - Span(1).0);
    setting.calendar.date_of(just_before)
}
