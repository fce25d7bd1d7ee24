//! Designs of experiments: points of the unit cube at which a study looks.
//!
//! Every design is a pure function of its size and its seed, the same on every machine. A point
//! gives each input a share from 0 to 1 of its range.

/// Most points of a scrambled Sobol' sequence.
pub const MOST_SOBOL_POINTS: usize = 1 << 16;
/// Most dimensions of a scrambled Sobol' sequence.
pub const MOST_SOBOL_DIMENSIONS: usize = 256;

/// Random Latin hypercubes of which the one with the widest smallest distance is taken.
const HYPERCUBES: usize = 20;
/// Beyond so many points the first hypercube is taken: distances would take longer than they gain.
const MOST_FOR_DISTANCE: usize = 600;

/// The splitmix64 generator (Steele, Lea and Flood 2014): a stream for a design or a bootstrap.
#[derive(Debug, Clone)]
pub struct Mixed(u64);

impl Mixed {
    /// A stream from a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A uniform number from 0, included, to 1, excluded.
    pub fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A whole number below `n`, each equally likely to within 2^-53; 0 for `n` of 0.
    pub fn below(&mut self, n: usize) -> usize {
        libm::floor(self.unit() * n as f64) as usize
    }

    /// Brings things into a random order (Fisher and Yates).
    pub fn shuffle<T>(&mut self, things: &mut [T]) {
        for last in (1..things.len()).rev() {
            things.swap(last, self.below(last + 1));
        }
    }
}

/// Every combination of `counts[i]` values of input `i`, the last input fastest.
///
/// `None` where there would be more than `most`: nothing is made then.
pub fn grid(counts: &[usize], most: usize) -> Option<Vec<Vec<usize>>> {
    let size = counts
        .iter()
        .try_fold(1_usize, |size, count| size.checked_mul(*count))?;
    if size > most {
        return None;
    }
    let point = |mut rest: usize| {
        let mut point = vec![0; counts.len()];
        for (place, count) in point.iter_mut().zip(counts).rev() {
            *place = rest % count;
            rest /= count;
        }
        point
    };
    Some((0..size).map(point).collect())
}

/// A Latin hypercube (McKay, Beckman and Conover 1979): each column has exactly one point in each
/// of `points` strata. Of a few random ones that with the widest smallest distance between points
/// is taken (Morris and Mitchell 1995), unless there are very many points.
pub fn latin_hypercube(points: usize, dimensions: usize, seed: u64) -> Vec<Vec<f64>> {
    let mut stream = Mixed::new(seed);
    let mut random = || {
        let mut cube = vec![vec![0.0; dimensions]; points];
        for dimension in 0..dimensions {
            let mut strata: Vec<usize> = (0..points).collect();
            stream.shuffle(&mut strata);
            for (point, stratum) in cube.iter_mut().zip(strata) {
                point[dimension] = (stratum as f64 + stream.unit()) / points as f64;
            }
        }
        cube
    };
    let mut best = random();
    if points <= MOST_FOR_DISTANCE {
        let mut widest = smallest_distance(&best);
        for _ in 1..HYPERCUBES {
            let other = random();
            let distance = smallest_distance(&other);
            if distance > widest {
                (best, widest) = (other, distance);
            }
        }
    }
    best
}

/// Square of the smallest distance between two points.
fn smallest_distance(points: &[Vec<f64>]) -> f64 {
    let mut smallest = f64::INFINITY;
    for (place, point) in points.iter().enumerate() {
        for other in &points[..place] {
            let both = point.iter().zip(other);
            let square: f64 = both.map(|(a, b)| (a - b) * (a - b)).sum();
            smallest = smallest.min(square);
        }
    }
    smallest
}

/// The first points of a Sobol' sequence (Sobol' 1967, directions of Joe and Kuo 2008), scrambled
/// (Owen 1998, by the hash of Laine and Karras as in Burley 2020). `points` should be a power of
/// two, and the first must not be left out (Owen 2020).
///
/// `None` beyond [`MOST_SOBOL_POINTS`] or [`MOST_SOBOL_DIMENSIONS`].
pub fn sobol(points: usize, dimensions: usize, seed: u64) -> Option<Vec<Vec<f64>>> {
    if points > MOST_SOBOL_POINTS || dimensions > MOST_SOBOL_DIMENSIONS {
        return None;
    }
    let seed = Mixed::new(seed).bits() as u32;
    let value = |point: usize, dimension: usize| {
        f64::from(sobol_burley::sample(point as u32, dimension as u32, seed))
    };
    let point = |point: usize| (0..dimensions).map(|d| value(point, d)).collect();
    Some((0..points).map(point).collect())
}

