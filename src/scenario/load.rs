//! From files to one document: reading, TOML, `extends`, `--set`.
//!
//! The only place of this room that opens files. A document is merged deeply, the later file
//! winning; lists, and whatever is one key of the language (a law, shares by name), are replaced
//! whole. Each value keeps the file and line it was written in, and its source.

use super::document::{Basis, Node, Origin, Value, path_keys, shown_path};
use super::keys::{self, Branch, language};
use super::law::listed;
use super::lists::{self, List, Lists};
use super::problem::{Problem, Problems};
use super::value::{hinted, iso_of};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Largest scenario file, in bytes.
const LARGEST_FILE: u64 = 4 << 20;
/// Whole numbers beyond this are not exact as 64-bit floating point.
const LARGEST_WHOLE: i64 = 1 << 53;

/// Largest list of families, in bytes.
const LARGEST_LIST: u64 = 32 << 20;

/// Reads a scenario with all it extends, the settings of the command line, and the lists of
/// families it names.
pub fn document(path: &Path, sets: &[(String, String)]) -> Result<(Node, Lists), Problems> {
    let mut problems = Problems::new();
    let shown = path.display().to_string();
    let mut tree = with_bases(path, &shown, None, &mut Vec::new(), &mut problems);
    if let Some(tree) = &mut tree {
        for (path, value) in sets {
            if let Err(problem) = set(tree, path, value) {
                problems.push(problem);
            }
        }
    }
    if let Some(tree) = &mut tree {
        let set = ["file", "closures"].map(|key| {
            let node = tree.at(&["start", key]);
            node.is_some_and(|node| &*node.origin.file == "--set")
        });
        lists_replace(tree, set);
    }
    let lists = tree.as_ref().map(|tree| lists_of(tree, path));
    match (tree, lists) {
        (Some(tree), Some(lists)) if problems.is_empty() => Ok((tree, lists)),
        _ => Err(problems),
    }
}

/// A TOML file beside the scenarios, such as a sweep, as a tree whose values know their lines.
///
/// # Errors
///
/// The file cannot be read, or is not TOML: each with its line.
pub fn toml_file(path: &Path, what: &str) -> Result<Node, Problems> {
    let mut problems = Problems::new();
    let shown = path.display().to_string();
    match text_of(path, what, LARGEST_FILE) {
        Ok(text) => {
            if let Some(tree) = parsed(&text, &shown, &mut problems) {
                return Ok(tree);
            }
        }
        Err((found, wanted)) => problems.push(Problem::of_file(&shown, found, wanted)),
    }
    Err(problems)
}

/// The text of a file that a TOML file names, beside it.
///
/// # Errors
///
/// What was found in its place, and what was wanted.
pub fn text_file(says: &Node, name: &str, what: &str) -> Result<String, Problem> {
    let beside = Path::new(&*says.origin.file).parent();
    let path = beside.unwrap_or(Path::new("")).join(name);
    text_of(&path, what, LARGEST_LIST)
        .map_err(|(found, wanted)| says.wrong(format!("\"{}\", {found}", tidy(&path)), wanted))
}

/// The lists of families that a scenario names, each beside the file that names it.
fn lists_of(tree: &Node, scenario: &Path) -> Lists {
    let mut problems = Problems::new();
    let mut list = |key: &str, columns| -> Option<List> {
        let node = tree.at(&["start", key])?;
        let name = node.text()?; // anything else is reported with the language
        let says = match &*node.origin.file {
            "--set" => scenario,
            file => Path::new(file),
        };
        let path = says.parent().unwrap_or(Path::new("")).join(name);
        let shown = tidy(&path);
        match text_of(&path, "a list of families in CSV", LARGEST_LIST) {
            Ok(text) => lists::parse(&text, &shown, columns, &mut problems),
            Err((found, wanted)) => {
                problems.push(node.wrong(format!("\"{shown}\", {found}"), wanted));
                None
            }
        }
    };
    Lists {
        open: list("file", lists::OPEN),
        closed: list("closures", lists::CLOSED),
        problems,
    }
}

