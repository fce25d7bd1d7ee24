//! What people read: the answer in words, tables, figures, and the folder they are kept in.
//!
//! [`Report`] is plain data. [`compose`] makes one from an outcome, [`figures`] draws its pictures,
//! [`store`] writes it to disk. Nothing here runs a simulation.

pub mod board;
pub mod compose;
pub mod figure;
pub mod figures;
pub mod long_form;
pub mod page;
pub mod store;
pub mod table;
pub mod words;

mod package;

use jiff::civil::Date;

pub use figure::Figure;
pub use store::{StoreError, Wanted};
pub use table::{Cell, Column, ColumnKind, Table};

/// Everything one run has to say, before it is printed, drawn or written.
#[derive(Debug, Clone)]
pub struct Report {
    /// Title of the scenario.
    pub title: String,
    /// What comes before any answer: children on protection plans whom a plan would leave without
    /// a worker. Empty where nothing has to be said.
    pub guard: Vec<String>,
    /// The answer in sentences, the most important first.
    pub answer: Vec<String>,
    /// What is said of one plan after the other: the page gives it after the tables, so that the
    /// answer can be read in a sitting. Empty where nothing is compared.
    pub one_by_one: Vec<String>,
    /// Where the numbers come from.
    pub provenance: Provenance,
    /// Tables for the screen, after the answer.
    pub tables: Vec<Table>,
    /// Longer tables that the page folds away, after the others.
    pub details: Vec<Table>,
    /// Tables for the folder, one CSV file each.
    pub files: Vec<Table>,
    /// Pages for the folder: file name and text.
    pub pages: Vec<(String, String)>,
    /// Files for programs rather than people: file name and bytes.
    pub data: Vec<(String, Vec<u8>)>,
    /// Pictures.
    pub figures: Vec<Figure>,
    /// Warnings and limits that travel with the numbers.
    pub notes: Vec<String>,
    /// Whole reports kept in folders of their own inside this one's, without pictures.
    pub parts: Vec<(String, Report)>,
    /// The manifest, ready to be written; its `run` part alone may differ between two runs.
    pub manifest: serde_json::Value,
}

/// Where the numbers come from: said at the foot of every picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Provenance {
    /// Program and version.
    pub program: String,
    /// Digest of the resolved scenario, in hexadecimal.
    pub digest: String,
    /// Seed of the run.
    pub seed: u64,
    /// How many futures were simulated.
    pub futures: usize,
    /// First day reported.
    pub start: Date,
    /// Last day reported.
    pub end: Date,
    /// What must be said of a run that did not finish; empty for a whole one.
    pub incomplete: String,
}

impl Provenance {
    /// The first eight letters of the digest, as folders and pictures show it.
    #[must_use]
    pub fn short_digest(&self) -> &str {
        self.digest.get(..8).unwrap_or(&self.digest)
    }

    /// The lines at the foot of a picture whose ranges are described by `interval`.
    #[must_use]
    pub fn footer(&self, interval: &str) -> [String; 2] {
        let futures = match self.futures {
            1 => "1 future".to_owned(),
            many => format!("{} futures", words::number(many as f64, 0)),
        };
        let incomplete = match self.incomplete.as_str() {
            "" => String::new(),
            said => format!(" {said}"),
        };
        [
            format!(
                "{futures}, {} to {}. {interval}{incomplete}",
                words::short_date(self.start),
                words::short_date(self.end),
            ),
            format!(
                "Planning model, not a record of any child. {}, scenario {}, seed {}.",
                self.program,
                self.short_digest(),
                self.seed
            ),
        ]
    }
}
