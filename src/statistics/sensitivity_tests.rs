//! Fixtures computed with other programs; functions whose indices are known; planted truths.

use super::*;
use crate::statistics::assert_close;
use crate::statistics::design::{self, for_sobol_indices, latin_hypercube, morris};
use std::f64::consts::PI;

fn once(values: impl IntoIterator<Item = f64>) -> Vec<Vec<f64>> {
    values.into_iter().map(|value| vec![value]).collect()
}

fn ishigami(unit: &[f64]) -> f64 {
    let x = |at: usize| -PI + 2.0 * PI * unit[at];
    let (first, second) = (libm::sin(x(0)), libm::sin(x(1)));
    first + 7.0 * second * second + 0.1 * libm::pow(x(2), 4.0) * first
}

const EXACT_ISHIGAMI: [(f64, f64); 3] = [
    (0.313_905_191_147_811_46, 0.557_588_855_209_959_2),
    (0.442_411_144_790_040_9, 0.442_411_144_790_040_9),
    (0.0, 0.243_683_664_062_147_7),
];

#[test]
fn the_estimators_agree_with_the_reference_on_its_own_points() {
    // Points 1 to 128 of the unscrambled sequence in six dimensions.
    let plain = |index: u32, dimension: u32| {
        let gray = index ^ (index >> 1);
        let bits = sobol_burley::parts::sobol_rev(gray.reverse_bits(), dimension);
        f64::from(bits.reverse_bits()) / 4_294_967_296.0
    };
    let mut points = Vec::new();
    for index in 1..=128 {
        let row: Vec<f64> = (0..6).map(|dimension| plain(index, dimension)).collect();
        let (a, b) = row.split_at(3);
        points.push(ishigami(a));
        for input in 0..3 {
            let mut mixed = a.to_vec();
            mixed[input] = b[input];
            points.push(ishigami(&mixed));
        }
        points.push(ishigami(b));
    }
    let found = estimate(&once(points), 3, 1).expect("it varies");
    let wanted = [
        (0.31986371122028007, 0.598593041673721),
        (0.4941167901852852, 0.4576123661306008),
        (-0.04203590028630638, 0.2393200646600624),
    ];
    for (share, (first, total)) in found.inputs.iter().zip(wanted) {
        assert_close(share.first, first);
        assert_close(share.total, total);
    }
    // The reference divides by n, the spread by n - 1.
    assert_close(found.variation.between * 255.0 / 256.0, 13.255883748643281);
}

#[test]
fn the_indices_of_known_functions_are_found() {
    let g = |unit: &[f64]| -> f64 {
        let a = [0.0, 1.0, 4.5, 9.0, 99.0];
        let factors = unit.iter().zip(a);
        factors
            .map(|(x, a)| ((4.0 * x - 2.0).abs() + a) / (1.0 + a))
            .product()
    };
    let exact_g = [
        (0.7164177234431923, 0.7873132925823942),
        (0.17910443086079808, 0.2422502438715059),
        (0.02368323052704768, 0.034324285235199745),
        (0.007164177234431923, 0.01046263511737401),
        (7.164177234431924e-05, 0.00010497160662409844),
    ];
    let check = |function: &dyn Fn(&[f64]) -> f64, exact: &[(f64, f64)]| {
        let points = for_sobol_indices(8192, exact.len(), 5).expect("within the limits");
        let figures = once(points.iter().map(|point| function(point)));
        let found = variance_shares(&figures, exact.len(), 2).expect("it varies");
        for (share, (first, total)) in found.inputs.iter().zip(exact) {
            assert!((share.first - first).abs() < 0.02, "{share:?} for {first}");
            assert!((share.total - total).abs() < 0.02, "{share:?} for {total}");
            let (low, high) = share.total_interval.expect("many rows");
            assert!(
                low - 0.01 <= *total && *total <= high + 0.01,
                "{share:?} for {total}"
            );
        }
    };
    check(&ishigami, &EXACT_ISHIGAMI);
    check(&g, &exact_g);
}

/// Noise of a point in a replication, from nothing but their numbers.
fn noise(point: usize, replication: usize) -> f64 {
    let mut stream = Mixed::new((point as u64) << 20 | replication as u64);
    (0..12).map(|_| stream.unit()).sum::<f64>() - 6.0
}