/// A list of families takes the place of what the files below say in groups and numbers: of those
/// open at the start, and of those closed before it.
fn lists_replace(below: &mut Node, [open, closed]: [bool; 2]) {
    if let (true, Some(start)) = (open, table_mut(below, "start")) {
        start.remove("group");
    }
    if let (true, Some(offices)) = (closed, table_mut(below, "office")) {
        for office in offices.values_mut() {
            if let Value::Table(office) = &mut office.value {
                office.remove("closed_last_year");
            }
        }
    }
}

fn table_mut<'a>(tree: &'a mut Node, key: &str) -> Option<&'a mut BTreeMap<String, Node>> {
    let Value::Table(tables) = &mut tree.value else {
        return None;
    };
    match &mut tables.get_mut(key)?.value {
        Value::Table(table) => Some(table),
        _ => None,
    }
}

/// One file merged over those it extends; `None` where any of them could not be read.
fn with_bases(
    path: &Path,
    shown: &str,
    said_by: Option<&Node>,
    open: &mut Vec<PathBuf>,
    problems: &mut Problems,
) -> Option<Node> {
    let text = match text_of(path, "a scenario file", LARGEST_FILE) {
        Ok(text) => text,
        Err((found, wanted)) => {
            problems.push(match said_by {
                Some(node) => node.wrong(format!("\"{shown}\", {found}"), wanted),
                None => Problem::of_file(shown, found, wanted),
            });
            return None;
        }
    };
    let identity = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    if open.contains(&identity) {
        let found = format!("\"{shown}\", which extends this file again");
        let problem = match said_by {
            Some(node) => node.wrong(found, "a chain of files that does not come back"),
            None => Problem::of_file(shown, found, "a chain of files that does not come back"),
        };
        problems.push(problem);
        return None;
    }
    open.push(identity);
    let tree = parsed(&text, shown, problems).and_then(|own| over_bases(own, path, open, problems));
    open.pop();
    tree
}

fn over_bases(
    mut own: Node,
    path: &Path,
    open: &mut Vec<PathBuf>,
    problems: &mut Problems,
) -> Option<Node> {
    let Value::Table(table) = &mut own.value else {
        return None;
    };
    let extends = table.remove("extends");
    let bases = match &extends {
        None => return Some(own),
        Some(node) => match node.list() {
            Some(list) => list.iter().collect(),
            None => vec![node],
        },
    };
    let mut merged: Option<Node> = None;
    let mut complete = true;
    for base in bases {
        let Some(name) = base.text() else {
            problems.push(base.refuse("the path of a scenario file"));
            complete = false;
            continue;
        };
        let base_path = path.parent().unwrap_or(Path::new("")).join(name);
        let shown = tidy(&base_path);
        match with_bases(&base_path, &shown, Some(base), open, problems) {
            Some(tree) => {
                merged = Some(match merged {
                    Some(below) => merge(below, tree, Some(language())),
                    None => tree,
                });
            }
            None => complete = false,
        }
    }
    let mut below = merged.filter(|_| complete)?;
    let names = |key: &str| own.at(&["start", key]).is_some();
    lists_replace(&mut below, [names("file"), names("closures")]);
    if let (true, Some(start)) = (names("group"), table_mut(&mut below, "start")) {
        start.remove("file");
    }
    Some(merge(below, own, Some(language())))
}

/// A path without `x/../` for people.
fn tidy(path: &Path) -> String {
    let mut parts = PathBuf::new();
    for part in path.components() {
        let up = part == std::path::Component::ParentDir;
        if up && parts.file_name().is_some() {
            parts.pop();
        } else if part != std::path::Component::CurDir {
            parts.push(part);
        }
    }
    parts.display().to_string()
}

