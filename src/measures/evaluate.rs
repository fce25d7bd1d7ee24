//! From accumulators to values.

use super::bank::{Amount, Bank, Gauge};
use super::plan::Kept;
use super::registry::{Definition, Kind, Unit};
use super::statistic::Statistic;
use crate::statistics::{CumulativeIncidence, Level, Oldest, Tally};

impl Bank<'_> {
    /// The value of one request over its window so far. `None` where there is none: nothing was
    /// observed, or a quantile was not reached.
    pub fn answer(&mut self, kept: &Kept, statistic: Statistic, unit: Unit) -> Option<f64> {
        self.close(kept);
        let plan = self.plan;
        let row = &plan.rows[kept.quantity as usize];
        let slot = kept.slot as usize;
        let scale = unit.scale(row);
        match row.kind {
            Kind::Level => of_gauge(&self.gauges[slot], statistic, scale, self.start(kept)),
            Kind::OfficeLevel => of_gauge(&self.office[slot], statistic, scale, 0),
            Kind::Total => of_amount(&self.amounts[slot], statistic, scale),
            Kind::Daily | Kind::Weekly => {
                let sample = &self.samples[slot];
                match statistic {
                    Statistic::At(_) | Statistic::End => Some(sample.now as f64 / scale),
                    Statistic::FirstAtOrBelow(k) => {
                        passage(&sample.passages, k * scale, self.start(kept))
                    }
                    _ => of_tally(&sample.taken, statistic, scale),
                }
            }
            Kind::Tally => of_tally(&self.tallies[slot], statistic, scale),
            Kind::Count => {
                let number = self.counts[slot][0] as f64 / row.unit.stored(row.kind);
                match statistic {
                    Statistic::Rate(seconds) => {
                        let time = self.now - self.start(kept);
                        (time > 0).then(|| number * seconds / time as f64)
                    }
                    _ => Some(number),
                }
            }
            Kind::Share => {
                let [hits, all] = self.counts[slot];
                match statistic {
                    Statistic::Count => Some(hits as f64),
                    Statistic::Total => Some(all as f64),
                    _ => (all > 0).then(|| hits as f64 / all as f64),
                }
            }
            Kind::Ratio(..) => match statistic {
                Statistic::Mean | Statistic::Share => self.ratio(kept, row),
                _ => self.present(kept),
            },
            Kind::Oldest => of_oldest(&self.longest[slot].oldest, statistic, scale),
            Kind::Incidence => {
                let curve = CumulativeIncidence::of(&self.spells[slot]);
                match statistic {
                    Statistic::Quantile(p) => curve.quantile(p).map(|age| age as f64 / scale),
                    Statistic::ShareAbove(x) => {
                        let age = libm::round(x * scale) as i64;
                        curve.allocated_within(age).map(|share| 1.0 - share)
                    }
                    _ => Some(curve.count() as f64),
                }
            }
            Kind::Lifetime => None,
        }
    }

    /// Start of the window a kept combination is counted over.
    fn start(&self, kept: &Kept) -> i64 {
        kept.window
            .map_or(self.plan.setting.window_start, |(from, _)| from)
            .0
    }

    /// The total over the window in stored units: area of a level, number of happenings.
    fn total(&self, kept: &Kept) -> f64 {
        let slot = kept.slot as usize;
        let row = &self.plan.rows[kept.quantity as usize];
        let total = match row.kind {
            Kind::Level => self.gauges[slot].level.area() as f64,
            Kind::OfficeLevel => self.office[slot].level.area() as f64,
            Kind::Total => self.amounts[slot].area as f64,
            Kind::Count | Kind::Share => self.counts[slot][0] as f64,
            Kind::Tally => self.tallies[slot].sum() as f64,
            Kind::Daily | Kind::Weekly => self.samples[slot].taken.sum() as f64,
            _ => 0.0,
        };
        match row.kind {
            Kind::Total => total / row.unit.stored(row.kind),
            _ => total,
        }
    }

    fn ratio(&self, kept: &Kept, row: &Definition) -> Option<f64> {
        let over = self.total(&self.plan.kept[kept.over as usize]);
        let under = self.total(&self.plan.kept[kept.under as usize]);
        (under > 0.0).then(|| over / under * self.factor(row))
    }

    /// Factor of a ratio; office seconds lost a worker-second become working days a worker-year.
    fn factor(&self, row: &Definition) -> f64 {
        match row.unit {
            Unit::WorkingDays => {
                31_557_600.0 / self.plan.setting.calendar.working_day_length().0 as f64
            }
            _ => row.factor,
        }
    }

    /// The value at the present instant, in the measure's own unit.
    pub fn present(&mut self, kept: &Kept) -> Option<f64> {
        self.close(kept);
        let plan = self.plan;
        let row = &plan.rows[kept.quantity as usize];
        let slot = kept.slot as usize;
        let scale = row.unit.stored(row.kind);
        match row.kind {
            Kind::Level => Some(self.gauges[slot].level.value() as f64),
            Kind::OfficeLevel => Some(self.office[slot].level.value() as f64),
            Kind::Total => Some(self.amounts[slot].value as f64 / scale),
            Kind::Daily | Kind::Weekly => Some(self.samples[slot].now as f64 / scale),
            Kind::Oldest => Some(self.longest[slot].oldest.age() as f64 / scale),
            Kind::Ratio(..) => {
                let over = self.present(&plan.kept[kept.over as usize])?;
                let under = self.present(&plan.kept[kept.under as usize])?;
                (under > 0.0).then(|| over / under * row.factor)
            }
            _ => None,
        }
    }

    /// The running total from which the week's figure is the increase: (over, under), the second
    /// 1 where the figure is a plain total. `None` for a measure that has a value at an instant.
    pub fn running(&mut self, kept: &Kept) -> Option<(f64, Option<f64>)> {
        self.close(kept);
        let plan = self.plan;
        let slot = kept.slot as usize;
        let row = &plan.rows[kept.quantity as usize];
        match row.kind {
            Kind::Count => Some((
                self.counts[slot][0] as f64 / row.unit.stored(row.kind),
                None,
            )),
            Kind::OfficeLevel => Some((self.office[slot].level.area() as f64 / 3_600.0, None)),
            Kind::Share => {
                let [hits, all] = self.counts[slot];
                Some((hits as f64, Some(all as f64)))
            }
            Kind::Ratio(..) => {
                let over = self.running(&plan.kept[kept.over as usize])?;
                let under = self.running(&plan.kept[kept.under as usize])?;
                Some((over.0 * row.factor, Some(under.0)))
            }
            _ => None,
        }
    }
}

