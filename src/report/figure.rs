//! Figures as plain data: what is drawn, before anything is drawn, and its numbers as a table.

mod study;

use jiff::civil::Date;

pub use study::{Along, Cloud, CloudPoint, Course, Heat, Measured, Tornado, TornadoRow};

use super::table::{Cell, Column, ColumnKind, Table};

/// One picture with everything said on it.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// File stem, lower case with hyphens.
    pub name: String,
    /// An active sentence: what the picture shows.
    pub title: String,
    /// What is counted, in which unit.
    pub subtitle: String,
    /// Which share of the futures the ranges hold, for the footer.
    pub interval: String,
    /// The data.
    pub plot: Plot,
}

/// The kinds of picture.
#[derive(Debug, Clone, PartialEq)]
pub enum Plot {
    /// Quantities week by week.
    Weekly(Weekly),
    /// Amounts by class, a panel for each date or group.
    Bars(Bars),
    /// Single figures with their ranges, a row for each office or stage.
    Dots(Dots),
    /// Differences from a base with their intervals, a panel for each measure.
    Differences(Differences),
    /// A target along the settings of a lever.
    Curve(Curve),
    /// A figure for every combination of two inputs.
    Heat(Heat),
    /// A figure along one input.
    Along(Along),
    /// Points by two figures.
    Cloud(Cloud),
    /// What each input does by itself.
    Tornado(Tornado),
}

/// A date with a name, marked on the time axis.
#[derive(Debug, Clone, PartialEq)]
pub struct NamedDate {
    /// What happens then.
    pub name: String,
    /// The day.
    pub on: Date,
}

/// Quantities week by week over futures, one or more panels on the same weeks.
#[derive(Debug, Clone, PartialEq)]
pub struct Weekly {
    /// Unit of the vertical axis.
    pub unit: String,
    /// The weeks, in order.
    pub weeks: Vec<Date>,
    /// The panels.
    pub panels: Vec<Panel>,
    /// Dates worth a mark.
    pub dates: Vec<NamedDate>,
    /// Whether all panels share one vertical scale.
    pub shared_scale: bool,
}

/// One panel of a weekly picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Panel {
    /// Heading, empty for a single panel.
    pub title: String,
    /// One or more lines.
    pub lines: Vec<Line>,
    /// The known position at the start.
    pub start: Option<(Date, f64)>,
}

/// One quantity over the weeks.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Name, written at the end of the line; empty where the panel says it.
    pub label: String,
    /// Middle future by week; none where no future has a value.
    pub median: Vec<Option<f64>>,
    /// Bands around it, widest first.
    pub bands: Vec<Band>,
    /// A few single futures.
    pub samples: Vec<Vec<Option<f64>>>,
    /// Half width of the 95 % confidence interval of the last middle: nothing finer is written.
    pub half_width: f64,
}

/// The range that holds a share of the futures, by week.
#[derive(Debug, Clone, PartialEq)]
pub struct Band {
    /// Futures in 100 inside.
    pub percent: u8,
    /// Lower end by week.
    pub low: Vec<Option<f64>>,
    /// Upper end by week.
    pub high: Vec<Option<f64>>,
}

/// Amounts by class, a panel for each date or group.
#[derive(Debug, Clone, PartialEq)]
pub struct Bars {
    /// What the classes are, such as `weeks waited`.
    pub classes: String,
    /// Unit of the amounts.
    pub unit: String,
    /// Whether the amounts are shares, written as percentages.
    pub shares: bool,
    /// The panels, all with the same classes in the same order.
    pub panels: Vec<BarPanel>,
}

/// The bars of one date or group.
#[derive(Debug, Clone, PartialEq)]
pub struct BarPanel {
    /// Heading.
    pub title: String,
    /// A line under the heading.
    pub remark: String,
    /// The bars.
    pub bars: Vec<Bar>,
}