fn text_of(path: &Path, what: &str, largest: u64) -> Result<String, (String, String)> {
    let scenario = || what.to_owned();
    let cannot = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => ("no such file".to_owned(), scenario()),
        _ => (format!("a file that cannot be read ({error})"), scenario()),
    };
    let about = std::fs::metadata(path).map_err(cannot)?;
    if about.is_dir() {
        return Err(("a directory".to_owned(), scenario()));
    }
    if !about.is_file() {
        return Err((
            "something that is not an ordinary file".to_owned(),
            scenario(),
        ));
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(cannot)?;
    file.take(largest + 1)
        .read_to_end(&mut bytes)
        .map_err(cannot)?;
    if bytes.len() as u64 > largest {
        let found = format!("{} MB", about.len() >> 20);
        return Err((found, format!("{what} of at most {} MB", largest >> 20)));
    }
    let text = String::from_utf8(bytes).map_err(|_| {
        (
            "bytes that are not UTF-8 text".to_owned(),
            "a text file saved as UTF-8".to_owned(),
        )
    })?;
    if text.trim().is_empty() {
        return Err(("an empty file".to_owned(), scenario()));
    }
    Ok(text)
}

/// One file as a tree, its sources noted on every value.
fn parsed(text: &str, shown: &str, problems: &mut Problems) -> Option<Node> {
    let mut reading = Reading::new(text, shown);
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in errors.iter().take(20) {
        let line = error.span().map_or(1, |span| reading.line(span.start));
        let written = text.lines().nth(line as usize - 1).unwrap_or("").trim();
        let hint = written.split(['=', ' ', ',', '[', ']']).find_map(|word| {
            let iso = iso_of(word).filter(|iso| word != iso)?;
            Some(format!("write {iso}, without quotes"))
        });
        let said = error.message().lines().next().unwrap_or("").to_owned();
        let dated = said.starts_with("invalid date");
        let wanted = if dated {
            "a date that exists, in valid TOML"
        } else {
            "valid TOML"
        };
        let mut problem = Problem::of_file(shown, format!("`{written}`"), wanted);
        problem.line = line;
        problems.push(problem.hint(hint.unwrap_or(said)));
    }
    if !errors.is_empty() {
        return None;
    }
    let origin = Origin {
        file: shown.into(),
        line: 1,
    };
    let value = reading.table(table.get_ref(), &mut Vec::new());
    let mut tree = Node {
        value,
        origin,
        path: String::new(),
        basis: None,
    };
    let failed = !reading.problems.is_empty();
    problems.extend(reading.problems);
    note_basis(&mut tree, None, Some(language()));
    (!failed).then_some(tree)
}

/// Turns parsed TOML into nodes that know their lines.
struct Reading {
    file: Arc<str>,
    line_starts: Vec<usize>,
    problems: Vec<Problem>,
}

impl Reading {
    fn new(text: &str, shown: &str) -> Self {
        let starts = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let line_starts = std::iter::once(0)
            .chain(starts.map(|(at, _)| at + 1))
            .collect();
        Reading {
            file: shown.into(),
            line_starts,
            problems: Vec::new(),
        }
    }

    fn line(&self, byte: usize) -> u32 {
        self.line_starts.partition_point(|start| *start <= byte) as u32
    }

    fn table(&mut self, table: &DeTable, path: &mut Vec<String>) -> Value {
        let mut nodes = BTreeMap::new();
        for (key, value) in table {
            path.push(key.get_ref().to_string());
            let node = self.node(key.span().start, value, path);
            nodes.insert(key.get_ref().to_string(), node);
            path.pop();
        }
        Value::Table(nodes)
    }

