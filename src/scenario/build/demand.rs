//! Who arrives: sources, streams, the front door, hours by family size.

use super::{Draft, get, name_key};
use crate::model::spec::{EarlyHelp, FamilyHours, FrontDoor, Hours, Source, Stream, Triage};
use crate::scenario::check::{hours, named_shares, trend};
use crate::scenario::document::Node;
use crate::scenario::value::{self, DAY, YEAR, number, share, shares};

impl Draft<'_> {
    /// Sources of contacts; a scenario that names none has one, called "all".
    pub(super) fn sources(&self) -> Vec<Source> {
        if self.sources.is_empty() {
            return vec![self.source("all", None)];
        }
        self.sources
            .iter()
            .map(|(name, node)| self.source(name, Some(node)))
            .collect()
    }

    fn source(&self, name: &str, node: Option<&Node>) -> Source {
        let bands = &self.setting.bands;
        let by_band = |node: &Node| named_shares(node, bands, "need band");
        let told = node.is_some_and(|node| node.get("band").is_some());
        if !told && bands.len() > 1 && self.doc.get("front_door").is_none() {
            let problem = node.unwrap_or(self.doc).wrong(
                format!("no `band` for the source \"{name}\""),
                "`band = { NAME = 0.3, … }`: without a front door nobody else decides it",
            );
            self.report(problem);
        }
        let demand = self.doc.get("demand");
        Source {
            name: name.to_owned(),
            need_mean: get(node, "need_mean", |node| number(node, -5.0, 5.0)).unwrap_or(0.0),
            children: get(node, "children", shares)
                .or_else(|| get(demand, "children", shares))
                .unwrap_or_else(|| vec![1.0]),
            siblings_separate: node
                .and_then(|node| node.get("siblings"))
                .and_then(Node::text)
                == Some("separate"),
            band_shares: get(node, "band", by_band)
                .unwrap_or_else(|| vec![1.0 / bands.len() as f64; bands.len()]),
            screening: get(node, "screening", |node| self.setting.effort(node)),
            full_decision: flag(node, "full_decision"),
            triage: self.triage(node),
        }
    }

    fn triage(&self, source: Option<&Node>) -> Option<Triage> {
        let table = source?.get("triage")?;
        if self.doc.get("front_door").is_none() {
            let wanted = "a `front_door`, before which contacts are triaged";
            self.report(table.wrong("a triage, and no `front_door`", wanted));
        }
        let node = Some(table);
        let effort = |key| get(node, key, |node| self.setting.effort(node));
        Some(Triage {
            effort: effort("effort")?,
            partner_effort: effort("partner_effort")?,
            ends: get(node, "ends", share)?,
            noise: get(node, "noise", |node| number(node, 0.0, 10.0))?,
        })
    }

    /// Help below the thresholds of the front door.
    pub(super) fn early_help(&self) -> Option<EarlyHelp> {
        let table = self.doc.get("early_help")?;
        if self.doc.get("front_door").is_none() {
            let wanted = "a `front_door`, below whose thresholds it is offered";
            self.report(table.wrong("early help, and no `front_door`", wanted));
        }
        let node = Some(table);
        let factor = |node: &Node| number(node, 0.0, 100.0);
        Some(EarlyHelp {
            taken: get(node, "taken", share)?,
            return_factor: get(node, "return_factor", factor).unwrap_or(1.0),
            partner_effort: get(node, "partner_effort", |node| self.setting.effort(node)),
        })
    }

    /// One stream for each office and source.
    pub(super) fn streams(&self, sources: &[Source]) -> Vec<Stream> {
        let mut streams = Vec::new();
        for (office, (_, node)) in self.offices.iter().enumerate() {
            let shares = self.source_shares(node, sources);
            let volume = self.volume(node);
            for (source, about) in sources.iter().enumerate() {
                let size = mean_size(&about.children);
                let families = match volume {
                    Some(Volume::Families(rate)) => rate * shares[source],
                    Some(Volume::Children(rate)) => rate * shares[source] / size,
                    None => 0.0,
                };
                streams.extend(self.stream(office, source, about, families));
            }
        }
        streams
    }

    fn stream(&self, office: usize, source: usize, about: &Source, daily: f64) -> Option<Stream> {
        let node = self.sources.get(source).map(|(_, node)| *node);
        let demand = self.doc.get("demand");
        let interval = get(node, "interval", |node| self.setting.delay(node));
        let families_per_day = match &interval {
            Some(law) => DAY / law.dist.mean().max(1e-9),
            None => daily,
        };
        // A stream of nothing stays in the list: a change may begin it, and its place is its name.
        if families_per_day < 0.0 {
            return None;
        }
        let either = |key: &str| {
            node.and_then(|node| node.get(key))
                .or_else(|| demand.and_then(|node| node.get(key)))
        };
        let hours = get(node, "hours", hours).unwrap_or(match self.setting.continuous {
            true => Hours::AllDay([1.0; 24]),
            false => Hours::Office,
        });
        let key = name_key(name_key(0x0005_7EA4, &self.offices[office].0), "\u{1f}");
        let trend = either("trend")
            .and_then(|node| trend(node).ok())
            .unwrap_or_default();
        Some(Stream {
            office,
            source,
            key: name_key(key, &about.name),
            families_per_day,
            weekday: weekday(either("weekday"), &hours, self.setting.continuous),
            month: month(either("month")),
            hours,
            trend: trend
                .into_iter()
                .map(|(on, f)| (self.calendar.time_of(on), f))
                .collect(),
            interval,
        })
    }

    /// Shares of the sources at an office, those with an interval of their own left out.
    fn source_shares(&self, office: &Node, sources: &[Source]) -> Vec<f64> {
        let names = &self.setting.sources;
        if let Some(mix) = get(Some(office), "mix", |node| {
            named_shares(node, names, "source")
        }) {
            return mix;
        }
        let timed = |source: usize| {
            self.sources
                .get(source)
                .is_some_and(|(_, node)| node.get("interval").is_some())
        };
        let poisson: Vec<usize> = (0..sources.len())
            .filter(|source| !timed(*source))
            .collect();
        let mut list = vec![0.0; sources.len()];
        for &source in &poisson {
            let node = self.sources.get(source).map(|(_, node)| *node);
            list[source] = match (get(node, "share", share), node) {
                (Some(share), _) => share,
                (None, _) if poisson.len() == 1 => 1.0,
                (None, Some(node)) if node.get("share").is_none() => {
                    self.report(
                        node.wrong("no `share`", "`share = 0.3`, its part of the contacts"),
                    );
                    return list;
                }
                (None, _) => return list,
            };
        }
        let sum: f64 = list.iter().sum();
        if !poisson.is_empty() && (sum - 1.0).abs() > 1e-6 {
            let first = self.sources[poisson[0]].1;
            let node = first.get("share").unwrap_or(first);
            let found = format!(
                "shares of the sources that sum to {}",
                (sum * 1e6).round() / 1e6
            );
            self.report(node.wrong(found, "shares that sum to 1"));
        }
        list.iter().map(|share| share / sum.max(1e-12)).collect()
    }

    fn volume(&self, office: &Node) -> Option<Volume> {
        let (contacts, families) = (office.get("contacts"), office.get("families"));
        if let (Some(_), Some(node)) = (contacts, families) {
            self.report(node.wrong("both `contacts` and `families`", "one of the two"));
        }
        let timed = |(_, node): &(String, &Node)| node.get("interval").is_some();
        let all_timed = !self.sources.is_empty() && self.sources.iter().all(timed);
        match (contacts, families) {
            (Some(node), _) => value::rate_per_day(node).ok().map(Volume::Children),
            (_, Some(node)) => value::rate_per_day(node).ok().map(Volume::Families),
            (None, None) => {
                if !all_timed {
                    self.report(office.wrong(
                        "no volume",
                        "`contacts = \"7200 per yr\"` (children) or `families = \"0.8 per d\"`",
                    ));
                }
                None
            }
        }
    }

    /// Hours by family size, scaled so that the mean for each child is unchanged.
    pub(super) fn family_hours(&self, sources: &[Source], streams: &[Stream]) -> FamilyHours {
        let node = self.doc.get("family_hours");
        let factor = |key| get(node, key, |node| number(node, 0.0, 100.0)).unwrap_or(1.0);
        let (first, further) = (factor("first"), factor("further"));
        let mut children = 0.0;
        let mut hours = 0.0;
        for stream in streams {
            let about = &sources[stream.source];
            let size = if about.siblings_separate {
                1.0
            } else {
                mean_size(&about.children)
            };
            children += stream.families_per_day * size;
            hours += stream.families_per_day * (first + further * (size - 1.0));
        }
        let scale = if hours > 0.0 { children / hours } else { 1.0 };
        FamilyHours {
            first,
            further,
            scale,
        }
    }

    /// Screening and thresholds, where the scenario has a front door.
    pub(super) fn front_door(&self) -> Option<FrontDoor> {
        let node = Some(self.doc.get("front_door")?);
        let effort = |key| get(node, key, |node| self.setting.effort(node));
        let delay = |key| get(node, key, |node| self.setting.delay(node));
        let part = |key| get(node, key, share).unwrap_or(0.0);
        let need = |key| get(node, key, |node| number(node, -5.0, 5.0)).unwrap_or(0.0);
        let later = &self.setting.bands[1..];
        let band_shares = get(node, "band_shares", |node| {
            named_shares(node, later, "need band")
        });
        if !later.is_empty() && node.is_some_and(|node| node.get("band_shares").is_none()) {
            self.report(self.doc.get("front_door")?.wrong(
                "no `band_shares`",
                "`band_shares = { NAME = 0.3, … }` for the bands after the most urgent",
            ));
        }
        if let Some(danger) = node?.get("danger_share")
            && part("danger_share") > part("referral_to_assessment")
        {
            let wanted = "at most `referral_to_assessment`, as all in danger are assessed";
            self.report(danger.refuse(wanted));
        }
        let stages = (
            self.stage_at(node, "danger_stage"),
            self.stage_at(node, "assessment_stage"),
        );
        Some(FrontDoor {
            screened_by: node.and_then(|node| self.role_at(node, "screened_by")),
            initial_response: node.and_then(|node| self.role_at(node, "initial_response")),
            screening: effort("screening")?,
            decision: effort("decision")?,
            manager_contact: effort("manager_contact")?,
            manager_referral: effort("manager_referral")?,
            partners: delay("partners"),
            partner_effort: effort("partner_effort"),
            limit_wd: get(node, "limit", value::working_days)?,
            contact_to_referral: part("contact_to_referral"),
            referral_to_assessment: part("referral_to_assessment"),
            danger_share: part("danger_share"),
            band_shares: band_shares.unwrap_or_default(),
            shift: need("shift"),
            danger_stage: stages.0?,
            assessment_stage: stages.1?,
            wrongly_out_return: part("wrongly_out_return"),
            wrongly_out_delay: delay("wrongly_out_delay")?,
            wrongly_out_worse: need("wrongly_out_worse"),
        })
    }
}