/// One bar.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// The class.
    pub label: String,
    /// Middle future.
    pub value: f64,
    /// Range over futures; none for what is known.
    pub range: Option<(f64, f64)>,
    /// Half width of the 95 % confidence interval of the value: nothing finer is written.
    pub half_width: f64,
}

/// Single figures with their ranges.
#[derive(Debug, Clone, PartialEq)]
pub struct Dots {
    /// Unit of the axis.
    pub unit: String,
    /// Whether figures are shares, written as percentages on an axis from 0 to 100.
    pub shares: bool,
    /// Names of the marks, in order; each has its own shape.
    pub marks: Vec<String>,
    /// The rows.
    pub rows: Vec<DotRow>,
}

/// One row of marks.
#[derive(Debug, Clone, PartialEq)]
pub struct DotRow {
    /// Office or stage.
    pub label: String,
    /// One figure for each mark, none where it does not exist.
    pub figures: Vec<Option<Dot>>,
}

/// One figure with its range over futures.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dot {
    /// Middle future.
    pub value: f64,
    /// Lower end of the range.
    pub low: f64,
    /// Upper end of the range.
    pub high: f64,
    /// Half width of the 95 % confidence interval of the value: nothing finer is written.
    pub half_width: f64,
}

/// Differences from a base, a panel for each measure and the same rows in each.
#[derive(Debug, Clone, PartialEq)]
pub struct Differences {
    /// The panels.
    pub panels: Vec<DifferencePanel>,
}

/// The differences in one measure.
#[derive(Debug, Clone, PartialEq)]
pub struct DifferencePanel {
    /// What is compared.
    pub title: String,
    /// Unit of the differences.
    pub unit: String,
    /// Whether they are shares, written as percentage points.
    pub shares: bool,
    /// What lies on the left of zero, and on the right.
    pub sides: [String; 2],
    /// One row for each plan.
    pub rows: Vec<DifferenceRow>,
}

/// The difference of one plan.
#[derive(Debug, Clone, PartialEq)]
pub struct DifferenceRow {
    /// The plan.
    pub label: String,
    /// Mean difference and the ends of its interval; none where it has none.
    pub difference: Option<(f64, f64, f64)>,
    /// What can be said of it.
    pub verdict: String,
    /// Which mark it has: 0 no clear difference, 1 better, 2 worse.
    pub mark: usize,
}

/// Targets along the settings of a lever, a panel for each.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    /// What the settings are, with their unit.
    pub axis: String,
    /// What the marks say, in order; each has its own shape.
    pub marks: Vec<String>,
    /// The panels, all with the same settings.
    pub panels: Vec<CurvePanel>,
}

/// One target along the settings.
#[derive(Debug, Clone, PartialEq)]
pub struct CurvePanel {
    /// The target.
    pub title: String,
    /// What is shown, with its unit.
    pub unit: String,
    /// Whether the scale is futures, or anything else, in 100.
    pub percent: bool,
    /// Where the line stands that must be reached.
    pub wanted: f64,
    /// What is written at that line.
    pub wanted_words: String,
    /// The settings simulated, smallest first.
    pub points: Vec<CurvePoint>,
}

/// What was found at one setting.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CurvePoint {
    /// The setting.
    pub setting: f64,
    /// The middle of what was found.
    pub value: f64,
    /// Lower end of its interval.
    pub low: f64,
    /// Upper end of its interval.
    pub high: f64,
    /// Futures simulated.
    pub futures: usize,
    /// Which mark it has.
    pub mark: usize,
}

impl Figure {
    /// The numbers behind the picture, one observation a row.
    #[must_use]
    pub fn to_table(&self) -> Table {
        match &self.plot {
            Plot::Weekly(weekly) => weekly_table(self, weekly),
            Plot::Bars(bars) => bars_table(self, bars),
            Plot::Dots(dots) => dots_table(self, dots),
            Plot::Differences(differences) => differences_table(self, differences),
            Plot::Curve(curve) => curve_table(self, curve),
            Plot::Heat(heat) => study::heat_table(self, heat),
            Plot::Along(along) => study::along_table(self, along),
            Plot::Cloud(cloud) => study::cloud_table(self, cloud),
            Plot::Tornado(tornado) => study::tornado_table(self, tornado),
        }
    }

