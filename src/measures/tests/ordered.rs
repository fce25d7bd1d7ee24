//! What stands beside the levers, against numbers worked out by hand.

use super::*;

#[test]
fn hours_ordered_and_given_back_are_added_up_by_area() {
    let hours = |hours: i64| Span(hours * HOUR);
    let mut facts = in_post(0, A).to_vec();
    facts.push((0, Fact::PositionSet));
    let day = 2 * DAY;
    let more = [
        Fact::Overtime {
            place: A,
            hours: hours(3),
        },
        Fact::Overtime {
            place: B,
            hours: hours(5),
        },
        Fact::SeniorsAuthorise {
            place: A,
            hours: hours(2),
        },
        Fact::SupervisionAsked {
            place: A,
            hours: hours(4),
        },
        Fact::Supervised {
            place: A,
            hours: hours(3),
        },
        Fact::FoundByDrive { post: 0, place: A },
        Fact::NoteTaken {
            place: A,
            hours: hours(1),
        },
        Fact::Travelled {
            family: 0,
            place: A,
            post: 0,
            hours: hours(6),
        },
        Fact::PartnersReplied {
            family: 0,
            place: A,
            source: 1,
            partner: hours(7),
        },
        Fact::MovedUp {
            family: 0,
            place: A,
            children: 2,
        },
        Fact::WronglyClosed {
            family: 1,
            place: B,
            children: 3,
        },
    ];
    facts.extend(more.map(|fact| (day, fact)));
    let requests = [
        "overtime_hours_count",
        "overtime_hours_count[area=A]",
        "overtime_per_worker_week_hours_mean[area=A]",
        "sign_off_by_seniors_hours_count",
        "supervision_hours_count",
        "supervision_done_hours_count",
        "supervision_done_share_mean",
        "found_by_drive_count[area=A]",
        "found_by_drive_start_days_min",
        "notes_taken_hours_count",
        "travel_outside_area_hours_count",
        "partner_hours_count[source=schools]",
        "moved_up_at_desk_review_children_count",
        "wrongly_closed_at_desk_review_children_count[area=B]",
    ];
    // The window is of seven days, with one worker in post.
    let found = answers(continuous(8), &requests, &facts);
    let wanted = [
        8.0, 3.0, 3.0, 2.0, 4.0, 3.0, 0.75, 1.0, 2.0, 1.0, 6.0, 7.0, 2.0, 3.0,
    ];
    for (found, wanted) in found.into_iter().zip(wanted) {
        close(found, wanted);
    }
}

#[test]
fn who_is_newly_qualified_counts_until_they_are_experienced_lent_or_gone() {
    let new = |post: u32, at: i64| {
        let mut facts = in_post(post, A);
        for (when, fact) in &mut facts {
            *when = at;
            if let Fact::Started {
                at_start,
                newly_qualified,
                ..
            } = fact
            {
                (*at_start, *newly_qualified) = (false, true);
            }
        }
        facts
    };
    let mut facts = in_post(0, A).to_vec();
    facts.push((0, Fact::PositionSet));
    facts.extend(new(1, DAY));
    facts.extend(new(2, DAY));
    facts.push((3 * DAY, Fact::Experienced { post: 1, place: A }));
    let away = |present| Fact::Present {
        post: 2,
        place: A,
        manager: false,
        present,
    };
    facts.push((5 * DAY, away(false)));
    facts.push((5 * DAY, Fact::Lent { post: 2, place: A }));
    facts.push((7 * DAY, Fact::CameHome { post: 2, place: A }));
    facts.push((7 * DAY, away(true)));
    let requests = [
        "newly_qualified_in_post_mean",
        "newly_qualified_in_post_end",
        "newly_qualified_share_mean",
    ];
    let found = answers(continuous(9), &requests, &facts);
    // Two for two days, one for two, none for two, one for two; three in post, or two.
    close(found[0], (2.0 * 2.0 + 2.0 + 2.0) / 8.0);
    close(found[1], 1.0);
    close(found[2], 8.0 / (3.0 * 8.0 - 2.0));
}

#[test]
fn protection_children_are_counted_by_whether_an_agency_worker_holds_them() {
    let mut setting = office(14);
    setting.stage_settings[0].row = 0;
    let mut facts = in_post(0, A).to_vec();
    let mut agency = in_post(1, A);
    if let (_, Fact::Started { agency, .. }) = &mut agency[1] {
        *agency = true;
    }
    facts.extend(agency);
    facts.push((0, Fact::PositionSet));
    // Three families on a plan, two of them with the agency worker; one more is only assessed.
    for (family, stage, post) in [(0, 0, 0), (1, 0, 1), (2, 0, 1), (3, 2, 1)] {
        facts.push((10 * HOUR, began(family, A, stage, 0)));
        facts.push((10 * HOUR, joined(family, A, 10 * HOUR)));
        facts.push((10 * HOUR, allocated(family, A, post, 10 * HOUR)));
    }
    facts.push((10 * HOUR, holds(0, A, 1)));
    facts.push((10 * HOUR, holds(1, A, 3)));
    // In the second week the post of one who has one of them is closed.
    facts.push((7 * DAY + HOUR, released(2, A, 1, Release::PostClosed)));
    facts.push((7 * DAY + HOUR, holds(1, A, 2)));
    let requests = [
        "protection_children_with_agency_share_mean",
        "protection_children_with_agency_share_at_2010-01-08",
        "protection_children_with_agency_share_at_2010-01-15",
        "protection_children_with_agency_max",
        "handed_back_at_end_children_count",
    ];
    let found = answers(setting, &requests, &facts);
    close(found[0], (4.0 + 2.0) / (6.0 + 4.0));
    close(found[1], 4.0 / 6.0);
    close(found[2], 2.0 / 4.0);
    close(found[3], 4.0);
    close(found[4], 2.0);
}
