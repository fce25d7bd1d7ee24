//! The answer of a comparison in sentences: the decision first.

use super::numbers::{difference, figure, half_width, in_futures, median};
use super::paragraphs::{cost_clause, rank_sentence};
use super::{Versus, drawn};
use crate::experiment::compare::{LEVEL, Verdict};
use crate::experiment::plan::RegisterRow;
use crate::experiment::{Arm, Compared, Guard, Headline, Topic};
use crate::report::compose::findings::Spread;
use crate::report::words;

/// Most plans named one by one where a guard is broken.
const NAMED: usize = 6;
/// Most inputs named that were not varied.
const INPUTS_NAMED: usize = 3;

/// Title of the page.
pub(super) fn title(versus: &Versus<'_>) -> String {
    let plans = match versus.plans.len() {
        1 => "One plan".to_owned(),
        many => format!("{many} plans"),
    };
    let place = match &versus.asked.area {
        Some(area) => format!(", office {area}"),
        None => String::new(),
    };
    format!("{plans} against \"{}\"{place}", versus.base.told.title)
}

/// The decision, then a paragraph for each plan from the best.
pub(super) fn answer(versus: &Versus<'_>) -> Vec<String> {
    let mut said = decided(versus);
    said.push(how_sure(versus));
    said
}

/// The decision: both ranges, what it hangs on, what a zero rests on and what it costs.
pub(super) fn decided(versus: &Versus<'_>) -> Vec<String> {
    let Some(lead) = versus.comparison.lead() else {
        return Vec::new();
    };
    let arm = &versus.comparison.arms[lead];
    let mut said = Vec::new();
    said.extend(decision(versus, lead));
    said.extend(ranges(versus, lead));
    said.extend(drawn::ranges(versus));
    said.extend(zeros(versus, lead));
    said.extend(drawn::guards(versus));
    said.extend(cost_clause(versus, arm).map(|cost| with_years(versus, lead, cost)));
    if !drawn::is_drawn(versus, lead) {
        said.extend(hangs_on(versus, lead));
    }
    said
}

pub(super) fn quoted(versus: &Versus<'_>, plan: usize) -> String {
    format!("{} ({})", titled(versus, plan), versus.name(plan))
}

pub(super) fn titled(versus: &Versus<'_>, plan: usize) -> String {
    format!("\"{}\"", versus.plans[plan].told.title)
}

// ---- guards -----------------------------------------------------------------------------------

/// Plans that break a guard: said before anything else.
pub(super) fn red(versus: &Versus<'_>) -> Vec<String> {
    let guards = versus.comparison.arms.first();
    let guards = 0..guards.map_or(0, |arm| arm.guards.len());
    guards.filter_map(|at| broken(versus, at)).collect()
}

/// The plans that break one guard, if any does, and what the base does.
fn broken(versus: &Versus<'_>, at: usize) -> Option<String> {
    let comparison = versus.comparison;
    let arms = comparison.arms.iter().enumerate();
    let red: Vec<(usize, &Guard)> = arms
        .filter_map(|(plan, arm)| Some((plan, arm.guards.get(at).filter(|guard| guard.red)?)))
        .collect();
    let what = &comparison.headlines[red.first()?.1.headline].words;
    let worst = red.iter().map(|(_, guard)| guard.worst);
    let worst = worst.fold(0.0, f64::max);
    let (count, of) = (red.len(), versus.plans.len());
    let named: Vec<String> = red
        .iter()
        .take(NAMED)
        .map(|(plan, guard)| {
            let futures = in_futures(guard.broken_in, guard.futures);
            format!("{} {futures}", titled(versus, *plan))
        })
        .collect();
    let more = match count.saturating_sub(NAMED) {
        0 => String::new(),
        more => format!("; {more} more in the table of guards"),
    };
    let plans = match of {
        1 => String::new(),
        of => format!("{count} of {of} plans: "),
    };
    Some(format!(
        "RED: there are {what}, in more futures than the {} allowed, with {plans}{}{more} (at most \
         {} at once). {} Whatever else improves, this comes first.",
        words::percentage(comparison.guard_chance),
        words::listed(&named),
        words::children(worst),
        of_base(comparison.base_guards.get(at)),
    ))
}

