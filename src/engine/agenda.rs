//! The future event list: what is due, and in which order.

mod slices;

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use self::slices::Slices;
use super::time::Time;

/// Entries wanted in a slice. Sorting costs more with more of them, finding the next slice costs
/// more with fewer.
const WANTED: u64 = 12;

/// How many places an entry is moved up the run before the heap takes it instead.
const PLACES: usize = 24;

/// Fewest and most slices.
const SLICES_MIN: usize = 64;
const SLICES_MAX: usize = 1 << 20;

/// Bits of the serial number below the rank.
const RANK_SHIFT: u32 = 56;

/// An event with its place in the order.
#[derive(Clone, Copy, Debug)]
struct Entry<E> {
    at: i64,
    /// Rank in the upper eight bits, then the serial number.
    tie: u64,
    event: E,
}

impl<E> Entry<E> {
    /// Time, rank and serial number as one number: one comparison without a branch.
    #[inline]
    fn key(&self) -> u128 {
        u128::from(self.at as u64 ^ 1 << 63) << 64 | u128::from(self.tie)
    }
}

impl<E> PartialEq for Entry<E> {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl<E> Eq for Entry<E> {}

impl<E> PartialOrd for Entry<E> {
    #[inline]
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<E> Ord for Entry<E> {
    #[inline]
    fn cmp(&self, other: &Self) -> Ordering {
        self.key().cmp(&other.key())
    }
}

/// What is still to happen.
///
/// # The law of simultaneous events
///
/// Entries are taken in the order of (time, rank, order of scheduling): the earlier first; within
/// a second the lower rank first; within a rank the one that was scheduled first. An entry may be
/// scheduled for the time of the one last taken, and takes its place by the same law.
///
/// # How it works
///
/// Time is cut into slices whose width is a power of two. Entries of slices to come lie unsorted
/// in the slice; entries beyond the last slice lie unsorted in one list, *far*.
/// When a slice's turn comes it is sorted into the *run*, from whose end entries are taken. An
/// entry scheduled into the slice in hand is put into the run if its place is near the end, and
/// otherwise into a binary heap, *late*.
///
/// Every half turn of the ring of slices the entries that have come within reach are fetched from
/// *far*, and if the width or the number of slices no longer suits the rate at which entries were
/// taken, everything is laid out anew. Each such step costs as much as there are entries, and is
/// paid for by the entries taken since the last. So the cost of an entry does not grow with their
/// number, and with any pattern of times, however uneven, it is never worse than a heap's.
///
/// The structure never shows: the law alone fixes the order.
#[derive(Clone, Debug)]
pub struct Agenda<E: Copy> {
    /// The slice in hand, latest first.
    run: Vec<Entry<E>>,
    /// Entries of the slice in hand (or before it) that came too late for the run.
    late: BinaryHeap<Reverse<Entry<E>>>,
    slices: Slices<E>,
    /// Entries of the slices from `reach` on.
    far: Vec<Entry<E>>,
    /// Number of the slice in hand; a slice has the number `time >> shift`.
    current: i64,
    /// The first slice that lies in `far`.
    reach: i64,
    shift: u32,
    /// Entries scheduled so far.
    serial: u64,
    /// Time of the entry last taken.
    now: Time,
    survey: Survey,
}

/// What has been seen since the width was last considered.
#[derive(Clone, Copy, Debug)]
struct Survey {
    since: i64,
    /// Entries that had been taken by then.
    taken: u64,
    /// Entries that went to the heap.
    late: usize,
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
            run: Vec::new(),
            late: BinaryHeap::new(),
            slices: Slices::new(SLICES_MIN),
            far: Vec::new(),
            // Everything is far until the first entry is wanted.
            current: i64::MIN,
            reach: i64::MIN,
            shift: 0,
            serial: 0,
            now: Time(i64::MIN),
            survey: Survey {
                since: i64::MIN,
                taken: 0,
                late: 0,
            },
        }
    }

    /// Puts `event` on the agenda for `at`, which must not be before the time of the entry last
    /// taken (debug builds panic; otherwise it would be taken next). A lower `rank` comes first
    /// among entries of the same second.
    #[inline]
    pub fn schedule(&mut self, at: Time, rank: u8, event: E) {
        debug_assert!(
            at >= self.now,
            "scheduled for {at}, which is before {}",
            self.now
        );
        let tie = u64::from(rank) << RANK_SHIFT | self.serial;
        self.serial += 1;
        let entry = Entry {
            at: at.0,
            tie,
            event,
        };
        let slice = at.0 >> self.shift;
        if slice <= self.current {
            self.put_in_hand(entry);
        } else if slice < self.reach {
            self.slices.push(slice, entry);
        } else {
            self.far.push(entry);
        }
    }

    /// Takes the next entry, or `None` when nothing is left.
    // The name says what it does; an agenda is no iterator, since acting on an entry changes it.
    #[allow(clippy::should_implement_trait)]
    #[inline]
    pub fn next(&mut self) -> Option<(Time, E)> {
        loop {
            let entry = if self.late.is_empty() {
                self.run.pop()
            } else {
                self.earlier()
            };
            if let Some(entry) = entry {
                self.now = Time(entry.at);
                return Some((self.now, entry.event));
            }
            if !self.advance() {
                return None;
            }
        }
    }

    /// Number of entries waiting.
    #[must_use]
    pub fn len(&self) -> usize {
        self.run.len() + self.late.len() + self.slices.len() + self.far.len()
    }

    /// Whether nothing is waiting.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Forgets everything, as if new.
    pub fn clear(&mut self) {
        *self = Self::new();
    }

