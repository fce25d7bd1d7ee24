//! Latent need, thresholds and outcomes.
//!
//! Every family has a need, Normal(mean of its source, 1). Screening sees it with the office's
//! noise added. The cuts are solved once, so that over the base mixture of streams the published
//! share of contacts becomes referrals, is assessed, is in danger; then they are frozen. Later
//! outcomes are ordered by severity, P(at least the k-th) = logistic(theta_k + slope x need), with
//! theta_k solved so that the published share holds over those families who reach the stage.

use super::spec::{Spec, StageIx};
use crate::engine::normal_cdf;
use crate::engine::normal_quantile;

/// Cuts on seen need, in the unit of need (standard deviations within a source).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cuts {
    /// Above it a contact becomes a referral.
    pub referral: f64,
    /// Above it a referral is assessed.
    pub assessment: f64,
    /// Above it a referral is immediate danger.
    pub danger: f64,
    /// Lower edges of the bands below danger, most urgent first; the last is the assessment cut.
    pub bands: Vec<f64>,
}

/// Cuts and outcome laws of one version of the department.
#[derive(Clone, Debug, Default)]
pub(super) struct Needs {
    pub cuts: Cuts,
    /// By stage: theta of outcome 1, 2 ... (outcome 0 is the rest).
    pub thetas: Vec<Vec<f64>>,
    /// Mean need of those who reach each stage (for families open at the start).
    pub mean: Vec<f64>,
}

/// Families in the stratified sample over which outcome laws are solved.
const SAMPLE: usize = 2048;

/// Mixture of the streams: share, mean need, sd of the noise of its office.
fn mixture(spec: &Spec) -> Vec<(f64, f64, f64)> {
    let total: f64 = spec.streams.iter().map(|s| s.families_per_day).sum();
    spec.streams
        .iter()
        .filter(|s| s.families_per_day > 0.0)
        .map(|s| {
            (
                s.families_per_day / total,
                spec.sources[s.source].need_mean,
                spec.offices[s.office].threshold_noise,
            )
        })
        .collect()
}

/// The cut above which `share` of the mixture is seen.
fn cut(mix: &[(f64, f64, f64)], share: f64) -> f64 {
    if share >= 1.0 {
        return -1e9;
    }
    if share <= 0.0 || mix.is_empty() {
        return 1e9;
    }
    let above = |c: f64| -> f64 {
        mix.iter()
            .map(|&(w, m, noise)| w * (1.0 - normal_cdf((c - m) / libm::sqrt(1.0 + noise * noise))))
            .sum()
    };
    let (mut low, mut high) = (-60.0, 60.0);
    for _ in 0..200 {
        let mid = 0.5 * (low + high);
        if above(mid) > share {
            low = mid;
        } else {
            high = mid;
        }
    }
    0.5 * (low + high)
}

/// Solves the cuts from the base conversion rates.
pub(super) fn solve_cuts(spec: &Spec) -> Cuts {
    let Some(door) = &spec.front_door else {
        return Cuts::default();
    };
    let mix = mixture(spec);
    let referred = door.contact_to_referral;
    let assessed = referred * door.referral_to_assessment;
    let danger = referred * door.danger_share;
    let mut bands = Vec::new();
    let mut share = danger;
    for part in &door.band_shares {
        share += (assessed - danger) * part;
        bands.push(cut(&mix, share));
    }
    Cuts {
        referral: cut(&mix, referred),
        assessment: cut(&mix, assessed),
        danger: cut(&mix, danger),
        bands,
    }
}

/// Logistic function.
#[inline]
pub(super) fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-x))
}

/// Theta such that the weighted mean of logistic(theta + slope x need) is `share`.
fn theta(pool: &[(f64, f64)], slope: f64, share: f64) -> f64 {
    if share <= 0.0 {
        return -1e6;
    }
    if share >= 1.0 {
        return 1e6;
    }
    if slope == 0.0 || pool.is_empty() {
        return libm::log(share / (1.0 - share));
    }
    let total: f64 = pool.iter().map(|p| p.1).sum();
    let (mut low, mut high) = (-80.0, 80.0);
    for _ in 0..80 {
        let mid = 0.5 * (low + high);
        let mean: f64 = pool
            .iter()
            .map(|&(need, w)| w * logistic(mid + slope * need))
            .sum::<f64>()
            / total;
        if mean < share {
            low = mid;
        } else {
            high = mid;
        }
    }
    0.5 * (low + high)
}

/// Stages in an order in which every stage comes after those that lead to it, loops aside.
fn order_of_stages(spec: &Spec, entries: &[StageIx]) -> Vec<StageIx> {
    fn visit(spec: &Spec, stage: StageIx, seen: &mut [bool], out: &mut Vec<StageIx>) {
        if seen[stage] {
            return;
        }
        seen[stage] = true;
        for outcome in &spec.stages[stage].outcomes {
            for &next in &outcome.starts {
                visit(spec, next, seen, out);
            }
        }
        if let Some(may) = &spec.stages[stage].may_start {
            visit(spec, may.stage, seen, out);
        }
        out.push(stage);
    }
    let mut seen = vec![false; spec.stages.len()];
    let mut out = Vec::new();
    for &entry in entries {
        visit(spec, entry, &mut seen, &mut out);
    }
    for stage in 0..spec.stages.len() {
        visit(spec, stage, &mut seen, &mut out);
    }
    out.reverse();
    out
}