#[test]
fn noise_is_kept_apart_from_what_the_inputs_do() {
    // Noise whose variance over 5 replications equals the Ishigami function's own.
    let size = libm::sqrt(13.845 * 5.0);
    let points = for_sobol_indices(4096, 3, 5).expect("within the limits");
    let noisy = |common: f64| -> Vec<Vec<f64>> {
        let cell = |at: usize, r: usize| {
            common * noise(1 << 30, r) + size * noise(at, r) + ishigami(&points[at])
        };
        let point = |at: usize| (0..5).map(|r| cell(at, r)).collect();
        (0..points.len()).map(point).collect()
    };
    for common in [0.0, 100.0] {
        let figures = noisy(common);
        let found = variance_shares(&figures, 3, 2).expect("it varies");
        let share = found.variation.noise_share().expect("five replications");
        assert!(
            (share - 0.5).abs() < 0.03,
            "{share} of the variance is noise"
        );
        for (share, (first, total)) in found.inputs.iter().zip(EXACT_ISHIGAMI) {
            assert!((share.first - first).abs() < 0.08, "{share:?} for {first}");
            assert!((share.total - total).abs() < 0.08, "{share:?} for {total}");
        }
        // Without taking it off, the third input would seem to have a total of more than a half.
        let means = once(figures.iter().map(|point| mean(point)));
        let fooled = variance_shares(&means, 3, 2).expect("it varies");
        assert!(fooled.inputs[2].total > 0.5, "{:?}", fooled.inputs[2]);
        assert_eq!(fooled.variation.noise_share(), None);
    }
}

#[test]
fn elementary_effects_agree_with_the_reference() {
    let step = 2.0 / 3.0;
    #[rustfmt::skip]
    let walks = [
        [[1, 0, 1], [1, 0, 3], [3, 0, 3], [3, 2, 3]],
        [[1, 0, 1], [1, 0, 3], [1, 2, 3], [3, 2, 3]],
        [[1, 1, 1], [1, 3, 1], [1, 3, 3], [3, 3, 3]],
        [[0, 1, 0], [0, 3, 0], [0, 3, 2], [2, 3, 2]],
        [[0, 0, 0], [2, 0, 0], [2, 0, 2], [2, 2, 2]],
        [[1, 0, 1], [3, 0, 1], [3, 2, 1], [3, 2, 3]],
    ];
    let value = |x: &[f64; 3]| 2.0 * x[0] - x[1] + 0.5 * x[2] + 1.5 * x[0] * x[1];
    // In thirds of the range.
    let exact = |x: &[i32; 3]| x.map(|thirds| f64::from(thirds) / 3.0);
    let mut figures = Vec::new();
    let mut steps = Vec::new();
    for walk in &walks {
        figures.extend(walk.iter().map(|point| value(&exact(point))));
        let moves = walk.windows(2).map(|pair| {
            let input = (0..3).find(|at| pair[1][*at] != pair[0][*at]);
            let input = input.expect("one input moves");
            (
                input,
                if pair[1][input] > pair[0][input] {
                    step
                } else {
                    -step
                },
            )
        });
        steps.push(moves.collect::<Vec<_>>());
    }
    let found = elementary_effects(&once(figures), &steps, 3, 1).expect("whole");
    let wanted = [
        (2.6666666666666665, 2.6666666666666665, 0.752772652709081),
        (-0.16666666666666663, 0.5, 0.6055300708194985),
        (0.5, 0.5, 0.0),
    ];
    for (effect, (mu, mu_star, sigma)) in found.iter().zip(wanted) {
        assert_close(effect.mu, mu);
        assert_close(effect.mu_star, mu_star);
        assert!((effect.sigma - sigma).abs() < 1e-9, "{effect:?}");
    }
}

