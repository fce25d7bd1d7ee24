//! A sweep as it is written: a TOML file beside the scenarios, read as strictly as they are.

use std::path::{Path, PathBuf};

use super::inputs::{Input, Said};
use super::table::columns;
use crate::scenario::{self, Node, Problems, Value, Written};

/// Most points of a design unless the file allows more.
pub const MOST_POINTS: usize = 10_000;
/// Most points that a file may allow.
pub const MOST_POINTS_EVER: usize = 1_000_000;
/// Most futures of a point.
const MOST_REPLICATIONS: f64 = 100_000.0;
/// Most inputs.
const MOST_INPUTS: usize = 100;
/// Futures of a point where the file does not say.
const REPLICATIONS: u32 = 20;

/// Keys of each table of a sweep file, with what they are, in a line.
pub const KEYS: [(&str, &[(&str, &str)]); 3] = [
    (
        "",
        &[
            ("title", "what the sweep is, in a few words"),
            (
                "scenario",
                "the scenario whose values are varied, beside this file",
            ),
            ("replications", "futures of each point"),
            (
                "seed",
                "seed of the random numbers, in place of the scenario's",
            ),
            (
                "independent",
                "true = each point has random numbers of its own",
            ),
            (
                "measures",
                "the measures that are kept, the most important first",
            ),
            (
                "rank_by",
                "the measure that points are ranked by; the first if absent",
            ),
            (
                "better",
                "\"lower\" or \"higher\": which way that measure is good",
            ),
            ("design", "which points"),
            ("vary", "what is varied"),
        ],
    ),
    (
        "design",
        &[
            ("kind", "which design"),
            ("points", "how many points; of \"sobol indices\", base rows"),
            ("trajectories", "how many walks of \"morris\""),
            (
                "levels",
                "how many values on each axis of \"morris\"; 4 if absent",
            ),
            ("file", "the points of \"csv\", beside this file"),
            ("seed", "seed of the design; 1 if absent"),
            ("at_most", "most points that are allowed; 10,000 if absent"),
        ],
    ),
    (
        "vary.*",
        &[
            (
                "path",
                "path or paths of the scenario, as --set takes them; the name if absent",
            ),
            ("values", "the values, in order"),
            ("from", "low end of a range"),
            ("to", "high end of a range"),
            ("times", "[low, high]: factors on what the scenario says"),
            ("belief", "true = the scenario's own belief range"),
            ("steps", "how many values of a range a \"grid\" takes"),
            ("words", "what it is, for people"),
        ],
    ),
];

/// Kinds of design, with what each is for.
pub const DESIGNS: [(&str, &str); 8] = [
    ("grid", "every combination of the values"),
    (
        "list",
        "the first values together, then the second, and so on",
    ),
    ("csv", "the rows of a table"),
    ("latin hypercube", "points spread evenly on every axis"),
    (
        "sobol",
        "points spread evenly in all directions (scrambled Sobol' sequence)",
    ),
    ("morris", "which inputs matter at all, with few points"),
    ("sobol indices", "shares of the variance, with many points"),
    (
        "one at a time",
        "each input at its ends, the others as they are",
    ),
];

/// Parts of the names of measures of which more is better; of all others less is, unless the file
/// says so.
const MORE_IS_BETTER: [&str; 8] = [
    "in_time",
    "same_day",
    "share_at_most",
    "dates_kept",
    "in_post",
    "present",
    "supervision_done",
    "protection_children_with_worker",
];
/// How the names of measures begin that say how children on protection plans fare.
pub const OF_PROTECTION: [&str; 3] = [
    "unallocated_protection",
    "protection_uncovered",
    "not_visited_protection",
];
/// How the names of measures begin that say whether children are seen.
pub const OF_BEING_SEEN: [&str; 5] = [
    "wait_to_be_seen",
    "not_yet_seen",
    "longest_not_yet_seen",
    "wait_to_assessment_start",
    "danger_seen_same_day",
];

