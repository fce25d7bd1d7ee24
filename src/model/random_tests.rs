//! Random small departments, extremes included, with every invariant checked after every event.

use super::run;
use super::spec::*;
use super::textbook::{
    Counter, DAY, department, effort, elapsed, spec, stage, steady_people, visits,
};
use crate::chronology::Fact;
use crate::engine::{Calendar, Dist, Draws, SECONDS_PER_YEAR, Span, Time};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// What is varied.
#[derive(Clone, Debug)]
pub(super) struct Recipe {
    posts: usize,
    managers: usize,
    cap: f64,
    arrivals: f64,
    over_cap: f64,
    turnover: f64,
    sick: f64,
    vacancy: f64,
    agency: f64,
    rework: f64,
    bypass: f64,
    plan: bool,
    danger: f64,
    office: bool,
    duty: bool,
    withdraw: bool,
    hand_back: bool,
    pub(super) seed: u64,
}

pub(super) fn recipes() -> impl Strategy<Value = Recipe> {
    let people = (
        0_usize..4,
        0_usize..3,
        0.0..6.0_f64,
        0.0..3.0_f64,
        0.0..1.0_f64,
    );
    let rates = (0.0..0.05_f64, 0.0..0.1_f64, 0.0..1.0_f64, 0.0..1.0_f64);
    let work = (0.0..0.6_f64, 0.0..1.0_f64, any::<bool>(), 0.0..0.9_f64);
    let rest = (
        any::<bool>(),
        any::<bool>(),
        any::<bool>(),
        any::<bool>(),
        any::<u64>(),
    );
    (people, rates, work, rest).prop_map(|(p, r, w, x)| Recipe {
        posts: p.0,
        managers: p.1,
        cap: p.2.floor(),
        arrivals: p.3,
        over_cap: p.4,
        turnover: r.0,
        sick: r.1,
        vacancy: r.2,
        agency: r.3,
        rework: w.0,
        bypass: w.1,
        plan: w.2,
        danger: w.3,
        office: x.0,
        duty: x.1,
        withdraw: x.2,
        hand_back: x.3,
        seed: x.4,
    })
}

/// A department with a front door, a danger stage by duty, an assessment with authorisation, a
/// plan in another team with visits and reviews, and a closing stage.
pub(super) fn build(recipe: &Recipe) -> Department {
    let mut assess = stage(vec![visits(0.5, Times::Fixed(2), Some(1.0))]);
    assess.items[0].role = recipe.withdraw.then_some(0);
    assess.items[0].second_worker = recipe.duty;
    assess.items[0].sees_child = true;
    assess.experienced = recipe.hand_back;
    assess.sign_off = Some(SignOff {
        effort: effort(Dist::Exponential { mean: 0.1 * DAY }),
        per_child: false,
        rework: recipe.rework,
        rework_share: 0.5,
        bypass: recipe.bypass,
        bypass_after_wd: 2,
        holds_slot: true,
    });
    assess.limit = Some(Limit {
        working_days: 7,
        clock: Clock::StartOf(0),
        stops: Stops::Authorised,
    });
    assess.row = Row::Assessment;
    let to = |starts: Vec<usize>, probability| Outcome {
        name: "next".into(),
        probability,
        starts,
        closes: false,
        leaves: false,
    };
    assess.outcomes = vec![to(vec![3], 0.5), to(vec![2], 0.3), to(vec![4], 0.2)];
    assess.need_slope = 0.7;
    let mut danger = stage(vec![visits(0.2, Times::Fixed(1), None)]);
    danger.by = StageBy::Duty;
    danger.forced = true;
    danger.outcomes = vec![to(vec![1, 2], 1.0)];
    let item = |share| visits(share, Times::Fixed(1), None);
    let mut plan = stage(if recipe.duty {
        vec![item(0.1), item(0.05)]
    } else {
        Vec::new()
    });
    plan.team_kind = Some(1);
    plan.row = Row::ProtectionPlan;
    plan.forced = true;
    plan.points_per_child = 3.0;
    plan.lasts = Some(elapsed(Dist::Exponential { mean: 30.0 * DAY }));
    plan.ends_at = recipe.plan.then_some(1);
    plan.recurring = [
        (5.0, RecurringKind::Visit, false),
        (20.0, RecurringKind::Review, true),
    ]
    .into_iter()
    .map(|(every, kind, chaired)| Recurring {
        name: "recurring".into(),
        kind,
        first: elapsed(Dist::Constant(every * DAY)),
        every: elapsed(Dist::Constant(every * DAY)),
        effort: effort(Dist::Exponential { mean: 0.1 * DAY }),
        per_child: true,
        note_share: 0.3,
        sees_child: true,
        second_worker: chaired,
        role: recipe.duty.then_some(0),
        chaired,
        duty_covers: !chaired,
    })
    .collect();
    plan.outcomes = vec![to(vec![3], 1.0)];
    let mut closing = stage(vec![visits(0.1, Times::Fixed(1), None)]);
    closing.low_priority = true;
    closing.outcomes = vec![Outcome {
        name: "closed".into(),
        probability: 1.0,
        starts: vec![],
        closes: true,
        leaves: false,
    }];
    let mut conference = stage(vec![item(0.2)]);
    conference.items[0].role = recipe.withdraw.then_some(0);
    conference.conference = Some(ConferenceRule {
        lead_wd: 2,
        put_back_wd: 1,
        attendance: effort(Dist::Constant(0.05 * DAY)),
    });
    conference.outcomes = vec![to(vec![2], 1.0)];
    plan.begins_plan = true;
    plan.may_start = recipe.withdraw.then_some(MayStart {
        stage: 5,
        per_year: 6.0,
    });
    let stages = vec![danger, assess, plan, closing, conference, court(recipe)];
    let mut s = spec(recipe.posts, recipe.cap, recipe.arrivals, stages);
    with_people(&mut s, recipe);
    with_door(&mut s, recipe);
    finish(s, recipe)
}

