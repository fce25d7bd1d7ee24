//! What makes the folder explain itself: the data dictionary and the Frictionless package.

use serde_json::{Value, json};

use super::table::{Column, ColumnKind, Table};
use super::{Provenance, Report};

/// Every column of every file, the numbers behind the pictures (`twins`) last; one row each.
pub(super) fn data_dictionary(files: &[&Table], twins: &[Table]) -> Table {
    let text = ColumnKind::Text;
    let mut table = Table::new(
        "data-dictionary",
        "What every column of every file means",
        vec![
            Column::new("file", text, "File in this folder."),
            Column::new("column", text, "Column of that file."),
            Column::new(
                "type",
                text,
                "Type, in the words of a Frictionless table schema.",
            ),
            Column::new("unit", text, "Unit; empty where there is none."),
            Column::new("definition", text, "Meaning in one sentence."),
        ],
    );
    let own = table.clone();
    let files = files.iter().copied().chain([&own]).map(|file| ("", file));
    let twins = twins.iter().map(|twin| ("figures/", twin));
    for (folder, file) in files.chain(twins) {
        for column in &file.columns {
            table.push(vec![
                format!("{folder}{}.csv", file.name).into(),
                column.name.as_str().into(),
                column.kind.name().into(),
                column.unit.as_str().into(),
                column.definition.as_str().into(),
            ]);
        }
    }
    table
}

/// The Frictionless description of the folder: every CSV file with its schema, every picture.
pub(super) fn data_package(
    report: &Report,
    files: &[&Table],
    twins: &[Table],
    others: &[String],
) -> Value {
    let mut resources: Vec<Value> = files
        .iter()
        .map(|table| resource(table, &format!("{}.csv", table.name)))
        .collect();
    for twin in twins {
        resources.push(resource(twin, &format!("figures/{}.csv", twin.name)));
    }
    resources.push(json!({
        "name": "manifest",
        "path": "manifest.json",
        "title": "Program, scenario, every input with what it rests on, seed, replications, run",
        "format": "json",
        "mediatype": "application/json",
    }));
    for path in others {
        let format = path.rsplit('.').next().unwrap_or_default();
        let media = match format {
            "png" => "image/png",
            "svg" => "image/svg+xml",
            "html" => "text/html",
            "md" => "text/markdown",
            "parquet" => "application/vnd.apache.parquet",
            _ => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        };
        resources.push(json!({
            "name": path.replace(['/', '.'], "-"),
            "path": path,
            "format": format,
            "mediatype": media,
        }));
    }
    let Provenance {
        program,
        digest,
        seed,
        ..
    } = &report.provenance;
    json!({
        "profile": "data-package",
        "name": format!("caseload-{}", report.provenance.short_digest()),
        "title": report.title,
        "description": format!(
            "Results of a planning model; simulated, not a record of any child. {program}, \
             scenario {digest}, seed {seed}."
        ),
        "resources": resources,
    })
}

fn resource(table: &Table, path: &str) -> Value {
    let name = path.trim_end_matches(".csv").replace('/', "-");
    let fields: Vec<Value> = table.columns.iter().map(field).collect();
    json!({
        "name": name,
        "path": path,
        "title": table.title,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": { "fields": fields, "missingValues": [""] },
    })
}

fn field(column: &Column) -> Value {
    let description = match column.unit.as_str() {
        "" => column.definition.clone(),
        unit => format!("{} Unit: {unit}.", column.definition),
    };
    json!({ "name": column.name, "type": column.kind.name(), "description": description })
}
