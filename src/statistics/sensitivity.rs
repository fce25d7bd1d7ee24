//! Which inputs matter: elementary effects, shares of variance, partial rank correlations.
//!
//! A simulation answers with noise: the figure at a point is a mean over replications. Each point
//! comes here with its figure in every replication, in the same order at every point. From those
//! the noise is estimated and taken off, product by product, so that an input is not given the
//! credit for chance; this holds whether points share their random numbers or not. With one
//! replication a point nothing can be taken off.

use super::design::Mixed;
use super::summary::{quantile_of, student_t_quantile};
use statrs::distribution::{ContinuousCDF, Normal};

/// Resamples of a bootstrap interval.
const RESAMPLES: usize = 1000;

/// Figures at each point: `figures[point][replication]`.
pub type Figures = [Vec<f64>];

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// Covariance of two figures over replications (divisor n - 1); nothing below two.
fn covariance(one: &[f64], other: &[f64]) -> f64 {
    if one.len() < 2 {
        return 0.0;
    }
    let (left, right) = (mean(one), mean(other));
    let products = one.iter().zip(other).map(|(a, b)| (a - left) * (b - right));
    products.sum::<f64>() / (one.len() - 1) as f64
}

fn differences(from: &[f64], to: &[f64]) -> Vec<f64> {
    from.iter().zip(to).map(|(a, b)| b - a).collect()
}

/// Whether every point has a number in as many replications, one at least.
fn is_whole(figures: &Figures) -> bool {
    let count = figures.first().map_or(0, Vec::len);
    let whole = |point: &Vec<f64>| point.len() == count && point.iter().all(|v| v.is_finite());
    count > 0 && figures.iter().all(whole)
}

/// How the figures of a design vary, and how much of that is the noise of too few replications.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Variation {
    /// Variance between the means of points, noise included (divisor: points less one).
    pub between: f64,
    /// The part of it that is noise; `None` with one replication a point.
    pub noise: Option<f64>,
}

impl Variation {
    /// Of points with their figures in the same replications: the noise is the part of a figure
    /// that neither its point nor its replication explains, over the number of replications. What
    /// all points of a replication share moves them alike and is no noise between them.
    ///
    /// `None` below two points, or where a figure is missing.
    pub fn of(figures: &Figures) -> Option<Self> {
        if figures.len() < 2 || !is_whole(figures) {
            return None;
        }
        let (points, replications) = (figures.len() as f64, figures[0].len());
        let means: Vec<f64> = figures.iter().map(|point| mean(point)).collect();
        let whole = mean(&means);
        let between = means.iter().map(|m| (m - whole) * (m - whole)).sum::<f64>() / (points - 1.0);
        let noise = (replications > 1).then(|| {
            let column = |r: usize| figures.iter().map(|point| point[r]).sum::<f64>() / points;
            let columns: Vec<f64> = (0..replications).map(column).collect();
            let rest = figures.iter().zip(&means).flat_map(|(point, mean)| {
                let cells = point.iter().zip(&columns);
                cells.map(move |(value, column)| value - mean - column + whole)
            });
            let squares: f64 = rest.map(|rest| rest * rest).sum();
            let degrees = (points - 1.0) * (replications - 1) as f64;
            squares / degrees / replications as f64
        });
        Some(Self { between, noise })
    }

    /// Share of the variance between points that is noise, at most 1; `None` where it is not known
    /// or nothing varies.
    pub fn noise_share(&self) -> Option<f64> {
        (self.between > 0.0).then_some((self.noise? / self.between).min(1.0))
    }

    /// Variance without its noise, never below 0.
    pub fn cleared(&self) -> f64 {
        (self.between - self.noise.unwrap_or(0.0)).max(0.0)
    }
}

/// Elementary effects of one input, over its whole range, in the unit of the figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Elementary {
    /// Mean of the effects.
    pub mu: f64,
    /// Mean of their sizes (Campolongo, Cariboni and Saltelli 2007): how much the input matters.
    pub mu_star: f64,
    /// Interval of `mu_star` at 95 %, by bootstrap over trajectories; `None` below two.
    pub interval: Option<(f64, f64)>,
    /// Standard deviation of the effects, noise taken off: large where the input acts with others
    /// or not in a straight line.
    pub sigma: f64,
    /// Standard deviation of one effect by noise alone; `None` with one replication a point.
    pub noise_sd: Option<f64>,
}

