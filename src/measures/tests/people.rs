//! Caseloads, hours and staffing, against numbers worked out by hand.

use super::*;
use crate::chronology::{Away, Work};

#[test]
fn caseloads_follow_what_workers_hold() {
    let mut facts = in_post(0, A).to_vec();
    facts.extend(in_post(1, A));
    facts.push((0, Fact::PositionSet));
    for family in 0..2 {
        facts.push((2 * DAY, joined(family, A, 2 * DAY)));
        facts.push((2 * DAY, allocated(family, A, 0, 2 * DAY)));
    }
    facts.push((2 * DAY, holds(0, A, 2)));
    let away = |present| Fact::Present {
        post: 0,
        place: A,
        manager: false,
        present,
    };
    facts.push((4 * DAY, away(false)));
    let requests = [
        "caseload_children_per_holder_at_2010-01-06",
        "caseload_families_per_worker_mean",
        "caseload_children_per_fte_end",
        "share_of_time_at_cap",
        "families_with_worker_away_mean",
        "highest_caseload_children_at_2010-01-06",
        "present_mean",
        "absent_end",
        "absence_days_count",
        "share_of_workers_above_15_at_2010-01-06",
    ];
    let found = answers(continuous(5), &requests, &facts);
    close(found[0], 4.0);
    close(found[1], 2.0 * 3.0 / (2.0 * 4.0));
    close(found[2], 4.0);
    close(found[3], 3.0 / 8.0);
    close(found[4], 2.0 / 4.0);
    close(found[5], 4.0);
    close(found[6], (3.0 * 2.0 + 1.0) / 4.0);
    close(found[7], 1.0);
    close(found[8], 0.0);
    close(found[9], 0.0);
}

#[test]
fn a_usual_day_off_is_no_absence_but_sickness_through_it_is() {
    let (place, manager) = (A, false);
    let present = |present| Fact::Present {
        post: 0,
        place,
        manager,
        present,
    };
    let day_off = |off| Fact::DayOff {
        post: 0,
        place,
        manager,
        off,
    };
    let mut facts = in_post(0, A).to_vec();
    facts.push((0, Fact::PositionSet));
    facts.push((DAY, joined(0, A, DAY)));
    facts.push((DAY, allocated(0, A, 0, DAY)));
    facts.push((DAY, holds(0, A, 1)));
    // A day off; at work; ill for a day and off on the next; back.
    facts.push((2 * DAY, day_off(true)));
    facts.push((2 * DAY, present(false)));
    facts.push((4 * DAY, present(true)));
    facts.push((4 * DAY, day_off(false)));
    facts.push((5 * DAY, present(false)));
    facts.push((6 * DAY, day_off(true)));
    facts.push((7 * DAY, present(true)));
    facts.push((7 * DAY, day_off(false)));
    let requests = [
        "absent_mean",
        "families_with_worker_away_mean",
        "absence_days_count",
        "absence_days_mean",
        "present_mean",
    ];
    let found = answers(continuous(9), &requests, &facts);
    close(found[0], 1.0 / 8.0);
    close(found[1], 1.0 / 8.0);
    close(found[2], 1.0);
    close(found[3], 1.0);
    close(found[4], 4.0 / 8.0);
}

#[test]
fn a_protection_child_whose_worker_is_away_is_uncovered_until_somebody_looks() {
    // Monday 4 January: the worker goes on Tuesday, and the sixth working day after is the 13th.
    let present = Fact::Present {
        post: 0,
        place: A,
        manager: false,
        present: false,
    };
    let reviewed = Fact::CoverReviewed {
        family: 0,
        place: A,
        visits: 1,
    };
    let requests = [
        "protection_uncovered_over_5_wd_max",
        "protection_uncovered_over_5_wd_end",
    ];
    let heard = |at_once: bool, row: u8, more: &[(i64, Fact)]| {
        let mut setting = office(14);
        setting.stage_settings[0].row = row;
        setting.teams[0].protection_covered_at_once = at_once;
        let mut facts = in_post(0, A).to_vec();
        facts.push((0, Fact::PositionSet));
        facts.push((10 * HOUR, began(0, A, 0, 0)));
        facts.push((10 * HOUR, joined(0, A, 10 * HOUR)));
        facts.push((10 * HOUR, allocated(0, A, 0, 10 * HOUR)));
        facts.push((10 * HOUR, holds(0, A, 1)));
        facts.push((DAY + 10 * HOUR, present));
        facts.extend(more.iter().copied());
        answers(setting, &requests, &facts)
    };
    let uncovered = heard(false, 0, &[]);
    close(uncovered[0], 2.0);
    close(uncovered[1], 2.0);
    close(heard(false, 2, &[])[0], 0.0);
    close(heard(false, 0, &[(3 * DAY, reviewed)])[0], 0.0);
    let late = heard(false, 0, &[(11 * DAY, reviewed)]);
    close(late[0], 2.0);
    close(late[1], 0.0);
    let missed = Fact::Missed {
        family: 0,
        place: A,
        stage: 0,
        which: 0,
        children: 2,
        due: Time(4 * DAY),
    };
    close(heard(true, 0, &[])[0], 0.0);
    close(heard(true, 0, &[(8 * DAY, missed)])[0], 2.0);
}