    /// The picture in words, for those who cannot see it.
    #[must_use]
    pub fn alternative_text(&self) -> String {
        let kind = match &self.plot {
            Plot::Weekly(weekly) if weekly.panels.len() > 1 => "Line charts by week",
            Plot::Weekly(_) => "Line chart by week",
            Plot::Bars(_) => "Bar charts",
            Plot::Dots(_) => "Dot chart with ranges",
            Plot::Differences(_) => "Dot charts of differences with intervals",
            Plot::Curve(_) => "Line charts with intervals along the settings of a lever",
            Plot::Heat(_) => "Table of shaded cells",
            Plot::Along(_) => "Line chart with bands",
            Plot::Cloud(_) => "Scatter of points with intervals",
            Plot::Tornado(_) => "Bars to both sides of zero, the widest on top",
        };
        format!(
            "{kind}. {}. {} The numbers are in {}.csv.",
            self.title, self.subtitle, self.name
        )
    }
}

fn weekly_table(figure: &Figure, weekly: &Weekly) -> Table {
    let mut table = Table::new(
        &figure.name,
        &figure.title,
        vec![
            Column::new("panel", ColumnKind::Text, "Panel of the figure."),
            Column::new("line", ColumnKind::Text, "Line of the panel."),
            Column::new("date", ColumnKind::Date, "Last working day of the week."),
            Column::new(
                "statistic",
                ColumnKind::Text,
                "Over futures: median, quantile (p10 = one future in ten is below), one future, \
                 or the known start.",
            ),
            Column::with_unit("value", ColumnKind::Number, &weekly.unit, "The figure."),
        ],
    );
    for panel in &weekly.panels {
        if let Some((date, value)) = panel.start {
            let blank = Cell::Text(String::new());
            let row = vec![
                panel.title.as_str().into(),
                blank,
                date.into(),
                "start".into(),
                Cell::Number(value),
            ];
            table.push(row);
        }
        for line in &panel.lines {
            for (statistic, values) in line_columns(line) {
                for (date, value) in weekly.weeks.iter().zip(values) {
                    table.push(vec![
                        panel.title.as_str().into(),
                        line.label.as_str().into(),
                        (*date).into(),
                        statistic.as_str().into(),
                        (*value).into(),
                    ]);
                }
            }
        }
    }
    table
}

/// The series of one line with their statistic: median, the ends of each band, single futures.
fn line_columns(line: &Line) -> Vec<(String, &[Option<f64>])> {
    let mut columns = vec![("median".to_owned(), line.median.as_slice())];
    for band in &line.bands {
        let tail = f64::from(100 - band.percent.min(100)) / 2.0;
        columns.push((format!("p{tail}"), band.low.as_slice()));
        columns.push((format!("p{}", 100.0 - tail), band.high.as_slice()));
    }
    for (index, sample) in line.samples.iter().enumerate() {
        columns.push((format!("future_{}", index + 1), sample.as_slice()));
    }
    columns
}

fn bars_table(figure: &Figure, bars: &Bars) -> Table {
    let unit = bars.unit.as_str();
    let mut table = Table::new(
        &figure.name,
        &figure.title,
        with_range(
            unit,
            [
                ("panel", "Panel of the figure.".to_owned()),
                ("class", format!("Class: {}.", bars.classes)),
            ],
        ),
    );
    for panel in &bars.panels {
        for bar in &panel.bars {
            table.push(vec![
                panel.title.as_str().into(),
                bar.label.as_str().into(),
                Cell::Number(bar.value),
                bar.range.map(|range| range.0).into(),
                bar.range.map(|range| range.1).into(),
            ]);
        }
    }
    table
}

