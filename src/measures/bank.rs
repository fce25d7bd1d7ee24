//! The accumulators of one replication.

use std::collections::BTreeSet;

use super::cells::Spot;
use super::plan::{Kept, MonitorPlan};
use super::quantity::Quantity;
use super::registry::Kind;
use crate::chronology::FamilyId;
use crate::engine::Time;
use crate::statistics::{Level, Oldest, Tally, Wait};

/// A whole number over time, and when it first came down to given numbers.
#[derive(Debug)]
pub(super) struct Gauge {
    pub level: Level,
    /// (threshold, instant first at or below it since the window opened).
    pub passages: Vec<(i64, Option<i64>)>,
}

/// An amount over time, kept exactly in its stored unit without a histogram.
#[derive(Debug, Default)]
pub(super) struct Amount {
    pub at: i64,
    pub value: i64,
    pub area: i128,
    pub max: i64,
    pub start: i64,
}

impl Amount {
    fn close(&mut self, at: i64) {
        if at > self.at {
            self.max = self.max.max(self.value);
            self.area += i128::from(self.value) * i128::from(at - self.at);
            self.at = at;
        }
    }

    fn restart(&mut self, at: i64) {
        self.close(at);
        *self = Amount {
            at,
            value: self.value,
            area: 0,
            max: self.value,
            start: at,
        };
    }
}

/// A number counted at the close of days or weeks.
#[derive(Debug, Default)]
pub(super) struct Sample {
    pub now: i64,
    pub taken: Tally,
    pub passages: Vec<(i64, Option<i64>)>,
}

/// Who waits, and the age of the longest.
#[derive(Debug)]
pub(super) struct Longest {
    pub waiting: BTreeSet<(i64, FamilyId)>,
    pub oldest: Oldest,
}

/// All accumulators of one replication, by store.
#[derive(Debug)]
pub(super) struct Bank<'p> {
    pub plan: &'p MonitorPlan,
    /// The present instant, seconds.
    pub now: i64,
    office_at: i64,
    office_now: i64,
    continuous: bool,
    pub gauges: Vec<Gauge>,
    pub office: Vec<Gauge>,
    pub amounts: Vec<Amount>,
    pub samples: Vec<Sample>,
    pub tallies: Vec<Tally>,
    /// Hits and all.
    pub counts: Vec<[i64; 2]>,
    pub longest: Vec<Longest>,
    pub spells: Vec<Vec<Wait>>,
    /// A level that would have become negative: an error in the facts.
    pub negative: Option<Quantity>,
}

impl<'p> Bank<'p> {
    /// Empty accumulators at the start of a run.
    pub fn new(plan: &'p MonitorPlan) -> Self {
        let [
            gauges,
            office,
            amounts,
            samples,
            tallies,
            counts,
            longest,
            spells,
            _,
        ] = plan.slots.map(|n| n as usize);
        let gauge = || Gauge {
            level: Level::new(0, 0),
            passages: Vec::new(),
        };
        let mut bank = Bank {
            plan,
            now: 0,
            office_at: 0,
            office_now: 0,
            continuous: plan.setting.calendar.is_continuous(),
            gauges: (0..gauges).map(|_| gauge()).collect(),
            office: (0..office).map(|_| gauge()).collect(),
            amounts: (0..amounts).map(|_| Amount::default()).collect(),
            samples: (0..samples).map(|_| Sample::default()).collect(),
            tallies: (0..tallies).map(|_| Tally::new()).collect(),
            counts: vec![[0; 2]; counts],
            longest: (0..longest)
                .map(|_| Longest {
                    waiting: BTreeSet::new(),
                    oldest: Oldest::new(0, None),
                })
                .collect(),
            spells: (0..spells).map(|_| Vec::new()).collect(),
            negative: None,
        };
        for (index, threshold) in &plan.passages {
            let kept = plan.kept[*index as usize];
            let slot = kept.slot as usize;
            match plan.rows[kept.quantity as usize].kind {
                Kind::Level => bank.gauges[slot].passages.push((*threshold, None)),
                Kind::OfficeLevel => bank.office[slot].passages.push((*threshold, None)),
                _ => bank.samples[slot].passages.push((*threshold, None)),
            }
        }
        bank
    }

