//! The board pack: the answer and its tables as a workbook for whoever pastes into papers.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, XlsxError};

use super::Report;
use super::table::{Cell, Table};

/// Tables of the folder that go into the pack, where they are there.
const WANTED: [&str; 4] = ["as-found", "tracking", "scorecard", "comparison"];

/// Most characters of a sheet's name.
const LONGEST_NAME: usize = 31;

/// Width of the column of sentences, in characters.
const SENTENCE_WIDTH: f64 = 100.0;

/// The workbook as bytes: the same for the same report.
///
/// # Errors
///
/// When a table is larger than a sheet can be.
pub fn workbook(report: &Report) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let origin = &report.provenance;
    // The date inside the file is the scenario's, so that two runs give the same bytes.
    let day = ExcelDateTime::from_ymd(
        origin.start.year().unsigned_abs(),
        origin.start.month() as u8,
        origin.start.day() as u8,
    )?;
    book.set_properties(
        &DocProperties::new()
            .set_title(&report.title)
            .set_creation_datetime(&day),
    );
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let head = Format::new().set_bold();
    let sheet = book.add_worksheet();
    sheet.set_name("Answer")?;
    sheet.set_column_width(0, SENTENCE_WIDTH)?;
    sheet.write_with_format(0, 0, report.title.as_str(), &head)?;
    let about = format!(
        "Planning model, not a record of any child. {}, assumptions {}, seed {}, {} futures, \
         {} to {}.",
        origin.program,
        origin.digest.get(..8).unwrap_or_default(),
        origin.seed,
        origin.futures,
        origin.start,
        origin.end
    );
    let said = report
        .guard
        .iter()
        .chain(&report.answer)
        .chain(&report.one_by_one)
        .chain([&about])
        .chain(&report.notes);
    for (row, sentence) in (2_u32..).zip(said) {
        sheet.write_with_format(row, 0, sentence.as_str(), &wrapped)?;
    }
    let files = report
        .files
        .iter()
        .filter(|file| WANTED.contains(&file.name.as_str()));
    let mut names = vec!["answer".to_owned()];
    for table in report.tables.iter().chain(files) {
        let name = sheet_name(&table.name, &mut names);
        let sheet = book.add_worksheet();
        sheet.set_name(name)?;
        fill(sheet, table, &head)?;
    }
    book.save_to_buffer()
}

/// A name that no other sheet has.
fn sheet_name(wanted: &str, names: &mut Vec<String>) -> String {
    let short: String = wanted.chars().take(LONGEST_NAME - 3).collect();
    let mut name = short.clone();
    let mut number = 2;
    while names.contains(&name.to_lowercase()) {
        name = format!("{short} {number}");
        number += 1;
    }
    names.push(name.to_lowercase());
    name
}

fn fill(
    sheet: &mut rust_xlsxwriter::Worksheet,
    table: &Table,
    head: &Format,
) -> Result<(), XlsxError> {
    sheet.write_with_format(0, 0, table.title.as_str(), head)?;
    let first = 2_u32;
    for (column, of) in (0_u16..).zip(&table.columns) {
        sheet.write_with_format(first, column, of.name.as_str(), head)?;
        sheet.set_column_width(column, of.name.chars().count().clamp(10, 40) as f64 + 2.0)?;
    }
    for (row, cells) in (first + 1..).zip(&table.rows) {
        for (column, cell) in (0_u16..).zip(cells) {
            match cell {
                Cell::Text(text) => sheet.write(row, column, text.as_str())?,
                Cell::Number(number) if number.is_finite() => sheet.write(row, column, *number)?,
                Cell::Whole(count) => sheet.write(row, column, *count as f64)?,
                Cell::Date(date) => sheet.write(row, column, date.to_string())?,
                Cell::Number(_) | Cell::Blank => continue,
            };
        }
    }
    let notes = first + 2 + u32::try_from(table.rows.len()).unwrap_or(u32::MAX / 2);
    for (row, note) in (notes..).zip(&table.notes) {
        sheet.write(row, 0, note.as_str())?;
    }
    sheet.set_freeze_panes(first + 1, 1)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_sheets_are_short_and_differ() {
        let mut names = vec!["answer".to_owned()];
        let long = "a name that is much too long for a sheet";
        let found = [
            sheet_name("answer", &mut names),
            sheet_name(long, &mut names),
            sheet_name(long, &mut names),
        ];
        assert_eq!(found[0], "answer 2");
        assert!(
            found
                .iter()
                .all(|name| name.chars().count() <= LONGEST_NAME)
        );
        assert_ne!(found[1], found[2]);
    }
}