/// What the base does with a guard that a plan breaks.
fn of_base(guard: Option<&Guard>) -> String {
    match guard {
        Some(guard) if guard.red => format!(
            "The base breaks this guard too, {} (at most {} at once).",
            in_futures(guard.broken_in, guard.futures),
            words::children(guard.worst)
        ),
        Some(guard) if guard.broken_in > 0 => format!(
            "The base keeps within what is allowed: it happens {}.",
            in_futures(guard.broken_in, guard.futures)
        ),
        Some(_) => "With the base it happens in no future.".to_owned(),
        None => String::new(),
    }
}

// ---- the decision -----------------------------------------------------------------------------

/// Which plan, of those that keep the guards, and what is left aside for the guards.
fn decision(versus: &Versus<'_>, lead: usize) -> Option<String> {
    let comparison = versus.comparison;
    let arm = &comparison.arms[lead];
    if versus.plans.len() == 1 {
        let red = if arm.is_red() {
            " The plan is red."
        } else {
            ""
        };
        return Some(format!("{}{red}", rank_sentence(versus, arm)?));
    }
    let place = versus.rank()?;
    let (choices, tests) = choices(versus);
    let is_red = |plan: &usize| comparison.arms[*plan].is_red();
    let kept = choices.iter().filter(|plan| !is_red(plan)).count();
    let of = match kept {
        0 => {
            return Some(format!(
                "Every plan is red, so none is best. {}{tests}",
                guards_aside(versus, lead)?
            ));
        }
        kept if kept == choices.len() => format!("Of {kept} plans"),
        1 => {
            let all = choices.len();
            format!("Of {all} plans only one keeps every guard: with it")
        }
        kept => format!(
            "Of {} plans {kept} keep every guard; of these",
            choices.len()
        ),
    };
    let least = |plan: &usize| mean(&comparison.arms[*plan].compared[place]);
    let red = choices.iter().copied().filter(is_red);
    let aside = red
        .min_by(|one, other| least(one).total_cmp(&least(other)))
        .filter(|plan| least(plan) < least(&lead))
        .and_then(|plan| guards_aside(versus, plan));
    let aside = aside.map_or(String::new(), |said| format!(" {said}"));
    Some(format!(
        "{of} {}; {}.{aside}{tests}",
        first_of_all(versus, lead, place),
        as_good(versus, lead)
    ))
}

/// The plans that somebody can choose, and a sentence about the others.
fn choices(versus: &Versus<'_>) -> (Vec<usize>, String) {
    let plans = 0..versus.plans.len();
    let (tests, choices): (Vec<usize>, Vec<usize>) = plans.partition(|p| versus.is_shocked(*p));
    match (choices.is_empty(), tests.len()) {
        (true, _) => (tests, String::new()),
        (_, 0) => (choices, String::new()),
        (_, 1) => {
            let said = " One plan more is a test by a shock, which nobody chooses.";
            (choices, said.to_owned())
        }
        (_, many) => {
            let said = format!(" {many} plans more are tests by a shock, which nobody chooses.");
            (choices, said)
        }
    }
}

/// What the first plan does with the waiting, beside the base.
fn first_of_all(versus: &Versus<'_>, lead: usize, place: usize) -> String {
    let compared = &versus.comparison.arms[lead].compared[place];
    let change = difference(compared, &versus.comparison.headlines[place]);
    let name = quoted(versus, lead);
    match (compared.verdict, change) {
        (Verdict::Better, Some(change)) => format!(
            "children wait least for a named worker with {name}: {change} than with the base, \
             better {}",
            in_futures(compared.better_in, compared.paired.n())
        ),
        (Verdict::Worse, Some(change)) => {
            format!("none is better than the base; children wait least with {name}: {change}")
        }
        (Verdict::Same, _) | (_, None) => {
            format!("none clearly shortens the wait for a named worker; first stands {name}")
        }
        (_, Some(change)) => format!(
            "none clearly shortens the wait for a named worker; the nearest is {name}: {change}"
        ),
    }
}

