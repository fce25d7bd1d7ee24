//! The normal distribution and the incomplete gamma function, on `libm` alone.

/// The coefficients of Wichura's algorithm AS 241 (PPND16), constant term first: numerator and
/// denominator for the middle, for the tails and for the far tails. Accurate to 1 in 10^16.
#[allow(clippy::excessive_precision)] // kept as published
const AS241: [([f64; 8], [f64; 8]); 3] = [
    (
        [
            3.387_132_872_796_366_608,
            133.141_667_891_784_377_45,
            1_971.590_950_306_551_442_7,
            13_731.693_765_509_461_125,
            45_921.953_931_549_871_457,
            67_265.770_927_008_700_853,
            33_430.575_583_588_128_105,
            2_509.080_928_730_122_672_7,
        ],
        [
            1.0,
            42.313_330_701_600_911_252,
            687.187_007_492_057_908_3,
            5_394.196_021_424_751_107_7,
            21_213.794_301_586_595_867,
            39_307.895_800_092_710_61,
            28_729.085_735_721_942_674,
            5_226.495_278_852_854_561,
        ],
    ),
    (
        [
            1.423_437_110_749_683_577_34,
            4.630_337_846_156_545_295_9,
            5.769_497_221_460_691_405_5,
            3.647_848_324_763_204_605_04,
            1.270_458_252_452_368_382_58,
            0.241_780_725_177_450_611_77,
            0.022_723_844_989_269_184_583_3,
            7.745_450_142_783_414_076_4e-4,
        ],
        [
            1.0,
            2.053_191_626_637_758_821_87,
            1.676_384_830_183_803_849_4,
            0.689_767_334_985_100_004_55,
            0.148_103_976_427_480_074_59,
            0.015_198_666_563_616_457_196_6,
            5.475_938_084_995_344_946e-4,
            1.050_750_071_644_416_843_24e-9,
        ],
    ),
    (
        [
            6.657_904_643_501_103_777_2,
            5.463_784_911_164_114_369_9,
            1.784_826_539_917_291_335_8,
            0.296_560_571_828_504_891_23,
            0.026_532_189_526_576_123_093,
            0.001_242_660_947_388_078_438_6,
            2.711_555_568_743_487_578_15e-5,
            2.010_334_399_292_288_132_65e-7,
        ],
        [
            1.0,
            0.599_832_206_555_887_937_69,
            0.136_929_880_922_735_805_31,
            0.014_875_361_290_850_614_852_5,
            7.868_691_311_456_132_591e-4,
            1.846_318_317_510_054_681_8e-5,
            1.421_511_758_316_445_888_7e-7,
            2.044_263_103_389_939_785_64e-15,
        ],
    ),
];

#[inline]
fn polynomial(coefficients: &[f64; 8], x: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, c| sum * x + c)
}

/// The standard normal quantile: the z below which a share `u` lies.
///
/// Minus infinity at 0, infinity at 1, not a number outside.
#[must_use]
pub fn normal_quantile(u: f64) -> f64 {
    let q = u - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180_625 - q * q;
        let (top, bottom) = &AS241[0];
        return q * polynomial(top, r) / polynomial(bottom, r);
    }
    let tail = if q < 0.0 { u } else { 1.0 - u };
    if tail <= 0.0 {
        return if tail == 0.0 {
            f64::INFINITY.copysign(q)
        } else {
            f64::NAN
        };
    }
    let r = libm::sqrt(-libm::log(tail));
    let (r, (top, bottom)) = if r <= 5.0 {
        (r - 1.6, &AS241[1])
    } else {
        (r - 5.0, &AS241[2])
    };
    (polynomial(top, r) / polynomial(bottom, r)).copysign(q)
}

/// The share of a standard normal distribution that lies below `z`.
#[must_use]
pub fn normal_cdf(z: f64) -> f64 {
    0.5 * libm::erfc(-z * std::f64::consts::FRAC_1_SQRT_2)
}

/// The share of a gamma distribution of this shape and scale 1 that lies above `x`.
pub(super) fn gamma_survival(shape: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 1.0;
    }
    let front = libm::exp(shape * libm::log(x) - x - libm::lgamma(shape));
    if x < shape + 1.0 {
        // Series for the part below.
        let (mut term, mut sum, mut n) = (1.0 / shape, 1.0 / shape, shape);
        while term > sum * 1e-17 {
            n += 1.0;
            term *= x / n;
            sum += term;
        }
        return (1.0 - front * sum).max(0.0);
    }
    // Continued fraction for the part above, by Lentz's method.
    let mut b = x + 1.0 - shape;
    let (mut c, mut d) = (f64::MAX, 1.0 / b);
    let mut h = d;
    for i in 1..100_000 {
        let i = f64::from(i);
        let a = -i * (i - shape);
        b += 2.0;
        d = 1.0 / (a * d + b);
        c = b + a / c;
        h *= d * c;
        if (d * c - 1.0).abs() < 1e-15 {
            break;
        }
    }
    front * h
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_that_everybody_knows() {
        for (u, z) in [
            (0.5, 0.0),
            (0.975, 1.959_963_984_540_054),
            (0.995, 2.575_829_303_548_900_4),
            (0.1, -1.281_551_565_544_600_4),
            (1e-12, -7.034_483_825_301_132),
            (1e-300, -37.047_096_299_361_2),
        ] {
            assert!(
                (normal_quantile(u) - z).abs() <= 4e-15 * (1.0 + z.abs()),
                "{u}"
            );
        }
        assert_eq!(normal_quantile(0.0), f64::NEG_INFINITY);
        assert_eq!(normal_quantile(1.0), f64::INFINITY);
        assert!(normal_quantile(1.5).is_nan() && normal_quantile(f64::NAN).is_nan());
    }

    #[test]
    fn quantile_and_share_undo_one_another() {
        for i in 1..2_000 {
            let u = f64::from(i) / 2_000.0;
            assert!((normal_cdf(normal_quantile(u)) - u).abs() < 1e-15, "{u}");
            let small = libm::exp(-f64::from(i) / 5.0);
            assert!(
                (normal_cdf(normal_quantile(small)) / small - 1.0).abs() < 1e-12,
                "{small}"
            );
        }
    }

    #[test]
    fn gamma_shares() {
        for x in [0.01, 0.5, 1.0, 2.5, 7.0, 40.0] {
            let close = |a: f64, b: f64| assert!((a / b - 1.0).abs() < 1e-12, "{x}: {a} {b}");
            close(gamma_survival(1.0, x), libm::exp(-x));
            close(
                gamma_survival(3.0, x),
                libm::exp(-x) * (1.0 + x + x * x / 2.0),
            );
            close(gamma_survival(0.5, x), libm::erfc(libm::sqrt(x)));
        }
        // Shape 1,000: about half lies above the mean.
        assert!((gamma_survival(1_000.0, 1_000.0) - 0.495_795).abs() < 1e-5);
    }
}
