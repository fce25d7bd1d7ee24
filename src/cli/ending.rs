//! How a command ends: its exit code, and what is said when it fails.

use std::fmt;
use std::process::ExitCode;

use crate::experiment::ExperimentError;
use crate::measures::RequestProblem;
use crate::report::StoreError;
use crate::report::store::StoreProblem;
use crate::scenario::Problems;

/// What is said after a fault of the program.
pub(super) const PLEASE_REPORT: &str = "  hint: this is not your scenario's doing; please report \
    it with the scenario and the line above";

/// How the program ended: its exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    Done = 0,
    Unexpected = 1,
    WrongUse = 2,
    WrongInput = 3,
    NotMet = 4,
    NotPrecise = 5,
    Cancelled = 6,
}

impl From<Ending> for ExitCode {
    fn from(ending: Ending) -> Self {
        ExitCode::from(ending as u8)
    }
}

/// Why a command could not do what it was asked.
#[derive(Debug)]
pub(super) enum Failure {
    /// The options do not fit together, or not the files they name.
    Use { said: String, hint: String },
    /// A scenario is wrong: its problems in full.
    Scenario(Problems),
    /// An input is wrong.
    Input { said: String, hint: String },
    /// The system refused something; nobody's fault that the program knows of.
    System(anyhow::Error),
    /// The program is at fault.
    Fault(anyhow::Error),
    /// Stopped by the user before anything was whole.
    Cancelled,
}

impl Failure {
    /// Wrong use.
    pub fn of_use(said: impl Into<String>, hint: impl Into<String>) -> Self {
        Failure::Use {
            said: said.into(),
            hint: hint.into(),
        }
    }

    /// Wrong input.
    pub fn of_input(said: impl Into<String>, hint: impl Into<String>) -> Self {
        Failure::Input {
            said: said.into(),
            hint: hint.into(),
        }
    }

    /// The exit code.
    pub fn ending(&self) -> Ending {
        match self {
            Failure::Use { .. } => Ending::WrongUse,
            Failure::Scenario(_) | Failure::Input { .. } => Ending::WrongInput,
            Failure::System(_) | Failure::Fault(_) => Ending::Unexpected,
            Failure::Cancelled => Ending::Cancelled,
        }
    }
}

/// What is wrong, in words, all of which is told at once.
#[derive(Default)]
pub(super) struct Troubles(Vec<String>);

impl Troubles {
    /// One more problem, with what to do about it, if anything.
    pub fn add(&mut self, said: impl fmt::Display, hint: &str) {
        self.0.push(match hint {
            "" => format!("error: {said}"),
            hint => format!("error: {said}\n  hint: {hint}"),
        });
    }

    /// Problems that are whole messages already.
    pub fn add_told(&mut self, told: &impl fmt::Display) {
        self.0.push(told.to_string().trim_end().to_owned());
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Ends with them as wrong input, if there are any.
    pub fn end(self) -> Result<(), Failure> {
        self.end_as(Failure::of_input)
    }

    /// Ends with them as wrong use, if there are any.
    pub fn end_as_use(self) -> Result<(), Failure> {
        self.end_as(Failure::of_use)
    }

    fn end_as(self, failure: fn(String, String) -> Failure) -> Result<(), Failure> {
        if self.is_empty() {
            return Ok(());
        }
        // What prints the failure puts the first of these words before it.
        let all = self.0.join("\n");
        let all = all.strip_prefix("error: ").unwrap_or(&all);
        Err(failure(all.to_owned(), String::new()))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Use { said, hint } | Failure::Input { said, hint } => {
                write!(f, "error: {said}")?;
                if hint.is_empty() {
                    Ok(())
                } else {
                    write!(f, "\n  hint: {hint}")
                }
            }
            Failure::Scenario(problems) => write!(f, "{problems}"),
            Failure::System(error) => write!(f, "error: {error:#}"),
            Failure::Fault(error) => {
                write!(
                    f,
                    "error: the program is at fault: {error:#}\n{PLEASE_REPORT}"
                )
            }
            Failure::Cancelled => {
                write!(
                    f,
                    "error: cancelled before any future was whole; nothing was written"
                )
            }
        }
    }
}

impl From<ExperimentError> for Failure {
    fn from(error: ExperimentError) -> Self {
        match error {
            ExperimentError::LawBroken { .. } => Failure::Fault(error.into()),
            ExperimentError::Threads(_) => Failure::System(error.into()),
            ExperimentError::NotReported(_) => Failure::of_input(
                error.to_string(),
                "name a measure of `caseload list measures` in run.precision_of",
            ),
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match &error.cause {
            StoreProblem::Exists | StoreProblem::NotOurs | StoreProblem::NoName => {
                Failure::of_use(error.to_string(), "")
            }
            StoreProblem::Io(_) => Failure::System(error.into()),
            StoreProblem::Csv(_)
            | StoreProblem::Json(_)
            | StoreProblem::Draw(_)
            | StoreProblem::Page(_)
            | StoreProblem::Workbook(_) => Failure::Fault(error.into()),
        }
    }
}

/// Every measure that was not understood, the first after an `error:` that is already written.
pub(super) fn requests(problems: &[RequestProblem]) -> String {
    let said: Vec<String> = problems.iter().map(ToString::to_string).collect();
    said.join("\nerror: ")
}