/// Yearly volume of an office, per day.
enum Volume {
    Families(f64),
    Children(f64),
}

/// Yes where a key says so.
pub(super) fn flag(table: Option<&Node>, key: &str) -> bool {
    table
        .and_then(|table| table.get(key))
        .and_then(Node::flag)
        .unwrap_or(false)
}

/// Mean number of children of a family.
pub(super) fn mean_size(shares: &[f64]) -> f64 {
    shares
        .iter()
        .enumerate()
        .map(|(more, share)| (more + 1) as f64 * share)
        .sum()
}

/// Weekday weights with mean 1 over the week, so that the yearly volume is the stated one. Where
/// nothing is said, office hours mean Mondays to Fridays.
fn weekday(node: Option<&Node>, hours: &Hours, continuous: bool) -> [f64; 7] {
    let given = node.and_then(|node| value::weights(node, Some(7)).ok());
    let mut weights = [1.0; 7];
    match given {
        Some(given) => weights.copy_from_slice(&given),
        None if matches!(hours, Hours::Office) && !continuous => {
            weights = [1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0];
        }
        None => {}
    }
    let mean = weights.iter().sum::<f64>() / 7.0;
    weights.map(|weight| weight / mean)
}

/// Month weights with mean 1 over the days of a year.
fn month(node: Option<&Node>) -> [f64; 12] {
    const DAYS: [f64; 12] = [
        31.0, 28.25, 31.0, 30.0, 31.0, 30.0, 31.0, 31.0, 30.0, 31.0, 30.0, 31.0,
    ];
    let mut weights = [1.0; 12];
    if let Some(given) = node.and_then(|node| value::weights(node, Some(12)).ok()) {
        weights.copy_from_slice(&given);
    }
    let total: f64 = weights
        .iter()
        .zip(DAYS)
        .map(|(weight, days)| weight * days)
        .sum();
    let mean = total / (YEAR / DAY);
    weights.map(|weight| weight / mean)
}
