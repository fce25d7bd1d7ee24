//! Chance, ignorance of the inputs, and the error of too few futures: three things, told apart.

use serde_json::{Value, json};

use super::findings::{Findings, Spread};
use crate::measures::Replication;
use crate::report::table::{Cell, Column, ColumnKind, Table};
use crate::report::words;
use crate::statistics::TwoLevel;
use crate::statistics::sensitivity::{RankCorrelation, rank_correlation};
use crate::study::{Drawn, Input};

/// Futures with inputs drawn from what the scenario believes of them.
#[derive(Debug, Clone, Copy)]
pub struct DrawnInputs<'a> {
    /// The draws.
    pub drawn: &'a Drawn,
    /// Futures of each draw that was whole, in order.
    pub futures: &'a [Vec<Replication>],
}

impl DrawnInputs<'_> {
    /// What must be said where the run was stopped before every draw was whole; empty otherwise.
    pub(super) fn incomplete(&self) -> String {
        cut(self.drawn.places.len(), self.futures.len())
    }
}

/// What must be said of draws that are not all whole; empty where they are.
pub(super) fn cut(asked: usize, whole: usize) -> String {
    if whole >= asked {
        return String::new();
    }
    format!(
        "The run was cancelled when {} of {} draws of the inputs were whole: what is said of the \
         inputs rests on these.",
        words::number(whole as f64, 0),
        words::number(asked as f64, 0)
    )
}

/// An input with what it does to a figure.
pub(super) struct Effect {
    /// Place of the input.
    pub input: usize,
    /// How strongly the figure goes with it.
    pub found: RankCorrelation,
}

/// The mean of each draw.
pub(super) fn means(figures: &[Vec<f64>]) -> Vec<f64> {
    let mean = |draw: &Vec<f64>| draw.iter().sum::<f64>() / draw.len() as f64;
    figures.iter().map(mean).collect()
}

/// Inputs by how strongly the mean figures of the draws go with their numbers, strongest first, but
/// those that have one number in all draws; `None` where the figure does not vary or draws are too
/// few.
pub(super) fn effects(numbers: &[Vec<f64>], means: &[f64]) -> Option<Vec<Effect>> {
    let numbers = &numbers[..means.len()];
    // One input at a time, the others varying too: there may be more inputs than draws.
    let alone = |input: usize| {
        let column: Vec<f64> = numbers.iter().map(|draw| draw[input]).collect();
        let found = rank_correlation(&column, means)?;
        Some(Effect { input, found })
    };
    let inputs = numbers.first().map_or(0, Vec::len);
    let mut effects: Vec<Effect> = (0..inputs).filter_map(alone).collect();
    let size = |one: &Effect| one.found.coefficient.abs();
    effects.sort_by(|one, other| size(other).total_cmp(&size(one)));
    (!effects.is_empty()).then_some(effects)
}

/// The input that a figure hangs on most, where one stands out over so many draws.
pub(super) fn first_of(effects: Option<&[Effect]>, draws: usize) -> Option<&Effect> {
    let all = effects?;
    let first = all.first()?;
    first.found.stands_out(draws, all.len()).then_some(first)
}

/// What is said where none does.
pub(super) fn none_stands_out(draws: usize) -> String {
    format!("With {draws} draws no input stands out as the one to measure better.")
}

/// The first figure of the answer in every future of every draw: children without a named worker at
/// the end.
fn figures(findings: &Findings<'_>, drawn: &DrawnInputs<'_>) -> Option<Vec<Vec<f64>>> {
    let last = findings.catalogue.weeks.len().checked_sub(1)?;
    let series = findings.series("unallocated", None)?;
    let of = |future: &Replication| future.series.get(series)?.get(last).copied();
    let draws = drawn.futures.iter();
    draws.map(|draw| draw.iter().map(of).collect()).collect()
}

