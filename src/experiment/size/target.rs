//! Targets of a size: a measure, a limit, and how often it must be kept.
//!
//! Four questions are kept apart. A share *over the long run* is a mean over futures; a *promise*
//! must be kept in so many futures, or years, of a hundred; a list cleared *by a date* is a
//! promise with a day; *safety* is a promise about children on protection plans or in danger.

use super::super::outcome::Relation;
use super::super::plan::Plan;
use crate::experiment::typed::{Day, amount};
use crate::measures::{RequestProblem, Setting, parse};
use jiff::Span;
use jiff::civil::Date;

/// Measures of which a promise is a matter of safety, by how their names begin.
const SAFETY: [&str; 9] = [
    "unallocated_protection",
    "unallocated_section47",
    "protection_uncovered",
    "not_visited_protection",
    "wait_of_danger",
    "danger_waits",
    "danger_seen_same_day",
    "danger_handed_to_night",
    "closed_unseen",
];

/// Which question a target asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Mean over futures.
    LongRun,
    /// Kept in so many futures, or years, of a hundred.
    Promise,
    /// A list at or below a number by a day, in so many futures of a hundred.
    ByDate,
    /// A promise about protection or danger.
    Safety,
}

impl Kind {
    /// The kind in words.
    pub fn words(self) -> &'static str {
        match self {
            Kind::LongRun => "over the long run",
            Kind::Promise => "a promise",
            Kind::ByDate => "cleared by a date",
            Kind::Safety => "safety",
        }
    }
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// As typed.
    pub text: String,
    /// The request, without what `by` and years add.
    pub measure: String,
    /// How it must relate to the bound.
    pub relation: Relation,
    /// The bound, in the measure's unit.
    pub bound: f64,
    /// Share of futures in which it must hold; `None` = the mean over futures must, or each future
    /// is asked by itself.
    pub chance: Option<f64>,
    /// Only the last twelve months of each future count.
    pub last_year: bool,
    /// Day by which a list must be at or below the bound.
    pub by: Option<Day>,
}

const WANTED: &str = "wanted a measure, a relation and a number, and if it is a promise how often \
    it must be kept, such as \"decisions_in_time_share >= 95% in 9 of 10 years\", \
    \"unallocated_in_need_over_5_wd <= 50 by 2010-05-14 in 9 of 10 futures\" or, over the long \
    run, \"wait_for_named_worker_days_share_at_most_10 >= 90%\"";

const BY_DATE: &str = "a list cleared by a date is \"<= … by … in 9 of 10 futures\"";

/// What is wanted of a target of a size, and how one with a date is said.
const OF_SIZE: [&str; 2] = [WANTED, BY_DATE];
/// The same of what one future must keep.
const OF_ONE_FUTURE: [&str; 2] = [
    "wanted a measure, a relation and a number, such as \"unallocated_protection_max <= 0\", and \
     of a list perhaps a date, such as \"unallocated_over_5_wd <= 50 by 2010-05-14\"",
    "a list cleared by a date is \"<= … by …\"",
];

impl Target {
    /// Understands a target of a size.
    ///
    /// # Errors
    ///
    /// What was found and what was wanted.
    pub fn parse(text: &str) -> Result<Self, String> {
        let target = Self::understood(text, OF_SIZE)?;
        if target.by.is_some() && target.chance.is_none() {
            return Err(format!("\"{text}\": {BY_DATE}; {WANTED}"));
        }
        if target.chance.is_none() && is_safety(&target.measure) {
            return Err(format!(
                "\"{text}\": a mean over futures hides the ones in which children are not safe; \
                 say in how many it must hold, \"... in N of M futures\"; {WANTED}"
            ));
        }
        Ok(target)
    }

    /// Understands what a single future must keep, a list cleared by a date among it: a target that
    /// does not say how often.
    ///
    /// # Errors
    ///
    /// What was found and what was wanted.
    pub fn of_one_future(text: &str) -> Result<Self, String> {
        let target = Self::understood(text, OF_ONE_FUTURE)?;
        match target.chance {
            None => Ok(target),
            Some(_) => Err(format!(
                "\"{text}\": found how often it must be kept, wanted only what one future must \
                 keep: how often is what is counted"
            )),
        }
    }