    /// Office seconds since the start of the calendar, now.
    #[inline]
    pub fn office_now(&mut self) -> i64 {
        if self.continuous {
            return self.now;
        }
        if self.office_at != self.now {
            let calendar = &self.plan.setting.calendar;
            self.office_now += calendar
                .work_between(Time(self.office_at), Time(self.now))
                .0;
            self.office_at = self.now;
        }
        self.office_now
    }

    /// A level moves.
    #[inline]
    pub fn shift(&mut self, quantity: Quantity, spot: Spot, delta: i64) {
        let plan = self.plan;
        for slot in plan.cells[quantity as usize].at(spot) {
            let gauge = &mut self.gauges[*slot as usize];
            Self::step(gauge, self.now, delta, quantity, &mut self.negative);
        }
    }

    /// A level kept in office time moves.
    #[inline]
    pub fn shift_office(&mut self, quantity: Quantity, spot: Spot, delta: i64) {
        let plan = self.plan;
        let slots = plan.cells[quantity as usize].at(spot);
        if slots.is_empty() {
            return;
        }
        let now = self.office_now();
        for slot in slots {
            let gauge = &mut self.office[*slot as usize];
            Self::step(gauge, now, delta, quantity, &mut self.negative);
        }
    }

    #[inline]
    fn step(
        gauge: &mut Gauge,
        now: i64,
        delta: i64,
        quantity: Quantity,
        negative: &mut Option<Quantity>,
    ) {
        let value = gauge.level.value() + delta;
        if value < 0 {
            *negative = Some(quantity);
            return;
        }
        gauge.level.set(now, value);
        for (threshold, reached) in &mut gauge.passages {
            if value <= *threshold && reached.is_none() {
                *reached = Some(now);
            }
        }
    }

    /// An amount moves by this much of its stored unit.
    pub fn shift_amount(&mut self, quantity: Quantity, spot: Spot, delta: i64) {
        let plan = self.plan;
        for slot in plan.cells[quantity as usize].at(spot) {
            let amount = &mut self.amounts[*slot as usize];
            amount.close(self.now);
            amount.value += delta;
        }
    }

    /// An observation.
    #[inline]
    pub fn observe(&mut self, quantity: Quantity, spot: Spot, value: i64) {
        let plan = self.plan;
        for slot in plan.cells[quantity as usize].at(spot) {
            self.tallies[*slot as usize].add(value);
        }
    }

    /// Happenings.
    #[inline]
    pub fn count(&mut self, quantity: Quantity, spot: Spot, happened: i64) {
        let plan = self.plan;
        for slot in plan.cells[quantity as usize].at(spot) {
            self.counts[*slot as usize][0] += happened;
        }
    }

    /// Happenings of which a share is kept.
    pub fn share(&mut self, quantity: Quantity, spot: Spot, hit: bool, weight: i64) {
        let plan = self.plan;
        for slot in plan.cells[quantity as usize].at(spot) {
            let [hits, all] = &mut self.counts[*slot as usize];
            *hits += if hit { weight } else { 0 };
            *all += weight;
        }
    }

    /// A family begins (`Some`) or ends (`None`) to count for the longest wait.
    pub fn wait(&mut self, quantity: Quantity, spot: Spot, family: FamilyId, since: i64, on: bool) {
        let plan = self.plan;
        for slot in plan.cells[quantity as usize].at(spot) {
            let longest = &mut self.longest[*slot as usize];
            if on {
                longest.waiting.insert((since, family));
            } else {
                longest.waiting.remove(&(since, family));
            }
            let first = longest.waiting.first().map(|(since, _)| *since);
            if first != longest.oldest.since() {
                longest.oldest.set(self.now, first);
            }
        }
    }

