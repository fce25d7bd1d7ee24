//! A second lever: the first sought beside each of its settings, and which pair is told in detail.

use super::settings_run::Settled;
use super::{Arguments, Ready, search_of};
use crate::cli::ending::Failure;
use crate::experiment::size::{Answer, search};
use crate::report::compose::Pair;
use crate::report::words;

/// The first lever sought beside each setting of the second; none where there is no second.
pub(super) fn pairs(
    arguments: &Arguments,
    ready: &Ready,
    settled: &mut Settled<'_>,
) -> Result<Vec<Pair>, Failure> {
    let Some((second, range)) = ready
        .second
        .as_ref()
        .and_then(|one| Some((one, one.lever.range.clone()?)))
    else {
        return Ok(Vec::new());
    };
    // Posts and children a worker are no sum; posts and agency workers are.
    let people = ready.lever.lever.people && second.lever.people;
    let each = people.then_some((ready.lever.places, second.places));
    let mut pairs = Vec::new();
    for setting in range {
        let mut plan = search_of(arguments, ready, settled, Some(setting))?;
        plan.in_detail = false;
        let found = search(&plan, &mut |at, futures| {
            settled.answers(Some(setting), at, futures)
        })?;
        let cost = settled.mean_of(found.setting(), "cost_pounds");
        settled.forget();
        pairs.push(Pair {
            lever: second.lever.path.clone(),
            setting,
            answer: found.answer,
            each,
            cost,
        });
    }
    Ok(pairs)
}

/// The setting of the second lever that is told in detail, and why it is this one: with fewest
/// people together where both are people, otherwise at the least cost where there are costs. Where
/// nothing makes one pair better than another, that is said.
pub(super) fn chosen(pairs: &[Pair]) -> Option<(u32, String)> {
    let last = pairs.last()?;
    let meets = |pair: &&Pair| match pair.answer {
        Answer::Smallest(_) | Answer::AllMeet(_) => true,
        Answer::Between { sure, .. } => sure,
        Answer::NoneMeets(_) => false,
    };
    let meeting: Vec<&Pair> = pairs.iter().filter(meets).collect();
    let Some(first) = meeting.first() else {
        let why = format!(
            "Beside no setting of {} that was looked at can the target be told to be met; told in \
             detail is the last, {}.",
            last.lever, last.setting
        );
        return Some((last.setting, why));
    };
    let said = |pair: &Pair, why: &str| {
        let why = format!(
            "Told in detail is the pair with {} at {}, {why}.",
            pair.lever, pair.setting
        );
        (pair.setting, why)
    };
    let together = |pair: &&Pair| pair.together(pair.answer.setting());
    if let Some(fewest) = meeting.iter().filter_map(together).min() {
        let pair = meeting.iter().find(|pair| together(pair) == Some(fewest));
        let why = format!("with which both together are fewest: {fewest}");
        return pair.map(|pair| said(pair, &why));
    }
    let costs: Option<Vec<f64>> = meeting.iter().map(|pair| pair.cost).collect();
    let least = costs.and_then(|costs| {
        let of = costs.into_iter().zip(&meeting);
        of.min_by(|one, other| one.0.total_cmp(&other.0))
    });
    Some(match least {
        Some((cost, pair)) => said(
            pair,
            &format!(
                "which costs least of those that meet the target: {} million pounds over the run \
                 on average",
                words::number(cost * 1e-6, 2)
            ),
        ),
        None => said(
            first,
            "the first that meets the target; it was not chosen as the best: the two are not of \
             one kind, so they cannot be added up, and the scenario has no costs",
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(setting: u32, at: u32, each: Option<(u32, u32)>, cost: Option<f64>) -> Pair {
        Pair {
            lever: "team.second.posts".to_owned(),
            setting,
            answer: Answer::Smallest(at),
            each,
            cost,
        }
    }

    #[test]
    fn only_people_are_added_up() {
        let people = Some((1, 1));
        let pairs = [pair(5, 20, people, None), pair(9, 11, people, None)];
        let (setting, why) = chosen(&pairs).expect("there are pairs");
        assert!(setting == 9 && why.contains("fewest: 20"), "{why}");
        // With two places for each of the first, 20 is 40.
        let two = Some((1, 3));
        let pairs = [pair(5, 20, two, None), pair(9, 11, two, None)];
        assert_eq!(chosen(&pairs).expect("there are pairs").0, 5);
    }

    #[test]
    fn unlike_things_are_chosen_by_cost_or_not_at_all() {
        let pairs = [pair(18, 20, None, Some(3e6)), pair(21, 12, None, Some(2e6))];
        let (setting, why) = chosen(&pairs).expect("there are pairs");
        assert!(
            setting == 21 && why.contains("2.00 million pounds"),
            "{why}"
        );
        let mut pairs = [pair(18, 20, None, None), pair(21, 12, None, None)];
        let (setting, why) = chosen(&pairs).expect("there are pairs");
        assert!(
            setting == 18 && why.contains("not chosen as the best"),
            "{why}"
        );
        for pair in &mut pairs {
            pair.answer = Answer::NoneMeets(40);
        }
        let (setting, why) = chosen(&pairs).expect("there are pairs");
        assert!(setting == 21 && why.contains("Beside no setting"), "{why}");
    }
}