fn of_gauge(gauge: &Gauge, statistic: Statistic, scale: f64, start: i64) -> Option<f64> {
    let level = &gauge.level;
    // A whole number is above x exactly when it is at or above the next whole number.
    let above = |x: f64| level.share_at_or_above(libm::floor(x) as i64 + 1);
    let number = match statistic {
        Statistic::Mean => level.mean(),
        Statistic::Sd => level.sd(),
        Statistic::Max => Some(level.max() as f64),
        Statistic::Min => Some(level.min() as f64),
        Statistic::Total => Some(level.area() as f64),
        Statistic::ShareAbove(x) => above(x),
        Statistic::ShareAtOrAbove(x) => level.share_at_or_above(libm::ceil(x) as i64),
        Statistic::ShareAtOrBelow(x) => above(x).map(|share| 1.0 - share),
        Statistic::ShareAt(x) if libm::floor(x) == x => level.share_at(x as i64),
        Statistic::ShareAt(_) => Some(0.0),
        Statistic::MeanAbove(x) => mean_above(level, x),
        Statistic::FirstAtOrBelow(x) => return passage(&gauge.passages, x, start),
        _ => Some(level.value() as f64),
    };
    match statistic {
        Statistic::Total => number.map(|area| area / scale.max(1.0) / 3_600.0),
        _ => number,
    }
}

fn of_amount(amount: &Amount, statistic: Statistic, scale: f64) -> Option<f64> {
    let time = amount.at - amount.start;
    match statistic {
        Statistic::Mean => (time > 0).then(|| amount.area as f64 / time as f64 / scale),
        Statistic::Max => Some(amount.max as f64 / scale),
        _ => Some(amount.value as f64 / scale),
    }
}

fn of_oldest(oldest: &Oldest, statistic: Statistic, scale: f64) -> Option<f64> {
    match statistic {
        Statistic::Mean => oldest.mean().map(|age| age / scale),
        Statistic::Max => Some(oldest.max() as f64 / scale),
        Statistic::ShareAbove(x) => Some(oldest.share_above(libm::round(x * scale) as i64)),
        _ => Some(oldest.age() as f64 / scale),
    }
}

fn mean_above(level: &Level, x: f64) -> Option<f64> {
    let time = level.time();
    let area: f64 = level
        .histogram()
        .map(|(value, held)| (value as f64 - x).max(0.0) * held as f64)
        .sum();
    (time > 0).then(|| area / time as f64)
}

fn passage(passages: &[(i64, Option<i64>)], threshold: f64, start: i64) -> Option<f64> {
    let threshold = libm::floor(threshold) as i64;
    let found = passages.iter().find(|(known, _)| *known == threshold)?;
    found.1.map(|at| (at - start) as f64 / 86_400.0)
}

fn of_tally(tally: &Tally, statistic: Statistic, scale: f64) -> Option<f64> {
    // Observations are whole stored units: above x means above the largest whole unit up to x.
    let cut = |x: f64| libm::floor(x * scale + 1e-6) as i64;
    match statistic {
        Statistic::Mean => tally.mean().map(|mean| mean / scale),
        Statistic::Sd => tally.sd().map(|sd| sd / scale),
        Statistic::Max => tally.max().map(|max| max as f64 / scale),
        Statistic::Min => tally.min().map(|min| min as f64 / scale),
        Statistic::Count => Some(tally.count() as f64),
        Statistic::Total => Some(tally.sum() as f64 / scale),
        Statistic::Quantile(p) => tally.quantile(p).map(|q| q / scale),
        Statistic::ShareAbove(x) => tally.share_above(cut(x)),
        Statistic::ShareAtOrBelow(x) => tally.share_at_most(cut(x)),
        Statistic::ShareAtOrAbove(x) => tally
            .share_at_most(libm::ceil(x * scale - 1e-6) as i64 - 1)
            .map(|share| 1.0 - share),
        Statistic::ShareAt(x) => {
            let below = tally.share_at_most(libm::ceil(x * scale - 1e-6) as i64 - 1)?;
            Some(tally.share_at_most(cut(x))? - below)
        }
        _ => None,
    }
}
