//! Holds a document against the language: keys that do not exist, values of the wrong kind,
//! needed keys that are missing. What only makes sense across keys is checked while building.

use super::arithmetic::scalar;
use super::document::{Basis, Node, Value};
use super::keys::{Branch, Kind, Need, Row, language};
use super::law::{self, BESIDE, Purpose, listed};
use super::problem::{Problem, Problems};
use super::value::{self as written, Read};
use crate::engine::Span;
use crate::experiment::Plan;
use crate::experiment::setting::{request_of, setting};
use crate::measures::{RequestProblem, parse};
use std::collections::BTreeMap;

/// What readers have to know of the scenario as a whole.
#[derive(Clone, Debug)]
pub struct Setting {
    /// Every second is open: effort may be written in days.
    pub continuous: bool,
    /// Need bands, most urgent first.
    pub bands: Vec<String>,
    /// Sources in order.
    pub sources: Vec<String>,
}

impl Setting {
    /// Reads the setting; what is missing or wrong is reported by [`against_language`].
    pub fn of(document: &Node) -> Self {
        let kind = document.at(&["calendar", "kind"]).and_then(Node::text);
        let bands = document
            .at(&["bands", "list"])
            .and_then(|node| texts(node).ok());
        Setting {
            continuous: kind == Some("continuous"),
            bands: bands
                .filter(|list| !list.is_empty())
                .unwrap_or_else(|| vec!["all".to_owned()]),
            sources: ordered(document.get("source"))
                .into_iter()
                .map(|(name, _)| name)
                .collect(),
        }
    }

    /// A length of work.
    pub fn effort(&self, node: &Node) -> Read<crate::model::spec::Duration> {
        law::duration(node, Purpose::Effort, self.continuous)
    }

    /// A length of time.
    pub fn delay(&self, node: &Node) -> Read<crate::model::spec::Duration> {
        law::duration(node, Purpose::Delay, self.continuous)
    }
}

/// Names of measures that nobody knows.
pub fn measures(document: &Node, known: &dyn Fn(&str) -> Result<(), String>, out: &mut Problems) {
    let observed = ordered(document.get("observed"));
    let mut asked: Vec<&Node> = observed
        .iter()
        .filter_map(|(_, node)| node.get("measure"))
        .collect();
    asked.extend(document.at(&["run", "precision_of"]));
    if let Some(report) = document.at(&["measure", "report"]) {
        asked.extend(report.list().unwrap_or(std::slice::from_ref(report)));
    }
    for node in asked {
        if let Some(Err(hint)) = node.text().map(known) {
            let problem = node.refuse("the name of a measure");
            let hint = (!hint.is_empty()).then_some(hint);
            out.push(written::hinted(problem, hint));
        }
    }
}

/// What is wrong with the filters and statistics of the measures that a scenario asks for, once
/// the names they speak of are known to be right.
pub fn requests(document: &Node, plan: &Plan, out: &mut Problems) {
    let setting = setting(plan);
    let mut refuse = |node: Option<&Node>, found: RequestProblem| {
        let problem = node.unwrap_or(document).wrong(
            format!("{:?} in {:?}", found.found, found.request),
            found.wanted,
        );
        out.push(written::hinted(problem, found.hint));
    };
    for observed in &plan.observed {
        let request = request_of(observed, &setting);
        if let Err(problem) = request.and_then(|request| parse(&request, &setting)) {
            let place = ["observed", &observed.name, "measure"];
            refuse(document.at(&place), problem);
        }
    }
    let report = document.at(&["measure", "report"]);
    let nodes = report.map_or(&[][..], |node| {
        node.list().unwrap_or(std::slice::from_ref(node))
    });
    for node in nodes {
        if let Some(Err(problem)) = node.text().map(|text| parse(text, &setting)) {
            refuse(Some(node), problem);
        }
    }
}

