//! Made-up findings for the tests: six offices, a year, forty futures.

use jiff::civil::{Date, date};

use super::{Findings, Told, WaitingAtStart};
use crate::engine::{Calendar, Span, Time};
use crate::experiment::plan::{Provenance, RegisterRow};
use crate::measures::{
    AGE_BANDS, MOST_CHILDREN_HELD, MonitorPlan, RecurringAs, Replication, Setting, StageSetting,
    TeamSetting, Unit, ValueInfo,
};

/// Everything findings borrow from.
pub(in crate::report) struct MadeUp {
    dates: Vec<(String, Date)>,
    register: Vec<RegisterRow>,
    watched: MonitorPlan,
    replications: Vec<Replication>,
}

const AREAS: [&str; 6] = ["A", "B", "C", "D", "E", "F"];

impl MadeUp {
    pub(in crate::report) fn new(weeks: i64) -> Self {
        let hours = (9 * 3_600, 17 * 3_600);
        let calendar = Calendar::office(date(2009, 11, 16), hours.0, hours.1, &[], 1, 3);
        let watched = MonitorPlan::new(setting(&calendar, weeks), &[]).expect("requests");
        let replications = (0..40).map(|index| replication(&watched, index)).collect();
        let dates = vec![
            ("Improvement board".to_owned(), date(2010, 3, 29)),
            ("Inspection".to_owned(), date(2010, 9, 13)),
        ];
        Self {
            dates,
            register: vec![input()],
            watched,
            replications,
        }
    }

    pub(in crate::report) fn findings(&self) -> Findings<'_> {
        Findings {
            told: told(self),
            setting: &self.watched.setting,
            catalogue: &self.watched.catalogue,
            replications: &self.replications,
            scores: &[],
            effort: None,
            drawn: None,
            why: "40 futures were asked for.".to_owned(),
            incomplete: String::new(),
        }
    }
}

fn setting(calendar: &Calendar, weeks: i64) -> Setting {
    let stage = |row, conference: bool| StageSetting {
        row,
        named_worker: true,
        limit_stops_authorised: !conference,
        conference,
        signed_off: true,
        recurring: vec![RecurringAs::Visit],
        visits: Vec::new(),
        visit_every: None,
        closing: false,
    };
    let team = |area: usize, kind: u16| TeamSetting {
        name: format!(
            "{} {}",
            AREAS[area],
            if kind == 0 { "assessment" } else { "long-term" }
        ),
        area: area as u16,
        kind,
        protection_covered_at_once: false,
    };
    Setting {
        areas: AREAS.map(str::to_owned).to_vec(),
        kinds: vec!["assessment".to_owned(), "long-term".to_owned()],
        teams: (0..6)
            .flat_map(|area| [team(area, 0), team(area, 1)])
            .collect(),
        stages: [
            "initial assessment",
            "core assessment",
            "conference",
            "protection plan",
        ]
        .map(str::to_owned)
        .to_vec(),
        stage_settings: vec![
            stage(2, false),
            stage(2, false),
            stage(1, true),
            stage(0, false),
        ],
        bands: vec!["all".to_owned()],
        sources: vec!["school".to_owned()],
        calendar: calendar.clone(),
        window_start: Time::ZERO,
        end: Time::ZERO + Span::WEEK * weeks,
        note_late_wd: 1,
        costs: None,
    }
}

fn told(made: &MadeUp) -> Told<'_> {
    let mut waiting = Vec::new();
    for (area, children) in [520.0, 430.0, 400.0, 210.0, 170.0, 108.0]
        .into_iter()
        .enumerate()
    {
        waiting.push(WaitingAtStart {
            area,
            stage: 0,
            children,
        });
        waiting.push(WaitingAtStart {
            area,
            stage: 3,
            children: 2.0,
        });
    }
    Told {
        title: "A made-up county",
        rationale: "",
        file_stem: "made-up",
        digest: "3f9c12ab77",
        lists: &[],
        seed: 2009,
        start_date: date(2009, 11, 16),
        warm_up_days: 0.0,
        dates: &made.dates,
        missing: &[],
        changes: &[],
        warnings: &[],
        register: &made.register,
        waiting_at_start: waiting,
    }
}

fn input() -> RegisterRow {
    RegisterRow {
        path: "office.A.vacancy".to_owned(),
        value: "15%".to_owned(),
        range: None,
        unit: String::new(),
        meaning: "Vacant posts.".to_owned(),
        provenance: Provenance::Source,
        text: "S53".to_owned(),
        file: "made-up.toml".to_owned(),
        line: 12,
    }
}

