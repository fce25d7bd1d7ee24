//! Which plan holds up, as people read it: in how many sampled futures each meets the targets, its
//! regret, and where the one that holds up most often fails.

use serde_json::{Value, json};

use super::findings::{Findings, Spread};
use super::manifest::{self, Run};
use super::program;
use crate::report::figure::{Dot, DotRow, Dots, Plot};
use crate::report::table::{Cell, Column, ColumnKind, Table};
use crate::report::{Figure, Provenance, Report, words};
use crate::statistics::proportion_interval;
use crate::study::{Condition, ConditionOf, Holds, Input, Sampled, ranked};

/// Plans over sampled futures, with everything that is said of them.
#[derive(Debug, Clone)]
pub struct Robust<'a> {
    /// The base as it stands.
    pub base: Findings<'a>,
    /// What was sampled.
    pub sampled: &'a Sampled,
    /// Names of base and plans, base first.
    pub names: Vec<String>,
    /// Their titles.
    pub titles: Vec<String>,
    /// Targets as typed.
    pub targets: Vec<String>,
    /// What regret is counted in, and its unit.
    pub regret_of: (String, String),
    /// How each holds up.
    pub holds: &'a [Holds],
    /// Places of those that cannot be told from the one that holds up most often.
    pub alike: Vec<usize>,
    /// Sampled futures that were whole.
    pub futures: usize,
    /// Where the favourite fails, sharpest first; empty where it never does.
    pub conditions: &'a [Condition],
    /// What must be said of a run that did not finish; empty for a whole one.
    pub incomplete: String,
}

/// Chance that luck makes a line so sharp somewhere among all that were looked at, up to which it
/// is put forward.
const WORTH: f64 = 0.05;

impl Robust<'_> {
    /// The one that holds up most often.
    fn favourite(&self) -> usize {
        ranked(self.holds).first().copied().unwrap_or(0)
    }

    /// `"The mix" (the-mix)`.
    fn named(&self, at: usize) -> String {
        format!("\u{201c}{}\u{201d} ({})", self.titles[at], self.names[at])
    }

    /// `12 of 50 sampled futures (95 % interval 14-37 %)`.
    fn met(&self, met: usize) -> String {
        let range = proportion_interval(met, self.futures, 0.95);
        let range = range.map_or(String::new(), |(low, high)| {
            format!(" (95 % interval {})", words::percentages(low, high))
        });
        format!("{met} of {} sampled futures{range}", self.futures)
    }

    fn condition(&self, one: &Condition) -> String {
        let where_ = match one.of {
            ConditionOf::Input {
                input,
                place,
                above,
            } => {
                let input = &self.sampled.alike.arms[self.favourite()].inputs[input];
                let side = if above { "above" } else { "below" };
                format!("{} is {side} {}", input.words, input.at(place).shown)
            }
            ConditionOf::Shock(shock) => {
                format!(
                    "the shock \u{201c}{}\u{201d} comes",
                    self.sampled.shocks[shock].0
                )
            }
        };
        format!(
            "it fails in {} of {} sampled futures in which {where_}, and in {} of {} others",
            one.inside.0, one.inside.1, one.outside.0, one.outside.1
        )
    }
}

/// The whole report.
#[must_use]
pub fn compose_robust(robust: &Robust<'_>, run: &Run) -> Report {
    let base = &robust.base;
    let notes = notes(robust);
    let mut manifest = manifest::manifest(base, run, &notes);
    let more = json!({
        "schema": "caseload-robust/v1",
        "replications": { "number": robust.futures, "incomplete": robust.incomplete,
            "why": "One future for each draw of inputs and shock." },
        "scenarios": robust.names,
        "targets": robust.targets,
        "regret_of": robust.regret_of.0,
        "inputs_drawn": inputs(robust).map(|one| &one.name).collect::<Vec<_>>(),
        "shocks": robust.sampled.shocks.iter().map(|one| &one.0).collect::<Vec<_>>(),
    });
    if let (Value::Object(all), Value::Object(more)) = (&mut manifest, more) {
        all.extend(more);
    }
    let tables = vec![plans(robust)];
    let mut files = tables.clone();
    files.push(sampled(robust));
    Report {
        title: format!("Which plan holds up? {}", base.told.title),
        guard: Vec::new(),
        answer: sentences(robust),
        provenance: Provenance {
            program: program(),
            digest: base.told.digest.to_owned(),
            seed: base.told.seed,
            futures: robust.futures,
            start: base.first_day(),
            end: base.last_day(),
            incomplete: robust.incomplete.clone(),
        },
        tables,
        files,
        pages: Vec::new(),
        figures: figures(robust),
        notes,
        parts: Vec::new(),
        data: Vec::new(),
        one_by_one: Vec::new(),
        details: Vec::new(),
        manifest,
    }
}

