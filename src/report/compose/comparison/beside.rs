//! What stands beside single levers: what it takes to come out even, who is missed, who would have
//! stayed, when those found by a drive start.
//!
//! Every figure is worked out from counts of the same futures of base and plan, future by future.
//! Which rows there are follows from what a lever asks to have counted.

use jiff::civil::Date;

use super::numbers::figure;
use super::{DatedLever, Versus};
use crate::engine::{SECONDS_PER_YEAR, Span};
use crate::experiment::{Better, BreakEven, Compared, Headline, Topic};
use crate::report::compose::findings::Spread;
use crate::report::table::{Cell, Column, Table};
use crate::report::words;

/// A figure in every future.
type Values = Vec<Option<f64>>;

/// One figure beside one lever.
struct Row {
    plan: usize,
    lever: String,
    figure: String,
    unit: &'static str,
    what: &'static str,
    value: Option<f64>,
    ends: Option<(f64, f64)>,
    words: String,
}

/// What was counted for one lever.
struct Counted<'a> {
    versus: &'a Versus<'a>,
    lever: &'a DatedLever,
    rows: Vec<Row>,
}

/// As it is read; none where no lever has any.
pub(super) fn table(versus: &Versus<'_>) -> Option<Table> {
    let rows = all(versus);
    let columns = [
        ("Plan", "File of the plan."),
        ("Lever", "Name of the lever in the plan."),
        ("Figure", "What is counted or worked out from counts."),
        ("Value", "With its range or interval."),
    ];
    let columns = columns.map(|(name, meaning)| Column::text(name, meaning));
    let title = "What stands beside single levers";
    let mut table = Table::new("beside", title, columns.to_vec());
    for row in &rows {
        table.push(vec![
            versus.name(row.plan).into(),
            row.lever.as_str().into(),
            row.figure.as_str().into(),
            row.words.as_str().into(),
        ]);
    }
    table.notes.push(format!(
        "What a lever reaches, spends and spares is the plan's less the base's, from {} to {}: \
         the middle future, and in brackets what holds 8 futures in 10. \"On average\" is a mean \
         over futures with its 95% interval{}, and so is a share at which a lever comes out even. \
         All levers of a plan act together: what others do to the same families is in it.",
        words::long_date(versus.base.first_day()),
        words::long_date(versus.last_day()),
        versus.corrected()
    ));
    (!rows.is_empty()).then_some(table)
}

/// The same in long form, for the folder.
pub(super) fn file(versus: &Versus<'_>) -> Option<Table> {
    let rows = all(versus);
    let mut table = Table::new(
        "beside-levers",
        "What stands beside single levers",
        vec![
            Column::text("plan", "File of the plan."),
            Column::text("lever", "Name of the lever in the plan."),
            Column::text("figure", "What is counted or worked out from counts."),
            Column::text("unit", "Unit of value, low and high."),
            Column::text(
                "statistic",
                "counted: middle future, 10th and 90th percentile; average, break-even: mean or \
                 ratio of means over futures and its 95 % interval; stated: what the plan says.",
            ),
            Column::number("value", "The figure."),
            Column::number("low", "Lower end."),
            Column::number("high", "Upper end."),
            Column::text("words", "The same in words."),
        ],
    );
    for row in &rows {
        let (low, high) = row.ends.unzip();
        table.push(vec![
            versus.name(row.plan).into(),
            row.lever.as_str().into(),
            row.figure.as_str().into(),
            row.unit.into(),
            row.what.into(),
            row.value.into(),
            low.into(),
            high.into(),
            Cell::Text(row.words.clone()),
        ]);
    }
    (!rows.is_empty()).then_some(table)
}

