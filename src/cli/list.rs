//! `caseload list`: what can be asked for and what can be written, from the code itself.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use super::ending::{Ending, Failure};
use super::settings::{self, Settings};
use super::{Ended, console};
use crate::experiment::plan::Plan;
use crate::measures;
use crate::model::spec::{Office, Stage, StageBy};
use crate::scenario;

const EXAMPLES: &str = "\
Examples:
  caseload list measures
  caseload list levers
  caseload list pathways scenarios/essex-2009.toml
  caseload list position scenarios/essex-2009.toml > open.csv";

/// Options of `caseload list`.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES)]
pub(super) struct Arguments {
    /// What to list.
    what: What,
    /// The scenario whose pathway, sources, offices, teams or lists of families are listed.
    #[arg(required_if_eq_any([
        ("what", "pathways"), ("what", "sources"), ("what", "offices"), ("what", "teams"),
        ("what", "position"), ("what", "closures"),
    ]))]
    scenario: Option<PathBuf>,
    #[command(flatten)]
    settings: Settings,
    /// Print the answer as JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum What {
    /// Measures, with unit, kind and meaning.
    Measures,
    /// Levers and shocks of plans: what each does, its lead time, its evidence, what it may harm.
    Levers,
    /// What a change can move at a date: numbers, and who holds a stage or lets go at a transfer.
    Changes,
    /// Laws of lengths of time and of counts.
    Distributions,
    /// Every key of a scenario file, and whether a change can move it at a date.
    Keys,
    /// Stages of a scenario's pathway and where each leads.
    Pathways,
    /// Sources of contacts of a scenario.
    Sources,
    /// Offices of a scenario.
    Offices,
    /// Teams of a scenario.
    Teams,
    /// A list of families open at the start to fill in (CSV), with the scenario's own names.
    Position,
    /// A list of families closed in the year before the start to fill in (CSV).
    Closures,
}

/// Columns of the levers for which a terminal has room; with `--json` there are all.
const COLUMNS_OF_LEVERS: usize = 5;

/// A list: heads, and rows as long as the heads.
struct Listed {
    heads: Vec<&'static str>,
    rows: Vec<Vec<String>>,
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments) -> Ended {
    let listed = match arguments.what {
        What::Measures => of_measures(),
        What::Levers => levers(),
        What::Changes => keys(|key| key.can_change),
        What::Keys => every_key(),
        What::Distributions => distributions(),
        What::Pathways => pathway(&plan(arguments)?),
        What::Sources => names("Source", &plan(arguments)?.names.sources),
        What::Offices => names("Office", &plan(arguments)?.names.offices),
        What::Teams => names("Team", &plan(arguments)?.names.teams),
        What::Position => open_at_start(&plan(arguments)?),
        What::Closures => closed_before(&plan(arguments)?),
    };
    let to_fill_in = matches!(arguments.what, What::Position | What::Closures);
    if to_fill_in && !arguments.json {
        console::answer(&in_commas(&listed)?)?;
    } else if arguments.json {
        console::answer_json(&document(arguments.what, &listed))?;
    } else {
        let columns = match arguments.what {
            What::Levers => COLUMNS_OF_LEVERS,
            _ => usize::MAX,
        };
        let heads = listed.heads.iter().take(columns);
        let heads = heads.map(|&head| head.to_owned()).collect();
        let rows = listed.rows.into_iter();
        let rows = rows.map(|row| row.into_iter().take(columns).collect());
        console::answer(&console::plain(heads, rows.collect()))?;
    }
    Ok(Ending::Done)
}

fn plan(arguments: &Arguments) -> Result<Plan, Failure> {
    let Some(path) = &arguments.scenario else {
        return Err(Failure::of_use(
            "a scenario is wanted",
            "name it after the list",
        ));
    };
    settings::plan(path, &arguments.settings.sets, true)
}

fn of_measures() -> Listed {
    let rows = measures::registry().into_iter().map(|row| {
        vec![
            row.name.to_owned(),
            row.unit.words().to_owned(),
            row.kind.words().to_owned(),
            row.by.words().to_owned(),
            row.meaning.to_owned(),
        ]
    });
    Listed {
        heads: vec!["Measure", "Unit", "Kind", "By", "Meaning"],
        rows: rows.collect(),
    }
}

fn keys(wanted: impl Fn(&scenario::Key) -> bool) -> Listed {
    let rows = scenario::language().into_iter().filter(wanted).map(|key| {
        vec![
            key.path,
            key.unit.to_owned(),
            key.example.to_owned(),
            key.meaning.to_owned(),
        ]
    });
    Listed {
        heads: vec!["Path", "Unit", "Written as", "Meaning"],
        rows: rows.collect(),
    }
}

