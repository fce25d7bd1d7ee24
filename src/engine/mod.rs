//! The engine: a discrete-event simulation by event scheduling, and nothing about social care.
//!
//! # The method
//!
//! The state of a system changes only at *events*. Between two events nothing happens, so the
//! clock jumps from one event to the next. The engine keeps a list of what is due, the
//! [`Agenda`], and a model is a loop over it:
//!
//! 1. take the earliest entry: the clock is now its time;
//! 2. act on it: change the state, and put on the agenda whatever follows from it, now or later;
//! 3. go on until the agenda is empty or the horizon is passed.
//!
//! An entry that no longer applies (the worker it named has left) is not searched for and
//! removed: it carries a version, and is ignored when it comes up. That is cheaper, and it leaves
//! one place, the model, that knows whether an event still means anything.
//!
//! Simultaneous events follow a written law, not an accident of the data structure: earlier
//! [`Time`] first, then lower rank (the model says which kind of event comes first within one
//! second), then the order of scheduling. See [`Agenda`].
//!
//! # What makes a run repeatable
//!
//! * Time is whole seconds ([`Time`], [`Span`]): adding up spans in another order gives the same
//!   instant, and there is one place where a real number becomes a span,
//!   [`Span::from_seconds_up`].
//! * A random number is looked up, not taken from a running stream. [`Draws`] is a function of
//!   seed, replication, who asks, for what, and on which occasion. A draw made or left out in one
//!   place moves no other draw: the same family arrives on the same day under every plan, which
//!   is what makes two plans comparable replication by replication.
//! * [`Dist`] turns one uniform number into one variate by inversion wherever there is a closed
//!   inverse: more of the uniform is more of the variate, so the pairing survives a change of
//!   parameters.
//! * Transcendental functions come from `libm`, so every machine gives the same bits.
//! * [`Calendar`] knows working days and opening hours, or says that every second is open;
//!   durations of work are laid over it in constant time.
//!
//! # Watching
//!
//! A model says what happened by handing facts to an [`Observer`]. The model does not know who
//! listens. `()` is nobody and costs nothing, a pair is two listeners.
//!
//! Nothing here uses threads, files, clocks or hashed collections, and nothing panics on the
//! content of a scenario.

pub mod agenda;
pub mod calendar;
pub mod dist;
pub mod draws;
pub mod time;

pub use agenda::Agenda;
pub use calendar::{Calendar, bank_holidays};
pub use dist::{Dist, normal_cdf, normal_quantile};
pub use draws::{Draws, Keyed, mix};
pub use time::{SECONDS_PER_MONTH, SECONDS_PER_YEAR, Span, Time};

/// Somebody who is told what happens in a run: a measure, a chronology, a test.
///
/// Facts arrive in the order in which they happen, times never go back. An observer must not
/// influence the run, and has no means to.
pub trait Observer<F> {
    /// Told that `fact` happened at `at`.
    fn note(&mut self, at: Time, fact: &F);
}

/// Nobody watches.
impl<F> Observer<F> for () {
    #[inline]
    fn note(&mut self, _at: Time, _fact: &F) {}
}

/// Two observers, told in order.
impl<F, A: Observer<F>, B: Observer<F>> Observer<F> for (A, B) {
    #[inline]
    fn note(&mut self, at: Time, fact: &F) {
        self.0.note(at, fact);
        self.1.note(at, fact);
    }
}

/// A borrowed observer, so that its owner still has it after the run.
impl<F, O: Observer<F> + ?Sized> Observer<F> for &mut O {
    #[inline]
    fn note(&mut self, at: Time, fact: &F) {
        (**self).note(at, fact);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Sum(i64);

    impl Observer<i64> for Sum {
        fn note(&mut self, at: Time, fact: &i64) {
            self.0 += at.0 * fact;
        }
    }

    #[test]
    fn a_pair_tells_both_and_nobody_is_fine() {
        let mut kept = Sum(0);
        let mut all = ((), (&mut kept, Sum(1)));
        all.note(Time(3), &5);
        assert_eq!(all.1.1.0, 16);
        assert_eq!(kept.0, 15);
    }
}