/// Columns of a figure of single values: what each value is of, then its middle and its range.
fn with_range(unit: &str, of: [(&str, String); 2]) -> Vec<Column> {
    let texts = of.iter();
    let mut columns: Vec<Column> = texts
        .map(|(name, meaning)| Column::new(name, ColumnKind::Text, meaning))
        .collect();
    let numbers = [
        ("value_median", "Middle future."),
        ("value_low", "Lower end of the range."),
        ("value_high", "Upper end of the range."),
    ];
    let number = |(name, meaning)| Column::with_unit(name, ColumnKind::Number, unit, meaning);
    columns.extend(numbers.map(number));
    columns
}

fn dots_table(figure: &Figure, dots: &Dots) -> Table {
    let unit = dots.unit.as_str();
    let mut table = Table::new(
        &figure.name,
        &figure.title,
        with_range(
            unit,
            [
                ("row", "Row of the figure.".to_owned()),
                ("mark", "Which figure of the row.".to_owned()),
            ],
        ),
    );
    for row in &dots.rows {
        for (mark, dot) in dots.marks.iter().zip(&row.figures) {
            table.push(vec![
                row.label.as_str().into(),
                mark.as_str().into(),
                dot.map(|dot| dot.value).into(),
                dot.map(|dot| dot.low).into(),
                dot.map(|dot| dot.high).into(),
            ]);
        }
    }
    table
}

fn curve_table(figure: &Figure, curve: &Curve) -> Table {
    let mut table = Table::new(
        &figure.name,
        &figure.title,
        vec![
            Column::new("target", ColumnKind::Text, "Target."),
            Column::new("setting", ColumnKind::Number, &format!("{}.", curve.axis)),
            Column::new(
                "value",
                ColumnKind::Number,
                "Futures in 100 that keep the limit, or the mean over futures.",
            ),
            Column::new("low", ColumnKind::Number, "Lower end of its 95 % interval."),
            Column::new(
                "high",
                ColumnKind::Number,
                "Upper end of its 95 % interval.",
            ),
            Column::new("wanted", ColumnKind::Number, "What must be reached."),
            Column::new("futures", ColumnKind::Whole, "Futures simulated."),
            Column::new(
                "standing",
                ColumnKind::Text,
                "What can be said of the setting.",
            ),
        ],
    );
    for panel in &curve.panels {
        for point in &panel.points {
            table.push(vec![
                panel.title.as_str().into(),
                Cell::Number(point.setting),
                Cell::Number(point.value),
                Cell::Number(point.low),
                Cell::Number(point.high),
                Cell::Number(panel.wanted),
                point.futures.into(),
                curve
                    .marks
                    .get(point.mark)
                    .map_or("", String::as_str)
                    .into(),
            ]);
        }
    }
    table
}

fn differences_table(figure: &Figure, differences: &Differences) -> Table {
    let text = |name: &str, meaning: &str| Column::new(name, ColumnKind::Text, meaning);
    let number = |name: &str, meaning: &str| Column::new(name, ColumnKind::Number, meaning);
    let mut table = Table::new(
        &figure.name,
        &figure.title,
        vec![
            text("panel", "What is compared."),
            text("unit", "Unit of the difference."),
            text("plan", "The plan."),
            number("difference", "Mean over futures of plan less base."),
            number("low", "Lower end of its interval."),
            number("high", "Upper end of its interval."),
            text("verdict", "What can be said of it."),
        ],
    );
    for panel in &differences.panels {
        for row in &panel.rows {
            table.push(vec![
                panel.title.as_str().into(),
                panel.unit.as_str().into(),
                row.label.as_str().into(),
                row.difference.map(|difference| difference.0).into(),
                row.difference.map(|difference| difference.1).into(),
                row.difference.map(|difference| difference.2).into(),
                row.verdict.as_str().into(),
            ]);
        }
    }
    table
}
