//! Quantities week by week: bands over futures, a few single futures, the known start.

use jiff::civil::Date;
use plotters::prelude::{DrawingBackend, RGBColor, WHITE};

use super::canvas::{AXIS, Anchor, Canvas, Drawn, INK, Pen, Rect, SOFT, Type};
use super::frame::{Scale, days_between, horizontal_grid, month_ticks};
use super::key;
use crate::report::figure::{Band, Line, Panel, Weekly};
use crate::report::words;

/// Tints of the bands, widest first: light to dark, so that they read in grey.
pub(super) const TINTS: [RGBColor; 3] = [
    RGBColor(0xDC, 0xE9, 0xF5),
    RGBColor(0xAC, 0xCE, 0xEB),
    RGBColor(0x6B, 0xA4, 0xD8),
];
/// Single futures.
pub(super) const SAMPLE: Pen = Pen {
    colour: INK,
    width: 1.2,
    dashes: &[],
};

/// The sheet's numbers turned into places.
struct Places<'a> {
    plot: Rect,
    weeks: &'a [Date],
    first: Date,
    days: f64,
    scale: Scale,
    start: Option<(Date, f64)>,
}

impl Places<'_> {
    fn x(&self, date: Date) -> f64 {
        self.plot.left + days_between(self.first, date) / self.days * self.plot.width()
    }

    fn y(&self, value: f64) -> f64 {
        self.plot.bottom - value / self.scale.top * self.plot.height()
    }

    /// Stretches of the series without holes, as points, from the known start where there is one.
    fn stretches(&self, values: &[Option<f64>]) -> Vec<Vec<(f64, f64)>> {
        let known = self
            .start
            .filter(|_| values.first().is_some_and(Option::is_some));
        let known = known.map(|(date, value)| (self.x(date), self.y(value)));
        let mut parts = vec![known.into_iter().collect::<Vec<_>>()];
        for (date, value) in self.weeks.iter().zip(values) {
            match (value, parts.last_mut()) {
                (Some(value), Some(part)) => part.push((self.x(*date), self.y(*value))),
                _ => parts.push(Vec::new()),
            }
        }
        parts.retain(|part: &Vec<(f64, f64)>| !part.is_empty());
        parts
    }
}

/// Draws all panels below a key.
pub(super) fn draw<DB: DrawingBackend>(
    canvas: &Canvas<'_, DB>,
    body: Rect,
    weekly: &Weekly,
) -> Drawn<DB> {
    let top = key::draw(canvas, body, weekly)?;
    let count = weekly.panels.len().max(1);
    let columns = match count {
        1 => 1,
        2 | 4 => 2,
        3 | 5 | 6 | 9 => 3,
        _ => 4,
    };
    let small = columns > 1;
    let rows = count.div_ceil(columns);
    let cells = Rect { top, ..body }.grid(columns, rows, (34.0, 26.0));
    let shared = weekly.panels.iter().map(highest).fold(0.0, f64::max);
    let ticks = if rows > 1 { 4.0 } else { 6.0 };
    let scale_of = |panel: &Panel| {
        let reach = if weekly.shared_scale {
            shared
        } else {
            highest(panel)
        };
        Scale::reaching(reach * 1.02, ticks, 1.0)
    };
    // The same room for words beside every panel, so that dates stand below each other.
    let mut room = Room {
        small,
        left: 0.0,
        right: 0.0,
    };
    for panel in &weekly.panels {
        let scale = scale_of(panel);
        let widest = canvas.width_of(&scale.tick_text(scale.top, false), room.axis())?;
        room.left = room.left.max(widest + 14.0);
        room.right = room.right.max(end_room(canvas, panel, small)?);
    }
    for (panel, cell) in weekly.panels.iter().zip(cells) {
        draw_panel(canvas, cell, weekly, panel, scale_of(panel), room)?;
    }
    Ok(())
}

/// Room for words at both sides of a panel, and whether panels are small.
#[derive(Clone, Copy)]
struct Room {
    small: bool,
    left: f64,
    right: f64,
}

impl Room {
    /// The type of the figures along the axes.
    fn axis(self) -> Type {
        Type::new(if self.small { 19.0 } else { 22.0 }).colour(SOFT)
    }
}

/// The largest number a panel must show.
fn highest(panel: &Panel) -> f64 {
    let mut all = vec![panel.start.map_or(0.0, |start| start.1)];
    for line in &panel.lines {
        all.extend(line.median.iter().flatten());
        all.extend(line.samples.iter().flatten().flatten());
        all.extend(
            line.bands
                .iter()
                .flat_map(|band| band.high.iter().flatten()),
        );
    }
    all.into_iter().fold(0.0, f64::max)
}

