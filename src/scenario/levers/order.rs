//! One use of a lever: its dates, areas and settings, and the changes it becomes.

use super::{Lever, Reach};
use crate::engine::Span;
use crate::experiment::plan::{LeverCost, LeverUse};
use crate::scenario::build::Frame;
use crate::scenario::change::{base, english};
use crate::scenario::check::{ordered, texts};
use crate::scenario::document::{Node, Value, shown_path};
use crate::scenario::law::listed;
use crate::scenario::problem::{Problem, Problems};
use crate::scenario::value::{self, hinted, number, quantity, share, whole};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// How long after its end a temporary lever's results are looked at again.
const AFTERWARDS_DAYS: i64 = 13 * 7;

/// A lever as one plan uses it, while it is being made into changes.
pub struct Order<'a> {
    name: String,
    node: &'a Node,
    defaults: Option<&'a Node>,
    document: &'a Node,
    lever: &'static Lever,
    areas: Vec<String>,
    teams: Vec<(String, String)>,
    /// First day in place, and the last.
    pub from: Date,
    /// Last day; `None` = to the end of the run.
    pub until: Option<Date>,
    end: Date,
    changes: Vec<Node>,
    problems: Vec<Problem>,
    workers: f64,
}

/// People and posts of one team at the start, as the document says.
#[derive(Clone, Copy, Debug)]
pub struct Strength {
    /// Posts of workers.
    pub posts: u32,
    /// Of these without a permanent worker.
    pub vacant: u32,
    /// Of those, kept by agency workers.
    pub agency: u32,
}

impl<'a> Order<'a> {
    /// Reads what every lever has; what is wrong is reported.
    pub fn read(
        name: &str,
        node: &'a Node,
        document: &'a Node,
        lever: &'static Lever,
        frame: &Frame,
        problems: &mut Problems,
    ) -> Self {
        let mut order = Order {
            name: name.to_owned(),
            node,
            defaults: document.at(&["levers", lever.name]),
            document,
            lever,
            areas: Vec::new(),
            teams: Vec::new(),
            from: frame.start,
            until: None,
            end: frame.end,
            changes: Vec::new(),
            problems: Vec::new(),
            workers: 0.0,
        };
        order.areas = order.areas_at("areas");
        order.teams = order.teams_of(&order.areas.clone());
        order.dates(frame);
        problems.extend(std::mem::take(&mut order.problems));
        order
    }

    // ---- dates ---------------------------------------------------------------------------

    fn dates(&mut self, frame: &Frame) {
        let ordered_on = self.given("ordered");
        let (in_place, until) = (self.given("in_place"), self.given("until"));
        let lead = self.setting("lead_time").map(value::span);
        let lead = match (ordered_on, lead) {
            (Some(_), Some(Ok(lead))) => lead,
            // A name nobody knows has no defaults.
            (Some(_), None) if self.lever.name.is_empty() => Span::ZERO,
            (Some(_), None) => {
                let table = format!("[levers.\"{}\"]", self.lever.name);
                self.refuse(
                    "ordered",
                    "no `lead_time`",
                    format!("`lead_time = \"4 wk\"` here or under {table}, or `in_place`"),
                );
                return;
            }
            _ => Span::ZERO,
        };
        let from = match (ordered_on, in_place) {
            (Some(on), None) => {
                let days = lead.as_days().ceil() as i64;
                on.checked_add(jiff::Span::new().days(days)).unwrap_or(on)
            }
            (None, Some(at)) => at,
            _ => {
                let found = match ordered_on {
                    Some(_) => "both `ordered` and `in_place`",
                    None => "neither `ordered` nor `in_place`",
                };
                let wanted = "one of them: the day of the order, from which the lead time runs, \
                              or the first day on which it works";
                self.problems.push(self.node.wrong(found, wanted));
                return;
            }
        };
        let said = if ordered_on.is_some() {
            "ordered"
        } else {
            "in_place"
        };
        if ordered_on.is_some_and(|on| on < frame.start) || from < frame.start || from >= frame.end
        {
            let found = match ordered_on {
                Some(on) => format!("{on}, in place on {from}"),
                None => from.to_string(),
            };
            self.refuse(said, found, frame.wanted());
        }
        if let Some(last) = until {
            if last < from {
                let found = format!("{last}, before it is in place on {from}");
                self.refuse("until", found, "a last day after the first");
            } else if last >= frame.end {
                self.refuse("until", last.to_string(), frame.wanted());
            }
        } else if self.lever.temporary && self.lever.keys.contains(&"until") {
            let found = format!("no `until`, and the lever \"{}\" ends", self.lever.name);
            let wanted = "`until = 2010-07-30`, its last working day";
            self.problems.push(self.node.wrong(found, wanted));
        }
        (self.from, self.until) = (from, until);
    }

