//! A sweep from its file to its figures: every point checked before any is simulated, futures in
//! blocks that are kept as they are finished, figures put together in the order of the points.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use super::file::{Kind, Sweep};
use super::inputs::{Level, plan_at};
use super::ledger::{Figures, Head, Ledger, LedgerError};
use super::points::{Layout, Points};
use crate::engine::mix;
use crate::experiment::{
    Block, ExperimentError, Plan, Running, monitor_only, monitor_plan, run_blocks, side_by_side,
};
use crate::measures::{MonitorPlan, Replication, RequestProblem, Unit};
use crate::scenario::{Problem, Problems};
use crate::statistics::{Summary, not_told_from_best};

/// Most futures of a block: what is lost at most, on each thread, when the program is killed.
const MOST_IN_A_BLOCK: u32 = 10;
/// Beyond so many points it is not said which cannot be told from the best: every pair would have
/// to be compared.
const MOST_COMPARED: usize = 2_000;
/// Points at which the speed of a sweep is tried out.
const TRIED: usize = 8;

/// Why a sweep could not be run.
#[derive(Debug, thiserror::Error)]
pub enum SweepError {
    /// The file, the scenario or a point is wrong.
    #[error("{0}")]
    Wrong(Problems),
    /// A future failed.
    #[error(transparent)]
    Experiment(#[from] ExperimentError),
    /// The ledger refused.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

/// A measure that a sweep keeps.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept {
    /// Canonical name.
    pub name: String,
    /// Unit.
    pub unit: Unit,
}

/// A sweep that can be run: everything is checked.
#[derive(Debug)]
pub struct Ready {
    /// As it was written.
    pub sweep: Sweep,
    /// Its points.
    pub points: Points,
    /// The values of the inputs at each point.
    pub levels: Vec<Vec<Level>>,
    /// The scenario as it is.
    pub base: Plan,
    /// What one run of the scenario as it is answers.
    pub watched: MonitorPlan,
    /// The measures.
    pub measures: Vec<Kept>,
    /// Seed of each point.
    pub seeds: Vec<u64>,
    /// What makes it this sweep and no other.
    pub head: Head,
    /// Its futures in blocks.
    pub blocks: Vec<Block>,
}

impl Ready {
    /// Checks a sweep and every one of its points; `program` is name and version, which are part of
    /// what makes two sweeps the same.
    ///
    /// # Errors
    ///
    /// Every problem, one that several points have once.
    pub fn of(sweep: Sweep, program: &str, jobs: usize) -> Result<Self, SweepError> {
        let wrong = |problem: Problem| {
            let mut problems = Problems::new();
            problems.push(problem);
            SweepError::Wrong(problems)
        };
        let points = Points::of(&sweep).map_err(wrong)?;
        let base = plan_at(&sweep.scenario, &sweep.sets, &[]).map_err(SweepError::Wrong)?;
        let watched = monitor_plan(&base, &sweep.measures);
        let watched = watched.map_err(|found| of_requests(&sweep, found))?;
        let mut measures = Vec::new();
        for name in &sweep.measures {
            let at = watched.catalogue.find(name, &watched.setting);
            let at = at.map_err(|found| of_requests(&sweep, vec![found]))?;
            let info = &watched.catalogue.values[at];
            measures.push(Kept {
                name: info.name.clone(),
                unit: info.unit,
            });
        }
        let levels: Vec<Vec<Level>> = (0..points.len())
            .map(|point| points.levels(&sweep, point))
            .collect();
        let seed = |point: usize| match sweep.independent {
            true => mix(base.seed, point as u64 + 1),
            false => base.seed,
        };
        let seeds: Vec<u64> = (0..points.len()).map(seed).collect();
        let checked = side_by_side(points.len(), jobs, &|point| {
            checked(&sweep, &levels[point], &measures)
        })?;
        let digests = all_right(&sweep, checked).map_err(SweepError::Wrong)?;
        let head = head(
            &sweep,
            program,
            &base,
            &measures,
            (&levels, &seeds, &digests),
        );
        let blocks = Block::of_all(points.len(), sweep.replications, MOST_IN_A_BLOCK);
        Ok(Self {
            sweep,
            points,
            levels,
            base,
            watched,
            measures,
            seeds,
            head,
            blocks,
        })
    }

    /// Futures in all.
    pub fn futures(&self) -> usize {
        self.points.len() * self.sweep.replications as usize
    }

    /// The first letters of what makes it this sweep, for names of folders.
    pub fn short_digest(&self) -> String {
        let text: Vec<String> = self
            .head
            .0
            .iter()
            .map(|(name, value)| format!("{name}{value}"))
            .collect();
        hex(&Sha256::digest(text.join("\n").as_bytes()))[..8].to_owned()
    }

    /// The blocks of one shard of so many, each by its point; all without a shard.
    pub fn of_shard(&self, shard: Option<(usize, usize)>) -> Vec<Block> {
        let own = |block: &&Block| match shard {
            Some((which, of)) => block.place % of == which - 1,
            None => true,
        };
        self.blocks.iter().filter(own).copied().collect()
    }

