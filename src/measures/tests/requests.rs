//! Names of measures: what is understood, and what is said of what is not.

use super::*;

fn understood(text: &str) -> Request {
    parse(text, &office(30)).expect("it is understood")
}

fn refused(text: &str) -> RequestProblem {
    parse(text, &office(30)).expect_err("it is refused")
}

#[test]
fn a_request_has_a_measure_a_statistic_and_filters() {
    let request = understood("wait_for_named_worker_days_p90[A]");
    assert_eq!(request.quantity, Quantity::Wait);
    assert_eq!(request.statistic, Statistic::Quantile(0.9));
    assert_eq!(request.filter.area, Some(0));
    assert_eq!(request.name, "wait_for_named_worker_days_p90[A]");
}

#[test]
fn brackets_may_stand_before_the_statistic() {
    let one = understood("wait_for_named_worker_days[A]_p90");
    assert_eq!(one, understood("wait_for_named_worker_days_p90[area=A]"));
}

#[test]
fn the_longest_name_wins() {
    assert_eq!(
        understood("unallocated_protection_over_5_wd_max").quantity,
        Quantity::UnallocatedProtectionLong
    );
    assert_eq!(
        understood("unallocated_protection_max").quantity,
        Quantity::UnallocatedProtection
    );
    assert_eq!(
        understood("unallocated_max").quantity,
        Quantity::Unallocated
    );
    assert_eq!(
        understood("in_stage_children_mean").quantity,
        Quantity::InStageChildren
    );
}

#[test]
fn a_time_may_be_asked_for_in_another_unit() {
    let request = understood("wait_for_named_worker_hours_mean");
    assert_eq!(
        (request.quantity, request.unit),
        (Quantity::Wait, Unit::Hours)
    );
    let request = understood("longest_wait_to_assessment_start_weeks_at_2010-01-15[B]");
    assert_eq!(request.unit, Unit::Weeks);
}

#[test]
fn every_filter_is_read() {
    let stage = understood("in_time_as_published[team=assessment, stage=Initial-Assessment]");
    assert_eq!(
        (stage.filter.kind, stage.filter.stages),
        (Some(0), Some(Stages::one(0)))
    );
    assert_eq!(stage.statistic, Statistic::Share);
    assert_eq!(understood("wait_mean[band=routine]").filter.band, Some(1));
    assert_eq!(
        understood("arrivals[source=schools]").filter.source,
        Some(1)
    );
    assert_eq!(understood("wait_mean[B assessment]").filter.team, Some(1));
    let window = understood("closed_children[from=2010-01-06, to=2010-01-07]").window;
    assert_eq!(window, Some((Time(2 * DAY), Time(4 * DAY))));
}

#[test]
fn an_instant_is_a_close_of_business_or_a_time_since_the_start() {
    let at = |text: &str| match understood(text).statistic {
        Statistic::At(at) => at.0,
        other => panic!("{other:?}"),
    };
    assert_eq!(at("open_children_at_2010-01-06"), 2 * DAY + 17 * HOUR);
    assert_eq!(at("waiting_at_2.5d"), 2 * DAY + 12 * HOUR);
    assert_eq!(at("waiting_at_30h"), 30 * HOUR);
    assert_eq!(at("waiting_at_2010-01-05T09:30"), DAY + 9 * HOUR + 1_800);
}

#[test]
fn a_misspelt_name_is_answered_with_the_nearest() {
    let problem = refused("unalocated_protection_max");
    assert!(
        problem
            .hint
            .expect("there is a hint")
            .contains("unallocated_protection")
    );
    let problem = refused("wait_for_named_worker_days_meen");
    assert!(problem.hint.expect("there is a hint").contains("mean"));
    assert_eq!(
        refused("open_children_mean[band=hihg]").hint,
        Some("did you mean \"high\"?".into())
    );
    let problem = refused("open_children_mean[aera=A]");
    assert!(
        problem.to_string().contains("did you mean \"area\"?"),
        "{problem}"
    );
}

#[test]
fn a_statistic_that_the_kind_has_not_is_refused() {
    for text in [
        "waiting_p90",
        "closed_children_mean",
        "wait_mean[stage=initial assessment]",
        "wait_at_2010-01-06",
        "utilisation_sd",
        "wait_p101",
        "wait_share_above_nan",
        "wait_mean[A",
        "wait_mean[from=2010-01-09, to=2010-01-05]",
        "",
    ] {
        refused(text);
    }
}

#[test]
fn a_date_the_run_does_not_reach_is_refused() {
    for text in ["open_children_at_2011-01-01", "open_children_at_2009-12-01"] {
        let found = MonitorPlan::new(office(30), &[text.to_string()]);
        assert_eq!(found.expect_err("it is refused").len(), 1, "{text}");
    }
}

#[test]
fn what_is_reported_unasked_is_understood_and_named_once() {
    let plan = watched(office(30), &[]);
    let mut names: Vec<&str> = plan
        .catalogue
        .values
        .iter()
        .map(|v| v.name.as_str())
        .collect();
    let mut wanted = 0;
    for row in registry() {
        let stages = if row.each_stage { 1 } else { 0 };
        for statistic in row.unasked {
            let name = format!("{}_{statistic}", row.name);
            assert!(names.contains(&name.as_str()), "{name}");
            wanted += 1 + stages;
        }
    }
    assert!(names.len() > wanted);
    for name in &names {
        assert_eq!(&understood(name).name, name);
    }
    names.sort_unstable();
    assert!(names.windows(2).all(|pair| pair[0] != pair[1]));
}

#[test]
fn stages_joined_by_a_plus_are_counted_together() {
    let both = understood("in_time_as_published[stage=In-need plan + initial assessment]");
    let stages = both.filter.stages.expect("there are some");
    assert_eq!(
        [0, 1, 2].map(|stage| stages.has(stage)),
        [true, false, true]
    );
    assert_eq!(
        both.name,
        "in_time_as_published_share[stage=initial assessment + in-need plan]"
    );
    let problem = refused("in_time_as_published[stage=initial assessment + conferense]");
    assert_eq!(problem.hint, Some("did you mean \"conference\"?".into()));
    refused("wait_mean[stage=initial assessment + conference]");
}
