//! Which accumulators a fact concerns.
//!
//! A measure is kept only for the filters that somebody asked for: the county, an area, a team, a
//! stage. Each combination of coordinates a fact can have is mapped, once for all replications, to
//! the accumulators it feeds, so that a fact costs one look-up and no comparison of names.

use crate::chronology::Place;

/// Where something happened, in every coordinate a filter can name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Spot {
    /// Team index (its office follows from it).
    pub team: u16,
    /// Stage index; 0 where the fact has none.
    pub stage: u16,
    /// Need band; 0 where the fact has none.
    pub band: u8,
    /// Source of contacts; 0 where the fact has none.
    pub source: u16,
}

impl Spot {
    /// A place with no further coordinate.
    pub fn at(place: Place) -> Self {
        Spot {
            team: place.team,
            stage: 0,
            band: 0,
            source: 0,
        }
    }

    /// The same spot in a stage.
    pub fn stage(self, stage: u16) -> Self {
        Spot { stage, ..self }
    }

    /// The same spot in a need band.
    pub fn band(self, band: u8) -> Self {
        Spot { band, ..self }
    }

    /// The same spot for a source of contacts.
    pub fn source(self, source: u16) -> Self {
        Spot { source, ..self }
    }
}

/// Some of the stages, counted together: one bit for each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stages(u128);

impl Stages {
    /// One stage; none where the number is beyond what a pathway may have.
    pub fn one(stage: u16) -> Self {
        Stages(1_u128.checked_shl(u32::from(stage)).unwrap_or(0))
    }

    /// These and those.
    #[must_use]
    pub fn and(self, other: Stages) -> Self {
        Stages(self.0 | other.0)
    }

    /// Whether a stage is among them.
    pub fn has(self, stage: usize) -> bool {
        u32::try_from(stage)
            .ok()
            .and_then(|stage| self.0.checked_shr(stage))
            .is_some_and(|bits| bits & 1 == 1)
    }

    /// Their names, in the order of the pathway.
    pub(super) fn words(self, names: &[String]) -> String {
        let named = names.iter().enumerate().filter(|(at, _)| self.has(*at));
        let named: Vec<&str> = named.map(|(_, name)| name.as_str()).collect();
        named.join(" + ")
    }
}

/// What a measure is kept for; `None` = everything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Filter {
    /// Area (office) index.
    pub area: Option<u16>,
    /// Kind of team.
    pub kind: Option<u16>,
    /// One team by name.
    pub team: Option<u16>,
    /// Stages counted together.
    pub stages: Option<Stages>,
    /// Need band.
    pub band: Option<u8>,
    /// Source of contacts.
    pub source: Option<u16>,
}

/// How many of each coordinate a measure distinguishes: 1 where it does not.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sizes {
    pub stages: usize,
    pub bands: usize,
    pub sources: usize,
}

/// The accumulators of one measure by the spots that feed them.
#[derive(Clone, Debug, Default)]
pub(super) struct Cells {
    stages: usize,
    bands: usize,
    sources: usize,
    starts: Vec<u32>,
    slots: Vec<u32>,
}

impl Cells {
    /// Lays out the accumulators; `office_kind` gives office and kind of each team.
    pub fn new(sizes: Sizes, office_kind: &[(u16, u16)], kept: &[(Filter, u32)]) -> Self {
        let Sizes {
            stages,
            bands,
            sources,
        } = sizes;
        let mut cells = Cells {
            stages,
            bands,
            sources,
            ..Cells::default()
        };
        if kept.is_empty() {
            return cells;
        }
        for (team, (office, kind)) in office_kind.iter().copied().enumerate() {
            for stage in 0..stages {
                for band in 0..bands {
                    for source in 0..sources {
                        cells.starts.push(cells.slots.len() as u32);
                        let here = kept.iter().filter(|(f, _)| {
                            f.area.is_none_or(|a| a == office)
                                && f.kind.is_none_or(|k| k == kind)
                                && f.team.is_none_or(|t| usize::from(t) == team)
                                && f.stages.is_none_or(|s| s.has(stage))
                                && f.band.is_none_or(|b| usize::from(b) == band)
                                && f.source.is_none_or(|s| usize::from(s) == source)
                        });
                        cells.slots.extend(here.map(|(_, slot)| slot));
                    }
                }
            }
        }
        cells.starts.push(cells.slots.len() as u32);
        cells
    }

    /// Whether nobody asked for the measure.
    pub fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }

    /// The accumulators that something at `spot` feeds; none for a spot outside the plan.
    #[inline]
    pub fn at(&self, spot: Spot) -> &[u32] {
        if self.starts.is_empty() {
            return &[];
        }
        let mut index = usize::from(spot.team);
        if self.stages > 1 {
            index = index * self.stages + usize::from(spot.stage);
        }
        if self.bands > 1 {
            index = index * self.bands + usize::from(spot.band);
        }
        if self.sources > 1 {
            index = index * self.sources + usize::from(spot.source);
        }
        match (self.starts.get(index), self.starts.get(index + 1)) {
            (Some(from), Some(to)) => &self.slots[*from as usize..*to as usize],
            _ => &[],
        }
    }
}
