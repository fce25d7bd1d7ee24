//! A scenario as one tree of named values, each of which knows the file and line it came from.
//!
//! This is TOML with the syntax taken away: what `extends` and `--set` leave after merging. It
//! is what changes edit and what the digest is taken of; the language of keys is next door.

use super::problem::{Problem, Severity};
use jiff::civil::Date;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

/// Where a value was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// File as the user named it; `--set` for the command line.
    pub file: Arc<str>,
    /// Line, from 1.
    pub line: u32,
}

/// Why a number is what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Basis {
    /// A publication, dataset or record.
    Source(String),
    /// A judgement, stated as such.
    Assumption(String),
    /// Chosen so that the model meets an observation.
    Fitted(String),
}

/// A value and where it came from.
#[derive(Clone, Debug)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// Where it was written.
    pub origin: Origin,
    /// Dotted path, as shown to people.
    pub path: String,
    /// Source or assumption: its own, or that of the nearest table around it in the same file.
    pub basis: Option<Arc<Basis>>,
}

/// A value of a scenario.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Named values; the order of lines is forgotten.
    Table(BTreeMap<String, Node>),
    /// A list.
    Array(Vec<Node>),
    /// Text.
    Text(String),
    /// A number, whole or not.
    Number(f64),
    /// Yes or no.
    Flag(bool),
    /// A date.
    Date(Date),
}

impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl Node {
    /// A value at a path, with the origin of another node (for what is computed rather than read).
    pub fn like(&self, value: Value) -> Node {
        Node {
            value,
            ..self.clone()
        }
    }

    /// The named values of a table; none for anything else.
    pub fn table(&self) -> Option<&BTreeMap<String, Node>> {
        match &self.value {
            Value::Table(table) => Some(table),
            _ => None,
        }
    }

    /// Keeps only some of the named values of the table at a key, where there is one.
    pub fn keep(&mut self, key: &str, wanted: &dyn Fn(&str) -> bool) {
        let Value::Table(table) = &mut self.value else {
            return;
        };
        if let Some(Node {
            value: Value::Table(named),
            ..
        }) = table.get_mut(key)
        {
            named.retain(|name, _| wanted(name));
        }
    }

    /// Value of a key, where this is a table that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.table()?.get(key)
    }

    /// Value at several keys in a row.
    pub fn at(&self, keys: &[&str]) -> Option<&Node> {
        keys.iter().try_fold(self, |node, key| node.get(key))
    }

    /// The value itself where the number is written `{ value = …, source = … }`.
    pub fn plain(&self) -> &Node {
        self.get("value").unwrap_or(self)
    }

    /// The text, where this is text.
    pub fn text(&self) -> Option<&str> {
        match &self.plain().value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The number, where this is a bare number.
    pub fn number(&self) -> Option<f64> {
        match &self.plain().value {
            Value::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// Yes or no, where this is that.
    pub fn flag(&self) -> Option<bool> {
        match &self.plain().value {
            Value::Flag(flag) => Some(*flag),
            _ => None,
        }
    }

    /// The list, where this is one.
    pub fn list(&self) -> Option<&[Node]> {
        match &self.plain().value {
            Value::Array(list) => Some(list),
            _ => None,
        }
    }

    /// An error at this place which shows what stands here.
    pub fn refuse(&self, wanted: impl Into<String>) -> Problem {
        self.wrong(self.show(), wanted)
    }

    /// An error at this place with its own words for what was found.
    pub fn wrong(&self, found: impl Into<String>, wanted: impl Into<String>) -> Problem {
        Problem {
            severity: Severity::Error,
            file: Arc::clone(&self.origin.file),
            line: self.origin.line,
            path: self.path.clone(),
            found: found.into(),
            wanted: wanted.into(),
            hint: None,
        }
    }

    /// The value as a person would write it.
    pub fn written(&self) -> String {
        let mut text = String::new();
        self.write_plain(&mut text);
        text
    }

    /// The value as a person would write it, cut short where long.
    pub fn show(&self) -> String {
        let mut text = self.written();
        if text.chars().count() > 60 {
            text = text.chars().take(57).collect::<String>() + "...";
        }
        text
    }

    fn write_plain(&self, out: &mut String) {
        match &self.value {
            Value::Table(table) => {
                out.push('{');
                for (index, (key, node)) in table.iter().enumerate() {
                    out.push_str(if index > 0 { ", " } else { " " });
                    out.push_str(&quoted_key(key));
                    out.push_str(" = ");
                    node.write_plain(out);
                }
                out.push_str(" }");
            }
            Value::Array(list) => {
                out.push('[');
                for (index, node) in list.iter().enumerate() {
                    if index > 0 {
                        out.push_str(", ");
                    }
                    node.write_plain(out);
                }
                out.push(']');
            }
            Value::Text(text) => {
                let _ = write!(out, "{text:?}");
            }
            Value::Number(number) => {
                let _ = write!(out, "{number}");
            }
            Value::Flag(flag) => {
                let _ = write!(out, "{flag}");
            }
            Value::Date(date) => {
                let _ = write!(out, "{date}");
            }
        }
    }

    /// SHA-256, in hexadecimal, of the tree without comments, order of lines or layout, and of
    /// the digests of the files it names.
    pub fn digest_with(&self, files: &[&str]) -> String {
        let mut text = self.written();
        for file in files {
            text.push('\n');
            text.push_str(file);
        }
        let mut hex = String::with_capacity(64);
        for byte in Sha256::digest(text.as_bytes()) {
            let _ = write!(hex, "{byte:02x}");
        }
        hex
    }
}

/// A path of keys as shown to people: keys that need it in quotation marks.
pub fn shown_path(keys: &[String]) -> String {
    keys.iter()
        .map(|key| quoted_key(key))
        .collect::<Vec<_>>()
        .join(".")
}

fn quoted_key(key: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_' || c == '*';
    if !key.is_empty() && key.chars().all(bare) {
        key.to_owned()
    } else {
        format!("{key:?}")
    }
}

/// Keys of a dotted path such as `stage."core assessment".limit`; `None` where it is not one.
pub fn path_keys(path: &str) -> Option<Vec<String>> {
    let mut keys = Vec::new();
    let mut rest = path.trim();
    loop {
        let (key, after) = match rest.chars().next()? {
            quote @ ('"' | '\'') => {
                let inner = &rest[1..];
                let end = inner.find(quote)?;
                (inner[..end].to_owned(), &inner[end + 1..])
            }
            _ => {
                let end = rest.find('.').unwrap_or(rest.len());
                (rest[..end].trim().to_owned(), &rest[end..])
            }
        };
        if key.is_empty() {
            return None;
        }
        keys.push(key);
        if after.is_empty() {
            return Some(keys);
        }
        rest = after.strip_prefix('.')?;
    }
}

#[cfg(test)]
mod tests {
    use super::{path_keys, shown_path};

    #[test]
    fn a_path_survives_being_shown_and_read() {
        for keys in [vec!["run", "seed"], vec!["stage", "in need", "item", "a.b"]] {
            let keys: Vec<String> = keys.into_iter().map(str::to_owned).collect();
            assert_eq!(path_keys(&shown_path(&keys)), Some(keys));
        }
        for wrong in ["", ".", "a..b", "a.", "\"open"] {
            assert_eq!(path_keys(wrong), None, "{wrong}");
        }
    }
}