    fn node(&mut self, at: usize, value: &Spanned<DeValue>, path: &mut Vec<String>) -> Node {
        let origin = Origin {
            file: Arc::clone(&self.file),
            line: self.line(at),
        };
        let mut node = Node {
            value: Value::Flag(false),
            origin,
            path: shown_path(path),
            basis: None,
        };
        node.value = match value.get_ref() {
            DeValue::String(text) => Value::Text(text.to_string()),
            DeValue::Boolean(flag) => Value::Flag(*flag),
            DeValue::Float(float) => {
                Value::Number(float.as_str().replace('_', "").parse().unwrap_or(f64::NAN))
            }
            DeValue::Integer(whole) => {
                let digits = whole.as_str().replace('_', "");
                let exact = i64::from_str_radix(&digits, whole.radix()).ok();
                match exact.filter(|number| number.abs() <= LARGEST_WHOLE) {
                    Some(number) => Value::Number(number as f64),
                    None => {
                        let wanted = format!("a whole number up to {LARGEST_WHOLE}");
                        self.problems.push(node.wrong(digits, wanted));
                        Value::Number(0.0)
                    }
                }
            }
            DeValue::Datetime(datetime) => self.date(datetime, &node),
            DeValue::Array(list) => Value::Array(
                list.iter()
                    .map(|item| {
                        let mut item = self.node(item.span().start, item, path);
                        item.path.clone_from(&node.path);
                        item
                    })
                    .collect(),
            ),
            DeValue::Table(table) => self.table(table, path),
        };
        node
    }

    fn date(&mut self, datetime: &toml::value::Datetime, node: &Node) -> Value {
        let (Some(date), None) = (datetime.date, datetime.time) else {
            return Value::Text(datetime.to_string());
        };
        let (year, month, day) = (date.year as i16, date.month as i8, date.day as i8);
        match Date::new(year, month, day) {
            Ok(date) => Value::Date(date),
            Err(_) => {
                let wanted = "a date that exists, such as 2010-01-04";
                self.problems.push(node.wrong(datetime.to_string(), wanted));
                Value::Text(datetime.to_string())
            }
        }
    }
}

/// Writes on every value the nearest source or assumption around it in its own file.
fn note_basis(node: &mut Node, around: Option<&Arc<Basis>>, branch: Option<&Branch>) {
    node.basis = around.cloned();
    let own_key = |key: &str| branch.is_some_and(|branch| branch.named.contains_key(key));
    let said = |key: &str| {
        let outside = key == "source" && node.path.is_empty();
        node.get(key)
            .and_then(Node::text)
            .filter(|_| !outside)
            .map(str::to_owned)
    };
    let own = said("fitted")
        .filter(|_| !own_key("fitted"))
        .map(Basis::Fitted);
    let own = own.or_else(|| said("source").map(Basis::Source));
    let own = own.or_else(|| said("assumption").map(Basis::Assumption));
    if let Some(own) = own {
        node.basis = Some(Arc::new(own));
    }
    let basis = node.basis.clone();
    match &mut node.value {
        Value::Table(table) => {
            for (key, below) in table {
                note_basis(
                    below,
                    basis.as_ref(),
                    branch.and_then(|branch| branch.below(key)),
                );
            }
        }
        Value::Array(list) => list
            .iter_mut()
            .for_each(|item| note_basis(item, basis.as_ref(), None)),
        _ => {}
    }
}

/// Lays one tree over another.
pub fn merge(below: Node, above: Node, branch: Option<&Branch>) -> Node {
    let open = branch.is_none_or(|branch| branch.row.is_none());
    match (below.value, above.value) {
        (Value::Table(mut lower), Value::Table(upper)) if open => {
            for (key, node) in upper {
                let inner = branch.and_then(|branch| branch.below(&key));
                let node = match lower.remove(&key) {
                    Some(have) => merge(have, node, inner),
                    None => node,
                };
                lower.insert(key, node);
            }
            Node {
                value: Value::Table(lower),
                ..above_parts(above.origin, above.path, above.basis)
            }
        }
        (_, value) => Node {
            value,
            ..above_parts(above.origin, above.path, above.basis)
        },
    }
}

fn above_parts(origin: Origin, path: String, basis: Option<Arc<Basis>>) -> Node {
    Node {
        value: Value::Flag(false),
        origin,
        path,
        basis,
    }
}

