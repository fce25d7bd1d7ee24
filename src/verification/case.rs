//! What a case is, and reading it. The format is described in `docs/VALIDATION.md`.

use std::fmt;

use serde_json::Value;

use super::reading::{Fields, likeness, shown};

/// Fewest replications of the full effort.
pub const LEAST_REPLICATIONS: usize = 100;

/// One case: a system whose answers are known, and how the simulator is asked for them.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// Name of the file it was read from.
    pub file: String,
    /// Short name, such as `P01`.
    pub id: String,
    /// What the system is, in a few words.
    pub title: String,
    /// How the exact values were found.
    pub source: String,
    /// What it says about a real office, in a sentence.
    pub says: String,
    /// Variants by name, in the order of the file.
    pub variants: Vec<Variant>,
    /// Effort in full.
    pub full: Effort,
    /// Effort of the quick subset; `None` = the case is not in it.
    pub quick: Option<Effort>,
    /// Paths of the main rate: what `--spoil` makes wrong.
    pub spoil: Vec<String>,
    /// Expected outputs.
    pub outputs: Vec<Output>,
}

/// One variant of the scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct Variant {
    /// Name in the case.
    pub name: String,
    /// Scenario file, relative to the case's file.
    pub scenario: String,
    /// Settings laid over it.
    pub set: Vec<(String, String)>,
    /// Share of the effort's replications that it runs (at least 100 of them).
    pub share: f64,
}

/// How much is simulated.
#[derive(Clone, Debug, PartialEq)]
pub struct Effort {
    /// Replications of each variant.
    pub replications: u32,
    /// Settings laid over every variant (horizon, warm-up).
    pub set: Vec<(String, String)>,
}

/// One expected output.
#[derive(Clone, Debug, PartialEq)]
pub struct Output {
    /// Name in the case.
    pub name: String,
    /// Exact value.
    pub value: f64,
    /// Largest half-width of the 95 % interval, as a share of the value; `None` = not judged.
    pub max_rel_halfwidth95: Option<f64>,
    /// How it is found.
    pub how: How,
}

/// How an output is found.
#[derive(Clone, Debug, PartialEq)]
pub enum How {
    /// From what the replications found.
    Simulated(Simulated),
    /// By a formula of the pre-check, to 1e-9.
    Formula {
        /// Index of the variant.
        variant: usize,
        /// Which formula.
        formula: Formula,
    },
}

/// A formula of the pre-check.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Formula {
    /// Closures a day of the capped team when every slot is full.
    SaturationThroughput,
    /// Families in the fluid limit at a time, days after the start.
    FluidLevel(f64),
    /// Most families waiting in the fluid limit.
    FluidPeakWaiting,
    /// Day on which nobody waits any more in the fluid limit.
    FluidClearingDay,
}

/// An output found from the replications.
#[derive(Clone, Debug, PartialEq)]
pub struct Simulated {
    /// What each replication gives: the sum of these.
    pub sum: Vec<Term>,
    /// Added to the sum.
    pub plus: f64,
    /// The mean of the sum is divided by the mean of these; empty = not divided.
    pub over: Vec<Term>,
    /// What is taken over replications.
    pub across: Across,
    /// The other side of a correlation.
    pub with: Vec<Term>,
    /// Another output of the case (its index), whose exact value is known and controls this one.
    pub control: Option<usize>,
    /// The estimate must be equal to the value.
    pub exact: bool,
}

/// One term of a sum.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    /// Index of the variant.
    pub variant: usize,
    /// The request, as `measure_statistic[filters]`.
    pub measure: String,
    /// Factor.
    pub times: f64,
    /// Turns the value into 1 or 0.
    pub counts: Option<Counts>,
}

/// A condition that makes 1 or 0 of a replication's value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Counts {
    /// Above the number.
    Above(f64),
    /// At or above the number.
    AtOrAbove(f64),
    /// At or below the number.
    AtOrBelow(f64),
}

/// A statistic over replications.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Across {
    /// Mean.
    Mean,
    /// Standard deviation.
    Sd,
    /// Variance.
    Variance,
    /// Variance over mean.
    Dispersion,
    /// Quantile.
    Quantile(f64),
    /// Correlation with the other side.
    Correlation,
}

