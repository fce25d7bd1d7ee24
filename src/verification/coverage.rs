//! Do nominal 95 % intervals cover the truth 95 times in 100?
//!
//! The replications of a case are cut into blocks of twenty, each as an experiment of its own;
//! every block gives an interval for every mean, and the intervals that hold the exact value are
//! counted.

use super::case::{Across, Case, Effort, How, Output, Simulated};
use super::estimate::{LEVEL, Sample, across};
use super::run::{Asked, RunProblem, run_variants, totals};

/// Replications of one interval.
pub const BLOCK: usize = 20;
/// Intervals.
pub const BLOCKS: usize = 400;

/// How often the intervals of one output covered its exact value.
#[derive(Clone, Debug, PartialEq)]
pub struct Coverage {
    /// Name of the output.
    pub name: String,
    /// Intervals that covered.
    pub covered: usize,
    /// Intervals.
    pub of: usize,
}

/// Counts how often the intervals of a case's means cover the exact values, at quick effort.
///
/// # Errors
///
/// A [`RunProblem`], as for an ordinary run.
pub fn coverage(case: &Case, asked: &Asked<'_>) -> Result<Vec<Coverage>, RunProblem> {
    let quick = case.effort(true).ok_or(RunProblem::NoQuickEffort)?;
    let effort = Effort {
        replications: (BLOCK * BLOCKS) as u32,
        set: quick.set.clone(),
    };
    let gave = run_variants(case, &effort, asked)?;
    let counted = case.outputs.iter().filter_map(|output| {
        let values = totals(plain(output)?, &gave);
        (values.len() == BLOCK * BLOCKS).then(|| count(output, &values))
    });
    Ok(counted.collect())
}

/// An output that is a mean and nothing else.
fn plain(output: &Output) -> Option<&Simulated> {
    match &output.how {
        How::Simulated(how)
            if how.across == Across::Mean && how.over.is_empty() && how.control.is_none() =>
        {
            Some(how)
        }
        _ => None,
    }
}

fn count(output: &Output, values: &[f64]) -> Coverage {
    let covers = |block: &&[f64]| {
        let sample = Sample { x: block, y: &[] };
        across(Across::Mean, sample)
            .is_some_and(|found| (found.value - output.value).abs() <= found.half_width)
    };
    Coverage {
        name: output.name.clone(),
        covered: values.chunks_exact(BLOCK).filter(covers).count(),
        of: values.len() / BLOCK,
    }
}

/// The nominal level, as a share.
pub const NOMINAL: f64 = LEVEL;