/// Named tables in the order of their `order` keys, then of their names.
pub fn ordered(tables: Option<&Node>) -> Vec<(String, &Node)> {
    let Some(table) = tables.and_then(Node::table) else {
        return Vec::new();
    };
    let named = table.iter().filter(|(_, node)| node.table().is_some());
    let mut list: Vec<(String, &Node)> = named.map(|(name, node)| (name.clone(), node)).collect();
    let place = |node: &Node| {
        let key = node.get("order").or_else(|| node.get("severity"));
        key.and_then(Node::number).unwrap_or(0.0)
    };
    list.sort_by(|a, b| {
        place(a.1)
            .total_cmp(&place(b.1))
            .then_with(|| a.0.cmp(&b.0))
    });
    list
}

/// Every problem of the document that can be seen key by key.
pub fn against_language(document: &Node, setting: &Setting, problems: &mut Problems) {
    walk(document, language(), true, setting, problems);
    always_needed(document, problems);
}

fn walk(node: &Node, branch: &'static Branch, root: bool, setting: &Setting, out: &mut Problems) {
    if let Some(row) = branch.row {
        leaf(node, row, setting, out);
        return;
    }
    let Some(table) = node.table() else {
        out.push(node.refuse("a table"));
        return;
    };
    for (key, below) in table {
        if let Some(branch) = branch.below(key) {
            walk(below, branch, false, setting, out);
        } else if matches!(key.as_str(), "assumption" | "note")
            || !root && matches!(key.as_str(), "source" | "fitted")
        {
            if below.text().is_none() {
                out.push(below.refuse("a text that says where the numbers come from"));
            }
        } else {
            out.push(unknown(key, below, branch));
        }
    }
    for (key, branch) in &branch.named {
        let Some(row) = branch.row else { continue };
        if branch.complete && row.need == Need::InTable && !table.contains_key(*key) {
            out.push(missing(node, row, key));
        }
    }
}

fn unknown(key: &str, node: &Node, branch: &Branch) -> Problem {
    let found = format!("unknown key `{key}`");
    let near = branch.nearest(key);
    let wanted = match near {
        Some(_) => "a key of the scenario language".to_owned(),
        None => format!("one of {}", listed(branch.named.keys().copied())),
    };
    written::hinted(
        node.wrong(found, wanted),
        near.map(|near| format!("did you mean `{near}`?")),
    )
}

fn missing(table: &Node, row: &Row, key: &str) -> Problem {
    let wanted = format!("`{key} = {}` ({})", example(row.kind), row.meaning);
    table.wrong(format!("no `{key}`"), wanted)
}

fn always_needed(document: &Node, out: &mut Problems) {
    for (path, row) in super::keys::all() {
        let keys: Vec<&str> = path.split('.').collect();
        if row.need == Need::Always && document.at(&keys).is_none() {
            let above = document.at(&keys[..keys.len() - 1]).unwrap_or(document);
            let mut problem = missing(above, row, keys[keys.len() - 1]);
            problem.path = path;
            out.push(problem);
        }
    }
}

fn leaf(node: &Node, row: &Row, setting: &Setting, out: &mut Problems) {
    let law = matches!(row.kind, Kind::Effort | Kind::Delay | Kind::Count);
    if let Some(table) = node.table().filter(|table| table.contains_key("value")) {
        for (key, below) in table {
            if key != "value" && !BESIDE.contains(&key.as_str()) {
                let wanted = format!("only value, {}", listed(BESIDE.iter().copied()));
                out.push(below.wrong(format!("unknown key `{key}`"), wanted));
            }
        }
    }
    for key in ["low", "high"] {
        if let Some(bound) = node.get(key).filter(|_| law || node.get("value").is_some()) {
            out.extend(value(bound, row.kind, setting).err());
        }
    }
    out.extend(value(node, row.kind, setting).err());
    out.extend(outside_belief(node));
}

