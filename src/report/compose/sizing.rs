//! The smallest setting of a capacity, as people read it: the answer, how sure it is, what lies
//! beside it for children on protection plans and children to be seen, the whole curve.

use serde_json::{Value, json};

use super::cover_week::{DecidedInHour, decided_table, hardest_hour, on_paper_table};
use super::findings::{Findings, Spread};
use super::manifest::{self, Run};
use super::program;
use crate::experiment::cover::HourOfWeek;
use crate::experiment::size::{Answer, Estimate, Found, Search, Standing, Target, Tried, tellable};
use crate::report::figure::{Curve, CurvePanel, CurvePoint, Plot};
use crate::report::table::{Cell, Column, ColumnKind, Table};
use crate::report::{Figure, Provenance, Report, words};

/// A size with everything that is said of it.
#[derive(Debug, Clone)]
pub struct Sizing<'a> {
    /// The scenario at the setting spoken of.
    pub findings: Findings<'a>,
    /// The lever as typed.
    pub lever: String,
    /// What its settings are ("posts").
    pub what: &'static str,
    /// Whether they are hours of the day.
    pub clock: bool,
    /// The scenario as it stands: each place the lever names, with the number there.
    pub present: Vec<(String, f64)>,
    /// What was searched.
    pub search: &'a Search,
    /// For each target, unit of its measure in words.
    pub units: Vec<String>,
    /// What was found.
    pub found: &'a Found,
    /// Figures for children on protection plans, in danger and to be seen, and the cost.
    pub beside: Vec<Beside>,
    /// Teams with the share of their time in which they have work in hand, busiest first.
    pub busiest: Vec<(String, f64)>,
    /// What can be said before anything is simulated.
    pub before: Vec<String>,
    /// Work that comes to the front door by hour of the week, where the lever is part of it.
    pub week: Vec<HourOfWeek>,
    /// What the front door decided in time by hour of the week, where the lever is part of it.
    pub decided: Vec<DecidedInHour>,
    /// Smallest settings of the lever for settings of another.
    pub pairs: Vec<Pair>,
    /// What must be said of the way to the answer, in sentences.
    pub said: Vec<String>,
}

/// One figure at the scenario's own setting, below the answer, and at it.
#[derive(Debug, Clone)]
pub struct Beside {
    /// What it is, in words.
    pub words: String,
    /// Unit in words.
    pub unit: String,
    /// As the scenario stands.
    pub present: Option<Spread>,
    /// At the setting below the answer.
    pub below: Option<Spread>,
    /// At the answer.
    pub answer: Spread,
    /// Answer less present in the same futures: mean and 95 % interval.
    pub difference: Option<(f64, f64, f64)>,
}

/// The smallest setting of the lever beside one of a second lever.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// The second lever as typed.
    pub lever: String,
    /// Its setting.
    pub setting: u32,
    /// What was found of the first.
    pub answer: Answer,
    /// People that one more of the first and one more of the second are, where both are people.
    pub each: Option<(u32, u32)>,
    /// Mean cost over the run at the answer, pounds, where the scenario has costs.
    pub cost: Option<f64>,
}

impl Pair {
    /// People together, with the first lever at a setting; `None` where they cannot be added up.
    #[must_use]
    pub fn together(&self, at: u32) -> Option<u32> {
        let (first, second) = self.each?;
        Some(at * first + self.setting * second)
    }
}

/// The whole report of a size.
#[must_use]
pub fn compose_sizing(sizing: &Sizing<'_>, run: &Run) -> Report {
    let findings = &sizing.findings;
    let notes = notes(sizing);
    let mut files = vec![settings_table(sizing), beside_table(sizing)];
    files.extend(on_paper_table(&sizing.week));
    files.extend(decided_table(&sizing.decided));
    files.extend(pairs_table(sizing));
    let mut tables = files.clone();
    tables[0] = settings_on_screen(sizing);
    Report {
        title: format!("How many? {}: {}", sizing.lever, findings.told.title),
        guard: Vec::new(),
        answer: sentences(sizing),
        provenance: Provenance {
            program: program(),
            digest: findings.told.digest.to_owned(),
            seed: findings.told.seed,
            futures: findings.replications.len(),
            start: findings.first_day(),
            end: findings.last_day(),
            incomplete: findings.incomplete.clone(),
        },
        tables,
        one_by_one: Vec::new(),
        details: Vec::new(),
        files,
        pages: Vec::new(),
        data: Vec::new(),
        figures: vec![figure(sizing)],
        manifest: manifest(sizing, run, &notes),
        notes,
        parts: Vec::new(),
    }
}