fn draw_panel<DB: DrawingBackend>(
    canvas: &Canvas<'_, DB>,
    cell: Rect,
    weekly: &Weekly,
    panel: &Panel,
    scale: Scale,
    room: Room,
) -> Drawn<DB> {
    let (small, style) = (room.small, room.axis());
    let mut top = cell.top;
    if !panel.title.is_empty() {
        let heading = Type::new(if small { 23.0 } else { 25.0 }).bold();
        canvas.text(cell.left, top + 14.0, &panel.title, heading)?;
        top += 34.0;
    }
    if !weekly.dates.is_empty() {
        top += 28.0;
    }
    let (left, right) = (cell.left + room.left, cell.right - room.right);
    let plot = Rect {
        left,
        top: top + 8.0,
        right,
        bottom: cell.bottom - 34.0,
    };
    horizontal_grid(canvas, plot, scale, style)?;
    let (Some(&first), Some(&last)) = (weekly.weeks.first(), weekly.weeks.last()) else {
        return canvas.text(plot.left, plot.top + 20.0, "No weeks to show.", style);
    };
    let first = panel.start.map_or(first, |start| start.0.min(first));
    let days = days_between(first, last).max(1.0);
    let places = Places {
        plot,
        weeks: &weekly.weeks,
        first,
        days,
        scale,
        start: panel.start,
    };
    draw_months(canvas, &places, last, style)?;
    draw_dates(canvas, &places, weekly, last)?;
    for (index, line) in panel.lines.iter().enumerate() {
        draw_bands(canvas, &places, line, index, panel.lines.len() > 1)?;
    }
    for (index, line) in panel.lines.iter().enumerate() {
        for sample in line
            .samples
            .iter()
            .flat_map(|sample| places.stretches(sample))
        {
            canvas.stroke(&sample, SAMPLE, 0.4)?;
        }
        for part in places.stretches(&line.median) {
            canvas.line(&part, Pen::of_series(index))?;
        }
    }
    draw_ends(canvas, &places, panel, small)?;
    draw_start(canvas, &places, panel, small)
}

fn draw_months<DB: DrawingBackend>(
    canvas: &Canvas<'_, DB>,
    places: &Places<'_>,
    last: Date,
    style: Type,
) -> Drawn<DB> {
    let plot = places.plot;
    let label = canvas.width_of("Mar 2010", style)? * 1.35;
    let room = (plot.width() / label).floor() as usize;
    for date in month_ticks(places.first, last, room) {
        let x = places.x(date);
        canvas.line(
            &[(x, plot.bottom), (x, plot.bottom + 7.0)],
            Pen::solid(AXIS, 1.5),
        )?;
        let text = words::month_and_year(date);
        canvas.text(x, plot.bottom + 22.0, &text, style.anchor(Anchor::Middle))?;
    }
    Ok(())
}

fn draw_dates<DB: DrawingBackend>(
    canvas: &Canvas<'_, DB>,
    places: &Places<'_>,
    weekly: &Weekly,
    last: Date,
) -> Drawn<DB> {
    const DOTTED: Pen = Pen {
        colour: SOFT,
        width: 1.5,
        dashes: &[5.0, 5.0],
    };
    let mut before = f64::NEG_INFINITY;
    for (index, date) in weekly.dates.iter().enumerate() {
        if date.on < places.first || date.on > last {
            continue;
        }
        let x = places.x(date.on);
        canvas.line(&[(x, places.plot.top), (x, places.plot.bottom)], DOTTED)?;
        let mark = x.max(before + 25.0);
        key::date_mark(canvas, mark, places.plot.top - 14.0, index)?;
        before = mark;
    }
    Ok(())
}

fn draw_bands<DB: DrawingBackend>(
    canvas: &Canvas<'_, DB>,
    places: &Places<'_>,
    line: &Line,
    index: usize,
    several: bool,
) -> Drawn<DB> {
    for (band, tint) in line.bands.iter().zip(TINTS) {
        let mut outline = Vec::new();
        for part in places.stretches(&band.high) {
            outline.extend(part);
        }
        for part in places.stretches(&band.low) {
            let after = outline.len();
            outline.extend(part);
            outline[after..].reverse();
        }
        if outline.len() < 3 {
            continue;
        }
        if several {
            canvas.fill(&outline, Pen::of_series(index).colour, 0.16)?;
        } else {
            canvas.fill(&outline, tint, 1.0)?;
        }
    }
    Ok(())
}