/// A stage beside a plan, whose dates outrank and whose outcome may leave the service.
fn court(recipe: &Recipe) -> Stage {
    let mut court = stage(vec![visits(0.3, Times::Fixed(2), Some(4.0))]);
    (court.row, court.forced, court.outranks) = (Row::ProtectionPlan, true, true);
    court.limit = Some(Limit {
        working_days: 20,
        clock: Clock::StageStart,
        stops: Stops::Authorised,
    });
    let outcome = |leaves: bool| Outcome {
        name: "next".into(),
        probability: 0.5,
        starts: vec![],
        closes: false,
        leaves: leaves && recipe.duty,
    };
    court.outcomes = vec![outcome(false), outcome(true)];
    court
}

fn with_people(s: &mut Spec, recipe: &Recipe) {
    let per_year = SECONDS_PER_YEAR / DAY;
    let mut people = steady_people();
    people.turnover_per_year = recipe.turnover * per_year;
    people.notice = recipe.plan.then(|| elapsed(Dist::Constant(5.0 * DAY)));
    people.recruitment.round = Some(elapsed(Dist::Exponential { mean: 20.0 * DAY }));
    people.recruitment.failure = 0.3;
    people.recruitment.failed_round = Some(elapsed(Dist::Constant(10.0 * DAY)));
    people.recruitment.rounds_at_once = Some(1);
    people.agency.fill = Some(elapsed(Dist::Constant(3.0 * DAY)));
    people.agency.assignment = Some(elapsed(Dist::Exponential { mean: 15.0 * DAY }));
    people.sickness = vec![SicknessKind {
        name: "any".into(),
        per_year: recipe.sick * per_year,
        length: Duration {
            dist: Dist::Exponential { mean: 4.0 },
            unit: Unit::WorkingDays,
        },
    }];
    people.planned = vec![PlannedAbsence {
        name: "leave".into(),
        times: 3,
        length_wd: 3,
        months: [1.0; 12],
    }];
    people.ramp = vec![(Span::WEEK, 0.5)];
    people.hand_back_after_wd = recipe.hand_back.then_some(2);
    with_staff_rules(&mut people, recipe);
    people.read_in = Some(effort(Dist::Constant(0.05 * DAY)));
    let team = &mut s.teams[0];
    team.managers = vec![1.0; recipe.managers];
    team.people = people.clone();
    team.manager_people = people;
    team.vacancy_start = recipe.vacancy;
    team.agency_share = recipe.agency;
    team.over_cap = vec![recipe.over_cap; 2];
    team.duty_one_in = recipe.duty.then_some(3.0);
    team.duty_own_work = 0.5;
    team.drop_on_transfer = recipe.hand_back;
    if recipe.plan {
        team.allocates = Allocates::Weekly(1);
        team.deputy = Some(0.5);
        team.part_time = Some(PartTime { posts: 1, fte: 0.6 });
        team.posts = vec![0.6; recipe.posts];
    }
    team.support = vec![Support {
        posts: u32::from(recipe.duty),
        casework_share: 0.5,
    }];
    let mut second = team.clone();
    second.name = "A plans".into();
    second.kind = 1;
    s.teams.push(second);
    s.offices[0].teams = vec![Some(0), Some(1)];
}