    /// The earlier of the end of the run and the top of the heap.
    #[inline(never)]
    fn earlier(&mut self) -> Option<Entry<E>> {
        match (self.run.last(), self.late.peek()) {
            (Some(run), Some(Reverse(late))) if run.key() < late.key() => self.run.pop(),
            _ => self.late.pop().map(|Reverse(entry)| entry),
        }
    }

    /// Puts an entry into the slice in hand.
    fn put_in_hand(&mut self, entry: Entry<E>) {
        let length = self.run.len();
        let key = entry.key();
        let earlier = self
            .run
            .iter()
            .rev()
            .take(PLACES)
            .take_while(|e| e.key() < key)
            .count();
        if earlier < PLACES || earlier == length {
            self.run.insert(length - earlier, entry);
            return;
        }
        self.late.push(Reverse(entry));
        self.survey.late += 1;
        if self.survey.late > 2 * self.len() + 1_024 {
            // Nearly everything falls into the slice in hand: it may be too wide.
            if self.shift > 0 && self.width_by_rate().is_some_and(|w| w < 1 << self.shift) {
                self.lay_out();
            } else {
                self.begin_survey();
            }
        }
    }

    /// Takes the next slice in hand; false when nothing is left.
    #[inline(never)]
    fn advance(&mut self) -> bool {
        let Some(slice) = self.slices.after(self.current) else {
            let more = !self.far.is_empty();
            if more {
                self.lay_out();
            }
            return more;
        };
        self.current = slice;
        self.slices.take(slice, &mut self.run);
        sort_latest_first(&mut self.run);
        if self.reach - slice <= self.slices.number() as i64 / 2 {
            self.look_further();
        }
        true
    }

    /// Fetches from `far` what another half turn brings within reach, or lays everything out anew
    /// if the width or the number of slices does not suit any more.
    fn look_further(&mut self) {
        let (length, number) = (self.len(), self.slices.number());
        let suits = self.width_by_rate().is_none_or(|width| {
            // Within a factor of two of what would be chosen now.
            let shift = shift_of(width);
            shift.abs_diff(self.shift) <= 1
        });
        let enough = slices_for(length);
        if !suits || enough > number || enough * 4 < number {
            self.lay_out();
            return;
        }
        self.reach = self.current + number as i64;
        let (reach, shift, slices) = (self.reach, self.shift, &mut self.slices);
        self.far.retain(|entry| {
            let slice = entry.at >> shift;
            let stays = slice >= reach;
            if !stays {
                slices.push(slice, *entry);
            }
            stays
        });
        self.begin_survey();
    }

    fn begin_survey(&mut self) {
        self.survey = Survey {
            since: self.now.0,
            taken: self.taken(),
            late: 0,
        };
    }

    /// Entries taken so far.
    fn taken(&self) -> u64 {
        self.serial - self.len() as u64
    }

    /// The width that would have put the wanted number of entries into a slice since the survey
    /// began; `None` when too little was seen.
    fn width_by_rate(&self) -> Option<u64> {
        let taken = self.taken() - self.survey.taken;
        if taken < 64 || self.survey.since == i64::MIN {
            return None;
        }
        let elapsed = self.now.0.abs_diff(self.survey.since);
        Some((elapsed / taken).saturating_mul(WANTED) + elapsed % taken * WANTED / taken)
    }

    /// Chooses the width and number of slices and distributes all entries, of which there must be
    /// one.
    #[cold]
    fn lay_out(&mut self) {
        self.far.append(&mut self.run);
        self.far
            .extend(self.late.drain().map(|Reverse(entry)| entry));
        self.slices.take_all(&mut self.far);
        let rate = self.width_by_rate();
        let (length, number) = (self.far.len(), slices_for(self.far.len()));
        if number != self.slices.number() {
            self.slices = Slices::new(number);
        }
        let first = self.far.iter().map(|entry| entry.at).min().unwrap_or(0);
        // An eighth of the entries lie in the first `span`, to judge by a sample.
        let step = length / 128 + 1;
        let mut sample: Vec<u64> = self
            .far
            .iter()
            .step_by(step)
            .map(|entry| entry.at.abs_diff(first))
            .collect();
        sample.sort_unstable();
        let span = sample[sample.len() / 8];
        let by_sample = (span / (length as u64 / 8 + 1)).saturating_mul(WANTED);
        // The ring must hold a fair part of the entries, or they would be gone through too often.
        let width = rate.unwrap_or(by_sample).max(span / number as u64 + 1);
        self.shift = shift_of(width);
        self.current = first >> self.shift;
        self.reach = self.current.saturating_add(number as i64);
        let all = std::mem::take(&mut self.far);
        for entry in all {
            let slice = entry.at >> self.shift;
            if slice <= self.current {
                self.run.push(entry);
            } else if slice < self.reach {
                self.slices.push(slice, entry);
            } else {
                self.far.push(entry);
            }
        }
        sort_latest_first(&mut self.run);
        self.begin_survey();
    }
}

/// The power of two that a width is rounded down to.
fn shift_of(width: u64) -> u32 {
    width.max(1).ilog2().min(62)
}

/// Number of slices for a number of entries.
fn slices_for(length: usize) -> usize {
    (length / 2)
        .next_power_of_two()
        .clamp(SLICES_MIN, SLICES_MAX)
}

#[inline]
fn sort_latest_first<E: Copy>(run: &mut [Entry<E>]) {
    run.sort_unstable_by_key(|entry| Reverse(entry.key()));
}

#[cfg(test)]
mod tests;