    /// A wait that ended, or is still open, for the cumulative incidence.
    pub fn spell(&mut self, quantity: Quantity, spot: Spot, wait: Wait) {
        let plan = self.plan;
        for slot in plan.cells[quantity as usize].at(spot) {
            self.spells[*slot as usize].push(wait);
        }
    }

    /// Puts every number counted daily or weekly of a measure to nothing, before a count.
    pub fn clear_sample(&mut self, quantity: Quantity) {
        let plan = self.plan;
        for kept in plan.kept.iter().filter(|kept| kept.quantity == quantity) {
            self.samples[kept.slot as usize].now = 0;
        }
    }

    /// Adds to the number being counted.
    pub fn sample(&mut self, quantity: Quantity, spot: Spot, number: i64) {
        let plan = self.plan;
        for slot in plan.cells[quantity as usize].at(spot) {
            self.samples[*slot as usize].now += number;
        }
    }

    /// Raises the number being counted to at least this.
    pub fn sample_max(&mut self, quantity: Quantity, spot: Spot, number: i64) {
        let plan = self.plan;
        for slot in plan.cells[quantity as usize].at(spot) {
            let sample = &mut self.samples[*slot as usize];
            sample.now = sample.now.max(number);
        }
    }

    /// Enters the numbers counted in their tallies: at the close of a day or week.
    pub fn take_samples(&mut self, kind: Kind) {
        let plan = self.plan;
        for kept in &plan.kept {
            if plan.rows[kept.quantity as usize].kind == kind {
                let sample = &mut self.samples[kept.slot as usize];
                sample.taken.add(sample.now);
                for (threshold, reached) in &mut sample.passages {
                    if sample.now <= *threshold && reached.is_none() {
                        *reached = Some(self.now);
                    }
                }
            }
        }
    }

    /// Drops the history of one kept combination and keeps its level.
    pub fn restart(&mut self, kept: &Kept) {
        let slot = kept.slot as usize;
        let now = self.now;
        match self.plan.rows[kept.quantity as usize].kind {
            Kind::Level => Self::restart_gauge(&mut self.gauges[slot], now),
            Kind::OfficeLevel => {
                let office = self.office_now();
                Self::restart_gauge(&mut self.office[slot], office);
            }
            Kind::Total => self.amounts[slot].restart(now),
            Kind::Daily | Kind::Weekly => {
                let sample = &mut self.samples[slot];
                sample.taken.clear();
                sample
                    .passages
                    .iter_mut()
                    .for_each(|(_, reached)| *reached = None);
            }
            Kind::Tally => self.tallies[slot].clear(),
            Kind::Count | Kind::Share => self.counts[slot] = [0; 2],
            Kind::Oldest => self.longest[slot].oldest.restart(now),
            Kind::Incidence => self.spells[slot].clear(),
            Kind::Ratio(..) => {
                let plan = self.plan;
                self.restart(&plan.kept[kept.over as usize]);
                self.restart(&plan.kept[kept.under as usize]);
            }
            Kind::Lifetime => {}
        }
    }

    fn restart_gauge(gauge: &mut Gauge, now: i64) {
        gauge.level.restart(now);
        let value = gauge.level.value();
        for (threshold, reached) in &mut gauge.passages {
            *reached = (value <= *threshold).then_some(now);
        }
    }

    /// Carries the level of one kept combination to the present instant.
    pub fn close(&mut self, kept: &Kept) {
        let slot = kept.slot as usize;
        match self.plan.rows[kept.quantity as usize].kind {
            Kind::Level => self.gauges[slot].level.close(self.now),
            Kind::OfficeLevel => {
                let office = self.office_now();
                self.office[slot].level.close(office);
            }
            Kind::Total => self.amounts[slot].close(self.now),
            Kind::Oldest => self.longest[slot].oldest.close(self.now),
            Kind::Ratio(..) => {
                let plan = self.plan;
                self.close(&plan.kept[kept.over as usize]);
                self.close(&plan.kept[kept.under as usize]);
            }
            _ => {}
        }
    }
}
