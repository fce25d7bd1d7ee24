//! Plans held against a base in the same futures: differences, guards, ranks.
//!
//! Every plan is simulated in the futures of the base: same start, same seed, same numbers. A
//! difference is judged by its interval, corrected for the number of plans; a guard is a limit on
//! the share of futures and never weighed against anything.

use jiff::civil::Date;

use super::headline::{Better, Headline, Topic, last_day};
use super::outcome::Outcome;
use super::plan::Plan;
use super::setting::setting;
use super::worth::Worth;
use crate::measures::{RequestProblem, Setting};
use crate::statistics::{Paired, not_told_from_best, proportion_upper_bound};

/// Level of all intervals of a comparison.
pub const LEVEL: f64 = 0.95;

/// What can be said of a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The plan is clearly better.
    Better,
    /// The plan is clearly worse.
    Worse,
    /// The figure is clearly lower; neither way is better by itself.
    Lower,
    /// The figure is clearly higher; neither way is better by itself.
    Higher,
    /// The interval holds nothing.
    NoClearDifference,
    /// The same in every future.
    Same,
    /// Too few futures have a figure for an interval.
    TooFew,
}

impl Verdict {
    /// The verdict in words.
    pub fn words(self) -> &'static str {
        match self {
            Verdict::Better => "better",
            Verdict::Worse => "worse",
            Verdict::Lower => "lower",
            Verdict::Higher => "higher",
            Verdict::NoClearDifference => "no clear difference",
            Verdict::Same => "the same in every future",
            Verdict::TooFew => "too few futures",
        }
    }

    /// Whether the figure clearly differs.
    pub fn is_clear(self) -> bool {
        matches!(
            self,
            Verdict::Better | Verdict::Worse | Verdict::Lower | Verdict::Higher
        )
    }
}

/// One figure of one plan beside the base's.
#[derive(Clone, Debug, PartialEq)]
pub struct Compared {
    /// The base's figure in every future.
    pub base: Vec<Option<f64>>,
    /// The plan's figure in every future.
    pub plan: Vec<Option<f64>>,
    /// Plan less base.
    pub paired: Paired,
    /// Interval of the mean difference, corrected for the number of plans.
    pub interval: Option<(f64, f64)>,
    /// What can be said of it.
    pub verdict: Verdict,
    /// Futures in which the plan is better; as many are lower where neither way is better.
    pub better_in: usize,
    /// Futures in which both are equal.
    pub equal_in: usize,
}

impl Compared {
    /// Holds the figures of a plan against those of the base, beside `plans - 1` others.
    pub fn of(
        base: Vec<Option<f64>>,
        plan: Vec<Option<f64>>,
        better: Better,
        plans: usize,
    ) -> Self {
        let paired = Paired::of(&base, &plan);
        let interval = paired.interval(LEVEL, plans);
        let (lower, equal_in, higher) = paired.lower_equal_higher();
        let verdict = match interval {
            _ if paired.n() > 0 && equal_in == paired.n() => Verdict::Same,
            None => Verdict::TooFew,
            Some((low, high)) if low <= 0.0 && high >= 0.0 => Verdict::NoClearDifference,
            Some((_, high)) => match (better, high < 0.0) {
                (Better::Lower, true) | (Better::Higher, false) => Verdict::Better,
                (Better::Lower, false) | (Better::Higher, true) => Verdict::Worse,
                (Better::Neither, true) => Verdict::Lower,
                (Better::Neither, false) => Verdict::Higher,
            },
        };
        Self {
            base,
            plan,
            paired,
            interval,
            verdict,
            better_in: if better == Better::Higher {
                higher
            } else {
                lower
            },
            equal_in,
        }
    }

    /// Mean of the base's figure over the futures in which both have one.
    pub fn paired_base_mean(&self) -> Option<f64> {
        let both = self.base.iter().zip(&self.plan);
        let base: Vec<f64> = both.filter_map(|(base, plan)| plan.and(*base)).collect();
        crate::statistics::Summary::of(&base).mean()
    }

    /// Whether any future has a figure of both.
    pub fn is_there(&self) -> bool {
        self.paired.n() > 0
    }
}