fn all(versus: &Versus<'_>) -> Vec<Row> {
    let levers = versus.levers.iter().enumerate();
    let of = |(place, lever): (usize, &DatedLever)| {
        let mut counted = Counted {
            versus,
            lever,
            rows: Vec::new(),
        };
        let asks = |measure: &str| lever.used.counts.iter().any(|one| one.starts_with(measure));
        let before = &versus.levers[..place];
        let again =
            |other: &DatedLever| other.plan == lever.plan && other.used.counts == lever.used.counts;
        if before.iter().any(again) {
            return Vec::new(); // the plan's counts are of both
        }
        if asks("ended_by_triage") {
            counted.triage();
        }
        if asks("early_help") {
            counted.early_help();
        }
        if asks("permanent_fte") {
            counted.retention();
        }
        if asks("found_by_drive") {
            counted.drive();
        }
        counted.rows
    };
    levers.flat_map(of).collect()
}

fn each(one: &Values, other: &Values, of: impl Fn(f64, f64) -> Option<f64>) -> Values {
    let both = one.iter().zip(other);
    both.map(|(a, b)| of((*a)?, (*b)?)).collect()
}

fn less(one: &Values, other: &Values) -> Values {
    each(one, other, |a, b| Some(a - b))
}

fn plus(one: &Values, other: &Values) -> Values {
    each(one, other, |a, b| Some(a + b))
}

/// Nothing where there is nothing to divide by.
fn over(one: &Values, other: &Values) -> Values {
    each(one, other, |a, b| (b > 0.0).then(|| a / b))
}

fn times(values: &Values, factor: f64) -> Values {
    let by = |value: &Option<f64>| value.map(|value| value * factor);
    values.iter().map(by).collect()
}

/// Days from one day to another.
fn days(from: Date, to: Date) -> f64 {
    from.until(to)
        .map_or(0.0, |span| f64::from(span.get_days()))
}

fn nothing(values: &Values) -> bool {
    values.iter().flatten().all(|value| *value == 0.0)
}

/// `785 families (744 to 818)`: the unit once, but pounds and shares with theirs each time.
fn ranged(unit: &'static str, half: f64, [middle, low, high]: [f64; 3]) -> String {
    let bare = match unit {
        "pounds" | "share" => unit,
        _ => "number",
    };
    let [from, to] = [low, high].map(|end| sized(end, bare, half));
    let middle = sized(middle, unit, half);
    match from == to {
        true => middle,
        false => format!("{middle} ({from} to {to})"),
    }
}

/// A figure of a unit, no finer than it is known.
fn sized(value: f64, unit: &str, half_width: f64) -> String {
    let headline = Headline {
        name: String::new(),
        words: String::new(),
        unit: unit.to_owned(),
        factor: 1.0,
        better: Better::Neither,
        at: None,
        topic: Topic::Other,
    };
    figure(value, &headline, half_width)
}