/// What is wrong with a case file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseProblem {
    /// File.
    pub file: String,
    /// Place in the file; empty = the whole file.
    pub place: String,
    /// What was found there.
    pub found: String,
    /// What was wanted.
    pub wanted: String,
    /// How to put it right.
    pub hint: Option<String>,
}

impl fmt::Display for CaseProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error: {}", self.file)?;
        if !self.place.is_empty() {
            write!(f, ": {}", self.place)?;
        }
        write!(f, ": found {}, wanted {}", self.found, self.wanted)?;
        match &self.hint {
            Some(hint) => write!(f, "\n  hint: {hint}"),
            None => Ok(()),
        }
    }
}

const TOP: &[&str] = &[
    "id", "title", "source", "says", "variants", "effort", "spoil", "outputs",
];
const VARIANT: &[&str] = &["scenario", "set", "share"];
const EFFORT: &[&str] = &["replications", "set"];
const TERM: &[&str] = &[
    "variant",
    "measure",
    "times",
    "above",
    "at_or_above",
    "at_or_below",
];
const OUTPUT: &[&str] = &[
    "name",
    "value",
    "max_rel_halfwidth95",
    "variant",
    "measure",
    "times",
    "above",
    "at_or_above",
    "at_or_below",
    "sum",
    "plus",
    "over",
    "across",
    "with",
    "control",
    "exact",
    "formula",
    "at_days",
];

impl Case {
    /// Reads a case from the text of its file.
    ///
    /// # Errors
    ///
    /// Every problem of the file.
    pub fn read(file: &str, text: &str) -> Result<Case, Vec<CaseProblem>> {
        let value: Value = match serde_json::from_str(text) {
            Ok(value) => value,
            Err(error) => {
                return Err(vec![CaseProblem {
                    file: file.to_string(),
                    place: format!("line {}", error.line()),
                    found: error.to_string(),
                    wanted: "valid JSON".into(),
                    hint: None,
                }]);
            }
        };
        let mut problems = Vec::new();
        let case = read_case(file, &value, &mut problems);
        match problems.is_empty() {
            true => Ok(case),
            false => Err(problems),
        }
    }

    /// The effort asked for.
    pub fn effort(&self, quick: bool) -> Option<&Effort> {
        match quick {
            true => self.quick.as_ref(),
            false => Some(&self.full),
        }
    }
}

fn read_case(file: &str, value: &Value, problems: &mut Vec<CaseProblem>) -> Case {
    let mut top = Fields::of(file, String::new(), value, TOP, problems);
    let mut case = Case {
        file: file.to_string(),
        id: top.text("id", "a short name such as \"P01\""),
        title: top.text("title", "what the system is, in a few words"),
        source: top.text("source", "how the exact values were found"),
        says: top.text("says", "what it says about a real office, in a sentence"),
        variants: Vec::new(),
        full: Effort {
            replications: 0,
            set: Vec::new(),
        },
        quick: None,
        spoil: read_spoil(&mut top),
        outputs: Vec::new(),
    };
    case.variants = read_variants(file, &mut top);
    if let Some(effort) = top.must("effort", "{ \"full\": { \"replications\": 200 } }") {
        let place = top.below("effort");
        let mut efforts = Fields::of(file, place, effort, &["full", "quick"], top.problems());
        if let Some(full) = efforts.must("full", "{ \"replications\": 200 }") {
            case.full = read_effort(file, "full", full, &mut efforts);
        }
        case.quick = efforts
            .get("quick")
            .map(|quick| read_effort(file, "quick", quick, &mut efforts));
    }
    let names: Vec<&str> = case.variants.iter().map(|v| v.name.as_str()).collect();
    case.outputs = read_outputs(file, &names, &mut top);
    case
}

fn read_spoil(top: &mut Fields<'_, '_>) -> Vec<String> {
    let wanted = "a list of paths of the main rate such as [\"office.*.families\"]";
    let Some(value) = top.must("spoil", wanted) else {
        return Vec::new();
    };
    let list = value.as_array().map(|list| {
        let texts = list.iter().map(|path| path.as_str().map(str::to_string));
        texts.collect::<Option<Vec<String>>>()
    });
    match list.flatten() {
        Some(paths) if !paths.is_empty() => paths,
        _ => {
            top.wrong("spoil", shown(value), wanted, None);
            Vec::new()
        }
    }
}

