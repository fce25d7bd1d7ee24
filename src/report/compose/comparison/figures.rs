//! The pictures of a comparison.

use super::Versus;
use crate::experiment::compare::Verdict;
use crate::experiment::{Arm, Better, Compared, Headline, Topic};
use crate::report::compose::findings::Findings;
use crate::report::compose::weeks::{Detail, line};
use crate::report::figure::{
    DifferencePanel, DifferenceRow, Differences, Figure, Line, NamedDate, Panel, Plot, Weekly,
};
use crate::report::words;

/// Plans that are drawn as lines in one panel beside the base: more cannot be told apart.
const IN_ONE_PANEL: usize = 3;
/// Panels of a picture.
const MOST_PANELS: usize = 12;
/// Longest name written in a picture.
const LONGEST_NAME: usize = 30;
/// Series of the children drawn over time.
const DRAWN: &str = "unallocated_over_5_wd";

/// Every picture the comparison allows.
pub(super) fn figures(versus: &Versus<'_>) -> Vec<Figure> {
    [differences(versus), over_time(versus)]
        .into_iter()
        .flatten()
        .collect()
}

/// A name that fits beside a picture.
fn short(name: &str) -> String {
    if name.chars().count() <= LONGEST_NAME {
        return name.to_owned();
    }
    let kept: String = name.chars().take(LONGEST_NAME - 1).collect();
    format!("{kept}\u{2026}")
}

/// The figures drawn: waiting, the position, the wait for a worker, visits.
fn drawn(versus: &Versus<'_>) -> Vec<usize> {
    let all = &versus.comparison.headlines;
    let by_name = |head: &str| all.iter().position(|one| one.name.starts_with(head));
    let mut places: Vec<usize> = [
        versus.rank(),
        versus.waiting(),
        by_name("wait_for_named_worker_wd_mean"),
        by_name("visits_in_time_share"),
    ]
    .into_iter()
    .flatten()
    .collect();
    let arms = &versus.comparison.arms;
    places.retain(|&place| arms.iter().any(|arm| arm.compared[place].is_there()));
    places
}

fn differences(versus: &Versus<'_>) -> Option<Figure> {
    let places = drawn(versus);
    if places.is_empty() {
        return None;
    }
    let panels = places.iter().map(|&place| panel(versus, place)).collect();
    Some(Figure {
        name: "differences".to_owned(),
        title: title(versus)?,
        subtitle: "Each plan less the base in the same futures: mean difference and its interval. \
                   Where the interval crosses zero there is no clear difference."
            .to_owned(),
        interval: format!("95% intervals{}.", versus.corrected()),
        plot: Plot::Differences(Differences { panels }),
    })
}

/// An active title: who is best of those that keep the guards, or that nobody is.
fn title(versus: &Versus<'_>) -> Option<String> {
    let comparison = versus.comparison;
    let place = versus.rank()?;
    let first = comparison.lead()?;
    let arm = &comparison.arms[first];
    let name = short(versus.name(first));
    let any_red = comparison.arms.iter().any(Arm::is_red);
    let every = if versus.plans.len() == 1 {
        "The plan"
    } else {
        "Every plan"
    };
    let base_red = comparison.base_guards.iter().any(|guard| guard.red);
    Some(if arm.is_red() && base_red {
        format!("{every} breaks a guard, and so does the base")
    } else if arm.is_red() {
        format!("{every} breaks a guard that the base keeps")
    } else if arm.compared[place].verdict == Verdict::Better {
        match (versus.plans.len(), any_red) {
            (1, _) => format!("With {name} children wait less for a named worker"),
            (_, false) => format!("With {name} children wait least for a named worker"),
            (_, true) => format!("Of plans that keep the guards, children wait least with {name}"),
        }
    } else {
        let which = if any_red {
            " that keeps the guards"
        } else {
            ""
        };
        format!("No plan{which} clearly shortens the time children wait for a named worker")
    })
}

fn panel(versus: &Versus<'_>, place: usize) -> DifferencePanel {
    let one = &versus.comparison.headlines[place];
    let day = one
        .at
        .map_or(String::new(), |day| format!(", {}", words::short_date(day)));
    let heading = match one.topic {
        Topic::Rank => "Child-weeks of waiting".to_owned(),
        Topic::Waiting => "Children without a named worker".to_owned(),
        _ => words::capitalised(&one.words),
    };
    let sides = match one.better {
        Better::Higher => ["worse", "better"],
        Better::Lower => ["better", "worse"],
        Better::Neither => ["lower", "higher"],
    };
    let shares = one.unit == "share";
    let unit = if shares {
        "percentage points"
    } else {
        &one.unit
    };
    let ranked = versus.comparison.ranked.iter();
    DifferencePanel {
        title: format!("{heading}{day}"),
        unit: unit.to_owned(),
        shares,
        sides: sides.map(str::to_owned),
        rows: ranked
            .map(|&plan| {
                let arm = &versus.comparison.arms[plan];
                row(
                    &short(versus.name(plan)),
                    arm.is_red(),
                    one,
                    &arm.compared[place],
                )
            })
            .collect(),
    }
}

