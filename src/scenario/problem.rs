//! What is wrong with a scenario: every problem with its place, what stood there, what was wanted
//! and, where there is one, a hint. All are collected and shown in one go.

use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The scenario cannot be run.
    Error,
    /// It can be run, but something looks wrong or has no source.
    Warning,
}

/// One thing wrong with a scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Error or warning.
    pub severity: Severity,
    /// File as the user named it (or as an `extends` named it); `--set` for the command line.
    pub file: Arc<str>,
    /// Line in the file, from 1; 0 where the problem is the whole file.
    pub line: u32,
    /// Dotted path of the key; empty where the problem is the whole file.
    pub path: String,
    /// What was found there, in words.
    pub found: String,
    /// What was wanted instead, in words.
    pub wanted: String,
    /// How to put it right, where the program can tell.
    pub hint: Option<String>,
}

impl Problem {
    /// An error about a whole file rather than one of its lines.
    pub fn of_file(file: &str, found: impl Into<String>, wanted: impl Into<String>) -> Self {
        Problem {
            severity: Severity::Error,
            file: file.into(),
            line: 0,
            path: String::new(),
            found: found.into(),
            wanted: wanted.into(),
            hint: None,
        }
    }

    /// The same problem with a hint.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same problem as a warning.
    #[must_use]
    pub fn warning(mut self) -> Self {
        self.severity = Severity::Warning;
        self
    }

    fn order(&self, other: &Self) -> Ordering {
        (
            &self.file,
            self.line,
            &self.path,
            &self.found,
            &self.wanted,
            self.severity,
        )
            .cmp(&(
                &other.file,
                other.line,
                &other.path,
                &other.found,
                &other.wanted,
                other.severity,
            ))
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        write!(f, "{word}: {}", self.file)?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
        }
        if !self.path.is_empty() {
            write!(f, ": {}", self.path)?;
        }
        write!(f, ": found {}, wanted {}", self.found, self.wanted)?;
        if let Some(hint) = &self.hint {
            write!(f, "\n  hint: {hint}")?;
        }
        Ok(())
    }
}

/// Every problem found, sorted by file and line, each once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems {
    all: Vec<Problem>,
}

impl Problems {
    /// No problems yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one, keeping the order and dropping an exact repetition.
    pub fn push(&mut self, problem: Problem) {
        match self.all.binary_search_by(|have| have.order(&problem)) {
            Ok(_) => {}
            Err(place) => self.all.insert(place, problem),
        }
    }

    /// Adds several.
    pub fn extend(&mut self, more: impl IntoIterator<Item = Problem>) {
        for problem in more {
            self.push(problem);
        }
    }

    /// Whether any of them forbids a run.
    pub fn any_error(&self) -> bool {
        self.errors().next().is_some()
    }

    /// Those that forbid a run.
    pub fn errors(&self) -> impl Iterator<Item = &Problem> {
        self.all
            .iter()
            .filter(|problem| problem.severity == Severity::Error)
    }

    /// Those that do not.
    pub fn warnings(&self) -> impl Iterator<Item = &Problem> {
        self.all
            .iter()
            .filter(|problem| problem.severity == Severity::Warning)
    }

    /// All of them, by file and line.
    pub fn iter(&self) -> impl Iterator<Item = &Problem> {
        self.all.iter()
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.all.iter().enumerate() {
            if index > 0 {
                writeln!(f)?;
            }
            write!(f, "{problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}