/// The wider range, its parts, and what it hangs on.
pub(super) fn sentences(findings: &Findings<'_>) -> Vec<String> {
    let Some(drawn) = &findings.drawn else {
        return Vec::new();
    };
    let figures = match figures(findings, drawn) {
        Some(figures) if figures.len() > 1 => figures,
        _ => return Vec::new(),
    };
    let all: Vec<Option<f64>> = figures.iter().flatten().copied().map(Some).collect();
    let Some((low, high)) = Spread::of(&all).eight_in_ten_in_words() else {
        return Vec::new();
    };
    let mut said = vec![format!(
        "With the inputs as uncertain as they are ({} of them drawn {} times from the ranges the \
         scenario believes in, {} futures each), 8 futures in 10 lie between {low} and {high}.",
        drawn.drawn.inputs.len(),
        figures.len(),
        figures.first().map_or(0, Vec::len),
    )];
    if let Some(parts) = TwoLevel::of(&figures) {
        said.extend(parts_in_words(&parts));
    }
    let effects = effects(&drawn.drawn.numbers(), &means(&figures));
    said.push(match first_of(effects.as_deref(), figures.len()) {
        Some(one) => {
            let input = &drawn.drawn.inputs[one.input];
            let way = if one.found.coefficient > 0.0 {
                "grows"
            } else {
                "falls"
            };
            format!(
                "It hangs most on {}: the first figure {way} with it. To measure that better would \
                 narrow the range most.",
                input.words
            )
        }
        None => none_stands_out(figures.len()),
    });
    said
}

/// How much of a spread comes from the inputs, and how well the mean is known.
pub(super) fn parts_in_words(parts: &TwoLevel) -> Option<String> {
    let share = parts.inputs_share()?;
    let about = libm::ceil(1.96 * parts.mean_standard_error);
    let interval = parts
        .inputs_share_interval
        .map_or(String::new(), |(low, high)| {
            format!(" (95 % interval {})", words::percentages(low, high))
        });
    Some(format!(
        "Of that spread {} comes from not knowing the inputs{interval} and the rest from chance; \
         that only {} draws were made leaves the mean uncertain by about {}.",
        words::percentage(share),
        parts.draws,
        words::number(words::supported(about, about / 10.0), 0)
    ))
}

/// Each input with its range and what it does.
pub(super) fn table(findings: &Findings<'_>) -> Option<Table> {
    let drawn = findings.drawn.as_ref()?;
    let effects = effects(&drawn.drawn.numbers(), &means(&figures(findings, drawn)?))?;
    let mut table = table_of_effects(
        "Inputs drawn from their belief ranges, and how strongly children without a named worker \
         at the end go with each",
        &[],
    );
    for one in effects {
        table.push(row(&[], &drawn.drawn.inputs[one.input], &one));
    }
    Some(table)
}

/// A table of inputs and what they do, with other columns before those.
pub(super) fn table_of_effects(title: &str, before: &[(&str, &str)]) -> Table {
    let text = |name: &str, meaning: &str| Column::new(name, ColumnKind::Text, meaning);
    let number = |name: &str, meaning: &str| Column::new(name, ColumnKind::Number, meaning);
    let mut columns: Vec<Column> = before.iter().map(|(name, said)| text(name, said)).collect();
    columns.extend([
        text("input", "Path of the input."),
        text("low", "Low end of what is believed."),
        text("high", "High end of what is believed."),
        number(
            "rank_correlation",
            "From -1 to 1, the other inputs varying too; its sign says which way.",
        ),
        number("low_95", "Lower end of its 95 % interval."),
        number("high_95", "Upper end of its 95 % interval."),
    ]);
    Table::new("uncertain-inputs", title, columns)
}

/// A row of such a table.
pub(super) fn row(before: &[&str], input: &Input, effect: &Effect) -> Vec<Cell> {
    let (low, high) = effect.found.interval.unzip();
    let mut cells: Vec<Cell> = before.iter().map(|text| (*text).into()).collect();
    cells.extend([
        input.name.as_str().into(),
        input.at(0.0).shown.into(),
        input.at(1.0).shown.into(),
        Cell::Number(effect.found.coefficient),
        low.into(),
        high.into(),
    ]);
    cells
}

/// How draws are made, as a manifest says it.
pub(super) const DESIGN: &str = "Latin hypercube over the belief ranges, independently; half of \
    the draws of each on either side of the scenario's value, evenly up to the ends";

/// What the manifest says of it.
pub(super) fn manifest(findings: &Findings<'_>) -> Value {
    let Some(drawn) = &findings.drawn else {
        return Value::Null;
    };
    let parts = figures(findings, drawn).and_then(|figures| TwoLevel::of(&figures));
    json!({
        "draws": drawn.futures.len(),
        "futures_per_draw": drawn.futures.first().map_or(0, Vec::len),
        "design": DESIGN,
        "inputs": drawn.drawn.inputs.iter().map(|input| &input.name).collect::<Vec<_>>(),
        "variance_from_inputs": parts.map(|parts| parts.inputs_variance),
        "variance_from_chance": parts.map(|parts| parts.chance_variance),
    })
}
