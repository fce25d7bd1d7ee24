//! Where one run of a stage by a family stands, and every step it may take from there: the state
//! diagram of the model's page, in code.

use super::rows::Strand;

/// Where a strand is in its stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// Waits for a named worker.
    Waiting,
    /// In an external delay before its next item.
    Delayed,
    /// Its item is ready or in hand.
    Working,
    /// Items done; lasts until its end or its review.
    Lasting,
    /// Items done; waits for the conference.
    Conference,
    /// Waits for a manager.
    Unsigned,
}

/// Every step a run of a stage may take, and when: it begins `Waiting` and is over from `Unsigned`,
/// or from any phase with the end of the family's work.
const STEPS: &[(Phase, Phase, &str)] = {
    use Phase::*;
    &[
        (Waiting, Delayed, "worker named, delay first"),
        (Waiting, Working, "worker named, or nobody needed"),
        (Waiting, Lasting, "worker named, the plan goes on"),
        (
            Waiting,
            Conference,
            "worker named, only the conference is left",
        ),
        (
            Waiting,
            Unsigned,
            "worker named, another role had done the rest",
        ),
        (Delayed, Working, "delay over"),
        (Delayed, Waiting, "the worker goes"),
        (Working, Working, "next item, no delay between"),
        (Working, Delayed, "next item after a delay"),
        (Working, Waiting, "the worker goes"),
        (Working, Lasting, "last item done, a plan runs"),
        (
            Working,
            Conference,
            "last item done, a conference is booked",
        ),
        (Working, Unsigned, "last item done"),
        (Lasting, Unsigned, "length over, or its review held"),
        (Conference, Unsigned, "conference held"),
        (Unsigned, Working, "sent back"),
        (Unsigned, Waiting, "sent back, nobody named"),
    ]
};

/// The steps as words: from, to, when.
///
/// The page about the model draws them; a test holds the two against each other.
pub fn steps_of_a_stage() -> Vec<(String, String, &'static str)> {
    let words = |phase: &Phase| format!("{phase:?}");
    let steps = STEPS.iter();
    steps
        .map(|(from, to, when)| (words(from), words(to), *when))
        .collect()
}

impl Strand {
    /// Takes a step to another phase, which must be one of the diagram.
    pub(super) fn step_to(&mut self, to: Phase) {
        let step = STEPS
            .iter()
            .position(|step| (step.0, step.1) == (self.phase, to));
        debug_assert!(step.is_some(), "no step from {:?} to {to:?}", self.phase);
        #[cfg(test)]
        tests::TAKEN.with_borrow_mut(|taken| taken.extend(step));
        self.phase = to;
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::collections::BTreeSet;

    use proptest::strategy::{Strategy, ValueTree};
    use proptest::test_runner::TestRunner;

    use super::super::random_tests::{build, recipes};
    use super::super::rows::blank_strand;
    use super::super::run;
    use super::super::textbook::Counter;
    use super::*;
    use crate::engine::Draws;

    thread_local! {
        pub(super) static TAKEN: RefCell<BTreeSet<usize>> = const { RefCell::new(BTreeSet::new()) };
    }

    #[test]
    fn every_step_of_the_diagram_is_taken_by_somebody() {
        TAKEN.with_borrow_mut(BTreeSet::clear);
        let mut runner = TestRunner::deterministic();
        for _ in 0..100 {
            let recipe = recipes().new_tree(&mut runner).expect("a recipe").current();
            run(
                &build(&recipe),
                Draws::new(recipe.seed, 0),
                &mut Counter::default(),
            );
        }
        let taken = TAKEN.with_borrow(BTreeSet::clone);
        let never = STEPS
            .iter()
            .enumerate()
            .filter(|(step, _)| !taken.contains(step));
        assert_eq!(never.collect::<Vec<_>>(), []);
    }

    #[test]
    #[cfg(debug_assertions)]
    #[should_panic(expected = "no step from Lasting to Delayed")]
    fn a_step_that_is_not_drawn_stops_the_run() {
        let mut strand = blank_strand();
        strand.step_to(Phase::Lasting);
        strand.step_to(Phase::Delayed);
    }
}
