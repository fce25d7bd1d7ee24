//! The plan a decision would fall on, and the base, at the same draws of their inputs: how wide
//! its range is when the inputs are as uncertain as they are, and what the difference hangs on.

use serde_json::{Value, json};

use super::Versus;
use super::numbers::{between, in_futures};
use super::sentences::titled;
use crate::experiment::{Better, Compared, Guard, Headline, Topic};
use crate::report::compose::findings::Spread;
use crate::report::compose::uncertain::{
    DESIGN, Effect, cut, effects, first_of, means, none_stands_out, parts_in_words, row,
    table_of_effects,
};
use crate::report::table::{Cell, Column, ColumnKind, Table};
use crate::report::words;
use crate::statistics::TwoLevel;
use crate::study::{Alike, Answered};

/// Inputs shown on the page.
const SHOWN: usize = 10;
/// Place of the base, and of the plan, among what was simulated together.
const ARMS: [usize; 2] = [0, 1];

/// Base and a plan at the same draws of their inputs.
#[derive(Debug, Clone)]
pub struct DrawnTogether {
    /// Place of the plan.
    pub plan: usize,
    /// The draws.
    pub alike: Alike,
    /// Places of the figures that were kept.
    pub headlines: Vec<usize>,
    /// Those figures, in their unit, of the draws that were whole.
    pub figures: Answered,
}

impl DrawnTogether {
    /// What must be said where the run was stopped before every draw was whole; empty otherwise.
    pub(super) fn incomplete(&self) -> String {
        cut(self.alike.draws(), self.figures.len())
    }

    /// A figure of one arm in every future of every draw.
    fn of(&self, headline: usize, arm: usize) -> Option<Vec<Vec<Option<f64>>>> {
        let at = self.headlines.iter().position(|one| *one == headline)?;
        let draw = |draw: &Vec<Vec<Vec<Option<f64>>>>| -> Vec<Option<f64>> {
            draw[arm].iter().map(|future| future[at]).collect()
        };
        Some(self.figures.iter().map(draw).collect())
    }

    /// The same where every future has it.
    fn whole(&self, headline: usize, arm: usize) -> Option<Vec<Vec<f64>>> {
        let figures = self.of(headline, arm)?;
        figures
            .into_iter()
            .map(|draw| draw.into_iter().collect())
            .collect()
    }

    /// Plan less base in every future of every draw.
    fn differences(&self, headline: usize) -> Option<Vec<Vec<f64>>> {
        let [base, plan] = ARMS.map(|arm| self.whole(headline, arm));
        let draws = base?.into_iter().zip(plan?);
        let less = |(base, plan): (Vec<f64>, Vec<f64>)| {
            let both = base.into_iter().zip(plan);
            both.map(|(base, plan)| plan - base).collect()
        };
        Some(draws.map(less).collect())
    }

    /// Plan beside base, draw by draw: the mean over the futures of each.
    fn compared(&self, headline: usize, better: Better) -> Option<Compared> {
        let [base, plan] = ARMS.map(|arm| {
            let means = means(&self.whole(headline, arm)?).into_iter();
            Some(means.map(Some).collect::<Vec<_>>())
        });
        Some(Compared::of(base?, plan?, better, 1))
    }

    /// A guard over every future of every draw.
    fn guard(&self, headline: usize, arm: usize, chance: f64) -> Option<Guard> {
        let all: Vec<Option<f64>> = self.of(headline, arm)?.concat();
        let guard = Guard::of(headline, &all, chance);
        (guard.futures > 0).then_some(guard)
    }

    fn futures_per_draw(&self) -> usize {
        self.figures.first().map_or(0, |draw| draw[0].len())
    }
}

/// The draws, where enough of them are whole to say something.
fn enough<'a>(versus: &'a Versus<'_>) -> Option<&'a DrawnTogether> {
    let drawn = versus.drawn.as_ref()?;
    (drawn.figures.len() > 1).then_some(drawn)
}

/// Whether inputs were drawn for a plan, so that what it hangs on is looked for.
pub(super) fn is_drawn(versus: &Versus<'_>, plan: usize) -> bool {
    enough(versus).is_some_and(|drawn| drawn.plan == plan)
}

/// The wider range, the difference over the draws and what it hangs on.
pub(super) fn ranges(versus: &Versus<'_>) -> Vec<String> {
    let Some(drawn) = enough(versus) else {
        return Vec::new();
    };
    let said = [wider(versus, drawn), difference(versus, drawn)];
    said.into_iter().flatten().collect()
}