fn mean(compared: &Compared) -> f64 {
    compared.paired.mean().unwrap_or(f64::INFINITY)
}

/// The red plan with which children would wait least.
fn guards_aside(versus: &Versus<'_>, plan: usize) -> Option<String> {
    let place = versus.rank()?;
    let compared = &versus.comparison.arms[plan].compared[place];
    Some(format!(
        "Guards aside, children would wait least with {}: {}; but it is red.",
        quoted(versus, plan),
        difference(compared, &versus.comparison.headlines[place])?
    ))
}

/// Which others cannot be told from the first.
fn as_good(versus: &Versus<'_>, lead: usize) -> String {
    let comparison = versus.comparison;
    let others = comparison.ranked.iter().filter(|plan| **plan != lead);
    let like = others.filter(|plan| comparison.arms[**plan].among_best == Some(true));
    let mut like: Vec<String> = like.map(|plan| titled(versus, *plan)).collect();
    if comparison.base_among_best == Some(true) {
        like.push("the base, doing nothing more".to_owned());
    }
    let red = comparison.arms.iter().any(Arm::is_red);
    let other = if red { "other of these" } else { "other" };
    match (comparison.arms[lead].among_best, like.is_empty()) {
        (None, _) => "the futures are too few to say which others are as good".to_owned(),
        (Some(_), true) => format!("every {other} can be told from it"),
        (Some(_), false) => format!("not to be told from it: {}", words::listed(&like)),
    }
}

// ---- both ranges ------------------------------------------------------------------------------

/// Children without a named worker at the end, with the range over futures of plan and base.
fn ranges(versus: &Versus<'_>, lead: usize) -> Option<String> {
    let place = versus.waiting()?;
    let one = &versus.comparison.headlines[place];
    let compared = &versus.comparison.arms[lead].compared[place];
    let shown = |values: &[Option<f64>]| {
        let spread = Spread::of(values);
        let grain = spread.grain();
        let number = |value: f64| words::number(words::supported(value, grain), 0);
        let (low, high) = spread.eight_in_ten_in_words()?;
        let middle = number(spread.median()?);
        let ends = format!("8 futures in 10: {low} to {high}");
        Some((middle, ends))
    };
    let apart = match compared.verdict {
        Verdict::Same => "the same in every future".to_owned(),
        Verdict::NoClearDifference | Verdict::TooFew => "no clear difference".to_owned(),
        _ => format!("future by future {} on average", difference(compared, one)?),
    };
    let ((plan, plan_ends), (base, base_ends)) = (shown(&compared.plan)?, shown(&compared.base)?);
    Some(format!(
        "On {}, children without a named worker for more than 5 working days: {plan} in the middle \
         future with {} ({plan_ends}), {base} with the base ({base_ends}); {apart}. These ranges \
         are chance alone, if the assumptions hold.",
        words::long_date(one.at?),
        titled(versus, lead),
    ))
}

