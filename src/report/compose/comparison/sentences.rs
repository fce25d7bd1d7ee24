//! The answer of a comparison in sentences.

use super::numbers::{
    difference, figure, half_width, in_futures, median, signed, unit_of_difference,
};
use super::{After, Versus};
use crate::experiment::compare::{LEVEL, Verdict};
use crate::experiment::{Arm, Compared, Guard, Headline, Topic};
use crate::report::words;

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

/// Guards that hold, the rank in one sentence, then a paragraph for each plan from the best.
pub(super) fn answer(versus: &Versus<'_>) -> Vec<String> {
    let mut said = kept_guards(versus);
    said.extend(best(versus));
    for (at, &plan) in versus.comparison.ranked.iter().enumerate() {
        said.push(paragraph(versus, at + 1, plan));
    }
    said.push(how_sure(versus));
    said
}

fn quoted(versus: &Versus<'_>, plan: usize) -> String {
    format!(
        "\"{}\" ({})",
        versus.plans[plan].told.title,
        versus.name(plan)
    )
}

/// The guards of one plan, by which all are counted.
fn any_guards<'a>(versus: &Versus<'a>) -> &'a [Guard] {
    let first = versus.comparison.arms.first();
    first.map_or(&[][..], |arm| &arm.guards)
}

/// Plans that break a guard: said before anything else.
pub(super) fn red(versus: &Versus<'_>) -> Vec<String> {
    let guards = 0..any_guards(versus).len();
    guards.filter_map(|at| broken(versus, at)).collect()
}

/// Guards that every plan keeps, and what a zero rests on.
fn kept_guards(versus: &Versus<'_>) -> Vec<String> {
    let mut said = Vec::new();
    for (at, guard) in any_guards(versus).iter().enumerate() {
        let arms = versus.comparison.arms.iter();
        let worst = arms
            .filter_map(|arm| arm.guards.get(at))
            .max_by_key(|guard| guard.broken_in)
            .unwrap_or(guard);
        if !worst.red {
            said.push(kept(versus, worst));
        }
    }
    said.extend(policy(versus));
    said
}

/// The plans that break one guard, if any does.
fn broken(versus: &Versus<'_>, at: usize) -> Option<String> {
    let comparison = versus.comparison;
    let red = |guards: &[Guard]| guards.get(at).filter(|guard| guard.red).cloned();
    let told = |who: String, guard: &Guard| {
        format!(
            "{who} {} (at most {} at once)",
            in_futures(guard.broken_in, guard.futures),
            words::children(guard.worst)
        )
    };
    let mut who = Vec::new();
    let mut what = None;
    for (plan, arm) in comparison.arms.iter().enumerate() {
        if let Some(guard) = red(&arm.guards) {
            who.push(told(quoted(versus, plan), &guard));
            what = Some(guard.headline);
        }
    }
    let what = &comparison.headlines[what?].words;
    let base = match red(&comparison.base_guards) {
        Some(guard) => format!(
            " So there are with {}.",
            told("the base".to_owned(), &guard)
        ),
        None => String::new(),
    };
    Some(format!(
        "RED: there are {what}, in more futures than the {} allowed, with {}.{base} Whatever else \
         improves, this comes first.",
        words::percentage(comparison.guard_chance),
        words::listed(&who)
    ))
}

fn kept(versus: &Versus<'_>, guard: &Guard) -> String {
    let what = &versus.comparison.headlines[guard.headline].words;
    let every = if versus.plans.len() == 1 {
        "the plan"
    } else {
        "any plan"
    };
    let sure = words::number(libm::ceil(guard.at_most * 100.0), 0);
    let percent = words::number(LEVEL * 100.0, 0);
    match guard.broken_in {
        0 => format!(
            "Guard kept: with {every} there are no {what}, in none of {} futures (with {percent}% \
             confidence in at most {sure} of 100).",
            words::number(guard.futures as f64, 0)
        ),
        some => format!(
            "Guard kept: with {every} there are {what} {} at most, within the {} allowed.",
            in_futures(some, guard.futures),
            words::percentage(versus.comparison.guard_chance)
        ),
    }
}