/// Rules of staff that are off unless asked for, all of them.
fn with_staff_rules(people: &mut People, recipe: &Recipe) {
    if !recipe.plan {
        return;
    }
    people.long_leave = Some(LongLeave {
        per_year: 6.0,
        length: elapsed(Dist::Exponential { mean: 20.0 * DAY }),
        covered: 0.5,
    });
    people.intake = Some(Intake {
        month: 2,
        places: 1,
    });
    people.newly_qualified_caps = vec![(Span::WEEK, 0.5)];
    people.joint_visits_for = Some(Span::WEEK * 3);
    people.agency.notice = Some(elapsed(Dist::Constant(2.0 * DAY)));
    people.cover = Cover {
        protection_at_once: true,
        review_after_wd: Some(1),
        review: Some(effort(Dist::Constant(600.0))),
        protection_after_wd: Some(2),
        others_after_wd: Some(4),
    };
    people.early_visits_wd = Some(4);
}

fn with_door(s: &mut Spec, recipe: &Recipe) {
    s.bands = vec!["immediate".into(), "other".into()];
    for stage in &mut s.stages {
        stage.rank = vec![0, 1];
    }
    s.offices[0].threshold_noise = 0.5;
    s.sources[0].children = vec![0.5, 0.3, 0.2];
    let small = || effort(Dist::Exponential { mean: 0.02 * DAY });
    s.front_door = Some(FrontDoor {
        screening: small(),
        decision: small(),
        screened_by: Some(0),
        initial_response: None,
        manager_contact: small(),
        manager_referral: small(),
        partners: recipe.plan.then(|| elapsed(Dist::Constant(0.5 * DAY))),
        partner_effort: None,
        limit_wd: 1,
        contact_to_referral: 0.6,
        referral_to_assessment: 0.9,
        danger_share: recipe.danger,
        band_shares: vec![1.0],
        shift: 0.0,
        danger_stage: 0,
        assessment_stage: 1,
        wrongly_out_return: 0.5,
        wrongly_out_delay: elapsed(Dist::Exponential { mean: 20.0 * DAY }),
        wrongly_out_worse: 0.5,
    });
    s.offices[0].joint_triage = if recipe.hand_back { 0.5 } else { 0.0 };
    s.sources[0].triage = Some(Triage {
        effort: small(),
        partner_effort: small(),
        ends: 0.4,
        noise: 1.0,
    });
    s.early_help = recipe.duty.then(|| EarlyHelp {
        taken: 0.3,
        return_factor: 0.5,
        partner_effort: Some(small()),
    });
    s.applicants = recipe.plan.then_some(Applicants {
        per_year: 30.0,
        stays: None,
        at_start: 1,
    });
    s.entry = None;
    s.rereferral = Some(Rereferral {
        chance: 0.3,
        delay: elapsed(Dist::Exponential { mean: 30.0 * DAY }),
        worse: 0.1,
    });
    s.unallocated.every = Some(elapsed(Dist::Constant(5.0 * DAY)));
    s.unallocated.effort = Some(small());
    s.unallocated.withdraw = recipe
        .withdraw
        .then(|| elapsed(Dist::Exponential { mean: 10.0 * DAY }));
    s.unallocated.risk_rises_per_year = 3.0;
    s.unallocated.risk_rises_to = Some(0);
    s.conferences = Some(Conferences {
        chairs: 1,
        per_day: 1,
    });
    s.out_of_hours = recipe.office.then(|| OutOfHours {
        workers: 1,
        effort: elapsed(Dist::Constant(0.1 * DAY)),
    });
}

/// A second office like the first, and lists that are one or that overflow into one another.
fn add_second_office(s: &mut Spec, seed: u64) {
    let teams = s.teams.len();
    let mut office = s.offices[0].clone();
    office.name = "B".into();
    office.front_door_team += teams;
    let own = office.teams.iter();
    office.teams = own.map(|team| team.map(|team| team + teams)).collect();
    s.offices.push(office);
    for mut team in s.teams.clone() {
        (team.name, team.office) = (format!("B {}", team.name), 1);
        s.teams.push(team);
    }
    for mut stream in s.streams.clone() {
        (stream.office, stream.key) = (1, stream.key + 1_000);
        stream.families_per_day *= 0.5;
        s.streams.push(stream);
    }
    for team in &mut s.teams {
        let orders = &mut team.orders;
        orders.one_list = seed.is_multiple_of(4);
        orders.overflow_after_wd = (seed % 4 == 2).then_some(3);
        orders.travel = Some(effort(Dist::Constant(1_800.0)));
    }
}