/// A sweep, as its file says it.
#[derive(Clone, Debug)]
pub struct Sweep {
    /// File it was read from.
    pub file: PathBuf,
    /// What it is, in a few words.
    pub title: String,
    /// The scenario.
    pub scenario: PathBuf,
    /// Settings laid over the scenario at every point.
    pub sets: Vec<(String, String)>,
    /// Futures of each point.
    pub replications: u32,
    /// Whether each point has random numbers of its own.
    pub independent: bool,
    /// Measures that are kept.
    pub measures: Vec<String>,
    /// Place among them of the one that points are ranked by.
    pub rank_by: usize,
    /// Whether more of it is better.
    pub more_is_better: bool,
    /// Which design, as a place of [`DESIGNS`].
    pub kind: Kind,
    /// Numbers of the design.
    pub size: Size,
    /// What is varied, in the order of the file.
    pub inputs: Vec<Input>,
    /// For each input: how many values of a range a grid takes.
    pub steps: Vec<Option<usize>>,
    /// The file without comments and layout, for its digest.
    pub canonical: String,
    /// The file itself, for problems with it.
    pub tree: Node,
    /// Where the design is said.
    pub design: Node,
}

/// A kind of design.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Every combination.
    Grid,
    /// Values taken together.
    List,
    /// Rows of a table.
    Csv,
    /// Latin hypercube.
    LatinHypercube,
    /// Scrambled Sobol' sequence.
    Sobol,
    /// Trajectories of Morris.
    Morris,
    /// Points for Sobol' indices.
    SobolIndices,
    /// Each input by itself.
    OneAtATime,
}

impl Kind {
    const ALL: [Kind; 8] = [
        Kind::Grid,
        Kind::List,
        Kind::Csv,
        Kind::LatinHypercube,
        Kind::Sobol,
        Kind::Morris,
        Kind::SobolIndices,
        Kind::OneAtATime,
    ];

    /// As the file says it.
    pub fn word(self) -> &'static str {
        DESIGNS[self as usize].0
    }
}

/// The numbers of a design.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// Points, base rows or trajectories.
    pub number: Option<usize>,
    /// Values on each axis of Morris.
    pub levels: usize,
    /// Seed of the design.
    pub seed: u64,
    /// Most points allowed.
    pub at_most: usize,
}

/// Reads a sweep and the scenario it varies; `sets` of the command line are laid over the scenario.
///
/// # Errors
///
/// Every problem of the file, and every path and range that does not fit the scenario.
pub fn read(file: &Path, sets: &[(String, String)]) -> Result<Sweep, Problems> {
    let tree = scenario::toml_file(file, "a sweep file")?;
    let mut reader = Reader {
        problems: Problems::new(),
    };
    let sweep = reader.sweep(file, &tree, sets);
    match sweep {
        Some(sweep) if reader.problems.is_empty() => Ok(sweep),
        _ => Err(reader.problems),
    }
}

struct Reader {
    problems: Problems,
}

impl Reader {
    fn sweep(&mut self, file: &Path, tree: &Node, sets: &[(String, String)]) -> Option<Sweep> {
        self.only(tree, KEYS[0].1, "");
        let scenario = self.text(tree, "scenario").map(|name| {
            let beside = file.parent().unwrap_or(Path::new(""));
            beside.join(name)
        });
        if tree.get("scenario").is_none() {
            self.missing(tree, "scenario", "\"../essex-2009.toml\"");
        }
        let mut sets = sets.to_vec();
        if let Some(seed) = self.whole(tree, "seed", 0.0, 9e15) {
            sets.push(("run.seed".to_owned(), format!("{seed}")));
        }
        let measures = self.texts(tree, "measures");
        if measures.is_empty() && tree.get("measures").is_none() {
            self.missing(
                tree,
                "measures",
                "[\"unallocated_over_5_wd_mean\", \"cost_pounds\"]",
            );
        }
        let rank_by = self.rank(tree, &measures);
        let more_is_better = match self.choice(tree, "better", &["lower", "higher"]) {
            Some(place) => place == 1,
            None => measures
                .get(rank_by)
                .is_some_and(|name| MORE_IS_BETTER.iter().any(|part| name.contains(part))),
        };
        self.never_cost_alone(tree, &measures, rank_by);
        let replications = self.whole(tree, "replications", 1.0, MOST_REPLICATIONS);
        let independent = self.flag(tree, "independent");
        let design = tree.get("design").cloned().unwrap_or_else(|| {
            self.missing(tree, "design", "{ kind = \"grid\" }");
            tree.clone()
        });
        let (kind, size) = self.design(&design);
        let scenario = scenario?;
        let written = match Written::read(&scenario, &sets) {
            Ok(written) => written,
            Err(problems) => {
                self.problems.extend(problems.iter().cloned());
                return None;
            }
        };
        let (inputs, steps) = self.inputs(tree, &design, kind, &written);
        self.apart(tree, &inputs);
        let kind = kind?;
        Some(Sweep {
            file: file.to_owned(),
            title: self.text(tree, "title").unwrap_or_else(|| stem(file)),
            scenario,
            sets,
            replications: replications.map_or(REPLICATIONS, |number| number as u32),
            independent,
            measures,
            rank_by,
            more_is_better,
            kind,
            size,
            inputs,
            steps,
            canonical: tree.written(),
            tree: tree.clone(),
            design,
        })
    }

