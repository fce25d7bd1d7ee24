//! The pathway: stages as data, and the small tables beside it.

use super::demand::flag;
use super::{Draft, get, name_key};
use crate::engine::Span;
use crate::model::spec::{
    Clock, ConferenceRule, Conferences, DeskReview, Duration, Item, Limit, MayStart, Office,
    OpenContacts, OutOfHours, Outcome, Pressed, Recurring, RecurringKind, Rereferral, Row, SignOff,
    Spec, Stage, StageBy, StageIx, Stops, Team, Times, Unallocated, WorkersDay,
};
use crate::scenario::check::{band_ranks, ordered, texts};
use crate::scenario::document::Node;
use crate::scenario::law;
use crate::scenario::value::{number, share, span, whole, working_days, yearly};

impl Draft<'_> {
    /// Every stage.
    pub(super) fn stages(&self) -> Vec<Stage> {
        self.stages
            .iter()
            .map(|(name, node)| self.stage(name, node))
            .collect()
    }

    fn stage(&self, name: &str, node: &Node) -> Stage {
        let here = Some(node);
        let delay = |key| get(here, key, |node| self.setting.delay(node));
        let bands = &self.setting.bands;
        let recurring = self.recurring(node);
        Stage {
            name: name.to_owned(),
            key: name_key(0x0005_7A6E, name),
            by: match node.get("by").and_then(Node::text) {
                Some("duty") => StageBy::Duty,
                Some("manager") => StageBy::Manager,
                Some("nobody") => StageBy::Nobody,
                _ => StageBy::NamedWorker,
            },
            team_kind: self.kind_at(here, "team"),
            row: match node.get("row").and_then(Node::text) {
                Some("protection plan") => Row::ProtectionPlan,
                Some("section 47") => Row::Section47,
                Some("in need") => Row::InNeed,
                _ => Row::Assessment,
            },
            rank: get(here, "rank", |node| band_ranks(node, bands))
                .unwrap_or_else(|| (0..bands.len()).map(|band| band as u8).collect()),
            experienced: flag(here, "experienced"),
            forced: flag(here, "forced"),
            points_per_child: get(here, "points", |node| number(node, 0.0, 1e9)).unwrap_or(0.0),
            items: self.items(node),
            ends_at: self.recurring_at(node, "ends_at", &recurring),
            transfers_at: self.recurring_at(node, "transfers_at", &recurring),
            recurring,
            lasts: delay("lasts"),
            limit: self.limit(node),
            sign_off: self.sign_off(node),
            conference: self.conference(node),
            supervision_per_month: get(here, "supervision_per_month", |node| {
                self.setting.effort(node)
            }),
            outcomes: self.outcomes(node),
            need_slope: get(here, "need_slope", |node| number(node, -10.0, 10.0)).unwrap_or(0.0),
            rereferral_factor: get(here, "rereferral_factor", |node| number(node, 0.0, 100.0))
                .unwrap_or(1.0),
            low_priority: flag(here, "low_priority"),
            keeps_worker: self.keeps_worker(node),
            outranks: flag(here, "outranks"),
            begins_plan: flag(here, "begins_plan"),
            may_start: self.may_start(node),
            pressed: self.pressed(node),
        }
    }

    fn keeps_worker(&self, stage: &Node) -> bool {
        let Some(node) = stage.get("keeps_worker") else {
            return true;
        };
        let keeps = node.flag().unwrap_or(true);
        if !keeps && stage.get("by").and_then(Node::text) == Some("named worker") {
            self.report(node.wrong("`false` in a stage that a named worker does", "`true`"));
        }
        keeps
    }

    /// The stage that may begin beside this one.
    fn may_start(&self, stage: &Node) -> Option<MayStart> {
        let node = Some(stage.get("may_start")?);
        Some(MayStart {
            stage: self.stage_at(node, "stage")?,
            per_year: get(node, "per_year", yearly)?,
        })
    }

    /// When a manager presses for low-priority work.
    fn pressed(&self, stage: &Node) -> Option<Pressed> {
        let here = Some(stage);
        for key in ["pressed_after", "pressed_rank"] {
            let alone = stage.get("pressed_after").is_none() || !flag(here, "low_priority");
            if let Some(node) = stage.get(key).filter(|_| alone) {
                let wanted = "`low_priority = true` and `pressed_after` beside it";
                self.report(node.wrong(format!("`{key}` without what it belongs to"), wanted));
            }
        }
        Some(Pressed {
            after_wd: get(here, "pressed_after", working_days)?,
            rank: get(here, "pressed_rank", |node| whole(node, 0, 200)).unwrap_or(0) as u8,
        })
    }

    /// Things whose sequence matters must say it, each its own number.
    fn sequenced<'n>(&self, stage: &'n Node, key: &str, by: &str) -> Vec<(String, &'n Node)> {
        let list = ordered(stage.get(key));
        let place = |node: &Node| node.get(by).and_then(Node::number);
        if list.len() > 1 {
            for (at, (_, node)) in list.iter().enumerate() {
                let again = list[..at]
                    .iter()
                    .any(|(_, other)| place(other) == place(node));
                if place(node).is_none() {
                    let wanted = format!("`{by} = 1` and so on, as there are several");
                    self.report(node.wrong(format!("no `{by}`"), wanted));
                } else if again {
                    let node = node.get(by).unwrap_or(node);
                    self.report(node.refuse(format!("an `{by}` that no other here has")));
                }
            }
        }
        list
    }

    /// When the child is seen on a visit.
    fn seen_after(&self, item: &Node) -> Option<Span> {
        let node = item.get("seen_after")?;
        if !flag(Some(item), "sees_child") {
            self.report(node.wrong("`seen_after` of no visit", "`sees_child = true` beside it"));
        }
        get(Some(item), "seen_after", span)
    }

    fn items(&self, stage: &Node) -> Vec<Item> {
        let item = |(name, node): (String, &Node)| {
            let here = Some(node);
            let delay = |key| get(here, key, |node| self.setting.delay(node));
            Some(Item {
                name,
                effort: get(here, "effort", |node| self.setting.effort(node))?,
                effort_by_band: self.effort_by_band(node),
                per_child: per_child(here),
                before: delay("before"),
                between: delay("between"),
                times: get(here, "times", law::times).unwrap_or(Times::Fixed(1)),
                note_share: self.note_share(here),
                sees_child: flag(here, "sees_child"),
                seen_after: self.seen_after(node),
                second_worker: flag(here, "second_worker"),
                role: self.role_at(node, "role"),
                by_manager: flag(here, "by_manager"),
            })
        };
        self.sequenced(stage, "item", "order")
            .into_iter()
            .filter_map(item)
            .collect()
    }

    fn effort_by_band(&self, item: &Node) -> Vec<Option<Duration>> {
        let Some(table) = item.get("effort_by_band") else {
            return Vec::new();
        };
        let bands = &self.setting.bands;
        let entries = table.table().into_iter().flatten();
        for (name, node) in entries.filter(|(name, _)| !law::BESIDE.contains(&name.as_str())) {
            if !bands.contains(name) {
                let wanted = format!("one of the need bands: {}", bands.join(", "));
                self.report(node.wrong(format!("\"{name}\""), wanted));
            }
        }
        bands
            .iter()
            .map(|band| get(Some(table), band, |node| self.setting.effort(node)))
            .collect()
    }

    fn recurring(&self, stage: &Node) -> Vec<Recurring> {
        let item = |(name, node): (String, &Node)| {
            let here = Some(node);
            let delay = |key| get(here, key, |node| self.setting.delay(node));
            let every = delay("every")?;
            if every.dist.mean() <= 0.0 {
                let node = node.get("every").unwrap_or(node);
                self.report(node.refuse("a length above 0"));
            }
            Some(Recurring {
                name,
                kind: match node.get("kind").and_then(Node::text) {
                    Some("visit") => RecurringKind::Visit,
                    Some("meeting") => RecurringKind::Meeting,
                    Some("review") => RecurringKind::Review,
                    _ => RecurringKind::Other,
                },
                first: delay("first")?,
                every,
                effort: get(here, "effort", |node| self.setting.effort(node))?,
                per_child: per_child(here),
                note_share: self.note_share(here),
                sees_child: flag(here, "sees_child"),
                second_worker: flag(here, "second_worker"),
                role: self.role_at(node, "role"),
                chaired: self.chaired(node),
                duty_covers: flag(here, "duty_covers"),
            })
        };
        ordered(stage.get("recurring"))
            .into_iter()
            .filter_map(item)
            .collect()
    }

    /// Share of an item's effort that is its note, with the factor on all of them.
    fn note_share(&self, here: Option<&Node>) -> f64 {
        let of_item = get(here, "note", share).unwrap_or(0.0);
        let factor = get(self.doc.get("effort"), "notes", |n| number(n, 0.0, 100.0));
        (of_item * factor.unwrap_or(1.0)).min(1.0)
    }

    fn chaired(&self, node: &Node) -> bool {
        let chaired = flag(Some(node), "chaired");
        if chaired && self.doc.get("conferences").is_none() {
            let node = node.get("chaired").unwrap_or(node);
            self.report(node.wrong("no chairs", "a table [conferences] with chairs and per_day"));
        }
        chaired
    }

    fn recurring_at(&self, stage: &Node, key: &str, recurring: &[Recurring]) -> Option<usize> {
        let node = stage.get(key)?;
        let name = node.text()?;
        let found = recurring.iter().position(|item| item.name == name);
        if found.is_none() {
            let names = law::listed(recurring.iter().map(|item| &item.name[..]));
            let wanted = format!("a recurring item of this stage: {names}");
            self.report(node.refuse(wanted));
        }
        found
    }

    fn limit(&self, stage: &Node) -> Option<Limit> {
        let working_days = get(Some(stage), "limit", working_days)?;
        let stops = match stage.get("stops").and_then(Node::text) {
            Some("held") => Stops::Held,
            _ => Stops::Authorised,
        };
        Some(Limit {
            working_days,
            clock: self.clock(stage),
            stops,
        })
    }

    fn clock(&self, stage: &Node) -> Clock {
        let Some(node) = stage.get("clock") else {
            return Clock::StageStart;
        };
        match node.text() {
            Some("referral") => Clock::Referral,
            Some("stage") | None => Clock::StageStart,
            Some(text) => {
                let of = |name: &str| self.index(node, name, &self.stages, "stage");
                if let Some(name) = text.strip_prefix("start of ") {
                    Clock::StartOf(of(name))
                } else if let Some(name) = text.strip_prefix("end of ") {
                    Clock::EndOf(of(name))
                } else {
                    let wanted = "\"referral\", \"stage\", \"start of STAGE\" or \"end of STAGE\"";
                    self.report(node.refuse(wanted));
                    Clock::StageStart
                }
            }
        }
    }

    fn sign_off(&self, stage: &Node) -> Option<SignOff> {
        let node = stage.get("sign_off")?;
        let here = Some(node);
        let bypass = get(here, "bypass", share).unwrap_or(0.0);
        let after = get(here, "bypass_after", working_days);
        if bypass > 0.0 && node.get("bypass_after").is_none() {
            self.report(node.wrong("`bypass` alone", "`bypass_after = \"10 wd\"` beside it"));
        }
        if let Some(node) = node
            .get("holds_slot")
            .filter(|node| node.flag() == Some(false))
        {
            let problem = node.wrong("`false`", "`true`: while unsigned the worker keeps it");
            let hint = "or write the authorisation as a stage by a manager, keeps_worker = false";
            self.report(problem.hint(hint));
        }
        Some(SignOff {
            effort: get(here, "effort", |node| self.setting.effort(node))?,
            per_child: per_child(here),
            rework: get(here, "rework", share).unwrap_or(0.0),
            rework_share: get(here, "rework_share", |node| number(node, 0.0, 100.0)).unwrap_or(0.0),
            bypass,
            bypass_after_wd: after.unwrap_or(0),
            holds_slot: node.get("holds_slot").and_then(Node::flag).unwrap_or(true),
        })
    }

    fn conference(&self, stage: &Node) -> Option<ConferenceRule> {
        let node = stage.get("conference")?;
        if self.doc.get("conferences").is_none() {
            self.report(node.wrong("no chairs", "a table [conferences] with chairs and per_day"));
        }
        Some(ConferenceRule {
            lead_wd: get(Some(node), "lead", working_days)?,
            put_back_wd: get(Some(node), "put_back", working_days)?,
            attendance: get(Some(node), "attendance", |node| self.setting.effort(node))?,
        })
    }

    fn outcomes(&self, stage: &Node) -> Vec<Outcome> {
        let list = self.sequenced(stage, "outcome", "severity");
        let outcome = |(name, node): &(String, &Node)| {
            let starts = get(Some(node), "starts", texts).unwrap_or_default();
            let at = node.get("starts").unwrap_or(node);
            let index = |name: &String| self.index(at, name, &self.stages, "stage");
            Some(Outcome {
                name: name.clone(),
                probability: get(Some(node), "probability", share)?,
                starts: starts.iter().map(index).collect(),
                closes: flag(Some(node), "closes"),
                leaves: self.leaves(node),
            })
        };
        let outcomes: Vec<Outcome> = list.iter().filter_map(outcome).collect();
        let sum: f64 = outcomes.iter().map(|outcome| outcome.probability).sum();
        if !outcomes.is_empty() && outcomes.len() == list.len() && (sum - 1.0).abs() > 1e-6 {
            let node = list[0].1.get("probability").unwrap_or(list[0].1);
            let stage = stage.path.trim_start_matches("stage.");
            let sum = (sum * 1e6).round() / 1e6;
            let found = format!("outcomes of {stage} whose probabilities sum to {sum}");
            self.report(node.wrong(found, "probabilities that sum to 1"));
        }
        outcomes
    }

    /// A family that leaves the service has nothing more to do here.
    fn leaves(&self, outcome: &Node) -> bool {
        let leaves = flag(Some(outcome), "leaves");
        let starts = get(Some(outcome), "starts", texts).unwrap_or_default();
        let closes = flag(Some(outcome), "closes");
        if leaves && (closes || !starts.is_empty()) {
            let found = "`leaves` beside `starts` or `closes`";
            let wanted = "an outcome that only leaves: all work of the family here ends with it";
            self.report(outcome.wrong(found, wanted));
        }
        leaves
    }

    /// Work that nobody could do is an error before it is a queue without end.
    pub(super) fn somebody_for_every_stage(
        &self,
        stages: &[Stage],
        offices: &[Office],
        teams: &[Team],
    ) {
        for (stage, (_, node)) in stages.iter().zip(&self.stages) {
            for (can, who) in whom_it_needs(stage) {
                for (office, (name, office_node)) in offices.iter().zip(&self.offices) {
                    let own = office.teams.iter().flatten().map(|team| &teams[*team]);
                    let held = |team: &&Team| stage.team_kind.is_none_or(|kind| kind == team.kind);
                    if own.filter(held).any(can) {
                        continue;
                    }
                    let kind = stage.team_kind.and_then(|kind| self.kinds.get(kind));
                    let team = kind.map_or("any team".to_owned(), |kind| format!("{:?}", kind.0));
                    let found = format!(
                        "stage {:?}, which nobody at office {name} may do",
                        stage.name
                    );
                    let place = &office_node.origin;
                    let at = format!("office {name}: {}:{}", place.file, place.line);
                    let wanted = format!("{who} in {team} of {name}");
                    self.report(node.wrong(found, wanted).hint(at));
                }
            }
        }
    }

    /// The front door of an office is its team's duty desk and managers.
    pub(super) fn somebody_at_the_door(&self, offices: &[Office], teams: &[Team]) {
        let Some(door) = self.doc.get("front_door") else {
            return;
        };
        for office in offices {
            let Some(team) = teams.get(office.front_door_team) else {
                continue;
            };
            let name = &team.name;
            if team.duty_one_in.is_none() {
                let found = format!("no duty rota at {name}, whose desk screens");
                self.report(door.wrong(found, "`duty_one_in = 8` for that team"));
            }
            if team.managers.is_empty() {
                let found = format!("no managers at {name}, who record outcomes");
                self.report(door.wrong(found, "`managers = 1` for that team"));
            }
        }
    }

    /// Stage entered where there is no front door.
    pub(super) fn entry(&self, front_door: bool) -> Option<StageIx> {
        let pathway = self.doc.get("pathway");
        let entry = self.stage_at(pathway, "entry");
        if entry.is_none() && !front_door && self.doc.get("front_door").is_none() {
            let node = pathway.unwrap_or(self.doc);
            self.report(node.wrong(
                "no way in",
                "[front_door], or `entry = \"STAGE\"` in [pathway]",
            ));
        }
        entry
    }

    /// A stage that no family can reach is a slip of the pen.
    pub(super) fn every_stage_reached(&self, spec: &Spec) {
        let mut reached = vec![false; spec.stages.len()];
        let mut open: Vec<StageIx> = spec.entry.into_iter().collect();
        open.extend(
            spec.front_door
                .iter()
                .flat_map(|f| [f.danger_stage, f.assessment_stage]),
        );
        open.extend(spec.unallocated.risk_rises_to);
        let groups = ordered(self.doc.at(&["start", "group"]));
        let started = groups
            .iter()
            .filter_map(|(_, node)| node.get("stage")?.text());
        open.extend(started.filter_map(|name| self.stages.iter().position(|(n, _)| n == name)));
        while let Some(stage) = open.pop() {
            if let Some(seen) = reached.get_mut(stage).filter(|seen| !**seen) {
                *seen = true;
                open.extend(spec.stages[stage].may_start.map(|may| may.stage));
                open.extend(
                    spec.stages[stage]
                        .outcomes
                        .iter()
                        .flat_map(|o| o.starts.clone()),
                );
            }
        }
        for ((_, node), _) in self
            .stages
            .iter()
            .zip(reached)
            .filter(|(_, reached)| !reached)
        {
            let found = "a stage that no family can reach";
            self.report(
                node.wrong(found, "an outcome or entry that starts it")
                    .warning(),
            );
        }
    }

    /// Return of closed families.
    pub(super) fn rereferral(&self) -> Option<Rereferral> {
        let node = Some(self.doc.get("rereferral")?);
        Some(Rereferral {
            chance: get(node, "chance", share)?,
            delay: get(node, "delay", |node| self.setting.delay(node))?,
            worse: get(node, "worse", |node| number(node, -5.0, 5.0))?,
        })
    }

    /// Families without a named worker.
    pub(super) fn unallocated(&self) -> Unallocated {
        let node = self.doc.get("unallocated");
        let effort = |key| get(node, key, |node| self.setting.effort(node));
        let delay = |key| get(node, key, |node| self.setting.delay(node));
        let rises = get(node, "risk_rises_per_year", yearly).unwrap_or(0.0);
        let to = self.stage_at(node, "risk_rises_to");
        if let Some(node) = node.filter(|_| rises > 0.0 && to.is_none()) {
            self.report(node.wrong("no `risk_rises_to`", "the stage entered when risk rises"));
        }
        Unallocated {
            every: delay("every"),
            effort: effort("effort"),
            review_per_month: effort("review_per_month"),
            moves_away_per_year: get(node, "moves_away_per_year", yearly).unwrap_or(0.0),
            desk_review: self.desk_review(node),
            return_factor: get(node, "return_factor", |node| number(node, 0.0, 100.0))
                .unwrap_or(1.0),
            withdraw: delay("withdraw"),
            risk_rises_per_year: rises,
            risk_rises_to: to,
        }
    }

    /// Contacts about families already open.
    pub(super) fn open_contacts(&self) -> Option<OpenContacts> {
        let table = self.doc.get("open_contacts")?;
        if self.doc.get("front_door").is_none() {
            self.report(table.wrong(
                "contacts on open families, and no `front_door`",
                "a `front_door`, whose stages they may start",
            ));
        }
        let node = Some(table);
        Some(OpenContacts {
            per_year: get(node, "per_year", yearly)?,
            effort: get(node, "effort", |node| self.setting.effort(node))?,
            starts: get(node, "starts", share)?,
            section47: get(node, "section47", share)?,
        })
    }

    fn desk_review(&self, unallocated: Option<&Node>) -> Option<DeskReview> {
        let node = Some(unallocated?.get("desk_review")?);
        Some(DeskReview {
            every: get(node, "every", |node| self.setting.delay(node))?,
            effort: get(node, "effort", |node| self.setting.effort(node))?,
            closes: get(node, "closes", share)?,
            finds: 0.0,
        })
    }

    /// Chairs' diary.
    pub(super) fn conferences(&self) -> Option<Conferences> {
        let node = Some(self.doc.get("conferences")?);
        let count = |key| get(node, key, |node| whole(node, 1, 10_000)).map(|count| count as u32);
        Some(Conferences {
            chairs: count("chairs")?,
            per_day: count("per_day")?,
        })
    }

    /// Emergency duty team.
    pub(super) fn out_of_hours(&self) -> Option<OutOfHours> {
        let node = Some(self.doc.get("out_of_hours")?);
        Some(OutOfHours {
            workers: get(node, "workers", |node| whole(node, 1, 10_000))? as u32,
            effort: get(node, "effort", |node| self.setting.delay(node))?,
        })
    }

    /// Rules of the worker's day; without the table every habit is off.
    pub(super) fn day(&self) -> WorkersDay {
        let node = self.doc.get("day");
        let behind = flag(node, "overdue_fall_behind");
        if let Some(day) = node.filter(|day| behind && day.get("overdue").is_none()) {
            self.report(day.wrong(
                "no `overdue`",
                "`overdue = \"10 wd\"`, after which work falls behind",
            ));
        }
        WorkersDay {
            first_come: flag(node, "first_come"),
            overdue_fall_behind: behind,
            overdue_wd: get(node, "overdue", working_days).unwrap_or(0),
            slack_habit: get(node, "slack_habit", share).unwrap_or(0.0),
            note_late_wd: get(node, "note_late", working_days).unwrap_or(0),
            paid_share_of_open_hours: get(node, "paid_share_of_open_hours", |node| {
                number(node, 0.0, 100.0)
            })
            .unwrap_or(1.0),
        }
    }
}

type Can = fn(&Team) -> bool;

/// Whom a stage needs, each with words for it.
fn whom_it_needs(stage: &Stage) -> Vec<(Can, &'static str)> {
    let managers: (Can, _) = (|team| !team.managers.is_empty(), "managers");
    let mut needs: Vec<(Can, &str)> = match stage.by {
        StageBy::Nobody => Vec::new(),
        StageBy::NamedWorker => vec![(|_| true, "posts")],
        StageBy::Duty => vec![(
            |team| team.duty_one_in.is_some(),
            "a duty rota (`duty_one_in`)",
        )],
        StageBy::Manager => vec![managers],
    };
    if stage.sign_off.is_some() || stage.items.iter().any(|item| item.by_manager) {
        needs.push(managers);
    }
    needs
}

fn per_child(table: Option<&Node>) -> bool {
    table
        .and_then(|table| table.get("per"))
        .and_then(Node::text)
        != Some("family")
}
