//! The tables of a comparison: on screen, and in long form for the folder.

use super::numbers::{
    difference, figure, half_width, median, of_hundred, unit_of_difference, with_interval,
};
use super::paragraphs::price;
use super::{Versus, beside};
use crate::experiment::setting::periods;
use crate::experiment::{Arm, Guard, Topic, Worth};
use crate::report::table::{Cell, Column, ColumnKind, Table};
use crate::report::words;

/// Plans up to which every figure is shown on screen.
pub(super) const FEW: usize = 2;

fn text(name: &str, meaning: &str) -> Column {
    Column::new(name, ColumnKind::Text, meaning)
}

fn number(name: &str, meaning: &str) -> Column {
    Column::new(name, ColumnKind::Number, meaning)
}

fn whole(name: &str, meaning: &str) -> Column {
    Column::new(name, ColumnKind::Whole, meaning)
}

/// What is shown after the sentences.
pub(super) fn on_screen(versus: &Versus<'_>) -> Vec<Table> {
    let mut tables = vec![league(versus)];
    tables.extend(cost_by_plan(versus));
    tables.extend(policy(versus));
    tables.extend(guards_in_words(versus));
    if versus.plans.len() <= FEW {
        tables.extend(beside::table(versus));
        for plan in 0..versus.plans.len() {
            tables.push(every_figure(versus, plan));
        }
    }
    tables
}

/// What the page folds away: every figure of each plan, where there are many.
pub(super) fn folded(versus: &Versus<'_>) -> Vec<Table> {
    if versus.plans.len() <= FEW {
        return Vec::new();
    }
    let ranked = versus.comparison.ranked.iter();
    let every = ranked.map(|&plan| every_figure(versus, plan));
    beside::table(versus).into_iter().chain(every).collect()
}

/// One line for each plan, from the best.
fn league(versus: &Versus<'_>) -> Table {
    let mut table = Table::new(
        "plans",
        "The plans from the best, each less the base",
        vec![
            text("Plan", "File of the plan."),
            text(
                "Guard",
                "Whether a guard is broken beyond the stated chance.",
            ),
            text("Child-weeks of waiting", "Difference with its interval."),
            text(
                "Better in, of 100",
                "Futures of 100 in which children wait less.",
            ),
            text(
                "Children without a named worker",
                "For more than 5 working days, on the last day: middle future, difference.",
            ),
            text("Verdict", "What can be said of the waiting."),
            text("Among the best", "Whether it can be told from the best."),
        ],
    );
    let comparison = versus.comparison;
    let waits = versus.waiting();
    for &plan in &comparison.ranked {
        let arm = &comparison.arms[plan];
        let rank = versus.rank().map(|place| (&arm.compared[place], place));
        let waiting = waits.map(|place| (&arm.compared[place], place));
        table.push(vec![
            versus.name(plan).into(),
            if arm.is_red() { "RED" } else { "kept" }.into(),
            rank.map_or(Cell::Blank, |(one, place)| {
                with_interval(one, &comparison.headlines[place]).into()
            }),
            rank.map_or(Cell::Blank, |(one, _)| {
                of_hundred(one.better_in, one.paired.n()).into()
            }),
            waiting.map_or(Cell::Blank, |(one, place)| {
                let middle = median(&one.plan).map_or(String::new(), |middle| {
                    words::number(words::supported(middle, half_width(one)), 0)
                });
                let change = with_interval(one, &comparison.headlines[place]);
                format!("{middle}: {change}").into()
            }),
            rank.map_or(Cell::Blank, |(one, _)| one.verdict.words().into()),
            told(arm).into(),
        ]);
    }
    table.notes.push(format!(
        "Waiting is added up from {} to {}. Mean difference, and in brackets its 95% interval{}. \
         Plans that are red stand last; they and tests by a shock are no candidates for the best.",
        words::long_date(versus.base.first_day()),
        words::long_date(versus.last_day()),
        versus.corrected()
    ));
    table
}

