//! Reading JSON by hand, so that a wrong file gets every problem at once.

use serde_json::{Map, Value};

use super::case::CaseProblem;

/// A table of a case file, the place it stands at, and the problems found so far.
pub(super) struct Fields<'a, 'p> {
    file: &'a str,
    place: String,
    table: Option<&'a Map<String, Value>>,
    problems: &'p mut Vec<CaseProblem>,
}

impl<'a, 'p> Fields<'a, 'p> {
    /// The fields of a value that must be a table with no other keys than `known`.
    pub fn of(
        file: &'a str,
        place: String,
        value: &'a Value,
        known: &[&str],
        problems: &'p mut Vec<CaseProblem>,
    ) -> Self {
        let table = value.as_object();
        let mut fields = Fields {
            file,
            place,
            table,
            problems,
        };
        match table {
            None => fields.wrong("", shown(value), "a table { \"key\": value }", None),
            Some(table) => {
                for key in table.keys().filter(|key| !known.contains(&key.as_str())) {
                    let near = known
                        .iter()
                        .max_by(|a, b| likeness(key, a).total_cmp(&likeness(key, b)))
                        .filter(|near| likeness(key, near) > 0.75);
                    let hint = near.map(|near| format!("did you mean \"{near}\"?"));
                    let wanted = format!("one of: {}", known.join(", "));
                    fields.wrong(key, "a key that is not known".into(), &wanted, hint);
                }
            }
        }
        fields
    }

    /// Notes a problem with one key (or with the table itself where the key is empty).
    pub fn wrong(&mut self, key: &str, found: String, wanted: &str, hint: Option<String>) {
        let place = match (self.place.is_empty(), key.is_empty()) {
            (_, true) => self.place.clone(),
            (true, false) => key.to_string(),
            (false, false) => format!("{}.{key}", self.place),
        };
        self.problems.push(CaseProblem {
            file: self.file.to_string(),
            place,
            found,
            wanted: wanted.to_string(),
            hint,
        });
    }

    /// Place of a key below this table.
    pub fn below(&self, key: &str) -> String {
        if self.place.is_empty() {
            key.to_string()
        } else {
            format!("{}.{key}", self.place)
        }
    }

    /// Where further problems go.
    pub fn problems(&mut self) -> &mut Vec<CaseProblem> {
        self.problems
    }

    /// The value of a key, where it is there.
    pub fn get(&self, key: &str) -> Option<&'a Value> {
        self.table.and_then(|table| table.get(key))
    }

    /// Whether the key is there.
    pub fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// A value that must be there.
    pub fn must(&mut self, key: &str, wanted: &str) -> Option<&'a Value> {
        let found = self.get(key);
        if found.is_none() && self.table.is_some() {
            self.wrong(key, "nothing".into(), wanted, None);
        }
        found
    }

    /// Text that must be there and not be empty.
    pub fn text(&mut self, key: &str, wanted: &str) -> String {
        let Some(value) = self.must(key, wanted) else {
            return String::new();
        };
        self.as_text(key, value, wanted)
    }

    /// Text that may be there.
    pub fn text_if(&mut self, key: &str, wanted: &str) -> Option<String> {
        let value = self.get(key)?;
        Some(self.as_text(key, value, wanted)).filter(|text| !text.is_empty())
    }

    fn as_text(&mut self, key: &str, value: &Value, wanted: &str) -> String {
        match value.as_str().map(str::trim) {
            Some(text) if !text.is_empty() => text.to_string(),
            _ => {
                self.wrong(key, shown(value), wanted, None);
                String::new()
            }
        }
    }

    /// A finite number that may be there.
    pub fn number_if(&mut self, key: &str, wanted: &str) -> Option<f64> {
        let value = self.get(key)?;
        match value.as_f64().filter(|number| number.is_finite()) {
            Some(number) => Some(number),
            None => {
                self.wrong(key, shown(value), wanted, None);
                None
            }
        }
    }

    /// A table of texts (numbers and flags are taken as they are written).
    pub fn settings(&mut self, key: &str) -> Vec<(String, String)> {
        let Some(value) = self.get(key) else {
            return Vec::new();
        };
        let wanted = "settings such as { \"office.A.families\": \"4 per d\" }";
        let Some(table) = value.as_object() else {
            self.wrong(key, shown(value), wanted, None);
            return Vec::new();
        };
        let mut settings = Vec::new();
        for (path, value) in table {
            match value {
                Value::String(text) => settings.push((path.clone(), text.clone())),
                Value::Number(_) | Value::Bool(_) => {
                    settings.push((path.clone(), value.to_string()));
                }
                _ => self.wrong(
                    &format!("{key}.{path}"),
                    shown(value),
                    "the value as it stands in a scenario, in quotes",
                    None,
                ),
            }
        }
        settings
    }
}

/// Likeness of two words, 0 to 1.
pub(super) fn likeness(a: &str, b: &str) -> f64 {
    strsim::jaro_winkler(a, b)
}

/// A value as it stood in the file, not too long.
pub(super) fn shown(value: &Value) -> String {
    let text = value.to_string();
    if text.chars().count() <= 60 {
        return text;
    }
    let start: String = text.chars().take(57).collect();
    format!("{start}...")
}