/// `12 posts`, `17.8 posts`, `closing at 17:30`.
fn amount(sizing: &Sizing<'_>, number: f64) -> String {
    match sizing.clock {
        true => format!("closing at {}", bare(sizing, number)),
        false => format!("{} {}", bare(sizing, number), sizing.what),
    }
}

/// The same without what it is of.
fn bare(sizing: &Sizing<'_>, number: f64) -> String {
    if sizing.clock {
        let minutes = libm::round(number * 60.0) as u32;
        return format!("{:02}:{:02}", minutes / 60, minutes % 60);
    }
    let whole = |decimals: u32| {
        let parts = number * f64::from(10_u32.pow(decimals));
        (parts - libm::round(parts)).abs() < 1e-6
    };
    let decimals = (0..3).find(|decimals| whole(*decimals)).unwrap_or(3);
    words::number(number, decimals as usize)
}

/// A setting with what it is of.
fn setting(sizing: &Sizing<'_>, setting: u32) -> String {
    amount(sizing, f64::from(setting))
}

/// A setting by itself.
fn short(sizing: &Sizing<'_>, setting: u32) -> String {
    bare(sizing, f64::from(setting))
}

/// What was found of a target, in words.
fn said(sizing: &Sizing<'_>, place: usize, one: &Estimate) -> String {
    let (target, _) = &sizing.search.targets[place];
    if target.chance.is_some() {
        return format!(
            "{} of {} futures (95 % interval {})",
            words::number(one.kept as f64, 0),
            words::number(one.futures as f64, 0),
            words::percentages(one.interval.0, one.interval.1)
        );
    }
    match sizing.units[place].as_str() {
        "share" => format!(
            "{} on average (95 % interval {})",
            words::percentage(one.value),
            words::percentages(one.interval.0.max(0.0), one.interval.1.min(1.0))
        ),
        unit => format!(
            "{} {unit} on average (95 % interval {} to {})",
            words::sized_number(one.value),
            words::sized_number(one.interval.0),
            words::sized_number(one.interval.1)
        ),
    }
}

fn targets(sizing: &Sizing<'_>) -> String {
    let all = sizing.search.targets.iter();
    let all: Vec<String> = all
        .map(|(target, _)| format!("\u{201c}{}\u{201d}", target.text))
        .collect();
    words::listed(&all)
}

/// Everything found at a setting.
fn found_at(sizing: &Sizing<'_>, tried: &Tried) -> String {
    let all = tried.estimates.iter().enumerate();
    let all: Vec<String> = all.map(|(place, one)| said(sizing, place, one)).collect();
    words::listed(&all)
}

