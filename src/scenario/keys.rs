//! The language: every key of a scenario, what it may hold and what it means.
//!
//! One table ([`super::rows::TABLE`]) drives everything that has to know the language: unknown
//! keys with their nearest relative, checking, JSON Schema, the register of assumptions, what a
//! change or a sweep may move, and the tables of the handbook. So they cannot disagree.

use super::rows::TABLE;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// What a key may hold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// Any text.
    Text,
    /// A list of texts.
    Texts,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// `true` or `false`.
    Flag,
    /// A number from .. to ..
    Number(f64, f64),
    /// A whole number from .. to ..
    Whole(i64, i64),
    /// A share: 0.15 or "15%".
    Share,
    /// A rate: "36000 per yr".
    Rate,
    /// A yearly rate: "18%", 0.18, "0.01 per d".
    Yearly,
    /// Working hours, fixed or random.
    Effort,
    /// Time that passes by itself, fixed or random.
    Delay,
    /// A fixed elapsed time: "26 wk".
    Span,
    /// A whole number of working days: "7 wd".
    WorkingDays,
    /// A count, fixed or random.
    Count,
    /// A date.
    Date,
    /// A list of dates.
    Dates,
    /// A time of day: "09:00".
    Clock,
    /// Relative weights, this many.
    Weights(usize),
    /// Shares in order that sum to one.
    Shares,
    /// Some shares, each by itself.
    SomeShares,
    /// Shares of the need bands: a table by band, or a list in their order.
    BandShares,
    /// Shares of the need bands after the most urgent one.
    LaterBandShares,
    /// A whole number for all need bands, or a table by band.
    BandRanks,
    /// "hold back", "load up", or a table of chances by band.
    OverCap,
    /// Shares of the sources: a table by source.
    SourceShares,
    /// Steps of a ramp of the named quantity: [{ until = "4 wk", speed = 0.5 }, ...].
    Steps(&'static str),
    /// Points of a trend: [{ on = 2009-01-01, factor = 0.95 }, ...].
    Trend,
    /// "office", "at opening", "all day" or 24 weights.
    Hours,
    /// A whole number or "auto".
    Replications,
    /// A value for a change: anything the changed key may hold.
    Anything,
}

impl Kind {
    /// Whether it holds numbers of the world: these want a source, and can be changed and swept.
    pub fn is_numeric(self) -> bool {
        !matches!(
            self,
            Kind::Text
                | Kind::Texts
                | Kind::Choice(_)
                | Kind::Flag
                | Kind::Date
                | Kind::Dates
                | Kind::Clock
                | Kind::Replications
                | Kind::Anything
                | Kind::Hours
        )
    }
}

/// Whether a key must be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// It may be left out: the mechanism is then off, or the meaning says what holds.
    Free,
    /// It must be there wherever the table around it is.
    InTable,
    /// Every scenario must say it.
    Always,
}

/// One key of the language.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// Key below the prefix of its group; `*` stands for a name of the scenario's own.
    pub key: &'static str,
    /// What it may hold.
    pub kind: Kind,
    /// Whether it must be there.
    pub need: Need,
    /// Unit of the number for people; empty where it has none or says it itself.
    pub unit: &'static str,
    /// Meaning, in one line.
    pub meaning: &'static str,
}

/// Rows that stand at several places of the tree.
#[derive(Clone, Copy, Debug)]
pub struct Group {
    /// Paths of the tables in which the rows may stand; "" is the top of the file.
    pub prefixes: &'static [&'static str],
    /// The rows.
    pub rows: &'static [Row],
    /// Whether the needs of the rows hold here (overrides need not repeat everything).
    pub complete: bool,
}

/// The language as a tree of keys.
#[derive(Debug, Default)]
pub struct Branch {
    /// The key that ends here, if one does.
    pub row: Option<&'static Row>,
    /// Whether [`Need::InTable`] holds here.
    pub complete: bool,
    /// Keys below, by name.
    pub named: BTreeMap<&'static str, Branch>,
    /// What stands below a name of the scenario's own.
    pub any: Option<Box<Branch>>,
}

impl Branch {
    /// What stands below a key.
    pub fn below(&self, key: &str) -> Option<&Branch> {
        self.named.get(key).or(self.any.as_deref())
    }

    /// The known key nearest to a misspelt one.
    pub fn nearest(&self, key: &str) -> Option<&'static str> {
        let near = self
            .named
            .keys()
            .map(|have| (strsim::jaro_winkler(have, key), *have));
        near.filter(|(score, _)| *score > 0.8)
            .max_by(|a, b| a.0.total_cmp(&b.0))
            .map(|best| best.1)
    }

    fn grow(&mut self, path: &'static str, row: &'static Row, complete: bool) {
        let mut branch = self;
        for key in path
            .split('.')
            .chain(row.key.split('.'))
            .filter(|key| !key.is_empty())
        {
            branch = match key {
                "*" => branch.any.get_or_insert_default(),
                _ => branch.named.entry(key).or_default(),
            };
        }
        branch.row = Some(row);
        branch.complete = complete;
    }
}

/// The whole language.
pub fn language() -> &'static Branch {
    static TREE: OnceLock<Branch> = OnceLock::new();
    TREE.get_or_init(|| {
        let mut root = Branch::default();
        for group in TABLE {
            for prefix in group.prefixes {
                for row in group.rows {
                    root.grow(prefix, row, group.complete);
                }
            }
        }
        root
    })
}

/// What stands at a path of the language; `None` where nothing may.
pub fn find<K: AsRef<str>>(path: &[K]) -> Option<&'static Branch> {
    path.iter()
        .try_fold(language(), |branch, key| branch.below(key.as_ref()))
}

/// The row at a path, where the path is a key rather than a table.
pub fn row_at<K: AsRef<str>>(path: &[K]) -> Option<&'static Row> {
    find(path)?.row
}

/// Patterns of every key, in alphabetical order, with its row.
pub fn all() -> Vec<(String, &'static Row)> {
    fn walk(branch: &'static Branch, path: &str, out: &mut Vec<(String, &'static Row)>) {
        if let Some(row) = branch.row {
            out.push((path.to_owned(), row));
        }
        let join = |key: &str| {
            if path.is_empty() {
                key.to_owned()
            } else {
                format!("{path}.{key}")
            }
        };
        for (key, below) in &branch.named {
            walk(below, &join(key), out);
        }
        if let Some(below) = &branch.any {
            walk(below, &join("*"), out);
        }
    }
    let mut out = Vec::new();
    walk(language(), "", &mut out);
    out
}

/// Whether a path holds a number of the world rather than of the run or of the observations.
pub fn moves(path: &str) -> bool {
    let outside = [
        "run.",
        "observed.",
        "calendar.",
        "change.",
        "date.",
        "start.",
        "lever.",
        "levers.",
        "cost.",
    ];
    !outside.iter().any(|start| path.starts_with(start))
        && !path.ends_with(".order")
        && !path.ends_with(".severity")
}

/// Whether a dated change may be of what a path holds: a number of the world, or who holds a stage
/// and who lets go at a transfer.
pub fn may_change(path: &str, kind: Kind) -> bool {
    let ending = |end: &str| path.ends_with(end);
    let stage = path.starts_with("stage.") && (ending(".team") || ending(".transfers_at"));
    let lets_go = ending(".drop_on_transfer");
    moves(path) && (kind.is_numeric() || stage || lets_go)
}