/// A limit that must hold in all but a stated share of the futures.
#[derive(Clone, Debug, PartialEq)]
pub struct Guard {
    /// Place of its figure among the headlines.
    pub headline: usize,
    /// Futures in which it is broken.
    pub broken_in: usize,
    /// Futures looked at.
    pub futures: usize,
    /// Most children concerned in any future.
    pub worst: f64,
    /// With 95 % confidence the chance is at most this.
    pub at_most: f64,
    /// Broken in more futures than the stated chance.
    pub red: bool,
}

impl Guard {
    /// Looks at the children concerned in every future; red where there are any in more than the
    /// share `chance` of the futures.
    pub fn of(headline: usize, values: &[Option<f64>], chance: f64) -> Self {
        let values: Vec<f64> = values.iter().flatten().copied().collect();
        let (broken_in, futures) = (values.iter().filter(|v| **v > 0.0).count(), values.len());
        Self {
            headline,
            broken_in,
            futures,
            worst: values.iter().copied().fold(0.0, f64::max),
            at_most: proportion_upper_bound(broken_in, futures, LEVEL).unwrap_or(1.0),
            red: broken_in as f64 > chance * futures as f64,
        }
    }
}

/// A plan beside the base.
#[derive(Clone, Debug, PartialEq)]
pub struct Arm {
    /// The guards.
    pub guards: Vec<Guard>,
    /// One entry for each headline.
    pub compared: Vec<Compared>,
    /// Whether it cannot be told from the best of all: the base and plans that are a choice and
    /// not red.
    pub among_best: Option<bool>,
    /// Whether it has a shock: a test of another plan, and nobody's choice.
    pub shocked: bool,
    /// What a child-week of waiting less costs; `None` where waiting or cost is not compared.
    pub worth: Option<Worth>,
}

impl Arm {
    /// Whether a guard is broken beyond the stated chance.
    pub fn is_red(&self) -> bool {
        self.guards.iter().any(|guard| guard.red)
    }
}

/// All plans beside the base.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// The figures compared.
    pub headlines: Vec<Headline>,
    /// The guards of the base itself.
    pub base_guards: Vec<Guard>,
    /// Whether the base itself cannot be told from the best.
    pub base_among_best: Option<bool>,
    /// The plans, in the order in which they were given.
    pub arms: Vec<Arm>,
    /// Places of the plans from the best; those that are red after all others.
    pub ranked: Vec<usize>,
    /// Share of futures in which a guard may be broken.
    pub guard_chance: f64,
}

impl Comparison {
    /// Place of the first headline for a topic.
    pub fn place(&self, topic: &Topic) -> Option<usize> {
        self.headlines.iter().position(|one| one.topic == *topic)
    }

    /// The plan a decision would fall on: the best of those that keep the guards and are a choice,
    /// else the best that is a choice.
    pub fn lead(&self) -> Option<usize> {
        let ranked = || self.ranked.iter();
        let choice = |at: &&usize| !self.arms[**at].shocked;
        let kept = ranked().find(|at| choice(at) && !self.arms[**at].is_red());
        let found = kept.or_else(|| ranked().find(choice));
        found.or_else(|| ranked().next()).copied()
    }

    /// Over all plans and figures that can be better or worse: the middle of the variance of paired
    /// differences over that of unpaired ones, and of how many.
    pub fn typical_gain(&self) -> Option<(f64, usize)> {
        let compared = self.arms.iter().flat_map(|arm| &arm.compared);
        let mut ratios: Vec<f64> = compared
            .filter(|one| one.verdict != Verdict::Same)
            .filter_map(|one| one.paired.variance_ratio())
            .collect();
        let middle = crate::statistics::quantile_of(&mut ratios, 0.5)?;
        Some((middle, ratios.len()))
    }
}

/// Figures of one headline in every future.
///
/// # Errors
///
/// When the outcome does not report it.
pub fn figures(
    outcome: &Outcome,
    setting: &Setting,
    headline: &Headline,
) -> Result<Vec<Option<f64>>, RequestProblem> {
    let at = outcome.catalogue.find(&headline.name, setting)?;
    let times = |value: Option<f64>| value.map(|value| value * headline.factor);
    Ok(outcome.values(at).into_iter().map(times).collect())
}

