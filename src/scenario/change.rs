//! Dated changes: the same document as it stands at later dates.
//!
//! A change edits numbers of the document, from which the department is built anew: so anything
//! with a number can change, and a changed scenario is checked as the first one was. Settings
//! come first, then factors multiply, then amounts are added: the order of lines is irrelevant.

use super::arithmetic::{added, blended, scaled};
use super::build::Frame;
use super::check::{Setting, ordered, value};
use super::document::{Node, Value, path_keys, shown_path};
use super::keys::{Kind, Row, may_change, row_at};
use super::load::{matching, put, unknown_path};
use super::problem::{Problem, Problems};
use super::value::{date, number, span};
use crate::engine::Time;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// The document as it stands from a time on.
pub struct Edition {
    /// From when.
    pub from: Time,
    /// The document.
    pub document: Node,
}

/// One change of one number.
struct Change<'a> {
    node: &'a Node,
    keys: Vec<String>,
    row: &'static Row,
    at: Date,
    /// First day on which it no longer holds.
    ends: Option<Date>,
    ramp_days: i64,
    effect: Effect<'a>,
}

#[derive(Clone, Copy)]
enum Effect<'a> {
    To(&'a Node),
    Times(f64),
    Add(&'a Node),
}

/// Editions of the document in order of time, the first from the start, with the changes that
/// levers became; and the document's own changes in words, in order of date.
pub fn editions(
    document: &Node,
    ordered_by_levers: &[Node],
    frame: &Frame,
    setting: &Setting,
    problems: &mut Problems,
) -> (Vec<Edition>, Vec<String>) {
    let mut by_path: BTreeMap<Vec<String>, Vec<Change>> = BTreeMap::new();
    let mut words = Vec::new();
    let own = ordered(document.get("change"));
    let own = own.into_iter().map(|(_, node)| (true, node));
    for (is_own, node) in own.chain(ordered_by_levers.iter().map(|node| (false, node))) {
        match read(node, document, frame) {
            Ok(changes) => {
                let first = changes.first().filter(|_| is_own);
                words.extend(first.map(|first| (first.at, in_words(first, node))));
                for change in changes {
                    by_path.entry(change.keys.clone()).or_default().push(change);
                }
            }
            Err(problem) => problems.extend(problem),
        }
    }
    words.sort();
    let mut dates = BTreeSet::from([frame.start]);
    for changes in by_path.values_mut() {
        changes.sort_by_key(|change| change.at);
        problems.extend(settings_at_one_time(changes));
        dates.extend(
            changes
                .iter()
                .flat_map(Change::dates)
                .filter(|date| *date < frame.end),
        );
    }
    let mut editions = Vec::new();
    for date in dates {
        let mut edited = document.clone();
        for (keys, changes) in &by_path {
            match edit(document, keys, changes, date, setting) {
                Ok(Some(node)) => problems.extend(put(&mut edited, keys, node).err()),
                Ok(None) => {}
                Err(problem) => problems.push(problem),
            }
        }
        editions.push(Edition {
            from: frame.time_of(date),
            document: edited,
        });
    }
    (editions, words.into_iter().map(|(_, text)| text).collect())
}

/// Reads one change; a path with `*` is a change of each number that fits. No problem at all is
/// returned where the check against the language has already told it.
fn read<'a>(
    node: &'a Node,
    document: &Node,
    frame: &Frame,
) -> Result<Vec<Change<'a>>, Option<Problem>> {
    let key = |key: &str| node.get(key).ok_or(None);
    let path = key("path")?;
    let text = path.text().ok_or(None)?;
    let keys = path_keys(text).ok_or_else(|| {
        Some(path.refuse("the path of a number such as office.A.team.assessment.posts"))
    })?;
    let row = row_at(&keys).ok_or_else(|| {
        Some(unknown_path(&keys, |found, wanted| {
            path.wrong(found, wanted)
        }))
    })?;
    if !may_change(text, row.kind) {
        return Err(Some(path.refuse(
            "the path of a number of the department, which can change",
        )));
    }
    let at = date(key("at")?).map_err(|_| None)?;
    let until = node.get("until").map(date).transpose().map_err(|_| None)?;
    let ramp = node.get("ramp").map(span).transpose().map_err(|_| None)?;
    if at < frame.start || at >= frame.end {
        return Err(Some(key("at")?.refuse(frame.wanted())));
    }
    if let Some(last) = until.filter(|last| *last < at) {
        return Err(Some(
            key("until")?.wrong(last.to_string(), format!("a date after {at}")),
        ));
    }
    let effect = effect(node, row)?;
    let paths = matching(document, &keys);
    if paths.is_empty() {
        return Err(Some(
            path.refuse("a path that fits something in the scenario"),
        ));
    }
    let change = |keys| Change {
        node,
        keys,
        row,
        at,
        ends: until.and_then(|last| last.tomorrow().ok()),
        ramp_days: ramp.map_or(0, |ramp| ramp.as_days().ceil() as i64),
        effect,
    };
    Ok(paths.into_iter().map(change).collect())
}