    fn prepared(&self, point: usize) -> Result<(Plan, MonitorPlan), SweepError> {
        let plan = plan_at(&self.sweep.scenario, &self.sweep.sets, &self.levels[point]);
        let mut plan = plan.map_err(SweepError::Wrong)?;
        plan.seed = self.seeds[point];
        let measures = monitor_only(&plan, &self.sweep.measures);
        let measures = measures.map_err(|found| of_requests(&self.sweep, found))?;
        Ok((plan, measures))
    }

    /// Simulates blocks and keeps each in the ledger; how many were whole before it was stopped.
    ///
    /// # Errors
    ///
    /// When a future fails, the ledger refuses, or a file of the scenario has gone.
    pub fn run(
        &self,
        ledger: &Ledger,
        blocks: &[Block],
        running: &Running<'_>,
    ) -> Result<usize, SweepError> {
        let keep = |block: &Block, asked: &MonitorPlan, futures: Vec<Replication>| {
            let find = |kept: &Kept| asked.catalogue.find(&kept.name, &asked.setting);
            let places: Result<Vec<usize>, RequestProblem> =
                self.measures.iter().map(find).collect();
            let places = places.map_err(|found| of_requests(&self.sweep, vec![found]))?;
            let of = |future: &Replication| places.iter().map(|at| future.values[*at]).collect();
            let figures: Figures = futures.iter().map(of).collect();
            Ok(ledger.keep(block, &figures)?)
        };
        run_blocks(blocks, running, &|point| self.prepared(point), &keep)
    }

    /// Simulates one future at some points all over the design, to see how long they take.
    ///
    /// # Errors
    ///
    /// As [`Ready::run`].
    pub fn try_out(&self, running: &Running<'_>, threads: usize) -> Result<usize, SweepError> {
        let number = (threads * 2).max(TRIED).min(self.points.len());
        let block = |turn: usize| Block {
            place: turn * self.points.len() / number,
            first: 0,
            count: 1,
        };
        let blocks: Vec<Block> = (0..number).map(block).collect();
        run_blocks(
            &blocks,
            running,
            &|point| self.prepared(point),
            &|_, _, _| Ok(()),
        )
    }

    /// The figures of all blocks, in order, put together by point.
    pub fn swept(&self, blocks: Vec<Figures>) -> Swept<'_> {
        let mut figures: Vec<Figures> = vec![Vec::new(); self.points.len()];
        for (block, found) in self.blocks.iter().zip(blocks) {
            figures[block.place].extend(found);
        }
        Swept {
            ready: self,
            figures,
        }
    }
}

/// What makes a sweep this one and no other.
fn head(
    sweep: &Sweep,
    program: &str,
    base: &Plan,
    measures: &[Kept],
    (levels, seeds, digests): (&[Vec<Level>], &[u64], &[String]),
) -> Head {
    let mut points = Sha256::new();
    for ((levels, seed), digest) in levels.iter().zip(seeds).zip(digests) {
        for (path, value) in levels.iter().flat_map(|level| &level.sets) {
            points.update(format!("{path}={value}\n"));
        }
        points.update(format!("{seed} {digest}\n"));
    }
    let names: Vec<&str> = measures.iter().map(|kept| kept.name.as_str()).collect();
    Head(vec![
        ("program", program.to_owned()),
        (
            "sweep file",
            hex(&Sha256::digest(sweep.canonical.as_bytes())),
        ),
        ("scenario", base.digest.clone()),
        ("number of points", levels.len().to_string()),
        ("points", hex(&points.finalize())),
        ("futures of a point", sweep.replications.to_string()),
        ("measures", names.join("; ")),
    ])
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Measures that are not understood, as problems of the sweep file.
fn of_requests(sweep: &Sweep, found: Vec<RequestProblem>) -> SweepError {
    let node = sweep.tree.get("measures").unwrap_or(&sweep.tree);
    let mut problems = Problems::new();
    for one in found {
        let said = format!("{:?} in {:?}", one.found, one.request);
        let problem = node.wrong(said, one.wanted);
        problems.push(match one.hint {
            Some(hint) => problem.hint(hint),
            None => problem,
        });
    }
    SweepError::Wrong(problems)
}

/// Digest of the plan at a point, or what is wrong with it.
fn checked(sweep: &Sweep, levels: &[Level], measures: &[Kept]) -> Result<String, Problems> {
    let plan = plan_at(&sweep.scenario, &sweep.sets, levels)?;
    let mut problems = Problems::new();
    match monitor_only(&plan, &sweep.measures) {
        Ok(asked) => {
            let missing = |kept: &&Kept| asked.catalogue.find(&kept.name, &asked.setting).is_err();
            for kept in measures.iter().filter(missing) {
                let node = sweep.tree.get("measures").unwrap_or(&sweep.tree);
                problems.push(node.wrong(kept.name.clone(), "a measure that every point has"));
            }
        }
        Err(found) => {
            if let SweepError::Wrong(found) = of_requests(sweep, found) {
                problems.extend(found.iter().cloned());
            }
        }
    }
    match problems.is_empty() {
        true => Ok(plan.digest),
        false => Err(problems),
    }
}

/// The digests of all points; otherwise each problem once, with the points that have it.
fn all_right(
    sweep: &Sweep,
    checked: Vec<Result<String, Problems>>,
) -> Result<Vec<String>, Problems> {
    let mut digests = Vec::with_capacity(checked.len());
    let mut found: BTreeMap<(String, String, String), (Problem, Vec<usize>)> = BTreeMap::new();
    let all = checked.len();
    for (point, result) in checked.into_iter().enumerate() {
        match result {
            Ok(digest) => digests.push(digest),
            Err(problems) => {
                for problem in problems.errors() {
                    // The value differs from point to point; what was wanted does not.
                    let key = (
                        problem.file.to_string(),
                        problem.path.clone(),
                        problem.wanted.clone(),
                    );
                    let entry = found.entry(key);
                    entry
                        .or_insert_with(|| (problem.clone(), Vec::new()))
                        .1
                        .push(point + 1);
                }
            }
        }
    }
    if found.is_empty() {
        return Ok(digests);
    }
    let mut problems = Problems::new();
    for (mut problem, points) in found.into_values() {
        if &*problem.file == "--set" {
            problem.file = sweep.file.display().to_string().into();
        }
        let which = match points[..] {
            [only] => format!("at point {only} of {all}"),
            _ => format!(
                "at {} of {all} points, first at point {}",
                points.len(),
                points[0]
            ),
        };
        problem.found = format!("{} ({which})", problem.found);
        problems.push(problem);
    }
    Err(problems)
}

/// What a sweep found.
#[derive(Debug)]
pub struct Swept<'a> {
    /// What was run.
    pub ready: &'a Ready,
    /// `figures[point][future][measure]`.
    pub figures: Vec<Figures>,
}

