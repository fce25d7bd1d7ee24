//! What the futures found, and how it is looked up.

use jiff::civil::Date;

use crate::experiment::plan::{Plan, RegisterRow, StartList};
use crate::experiment::{Outcome, Score, Stopped};
use crate::measures::{Catalogue, Replication, SeriesInfo, Setting, Unit, ValueInfo};
use crate::report::words;
use crate::statistics::{Summary, quantile_interval, quantile_of};

/// Everything a report is made of.
#[derive(Debug, Clone)]
pub struct Findings<'a> {
    /// The scenario as it was told.
    pub told: Told<'a>,
    /// Names of areas, teams and stages, and the window.
    pub setting: &'a Setting,
    /// What every replication answers.
    pub catalogue: &'a Catalogue,
    /// The futures, in order.
    pub replications: &'a [Replication],
    /// The model held against what was observed.
    pub scores: &'a [Score],
    /// The same with a tenth less and a tenth more work.
    pub effort: Option<&'a [Outcome; 2]>,
    /// The same with inputs drawn from what the scenario believes of them.
    pub drawn: Option<super::DrawnInputs<'a>>,
    /// Why there are this many futures, as a sentence.
    pub why: String,
    /// What must be said of a run that did not finish, as a sentence; empty for a whole one.
    pub incomplete: String,
}

/// What a report says of the scenario itself.
#[derive(Debug, Clone)]
pub struct Told<'a> {
    /// Title.
    pub title: &'a str,
    /// Why it is worth running.
    pub rationale: &'a str,
    /// Name of the file, without folder and ending.
    pub file_stem: &'a str,
    /// SHA-256 of the resolved scenario, in hexadecimal.
    pub digest: &'a str,
    /// Lists of families that the position at the start was read from.
    pub lists: &'a [StartList],
    /// Seed.
    pub seed: u64,
    /// First day of the run.
    pub start_date: Date,
    /// Time left out at the start, d.
    pub warm_up_days: f64,
    /// Named dates.
    pub dates: &'a [(String, Date)],
    /// What the scenario has and the model has not, in sentences.
    pub missing: &'a [String],
    /// Dated changes, in sentences.
    pub changes: &'a [String],
    /// Warnings of the check.
    pub warnings: &'a [String],
    /// Every input with what it rests on.
    pub register: &'a [RegisterRow],
    /// Children on a list at the start, by office and stage; empty where they are not known.
    pub waiting_at_start: Vec<WaitingAtStart>,
}

/// Children on a list at the start.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WaitingAtStart {
    /// Office.
    pub area: usize,
    /// Stage.
    pub stage: usize,
    /// How many.
    pub children: f64,
}

impl<'a> Told<'a> {
    /// What a plan says of itself.
    ///
    /// The list at the start is known when nothing is left out as warm-up and the position was
    /// given in children.
    #[must_use]
    pub fn of(plan: &'a Plan) -> Self {
        let position = &plan.department.start.open;
        let known = plan.warm_up.0 == 0 && position.iter().all(|group| !group.count_families);
        let waiting = position.iter().filter(|group| known && !group.allocated);
        Self {
            title: &plan.title,
            rationale: &plan.rationale,
            file_stem: &plan.file_stem,
            digest: &plan.digest,
            lists: &plan.lists,
            seed: plan.seed,
            start_date: plan.start_date,
            warm_up_days: plan.warm_up.as_days(),
            dates: &plan.dates,
            missing: &plan.missing,
            changes: &plan.changes,
            warnings: &plan.warnings,
            register: &plan.register,
            waiting_at_start: waiting
                .map(|group| WaitingAtStart {
                    area: group.office,
                    stage: group.stage,
                    children: group.children,
                })
                .collect(),
        }
    }
}

/// One figure over the futures.
#[derive(Debug, Clone, PartialEq)]
pub struct Spread {
    /// The figure in every future that has one, smallest first.
    sorted: Vec<f64>,
    /// Mean, half width and counts.
    pub summary: Summary,
}

impl Spread {
    /// Gathers the figure of each future; `None`, or a number that is not finite, is a future
    /// without one.
    #[must_use]
    pub fn of(values: &[Option<f64>]) -> Self {
        let summary = Summary::of(values);
        let mut sorted: Vec<f64> = values
            .iter()
            .flatten()
            .copied()
            .filter(|value| value.is_finite())
            .collect();
        sorted.sort_unstable_by(f64::total_cmp);
        Self { sorted, summary }
    }

    /// The figure below which a share `p` of the futures lies.
    #[must_use]
    pub fn quantile(&self, p: f64) -> Option<f64> {
        quantile_of(&mut self.sorted.clone(), p)
    }