    fn rank(&mut self, tree: &Node, measures: &[String]) -> usize {
        let Some(name) = self.text(tree, "rank_by") else {
            return 0;
        };
        let place = measures.iter().position(|measure| *measure == name);
        if place.is_none() {
            let node = tree.get("rank_by").unwrap_or(tree);
            self.problems
                .push(node.refuse("one of `measures`, spelt as it is there"));
        }
        place.unwrap_or(0)
    }

    /// A ranking by cost would praise whatever saves posts: what that does to children on
    /// protection plans and to children who are to be seen must be kept, and so shown, beside it.
    fn never_cost_alone(&mut self, tree: &Node, measures: &[String], rank_by: usize) {
        let beside = |parts: &[&str]| {
            let own = |name: &String| parts.iter().any(|part| name.starts_with(part));
            measures.iter().any(own)
        };
        let by_cost = measures
            .get(rank_by)
            .is_some_and(|name| name.starts_with("cost"));
        if by_cost && !(beside(&OF_PROTECTION) && beside(&OF_BEING_SEEN)) {
            let node = tree.get("measures").unwrap_or(tree);
            self.problems.push(node.wrong(
                "a ranking by cost alone",
                "beside it a measure of children on protection plans and one of children to be \
                 seen, such as \"unallocated_protection_over_5_wd_max\" and \
                 \"not_yet_seen_mean\"",
            ));
        }
    }

    fn design(&mut self, design: &Node) -> (Option<Kind>, Size) {
        self.only(design, KEYS[1].1, "design.");
        let words: Vec<&str> = DESIGNS.iter().map(|design| design.0).collect();
        let kind = self
            .choice(design, "kind", &words)
            .map(|place| Kind::ALL[place]);
        if design.get("kind").is_none() {
            self.missing(design, "kind", "\"grid\"");
        }
        let most = MOST_POINTS_EVER as f64;
        let at_most = self.whole(design, "at_most", 1.0, most);
        let number = match kind {
            Some(Kind::Morris) => self.whole(design, "trajectories", 2.0, 1e12),
            _ => self.whole(design, "points", 1.0, 1e12),
        };
        let needed = match kind {
            Some(Kind::LatinHypercube | Kind::Sobol | Kind::SobolIndices) => Some("points"),
            Some(Kind::Morris) => Some("trajectories"),
            _ => None,
        };
        if let Some(key) = needed.filter(|key| design.get(key).is_none()) {
            self.missing(design, key, "16");
        }
        for key in ["points", "trajectories", "levels", "file"] {
            let fits = needed == Some(key)
                || (key == "levels" && kind == Some(Kind::Morris))
                || (key == "file" && kind == Some(Kind::Csv));
            if let (Some(node), Some(kind), false) = (design.get(key), kind, fits) {
                let wanted = format!("nothing: a \"{}\" does not take it", kind.word());
                self.problems.push(node.wrong(format!("`{key}`"), wanted));
            }
        }
        let levels = self.whole(design, "levels", 2.0, 100.0).unwrap_or(4.0);
        if levels % 2.0 != 0.0 {
            let node = design.get("levels").unwrap_or(design);
            self.problems.push(node.refuse("an even number of levels"));
        }
        let size = Size {
            number: number.map(|number| number as usize),
            levels: levels as usize,
            seed: self
                .whole(design, "seed", 0.0, 9e15)
                .map_or(1, |seed| seed as u64),
            at_most: at_most.map_or(MOST_POINTS, |most| most as usize),
        };
        (kind, size)
    }

