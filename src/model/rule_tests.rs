//! Rules that a duty manager knows by heart, one test each: broken, the test fails.

use std::collections::{BTreeMap, BTreeSet};

use super::spec::*;
use super::textbook::{
    DAY, department, effort, elapsed, log_of, office, sign_off, spec, stage, visits,
};
use crate::chronology::{Decision, Fact, Release, Work};
use crate::engine::{Calendar, Dist, SECONDS_PER_YEAR, Span, Time};

const HOUR: f64 = 3_600.0;

fn count(log: &[(Time, Fact)], wanted: impl Fn(&Fact) -> bool) -> usize {
    log.iter().filter(|(_, fact)| wanted(fact)).count()
}

/// An item of a fixed length, once.
pub(super) fn item(seconds: f64) -> Item {
    let mut item = visits(1.0, Times::Fixed(1), None);
    item.effort = effort(Dist::Constant(seconds));
    item
}

// ---- the front door ---------------------------------------------------------------------------

/// A front door where half the contacts are referrals and half of those are assessed.
pub(super) fn with_door(mut spec: Spec, noise: f64, shift: f64) -> Spec {
    spec.offices[0].threshold_noise = noise;
    spec.teams[0].duty_one_in = Some(2.0);
    spec.teams[0].managers = vec![1.0];
    let moment = || effort(Dist::Constant(60.0));
    spec.front_door = Some(FrontDoor {
        screening: moment(),
        decision: moment(),
        screened_by: None,
        initial_response: None,
        manager_contact: effort(Dist::Constant(600.0)),
        manager_referral: effort(Dist::Constant(600.0)),
        partners: None,
        partner_effort: None,
        limit_wd: 1,
        contact_to_referral: 0.5,
        referral_to_assessment: 0.5,
        danger_share: 0.1,
        band_shares: vec![],
        shift,
        danger_stage: 0,
        assessment_stage: 0,
        wrongly_out_return: 1.0,
        wrongly_out_delay: elapsed(Dist::Constant(10.0 * DAY)),
        wrongly_out_worse: 0.0,
    });
    spec.entry = None;
    spec
}

fn door(noise: f64, shift: f64) -> Vec<(Time, Fact)> {
    let work = stage(vec![item(60.0)]);
    log_of(&department(
        with_door(spec(8, 1e6, 20.0, vec![work]), noise, shift),
        400,
    ))
}

#[test]
fn a_desk_review_finds_who_is_in_more_need_than_was_thought() {
    // Screening sees need with noise, and no worker has room: everybody waits.
    let found = |finds: f64| {
        let mut work = stage(vec![item(60.0)]);
        work.rank = vec![0, 1, 2];
        let mut spec = with_door(spec(8, 0.0, 20.0, vec![work]), 0.7, 0.0);
        spec.bands = vec!["danger".into(), "high".into(), "low".into()];
        if let Some(door) = &mut spec.front_door {
            door.band_shares = vec![0.5, 0.5];
        }
        spec.teams[0].orders.desk_review = Some(DeskReview {
            every: elapsed(Dist::Constant(200.0 * DAY)),
            effort: effort(Dist::Constant(60.0)),
            closes: 0.0,
            finds,
        });
        // Long enough for one review of each of those who came in the first half.
        count(&log_of(&department(spec, 380)), |f| {
            matches!(f, Fact::MovedUp { .. })
        })
    };
    let (none, half, all) = (found(0.0), found(0.3), found(1.0));
    assert_eq!(none, 0);
    assert!(
        half > 3 && all > half,
        "{half} at three in ten, {all} at all"
    );
}

#[test]
fn noise_screens_out_wrongly_and_thresholds_read_alike_do_not() {
    let wrongly = |noise| {
        count(&door(noise, 0.0), |f| {
            matches!(
                f,
                Fact::Decided {
                    wrongly_out: true,
                    ..
                }
            )
        })
    };
    assert_eq!(wrongly(0.0), 0);
    let (little, much) = (wrongly(0.2), wrongly(0.8));
    assert!(
        little > 50 && much > 2 * little,
        "{little} and {much} wrongly out"
    );
}