/// A number between 0 and 1 that looks random and is not.
fn noise(a: u64, b: u64) -> f64 {
    let mixed = (a.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ b.wrapping_mul(0xC2B2_AE3D_27D4_EB4F))
        .wrapping_mul(0xD6E8_FEB8_6659_FD93);
    ((mixed ^ (mixed >> 29)) >> 11) as f64 / (1_u64 << 53) as f64
}

/// How large a measure is about, and what it becomes by the end.
fn size(measure: &str) -> (f64, f64) {
    match measure {
        "unallocated" | "waiting_children" => (1850.0, 760.0),
        "unallocated_protection" => (12.0, 1.0),
        "unallocated_section47" => (2.0, 4.0),
        "unallocated_assessment" => (1100.0, 300.0),
        "unallocated_in_need" => (735.0, 455.0),
        "unallocated_in_transfer" => (0.0, 0.0),
        "oldest_waiting_days" => (180.0, 120.0),
        "opened_children" => (190.0, 185.0),
        "closed_children" => (150.0, 215.0),
        "transferred_children" => (60.0, 70.0),
        "workers_available" => (9000.0, 9400.0),
        "workers_working" => (8900.0, 9100.0),
        "caseload_children_per_holder" => (21.0, 19.0),
        "in_post_fte" => (250.0, 262.0),
        _ => (100.0, 80.0),
    }
}

fn value(info: &ValueInfo, own: u64, part: f64) -> Option<f64> {
    let length = info.name.len() as u64;
    let scale = match (info.unit, info.statistic.as_str()) {
        (Unit::Share, _) => {
            let share = 0.45 + 0.5 * noise(length, 3) + 0.1 * (noise(own, length) - 0.5);
            return Some(share.clamp(0.0, 1.0));
        }
        (_, "p50") => 6.0,
        (_, "p90") => 25.0,
        (_, "max") => 90.0,
        _ => 40.0,
    };
    Some((scale * (0.7 + part) * (0.8 + 0.4 * noise(own, length))).round())
}

fn replication(watched: &MonitorPlan, index: u32) -> Replication {
    let catalogue = &watched.catalogue;
    let count = catalogue.weeks.len();
    let own = u64::from(index);
    let share = |area: Option<&str>| match area.and_then(|a| AREAS.iter().position(|b| *b == a)) {
        Some(area) => 0.29 - 0.045 * area as f64,
        None => 1.0,
    };
    let walk = |measure: &str, area: Option<&str>, week: usize| {
        let (from, to) = size(measure);
        let along = (week + 1) as f64 / count as f64;
        let drift = (noise(own, measure.len() as u64) - 0.5) * 0.5 * from * along;
        let shake = (noise(own * 1000 + week as u64, 7) - 0.5) * 0.06 * from;
        let part = match measure {
            "oldest_waiting_days" | "caseload_children_per_holder" => 0.7 + 0.3 * share(area),
            _ => share(area),
        };
        ((from + (to - from) * along + drift + shake).max(0.0) * part).round()
    };
    let values = catalogue
        .values
        .iter()
        .map(|info| value(info, own, share(info.area.as_deref())));
    let series = catalogue.series.iter().map(|info| {
        (0..count)
            .map(|week| walk(&info.measure, info.area.as_deref(), week))
            .collect()
    });
    let ages = |area: &str, week: usize| -> [u32; AGE_BANDS] {
        let all = walk("unallocated", Some(area), week);
        [0.08, 0.2, 0.22, 0.2, 0.2, 0.1].map(|part| (all * part).round() as u32)
    };
    let held = |children: usize| {
        let far = (children as f64 - 19.0 - noise(own, 5) * 2.0) / 6.0;
        (9.0 / (1.0 + far * far * far * far)) as u32
    };
    Replication {
        index,
        values: values.collect(),
        series: series.collect(),
        waiting_ages: AREAS
            .iter()
            .map(|area| (0..count).map(|week| ages(area, week)).collect())
            .collect(),
        caseloads: catalogue
            .caseload_dates
            .iter()
            .map(|_| {
                AREAS
                    .iter()
                    .map(|_| (0..=MOST_CHILDREN_HELD).map(held).collect())
                    .collect()
            })
            .collect(),
        events: 1,
        agenda_events: 1,
    }
}
