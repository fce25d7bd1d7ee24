//! `caseload reproduce`: run again what a manifest describes and compare every file.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use super::ending::{Ending, Failure};
use super::requirement::Watched;
use super::run::{Pictures, keep_draws, kept_settings};
use super::simulate::simulate_again;
use super::{Ended, again, compare, console, interrupt, settings};
use crate::experiment::plan::Replications;
use crate::experiment::{Plan, Stopped};
use crate::report::{Report, store};

const EXAMPLES: &str = "\
Examples:
  caseload reproduce output/essex-2009-1a2b3c4d/manifest.json
  caseload reproduce results/manifest.json --scenario scenarios/essex-2009.toml
  caseload reproduce output/compare-essex-2009-5e6f7a8b
  caseload reproduce output/size-one-office-9c0d1e2f";

/// Options of `caseload reproduce`.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES)]
pub(super) struct Arguments {
    /// Manifest of a result folder, or the folder.
    manifest: PathBuf,
    /// Where the scenario is now, if not where the manifest says.
    #[arg(long, value_name = "FILE")]
    scenario: Option<PathBuf>,
    /// Threads [default: one for each core]; results do not depend on it.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    jobs: Option<u16>,
    /// Print the answer as JSON.
    #[arg(long)]
    json: bool,
    /// No progress and no warnings.
    #[arg(long, short)]
    quiet: bool,
}

/// What a manifest says of how its run was made.
struct Told {
    manifest: Value,
    folder: PathBuf,
    scenario: PathBuf,
    sets: Vec<(String, String)>,
    require: Vec<String>,
    pictures: Pictures,
    /// Futures simulated again with less and with more work.
    effort_futures: usize,
    /// Draws of the inputs that were asked for, and those that were whole.
    draws: (usize, usize),
}

/// What the manifest of a comparison calls itself.
const COMPARISON: &str = "caseload-comparison/v1";

/// Runs the command.
pub(super) fn run(arguments: &Arguments) -> Ended {
    let told = read(&arguments.manifest)?;
    if let Some(kept) = again::kept(&told.manifest) {
        return in_words(arguments, &told, kept);
    }
    if told.manifest["schema"] == COMPARISON {
        return comparison(arguments, &told);
    }
    let scenario = match &arguments.scenario {
        Some(path) => path.clone(),
        None => find(&told)?,
    };
    let mut plan = settings::plan(&scenario, &told.sets, arguments.quiet)?;
    same_inputs(&told, &plan, &scenario)?;
    warn_of_version(&told, arguments.quiet);
    let cut = cut(&told);
    if let Some(kept) = cut {
        // A cancelled run is a shorter run: as many futures as it kept.
        plan.replications = Replications::Number(kept);
    }
    let watched = Watched::of(&plan, &told.require)?;
    let mut simulated = simulate_again(
        &plan,
        &watched,
        arguments.jobs.map_or(0, usize::from),
        arguments.quiet,
        Some(told.effort_futures),
    )?;
    if interrupt::came() {
        return Err(Failure::Cancelled);
    }
    if cut.is_some() {
        simulated.outcome.stopped = Stopped::Cancelled;
    }
    let how = (arguments.jobs.map_or(0, usize::from), arguments.quiet);
    simulated.draw_inputs(&scenario, &told.sets, &plan, told.draws, how)?;
    if interrupt::came() {
        return Err(Failure::Cancelled);
    }
    let mut report = simulated.report(&plan, &watched);
    let effort = simulated.effort_futures();
    report.manifest["settings"] = kept_settings(&told.sets, &told.require, told.pictures, effort);
    if !told.manifest["settings"]["inputs_drawn"].is_null() {
        keep_draws(&mut report, simulated.draws());
    }
    let compared = compare(&told, &report, arguments.scenario.is_some())?;
    say(arguments, &compared)
}