#[test]
fn who_is_wrongly_screened_out_comes_back() {
    let log = door(0.8, 0.0);
    let before = Time::ZERO + Span::DAY * 380;
    let out = log.iter().filter(|(at, _)| *at < before);
    let out = out
        .filter(|(_, f)| {
            matches!(
                f,
                Fact::Decided {
                    wrongly_out: true,
                    ..
                }
            )
        })
        .count();
    let back = count(&log, |f| matches!(f, Fact::Contacted { again: true, .. }));
    assert!(
        out > 100 && back >= out,
        "{out} wrongly out, {back} come back"
    );
}

#[test]
fn a_higher_threshold_moves_every_conversion_and_no_contact() {
    let shares = |shift| {
        let log = door(0.0, shift);
        let first = |f: &Fact| matches!(f, Fact::Contacted { again: false, .. });
        let of = |what| {
            count(
                &log,
                |f| matches!(f, Fact::Decided { decision, .. } if *decision == what),
            )
        };
        (
            count(&log, first),
            of(Decision::Advice),
            of(Decision::Assess) + of(Decision::Danger),
        )
    };
    let (base, higher) = (shares(0.0), shares(0.5));
    assert_eq!(base.0, higher.0, "the same families come");
    assert!(
        higher.1 > base.1 && higher.2 < base.2,
        "{base:?} {higher:?}"
    );
}

#[test]
fn the_decision_is_the_managers_and_takes_the_managers_time() {
    let log = door(0.0, 0.0);
    let mut came = BTreeMap::new();
    for (at, fact) in &log {
        match fact {
            Fact::Contacted { family, .. } => {
                came.insert(*family, *at);
            }
            Fact::Decided {
                family,
                decision: Decision::Advice,
                ..
            } => {
                let took = *at - came[family];
                assert!(
                    took.0 >= 660,
                    "screening and the manager's ten minutes, not {took:?}"
                );
            }
            _ => {}
        }
    }
}

// ---- out of hours -----------------------------------------------------------------------------

#[test]
fn out_of_hours_danger_is_seen_at_night_and_without_that_team_at_opening() {
    let seen_when_closed = |team: bool| {
        let mut work = stage(vec![item(HOUR)]);
        work.by = StageBy::Duty;
        work.forced = true;
        work.items[0].sees_child = true;
        let mut spec = with_door(spec(6, 1e6, 4.0, vec![work]), 0.0, 0.0);
        spec.front_door.as_mut().expect("a door").danger_share = 0.9;
        spec.out_of_hours = team.then(|| OutOfHours {
            workers: 2,
            effort: elapsed(Dist::Constant(HOUR)),
        });
        let department = office(spec, 140);
        let open = |at: Time| department.calendar.is_open(at);
        let log = log_of(&department);
        let seen = log.iter().filter(|(_, f)| {
            matches!(
                f,
                Fact::Seen {
                    first: true,
                    danger: true,
                    ..
                }
            )
        });
        seen.filter(|(at, _)| !open(*at - Span(1))).count()
    };
    assert_eq!(seen_when_closed(false), 0);
    assert!(seen_when_closed(true) > 100);
}

// ---- allocation -------------------------------------------------------------------------------

#[test]
fn a_lower_cap_takes_no_family_away() {
    let base = spec(4, 10.0, 3.0, vec![stage(vec![item(5.0 * DAY)])]);
    let mut lower = base.clone();
    lower.teams[0].cap_families = Some(1.0);
    let versions = vec![
        Version {
            from: Time::ZERO,
            spec: base,
        },
        Version {
            from: Time::ZERO + Span::DAY * 100,
            spec: lower,
        },
    ];
    let calendar = Calendar::continuous(jiff::civil::date(2024, 1, 1));
    let log = log_of(&Department::new(
        calendar,
        Span::DAY * 200,
        versions,
        StartPosition::default(),
    ));
    let taken = |f: &Fact| matches!(f, Fact::Released { why, .. } if *why != Release::Closed);
    assert_eq!(count(&log, taken), 0);
    let held = |until: i64| {
        let upto = log.iter().take_while(|(at, _)| at.day() < until);
        let change = upto.map(|(_, f)| match f {
            Fact::Allocated { .. } => 1,
            Fact::Released { .. } => -1,
            _ => 0,
        });
        change.sum::<i32>()
    };
    assert!(
        held(100) > 30 && held(200) < 20,
        "{} then {}",
        held(100),
        held(200)
    );
}

