//! Textbook departments for the model's own tests: one office, one team, one stage.

use super::run;
use super::spec::*;
use std::collections::BTreeMap;

use crate::chronology::{Fact, Work};
use crate::engine::{Calendar, Dist, Draws, Observer, SECONDS_PER_YEAR, Span, Time};

/// Mean seconds of a day.
pub(super) const DAY: f64 = 86_400.0;

/// Nobody leaves, nobody is sick.
pub(super) fn steady_people() -> People {
    People {
        casework_share: 1.0,
        other_work: 0.0,
        turnover_per_year: 0.0,
        pressure: None,
        notice: None,
        sickness: Vec::new(),
        planned: Vec::new(),
        long_leave: None,
        intake: None,
        recruitment: Recruitment {
            round: None,
            failure: 0.0,
            failed_round: None,
            rounds_at_once: None,
        },
        ramp: Vec::new(),
        newly_qualified_share: 0.0,
        newly_qualified_for: None,
        newly_qualified_ramp: Vec::new(),
        newly_qualified_speed: 1.0,
        newly_qualified_caps: Vec::new(),
        agency: Agency {
            fill: None,
            assignment: None,
            notice: None,
            speed: 1.0,
            ramp: Vec::new(),
        },
        hand_back_after_wd: None,
        joint_visits_for: None,
        cover: Cover::default(),
        early_visits_wd: None,
        read_in: None,
    }
}

/// An elapsed duration.
pub(super) fn elapsed(dist: Dist) -> Duration {
    Duration {
        dist,
        unit: Unit::Elapsed,
    }
}

/// Effort.
pub(super) fn effort(dist: Dist) -> Duration {
    Duration {
        dist,
        unit: Unit::Effort,
    }
}

/// One item of exponential effort (mean in days) done `times` times with a delay between.
pub(super) fn visits(mean_days: f64, times: Times, between_days: Option<f64>) -> Item {
    Item {
        effort_by_band: Vec::new(),
        name: "visit".into(),
        effort: effort(Dist::Exponential {
            mean: mean_days * DAY,
        }),
        per_child: false,
        before: None,
        between: between_days.map(|d| elapsed(Dist::Exponential { mean: d * DAY })),
        times,
        note_share: 0.0,
        sees_child: false,
        seen_after: None,
        second_worker: false,
        role: None,
        by_manager: false,
    }
}

/// An item that recurs every so many days, the first after as many.
pub(super) fn recurring(kind: RecurringKind, every_days: f64, effort_days: f64) -> Recurring {
    let every = || elapsed(Dist::Constant(every_days * DAY));
    Recurring {
        name: "again".into(),
        kind,
        first: every(),
        every: every(),
        effort: effort(Dist::Constant(effort_days * DAY)),
        per_child: false,
        note_share: 0.0,
        sees_child: false,
        chaired: false,
        second_worker: false,
        role: None,
        duty_covers: false,
    }
}

/// A stage by a named worker whose single outcome closes the family.
pub(super) fn stage(items: Vec<Item>) -> Stage {
    Stage {
        name: "work".into(),
        key: 7,
        by: StageBy::NamedWorker,
        team_kind: Some(0),
        transfers_at: None,
        row: Row::InNeed,
        rank: vec![0],
        experienced: false,
        forced: false,
        points_per_child: 1.0,
        items,
        recurring: Vec::new(),
        lasts: None,
        ends_at: None,
        limit: None,
        sign_off: None,
        conference: None,
        supervision_per_month: None,
        outcomes: Vec::new(),
        need_slope: 0.0,
        rereferral_factor: 1.0,
        low_priority: false,
        keeps_worker: true,
        outranks: false,
        begins_plan: false,
        may_start: None,
        pressed: None,
    }
}