/// Holds plans against a base, each with its setting, by the headlines; of a plan also whether it
/// has a shock.
///
/// # Errors
///
/// When a plan does not report a headline.
pub fn compare(
    base: (&Outcome, &Setting),
    plans: &[(&Outcome, &Setting, bool)],
    headlines: Vec<Headline>,
    guard_chance: f64,
) -> Result<Comparison, RequestProblem> {
    let of = |(outcome, setting): (&Outcome, &Setting)| {
        let all = headlines.iter();
        all.map(|one| figures(outcome, setting, one))
            .collect::<Result<Vec<_>, _>>()
    };
    let guards = |values: &[Vec<Option<f64>>]| -> Vec<Guard> {
        let places = headlines.iter().enumerate();
        places
            .filter(|(_, one)| one.topic == Topic::Guard)
            .map(|(place, _)| Guard::of(place, &values[place], guard_chance))
            .filter(|guard| guard.futures > 0)
            .collect()
    };
    let base_values = of(base)?;
    let mut arms = Vec::with_capacity(plans.len());
    for (outcome, setting, shocked) in plans {
        let values = of((*outcome, *setting))?;
        arms.push(Arm {
            guards: guards(&values),
            compared: headlines
                .iter()
                .zip(values)
                .zip(&base_values)
                .map(|((one, plan), base)| {
                    Compared::of(base.clone(), plan, one.better, plans.len())
                })
                .collect(),
            among_best: None,
            shocked: *shocked,
            worth: None,
        });
    }
    price(&headlines, &mut arms);
    let mut comparison = Comparison {
        base_guards: guards(&base_values),
        base_among_best: None,
        ranked: (0..arms.len()).collect(),
        arms,
        headlines,
        guard_chance,
    };
    rank(&mut comparison);
    Ok(comparison)
}

/// What a child-week of waiting less costs under each plan.
fn price(headlines: &[Headline], arms: &mut [Arm]) {
    let place = |topic: Topic| headlines.iter().position(|one| one.topic == topic);
    let Some((waiting, cost)) = place(Topic::Rank).zip(place(Topic::Cost)) else {
        return;
    };
    let plans = arms.len();
    for arm in arms {
        arm.worth = Worth::of(&arm.compared[waiting], &arm.compared[cost], plans);
    }
}

/// Ranks the plans and finds those that cannot be told from the best. A red plan is no candidate,
/// and neither is one that has a shock.
fn rank(comparison: &mut Comparison) {
    let Some(place) = comparison.place(&Topic::Rank) else {
        return;
    };
    let mean = |arm: &Arm| arm.compared[place].paired.mean().unwrap_or(f64::INFINITY);
    let arms = &comparison.arms;
    comparison.ranked.sort_by(|one, other| {
        let key = |at: &usize| (arms[*at].is_red(), mean(&arms[*at]));
        let ((red, one), (also_red, other)) = (key(one), key(other));
        red.cmp(&also_red).then(one.total_cmp(&other))
    });
    let base_red = comparison.base_guards.iter().any(|guard| guard.red);
    let mut candidates: Vec<Option<usize>> = Vec::new();
    candidates.extend((!base_red).then_some(None));
    let choice = |at: &usize| !arms[*at].is_red() && !arms[*at].shocked;
    candidates.extend((0..arms.len()).filter(choice).map(Some));
    let Some(base) = arms.first().map(|arm| &arm.compared[place].base) else {
        return;
    };
    let whole = |values: &[Option<f64>]| -> Option<Vec<f64>> { values.iter().copied().collect() };
    let samples: Option<Vec<Vec<f64>>> = candidates
        .iter()
        .map(|at| match at {
            None => whole(base),
            Some(at) => whole(&arms[*at].compared[place].plan),
        })
        .collect();
    let Some(kept) = samples.and_then(|samples| not_told_from_best(&samples, LEVEL)) else {
        return;
    };
    for (at, kept) in candidates.into_iter().zip(kept) {
        match at {
            None => comparison.base_among_best = Some(kept),
            Some(at) => comparison.arms[at].among_best = Some(kept),
        }
    }
}