/// What a zero rests on, and what it costs.
fn policy(versus: &Versus<'_>) -> Option<String> {
    let comparison = versus.comparison;
    let none = |arm: &&Arm| {
        let guard = arm.guards.first();
        guard.is_some_and(|guard| guard.broken_in == 0)
    };
    let above = comparison.place(&Topic::AboveCap)?;
    let arms: Vec<&Arm> = comparison.arms.iter().filter(none).collect();
    let count = |arm: &&Arm| median(&arm.compared[above].plan).unwrap_or(0.0);
    let most = arms.iter().map(count).fold(0.0, f64::max);
    if most < 1.0 {
        return None;
    }
    let least = arms.iter().map(count).fold(f64::INFINITY, f64::min);
    let base = median(&arms.first()?.compared[above].base)?;
    let mut said = format!(
        "That zero rests on a policy: managers allocate children on protection plans whatever the \
         caps. Of all children, {} are allocated above the caps in the middle future ({} with the \
         base).",
        words::range(least, most, 0),
        words::number(base, 0)
    );
    let costs: Vec<String> = comparison
        .headlines
        .iter()
        .enumerate()
        .filter(|(_, one)| one.topic == Topic::PolicyCost)
        .filter_map(|(place, one)| Some(cost_of_policy(&arms, place, one)?.to_owned()))
        .collect();
    if !costs.is_empty() {
        said.push_str(&format!(" It costs: {}.", costs.join("; ")));
    }
    Some(said)
}

fn cost_of_policy(arms: &[&Arm], place: usize, headline: &Headline) -> Option<String> {
    let middles: Vec<f64> = arms
        .iter()
        .filter_map(|arm| median(&arm.compared[place].plan))
        .collect();
    let low = middles.iter().copied().reduce(f64::min)?;
    let high = middles.iter().copied().reduce(f64::max)?;
    let base = median(&arms.first()?.compared[place].base)?;
    Some(format!(
        "{} {} (base {})",
        headline.words,
        words::percentages(low, high),
        words::percentage(base)
    ))
}

/// Which is best, and which cannot be told from it.
fn best(versus: &Versus<'_>) -> Option<String> {
    let comparison = versus.comparison;
    if versus.plans.len() < 2 {
        return None;
    }
    let rank = &comparison.headlines[versus.rank()?];
    let &first = comparison.ranked.first()?;
    if comparison.arms[first].is_red() {
        return Some("Every plan is red, so none is best.".to_owned());
    }
    let others = comparison.ranked.iter().filter(|plan| **plan != first);
    let like = others.filter(|plan| comparison.arms[**plan].among_best == Some(true));
    let mut like: Vec<String> = like.map(|plan| quoted(versus, *plan)).collect();
    if comparison.base_among_best == Some(true) {
        like.push("the base, doing nothing more".to_owned());
    }
    let by = words::long_date(versus.last_day());
    let told = match (comparison.arms[first].among_best, like.is_empty()) {
        (None, _) => "the futures are too few to say which others are as good".to_owned(),
        (Some(_), true) => "every other can be told from it".to_owned(),
        (Some(_), false) => format!("not to be told from it: {}", words::listed(&like)),
    };
    Some(format!(
        "Fewest {} to {by}: {}; {told}.",
        rank.words,
        quoted(versus, first)
    ))
}

fn paragraph(versus: &Versus<'_>, at: usize, plan: usize) -> String {
    let arm = &versus.comparison.arms[plan];
    let red = if arm.is_red() {
        " RED (see above)."
    } else {
        ""
    };
    let mut said = vec![format!("{at}. {}.{red}", quoted(versus, plan))];
    let all_same = arm
        .compared
        .iter()
        .all(|one| !one.is_there() || one.verdict == Verdict::Same);
    if all_same {
        said.push("The same as the base in every figure and every future.".to_owned());
        return said.join(" ");
    }
    said.extend(rank_sentence(versus, arm));
    said.extend(position_sentence(versus, arm, versus.waiting()));
    said.extend(listed(versus, arm, Verdict::Better, "Better"));
    said.extend(listed(versus, arm, Verdict::Worse, "Worse"));
    said.extend(longer_waits(versus, arm));
    said.extend(unclear(versus, arm));
    said.extend(beside(versus, plan));
    said.extend(old_work(versus, arm));
    for after in versus.after.iter().filter(|after| after.plan == plan) {
        said.extend(after_lever(versus, arm, after));
    }
    said.extend(contributions(versus, plan));
    said.join(" ")
}

/// The figure plans are ranked by.
fn rank_sentence(versus: &Versus<'_>, arm: &Arm) -> Option<String> {
    let place = versus.rank()?;
    let (one, compared) = (&versus.comparison.headlines[place], &arm.compared[place]);
    let base = figure(compared.paired_base_mean()?, one, half_width(compared));
    Some(match compared.verdict {
        Verdict::Same => "Children wait as long in every future.".to_owned(),
        Verdict::NoClearDifference | Verdict::TooFew => format!(
            "No clear difference in how long children wait without a named worker: {} than the \
             base's {base}; better {}.",
            difference(compared, one)?,
            in_futures(compared.better_in, compared.paired.n())
        ),
        _ => format!(
            "Children wait {} without a named worker than the base's {base}; better {}.",
            difference(compared, one)?,
            in_futures(compared.better_in, compared.paired.n())
        ),
    })
}

