//! What reaches the terminal: the answer on stdout, everything else on stderr.

use std::io::{self, ErrorKind, Write};
use std::path::Path;

use comfy_table::{
    CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, TableStyle, Width,
};

use super::ending::Failure;
use crate::report::{Cell, Provenance, Report, Table, words};

/// Columns that running text takes at most: longer lines are hard to read.
const TEXT_WIDTH: usize = 96;
/// Columns of a table where the terminal does not say how wide it is.
const TABLE_WIDTH: u16 = 120;
/// Columns between two columns of a table.
const GAP: u16 = 2;

/// Writes the answer. A reader who closed the pipe has what was wanted: that is no failure.
pub(super) fn answer(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    let written = out
        .write_all(text.as_bytes())
        .and_then(|()| match text.ends_with('\n') {
            true => Ok(()),
            false => out.write_all(b"\n"),
        });
    match written.and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Failure::System(
            anyhow::Error::new(error).context("standard output"),
        )),
        _ => Ok(()),
    }
}

/// Writes an answer for programs.
pub(super) fn answer_json(value: &serde_json::Value) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(value).map_err(|error| Failure::Fault(error.into()))?;
    answer(&text)
}

/// Says something beside the answer. Nobody may be listening, and then nothing is lost.
pub(super) fn tell(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Running text in lines of a width that can be read; what follows the first line stands under it.
pub(super) fn wrapped(text: &str, first: &str, rest: &str) -> String {
    let mut lines = Vec::new();
    let mut line = first.to_owned();
    let mut bare = true;
    for word in text.split_whitespace() {
        if !bare && line.chars().count() + 1 + word.chars().count() > TEXT_WIDTH {
            lines.push(std::mem::replace(&mut line, rest.to_owned()));
            bare = true;
        }
        if !bare {
            line.push(' ');
        }
        line.push_str(word);
        bare = false;
    }
    lines.push(line);
    lines.join("\n") + "\n"
}

/// A table with its title above and its notes below.
pub(super) fn titled(table: &Table) -> String {
    let heads = table
        .columns
        .iter()
        .map(|column| column.name.clone())
        .collect();
    let rows = table
        .rows
        .iter()
        .map(|row| row.iter().map(shown).collect())
        .collect();
    let mut text = format!("{}\n\n{}", table.title, plain(heads, rows));
    for note in &table.notes {
        text += &wrapped(note, "", "");
    }
    text
}

/// A whole answer of a report.
pub(super) fn reported(report: &Report, folder: &Path, more: &str) -> String {
    Said::of(report).text(&report.provenance, folder, more)
}

/// What is told in an answer.
pub(super) struct Said<'a> {
    pub title: &'a str,
    pub sentences: Vec<&'a String>,
    pub tables: &'a [Table],
    pub notes: &'a [String],
    /// What there is in the folder named last.
    pub kept: &'a str,
}

impl<'a> Said<'a> {
    /// All that a report says.
    pub fn of(report: &'a Report) -> Self {
        Said {
            title: &report.title,
            sentences: report.guard.iter().chain(&report.answer).collect(),
            tables: &report.tables,
            notes: &report.notes,
            kept: "Results and their meaning",
        }
    }

    /// Title, sentences, tables, what a command adds, notes, and where the results are.
    pub fn text(&self, origin: &Provenance, folder: &Path, more: &str) -> String {
        let mut text = format!("{}\n", self.title);
        for sentence in &self.sentences {
            text += &format!("\n{}", wrapped(sentence, "", ""));
        }
        for table in self.tables {
            text += &format!("\n{}", titled(table));
        }
        text += more;
        text.push('\n');
        let last = format!(
            "Planning model, not a record of any child. {}, scenario {}, seed {}. {}: {}",
            origin.program,
            origin.short_digest(),
            origin.seed,
            self.kept,
            folder.display()
        );
        for note in self.notes.iter().chain([&last]) {
            text += &wrapped(note, "- ", "  ");
        }
        text
    }
}