/// A size, a sweep or a robust choice.
fn in_words(arguments: &Arguments, told: &Told, kept: (Vec<String>, Vec<String>)) -> Ended {
    where_it_says(arguments)?;
    find(told)?;
    warn_of_version(told, arguments.quiet);
    let report = again::report(kept, arguments.jobs, arguments.quiet)?;
    if interrupt::came() {
        return Err(Failure::Cancelled);
    }
    say(arguments, &compare(told, &report, false)?)
}

/// Only one scenario may be elsewhere than the manifest says.
fn where_it_says(arguments: &Arguments) -> Result<(), Failure> {
    if arguments.scenario.is_none() {
        return Ok(());
    }
    Err(Failure::of_use(
        "--scenario goes with the manifest of a run",
        "put every file where the manifest says",
    ))
}

/// A comparison, with the reports of base and plans.
fn comparison(arguments: &Arguments, told: &Told) -> Ended {
    where_it_says(arguments)?;
    let manifest = &told.manifest;
    let lacks = || {
        wrong(
            &arguments.manifest,
            "the manifest does not say how it was made",
        )
    };
    let texts = |list: &Value, key: Option<&str>| -> Option<Vec<String>> {
        let list = list.as_array()?.iter();
        list.map(|one| Some(key.map_or(one, |key| &one[key]).as_str()?.to_owned()))
            .collect()
    };
    find(told)?;
    let plans = texts(&manifest["run"]["plan_paths"], None).ok_or_else(lacks)?;
    let mut scenarios = vec![told.scenario.clone()];
    scenarios.extend(plans.into_iter().map(PathBuf::from));
    let base = manifest["scenario"]["digest_sha256"].as_str();
    let mut digests = vec![base.ok_or_else(lacks)?.to_owned()];
    digests.extend(texts(&manifest["plans"], Some("digest_sha256")).ok_or_else(lacks)?);
    let settings = &manifest["settings"];
    let text = |name: &str| settings[name].as_str().map(str::to_owned);
    let futures = settings["futures_asked"].as_u64();
    warn_of_version(told, arguments.quiet);
    let kept = compare::Kept {
        scenarios,
        digests,
        sets: told.sets.clone(),
        require: told.require.clone(),
        pictures: told.pictures,
        area: text("area"),
        by: text("by"),
        guard_chance: settings["guard_chance"].as_f64().ok_or_else(lacks)?,
        contributions: settings["contributions"] == true,
        effort: told.effort_futures > 0,
        draws: told.draws,
        futures: futures
            .and_then(|n| u32::try_from(n).ok())
            .ok_or_else(lacks)?,
        cut: cut(told),
    };
    let report = compare::again(kept, arguments.jobs, arguments.quiet)?;
    if interrupt::came() {
        return Err(Failure::Cancelled);
    }
    say(arguments, &compare(told, &report, false)?)
}

/// Futures that a cancelled run kept.
fn cut(told: &Told) -> Option<u32> {
    let replications = &told.manifest["replications"];
    let said = replications["incomplete"].as_str()?;
    let kept = replications["number"].as_u64().unwrap_or(0);
    (!said.is_empty()).then(|| u32::try_from(kept).unwrap_or(u32::MAX))
}

fn wrong(path: &Path, said: &str) -> Failure {
    Failure::of_input(
        format!("{}: {said}", path.display()),
        "name the manifest.json of a result folder of this program",
    )
}