    fn understood(text: &str, [wanted, by_date]: [&str; 2]) -> Result<Self, String> {
        let refused = |why: &str| format!("\"{text}\": {why}; {wanted}");
        let (head, promise) = match text.rsplit_once(" in ") {
            Some((head, promise)) => (head, Some(promise)),
            None => (text, None),
        };
        let (head, by) = match head.rsplit_once(" by ") {
            Some((head, day)) => {
                let day = Day::parse(day.trim());
                let day = day.ok_or_else(|| refused("\"by\" needs a date, or a time as \"12 wk\""));
                (head, Some(day?))
            }
            None => (head, None),
        };
        let (chance, last_year) = match promise.map(often) {
            None => (None, false),
            Some(Some((share, years))) => (Some(share), years),
            Some(None) => return Err(refused("how often is not understood")),
        };
        let signs = [
            ("<=", Relation::AtMost),
            (">=", Relation::AtLeast),
            ("<", Relation::Below),
            (">", Relation::Above),
        ];
        let found = signs.into_iter().find(|(sign, _)| head.contains(sign));
        let (sign, relation) = found.ok_or_else(|| refused("there is no <=, <, >= or >"))?;
        let (measure, bound) = head.split_once(sign).unwrap_or((head, ""));
        let bound = amount(bound.trim()).ok_or_else(|| refused("the limit is no number"))?;
        if measure.trim().is_empty() {
            return Err(refused("there is no measure"));
        }
        if by.is_some() && (relation != Relation::AtMost || last_year) {
            return Err(refused(by_date));
        }
        Ok(Target {
            text: text.trim().to_owned(),
            measure: measure.trim().to_owned(),
            relation,
            bound,
            chance,
            last_year,
            by,
        })
    }

    /// Which question it asks.
    pub fn kind(&self) -> Kind {
        if self.chance.is_none() && self.by.is_none() {
            return Kind::LongRun;
        }
        if self.by.is_some() || self.measure.contains("_first_at_or_below_") {
            return Kind::ByDate;
        }
        match is_safety(&self.measure) {
            true => Kind::Safety,
            false => Kind::Promise,
        }
    }

    /// The request that every future of a plan answers for this target, and the bound its answer
    /// is held against.
    ///
    /// # Errors
    ///
    /// When the measure is not understood, or the run does not reach the day or the year.
    pub fn request(&self, plan: &Plan, setting: &Setting) -> Result<(String, f64), RequestProblem> {
        let refused = |found: String, wanted: String| RequestProblem {
            request: self.text.clone(),
            found,
            wanted,
            hint: Some("see run.horizon and run.warm_up of the scenario".to_owned()),
        };
        let first = setting.calendar.date_of(setting.window_start);
        let last = setting
            .calendar
            .date_of(setting.end - crate::engine::Span(1));
        if let Some(by) = self.by {
            let day = by.of(plan.start_date).filter(|day| *day <= last);
            let Some(day) = day.filter(|day| *day >= first) else {
                let found = by
                    .of(plan.start_date)
                    .map_or("a day out of reach".to_owned(), |day| day.to_string());
                return Err(refused(found, format!("a day from {first} to {last}")));
            };
            let request = parse(&self.measure, setting)?;
            let head = format!("{}_first_at_or_below_{}", request.measure_name, self.bound);
            let days = first.until(day).map_or(0, |span| span.get_days());
            return Ok((with_filters(&head, &request.name, &[]), f64::from(days)));
        }
        if self.last_year {
            let begin = last
                .checked_sub(Span::new().years(1))
                .and_then(Date::tomorrow);
            let Some(begin) = begin.ok().filter(|begin| *begin >= first) else {
                let found = format!("a run reported from {first} to {last}");
                return Err(refused(found, "twelve months or more".to_owned()));
            };
            let request = parse(&self.measure, setting)?;
            let head = format!("{}_{}", request.measure_name, request.statistic_name);
            let months = [format!("from={begin}"), format!("to={last}")];
            return Ok((with_filters(&head, &request.name, &months), self.bound));
        }
        Ok((parse(&self.measure, setting)?.name, self.bound))
    }

    /// Whether a future with this answer keeps the limit; one without an answer does not.
    pub fn is_kept(&self, answer: Option<f64>, bound: f64) -> bool {
        answer.is_some_and(|value| match self.relation {
            Relation::AtMost => value <= bound,
            Relation::Below => value < bound,
            Relation::AtLeast => value >= bound,
            Relation::Above => value > bound,
        })
    }
}

/// Whether a promise about a measure is a matter of safety.
fn is_safety(measure: &str) -> bool {
    SAFETY.iter().any(|begin| measure.starts_with(begin))
}

/// A request with the filters of another and more of them.
fn with_filters(head: &str, like: &str, more: &[String]) -> String {
    let mut filters: Vec<&str> = more.iter().map(String::as_str).collect();
    if let Some((_, inside)) = like.split_once('[') {
        filters.insert(0, inside.trim_end_matches(']'));
    }
    match filters.is_empty() {
        true => head.to_owned(),
        false => format!("{head}[{}]", filters.join(", ")),
    }
}

