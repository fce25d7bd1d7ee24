//! What a sweep says in words.

use super::Found;
use crate::report::words;
use crate::study::{Effects, NoAnswer, Sensitivity};

/// Inputs named in a sentence.
const NAMED: usize = 3;

/// The answer, the most important first.
pub(super) fn answer(found: &Found<'_>) -> Vec<String> {
    let mut said = Vec::new();
    let by = found.swept.ready.sweep.rank_by;
    if let Ok(one) = &found.sensitivity[by] {
        said.push(hangs_on(found, one));
        said.extend(noise(found, one));
    }
    said.push(best(found));
    for (at, one) in found.sensitivity.iter().enumerate() {
        if let (Ok(one), true) = (one, at != by) {
            said.push(hangs_on(found, one));
        }
    }
    said
}

/// The best point, and what cannot be told from it.
fn best(found: &Found<'_>) -> String {
    let (swept, ready) = (found.swept, found.swept.ready);
    let by = ready.sweep.rank_by;
    let measure = found.measure(by);
    let Some((first, mean)) = found.ranking.first().and_then(|one| Some((one, one.mean?))) else {
        return format!("No point has a value of: {measure}.");
    };
    let summary = swept.summary(first.point, by);
    let half = summary.half_width(0.95).unwrap_or(0.0);
    let range = found.interval(first.point, by);
    let range = range.map(|(low, high)| format!(" ({})", found.range(by, low, high)));
    let extreme = if ready.sweep.more_is_better {
        "highest"
    } else {
        "lowest"
    };
    let all = found.ranking.len();
    let others = found
        .ranking
        .iter()
        .filter(|one| one.among_best == Some(true))
        .count();
    let others = others.saturating_sub(1);
    let told = match first.among_best {
        None => "Which others cannot be told from it is not known.".to_owned(),
        Some(_) if others + 1 == all => "No point can be told from any other.".to_owned(),
        Some(_) => match others {
            0 => "Every other is clearly worse.".to_owned(),
            1 => "One other point cannot be told from it.".to_owned(),
            many => format!("{many} other points cannot be told from it."),
        },
    };
    format!(
        "Of {} points, {measure} is {extreme} at point {} ({}): {}{}. {told}",
        words::number(all as f64, 0),
        first.point + 1,
        found.point(first.point),
        found.figure(by, mean, half),
        range.unwrap_or_default(),
    )
}

/// What a measure hangs on most.
fn hangs_on(found: &Found<'_>, one: &Sensitivity) -> String {
    let measure = words::capitalised(&found.measure(one.measure));
    let order = one.effects.order();
    let (mut clear, mut unclear) = (Vec::new(), Vec::new());
    for (input, _) in &order {
        match effect(found, one, *input) {
            Some(said) => clear.push(said),
            None => unclear.push(found.input(*input).to_owned()),
        }
    }
    let mut text = match clear.is_empty() {
        true => format!("{measure}: no input has an effect that can be told from chance."),
        false => {
            let named: Vec<String> = clear.iter().take(NAMED).cloned().collect();
            let limit = match one.effects {
                Effects::Alone(_) => " (one at a time, no interactions)",
                _ => "",
            };
            format!("{measure} hangs most on{limit} {}.", named.join("; then "))
        }
    };
    if !clear.is_empty() && !unclear.is_empty() {
        text += &format!(" No clear effect: {}.", words::listed(&unclear));
    }
    text
}

/// What one input does, in words; `None` where it cannot be told from nothing.
fn effect(found: &Found<'_>, one: &Sensitivity, input: usize) -> Option<String> {
    let name = found.input(input);
    let figure = |value: f64, half: f64| found.figure(one.measure, value, half);
    let range = |low: f64, high: f64| found.range(one.measure, low, high);
    match &one.effects {
        Effects::Elementary(all) => {
            let effect = all[input];
            let (low, high) = effect.interval?;
            // The mean of sizes is never below nothing; what noise alone would make is known.
            let noise = effect.noise_sd.unwrap_or(0.0) * 0.8;
            (low > noise).then(|| {
                let half = (high - low) / 2.0;
                let over = figure(effect.mu_star, half);
                format!("{name}: over its range about {over} ({})", range(low, high))
            })
        }
        Effects::Shares(all) => {
            let share = all[input];
            let (low, high) = share.total_interval?;
            (low > 0.005).then(|| {
                let range = |(low, high): (f64, f64)| {
                    words::percentages(low.clamp(0.0, 1.0), high.clamp(0.0, 1.0))
                };
                let alone = share.first_interval.unwrap_or((share.first, share.first));
                let (all, alone) = (range((low, high)), range(alone));
                format!("{name}: {all} of the variation, {alone} of it by itself")
            })
        }
        Effects::Ranks(all) => {
            let (low, high) = all[input]?.interval?;
            (low > 0.0 || high < 0.0).then(|| {
                let way = if low > 0.0 { "grows" } else { "falls" };
                format!(
                    "{name}: {way} with it (partial rank correlation {} to {})",
                    words::number(low, 2),
                    words::number(high, 2)
                )
            })
        }
        Effects::Alone(all) => {
            let changes: Vec<String> = all[input]
                .iter()
                .filter_map(|swing| {
                    let mean = swing.paired.mean()?;
                    let (low, high) = swing.paired.interval(0.95, 1)?;
                    let shown = &found.swept.ready.levels[swing.point][input].shown;
                    let sign = if mean > 0.0 { "+" } else { "" };
                    (low > 0.0 || high < 0.0).then(|| {
                        let half = (high - low) / 2.0;
                        let mean = figure(mean, half);
                        format!("at {shown} {sign}{mean} ({})", range(low, high))
                    })
                })
                .collect();
            (!changes.is_empty()).then(|| format!("{name}: {}", changes.join(", ")))
        }
    }
}

