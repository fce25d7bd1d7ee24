//! One office read as its manager would: twelve families told from beginning to end, and the
//! figures of a week counted again by hand from what happened to each family.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use assert_cmd::Command;
use caseload::chronology::{Decision, Fact, FamilyId, LeftList, Release, family_of};
use caseload::engine::{Draws, Observer, Time};
use caseload::experiment::plan::Replications;
use caseload::experiment::{Plan, Running, monitor_plan, run_all};
use caseload::{model, scenario};
use jiff::civil::{Date, date};

const FILE: &str = "scenarios/one-office.toml";

fn plan(sets: &[(&str, &str)]) -> Plan {
    let sets: Vec<(String, String)> = sets
        .iter()
        .map(|(path, value)| ((*path).to_string(), (*value).to_string()))
        .collect();
    let mut plan = scenario::load(Path::new(FILE), &sets).expect("the scenario is right");
    plan.replications = Replications::Number(1);
    plan
}

/// Everything that happened, in order.
#[derive(Default)]
struct Log(Vec<(Time, Fact)>);

impl Observer<Fact> for Log {
    fn note(&mut self, at: Time, fact: &Fact) {
        self.0.push((at, *fact));
    }
}

fn log_of(plan: &Plan) -> Vec<(Time, Fact)> {
    let mut log = Log::default();
    model::run(&plan.department, Draws::new(plan.seed, 0), &mut log);
    log.0
}

// ---- twelve families --------------------------------------------------------------------------

/// What happened to each family.
type Lives = BTreeMap<FamilyId, Vec<(Time, Fact)>>;

fn lives_of(log: &[(Time, Fact)]) -> Lives {
    let mut lives = Lives::new();
    for (at, fact) in log {
        if let Some(family) = family_of(fact) {
            lives.entry(family).or_default().push((*at, *fact));
        }
    }
    lives
}

fn any(life: &[(Time, Fact)], wanted: impl Fn(&Fact) -> bool) -> bool {
    life.iter().any(|(_, fact)| wanted(fact))
}

/// The number of a stage of the pathway.
fn stage(plan: &Plan, name: &str) -> u16 {
    let stages = &plan.names.stages;
    let at = stages.iter().position(|stage| stage.name == name);
    at.unwrap_or_else(|| panic!("a stage called {name}")) as u16
}

fn in_stage(life: &[(Time, Fact)], wanted: u16) -> bool {
    any(
        life,
        |f| matches!(f, Fact::StageBegan { stage, .. } if *stage == wanted),
    )
}

/// A story: its name and what makes a family one of it.
type Story<'a> = (&'a str, Box<Told<'a>>);

/// Whether a family's life is of the story.
type Told<'a> = dyn Fn(&[(Time, Fact)]) -> bool + 'a;

fn stories(plan: &Plan) -> Vec<Story<'_>> {
    let calendar = plan.calendar();
    let initial = stage(plan, "initial assessment");
    let protection = stage(plan, "protection plan");
    let court = stage(plan, "proceedings");
    let stepped_down = stage(plan, "in-need plan after protection");
    let away_with_plan = move |life: &[(Time, Fact)]| {
        in_stage(life, protection) && any(life, |f| matches!(f, Fact::CoverReviewed { .. }))
    };
    let waited = |life: &[(Time, Fact)]| {
        life.iter().any(|(at, fact)| {
            matches!(fact, Fact::Allocated { since, first: true, .. }
                if (*at - *since).0 > 60 * 86_400)
        })
    };
    let weekend = move |life: &[(Time, Fact)]| {
        life.iter().any(|(at, fact)| {
            matches!(fact, Fact::Contacted { danger: true, .. }) && calendar.weekday(*at) >= 5
        })
    };
    let decided = |life: &[(Time, Fact)], what: Decision| {
        any(
            life,
            |f| matches!(f, Fact::Decided { decision, .. } if *decision == what),
        )
    };
    vec![
        (
            "danger",
            Box::new(move |l| decided(l, Decision::Danger) && !weekend(l)),
        ),
        ("long-wait", Box::new(waited)),
        (
            "plan-and-step-down",
            Box::new(move |l| in_stage(l, protection) && in_stage(l, stepped_down)),
        ),
        (
            "re-referral",
            Box::new(move |l| {
                any(l, |f| matches!(f, Fact::Contacted { again: true, .. }))
                    && decided(l, Decision::Assess)
                    && any(l, |f| matches!(f, Fact::Authorised { .. }))
            }),
        ),
        (
            "worker-leaves",
            Box::new(|l| {
                any(l, |f| {
                    matches!(
                        f,
                        Fact::Released {
                            why: Release::WorkerLeft,
                            ..
                        }
                    )
                })
            }),
        ),
        ("worker-sick-with-protection-plan", Box::new(away_with_plan)),
        (
            "transfer",
            Box::new(|l| any(l, |f| matches!(f, Fact::Allocated { transfer: true, .. }))),
        ),
        (
            "sent-back",
            Box::new(move |l| {
                any(
                    l,
                    |f| matches!(f, Fact::SentBack { stage, .. } if *stage == initial),
                )
            }),
        ),
        (
            "closed-unseen",
            Box::new(|l| {
                any(l, |f| {
                    matches!(
                        f,
                        Fact::ListLeft {
                            why: LeftList::DeskReview,
                            seen: false,
                            ..
                        }
                    )
                })
            }),
        ),
        ("proceedings", Box::new(move |l| in_stage(l, court))),
        ("weekend", Box::new(weekend)),
    ]
}