/// `9 of 10 futures`, `9 years of 10` or `90% of years`: the share, and whether years are meant.
fn often(text: &str) -> Option<(f64, bool)> {
    let mut words: Vec<&str> = text.split_whitespace().collect();
    let unit = words
        .iter()
        .position(|word| matches!(*word, "futures" | "years"))?;
    let years = words.remove(unit) == "years";
    let share = match words.as_slice() {
        [share] | [share, "of"] if share.ends_with('%') => amount(share)?,
        [kept, "of", all] => {
            let (kept, all): (u32, u32) = (kept.parse().ok()?, all.parse().ok()?);
            f64::from(kept) / f64::from(all)
        }
        _ => return None,
    };
    (share > 0.0 && share < 1.0).then_some((share, years))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::setting::setting;

    #[test]
    fn the_four_questions_are_told_apart() {
        let of = |text: &str| Target::parse(text).expect(text);
        let one = of("wait_for_named_worker_days_share_at_most_10 >= 90%");
        assert_eq!(
            (one.kind(), one.bound, one.chance),
            (Kind::LongRun, 0.9, None)
        );
        let one = of("decisions_in_time_share >= 0.95 in 9 years of 10");
        assert_eq!((one.kind(), one.last_year), (Kind::Promise, true));
        assert_eq!(one.chance, Some(0.9));
        let one = of("waiting <= 0 by 40 d in 90% of futures");
        assert_eq!((one.kind(), one.by), (Kind::ByDate, Some(Day::After(40))));
        let one = of("unallocated_protection_over_5_wd_max <= 0 in 19 of 20 futures");
        assert_eq!((one.kind(), one.chance), (Kind::Safety, Some(0.95)));
        for wrong in [
            "waiting",
            "waiting <= many",
            "waiting >= 3 by 2010-01-01 in 9 of 10 futures",
            "waiting <= 3 by 14/05/2010 in 9 of 10 futures",
            "waiting <= 3 by 40 d",
            "waiting <= 3 in 10 of 10 futures",
            "waiting <= 3 in most futures",
            "<= 3",
        ] {
            let said = Target::parse(wrong).expect_err(wrong);
            assert!(said.contains("wanted a measure"), "{said}");
        }
    }

    #[test]
    fn what_one_future_must_keep_may_have_a_date_and_no_chance() {
        let one = Target::of_one_future("waiting <= 3 by 40 d").expect("right");
        assert_eq!((one.by, one.chance), (Some(Day::After(40)), None));
        let one = Target::of_one_future("waiting_max <= 3").expect("right");
        assert_eq!((one.by, one.chance), (None, None));
        for (wrong, told) in [
            (
                "waiting <= 3 by 40 d in 9 of 10 futures",
                "how often is what is counted",
            ),
            (
                "waiting_max <= 3 in 9 of 10 years",
                "how often is what is counted",
            ),
            ("waiting >= 3 by 40 d", "is \"<= … by …\""),
            ("waiting <= 3 by 14/05/2010", "needs a date"),
            (
                "waiting",
                "wanted a measure, a relation and a number, such as",
            ),
        ] {
            let said = Target::of_one_future(wrong).expect_err(wrong);
            assert!(said.contains(told), "{said}");
        }
        // A size still asks how often.
        let said = Target::parse("waiting <= 3 by 40 d").expect_err("no chance");
        assert!(said.contains("in 9 of 10 futures"), "{said}");
    }

    #[test]
    fn safety_is_no_matter_of_the_mean() {
        for wrong in [
            "unallocated_protection_over_5_wd_mean <= 0.5",
            "danger_seen_same_day >= 95%",
            "closed_unseen_count < 3",
        ] {
            let said = Target::parse(wrong).expect_err(wrong);
            assert!(said.contains("in N of M futures"), "{said}");
            let promised = format!("{wrong} in 9 of 10 futures");
            let promise = Target::parse(&promised).expect(&promised);
            assert_eq!(promise.kind(), Kind::Safety);
        }
    }

    #[test]
    fn a_target_becomes_the_request_that_answers_it() {
        let file = std::path::Path::new("scenarios/tiny-office.toml");
        let plan = crate::scenario::load(file, &[]).expect("the scenario is right");
        let setting = setting(&plan);
        let of = |text: &str| Target::parse(text).expect(text).request(&plan, &setting);
        let (request, bound) = of("waiting[A] <= 0 by 200 d in 9 of 10 futures").expect("right");
        assert_eq!(bound, 200.0 - plan.warm_up.as_days());
        assert!(
            request.starts_with("waiting_first_at_or_below_0["),
            "{request}"
        );
        let error = of("waiting <= 0 by 2199-01-01 in 9 of 10 futures").expect_err("too late");
        assert!(error.wanted.starts_with("a day from"), "{error:?}");
        assert!(of("nothing_such_mean <= 0 in 9 of 10 futures").is_err());
    }
}
