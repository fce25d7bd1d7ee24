//! What is counted, against numbers worked out by hand.

use super::*;
use crate::chronology::Decision;

#[test]
fn the_window_opens_after_the_warm_up_and_keeps_levels() {
    let facts = [
        (0, joined(1, A, 0)),
        (DAY / 2, joined(2, A, DAY / 2)),
        (DAY, allocated(1, A, 0, 0)), // at the opening instant: before the window
        (2 * DAY, allocated(2, A, 0, DAY / 2)),
        (3 * DAY, joined(3, B, 3 * DAY)),
    ];
    let requests = [
        "waiting_mean",
        "first_allocations",
        "wait_mean",
        "waiting_max",
        "waiting_end",
        "waiting_share_at_or_above_1[A]",
        "waiting_mean[B]",
        "wait_share_above_1",
        "waiting_total",
        "wait_share_above_2",
        "wait_hours_share_above_30",
        "wait_hours_share_at_most_36",
    ];
    let found = answers(continuous(5), &requests, &facts);
    close(found[0], (1.0 + 2.0) / 4.0);
    close(found[1], 1.0);
    close(found[2], 1.5);
    close(found[3], 1.0);
    close(found[4], 1.0);
    close(found[5], 0.25);
    close(found[6], 0.5);
    close(found[7], 1.0);
    close(found[8], 3.0 * 24.0);
    close(found[9], 0.0);
    close(found[10], 1.0);
    close(found[11], 1.0);
}

#[test]
fn what_happens_at_the_last_second_counts() {
    let facts = [
        (2 * DAY, joined(1, A, 2 * DAY)),
        (5 * DAY, allocated(1, A, 0, 2 * DAY)),
    ];
    let found = answers(
        continuous(5),
        &["wait_mean", "first_allocations", "waiting_end"],
        &facts,
    );
    close(found[0], 3.0);
    close(found[1], 1.0);
    close(found[2], 0.0);
}

#[test]
fn children_without_a_worker_are_counted_at_the_close_of_each_working_day() {
    // Monday 4 January 2010; waits since Tuesday morning, allocated on Thursday week.
    let since = DAY + 10 * HOUR;
    let until = 10 * DAY + 16 * HOUR;
    let facts = [
        (since, joined(1, A, since)),
        (until, allocated(1, A, 0, since)),
    ];
    let requests = [
        "unallocated_assessment_at_2010-01-05",
        "unallocated_assessment_mean",
        "unallocated_assessment_over_5_wd_at_2010-01-12",
        "unallocated_assessment_over_5_wd_at_2010-01-13",
        "unallocated_assessment_over_5_wd_max",
        "unallocated_at_2010-01-09",
        "unallocated_assessment_end",
        "unallocated_in_need_max",
        "wait_for_named_worker_wd_mean",
    ];
    let mut setting = office(14);
    setting.window_start = Time::ZERO;
    let found = answers(setting, &requests, &facts);
    close(found[0], 2.0);
    // Closes of 5, 6, 7, 8, 11, 12, 13 January of ten working days: 2 children on seven.
    close(found[1], 14.0 / 10.0);
    close(found[2], 0.0); // 5 working days on the 12th
    close(found[3], 2.0); // 6 on the 13th
    close(found[4], 2.0);
    close(found[5], 2.0); // a Saturday: as the office left it
    close(found[6], 0.0);
    close(found[7], 0.0);
    close(found[8], 7.0);
}

#[test]
fn children_let_go_at_a_transfer_count_in_that_row_and_in_no_other() {
    let mut joins = joined(1, A, 2 * DAY);
    if let Fact::ListJoined { row, first, .. } = &mut joins {
        (*row, *first) = (4, false);
    }
    let mut facts = in_post(0, B).to_vec();
    facts.push((0, holds(0, B, 1)));
    facts.push((0, Fact::PositionSet));
    facts.push((2 * DAY, released(1, B, 0, Release::LetGo)));
    facts.push((2 * DAY, holds(0, B, 0)));
    facts.push((2 * DAY, joins));
    let requests = [
        "unallocated_in_transfer_max",
        "unallocated_in_need_max",
        "unallocated_assessment_max",
        "unallocated_max",
        "held_in_transfer_max",
        "unallocated_in_transfer_over_5_wd_max",
        "unallocated_over_5_wd_max",
        "changes_of_worker_children_count",
    ];
    let found = answers(continuous(12), &requests, &facts);
    let wanted = [2.0, 0.0, 0.0, 2.0, 0.0, 2.0, 2.0, 2.0];
    for (found, wanted) in found.into_iter().zip(wanted) {
        close(found, wanted);
    }
}