/// Elementary effects (Morris 1991). `steps[t]` are the inputs that trajectory `t` moves, with the
/// size of the step as a share of the range; its points stand together in `figures`, one more than
/// it has steps.
///
/// `None` where a figure is missing or the points do not fit the steps.
pub fn elementary_effects(
    figures: &Figures,
    steps: &[Vec<(usize, f64)>],
    inputs: usize,
    seed: u64,
) -> Option<Vec<Elementary>> {
    let points: usize = steps.iter().map(|walk| walk.len() + 1).sum();
    if points != figures.len() || !is_whole(figures) {
        return None;
    }
    let replications = figures[0].len() as f64;
    let mut effects = vec![Vec::new(); inputs];
    let mut noise = vec![0.0; inputs];
    let mut start = 0;
    for walk in steps {
        for (at, (input, by)) in walk.iter().enumerate() {
            let moved = differences(&figures[start + at], &figures[start + at + 1]);
            effects.get_mut(*input)?.push(mean(&moved) / by);
            noise[*input] += covariance(&moved, &moved) / replications / (by * by);
        }
        start += walk.len() + 1;
    }
    let mut stream = Mixed::new(seed);
    let summed = effects.iter().zip(noise).map(|(effects, noise)| {
        let n = effects.len();
        if n == 0 {
            return None;
        }
        let sizes: Vec<f64> = effects.iter().map(|effect| effect.abs()).collect();
        let noise = noise / n as f64;
        let variance = covariance(effects, effects) - noise;
        Some(Elementary {
            mu: mean(effects),
            mu_star: mean(&sizes),
            interval: bootstrap(n, &mut stream, |chosen| {
                chosen.iter().map(|at| sizes[*at]).sum::<f64>() / n as f64
            }),
            sigma: libm::sqrt(variance.max(0.0)),
            noise_sd: (replications > 1.0).then(|| libm::sqrt(noise)),
        })
    });
    summed.collect()
}

/// The middle 95 in 100 of a statistic over resamples of `n` things; `None` below two.
fn bootstrap(
    n: usize,
    stream: &mut Mixed,
    statistic: impl Fn(&[usize]) -> f64,
) -> Option<(f64, f64)> {
    if n < 2 {
        return None;
    }
    let mut chosen = vec![0; n];
    let mut found: Vec<f64> = (0..RESAMPLES)
        .map(|_| {
            chosen.iter_mut().for_each(|at| *at = stream.below(n));
            statistic(&chosen)
        })
        .filter(|value| value.is_finite())
        .collect();
    Some((
        quantile_of(&mut found, 0.025)?,
        quantile_of(&mut found, 0.975)?,
    ))
}

/// Shares of the variance of a figure that one input accounts for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct VarianceShare {
    /// By the input alone, over all values of the others (first-order index).
    pub first: f64,
    /// Interval of it at 95 %, by bootstrap over base rows.
    pub first_interval: Option<(f64, f64)>,
    /// With everything it does together with others (total index).
    pub total: f64,
    /// Interval of it at 95 %, by bootstrap over base rows.
    pub total_interval: Option<(f64, f64)>,
}

/// Shares of variance, input by input.
#[derive(Debug, Clone, PartialEq)]
pub struct VarianceShares {
    /// One for each input.
    pub inputs: Vec<VarianceShare>,
    /// How the figures vary over the design.
    pub variation: Variation,
}

/// What one base row adds to each sum of the estimators, noise taken off.
struct Row {
    a: f64,
    b: f64,
    first: Vec<f64>,
    total: Vec<f64>,
}

/// First-order and total indices of Sobol', from the points of
/// [`for_sobol_indices`](super::design::for_sobol_indices): first order after Saltelli et al.
/// (2010), mean of B (AB - A) over V; total after Jansen (1999), mean of (A - AB)^2 over 2 V. The
/// mean of A and B is taken off first, in each replication by itself, which makes the estimates
/// much more precise.
///
/// `None` where a figure is missing, the points do not fit, or nothing varies beyond noise.
pub fn variance_shares(figures: &Figures, inputs: usize, seed: u64) -> Option<VarianceShares> {
    if !is_whole(figures) || figures.is_empty() {
        return None;
    }
    let group = inputs + 2;
    let ends = figures.iter().enumerate();
    let ends = ends.filter(|(at, _)| at % group == 0 || at % group == group - 1);
    let ends: Vec<&Vec<f64>> = ends.map(|(_, point)| point).collect();
    let centre = |r: usize| ends.iter().map(|point| point[r]).sum::<f64>() / ends.len() as f64;
    let centres: Vec<f64> = (0..figures[0].len()).map(centre).collect();
    let centred: Vec<Vec<f64>> = figures
        .iter()
        .map(|point| differences(&centres, point))
        .collect();
    estimate(&centred, inputs, seed)
}

