//! One plan beside the base, in a paragraph: what it does, what it worsens, what follows it.

use super::numbers::{
    difference, figure, half_width, in_futures, median, signed, unit_of_difference, with_interval,
};
use super::sentences::quoted;
use super::tables::FEW;
use super::{After, Versus};
use crate::experiment::compare::Verdict;
use crate::experiment::{Arm, Compared, Headline, Topic, Worth};
use crate::report::words;

/// A paragraph for each plan from the best.
pub(super) fn paragraphs(versus: &Versus<'_>) -> Vec<String> {
    let ranked = versus.comparison.ranked.iter().enumerate();
    ranked
        .map(|(at, &plan)| paragraph(versus, at + 1, plan))
        .collect()
}

/// A plan in a paragraph: short where there are many, each figure being in its table.
fn paragraph(versus: &Versus<'_>, at: usize, plan: usize) -> String {
    let arm = &versus.comparison.arms[plan];
    let red = if arm.is_red() { " RED." } else { "" };
    let shock = match versus.is_shocked(plan) {
        true => " A test by a shock.",
        false => "",
    };
    let mut said = vec![format!("{at}. {}.{red}{shock}", quoted(versus, plan))];
    let all_same = arm
        .compared
        .iter()
        .all(|one| !one.is_there() || one.verdict == Verdict::Same);
    if all_same {
        said.push("The same as the base in every figure and every future.".to_owned());
        return said.join(" ");
    }
    let few = versus.plans.len() <= FEW;
    // A single plan's waiting and cost were the answer just before.
    if versus.plans.len() > 1 {
        said.extend(rank_sentence(versus, arm));
        said.extend(cost_clause(versus, arm));
    }
    if few {
        said.extend(listed(versus, arm, Verdict::Better, "Better"));
    } else {
        let better = found(versus, arm, Verdict::Better).count();
        let figures = if better == 1 { "figure" } else { "figures" };
        said.extend((better > 0).then(|| format!("Clearly better in {better} other {figures}.")));
    }
    said.extend(listed(versus, arm, Verdict::Worse, "Worse"));
    said.extend(longer_waits(versus, arm));
    if few {
        said.extend(unclear(versus, arm));
        said.extend(beside(versus, plan));
    }
    said.extend(old_work(&versus.comparison.headlines, arm));
    for after in versus.after.iter().filter(|after| after.plan == plan) {
        said.extend(after_lever(versus, arm, after));
    }
    said.extend(contributions(versus, plan));
    said.join(" ")
}

/// The figure plans are ranked by.
pub(super) fn rank_sentence(versus: &Versus<'_>, arm: &Arm) -> Option<String> {
    let place = versus.rank()?;
    let (one, compared) = (&versus.comparison.headlines[place], &arm.compared[place]);
    let base = figure(compared.paired_base_mean()?, one, half_width(compared));
    let better = in_futures(compared.better_in, compared.paired.n());
    Some(match compared.verdict {
        Verdict::Same => "Children wait as long in every future.".to_owned(),
        Verdict::NoClearDifference | Verdict::TooFew => format!(
            "No clear difference in how long children wait without a named worker: {} than the \
             base's {base}; better {better}.",
            difference(compared, one)?,
        ),
        _ => format!(
            "Children wait {} without a named worker than the base's {base}; better {better}.",
            difference(compared, one)?,
        ),
    })
}

/// What the plan costs, and each child-week of waiting less.
pub(super) fn cost_clause(versus: &Versus<'_>, arm: &Arm) -> Option<String> {
    let place = versus.comparison.place(&Topic::Cost)?;
    let (one, compared) = (&versus.comparison.headlines[place], &arm.compared[place]);
    let told = match compared.verdict {
        Verdict::Same => return Some("It costs the same in every future.".to_owned()),
        Verdict::NoClearDifference | Verdict::TooFew => {
            return Some("No clear difference in cost.".to_owned());
        }
        _ => difference(compared, one)?,
    };
    let price = match arm.worth {
        Some(worth @ Worth::Pounds { .. }) => {
            format!(": {} for each child-week of waiting avoided", price(worth)?)
        }
        _ => String::new(),
    };
    Some(format!("It costs {told} than the base{price}."))
}

/// A price with its interval, or why there is none, in words.
pub(super) fn price(worth: Worth) -> Option<String> {
    let Worth::Pounds { mean, low, high } = worth else {
        return None;
    };
    let half = (high - low) / 2.0;
    let shown = |value: f64| format!("\u{a3}{}", words::number(words::supported(value, half), 0));
    Some(format!(
        "{} (between {} and {})",
        shown(mean),
        shown(low),
        shown(high)
    ))
}

/// Children without a named worker on a day, plan and base.
fn position_sentence(versus: &Versus<'_>, arm: &Arm, place: usize) -> Option<String> {
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

/// Figures that a paragraph may list, of one verdict.
fn found<'a>(
    versus: &'a Versus<'_>,
    arm: &'a Arm,
    verdict: Verdict,
) -> impl Iterator<Item = (&'a Headline, &'a Compared)> {
    let all = versus.comparison.headlines.iter().zip(&arm.compared);
    all.filter(move |(one, compared)| compared.verdict == verdict && is_listed(versus, one))
}

fn listed(versus: &Versus<'_>, arm: &Arm, verdict: Verdict, head: &str) -> Option<String> {
    let found: Vec<String> = found(versus, arm, verdict)
        .filter_map(|(one, compared)| change(one, compared))
        .collect();
    (!found.is_empty()).then(|| format!("{head}: {}.", found.join("; ")))
}

/// `mean wait for a named worker −12 working days (−14 to −10)`.
fn change(one: &Headline, compared: &Compared) -> Option<String> {
    compared.interval?;
    let unit = unit_of_difference(one);
    let gap = if unit.is_empty() { "" } else { " " };
    let told = with_interval(compared, one);
    let (mean, ends) = told.split_once(' ').unwrap_or((&told, ""));
    let space = if ends.is_empty() { "" } else { " " };
    Some(format!("{} {mean}{gap}{unit}{space}{ends}", one.words))
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
    let found: Vec<String> = found(versus, arm, Verdict::NoClearDifference)
        .map(|(one, _)| one.words.clone())
        .collect();
    (!found.is_empty()).then(|| format!("No clear difference: {}.", words::listed(&found)))
}

/// What levers ask to be shown, whatever it says; what is told already is not told again.
fn beside(versus: &Versus<'_>, plan: usize) -> Option<String> {
    let arm = &versus.comparison.arms[plan];
    let all = versus.comparison.headlines.iter().zip(&arm.compared);
    let found: Vec<String> = all
        .filter(|(one, compared)| versus.is_beside(plan, one) && compared.is_there())
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
pub(super) fn old_work(all: &[Headline], arm: &Arm) -> Option<String> {
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
        position_sentence(versus, arm, place)?
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