#[test]
fn a_leavers_families_go_to_the_front_of_the_list() {
    let mut spec = spec(3, 2.0, 4.0, vec![stage(vec![item(4.0 * DAY)])]);
    let people = &mut spec.teams[0].people;
    people.turnover_per_year = 0.02 * SECONDS_PER_YEAR / DAY;
    people.recruitment.round = Some(elapsed(Dist::Constant(DAY)));
    let (mut left, mut overtaken, mut again) = (BTreeSet::new(), 0, 0);
    for (_, fact) in log_of(&department(spec, 2_000)) {
        match fact {
            Fact::Released {
                family,
                why: Release::WorkerLeft,
                ..
            } => {
                left.insert(family);
            }
            Fact::Allocated { family, .. } => {
                let was = left.remove(&family);
                again += usize::from(was);
                overtaken += usize::from(!was && !left.is_empty());
            }
            _ => {}
        }
    }
    assert!(again > 50, "{again} allocated again");
    assert_eq!(overtaken, 0, "nobody who came later goes first");
}

#[test]
fn the_nearest_deadline_goes_first_where_the_team_says_so() {
    let allocated = |order| {
        let mut slow = stage(vec![item(DAY)]);
        slow.limit = Some(Limit {
            working_days: 60,
            clock: Clock::StageStart,
            stops: Stops::Authorised,
        });
        let mut quick = slow.clone();
        quick.key = 8;
        quick.limit = Some(Limit {
            working_days: 2,
            clock: Clock::StageStart,
            stops: Stops::Authorised,
        });
        let mut door = stage(vec![item(1.0)]);
        door.by = StageBy::Duty;
        door.key = 9;
        let to = |starts: usize| Outcome {
            name: "next".into(),
            probability: 0.5,
            starts: vec![starts],
            closes: false,
            leaves: false,
        };
        door.outcomes = vec![to(1), to(2)];
        let mut spec = spec(2, 1.0, 6.0, vec![door, slow, quick]);
        spec.teams[0].order = order;
        spec.teams[0].duty_one_in = Some(2.0);
        let log = log_of(&department(spec, 60));
        let mut stages = BTreeMap::new();
        let mut quick_ones = 0;
        for (_, fact) in &log {
            match fact {
                Fact::StageBegan { family, stage, .. } => {
                    stages.insert(*family, *stage);
                }
                Fact::Allocated { family, .. } => {
                    quick_ones += usize::from(stages[family] == 2);
                }
                _ => {}
            }
        }
        (
            quick_ones,
            count(&log, |f| matches!(f, Fact::Allocated { .. })),
        )
    };
    let (quick, all) = allocated(ListOrder::NearestDeadline);
    let (quick_in_turn, all_in_turn) = allocated(ListOrder::FirstCome);
    assert!(all > 50 && all_in_turn > 50);
    assert!(quick as f64 > 0.8 * all as f64, "{quick} of {all}");
    assert!((quick_in_turn as f64) < 0.7 * all_in_turn as f64);
}

// ---- the worker's day -------------------------------------------------------------------------

#[test]
fn own_work_on_duty_goes_at_the_stated_speed() {
    let took = |own_work| {
        let mut spec = spec(1, 1.0, 0.05, vec![stage(vec![item(DAY)])]);
        spec.teams[0].duty_one_in = Some(1.0);
        spec.teams[0].duty_own_work = own_work;
        let log = log_of(&department(spec, 2_000));
        let mut began = BTreeMap::new();
        let mut days = Vec::new();
        for (at, fact) in &log {
            match fact {
                Fact::Allocated { family, .. } => {
                    began.insert(*family, *at);
                }
                Fact::Closed { family, .. } => days.push((*at - began[family]).as_days()),
                _ => {}
            }
        }
        days.iter().sum::<f64>() / days.len() as f64
    };
    assert!((took(1.0) - 1.0).abs() < 1e-6);
    assert!((took(0.5) - 2.0).abs() < 1e-6);
}

