//! A plan read back in plain sentences, so that its author sees what was understood.

use super::change::english;
use crate::engine::{Dist, Span, Time};
use crate::experiment::plan::{LeverUse, Plan, Replications};
use crate::model::spec::{Hours, ListOrder, Spec, StageBy, Team};

/// The plan in sentences: what runs and from when, who refers, who works there, the way through,
/// what changes on which date.
pub fn sentences(plan: &Plan) -> Vec<String> {
    let Some(first) = plan.department.versions.first() else {
        return Vec::new();
    };
    let spec = &first.spec;
    let mut lines = vec![what_runs(plan)];
    lines.extend(demand(spec));
    lines.extend(spec.teams.iter().map(|team| team_sentence(team, spec)));
    lines.push(pathway(spec));
    lines.push(position(plan));
    if plan.changes.is_empty() && plan.levers.is_empty() {
        lines.push("Nothing changes during the run.".to_owned());
    }
    lines.extend(plan.changes.iter().cloned());
    lines.extend(plan.levers.iter().map(lever));
    lines.extend(plan.dates.iter().map(|(name, on)| {
        format!(
            "What an inspector would count is shown for {}: {name}.",
            english(*on)
        )
    }));
    lines.extend(plan.missing.iter().map(|text| format!("Left out: {text}")));
    lines
}

fn what_runs(plan: &Plan) -> String {
    let calendar = plan.calendar();
    let last = calendar.date_of(Time::ZERO + plan.department.horizon - Span(1));
    let hours = if calendar.is_continuous() {
        "every hour of every day counts"
    } else {
        "office hours on English working days"
    };
    let times = match &plan.replications {
        Replications::Number(number) => format!("{} futures", round(f64::from(*number))),
        Replications::Auto(rule) => format!(
            "as many futures as a precision of {}% asks, from {} to {}",
            rule.relative_half_width * 100.0,
            rule.at_least,
            rule.at_most
        ),
    };
    let warm_up = match plan.warm_up {
        Span::ZERO => String::new(),
        warm_up => format!(" The first {} are left out of every figure.", long(warm_up)),
    };
    format!(
        "{}: from {} to {}, {hours}, {times} with seed {}.{warm_up}",
        plan.title,
        english(plan.start_date),
        english(last),
        plan.seed
    )
}

/// A length in the unit a person would use.
fn long(span: Span) -> String {
    let days = span.as_days();
    if days >= 14.0 && days % 7.0 == 0.0 {
        format!("{} weeks", round(days / 7.0))
    } else if days >= 1.0 {
        format!("{} days", round(days))
    } else {
        format!("{} hours", round(span.as_hours()))
    }
}