/// Children without a named worker on a day, plan and base.
fn position_sentence(versus: &Versus<'_>, arm: &Arm, place: Option<usize>) -> Option<String> {
    let place = place?;
    let (one, compared) = (&versus.comparison.headlines[place], &arm.compared[place]);
    let half = half_width(compared);
    let day = words::long_date(one.at?);
    let number = |values: &[Option<f64>]| Some(figure(median(values)?, one, half));
    let told = match compared.verdict {
        Verdict::Same => "the same in every future".to_owned(),
        Verdict::NoClearDifference | Verdict::TooFew => {
            format!("no clear difference: {}", difference(compared, one)?)
        }
        _ => format!(
            "{}, better {}",
            difference(compared, one)?,
            in_futures(compared.better_in, compared.paired.n())
        ),
    };
    Some(format!(
        "On {day} {} are without a named worker for more than 5 working days in the middle future, \
         against {} with the base: {told}.",
        number(&compared.plan)?,
        number(&compared.base)?
    ))
}

/// Figures of the table that a paragraph may list: no guard, rank, period or day of its own.
fn is_listed(versus: &Versus<'_>, one: &Headline) -> bool {
    let whole = match &one.topic {
        Topic::Due(_, period) => period.is_none(),
        Topic::Other | Topic::PolicyCost => true,
        _ => false,
    };
    whole && one.at.is_none_or(|day| day == versus.last_day())
}

fn listed(versus: &Versus<'_>, arm: &Arm, verdict: Verdict, head: &str) -> Option<String> {
    let all = versus.comparison.headlines.iter().zip(&arm.compared);
    let found: Vec<String> = all
        .filter(|(one, compared)| compared.verdict == verdict && is_listed(versus, one))
        .filter_map(|(one, compared)| change(one, compared))
        .collect();
    (!found.is_empty()).then(|| format!("{head}: {}.", found.join("; ")))
}

/// `mean wait for a named worker −12 working days (−14 to −10)`.
fn change(one: &Headline, compared: &Compared) -> Option<String> {
    let (low, high) = compared.interval?;
    let half = half_width(compared);
    let shown = |value: f64| signed(value, one, half);
    let unit = unit_of_difference(one);
    let gap = if unit.is_empty() { "" } else { " " };
    Some(format!(
        "{} {}{gap}{unit} ({} to {})",
        one.words,
        shown(compared.paired.mean()?),
        shown(low),
        shown(high)
    ))
}

/// Why the wait of those allocated may rise while fewer wait.
fn longer_waits(versus: &Versus<'_>, arm: &Arm) -> Option<String> {
    let mut all = versus.comparison.headlines.iter();
    let place = all.position(|one| one.name.starts_with("wait_for_named_worker_wd_mean"))?;
    let less = arm.compared[versus.rank()?].verdict == Verdict::Better;
    (less && arm.compared[place].verdict == Verdict::Worse).then(|| {
        "The wait of those who are given a worker rises because children who have waited long are \
         among them at last; those still waiting are not in it."
            .to_owned()
    })
}

fn unclear(versus: &Versus<'_>, arm: &Arm) -> Option<String> {
    let all = versus.comparison.headlines.iter().zip(&arm.compared);
    let found: Vec<String> = all
        .filter(|(one, compared)| {
            compared.verdict == Verdict::NoClearDifference && is_listed(versus, one)
        })
        .map(|(one, _)| one.words.clone())
        .collect();
    (!found.is_empty()).then(|| format!("No clear difference: {}.", words::listed(&found)))
}

/// What levers ask to be shown, whatever it says; what is told already is not told again.
fn beside(versus: &Versus<'_>, plan: usize) -> Option<String> {
    let arm = &versus.comparison.arms[plan];
    let asked = versus.beside.get(plan)?;
    let wanted = |one: &Headline| {
        let of = |request: &String| {
            // A window that the comparison adds stands after the filters that the request has.
            let start = request.strip_suffix(']').unwrap_or(request);
            let rest = one.name.strip_prefix(start);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['[', ']', ',']))
        };
        one.topic == Topic::Beside && asked.iter().any(of)
    };
    let all = versus.comparison.headlines.iter().zip(&arm.compared);
    let found: Vec<String> = all
        .filter(|(one, compared)| wanted(one) && compared.is_there())
        .filter_map(|(one, compared)| match compared.verdict {
            Verdict::Same => Some(format!("{} the same", one.words)),
            Verdict::NoClearDifference => Some(format!("{}: no clear difference", one.words)),
            _ => change(one, compared),
        })
        .collect();
    (!found.is_empty()).then(|| format!("Shown beside its levers: {}.", found.join("; ")))
}