/// The answer itself.
fn answered(sizing: &Sizing<'_>) -> String {
    let targets = targets(sizing);
    match sizing.found.answer {
        Answer::Smallest(at) if sizing.found.meets_below.is_empty() => format!(
            "{} is the smallest that meets {targets}; {} does not.",
            setting(sizing, at),
            setting(sizing, at - 1)
        ),
        Answer::Smallest(at) => format!(
            "{} meets {targets}; {} does not.",
            setting(sizing, at),
            setting(sizing, at - 1)
        ),
        Answer::AllMeet(at) => format!(
            "{}, the smallest looked at, meets {targets}: fewer may too.",
            setting(sizing, at)
        ),
        Answer::NoneMeets(at) => format!(
            "Not even {}, the most looked at, meets {targets}, and nor do the {} other settings \
             tried.",
            setting(sizing, at),
            sizing.found.tried.len() - 1
        ),
        Answer::Between { low, high, sure } if low == high => format!(
            "It cannot be told whether {} meets {targets}{}.",
            setting(sizing, high),
            if sure || high < sizing.search.to {
                ""
            } else {
                ", and no more were looked at"
            }
        ),
        Answer::Between { low, high, sure } => format!(
            "{}From {} to {}: the futures cannot tell {} from {} by {targets}{}.",
            if sizing.clock { "Closing time. " } else { "" },
            short(sizing, low),
            match sizing.clock {
                true => short(sizing, high),
                false => setting(sizing, high),
            },
            short(sizing, low),
            short(sizing, high),
            match sure {
                true => format!("; {} surely meets it", short(sizing, high)),
                false => "; none of them can be told to meet it".to_owned(),
            }
        ),
    }
}

/// Where a search ended early because nothing changes.
fn unchanged(sizing: &Sizing<'_>) -> Option<String> {
    let (low, high) = sizing.found.alike?;
    Some(format!(
        "Between {} and {} the lever does not change the target: what it asks for is the same in \
         every future simulated with either.",
        short(sizing, low),
        setting(sizing, high)
    ))
}

fn sentences(sizing: &Sizing<'_>) -> Vec<String> {
    let found = sizing.found;
    let listed = |settings: &[u32]| {
        let all: Vec<String> = settings.iter().map(|at| short(sizing, *at)).collect();
        words::listed(&all)
    };
    let mut all = vec![words::capitalised(&answered(sizing))];
    all.extend(unchanged(sizing));
    all.extend(sizing.said.iter().cloned());
    let about = found.setting();
    for at in [Some(about), about.checked_sub(1)].into_iter().flatten() {
        if let Some(tried) = found.at(at) {
            all.push(format!(
                "With {}: {}.",
                setting(sizing, at),
                found_at(sizing, tried)
            ));
        }
    }
    all.push(format!(
        "This is right with a probability of at least {} over the luck of the futures, if the \
         scenario's assumptions hold; it says nothing of how uncertain they are.",
        words::percentage(sizing.search.effort.confidence)
    ));
    all.extend(binds(sizing));
    if !found.meets_below.is_empty() {
        all.push(format!(
            "Less meets the target too: with {} it is met, and missed between there and the \
             answer. The curve has to be read before a number is chosen.",
            listed(&found.meets_below)
        ));
    }
    if !found.worse_above.is_empty() {
        all.push(format!(
            "More is not always better here: with {} the target is missed again, because what \
             goes faster at one place waits at another.",
            listed(&found.worse_above)
        ));
    }
    all.extend(as_it_stands(sizing));
    all
}

/// What the scenario itself has.
fn as_it_stands(sizing: &Sizing<'_>) -> Option<String> {
    let numbers = sizing.present.iter().map(|(_, number)| *number);
    let low = numbers.clone().min_by(f64::total_cmp)?;
    let high = numbers.max_by(f64::total_cmp)?;
    Some(match low == high {
        true => format!("The scenario as it stands has {}.", amount(sizing, low)),
        false => format!(
            "The scenario as it stands has from {} to {}, by place.",
            bare(sizing, low),
            amount(sizing, high)
        ),
    })
}

/// What the most futures can tell of each promise, said before any is simulated.
#[must_use]
pub fn can_tell(search: &Search) -> Vec<String> {
    let (most, alpha) = (search.effort.most, search.alpha());
    let promises = search.targets.iter().filter_map(|(target, _)| {
        let chance = target.chance?;
        let (fails, meets) = tellable(chance, most, alpha);
        let fails = fails.map_or("in none".to_owned(), |share| {
            format!("in {} of the futures or fewer", words::percentage(share))
        });
        let meets = meets.map_or_else(
            || {
                let needed = libm::ceil(libm::log(alpha) / libm::log(chance));
                format!(
                    "it can never be told to be met, which takes about {} futures \
                     (--most) that all keep it",
                    words::number(needed, 0)
                )
            },
            |share| {
                format!(
                    "to be met where {} keep it or more",
                    words::percentage(share)
                )
            },
        );
        Some(format!(
            "What {} futures, the most, can tell of \u{201c}{}\u{201d}: that it is missed where it \
             is kept {fails}; {meets}. In between it may have to be said that it cannot be told.",
            words::number(f64::from(most), 0),
            target.text
        ))
    });
    promises.collect()
}

