//! The ring of slices: unsorted bags of entries, one for each slice of time within reach.

use super::Entry;

/// Entries in a chunk of storage.
const CHUNK: usize = 8;

/// No chunk.
const NONE: u32 = u32::MAX;

/// The entries of one slice: a chain of chunks, of which only the first is not full.
#[derive(Clone, Copy, Debug)]
struct Slice {
    chunk: u32,
    count: u32,
}

const EMPTY: Slice = Slice {
    chunk: NONE,
    count: 0,
};

/// Bags numbered by slice, for as many consecutive slices as there are bags.
///
/// The bags share one store of chunks, so memory follows the number of entries and not the sum of
/// the largest size that each bag ever had.
#[derive(Clone, Debug)]
pub(super) struct Slices<E> {
    ring: Vec<Slice>,
    /// A bit for each slice: whether there is anything in it.
    occupied: Vec<u64>,
    store: Vec<Entry<E>>,
    /// The chunk that follows each chunk in its chain.
    next: Vec<u32>,
    /// Chunks not in use, the one used last on top since it is in the processor's cache.
    free: Vec<u32>,
    length: usize,
}

impl<E: Copy> Slices<E> {
    /// `number` empty slices, a power of two and at least 64.
    pub(super) fn new(number: usize) -> Self {
        Slices {
            ring: vec![EMPTY; number],
            occupied: vec![0; number / 64],
            store: Vec::new(),
            next: Vec::new(),
            free: Vec::new(),
            length: 0,
        }
    }

    /// Number of slices.
    pub(super) fn number(&self) -> usize {
        self.ring.len()
    }

    /// Number of entries.
    pub(super) fn len(&self) -> usize {
        self.length
    }

    #[inline]
    fn place(&self, slice: i64) -> usize {
        slice as usize & (self.ring.len() - 1)
    }

    /// Adds an entry to a slice.
    #[inline]
    pub(super) fn push(&mut self, slice: i64, entry: Entry<E>) {
        let place = self.place(slice);
        let Slice { mut chunk, count } = self.ring[place];
        let within = count as usize % CHUNK;
        if within == 0 {
            let chained = chunk;
            chunk = self.free.pop().unwrap_or(self.next.len() as u32);
            if chunk as usize == self.next.len() {
                self.next.push(chained);
                self.store.resize(self.store.len() + CHUNK, entry);
            } else {
                self.next[chunk as usize] = chained;
            }
            self.occupied[place / 64] |= 1 << (place % 64);
        }
        self.store[chunk as usize * CHUNK + within] = entry;
        self.ring[place] = Slice {
            chunk,
            count: count + 1,
        };
        self.length += 1;
    }

    /// The first slice after `current` that holds anything.
    #[inline]
    pub(super) fn after(&self, current: i64) -> Option<i64> {
        if self.length == 0 {
            return None;
        }
        let from = self.place(current + 1);
        let words = self.occupied.len();
        let mut word = from / 64;
        let mut bits = self.occupied[word] & (u64::MAX << (from % 64));
        // The first word may be looked at twice: at last for the bits below `from`.
        for _ in 0..=words {
            if bits != 0 {
                let place = word * 64 + bits.trailing_zeros() as usize;
                let ahead = place.wrapping_sub(from) & (self.ring.len() - 1);
                return Some(current + 1 + ahead as i64);
            }
            word = (word + 1) & (words - 1);
            bits = self.occupied[word];
        }
        None
    }

    /// Moves the entries of a slice to the end of `to`.
    #[inline]
    pub(super) fn take(&mut self, slice: i64, to: &mut Vec<Entry<E>>) {
        let place = self.place(slice);
        self.empty(place, to);
        self.occupied[place / 64] &= !(1 << (place % 64));
    }

    /// Moves all entries to the end of `to`.
    pub(super) fn take_all(&mut self, to: &mut Vec<Entry<E>>) {
        for word in 0..self.occupied.len() {
            let mut bits = std::mem::take(&mut self.occupied[word]);
            while bits != 0 {
                self.empty(word * 64 + bits.trailing_zeros() as usize, to);
                bits &= bits - 1;
            }
        }
    }

    #[inline]
    fn empty(&mut self, place: usize, to: &mut Vec<Entry<E>>) {
        let Slice { mut chunk, count } = std::mem::replace(&mut self.ring[place], EMPTY);
        let mut left = count as usize;
        self.length -= left;
        while left > 0 {
            let first = chunk as usize * CHUNK;
            let here = (left - 1) % CHUNK + 1;
            to.extend_from_slice(&self.store[first..first + here]);
            left -= here;
            self.free.push(chunk);
            chunk = self.next[chunk as usize];
        }
    }
}
