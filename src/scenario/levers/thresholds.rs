//! Thresholds moved, and thresholds read alike.

use super::{Grade, Lever, Reach};

pub(super) const CHANGE: Lever = Lever {
    name: "threshold change",
    mechanism: "Every threshold moves by so many standard deviations of need, up or down.",
    reach: Reach::County,
    temporary: false,
    shock: false,
    grade: Grade::B,
    known: "Referrals fell in Essex from 13,945 to 8,872 between 2015 and 2019, with much else \
            changed.",
    source: "Department for Education, characteristics of children in need, table C1.",
    example: "[lever.thresholds]\nuse = \"threshold change\"\nordered = 2010-01-11\nshift = 0.1",
    beside: &[
        "re_referrals_children_count",
        "wrongly_screened_out_children_count",
        "advice_children_count",
        "referrals_children_count",
    ],
    counts: &[],
    keys: &["until", "shift", "ramp"],
    expand: |order| {
        if let Some(shift) = order.number("shift") {
            order.add(&["front_door", "shift"], shift);
        }
    },
};

pub(super) const CONSISTENCY: Lever = Lever {
    name: "threshold consistency",
    mechanism: "Offices read need with less noise, so that like families are decided alike; the \
                thresholds stay.",
    reach: Reach::Areas,
    temporary: false,
    shock: false,
    grade: Grade::C,
    known: "The letter found thresholds not understood alike; the size of the noise is assumed.",
    source: "Ofsted letter, 12 November 2009.",
    example: "[lever.alike]\nuse = \"threshold consistency\"\nareas = [\"A\"]\n\
              ordered = 2010-01-11\nnoise = 0.2",
    beside: &[
        "wrongly_screened_out_children_count",
        "re_referrals_children_count",
    ],
    counts: &[],
    keys: &["until", "noise", "ramp"],
    expand: |order| {
        let Some(noise) = order.needed("noise") else {
            return;
        };
        for area in order.areas() {
            order.to(&["office", &area, "threshold_noise"], noise);
        }
    },
};