/// A quarter in which published timeliness falls while that of those due rises: old work is being
/// finished. Of some thirty stages and quarters that nothing changed hardly one would show both by
/// chance: each way has one chance in forty, and they must come together and against each other.
fn old_work(versus: &Versus<'_>, arm: &Arm) -> Option<String> {
    let all = &versus.comparison.headlines;
    let quarters = all
        .iter()
        .enumerate()
        .filter_map(|(place, one)| match &one.topic {
            Topic::Published(stage, Some(period)) => {
                let due = Topic::Due(stage.clone(), Some(*period));
                Some((place, all.iter().position(|other| other.topic == due)?))
            }
            _ => None,
        });
    let cleared = quarters.filter_map(|(published, due)| {
        let (one, other) = (&arm.compared[published], &arm.compared[due]);
        let both = one.verdict == Verdict::Lower && other.verdict == Verdict::Better;
        Some((published, due, one.paired.mean().filter(|_| both)?))
    });
    let (published, due, _) = cleared.min_by(|one, other| one.2.total_cmp(&other.2))?;
    let size = |place: usize| {
        let compared = &arm.compared[place];
        let points = signed(compared.paired.mean()?, &all[place], half_width(compared));
        Some(format!("{points} percentage points"))
    };
    let (what, period) = all[published].words.split_once(", as published, ")?;
    let day = |text: &str| text.parse().map(words::long_date).ok();
    let (from, to) = period.split_once(" to ")?;
    let period = format!("{} to {}", day(from)?, day(to)?);
    Some(format!(
        "{}: as published {} from {period}, while of those due then {}. That is the plan working, \
         not failing: old work is being finished, late as it is, and new work is done in time.",
        words::capitalised(what),
        size(published)?,
        size(due)?
    ))
}

/// The position some weeks after a temporary lever ended.
fn after_lever(versus: &Versus<'_>, arm: &Arm, after: &After) -> Option<String> {
    let mut all = versus.comparison.headlines.iter();
    let place = all.position(|one| one.topic == Topic::Waiting && one.at == Some(after.on))?;
    Some(format!(
        "{} weeks after \"{}\" ended ({}): {}",
        after.weeks,
        after.lever,
        words::long_date(after.ended),
        position_sentence(versus, arm, Some(place))?
    ))
}

/// What each lever does alone, and what it adds to the others.
fn contributions(versus: &Versus<'_>, plan: usize) -> Option<String> {
    let rank = &versus.comparison.headlines[versus.rank()?];
    let of_plan = versus.contributions.iter().filter(|one| one.plan == plan);
    let said: Vec<String> = of_plan
        .filter_map(|one| {
            let told = |compared: &Compared| match compared.verdict {
                Verdict::Same => Some("nothing".to_owned()),
                Verdict::NoClearDifference => Some("no clear difference".to_owned()),
                _ => difference(compared, rank),
            };
            Some(format!(
                "\"{}\" alone {}, added to the others {}",
                one.lever,
                told(&one.alone)?,
                told(&one.last)?
            ))
        })
        .collect();
    (!said.is_empty()).then(|| {
        format!(
            "What each lever does: {}. Levers help or hinder each other, so the parts need not add \
             up to the whole.",
            said.join("; ")
        )
    })
}

fn how_sure(versus: &Versus<'_>) -> String {
    let plans = versus.plans.len();
    let corrected = match plans {
        1 => String::new(),
        many => format!(", corrected for {many} plans,"),
    };
    format!(
        "Every plan met the same {} as the base. A difference is called clear when its {}% \
         interval{corrected} leaves nothing out; each figure is judged by itself, so among twenty \
         that nothing changed one may seem to. The intervals hold if the assumptions do.",
        match versus.futures() {
            1 => "one future".to_owned(),
            many => format!("{} futures", words::number(many as f64, 0)),
        },
        words::number(LEVEL * 100.0, 0)
    )
}

/// Limits that travel with the numbers.
pub(super) fn notes(versus: &Versus<'_>) -> Vec<String> {
    let mut notes = vec![versus.base.incomplete.clone(), versus.base.why.clone()];
    if versus.futures() < 30 {
        notes.push(format!(
            "{} futures are few: intervals are rough.",
            versus.futures()
        ));
    }
    notes.extend(gain(versus));
    let mut seen = std::collections::BTreeSet::new();
    for one in &versus.before {
        if seen.insert(one) {
            notes.push(one.clone());
        }
    }
    notes.extend(versus.warnings.iter().cloned());
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