fn sentences(robust: &Robust<'_>) -> Vec<String> {
    let ranked = ranked(robust.holds);
    let (Some(&first), targets) = (ranked.first(), &robust.targets) else {
        return Vec::new();
    };
    let targets: Vec<String> = targets
        .iter()
        .map(|text| format!("\u{201c}{text}\u{201d}"))
        .collect();
    let met = robust.holds[first].met;
    let mut all = vec![match met {
        0 => format!(
            "No plan meets {} in any of {} sampled futures.",
            words::listed(&targets),
            robust.futures
        ),
        met => format!(
            "{} meets {} most often: in {}.",
            robust.named(first),
            words::listed(&targets),
            robust.met(met)
        ),
    }];
    let alike: Vec<String> = ranked
        .iter()
        .filter(|at| robust.alike.contains(at))
        .map(|at| robust.named(*at))
        .collect();
    if met > 0 && !alike.is_empty() {
        all.push(format!(
            "By that count, future by future, there is no clear difference between it and {}.",
            words::listed(&alike)
        ));
    }
    all.push(format!(
        "In each sampled future the inputs are drawn from what base and plans believe of them{}; \
         every plan sees the same, each at the same place of its own range.",
        match robust.sampled.shocks.len() {
            0 => String::new(),
            1 => ", and a shock comes in half of them".to_owned(),
            many => format!(", and one of {many} shocks comes in most of them"),
        }
    ));
    let worth = |one: &&Condition| one.by_looking <= WORTH;
    let told: Vec<String> = robust
        .conditions
        .iter()
        .filter(worth)
        .take(3)
        .map(|one| robust.condition(one))
        .collect();
    if met > 0 && met < robust.futures {
        all.push(match told.is_empty() {
            true => format!(
                "Where {} fails no single input or shock stands out.",
                robust.named(first)
            ),
            false => format!(
                "Where {} fails: {}. These lines were found by looking: a hint, not a proof.",
                robust.named(first),
                told.join("; ")
            ),
        });
    }
    all
}

fn notes(robust: &Robust<'_>) -> Vec<String> {
    vec![
        "Inputs are drawn independently from their belief ranges, half of the draws on either side \
         of what the scenario says; if inputs hang together in truth, the counts are off."
            .to_owned(),
        format!(
            "Regret is counted in {}: how many more there are under a plan than under the best of \
             the same sampled future.",
            robust.regret_of.0
        ),
        "A count of sampled futures is no probability of the real one: it stands on ranges that \
         are judgements."
            .to_owned(),
    ]
}

fn plans(robust: &Robust<'_>) -> Table {
    let text = |name: &str, meaning: &str| Column::new(name, ColumnKind::Text, meaning);
    let whole = |name: &str, meaning: &str| Column::new(name, ColumnKind::Whole, meaning);
    let mut columns = vec![
        text("plan", "Base or plan."),
        whole(
            "meets_all",
            "Sampled futures in which it meets every target.",
        ),
        whole("of", "Sampled futures."),
    ];
    for place in 0..robust.targets.len() {
        let meaning = format!("Those in which it meets \"{}\".", robust.targets[place]);
        columns.push(whole(&format!("meets_{}", place + 1), &meaning));
    }
    let unit = &robust.regret_of.1;
    let number =
        |name: &str, meaning: &str| Column::with_unit(name, ColumnKind::Number, unit, meaning);
    columns.push(number("regret_mean", "Mean regret."));
    columns.push(number(
        "regret_p90",
        "Regret that one sampled future in ten exceeds.",
    ));
    columns.push(number("regret_max", "Largest regret."));
    let mut table = Table::new(
        "plans",
        "Plans, those that hold up most often first",
        columns,
    );
    for at in ranked(robust.holds) {
        let one = &robust.holds[at];
        let regret = Spread::of(&one.regret);
        let mut row = vec![
            robust.names[at].as_str().into(),
            one.met.into(),
            robust.futures.into(),
        ];
        row.extend(one.met_each.iter().map(|met| Cell::from(*met)));
        let fine = |value: Option<f64>| Cell::from(value.map(f64::round));
        row.push(fine(regret.summary.mean()));
        row.push(fine(regret.quantile(0.9)));
        row.push(fine(regret.quantile(1.0)));
        table.push(row);
    }
    table.notes = robust
        .targets
        .iter()
        .enumerate()
        .map(|(place, target)| format!("{}: {target}", place + 1))
        .collect();
    table
}