#[test]
fn a_family_still_held_is_not_without_a_worker_until_its_worker_leaves() {
    let mut joins = joined(1, A, 2 * DAY);
    if let Fact::ListJoined { held, first, .. } = &mut joins {
        (*held, *first) = (true, false);
    }
    let mut facts = in_post(0, B).to_vec();
    facts.push((0, holds(0, B, 1)));
    facts.push((0, Fact::PositionSet));
    facts.push((2 * DAY, joins));
    facts.push((3 * DAY, released(1, B, 0, Release::WorkerLeft)));
    facts.push((3 * DAY, holds(0, B, 0)));
    let requests = [
        "waiting_mean",
        "unallocated_max",
        "held_in_transfer_max",
        "waiting_again_end",
    ];
    let found = answers(continuous(5), &requests, &facts);
    close(found[0], 2.0 / 4.0);
    close(found[1], 2.0);
    close(found[2], 2.0);
    close(found[3], 1.0);
}

#[test]
fn the_age_of_the_longest_wait_is_exact() {
    let facts = [
        (2 * DAY, joined(1, A, 0)), // already two days old
        (2 * DAY, joined(2, A, 2 * DAY)),
        (3 * DAY, allocated(1, A, 0, 0)),
        (4 * DAY, allocated(2, A, 0, 2 * DAY)),
    ];
    let requests = [
        "oldest_waiting_share_above_1.5",
        "oldest_waiting_max",
        "oldest_waiting_mean",
    ];
    let found = answers(continuous(5), &requests, &facts);
    close(found[0], (1.0 + 0.5) / 4.0);
    close(found[1], 3.0);
    close(found[2], (2.5 + 1.5) / 4.0);
}

#[test]
fn those_still_waiting_count_in_the_incidence() {
    let mut facts = Vec::new();
    for family in 0..4 {
        facts.push((2 * DAY, joined(family, A, 2 * DAY)));
    }
    facts.push((3 * DAY, allocated(0, A, 0, 2 * DAY)));
    facts.push((4 * DAY, allocated(1, A, 0, 2 * DAY)));
    let requests = [
        "wait_including_still_waiting_days_p50",
        "wait_including_still_waiting_days_p90",
        "wait_p50",
    ];
    let found = answers(continuous(9), &requests, &facts);
    close(found[0], 2.0);
    assert_eq!(found[1], None); // not reached
    close(found[2], 1.5);
}

#[test]
fn as_published_and_of_those_due_answer_different_questions() {
    let due = 4 * DAY;
    let dated = |family| Fact::Due {
        family,
        place: A,
        stage: 0,
        children: 2,
        due: Time(due),
    };
    let mut facts = Vec::new();
    for family in 0..4 {
        facts.push((DAY, began(family, A, 0, DAY)));
        facts.push((DAY, dated(family)));
    }
    facts.push((3 * DAY, authorised(0, DAY, due, 3 * DAY))); // in time
    facts.push((3 * DAY, ended(0, A, 0, DAY)));
    facts.push((3 * DAY, ended(1, A, 0, DAY))); // closed before it fell due
    facts.push((6 * DAY, authorised(2, DAY, due, 5 * DAY))); // late
    facts.push((6 * DAY, ended(2, A, 0, DAY)));
    let requests = [
        "in_time_as_published[stage=initial assessment]",
        "in_time_of_those_due",
        "in_time_of_those_due_total",
        "in_time_as_published_share[from=2010-01-09, to=2010-01-10]",
        "time_to_authorise_days_mean",
    ];
    let found = answers(continuous(8), &requests, &facts);
    close(found[0], 0.5);
    close(found[1], 1.0 / 3.0);
    close(found[2], 6.0); // children of three families
    close(found[3], 0.0);
    close(found[4], 3.5);
}

