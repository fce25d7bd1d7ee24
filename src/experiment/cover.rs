//! Work that comes to the front door in each hour of the week, and who is needed to meet it: a sum
//! on paper, nothing simulated.
//!
//! Contacts come at the rates of their streams, of the months an average and of the trend what it
//! is at the start; what comes to a closed office waits for its opening. With rate l and effort X
//! of one contact the work of an hour has mean l E X and variance l E X^2 (compound Poisson), to
//! which the shock of the day adds (l E X)^2 / k. Enough workers are there when, in nine such hours
//! of ten, all that comes can be done within the hour: mean + 1.28 standard deviations.

use super::plan::Plan;
use crate::engine::{Calendar, Span, Time};
use crate::model::spec::{FrontDoor, Hours, Source, Spec};

/// Normal quantile of nine in ten.
const NINE_IN_TEN: f64 = 1.281_551_565_544_6;

/// One hour of the week, or a whole day of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HourOfWeek {
    /// Day of the week, Monday 0.
    pub weekday: usize,
    /// Hour in which it begins; `None` = the whole day.
    pub hour: Option<usize>,
    /// Families in contact.
    pub contacts_mean: f64,
    /// Hours of screening and deciding.
    pub work_hours_mean: f64,
    /// Workers present for all of it to be done within the hour, or the day, nine times in ten.
    pub workers: f64,
}

/// Every open hour of the week in which anything comes and every day with one, for the contacts of
/// some offices; empty where there is no front door or the calendar never closes.
pub fn front_door_week(plan: &Plan, offices: &[usize]) -> Vec<HourOfWeek> {
    let spec = &plan.department.versions[0].spec;
    let calendar = &plan.department.calendar;
    let Some(door) = spec
        .front_door
        .as_ref()
        .filter(|_| !calendar.is_continuous())
    else {
        return Vec::new();
    };
    let Some(monday) = ordinary_week(calendar) else {
        return Vec::new();
    };
    // Contacts, work and its variance, by hour of the week.
    let mut hours = vec![[0.0_f64; 3]; 7 * 24];
    let mut shocks = 0.0_f64;
    for stream in spec.streams.iter().filter(|s| offices.contains(&s.office)) {
        let (mean, square) = effort_of(spec, door, &spec.sources[stream.source]);
        let day = stream.families_per_day * super::workload::trend_at_start(&stream.trend);
        for weekday in 0..7 {
            let rate = day * stream.weekday[weekday];
            for (at, share) in moments(calendar, monday, weekday, &stream.hours) {
                let own = &mut hours[at];
                own[0] += rate * share;
                own[1] += rate * share * mean;
                own[2] += rate * share * square;
            }
        }
        if let Some(shape) = spec.offices[stream.office].day_shock_shape {
            shocks = shocks.max(1.0 / shape);
        }
    }
    let speed = spec.day.paid_share_of_open_hours * casework_share(spec, offices);
    let one = |weekday: usize, hour: Option<usize>, sums: [f64; 3], open_hours: f64| {
        let [contacts, work, square] = sums;
        let spread = libm::sqrt(square + shocks * work * work);
        HourOfWeek {
            weekday,
            hour,
            contacts_mean: contacts,
            work_hours_mean: work,
            workers: (work + NINE_IN_TEN * spread) / (speed * open_hours),
        }
    };
    let open = Span(calendar.working_day_length().0).as_hours();
    let mut week = Vec::new();
    for (weekday, day) in hours.chunks(24).enumerate() {
        let come = day.iter().enumerate().filter(|(_, sums)| sums[0] > 1e-9);
        week.extend(come.map(|(hour, sums)| one(weekday, Some(hour), *sums, 1.0)));
        let whole = day.iter().fold([0.0; 3], |all, sums| {
            [all[0] + sums[0], all[1] + sums[1], all[2] + sums[2]]
        });
        if whole[0] > 1e-9 {
            week.push(one(weekday, None, whole, open));
        }
    }
    week
}