    /// The middle future.
    #[must_use]
    pub fn median(&self) -> Option<f64> {
        self.quantile(0.5)
    }

    /// The range that holds 8 futures in 10.
    #[must_use]
    pub fn eight_in_ten(&self) -> Option<(f64, f64)> {
        Some((self.quantile(0.1)?, self.quantile(0.9)?))
    }

    /// Half of the 95 % confidence interval of the middle: nothing finer may be claimed of it.
    #[must_use]
    pub fn median_half_width(&self) -> Option<f64> {
        let interval = quantile_interval(&mut self.sorted.clone(), 0.5, 0.95)?;
        Some((interval.upper - interval.lower) / 2.0)
    }

    /// Nothing finer is written of the middle: its half width, or, where futures are too few to
    /// tell it, half of what lies between the lowest and the highest.
    #[must_use]
    pub fn grain(&self) -> f64 {
        let ends = self.sorted.first().zip(self.sorted.last());
        let spanned = || ends.map_or(0.0, |(low, high)| (high - low) / 2.0);
        self.median_half_width().unwrap_or_else(spanned)
    }

    /// The same range in words, no finer than the error of the middle.
    #[must_use]
    pub fn eight_in_ten_in_words(&self) -> Option<(String, String)> {
        let (low, high) = self.eight_in_ten()?;
        let grain = self.grain();
        let shown = |value: f64| words::number(words::supported(value, grain), 0);
        Some((shown(low), shown(high)))
    }

    /// The middle with that range behind it, as one entry; `None` where no future has a figure.
    #[must_use]
    pub fn in_words(&self, decimals: usize) -> Option<String> {
        let (low, high) = self.eight_in_ten()?;
        let (middle, range) = (
            words::number(self.median()?, decimals),
            words::range(low, high, decimals),
        );
        Some(match middle == range {
            true => middle,
            false => format!("{middle} ({range})"),
        })
    }

    /// Futures with a figure.
    #[must_use]
    pub fn count(&self) -> usize {
        self.sorted.len()
    }

    /// Futures whose figure is more than `x`.
    #[must_use]
    pub fn above(&self, x: f64) -> usize {
        self.sorted.len() - self.sorted.partition_point(|&value| value <= x)
    }
}

/// Why there are this many futures, and what must be said of too few: two sentences.
fn reasons(stopped: &Stopped, futures: usize) -> (String, String) {
    let none = String::new();
    match stopped {
        Stopped::Number(number) => (format!("{number} futures were asked for."), none),
        Stopped::Precise { measure, needed } => (
            format!("{needed} futures were enough for the asked-for precision of {measure}."),
            none,
        ),
        Stopped::NotPrecise { measure, wanted } => (
            format!("{futures} futures are the most that were allowed."),
            format!(
                "The asked-for precision of {measure}, a half width of {} of the mean, was not \
                 reached.",
                words::percentage(*wanted)
            ),
        ),
        Stopped::Cancelled => (
            format!("{futures} futures were finished."),
            "The run was cancelled: these are the futures finished before.".to_owned(),
        ),
    }
}

impl<'a> Findings<'a> {
    /// What an outcome found, as a report tells it.
    #[must_use]
    pub fn of(
        plan: &'a Plan,
        setting: &'a Setting,
        outcome: &'a Outcome,
        scores: &'a [Score],
        effort: Option<&'a [Outcome; 2]>,
    ) -> Self {
        let (why, incomplete) = reasons(&outcome.stopped, outcome.replications.len());
        Self {
            told: Told::of(plan),
            setting,
            catalogue: &outcome.catalogue,
            replications: &outcome.replications,
            scores,
            effort,
            drawn: None,
            why,
            incomplete,
        }
    }

    /// What must be said of a run that did not finish, in its futures or in the draws of its
    /// inputs; empty for a whole one.
    #[must_use]
    pub fn unfinished(&self) -> String {
        match (&self.drawn, self.incomplete.is_empty()) {
            (Some(drawn), true) => drawn.incomplete(),
            _ => self.incomplete.clone(),
        }
    }

    /// First day reported: the day after the warm-up.
    #[must_use]
    pub fn first_day(&self) -> Date {
        self.setting.calendar.date_of(self.setting.window_start)
    }

    /// Days on which caseloads are counted: the first morning, and later a midnight, which people
    /// know as the close of the week's end before it.
    #[must_use]
    pub fn caseload_days(&self) -> Vec<Date> {
        let (first, weeks) = (self.first_day(), &self.catalogue.weeks);
        let close = |date: Date| weeks.iter().rev().copied().find(|week| *week < date);
        let dates = self.catalogue.caseload_dates.iter();
        dates
            .map(|&date| match close(date) {
                Some(week) if date > first => week,
                _ => date,
            })
            .collect()
    }

