//! Cover of the front door by hour of the week: what comes on paper, and what is decided in time.

use super::findings::Spread;
use crate::experiment::cover::HourOfWeek;
use crate::report::table::{Cell, Column, ColumnKind, Table};
use crate::report::words;

/// Children whose contact could first be met in an hour of the week, simulated.
#[derive(Clone, Debug)]
pub struct DecidedInHour {
    /// Day of the week, Monday 0.
    pub weekday: usize,
    /// Hour in which it begins; `None` = the whole day.
    pub hour: Option<usize>,
    /// Share of the children decided about in time, in every future.
    pub in_time: Spread,
    /// Children decided about, in every future.
    pub children: Spread,
}

const WEEKDAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

/// Work that comes to the front door and the workers who would meet it: a row an hour, a column a
/// day.
pub(super) fn on_paper_table(week: &[HourOfWeek]) -> Option<Table> {
    let hours = || week.iter().filter_map(|one| one.hour);
    let (first, last) = (hours().min()?, hours().max()?);
    let days = days(week.iter().map(|one| one.weekday));
    let meaning = "Hours of screening and deciding that come in this hour on average; in brackets \
                   the workers present who finish them within the hour in 9 weeks of 10. In the \
                   last row the same of the whole day.";
    let mut table = Table::new(
        "cover_by_hour",
        "On paper, not simulated: hours of work that come to the front door (workers present who \
         finish them within the hour, or the day, in 9 weeks of 10)",
        columns(&days, meaning),
    );
    for hour in (first..=last).map(Some).chain([None]) {
        let of = |day: usize| {
            let own = |one: &&HourOfWeek| one.weekday == day && one.hour == hour;
            let one = week.iter().find(own)?;
            Some(format!(
                "{} ({})",
                words::number(one.work_hours_mean, 1),
                words::number(libm::ceil(one.workers), 0)
            ))
        };
        table.push(row(hour, days.iter().map(|day| of(*day))));
    }
    Some(table)
}

/// What was decided in time: a row an hour, a column a day.
pub(super) fn decided_table(decided: &[DecidedInHour]) -> Option<Table> {
    let hours = || decided.iter().filter_map(|one| one.hour);
    let (first, last) = (hours().min()?, hours().max()?);
    let days = days(decided.iter().map(|one| one.weekday));
    let meaning = "Share of the children whose contact could first be met in this hour about whom \
                   was decided in time: middle future, in brackets where 8 futures in 10 lie. In \
                   the last row the same of the whole day.";
    let mut table = Table::new(
        "decided_in_time_by_hour",
        "Simulated, the last twelve months: children about whom the front door decided in time, by \
         the hour in which their contact could first be met (what came to a closed office stands \
         at the next opening)",
        columns(&days, meaning),
    );
    for hour in (first..=last).map(Some).chain([None]) {
        let of = |day: usize| {
            let own = |one: &&DecidedInHour| one.weekday == day && one.hour == hour;
            let one = decided.iter().find(own)?;
            let ends = [0.1, 0.5, 0.9].map(|p| one.in_time.quantile(p));
            let [Some(low), Some(middle), Some(high)] = ends else {
                return None;
            };
            let range = words::percentages(low, high);
            Some(format!("{} ({range})", words::percentage(middle)))
        };
        table.push(row(hour, days.iter().map(|day| of(*day))));
    }
    Some(table)
}

/// The hour from which children most often wait too long for their decision, where any do.
pub(super) fn hardest_hour(decided: &[DecidedInHour]) -> Option<String> {
    let late = |one: &DecidedInHour| {
        let (share, children) = (one.in_time.summary.mean()?, one.children.summary.mean()?);
        Some((1.0 - share) * children)
    };
    let hours = decided.iter().filter(|one| one.hour.is_some());
    let all: f64 = hours.clone().filter_map(late).sum();
    let worst = hours.max_by(|one, other| {
        let (one, other) = (late(one).unwrap_or(0.0), late(other).unwrap_or(0.0));
        one.total_cmp(&other)
    })?;
    let (own, middle) = (late(worst)?, worst.in_time.quantile(0.5)?);
    if all < 1.0 || own / all < 0.1 {
        return None;
    }
    Some(format!(
        "Of the children decided about late, {} had a contact that could first be met on a {} from \
         {:02}:00, when {} are decided in time; the table by hour has the others.",
        words::percentage(own / all),
        WEEKDAYS[worst.weekday],
        worst.hour?,
        words::percentage(middle)
    ))
}

fn days(all: impl Iterator<Item = usize> + Clone) -> Vec<usize> {
    let there = |day: &usize| all.clone().any(|one| one == *day);
    (0..7).filter(there).collect()
}

fn columns(days: &[usize], meaning: &str) -> Vec<Column> {
    let mut columns = vec![Column::new("hour", ColumnKind::Text, "Hour of the day.")];
    let day = |day: &usize| Column::new(&WEEKDAYS[*day].to_lowercase(), ColumnKind::Text, meaning);
    columns.extend(days.iter().map(day));
    columns
}

fn row(hour: Option<usize>, cells: impl Iterator<Item = Option<String>>) -> Vec<Cell> {
    let name = hour.map_or("whole day".to_owned(), |hour| format!("{hour:02}:00"));
    let cells = cells.map(|cell| Cell::from(cell.unwrap_or_default()));
    std::iter::once(Cell::from(name)).chain(cells).collect()
}