/// Midnight of the first Monday of the run that begins five working days.
fn ordinary_week(calendar: &Calendar) -> Option<Time> {
    let days = (0..56).map(|day| Time::ZERO + Span::DAY * day);
    days.filter(|midnight| calendar.weekday(*midnight) == 0)
        .find(|monday| (0..5).all(|day| calendar.is_working_day(*monday + Span::DAY * day)))
}

/// Hours of the week in which what comes on a weekday can be met, with the share of each.
fn moments(calendar: &Calendar, monday: Time, weekday: usize, hours: &Hours) -> Vec<(usize, f64)> {
    let midnight = monday + Span::DAY * weekday as i64;
    let middle = |hour: i64| midnight + Span::HOUR * hour + Span(Span::HOUR.0 / 2);
    let met = |at: Time| {
        let hour = (calendar.next_open(at) - monday).0 / Span::HOUR.0;
        usize::try_from(hour.rem_euclid(7 * 24)).unwrap_or(0)
    };
    let open: Vec<i64> = (0..24)
        .filter(|hour| calendar.is_open(middle(*hour)))
        .collect();
    match hours {
        Hours::Office if !open.is_empty() => {
            let share = 1.0 / open.len() as f64;
            open.iter()
                .map(|hour| (met(middle(*hour)), share))
                .collect()
        }
        Hours::Office | Hours::AtOpening => vec![(met(midnight), 1.0)],
        Hours::AllDay(weights) => {
            let total: f64 = weights.iter().sum();
            let each = weights.iter().enumerate();
            each.map(|(hour, weight)| (met(middle(hour as i64)), weight / total))
                .collect()
        }
    }
}

/// Mean and mean square of the hours that one contact of a source asks of the front door.
fn effort_of(spec: &Spec, door: &FrontDoor, source: &Source) -> (f64, f64) {
    let hour = Span::HOUR.0 as f64 / spec.effort_scale;
    let moments = |effort: &crate::model::spec::Duration| {
        let mean = effort.dist.mean() / hour;
        (mean, effort.dist.variance() / (hour * hour) + mean * mean)
    };
    let screening = moments(source.screening.as_ref().unwrap_or(&door.screening));
    let decision = moments(&door.decision);
    let decided = match source.full_decision {
        true => 1.0,
        false => door.contact_to_referral,
    };
    let mean = screening.0 + decided * decision.0;
    let square = screening.1 + decided * (2.0 * screening.0 * decision.0 + decision.1);
    (mean, square)
}

/// Casework share of the front-door teams of some offices, on average.
fn casework_share(spec: &Spec, offices: &[usize]) -> f64 {
    let teams = offices
        .iter()
        .map(|office| spec.offices[*office].front_door_team);
    let shares: Vec<f64> = teams
        .map(|team| spec.teams[team].people.casework_share)
        .collect();
    shares.iter().sum::<f64>() / shares.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn the_week_holds_all_contacts_and_their_work() {
        let plan =
            crate::scenario::load(Path::new("scenarios/one-office.toml"), &[]).expect("right");
        let week = front_door_week(&plan, &[0]);
        let spec = &plan.department.versions[0].spec;
        let day = |stream: &crate::model::spec::Stream| {
            stream.families_per_day * stream.weekday.iter().sum::<f64>()
        };
        let wanted: f64 = spec.streams.iter().map(day).sum();
        let contacts = |whole: bool| {
            let own = week.iter().filter(|one| one.hour.is_none() == whole);
            own.map(|one| one.contacts_mean).sum::<f64>()
        };
        for found in [contacts(true), contacts(false)] {
            assert!((found / wanted - 1.0).abs() < 1e-9, "{found} of {wanted}");
        }
        // Nobody is there at night or at weekends, so nothing is met then.
        let hours: Vec<&HourOfWeek> = week.iter().filter(|one| one.hour.is_some()).collect();
        let open = |one: &&HourOfWeek| one.hour.is_some_and(|hour| (8..19).contains(&hour));
        assert!(hours.iter().all(|one| one.weekday < 5) && hours.iter().all(open));
        assert!(hours.iter().all(|one| one.workers > one.work_hours_mean));
    }
}