fn read_variants(file: &str, top: &mut Fields<'_, '_>) -> Vec<Variant> {
    let wanted = "{ \"base\": { \"scenario\": \"p01.toml\" } }";
    let Some(value) = top.must("variants", wanted) else {
        return Vec::new();
    };
    let Some(table) = value.as_object().filter(|table| !table.is_empty()) else {
        top.wrong("variants", shown(value), wanted, None);
        return Vec::new();
    };
    let mut variants = Vec::new();
    for (name, value) in table {
        let place = format!("variants.{name}");
        let mut fields = Fields::of(file, place, value, VARIANT, top.problems());
        let scenario = fields.text("scenario", "a scenario file, from the case's folder");
        let share = fields.number_if("share", "a share of the replications");
        if share.is_some_and(|share| !(share > 0.0 && share <= 1.0)) {
            fields.wrong("share", "another number".into(), "above 0, at most 1", None);
        }
        let set = fields.settings("set");
        variants.push(Variant {
            name: name.clone(),
            scenario,
            set,
            share: share.unwrap_or(1.0),
        });
    }
    variants
}

fn read_effort(file: &str, name: &str, value: &Value, efforts: &mut Fields<'_, '_>) -> Effort {
    let place = efforts.below(name);
    let mut fields = Fields::of(file, place, value, EFFORT, efforts.problems());
    let wanted = format!("a whole number from {LEAST_REPLICATIONS} to 10 million");
    let found = fields.must("replications", &wanted);
    let replications = found.and_then(Value::as_u64).unwrap_or(0);
    let range = LEAST_REPLICATIONS as u64..=10_000_000;
    if found.is_some() && !range.contains(&replications) {
        let hint = "intervals of fewer replications are not to be relied on".to_string();
        let found = found.map_or(String::new(), shown);
        fields.wrong("replications", found, &wanted, Some(hint));
    }
    Effort {
        replications: replications as u32,
        set: fields.settings("set"),
    }
}

fn read_outputs(file: &str, variants: &[&str], top: &mut Fields<'_, '_>) -> Vec<Output> {
    let wanted = "a list of outputs { \"name\", \"value\", \"measure\" ... }";
    let Some(value) = top.must("outputs", wanted) else {
        return Vec::new();
    };
    let Some(list) = value.as_array().filter(|list| !list.is_empty()) else {
        top.wrong("outputs", shown(value), wanted, None);
        return Vec::new();
    };
    let names: Vec<&str> = list
        .iter()
        .map(|output| output.get("name").and_then(Value::as_str).unwrap_or(""))
        .collect();
    let mut outputs = Vec::new();
    for (index, value) in list.iter().enumerate() {
        let place = match names[index] {
            "" => format!("outputs[{index}]"),
            name => format!("outputs[{index}] ({name})"),
        };
        let mut fields = Fields::of(file, place, value, OUTPUT, top.problems());
        let name = fields.text("name", "a name for the output");
        if names[..index].contains(&name.as_str()) {
            fields.wrong(
                "name",
                format!("\"{name}\" twice"),
                "a name of its own",
                None,
            );
        }
        fields.must("value", "the exact value, a number");
        let value = fields.number_if("value", "a number").unwrap_or(0.0);
        let width = fields.number_if("max_rel_halfwidth95", "a share such as 0.01");
        if width.is_some_and(|width| width <= 0.0) {
            fields.wrong("max_rel_halfwidth95", "0 or less".into(), "above 0", None);
        }
        let how = read_how(file, &names, variants, &mut fields);
        outputs.push(Output {
            name,
            value,
            max_rel_halfwidth95: width,
            how,
        });
    }
    outputs
}