/// A value outside its own belief range is a slip; laws have no single value to compare.
fn outside_belief(node: &Node) -> Option<Problem> {
    let (low, high) = (node.get("low")?, node.get("high")?);
    let size = |node: &Node| scalar(node).map(|(number, _)| number);
    let (least, now, most) = (size(low)?, size(node.get("value")?)?, size(high)?);
    let inside = (least..=most).contains(&now);
    (!inside).then(|| {
        let found = format!("{} outside its range", node.plain().show());
        let wanted = format!("a value from {} to {}", low.show(), high.show());
        node.wrong(found, wanted)
    })
}

/// Reads one value as its kind asks and forgets it.
pub fn value(node: &Node, kind: Kind, setting: &Setting) -> Read<()> {
    match kind {
        Kind::Text => text(node).map(drop),
        Kind::Texts => texts(node).map(drop),
        Kind::Choice(words) => choice(node, words).map(drop),
        Kind::Flag => flag(node).map(drop),
        Kind::Number(min, max) => written::number(node, min, max).map(drop),
        Kind::Whole(min, max) => written::whole(node, min, max).map(drop),
        Kind::Share => written::share(node).map(drop),
        Kind::Rate => written::rate_per_day(node).map(drop),
        Kind::Yearly => written::yearly(node).map(drop),
        Kind::Effort => setting.effort(node).map(drop),
        Kind::Delay => setting.delay(node).map(drop),
        Kind::Span => written::span(node).map(drop),
        Kind::WorkingDays => written::working_days(node).map(drop),
        Kind::Count => law::times(node).map(drop),
        Kind::Date => written::date(node).map(drop),
        Kind::Dates => dates(node).map(drop),
        Kind::Clock => written::clock_seconds(node).map(drop),
        Kind::Weights(length) => written::weights(node, Some(length)).map(drop),
        Kind::Shares => written::shares(node).map(drop),
        Kind::SomeShares => written::some_shares(node).map(drop),
        Kind::BandShares => named_shares(node, &setting.bands, "need band").map(drop),
        Kind::LaterBandShares => named_shares(node, &setting.bands[1..], "need band").map(drop),
        Kind::BandRanks => band_ranks(node, &setting.bands).map(drop),
        Kind::OverCap => over_cap(node, &setting.bands).map(drop),
        Kind::SourceShares => named_shares(node, &setting.sources, "source").map(drop),
        Kind::Steps(of) => steps(node, of).map(drop),
        Kind::Trend => trend(node).map(drop),
        Kind::Hours => hours(node).map(drop),
        Kind::Replications => replications(node).map(drop),
        Kind::Anything => Ok(()),
    }
}

/// What a kind looks like, for people.
pub fn example(kind: Kind) -> &'static str {
    match kind {
        Kind::Text | Kind::Choice(_) | Kind::OverCap | Kind::Hours => "\"…\"",
        Kind::Texts => "[\"…\"]",
        Kind::Flag => "true",
        Kind::Number(..) => "1.5",
        Kind::Whole(..) | Kind::Replications | Kind::Count | Kind::BandRanks => "3",
        Kind::Share => "\"15%\"",
        Kind::Rate => "\"36000 per yr\"",
        Kind::Yearly => "\"18%\"",
        Kind::Effort => "\"3 h\"",
        Kind::Delay | Kind::WorkingDays => "\"7 wd\"",
        Kind::Span => "\"26 wk\"",
        Kind::Date => "2010-01-04",
        Kind::Dates => "[2010-01-04]",
        Kind::Clock => "\"09:00\"",
        Kind::Weights(_) => "[1, 1, …]",
        Kind::Shares => "[0.5, 0.3, 0.2]",
        Kind::SomeShares => "[\"1%\", \"5%\"]",
        Kind::BandShares | Kind::LaterBandShares | Kind::SourceShares => "{ NAME = 0.3, … }",
        Kind::Steps("share") => "[{ until = \"26 wk\", share = 0.5 }]",
        Kind::Steps(_) => "[{ until = \"4 wk\", speed = 0.5 }]",
        Kind::Trend => "[{ on = 2009-01-01, factor = 0.95 }]",
        Kind::Anything => "…",
    }
}