/// 8 futures in 10 of plan and base over inputs and chance.
fn wider(versus: &Versus<'_>, drawn: &DrawnTogether) -> Option<String> {
    let place = versus.waiting()?;
    let [base, plan] = ARMS.map(|arm| {
        let (low, high) = Spread::of(&drawn.of(place, arm)?.concat()).eight_in_ten_in_words()?;
        Some(format!("{low} to {high}"))
    });
    Some(format!(
        "With the inputs as uncertain as they are ({} of them drawn {} times from the ranges that \
         base and plan believe in, the same for both, {} futures each), 8 futures in 10 have {} \
         such children with {} and {} with the base.",
        drawn.alike.count(),
        words::number(drawn.figures.len() as f64, 0),
        drawn.futures_per_draw(),
        plan?,
        titled(versus, drawn.plan),
        base?,
    ))
}

/// Plan less base over the draws, how much of it comes from the inputs, and from which most.
fn difference(versus: &Versus<'_>, drawn: &DrawnTogether) -> Option<String> {
    let place = versus.rank()?;
    let one = &versus.comparison.headlines[place];
    let compared = drawn.compared(place, one.better)?;
    if compared.equal_in == compared.paired.n() {
        return Some("With each draw children wait exactly as long as with the base.".to_owned());
    }
    let differences = drawn.differences(place)?;
    let of_draws: Vec<Option<f64>> = means(&differences).into_iter().map(Some).collect();
    let range = Spread::of(&of_draws).eight_in_ten()?;
    let mut said = vec![format!(
        "Over the draws children wait {} with {} than with the base: that range holds 8 draws in \
         10, and they wait less in {} of {} draws.",
        between(compared.paired.mean()?, range, one),
        titled(versus, drawn.plan),
        compared.better_in,
        compared.paired.n(),
    )];
    if let Some(parts) = TwoLevel::of(&differences) {
        said.extend(parts_in_words(&parts));
    }
    let effects = effects(&drawn.alike.numbers(), &means(&differences));
    said.push(match first_of(effects.as_deref(), drawn.figures.len()) {
        Some(first) => hangs_most(drawn, first, one),
        None => none_stands_out(drawn.figures.len()),
    });
    Some(said.join(" "))
}

fn hangs_most(drawn: &DrawnTogether, first: &Effect, one: &Headline) -> String {
    let input = drawn.alike.input(first.input);
    // Where less is better, a difference that grows is a gain that shrinks.
    let shrinks = (first.found.coefficient > 0.0) == (one.better == Better::Lower);
    format!(
        "The difference hangs most on {}: the higher it is, the {} the plan helps. To measure that \
         better would narrow the difference most.",
        input.words,
        if shrinks { "less" } else { "more" }
    )
}

/// Each guard over the draws: what it is of, with the plan, and with the base.
fn guarded<'a>(
    versus: &'a Versus<'_>,
    drawn: &DrawnTogether,
) -> Vec<(&'a Headline, Guard, Option<Guard>)> {
    let chance = versus.comparison.guard_chance;
    let all = versus.comparison.headlines.iter().enumerate();
    let places = all.filter(|(_, one)| one.topic == Topic::Guard);
    let both = places.filter_map(|(place, one)| {
        let plan = drawn.guard(place, 1, chance)?;
        Some((one, plan, drawn.guard(place, 0, chance)))
    });
    both.collect()
}

/// Whether the plan keeps the guards when the inputs are uncertain too.
pub(super) fn guards(versus: &Versus<'_>) -> Option<String> {
    let drawn = enough(versus)?;
    let both = guarded(versus, drawn);
    let futures = both.first()?.1.futures;
    let red = both.iter().filter(|(_, plan, _)| plan.red);
    let mut said: Vec<String> = red
        .map(|(one, plan, base)| {
            let base = base.as_ref().map_or(String::new(), |base| {
                let with = in_futures(base.broken_in, base.futures);
                format!("; with the base {with}")
            });
            format!(
                "Over the draws a guard is broken: with {} there are {} {} (at most {} at once), \
                 more than the {} allowed{base}.",
                titled(versus, drawn.plan),
                one.words,
                in_futures(plan.broken_in, plan.futures),
                words::children(plan.worst),
                words::percentage(versus.comparison.guard_chance),
            )
        })
        .collect();
    if said.is_empty() {
        let most = both.iter().map(|(_, plan, _)| plan.broken_in).max()?;
        let futures = words::number(futures as f64, 0);
        said.push(match most {
            0 => format!(
                "Over the draws, too, it keeps every guard: none is broken in any of {futures} \
                 futures."
            ),
            most => format!(
                "Over the draws, too, it keeps every guard: none is broken in more than {most} of \
                 {futures} futures."
            ),
        });
    }
    Some(said.join(" "))
}