/// One office with a team of `posts`, a cap in families, and `families_per_day` arriving.
pub(super) fn spec(posts: usize, cap: f64, families_per_day: f64, stages: Vec<Stage>) -> Spec {
    Spec {
        bands: vec!["all".into()],
        offices: vec![Office {
            name: "A".into(),
            threshold_noise: 0.0,
            initial_response: false,
            joint_triage: 0.0,
            front_door_team: 0,
            teams: vec![Some(0)],
            day_shock_shape: None,
        }],
        teams: vec![Team {
            name: "A work".into(),
            office: 0,
            kind: 0,
            posts: vec![1.0; posts],
            part_time: None,
            managers: Vec::new(),
            cap_families: Some(cap),
            cap_children: None,
            cap_points: None,
            over_cap: vec![0.0],
            order: ListOrder::NeedBand,
            allocates: Allocates::Continuous,
            deputy: None,
            ties: Ties::Post,
            duty_one_in: None,
            drop_on_transfer: false,
            duty_own_work: 1.0,
            manager_effort_per_allocation: None,
            list_closes_at: None,
            vacancy_start: 0.0,
            agency_share: 0.0,
            support: Vec::new(),
            orders: Orders::default(),
            people: steady_people(),
            manager_people: steady_people(),
        }],
        sources: vec![Source {
            name: "all".into(),
            need_mean: 0.0,
            children: vec![1.0],
            siblings_separate: false,
            band_shares: vec![1.0],
            screening: None,
            full_decision: false,
            triage: None,
        }],
        streams: vec![Stream {
            office: 0,
            source: 0,
            key: 11,
            families_per_day,
            weekday: [1.0; 7],
            month: [1.0; 12],
            hours: Hours::AllDay([1.0; 24]),
            trend: Vec::new(),
            interval: None,
        }],
        front_door: None,
        early_help: None,
        entry: Some(0),
        stages,
        rereferral: None,
        open_contacts: None,
        family_hours: FamilyHours {
            first: 1.0,
            further: 1.0,
            scale: 1.0,
        },
        unallocated: Unallocated {
            every: None,
            effort: None,
            review_per_month: None,
            moves_away_per_year: 0.0,
            desk_review: None,
            return_factor: 1.0,
            withdraw: None,
            risk_rises_per_year: 0.0,
            risk_rises_to: None,
        },
        conferences: None,
        out_of_hours: None,
        effort_scale: 1.0,
        day: WorkersDay {
            first_come: true,
            overdue_fall_behind: false,
            overdue_wd: 10,
            slack_habit: 0.0,
            note_late_wd: 5,
            paid_share_of_open_hours: 1.0,
        },
        applicants: None,
    }
}

/// A department on a continuous calendar.
pub(super) fn department(spec: Spec, days: i64) -> Department {
    let calendar = Calendar::continuous(jiff::civil::date(2024, 1, 1));
    let versions = vec![Version {
        from: Time::ZERO,
        spec,
    }];
    Department::new(
        calendar,
        Span::DAY * days,
        versions,
        StartPosition::default(),
    )
}

/// A department in office hours from a Monday, nine to five without holidays.
pub(super) fn office(spec: Spec, days: i64) -> Department {
    let start = jiff::civil::date(2010, 6, 7);
    let calendar = Calendar::office(start, 9 * 3600, 17 * 3600, &[], 3, 3);
    let versions = vec![Version {
        from: Time::ZERO,
        spec,
    }];
    let position = StartPosition::default();
    Department::new(calendar, Span::DAY * days, versions, position)
}

/// Every fact of one future.
pub(super) fn log_of(department: &Department) -> Vec<(Time, Fact)> {
    let mut counter = Counter {
        keep: true,
        ..Counter::default()
    };
    run(department, Draws::new(4, 0), &mut counter);
    counter.log
}

/// Waits, busy time and closures, the crudest way.
#[derive(Debug, Default)]
pub(super) struct Counter {
    pub waits: Vec<f64>,
    pub worked: f64,
    pub closed: u64,
    pub above_cap: u64,
    pub facts: u64,
    pub log: Vec<(Time, Fact)>,
    pub keep: bool,
}

impl Observer<Fact> for Counter {
    fn note(&mut self, at: Time, fact: &Fact) {
        self.facts += 1;
        match fact {
            Fact::Allocated {
                since,
                first: true,
                above_cap,
                ..
            } => {
                self.waits.push((at - *since).as_days());
                self.above_cap += u64::from(*above_cap);
            }
            Fact::Stopped { worked, .. } => self.worked += worked.as_days(),
            Fact::Closed { .. } => self.closed += 1,
            _ => {}
        }
        if self.keep {
            self.log.push((at, *fact));
        }
    }
}

