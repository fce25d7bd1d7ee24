//! Offices, their teams, and the people in them.

use super::{Draft, get, staff};
use crate::engine::Span;
use crate::model::spec::{
    Agency, Duration, ListOrder, Office, People, PlannedAbsence, Pressure, Recruitment, Response,
    SicknessKind, Team, Ties, Unit,
};
use crate::scenario::check::{Setting, over_cap, steps};
use crate::scenario::document::Node;
use crate::scenario::value::{self, DAY, Read, YEAR, number, share, whole};

/// The same keys at several places, the first that has one counting.
pub(super) struct Layers<'a>(Vec<&'a Node>);

impl<'a> Layers<'a> {
    fn of(layers: impl IntoIterator<Item = Option<&'a Node>>) -> Self {
        Layers(layers.into_iter().flatten().collect())
    }

    pub(super) fn node(&self, keys: &[&str]) -> Option<&'a Node> {
        self.0.iter().find_map(|layer| layer.at(keys))
    }

    pub(super) fn read<T>(&self, keys: &[&str], read: impl FnOnce(&Node) -> Read<T>) -> Option<T> {
        self.node(keys).and_then(|node| read(node).ok())
    }

    /// Names of the tables under a key, over all layers, in alphabetical order.
    fn names(&self, key: &str) -> Vec<&'a str> {
        let tables = self.0.iter().filter_map(|layer| layer.get(key)?.table());
        let tables = tables.flat_map(|table| table.iter());
        let mut names: Vec<&str> = tables
            .filter(|(_, node)| node.table().is_some())
            .map(|(name, _)| &name[..])
            .collect();
        names.sort_unstable();
        names.dedup();
        names
    }
}

