//! The comparison as a page of plain text, for papers and for reading beside another.

use super::Versus;
use crate::report::Table;

/// File name and text: guards and answer as they are said, then the tables.
pub(super) fn page(
    versus: &Versus<'_>,
    title: &str,
    said: &[String],
    tables: &[Table],
) -> (String, String) {
    let told = &versus.base.told;
    let mut text = format!(
        "# {title}\n\n{} futures, seed {}, base {}. Planning model, not a record of any child.\n",
        versus.futures(),
        told.seed,
        told.digest.get(..8).unwrap_or_default(),
    );
    for sentence in said {
        text += &format!("\n{sentence}\n");
    }
    for table in tables {
        text += &format!("\n## {}\n\n", table.title);
        let row = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
        let heads = table.columns.iter().map(|column| column.name.clone());
        text += &row(heads.collect());
        text += &row(vec!["---".to_owned(); table.columns.len()]);
        for cells in &table.rows {
            text += &row(cells.iter().map(|cell| cell.to_field()).collect());
        }
        for note in &table.notes {
            text += &format!("\n{note}\n");
        }
    }
    ("comparison.md".to_owned(), text)
}
