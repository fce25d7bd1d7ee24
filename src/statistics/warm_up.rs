//! How much of the start of a steady-state run to leave out: MSER-5.
//!
//! White (1997) *Simulation* 69; Franklin & White (2008). Meant for a series averaged over
//! replications at a fixed time grid, not for a single run.

const BATCH: usize = 5;

/// The truncation that MSER-5 recommends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Truncation {
    /// Batches of five values to leave out.
    pub batches: usize,
    /// Values to leave out: five for each batch.
    pub observations: usize,
    /// The MSER statistic at the recommended truncation, in squared units of the values.
    pub mser: f64,
    /// The MSER statistic with nothing left out, in squared units of the values.
    pub mser_at_start: f64,
    /// Mean of what remains, over complete batches.
    pub mean: f64,
    /// The best truncation is half the series, the most that is looked at: the run is too short
    /// to show a warm-up and must be extended, not cut there.
    pub too_short: bool,
}

/// Applies MSER-5 to an equally spaced series; values beyond the last complete batch of five are
/// not used. `None` for fewer than five values or a value that is not a finite number.
pub fn mser5(values: &[f64]) -> Option<Truncation> {
    if values.iter().any(|value| !value.is_finite()) {
        return None;
    }
    let batches: Vec<f64> = values
        .chunks_exact(BATCH)
        .map(|batch| batch.iter().sum::<f64>() / BATCH as f64)
        .collect();
    let most = batches.len() / 2;
    let (mut mean, mut squares) = (0.0, 0.0);
    let mut best: Option<Truncation> = None;
    let mut mser = 0.0;
    // Growing the remainder from the end gives every truncation in one pass.
    for (left_out, value) in batches.iter().enumerate().rev() {
        let kept = (batches.len() - left_out) as f64;
        let deviation = value - mean;
        mean += deviation / kept;
        squares += deviation * (value - mean);
        mser = squares / (kept * kept);
        // Of equal truncations the one that leaves out least is kept.
        if left_out <= most && best.is_none_or(|best| mser <= best.mser) {
            best = Some(Truncation {
                batches: left_out,
                observations: left_out * BATCH,
                mser,
                mser_at_start: 0.0,
                mean,
                too_short: left_out == most,
            });
        }
    }
    best.map(|best| Truncation {
        mser_at_start: mser,
        ..best
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::assert_close;

    #[rustfmt::skip]
    const SERIES: [f64; 400] = [
        27.679, 26.584, 27.799, 28.763, 27.453, 24.959, 24.515, 23.895, 22.396, 23.616, 23.801,
        21.398, 21.886, 19.796, 19.214, 18.243, 17.604, 17.799, 17.364, 17.123, 18.495, 17.755,
        17.878, 15.926, 16.212, 16.843, 16.64, 15.719, 16.649, 17.638, 16.969, 17.891, 18.2, 17.327,
        16.733, 16.912, 16.613, 14.698, 14.176, 15.154, 13.196, 13.174, 12.405, 12.93, 13.657,
        14.601, 15.644, 15.997, 14.401, 13.847, 13.97, 13.004, 12.284, 11.351, 12.258, 10.922,
        11.997, 11.348, 13.722, 12.5, 12.429, 13.098, 11.165, 10.309, 10.706, 10.47, 10.178, 9.925,
        10.261, 9.842, 11.587, 10.537, 11.894, 12.548, 12.257, 11.317, 11.131, 12.123, 12.64,
        11.943, 12.338, 11.395, 12.562, 13.534, 11.844, 12.361, 14.054, 12.665, 11.495, 10.266,
        10.289, 8.143, 8.224, 7.264, 7.599, 8.26, 8.391, 10.237, 8.696, 8.279, 7.31, 8.04, 7.653,
        7.862, 10.146, 9.767, 9.811, 9.955, 10.108, 10.587, 10.882, 9.943, 9.914, 9.404, 7.99,
        8.761, 9.475, 9.423, 10.233, 7.667, 9.229, 8.811, 7.712, 7.558, 7.2, 7.627, 8.697, 9.689,
        8.569, 8.279, 10.287, 11.618, 11.676, 12.018, 10.363, 10.213, 10.163, 9.334, 10.461, 10.519,
        10.401, 11.331, 11.743, 13.046, 10.224, 10.216, 10.816, 10.724, 10.415, 9.985, 9.04, 9.318,
        11.63, 11.183, 11.814, 11.469, 9.887, 10.934, 10.217, 9.26, 8.5, 7.606, 9.058, 8.816, 9.179,
        9.664, 10.268, 8.382, 9.879, 11.448, 11.083, 12.067, 10.453, 10.319, 9.206, 10.354, 10.562,
        11.029, 11.561, 10.73, 11.692, 12.572, 11.458, 12.129, 11.63, 11.742, 9.601, 9.412, 10.688,
        11.506, 10.669, 11.023, 11.437, 10.545, 10.109, 9.125, 10.58, 11.43, 10.897, 9.434, 9.765,
        10.288, 10.808, 9.459, 8.904, 8.634, 11.11, 9.888, 10.316, 10.242, 11.588, 11.708, 12.625,
        12.321, 11.078, 9.236, 10.079, 11.632, 10.15, 9.75, 9.796, 9.983, 7.946, 6.673, 7.626,
        7.891, 9.107, 10.238, 9.023, 9.878, 9.728, 9.444, 8.9, 9.728, 10.706, 11.089, 11.828,
        12.439, 10.213, 10.659, 10.822, 9.984, 9.845, 8.929, 9.032, 8.826, 11.334, 12.331, 13.191,
        14.132, 12.442, 11.761, 11.421, 7.172, 7.653, 8.454, 9.56, 9.23, 8.626, 8.989, 7.805, 8.821,
        9.286, 9.391, 9.683, 11.059, 9.85, 9.872, 10.726, 8.57, 9.622, 9.588, 9.992, 11.28, 11.74,
        12.024, 10.681, 10.442, 9.844, 9.885, 10.232, 10.059, 11.756, 11.195, 10.144, 10.188, 10.59,
        10.538, 9.506, 11.501, 11.217, 10.943, 11.522, 10.321, 10.801, 9.055, 7.234, 8.093, 7.987,
        8.989, 8.882, 9.897, 11.297, 9.809, 11.539, 10.407, 11.212, 10.286, 11.374, 11.367, 12.502,
        11.385, 12.702, 12.176, 11.875, 11.11, 10.465, 9.682, 10.68, 9.291, 10.316, 8.579, 8.978,
        10.108, 11.817, 11.349, 11.479, 10.924, 11.102, 9.481, 8.947, 11.584, 10.824, 10.109,
        10.936, 9.725, 10.532, 9.998, 10.29, 10.069, 11.402, 12.847, 13.917, 12.471, 12.284, 12.499,
        12.058, 11.467, 12.13, 12.708, 12.271, 11.404, 11.225, 11.543, 13.355, 12.748, 10.254,
        9.455, 9.361, 10.036, 9.997, 9.399, 11.022, 9.99, 10.025, 9.149, 9.084, 10.155, 9.176,
        9.415, 10.314, 9.626, 9.586, 9.28, 9.445, 9.67, 8.642, 9.107, 8.178, 7.937, 8.267, 7.521,
        9.284, 9.1, 8.773, 9.666, 9.553, 8.702, 9.13, 9.693, 10.419, 8.137, 6.471, 9.102, 7.847,
        8.881, 7.636, 9.18, 10.238, 10.522,
    ];

    #[test]
    fn the_truncation_agrees_with_the_reference() {
        let truncation = mser5(&SERIES).unwrap();
        assert_eq!((truncation.batches, truncation.observations), (21, 105));
        assert_close(truncation.mser, 0.018753163713135228);
        assert_close(truncation.mser_at_start, 0.1360797513296875);
        assert_close(truncation.mean, 10.17464406779661);
        assert!(!truncation.too_short);
    }

    #[test]
    fn a_series_that_never_settles_is_too_short() {
        let rising: Vec<f64> = (0..100).map(f64::from).collect();
        assert!(mser5(&rising).unwrap().too_short);
    }

    #[test]
    fn a_settled_series_loses_nothing() {
        let truncation = mser5(&[3.0; 52]).unwrap();
        assert_eq!((truncation.batches, truncation.mean), (0, 3.0));
        assert!(!truncation.too_short);
    }

    #[test]
    fn too_few_values_or_no_number_give_no_answer() {
        assert_eq!(mser5(&[1.0; 4]), None);
        assert_eq!(mser5(&[1.0, 2.0, f64::NAN, 3.0, 4.0, 5.0]), None);
        assert!(mser5(&[1.0; 5]).unwrap().too_short);
    }
}