    /// Last day reported.
    #[must_use]
    pub fn last_day(&self) -> Date {
        let end = self.setting.calendar.date_of(self.setting.end);
        // A run that ends at midnight ends with the day before.
        if self.setting.end.second_of_day() == 0 {
            end.yesterday().unwrap_or(end)
        } else {
            end
        }
    }

    /// The areas, in order.
    #[must_use]
    pub fn areas(&self) -> &'a [String] {
        &self.setting.areas
    }

    /// What is known of a value, by its place in the catalogue.
    #[must_use]
    pub fn spread_at(&self, index: usize) -> Spread {
        let values: Vec<Option<f64>> = self
            .replications
            .iter()
            .map(|replication| replication.values.get(index).copied().flatten())
            .collect();
        Spread::of(&values)
    }

    /// A value by measure and statistic, for an area (`None` = the county).
    #[must_use]
    pub fn value(&self, measure: &str, statistic: &str, area: Option<&str>) -> Option<Spread> {
        let index = self.catalogue.values.iter().position(|info| {
            info.measure == measure
                && info.statistic == statistic
                && info.area.as_deref() == area
                && is_plain(info)
        })?;
        Some(self.spread_at(index))
    }

    /// A value of the county by measure, statistic and stage.
    #[must_use]
    pub fn stage_value(&self, measure: &str, statistic: &str, stage: &str) -> Option<Spread> {
        let index = self.catalogue.values.iter().position(|info| {
            info.measure == measure
                && info.statistic == statistic
                && info.area.is_none()
                && info.team.is_none()
                && info.band.is_none()
                && info.stage.as_deref() == Some(stage)
                && !info.name.contains("from=")
        })?;
        Some(self.spread_at(index))
    }

    /// Place of a weekly series by measure and area (`None` = the county).
    #[must_use]
    pub fn series(&self, measure: &str, area: Option<&str>) -> Option<usize> {
        self.catalogue
            .series
            .iter()
            .position(|info| info.measure == measure && info.area.as_deref() == area)
    }

    /// The figure of a series in one week, in every future.
    #[must_use]
    pub fn week(&self, series: usize, week: usize) -> Spread {
        let values: Vec<Option<f64>> = self
            .replications
            .iter()
            .map(|replication| replication.series.get(series)?.get(week).copied())
            .collect();
        Spread::of(&values)
    }

    /// The known number of children without a named worker at the start, for an area (`None` =
    /// the county) and a row (`None` = all four); `None` where the start is not known.
    #[must_use]
    pub fn known_start(&self, area: Option<usize>, row: Option<u8>) -> Option<f64> {
        if self.told.waiting_at_start.is_empty() {
            return None;
        }
        let waiting = self.told.waiting_at_start.iter().filter(|group| {
            let stage = self.setting.stage_settings.get(group.stage);
            area.is_none_or(|area| area == group.area)
                && stage.is_some_and(|stage| {
                    stage.named_worker && row.is_none_or(|row| row == stage.row)
                })
        });
        Some(waiting.map(|group| group.children).sum())
    }

    /// Definition of a measure in one sentence and the family it belongs to.
    #[must_use]
    pub fn definition(&self, measure: &str) -> Option<crate::measures::Definition> {
        let info = self
            .catalogue
            .values
            .iter()
            .find(|info| info.measure == measure);
        let quantity = info.map(|info| info.quantity).or_else(|| {
            let series = self
                .catalogue
                .series
                .iter()
                .find(|info| info.measure == measure);
            series.map(|info| info.quantity)
        })?;
        crate::measures::definition(quantity)
    }
}

/// Whether a value is of all teams, stages, bands and sources over the whole window.
pub(super) fn is_plain(info: &ValueInfo) -> bool {
    info.team.is_none()
        && info.stage.is_none()
        && info.band.is_none()
        && info.source.is_none()
        && !info.name.contains("from=")
}

/// Unit of the figures of a weekly series, in words.
#[must_use]
pub(super) fn series_unit(info: &SeriesInfo) -> &'static str {
    // Workers at work, added over a week, are hours.
    if info.of_the_week && info.unit == Unit::Workers && is_hours(&info.measure) {
        "hours"
    } else {
        info.unit.words()
    }
}

/// Whether a weekly series of workers counts the hours of the week.
fn is_hours(measure: &str) -> bool {
    matches!(
        measure,
        "workers_working" | "workers_available" | "managers_working" | "managers_available"
    )
}