/// The figures that inputs are ranked for: name in the table, and the figure of each draw.
fn ranked_for(versus: &Versus<'_>, drawn: &DrawnTogether) -> Vec<(&'static str, Vec<f64>)> {
    let Some(place) = versus.rank() else {
        return Vec::new();
    };
    let all = [
        ("difference", drawn.differences(place)),
        ("plan", drawn.whole(place, 1)),
        ("base", drawn.whole(place, 0)),
    ];
    let all = all.into_iter();
    all.filter_map(|(name, figures)| Some((name, means(&figures?))))
        .collect()
}

/// Each input with what it does to the waiting: of the difference, the plan and the base.
fn inputs(versus: &Versus<'_>) -> Option<Table> {
    let drawn = enough(versus)?;
    let mut table = table_of_effects(
        "Inputs drawn from their belief ranges, and how strongly the waiting of children without a \
         named worker goes with each",
        &[(
            "waiting_of",
            "The plan less the base, the plan, or the base: child-weeks.",
        )],
    );
    for (name, figures) in ranked_for(versus, drawn) {
        for one in effects(&drawn.alike.numbers(), &figures)
            .into_iter()
            .flatten()
        {
            // What an arm does not draw it does not hang on.
            let [base, plan] = ARMS.map(|arm| drawn.alike.is_drawn(one.input, arm));
            if (name == "base" && !base) || (name == "plan" && !plan) {
                continue;
            }
            table.push(row(&[name], drawn.alike.input(one.input), &one));
        }
    }
    Some(table)
}

/// The figures kept of every future of every draw.
fn draws(versus: &Versus<'_>) -> Option<Table> {
    let drawn = enough(versus)?;
    let whole = |name: &str, meaning: &str| Column::new(name, ColumnKind::Whole, meaning);
    let text = |name: &str, meaning: &str| Column::new(name, ColumnKind::Text, meaning);
    let number = |name: &str, meaning: &str| Column::new(name, ColumnKind::Number, meaning);
    let mut table = Table::new(
        "uncertain-draws",
        "Base and plan at the same draws of the inputs, in the same futures",
        vec![
            whole("draw", "Number of the draw, from 0."),
            whole("future", "Number of the future of the draw, from 0."),
            text("measure", "Name of the figure, as it can be asked for."),
            text("unit", "Unit of the figures."),
            number("base", "With the base."),
            number("plan", "With the plan."),
            number("difference", "Plan less base."),
        ],
    );
    for (draw, arms) in drawn.figures.iter().enumerate() {
        let [base, plan] = ARMS.map(|arm| &arms[arm]);
        for (future, (base, plan)) in base.iter().zip(plan).enumerate() {
            for ((place, base), plan) in drawn.headlines.iter().zip(base).zip(plan) {
                let one = &versus.comparison.headlines[*place];
                table.push(vec![
                    draw.into(),
                    future.into(),
                    one.name.as_str().into(),
                    one.unit.as_str().into(),
                    (*base).into(),
                    (*plan).into(),
                    plan.zip(*base).map(|(plan, base)| plan - base).into(),
                ]);
            }
        }
    }
    Some(table)
}

/// Tables for the folder.
pub(super) fn files(versus: &Versus<'_>) -> Vec<Table> {
    [inputs(versus), draws(versus)]
        .into_iter()
        .flatten()
        .collect()
}

