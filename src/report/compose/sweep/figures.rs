//! The pictures of a sweep: those that its design allows.

use super::Found;
use crate::measures::Unit;
use crate::report::figure::{
    Along, Cloud, CloudPoint, Course, DifferencePanel, DifferenceRow, Differences, Dot, DotRow,
    Dots, Figure, Heat, Measured, Plot, Tornado, TornadoRow,
};
use crate::report::words;
use crate::statistics::quantile_of;
use crate::study::{Effects, Layout, Sensitivity};

/// Lines in one picture: more cannot be told apart.
const MOST_LINES: usize = 4;
/// Inputs shown in one picture, from the one that matters most.
const MOST_INPUTS: usize = 16;
/// Longest name written in a picture.
const LONGEST_NAME: usize = 46;
/// What the ranges of means hold.
const OF_MEANS: &str = "Ranges: 95% intervals of means over futures.";

/// Every picture the sweep allows.
pub(super) fn figures(found: &Found<'_>) -> Vec<Figure> {
    let mut figures = Vec::new();
    let by = found.swept.ready.sweep.rank_by;
    for (measure, one) in found.sensitivity.iter().enumerate() {
        if let Ok(one) = one {
            figures.push(effects(found, one, name("sensitivity", measure, by)));
        }
    }
    if let Layout::Grid(counts) = found.swept.layout() {
        let varied: Vec<usize> = (0..counts.len()).filter(|at| counts[*at] > 1).collect();
        let measures = 0..found.swept.ready.measures.len();
        // One that is the same everywhere is said in the notes.
        for measure in measures.filter(|at| found.constant(*at).is_none()) {
            match varied[..] {
                [across] => figures.extend(curves(found, measure, (across, None))),
                [one, other] => {
                    figures.push(heat(found, measure, (one, other), counts));
                    figures.extend(lines_of_two(found, measure, (one, other), counts));
                }
                _ => {}
            }
        }
    }
    if let (Layout::Spread, Ok(one)) = (found.swept.layout(), &found.sensitivity[by]) {
        let first = one.effects.order()[0].0;
        if found.swept.ready.sweep.inputs[first].is_numeric() {
            figures.push(scatter(found, by, first));
        }
    }
    figures.extend(frontier(found));
    figures
}

fn name(kind: &str, measure: usize, by: usize) -> String {
    match measure == by {
        true => kind.to_owned(),
        false => format!("{kind}-{}", measure + 1),
    }
}

fn short(text: &str) -> String {
    if text.chars().count() <= LONGEST_NAME {
        return text.to_owned();
    }
    let kept: String = text.chars().take(LONGEST_NAME - 1).collect();
    format!("{kept}\u{2026}")
}

/// Mean of a measure at a point with its interval.
fn mean(found: &Found<'_>, point: usize, measure: usize) -> Option<Measured> {
    let summary = found.swept.summary(point, measure);
    let value = summary.mean()?;
    let (low, high) = found.interval(point, measure).unwrap_or((value, value));
    Some(Measured { value, low, high })
}

fn axis(found: &Found<'_>, measure: usize) -> String {
    let unit = found.unit(measure);
    let words = words::capitalised(&found.measure(measure));
    match unit {
        Unit::Share => words,
        Unit::Pounds => format!("{words} (£)"),
        _ if found.measure(measure).contains(unit.words()) => words,
        _ => format!("{words} ({})", unit.words()),
    }
}

fn shares(found: &Found<'_>, measure: usize) -> bool {
    found.unit(measure) == Unit::Share
}

