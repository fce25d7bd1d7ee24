//! Chance, ignorance of the inputs, and the error of too few futures: three things, told apart.

use serde_json::{Value, json};

use super::findings::{Findings, Spread};
use crate::measures::Replication;
use crate::report::table::{Cell, Column, ColumnKind, Table};
use crate::report::words;
use crate::statistics::TwoLevel;
use crate::statistics::sensitivity::partial_rank_correlations;
use crate::study::Drawn;

/// Futures with inputs drawn from what the scenario believes of them.
#[derive(Debug, Clone, Copy)]
pub struct DrawnInputs<'a> {
    /// The draws.
    pub drawn: &'a Drawn,
    /// Futures of each draw that was whole, in order.
    pub futures: &'a [Vec<Replication>],
}

/// An input with what it does to the first figure.
struct Effect {
    input: usize,
    coefficient: f64,
    interval: Option<(f64, f64)>,
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

/// Inputs by how strongly the first figure goes with them, strongest first.
fn effects(findings: &Findings<'_>, drawn: &DrawnInputs<'_>) -> Option<Vec<Effect>> {
    let figures = figures(findings, drawn)?;
    let means: Vec<f64> = figures
        .iter()
        .map(|draw| draw.iter().sum::<f64>() / draw.len() as f64)
        .collect();
    let places = &drawn.drawn.places[..means.len()];
    // One input at a time, the others varying too: there may be more inputs than draws.
    let alone = |input: usize| {
        let column: Vec<Vec<f64>> = places.iter().map(|draw| vec![draw[input]]).collect();
        let found = partial_rank_correlations(&column, &means)?.pop()?;
        Some(Effect {
            input,
            coefficient: found.coefficient,
            interval: found.interval,
        })
    };
    let effects: Option<Vec<Effect>> = (0..drawn.drawn.inputs.len()).map(alone).collect();
    let mut effects = effects?;
    effects.sort_by(|one, other| other.coefficient.abs().total_cmp(&one.coefficient.abs()));
    Some(effects)
}

/// The wider range, its parts, and what it hangs on.
pub(super) fn sentences(findings: &Findings<'_>) -> Vec<String> {
    let Some(drawn) = &findings.drawn else {
        return Vec::new();
    };
    let Some(figures) = figures(findings, drawn) else {
        return Vec::new();
    };
    let all: Vec<Option<f64>> = figures.iter().flatten().copied().map(Some).collect();
    let spread = Spread::of(&all);
    let Some((low, high)) = spread.eight_in_ten() else {
        return Vec::new();
    };
    let grain = spread.grain();
    let shown = |value: f64| words::number(words::supported(value, grain), 0);
    let mut said = vec![format!(
        "With the inputs as uncertain as they are ({} of them drawn {} times from the ranges the \
         scenario believes in, {} futures each), 8 futures in 10 lie between {} and {}.",
        drawn.drawn.inputs.len(),
        figures.len(),
        figures.first().map_or(0, Vec::len),
        shown(low),
        shown(high)
    )];
    if let Some(parts) = TwoLevel::of(&figures) {
        said.extend(parts_in_words(&parts));
    }
    let first = effects(findings, drawn).and_then(|all| all.into_iter().next());
    // Clear of nothing, the number of inputs that could have come first by luck allowed for.
    let clear = first.filter(|one| {
        let reach = one.interval.map(|(low, high)| (high - low) / 2.0);
        reach.is_some_and(|reach| one.coefficient.abs() > 1.5 * reach)
    });
    said.push(match clear {
        Some(one) => {
            let input = &drawn.drawn.inputs[one.input];
            let way = if one.coefficient > 0.0 {
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
        None => format!(
            "With {} draws no input stands out as the one to measure better.",
            figures.len()
        ),
    });
    said
}

fn parts_in_words(parts: &TwoLevel) -> Option<String> {
    let share = parts.inputs_share()?;
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
        words::number(libm::ceil(1.96 * parts.mean_standard_error), 0)
    ))
}

/// Each input with its range and what it does.
pub(super) fn table(findings: &Findings<'_>) -> Option<Table> {
    let drawn = findings.drawn.as_ref()?;
    let effects = effects(findings, drawn)?;
    let text = |name: &str, meaning: &str| Column::new(name, ColumnKind::Text, meaning);
    let number = |name: &str, meaning: &str| Column::new(name, ColumnKind::Number, meaning);
    let mut table = Table::new(
        "uncertain-inputs",
        "Inputs drawn from their belief ranges, and how strongly children without a named worker \
         at the end go with each",
        vec![
            text("input", "Path of the input."),
            text("low", "Low end of what is believed."),
            text("high", "High end of what is believed."),
            number(
                "rank_correlation",
                "From -1 to 1, the other inputs varying too; its sign says which way.",
            ),
            number("low_95", "Lower end of its 95 % interval."),
            number("high_95", "Upper end of its 95 % interval."),
        ],
    );
    for one in effects {
        let input = &drawn.drawn.inputs[one.input];
        let (low, high) = one.interval.unzip();
        table.push(vec![
            input.name.as_str().into(),
            input.at(0.0).shown.into(),
            input.at(1.0).shown.into(),
            Cell::Number(one.coefficient),
            low.into(),
            high.into(),
        ]);
    }
    Some(table)
}

/// What the manifest says of it.
pub(super) fn manifest(findings: &Findings<'_>) -> Value {
    let Some(drawn) = &findings.drawn else {
        return Value::Null;
    };
    let parts = figures(findings, drawn).and_then(|figures| TwoLevel::of(&figures));
    json!({
        "draws": drawn.futures.len(),
        "futures_per_draw": drawn.futures.first().map_or(0, Vec::len),
        "design": "Latin hypercube over the belief ranges, evenly and independently",
        "inputs": drawn.drawn.inputs.iter().map(|input| &input.name).collect::<Vec<_>>(),
        "variance_from_inputs": parts.map(|parts| parts.inputs_variance),
        "variance_from_chance": parts.map(|parts| parts.chance_variance),
    })
}