/// Something that makes a plan incomparable with the base (`wrong`), or hard to compare.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// Whether it cannot be compared at all.
    pub wrong: bool,
    /// What differs, with what was found and wanted.
    pub said: String,
    /// What to do about it.
    pub hint: String,
}

/// Everything about a plan that does not fit the base: differences would not be the plan's doing.
pub fn mismatches(base: &Plan, plan: &Plan) -> Vec<Mismatch> {
    let mut found = Vec::new();
    let mut differ = |wrong: bool, what: &str, is: String, was: String, hint: &str| {
        if is != was {
            found.push(Mismatch {
                wrong,
                said: format!("{what}: found {is}, wanted {was} as in the base"),
                hint: hint.to_owned(),
            });
        }
    };
    let extend = "let the plan extend the base and leave this out";
    let start = |plan: &Plan| plan.start_date.to_string();
    differ(true, "run.start", start(plan), start(base), extend);
    let weeks = |plan: &Plan| format!("{} weeks", plan.department.horizon.as_days() / 7.0);
    let both = "leave it out of the plan, or set it for all with --set run.horizon=\"...\"";
    differ(true, "run.horizon", weeks(plan), weeks(base), both);
    let warm_up = |plan: &Plan| format!("{} days", plan.warm_up.as_days());
    differ(true, "run.warm_up", warm_up(plan), warm_up(base), extend);
    let offices = |plan: &Plan| plan.names.offices.join(", ");
    differ(true, "offices", offices(plan), offices(base), extend);
    let seed = |plan: &Plan| plan.seed.to_string();
    differ(
        false,
        "run.seed",
        seed(plan),
        seed(base),
        "the base's seed is used, so that both meet the same futures",
    );
    let position = |plan: &Plan| position(plan);
    differ(
        true,
        "start: families open",
        position(plan),
        position(base),
        "plans begin where the base begins; put what the plan does into dated changes",
    );
    differ(
        false,
        "demand at the start",
        demand(plan),
        demand(base),
        "other families come: the difference is not the plan's doing alone",
    );
    found
}

/// The position at the start in words: children by kind, and a number that tells others apart.
fn position(plan: &Plan) -> String {
    let spec = &plan.department.versions[0].spec;
    let groups = plan.department.start.open.iter();
    let mut said: Vec<String> = groups
        .map(|group| {
            format!(
                "{}|{}|{:?}|{}|{}|{}|{:?}|{:?}|{:?}",
                plan.names.offices[group.office],
                plan.names.stages[group.stage].name,
                group.team_kind.map(|kind| &plan.names.team_kinds[kind]),
                group.children,
                group.count_families,
                group.allocated,
                group.band.map(|band| &spec.bands[band]),
                group.age,
                group.listed,
            )
        })
        .collect();
    said.sort();
    let open: f64 = plan
        .department
        .start
        .open
        .iter()
        .map(|group| group.children)
        .sum();
    let mark = said.join("\n").bytes().fold(0_u32, |mark, byte| {
        mark.wrapping_mul(16_777_619) ^ u32::from(byte)
    });
    format!("{open} in {} groups (mark {mark:08x})", said.len())
}

/// Families a day at the start, by office.
fn demand(plan: &Plan) -> String {
    let spec = &plan.department.versions[0].spec;
    let mut offices = vec![0.0; plan.names.offices.len()];
    for stream in &spec.streams {
        offices[stream.office] += stream.families_per_day;
    }
    let said = plan.names.offices.iter().zip(offices);
    let said: Vec<String> = said
        .map(|(office, families)| format!("{office} {families:.4}"))
        .collect();
    format!("{} families a day", said.join(", "))
}

/// The day `weeks` weeks after `day`, if it is still within the run.
pub fn after_weeks(plan: &Plan, day: Date, weeks: i64) -> Option<Date> {
    let later = day.checked_add(jiff::Span::new().weeks(weeks)).ok()?;
    (later < last_day(&setting(plan))).then_some(later)
}