fn read_how(file: &str, names: &[&str], variants: &[&str], fields: &mut Fields<'_, '_>) -> How {
    if fields.has("formula") {
        let formula = read_formula(fields);
        let variant = read_variant(variants, fields);
        return How::Formula { variant, formula };
    }
    let own = fields.has("measure");
    let sum = if own {
        if fields.has("sum") {
            fields.wrong("sum", "a measure and a sum".into(), "one of the two", None);
        }
        vec![read_term(variants, fields)]
    } else {
        let terms = read_terms(file, "sum", variants, fields);
        if terms.is_empty() && !fields.has("sum") {
            let wanted = "how it is found: a measure, a sum or a formula";
            fields.wrong("measure", "nothing".into(), wanted, None);
        }
        terms
    };
    let over = read_terms(file, "over", variants, fields);
    let with = read_terms(file, "with", variants, fields);
    let across = read_across(fields);
    if (across == Across::Correlation) == with.is_empty() {
        let wanted = "\"with\" beside \"across\": \"correlation\", and only there";
        fields.wrong("with", "the one without the other".into(), wanted, None);
    }
    if across != Across::Mean && !over.is_empty() {
        let wanted = "\"over\" only for a ratio of means";
        fields.wrong("over", "another statistic".into(), wanted, None);
    }
    let control = fields
        .text_if("control", "the name of another output")
        .and_then(|text| {
            let at = names.iter().position(|name| *name == text);
            if at.is_none() || across != Across::Mean || !over.is_empty() {
                let wanted = "another output of the case, to control a mean";
                fields.wrong("control", format!("\"{text}\""), wanted, None);
            }
            at
        });
    let exact = fields.get("exact").map(|value| match value.as_bool() {
        Some(flag) => flag,
        None => {
            fields.wrong("exact", shown(value), "true or false", None);
            false
        }
    });
    How::Simulated(Simulated {
        sum,
        plus: fields.number_if("plus", "a number").unwrap_or(0.0),
        over,
        across,
        with,
        control,
        exact: exact.unwrap_or(false),
    })
}

fn read_terms(file: &str, key: &str, variants: &[&str], fields: &mut Fields<'_, '_>) -> Vec<Term> {
    let Some(value) = fields.get(key) else {
        return Vec::new();
    };
    let wanted = "a list of terms [{ \"measure\": ..., \"times\": 2 }]";
    let Some(list) = value.as_array().filter(|list| !list.is_empty()) else {
        fields.wrong(key, shown(value), wanted, None);
        return Vec::new();
    };
    let mut terms = Vec::new();
    for (index, value) in list.iter().enumerate() {
        let place = fields.below(&format!("{key}[{index}]"));
        let mut term = Fields::of(file, place, value, TERM, fields.problems());
        terms.push(read_term(variants, &mut term));
    }
    terms
}

fn read_term(variants: &[&str], fields: &mut Fields<'_, '_>) -> Term {
    let measure = fields.text("measure", "a request such as \"waiting_mean\"");
    let mut counts = Vec::new();
    counts.extend(fields.number_if("above", "a number").map(Counts::Above));
    counts.extend(
        fields
            .number_if("at_or_above", "a number")
            .map(Counts::AtOrAbove),
    );
    counts.extend(
        fields
            .number_if("at_or_below", "a number")
            .map(Counts::AtOrBelow),
    );
    if counts.len() > 1 {
        let wanted = "one of above, at_or_above and at_or_below";
        fields.wrong("above", "more than one condition".into(), wanted, None);
    }
    Term {
        variant: read_variant(variants, fields),
        measure,
        times: fields.number_if("times", "a number").unwrap_or(1.0),
        counts: counts.first().copied(),
    }
}

/// The variant named, or the first.
fn read_variant(variants: &[&str], fields: &mut Fields<'_, '_>) -> usize {
    let Some(name) = fields.text_if("variant", "the name of a variant") else {
        return 0;
    };
    match variants.iter().position(|variant| *variant == name) {
        Some(at) => at,
        None => {
            let wanted = format!("one of the variants: {}", variants.join(", "));
            let near = variants.iter().find(|v| likeness(v, &name) > 0.75);
            let hint = near.map(|near| format!("did you mean \"{near}\"?"));
            fields.wrong("variant", format!("\"{name}\""), &wanted, hint);
            0
        }
    }
}