/// Every key, with whether a change can move it.
fn every_key() -> Listed {
    let mut listed = keys(|_| true);
    listed.heads.push("By date");
    for (row, key) in listed.rows.iter_mut().zip(scenario::language()) {
        row.push(if key.can_change { "yes" } else { "no" }.to_owned());
    }
    listed
}

fn levers() -> Listed {
    let rows = scenario::LEVERS.iter().map(|lever| {
        let lead = scenario::default_lead_time(lever);
        vec![
            lever.name.to_owned(),
            lever.mechanism.to_owned(),
            lead.unwrap_or_else(|| "none: it happens".to_owned()),
            format!("{}. {}", lever.grade.words(), lever.known),
            lever.beside.join(", "),
            lever.counts.join(", "),
            lever.source.to_owned(),
            lever.example.to_owned(),
        ]
    });
    Listed {
        heads: vec![
            "Lever",
            "What it does",
            "Lead time",
            "Evidence",
            "Always beside",
            "Its table is of",
            "Source",
            "Example",
        ],
        rows: rows.collect(),
    }
}

fn distributions() -> Listed {
    let rows = scenario::laws()
        .into_iter()
        .map(|(law, meaning)| vec![law, meaning.to_owned()]);
    Listed {
        heads: vec!["Written as", "Meaning"],
        rows: rows.collect(),
    }
}

fn pathway(plan: &Plan) -> Listed {
    let rows = plan.names.stages.iter().map(|stage| {
        vec![
            stage.name.clone(),
            stage.items.join(", "),
            stage.recurring.join(", "),
            stage.outcomes.join(", "),
        ]
    });
    Listed {
        heads: vec!["Stage", "Work", "Recurring", "Outcomes"],
        rows: rows.collect(),
    }
}

fn names(head: &'static str, names: &[String]) -> Listed {
    Listed {
        heads: vec![head],
        rows: names.iter().map(|name| vec![name.clone()]).collect(),
    }
}

/// A family in each stage that has a named worker, of each office: to be written over.
fn open_at_start(plan: &Plan) -> Listed {
    let spec = &plan.department.versions[0].spec;
    let stages = spec
        .stages
        .iter()
        .filter(|stage| stage.by == StageBy::NamedWorker);
    let row = |office: &Office, stage: &Stage| {
        let has = |kind: &usize| office.teams.get(*kind).copied().flatten().is_some();
        let team = stage.team_kind.filter(has);
        let team = team.and_then(|kind| plan.names.team_kinds.get(kind));
        vec![
            office.name.clone(),
            team.cloned().unwrap_or_default(),
            stage.name.clone(),
            "1".to_owned(),
            plan.start_date.to_string(),
            "yes".to_owned(),
            String::new(),
        ]
    };
    let offices = spec.offices.iter();
    let rows = offices.flat_map(|office| stages.clone().map(move |stage| row(office, stage)));
    Listed {
        heads: scenario::OPEN_COLUMNS.to_vec(),
        rows: rows.collect(),
    }
}

fn closed_before(plan: &Plan) -> Listed {
    let yesterday = plan.start_date.yesterday().unwrap_or(plan.start_date);
    let row = |office: &String| {
        let why = "needs met".to_owned();
        vec![office.clone(), "1".to_owned(), yesterday.to_string(), why]
    };
    Listed {
        heads: scenario::CLOSED_COLUMNS.to_vec(),
        rows: plan.names.offices.iter().map(row).collect(),
    }
}

fn in_commas(listed: &Listed) -> Result<String, Failure> {
    let fault = |error: String| Failure::Fault(anyhow::anyhow!(error));
    let mut out = csv::Writer::from_writer(Vec::new());
    let heads = listed.heads.iter().map(|&head| head.to_owned()).collect();
    for row in std::iter::once(&heads).chain(&listed.rows) {
        out.write_record(row)
            .map_err(|error| fault(error.to_string()))?;
    }
    let bytes = out.into_inner().map_err(|error| fault(error.to_string()))?;
    String::from_utf8(bytes).map_err(|error| fault(error.to_string()))
}

fn document(what: What, listed: &Listed) -> Value {
    let keys: Vec<String> = listed
        .heads
        .iter()
        .map(|head| head.to_lowercase().replace(' ', "_"))
        .collect();
    let rows = listed.rows.iter().map(|row| {
        let fields = keys.iter().cloned().zip(row.iter().map(|cell| json!(cell)));
        Value::Object(fields.collect())
    });
    let list = what
        .to_possible_value()
        .map_or(String::new(), |value| value.get_name().to_owned());
    json!({ "schema": "caseload/list/v1", "list": list, "rows": rows.collect::<Vec<_>>() })
}