#[test]
fn the_conference_itself_stops_the_clock() {
    let due = Time(4 * DAY);
    let facts = [
        (2 * DAY, began(1, A, 1, 2 * DAY)),
        (
            2 * DAY,
            Fact::Due {
                family: 1,
                place: A,
                stage: 1,
                children: 2,
                due,
            },
        ),
        (
            3 * DAY,
            Fact::ConferenceHeld {
                family: 1,
                place: A,
                stage: 1,
                children: 2,
                due,
            },
        ),
        (
            6 * DAY,
            Fact::Completed {
                family: 1,
                place: A,
                stage: 1,
                children: 2,
            },
        ),
        (6 * DAY, ended(1, A, 1, 2 * DAY)),
    ];
    let requests = [
        "conferences_in_time",
        "in_time_of_those_due",
        "in_time_as_published_total",
    ];
    let found = answers(continuous(8), &requests, &facts);
    close(found[0], 1.0);
    close(found[1], 1.0);
    close(found[2], 2.0);
}

#[test]
fn flow_counts_what_opens_and_ends() {
    let facts = [
        (0, began(9, A, 2, 0)),
        (0, Fact::PositionSet),
        (2 * DAY, contacted(1, A)),
        (2 * DAY, decided(1, Decision::Assess)),
        (2 * DAY, contacted(2, A)),
        (2 * DAY, decided(2, Decision::Advice)),
        (2 * DAY, began(1, A, 0, 2 * DAY)),
        (3 * DAY, ended(1, A, 0, 2 * DAY)),
        (3 * DAY, began(1, A, 2, 2 * DAY)), // the same instant: it stayed open
        (
            4 * DAY,
            Fact::Closed {
                family: 1,
                place: A,
                children: 2,
                opened: Time(2 * DAY),
            },
        ),
        (4 * DAY, ended(1, A, 2, 3 * DAY)),
    ];
    let requests = [
        "opened_children",
        "closures",
        "sojourn_mean",
        "in_system_mean",
        "open_from_start_end",
        "in_stage_mean[stage=initial assessment]",
        "contact_to_referral",
        "open_children_max",
        "stage_time_days_mean[stage=in-need plan]",
        "arrivals_per_day",
    ];
    let found = answers(continuous(5), &requests, &facts);
    close(found[0], 2.0);
    close(found[1], 1.0);
    close(found[2], 2.0);
    close(found[3], (4.0 + 2.0) / 4.0);
    close(found[4], 1.0);
    close(found[5], 0.25);
    close(found[6], 0.5);
    close(found[7], 4.0);
    close(found[8], 1.0);
    close(found[9], 0.5);
}

fn decided(family: u32, decision: Decision) -> Fact {
    Fact::Decided {
        family,
        place: A,
        source: 0,
        children: 2,
        decision,
        wrongly_out: false,
        since: Time(2 * DAY),
        due: Time(3 * DAY),
        again: false,
    }
}

#[test]
fn the_longest_wait_to_be_seen_counts_those_still_waiting() {
    let seen = Fact::Seen {
        family: 1,
        place: A,
        children: 2,
        band: 0,
        referred: Time(DAY),
        first: true,
        assessing: true,
        danger: false,
    };
    let facts = [
        (2 * DAY, began(1, A, 0, DAY)),
        (2 * DAY, began(2, B, 0, DAY)),
        (4 * DAY, seen),
    ];
    let requests = [
        "longest_wait_to_assessment_start_days_at_3d",
        "longest_wait_to_assessment_start_days_at_5d[A]",
        "longest_wait_to_assessment_start_weeks_at_8d[B]",
        "wait_to_be_seen_days_mean",
        "not_yet_started_end",
    ];
    let found = answers(continuous(9), &requests, &facts);
    close(found[0], 2.0);
    close(found[1], 0.0);
    close(found[2], 1.0);
    close(found[3], 3.0);
    close(found[4], 2.0);
}

