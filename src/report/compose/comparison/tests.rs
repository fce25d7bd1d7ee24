//! Sentences and tables of comparisons made up by hand.

use super::numbers::{difference, of_hundred, signed, with_interval};
use super::paragraphs::old_work;
use crate::experiment::{Arm, Better, Compared, Headline, Topic};

fn headline(unit: &str, better: Better) -> Headline {
    Headline {
        name: "x".into(),
        words: "x".into(),
        unit: unit.into(),
        factor: 1.0,
        better,
        at: None,
        topic: Topic::Other,
    }
}

fn compared(base: &[f64], plan: &[f64]) -> Compared {
    let some = |values: &[f64]| values.iter().map(|value| Some(*value)).collect();
    Compared::of(some(base), some(plan), Better::Lower, 1)
}

#[test]
fn differences_are_told_with_their_direction_and_no_finer_than_known() {
    let children = headline("children", Better::Lower);
    let base: Vec<f64> = (0..20).map(|at| 1000.0 + f64::from(at)).collect();
    let plan: Vec<f64> = (0..20).map(|at| 661.0 + f64::from(at * 4 % 60)).collect();
    // The means are 1009.5 and 684; fives are as fine as the interval allows.
    let told = difference(&compared(&base, &plan), &children).expect("20 pairs");
    assert_eq!(told, "325 children fewer (between 315 and 335 fewer)");
    let near: Vec<f64> = (0..20).map(|at| 1000.0 + f64::from(at * 7 % 20)).collect();
    let told = difference(&compared(&base, &near), &children).expect("20 pairs");
    assert!(
        told.contains("fewer and") && told.ends_with("more)"),
        "{told}"
    );
}

#[test]
fn shares_differ_by_percentage_points() {
    let share = headline("share", Better::Higher);
    assert_eq!(signed(-0.123, &share, 0.004), "\u{2212}12.3");
    assert_eq!(signed(0.123, &share, 0.02), "+12");
    assert_eq!(signed(0.0, &share, 0.02), "0");
}

#[test]
fn neither_never_nor_always_is_rounded_to_it() {
    assert_eq!(of_hundred(87, 100), "87");
    assert_eq!(of_hundred(1, 400), "0.2");
    assert_eq!(of_hundred(399, 400), "99.8");
    assert_eq!(of_hundred(0, 50), "0");
    assert_eq!(of_hundred(50, 50), "100");
}

#[test]
fn pounds_have_their_sign_and_a_difference_that_never_varies_no_range() {
    let cost = headline("pounds", Better::Lower);
    let same = compared(&[1_000_000.0; 5], &[1_061_328.0; 5]);
    let told = difference(&same, &cost).expect("5 pairs");
    assert_eq!(told, "\u{a3}61,328 more (in every future)");
    assert_eq!(with_interval(&same, &cost), "+\u{a3}61,328");
}

#[test]
fn an_end_that_is_not_nothing_does_not_look_like_it() {
    let children = headline("children", Better::Lower);
    let base = vec![1000.0; 6];
    let plan = [999.0, 930.0, 960.0, 990.0, 940.0, 970.0];
    let compared = compared(&base, &plan);
    let (_, high) = compared.interval.expect("6 pairs");
    assert!(high < 0.0);
    let told = difference(&compared, &children).expect("6 pairs");
    assert!(!told.contains(" 0 "), "{told}");
}

/// Timeliness of one stage and quarter, as published and of those due, each moved by some points.
fn quarter(stage: &str, period: usize, published: f64, due: f64) -> [(Headline, Compared); 2] {
    let of = |topic: Topic, better: Better, points: f64, words: String| {
        let base: Vec<f64> = (0..10).map(|at| 0.6 + 0.01 * f64::from(at)).collect();
        let plan = base.iter().zip([0.001, -0.001].into_iter().cycle());
        let plan = plan
            .map(|(value, noise)| Some(value + points + noise))
            .collect();
        let base = base.into_iter().map(Some).collect();
        let headline = Headline {
            words,
            topic,
            ..headline("share", better)
        };
        (headline, Compared::of(base, plan, better, 1))
    };
    let days = ["2010-01-04 to 2010-04-04", "2010-04-05 to 2010-07-04"][period];
    [
        of(
            Topic::Published(stage.to_owned(), Some(period)),
            Better::Neither,
            published,
            format!("{stage} in time, as published, {days}"),
        ),
        of(
            Topic::Due(stage.to_owned(), Some(period)),
            Better::Higher,
            due,
            format!("{stage} in time, of those due, {days}"),
        ),
    ]
}

fn said_of_old_work(quarters: Vec<[(Headline, Compared); 2]>) -> Option<String> {
    let (headlines, compared): (Vec<_>, Vec<_>) = quarters.into_iter().flatten().unzip();
    let arm = Arm {
        guards: Vec::new(),
        compared,
        among_best: None,
        shocked: false,
        worth: None,
    };
    old_work(&headlines, &arm)
}

#[test]
fn a_plan_that_works_is_said_to_where_old_work_lowers_what_is_published_and_nowhere_else() {
    let (less, more, none) = (-0.08, 0.05, 0.0);
    let said = said_of_old_work(vec![
        quarter("initial assessment", 0, less, more),
        quarter("core assessment", 0, none, more),
    ]);
    let said = said.expect("it happens");
    for part in [
        "Initial assessment in time",
        "\u{2212}8",
        "+5",
        "from 4 January 2010 to 4 April 2010",
        "That is the plan working",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    for (published, due) in [
        (less, none),
        (none, more),
        (less, less),
        (more, more),
        (more, less),
        (none, none),
    ] {
        let said = said_of_old_work(vec![quarter("initial assessment", 0, published, due)]);
        assert_eq!(said, None, "published {published}, due {due}");
    }
    // Of two quarters, or of two stages, is not of one.
    let quarters = vec![
        quarter("initial assessment", 0, less, none),
        quarter("initial assessment", 1, none, more),
    ];
    assert_eq!(said_of_old_work(quarters), None);
    let stages = vec![
        quarter("initial assessment", 0, less, none),
        quarter("core assessment", 0, none, more),
    ];
    assert_eq!(said_of_old_work(stages), None);
}