    /// A date that this use says.
    fn given(&self, key: &str) -> Option<Date> {
        let node = self.node.get(key)?;
        value::date(node).ok()
    }

    // ---- areas and teams -----------------------------------------------------------------

    /// Areas named at a key, or all.
    pub fn areas_at(&mut self, key: &str) -> Vec<String> {
        let all: Vec<String> = ordered(self.document.get("office"))
            .into_iter()
            .map(|(name, _)| name)
            .collect();
        let named = self.node.get(key);
        match named.map(texts) {
            None => all,
            Some(Err(_)) => Vec::new(),
            Some(Ok(names)) => self.known(key, names, &all, "area"),
        }
    }

    fn known(&mut self, key: &str, names: Vec<String>, all: &[String], what: &str) -> Vec<String> {
        for (at, name) in names.iter().enumerate() {
            if !all.contains(name) {
                let near = all.iter().find(|have| {
                    have.eq_ignore_ascii_case(name) || strsim::jaro_winkler(have, name) > 0.8
                });
                let problem = self.node.get(key).unwrap_or(self.node).wrong(
                    format!("unknown {what} \"{name}\""),
                    format!(
                        "{what}s of the scenario: {}",
                        listed(all.iter().map(|a| &a[..]))
                    ),
                );
                self.problems.push(hinted(
                    problem,
                    near.map(|near| format!("did you mean \"{near}\"?")),
                ));
            } else if names[..at].contains(name) {
                self.refuse(key, format!("\"{name}\" twice"), "each once");
            }
        }
        names
            .into_iter()
            .filter(|name| all.contains(name))
            .collect()
    }

    /// The teams of some areas that the lever reaches: those named, or all, or those that take in
    /// new work.
    pub fn teams_of(&mut self, areas: &[String]) -> Vec<(String, String)> {
        let all: Vec<String> = ordered(self.document.get("team"))
            .into_iter()
            .map(|(name, _)| name)
            .collect();
        let named = self.node.get("teams").and_then(|node| texts(node).ok());
        let named = named.map(|names| self.known("teams", names, &all, "team"));
        let mut teams = Vec::new();
        for area in areas {
            let front = self.front_teams(std::slice::from_ref(area)).pop();
            let kinds = match (&named, self.lever.reach, front) {
                (Some(named), ..) => named.clone(),
                (None, Reach::FrontTeams, Some((_, front))) => vec![front],
                _ => all.clone(),
            };
            for kind in kinds {
                if self.posts(area, &kind) > 0.0 {
                    teams.push((area.clone(), kind));
                }
            }
        }
        teams
    }

    /// Teams of some areas that take in new work.
    pub fn front_teams(&self, areas: &[String]) -> Vec<(String, String)> {
        let front = |area: &String| {
            let own = self.document.at(&["office", area, "front_door_team"]);
            let kind = own.or_else(|| self.document.at(&["front_door", "team"]))?;
            Some((area.clone(), kind.text()?.to_owned()))
        };
        areas.iter().filter_map(front).collect()
    }

    /// Areas it is used in.
    pub fn areas(&self) -> Vec<String> {
        self.areas.clone()
    }

    /// Teams it is used in.
    pub fn teams(&self) -> Vec<(String, String)> {
        self.teams.clone()
    }

    fn figure(&self, area: &str, kind: &str, key: &str) -> f64 {
        let keys = ["office", area, "team", kind, key].map(str::to_owned);
        let node = base(self.document, &keys);
        let read = node.map(|node| share(node).or_else(|_| number(node, 0.0, 1e9)));
        read.and_then(Result::ok).unwrap_or(0.0)
    }