fn read(given: &Path) -> Result<Told, Failure> {
    let path = if given.is_dir() {
        given.join("manifest.json")
    } else {
        given.to_owned()
    };
    let bytes = fs::read(&path).map_err(|error| wrong(given, &error.to_string()))?;
    let manifest: Value =
        serde_json::from_slice(&bytes).map_err(|error| wrong(&path, &error.to_string()))?;
    let ours = ["caseload-manifest/v1", COMPARISON];
    let ours = ours.iter().any(|schema| manifest["schema"] == *schema);
    if !ours && again::kept(&manifest).is_none() {
        return Err(wrong(&path, "not a manifest of this program"));
    }
    let lacks = |what: &str| wrong(&path, &format!("the manifest does not say {what}"));
    let run = &manifest["run"];
    let scenario = run["scenario_path"].as_str().or(run["sweep_path"].as_str());
    let scenario = scenario.ok_or_else(|| lacks("the scenario"))?;
    let kept = &manifest["settings"];
    let pair = |set: &Value| Some((set["path"].as_str()?.into(), set["value"].as_str()?.into()));
    let sets = kept["set"]
        .as_array()
        .and_then(|sets| sets.iter().map(pair).collect());
    let require = kept["require"].as_array();
    let require = require.and_then(|all| {
        all.iter()
            .map(|one| Some(one.as_str()?.to_owned()))
            .collect()
    });
    let pictures = kept["figures"]
        .as_str()
        .and_then(|word| Pictures::from_str(word, false).ok());
    let effort = kept["effort_futures"].as_u64();
    let effort = effort.and_then(|futures| usize::try_from(futures).ok());
    let number = |name: &str| kept[name].as_u64().unwrap_or(0) as usize;
    let folder = fs::canonicalize(&path).map_err(|error| wrong(&path, &error.to_string()))?;
    Ok(Told {
        scenario: PathBuf::from(scenario),
        sets: sets.ok_or_else(|| lacks("the settings"))?,
        require: require.ok_or_else(|| lacks("the required targets"))?,
        pictures: pictures.ok_or_else(|| lacks("the pictures"))?,
        effort_futures: effort.ok_or_else(|| lacks("the futures with other work"))?,
        draws: (number("inputs_asked"), number("inputs_drawn")),
        folder: folder.parent().unwrap_or(Path::new("/")).to_owned(),
        manifest,
    })
}

/// The scenario where the manifest says: from here, or from a folder above the results, which then
/// becomes the working folder so that every file has the name it had.
fn find(told: &Told) -> Result<PathBuf, Failure> {
    if told.scenario.is_file() {
        return Ok(told.scenario.clone());
    }
    let above = told
        .folder
        .ancestors()
        .find(|folder| folder.join(&told.scenario).is_file());
    let Some(above) = above else {
        return Err(Failure::of_input(
            format!(
                "{}: the scenario of the manifest is not there",
                told.scenario.display()
            ),
            "say where it is with --scenario",
        ));
    };
    std::env::set_current_dir(above)
        .with_context(|| above.display().to_string())
        .map_err(Failure::System)?;
    Ok(told.scenario.clone())
}

fn same_inputs(told: &Told, plan: &Plan, scenario: &Path) -> Result<(), Failure> {
    let was = told.manifest["scenario"]["digest_sha256"]
        .as_str()
        .unwrap_or("none");
    if plan.digest == was {
        return Ok(());
    }
    let short = |digest: &str| digest.get(..8).unwrap_or(digest).to_owned();
    Err(Failure::of_input(
        format!(
            "{}: found digest {}, wanted {}: the scenario is not the one that was run",
            scenario.display(),
            short(&plan.digest),
            short(was)
        ),
        "restore the scenario, and what it extends, as it was",
    ))
}

fn warn_of_version(told: &Told, quiet: bool) {
    let was = told.manifest["program"]["version"]
        .as_str()
        .unwrap_or("unknown");
    let is = env!("CARGO_PKG_VERSION");
    if was != is && !quiet {
        console::tell(&format!("warning: made with version {was}, this is {is}"));
    }
}

/// Files by how they compare with what was made again.
#[derive(Default)]
struct Compared {
    identical: Vec<String>,
    different: Vec<String>,
    missing: Vec<String>,
    others: Vec<String>,
}

