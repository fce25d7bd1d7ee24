//! Weekly series as lines with their bands.

use super::findings::{Findings, Spread};
use crate::report::figure::{Band, Line};

/// How many single futures are drawn: always the first, so that none is picked.
const FUTURES_DRAWN: usize = 5;

/// What a line is drawn with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Detail {
    /// Futures in 100 inside each band, widest first.
    pub bands: &'static [u8],
    /// Whether a few single futures are drawn.
    pub futures: bool,
}

impl Detail {
    /// Three bands and a few single futures.
    pub(super) const FULL: Self = Self {
        bands: &[95, 80, 50],
        futures: true,
    };
    /// One band.
    pub(super) const PLAIN: Self = Self {
        bands: &[80],
        futures: false,
    };
}

/// One series as a line.
pub(super) fn line(findings: &Findings<'_>, series: usize, label: &str, detail: Detail) -> Line {
    let count = findings.catalogue.weeks.len();
    let spreads: Vec<Spread> = (0..count).map(|week| findings.week(series, week)).collect();
    let at = |p: f64| {
        spreads
            .iter()
            .map(|spread| spread.quantile(p))
            .collect::<Vec<_>>()
    };
    let bands = detail
        .bands
        .iter()
        .map(|&percent| {
            let tail = (1.0 - f64::from(percent) / 100.0) / 2.0;
            Band {
                percent,
                low: at(tail),
                high: at(1.0 - tail),
            }
        })
        .collect();
    let drawn = if detail.futures { FUTURES_DRAWN } else { 0 };
    let samples = findings
        .replications
        .iter()
        .take(drawn)
        .filter_map(|replication| replication.series.get(series))
        .map(|figures| figures.iter().map(|&figure| finite(figure)).collect())
        .collect();
    let half_width = spreads.last().map(Spread::grain);
    Line {
        label: label.to_owned(),
        half_width: half_width.unwrap_or(0.0),
        median: at(0.5),
        bands,
        samples,
    }
}

fn finite(figure: f64) -> Option<f64> {
    figure.is_finite().then_some(figure)
}