fn work(at: i64, starts: bool) -> (i64, Fact) {
    let (post, place, family, stage, work) = (0, A, 1, 0, Work::Item(0));
    if starts {
        return (
            at,
            Fact::Began {
                post,
                place,
                family,
                stage,
                work,
            },
        );
    }
    let worked = Span(2 * HOUR);
    (
        at,
        Fact::Stopped {
            post,
            place,
            family,
            stage,
            work,
            worked,
            finished: true,
        },
    )
}

#[test]
fn utilisation_counts_office_time_only() {
    let mut facts = in_post(0, A).to_vec();
    let ready = Fact::Ready {
        post: 0,
        place: A,
        work: Work::Item(0),
        effort: Span(4 * HOUR),
        delayed: true,
    };
    facts.push((16 * HOUR, ready));
    facts.push(work(16 * HOUR, true)); // Monday at four, for two office hours
    facts.push(work(DAY + 10 * HOUR, false));
    let mut setting = office(2);
    setting.window_start = Time::ZERO;
    let requests = [
        "utilisation",
        "busy_workers_mean",
        "events",
        "ready_items_max",
        "work_arriving_hours",
        "highest_utilisation_end",
    ];
    let found = answers(setting, &requests, &facts);
    close(found[4], 4.0);
    close(found[5], 2.0 / 16.0);
    close(found[0], 2.0 / 16.0);
    close(found[1], 18.0 / 48.0);
    close(found[2], 2.0);
    close(found[3], 1.0);
}

#[test]
fn staffing_is_kept_in_full_time_equivalents() {
    let mut facts = in_post(0, A).to_vec();
    facts.extend(in_post(1, A));
    facts.push((0, Fact::PositionSet));
    let (place, manager, agency) = (A, false, false);
    let (why, lost) = (Away::Sick(0), Span(2 * DAY));
    let present = |post, present| Fact::Present {
        post,
        place,
        manager,
        present,
    };
    facts.push((
        2 * DAY,
        Fact::WentAway {
            post: 0,
            place,
            manager,
            why,
        },
    ));
    facts.push((2 * DAY, present(0, false)));
    facts.push((3 * DAY, present(1, false)));
    facts.push((
        3 * DAY,
        Fact::Left {
            post: 1,
            place,
            agency,
            manager,
        },
    ));
    facts.push((
        4 * DAY,
        Fact::CameBack {
            post: 0,
            place,
            manager,
            why,
            lost,
        },
    ));
    facts.push((4 * DAY, present(0, true)));
    let requests = [
        "in_post_fte_mean",
        "vacancy_before_agency_mean",
        "leavers",
        "turnover_rate",
        "days_lost_to_sickness_per_person_year",
        "absence_days_mean",
        "absent_mean",
    ];
    let found = answers(continuous(5), &requests, &facts);
    close(found[0], (2.0 * 1.0 + 2.0 * 0.5) / 4.0);
    close(found[1], 0.25);
    close(found[2], 1.0);
    close(found[3], 365.25 / 6.0);
    close(found[4], 2.0 * 365.25 / 6.0);
    close(found[5], 2.0);
    close(found[6], 2.0 / 4.0);
}

/// A visit finished by a worker at this instant, begun in the same second.
fn visit(at: i64, post: u32, family: u32) -> [(i64, Fact); 2] {
    let (place, stage, work) = (A, 2, Work::Item(0));
    [
        (
            at,
            Fact::Began {
                post,
                place,
                family,
                stage,
                work,
            },
        ),
        (
            at,
            Fact::Stopped {
                post,
                place,
                family,
                stage,
                work,
                worked: Span(0),
                finished: true,
            },
        ),
    ]
}

#[test]
fn who_was_not_visited_is_counted_at_week_ends() {
    let mut facts = in_post(0, A).to_vec();
    facts.extend(in_post(1, A));
    facts.push((0, Fact::PositionSet));
    let start = DAY + 10 * HOUR; // Tuesday 5 January 2010
    for family in [1, 2] {
        facts.push((start, began(family, A, 2, start)));
        facts.push((start, joined(family, A, start)));
        facts.push((start, allocated(family, A, 0, start)));
    }
    facts.push((start, holds(0, A, 2)));
    facts.extend(visit(2 * DAY + 11 * HOUR, 0, 1)); // by the named worker
    facts.extend(visit(3 * DAY + 11 * HOUR, 1, 2)); // by somebody else
    let requests = [
        "allocated_not_started_at_2010-01-08",
        "allocated_not_started_at_2010-01-15[A]",
        "not_visited_in_need_at_2010-01-15",
        "not_visited_in_need_at_2010-01-20",
        "not_visited_in_need_at_2010-01-22",
        "allocated_not_started_cleared_at_or_below_2",
    ];
    let found = answers(office(200), &requests, &facts);
    close(found[0], 0.0);
    close(found[1], 2.0);
    close(found[2], 0.0);
    close(found[3], 0.0); // ten working days after Wednesday 6 January
    close(found[4], 4.0);
    close(found[5], 1.0);
}