/// What is written at the end of a line: its name, the middle and the 80 % range.
fn end_text(line: &Line) -> Option<(String, String)> {
    let last = line.median.last().copied().flatten()?;
    let band: Option<&Band> = line
        .bands
        .iter()
        .find(|band| band.percent == 80)
        .or(line.bands.first());
    let ends =
        band.and_then(|band| Some((band.low.last()?.as_ref()?, band.high.last()?.as_ref()?)));
    let fine = |value: f64| words::supported(value, line.half_width);
    let range = ends.map_or(String::new(), |(low, high)| {
        words::range(fine(*low), fine(*high), 0)
    });
    Some((words::number(fine(last), 0), range))
}

fn end_types(small: bool) -> (Type, Type) {
    (
        Type::new(if small { 21.0 } else { 24.0 }).bold(),
        Type::new(if small { 18.0 } else { 20.0 }),
    )
}

/// The room the words at the end of the lines need.
fn end_room<DB: DrawingBackend>(
    canvas: &Canvas<'_, DB>,
    panel: &Panel,
    small: bool,
) -> Drawn<DB, f64> {
    let (middle, range) = end_types(small);
    let mut room: f64 = 20.0;
    for line in &panel.lines {
        if let Some((value, ends)) = end_text(line) {
            room = room.max(canvas.width_of(&end_heading(line, &value), middle)? + 14.0);
            room = room.max(canvas.width_of(&ends, range)? + 14.0);
        }
    }
    Ok(room)
}

fn end_heading(line: &Line, value: &str) -> String {
    if line.label.is_empty() {
        value.to_owned()
    } else {
        format!("{} {value}", line.label)
    }
}

/// Writes the last figures beside the ends of the lines, pushed apart where they would touch.
fn draw_ends<DB: DrawingBackend>(
    canvas: &Canvas<'_, DB>,
    places: &Places<'_>,
    panel: &Panel,
    small: bool,
) -> Drawn<DB> {
    let (middle, range) = end_types(small);
    let needed = middle.leading() + range.leading();
    let mut ends: Vec<(f64, usize)> = Vec::new();
    for (index, line) in panel.lines.iter().enumerate() {
        if let Some(last) = line.median.last().copied().flatten() {
            ends.push((places.y(last), index));
        }
    }
    ends.sort_by(|one, other| one.0.total_cmp(&other.0));
    let mut before = f64::NEG_INFINITY;
    for end in &mut ends {
        end.0 = (end.0 - needed / 2.0).max(before);
        before = end.0 + needed + 4.0;
    }
    let mut floor = places.plot.bottom + 12.0;
    for end in ends.iter_mut().rev() {
        end.0 = end.0.min(floor - needed);
        floor = end.0 - 4.0;
    }
    for (y, index) in ends {
        let line = &panel.lines[index];
        let Some((value, ends)) = end_text(line) else {
            continue;
        };
        let colour = if index == 1 {
            RGBColor(0xB8, 0x46, 0x0C)
        } else {
            Pen::of_series(index).colour
        };
        let x = places.plot.right + 10.0;
        let first = y + middle.leading() / 2.0;
        canvas.text(x, first, &end_heading(line, &value), middle.colour(colour))?;
        // One number where the range is no wider.
        if ends != value {
            canvas.text(x, first + range.leading(), &ends, range)?;
        }
    }
    Ok(())
}

/// The known position at the start: a ring and its figure.
fn draw_start<DB: DrawingBackend>(
    canvas: &Canvas<'_, DB>,
    places: &Places<'_>,
    panel: &Panel,
    small: bool,
) -> Drawn<DB> {
    let Some((date, value)) = panel.start else {
        return Ok(());
    };
    let (x, y) = (places.x(date), places.y(value));
    let size = if small { 6.0 } else { 8.0 };
    let (style, _) = end_types(small);
    // Where the line goes up from the start, its figure stands below.
    let next = panel
        .lines
        .first()
        .and_then(|line| line.median.first().copied().flatten());
    let falls = next.is_none_or(|next| next <= value) || y + 40.0 > places.plot.bottom;
    let above = falls && y - 26.0 > places.plot.top - 6.0;
    let beside = if above { y - 26.0 } else { y + 26.0 };
    canvas.label(x + 8.0, beside, &words::number(value, 0), style)?;
    canvas.disc(x, y, size, INK)?;
    canvas.disc(x, y, size - 3.0, WHITE)
}