/// A point in the league table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ranked {
    /// Its place among the points.
    pub point: usize,
    /// Mean of the measure that points are ranked by; those without one come last.
    pub mean: Option<f64>,
    /// Whether it cannot be told from the best; `None` where this cannot be said.
    pub among_best: Option<bool>,
}

impl Swept<'_> {
    /// A measure at a point in every future.
    pub fn values(&self, point: usize, measure: usize) -> Vec<Option<f64>> {
        self.figures[point]
            .iter()
            .map(|future| future[measure])
            .collect()
    }

    /// A measure at a point over the futures.
    pub fn summary(&self, point: usize, measure: usize) -> Summary {
        Summary::of(&self.values(point, measure))
    }

    /// A measure at every point in every future; `None` where any future has none.
    pub fn whole(&self, measure: usize) -> Option<Vec<Vec<f64>>> {
        let point = |at: usize| {
            self.values(at, measure)
                .into_iter()
                .collect::<Option<Vec<f64>>>()
        };
        (0..self.figures.len()).map(point).collect()
    }

    /// Futures over all points in which a measure has no value.
    pub fn without(&self, measure: usize) -> usize {
        let futures = self.figures.iter().flatten();
        futures.filter(|future| future[measure].is_none()).count()
    }

    /// The points from the best, by the measure they are ranked by; equal ones in their order.
    pub fn ranking(&self) -> Vec<Ranked> {
        let sweep = &self.ready.sweep;
        let sign = if sweep.more_is_better { -1.0 } else { 1.0 };
        let mean = |point: usize| self.summary(point, sweep.rank_by).mean();
        let means: Vec<Option<f64>> = (0..self.figures.len()).map(mean).collect();
        let mut order: Vec<usize> = (0..means.len()).collect();
        let worth = |point: usize| means[point].map_or(f64::INFINITY, |mean| sign * mean);
        order.sort_by(|a, b| worth(*a).total_cmp(&worth(*b)));
        let whole = self
            .whole(sweep.rank_by)
            .filter(|all| all.len() <= MOST_COMPARED);
        let best = whole.and_then(|mut all| {
            all.iter_mut().flatten().for_each(|value| *value *= sign);
            not_told_from_best(&all, 0.95)
        });
        let ranked = order.into_iter().map(|point| Ranked {
            point,
            mean: means[point],
            among_best: best.as_ref().map(|best| best[point]),
        });
        ranked.collect()
    }

    /// The number of an input at a point where it has one, otherwise its place among the values.
    pub fn number(&self, point: usize, input: usize) -> f64 {
        let level = &self.ready.levels[point][input];
        let place = self.ready.points.places[point][input];
        level.number.or(place).unwrap_or(0.0)
    }

    /// Kind of the design.
    pub fn kind(&self) -> Kind {
        self.ready.sweep.kind
    }

    /// How the points belong together.
    pub fn layout(&self) -> &Layout {
        &self.ready.points.layout
    }
}
