//! Each law fails on a stream of facts that breaks it.

use super::*;
use crate::chronology::Work;

/// What the monitor says of a stream.
fn breaches(facts: &[(i64, Fact)]) -> Vec<String> {
    let plan = watched(
        continuous(9),
        &["waiting_mean", "in_stage_mean", "busy_workers_mean"],
    );
    hear(&plan, facts).err().unwrap_or_default()
}

fn broken(facts: &[(i64, Fact)], words: &str) {
    let found = breaches(facts);
    assert!(
        found.iter().any(|breach| breach.contains(words)),
        "{words}: {found:?}"
    );
}

fn starts(at: i64) -> (i64, Fact) {
    (
        at,
        Fact::Began {
            post: 0,
            place: A,
            family: 1,
            stage: 0,
            work: Work::Item(0),
        },
    )
}

fn present(at: i64, present: bool) -> (i64, Fact) {
    (
        at,
        Fact::Present {
            post: 0,
            place: A,
            manager: false,
            present,
        },
    )
}

fn stops(at: i64) -> (i64, Fact) {
    let (post, place, family, stage, work) = (0, A, 1, 0, Work::Item(0));
    let worked = Span(DAY);
    (
        at,
        Fact::Stopped {
            post,
            place,
            family,
            stage,
            work,
            worked,
            finished: false,
        },
    )
}

#[test]
fn a_sound_stream_breaks_nothing() {
    let mut facts = in_post(0, A).to_vec();
    facts.extend([
        (0, Fact::PositionSet),
        (2 * DAY, began(1, A, 0, DAY)),
        (2 * DAY, joined(1, A, 2 * DAY)),
        (3 * DAY, allocated(1, A, 0, 2 * DAY)),
        (3 * DAY, holds(0, A, 1)),
        starts(3 * DAY),
        present(4 * DAY, false),
        stops(4 * DAY), // put down in the instant in which the worker goes
        (5 * DAY, released(1, A, 0, Release::Closed)),
        (5 * DAY, holds(0, A, 0)),
        (5 * DAY, ended(1, A, 0, 2 * DAY)),
    ]);
    assert_eq!(breaches(&facts), Vec::<String>::new());
}

/// What the monitor says of a sound stream when its own account is wrong.
fn spoiled(spoil: impl Fn(&mut Monitor)) -> Vec<String> {
    let plan = watched(continuous(9), &["waiting_mean"]);
    let mut monitor = Monitor::new(&plan);
    let facts = [
        (0, Fact::PositionSet),
        (2 * DAY, began(1, A, 0, DAY)),
        (2 * DAY, joined(1, A, 2 * DAY)),
    ];
    for (at, fact) in facts {
        monitor.note(Time(at), &fact);
    }
    spoil(&mut monitor);
    monitor.finish(0, 3).err().unwrap_or_default()
}

#[test]
fn as_many_have_entered_a_stage_as_ended_and_are_there() {
    assert_eq!(spoiled(|_| ()), Vec::<String>::new());
    let lost = spoiled(|monitor| monitor.laws.ended(0));
    assert_eq!(
        lost,
        ["initial assessment: 1 entered, 1 ended, 1 still there"]
    );
}

#[test]
fn the_area_under_the_number_waiting_is_the_time_waited() {
    let found = spoiled(|monitor| monitor.laws.waited(2 * DAY + 1, 2 * DAY));
    assert_eq!(
        found,
        ["waiting: 604800 family-seconds under the number, 604801 waited"]
    );
    let found = spoiled(|monitor| monitor.laws.waiting(3 * DAY, 1));
    assert_eq!(
        found,
        ["waiting: 1123200 family-seconds under the number, 604800 waited"]
    );
}

#[test]
fn a_stage_that_ends_must_have_begun() {
    broken(&[(2 * DAY, ended(1, A, 0, DAY))], "had not begun");
}

#[test]
fn nobody_leaves_a_list_they_were_not_on() {
    broken(&[(2 * DAY, allocated(1, A, 0, DAY))], "was not on");
    broken(
        &[(DAY, joined(1, A, DAY)), (2 * DAY, joined(1, A, DAY))],
        "while on one",
    );
}

#[test]
fn a_wait_has_one_beginning() {
    let facts = [
        (DAY, joined(1, A, DAY)),
        (3 * DAY, allocated(1, A, 0, 2 * DAY)),
    ];
    broken(&facts, "two times");
}

#[test]
fn nobody_works_at_two_things_or_while_away() {
    let mut facts = in_post(0, A).to_vec();
    facts.extend([starts(2 * DAY), starts(3 * DAY)]);
    broken(&facts, "two things at once");
    let mut facts = in_post(0, A).to_vec();
    facts.extend([present(2 * DAY, false), starts(3 * DAY)]);
    broken(&facts, "while away");
    let mut facts = in_post(0, A).to_vec();
    facts.extend([starts(2 * DAY), present(3 * DAY, false), stops(4 * DAY)]);
    broken(&facts, "while away");
    // At it from the first second: more hours worked than there were.
    let mut facts = in_post(0, A).to_vec();
    facts.extend([starts(0), present(3 * DAY, false), stops(4 * DAY)]);
    broken(&facts, "345600 s worked of 259200 s available");
}

#[test]
fn a_worker_holds_what_was_allocated_less_what_was_released() {
    let mut facts = in_post(0, A).to_vec();
    facts.extend([
        (0, holds(0, A, 1)),
        (0, Fact::PositionSet),
        (2 * DAY, joined(1, A, 2 * DAY)),
        (2 * DAY, allocated(1, A, 0, 2 * DAY)),
        (2 * DAY, holds(0, A, 3)),
    ]);
    broken(&facts, "holds 3 families; 1 at the start, +1 since");
}

#[test]
fn clocks_never_run_backwards() {
    broken(
        &[
            (3 * DAY, joined(1, A, 3 * DAY)),
            (2 * DAY, joined(2, A, 2 * DAY)),
        ],
        "backwards",
    );
}

#[test]
fn nothing_is_authorised_before_it_is_done() {
    let facts = [
        (2 * DAY, began(1, A, 0, DAY)),
        (3 * DAY, authorised(1, DAY, 9 * DAY, 4 * DAY)),
    ];
    broken(&facts, "before the work was done");
    let facts = [
        (2 * DAY, began(1, A, 0, DAY)),
        (3 * DAY, authorised(1, 4 * DAY, 9 * DAY, 0)),
    ];
    broken(&facts, "before its clock");
}

#[test]
fn posts_are_filled_once_and_left_once() {
    let mut facts = in_post(0, A).to_vec();
    facts.extend(in_post(0, A));
    broken(&facts, "was filled");
    let (post, place, agency, manager) = (0, A, false, false);
    broken(
        &[(
            DAY,
            Fact::Left {
                post,
                place,
                agency,
                manager,
            },
        )],
        "was vacant",
    );
}

#[test]
fn a_number_never_falls_below_nothing() {
    let ready = Fact::Dropped {
        post: 0,
        place: A,
        work: Work::Item(0),
    };
    let plan = watched(continuous(9), &["ready_items_mean"]);
    let found = hear(&plan, &[(DAY, ready)]).expect_err("a law is broken");
    assert!(found[0].contains("below nothing"), "{found:?}");
}

#[test]
fn hours_said_to_be_worked_are_hours_of_the_clock() {
    let mut facts = in_post(0, A).to_vec();
    facts.extend([starts(2 * DAY), stops(4 * DAY)]);
    broken(&facts, "86400 s said to be worked, 172800 s by the clock");
}
