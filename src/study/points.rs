//! The points of a sweep: its design with a value for each input.

use super::file::{Kind, MOST_POINTS_EVER, Sweep};
use super::inputs::Level;
use crate::scenario::Problem;
use crate::statistics::design::{
    self, MOST_SOBOL_DIMENSIONS, MOST_SOBOL_POINTS, for_sobol_indices, latin_hypercube, morris,
    sobol,
};

/// What a sweep looks at, in order.
#[derive(Clone, Debug)]
pub struct Points {
    /// How the points belong together.
    pub layout: Layout,
    /// For each point, the place of each input from 0 to 1; `None` = as the scenario says.
    pub places: Vec<Vec<Option<f64>>>,
}

/// How points belong together.
#[derive(Clone, Debug, PartialEq)]
pub enum Layout {
    /// Every combination of so many values of each input.
    Grid(Vec<usize>),
    /// Points that stand by themselves: a list or a table.
    Rows,
    /// Points spread evenly.
    Spread,
    /// Walks of Morris: for each its steps, input and size.
    Walks(Vec<Vec<(usize, f64)>>),
    /// Rows for Sobol' indices, so many points each: A, mixed, B.
    Indices,
    /// The scenario as it is, then each input at its values: which input, for each further point.
    OneAtATime(Vec<usize>),
}

