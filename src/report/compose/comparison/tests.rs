//! Sentences and tables of comparisons made up by hand.

use super::numbers::{difference, of_hundred, signed};
use crate::experiment::{Better, Compared, Headline, Topic};

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