impl Draft<'_> {
    /// Every office and every team of every office.
    pub(super) fn offices_and_teams(&self) -> (Vec<Office>, Vec<Team>) {
        let mut offices = Vec::new();
        let mut teams: Vec<Team> = Vec::new();
        for (office, (name, node)) in self.offices.iter().enumerate() {
            let mut own = Vec::new();
            for kind in 0..self.kinds.len() {
                let team = self.team(office, kind);
                own.push(team.as_ref().map(|_| teams.len()));
                teams.extend(team);
            }
            self.teams_exist(node);
            let demand = self.doc.get("demand");
            let served = |node: &Node| whole(node, 0, 1);
            let shape = |node: &Node| number(node, 1e-6, 1e9);
            offices.push(Office {
                name: name.clone(),
                threshold_noise: get(Some(node), "threshold_noise", |n| number(n, 0.0, 10.0))
                    .unwrap_or(0.0),
                initial_response: get(Some(node), "initial_response", served) == Some(1),
                joint_triage: get(Some(node), "joint_triage", share).unwrap_or(0.0),
                front_door_team: self.front_door_team(node, &own),
                teams: own,
                day_shock_shape: get(Some(node), "day_shock_shape", shape)
                    .or_else(|| get(demand, "day_shock_shape", shape)),
            });
        }
        (offices, teams)
    }

    /// Teams that an office changes must be kinds of team of the scenario.
    fn teams_exist(&self, office: &Node) {
        for (kind, node) in office
            .get("team")
            .and_then(Node::table)
            .into_iter()
            .flatten()
        {
            self.index(node, kind, &self.kinds, "kind of team");
        }
    }

    fn front_door_team(&self, office: &Node, own: &[Option<usize>]) -> usize {
        let kind = self
            .kind_at(Some(office), "front_door_team")
            .or_else(|| self.kind_at(self.doc.get("front_door"), "team"));
        let first = own.iter().copied().flatten().next();
        let Some(kind) = kind else {
            return first.unwrap_or(0);
        };
        match own.get(kind).copied().flatten() {
            Some(team) => team,
            None => {
                let kind = self.kinds.get(kind).map_or("", |(name, _)| name);
                self.report(office.wrong(
                    format!("no team of the kind \"{kind}\" at this office"),
                    "posts in the team whose duty desk screens",
                ));
                first.unwrap_or(0)
            }
        }
    }

    fn team(&self, office: usize, kind: usize) -> Option<Team> {
        let (office_name, office_node) = &self.offices[office];
        let (kind_name, kind_node) = &self.kinds[kind];
        let own = office_node.at(&["team", kind_name]);
        let layers = Layers::of([own, Some(kind_node)]);
        let with_office = Layers::of([own, Some(*office_node), Some(kind_node)]);
        // A number that cannot be read is reported already; it stands for one post here, so that
        // it is not reported again as an office without a team.
        let count = |key: &str, most: f64| match layers.node(&[key]) {
            Some(node) => number(node, 0.0, most).unwrap_or(1.0),
            None => 0.0,
        };
        let posts = count("posts", 10_000.0);
        if posts == 0.0 {
            return None;
        }
        let worker_layers = Layers::of([
            own.and_then(|own| own.get("people")),
            own,
            Some(*office_node),
            kind_node.get("people"),
            Some(*kind_node),
            self.doc.get("people"),
        ]);
        let managers = [own, Some(*kind_node)].map(|node| node?.get("manager_people"));
        let manager_layers = Layers::of(managers.into_iter().chain([self.doc.get("managers")]));
        let cap = |key| layers.read(&[key], |node| number(node, 0.0, 1e9));
        let bands = &self.setting.bands;
        let all_back = || vec![0.0; bands.len()];
        let (posts, part_time) = self.posts_of(&layers, posts);
        let team = Team {
            name: format!("{office_name} {kind_name}"),
            office,
            kind,
            posts,
            part_time,
            managers: super::establishment::full_time_equivalents(count("managers", 1000.0)),
            cap_families: cap("cap_families"),
            cap_children: cap("cap_children"),
            cap_points: cap("cap_points"),
            over_cap: practice_above_caps(
                layers
                    .read(&["over_cap"], |node| over_cap(node, bands))
                    .unwrap_or_else(all_back),
                layers.read(&["over_cap_factor"], |node| number(node, 0.0, 100.0)),
            ),
            order: match layers.node(&["order"]).and_then(Node::text) {
                Some("first come") => ListOrder::FirstCome,
                Some("nearest deadline") => ListOrder::NearestDeadline,
                _ => ListOrder::NeedBand,
            },
            allocates: staff::allocates(&layers),
            deputy: layers.read(&["deputy"], share),
            ties: match layers.node(&["ties"]).and_then(Node::text) {
                Some("random") => Ties::Random,
                _ => Ties::Post,
            },
            duty_one_in: layers
                .node(&["duty_one_in"])
                .map(|node| number(node, 1.0, 1000.0).unwrap_or(1.0)),
            drop_on_transfer: layers
                .node(&["drop_on_transfer"])
                .and_then(Node::flag)
                .unwrap_or(false),
            duty_own_work: layers.read(&["duty_own_work"], share).unwrap_or(1.0),
            manager_effort_per_allocation: layers.read(&["manager_effort_per_allocation"], |n| {
                self.setting.effort(n)
            }),
            list_closes_at: layers
                .read(&["list_closes_at"], |node| whole(node, 0, 1_000_000))
                .map(|length| length as usize),
            vacancy_start: with_office.read(&["vacancy"], share).unwrap_or(0.0),
            agency_share: with_office.read(&["agency"], share).unwrap_or(0.0),
            support: self.support(&layers),
            orders: self.orders(&layers),
            people: people(&worker_layers, self.setting),
            manager_people: people(&manager_layers, self.setting),
        };
        self.other_work_is_stated(office, kind, &worker_layers);
        self.meetings_are_held(&layers);
        self.complete_tables(&worker_layers);
        self.complete_tables(&manager_layers);
        self.staffing_agrees(&team, &with_office, &worker_layers);
        Some(team)
    }

    /// What a team of a real service does beside the families modelled must be said, even if it is
    /// nothing: a front door in office hours is such a service. Reported once for a kind of team.
    fn other_work_is_stated(&self, office: usize, kind: usize, people: &Layers) {
        let real = self.doc.get("front_door").is_some() && !self.setting.continuous;
        if !real || office > 0 || people.node(&["other_work"]).is_some() {
            return;
        }
        let (name, node) = &self.kinds[kind];
        let found = format!("no `other_work` for the workers of the team \"{name}\"");
        let wanted = "`other_work = 0` under [people], or the share of their casework time spent \
                      on looked-after children and other work outside the model";
        self.report(node.wrong(found, wanted));
    }

    /// Vacancy, turnover and time to fill are three views of one thing.
    fn staffing_agrees(&self, team: &Team, stated: &Layers, people: &Layers) {
        if let Some(node) = stated.node(&["agency"])
            && team.agency_share > team.vacancy_start + 1e-9
        {
            self.report(node.refuse(format!(
                "at most the share of posts that are vacant ({}): agency workers cover vacancies",
                team.vacancy_start
            )));
        }
        let recruitment = &team.people.recruitment;
        if recruitment.failure > 0.0 && recruitment.failed_round.is_none() {
            let node = people.node(&["recruitment"]);
            let node = node.or_else(|| people.node(&["recruitment_failure"]));
            if let Some(node) = node.filter(|node| node.get("failed_round").is_none()) {
                let wanted = "`failed_round = \"17 wk\"` under recruitment, as rounds can fail";
                self.report(node.wrong("no `failed_round`", wanted));
            }
        }
        let (Some(node), Some(round)) = (stated.node(&["vacancy"]), &recruitment.round) else {
            return;
        };
        if recruitment.failure >= 1.0 {
            return; // nobody is ever found: no time to fill is implied
        }
        let failed = recruitment.failed_round.as_ref().unwrap_or(round);
        let failures = recruitment.failure / (1.0 - recruitment.failure).max(1e-9);
        let years = (mean_seconds(round) + failures * mean_seconds(failed)) / YEAR;
        let out = team.people.turnover_per_year * years;
        let implied = out / (1.0 + out);
        if (implied - team.vacancy_start).abs() > 0.2 * implied.max(team.vacancy_start) {
            let found = format!(
                "{} posts in 100 vacant at {}",
                percent(team.vacancy_start),
                team.name
            );
            let wanted = format!(
                "about {} in 100, which turnover ({:.3} per yr) and time to fill ({:.0} wk) imply",
                percent(implied),
                team.people.turnover_per_year,
                years * YEAR / DAY / 7.0
            );
            let turnover = people.node(&["turnover"]);
            let hint = turnover.map_or_else(
                || "the department drifts from its start to the implied share".to_owned(),
                |node| {
                    format!(
                        "turnover is set in {}:{}",
                        node.origin.file, node.origin.line
                    )
                },
            );
            self.report(node.wrong(found, wanted).hint(hint).warning());
        }
    }
}