impl Points {
    /// The points of a sweep.
    ///
    /// # Errors
    ///
    /// A design with more points than are allowed, before any of them is made.
    pub fn of(sweep: &Sweep) -> Result<Self, Problem> {
        let number = sweep.size.number.unwrap_or(0);
        let inputs = sweep.inputs.len();
        within_limits(sweep, asked(sweep))?;
        let seed = sweep.size.seed;
        let all = |points: Vec<Vec<f64>>| {
            let point = |point: Vec<f64>| point.into_iter().map(Some).collect();
            points
                .into_iter()
                .map(point)
                .collect::<Vec<Vec<Option<f64>>>>()
        };
        let beyond = || {
            let found = format!("{number} points of {inputs} inputs");
            let wanted = format!(
                "at most {MOST_SOBOL_POINTS} points and {} inputs",
                MOST_SOBOL_DIMENSIONS / 2
            );
            sweep.design.wrong(found, wanted)
        };
        let (layout, places) = match sweep.kind {
            Kind::Grid => {
                let counts = counts(sweep);
                let points = design::grid(&counts, MOST_POINTS_EVER).unwrap_or_default();
                let place = |input: usize, at: usize| match sweep.inputs[input].count() {
                    Some(_) => sweep.inputs[input].place_of(at),
                    None => at as f64 / (counts[input] - 1).max(1) as f64,
                };
                let point = |point: Vec<usize>| {
                    let places = point.into_iter().enumerate();
                    places.map(|(input, at)| place(input, at)).collect()
                };
                let points = points.into_iter().map(point).collect();
                (Layout::Grid(counts), all(points))
            }
            Kind::List | Kind::Csv => {
                let rows = sweep
                    .inputs
                    .first()
                    .and_then(|input| input.count())
                    .unwrap_or(0);
                let row = |at: usize| {
                    sweep
                        .inputs
                        .iter()
                        .map(|input| input.place_of(at))
                        .collect()
                };
                (Layout::Rows, all((0..rows).map(row).collect()))
            }
            Kind::LatinHypercube => (Layout::Spread, all(latin_hypercube(number, inputs, seed))),
            Kind::Sobol => (
                Layout::Spread,
                all(sobol(number, inputs, seed).ok_or_else(beyond)?),
            ),
            Kind::Morris => {
                let walks = morris(number, inputs, sweep.size.levels, seed);
                let steps = walks.iter().map(|walk| walk.steps.clone()).collect();
                let points = walks.into_iter().flat_map(|walk| walk.points).collect();
                (Layout::Walks(steps), all(points))
            }
            Kind::SobolIndices => {
                let points = for_sobol_indices(number, inputs, seed).ok_or_else(beyond)?;
                (Layout::Indices, all(points))
            }
            Kind::OneAtATime => one_at_a_time(sweep),
        };
        Ok(Self { layout, places })
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// The values of the inputs at a point.
    pub fn levels(&self, sweep: &Sweep, point: usize) -> Vec<Level> {
        let places = sweep.inputs.iter().zip(&self.places[point]);
        let level = |(input, place): (&super::Input, &Option<f64>)| match place {
            Some(place) => input.at(*place),
            None => input.as_it_is(),
        };
        places.map(level).collect()
    }
}

/// Values of each input that a grid takes.
fn counts(sweep: &Sweep) -> Vec<usize> {
    let both = sweep.inputs.iter().zip(&sweep.steps);
    both.map(|(input, steps)| input.count().or(*steps).unwrap_or(1))
        .collect()
}

/// How many points a design asks for; `None` where they cannot be counted.
fn asked(sweep: &Sweep) -> Option<usize> {
    let number = sweep.size.number.unwrap_or(0);
    let inputs = sweep.inputs.len();
    let listed = |input: &super::Input| input.count().unwrap_or(2);
    match sweep.kind {
        Kind::Grid => counts(sweep)
            .iter()
            .try_fold(1_usize, |all, count| all.checked_mul(*count)),
        Kind::List | Kind::Csv => Some(sweep.inputs.first().map_or(0, listed)),
        Kind::LatinHypercube | Kind::Sobol => Some(number),
        Kind::Morris => number.checked_mul(inputs + 1),
        Kind::SobolIndices => number.checked_mul(inputs + 2),
        Kind::OneAtATime => Some(1 + sweep.inputs.iter().map(listed).sum::<usize>()),
    }
}

fn within_limits(sweep: &Sweep, asked: Option<usize>) -> Result<(), Problem> {
    let most = sweep.size.at_most;
    let futures = asked.and_then(|points| points.checked_mul(sweep.replications as usize));
    if futures.is_none() || asked.is_none_or(|asked| asked > most) {
        let found = match asked {
            Some(asked) => format!("a design of {asked} points"),
            None => "a design of more points than can be counted".to_owned(),
        };
        let problem = sweep.design.wrong(found, format!("at most {most} points"));
        let hint = match asked.filter(|asked| *asked <= MOST_POINTS_EVER) {
            Some(asked) => format!("if it is meant, say `at_most = {asked}` in [design]"),
            None => "fewer values, or a design that spreads points: \"sobol\"".to_owned(),
        };
        return Err(problem.hint(hint));
    }
    let number = sweep.size.number.unwrap_or(1);
    let net = matches!(sweep.kind, Kind::Sobol | Kind::SobolIndices);
    if net && !number.is_power_of_two() {
        let node = sweep.design.get("points").unwrap_or(&sweep.design);
        let problem = node.wrong(number.to_string(), "a power of two: 64, 128, 256 ...");
        let near = number.next_power_of_two();
        return Err(problem.hint(format!("a Sobol' sequence is even only then: try {near}")));
    }
    Ok(())
}

/// The scenario as it is, then each input at each of its values, or at both ends of its range.
fn one_at_a_time(sweep: &Sweep) -> (Layout, Vec<Vec<Option<f64>>>) {
    let nothing = vec![None; sweep.inputs.len()];
    let mut places = vec![nothing.clone()];
    let mut which = Vec::new();
    for (at, input) in sweep.inputs.iter().enumerate() {
        let ends: Vec<f64> = match input.count() {
            Some(count) => (0..count).map(|value| input.place_of(value)).collect(),
            None => vec![0.0, 1.0],
        };
        for end in ends {
            let mut point = nothing.clone();
            point[at] = Some(end);
            places.push(point);
            which.push(at);
        }
    }
    (Layout::OneAtATime(which), places)
}
