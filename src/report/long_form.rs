//! The futures of a sweep as one Parquet file: a row for each point, future and measure.
//!
//! The bytes are a function of the figures alone: rows in order, groups of fixed size, no time of
//! writing. `docs/SWEEPS.md` has the columns.

use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::{Type, TypePtr};

use crate::study::Swept;

/// Version of the columns.
pub const SCHEMA: &str = "caseload-sweep/v1";

/// Columns that every file has, in this order; one for each input follows.
pub const COLUMNS: [(&str, &str); 6] = [
    (
        "point",
        "Number of the point, from 1, in the order of the design.",
    ),
    (
        "replication",
        "Number of the future, from 0; the same future at every point.",
    ),
    ("seed", "Seed of the point's random numbers."),
    ("measure", "The measure, in its full spelling."),
    ("unit", "Its unit."),
    (
        "value",
        "Its value in that future; null where there is none.",
    ),
];

/// Points in a row group.
const POINTS_IN_A_GROUP: usize = 256;

/// The name of an input's column: its own, unless a column has it already.
pub fn column_of(input: &str) -> String {
    match COLUMNS.iter().any(|(name, _)| *name == input) {
        true => format!("input_{input}"),
        false => input.to_owned(),
    }
}

/// Whether an input is a number at every point.
pub fn is_number(swept: &Swept<'_>, input: usize) -> bool {
    let mut points = swept.ready.levels.iter();
    points.all(|levels| levels[input].number.is_some())
}

/// The file as bytes.
///
/// # Errors
///
/// When the writer refuses: a fault of the program.
pub fn bytes(swept: &Swept<'_>, program: &str) -> Result<Vec<u8>, ParquetError> {
    let ready = swept.ready;
    let pair = |key: &str, value: String| KeyValue::new(key.to_owned(), value);
    let mut about = vec![
        pair("schema", SCHEMA.to_owned()),
        pair(
            "about",
            "Planning model; simulated, not a record of any child.".to_owned(),
        ),
        pair("title", ready.sweep.title.clone()),
    ];
    let head = ready.head.0.iter();
    about.extend(head.map(|(name, value)| pair(&name.replace(' ', "_"), value.clone())));
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_created_by(program.to_owned())
        .set_key_value_metadata(Some(about))
        .build();
    let mut writer = SerializedFileWriter::new(Vec::new(), schema(swept)?, Arc::new(properties))?;
    let points: Vec<usize> = (0..swept.figures.len()).collect();
    for points in points.chunks(POINTS_IN_A_GROUP) {
        let mut group = writer.next_row_group()?;
        write_group(&mut group, swept, points)?;
        group.close()?;
    }
    writer.into_inner()
}

fn schema(swept: &Swept<'_>) -> Result<TypePtr, ParquetError> {
    let number = |name: &str, kind: Physical, repetition: Repetition| {
        let builder = Type::primitive_type_builder(name, kind);
        builder.with_repetition(repetition).build().map(Arc::new)
    };
    let text = |name: &str| {
        let builder = Type::primitive_type_builder(name, Physical::BYTE_ARRAY);
        let builder = builder.with_repetition(Repetition::REQUIRED);
        let builder = builder.with_logical_type(Some(LogicalType::String));
        builder.build().map(Arc::new)
    };
    let [point, replication, seed, measure, unit, value] = COLUMNS.map(|(name, _)| name);
    let unsigned = Type::primitive_type_builder(seed, Physical::INT64)
        .with_repetition(Repetition::REQUIRED)
        .with_logical_type(Some(LogicalType::integer(64, false)))
        .build()
        .map(Arc::new);
    let mut fields = vec![
        number(point, Physical::INT32, Repetition::REQUIRED)?,
        number(replication, Physical::INT32, Repetition::REQUIRED)?,
        unsigned?,
        text(measure)?,
        text(unit)?,
        number(value, Physical::DOUBLE, Repetition::OPTIONAL)?,
    ];
    for (at, input) in swept.ready.sweep.inputs.iter().enumerate() {
        let name = column_of(&input.name);
        fields.push(match is_number(swept, at) {
            true => number(&name, Physical::DOUBLE, Repetition::REQUIRED)?,
            false => text(&name)?,
        });
    }
    let group = Type::group_type_builder("sweep").with_fields(fields);
    Ok(Arc::new(group.build()?))
}

/// Writes the columns of some points, one after the other.
fn write_group<W: std::io::Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    swept: &Swept<'_>,
    points: &[usize],
) -> Result<(), ParquetError> {
    let ready = swept.ready;
    let measures = ready.measures.len();
    let rows = || {
        points.iter().flat_map(move |point| {
            let futures = 0..swept.figures[*point].len();
            futures.flat_map(move |future| (0..measures).map(move |m| (*point, future, m)))
        })
    };
    let whole = |of: &dyn Fn((usize, usize, usize)) -> usize| -> Vec<i32> {
        rows().map(|row| of(row) as i32).collect()
    };
    let texts = |of: &dyn Fn((usize, usize, usize)) -> String| -> Vec<ByteArray> {
        rows()
            .map(|row| ByteArray::from(of(row).into_bytes()))
            .collect()
    };
    put::<Int32Type, _>(group, &whole(&|(point, ..)| point + 1), None)?;
    put::<Int32Type, _>(group, &whole(&|(_, future, _)| future), None)?;
    let seeds: Vec<i64> = rows()
        .map(|(point, ..)| ready.seeds[point] as i64)
        .collect();
    put::<Int64Type, _>(group, &seeds, None)?;
    let names = texts(&|(_, _, m)| ready.measures[m].name.clone());
    put::<ByteArrayType, _>(group, &names, None)?;
    let units = texts(&|(_, _, m)| ready.measures[m].unit.words().to_owned());
    put::<ByteArrayType, _>(group, &units, None)?;
    let values = || rows().map(|(point, future, m)| swept.figures[point][future][m]);
    let there: Vec<i16> = values().map(|value| i16::from(value.is_some())).collect();
    let values: Vec<f64> = values().flatten().collect();
    put::<DoubleType, _>(group, &values, Some(&there))?;
    for input in 0..ready.sweep.inputs.len() {
        let level = |point: usize| &ready.levels[point][input];
        if is_number(swept, input) {
            let numbers = rows().map(|(point, ..)| level(point).number.unwrap_or(f64::NAN));
            put::<DoubleType, _>(group, &numbers.collect::<Vec<f64>>(), None)?;
        } else {
            let shown = texts(&|(point, ..)| level(point).shown.clone());
            put::<ByteArrayType, _>(group, &shown, None)?;
        }
    }
    Ok(())
}

fn put<T: parquet::data_type::DataType, W: std::io::Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    values: &[T::T],
    there: Option<&[i16]>,
) -> Result<(), ParquetError> {
    if let Some(mut column) = group.next_column()? {
        column.typed::<T>().write_batch(values, there, None)?;
        column.close()?;
    }
    Ok(())
}
