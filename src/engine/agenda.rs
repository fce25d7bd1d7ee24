//! The future event list.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use super::time::Time;

#[derive(Clone, Copy, Debug)]
struct Entry<E> {
    at: i64,
    tie: u64,
    event: E,
}

impl<E> Entry<E> {
    #[inline]
    fn key(&self) -> (i64, u64) {
        (self.at, self.tie)
    }
}

impl<E> PartialEq for Entry<E> {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}
impl<E> Eq for Entry<E> {}
impl<E> PartialOrd for Entry<E> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl<E> Ord for Entry<E> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key().cmp(&other.key())
    }
}

/// What is still to happen, taken in the order (time, rank, order of scheduling).
#[derive(Clone, Debug)]
pub struct Agenda<E: Copy> {
    heap: BinaryHeap<Reverse<Entry<E>>>,
    serial: u64,
    now: Time,
}

impl<E: Copy> Default for Agenda<E> {
    fn default() -> Self {
        Self::new()
    }
}

impl<E: Copy> Agenda<E> {
    /// An empty agenda.
    #[must_use]
    pub fn new() -> Self {
        Agenda {
            heap: BinaryHeap::new(),
            serial: 0,
            now: Time(i64::MIN),
        }
    }

    /// Puts `event` on the agenda for `at`, not before the time of the entry last taken.
    #[inline]
    pub fn schedule(&mut self, at: Time, rank: u8, event: E) {
        debug_assert!(
            at >= self.now,
            "scheduled for {at}, which is before {}",
            self.now
        );
        self.serial += 1;
        let tie = u64::from(rank) << 56 | self.serial;
        self.heap.push(Reverse(Entry {
            at: at.0,
            tie,
            event,
        }));
    }

    /// Takes the next entry, or `None` when nothing is left.
    #[inline]
    #[allow(clippy::should_implement_trait)]
    pub fn next(&mut self) -> Option<(Time, E)> {
        let Reverse(entry) = self.heap.pop()?;
        self.now = Time(entry.at);
        Some((self.now, entry.event))
    }

    /// Number of entries waiting.
    #[must_use]
    pub fn len(&self) -> usize {
        self.heap.len()
    }

    /// Whether nothing is waiting.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.heap.is_empty()
    }

    /// Forgets everything, as if new.
    pub fn clear(&mut self) {
        *self = Self::new();
    }
}
