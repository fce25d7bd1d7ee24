//! What a comparison says and keeps.

use serde_json::{Value, json};

use super::levers::{besides, levers};
use super::{Arguments, Aside, Done, Made, Ready, Scenario};
use crate::cli::console::Said;
use crate::cli::ending::Failure;
use crate::cli::requirement::{Verdict, Watched};
use crate::cli::run::{Pictures, kept_settings};
use crate::cli::simulate::Simulated;
use crate::cli::{answer, console};
use crate::experiment::{Comparison, Worth};
use crate::report::Report;
use crate::report::compose::{Brief, Findings, Versus, compose_comparison};

/// Everything that is said and kept.
pub(super) fn report(
    arguments: &Arguments,
    ready: &Ready,
    done: &Done,
    comparison: &Comparison,
    (aside, seconds): (Aside, f64),
) -> Result<(Report, Brief), Failure> {
    let of = |scenario: &Scenario, simulated: &Simulated| -> Result<Report, Failure> {
        // As `run` would have it: without what only the comparison asks for.
        let plain = Watched::of(&scenario.plan, &arguments.require)?;
        let mut part = simulated.as_run(&plain).report(&scenario.plan, &plain);
        let sets = &scenario.sets;
        part.manifest["settings"] = kept_settings(sets, &arguments.require, Pictures::None, 0);
        part.manifest["run"]["scenario_path"] = json!(scenario.path.display().to_string());
        Ok(part)
    };
    let base = &ready.base;
    let contributions_made = !aside.contributions.is_empty();
    let effort_futures = aside
        .effort
        .as_ref()
        .map_or(0, |effort| effort.compared[0].paired.n());
    let setting = &ready.watched.measures.setting;
    let versus = Versus {
        base: Findings::of(&base.plan, setting, &done.base.outcome, &[], None),
        plans: done
            .plans
            .iter()
            .map(|one| {
                let setting = &one.watched.measures.setting;
                Findings::of(
                    &one.scenario.plan,
                    setting,
                    &one.simulated.outcome,
                    &[],
                    None,
                )
            })
            .collect(),
        comparison,
        asked: &ready.asked,
        after: ready.after.clone(),
        beside: besides(ready.plans.iter().map(|one| &one.plan)),
        levers: levers(ready),
        contributions: aside.contributions,
        effort: aside.effort,
        drawn: aside.drawn,
        before: ready.before.clone(),
        warnings: ready.warnings.clone(),
    };
    let run = done.base.run_of(seconds);
    let (mut report, brief) = compose_comparison(&versus, &run);
    report.manifest["settings"] = kept_settings(
        &base.sets,
        &arguments.require,
        ready.pictures,
        effort_futures,
    );
    for (name, value) in [
        ("area", json!(arguments.area)),
        ("by", json!(arguments.by)),
        ("guard_chance", json!(arguments.guard_chance)),
        ("contributions", json!(contributions_made)),
        ("futures_asked", json!(done.asked)),
    ] {
        report.manifest["settings"][name] = value;
    }
    let paths = ready.plans.iter().map(|one| one.path.display().to_string());
    report.manifest["run"]["scenario_path"] = json!(base.path.display().to_string());
    report.manifest["run"]["plan_paths"] = json!(paths.collect::<Vec<_>>());
    report
        .parts
        .push(("base".to_owned(), of(base, &done.base)?));
    for one in &done.plans {
        let folder = format!("plans/{}", one.scenario.plan.file_stem);
        report
            .parts
            .push((folder, of(&one.scenario, &one.simulated)?));
    }
    Ok((report, brief))
}