fn estimate(figures: &Figures, inputs: usize, seed: u64) -> Option<VarianceShares> {
    let group = inputs + 2;
    if inputs == 0 || !figures.len().is_multiple_of(group) {
        return None;
    }
    let replications = figures.first()?.len() as f64;
    let row = |points: &[Vec<f64>]| {
        let (a, b) = (&points[0], &points[inputs + 1]);
        let mut row = Row {
            a: mean(a),
            b: mean(b),
            first: Vec::with_capacity(inputs),
            total: Vec::with_capacity(inputs),
        };
        for mixed in &points[1..=inputs] {
            let moved = differences(a, mixed);
            let by = mean(&moved);
            row.first
                .push(row.b * by - covariance(b, &moved) / replications);
            row.total
                .push(by * by - covariance(&moved, &moved) / replications);
        }
        row
    };
    let rows: Vec<Row> = figures.chunks(group).map(row).collect();
    let ends: Vec<Vec<f64>> = figures
        .chunks(group)
        .flat_map(|points| [points[0].clone(), points[inputs + 1].clone()])
        .collect();
    let variation = Variation::of(&ends)?;
    let everything: Vec<usize> = (0..rows.len()).collect();
    let noise = variation.noise.unwrap_or(0.0);
    if variance(&rows, &everything) - noise <= 1e-12 * variation.between {
        return None;
    }
    let mut stream = Mixed::new(seed);
    let shares = (0..inputs).map(|input| {
        let first = |chosen: &[usize]| {
            let sum: f64 = chosen.iter().map(|at| rows[*at].first[input]).sum();
            sum / chosen.len() as f64 / (variance(&rows, chosen) - noise)
        };
        let total = |chosen: &[usize]| {
            let sum: f64 = chosen.iter().map(|at| rows[*at].total[input]).sum();
            sum / chosen.len() as f64 / 2.0 / (variance(&rows, chosen) - noise)
        };
        VarianceShare {
            first: first(&everything),
            first_interval: bootstrap(rows.len(), &mut stream, first),
            total: total(&everything),
            total_interval: bootstrap(rows.len(), &mut stream, total),
        }
    });
    Some(VarianceShares {
        inputs: shares.collect(),
        variation,
    })
}

/// Variance of A and B of some base rows together (divisor n).
fn variance(rows: &[Row], chosen: &[usize]) -> f64 {
    let (mut sum, mut squares) = (0.0, 0.0);
    for at in chosen {
        let row = &rows[*at];
        sum += row.a + row.b;
        squares += row.a * row.a + row.b * row.b;
    }
    let n = 2.0 * chosen.len() as f64;
    squares / n - (sum / n) * (sum / n)
}

/// A partial rank correlation with its interval at 95 %.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RankCorrelation {
    /// From -1 to 1; its sign says which way the figure goes as the input grows.
    pub coefficient: f64,
    /// By Fisher's transformation with the variance of Fieller, Hartley and Pearson (1957) for
    /// ranks; `None` where there are too few points.
    pub interval: Option<(f64, f64)>,
}

impl RankCorrelation {
    /// Whether a correlation of one input, over so many points, is stronger than luck would make
    /// the strongest of so many inputs one time in twenty: Student's t for rank correlations, the
    /// level shared out among the inputs (Bonferroni).
    pub fn stands_out(&self, points: usize, inputs: usize) -> bool {
        let Some(degrees) = points.checked_sub(2).filter(|degrees| *degrees > 0) else {
            return false;
        };
        let level = 1.0 - 0.025 / inputs.max(1) as f64;
        let rest = 1.0 - self.coefficient * self.coefficient;
        let t = self.coefficient.abs() * libm::sqrt(degrees as f64 / rest.max(f64::EPSILON));
        student_t_quantile(degrees, level).is_some_and(|most| t > most)
    }
}

/// Rank correlation (Spearman) of one input with a figure, other inputs varying as they do;
/// `None` where either does not vary or points are fewer than three.
pub fn rank_correlation(input: &[f64], figure: &[f64]) -> Option<RankCorrelation> {
    if input.len() != figure.len() || input.len() < 3 {
        return None;
    }
    let (input, figure) = (ranks(input), ranks(figure));
    let spread = covariance(&input, &input) * covariance(&figure, &figure);
    if spread.is_nan() || spread <= 0.0 {
        return None;
    }
    let coefficient = covariance(&input, &figure) / libm::sqrt(spread);
    with_interval(coefficient, input.len() as f64 - 3.0)
}