/// What stands in the way just below the answer, and who has least to spare at it.
fn binds(sizing: &Sizing<'_>) -> Vec<String> {
    let mut all = Vec::new();
    let below = match sizing.found.answer {
        Answer::NoneMeets(at) => Some(at),
        _ => sizing.found.setting().checked_sub(1),
    };
    if let Some(below) = below.and_then(|at| sizing.found.at(at)) {
        // What surely fails binds; where nothing surely does, whatever is not sure.
        let worst = match below.standing {
            Standing::Fails => Standing::Fails,
            _ => Standing::Open,
        };
        let places = below.estimates.iter().enumerate();
        let binding: Vec<String> = places
            .filter(|(_, one)| one.standing == worst)
            .map(|(place, _)| format!("\u{201c}{}\u{201d}", sizing.search.targets[place].0.text))
            .collect();
        if sizing.search.targets.len() > 1 && !binding.is_empty() {
            all.push(format!("What binds is {}.", words::listed(&binding)));
        }
    }
    let busy: Vec<String> = sizing
        .busiest
        .iter()
        .take(3)
        .map(|(team, share)| format!("{team} ({} of office time)", words::percentage(*share)))
        .collect();
    if !busy.is_empty() {
        all.push(format!(
            "There the teams with most work in hand are {}.",
            words::listed(&busy)
        ));
    }
    all.extend(hardest_hour(&sizing.decided));
    all
}

fn notes(sizing: &Sizing<'_>) -> Vec<String> {
    let effort = &sizing.search.effort;
    let mut notes = sizing.before.clone();
    notes.extend(can_tell(sizing.search));
    notes.push(format!(
        "All settings see the same futures. A setting has {} futures at first and {} at most, more \
         only where they decide; every look is paid for in the probability of being right. Within \
         {} of what is wanted two settings count as alike.",
        effort.first,
        effort.most,
        match sizing
            .search
            .targets
            .iter()
            .all(|(t, _)| t.chance.is_some())
        {
            true => format!("{} of the futures", words::percentage(effort.tolerance)),
            false => words::sized_number(effort.tolerance),
        }
    ));
    notes.push(
        "Thresholds, triage, closures and misses are never settings of a size: they decide which \
         children are not seen."
            .to_owned(),
    );
    notes
}

fn figure(sizing: &Sizing<'_>) -> Figure {
    let marks = [Standing::Meets, Standing::Fails, Standing::Open];
    let panels = sizing.search.targets.iter().enumerate();
    let panels = panels.map(|(place, (target, bound))| {
        let percent = target.chance.is_some() || sizing.units[place] == "share";
        let per = if percent { 100.0 } else { 1.0 };
        let wanted = target.chance.unwrap_or(*bound) * per;
        let points = sizing.found.tried.iter().map(|tried| {
            let one = &tried.estimates[place];
            let mark = marks.iter().position(|mark| *mark == one.standing);
            CurvePoint {
                setting: f64::from(tried.setting),
                value: one.value * per,
                low: one.interval.0 * per,
                high: one.interval.1 * per,
                futures: one.futures,
                mark: mark.unwrap_or(0),
            }
        });
        CurvePanel {
            title: target.text.clone(),
            unit: unit_of(target, &sizing.units[place]),
            percent,
            wanted,
            wanted_words: format!("wanted: {}", words::sized_number(wanted)),
            points: points.filter(|point| point.value.is_finite()).collect(),
        }
    });
    Figure {
        name: "curve".to_owned(),
        title: words::capitalised(&match sizing.found.answer {
            Answer::Smallest(at) if sizing.found.meets_below.is_empty() => {
                format!(
                    "{} is the smallest that meets the target",
                    setting(sizing, at)
                )
            }
            Answer::Smallest(at) => format!("{} meets the target", setting(sizing, at)),
            Answer::AllMeet(at) => {
                format!(
                    "{} meets the target, and fewer may too",
                    setting(sizing, at)
                )
            }
            Answer::NoneMeets(at) => format!("{} does not meet the target", setting(sizing, at)),
            Answer::Between { low, high, .. } => format!(
                "The futures cannot tell {} from {}",
                short(sizing, low),
                setting(sizing, high)
            ),
        }),
        subtitle: format!("{}: what was found at each setting simulated", sizing.lever),
        interval: "Bars: 95 % interval of each setting by itself.".to_owned(),
        plot: Plot::Curve(Curve {
            axis: sizing.what.to_owned(),
            marks: marks.iter().map(|mark| mark.words().to_owned()).collect(),
            panels: panels.collect(),
        }),
    }
}