/// A text that says something.
pub fn text(node: &Node) -> Read<&str> {
    node.text()
        .filter(|text| !text.trim().is_empty())
        .ok_or_else(|| node.refuse("a text"))
}

/// A list of texts; one text alone is a list of one.
pub fn texts(node: &Node) -> Read<Vec<String>> {
    if let Some(text) = node.text() {
        return Ok(vec![text.to_owned()]);
    }
    let list = node.list().ok_or_else(|| node.refuse("a list of texts"))?;
    list.iter()
        .map(|item| text(item).map(str::to_owned))
        .collect()
}

/// One of several words.
pub fn choice<'a>(node: &'a Node, words: &[&str]) -> Read<&'a str> {
    match node.text() {
        Some(text) if words.contains(&text) => Ok(text),
        Some(text) => {
            let near = words
                .iter()
                .copied()
                .find(|word| strsim::jaro_winkler(word, text) > 0.8);
            let problem = node.refuse(format!("one of {}", quoted_list(words)));
            Err(written::hinted(
                problem,
                near.map(|near| format!("did you mean \"{near}\"?")),
            ))
        }
        None => Err(node.refuse(format!("one of {}", quoted_list(words)))),
    }
}

fn quoted_list(words: &[&str]) -> String {
    words
        .iter()
        .map(|word| format!("\"{word}\""))
        .collect::<Vec<_>>()
        .join(", ")
}

/// True or false.
pub fn flag(node: &Node) -> Read<bool> {
    node.flag()
        .ok_or_else(|| node.refuse("true or false, without quotes"))
}

/// A list of dates.
pub fn dates(node: &Node) -> Read<Vec<jiff::civil::Date>> {
    let list = node
        .list()
        .ok_or_else(|| node.refuse("a list of dates such as [2010-12-24]"))?;
    list.iter().map(written::date).collect()
}

/// Shares by name, or a list in the order of the names; a name left out has share 0.
pub fn named_shares(node: &Node, names: &[String], what: &str) -> Read<Vec<f64>> {
    let plain = node.plain();
    let Some(table) = plain.table() else {
        let values = written::shares(node)?;
        if values.len() == names.len() {
            return Ok(values);
        }
        let found = format!("a list of {}", values.len());
        return Err(plain.wrong(
            found,
            format!("{} shares, one for each {what}", names.len()),
        ));
    };
    let given = by_name(plain, table, names, what, written::share)?;
    let values = given
        .into_iter()
        .map(|value| value.unwrap_or(0.0))
        .collect();
    written::summing_to_one(plain, values)
}

fn by_name<T>(
    node: &Node,
    table: &BTreeMap<String, Node>,
    names: &[String],
    what: &str,
    read: impl Fn(&Node) -> Read<T>,
) -> Read<Vec<Option<T>>> {
    for (key, below) in table {
        if !names.contains(key) && !BESIDE.contains(&key.as_str()) {
            let names = listed(names.iter().map(String::as_str));
            return Err(below.wrong(format!("unknown {what} `{key}`"), format!("one of {names}")));
        }
    }
    names
        .iter()
        .map(|name| node.get(name).map(&read).transpose())
        .collect()
}

/// Ranks of the need bands: one number for all, or each by name.
pub fn band_ranks(node: &Node, bands: &[String]) -> Read<Vec<u8>> {
    let plain = node.plain();
    let read = |node: &Node| written::whole(node, 0, 200).map(|rank| rank as u8);
    match plain.table() {
        None => read(node).map(|rank| vec![rank; bands.len()]),
        Some(table) => all_bands(
            plain,
            by_name(plain, table, bands, "need band", read)?,
            bands,
        ),
    }
}

fn all_bands<T>(node: &Node, given: Vec<Option<T>>, bands: &[String]) -> Read<Vec<T>> {
    let absent = given
        .iter()
        .position(Option::is_none)
        .map(|band| bands[band].clone());
    match absent {
        Some(band) => Err(node.wrong(format!("no `{band}`"), "a number for every need band")),
        None => Ok(given.into_iter().flatten().collect()),
    }
}

