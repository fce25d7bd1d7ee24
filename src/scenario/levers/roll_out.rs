//! A new record system, office by office.

use super::{Grade, Lever, Order, Reach};
use crate::scenario::value;

pub(super) const LEVER: Lever = Lever {
    name: "system roll-out",
    mechanism: "Office after office, in the order given, works at a factor of its usual speed \
                for some weeks; what it gains afterwards is a factor too, none unless stated.",
    reach: Reach::Teams,
    temporary: false,
    shock: false,
    grade: Grade::C,
    known: "The letter names the new system among the burdens; no gain was published.",
    source: "Ofsted letter, 12 November 2009, for the direction; the size assumed.",
    example: "[lever.system]\nuse = \"system roll-out\"\nareas = [\"F\", \"E\", \"D\"]\n\
              ordered = 2010-01-11",
    beside: &[
        "unallocated_max[area=*]",
        "recording_owed_hours_max",
        "utilisation_mean",
    ],
    counts: &[],
    keys: &["factor", "lasts", "every", "gain"],
    expand,
};

fn expand(order: &mut Order) {
    let days = |order: &mut Order, key: &str| {
        let node = order.needed(key)?;
        Some(value::span(node).ok()?.as_days().ceil() as i64)
    };
    let (lasts, every) = (days(order, "lasts"), days(order, "every"));
    let (factor, gain) = (order.number("factor"), order.number("gain"));
    let (Some(lasts), Some(every), Some(factor), Some(gain)) = (lasts, every, factor, gain) else {
        return;
    };
    let after = |days: i64| {
        let from = order.from.checked_add(jiff::Span::new().days(days));
        from.unwrap_or(order.from)
    };
    let places = 0..order.areas().len() as i64;
    let starts: Vec<_> = places
        .map(|place| (after(place * every), after(place * every + lasts)))
        .collect();
    for ((start, ready), area) in starts.into_iter().zip(order.areas()) {
        let last = ready.yesterday().unwrap_or(ready);
        for (_, kind) in order.teams_of(std::slice::from_ref(&area)) {
            let keys = ["office", &area[..], "team", &kind[..], "casework_share"];
            order.times_between(&keys, factor, (start, Some(last)));
            if gain != 1.0 {
                order.times_between(&keys, gain, (ready, None));
            }
        }
    }
}