/// What each plan costs, by financial year too, and each child-week of waiting less.
fn cost_by_plan(versus: &Versus<'_>) -> Option<Table> {
    let place = versus.comparison.place(&Topic::Cost)?;
    let one = &versus.comparison.headlines[place];
    let years = versus.years();
    let mut columns = vec![
        text("Plan", "File of the plan."),
        text("Cost", "Difference with its interval."),
    ];
    for year in years.iter().filter_map(|year| year.financial_year.as_ref()) {
        let definition = "What of it falls in the financial year, April to March.";
        columns.push(text(&format!("In {year}"), definition));
    }
    columns.push(text(
        "For each child-week less",
        "Cost over waiting avoided, with its interval.",
    ));
    let title = "What the plans cost, each less the base";
    let mut table = Table::new("cost", title, columns);
    for &plan in &versus.comparison.ranked {
        let arm = &versus.comparison.arms[plan];
        let mut row: Vec<Cell> = vec![
            versus.name(plan).into(),
            with_interval(&arm.compared[place], one).into(),
        ];
        for year in &years {
            let found = versus.cost_in(plan, year);
            row.push(found.map_or(Cell::Blank, |(one, compared)| {
                with_interval(&compared, &one).into()
            }));
        }
        row.push(
            arm.worth
                .map_or(Cell::Blank, |worth| worth_in_words(worth).into()),
        );
        table.push(row);
    }
    let days = |day| words::long_date(day);
    table.notes.push(format!(
        "Pounds of the price year, from {} to {}; in brackets 95% intervals{}. A price for each \
         child-week is given only where children clearly wait less and it clearly costs more.",
        days(versus.base.first_day()),
        days(versus.last_day()),
        versus.corrected()
    ));
    Some(table)
}

fn worth_in_words(worth: Worth) -> String {
    price(worth).unwrap_or_else(|| worth.words().to_owned())
}

/// What a policy that places children above the caps costs, plan by plan; none where nobody is.
fn policy(versus: &Versus<'_>) -> Option<Table> {
    let comparison = versus.comparison;
    let all = comparison.headlines.iter().enumerate();
    let wanted = |topic: &Topic| matches!(topic, Topic::AboveCap | Topic::PolicyCost);
    let places: Vec<usize> = all
        .filter(|(_, one)| wanted(&one.topic))
        .map(|(place, _)| place)
        .collect();
    let above = comparison.place(&Topic::AboveCap)?;
    let any = |arm: &Arm| median(&arm.compared[above].plan).is_some_and(|count| count >= 1.0);
    if !comparison.arms.iter().any(any) {
        return None;
    }
    let mut columns = vec![text("Plan", "File of the plan; the base is called base.")];
    for &place in &places {
        let head = words::capitalised(&comparison.headlines[place].words);
        columns.push(text(&head, "Middle future."));
    }
    let title = "What it takes to leave no child on a protection plan without a worker";
    let mut table = Table::new("policy", title, columns);
    let mut push = |who: &str, arm: &Arm, base: bool| {
        let cells = places.iter().map(|&place| {
            let (one, compared) = (&comparison.headlines[place], &arm.compared[place]);
            let values = if base { &compared.base } else { &compared.plan };
            let middle = median(values);
            middle.map_or(Cell::Blank, |middle| {
                figure(middle, one, half_width(compared)).into()
            })
        });
        table.push(std::iter::once(who.into()).chain(cells).collect());
    };
    if let Some(first) = comparison.ranked.first() {
        push("base", &comparison.arms[*first], true);
    }
    for &plan in &comparison.ranked {
        push(versus.name(plan), &comparison.arms[plan], false);
    }
    Some(table)
}

