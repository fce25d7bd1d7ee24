//! What joint triage and early help take and spare, against numbers worked out by hand.

use super::*;
use crate::chronology::{Decision, Work};

/// A contact of a source.
fn from(source: u16, family: u32) -> Fact {
    match contacted(family, A) {
        Fact::Contacted {
            place,
            children,
            danger,
            again,
            ..
        } => Fact::Contacted {
            family,
            place,
            source,
            children,
            danger,
            again,
        },
        other => other,
    }
}

/// A worker's hours on a family, with nothing finished.
fn hours_on(family: u32, stage: u16, work: Work, at: i64, hours: i64) -> [(i64, Fact); 2] {
    let (post, place) = (0, A);
    let began = Fact::Began {
        post,
        place,
        family,
        stage,
        work,
    };
    let stopped = Fact::Stopped {
        post,
        place,
        family,
        stage,
        work,
        worked: Span(hours * HOUR),
        finished: false,
    };
    [(at, began), (at + hours * HOUR, stopped)]
}

fn note(family: u32, stage: u16, hours: i64) -> Fact {
    Fact::NoteLeft {
        family,
        place: A,
        stage,
        work: Work::Item(0),
        hours: Span(hours * HOUR),
    }
}

#[test]
fn hours_go_to_the_source_of_the_contact_and_to_where_they_were_spent() {
    let (day, none) = (2 * DAY, u16::MAX);
    let mut facts = in_post(0, A).to_vec();
    facts.push((0, Fact::PositionSet));
    for (family, source) in [(0, 0), (1, 0), (2, 1)] {
        facts.push((day, from(source, family)));
    }
    facts.extend(hours_on(0, none, Work::Screening, day, 1));
    let graded = Fact::Triaged {
        family: 0,
        place: A,
        source: 0,
        children: 2,
        ended: true,
        missed: false,
        partner: Span(2 * HOUR),
    };
    facts.push((day + HOUR, graded));
    // What the manager records of it is the front door's, and not the grading's.
    facts.extend(hours_on(0, none, Work::Management, day + HOUR, 2));
    // Hours of an assessment and of its note; a plan is none, nor is who was there at the start.
    facts.extend(hours_on(1, 0, Work::Item(0), day + 3 * HOUR, 4));
    let later = day + 7 * HOUR;
    let notes = [note(1, 0, 1), note(1, 2, 9), note(2, 0, 2), note(9, 0, 9)];
    facts.extend(notes.map(|fact| (later, fact)));
    let requests = [
        "triaged_families_count",
        "ended_by_triage_families_count[source=police]",
        "triage_worker_hours_count",
        "triage_partner_hours_count",
        "front_door_hours_count[source=police]",
        "front_door_hours_count[source=schools]",
        "assessing_hours_count",
        "assessing_hours_count[source=police]",
        "families_assessed_count",
        "families_assessed_count[source=police]",
    ];
    let found = answers(continuous(8), &requests, &facts);
    let wanted = [1.0, 1.0, 1.0, 2.0, 3.0, 0.0, 7.0, 5.0, 2.0, 1.0];
    for (found, wanted) in found.into_iter().zip(wanted) {
        close(found, wanted);
    }
}

#[test]
fn help_is_counted_when_taken_and_a_return_averted_by_its_own_day() {
    let day = 2 * DAY;
    let (family, place, source, children) = (0, A, 0, 2);
    let mut facts = in_post(0, A).to_vec();
    facts.push((0, Fact::PositionSet));
    facts.push((day, contacted(0, A)));
    let taken = Fact::EarlyHelpTaken {
        family,
        place,
        source,
        children,
        decision: Decision::NoFurtherAction,
        partner: Span(3 * HOUR),
    };
    let averted = Fact::ReturnAverted {
        family,
        place,
        source,
        children,
        at: Time(6 * DAY),
    };
    facts.extend([taken, averted].map(|fact| (day + 12 * HOUR, fact)));
    let requests = [
        "early_help_families_count",
        "early_help_partner_hours_count",
        "averted_by_early_help_families_count",
        "help_to_averted_return_days_mean",
        "averted_return_on_days_min",
    ];
    let found = answers(continuous(8), &requests, &facts);
    for (found, wanted) in found.into_iter().zip([1.0, 3.0, 1.0, 3.5, 6.0]) {
        close(found, wanted);
    }
}