/// A number to read: whole from 100 on, thousands apart; else with at most one decimal.
fn round(value: f64) -> String {
    if value.abs() < 100.0 {
        return format!("{}", (value * 10.0).round() / 10.0);
    }
    let digits = format!("{:.0}", value.abs());
    let mut text = String::from(if value < 0.0 { "-" } else { "" });
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn demand(spec: &Spec) -> Vec<String> {
    let mut lines = Vec::new();
    for (index, office) in spec.offices.iter().enumerate() {
        let streams = spec.streams.iter().filter(|stream| stream.office == index);
        let mut families = 0.0;
        let mut children = 0.0;
        let mut names = Vec::new();
        for stream in streams {
            let source = &spec.sources[stream.source];
            families += stream.families_per_day;
            children += stream.families_per_day * mean_size(&source.children);
            names.push(match &stream.hours {
                Hours::AtOpening => format!("{} (at opening)", source.name),
                Hours::Office | Hours::AllDay(_) => source.name.clone(),
            });
        }
        lines.push(format!(
            "Office {}: {} children in {} families a year arrive ({}).",
            office.name,
            round(children * 365.25),
            round(families * 365.25),
            names.join(", ")
        ));
    }
    lines
}

fn mean_size(shares: &[f64]) -> f64 {
    shares
        .iter()
        .enumerate()
        .map(|(more, share)| (more + 1) as f64 * share)
        .sum()
}

fn team_sentence(team: &Team, spec: &Spec) -> String {
    let posts: f64 = team.posts.iter().sum();
    let managers: f64 = team.managers.iter().sum();
    let of = |count: f64, what: &str| {
        let many = if count == 1.0 { "" } else { "s" };
        format!("{} {what}{many}", round(count))
    };
    let mut text = format!("Team {}: {}", team.name, of(posts, "post"));
    if managers > 0.0 {
        text += &format!(" and {}", of(managers, "manager"));
    }
    if team.vacancy_start > 0.0 {
        text += &format!(", {}% vacant", round(team.vacancy_start * 100.0));
    }
    if team.agency_share > 0.0 {
        text += &format!(
            ", {}% covered by agency workers",
            round(team.agency_share * 100.0)
        );
    }
    let caps = [
        (team.cap_families, "families"),
        (team.cap_children, "children"),
        (team.cap_points, "points"),
    ];
    let caps: Vec<String> = caps
        .iter()
        .filter_map(|(cap, of)| Some(format!("{} {of}", round((*cap)?))))
        .collect();
    if caps.is_empty() {
        text += "; no cap on what a worker holds";
    } else {
        text += &format!("; a full-time worker holds at most {}", caps.join(" and "));
        let over = team
            .over_cap
            .iter()
            .zip(&spec.bands)
            .filter(|(chance, _)| **chance > 0.0);
        let over: Vec<String> = over
            .map(|(chance, band)| format!("{band} {}%", round(chance * 100.0)))
            .collect();
        if !over.is_empty() {
            text += &format!(", above it with a chance of {}", over.join(", "));
        }
    }
    let order = match team.order {
        ListOrder::NeedBand => "by need, then longest waiting",
        ListOrder::FirstCome => "first come, first served",
        ListOrder::NearestDeadline => "nearest statutory deadline first",
    };
    text += &format!("; its list goes {order}");
    if let Some(workers) = team.duty_one_in {
        text += &format!("; one in {} on duty", round(workers));
    }
    if team.people.turnover_per_year > 0.0 {
        text += &format!(
            "; {} in 100 leave a year",
            round(team.people.turnover_per_year * 100.0)
        );
    }
    text + "."
}

fn pathway(spec: &Spec) -> String {
    let stages = spec.stages.iter().map(|stage| {
        let by = match stage.by {
            StageBy::NamedWorker => "named worker",
            StageBy::Duty => "duty",
            StageBy::Manager => "manager",
            StageBy::Nobody => "waiting",
        };
        let limit = match &stage.limit {
            Some(limit) if limit.working_days == 1 => ", 1 working day".to_owned(),
            Some(limit) => format!(", {} working days", limit.working_days),
            None => String::new(),
        };
        let work: f64 = stage
            .items
            .iter()
            .map(|item| item.times.mean() * mean_hours(&item.effort.dist))
            .sum();
        let work = if work > 0.0 {
            format!(", {} h", round(work))
        } else {
            String::new()
        };
        format!("{} ({by}{limit}{work})", stage.name)
    });
    format!("Stages: {}.", stages.collect::<Vec<_>>().join("; "))
}

/// A lever as a sentence, with what it costs and what is shown beside it.
fn lever(used: &LeverUse) -> String {
    let cost = &used.cost;
    let pounds = [
        (cost.once, "once"),
        (cost.per_year, "a year"),
        (
            cost.per_worker_year,
            "a year for each permanent worker there",
        ),
    ];
    let pounds: Vec<String> = pounds
        .iter()
        .filter(|(pounds, _)| *pounds > 0.0)
        .map(|(pounds, when)| format!("£{} {when}", round(*pounds)))
        .collect();
    let cost = match pounds.len() {
        0 => "Costs nothing beyond its staff.".to_owned(),
        _ => format!("Costs {}.", pounds.join(" and ")),
    };
    format!(
        "{} {cost} Always shown beside it: {}.",
        used.sentence,
        used.beside.join(", ")
    )
}

fn mean_hours(seconds: &Dist) -> f64 {
    seconds.mean() / Span::HOUR.0 as f64
}

fn position(plan: &Plan) -> String {
    let open = &plan.department.start.open;
    if open.is_empty() {
        return "The run starts with no open families.".to_owned();
    }
    let count = |families: bool, allocated: Option<bool>| -> f64 {
        let wanted = open.iter().filter(|group| {
            group.count_families == families && allocated.is_none_or(|all| group.allocated == all)
        });
        // Not `sum`: the sum of no numbers is minus zero.
        wanted.fold(0.0, |all, group| all + group.children)
    };
    let mut parts = Vec::new();
    for (families, word) in [(false, "children"), (true, "families")] {
        let all = count(families, None);
        if all > 0.0 {
            let without = count(families, Some(false));
            parts.push(format!(
                "{} open {word}, {} of them without a named worker",
                round(all),
                round(without)
            ));
        }
    }
    format!("The run starts with {}.", parts.join(" and "))
}

#[cfg(test)]
mod tests {
    use super::round;

    #[test]
    fn large_numbers_have_their_thousands_apart() {
        let wanted = [(0.0, "0"), (0.25, "0.3"), (99.96, "100"), (999.4, "999")];
        for (number, text) in wanted {
            assert_eq!(round(number), text);
        }
        assert_eq!(round(32_880.0), "32,880");
        assert_eq!(round(1_234_567.0), "1,234,567");
        assert_eq!(round(-1_000.0), "-1,000");
    }
}
