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
    for (turn, (at, place)) in cloud.edge.iter().zip(&edge).enumerate() {
        canvas.mark(place.0, place.1, 1, 9.0)?;
        if turn < MOST_NAMED {
            let style = Type::new(18.0);
            canvas.label(
                place.0 + 14.0,
                place.1 - 18.0,
                &cloud.points[*at].label,
                style,
            )?;
        }
    }
    Ok(())
}