/// Writes the results again into a folder of their own, compares and clears it away.
fn compare(told: &Told, report: &Report, moved: bool) -> Result<Compared, Failure> {
    let name = format!("caseload-reproduce-{}", std::process::id());
    let again = std::env::temp_dir().join(name);
    let written = store::write(report, &again, told.pictures.wanted(), false);
    let compared = written.map_err(Failure::from).and_then(|files| {
        let mut compared = Compared::default();
        for file in files {
            let (was, is) = (told.folder.join(&file), again.join(&file));
            let same = match file.ends_with("manifest.json") {
                true => same_manifests(&was, &is, moved)?,
                false => same_bytes(&was, &is)?,
            };
            match same {
                Some(true) => compared.identical.push(file),
                Some(false) => compared.different.push(file),
                None => compared.missing.push(file),
            }
        }
        compared.others = others(&told.folder, &compared)?;
        Ok(compared)
    });
    // What cannot be cleared away is only litter in the folder for it.
    let _ = fs::remove_dir_all(&again);
    compared
}

/// Whether two files hold the same bytes; `None` where the first is not there.
fn same_bytes(was: &Path, is: &Path) -> Result<Option<bool>, Failure> {
    if !was.is_file() {
        return Ok(None);
    }
    let read = |path: &Path| {
        fs::read(path)
            .with_context(|| path.display().to_string())
            .map_err(Failure::System)
    };
    Ok(Some(read(was)? == read(is)?))
}

/// The same of two manifests; one that cannot be understood is different.
fn same_manifests(was: &Path, is: &Path, moved: bool) -> Result<Option<bool>, Failure> {
    if !was.is_file() {
        return Ok(None);
    }
    let read = |path: &Path| -> Result<Option<Value>, Failure> {
        let bytes = fs::read(path)
            .with_context(|| path.display().to_string())
            .map_err(Failure::System)?;
        Ok(serde_json::from_slice(&bytes).ok())
    };
    let both = read(was)?.zip(read(is)?);
    Ok(Some(
        both.is_some_and(|(was, is)| same_manifest(&was, &is, moved)),
    ))
}

/// Whether two manifests say the same: how the run went may differ, and where the scenario was
/// moved, the names of its files.
fn same_manifest(was: &Value, is: &Value, moved: bool) -> bool {
    let lasting = |manifest: &Value| {
        let mut manifest = manifest.clone();
        manifest["run"] = Value::Null;
        if moved {
            manifest["warnings"] = Value::Null;
            for input in manifest["inputs"].as_array_mut().into_iter().flatten() {
                input["file"] = Value::Null;
            }
        }
        manifest
    };
    lasting(was) == lasting(is)
}

/// Files of the folder, and of those inside it, that the run does not make.
fn others(folder: &Path, compared: &Compared) -> Result<Vec<String>, Failure> {
    let mut found = Vec::new();
    let mut folders = vec![(folder.to_owned(), String::new())];
    while let Some((below, prefix)) = folders.pop() {
        let Ok(entries) = fs::read_dir(&below) else {
            continue;
        };
        for entry in entries {
            let entry = entry
                .with_context(|| below.display().to_string())
                .map_err(Failure::System)?;
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            let known = compared.identical.contains(&name) || compared.different.contains(&name);
            if entry.path().is_dir() {
                folders.push((entry.path(), format!("{name}/")));
            } else if !known {
                found.push(name);
            }
        }
    }
    found.sort();
    Ok(found)
}

fn say(arguments: &Arguments, compared: &Compared) -> Ended {
    let Compared {
        identical,
        different,
        missing,
        others,
    } = compared;
    let all = identical.len() + different.len() + missing.len();
    let same = different.is_empty() && missing.is_empty();
    if arguments.json {
        console::answer_json(&json!({
            "schema": "caseload/reproduce/v1",
            "manifest": arguments.manifest.display().to_string(),
            "files": all, "identical": identical, "different": different, "missing": missing,
            "not_made_by_the_run": others,
        }))?;
    } else {
        let mut text = format!("{} of {all} files identical\n", identical.len());
        let lists = [
            ("different", different),
            ("missing", missing),
            ("not made by the run", others),
        ];
        for (what, files) in lists {
            text.extend(files.iter().map(|file| format!("{what}: {file}\n")));
        }
        console::answer(&text)?;
    }
    Ok(if same { Ending::Done } else { Ending::NotMet })
}