#[test]
fn what_is_long_overdue_falls_behind_what_can_still_be_in_time() {
    let in_time = |behind| {
        let mut work = stage(vec![item(HOUR)]);
        work.limit = Some(Limit {
            working_days: 5,
            clock: Clock::StageStart,
            stops: Stops::Authorised,
        });
        let mut spec = spec(2, 1e6, 36.0, vec![work]);
        spec.day.first_come = false;
        (spec.day.overdue_fall_behind, spec.day.overdue_wd) = (behind, 0);
        let log = log_of(&office(spec, 200));
        count(
            &log,
            |f| matches!(f, Fact::Authorised { due, completed, .. } if completed <= due),
        )
    };
    let (not, behind) = (in_time(false), in_time(true));
    assert!(
        behind > 2 * not,
        "{not} in time, {behind} where overdue work falls behind"
    );
}

#[test]
fn half_speed_on_a_ramp_takes_twice_as_long_and_work_done_is_kept() {
    // The one worker leaves at once; who comes works at half speed for half a day's work's time.
    let mut spec = spec(1, 1.0, 0.2, vec![stage(vec![item(DAY)])]);
    let people = &mut spec.teams[0].people;
    people.recruitment.round = Some(elapsed(Dist::Constant(DAY)));
    people.ramp = vec![(Span::DAY, 0.5)];
    spec.teams[0].vacancy_start = 1.0;
    let log = log_of(&department(spec, 30));
    let of =
        |wanted: &dyn Fn(&Fact) -> bool| log.iter().find(|(_, f)| wanted(f)).map(|(at, _)| *at);
    let started = of(&|f| matches!(f, Fact::Started { .. })).expect("somebody starts");
    let named = of(&|f| matches!(f, Fact::Allocated { .. })).expect("a family");
    let closed = of(&|f| matches!(f, Fact::Closed { .. })).expect("it ends");
    let slow = (Span::DAY - (named - started)).0.max(0) as f64;
    let expected = if slow > 0.0 {
        slow + (DAY - slow * 0.5)
    } else {
        DAY
    };
    assert!(
        ((closed - named).0 as f64 - expected).abs() <= 2.0,
        "{expected}"
    );
}

// ---- managers ---------------------------------------------------------------------------------

#[test]
fn unsigned_work_goes_ahead_after_so_many_working_days_and_is_counted() {
    let mut work = stage(vec![item(HOUR)]);
    let mut rule = sign_off(1e7); // the manager never gets there
    (rule.bypass, rule.bypass_after_wd) = (1.0, 2);
    work.sign_off = Some(rule);
    let mut spec = spec(4, 100.0, 1.0, vec![work]);
    spec.teams[0].managers = vec![1.0];
    let department = office(spec, 60);
    let calendar = department.calendar.clone();
    let mut bypassed = 0;
    for (at, fact) in log_of(&department) {
        if let Fact::Authorised {
            completed,
            bypassed: true,
            ..
        } = fact
        {
            assert_eq!(at, calendar.end_of_working_day_after(completed, 2));
            bypassed += 1;
        }
    }
    assert!(bypassed > 20, "{bypassed} bypassed");
}

#[test]
fn supervision_of_plans_takes_managers_hours() {
    let hours = |supervision: Option<f64>| {
        let mut plan = stage(Vec::new());
        plan.lasts = Some(elapsed(Dist::Constant(60.0 * DAY)));
        plan.supervision_per_month = supervision.map(|h| effort(Dist::Constant(h * HOUR)));
        let mut spec = spec(2, 100.0, 0.5, vec![plan]);
        spec.teams[0].managers = vec![1.0];
        let log = log_of(&office(spec, 300));
        count(&log, |f| {
            matches!(
                f,
                Fact::Began {
                    work: Work::Management,
                    ..
                }
            )
        })
    };
    assert_eq!(hours(None), 0);
    assert!(hours(Some(1.0)) > 50);
}