    fn posts(&self, area: &str, kind: &str) -> f64 {
        self.figure(area, kind, "posts")
    }

    /// A team's posts and vacancies at the start: whole posts, the nearest number to the shares.
    pub fn strength(&self, area: &str, kind: &str) -> Strength {
        let posts = (self.posts(area, kind) - 1e-6).ceil().max(0.0);
        let share = |key: &str| (self.figure(area, kind, key) * posts).round();
        let vacant = share("vacancy").min(posts);
        Strength {
            posts: posts as u32,
            vacant: vacant as u32,
            agency: share("agency").min(vacant) as u32,
        }
    }

    /// Workers, as the plan says, shared among teams by weights: whole people, none over a weight
    /// of 0, the largest remainders first.
    pub fn workers_by(&mut self, weights: &[f64]) -> Vec<u32> {
        let workers = self.whole("workers").unwrap_or(0);
        self.workers = f64::from(workers);
        let all: f64 = weights.iter().sum();
        if all <= 0.0 {
            return vec![0; weights.len()];
        }
        let exact: Vec<f64> = weights
            .iter()
            .map(|weight| f64::from(workers) * weight / all)
            .collect();
        let mut given: Vec<u32> = exact.iter().map(|part| part.floor() as u32).collect();
        let mut order: Vec<usize> = (0..weights.len()).collect();
        order.sort_by(|&a, &b| {
            let left = |at: usize| exact[at] - exact[at].floor();
            left(b).total_cmp(&left(a)).then(a.cmp(&b))
        });
        let rest = workers.saturating_sub(given.iter().sum::<u32>()) as usize;
        for &at in order.iter().take(rest) {
            given[at] += 1;
        }
        given
    }

    // ---- settings ------------------------------------------------------------------------