/// What each input does, in the picture that suits the design.
fn effects(found: &Found<'_>, one: &Sensitivity, name: String) -> Figure {
    let measure = words::capitalised(&found.measure(one.measure));
    let order: Vec<usize> = one
        .effects
        .order()
        .into_iter()
        .map(|(input, _)| input)
        .collect();
    let order = &order[..order.len().min(MOST_INPUTS)];
    let first = short(found.input(order[0]));
    let title = format!("{measure} hangs most on {first}");
    let (subtitle, interval, plot) = match &one.effects {
        Effects::Elementary(all) => {
            let row = |input: &usize| {
                let effect = all[*input];
                let (low, high) = effect.interval.unwrap_or((effect.mu_star, effect.mu_star));
                let exact = |value: f64| Dot {
                    value,
                    low: value,
                    high: value,
                    half_width: 0.0,
                };
                let half_width = (high - low) / 2.0;
                let size = Dot {
                    value: effect.mu_star,
                    low,
                    high,
                    half_width,
                };
                DotRow {
                    label: short(found.input(*input)),
                    figures: vec![Some(size), Some(exact(effect.sigma))],
                }
            };
            let dots = Dots {
                unit: found.unit(one.measure).words().to_owned(),
                shares: shares(found, one.measure),
                marks: vec!["size of the change".into(), "how much it differs".into()],
                rows: order.iter().map(row).collect(),
            };
            (
                "Change as an input goes over its whole range, from wherever the others stand",
                "Ranges: 95% bootstrap intervals over trajectories.",
                Plot::Dots(dots),
            )
        }
        Effects::Shares(all) => (
            "Share of the variance over the ranges that were varied, chance taken off",
            "Ranges: 95% bootstrap intervals over base rows.",
            Plot::Dots(shares_of_variance(found, all, order)),
        ),
        Effects::Ranks(all) => (
            "Partial rank correlation, all other inputs held; only what goes one way is seen",
            "Ranges: 95% intervals.",
            Plot::Differences(ranks(found, all, order)),
        ),
        Effects::Alone(_) => (
            "Change against the scenario as it is; one at a time, no interactions",
            "Lines: 95% intervals of paired differences.",
            Plot::Tornado(tornado(found, one, order)),
        ),
    };
    Figure {
        name,
        title,
        subtitle: subtitle.to_owned(),
        interval: interval.to_owned(),
        plot,
    }
}

fn shares_of_variance(
    found: &Found<'_>,
    all: &[crate::statistics::sensitivity::VarianceShare],
    order: &[usize],
) -> Dots {
    let dot = |value: f64, interval: Option<(f64, f64)>| {
        let within = |value: f64| value.clamp(0.0, 1.0);
        let (low, high) = interval.unwrap_or((value, value));
        Some(Dot {
            value: within(value),
            low: within(low),
            high: within(high),
            half_width: 0.0,
        })
    };
    let row = |input: &usize| DotRow {
        label: short(found.input(*input)),
        figures: vec![
            dot(all[*input].first, all[*input].first_interval),
            dot(all[*input].total, all[*input].total_interval),
        ],
    };
    Dots {
        unit: "share of the variance".to_owned(),
        shares: true,
        marks: vec![
            "by itself".into(),
            "with all it does together with others".into(),
        ],
        rows: order.iter().map(row).collect(),
    }
}

fn ranks(
    found: &Found<'_>,
    all: &[Option<crate::statistics::sensitivity::RankCorrelation>],
    order: &[usize],
) -> Differences {
    let row = |input: &usize| {
        let one = all[*input]?;
        let (low, high) = one.interval.unwrap_or((one.coefficient, one.coefficient));
        let (verdict, mark) = match (low > 0.0, high < 0.0) {
            (true, _) => ("grows with it", 2),
            (_, true) => ("falls with it", 1),
            _ => ("no clear effect", 0),
        };
        Some(DifferenceRow {
            label: short(found.input(*input)),
            difference: Some((one.coefficient, low, high)),
            verdict: verdict.to_owned(),
            mark,
        })
    };
    let panel = DifferencePanel {
        title: String::new(),
        unit: "partial rank correlation, from \u{2212}1 to 1".to_owned(),
        shares: false,
        sides: ["falls".to_owned(), "grows".to_owned()],
        rows: order.iter().filter_map(row).collect(),
    };
    Differences {
        panels: vec![panel],
    }
}