/// Every input that base or a plan draws.
fn inputs<'a>(robust: &'a Robust<'_>) -> impl Iterator<Item = &'a Input> {
    let alike = &robust.sampled.alike;
    (0..alike.count()).map(|at| alike.input(at))
}

/// Every sampled future: its inputs, its shock, and who met the targets with which regret.
fn sampled(robust: &Robust<'_>) -> Table {
    let text = |name: &str, meaning: &str| Column::new(name, ColumnKind::Text, meaning);
    let mut columns = vec![
        Column::new("future", ColumnKind::Whole, "Number of the sampled future."),
        text("shock", "Shock that comes; empty where none does."),
    ];
    columns.extend(inputs(robust).map(|one| {
        let meaning = format!("{}; empty where the plan does not draw it.", one.words);
        text(&one.name, &meaning)
    }));
    columns.push(text("plan", "Base or plan."));
    columns.push(Column::with_unit(
        "regret",
        ColumnKind::Number,
        &robust.regret_of.1,
        "More than the best plan of the same future.",
    ));
    let mut table = Table::new("sampled-futures", "Every sampled future", columns);
    for future in 0..robust.futures {
        let shock = robust.sampled.shock[future].map(|at| robust.sampled.shocks[at].0.as_str());
        for (arm, (name, holds)) in robust.names.iter().zip(robust.holds).enumerate() {
            let mut row: Vec<Cell> = vec![future.into(), shock.unwrap_or("").into()];
            let alike = &robust.sampled.alike;
            row.extend((0..alike.count()).map(|at| {
                let level = alike.level(at, arm, future);
                Cell::from(level.map_or(String::new(), |level| level.shown))
            }));
            row.push(name.as_str().into());
            row.push(holds.regret[future].into());
            table.push(row);
        }
    }
    table
}

fn figures(robust: &Robust<'_>) -> Vec<Figure> {
    let ranked = ranked(robust.holds);
    let met = ranked.iter().map(|at| {
        let met = robust.holds[*at].met;
        let share = met as f64 / robust.futures.max(1) as f64;
        let (low, high) = proportion_interval(met, robust.futures, 0.95).unwrap_or((0.0, 1.0));
        DotRow {
            label: robust.names[*at].clone(),
            figures: vec![Some(Dot {
                value: share,
                low,
                high,
                half_width: (high - low) / 2.0,
            })],
        }
    });
    let regret = ranked.iter().map(|at| {
        let spread = Spread::of(&robust.holds[*at].regret);
        let dot = spread.median().zip(spread.eight_in_ten());
        DotRow {
            label: robust.names[*at].clone(),
            figures: vec![dot.map(|(value, (low, high))| Dot {
                value,
                low,
                high,
                half_width: spread.grain(),
            })],
        }
    });
    let figure = |name: &str, title: String, subtitle: String, interval: &str, dots: Dots| Figure {
        name: name.to_owned(),
        title,
        subtitle,
        interval: interval.to_owned(),
        plot: Plot::Dots(dots),
    };
    let best = ranked.first().map_or("", |at| robust.names[*at].as_str());
    let met_of_best = ranked.first().map_or(0, |at| robust.holds[*at].met);
    let others = robust.names.len().saturating_sub(1);
    vec![
        figure(
            "targets-met",
            match (met_of_best, robust.alike.len()) {
                (0, _) => "No plan meets the targets in any sampled future".to_owned(),
                (_, 0) => format!("{best} meets the targets in most sampled futures"),
                (_, alike) if alike == others => {
                    "No clear difference in how often the targets are met".to_owned()
                }
                (_, alike) => format!(
                    "{best} and {alike} {} meet the targets most often, with no clear difference",
                    if alike == 1 { "other" } else { "others" }
                ),
            },
            format!(
                "Sampled futures in which all targets are met: {}",
                robust.targets.join("; ")
            ),
            "Bars: 95 % interval of the count.",
            Dots {
                unit: "sampled futures in 100".to_owned(),
                shares: true,
                marks: vec!["all targets met".to_owned()],
                rows: met.collect(),
            },
        ),
        figure(
            "regret",
            "How much worse than the best plan of the same future".to_owned(),
            format!(
                "{}, more than with the best",
                words::capitalised(&robust.regret_of.0)
            ),
            "Bars: 8 sampled futures in 10.",
            Dots {
                unit: robust.regret_of.1.clone(),
                shares: false,
                marks: vec!["middle sampled future".to_owned()],
                rows: regret.collect(),
            },
        ),
    ]
}
