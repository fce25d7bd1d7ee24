//! Made-up pictures for the tests.

use jiff::ToSpan;
use jiff::civil::{Date, date};

use crate::report::Provenance;
use crate::report::figure::*;

pub(in crate::report) fn provenance() -> Provenance {
    Provenance {
        program: "caseload 0.1.0".to_owned(),
        digest: "3f9c12ab77".to_owned(),
        seed: 2009,
        futures: 200,
        start: date(2009, 11, 16),
        end: date(2010, 5, 14),
        incomplete: String::new(),
    }
}

pub(in crate::report) fn weeks(count: i64) -> Vec<Date> {
    (0..count)
        .map(|week| date(2009, 11, 20).saturating_add((week * 7).days()))
        .collect()
}

fn curve(from: f64, to: f64, count: usize, wobble: f64, phase: f64) -> Vec<Option<f64>> {
    (0..count)
        .map(|week| {
            let share = week as f64 / (count as f64 - 1.0);
            let swing = (week as f64 * 0.9 + phase).sin() * wobble * share.sqrt();
            Some((from + (to - from) * share + swing).max(0.0))
        })
        .collect()
}

pub(in crate::report) fn line(
    label: &str,
    from: f64,
    to: f64,
    count: usize,
    samples: bool,
) -> Line {
    let bands = [(95, 0.42), (80, 0.28), (50, 0.14)];
    let spread = from.max(to);
    Line {
        label: label.to_owned(),
        half_width: 12.0,
        median: curve(from, to, count, 0.0, 0.0),
        bands: bands
            .iter()
            .map(|&(percent, half)| Band {
                percent,
                low: curve(from, to - half * spread, count, 0.0, 0.0),
                high: curve(from, to + half * spread, count, 0.0, 0.0),
            })
            .collect(),
        samples: if samples {
            (0..5)
                .map(|k| {
                    let end = to + (f64::from(k) - 2.0) * 0.1 * spread;
                    curve(from, end, count, spread * 0.05, f64::from(k))
                })
                .collect()
        } else {
            Vec::new()
        },
    }
}

fn figure(name: &str, title: &str, subtitle: &str, plot: Plot) -> Figure {
    Figure {
        name: name.to_owned(),
        title: title.to_owned(),
        subtitle: subtitle.to_owned(),
        interval: "Ranges hold 80 futures in 100.".to_owned(),
        plot,
    }
}

pub(in crate::report) fn rows() -> Figure {
    let rows = [
        ("On a protection plan", 12.0, 0.0),
        ("Section 47 enquiry", 3.0, 4.0),
        ("Assessment", 1100.0, 480.0),
        ("Children in need", 735.0, 900.0),
    ];
    let panels = rows
        .iter()
        .map(|&(title, from, to)| Panel {
            title: title.to_owned(),
            lines: vec![line("", from, to, 26, true)],
            start: Some((date(2009, 11, 16), from)),
        })
        .collect();
    let dates = [
        ("Desk review starts", date(2010, 1, 11)),
        ("Easter", date(2010, 4, 4)),
    ];
    let dates = dates
        .map(|(name, on)| NamedDate {
            name: name.to_owned(),
            on,
        })
        .to_vec();
    let unit = "children".to_owned();
    let weekly = Weekly {
        unit,
        weeks: weeks(26),
        panels,
        dates,
        shared_scale: false,
    };
    figure(
        "unallocated-by-row",
        "Children without a named worker fall from 1,850 to about 1,400 by 14 May 2010",
        "Children without a named worker at the end of each week, county; each panel has its \
         own scale.",
        Plot::Weekly(weekly),
    )
}

pub(in crate::report) fn offices() -> Figure {
    let panels = [
        "Office A", "Office B", "Office C", "Office D", "Office E", "Office F",
    ]
    .iter()
    .enumerate()
    .map(|(index, title)| Panel {
        title: (*title).to_owned(),
        lines: vec![line("", 600.0 - 95.0 * index as f64, 300.0, 26, true)],
        start: Some((date(2009, 11, 16), 600.0 - 95.0 * index as f64)),
    })
    .collect();
    let unit = "children".to_owned();
    let dates = vec![NamedDate {
        name: "Inspection".to_owned(),
        on: date(2010, 3, 1),
    }];
    let weekly = Weekly {
        unit,
        weeks: weeks(26),
        panels,
        dates,
        shared_scale: true,
    };
    figure(
        "unallocated-by-office",
        "Office A still holds the longest list",
        "Children.",
        Plot::Weekly(weekly),
    )
}