#[test]
fn supervision_is_done_as_managers_have_time_and_never_more_than_was_asked() {
    let hours = |of_a_child: f64| {
        let mut plan = stage(Vec::new());
        plan.lasts = Some(elapsed(Dist::Constant(60.0 * DAY)));
        plan.supervision_per_month = Some(effort(Dist::Constant(of_a_child * HOUR)));
        let mut spec = spec(2, 100.0, 0.5, vec![plan]);
        // Reading through those who wait takes the same sittings, and is no supervision.
        spec.unallocated.review_per_month = Some(effort(Dist::Constant(HOUR)));
        spec.teams[0].managers = vec![1.0];
        let (mut asked, mut done) = (0, 0);
        for (_, fact) in log_of(&office(spec, 300)) {
            match fact {
                Fact::SupervisionAsked { hours, .. } => asked += hours.0,
                Fact::Supervised { hours, .. } => done += hours.0,
                _ => {}
            }
        }
        (asked as f64 / HOUR, done as f64 / HOUR)
    };
    let (asked, done) = hours(1.0);
    assert!(asked > 50.0 && done <= asked, "{done} of {asked}");
    assert!(
        done > 0.8 * asked,
        "{done} of {asked}: there is time for it"
    );
    let (asked, done) = hours(100.0);
    assert!(done > 50.0 && done < 0.6 * asked, "{done} of {asked}");
}

// ---- conferences ------------------------------------------------------------------------------

#[test]
fn a_conference_has_a_lead_time_and_is_put_back_when_the_report_is_not_ready() {
    let held = |report_days: f64| {
        let mut work = stage(vec![item(report_days * DAY)]);
        work.conference = Some(ConferenceRule {
            lead_wd: 5,
            put_back_wd: 3,
            attendance: effort(Dist::Constant(HOUR)),
        });
        let mut spec = spec(20, 1.0, 0.5, vec![work]);
        spec.conferences = Some(Conferences {
            chairs: 4,
            per_day: 4,
        });
        let department = department(spec, 300);
        let (mut began, mut least, mut back, mut all) = (BTreeMap::new(), f64::MAX, 0, 0);
        for (at, fact) in log_of(&department) {
            match fact {
                Fact::StageBegan { family, .. } => {
                    began.insert(family, at);
                }
                Fact::ConferencePutBack { .. } => back += 1,
                Fact::ConferenceHeld { family, .. } => {
                    least = least.min((at - began[&family]).as_days());
                    all += 1;
                }
                _ => {}
            }
        }
        assert!(all > 50, "{all} held");
        (least, back)
    };
    let (least, back) = held(0.1);
    assert!(least >= 4.0, "held {least} days after the stage began");
    assert_eq!(back, 0);
    assert!(
        held(7.0).1 > 50,
        "a report of a week is not ready on the fifth day"
    );
}

// ---- outcomes ---------------------------------------------------------------------------------

#[test]
fn outcomes_follow_need_and_keep_their_published_share() {
    let mut work = stage(vec![item(60.0)]);
    work.need_slope = 1.5;
    let outcome = |name: &str, probability| Outcome {
        name: name.into(),
        probability,
        starts: vec![],
        closes: true,
        leaves: false,
    };
    work.outcomes = vec![outcome("less", 0.7), outcome("more", 0.3)];
    let log = log_of(&department(spec(4, 1e6, 20.0, vec![work]), 1_000));
    let of = |which| {
        count(
            &log,
            |f| matches!(f, Fact::Authorised { outcome, .. } if *outcome == which),
        )
    };
    let (less, more) = (of(0) as f64, of(1) as f64);
    let all = less + more;
    let sd = libm::sqrt(0.3 * 0.7 / all);
    assert!(
        all > 15_000.0 && (more / all - 0.3).abs() < 4.0 * sd,
        "{more} of {all}"
    );
}