/// The inputs that the difference goes with most, for the page.
pub(super) fn folded(versus: &Versus<'_>) -> Option<Table> {
    let drawn = enough(versus)?;
    let differences = drawn.differences(versus.rank()?)?;
    let effects = effects(&drawn.alike.numbers(), &means(&differences))?;
    let text = |name: &str, meaning: &str| Column::new(name, ColumnKind::Text, meaning);
    let mut table = Table::new(
        "hangs-on",
        &format!(
            "What {} against the base hangs on: the {} inputs that the difference goes with most",
            titled(versus, drawn.plan),
            effects.len().min(SHOWN)
        ),
        vec![
            text("Input", "What was drawn."),
            text("From", "Low end of what is believed."),
            text("To", "High end of what is believed."),
            text(
                "Rank correlation",
                "From -1 to 1, with its 95 % interval; above 0 the plan helps less the higher the \
                 input is.",
            ),
        ],
    );
    for one in effects.iter().take(SHOWN) {
        let input = drawn.alike.input(one.input);
        let interval = one.found.interval.map_or(String::new(), |(low, high)| {
            format!(" ({} to {})", words::number(low, 2), words::number(high, 2))
        });
        table.push(vec![
            input.words.as_str().into(),
            input.at(0.0).shown.into(),
            input.at(1.0).shown.into(),
            Cell::Text(format!(
                "{}{interval}",
                words::number(one.found.coefficient, 2)
            )),
        ]);
    }
    table.notes.push(format!(
        "Child-weeks of waiting, plan less base, over {} draws. Above 0 the plan helps less the \
         higher the input is. An interval that holds 0 says nothing, and of inputs that do nothing \
         one in twenty would seem to matter by luck. All are in uncertain-inputs.csv.",
        drawn.figures.len()
    ));
    Some(table)
}

/// What the manifest, and the answer for programs, say of it.
pub(super) fn document(versus: &Versus<'_>) -> Value {
    let Some(drawn) = &versus.drawn else {
        return Value::Null;
    };
    let all = 0..drawn.alike.count();
    let held = all
        .clone()
        .filter(|at| drawn.alike.is_drawn(*at, 0) && !drawn.alike.is_drawn(*at, 1));
    let name = |at: usize| drawn.alike.input(at).name.clone();
    json!({
        "plan": versus.name(drawn.plan),
        "draws": drawn.figures.len(),
        "draws_asked": drawn.alike.draws(),
        "futures_per_draw": drawn.futures_per_draw(),
        "design": DESIGN,
        "inputs": all.map(name).collect::<Vec<_>>(),
        "held_by_the_plan": held.map(name).collect::<Vec<_>>(),
        "waiting": enough(versus).and_then(|drawn| waiting(versus, drawn)),
        "difference": enough(versus).and_then(|drawn| in_numbers(versus, drawn)),
        "guards": enough(versus).map(|drawn| guards_in_numbers(versus, drawn)),
    })
}

/// Children without a named worker on the last day: 8 futures in 10 over inputs and chance.
fn waiting(versus: &Versus<'_>, drawn: &DrawnTogether) -> Option<Value> {
    let place = versus.waiting()?;
    let range = |arm: usize| {
        let spread = Spread::of(&drawn.of(place, arm)?.concat());
        let (low, high) = spread.eight_in_ten()?;
        Some(json!({ "p10": low, "p50": spread.median(), "p90": high }))
    };
    Some(json!({
        "name": versus.comparison.headlines[place].name, "base": range(0), "plan": range(1),
    }))
}

/// The difference over the draws.
fn in_numbers(versus: &Versus<'_>, drawn: &DrawnTogether) -> Option<Value> {
    let place = versus.rank()?;
    let one = &versus.comparison.headlines[place];
    let (compared, differences) = (
        drawn.compared(place, one.better)?,
        drawn.differences(place)?,
    );
    let of_draws: Vec<Option<f64>> = means(&differences).into_iter().map(Some).collect();
    let (low, high) = Spread::of(&of_draws).eight_in_ten().unzip();
    let parts = TwoLevel::of(&differences);
    let effects = effects(&drawn.alike.numbers(), &means(&differences));
    let first = first_of(effects.as_deref(), drawn.figures.len());
    Some(json!({
        "name": one.name, "unit": one.unit, "mean": compared.paired.mean(),
        "p10": low, "p90": high, "draws": compared.paired.n(),
        "better_in": compared.better_in, "equal_in": compared.equal_in,
        "variance_from_inputs": parts.map(|parts| parts.inputs_variance),
        "variance_from_chance": parts.map(|parts| parts.chance_variance),
        "hangs_most_on": first.map(|one| drawn.alike.input(one.input).name.clone()),
    }))
}

fn guards_in_numbers(versus: &Versus<'_>, drawn: &DrawnTogether) -> Vec<Value> {
    let told = guarded(versus, drawn).into_iter().map(|(one, plan, base)| {
        json!({
            "name": one.name, "broken_in": plan.broken_in,
            "base_broken_in": base.map(|base| base.broken_in), "futures": plan.futures,
            "most_children": plan.worst, "red": plan.red,
        })
    });
    told.collect()
}