/// Chances to allocate above the cap, by band.
pub fn over_cap(node: &Node, bands: &[String]) -> Read<Vec<f64>> {
    let plain = node.plain();
    match (plain.text(), plain.table()) {
        (Some("hold back"), _) => Ok(vec![0.0; bands.len()]),
        (Some("load up"), _) => Ok(vec![1.0; bands.len()]),
        (None, Some(table)) => {
            let given = by_name(plain, table, bands, "need band", written::share)?;
            all_bands(plain, given, bands)
        }
        _ => Err(plain.refuse("\"hold back\", \"load up\" or chances such as { high = 0.3, … }")),
    }
}

/// Steps of a ramp, in order of time.
pub fn steps(node: &Node, of: &'static str) -> Read<Vec<(Span, f64)>> {
    let wanted = &format!("steps in order such as [{{ until = \"4 wk\", {of} = 0.5 }}]");
    let list = node.list().ok_or_else(|| node.refuse(wanted))?;
    let mut steps: Vec<(Span, f64)> = Vec::new();
    for item in list {
        let (Some(until), Some(speed)) = (item.get("until"), item.get(of)) else {
            return Err(item.refuse(wanted));
        };
        law::only(item, "until", &[of])?;
        let step = (written::span(until)?, written::number(speed, 0.0, 10.0)?);
        if steps.last().is_some_and(|last| last.0 >= step.0) {
            return Err(item.refuse(wanted));
        }
        steps.push(step);
    }
    Ok(steps)
}

/// Points of a trend, in order of date.
pub fn trend(node: &Node) -> Read<Vec<(jiff::civil::Date, f64)>> {
    let wanted = "points in order such as [{ on = 2009-01-01, factor = 0.95 }]";
    let list = node.list().ok_or_else(|| node.refuse(wanted))?;
    let mut points: Vec<(jiff::civil::Date, f64)> = Vec::new();
    for item in list {
        let (Some(on), Some(factor)) = (item.get("on"), item.get("factor")) else {
            return Err(item.refuse(wanted));
        };
        law::only(item, "on", &["factor"])?;
        let point = (written::date(on)?, written::number(factor, 0.0, 100.0)?);
        if points.last().is_some_and(|last| last.0 >= point.0) {
            return Err(item.refuse(wanted));
        }
        points.push(point);
    }
    Ok(points)
}

/// Hours of a stream.
pub fn hours(node: &Node) -> Read<crate::model::spec::Hours> {
    use crate::model::spec::Hours;
    match (&node.plain().value, node.text()) {
        (_, Some("office")) => Ok(Hours::Office),
        (_, Some("at opening")) => Ok(Hours::AtOpening),
        (_, Some("all day")) => Ok(Hours::AllDay([1.0; 24])),
        (Value::Array(_), _) => {
            let mut hours = [0.0; 24];
            hours.copy_from_slice(&written::weights(node, Some(24))?);
            Ok(Hours::AllDay(hours))
        }
        _ => Err(node.refuse("\"office\", \"at opening\", \"all day\" or 24 weights")),
    }
}

/// Number of futures; `None` is "auto".
pub fn replications(node: &Node) -> Read<Option<u32>> {
    match node.text() {
        Some("auto") => Ok(None),
        Some(_) => Err(node.refuse("a whole number of futures, or \"auto\"")),
        None => written::whole(node, 1, 10_000_000).map(|number| Some(number as u32)),
    }
}

/// Words for a basis.
pub fn basis_words(basis: Option<&Basis>) -> (&'static str, &str) {
    match basis {
        Some(Basis::Source(text)) => ("source", text),
        Some(Basis::Assumption(text)) => ("assumption", text),
        Some(Basis::Fitted(text)) => ("fitted", text),
        None => ("missing", ""),
    }
}