fn effect<'a>(node: &'a Node, row: &Row) -> Result<Effect<'a>, Option<Problem>> {
    let times = match node.get("times") {
        Some(times) => Some(number(times, 0.0, 1e9).map_err(Some)?),
        None => None,
    };
    let single = matches!(
        row.kind,
        Kind::Number(..)
            | Kind::Whole(..)
            | Kind::Share
            | Kind::Rate
            | Kind::Yearly
            | Kind::Effort
            | Kind::Delay
            | Kind::WorkingDays
            | Kind::Count
    );
    let effect = match (node.get("to"), times, node.get("add")) {
        (Some(to), None, None) => return Ok(Effect::To(to)),
        (None, Some(factor), None) => Effect::Times(factor),
        (None, None, Some(add)) => Effect::Add(add),
        _ => {
            let problem = node.wrong(
                "not exactly one of `to`, `times` and `add`",
                "one of them: the new value, a factor, or an amount",
            );
            return Err(Some(problem));
        }
    };
    if single {
        Ok(effect)
    } else {
        let wanted = "`to = …` with the whole new value";
        Err(Some(
            node.wrong("a factor or amount for a list or table", wanted),
        ))
    }
}

impl Change<'_> {
    /// Days on which its effect changes.
    fn dates(&self) -> Vec<Date> {
        let after = |days: i64| self.at.checked_add(jiff::Span::new().days(days)).ok();
        let weeks = (1..)
            .map(|week| week * 7)
            .take_while(|days| *days < self.ramp_days);
        let ramp = weeks.chain((self.ramp_days > 0).then_some(self.ramp_days));
        let begun = std::iter::once(self.at).chain(ramp.filter_map(after));
        let begun = begun.filter(|date| self.ends.is_none_or(|ends| *date < ends));
        begun.chain(self.ends).collect()
    }

    /// Share of its full effect on a day.
    fn share_on(&self, day: Date) -> f64 {
        if day < self.at || self.ends.is_some_and(|ends| day >= ends) {
            return 0.0;
        }
        let gone = (day - self.at).get_days();
        let gone = i64::from(gone);
        if gone >= self.ramp_days {
            return 1.0;
        }
        let steps = (self.ramp_days + 6) / 7;
        (gone / 7) as f64 / steps as f64
    }

    /// First day on which its effect is full.
    fn full(&self) -> Date {
        self.at
            .checked_add(jiff::Span::new().days(self.ramp_days))
            .unwrap_or(self.at)
    }
}

/// Two settings of one number at one time have no meaning.
fn settings_at_one_time(changes: &[Change]) -> Option<Problem> {
    let is_setting = |change: &&Change| matches!(change.effect, Effect::To(_));
    let settings: Vec<&Change> = changes.iter().filter(is_setting).collect();
    settings.windows(2).find_map(|pair| {
        let (first, second) = (pair[0], pair[1]);
        let meet = second.at == first.at
            || second.at < first.full()
            || first.ends.is_some_and(|ends| second.at < ends);
        meet.then(|| {
            let path = shown_path(&second.keys);
            let found = format!("a second setting of {path} while {} holds", first.node.path);
            let wanted = "settings of one number one after the other";
            second
                .node
                .wrong(found, wanted)
                .hint("`times` and `add` may overlap")
        })
    })
}