    /// The inputs in the order of the file, with the steps a grid takes of each.
    fn inputs(
        &mut self,
        tree: &Node,
        design: &Node,
        kind: Option<Kind>,
        written: &Written,
    ) -> (Vec<Input>, Vec<Option<usize>>) {
        let mut named: Vec<(&String, &Node)> = match tree.get("vary") {
            Some(node) => match node.table() {
                Some(table) => table.iter().collect(),
                None => {
                    self.problems
                        .push(node.refuse("tables such as [vary.\"office.A.vacancy\"]"));
                    Vec::new()
                }
            },
            None => Vec::new(),
        };
        named.sort_by_key(|(_, node)| node.origin.line);
        if kind == Some(Kind::Csv) {
            return self.of_csv(tree, design, &named, written);
        }
        if named.is_empty() {
            self.missing(tree, "vary", "[vary.\"office.A.vacancy\"] with from and to");
        }
        if named.len() > MOST_INPUTS {
            let found = format!("{} inputs", named.len());
            self.problems
                .push(tree.wrong(found, format!("at most {MOST_INPUTS}")));
        }
        let (mut inputs, mut steps) = (Vec::new(), Vec::new());
        for (name, node) in named {
            self.only(node, KEYS[2].1, "vary.*.");
            let asked = self.whole(node, "steps", 2.0, 1e9);
            if let Some(input) = self.input(name, node, kind, asked.is_some(), written) {
                inputs.push(input);
                steps.push(asked.map(|steps| steps as usize));
            }
        }
        if kind == Some(Kind::List) {
            self.same_length(design, &inputs);
        }
        (inputs, steps)
    }

    fn input(
        &mut self,
        name: &str,
        node: &Node,
        kind: Option<Kind>,
        has_steps: bool,
        written: &Written,
    ) -> Option<Input> {
        let said = self.said(node)?;
        let listed = matches!(said, Said::Values(_));
        let steps = node.get("steps").unwrap_or(node);
        match kind {
            Some(Kind::Grid) if !listed && !has_steps => {
                let wanted = "`steps = 5`, or `values = [...]`: a grid takes single values";
                self.problems
                    .push(node.wrong("a range without steps", wanted));
            }
            Some(Kind::List) if !listed => {
                let wanted = "`values = [...]`: a list takes single values";
                self.problems.push(node.wrong("a range", wanted));
            }
            Some(Kind::Grid) if !listed => {}
            Some(_) if has_steps => {
                let wanted = "nothing: only the ranges of a grid have steps";
                self.problems.push(steps.wrong("`steps`", wanted));
            }
            _ => {}
        }
        self.made(name, node, &said, written)
    }

    fn made(&mut self, name: &str, node: &Node, said: &Said, written: &Written) -> Option<Input> {
        let paths = match node.get("path") {
            Some(_) => self.texts(node, "path"),
            None => vec![name.to_owned()],
        };
        let problem = |found: String, wanted: String| node.wrong(found, wanted);
        match Input::of(written, name, &paths, said, &problem) {
            Ok(mut input) => {
                if let Some(words) = self.text(node, "words") {
                    input.words = words;
                }
                Some(input)
            }
            Err(problems) => {
                self.problems.extend(problems.iter().cloned());
                None
            }
        }
    }