/// In how many futures each guard is broken; none where every guard is kept in every future.
fn guards_in_words(versus: &Versus<'_>) -> Option<Table> {
    let comparison = versus.comparison;
    let own = comparison.arms.iter().flat_map(|arm| &arm.guards);
    if !own
        .chain(&comparison.base_guards)
        .any(|guard| guard.broken_in > 0)
    {
        return None;
    }
    let mut columns = vec![text("Plan", "File of the plan; the base is called base.")];
    for guard in &comparison.base_guards {
        let head = words::capitalised(&comparison.headlines[guard.headline].words);
        columns.push(text(
            &head,
            "Futures in which it happens, and most children at once.",
        ));
    }
    let title = "What must not happen on any working day: futures in which it does";
    let mut table = Table::new("guards", title, columns);
    let mut push = |who: &str, guards: &[Guard]| {
        let cells = guards.iter().map(|guard| match guard.broken_in {
            0 => format!("0 of {}", guard.futures).into(),
            some => format!(
                "{}{some} of {}, at most {} at once",
                if guard.red { "RED: " } else { "" },
                guard.futures,
                words::children(guard.worst)
            )
            .into(),
        });
        table.push(std::iter::once(who.into()).chain(cells).collect());
    };
    push("base", &comparison.base_guards);
    for &plan in &comparison.ranked {
        push(versus.name(plan), &comparison.arms[plan].guards);
    }
    table.notes.push(format!(
        "RED: in more futures than the {} allowed.",
        words::percentage(comparison.guard_chance)
    ));
    Some(table)
}

fn told(arm: &Arm) -> &'static str {
    match arm.among_best {
        Some(true) => "cannot be told from it",
        Some(false) => "no",
        None if arm.shocked => "a test by a shock",
        None => "no: it is red",
    }
}

/// Every figure of one plan, quarters left to the file.
fn every_figure(versus: &Versus<'_>, plan: usize) -> Table {
    let mut table = Table::new(
        "figures",
        &format!(
            "\"{}\" beside the base, figure by figure",
            versus.plans[plan].told.title
        ),
        vec![
            text("Figure", "What is compared."),
            text("Base", "Middle future of the base."),
            text("Plan", "Middle future of the plan."),
            text("Difference", "Mean of plan less base, and its interval."),
            text(
                "Better in, of 100",
                "Futures of 100 in which the plan is better.",
            ),
            text("Verdict", "What can be said of it."),
        ],
    );
    let arm = &versus.comparison.arms[plan];
    for (one, compared) in versus.comparison.headlines.iter().zip(&arm.compared) {
        let quarter = matches!(
            one.topic,
            Topic::Published(_, Some(_)) | Topic::Due(_, Some(_))
        );
        let of_others = one.topic == Topic::Beside && !versus.is_beside(plan, one);
        let counted = matches!(one.topic, Topic::Counted(_));
        if quarter || of_others || counted || !compared.is_there() {
            continue;
        }
        let half = half_width(compared);
        let middle = |values: &[Option<f64>]| {
            median(values).map_or(Cell::Blank, |value| figure(value, one, half).into())
        };
        let day = one
            .at
            .map_or(String::new(), |day| format!(", {}", words::short_date(day)));
        let points = match unit_of_difference(one) {
            "percentage points" => " points",
            _ => "",
        };
        table.push(vec![
            format!("{}{day}", words::capitalised(&one.words)).into(),
            middle(&compared.base),
            middle(&compared.plan),
            format!("{}{points}", with_interval(compared, one)).into(),
            of_hundred(compared.better_in, compared.paired.n()).into(),
            compared.verdict.words().into(),
        ]);
    }
    table
}