fn tornado(found: &Found<'_>, one: &Sensitivity, order: &[usize]) -> Tornado {
    let Effects::Alone(all) = &one.effects else {
        return Tornado {
            unit: String::new(),
            shares: false,
            rows: Vec::new(),
        };
    };
    let row = |input: &usize| {
        let ends = all[*input].iter().filter_map(|swing| {
            let value = swing.paired.mean()?;
            let (low, high) = swing.paired.interval(0.95, 1).unwrap_or((value, value));
            let shown = found.swept.ready.levels[swing.point][*input].shown.clone();
            Some((shown, Measured { value, low, high }))
        });
        TornadoRow {
            label: short(found.input(*input)),
            ends: ends.collect(),
        }
    };
    Tornado {
        unit: format!("Change: {}", axis(found, one.measure)),
        shares: shares(found, one.measure),
        rows: order.iter().map(row).collect(),
    }
}

/// The point of a grid where two inputs have these of their values and all others their only one.
fn place(counts: &[usize], at: &[(usize, usize)]) -> usize {
    let mut place = 0;
    for (input, count) in counts.iter().enumerate() {
        let own = at
            .iter()
            .find(|(have, _)| *have == input)
            .map_or(0, |(_, value)| *value);
        place = place * count + own;
    }
    place
}

fn heat(
    found: &Found<'_>,
    measure: usize,
    (across, down): (usize, usize),
    counts: &[usize],
) -> Figure {
    let swept = found.swept;
    let by = swept.ready.sweep.rank_by;
    let at = |column: usize, row: usize| place(counts, &[(across, column), (down, row)]);
    let best = |point: usize| {
        let ranked = found.ranking.iter().find(|one| one.point == point);
        measure == by && ranked.is_some_and(|one| one.among_best == Some(true))
    };
    let shown = |point: usize, input: usize| swept.ready.levels[point][input].shown.clone();
    let (columns, rows) = (counts[across], counts[down]);
    let row = |row: usize| {
        (0..columns)
            .map(|c| mean(found, at(c, row), measure))
            .collect()
    };
    let plot = Heat {
        across: found.input(across).to_owned(),
        columns: (0..columns).map(|c| shown(at(c, 0), across)).collect(),
        down: found.input(down).to_owned(),
        rows: (0..rows).map(|r| shown(at(0, r), down)).collect(),
        unit: found.unit(measure).words().to_owned(),
        shares: shares(found, measure),
        cells: (0..rows).map(row).collect(),
        best: (0..rows)
            .map(|r| (0..columns).map(|c| best(at(c, r))).collect())
            .collect(),
    };
    Figure {
        name: name("heat-map", measure, by),
        title: format!(
            "{}, for every combination",
            words::capitalised(&found.measure(measure))
        ),
        subtitle: "Mean over futures at each point".to_owned(),
        interval: "The numbers beside this picture have 95% intervals.".to_owned(),
        plot: Plot::Heat(plot),
    }
}

/// Lines along one of two inputs, one for each value of the other, where those are few.
fn lines_of_two(
    found: &Found<'_>,
    measure: usize,
    (one, other): (usize, usize),
    counts: &[usize],
) -> Option<Figure> {
    let fits = |across: usize, lines: usize| {
        found.swept.ready.sweep.inputs[across].is_numeric() && counts[lines] <= MOST_LINES
    };
    match (fits(one, other), fits(other, one)) {
        (true, false) => curves(found, measure, (one, Some(other))),
        (false, true) => curves(found, measure, (other, Some(one))),
        (true, true) if counts[one] >= counts[other] => curves(found, measure, (one, Some(other))),
        (true, true) => curves(found, measure, (other, Some(one))),
        _ => None,
    }
}