/// Where inputs were not drawn: the gain with less and with more work, and which inputs of the plan
/// were held.
fn hangs_on(versus: &Versus<'_>, lead: usize) -> Option<String> {
    let rank = &versus.comparison.headlines[versus.rank()?];
    let mut said = Vec::new();
    if let Some(effort) = versus.effort.as_ref().filter(|effort| effort.plan == lead) {
        let told = |compared: &Compared| match compared.verdict {
            Verdict::Same => Some("the same in every future".to_owned()),
            Verdict::NoClearDifference | Verdict::TooFew => Some(format!(
                "no clear difference, {}",
                difference(compared, rank)?
            )),
            _ => difference(compared, rank),
        };
        let [less, more] = &effort.compared;
        said.push(format!(
            "The range is wider because the inputs are uncertain too. If every piece of work takes \
             a tenth less than assumed, {} against the base is {}; if a tenth more, {} ({} futures \
             each).",
            titled(versus, lead),
            told(less)?,
            told(more)?,
            words::number(less.paired.n() as f64, 0)
        ));
    }
    said.extend(not_varied(versus, lead));
    (!said.is_empty()).then(|| said.join(" "))
}

/// Inputs of a plan's levers that may lie in a range and were held at their value.
fn not_varied(versus: &Versus<'_>, plan: usize) -> Option<String> {
    let rows = versus.plans[plan].told.register.iter();
    let of_plan = |row: &&RegisterRow| {
        let mut levers = versus.levers.iter().filter(|lever| lever.plan == plan);
        row.range.is_some() && levers.any(|lever| row.is_of_lever(&lever.kind))
    };
    let rows: Vec<&RegisterRow> = rows.filter(of_plan).collect();
    let named: Vec<String> = rows
        .iter()
        .take(INPUTS_NAMED)
        .filter_map(|row| {
            let (low, high) = row.range.as_ref()?;
            let path = row.path.trim_start_matches("levers.").replace('"', "");
            Some(format!("{path} ({low} to {high})"))
        })
        .collect();
    let count = match rows.len() {
        1 => "1 input that may lie in a range and was".to_owned(),
        many => format!("{many} inputs that may lie in a range and were"),
    };
    (!named.is_empty()).then(|| {
        let such = if named.len() < rows.len() {
            "such as"
        } else {
            "namely"
        };
        format!(
            "Which of its own inputs it hangs on most is not known: its levers have {count} held \
             fixed, {such} {}. From 20 futures on inputs are drawn and it is looked for.",
            words::listed(&named)
        )
    })
}

// ---- what a zero rests on ---------------------------------------------------------------------

/// The guards that the plan keeps, and what a zero rests on.
fn zeros(versus: &Versus<'_>, lead: usize) -> Option<String> {
    let guards = &versus.comparison.arms[lead].guards;
    let (none, some): (Vec<&Guard>, Vec<&Guard>) = guards
        .iter()
        .filter(|guard| !guard.red)
        .partition(|guard| guard.broken_in == 0);
    let what = |guard: &Guard| versus.comparison.headlines[guard.headline].words.clone();
    let mut said = Vec::new();
    if let Some(guard) = none.iter().max_by(|a, b| a.at_most.total_cmp(&b.at_most)) {
        said.push(format!(
            "Guard kept: with it there are, in none of {} futures, {} (each with {}% confidence in \
             at most {} of 100).",
            words::number(guard.futures as f64, 0),
            none.iter()
                .map(|guard| what(guard))
                .collect::<Vec<_>>()
                .join(", nor "),
            words::number(LEVEL * 100.0, 0),
            words::number(libm::ceil(guard.at_most * 100.0), 0),
        ));
    }
    said.extend(some.iter().map(|guard| {
        format!(
            "Guard kept: with it there are {} {} at most, within the {} allowed.",
            what(guard),
            in_futures(guard.broken_in, guard.futures),
            words::percentage(versus.comparison.guard_chance)
        )
    }));
    if guards.first().is_some_and(|guard| guard.broken_in == 0) {
        said.extend(policy(versus, lead));
    }
    (!said.is_empty()).then(|| said.join(" "))
}