/// Families at the door: (need, weight, stage entered).
fn entrants(spec: &Spec, cuts: &Cuts) -> Vec<(f64, f64, StageIx)> {
    let mut all = Vec::new();
    for (share, mean, noise) in mixture(spec) {
        let n = ((SAMPLE as f64 * share) as usize).max(32);
        let sd = libm::sqrt(1.0 + noise * noise);
        for i in 0..n {
            // Stratified in what screening sees; need given that is its regression on it.
            let z = normal_quantile((i as f64 + 0.5) / n as f64);
            let seen = mean + sd * z;
            let need = mean + (seen - mean) / (sd * sd);
            let weight = share / n as f64;
            match (&spec.front_door, spec.entry) {
                (Some(door), _) if seen >= cuts.danger => {
                    all.push((need, weight, door.danger_stage))
                }
                (Some(door), _) if seen >= cuts.assessment => {
                    all.push((need, weight, door.assessment_stage));
                }
                (Some(_), _) => {}
                (None, Some(entry)) => all.push((mean + z, weight, entry)),
                (None, None) => {}
            }
        }
    }
    all
}

/// Solves the outcome laws of a version with frozen cuts.
pub(super) fn solve(spec: &Spec, cuts: Cuts) -> Needs {
    let mut pools: Vec<Vec<(f64, f64)>> = vec![Vec::new(); spec.stages.len()];
    let mut firsts = Vec::new();
    for (need, weight, stage) in entrants(spec, &cuts) {
        pools[stage].push((need, weight));
        if !firsts.contains(&stage) {
            firsts.push(stage);
        }
    }
    let order = order_of_stages(spec, &firsts);
    let mut done = vec![false; spec.stages.len()];
    let mut thetas = vec![Vec::new(); spec.stages.len()];
    let mut mean = vec![0.0; spec.stages.len()];
    for stage in order {
        let pool = std::mem::take(&mut pools[stage]);
        let total: f64 = pool.iter().map(|p| p.1).sum();
        if total > 0.0 {
            mean[stage] = pool.iter().map(|p| p.0 * p.1).sum::<f64>() / total;
        }
        done[stage] = true;
        let s = &spec.stages[stage];
        let mut above = 1.0;
        for outcome in s.outcomes.iter().take(s.outcomes.len().saturating_sub(1)) {
            above -= outcome.probability;
            thetas[stage].push(theta(&pool, s.need_slope, above));
        }
        // Who enters beside a stage has the needs of those in it; the size of a pool is nothing.
        if let Some(may) = s.may_start.filter(|may| !done[may.stage]) {
            pools[may.stage].extend(pool.iter().copied());
            thin(&mut pools[may.stage]);
        }
        for (k, outcome) in s.outcomes.iter().enumerate() {
            for &next in outcome.starts.iter().filter(|&&n| !done[n]) {
                let slope = s.need_slope;
                let at_least = |k: usize, need: f64| match k {
                    0 => 1.0,
                    _ => thetas[stage]
                        .get(k - 1)
                        .map_or(0.0, |t| logistic(t + slope * need)),
                };
                // A pool needs no more families than the sample at the door had.
                pools[next].extend(
                    pool.iter()
                        .map(|&(need, w)| (need, w * (at_least(k, need) - at_least(k + 1, need)))),
                );
                thin(&mut pools[next]);
            }
        }
    }
    Needs { cuts, thetas, mean }
}

/// Keeps pools small: merges neighbours in need.
fn thin(pool: &mut Vec<(f64, f64)>) {
    if pool.len() <= 2 * SAMPLE {
        return;
    }
    pool.sort_by(|a, b| a.0.total_cmp(&b.0));
    *pool = pool
        .chunks(2)
        .map(|pair| {
            let weight: f64 = pair.iter().map(|p| p.1).sum();
            let need = pair.iter().map(|p| p.0 * p.1).sum::<f64>() / weight.max(1e-300);
            (if weight > 0.0 { need } else { pair[0].0 }, weight)
        })
        .collect();
}

impl Needs {
    /// The outcome of a stage for a need and one uniform: the worse of two outcomes belongs to
    /// the smaller uniform, so that a plan that changes a rate moves families one way only.
    #[inline]
    pub(super) fn outcome(&self, spec: &Spec, stage: StageIx, need: f64, u: f64) -> usize {
        let slope = spec.stages[stage].need_slope;
        let mut chosen = 0;
        for (k, t) in self.thetas[stage].iter().enumerate() {
            if u < logistic(t + slope * need) {
                chosen = k + 1;
            }
        }
        chosen
    }
}