/// A table of words; columns that hold nothing but numbers stand to the right.
pub(super) fn plain(heads: Vec<String>, rows: Vec<Vec<String>>) -> String {
    let numeric: Vec<bool> = (0..heads.len())
        .map(|column| {
            let cells = rows.iter().filter_map(|row| row.get(column));
            let mut filled = cells.filter(|cell| !cell.is_empty()).peekable();
            filled.peek().is_some() && filled.all(|cell| is_number(cell))
        })
        .collect();
    let least = least_widths(&heads, &rows, &numeric);
    let mut table = comfy_table::Table::new();
    let line = LineStyle::none().fill('\u{2500}').junction('\u{2500}');
    table.load_style(TableStyle::new().header_separator(line));
    table.set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(width());
    table.set_header(heads);
    for row in rows {
        table.add_row(row);
    }
    for (index, (numeric, least)) in numeric.into_iter().zip(least).enumerate() {
        if let Some(column) = table.column_mut(index) {
            column.set_padding((0, GAP));
            if let Some(least) = least {
                column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(least)));
            }
            if numeric {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
    }
    let lines = table.lines().map(|line| line.trim_end().to_owned());
    lines.collect::<Vec<_>>().join("\n") + "\n"
}

/// How narrow each column may get: a figure stays on one line with its range, a word is not broken.
/// None where that does not fit the screen: then the table is squeezed as well as may be.
fn least_widths(heads: &[String], rows: &[Vec<String>], numeric: &[bool]) -> Vec<Option<u16>> {
    let longest_word = |text: &String| {
        let words = text.split_whitespace().map(|word| word.chars().count());
        words.max().unwrap_or(0)
    };
    let least = heads.iter().zip(numeric).enumerate();
    let least: Vec<usize> = least
        .map(|(column, (head, numeric))| {
            let cells = rows.iter().filter_map(|row| row.get(column));
            let cells = cells.map(|cell| match numeric {
                true => cell.chars().count(),
                false => longest_word(cell),
            });
            cells.max().unwrap_or(0).max(longest_word(head)) + usize::from(GAP)
        })
        .collect();
    let fits = least.iter().sum::<usize>() <= usize::from(width());
    least
        .into_iter()
        .map(|least| u16::try_from(least).ok().filter(|_| fits))
        .collect()
}

/// Whether an entry reads as a number, perhaps with a range in brackets.
fn is_number(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_digit() || first == '\u{2212}')
        && text
            .chars()
            .all(|letter| letter.is_ascii_digit() || " .,()%\u{2212}\u{2013}".contains(letter))
}

fn width() -> u16 {
    let said = std::env::var("COLUMNS")
        .ok()
        .and_then(|columns| columns.parse().ok());
    said.filter(|columns| *columns >= 40).unwrap_or(TABLE_WIDTH)
}

fn shown(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => text.clone(),
        Cell::Number(number) => words::sized_number(*number),
        Cell::Whole(count) => words::number(*count as f64, 0),
        Cell::Date(date) => words::short_date(*date),
        Cell::Blank => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_wrapped_between_words() {
        let text = wrapped(&"word ".repeat(40), "- ", "  ");
        assert!(text.lines().count() == 3 && text.lines().all(|line| line.chars().count() <= 96));
        assert!(
            text.starts_with("- word") && text.contains("\n  word"),
            "{text}"
        );
        assert_eq!(wrapped("", "", ""), "\n");
    }

    #[test]
    fn a_figure_stays_on_one_line_with_its_range_and_words_stay_whole() {
        let range = "1,493 (1,439\u{2013}1,550)".to_owned();
        let head = "Full-time equivalents of workers in post".to_owned();
        let heads = vec![head; 4];
        let text = plain(heads, vec![vec![range.clone(); 4]]);
        assert_eq!(text.matches(&range).count(), 4, "{text}");
        assert!(text.contains("equivalents"), "{text}");
    }

    #[test]
    fn numbers_with_ranges_are_numbers_and_dates_are_not() {
        assert!(is_number("1,850 (1,700\u{2013}2,010)") && is_number("\u{2212}3.5"));
        assert!(!is_number("3 Mar 2010") && !is_number("County") && !is_number(""));
    }
}
