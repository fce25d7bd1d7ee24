//! Points by two figures, with their intervals, and the edge that nothing beats in both.

use plotters::prelude::DrawingBackend;

use super::canvas::{AXIS, Canvas, Drawn, ORANGE, Pen, Rect, Type};
use super::ruler::Ruler;
use crate::report::figure::Cloud;

/// Beyond so many points intervals would hide them.
const MOST_WITH_INTERVALS: usize = 60;
/// Points of the edge that are named.
const MOST_NAMED: usize = 8;

/// Draws the points, the edge on top.
pub(super) fn draw<DB: DrawingBackend>(
    canvas: &Canvas<'_, DB>,
    body: Rect,
    cloud: &Cloud,
) -> Drawn<DB> {
    let plot = Rect {
        left: body.left + 90.0,
        top: body.top + 48.0,
        right: body.right - 60.0,
        bottom: body.bottom - 70.0,
    };
    let ends = |of: fn(&crate::report::figure::CloudPoint) -> [f64; 3]| {
        cloud
            .points
            .iter()
            .flat_map(of)
            .collect::<Vec<f64>>()
            .into_iter()
    };
    let across = ends(|point| [point.x.value, point.x.low, point.x.high]);
    let across = Ruler::over(across, 8.0, cloud.shares[0]);
    let up = ends(|point| [point.y.value, point.y.low, point.y.high]);
    let up = Ruler::over(up, 6.0, cloud.shares[1]);
    across.below(canvas, plot, &cloud.across)?;
    up.beside(canvas, plot, &cloud.up)?;
    let x = |value: f64| plot.left + across.at(value) * plot.width();
    let y = |value: f64| plot.bottom - up.at(value) * plot.height();
    if cloud.points.len() <= MOST_WITH_INTERVALS {
        for point in &cloud.points {
            let pen = Pen::solid(AXIS, 1.5);
            let (at, high) = (x(point.x.value), y(point.y.value));
            canvas.line(&[(x(point.x.low), high), (x(point.x.high), high)], pen)?;
            canvas.line(&[(at, y(point.y.low)), (at, y(point.y.high))], pen)?;
        }
    }
    for point in &cloud.points {
        canvas.mark(x(point.x.value), y(point.y.value), 0, 6.0)?;
    }
    let edge: Vec<(f64, f64)> = cloud
        .edge
        .iter()
        .map(|at| (x(cloud.points[*at].x.value), y(cloud.points[*at].y.value)))
        .collect();
    canvas.line(&edge, Pen::solid(ORANGE, 2.5))?;
    for place in &edge {
        canvas.mark(place.0, place.1, 1, 9.0)?;
    }
    let marks = cloud
        .points
        .iter()
        .map(|point| (x(point.x.value), y(point.y.value)));
    let mut taken: Vec<Rect> = marks.map(|(x, y)| around(x, y, 9.0, 9.0)).collect();
    let mut named = 0;
    for (at, place) in cloud.edge.iter().zip(&edge) {
        if named == MOST_NAMED {
            break;
        }
        let label = &cloud.points[*at].label;
        let style = Type::new(18.0);
        let width = canvas.width_of(label, style)?;
        let free = |spot: &Rect| {
            let within = spot.left >= plot.left && spot.right <= body.right;
            within && spot.top >= plot.top && !taken.iter().any(|other| overlap(spot, other))
        };
        // Where it hides no point and no other name; one that finds no place stands in the table.
        let half = style.leading() / 2.0;
        let right = place.0 + 14.0 + width / 2.0;
        let left = place.0 - 14.0 - width / 2.0;
        let spots = [(right, -20.0), (left, 20.0), (right, 20.0), (left, -20.0)];
        let spots = spots.map(|(middle, by)| around(middle, place.1 + by, width / 2.0, half));
        if let Some(spot) = spots.into_iter().find(free) {
            canvas.label(spot.left, (spot.top + spot.bottom) / 2.0, label, style)?;
            taken.push(spot);
            named += 1;
        }
    }
    Ok(())
}

/// A rectangle by its middle and half its sides.
fn around(x: f64, y: f64, across: f64, up: f64) -> Rect {
    Rect {
        left: x - across,
        top: y - up,
        right: x + across,
        bottom: y + up,
    }
}

fn overlap(one: &Rect, other: &Rect) -> bool {
    one.left < other.right
        && other.left < one.right
        && one.top < other.bottom
        && other.top < one.bottom
}