    /// A setting of the lever: the plan's own, or the scenario's for every use.
    pub fn setting(&self, key: &str) -> Option<&'a Node> {
        let own = self.node.get(key);
        own.or_else(|| self.defaults?.get(key))
    }

    /// A setting that must be there.
    pub fn needed(&mut self, key: &str) -> Option<&'a Node> {
        let found = self.setting(key);
        if found.is_none() {
            let wanted = format!("`{key}` here or under [levers.\"{}\"]", self.lever.name);
            let problem = self.node.wrong(format!("no `{key}`"), wanted);
            self.problems.push(problem);
        }
        found
    }

    /// A number that must be there.
    pub fn number(&mut self, key: &str) -> Option<f64> {
        self.needed(key)
            .and_then(|node| number(node, -1e9, 1e9).ok())
    }

    /// A share that must be there.
    pub fn share(&mut self, key: &str) -> Option<f64> {
        self.needed(key).and_then(|node| share(node).ok())
    }

    /// A whole number, at least 1, that must be there.
    pub fn whole(&mut self, key: &str) -> Option<u32> {
        let node = self.needed(key)?;
        let number = whole(node, 0, 10_000).ok()? as u32;
        if number == 0 {
            self.problems.push(node.refuse("at least 1"));
        }
        Some(number)
    }

    /// Something wrong at a key.
    pub fn refuse(&mut self, key: &str, found: impl Into<String>, wanted: impl Into<String>) {
        let node = self.node.get(key).unwrap_or(self.node);
        let problem = node.wrong(found, wanted);
        self.problems.push(problem);
    }

    /// The document the lever is used on.
    pub fn document(&self) -> &'a Node {
        self.document
    }

    // ---- changes -------------------------------------------------------------------------

    /// A number becomes another while the lever is in place.
    pub fn to(&mut self, keys: &[&str], new: &Node) {
        self.change(keys, "to", new.plain().clone(), (self.from, self.until));
    }

    /// A number is multiplied while the lever is in place.
    pub fn times(&mut self, keys: &[&str], factor: f64) {
        self.times_between(keys, factor, (self.from, self.until));
    }

    /// A number is multiplied on other days than the lever's.
    pub fn times_between(&mut self, keys: &[&str], factor: f64, days: (Date, Option<Date>)) {
        let factor = self.node.like(Value::Number(factor));
        self.change(keys, "times", factor, days);
    }

    /// A number grows by another while the lever is in place; by nothing, nothing is changed.
    pub fn add(&mut self, keys: &[&str], more: f64) {
        if more != 0.0 {
            let more = self.node.like(Value::Number(more));
            self.change(keys, "add", more, (self.from, self.until));
        }
    }

    /// A number grows so many days after the lever is in place.
    pub fn add_after(&mut self, days: i64, keys: &[&str], more: f64) {
        let more = self.node.like(Value::Number(more));
        self.change(keys, "add", more, (self.later(days), self.until));
    }

    /// A number becomes another so many days after the lever is in place.
    pub fn set_after(&mut self, days: i64, keys: &[&str], new: &Node) {
        self.change(
            keys,
            "to",
            new.plain().clone(),
            (self.later(days), self.until),
        );
    }

    fn later(&self, days: i64) -> Date {
        let later = self.from.checked_add(jiff::Span::new().days(days));
        later.unwrap_or(self.end)
    }

    fn change(&mut self, keys: &[&str], effect: &str, by: Node, days: (Date, Option<Date>)) {
        if days.0 >= self.end {
            return; // the run is over before it begins
        }
        let keys: Vec<String> = keys.iter().map(|&key| key.to_owned()).collect();
        let mut table = BTreeMap::new();
        let mut put = |key: &str, value: Value| {
            table.insert(key.to_owned(), self.node.like(value));
        };
        put("path", Value::Text(shown_path(&keys)));
        put("at", Value::Date(days.0));
        if let Some(last) = days.1 {
            put("until", Value::Date(last));
        }
        if let Some(ramp) = self.setting("ramp") {
            put("ramp", ramp.plain().value.clone());
        }
        put(effect, by.value);
        self.changes.push(self.node.like(Value::Table(table)));
    }

    // ---- what the plan says --------------------------------------------------------------

    /// The changes, the problems, and the lever as the plan tells of it.
    pub fn finish(self) -> (Vec<Node>, Vec<Problem>, LeverUse) {
        let used = LeverUse {
            name: self.name.clone(),
            title: self.lever.name.to_owned(),
            sentence: self.sentence(),
            areas: self.areas.clone(),
            ordered: self.given("ordered"),
            from: self.from,
            until: self.until,
            temporary: self.lever.temporary,
            shock: self.lever.shock,
            beside: self.beside(),
            counts: self.counts(),
            numbers: self.numbers(),
            cost: self.cost(),
        };
        (self.changes, self.problems, used)
    }

    /// What is always shown beside it; after the end of what is temporary, the position too.
    fn beside(&self) -> Vec<String> {
        let mut beside = self.lever.beside.iter().flat_map(|text| self.each(text));
        let mut beside: Vec<String> = beside.by_ref().collect();
        let after = self
            .until
            .filter(|_| self.lever.temporary)
            .and_then(|last| {
                let later = jiff::Span::new().days(AFTERWARDS_DAYS);
                last.checked_add(later).ok()
            });
        if let Some(after) = after.filter(|after| *after < self.end) {
            beside.push(format!("unallocated_at_{after}"));
        }
        beside
    }

    /// What its table is worked out from: a request for each area, and for each source with a
    /// triage.
    fn counts(&self) -> Vec<String> {
        let last = |days: Date| days.yesterday().unwrap_or(days);
        let until = self.until.unwrap_or(last(self.end)).min(last(self.end));
        let days = format!("from={}, to={until}", self.from);
        let sources = ordered(self.document.get("source"));
        let sources = sources
            .iter()
            .filter(|(_, one)| one.get("triage").is_some());
        let sources: Vec<&str> = sources.map(|(name, _)| name.as_str()).collect();
        let offices = ordered(self.document.get("office"));
        let everywhere = offices.iter().all(|(name, _)| self.areas.contains(name));
        let of_a_source = |request: &String| match request.contains("source=*") {
            true => sources
                .iter()
                .map(|source| request.replace("source=*", &format!("source={source}")))
                .collect(),
            false => vec![request.clone()],
        };
        let written = |request: &&str| match everywhere {
            true => request.replace("area=*, ", "").replace("days=*", &days),
            false => request.replace("days=*", &days),
        };
        let all = self.lever.counts.iter().map(written);
        let all = all.flat_map(|request| self.each(&request));
        all.flat_map(|request| of_a_source(&request)).collect()
    }

    /// Its own settings that are numbers, or lists of shares, by key.
    fn numbers(&self) -> Vec<(String, Vec<f64>)> {
        let number = |node: &Node| share(node).or_else(|_| number(node, -1e9, 1e9)).ok();
        let of = |key: &&str| {
            let node = self.setting(key)?.plain();
            let found = match node.list() {
                Some(list) => list.iter().map(number).collect(),
                None => number(node).map(|one| vec![one]),
            };
            Some(((*key).to_owned(), found?))
        };
        self.lever.keys.iter().filter_map(of).collect()
    }

    /// A request for every area or team that its `*` stands for.
    fn each(&self, request: &str) -> Vec<String> {
        if request.contains("area=*") {
            let from = self
                .node
                .get("from_areas")
                .and_then(|node| texts(node).ok());
            let mut areas = from.unwrap_or_default();
            areas.extend(self.areas.iter().cloned());
            let mut seen = std::collections::BTreeSet::new();
            areas.retain(|area| seen.insert(area.clone()));
            let one = |area: &String| request.replace("area=*", area);
            return areas.iter().map(one).collect();
        }
        if let Some(start) = request.strip_suffix("_at_*") {
            let last = self.until.filter(|last| *last < self.end);
            return last
                .map(|last| format!("{start}_at_{last}"))
                .into_iter()
                .collect();
        }
        if request.contains("team=*") {
            let front = self.front_teams(&self.areas);
            let mut kinds: Vec<String> = front.into_iter().map(|(_, kind)| kind).collect();
            kinds.dedup();
            let one = |kind: &String| request.replace("team=*", &format!("team={kind}"));
            return kinds.iter().map(one).collect();
        }
        vec![request.to_owned()]
    }

    fn cost(&self) -> LeverCost {
        let pounds = |key: &str| {
            let node = self.setting("cost")?.get(key);
            let node = node.or_else(|| self.defaults?.at(&["cost", key]))?;
            number(node, 0.0, 1e12).ok()
        };
        let each = pounds("per_worker_year").unwrap_or(0.0);
        let own_workers = self.workers > 0.0;
        LeverCost {
            once: pounds("once").unwrap_or(0.0),
            per_year: pounds("per_year").unwrap_or(0.0) + each * self.workers,
            per_worker_year: if own_workers { 0.0 } else { each },
        }
    }

    fn sentence(&self) -> String {
        let mut text = format!("From {}", english(self.from));
        if let Some(last) = self.until {
            text += &format!(" to {}", english(last));
        }
        text += &format!(", {}", self.lever.name);
        if self.lever.reach == Reach::County {
            text += " in the whole county";
        } else {
            let area = if self.areas.len() == 1 {
                "area"
            } else {
                "areas"
            };
            text += &format!(" in {area} {}", listed(self.areas.iter().map(|a| &a[..])));
        }
        let said = self.lever.keys.iter().filter(|key| **key != "until");
        let said: Vec<String> = said
            .filter_map(|key| Some(format!("{} {}", key.replace('_', " "), self.words(key)?)))
            .collect();
        if !said.is_empty() {
            text += &format!(" ({})", said.join(", "));
        }
        format!("{text}. {}", self.lever.mechanism)
    }

    fn words(&self, key: &str) -> Option<String> {
        let node = self.setting(key)?;
        let text = node.text().map(str::to_owned);
        let list = node.list().map(|list| {
            let written = |one: &Node| one.text().map_or_else(|| one.show(), str::to_owned);
            let items: Vec<String> = list.iter().map(written).collect();
            listed(items.iter().map(String::as_str))
        });
        let plain = || node.plain().show();
        let quantity = text.as_deref().and_then(quantity).is_some();
        Some(match (text, list) {
            (Some(text), _) if quantity => text,
            (Some(text), _) => text,
            (_, Some(list)) => list,
            _ => plain(),
        })
    }
}