/// The policy a zero rests on, and what it costs.
fn policy(versus: &Versus<'_>, lead: usize) -> Option<String> {
    let comparison = versus.comparison;
    let arm = &comparison.arms[lead];
    let above = &arm.compared[comparison.place(&Topic::AboveCap)?];
    let (plan, base) = (median(&above.plan)?, median(&above.base)?);
    if plan < 1.0 {
        return None;
    }
    let costs = comparison.headlines.iter().zip(&arm.compared);
    let costs: Vec<String> = costs
        .filter(|(one, _)| one.topic == Topic::PolicyCost)
        .filter_map(|(one, compared)| cost_of_policy(one, compared))
        .collect();
    let costs = match costs.is_empty() {
        true => String::new(),
        false => format!(" What that costs shows in {}.", costs.join("; ")),
    };
    let half = half_width(above);
    let number = |value: f64| words::number(words::supported(value, half), 0);
    Some(format!(
        "No child on a protection plan without a worker follows from a policy: managers allocate \
         them whatever the caps. Of all children, {} are allocated above the caps in the middle \
         future ({} with the base).{costs}",
        number(plan),
        number(base)
    ))
}

fn cost_of_policy(one: &Headline, compared: &Compared) -> Option<String> {
    let half = half_width(compared);
    Some(format!(
        "{} {} (base {})",
        one.words,
        figure(median(&compared.plan)?, one, half),
        figure(median(&compared.base)?, one, half)
    ))
}

// ---- cost -------------------------------------------------------------------------------------

/// The cost with what falls in each financial year.
fn with_years(versus: &Versus<'_>, lead: usize, cost: String) -> String {
    let years: Vec<String> = versus
        .years()
        .iter()
        .filter_map(|period| {
            let year = period.financial_year.as_ref()?;
            let (one, compared) = versus.cost_in(lead, period)?;
            let told = match compared.verdict {
                Verdict::NoClearDifference | Verdict::TooFew => "no clear difference".to_owned(),
                Verdict::Same => "the same".to_owned(),
                _ => difference(&compared, &one)?,
            };
            Some(format!("{year} {told}"))
        })
        .collect();
    match years.len() {
        0 | 1 => cost,
        _ => format!("{cost} By financial year: {}.", years.join("; ")),
    }
}

/// What a difference must do to be called clear.
pub(super) fn how_sure(versus: &Versus<'_>) -> String {
    let corrected = match versus.corrected() {
        said if said.is_empty() => said,
        said => format!("{said},"),
    };
    let plan = if versus.plans.len() == 1 {
        "The plan"
    } else {
        "Every plan"
    };
    format!(
        "{plan} met the same {} as the base. A difference is called clear when its {}% \
         interval{corrected} lies on one side of zero; each figure is judged by itself, so among \
         twenty that nothing changed one may seem to.",
        match versus.futures() {
            1 => "one future".to_owned(),
            many => format!("{} futures", words::number(many as f64, 0)),
        },
        words::number(LEVEL * 100.0, 0)
    )
}

/// Limits that travel with the numbers: of what was found, and what was said before.
pub(super) fn notes(versus: &Versus<'_>) -> Vec<String> {
    let mut notes = limits(versus);
    notes.extend(versus.before.iter().chain(&versus.warnings).cloned());
    notes
}

/// Limits of what was found.
pub(super) fn limits(versus: &Versus<'_>) -> Vec<String> {
    let mut notes = vec![versus.incomplete(), versus.base.why.clone()];
    if versus.futures() < 30 {
        notes.push(format!(
            "{} futures are few: intervals are rough.",
            versus.futures()
        ));
    }
    notes.extend(gain(versus));
    notes.retain(|note| !note.is_empty());
    notes
}

/// What meeting the same futures gained.
fn gain(versus: &Versus<'_>) -> Option<String> {
    let (middle, number) = versus.comparison.typical_gain()?;
    let times = if middle > 0.0 {
        format!(
            ", as good as {} times the futures",
            words::sized_number(1.0 / middle)
        )
    } else {
        String::new()
    };
    Some(format!(
        "Common random numbers: over {number} differences the variance of the paired difference is \
         in the middle {} of that of unrelated runs{times}; each is in comparison.csv.",
        words::percentage(middle)
    ))
}