    /// How the values of an input are said: exactly one way, the belief range where none is.
    fn said(&mut self, node: &Node) -> Option<Said> {
        let belief = self.flag(node, "belief");
        let ways = [
            node.get("values").is_some(),
            node.get("from").is_some() || node.get("to").is_some(),
            node.get("times").is_some(),
            belief,
        ];
        if ways.iter().filter(|way| **way).count() > 1 {
            let wanted = "one of `values`, `from` with `to`, `times` and `belief`";
            self.problems
                .push(node.wrong("values said in more than one way", wanted));
            return None;
        }
        match ways {
            [true, ..] => self.values(node),
            [_, true, ..] => {
                let (Some(from), Some(to)) = (node.get("from"), node.get("to")) else {
                    let wanted = "both ends of a range: `from` and `to`";
                    self.problems.push(node.wrong("one end of a range", wanted));
                    return None;
                };
                Some(Said::FromTo(from.clone(), to.clone()))
            }
            [_, _, true, _] => {
                let times = node.get("times")?;
                let ends: Vec<f64> = times
                    .list()
                    .map(|list| list.iter().filter_map(Node::number).collect())
                    .unwrap_or_default();
                match ends[..] {
                    [low, high] if low.is_finite() && high.is_finite() => {
                        Some(Said::Times(low, high))
                    }
                    _ => {
                        self.problems
                            .push(times.refuse("two factors such as [0.8, 1.2]"));
                        None
                    }
                }
            }
            _ => Some(Said::Belief),
        }
    }

    fn values(&mut self, node: &Node) -> Option<Said> {
        let values = node.get("values")?;
        match values.list() {
            Some([]) => {
                self.problems
                    .push(values.wrong("an empty list", "at least one value"));
                None
            }
            Some(list) => Some(Said::Values(list.to_vec())),
            None => {
                self.problems
                    .push(values.refuse("a list such as [5, 10, 15]"));
                None
            }
        }
    }

    fn same_length(&mut self, design: &Node, inputs: &[Input]) {
        let lengths: Vec<usize> = inputs.iter().filter_map(Input::count).collect();
        if lengths.windows(2).any(|pair| pair[0] != pair[1]) {
            let said = inputs.iter().zip(&lengths);
            let said: Vec<String> = said
                .map(|(one, n)| format!("{} has {n}", one.name))
                .collect();
            let wanted = "as many values of each input; for every combination use \"grid\"";
            self.problems.push(design.wrong(said.join(", "), wanted));
        }
    }

    /// Inputs from the columns of a table: each is a path, or the name of an input that has one.
    fn of_csv(
        &mut self,
        tree: &Node,
        design: &Node,
        named: &[(&String, &Node)],
        written: &Written,
    ) -> (Vec<Input>, Vec<Option<usize>>) {
        let nothing = (Vec::new(), Vec::new());
        let Some(name) = self.text(design, "file") else {
            self.missing(design, "file", "\"points.csv\"");
            return nothing;
        };
        let says = design.get("file").unwrap_or(design);
        let text = match scenario::text_file(tree, &name, "a table of points in CSV") {
            Ok(text) => text,
            Err(problem) => {
                self.problems
                    .push(says.wrong(problem.found, problem.wanted));
                return nothing;
            }
        };
        let columns = match columns(says, &name, &text) {
            Ok(columns) => columns,
            Err(problems) => {
                self.problems.extend(problems.iter().cloned());
                return nothing;
            }
        };
        for (have, node) in named {
            self.only(node, &[KEYS[2].1[0], KEYS[2].1[7]], "vary.*.");
            if !columns.iter().any(|(column, _)| column == *have) {
                self.problems.push(node.wrong(
                    format!("`{have}`, which is no column of {name}"),
                    "inputs of the table: the values are there",
                ));
            }
        }
        let mut inputs = Vec::new();
        for (column, values) in columns {
            let about = named.iter().find(|(have, _)| **have == column);
            let node = about.map_or(says, |(_, node)| *node);
            let said = Said::Values(values);
            let mut empty = node.clone();
            if about.is_none() {
                empty.value = Value::Table(Default::default());
            }
            inputs.extend(self.made(&column, &empty, &said, written));
        }
        let steps = vec![None; inputs.len()];
        (inputs, steps)
    }