pub(in crate::report) fn flow() -> Figure {
    let lines = vec![
        line("Opened", 190.0, 200.0, 52, false),
        line("Closed", 150.0, 185.0, 52, false),
        line("Transferred", 60.0, 75.0, 52, false),
    ];
    let lines = lines
        .into_iter()
        .map(|mut line| {
            line.bands.remove(0);
            line.bands.truncate(1);
            line
        })
        .collect();
    let panel = Panel {
        title: String::new(),
        lines,
        start: None,
    };
    let unit = "children a week".to_owned();
    let weekly = Weekly {
        unit,
        weeks: weeks(52),
        panels: vec![panel],
        dates: vec![],
        shared_scale: true,
    };
    figure(
        "flow",
        "More children come in than leave",
        "Children a week, county.",
        Plot::Weekly(weekly),
    )
}

pub(in crate::report) fn ages() -> Figure {
    let classes = [
        "under 1", "1 to 4", "4 to 8", "8 to 13", "13 to 26", "over 26",
    ];
    let panels = ["16 Nov 2009", "15 Feb 2010", "14 May 2010"]
        .iter()
        .enumerate()
        .map(|(panel, title)| BarPanel {
            title: (*title).to_owned(),
            remark: "1,850 children; 41% over 13 weeks".to_owned(),
            bars: classes
                .iter()
                .enumerate()
                .map(|(index, label)| {
                    let value = 120.0 + 70.0 * ((index + 2 * panel) % 6) as f64;
                    Bar {
                        label: (*label).to_owned(),
                        value,
                        range: (panel > 0).then_some((value * 0.7, value * 1.4)),
                        half_width: 4.0,
                    }
                })
                .collect(),
        })
        .collect();
    let (classes, unit) = ("weeks waited".to_owned(), "children".to_owned());
    let bars = Bars {
        classes,
        unit,
        shares: false,
        panels,
    };
    figure(
        "waiting-list-age",
        "The oldest waits grow",
        "Children waiting.",
        Plot::Bars(bars),
    )
}

pub(in crate::report) fn caseloads() -> Figure {
    let mut figure = ages();
    figure.name = "caseloads".to_owned();
    if let Plot::Bars(bars) = &mut figure.plot {
        bars.shares = true;
        bars.classes = "children held".to_owned();
        bars.panels.push(bars.panels[1].clone());
        for bar in bars.panels.iter_mut().flat_map(|panel| &mut panel.bars) {
            bar.value /= 1500.0;
            bar.half_width = 0.01;
            bar.range = bar.range.map(|range| (range.0 / 1500.0, range.1 / 1500.0));
        }
    }
    figure
}

pub(in crate::report) fn waits() -> Figure {
    let rows = ["A", "B", "C", "D", "E", "F"]
        .iter()
        .enumerate()
        .map(|(index, label)| {
            let base = 60.0 - 9.0 * index as f64;
            let dot = |factor: f64| Dot {
                value: base * factor,
                low: base * factor * 0.8,
                high: base * factor * 1.3,
                half_width: 1.0,
            };
            DotRow {
                label: format!("Office {label}"),
                figures: vec![Some(dot(0.3)), Some(dot(1.0)), Some(dot(2.4))],
            }
        })
        .collect();
    let marks = ["median", "9 in 10 wait less", "longest"]
        .map(str::to_owned)
        .to_vec();
    let unit = "working days from referral to a named worker".to_owned();
    let dots = Dots {
        unit,
        shares: false,
        marks,
        rows,
    };
    figure(
        "waits",
        "Children in office A wait longest",
        "Working days.",
        Plot::Dots(dots),
    )
}

