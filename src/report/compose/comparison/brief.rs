//! The short answer for a terminal: the decision, one line for each plan, and where the rest is.

use super::numbers::with_interval;
use super::paragraphs::paragraphs;
use super::tables::FEW;
use super::{Versus, sentences};
use crate::experiment::compare::Verdict;
use crate::experiment::{Compared, Headline, Topic};
use crate::report::table::{Cell, Column, ColumnKind, Table};

/// What a terminal shows of a comparison; its report has all of it.
#[derive(Debug, Clone)]
pub struct Brief {
    /// Guards and the decision; of one plan or two also what each does.
    pub answer: Vec<String>,
    /// One line for each plan, from the best.
    pub table: Table,
    /// Limits of what was found; not what was said before anything was simulated.
    pub notes: Vec<String>,
}

pub(super) fn brief(versus: &Versus<'_>) -> Brief {
    let mut answer = [sentences::red(versus), sentences::decided(versus)].concat();
    if versus.plans.len() <= FEW {
        answer.extend(paragraphs(versus));
    }
    answer.push(sentences::how_sure(versus));
    Brief {
        answer,
        table: lines(versus),
        notes: sentences::limits(versus),
    }
}

/// A difference with its interval, or in words where there is none to see.
fn told((one, compared): (&Headline, &Compared)) -> String {
    match compared.verdict {
        Verdict::Same => "the same".to_owned(),
        Verdict::NoClearDifference | Verdict::TooFew => compared.verdict.words().to_owned(),
        _ => with_interval(compared, one),
    }
}

fn lines(versus: &Versus<'_>) -> Table {
    let text = |name: &str, meaning: &str| Column::new(name, ColumnKind::Text, meaning);
    let mut table = Table::new(
        "in-brief",
        "The plans from the best, each less the base",
        vec![
            text("Plan", "File of the plan."),
            text("Guards", "Whether one is broken beyond the stated chance."),
            text("Child-weeks of waiting", "Difference with its interval."),
            text("Cost", "Difference with its interval."),
        ],
    );
    let comparison = versus.comparison;
    let cost = comparison.place(&Topic::Cost);
    for &plan in &comparison.ranked {
        let arm = &comparison.arms[plan];
        let cell = |place: Option<usize>| {
            place.map_or(Cell::Blank, |place| {
                told((&comparison.headlines[place], &arm.compared[place])).into()
            })
        };
        let guards = match (arm.is_red(), arm.shocked) {
            (true, false) => "RED",
            (true, true) => "RED (a test)",
            (false, false) => "kept",
            (false, true) => "kept (a test)",
        };
        table.push(vec![
            versus.name(plan).into(),
            guards.into(),
            cell(versus.rank()),
            cell(cost),
        ]);
    }
    table
}