fn row(name: &str, red: bool, one: &Headline, compared: &Compared) -> DifferenceRow {
    let verdict = match (one.better, compared.verdict) {
        (_, Verdict::NoClearDifference) => "no clear difference",
        (_, Verdict::Same) => "the same",
        (_, verdict) => verdict.words(),
    };
    DifferenceRow {
        label: if red {
            format!("RED {name}")
        } else {
            name.to_owned()
        },
        difference: compared
            .paired
            .mean()
            .zip(compared.interval)
            .map(|(mean, (low, high))| (mean, low, high)),
        verdict: verdict.to_owned(),
        mark: match compared.verdict {
            Verdict::Better => 1,
            Verdict::Worse => 2,
            _ => 0,
        },
    }
}

/// Children without a named worker week by week, base and plans.
fn over_time(versus: &Versus<'_>) -> Option<Figure> {
    let area = versus.asked.area.as_deref();
    let weeks: Vec<_> = {
        let all = versus.base.catalogue.weeks.iter().copied();
        all.filter(|week| *week <= versus.last_day()).collect()
    };
    if weeks.is_empty() {
        return None;
    }
    let count = weeks.len();
    let drawn = |findings: &Findings<'_>, label: &str| {
        let series = findings.series(DRAWN, area)?;
        Some(cut(line(findings, series, label, Detail::PLAIN), count))
    };
    let base = drawn(&versus.base, "base")?;
    let ranked = &versus.comparison.ranked;
    let plans = ranked
        .iter()
        .take(MOST_PANELS)
        .filter_map(|&plan| Some((plan, drawn(&versus.plans[plan], &short(versus.name(plan)))?)));
    let plans: Vec<(usize, Line)> = plans.collect();
    let panels = if plans.len() <= IN_ONE_PANEL {
        let lines = std::iter::once(base).chain(plans.into_iter().map(|(_, line)| line));
        vec![Panel {
            title: String::new(),
            lines: lines.collect(),
            start: None,
        }]
    } else {
        let beside = |(plan, line): (usize, Line)| Panel {
            title: short(versus.name(plan)),
            lines: vec![
                base.clone(),
                Line {
                    label: "plan".to_owned(),
                    ..line
                },
            ],
            start: None,
        };
        plans.into_iter().map(beside).collect()
    };
    let place = area.map_or("county".to_owned(), |area| format!("office {area}"));
    Some(Figure {
        name: "unallocated-over-time".to_owned(),
        title: "Children without a named worker week by week, with the base and with each plan"
            .to_owned(),
        subtitle: format!(
            "Children without a named worker for more than 5 working days at each week's end, \
             {place}."
        ),
        interval: "Tints hold 80 futures in 100.".to_owned(),
        plot: Plot::Weekly(Weekly {
            unit: "children".to_owned(),
            weeks,
            panels,
            dates: dates(versus),
            shared_scale: true,
        }),
    })
}

/// The line up to the last week compared.
fn cut(line: Line, weeks: usize) -> Line {
    let short = |mut values: Vec<Option<f64>>| {
        values.truncate(weeks);
        values
    };
    Line {
        median: short(line.median),
        bands: line
            .bands
            .into_iter()
            .map(|band| crate::report::figure::Band {
                low: short(band.low),
                high: short(band.high),
                ..band
            })
            .collect(),
        ..line
    }
}

/// Named dates of the base, and the levers of a single plan, within the time compared.
fn dates(versus: &Versus<'_>) -> Vec<NamedDate> {
    let (first, last) = (versus.base.first_day(), versus.last_day());
    let named = versus.base.told.dates.iter();
    let mut dates: Vec<NamedDate> = named
        .map(|(name, on)| NamedDate {
            name: name.clone(),
            on: *on,
        })
        .collect();
    let single = versus.plans.len() == 1;
    for lever in versus.levers.iter().filter(|_| single) {
        dates.push(NamedDate {
            name: format!("{} begins", lever.name),
            on: lever.from,
        });
        dates.extend(lever.until.map(|on| NamedDate {
            name: format!("{} ends", lever.name),
            on,
        }));
    }
    dates.retain(|date| date.on >= first && date.on <= last);
    dates.sort_by(|one, other| (one.on, &one.name).cmp(&(other.on, &other.name)));
    dates
}