#[test]
fn a_planted_truth_is_found_by_screening() {
    // The first input dominates, the second matters only beside the third, the last does nothing.
    let value = |x: &[f64]| 10.0 * x[0] + 4.0 * (x[1] - 0.5) * (x[2] - 0.5);
    let walks = morris(20, 4, 4, 3);
    let steps: Vec<_> = walks.iter().map(|walk| walk.steps.clone()).collect();
    let points: Vec<&Vec<f64>> = walks.iter().flat_map(|walk| &walk.points).collect();
    let shared = |r: usize| 50.0 * noise(1 << 30, r);
    let figures: Vec<Vec<f64>> = points
        .iter()
        .map(|x| (0..4).map(|r| value(x) + shared(r)).collect())
        .collect();
    let found = elementary_effects(&figures, &steps, 4, 1).expect("whole");
    assert!((found[0].mu_star - 10.0).abs() < 1e-9 && found[0].sigma < 1e-6);
    assert!(found[1].sigma > 0.5 && found[1].mu_star < 3.0);
    assert!(found[3].mu_star < 1e-9, "{:?}", found[3]);
    assert!(
        found
            .iter()
            .all(|effect| effect.noise_sd.is_some_and(|sd| sd < 1e-9))
    );
    let fewer = &figures[1..];
    assert_eq!(elementary_effects(fewer, &steps, 4, 1), None);
}

#[rustfmt::skip]
const INPUTS: [[f64; 3]; 40] = [
    [0.3819, 0.6395, 0.9814],
    [0.3944, 0.5571, 0.7187],
    [0.5628, 0.0241, 0.4194],
    [0.7533, 0.1372, 0.2619],
    [0.9945, 0.4045, 0.6952],
    [0.7164, 0.7292, 0.63],
    [0.7886, 0.8836, 0.0941],
    [0.1924, 0.8901, 0.4122],
    [0.9764, 0.1198, 0.4462],
    [0.9814, 0.7893, 0.0244],
    [0.3697, 0.8039, 0.689],
    [0.9008, 0.0196, 0.7804],
    [0.4175, 0.3923, 0.0927],
    [0.6589, 0.0336, 0.8385],
    [0.6989, 0.9214, 0.7423],
    [0.5147, 0.6867, 0.7087],
    [0.5702, 0.5521, 0.3839],
    [0.1726, 0.7587, 0.8693],
    [0.2658, 0.1003, 0.2835],
    [0.0437, 0.9794, 0.6359],
    [0.3711, 0.9211, 0.7861],
    [0.8807, 0.677, 0.1338],
    [0.8045, 0.9386, 0.1674],
    [0.6218, 0.0218, 0.8836],
    [0.6569, 0.8316, 0.6072],
    [0.7497, 0.5779, 0.1149],
    [0.2952, 0.0179, 0.0288],
    [0.4995, 0.0341, 0.5492],
    [0.025, 0.6537, 0.8302],
    [0.5013, 0.3314, 0.1313],
    [0.0145, 0.7108, 0.8819],
    [0.8062, 0.4386, 0.7042],
    [0.458, 0.9123, 0.4465],
    [0.4642, 0.7579, 0.6595],
    [0.5939, 0.073, 0.5497],
    [0.0678, 0.5163, 0.0943],
    [0.9553, 0.3088, 0.5443],
    [0.9958, 0.9874, 0.3889],
    [0.4893, 0.0388, 0.8443],
    [0.8523, 0.9351, 0.4925],
];

#[rustfmt::skip]
const FIGURE: [f64; 40] = [
    -1.2716, -0.5646, 0.1213, 1.0189, 2.1729, -0.333, -0.2366, -1.9083,
    2.4202, 0.7735, -1.5954, 2.4999, -0.6446, 0.3521, -0.3551, -1.4011,
    -0.5826, -1.6763, -0.5833, -1.8665, -1.9756, 0.065, 0.164, 0.4843,
    -0.66, -0.1167, -0.3051, 0.7149, -1.0641, -0.1254, -1.2728, 1.1668,
    -1.3318, -0.9399, -0.0879, -0.753, 1.8663, 1.0779, 0.9093, -0.1098,
];

#[test]
fn partial_rank_correlations_agree_with_the_reference() {
    let inputs: Vec<Vec<f64>> = INPUTS.iter().map(|point| point.to_vec()).collect();
    let found = partial_rank_correlations(&inputs, &FIGURE).expect("it varies");
    for (one, wanted) in found.iter().zip([
        0.9044736282868231,
        -0.7885034347343008,
        0.029385723360025904,
    ]) {
        assert_close(one.coefficient, wanted);
        let (low, high) = one.interval.expect("40 points");
        assert!(low < wanted && wanted < high);
    }
    let still: Vec<Vec<f64>> = inputs.iter().map(|point| vec![point[0], 1.0]).collect();
    assert_eq!(partial_rank_correlations(&still, &FIGURE), None);
    let twice: Vec<Vec<f64>> = inputs
        .iter()
        .map(|point| vec![point[0], point[0]])
        .collect();
    assert_eq!(partial_rank_correlations(&twice, &FIGURE), None);
    assert_eq!(partial_rank_correlations(&inputs[..4], &FIGURE[..4]), None);
}