/// Prints the answer.
pub(super) fn say(
    arguments: &Arguments,
    ready: &Ready,
    made: &Made,
    verdicts: &[Vec<Verdict>],
) -> Result<(), Failure> {
    let (done, brief) = (&made.done, &made.brief);
    if arguments.usual.json {
        return console::answer_json(&document(ready, made, verdicts));
    }
    let required = done.plans.iter().zip(verdicts);
    let required: Vec<String> = required
        .flat_map(|(one, verdicts)| {
            let stem = &one.scenario.plan.file_stem;
            let said = verdicts.iter().map(answer::required);
            said.map(move |said| format!("{stem}: {said}"))
        })
        .collect();
    let mut text = String::new();
    if !required.is_empty() {
        text += "\nRequired of every plan\n\n";
        for one in required {
            text += &console::wrapped(&one, "- ", "  ");
        }
    }
    text += "\nEvery figure of every plan is in report.html and comparison.md.\n";
    let said = Said {
        sentences: brief.answer.iter().collect(),
        tables: std::slice::from_ref(&brief.table),
        notes: &brief.notes,
        ..Said::of(&made.report)
    };
    console::answer(&said.text(&made.report.provenance, &ready.folder, &text))
}

/// What a child-week of waiting less costs, for programs.
fn worth(worth: Worth) -> Value {
    let (mean, low, high) = match worth {
        Worth::Pounds { mean, low, high } => (Some(mean), Some(low), Some(high)),
        _ => (None, None, None),
    };
    json!({ "mean": mean, "low": low, "high": high, "verdict": worth.words() })
}

/// The answer for programs.
fn document(ready: &Ready, made: &Made, verdicts: &[Vec<Verdict>]) -> Value {
    let Made {
        done,
        comparison,
        report,
        ..
    } = made;
    let said = [&report.answer[..], &report.one_by_one].concat();
    let plan = |at: usize| {
        let (one, arm) = (&done.plans[at], &comparison.arms[at]);
        let figures = comparison.headlines.iter().zip(&arm.compared);
        let figures: Vec<Value> = figures
            .map(|(headline, compared)| {
                let (low, high) = compared.interval.unzip();
                json!({
                    "name": headline.name, "figure": headline.words, "unit": headline.unit,
                    "difference": compared.paired.mean(), "low": low, "high": high,
                    "futures": compared.paired.n(), "better_in": compared.better_in,
                    "equal_in": compared.equal_in, "verdict": compared.verdict.words(),
                    "paired_over_unpaired_variance": compared.paired.variance_ratio(),
                })
            })
            .collect();
        let guards: Vec<Value> = arm
            .guards
            .iter()
            .map(|guard| {
                json!({
                    "name": comparison.headlines[guard.headline].name,
                    "broken_in": guard.broken_in, "futures": guard.futures,
                    "most_children": guard.worst, "red": guard.red,
                })
            })
            .collect();
        json!({
            "scenario": one.scenario.path.display().to_string(),
            "title": one.scenario.plan.title,
            "digest_sha256": one.scenario.plan.digest,
            "red": arm.is_red(),
            "among_best": arm.among_best,
            "pounds_per_child_week": arm.worth.map(worth),
            "guards": guards,
            "figures": figures,
            "required": verdicts[at].iter().map(answer::verdict).collect::<Vec<_>>(),
        })
    };
    json!({
        "schema": "caseload/compare/v1",
        "base": {
            "scenario": ready.base.path.display().to_string(),
            "title": ready.base.plan.title,
            "digest_sha256": ready.base.plan.digest,
        },
        "area": ready.asked.area,
        "last_day": report.provenance.end.to_string(),
        "program": report.provenance.program,
        "seed": ready.base.plan.seed,
        "futures": report.provenance.futures,
        "incomplete": !report.provenance.incomplete.is_empty(),
        "folder": ready.folder.display().to_string(),
        "plans": comparison.ranked.iter().map(|at| plan(*at)).collect::<Vec<_>>(),
        "uncertain_inputs": report.manifest["uncertain_inputs"],
        "guard": report.guard,
        "answer": said,
        "notes": report.notes,
        "about": "Planning model, not a record of any child.",
    })
}
