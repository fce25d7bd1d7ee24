//! The profile of the clock really happens: hours of the day, the weekend's batch on Monday, and
//! the days on which nobody works.

use super::spec::{Department, FrontDoor, Hours, Spec, StartPosition, Times, Version};
use super::textbook::{DAY, effort, elapsed, log_of, spec, stage, visits};
use crate::chronology::Fact;
use crate::engine::{Calendar, Dist, Span, Time};
use jiff::civil::date;

/// An office, nine to five from Monday 2 November 2009, whose one worker on duty screens contacts
/// for a quarter of an hour each.
fn office(hours: Hours, weekday: [f64; 7], a_day: f64, days: i64) -> Department {
    let assess = stage(vec![visits(0.001, Times::Fixed(1), None)]);
    let mut spec: Spec = spec(1, 1e6, a_day, vec![assess]);
    let total: f64 = weekday.iter().sum();
    spec.streams[0].weekday = weekday.map(|weight| weight * 7.0 / total);
    spec.streams[0].hours = hours;
    spec.teams[0].duty_one_in = Some(1.0);
    let quarter = || effort(Dist::Constant(900.0));
    spec.front_door = Some(FrontDoor {
        screening: quarter(),
        decision: quarter(),
        screened_by: None,
        initial_response: None,
        manager_contact: quarter(),
        manager_referral: quarter(),
        partners: None,
        partner_effort: None,
        limit_wd: 1,
        contact_to_referral: 0.01,
        referral_to_assessment: 0.5,
        danger_share: 0.0,
        band_shares: vec![],
        shift: 0.0,
        danger_stage: 0,
        assessment_stage: 0,
        wrongly_out_return: 0.0,
        wrongly_out_delay: elapsed(Dist::Constant(DAY)),
        wrongly_out_worse: 0.0,
    });
    spec.entry = None;
    let calendar = Calendar::office(date(2009, 11, 2), 9 * 3600, 17 * 3600, &[], 1, 1);
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

/// Contacts not yet decided at an instant.
fn undecided(facts: &[(Time, Fact)], at: Time) -> i64 {
    let before = facts.iter().take_while(|(when, _)| *when <= at);
    let change = before.map(|(_, fact)| match fact {
        Fact::Contacted { .. } => 1,
        Fact::Decided { .. } => -1,
        _ => 0,
    });
    change.sum()
}

#[test]
fn contacts_come_at_the_hours_of_their_profile() {
    let mut weights = [1.0; 24];
    (weights[3], weights[10], weights[20]) = (0.0, 6.0, 3.0);
    let total: f64 = weights.iter().sum();
    let facts = log_of(&office(Hours::AllDay(weights), [1.0; 7], 100.0, 98));
    let mut by_hour = [0.0; 24];
    for (at, fact) in &facts {
        if matches!(fact, Fact::Contacted { .. }) {
            by_hour[(at.0.rem_euclid(Span::DAY.0) / 3_600) as usize] += 1.0;
        }
    }
    let all: f64 = by_hour.iter().sum();
    assert!(all > 9_000.0, "{all} contacts");
    for (hour, count) in by_hour.iter().enumerate() {
        let share = weights[hour] / total;
        let sd = libm::sqrt(all * share * (1.0 - share));
        assert!(
            (count - all * share).abs() <= 4.0 * sd,
            "hour {hour}: {count} of {all}"
        );
    }
}

#[test]
fn the_weekends_notifications_stand_in_mondays_first_queue() {
    let batch = [2.0, 0.75, 0.75, 0.75, 0.75, 0.0, 0.0];
    let department = office(Hours::AtOpening, batch, 12.0, 364);
    let calendar = department.calendar.clone();
    let facts = log_of(&department);
    let mut queues = [(0.0, 0.0); 7];
    for day in 0..364 {
        let midnight = Time(day * Span::DAY.0);
        if calendar.is_working_day(midnight) {
            let opened = calendar.next_open(midnight) + Span(900);
            let of_day = &mut queues[calendar.weekday(midnight)];
            *of_day = (of_day.0 + undecided(&facts, opened) as f64, of_day.1 + 1.0);
        }
        let arrived = facts
            .iter()
            .filter(|(at, fact)| at.day() == day && matches!(fact, Fact::Contacted { .. }));
        let opening = calendar.next_open(midnight);
        assert!(
            arrived.into_iter().all(|(at, _)| *at == opening),
            "a batch at opening"
        );
    }
    let mean: Vec<f64> = queues[..5].iter().map(|(sum, days)| sum / days).collect();
    let rest = mean[2..5].iter().sum::<f64>() / 3.0;
    // Two of the week's five parts come on Monday, three quarters of one on another day.
    assert!(mean[0] > 2.0 * rest, "queues by weekday {mean:?}");
}

#[test]
fn nobody_works_over_christmas_and_the_list_after_it_is_longer() {
    let department = office(Hours::Office, [1.0; 7], 12.0, 84);
    let calendar = department.calendar.clone();
    let facts = log_of(&department);
    let closes = calendar.closing(calendar.time_of(date(2009, 12, 24)));
    let opens = calendar.next_working_day(calendar.time_of(date(2009, 12, 24)));
    assert_eq!(calendar.date_of(opens), date(2009, 12, 29));
    let works = |fact: &Fact| {
        matches!(
            fact,
            Fact::Began { .. } | Fact::Stopped { finished: true, .. } | Fact::Decided { .. }
        )
    };
    let within = facts
        .iter()
        .filter(|(at, fact)| *at > closes && *at < opens && works(fact));
    assert_eq!(within.count(), 0, "work over Christmas");
    let mornings: Vec<i64> = (0..45)
        .map(|day| Time(day * Span::DAY.0))
        .filter(|midnight| calendar.is_working_day(*midnight) && calendar.weekday(*midnight) > 0)
        .map(|midnight| undecided(&facts, calendar.next_open(midnight) + Span::HOUR))
        .collect();
    let usual = mornings.iter().sum::<i64>() as f64 / mornings.len() as f64;
    let after = undecided(&facts, opens + Span::HOUR) as f64;
    assert!(
        after > usual + 20.0,
        "{after} after Christmas, {usual} on other mornings"
    );
}