fn unit_of(target: &Target, unit: &str) -> String {
    match (target.chance, unit) {
        (Some(_), _) => "futures in 100 that keep the limit".to_owned(),
        (None, "share") => "mean over futures, in 100".to_owned(),
        (None, unit) => format!("mean over futures, {unit}"),
    }
}

fn settings_table(sizing: &Sizing<'_>) -> Table {
    let text = |name: &str, meaning: &str| Column::new(name, ColumnKind::Text, meaning);
    let mut table = Table::new(
        "settings",
        "What was found at each setting",
        vec![
            Column::new("setting", ColumnKind::Whole, "Setting of the lever."),
            text("target", "Target."),
            text("kind", "Which question the target asks."),
            text("found", "What the futures found."),
            text(
                "standing",
                "What can be said of the setting by this target.",
            ),
            Column::new("futures", ColumnKind::Whole, "Futures simulated."),
        ],
    );
    for tried in &sizing.found.tried {
        for (place, one) in tried.estimates.iter().enumerate() {
            let (target, _) = &sizing.search.targets[place];
            table.push(vec![
                Cell::Whole(i64::from(tried.setting)),
                target.text.as_str().into(),
                target.kind().words().into(),
                said(sizing, place, one).into(),
                one.standing.words().into(),
                one.futures.into(),
            ]);
        }
    }
    table
}

/// The same for the screen: a column for each target.
fn settings_on_screen(sizing: &Sizing<'_>) -> Table {
    let text = |name: &str, meaning: &str| Column::new(name, ColumnKind::Text, meaning);
    let mut columns = vec![Column::new("setting", ColumnKind::Whole, "Setting.")];
    let targets = sizing.search.targets.iter().map(|(target, _)| &target.text);
    columns.extend(targets.map(|target| text(target, "What the futures found.")));
    columns.push(text("standing", "What can be said of the setting."));
    let mut table = Table::new("settings", "What was found at each setting", columns);
    for tried in &sizing.found.tried {
        let mut row = vec![Cell::Whole(i64::from(tried.setting))];
        let found = tried.estimates.iter().enumerate();
        row.extend(found.map(|(place, one)| Cell::from(said(sizing, place, one))));
        row.push(tried.standing.words().into());
        table.push(row);
    }
    table
}

/// A middle with 8 futures in 10.
fn range(spread: &Spread) -> String {
    let decimals = spread.eight_in_ten().map_or(0, |(_, high)| {
        usize::from(high.abs() < 20.0 && high.fract() != 0.0)
    });
    spread.in_words(decimals).unwrap_or("none".to_owned())
}