#[test]
fn ranks_share_their_middle_and_the_interval_covers_as_it_says() {
    assert_eq!(ranks(&[3.0, 1.0, 3.0, 2.0]), [3.5, 1.0, 3.5, 2.0]);
    // An input that does nothing: its interval holds 0 in about 95 of 100 designs.
    let holds = (0..400_u64).filter(|seed| {
        let inputs = latin_hypercube(40, 3, *seed);
        let value = |(at, point): (usize, &Vec<f64>)| 3.0 * point[0] + noise(at, *seed as usize);
        let figure: Vec<f64> = inputs.iter().enumerate().map(value).collect();
        let found = partial_rank_correlations(&inputs, &figure).expect("it varies");
        let (low, high) = found[2].interval.expect("40 points");
        low <= 0.0 && 0.0 <= high
    });
    let holds = holds.count();
    assert!((367..=394).contains(&holds), "{holds} of 400");
}

#[test]
fn what_is_missing_or_does_not_vary_gives_no_answer() {
    let points = design::for_sobol_indices(16, 2, 1).expect("within the limits");
    let still = once(points.iter().map(|_| 4.0));
    assert_eq!(variance_shares(&still, 2, 1), None);
    let mut holes = once(points.iter().map(|point| point[0]));
    holes[3][0] = f64::NAN;
    assert_eq!(variance_shares(&holes, 2, 1), None);
    assert_eq!(variance_shares(&holes[..5], 2, 1), None);
    assert_eq!(Variation::of(&[vec![1.0]]), None);
    let variation = Variation::of(&[vec![1.0, 3.0], vec![3.0, 5.0]]).expect("two points");
    assert_eq!((variation.between, variation.noise), (2.0, Some(0.0)));
}

/// Of many inputs that do nothing the strongest seems to stand out in at most one design of twenty;
/// one that does stands out.
#[test]
fn the_strongest_of_many_inputs_by_luck_does_not_stand_out() {
    let (points, count) = (25, 30);
    let alone = |inputs: &[Vec<f64>], at: usize, figure: &[f64]| {
        let column: Vec<f64> = inputs.iter().map(|point| point[at]).collect();
        let found = rank_correlation(&column, figure).expect("it varies");
        found.stands_out(points, count)
    };
    let designs = 300_u64;
    let mut lucky = 0;
    for seed in 0..designs {
        let inputs = latin_hypercube(points, count, seed);
        let value = |at: usize| noise(at, seed as usize);
        let figure: Vec<f64> = (0..points).map(value).collect();
        lucky += usize::from((0..count).any(|at| alone(&inputs, at, &figure)));
        // One that the figure follows without any noise is no failure of the arithmetic.
        let planted: Vec<f64> = inputs.iter().map(|point| point[7]).collect();
        assert!(alone(&inputs, 7, &planted));
    }
    assert!(lucky <= 26, "{lucky} of {designs}");
    assert!(
        !RankCorrelation {
            coefficient: 1.0,
            interval: None
        }
        .stands_out(2, 1)
    );
}

#[test]
fn one_input_alone_is_ranked_as_the_partial_correlation_of_one_is() {
    let inputs: Vec<Vec<f64>> = latin_hypercube(20, 1, 3);
    let figure: Vec<f64> = (0..20)
        .map(|at| inputs[at][0] + 0.3 * noise(at, 0))
        .collect();
    let column: Vec<f64> = inputs.concat();
    let alone = rank_correlation(&column, &figure).expect("it varies");
    let partial = partial_rank_correlations(&inputs, &figure).expect("it varies")[0];
    assert_close(alone.coefficient, partial.coefficient);
    assert_close(
        alone.interval.expect("20 points").0,
        partial.interval.expect("20 points").0,
    );
    assert_eq!(rank_correlation(&column, &[4.0; 20]), None);
    assert_eq!(rank_correlation(&[1.0, 2.0], &[1.0, 2.0]), None);
    let falling = rank_correlation(&[1.0, 2.0, 3.0], &[5.0, 4.0, 1.0]).expect("it varies");
    assert_eq!((falling.coefficient, falling.interval), (-1.0, None));
}