/// Every plan, figure and quarter: one row each.
pub(super) fn comparison(versus: &Versus<'_>) -> Table {
    let mut table = Table::new(
        "comparison",
        "Every figure of every plan less the base's, in the same futures",
        vec![
            text("plan", "File of the plan."),
            text("measure", "Name of the figure, as it can be asked for."),
            text("figure", "The figure in words."),
            text("unit", "Unit of all figures of the row."),
            number("base_median", "Middle future of the base."),
            number("plan_median", "Middle future of the plan."),
            number("difference", "Mean over futures of plan less base."),
            number(
                "low",
                "Lower end of its 95 % interval, corrected for the number of plans.",
            ),
            number("high", "Upper end of the interval."),
            number(
                "better_in_share",
                "Share of futures in which the plan is better.",
            ),
            number(
                "equal_in_share",
                "Share of futures in which both are equal.",
            ),
            text("verdict", "What can be said of the difference."),
            whole("futures_count", "Futures in which both have a figure."),
            number(
                "paired_over_unpaired_variance",
                "Variance of the paired difference over that of two unrelated runs.",
            ),
        ],
    );
    for (plan, arm) in versus.comparison.arms.iter().enumerate() {
        for (one, compared) in versus.comparison.headlines.iter().zip(&arm.compared) {
            let n = compared.paired.n();
            let share = |count: usize| (n > 0).then(|| count as f64 / n as f64);
            let (low, high) = compared.interval.unzip();
            table.push(vec![
                versus.name(plan).into(),
                one.name.as_str().into(),
                one.words.as_str().into(),
                one.unit.as_str().into(),
                median(&compared.base).into(),
                median(&compared.plan).into(),
                compared.paired.mean().into(),
                low.into(),
                high.into(),
                share(compared.better_in).into(),
                share(compared.equal_in).into(),
                compared.verdict.words().into(),
                n.into(),
                compared.paired.variance_ratio().into(),
            ]);
        }
    }
    table
}

/// The county's cost of each plan beside the base, by month and by financial year.
pub(super) fn costs(versus: &Versus<'_>) -> Option<Table> {
    versus.comparison.place(&Topic::Cost)?;
    let date = |name: &str, meaning: &str| Column::new(name, ColumnKind::Date, meaning);
    let mut table = Table::new(
        "costs",
        "Cost of the county by month and by financial year, each plan less the base",
        vec![
            text("plan", "File of the plan."),
            text(
                "year",
                "The financial year, such as 2009-10; empty for a month.",
            ),
            date("from_date", "First day of the period that is in the run."),
            date("to_date", "Last day of the period that is in the run."),
            number("base_median", "Middle future of the base, pounds."),
            number("plan_median", "Middle future of the plan, pounds."),
            number("difference", "Mean over futures of plan less base, pounds."),
            number(
                "low",
                "Lower end of its 95 % interval, corrected for the number of plans.",
            ),
            number("high", "Upper end of the interval."),
            text("verdict", "What can be said of the difference."),
        ],
    );
    let all = periods(versus.base.first_day(), versus.base.last_day());
    for plan in 0..versus.plans.len() {
        for period in &all {
            let Some((_, compared)) = versus.cost_in(plan, period) else {
                continue;
            };
            let (low, high) = compared.interval.unzip();
            table.push(vec![
                versus.name(plan).into(),
                period.financial_year.clone().unwrap_or_default().into(),
                period.from.into(),
                period.to.into(),
                median(&compared.base).into(),
                median(&compared.plan).into(),
                compared.paired.mean().into(),
                low.into(),
                high.into(),
                compared.verdict.words().into(),
            ]);
        }
    }
    (!table.rows.is_empty()).then_some(table)
}

