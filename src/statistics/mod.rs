//! Statistics of a simulation and over its replications.
//!
//! This room knows nothing of the rest of the crate. Inside a run it offers exact integer
//! collectors: [`Tally`] for observations, [`Level`] for a count over time, [`Oldest`] for the age
//! of whoever has waited longest and [`CumulativeIncidence`] for waits with competing outcomes.
//! Over runs it offers [`Summary`], intervals for quantiles and proportions, the rule that says
//! how many replications are enough, paired comparisons and the MSER-5 warm-up rule. For studies it
//! offers designs of experiments, measures of sensitivity and the parts of a spread. Every result
//! is a pure function of the ordered sequence it is given, so it cannot depend on how many cores
//! did the work.

pub mod comparison;
pub mod design;
pub mod incidence;
pub mod level;
pub mod oldest;
pub mod precision;
pub mod sensitivity;
pub mod summary;
pub mod tally;
pub mod two_level;
pub mod warm_up;

pub use comparison::{Paired, not_told_from_best, ratio_of_means};
pub use incidence::{CumulativeIncidence, Outcome, Wait};
pub use level::Level;
pub use oldest::Oldest;
pub use precision::{PrecisionRule, replications_needed, replications_needed_for_all};
pub use summary::{
    QuantileInterval, Summary, proportion_interval, proportion_lower_bound, proportion_upper_bound,
    quantile_interval, quantile_of, student_t_quantile,
};
pub use tally::Tally;
pub use two_level::TwoLevel;
pub use warm_up::{Truncation, mser5};

#[cfg(test)]
pub(crate) fn assert_close(actual: f64, expected: f64) {
    let tolerance = 1e-9 * expected.abs().max(1e-12);
    assert!(
        (actual - expected).abs() <= tolerance,
        "{actual} is not {expected} within 1e-9"
    );
}