/// Points at which total and first-order indices are estimated (Saltelli et al. 2010).
///
/// The points of base row `j` stand together: A, then for each input A with that input from B,
/// then B; so `base * (inputs + 2)` in all. `None` as for [`sobol`], of twice as many dimensions.
pub fn for_sobol_indices(base: usize, inputs: usize, seed: u64) -> Option<Vec<Vec<f64>>> {
    let rows = sobol(base, inputs * 2, seed)?;
    let mut points = Vec::with_capacity(base * (inputs + 2));
    for row in &rows {
        let (a, b) = row.split_at(inputs);
        points.push(a.to_vec());
        for input in 0..inputs {
            let mut mixed = a.to_vec();
            mixed[input] = b[input];
            points.push(mixed);
        }
        points.push(b.to_vec());
    }
    Some(points)
}

/// One walk of Morris through the cube: each input is moved once.
#[derive(Debug, Clone, PartialEq)]
pub struct Trajectory {
    /// The points, one more than there are inputs.
    pub points: Vec<Vec<f64>>,
    /// For each step from a point to the next: the input that moves, and by how much.
    pub steps: Vec<(usize, f64)>,
}

/// Trajectories of Morris (1991) on a grid of `levels` values (even, 4 is usual), with steps of
/// `levels / (2 (levels - 1))`.
pub fn morris(trajectories: usize, inputs: usize, levels: usize, seed: u64) -> Vec<Trajectory> {
    let mut stream = Mixed::new(seed);
    let levels = levels.max(2);
    let (half, last) = (levels / 2, (levels - 1) as f64);
    let step = half as f64 / last;
    let one = |_| {
        let mut point = Vec::with_capacity(inputs);
        let mut moves = Vec::with_capacity(inputs);
        for _ in 0..inputs {
            let low = stream.below(levels - half) as f64 / last;
            let up = stream.below(2) == 0;
            point.push(if up { low } else { low + step });
            moves.push(if up { step } else { -step });
        }
        let mut order: Vec<usize> = (0..inputs).collect();
        stream.shuffle(&mut order);
        let mut points = vec![point.clone()];
        for input in &order {
            point[*input] += moves[*input];
            points.push(point.clone());
        }
        Trajectory {
            points,
            steps: order.iter().map(|input| (*input, moves[*input])).collect(),
        }
    };
    (0..trajectories).map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_generator_gives_its_known_answers() {
        let mut stream = Mixed::new(1_234_567);
        let known = [
            6_457_827_717_110_365_317,
            3_203_168_211_198_807_973,
            9_817_491_932_198_370_423,
            4_593_380_528_125_082_431,
        ];
        assert_eq!(known.map(|_| stream.bits()), known);
    }

    /// The unscrambled sequence in the order of the Gray code, from what scrambling starts with.
    fn plain_sobol(index: u32, dimension: u32) -> f64 {
        let gray = index ^ (index >> 1);
        let bits = sobol_burley::parts::sobol_rev(gray.reverse_bits(), dimension);
        f64::from(bits.reverse_bits()) / 4_294_967_296.0
    }

    #[test]
    fn what_is_scrambled_is_the_sobol_sequence_of_joe_and_kuo() {
        let first = [
            [0.0, 0.0, 0.0, 0.0, 0.0],
            [0.5, 0.5, 0.5, 0.5, 0.5],
            [0.75, 0.25, 0.25, 0.25, 0.75],
            [0.25, 0.75, 0.75, 0.75, 0.25],
            [0.375, 0.375, 0.625, 0.875, 0.375],
            [0.875, 0.875, 0.125, 0.375, 0.875],
            [0.625, 0.125, 0.875, 0.625, 0.625],
            [0.125, 0.625, 0.375, 0.125, 0.125],
        ];
        for (index, point) in first.iter().enumerate() {
            let found = [0, 1, 2, 3, 4].map(|d| plain_sobol(index as u32, d));
            assert_eq!(found, *point, "point {index}");
        }
        let thousandth = [0, 1, 2, 3, 4].map(|d| plain_sobol(1000, d));
        let wanted = [
            0.2197265625,
            0.0966796875,
            0.5185546875,
            0.6767578125,
            0.2802734375,
        ];
        assert_eq!(thousandth, wanted);
    }

    fn strata_filled_once(points: &[Vec<f64>]) {
        for dimension in 0..points[0].len() {
            let mut seen = vec![0; points.len()];
            for point in points {
                seen[(point[dimension] * points.len() as f64) as usize] += 1;
            }
            assert!(
                seen.iter().all(|times| *times == 1),
                "column {dimension}: {seen:?}"
            );
        }
    }

    #[test]
    fn every_stratum_has_one_point() {
        for points in [1, 2, 17, 100] {
            strata_filled_once(&latin_hypercube(points, 4, 7));
        }
        for points in [1, 2, 64, 4096] {
            strata_filled_once(&sobol(points, 9, 7).expect("within the limits"));
        }
        assert_eq!(latin_hypercube(10, 3, 1), latin_hypercube(10, 3, 1));
        assert_ne!(latin_hypercube(10, 3, 1), latin_hypercube(10, 3, 2));
        assert!(sobol(MOST_SOBOL_POINTS + 1, 2, 1).is_none());
        assert!(sobol(2, MOST_SOBOL_DIMENSIONS + 1, 1).is_none());
    }

    #[test]
    fn the_first_two_dimensions_are_a_net() {
        // 256 points: every box of 1/16 by 1/16, 1/4 by 1/64 and so on holds exactly one.
        let points = sobol(256, 2, 3).expect("within the limits");
        for wide in 0..=8_u32 {
            let boxes = [1_usize << wide, 1_usize << (8 - wide)];
            let mut seen = vec![0; 256];
            for point in &points {
                let at = |d: usize| (point[d] * boxes[d] as f64) as usize;
                seen[at(0) * boxes[1] + at(1)] += 1;
            }
            assert!(seen.iter().all(|times| *times == 1), "{boxes:?}");
        }
    }

    #[test]
    fn the_error_of_an_integral_falls_faster_than_by_chance() {
        // A smooth product over 5 dimensions whose integral is 1.
        let value =
            |point: &Vec<f64>| -> f64 { point.iter().map(|x| 1.0 + 0.5 * (x - 0.5)).product() };
        let error = |points: usize| {
            let squares: f64 = (0..16)
                .map(|seed| {
                    let all = sobol(points, 5, seed).expect("within the limits");
                    let mean = all.iter().map(value).sum::<f64>() / points as f64;
                    (mean - 1.0) * (mean - 1.0)
                })
                .sum();
            libm::sqrt(squares / 16.0)
        };
        let rate = libm::log(error(64) / error(4096)) / libm::log(64.0);
        assert!(rate > 0.8, "errors fall with the power {rate}");
    }

    #[test]
    fn a_trajectory_moves_each_input_once_and_stays_in_the_cube() {
        let walks = morris(40, 5, 4, 9);
        assert_eq!(walks.len(), 40);
        for walk in &walks {
            assert_eq!((walk.points.len(), walk.steps.len()), (6, 5));
            let mut moved: Vec<usize> = walk.steps.iter().map(|step| step.0).collect();
            moved.sort_unstable();
            assert_eq!(moved, [0, 1, 2, 3, 4]);
            for (pair, (input, by)) in walk.points.windows(2).zip(&walk.steps) {
                assert!((by.abs() - 2.0 / 3.0).abs() < 1e-12);
                for (at, (from, to)) in pair[0].iter().zip(&pair[1]).enumerate() {
                    let wanted = if at == *input { *by } else { 0.0 };
                    assert!((to - from - wanted).abs() < 1e-12);
                    assert!((-1e-12..=1.0 + 1e-12).contains(to));
                }
            }
        }
        let up = walks
            .iter()
            .flat_map(|walk| &walk.steps)
            .filter(|step| step.1 > 0.0);
        assert!(
            (70..=130).contains(&up.count()),
            "200 steps, half of them up"
        );
    }

    #[test]
    fn a_grid_has_every_combination_and_a_limit() {
        let points = grid(&[2, 3], 6).expect("six");
        assert_eq!(points, [[0, 0], [0, 1], [0, 2], [1, 0], [1, 1], [1, 2]]);
        assert_eq!(grid(&[2, 3], 5), None);
        assert_eq!(grid(&[1000; 40], 1_000_000), None);
    }
}