/// The shortest life of the story that is told from the contact to the end; where there is none
/// (a court takes longer than the run), the one told longest.
fn chosen(lives: &Lives, story: &Told<'_>) -> Option<FamilyId> {
    let ended = |f: &Fact| matches!(f, Fact::Closed { .. } | Fact::ListLeft { .. });
    let of_story = || lives.iter().filter(|(_, life)| story(life));
    let whole = of_story().filter(|(_, life)| {
        matches!(life.first(), Some((_, Fact::Contacted { .. }))) && any(life, ended)
    });
    whole
        .min_by_key(|(_, life)| life.len())
        .or_else(|| of_story().max_by_key(|(_, life)| life.len()))
        .map(|(family, _)| *family)
}

/// The chronology of a family as the program tells it.
fn told(family: FamilyId, sets: &[&str]) -> String {
    let mut command = Command::cargo_bin("caseload").expect("the program is built");
    command.args(["explain", FILE, "--quiet", "--case", &family.to_string()]);
    for set in sets {
        command.args(["--set", set]);
    }
    let done = command.output().expect("it ran");
    assert!(
        done.status.success(),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
    String::from_utf8(done.stdout).expect("text")
}

/// Holds a chronology against the one that was read; `CASELOAD_REFRESH_GOLDEN=1` writes it anew
/// after a change that is meant.
fn same_as_read(name: &str, text: &str, differ: &mut Vec<String>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/chronologies");
    let path = folder.join(format!("{name}.txt"));
    if std::env::var_os("CASELOAD_REFRESH_GOLDEN").is_some() {
        fs::create_dir_all(&folder).expect("made");
        fs::write(&path, text).expect("written");
    }
    if fs::read_to_string(&path).ok().as_deref() != Some(text) {
        differ.push(name.to_owned());
    }
}

/// A dated change that does nothing: the same run without the higher threshold.
const AS_BEFORE: [&str; 2] = [
    "change.thresholds-higher.to=0",
    "change.thresholds-read-alike.to=0.5",
];

#[test]
fn twelve_families_are_told_as_they_were() {
    let plan = plan(&[]);
    let log = log_of(&plan);
    let lives = lives_of(&log);
    let mut differ = Vec::new();
    for (name, story) in stories(&plan) {
        let family = chosen(&lives, &*story).unwrap_or_else(|| panic!("no family of {name}"));
        same_as_read(name, &told(family, &[]), &mut differ);
    }
    // The first family about whom a manager decides otherwise because the threshold moved.
    let family = decided_otherwise(&log, &plan);
    let both = told(family, &AS_BEFORE)
        + "\nWith the thresholds of January 2011:\n\n"
        + &told(family, &[]);
    same_as_read("moved-threshold", &both, &mut differ);
    assert!(
        differ.is_empty(),
        "{differ:?}; if this is meant: CASELOAD_REFRESH_GOLDEN=1"
    );
}

/// What was decided about each family that came, and when it came.
fn decisions(log: &[(Time, Fact)]) -> BTreeMap<FamilyId, (Time, Decision)> {
    let decided = log.iter().filter_map(|(_, fact)| match *fact {
        Fact::Decided {
            family,
            decision,
            since,
            ..
        } => Some((family, (since, decision))),
        _ => None,
    });
    decided.collect()
}

fn decided_otherwise(log: &[(Time, Fact)], plan_now: &Plan) -> FamilyId {
    let sets: Vec<(&str, &str)> = AS_BEFORE
        .iter()
        .filter_map(|set| set.split_once('='))
        .collect();
    let (before, now) = (decisions(&log_of(&plan(&sets))), decisions(log));
    let mut pairs = before.iter().zip(&now);
    let first = pairs.find(|(before, now)| before != now);
    let (was, is) = first.expect("the threshold changes something");
    assert_eq!(
        (was.0, was.1.0),
        (is.0, is.1.0),
        "the same family at the same time"
    );
    let day = plan_now.calendar().date_of(is.1.0);
    assert!(day >= date(2011, 1, 10), "{day}: nothing before its day");
    *is.0
}

// ---- one week, counted by hand ----------------------------------------------------------------

const MONDAY: Date = date(2010, 6, 7);
const FRIDAY: Date = date(2010, 6, 11);
const SUNDAY: Date = date(2010, 6, 13);

/// Counts of the week, from what happened to each family.
#[derive(Default)]
struct Week {
    contacts: u32,
    referrals: u32,
    first_allocations: u32,
    closed: u32,
    sent_back: u32,
    transferred: u32,
    authorised: u32,
    authorised_in_time: u32,
    decided: u32,
    decided_in_time: u32,
}

fn week_of(log: &[(Time, Fact)], plan: &Plan, initial: u16) -> Week {
    let mut week = Week::default();
    let calendar = plan.calendar();
    for (at, fact) in log {
        let day = calendar.date_of(*at);
        if !(MONDAY..=SUNDAY).contains(&day) {
            continue;
        }
        match *fact {
            Fact::Contacted { children, .. } => week.contacts += u32::from(children),
            Fact::Decided {
                decision,
                children,
                due,
                ..
            } => {
                week.referrals += u32::from(children) * u32::from(decision != Decision::Advice);
                week.decided += u32::from(children);
                week.decided_in_time += u32::from(children) * u32::from(*at <= due);
            }
            Fact::Allocated {
                first: true,
                children,
                ..
            } => {
                week.first_allocations += u32::from(children);
            }
            Fact::Released {
                why: Release::Transferred,
                children,
                ..
            } => {
                week.transferred += u32::from(children);
            }
            Fact::Closed { children, .. } => week.closed += u32::from(children),
            Fact::SentBack { .. } => week.sent_back += 1,
            Fact::Authorised {
                stage,
                children,
                due,
                ..
            } if stage == initial => {
                week.authorised += u32::from(children);
                week.authorised_in_time += u32::from(children) * u32::from(*at <= due);
            }
            _ => {}
        }
    }
    week
}

/// Where everybody stands at the close of Friday.
#[derive(Default)]
struct Friday {
    /// Children of each family on a list that nobody holds, by row.
    waiting: BTreeMap<FamilyId, (u8, u8)>,
    /// Children of each family with a named worker.
    held: BTreeMap<FamilyId, u8>,
    /// Stages that each family is in.
    stages: BTreeMap<FamilyId, BTreeSet<u16>>,
}

fn friday_of(log: &[(Time, Fact)], plan: &Plan) -> Friday {
    let mut friday = Friday::default();
    let calendar = plan.calendar();
    let close = calendar.closing(calendar.time_of(FRIDAY));
    for (at, fact) in log {
        if *at >= close {
            break;
        }
        match *fact {
            Fact::ListJoined {
                family,
                children,
                row,
                held: false,
                ..
            } => {
                friday.waiting.insert(family, (row, children));
            }
            Fact::RowChanged { family, row, .. } => {
                friday
                    .waiting
                    .entry(family)
                    .and_modify(|waits| waits.0 = row);
            }
            Fact::ListLeft { family, .. } => {
                friday.waiting.remove(&family);
            }
            Fact::Allocated {
                family, children, ..
            } => {
                friday.waiting.remove(&family);
                friday.held.insert(family, children);
            }
            Fact::HeldAtStart {
                family, children, ..
            } => {
                friday.held.insert(family, children);
            }
            Fact::Released { family, why, .. } if why != Release::Transferred => {
                friday.held.remove(&family);
            }
            Fact::StageBegan { family, stage, .. } => {
                friday.stages.entry(family).or_default().insert(stage);
            }
            Fact::StageEnded { family, stage, .. } => {
                friday.stages.entry(family).or_default().remove(&stage);
            }
            _ => {}
        }
    }
    friday
}

/// The program's figure.
fn figures(plan: &Plan, requests: &[String]) -> Vec<f64> {
    let measures = monitor_plan(plan, requests).expect("every request is understood");
    let cancelled = AtomicBool::new(false);
    let running = Running {
        jobs: 1,
        progress: &|_, _| {},
        cancelled: &cancelled,
    };
    let outcome = run_all(plan, &measures, &running).expect("no law is broken");
    let found = requests.iter().map(|request| {
        let at = outcome
            .catalogue
            .find(request, &measures.setting)
            .expect("it is reported");
        outcome.values(at)[0].unwrap_or_else(|| panic!("{request} has a value"))
    });
    found.collect()
}

#[test]
fn a_week_of_the_office_counted_by_hand_agrees_with_its_figures() {
    let plan = plan(&[]);
    let log = log_of(&plan);
    let initial = stage(&plan, "initial assessment");
    let week = week_of(&log, &plan, initial);
    let friday = friday_of(&log, &plan);
    let waiting = |row: u8| -> u32 {
        let here = friday.waiting.values().filter(|waits| waits.0 == row);
        here.map(|waits| u32::from(waits.1)).sum()
    };
    let held: u32 = friday
        .held
        .values()
        .map(|&children| u32::from(children))
        .sum();
    let in_initial = friday
        .stages
        .values()
        .filter(|stages| stages.contains(&initial))
        .count();
    let over = |part: u32, all: u32| f64::from(part) / f64::from(all);
    let in_the_week =
        |measure: &str, more: &str| format!("{measure}[{more}from={MONDAY}, to={SUNDAY}]");
    let by_hand: Vec<(String, f64)> = vec![
        (in_the_week("contacts_children", ""), week.contacts.into()),
        (in_the_week("referrals_children", ""), week.referrals.into()),
        (
            in_the_week("first_allocations_children", ""),
            week.first_allocations.into(),
        ),
        (
            in_the_week("transferred_children", ""),
            week.transferred.into(),
        ),
        (in_the_week("closed_children", ""), week.closed.into()),
        (in_the_week("sent_back", ""), week.sent_back.into()),
        (
            in_the_week("in_time_as_published", "stage=initial assessment, "),
            over(week.authorised_in_time, week.authorised),
        ),
        (
            in_the_week("decisions_in_time", ""),
            over(week.decided_in_time, week.decided),
        ),
        (
            format!("unallocated_protection_at_{FRIDAY}"),
            waiting(0).into(),
        ),
        (
            format!("unallocated_section47_at_{FRIDAY}"),
            waiting(1).into(),
        ),
        (
            format!("unallocated_assessment_at_{FRIDAY}"),
            waiting(2).into(),
        ),
        (
            format!("unallocated_in_need_at_{FRIDAY}"),
            waiting(3).into(),
        ),
        (format!("allocated_children_at_{FRIDAY}"), held.into()),
        (
            format!("in_stage_at_{FRIDAY}[stage=initial assessment]"),
            in_initial as f64,
        ),
    ];
    let requests: Vec<String> = by_hand.iter().map(|(request, _)| request.clone()).collect();
    let found = figures(&plan, &requests);
    for ((request, by_hand), found) in by_hand.iter().zip(&found) {
        println!("{request}: {by_hand} by hand, {found} by the program");
        assert!(
            (by_hand - found).abs() < 1e-9,
            "{request}: {by_hand} by hand, {found} found"
        );
    }
    assert!(
        week.closed > 0 && week.first_allocations > 0 && waiting(2) > 0,
        "a week to speak of"
    );
}
