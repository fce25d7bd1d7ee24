//! Who arrives.
//!
//! The rate of a day is cut into layers of fixed width; each layer is an independent Poisson
//! process keyed by stream, day and layer, each of its points has a height, and a point below
//! the rate is a family. More demand therefore keeps every family and adds others. Day shocks
//! (Gamma, mean 1) are keyed by office and day. A renewal stream draws its intervals one by one.

use super::event::Event;
use super::purpose::Purpose;
use super::running::Running;
use super::spec::{Hours, Spec};
use crate::chronology::Fact;
use crate::engine::{Dist, Observer, Span, Time, mix};

/// Families a day in one layer of demand.
const LAYER: f64 = 4.0;

/// One stream as it stands.
#[derive(Debug, Default)]
pub(super) struct StreamState {
    /// The current day's arrivals still to come, last first: when, and the family's key.
    day: Vec<(Time, u64)>,
    /// The next day to draw.
    next_day: i64,
    /// Renewal streams: arrivals so far.
    count: u32,
}

impl<W: Observer<Fact>> Running<'_, W> {
    /// Readies every stream and puts its first arrival on the agenda.
    pub(super) fn open_streams(&mut self) {
        for stream in 0..self.spec.streams.len() {
            self.streams.push(StreamState::default());
            self.next_arrival(stream);
        }
    }

    /// The arrival due now: its key; and puts the stream's next arrival on the agenda.
    pub(super) fn take_arrival(&mut self, stream: usize) -> u64 {
        let (_, key) = self.streams[stream].day.pop().unwrap_or_default();
        self.next_arrival(stream);
        key
    }

    fn next_arrival(&mut self, stream: usize) {
        if self.spec.streams[stream].interval.is_some() {
            self.next_renewal(stream);
        } else {
            let last_day = self.end.day() + 1;
            while self.streams[stream].day.is_empty() && self.streams[stream].next_day <= last_day {
                self.draw_day(stream);
            }
        }
        if let Some(&(at, _)) = self.streams[stream].day.last() {
            self.schedule(
                at,
                Event::Arrival {
                    stream: stream as u32,
                },
            );
        }
    }

    fn next_renewal(&mut self, stream: usize) {
        let spec = &self.spec.streams[stream];
        let Some(interval) = &spec.interval else {
            return;
        };
        let count = self.streams[stream].count;
        let at = self.after_draw(
            self.now,
            interval,
            spec.key,
            Purpose::Interval.plain(),
            count,
        );
        let key = mix(spec.key, u64::from(count));
        self.streams[stream].count += 1;
        self.streams[stream].day.push((at, key));
    }

    /// Draws one day of a Poisson stream.
    fn draw_day(&mut self, stream: usize) {
        let day = self.streams[stream].next_day;
        self.streams[stream].next_day += 1;
        let midnight = Time(day * Span::DAY.0);
        let rate = self.rate_of_day(stream, midnight);
        let spec = &self.spec.streams[stream];
        let day_key = mix(spec.key, day as u64);
        let layers = libm::ceil(rate / LAYER) as u32;
        let count = Dist::Poisson { mean: LAYER };
        for layer in 0..layers {
            let n = count.sample(&mut self.draws.at(day_key, Purpose::Layer.plain(), layer)) as u32;
            for k in 0..n {
                let point = layer << 12 | k;
                let mut draw = self.draws.at(day_key, Purpose::LayerPoint.plain(), point);
                let height = (f64::from(layer) + draw.uniform()) * LAYER;
                if height < rate {
                    let at = self.moment(stream, midnight, draw.uniform());
                    self.streams[stream]
                        .day
                        .push((at, mix(day_key, u64::from(point))));
                }
            }
        }
        self.streams[stream].day.sort_unstable_by(|a, b| b.cmp(a));
        let now = self.now;
        self.streams[stream].day.retain(|&(at, _)| at >= now);
    }

    /// Families expected on a day, by the rules of that day: a day may be drawn before its change.
    fn rate_of_day(&self, stream: usize, midnight: Time) -> f64 {
        let key = self.spec.streams[stream].key;
        let rules = self.rules_on(midnight);
        let Some(spec) = rules.streams.iter().find(|stream| stream.key == key) else {
            return 0.0;
        };
        if spec.families_per_day == 0.0 {
            return 0.0;
        }
        let mut rate = spec.families_per_day
            * spec.weekday[self.calendar.weekday(midnight)]
            * spec.month[self.calendar.month(midnight)]
            * trend(&spec.trend, midnight);
        if let Some(shape) = rules.offices[spec.office].day_shock_shape {
            let shock = Dist::Gamma { shape, mean: 1.0 };
            let who = mix(self.teams_key(spec.office), midnight.day() as u64);
            rate *= shock.sample(&mut self.draws.at(who, Purpose::DayShock.plain(), 0));
        }
        rate
    }

    /// The department as it will be on a day.
    fn rules_on(&self, midnight: Time) -> &Spec {
        let versions = &self.department.versions;
        let after = versions.partition_point(|version| version.from <= midnight);
        &versions[after.saturating_sub(1)].spec
    }

    /// Key of an office: of its name, never of its place in the file.
    pub(super) fn teams_key(&self, office: usize) -> u64 {
        self.spec.offices[office]
            .name
            .bytes()
            .fold(0x0FF1_CE00, |key, byte| mix(key, u64::from(byte)))
    }

    /// The moment of the day for a uniform. What comes to a closed office arrives at opening.
    fn moment(&self, stream: usize, midnight: Time, u: f64) -> Time {
        let seconds = |s: f64| midnight + Span(s as i64);
        match &self.spec.streams[stream].hours {
            Hours::Office if self.calendar.is_continuous() => seconds(u * Span::DAY.0 as f64),
            Hours::Office if self.calendar.is_working_day(midnight) => {
                let open = self.calendar.next_open(midnight);
                open + Span((u * self.calendar.working_day_length().0 as f64) as i64)
            }
            Hours::Office | Hours::AtOpening => self.calendar.next_open(midnight),
            Hours::AllDay(weights) => {
                let total: f64 = weights.iter().sum();
                let mut left = u * total;
                for (hour, w) in weights.iter().enumerate() {
                    if left < *w {
                        return seconds((hour as f64 + left / w) * Span::HOUR.0 as f64);
                    }
                    left -= w;
                }
                seconds((Span::DAY.0 - 1) as f64)
            }
        }
    }
}

/// Linear between the points of a trend, level outside.
fn trend(points: &[(Time, f64)], at: Time) -> f64 {
    let Some(&first) = points.first() else {
        return 1.0;
    };
    let mut before = first;
    for &point in points {
        if point.0 > at {
            if point.0 == before.0 || at < before.0 {
                return before.1;
            }
            let share = (at - before.0).0 as f64 / (point.0 - before.0).0 as f64;
            return before.1 + share * (point.1 - before.1);
        }
        before = point;
    }
    before.1
}