/// Runs one replication with a counter.
pub(super) fn count(department: &Department, seed: u64, replication: u32) -> Counter {
    let mut counter = Counter::default();
    run(department, Draws::new(seed, replication), &mut counter);
    counter
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

#[test]
fn one_worker_one_family_at_a_time_is_the_single_server_queue() {
    // Mean wait of the M/M/1 queue at 0.8: 4 days; the sd over such runs is about 0.2.
    let spec = spec(
        1,
        1.0,
        0.8,
        vec![stage(vec![visits(1.0, Times::Fixed(1), None)])],
    );
    let department = department(spec, 40_000);
    let waits: Vec<f64> = (0..8)
        .map(|r| mean(&count(&department, 1, r).waits))
        .collect();
    assert!((mean(&waits) - 4.0).abs() < 0.3, "mean wait {waits:?}");
    let counter = count(&department, 1, 0);
    assert!(
        (counter.worked / 40_000.0 - 0.8).abs() < 0.03,
        "utilisation"
    );
}

#[test]
fn a_capped_worker_with_outside_delays_is_the_case_manager_queue() {
    // One worker, cap 4, 0.25 a day, visits of a day, closes with 0.3, delays of two days:
    // utilisation 5/6, mean wait 17.49 days (a solved Markov chain).
    let times = Times::Random(Dist::Geometric { p: 0.3 });
    let spec = spec(
        1,
        4.0,
        0.25,
        vec![stage(vec![visits(1.0, times, Some(2.0))])],
    );
    let department = department(spec, 40_000);
    let runs: Vec<Counter> = (0..12).map(|r| count(&department, 2, r)).collect();
    let waits: Vec<f64> = runs.iter().map(|c| mean(&c.waits)).collect();
    assert!((mean(&waits) - 17.49).abs() < 2.5, "mean wait {waits:?}");
    let busy = runs.iter().map(|c| c.worked / 40_000.0).sum::<f64>() / 12.0;
    assert!((busy - 5.0 / 6.0).abs() < 0.01, "utilisation {busy}");
}

#[test]
fn sickness_and_leaving_agree_with_their_rates() {
    let mut spec = spec(
        12,
        12.0,
        0.5,
        vec![stage(vec![visits(1.0, Times::Fixed(3), None)])],
    );
    let people = &mut spec.teams[0].people;
    people.turnover_per_year = 0.01 * SECONDS_PER_YEAR / DAY;
    people.recruitment.round = Some(elapsed(Dist::Exponential { mean: 20.0 * DAY }));
    people.sickness.push(SicknessKind {
        name: "any".into(),
        per_year: 0.02 * SECONDS_PER_YEAR / DAY,
        length: elapsed(Dist::Exponential { mean: 10.0 * DAY }),
    });
    let department = department(spec, 20_000);
    let mut counter = Counter {
        keep: true,
        ..Counter::default()
    };
    run(&department, Draws::new(3, 0), &mut counter);
    let (mut left, mut away, mut back) = (0.0, 0.0, 0.0);
    for (_, fact) in &counter.log {
        match fact {
            Fact::Left { .. } => left += 1.0,
            Fact::WentAway { .. } => away += 1.0,
            Fact::CameBack { lost, .. } => back += lost.as_days(),
            _ => {}
        }
    }
    // In post 12 x 100/120 = 10 on average; leavers 0.01 a day each over 20,000 days.
    assert!(
        (left - 2000.0_f64).abs() < 5.0 * 2000.0_f64.sqrt(),
        "leavers {left}"
    );
    // A spell ends by return at 0.1 or by leaving at 0.01 a day: 10 of 11 are completed, and those
    // last 1 / 0.11 days on average.
    assert!(
        (back / away - 100.0 / 12.1).abs() < 0.5,
        "length of spells {}",
        back / away
    );
}

#[test]
fn a_plan_ends_when_the_office_is_open() {
    // Lengths in elapsed time run out at any hour; what ends a plan is a decision at a desk.
    let mut plan = stage(Vec::new());
    plan.lasts = Some(elapsed(Dist::Exponential { mean: 9.0 * DAY }));
    let mut spec = spec(2, 100.0, 1.0, vec![plan]);
    let people = &mut spec.teams[0].people;
    people.turnover_per_year = 12.0; // plans stand still, and go on with the next worker
    people.recruitment.round = Some(elapsed(Dist::Constant(2.3 * DAY)));
    let calendar = Calendar::office(jiff::civil::date(2024, 1, 1), 32_400, 61_200, &[], 1, 1);
    let open = calendar.clone();
    let versions = vec![Version {
        from: Time::ZERO,
        spec,
    }];
    let position = StartPosition::default();
    let department = Department::new(calendar, Span::DAY * 200, versions, position);
    let mut counter = Counter {
        keep: true,
        ..Counter::default()
    };
    run(&department, Draws::new(4, 0), &mut counter);
    let ended = counter
        .log
        .iter()
        .filter(|(_, fact)| matches!(fact, Fact::Completed { .. } | Fact::Closed { .. }))
        .map(|(at, _)| *at);
    let (inside, outside): (Vec<Time>, Vec<Time>) = ended.partition(|at| open.is_open(*at));
    assert!(inside.len() > 200, "{} ends", inside.len());
    assert_eq!(outside, [], "ends out of hours");
}

#[test]
fn when_risk_rises_the_enquiry_takes_the_place_of_the_assessment_waited_for() {
    let to = |starts: Vec<usize>| Outcome {
        name: "next".into(),
        probability: 1.0,
        starts,
        closes: false,
        leaves: false,
    };
    let mut assess = stage(vec![visits(0.1, Times::Fixed(1), None)]);
    assess.row = Row::Assessment;
    let mut discussion = stage(vec![visits(0.1, Times::Fixed(1), None)]);
    (discussion.by, discussion.forced) = (StageBy::Duty, true);
    discussion.outcomes = vec![to(vec![2])];
    let mut enquiry = stage(vec![visits(0.1, Times::Fixed(1), None)]);
    (enquiry.row, enquiry.forced) = (Row::Section47, true);
    // Nobody has room for an assessment: only risk that rises gives a family a worker.
    let mut spec = spec(3, 0.0, 0.5, vec![assess, discussion, enquiry]);
    spec.teams[0].duty_one_in = Some(3.0);
    spec.unallocated.risk_rises_per_year = 20.0;
    spec.unallocated.risk_rises_to = Some(1);
    let mut counter = Counter {
        keep: true,
        ..Counter::default()
    };
    run(&department(spec, 300), Draws::new(8, 0), &mut counter);
    let count = |wanted: &dyn Fn(&Fact) -> bool| {
        counter.log.iter().filter(|(_, fact)| wanted(fact)).count()
    };
    let rose = count(&|f| matches!(f, Fact::RiskRose { .. }));
    let superseded = count(&|f| matches!(f, Fact::StageEnded { stage: 0, .. }));
    assert!(rose > 50, "risk rose {rose} times");
    assert_eq!(
        superseded, rose,
        "assessments waited for end when risk rises"
    );
    assert_eq!(
        count(&|f| matches!(f, Fact::Authorised { stage: 0, .. })),
        0
    );
    let enquiries = count(&|f| matches!(f, Fact::Authorised { stage: 2, .. }));
    assert_eq!(
        counter.closed as usize, enquiries,
        "the enquiry closes the family, nothing else"
    );
    assert!(enquiries + 5 > rose, "{enquiries} enquiries");
}

/// An authorisation that takes `seconds` of a manager's hours, never sent back, never bypassed.
pub(super) fn sign_off(seconds: f64) -> SignOff {
    SignOff {
        effort: effort(Dist::Constant(seconds)),
        per_child: false,
        rework: 0.0,
        rework_share: 0.0,
        bypass: 0.0,
        bypass_after_wd: 0,
        holds_slot: true,
    }
}

/// Days that closings take in a team with more assessments than it can do, the longest first.
fn closings(pressed: Option<Pressed>, managers: usize) -> Vec<f64> {
    let mut assess = stage(vec![visits(1.0, Times::Fixed(1), None)]);
    assess.rank = vec![2];
    assess.outcomes = vec![Outcome {
        name: "closing".into(),
        probability: 1.0,
        starts: vec![1],
        closes: false,
        leaves: false,
    }];
    let mut closing = stage(vec![visits(0.05, Times::Fixed(1), None)]);
    (closing.rank, closing.low_priority, closing.pressed) = (vec![4], true, pressed);
    if managers > 0 {
        // The manager can sign 0.8 assessments a day of a worker's one.
        assess.sign_off = Some(sign_off(1.25 * DAY));
        closing.sign_off = Some(sign_off(0.05 * DAY));
    }
    let mut spec = spec(1, 400.0, 1.2, vec![assess, closing]);
    spec.teams[0].managers = vec![1.0; managers];
    spec.day.first_come = false;
    let mut counter = Counter {
        keep: true,
        ..Counter::default()
    };
    run(&department(spec, 300), Draws::new(2, 0), &mut counter);
    let ended = counter.log.iter().filter_map(|(at, fact)| match fact {
        Fact::StageEnded {
            stage: 1, began, ..
        } => Some((*at - *began).as_days()),
        _ => None,
    });
    let mut days: Vec<f64> = ended.collect();
    days.sort_by(|a, b| b.total_cmp(a));
    days
}

#[test]
fn finished_work_silts_up_until_a_manager_presses_for_it() {
    let pressed = Some(Pressed {
        after_wd: 20,
        rank: 1,
    });
    let (left, closed) = (closings(None, 0), closings(pressed, 0));
    assert!(
        left.len() < 30,
        "{} closings when never pressed",
        left.len()
    );
    assert!(closed.len() > 200, "{} closings when pressed", closed.len());
    let behind = closed.iter().filter(|days| **days >= 20.0).count();
    assert!(
        behind * 2 > closed.len(),
        "most wait until they are pressed: {behind}"
    );
    assert!(
        closed[0] < 27.0,
        "the longest closing took {} days",
        closed[0]
    );
}

#[test]
fn closings_are_authorised_though_the_desk_is_never_empty() {
    let pressed = Some(Pressed {
        after_wd: 20,
        rank: 1,
    });
    let (left, closed) = (closings(None, 1).len(), closings(pressed, 1).len());
    assert!(
        left * 3 < closed,
        "{left} authorised when never pressed, {closed} when pressed"
    );
}

/// Hours of what was sent back that are worked after each time a manager sends something back.
#[test]
fn what_was_sent_back_is_put_right_by_whoever_has_the_family_next() {
    let mut work = stage(vec![visits(0.5, Times::Fixed(1), None)]);
    let mut read = sign_off(0.01 * DAY);
    (read.rework, read.rework_share) = (0.6, 1.0);
    work.sign_off = Some(read);
    let mut spec = spec(4, 4.0, 2.0, vec![work]);
    spec.teams[0].managers = vec![1.0; 2];
    let people = &mut spec.teams[0].people;
    people.turnover_per_year = 0.1 * SECONDS_PER_YEAR / DAY;
    people.recruitment.round = Some(elapsed(Dist::Constant(DAY)));
    let (mut sent_back, mut put_right, mut unmended) = (BTreeMap::new(), 0, 0);
    for (_, fact) in log_of(&department(spec, 2_000)) {
        match fact {
            Fact::SentBack { family, .. } => {
                sent_back.insert(family, false);
            }
            Fact::Began {
                family,
                work: Work::Rework,
                ..
            } => {
                sent_back.insert(family, true);
                put_right += 1;
            }
            Fact::SignOffAsked { family, .. } => {
                unmended += i32::from(sent_back.remove(&family) == Some(false));
            }
            _ => {}
        }
    }
    assert!(put_right > 500, "{put_right} put right");
    assert_eq!(unmended, 0, "asked again with nothing done about it");
}
