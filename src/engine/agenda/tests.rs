use super::*;
use crate::engine::draws::Draws;
use proptest::prelude::*;

/// The law itself, by a heap of whole keys.
#[derive(Default)]
struct Law {
    heap: BinaryHeap<Reverse<(Time, u8, u64)>>,
    serial: u64,
}

impl Law {
    fn schedule(&mut self, at: Time, rank: u8) -> u64 {
        self.heap.push(Reverse((at, rank, self.serial)));
        self.serial += 1;
        self.serial - 1
    }

    fn next(&mut self) -> Option<(Time, u64)> {
        self.heap.pop().map(|Reverse((at, _, serial))| (at, serial))
    }
}

/// Schedules `fill` entries, then holds: takes one and schedules `more` at what `delay` says,
/// checking every step against the law, and at last empties both.
fn hold(fill: usize, steps: usize, more: usize, mut delay: impl FnMut(usize) -> i64, from: i64) {
    let (mut agenda, mut law) = (Agenda::new(), Law::default());
    let mut put = |agenda: &mut Agenda<u64>, law: &mut Law, now: i64, i: usize| {
        let (at, rank) = (Time(now + delay(i)), (i % 5) as u8);
        agenda.schedule(at, rank, law.schedule(at, rank));
    };
    for i in 0..fill {
        put(&mut agenda, &mut law, from, i);
    }
    for i in 0..steps {
        let taken = agenda.next();
        assert_eq!(taken, law.next(), "step {i}");
        let Some((now, _)) = taken else { break };
        for _ in 0..more {
            put(&mut agenda, &mut law, now.0, fill + i);
        }
        assert_eq!(agenda.len(), law.heap.len());
    }
    while let Some(expected) = law.next() {
        assert_eq!(agenda.next(), Some(expected));
    }
    assert!(agenda.is_empty() && agenda.next().is_none());
}

fn exponential(mean: f64) -> impl FnMut(usize) -> i64 {
    let draws = Draws::new(5, 0);
    move |i| (-mean * libm::log(draws.uniform(i as u64, 0, 0))) as i64
}

#[test]
fn one_second_is_ordered_by_rank_and_then_by_scheduling() {
    let mut agenda = Agenda::default();
    for (rank, event) in [(3, 'd'), (0, 'a'), (3, 'e'), (1, 'b'), (255, 'f'), (1, 'c')] {
        agenda.schedule(Time(-7), rank, event);
    }
    agenda.schedule(Time(-8), 9, '0');
    let all: String = std::iter::from_fn(|| agenda.next().map(|(_, event)| event)).collect();
    assert_eq!(all, "0abcdef");
}

#[test]
fn an_entry_for_now_takes_its_place_by_rank() {
    let mut agenda = Agenda::new();
    (0..3).for_each(|i| agenda.schedule(Time(5), 2, i));
    assert_eq!(agenda.next(), Some((Time(5), 0)));
    agenda.schedule(Time(5), 2, 3);
    agenda.schedule(Time(5), 1, 4);
    let order: Vec<i32> = std::iter::from_fn(|| agenda.next().map(|(_, event)| event)).collect();
    assert_eq!(order, [4, 1, 2, 3]);
}

#[test]
fn holds_of_every_size() {
    for size in [1, 2, 3, 10, 64, 100, 1_000, 10_000, 100_000] {
        hold(size, 4 * size + 5_000, 1, exponential(1e6), 0);
    }
}

#[test]
fn uneven_times() {
    // All at once; in whole days; a few quick ones among many slow; bursts; from far below zero.
    hold(3_000, 20_000, 1, |_| 0, 9);
    hold(3_000, 20_000, 1, |i| (i * 7919 % 40) as i64 * 86_400, 0);
    hold(
        5_000,
        50_000,
        1,
        |i| if i > 4_990 { 1 } else { 30_000_000 + i as i64 },
        0,
    );
    let mut slow = exponential(1e9);
    hold(
        2_000,
        50_000,
        1,
        |i| if i % 5_000 < 300 { slow(i) } else { 2 },
        0,
    );
    hold(2_000, 20_000, 1, exponential(1e12), -Time::NEVER.0);
    hold(
        2_000,
        20_000,
        1,
        |i| {
            if i % 3 == 0 {
                Time::NEVER.0 / 32_768
            } else {
                10
            }
        },
        0,
    );
}

