//! Hand-written streams of facts: two areas, one team each, three stages, two posts.

mod counts;
mod diverted;
mod laws;
mod ordered;
mod people;
mod requests;

use jiff::civil::date;

use super::*;
use crate::chronology::{Fact, Place, Release};
use crate::engine::{Calendar, Observer, Span, Time};

const A: Place = Place { office: 0, team: 0 };
const B: Place = Place { office: 1, team: 1 };
const DAY: i64 = 86_400;
const HOUR: i64 = 3_600;

fn stage(row: u8, conference: bool) -> StageSetting {
    StageSetting {
        row,
        named_worker: true,
        limit_stops_authorised: !conference,
        conference,
        signed_off: true,
        recurring: vec![RecurringAs::Visit],
        visits: vec![true, false],
        visit_every: (row == 3).then_some(VisitEvery::WorkingDays(10)),
        closing: false,
    }
}

/// A setting whose window opens after one day and ends after `days`.
fn setting(calendar: Calendar, days: i64) -> Setting {
    let team = |name: &str, area| TeamSetting {
        name: name.into(),
        area,
        kind: 0,
        protection_covered_at_once: false,
    };
    Setting {
        areas: vec!["A".into(), "B".into()],
        kinds: vec!["assessment".into()],
        teams: vec![team("A assessment", 0), team("B assessment", 1)],
        stages: vec![
            "initial assessment".into(),
            "conference".into(),
            "in-need plan".into(),
        ],
        stage_settings: vec![stage(2, false), stage(1, true), stage(3, false)],
        bands: vec!["high".into(), "routine".into()],
        sources: vec!["police".into(), "schools".into()],
        calendar,
        window_start: Time(DAY),
        end: Time(days * DAY),
        note_late_wd: 2,
        costs: Some(super::Costs::default()),
    }
}

/// Monday 4 January 2010, every second open.
fn continuous(days: i64) -> Setting {
    setting(Calendar::continuous(date(2010, 1, 4)), days)
}

/// Monday 4 January 2010, nine to five.
fn office(days: i64) -> Setting {
    let calendar = Calendar::office(date(2010, 1, 4), 9 * HOUR, 17 * HOUR, &[], 1, 2);
    setting(calendar, days)
}

fn watched(setting: Setting, requests: &[&str]) -> MonitorPlan {
    let requests: Vec<String> = requests.iter().map(|text| text.to_string()).collect();
    MonitorPlan::new(setting, &requests).expect("the requests are understood")
}

/// What a replication that told these facts answers, or what it broke.
fn hear(plan: &MonitorPlan, facts: &[(i64, Fact)]) -> Result<Replication, Vec<String>> {
    let mut monitor = Monitor::new(plan);
    for (at, fact) in facts {
        monitor.note(Time(*at), fact);
    }
    monitor.finish(0, facts.len() as u64)
}

/// The values of the requests, in their order.
fn answers(setting: Setting, requests: &[&str], facts: &[(i64, Fact)]) -> Vec<Option<f64>> {
    let plan = watched(setting, requests);
    let found = hear(&plan, facts).expect("no law is broken");
    let at = |text: &&str| {
        plan.catalogue
            .find(text, &plan.setting)
            .expect("it is reported")
    };
    requests.iter().map(|text| found.values[at(text)]).collect()
}

fn close(found: Option<f64>, wanted: f64) {
    let found = found.expect("there is a value");
    assert!(
        (found - wanted).abs() < 1e-9 * wanted.abs().max(1.0),
        "{found} is not {wanted}"
    );
}

fn contacted(family: u32, place: Place) -> Fact {
    Fact::Contacted {
        family,
        place,
        source: 0,
        children: 2,
        danger: false,
        again: false,
    }
}

fn began(family: u32, place: Place, stage: u16, referred: i64) -> Fact {
    Fact::StageBegan {
        family,
        place,
        stage,
        children: 2,
        band: 0,
        referred: Time(referred),
    }
}

fn ended(family: u32, place: Place, stage: u16, began: i64) -> Fact {
    Fact::StageEnded {
        family,
        place,
        stage,
        children: 2,
        began: Time(began),
    }
}

fn joined(family: u32, place: Place, since: i64) -> Fact {
    Fact::ListJoined {
        family,
        place,
        children: 2,
        band: 0,
        row: 2,
        since: Time(since),
        held: false,
        first: true,
    }
}

fn allocated(family: u32, place: Place, post: u32, since: i64) -> Fact {
    Fact::Allocated {
        family,
        place,
        post,
        children: 2,
        band: 0,
        row: 2,
        since: Time(since),
        first: true,
        transfer: false,
        above_cap: false,
    }
}

fn released(family: u32, place: Place, post: u32, why: Release) -> Fact {
    Fact::Released {
        family,
        place,
        post,
        children: 2,
        why,
    }
}

fn holds(post: u32, place: Place, families: u16) -> Fact {
    Fact::Caseload {
        post,
        place,
        families,
        children: families * 2,
        points_milli: i32::from(families) * 1_000,
        full: families >= 2,
    }
}

/// A worker in post from the start.
fn in_post(post: u32, place: Place) -> [(i64, Fact); 3] {
    let (manager, agency, at_start, newly_qualified) = (false, false, true, false);
    [
        (
            0,
            Fact::PostOpened {
                post,
                place,
                fte_milli: 500,
                manager,
            },
        ),
        (
            0,
            Fact::Started {
                post,
                place,
                agency,
                manager,
                at_start,
                newly_qualified,
            },
        ),
        (
            0,
            Fact::Present {
                post,
                place,
                manager,
                present: true,
            },
        ),
    ]
}

fn authorised(family: u32, clock: i64, due: i64, completed: i64) -> Fact {
    Fact::Authorised {
        family,
        place: A,
        stage: 0,
        children: 2,
        band: 0,
        outcome: 0,
        clock: Time(clock),
        due: Time(due),
        began: Time(clock),
        completed: Time(completed),
        bypassed: false,
        asked: false,
    }
}
