//! Plain tables: the answer on screen and every CSV file are this one thing.

use jiff::civil::Date;

/// One entry of a table.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Words.
    Text(String),
    /// A quantity, in the unit of its column.
    Number(f64),
    /// A count.
    Whole(i64),
    /// A day.
    Date(Date),
    /// Nothing to say: written as an empty field.
    Blank,
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Cell::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Cell::Text(text)
    }
}

impl From<Date> for Cell {
    fn from(date: Date) -> Self {
        Cell::Date(date)
    }
}

impl From<Option<f64>> for Cell {
    fn from(number: Option<f64>) -> Self {
        number.map_or(Cell::Blank, Cell::Number)
    }
}

impl From<usize> for Cell {
    fn from(count: usize) -> Self {
        i64::try_from(count).map_or(Cell::Blank, Cell::Whole)
    }
}

impl Cell {
    /// The entry as a CSV file holds it: ISO dates, no thousands separators, at most six decimals.
    ///
    /// A number that does not exist (not finite) is empty, as a missing one is.
    #[must_use]
    pub fn to_field(&self) -> String {
        match self {
            Cell::Text(text) => text.clone(),
            Cell::Number(number) => plain_number(*number),
            Cell::Whole(count) => count.to_string(),
            Cell::Date(date) => date.to_string(),
            Cell::Blank => String::new(),
        }
    }
}

/// At most six decimals without trailing zeros: enough for any figure here, and short to read.
fn plain_number(number: f64) -> String {
    if !number.is_finite() {
        return String::new();
    }
    let text = format!("{number:.6}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" {
        "0".to_owned()
    } else {
        text.to_owned()
    }
}

/// What a column holds, in the words of a Frictionless table schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// Words.
    Text,
    /// A quantity.
    Number,
    /// A count.
    Whole,
    /// An ISO date.
    Date,
}

impl ColumnKind {
    /// The name of this kind in a Frictionless table schema.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            ColumnKind::Text => "string",
            ColumnKind::Number => "number",
            ColumnKind::Whole => "integer",
            ColumnKind::Date => "date",
        }
    }
}

/// A column: its name in the file, and what a reader needs to know of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Name as the header has it.
    pub name: String,
    /// What it holds.
    pub kind: ColumnKind,
    /// Unit, empty when it has none.
    pub unit: String,
    /// One sentence of meaning.
    pub definition: String,
}

impl Column {
    /// A column without a unit.
    #[must_use]
    pub fn new(name: &str, kind: ColumnKind, definition: &str) -> Self {
        Self::with_unit(name, kind, "", definition)
    }

    /// A column of words.
    #[must_use]
    pub fn text(name: &str, definition: &str) -> Self {
        Self::new(name, ColumnKind::Text, definition)
    }

    /// A column of quantities without a unit.
    #[must_use]
    pub fn number(name: &str, definition: &str) -> Self {
        Self::new(name, ColumnKind::Number, definition)
    }

    /// A column of counts.
    #[must_use]
    pub fn whole(name: &str, definition: &str) -> Self {
        Self::new(name, ColumnKind::Whole, definition)
    }

    /// A column with a unit.
    #[must_use]
    pub fn with_unit(name: &str, kind: ColumnKind, unit: &str, definition: &str) -> Self {
        Self {
            name: name.to_owned(),
            kind,
            unit: unit.to_owned(),
            definition: definition.to_owned(),
        }
    }
}

/// A table: rows of entries under columns.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// File stem, lower case with hyphens.
    pub name: String,
    /// What it shows, in words.
    pub title: String,
    /// Columns in order.
    pub columns: Vec<Column>,
    /// Rows, each as long as `columns`.
    pub rows: Vec<Vec<Cell>>,
    /// What a reader must know to read it rightly.
    pub notes: Vec<String>,
}

impl Table {
    /// A table without rows.
    #[must_use]
    pub fn new(name: &str, title: &str, columns: Vec<Column>) -> Self {
        Self {
            name: name.to_owned(),
            title: title.to_owned(),
            columns,
            rows: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// Adds a row.
    pub fn push(&mut self, row: Vec<Cell>) {
        debug_assert_eq!(row.len(), self.columns.len(), "row of {}", self.name);
        self.rows.push(row);
    }

    /// The table as the bytes of a CSV file: UTF-8, line feeds, header first.
    ///
    /// # Errors
    ///
    /// When a row is not as long as the header.
    pub fn to_csv(&self) -> Result<Vec<u8>, csv::Error> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(self.columns.iter().map(|column| column.name.as_str()))?;
        for row in &self.rows {
            writer.write_record(row.iter().map(Cell::to_field))?;
        }
        writer
            .into_inner()
            .map_err(|error| csv::Error::from(error.into_error()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn csv_is_plain_and_quotes_what_it_must() {
        let mut table = Table::new(
            "t",
            "T",
            vec![
                Column::new("area", ColumnKind::Text, "Office."),
                Column::new("week", ColumnKind::Date, "Week."),
                Column::new("value", ColumnKind::Number, "Value."),
            ],
        );
        let date = jiff::civil::date(2010, 1, 4);
        table.push(vec!["A, north".into(), date.into(), Cell::Number(1234.5)]);
        table.push(vec!["B".into(), date.into(), Cell::Number(f64::NAN)]);
        table.push(vec!["B".into(), date.into(), Cell::Number(-0.000_000_01)]);
        let text = String::from_utf8(table.to_csv().expect("rows fit")).expect("UTF-8");
        assert_eq!(
            text,
            "area,week,value\n\"A, north\",2010-01-04,1234.5\nB,2010-01-04,\nB,2010-01-04,0\n"
        );
    }
}