/// Puts one value of the command line into the tree.
fn set(tree: &mut Node, path: &str, written: &str) -> Result<(), Problem> {
    let at_path = |found: String, wanted: String| {
        let mut problem = Problem::of_file("--set", found, wanted);
        path.clone_into(&mut problem.path);
        problem
    };
    let keys = path_keys(path).ok_or_else(|| {
        at_path(
            format!("`{path}`"),
            "a dotted path such as office.A.vacancy".to_owned(),
        )
    })?;
    if keys::row_at(&keys).is_none() {
        return Err(unknown_path(&keys, at_path));
    }
    if keys == ["extends"] {
        let wanted = "a key of the scenario: which files it extends is said in the file";
        return Err(at_path("`extends`".to_owned(), wanted.to_owned()));
    }
    let mut reading = Reading::new(written, "--set");
    let mut names = keys.clone();
    let mut node = match DeValue::parse(written) {
        Ok(value) => reading.node(0, &value, &mut names),
        Err(_) => {
            let origin = Origin {
                file: "--set".into(),
                line: 0,
            };
            let value = Value::Text(written.to_owned());
            Node {
                value,
                origin,
                path: shown_path(&keys),
                basis: None,
            }
        }
    };
    if let Some(problem) = reading.problems.pop() {
        return Err(problem);
    }
    node.origin.line = 0;
    let basis = Arc::new(Basis::Assumption("set on the command line".to_owned()));
    note_basis(&mut node, Some(&basis), None);
    let paths = matching(tree, &keys);
    if paths.is_empty() {
        let wanted = "a path that fits something in the scenario";
        return Err(at_path(format!("`{path}`"), wanted.to_owned()));
    }
    for keys in paths {
        let mut node = node.clone();
        node.path = shown_path(&keys);
        put(tree, &keys, node)?;
    }
    Ok(())
}

/// Paths that fit a pattern in which `*` stands for any name of the scenario; a path without `*`
/// fits itself.
pub fn matching(document: &Node, pattern: &[String]) -> Vec<Vec<String>> {
    let Some(star) = pattern.iter().position(|key| key == "*") else {
        return vec![pattern.to_vec()];
    };
    let above: Vec<&str> = pattern[..star].iter().map(String::as_str).collect();
    let Some(table) = document.at(&above).and_then(Node::table) else {
        return Vec::new();
    };
    let named = table.iter().filter(|(_, node)| node.table().is_some());
    let filled = named.map(|(name, _)| {
        let mut keys = pattern.to_vec();
        keys[star].clone_from(name);
        keys
    });
    filled.flat_map(|keys| matching(document, &keys)).collect()
}

/// A path that the language does not have, with the key nearest to the first wrong one.
pub fn unknown_path(keys: &[String], at_path: impl Fn(String, String) -> Problem) -> Problem {
    for depth in 0..keys.len() {
        let Some(branch) = keys::find(&keys[..depth]) else {
            break;
        };
        if branch.below(&keys[depth]).is_none() {
            let problem = at_path(
                format!("unknown key `{}`", keys[depth]),
                format!("one of {}", listed(branch.named.keys().copied())),
            );
            let near = branch.nearest(&keys[depth]);
            return hinted(problem, near.map(|near| format!("did you mean `{near}`?")));
        }
    }
    at_path("a table".to_owned(), "the path of one key".to_owned())
}

/// Puts a value at a path, making the tables on the way.
pub fn put(tree: &mut Node, keys: &[String], node: Node) -> Result<(), Problem> {
    let mut place = tree;
    for (depth, key) in keys[..keys.len() - 1].iter().enumerate() {
        let made = Node {
            value: Value::Table(BTreeMap::new()),
            origin: node.origin.clone(),
            path: shown_path(&keys[..=depth]),
            basis: None,
        };
        let refusal = place.refuse("a table");
        let Value::Table(table) = &mut place.value else {
            return Err(refusal);
        };
        place = table.entry(key.clone()).or_insert(made);
    }
    let refusal = place.refuse("a table");
    let Value::Table(table) = &mut place.value else {
        return Err(refusal);
    };
    table.insert(keys[keys.len() - 1].clone(), node);
    Ok(())
}