/// The plans in the order of their rank.
pub(super) fn ranking(versus: &Versus<'_>) -> Table {
    let mut table = Table::new(
        "ranking",
        "The plans from the best; red ones last",
        vec![
            whole("rank", "Place, 1 is the best."),
            text("plan", "File of the plan."),
            text("title", "Title of the plan."),
            text("digest", "Digest of its resolved scenario."),
            text("guard", "kept, or red."),
            number(
                "waiting_difference",
                "Child-weeks of waiting, mean of plan less base.",
            ),
            text("among_best", "yes where it cannot be told from the best."),
            number(
                "pounds_per_child_week",
                "Cost for each child-week of waiting avoided; empty where waiting is not clearly \
                 less or cost not clearly more.",
            ),
            number(
                "pounds_per_child_week_low",
                "Lower end of its 95 % interval.",
            ),
            number(
                "pounds_per_child_week_high",
                "Upper end of its 95 % interval.",
            ),
        ],
    );
    for (at, &plan) in versus.comparison.ranked.iter().enumerate() {
        let arm = &versus.comparison.arms[plan];
        let mean = versus
            .rank()
            .and_then(|place| arm.compared[place].paired.mean());
        let priced = match arm.worth {
            Some(Worth::Pounds { mean, low, high }) => Some((mean, low, high)),
            _ => None,
        };
        let among = match arm.among_best {
            Some(true) => "yes",
            Some(false) => "no",
            None => "",
        };
        table.push(vec![
            (at + 1).into(),
            versus.name(plan).into(),
            versus.plans[plan].told.title.into(),
            versus.plans[plan].told.digest.into(),
            if arm.is_red() { "red" } else { "kept" }.into(),
            mean.into(),
            among.into(),
            priced.map(|price| price.0).into(),
            priced.map(|price| price.1).into(),
            priced.map(|price| price.2).into(),
        ]);
    }
    table
}

/// The guards of base and plans.
pub(super) fn guards(versus: &Versus<'_>) -> Table {
    let mut table = Table::new(
        "guards",
        "What must be nothing on every working day",
        vec![
            text("plan", "File of the plan; the base is called base."),
            text("measure", "Name of the figure."),
            text("figure", "The figure in words."),
            whole("broken_in_count", "Futures in which it is above nothing."),
            whole("futures_count", "Futures looked at."),
            number(
                "most_children",
                "Most children concerned at once in any future.",
            ),
            number(
                "chance_at_most",
                "With 95 % confidence the chance is at most this.",
            ),
            number("chance_allowed", "Share of futures in which it may be."),
            text("guard", "kept, or red."),
        ],
    );
    let mut push = |who: &str, guard: &Guard| {
        let one = &versus.comparison.headlines[guard.headline];
        table.push(vec![
            who.into(),
            one.name.as_str().into(),
            one.words.as_str().into(),
            guard.broken_in.into(),
            guard.futures.into(),
            Cell::Number(guard.worst),
            Cell::Number(guard.at_most),
            Cell::Number(versus.comparison.guard_chance),
            if guard.red { "red" } else { "kept" }.into(),
        ]);
    };
    for guard in &versus.comparison.base_guards {
        push("base", guard);
    }
    for (plan, arm) in versus.comparison.arms.iter().enumerate() {
        for guard in &arm.guards {
            push(versus.name(plan), guard);
        }
    }
    table
}

/// What each lever does alone and with the others, where it was asked for.
pub(super) fn contributions(versus: &Versus<'_>) -> Option<Table> {
    let rank = &versus.comparison.headlines[versus.rank()?];
    if versus.contributions.is_empty() {
        return None;
    }
    let mut table = Table::new(
        "contributions",
        "What each lever does alone, and what it adds to the others",
        vec![
            text("plan", "File of the plan."),
            text("lever", "Name of the lever."),
            text(
                "beside",
                "alone: lever less base; with the others: plan less plan without it.",
            ),
            text("unit", "Unit of the difference."),
            number("difference", "Mean over futures."),
            number("low", "Lower end of its 95 % interval."),
            number("high", "Upper end of its 95 % interval."),
            text("verdict", "What can be said of it."),
            text("words", "The same in words."),
        ],
    );
    for one in &versus.contributions {
        for (beside, compared) in [("alone", &one.alone), ("with the others", &one.last)] {
            let (low, high) = compared.interval.unzip();
            table.push(vec![
                versus.name(one.plan).into(),
                one.lever.as_str().into(),
                beside.into(),
                rank.unit.as_str().into(),
                compared.paired.mean().into(),
                low.into(),
                high.into(),
                compared.verdict.words().into(),
                difference(compared, rank).map_or(Cell::Blank, Cell::Text),
            ]);
        }
    }
    Some(table)
}