pub(in crate::report) fn timeliness() -> Figure {
    let rows = [
        "Initial assessment",
        "Core assessment",
        "Section 47 enquiry",
        "Core group",
    ]
    .iter()
    .enumerate()
    .map(|(index, label)| {
        let value = 0.82 - 0.1 * index as f64;
        let dot = |value: f64| Dot {
            value,
            low: value - 0.06,
            high: value + 0.05,
            half_width: 0.01,
        };
        DotRow {
            label: (*label).to_owned(),
            figures: vec![Some(dot(value)), (index < 3).then(|| dot(value - 0.2))],
        }
    })
    .collect();
    let marks = ["of those finished", "of those that fell due"]
        .map(str::to_owned)
        .to_vec();
    let dots = Dots {
        unit: "share in time".to_owned(),
        shares: true,
        marks,
        rows,
    };
    figure(
        "timeliness",
        "Published figures hide what is overdue",
        "Share.",
        Plot::Dots(dots),
    )
}

fn study(name: &str, plot: Plot) -> Figure {
    Figure {
        name: name.to_owned(),
        title: "What posts and time for casework do together".to_owned(),
        subtitle: "Mean over futures at each point".to_owned(),
        interval: "Ranges: 95% intervals.".to_owned(),
        plot,
    }
}

fn measured(value: f64, half: f64) -> Measured {
    Measured {
        value,
        low: value - half,
        high: value + half,
    }
}

/// Pictures of studies: one of each kind.
fn studies() -> Vec<Figure> {
    let cell = |row: usize, column: usize| {
        let value = 320.0 / (1.0 + row as f64 + 0.6 * column as f64);
        (row + column != 7).then(|| measured(value, 9.0))
    };
    let heat = Heat {
        across: "Posts of social workers".to_owned(),
        columns: (4..9).map(|posts| posts.to_string()).collect(),
        down: "Time for casework".to_owned(),
        rows: (0..4).map(|row| format!("{}%", 60 + 5 * row)).collect(),
        unit: "children".to_owned(),
        shares: false,
        cells: (0..4)
            .map(|row| (0..5).map(|column| cell(row, column)).collect())
            .collect(),
        best: (0..4)
            .map(|row| (0..5).map(|column| row + column > 5).collect())
            .collect(),
    };
    let line = |turn: usize| Course {
        label: format!("time {}%", 60 + 5 * turn),
        points: (4..9)
            .map(|posts| {
                let value = 0.9 / (f64::from(posts) - 2.0 + 0.2 * turn as f64);
                (f64::from(posts), measured(value, 0.05))
            })
            .collect(),
    };
    let along = Along {
        across: "Posts of social workers".to_owned(),
        unit: "Share of children who wait".to_owned(),
        shares: true,
        lines: (0..3).map(line).collect(),
    };
    let point = |at: usize| CloudPoint {
        label: format!("posts {at}, time 60%"),
        x: measured(3.1e7 + 4e6 * at as f64, 8e5),
        y: measured(
            900.0 / (1.0 + at as f64) + 40.0 * ((at * 7) % 5) as f64,
            25.0,
        ),
    };
    let cloud = Cloud {
        across: "Cost of staff (pounds)".to_owned(),
        up: "Children without a named worker".to_owned(),
        shares: [false, false],
        points: (0..12).map(point).collect(),
        edge: vec![0, 1, 3, 5, 10],
    };
    let row = |at: usize| TornadoRow {
        label: format!("Input {at}, which has words that are fairly long"),
        ends: vec![
            ("60%".to_owned(), measured(120.0 / (1.0 + at as f64), 8.0)),
            ("75%".to_owned(), measured(-90.0 / (1.0 + at as f64), 6.0)),
        ],
    };
    let tornado = Tornado {
        unit: "Change: children without a named worker".to_owned(),
        shares: false,
        rows: (0..5).map(row).collect(),
    };
    vec![
        study("heat-map", Plot::Heat(heat)),
        study("lines", Plot::Along(along)),
        study("frontier", Plot::Cloud(cloud)),
        study("tornado", Plot::Tornado(tornado)),
    ]
}

pub(in crate::report) fn all() -> Vec<Figure> {
    let mut all = vec![
        rows(),
        offices(),
        flow(),
        ages(),
        caseloads(),
        waits(),
        timeliness(),
    ];
    all.extend(studies());
    all
}