fn finish(mut s: Spec, recipe: &Recipe) -> Department {
    if recipe.seed.is_multiple_of(2) {
        add_second_office(&mut s, recipe.seed);
    }
    if !recipe.office {
        return department(s, 150);
    }
    // An office day is 8 of 24 hours: the same work in a third of the time.
    s.effort_scale = 1.0 / 3.0;
    s.day.first_come = false;
    s.day.overdue_fall_behind = true;
    let start = jiff::civil::date(2024, 2, 1);
    let calendar = Calendar::office(start, 9 * 3600, 17 * 3600, &[], 3, 3);
    let mut later = s.clone();
    later.teams[0].posts.push(1.0);
    later.teams[0].people.turnover_per_year *= 2.0;
    later.teams[0].cap_families = Some(1.0);
    let versions = vec![
        Version {
            from: Time::ZERO,
            spec: s,
        },
        Version {
            from: Time(60 * 86_400),
            spec: later,
        },
    ];
    let open = vec![OpenGroup {
        office: 0,
        team_kind: None,
        stage: 2,
        children: 9.0,
        count_families: false,
        allocated: true,
        band: None,
        age: Some(elapsed(Dist::Exponential { mean: 30.0 * DAY })),
        key: 5,
        listed: None,
    }];
    let position = StartPosition {
        people_away: true,
        open,
        closed_last_year: vec![Some(20.0), None],
        closed: None,
    };
    Department::new(calendar, Span::DAY * 150, versions, position)
}

/// Facts balance: stages begun = ended + running; nobody is allocated while held twice.
fn check_facts(counter: &Counter) {
    let mut stages: BTreeMap<(u32, u16), i64> = BTreeMap::new();
    let mut holders: BTreeMap<u32, u32> = BTreeMap::new();
    let mut last = Time(i64::MIN);
    for (at, fact) in &counter.log {
        assert!(*at >= last, "clocks never run backwards");
        last = *at;
        match fact {
            Fact::StageBegan { family, stage, .. } => {
                *stages.entry((*family, *stage)).or_default() += 1;
            }
            Fact::StageEnded { family, stage, .. } => {
                let running = stages.entry((*family, *stage)).or_default();
                *running -= 1;
                assert!(*running >= 0, "a stage ends only once");
            }
            Fact::Allocated { family, post, .. } => {
                assert!(
                    holders.insert(*family, *post).is_none(),
                    "one named worker at a time"
                );
            }
            Fact::Released { family, .. } => {
                holders.remove(family);
            }
            Fact::Authorised { completed, .. } => {
                assert!(at >= completed, "no authorisation before completion");
            }
            _ => {}
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn every_law_holds_in_random_departments(recipe in recipes()) {
        let department = build(&recipe);
        let mut counter = Counter { keep: true, ..Counter::default() };
        run(&department, Draws::new(recipe.seed, 0), &mut counter);
        check_facts(&counter);
    }

    #[test]
    fn the_same_seed_tells_the_same_story(recipe in recipes()) {
        let department = build(&recipe);
        let story = || {
            let mut counter = Counter { keep: true, ..Counter::default() };
            run(&department, Draws::new(recipe.seed, 3), &mut counter);
            counter.log
        };
        prop_assert_eq!(story(), story());
    }
}

#[test]
fn more_demand_keeps_every_family_and_adds_others() {
    let arrivals = |rate: f64| {
        let department = department(
            spec(
                1,
                1.0,
                rate,
                vec![stage(vec![visits(0.1, Times::Fixed(1), None)])],
            ),
            300,
        );
        let mut counter = Counter {
            keep: true,
            ..Counter::default()
        };
        run(&department, Draws::new(9, 0), &mut counter);
        let contact =
            |(at, fact): &(Time, Fact)| matches!(fact, Fact::Contacted { .. }).then_some(*at);
        counter.log.iter().filter_map(contact).collect::<Vec<_>>()
    };
    let (base, more) = (arrivals(3.7), arrivals(4.9));
    assert!(more.len() > base.len());
    assert!(
        base.iter().all(|at| more.contains(at)),
        "every family of the base is still there"
    );
}