/// A rank correlation with its interval by its degrees of freedom.
fn with_interval(coefficient: f64, degrees: f64) -> Option<RankCorrelation> {
    let z = Normal::new(0.0, 1.0).ok()?.inverse_cdf(0.975);
    let coefficient = coefficient.clamp(-1.0, 1.0);
    let interval = (degrees > 0.0 && coefficient.abs() < 1.0).then(|| {
        let (middle, half) = (libm::atanh(coefficient), z * libm::sqrt(1.06 / degrees));
        (libm::tanh(middle - half), libm::tanh(middle + half))
    });
    Some(RankCorrelation {
        coefficient,
        interval,
    })
}

/// Partial rank correlation of each input with a figure, all other inputs held (Iman and Conover
/// 1979; Marino, Hogue, Ray and Kirschner 2008). `inputs[point][input]`; it sees only what goes one
/// way.
///
/// `None` where a column does not vary, inputs say the same, or points are too few.
pub fn partial_rank_correlations(
    inputs: &[Vec<f64>],
    figure: &[f64],
) -> Option<Vec<RankCorrelation>> {
    let (points, count) = (inputs.len(), inputs.first()?.len());
    if figure.len() != points || points < count + 2 {
        return None;
    }
    let column = |at: usize| inputs.iter().map(|point| point[at]).collect::<Vec<f64>>();
    let mut ranked: Vec<Vec<f64>> = (0..count).map(|at| ranks(&column(at))).collect();
    ranked.push(ranks(figure));
    let cells = |one: &Vec<f64>| {
        let row = ranked.iter().map(|other| covariance(one, other));
        row.collect::<Vec<f64>>()
    };
    let mut matrix: Vec<Vec<f64>> = ranked.iter().map(cells).collect();
    let scale: Vec<f64> = (0..=count).map(|at| libm::sqrt(matrix[at][at])).collect();
    for (row, cells) in matrix.iter_mut().enumerate() {
        for (column, cell) in cells.iter_mut().enumerate() {
            *cell /= scale[row] * scale[column];
        }
    }
    let inverse = inverted(matrix)?;
    let degrees = points as f64 - 3.0 - (count as f64 - 1.0);
    let one = |at: usize| {
        let bottom = libm::sqrt(inverse[at][at] * inverse[count][count]);
        with_interval(-inverse[at][count] / bottom, degrees)
    };
    (0..count).map(one).collect()
}

/// Ranks from 1, equal values sharing the middle of theirs.
fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    let mut ranks = vec![0.0; values.len()];
    let mut from = 0;
    while from < order.len() {
        let same = |at: &&usize| values[**at] == values[order[from]];
        let equal = order[from..].iter().take_while(same).count();
        let middle = from as f64 + (equal as f64 + 1.0) / 2.0;
        for at in &order[from..from + equal] {
            ranks[*at] = middle;
        }
        from += equal;
    }
    ranks
}

/// The inverse of a matrix of correlations by elimination; `None` where there is none.
fn inverted(mut matrix: Vec<Vec<f64>>) -> Option<Vec<Vec<f64>>> {
    let n = matrix.len();
    for (at, row) in matrix.iter_mut().enumerate() {
        row.extend((0..n).map(|column| f64::from(u8::from(column == at))));
    }
    for column in 0..n {
        let size = |row: &usize| matrix[*row][column].abs();
        let pivot = (column..n).max_by(|a, b| size(a).total_cmp(&size(b)))?;
        if matrix[pivot][column].is_nan() || matrix[pivot][column].abs() < 1e-10 {
            return None;
        }
        matrix.swap(column, pivot);
        let scale = matrix[column][column];
        matrix[column].iter_mut().for_each(|cell| *cell /= scale);
        let own = matrix[column].clone();
        for (at, row) in matrix.iter_mut().enumerate() {
            let factor = row[column];
            if at != column && factor != 0.0 {
                row.iter_mut()
                    .zip(&own)
                    .for_each(|(cell, have)| *cell -= factor * have);
            }
        }
    }
    Some(matrix.into_iter().map(|row| row[n..].to_vec()).collect())
}

#[cfg(test)]
#[path = "sensitivity_tests.rs"]
mod tests;