fn curves(
    found: &Found<'_>,
    measure: usize,
    (across, lines): (usize, Option<usize>),
) -> Option<Figure> {
    let swept = found.swept;
    let Layout::Grid(counts) = swept.layout() else {
        return None;
    };
    if !swept.ready.sweep.inputs[across].is_numeric() {
        return None;
    }
    let line = |value: usize| {
        let at = |x: usize| match lines {
            Some(input) => place(counts, &[(across, x), (input, value)]),
            None => place(counts, &[(across, x)]),
        };
        let point = |x: usize| {
            let mut values: Vec<f64> = swept.values(at(x), measure).into_iter().flatten().collect();
            let mut of = |p: f64| quantile_of(&mut values, p);
            let middle = Measured {
                value: of(0.5)?,
                low: of(0.1)?,
                high: of(0.9)?,
            };
            Some((swept.number(at(x), across), middle))
        };
        let mut points: Vec<(f64, Measured)> = (0..counts[across]).filter_map(point).collect();
        points.sort_by(|a, b| a.0.total_cmp(&b.0));
        let label = lines.map(|input| {
            let shown = &swept.ready.levels[at(0)][input].shown;
            short(&format!("{} {shown}", swept.ready.sweep.inputs[input].name))
        });
        Course {
            label: label.unwrap_or_default(),
            points,
        }
    };
    let by = swept.ready.sweep.rank_by;
    Some(Figure {
        name: name("lines", measure, by),
        title: format!(
            "{}, by {}",
            words::capitalised(&found.measure(measure)),
            short(found.input(across))
        ),
        subtitle: "Middle future at each point; bands: 8 futures in 10".to_owned(),
        interval: "Bands hold 80 futures in 100.".to_owned(),
        plot: Plot::Along(Along {
            across: found.input(across).to_owned(),
            unit: axis(found, measure),
            shares: shares(found, measure),
            lines: (0..lines.map_or(1, |input| counts[input]))
                .map(line)
                .collect(),
        }),
    })
}

/// A measure at every point along the input that matters most.
fn scatter(found: &Found<'_>, measure: usize, input: usize) -> Figure {
    let swept = found.swept;
    let point = |at: usize| {
        let x = swept.number(at, input);
        Some(CloudPoint {
            label: format!("point {}", at + 1),
            x: Measured {
                value: x,
                low: x,
                high: x,
            },
            y: mean(found, at, measure)?,
        })
    };
    Figure {
        name: "scatter".to_owned(),
        title: format!(
            "{} at every point, by {}",
            words::capitalised(&found.measure(measure)),
            short(found.input(input))
        ),
        subtitle: "Each dot is a point of the design; all other inputs vary too".to_owned(),
        interval: OF_MEANS.to_owned(),
        plot: Plot::Cloud(Cloud {
            across: found.input(input).to_owned(),
            up: axis(found, measure),
            shares: [false, shares(found, measure)],
            points: (0..swept.figures.len()).filter_map(point).collect(),
            edge: Vec::new(),
        }),
    }
}

/// Cost against the measure that points are ranked by, where both are kept.
fn frontier(found: &Found<'_>) -> Option<Figure> {
    let swept = found.swept;
    let by = swept.ready.sweep.rank_by;
    let mut measures = 0..swept.ready.measures.len();
    let cost = measures.find(|at| *at != by && found.unit(*at) == Unit::Pounds)?;
    let point = |at: usize| {
        Some(CloudPoint {
            label: short(&found.point(at)),
            x: mean(found, at, cost)?,
            y: mean(found, at, by)?,
        })
    };
    let points: Vec<CloudPoint> = (0..swept.figures.len()).filter_map(point).collect();
    let sign = if swept.ready.sweep.more_is_better {
        -1.0
    } else {
        1.0
    };
    let mut order: Vec<usize> = (0..points.len()).collect();
    order.sort_by(|a, b| {
        let of = |at: &usize| (points[*at].x.value, sign * points[*at].y.value);
        let (one, other) = (of(a), of(b));
        one.0.total_cmp(&other.0).then(one.1.total_cmp(&other.1))
    });
    let mut edge: Vec<usize> = Vec::new();
    let mut least = f64::INFINITY;
    for at in order {
        if sign * points[at].y.value < least {
            least = sign * points[at].y.value;
            edge.push(at);
        }
    }
    Some(Figure {
        name: "frontier".to_owned(),
        title: format!(
            "{}, against {}",
            words::capitalised(&found.measure(by)),
            found.measure(cost)
        ),
        subtitle: "Joined: points that no other beats in both, going by means".to_owned(),
        interval: OF_MEANS.to_owned(),
        plot: Plot::Cloud(Cloud {
            across: axis(found, cost),
            up: axis(found, by),
            shares: [false, shares(found, by)],
            points,
            edge,
        }),
    })
}
