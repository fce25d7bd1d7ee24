//! What the measures remember of each family that is open, waiting or held.

use super::cells::Spot;
use crate::chronology::{FamilyId, PostId};
use crate::engine::Time;

/// No entry.
pub(super) const NONE: u32 = u32::MAX;

/// A stage that is running for a family, and where it was counted.
#[derive(Clone, Copy, Debug)]
pub(super) struct RunningStage {
    pub stage: u16,
    pub spot: Spot,
    pub children: u8,
    /// When sign-off was asked, and the statutory date.
    pub asked: Option<i64>,
    pub due: Option<Time>,
    /// The meeting that stops the stage's clock was held.
    pub held: bool,
}

/// What is remembered of one family.
#[derive(Debug)]
pub(super) struct Family {
    /// Where it is counted as open.
    pub open: Option<Spot>,
    pub children: u8,
    pub at_start: bool,
    pub running: Vec<RunningStage>,
    /// Position on the list of families that wait for a worker.
    pub listed: u32,
    /// Position among those not yet seen, and not yet started.
    pub unseen: u32,
    pub unstarted: u32,
    /// Seconds waited in earlier spells on a list, and how often a worker was lost.
    pub waited: i64,
    pub changes: i64,
    pub started: bool,
    pub seen: bool,
    /// The named worker since when, and whether that worker has visited.
    pub worker: PostId,
    pub named_since: i64,
    pub worker_visited: bool,
    /// Row and beginning of the plan, and the last visit by anybody.
    pub on_plan: Option<(u8, i64)>,
    pub visited: i64,
    /// When a manager last went through it because its worker is away.
    pub covered: i64,
    /// When a visit was last missed.
    pub missed: i64,
}

/// Nobody visited since the start.
pub(super) const NO_VISIT: i64 = i64::MIN;

impl Default for Family {
    fn default() -> Self {
        Family {
            open: None,
            children: 0,
            at_start: false,
            running: Vec::new(),
            listed: NONE,
            unseen: NONE,
            unstarted: NONE,
            waited: 0,
            changes: 0,
            started: false,
            seen: false,
            worker: NONE,
            named_since: 0,
            worker_visited: false,
            on_plan: None,
            visited: NO_VISIT,
            covered: NO_VISIT,
            missed: NO_VISIT,
        }
    }
}

impl Family {
    fn idle(&self) -> bool {
        self.running.is_empty() && self.listed == NONE
    }
}

/// Not remembered.
const UNKNOWN: u32 = u32::MAX;

/// The families that are open, waiting or held. A family's number leads to its row; rows are used
/// again, so memory grows with the families remembered and by four bytes with each ever seen.
#[derive(Debug, Default)]
pub(super) struct Families {
    row_of: Vec<u32>,
    rows: Vec<Family>,
    spare: Vec<u32>,
    /// Families of whom nothing may be left to remember once the instant is over.
    settling: Vec<FamilyId>,
}

impl Families {
    /// The family, remembered from now on.
    pub fn remember(&mut self, family: FamilyId) -> &mut Family {
        let number = family as usize;
        if number >= self.row_of.len() {
            self.row_of.resize(number + 1, UNKNOWN);
        }
        let row = &mut self.row_of[number];
        if *row == UNKNOWN {
            *row = self.spare.pop().unwrap_or_else(|| {
                self.rows.push(Family::default());
                self.rows.len() as u32 - 1
            });
        }
        &mut self.rows[*row as usize]
    }

    /// The family, if it is remembered.
    #[inline]
    pub fn get(&mut self, family: FamilyId) -> Option<&mut Family> {
        let row = *self.row_of.get(family as usize)?;
        self.rows.get_mut(row as usize)
    }

    /// Something of the family ended: look at it when the instant is over.
    pub fn settle_later(&mut self, family: FamilyId) {
        self.settling.push(family);
    }

    /// Whether anything is to be settled.
    #[inline]
    pub fn is_settled(&self) -> bool {
        self.settling.is_empty()
    }

    /// Next family to settle, with whether it is over: nothing runs, waits or is held.
    pub fn next_to_settle(&mut self) -> Option<(FamilyId, bool)> {
        let family = self.settling.pop()?;
        let over = self.get(family).is_some_and(|known| known.idle());
        Some((family, over))
    }

    /// Number of families in each stage.
    pub fn running_by_stage(&self, stages: usize) -> Vec<i64> {
        let mut running = vec![0; stages];
        for family in &self.rows {
            for stage in &family.running {
                if let Some(number) = running.get_mut(usize::from(stage.stage)) {
                    *number += 1;
                }
            }
        }
        running
    }

    /// Looks at every family.
    pub fn each(&self, look: impl FnMut(&Family)) {
        self.rows.iter().for_each(look);
    }

    /// Forgets a family that is over; its row, and the room it has for stages, are used again.
    pub fn forget(&mut self, family: FamilyId) {
        let Some(row) = self.row_of.get_mut(family as usize) else {
            return;
        };
        let row = std::mem::replace(row, UNKNOWN);
        if let Some(gone) = self.rows.get_mut(row as usize) {
            let mut running = std::mem::take(&mut gone.running);
            running.clear();
            *gone = Family {
                running,
                ..Family::default()
            };
            self.spare.push(row);
        }
    }
}