/// How much of the differences between points is chance.
fn noise(found: &Found<'_>, one: &Sensitivity) -> Option<String> {
    let futures = found.swept.ready.sweep.replications;
    let Some(share) = one.variation.noise_share() else {
        let single = futures == 1 && one.variation.between > 0.0;
        return single.then(|| {
            "With one future at each point, chance cannot be told from what the inputs do."
                .to_owned()
        });
    };
    let taken = match one.effects {
        Effects::Shares(_) => ", and has been taken off before shares were worked out",
        Effects::Elementary(_) => ", and has been taken off the spread of effects",
        _ => "",
    };
    Some(format!(
        "With {futures} futures at each point, {} of the variance between points is chance{taken}.",
        words::percentage(share)
    ))
}

/// How a table of effects is to be read.
pub(super) fn how_to_read(effects: &Effects) -> &'static str {
    match effects {
        Effects::Elementary(_) => {
            "Size: mean change as the input goes over its whole range, from wherever the others \
             stand. Differs by: how much that change depends on the others or on where in the \
             range it is."
        }
        Effects::Shares(_) => {
            "Share of the variance over the ranges: by itself, and with all it does together with \
             others. Shares with others may add up to more than 100%."
        }
        Effects::Ranks(_) => {
            "All other inputs held; sees only what goes one way, so look at the points too."
        }
        Effects::Alone(_) => {
            "One at a time, no interactions: every other input stays as the scenario says. Paired \
             in the same futures."
        }
    }
}

/// Limits that travel with the numbers.
pub(super) fn notes(found: &Found<'_>) -> Vec<String> {
    let ready = found.swept.ready;
    let mut notes = Vec::new();
    notes.push(match ready.sweep.independent {
        true => "Each point has random numbers of its own: differences between points hold the \
                 chance of both."
            .to_owned(),
        false => "Every point meets the same futures (the same seed), so that most of what chance \
                  does cancels between points."
            .to_owned(),
    });
    notes.push(
        "Intervals tell how sure the figures of this model are, given its inputs; not how \
         uncertain the inputs are. What an input matters depends on the range it was given."
            .to_owned(),
    );
    for at in 0..ready.measures.len() {
        if let Some(value) = found.constant(at) {
            notes.push(format!(
                "{}: {} at every point, in every future.",
                words::capitalised(&found.measure(at)),
                found.figure(at, value, 0.0)
            ));
        }
    }
    notes.extend(words_left_out(found));
    for (at, one) in found.sensitivity.iter().enumerate() {
        if let Err(NoAnswer::Missing(futures)) = one {
            notes.push(format!(
                "{}: {futures} futures have no value, so nothing is said of what it hangs on.",
                words::capitalised(&found.measure(at))
            ));
        }
        if matches!(one, Err(NoAnswer::Nothing)) && found.constant(at).is_none() {
            notes.push(format!(
                "{}: no more than chance varies over these points, so nothing is said of what it \
                 hangs on.",
                words::capitalised(&found.measure(at))
            ));
        }
    }
    notes
}

/// Inputs whose values are words, where only numbers are ranked.
fn words_left_out(found: &Found<'_>) -> Option<String> {
    let ranks = |one: &Result<Sensitivity, NoAnswer>| match one {
        Ok(one) => matches!(one.effects, Effects::Ranks(_)),
        Err(none) => *none == NoAnswer::Words,
    };
    if !found.sensitivity.iter().any(ranks) {
        return None;
    }
    let inputs = found.swept.ready.sweep.inputs.iter();
    let left: Vec<String> = inputs
        .filter(|input| !input.is_numeric())
        .map(|input| input.words.clone())
        .collect();
    (!left.is_empty()).then(|| {
        format!(
            "Rank correlations are of numbers, and words have no order: nothing is said here of \
             what hangs on {}. The points show it.",
            words::listed(&left)
        )
    })
}