fn beside_table(sizing: &Sizing<'_>) -> Table {
    let text = |name: &str, meaning: &str| Column::new(name, ColumnKind::Text, meaning);
    let mut table = Table::new(
        "beside",
        "Always beside it: children on protection plans, in danger and to be seen; middle future \
         (8 futures in 10)",
        vec![
            text("figure", "What is counted."),
            text("unit", "Unit."),
            text("as_it_stands", "With the scenario's own setting."),
            text("one_less", "With one less than the answer."),
            text("answer", "With the answer."),
            text(
                "difference",
                "Answer less the scenario's own setting, in the same futures.",
            ),
        ],
    );
    for row in &sizing.beside {
        let of = |spread: &Option<Spread>| spread.as_ref().map_or("none".to_owned(), range);
        let difference = match row.difference {
            None => "none".to_owned(),
            Some((mean, low, high)) if low == high => words::number(mean, 1),
            Some((_, low, high)) if low <= 0.0 && high >= 0.0 => "no clear difference".to_owned(),
            Some((mean, low, high)) => {
                let decimals = usize::from(mean.abs() < 20.0);
                format!(
                    "{} ({})",
                    words::number(mean, decimals),
                    words::range(low, high, decimals)
                )
            }
        };
        table.push(vec![
            row.words.as_str().into(),
            row.unit.as_str().into(),
            of(&row.present).into(),
            of(&row.below).into(),
            range(&row.answer).into(),
            difference.into(),
        ]);
    }
    table
}

fn pairs_table(sizing: &Sizing<'_>) -> Option<Table> {
    let second = sizing.pairs.first()?.lever.clone();
    let text = |name: &str, meaning: &str| Column::new(name, ColumnKind::Text, meaning);
    let people = sizing.pairs.iter().any(|pair| pair.each.is_some());
    let costs = sizing.pairs.iter().any(|pair| pair.cost.is_some());
    let mut columns = vec![
        Column::new("second_setting", ColumnKind::Whole, &format!("{second}.")),
        text("smallest", &format!("{}.", sizing.lever)),
    ];
    if people {
        columns.push(text("together", "Full-time people, both added."));
    }
    if costs {
        let meaning = "Cost of staff and levers over the run with the pair, mean over futures.";
        columns.push(text("million_pounds", meaning));
    }
    let mut table = Table::new(
        "pairs",
        "The smallest setting beside each setting of the second lever",
        columns,
    );
    for pair in &sizing.pairs {
        let ends = |of: &dyn Fn(u32) -> String| match pair.answer {
            Answer::Smallest(at) => of(at),
            Answer::AllMeet(at) => format!("{} or fewer", of(at)),
            Answer::NoneMeets(at) => format!("more than {}", of(at)),
            Answer::Between { low, high, sure } => {
                let more = if sure { "" } else { " or more" };
                format!("{} to {}{more}", of(low), of(high))
            }
        };
        let mut row = vec![
            Cell::Whole(i64::from(pair.setting)),
            ends(&|at| short(sizing, at)).into(),
        ];
        if people {
            let together = |at| {
                pair.together(at)
                    .map_or(String::new(), |all| all.to_string())
            };
            row.push(match pair.answer {
                Answer::NoneMeets(_) => "".into(),
                _ => ends(&together).into(),
            });
        }
        if costs {
            let cost = pair.cost.map(|cost| words::number(cost * 1e-6, 2));
            row.push(cost.unwrap_or_default().into());
        }
        table.push(row);
    }
    Some(table)
}

fn manifest(sizing: &Sizing<'_>, run: &Run, notes: &[String]) -> Value {
    let mut manifest = manifest::manifest(&sizing.findings, run, notes);
    let effort = &sizing.search.effort;
    let targets = sizing.search.targets.iter().map(|(target, bound)| {
        json!({ "text": target.text, "kind": target.kind().words(), "bound": bound })
    });
    let more = json!({
        "schema": "caseload-size/v1",
        "lever": sizing.lever,
        "from": sizing.search.from,
        "to": sizing.search.to,
        "first_guess_on_paper": sizing.search.guess,
        "targets": targets.collect::<Vec<_>>(),
        "confidence": effort.confidence,
        "tolerance": effort.tolerance,
        "futures_at_first": effort.first,
        "futures_at_most": effort.most,
    });
    if let (Value::Object(all), Value::Object(more)) = (&mut manifest, more) {
        all.extend(more);
    }
    manifest
}