#[test]
fn danger_is_seen_the_same_day_until_midnight_or_in_the_night_of_the_call() {
    let (tuesday, saturday) = (DAY, 5 * DAY);
    let hours = |day: i64, hour: f64| day + (hour * HOUR as f64) as i64;
    let calls = [
        // When the call came, when the child was seen.
        (hours(tuesday, 10.0), hours(tuesday, 23.0)),
        (hours(tuesday, 6.0), hours(tuesday, 12.0)),
        (hours(tuesday, 20.0), hours(tuesday, 32.5)),
        (hours(saturday, 10.0), hours(saturday, 20.0)),
        (hours(saturday, 20.0), hours(saturday, 32.5)),
        // Too late, each of them.
        (hours(tuesday, 10.0), hours(tuesday, 24.5)),
        (hours(tuesday, 20.0), hours(tuesday, 33.5)),
        (hours(saturday, 10.0), hours(saturday, 32.5)),
    ];
    let mut facts: Vec<(i64, Fact)> = Vec::new();
    for (family, (referred, at)) in calls.into_iter().enumerate() {
        let seen = Fact::Seen {
            family: family as u32,
            place: A,
            children: 2,
            band: 0,
            referred: Time(referred),
            first: true,
            assessing: false,
            danger: true,
        };
        facts.push((at, seen));
    }
    facts.sort_by_key(|(at, _)| *at);
    let handed = Fact::HandedToNight {
        family: 9,
        place: A,
        children: 3,
    };
    facts.push((8 * DAY, handed));
    let requests = [
        "danger_seen_same_day",
        "danger_handed_to_night",
        "danger_seen_same_day[B]",
    ];
    let mut setting = office(14);
    setting.window_start = Time::ZERO;
    let found = answers(setting, &requests, &facts);
    close(found[0], 5.0 / 8.0);
    close(found[1], 3.0);
    assert_eq!(found[2], None);
}

#[test]
fn a_week_s_line_is_the_number_at_its_end_or_the_total_of_the_week() {
    let mut setting = office(21);
    setting.window_start = Time::ZERO;
    let tuesday = 8 * DAY + 10 * HOUR;
    let facts = [
        (10 * HOUR, contacted(1, A)),
        (tuesday, contacted(2, B)),
        (tuesday, contacted(3, B)),
        (tuesday, joined(2, B, tuesday)),
    ];
    let plan = watched(setting, &[]);
    let found = hear(&plan, &facts).expect("no law is broken");
    let series = |quantity, area| {
        let at = plan
            .catalogue
            .series_position(quantity, area)
            .expect("it is written");
        found.series[at].clone()
    };
    assert_eq!(plan.catalogue.weeks.len(), 3);
    assert_eq!(plan.catalogue.weeks[0], date(2010, 1, 8));
    assert_eq!(series(Quantity::ContactsChildren, None), [2.0, 4.0, 0.0]);
    assert_eq!(
        series(Quantity::ContactsChildren, Some("A")),
        [2.0, 0.0, 0.0]
    );
    assert_eq!(
        series(Quantity::UnallocatedAssessment, Some("B")),
        [0.0, 2.0, 2.0]
    );
    assert_eq!(found.waiting_ages[1][1], [2, 0, 0, 0, 0, 0]);
    assert_eq!(found.waiting_ages[1][2], [0, 2, 0, 0, 0, 0]);
}

#[test]
fn the_first_time_a_number_is_reached_is_found() {
    let facts = [
        (0, joined(1, A, 0)),
        (0, joined(2, A, 0)),
        (2 * DAY, allocated(1, A, 0, 0)),
        (4 * DAY, allocated(2, A, 0, 0)),
    ];
    let requests = [
        "waiting_first_at_or_below_0",
        "waiting_first_at_or_below_1",
        "waiting_mean_above_1",
    ];
    let found = answers(continuous(5), &requests, &facts);
    close(found[0], 3.0);
    close(found[1], 1.0);
    close(found[2], 0.25);
}

#[test]
fn dates_kept_are_those_met_over_those_met_and_missed() {
    let mut setting = continuous(60);
    setting.stage_settings[2].recurring = vec![RecurringAs::Date];
    let met = |children, at: i64| {
        let fact = Fact::Recurred {
            family: 1,
            place: A,
            stage: 2,
            which: 0,
            children,
            due: Time(20 * DAY),
        };
        (at, fact)
    };
    let missed = Fact::Missed {
        family: 2,
        place: A,
        stage: 2,
        which: 0,
        children: 2,
        due: Time(25 * DAY),
    };
    let facts = [met(3, 15 * DAY), met(1, 21 * DAY), (30 * DAY, missed)];
    let found = answers(
        setting,
        &["dates_kept_share", "visits_in_time_share"],
        &facts,
    );
    close(found[0], 0.5); // three children's date of six
    assert!(found[1].is_none(), "no visit among them");
}