    /// Two inputs that set the same value would hide each other.
    fn apart(&mut self, tree: &Node, inputs: &[Input]) {
        let mut places: Vec<(&str, &str)> = Vec::new();
        for input in inputs {
            for place in input.places() {
                let is_other = |(have, name): &&(&str, &str)| *have == place && *name != input.name;
                let other = places.iter().find(is_other);
                if let Some((_, other)) = other {
                    let node = tree.get("vary").unwrap_or(tree);
                    let found = format!("{place} varied by {other} and by {}", input.name);
                    self.problems
                        .push(node.wrong(found, "each value in one input only"));
                }
                places.push((place, &input.name));
            }
        }
    }

    /// Refuses keys that are not among those known.
    fn only(&mut self, node: &Node, known: &[(&str, &str)], above: &str) {
        let Some(table) = node.table() else {
            self.problems.push(node.refuse("a table"));
            return;
        };
        for (key, at) in table {
            if known.iter().any(|(have, _)| have == key) {
                continue;
            }
            let names: Vec<&str> = known.iter().map(|(have, _)| *have).collect();
            let wanted = format!("one of {}", names.join(", "));
            let problem = at.wrong(format!("unknown key `{key}`"), wanted);
            let near = names
                .iter()
                .map(|have| (strsim::jaro_winkler(have, key), have))
                .filter(|(score, _)| *score > 0.8)
                .max_by(|a, b| a.0.total_cmp(&b.0));
            self.problems.push(match near {
                Some((_, have)) => problem.hint(format!("did you mean `{above}{have}`?")),
                None => problem,
            });
        }
    }

    fn missing(&mut self, node: &Node, key: &str, example: &str) {
        self.problems
            .push(node.wrong(format!("no `{key}`"), format!("`{key} = {example}`")));
    }

    fn text(&mut self, node: &Node, key: &str) -> Option<String> {
        let node = node.get(key)?;
        match node.text() {
            Some(text) if !text.trim().is_empty() => Some(text.to_owned()),
            _ => {
                self.problems.push(node.refuse("text in quotation marks"));
                None
            }
        }
    }

    fn texts(&mut self, node: &Node, key: &str) -> Vec<String> {
        let Some(node) = node.get(key) else {
            return Vec::new();
        };
        let list = node.list().unwrap_or(std::slice::from_ref(node));
        let texts: Vec<String> = list
            .iter()
            .filter_map(Node::text)
            .map(str::to_owned)
            .collect();
        let mut sorted = texts.clone();
        sorted.sort();
        sorted.dedup();
        if texts.is_empty() || texts.len() != list.len() || sorted.len() != texts.len() {
            self.problems
                .push(node.refuse("different texts in quotation marks"));
            return Vec::new();
        }
        texts
    }

    fn whole(&mut self, node: &Node, key: &str, least: f64, most: f64) -> Option<f64> {
        let node = node.get(key)?;
        let number = node.number().filter(|number| number.fract() == 0.0);
        let number = number.filter(|number| *number >= least && *number <= most);
        if number.is_none() {
            let wanted = match most {
                most if most >= 1e12 => format!("a whole number from {least} on"),
                _ => format!("a whole number from {least} to {most}"),
            };
            self.problems.push(node.refuse(wanted));
        }
        number
    }

    fn flag(&mut self, node: &Node, key: &str) -> bool {
        let Some(node) = node.get(key) else {
            return false;
        };
        node.flag().unwrap_or_else(|| {
            self.problems.push(node.refuse("true or false"));
            false
        })
    }

    fn choice(&mut self, node: &Node, key: &str, words: &[&str]) -> Option<usize> {
        let node = node.get(key)?;
        let place = node
            .text()
            .and_then(|text| words.iter().position(|word| *word == text));
        if place.is_none() {
            let said: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
            self.problems
                .push(node.refuse(format!("one of {}", said.join(", "))));
        }
        place
    }
}

/// Name of a file without directory and ending.
pub fn stem(file: &Path) -> String {
    let stem = file.file_stem().unwrap_or(file.as_os_str());
    stem.to_string_lossy().into_owned()
}