fn percent(share: f64) -> String {
    format!("{:.1}", share * 100.0)
}

/// Mean of a length in elapsed seconds; a working day counts as 1.44 days.
fn mean_seconds(duration: &Duration) -> f64 {
    let mean = duration.dist.mean();
    match duration.unit {
        Unit::WorkingDays => mean * DAY * 365.25 / 252.75,
        Unit::Effort | Unit::Elapsed => mean,
    }
}

fn people(layers: &Layers, setting: &Setting) -> People {
    let delay = |keys: &[&str]| layers.read(keys, |node| setting.delay(node));
    let ramp = |keys: &[&str]| -> Vec<(Span, f64)> {
        layers
            .read(keys, |node| steps(node, "speed"))
            .unwrap_or_default()
    };
    let factor = |keys: &[&str]| {
        layers
            .read(keys, |node| number(node, 0.0, 100.0))
            .unwrap_or(1.0)
    };
    let casework = layers.read(&["casework_share"], share).unwrap_or(1.0);
    let elsewhere = layers.read(&["other_work"], share).unwrap_or(0.0);
    People {
        casework_share: casework * (1.0 - elsewhere),
        other_work: casework * elsewhere,
        turnover_per_year: layers.read(&["turnover"], value::yearly).unwrap_or(0.0),
        notice: delay(&["notice"]),
        sickness: sickness(layers, setting),
        planned: planned(layers),
        long_leave: staff::long_leave(layers, setting),
        intake: staff::intake(layers),
        recruitment: Recruitment {
            round: delay(&["recruitment", "round"]),
            failure: recruitment_failure(layers),
            failed_round: delay(&["recruitment", "failed_round"]),
            rounds_at_once: layers
                .read(&["recruitment", "rounds_at_once"], |node| {
                    whole(node, 1, 10_000)
                })
                .map(|rounds| rounds as usize),
        },
        ramp: ramp(&["ramp"]),
        newly_qualified_share: layers
            .read(&["newly_qualified_share"], share)
            .unwrap_or(0.0),
        newly_qualified_for: layers.read(&["newly_qualified_for"], value::span),
        newly_qualified_ramp: ramp(&["newly_qualified_ramp"]),
        newly_qualified_speed: factor(&["newly_qualified_speed"]),
        newly_qualified_caps: layers
            .read(&["newly_qualified_caps"], |node| steps(node, "share"))
            .unwrap_or_default(),
        agency: Agency {
            fill: delay(&["agency", "fill"]),
            assignment: delay(&["agency", "assignment"]),
            notice: delay(&["agency", "notice"]),
            speed: factor(&["agency", "speed"]),
            ramp: ramp(&["agency", "ramp"]),
        },
        hand_back_after_wd: layers.read(&["hand_back_after"], value::working_days),
        joint_visits_for: layers.read(&["joint_visits_for"], value::span),
        cover: staff::cover(layers, setting),
        early_visits_wd: layers.read(&["early_visits"], value::working_days),
        read_in: layers.read(&["read_in"], |node| setting.effort(node)),
        pressure: pressure(layers),
    }
}

