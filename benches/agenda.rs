//! The hold model: take the earliest entry and put it back an exponential delay later.
//!
//! The number of entries stays the same, so this is the cost of one `next` and one `schedule` at
//! that number. Beside the agenda stands the heap of the standard library with the same law of
//! order; quote the ratio of the two from one run.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::hint::black_box;

use caseload::engine::{Agenda, Draws, Time};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

/// Mean delay in seconds: about four months.
const MEAN_S: f64 = 1e7;

/// Holds in one timed iteration.
const HOLDS: usize = 10_000;

/// Delays drawn beforehand, so that the list is timed and not the logarithm.
struct Delays {
    list: Vec<i64>,
    place: usize,
}

impl Delays {
    fn new() -> Self {
        let draws = Draws::new(1, 0);
        let delay = |i| (-MEAN_S * libm::log(draws.uniform(i, 0, 0))) as i64;
        Delays {
            list: (0..1 << 16).map(delay).collect(),
            place: 0,
        }
    }

    #[inline]
    fn next(&mut self) -> i64 {
        self.place = (self.place + 1) & (self.list.len() - 1);
        self.list[self.place]
    }
}

/// The law of order by the standard heap.
#[derive(Default)]
struct Heap {
    heap: BinaryHeap<Reverse<(i64, u64, u64)>>,
    serial: u64,
}

impl Heap {
    #[inline]
    fn schedule(&mut self, at: i64, event: u64) {
        self.serial += 1;
        self.heap.push(Reverse((at, self.serial, event)));
    }
}

fn hold(c: &mut Criterion) {
    let mut group = c.benchmark_group("hold");
    group.throughput(Throughput::Elements(HOLDS as u64));
    for pending in [100, 1_000, 10_000, 1_000_000u64] {
        let mut delays = Delays::new();
        let mut agenda = Agenda::new();
        (0..pending).for_each(|i| agenda.schedule(Time(delays.next()), 0, i));
        let mut turn = |holds: usize| {
            for _ in 0..holds {
                if let Some((now, event)) = agenda.next() {
                    agenda.schedule(Time(now.0 + delays.next()), 0, black_box(event));
                }
            }
        };
        turn(2 * pending as usize);
        group.bench_function(BenchmarkId::new("agenda", pending), |b| {
            b.iter(|| turn(HOLDS))
        });

        let mut delays = Delays::new();
        let mut heap = Heap::default();
        (0..pending).for_each(|i| heap.schedule(delays.next(), i));
        let mut turn = |holds: usize| {
            for _ in 0..holds {
                if let Some(Reverse((now, _, event))) = heap.heap.pop() {
                    heap.schedule(now + delays.next(), black_box(event));
                }
            }
        };
        turn(2 * pending as usize);
        group.bench_function(BenchmarkId::new("std heap", pending), |b| {
            b.iter(|| turn(HOLDS))
        });
    }
    group.finish();
}

criterion_group!(benches, hold);
criterion_main!(benches);