#[test]
fn the_rate_changes_a_thousandfold() {
    let mut fast = exponential(1e3);
    let mut slow = exponential(1e9);
    hold(
        1_000,
        120_000,
        1,
        |i| {
            if i / 20_000 % 2 == 0 {
                fast(i)
            } else {
                slow(i)
            }
        },
        0,
    );
}

#[test]
fn growth_from_one_to_many_and_back() {
    hold(1, 30_000, 2, exponential(1e5), 0);
    hold(30_000, 40_000, 0, exponential(1e5), 0);
}

#[test]
fn the_far_end_of_time() {
    let mut agenda = Agenda::new();
    for at in [i64::MAX, 0, i64::MIN, Time::NEVER.0, i64::MAX, -1] {
        agenda.schedule(Time(at), 0, at);
    }
    let order: Vec<i64> = std::iter::from_fn(|| agenda.next().map(|(_, event)| event)).collect();
    assert_eq!(order, [i64::MIN, -1, 0, Time::NEVER.0, i64::MAX, i64::MAX]);
}

#[test]
fn clearing_begins_again() {
    let mut agenda = Agenda::new();
    (0..1_000).for_each(|i| agenda.schedule(Time(i), 0, i));
    assert_eq!(agenda.next(), Some((Time(0), 0)));
    agenda.clear();
    assert_eq!((agenda.len(), agenda.next()), (0, None));
    agenda.schedule(Time(-5), 0, 7);
    assert_eq!(agenda.next(), Some((Time(-5), 7)));
}

#[test]
#[should_panic(expected = "before")]
#[cfg(debug_assertions)]
fn the_past_is_refused() {
    let mut agenda = Agenda::new();
    agenda.schedule(Time(5), 0, ());
    agenda.next();
    agenda.schedule(Time(4), 0, ());
}

#[derive(Clone, Debug)]
enum Step {
    Schedule { delay: i64, rank: u8 },
    Many { delay: i64, number: usize },
    Take(usize),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let delay = prop_oneof![
        Just(0),
        1i64..5,
        1i64..100_000,
        (1i64..40).prop_map(|days| days * 86_400),
        1i64..1 << 50,
    ];
    let step = prop_oneof![
        4 => (delay.clone(), 0u8..4).prop_map(|(delay, rank)| Step::Schedule { delay, rank }),
        1 => (delay, 1usize..300).prop_map(|(delay, number)| Step::Many { delay, number }),
        3 => (1usize..200).prop_map(Step::Take),
    ];
    prop::collection::vec(step, 1..120)
}

proptest! {
    #[test]
    fn any_pattern_follows_the_law(start in -1i64 << 40..1 << 40, steps in steps()) {
        let (mut agenda, mut law) = (Agenda::new(), Law::default());
        let mut now = Time(start);
        for step in steps {
            match step {
                Step::Schedule { delay, rank } => {
                    let at = Time(now.0 + delay);
                    agenda.schedule(at, rank, law.schedule(at, rank));
                }
                Step::Many { delay, number } => {
                    for i in 0..number {
                        let at = Time(now.0 + delay * i as i64 / 50);
                        agenda.schedule(at, 0, law.schedule(at, 0));
                    }
                }
                Step::Take(number) => {
                    for _ in 0..number {
                        let taken = agenda.next();
                        prop_assert_eq!(taken, law.next());
                        now = taken.map_or(now, |(at, _)| at);
                    }
                }
            }
            prop_assert_eq!(agenda.len(), law.heap.len());
        }
        while let Some(expected) = law.next() {
            prop_assert_eq!(agenda.next(), Some(expected));
        }
        prop_assert!(agenda.is_empty());
    }
}
