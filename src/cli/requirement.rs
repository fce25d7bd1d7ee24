//! `--require`: figures over the futures and the limits they must keep.

use super::ending::{Failure, requests};
use crate::experiment::{Outcome, Plan, Requirement, monitor_plan};
use crate::measures::{MonitorPlan, RequestProblem};

/// What a run of a plan keeps, and the requirements it is held against.
pub(super) struct Watched {
    pub measures: MonitorPlan,
    pub requirements: Vec<Requirement>,
}

/// A requirement held against the futures.
pub(super) struct Verdict {
    /// As typed.
    pub text: String,
    /// What was found; `None` where no future has a value.
    pub found: Option<f64>,
    /// Whether it is met; a value that does not exist meets nothing.
    pub met: bool,
}

impl Watched {
    /// Understands the requirements and compiles what the run keeps, before anything is simulated.
    pub fn of(plan: &Plan, require: &[String]) -> Result<Self, Failure> {
        Self::of_more(plan, require, &[])
    }

    /// The same, with more requests that are known to be understood.
    pub fn of_more(plan: &Plan, require: &[String], more: &[String]) -> Result<Self, Failure> {
        let file = &plan.file_stem;
        // What the scenario itself asks for wrongly is the scenario's fault, not the option's.
        let measures = monitor_plan(plan, more).map_err(|problems| {
            Failure::of_input(format!("{file}: {}", requests(&problems)), "")
        })?;
        if require.is_empty() {
            return Ok(Watched {
                measures,
                requirements: Vec::new(),
            });
        }
        let refused = |said: String| Failure::of_use(format!("--require {said}"), "");
        let mut requirements = Vec::new();
        let mut problems = Vec::new();
        for text in require {
            match Requirement::parse(text) {
                Ok(one) => requirements.push(one),
                Err(said) => problems.push(said),
            }
        }
        let required = requirements.iter().map(|one| one.measure.clone());
        let all: Vec<String> = required.chain(more.iter().cloned()).collect();
        let measures = match monitor_plan(plan, &all) {
            Ok(measures) if problems.is_empty() => measures,
            Ok(_) => return Err(refused(problems.join("\nerror: --require "))),
            Err(found) => {
                problems.push(requests(&found));
                return Err(refused(problems.join("\nerror: --require ")));
            }
        };
        Ok(Watched {
            measures,
            requirements,
        })
    }

    /// Holds every requirement against an outcome.
    pub fn judge(&self, outcome: &Outcome) -> Result<Vec<Verdict>, RequestProblem> {
        let judged = self.requirements.iter().map(|requirement| {
            let (found, met) = outcome.check(requirement, &self.measures.setting)?;
            Ok(Verdict {
                text: requirement.text.clone(),
                found,
                met,
            })
        });
        judged.collect()
    }
}
