//! What may begin beside a stage.

use super::StageIx;

/// A stage that may begin while another runs (proceedings while a plan lasts).
#[derive(Clone, Copy, Debug)]
pub struct MayStart {
    /// The stage that begins.
    pub stage: StageIx,
    /// Hazard a year (365.25 d) of a family with a named worker, unless it runs already.
    pub per_year: f64,
}