/// The chance of a failed round may be said under recruitment, or of an office or team by itself.
fn recruitment_failure(layers: &Layers) -> f64 {
    let said = layers.0.iter().find_map(|layer| {
        layer
            .get("recruitment_failure")
            .or_else(|| layer.at(&["recruitment", "failure"]))
    });
    said.and_then(|node| share(node).ok()).unwrap_or(0.0)
}

fn pressure(layers: &Layers) -> Option<Pressure> {
    let response = |of: &str| {
        let figure =
            |key: &str| layers.read(&["pressure", of, key], |node| number(node, 0.0, 100.0));
        Some(Response {
            power: figure("power")?,
            least: figure("least")?,
            most: figure("most")?,
        })
    };
    Some(Pressure {
        target_points: layers.read(&["pressure", "target_points"], |node| {
            number(node, 0.0, 1e9)
        })?,
        absence: response("absence"),
        leaving: response("leaving"),
        rework: response("rework"),
        returning: response("returning"),
    })
}

fn sickness(layers: &Layers, setting: &Setting) -> Vec<SicknessKind> {
    let kind = |name: &str| {
        let per_year = layers
            .read(&["sickness", name, "per_year"], |node| {
                number(node, 0.0, 1e9)
            })
            .or_else(|| {
                let rate = layers.read(&["sickness", name, "rate"], value::rate_per_day)?;
                Some(rate * YEAR / DAY)
            })?;
        let length = layers.read(&["sickness", name, "length"], |node| setting.delay(node))?;
        Some(SicknessKind {
            name: name.to_owned(),
            per_year,
            length,
        })
    };
    layers
        .names("sickness")
        .into_iter()
        .filter_map(kind)
        .collect()
}

fn planned(layers: &Layers) -> Vec<PlannedAbsence> {
    let absence = |name: &str| {
        let count = |key: &str| layers.read(&["leave", name, key], |node| whole(node, 0, 366));
        let mut months = [1.0; 12];
        let weights = |node: &Node| value::weights(node, Some(12));
        if let Some(given) = layers.read(&["leave", name, "months"], weights) {
            months.copy_from_slice(&given);
        }
        Some(PlannedAbsence {
            name: name.to_owned(),
            times: count("times")? as u32,
            length_wd: count("days")?,
            months,
        })
    };
    layers
        .names("leave")
        .into_iter()
        .filter_map(absence)
        .collect()
}

/// Chances above the caps with the team's factor; what is certain stays certain.
fn practice_above_caps(mut chances: Vec<f64>, factor: Option<f64>) -> Vec<f64> {
    for chance in chances.iter_mut().filter(|chance| **chance < 1.0) {
        *chance = (*chance * factor.unwrap_or(1.0)).min(1.0);
    }
    chances
}