/// The number at a path as it stands on a day; `None` where nothing has changed yet.
fn edit(
    document: &Node,
    keys: &[String],
    changes: &[Change],
    day: Date,
    setting: &Setting,
) -> Result<Option<Node>, Problem> {
    let active = || changes.iter().filter(|change| change.share_on(day) > 0.0);
    let Some(last) = active().next_back() else {
        return Ok(None);
    };
    let nothing = || Some(last.node.like(Value::Number(nothing_said(last.row)?)));
    let mut now: Option<Node> = base(document, keys).cloned().or_else(nothing);
    for change in active() {
        if let Effect::To(to) = change.effect {
            let share = change.share_on(day);
            now = Some(match now {
                Some(from) if share < 1.0 => blended(&from, to, share).ok_or_else(|| {
                    let wanted = "plain numbers of one unit, as there is a ramp between them";
                    to.refuse(wanted)
                })?,
                _ => to.clone(),
            });
        }
    }
    let Some(mut now) = now else {
        let path = shown_path(keys);
        let found = format!("{path}, which the scenario does not set");
        return Err(last
            .node
            .wrong(found, "a number that is set: set it first, or use `to`"));
    };
    for change in active() {
        let share = change.share_on(day);
        let moved = match change.effect {
            Effect::To(_) => continue,
            Effect::Times(factor) => scaled(&now, 1.0 + share * (factor - 1.0)),
            Effect::Add(_) => continue,
        };
        now = moved.ok_or_else(|| change.node.wrong(now.show(), "a number that can be scaled"))?;
    }
    for change in active() {
        if let Effect::Add(amount) = change.effect {
            let moved = added(&now, amount, change.share_on(day));
            now = moved
                .ok_or_else(|| amount.refuse(format!("an amount in the unit of {}", now.show())))?;
        }
    }
    now.origin = last.node.origin.clone();
    now.path = shown_path(keys);
    value(&now, last.row.kind, setting)?;
    Ok(Some(now))
}

/// What holds where nothing is said of what management can order: nobody, nothing.
fn nothing_said(row: &Row) -> Option<f64> {
    let counts = matches!(row.kind, Kind::Whole(0, _) | Kind::Share);
    let ordered = ["support.*.posts", "initial_response"].contains(&row.key);
    let ordered = ordered || row.key.starts_with("orders.");
    (counts && ordered).then_some(0.0)
}

/// The number that holds at a path: its own, or the more general one it falls back to.
pub fn base<'a>(document: &'a Node, keys: &[String]) -> Option<&'a Node> {
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    if let Some(node) = document.at(&keys) {
        return Some(node);
    }
    let with = |start: &[&str], rest: &[&str]| document.at(&[start, rest].concat());
    let person = |rest: &[&str]| match rest {
        ["recruitment_failure"] => document.at(&["people", "recruitment", "failure"]),
        ["people", inner @ ..] => with(&["people"], inner),
        ["manager_people", inner @ ..] => with(&["managers"], inner),
        _ => with(&["people"], rest),
    };
    match &keys[..] {
        ["office", office, "team", kind, rest @ ..] => with(&["office", office], rest)
            .or_else(|| with(&["team", kind], rest))
            .or_else(|| person(rest)),
        ["team", _, rest @ ..] => person(rest),
        ["office", _, rest @ ..] => {
            // Teams that have a number of their own would lose it to the office's.
            let teams = document.get("team").and_then(Node::table)?;
            let own = teams.values().any(|team| team.at(rest).is_some());
            if own { None } else { person(rest) }
        }
        _ => None,
    }
}

/// A change as a sentence.
fn in_words(change: &Change, node: &Node) -> String {
    let path = node.get("path").and_then(Node::text).unwrap_or("");
    let what = match change.effect {
        Effect::To(to) => format!("becomes {}", plain_words(to)),
        Effect::Times(factor) => format!("is multiplied by {factor}"),
        Effect::Add(amount) => format!("grows by {}", plain_words(amount)),
    };
    let mut text = format!(
        "From {}: {path} ({}) {what}",
        english(change.at),
        change.row.meaning
    );
    if change.ramp_days > 0 {
        text += &format!(", in weekly steps over {} days", change.ramp_days);
    }
    if let Some(last) = change.ends.and_then(|ends| ends.yesterday().ok()) {
        text += &format!(", until {}", english(last));
    }
    text + "."
}

fn plain_words(node: &Node) -> String {
    node.text()
        .map_or_else(|| node.plain().show(), str::to_owned)
}

/// A date as people write it: 4 January 2010.
pub fn english(date: Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}