fn read_across(fields: &mut Fields<'_, '_>) -> Across {
    let wanted = "mean, sd, variance, dispersion, correlation, or a quantile such as p90";
    let Some(text) = fields.text_if("across", wanted) else {
        return Across::Mean;
    };
    let quantile = || {
        let p: f64 = text.strip_prefix('p')?.parse().ok()?;
        (p > 0.0 && p < 100.0).then_some(Across::Quantile(p / 100.0))
    };
    let found = match text.as_str() {
        "mean" => Some(Across::Mean),
        "sd" => Some(Across::Sd),
        "variance" => Some(Across::Variance),
        "dispersion" => Some(Across::Dispersion),
        "correlation" => Some(Across::Correlation),
        _ => quantile(),
    };
    found.unwrap_or_else(|| {
        fields.wrong("across", format!("\"{text}\""), wanted, None);
        Across::Mean
    })
}

fn read_formula(fields: &mut Fields<'_, '_>) -> Formula {
    let wanted = "saturation_throughput, fluid_level (with at_days), fluid_peak_waiting or \
        fluid_clearing_day";
    let text = fields.text("formula", wanted);
    match text.as_str() {
        "saturation_throughput" => Formula::SaturationThroughput,
        "fluid_peak_waiting" => Formula::FluidPeakWaiting,
        "fluid_clearing_day" => Formula::FluidClearingDay,
        "fluid_level" => {
            fields.must("at_days", "days after the start");
            Formula::FluidLevel(fields.number_if("at_days", "a number").unwrap_or(0.0))
        }
        _ => {
            fields.wrong("formula", format!("\"{text}\""), wanted, None);
            Formula::SaturationThroughput
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RIGHT: &str = r#"{
        "id": "T1", "title": "one", "source": "by hand", "says": "it is so",
        "variants": { "base": { "scenario": "t.toml" } },
        "effort": { "full": { "replications": 100 } },
        "spoil": ["office.A.families"],
        "outputs": [
            { "name": "Lq", "value": 3.2, "max_rel_halfwidth95": 0.02, "measure": "waiting_mean" }
        ]
    }"#;

    #[test]
    fn a_right_case_is_read() {
        let case = Case::read("t.json", RIGHT).expect("it is right");
        assert_eq!((case.id.as_str(), case.full.replications), ("T1", 100));
        assert!(case.quick.is_none() && case.effort(true).is_none());
        let How::Simulated(how) = &case.outputs[0].how else {
            panic!("it is simulated");
        };
        assert_eq!(how.sum[0].measure, "waiting_mean");
        assert_eq!(how.across, Across::Mean);
    }

    #[test]
    fn every_problem_is_told_at_once_with_its_place() {
        let wrong = r#"{
            "id": "T1", "titel": "one", "source": "by hand", "says": "it is so",
            "variants": { "base": { "scenario": "t.toml", "share": 2 } },
            "effort": { "full": { "replications": 20 } },
            "spoil": [],
            "outputs": [
                { "name": "a", "value": "x", "measure": "waiting_mean", "variant": "bse" },
                { "name": "a", "value": 1, "sum": [] },
                { "name": "b", "value": 1 },
                { "name": "c", "value": 1, "measure": "waiting_mean", "across": "mode" },
                { "name": "d", "value": 1, "formula": "fluid" },
                { "name": "e", "value": 1, "measure": "waiting_mean", "control": "z" }
            ]
        }"#;
        let problems = Case::read("t.json", wrong).expect_err("it is wrong");
        let said: Vec<String> = problems.iter().map(ToString::to_string).collect();
        let said = said.join("\n");
        for part in [
            "titel",
            "did you mean \"title\"?",
            "title: found nothing",
            "variants.base.share",
            "effort.full.replications: found 20",
            "spoil",
            "outputs[0] (a).value",
            "did you mean \"base\"?",
            "\"a\" twice",
            "outputs[1] (a).sum",
            "outputs[2] (b).measure",
            "\"mode\"",
            "\"fluid\"",
            "\"z\"",
        ] {
            assert!(said.contains(part), "no {part} in:\n{said}");
        }
    }

    #[test]
    fn what_is_no_json_says_where() {
        let problems = Case::read("t.json", "{\n\"id\": }").expect_err("it is wrong");
        assert!(problems[0].place == "line 2", "{problems:?}");
        assert!(!Case::read("t.json", "[]").expect_err("no table").is_empty());
    }
}