impl Counted<'_> {
    /// A measure in every future of base and plan, its areas and sources added up; `None` where it
    /// was not asked for.
    fn values(&self, measure: &str) -> Option<(Values, Values)> {
        let arm = &self.versus.comparison.arms[self.lever.plan];
        let area = self.versus.asked.area.as_deref();
        let mut sums: Option<(Values, Values)> = None;
        for request in &self.lever.used.counts {
            let Some(rest) = request.strip_prefix(measure) else {
                continue;
            };
            let own = rest.trim_start_matches('[').split([',', ']']).next();
            let own = own.filter(|one| !one.is_empty() && !one.contains('='));
            let elsewhere = area.is_some() && own.is_some() && own != area;
            if !(rest.is_empty() || rest.starts_with('[')) || elsewhere {
                continue;
            }
            let place = self
                .versus
                .comparison
                .place(&Topic::Counted(request.clone()))?;
            let (base, plan) = (&arm.compared[place].base, &arm.compared[place].plan);
            sums = Some(match sums {
                None => (base.clone(), plan.clone()),
                Some((sum, other)) => (plus(&sum, base), plus(&other, plan)),
            });
        }
        sums
    }

    /// What the plan has of it more than the base.
    fn more(&self, measure: &str) -> Option<Values> {
        let (base, plan) = self.values(measure)?;
        Some(less(&plan, &base))
    }

    fn push(&mut self, row: Row) {
        self.rows.push(row);
    }

    fn row(&self, figure: impl Into<String>, unit: &'static str, what: &'static str) -> Row {
        Row {
            plan: self.lever.plan,
            lever: self.lever.name.clone(),
            figure: figure.into(),
            unit,
            what,
            value: None,
            ends: None,
            words: String::new(),
        }
    }

    /// The middle future and what holds 8 in 10.
    fn counted(&mut self, figure: impl Into<String>, unit: &'static str, values: &Values) {
        let spread = Spread::of(values);
        let (value, ends) = (spread.median(), spread.eight_in_ten());
        let Some((middle, (low, high))) = value.zip(ends) else {
            return;
        };
        let words = ranged(unit, (high - low) / 20.0, [middle, low, high]);
        self.push(Row {
            value,
            ends,
            words,
            ..self.row(figure, unit, "counted")
        });
    }

    /// The mean over futures with its interval.
    fn average(&mut self, figure: impl Into<String>, unit: &'static str, values: &Values) {
        let zero = vec![Some(0.0); values.len()];
        let plans = self.versus.plans.len();
        let compared = Compared::of(zero, values.clone(), Better::Neither, plans);
        let (value, ends) = (compared.paired.mean(), compared.interval);
        let Some((mean, (low, high))) = value.zip(ends) else {
            return;
        };
        let words = ranged(unit, (high - low) / 2.0, [mean, low, high]);
        let words = match (low == high, low < 0.0 && high > 0.0) {
            (true, _) => format!("{words} in every future"),
            (_, true) => format!("on average {words}; cannot be told from nothing"),
            _ => format!("on average {words}"),
        };
        self.push(Row {
            value,
            ends,
            words,
            ..self.row(figure, unit, "average")
        });
    }

    fn says(&mut self, figure: &str, words: impl Into<String>) {
        let words = words.into();
        let row = self.row(figure, "", "stated");
        self.push(Row { words, ..row });
    }

    /// At which share what is spent on each one reached is given back.
    fn break_even(&mut self, figure: &str, spent: &Values, spared: &Values) {
        let found = BreakEven::of(spent, spared, self.versus.plans.len());
        let (value, ends, words) = match found {
            BreakEven::Share { mean, low, high } => {
                let percent = |share: f64| match share > 1.0 {
                    true => "more than 100%".to_owned(),
                    false => words::percentage(words::supported_share(share, (high - low) / 2.0)),
                };
                let words = match low > 1.0 {
                    true => "no break-even below 100%".to_owned(),
                    false => format!("{} ({} to {})", percent(mean), percent(low), percent(high)),
                };
                (Some(mean), Some((low, high)), words)
            }
            BreakEven::NothingSpent => (None, None, "nothing is spent".to_owned()),
            BreakEven::SparesNothing => {
                let words = "no break-even: what is spared cannot be told from nothing";
                (None, None, words.to_owned())
            }
            BreakEven::TooFew => (None, None, "too few futures".to_owned()),
        };
        self.push(Row {
            value,
            ends,
            words,
            ..self.row(figure, "share", "break-even")
        });
    }

    /// Joint triage: who is ended and missed, and at which share closed the hours come back.
    fn triage(&mut self) -> Option<()> {
        let graded = self.more("triaged_families_count")?;
        let closed = self.more("ended_by_triage_families_count")?;
        let children = self.more("ended_by_triage_children_count")?;
        let missed = self.more("missed_by_triage_children_count")?;
        let own = self.more("triage_worker_hours_count")?;
        let partner = self.more("triage_partner_hours_count")?;
        let door = self.more("front_door_hours_count")?;
        let assessing = self.more("assessing_hours_count")?;
        if nothing(&graded) {
            self.says("Notifications graded together", "none in the time compared");
            return None;
        }
        self.counted("Notifications graded together", "families", &graded);
        self.counted("Of these closed at triage", "families", &closed);
        self.counted("Share closed", "share", &over(&closed, &graded));
        self.counted("Children closed at triage", "children", &children);
        let head = "Children missed by it, at the noise that the scenario states";
        self.counted(head, "children", &missed);
        for rate in self.lever.used.numbers_at("miss_rates").to_vec() {
            let percent = format!("{}%", (rate * 1e5).round() / 1e3);
            let figure = format!("Children missed if {percent} of those closed are");
            self.counted(figure, "children", &times(&children, rate));
        }
        self.says(
            "What these rates are",
            "from the children closed, by arithmetic: nothing else here changes with the rate",
        );
        self.counted("Hours of partners on it", "hours", &partner);
        self.counted("Hours of duty workers on it", "hours", &own);
        let at_the_door = less(&own, &door);
        let assessed = times(&assessing, -1.0);
        let head = "Hours spared at the front door, the grading apart";
        self.average(head, "hours", &at_the_door);
        self.average("Hours of assessment spared", "hours", &assessed);
        let spent = over(&plus(&own, &partner), &graded);
        let spared = over(&plus(&at_the_door, &assessed), &closed);
        let head = "Hours spent on each graded, partners' among them";
        self.average(head, "hours", &spent);
        self.average("Hours spared by each closed", "hours", &spared);
        let head = "Share closed at which the hours spared equal the hours spent";
        self.break_even(head, &spent, &spared);
        let head = "The same, partners' hours left out";
        self.break_even(head, &over(&own, &graded), &spared);
        Some(())
    }

    /// Early help: what it costs partners, and which share of families must stay away for it.
    fn early_help(&mut self) -> Option<()> {
        let helped = self.more("early_help_families_count")?;
        let partner = self.more("early_help_partner_hours_count")?;
        let (door, _) = self.values("front_door_hours_count")?;
        let (contacts, _) = self.values("contacts_count")?;
        let (assessing, _) = self.values("assessing_hours_count")?;
        let (assessed, _) = self.values("families_assessed_count")?;
        if nothing(&helped) {
            self.says("Families that take help up", "none in the time compared");
            return None;
        }
        self.counted("Families that take help up", "families", &helped);
        self.counted("Hours of those who help", "hours", &partner);
        let spared = plus(&over(&door, &contacts), &over(&assessing, &assessed));
        let head = "Hours of the service on each family that comes and is assessed, in the base";
        self.average(head, "hours", &spared);
        let head =
            "Share of families helped that must stay away for their hours to equal its hours";
        self.break_even(head, &over(&partner, &helped), &spared);
        if let Some(price) = self.price_of_an_hour() {
            let head = "Those hours at a permanent worker's pay";
            self.counted(head, "pounds", &times(&partner, price));
            let paid = vec![Some(self.paid()); helped.len()];
            self.counted("What the lever is priced at in the time", "pounds", &paid);
            let head = "Share that must stay away for the price to be given back";
            self.break_even(head, &over(&paid, &helped), &times(&spared, price));
        }
        self.returns_averted(&helped)
    }

    fn returns_averted(&mut self, helped: &Values) -> Option<()> {
        if let Some(ordered) = self.lever.used.ordered {
            let told = vec![Some(days(ordered, self.lever.from)); helped.len()];
            self.counted("From the order until it is in place", "days", &told);
        }
        let averted = self.more("averted_by_early_help_families_count")?;
        let head = "Families that would have come back and stay away";
        if nothing(&averted) {
            let factor = self.lever.used.numbers_at("return_factor");
            let stated = match factor {
                [factor] if *factor == 1.0 => ": the plan states no effect on coming back",
                _ => "",
            };
            self.says(head, format!("none in any future{stated}"));
            return None;
        }
        self.counted(head, "families", &averted);
        self.counted("Share of families helped", "share", &over(&averted, helped));
        let start = self.versus.base.told.start_date;
        let lead = days(start, self.lever.from);
        let (_, first) = self.values("averted_return_on_days_min")?;
        let first: Values = first.iter().map(|day| day.map(|day| day - lead)).collect();
        let head = "Lag: from the first day in place to the first re-referral averted";
        self.counted(head, "days", &first);
        let (_, lag) = self.values("help_to_averted_return_days_mean")?;
        let head = "From taking help up to the re-referral averted, mean";
        self.counted(head, "days", &lag);
        Some(())
    }

    /// A permanent worker's pay for an hour in which the offices are open; `None` without prices.
    fn price_of_an_hour(&self) -> Option<f64> {
        let setting = self.versus.base.setting;
        let pay = setting.costs.as_ref()?.permanent;
        let (start, end) = (setting.window_start, setting.end);
        let open = setting.calendar.work_between(start, end).0 as f64 / 3_600.0;
        let years = (end.0 - start.0) as f64 / SECONDS_PER_YEAR;
        (open > 0.0).then(|| pay * years / open)
    }

    /// Years of the time compared in which the lever is in place.
    fn years(&self) -> f64 {
        let first: Date = self.versus.base.first_day().max(self.lever.from);
        let last = self.versus.last_day();
        let last = self.lever.until.unwrap_or(last).min(last);
        let days = (days(first, last) + 1.0).max(0.0);
        days * Span::DAY.0 as f64 / SECONDS_PER_YEAR
    }

    /// Pounds that the lever itself is priced at, those for each worker apart.
    fn paid(&self) -> f64 {
        let cost = self.lever.used.cost;
        let begins = self.lever.from >= self.versus.base.first_day();
        let once = if begins { cost.once } else { 0.0 };
        once + cost.per_year * self.years()
    }

    /// A payment to everybody in post: how much of it goes to those who would be there anyway.
    fn retention(&mut self) -> Option<()> {
        let (base, plan) = self.values("permanent_fte_mean")?;
        let years = self.years();
        let each_year = self.lever.used.cost.per_worker_year;
        let (stay, there) = (times(&base, years), times(&plan, years));
        self.counted("Person-years paid for", "person-years", &there);
        let head = "Person-years won against the base";
        self.average(head, "person-years", &less(&there, &stay));
        let fixed = self.paid();
        let paid: Values = there
            .iter()
            .map(|years| Some(fixed + each_year * (*years)?))
            .collect();
        self.counted("Paid in all", "pounds", &paid);
        let share = over(&stay, &there);
        let stayed = each(&paid, &share, |paid, share| Some(paid * share));
        self.counted("Of it to people who would have stayed", "pounds", &stayed);
        let head = "Share paid to people who would have stayed";
        match less(&there, &stay) {
            won if nothing(&won) => self.says(head, "all of it, in every future"),
            _ => self.average(head, "share", &share),
        }
        Some(())
    }

    /// Workers found by drives: how many there were posts for, and when they started.
    fn drive(&mut self) -> Option<()> {
        let versus = self.versus;
        let found = self.more("found_by_drive_count")?;
        let plan = self.lever.plan;
        let drives = versus
            .levers
            .iter()
            .filter(|other| other.plan == plan && other.used.counts == self.lever.used.counts);
        let asked: f64 = drives
            .flat_map(|drive| drive.used.numbers_at("workers"))
            .sum();
        let head = format!(
            "Workers who start, of {} asked for",
            words::number(asked, 0)
        );
        self.counted(head, "workers", &found);
        let start = versus.base.told.start_date;
        let mut days = [Vec::new(), Vec::new(), Vec::new(), Vec::new()];
        for (values, which) in days.iter_mut().zip(["min", "p10", "p90", "max"]) {
            (_, *values) = self.values(&format!("found_by_drive_start_days_{which}"))?;
        }
        let [first, low, high, last] = &days;
        for (head, values) in [
            ("First of them starts", first),
            ("Last of them starts", last),
        ] {
            let spread = Spread::of(values);
            let on = |days: f64| {
                let days = jiff::Span::new().days(days as i64);
                words::long_date(start.checked_add(days).unwrap_or(start))
            };
            if let Some((middle, (low, high))) = spread.median().zip(spread.eight_in_ten()) {
                let words = match on(low) == on(high) {
                    true => on(middle),
                    false => format!("{} ({} to {})", on(middle), on(low), on(high)),
                };
                self.says(head, words);
            }
        }
        let head = "Days between the first and the ninth decile of their starts";
        self.counted(head, "days", &less(high, low));
        Some(())
    }
}
