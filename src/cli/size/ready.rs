//! What is understood and refused before anything is simulated.

use std::path::PathBuf;

use super::Arguments;
use super::lever::{self, Lever};
use crate::cli::ending::{Failure, Troubles};
use crate::cli::settings;
use crate::experiment::Plan;
use crate::experiment::setting::setting;
use crate::experiment::size::Target;
use crate::measures::parse;
use crate::model::spec::Row;
use crate::report::store;
use crate::report::words;
use crate::scenario::{Problem, Written};

/// Most settings of a second lever: each is a search of its own.
const MOST_SECOND: u32 = 24;

/// A number that is moved, with what stands there in the scenario as it is.
pub(super) struct Moved {
    /// What it is.
    pub lever: Lever,
    /// The places its path names and the number at each; none where the scenario says nothing.
    pub present: Vec<(String, f64)>,
    /// Places at which a setting is set.
    pub places: u32,
}

/// Hours of cover in the scenario as it is.
struct Cover {
    /// Hour of opening.
    open: f64,
    /// Paid hours of a full-time worker a day.
    paid: f64,
}

/// What was understood before anything is simulated.
pub(super) struct Ready {
    /// The scenario as it stands.
    pub plan: Plan,
    /// What the user lays over it.
    pub sets: Vec<(String, String)>,
    /// The lever sought.
    pub lever: Moved,
    /// The lever beside whose settings it is sought.
    pub second: Option<Moved>,
    /// Numbers that are always the same as the lever.
    also: Vec<Moved>,
    /// What must be met.
    pub targets: Vec<Target>,
    cover: Option<Cover>,
    /// Where results go.
    pub folder: PathBuf,
}

/// Reads everything and refuses what cannot end well, every problem of a kind at once.
pub(super) fn ready(arguments: &Arguments) -> Result<Ready, Failure> {
    let (levers, also, targets) = options(arguments)?;
    let sets = arguments.common.sets();
    let plan = settings::plan(&arguments.scenario, &sets, arguments.common.usual.quiet)?;
    let written = Written::read(&arguments.scenario, &sets).map_err(Failure::Scenario)?;
    let mut wrong = Troubles::default();
    let mut moved = |option: &str, lever: Lever| match present(&written, &plan, option, lever) {
        Ok(moved) => Some(moved),
        Err(problem) => {
            wrong.add_told(&problem);
            None
        }
    };
    let levers: Vec<_> = levers
        .into_iter()
        .map(|one| moved("--lever", one))
        .collect();
    let also: Vec<_> = also.into_iter().map(|one| moved("--also", one)).collect();
    let measures = setting(&plan);
    for target in &targets {
        let request = target.request(&plan, &measures);
        if let Err(problem) = request.and_then(|(request, _)| parse(&request, &measures)) {
            wrong.add(format!("--target {problem}"), "");
        }
    }
    let cover = cover(&written, &plan);
    for lever in levers.iter().flatten().filter(|one| one.lever.is_clock()) {
        let (first, last) = hours_of_closing(cover.as_ref());
        let range = lever.lever.range.as_ref();
        let outside =
            |range: &std::ops::RangeInclusive<u32>| *range.start() < first || *range.end() > last;
        if cover.is_none() {
            wrong.add("--lever calendar.close: this calendar never closes", "");
        } else if range.is_some_and(outside) {
            wrong.add(
                "--lever calendar.close: outside of the day",
                &format!("write whole hours after the opening, at most {first}..{last}"),
            );
        }
    }
    wrong.end_as_use()?;
    let mut levers = levers.into_iter().flatten();
    let Some(lever) = levers.next() else {
        return Err(Failure::of_use("--lever is missing", ""));
    };
    let folder = folder(arguments, &plan);
    store::check(&folder, arguments.common.usual.overwrite)?;
    let ready = Ready {
        plan,
        sets,
        lever,
        second: levers.next(),
        also: also.into_iter().flatten().collect(),
        targets,
        cover,
        folder,
    };
    ready.refuse_savings_unseen()?;
    Ok(ready)
}

type Options = (Vec<Lever>, Vec<Lever>, Vec<Target>);

/// The options that can be judged without the scenario.
fn options(arguments: &Arguments) -> Result<Options, Failure> {
    let mut wrong = Troubles::default();
    let mut read = |texts: &[String], reads: fn(&str) -> Result<Lever, Failure>| {
        let mut all = Vec::new();
        for text in texts {
            match reads(text) {
                Ok(lever) => all.push(lever),
                Err(failure) => wrong.add_told(&failure),
            }
        }
        all
    };
    let levers = read(&arguments.lever, lever::parse);
    let also = read(&arguments.also, lever::also);
    let mut targets = Vec::new();
    for text in &arguments.target {
        match Target::parse(text) {
            Ok(target) => targets.push(target),
            Err(said) => wrong.add(format!("--target {said}"), ""),
        }
    }
    if levers.len() > 2 {
        wrong.add("--lever: at most two at once", "use a sweep for more");
    }
    if let [first, second, ..] = &levers[..]
        && first.path == second.path
    {
        wrong.add(format!("--lever {}: said twice", first.path), "");
    }
    if let Some(second) = levers.get(1) {
        let width = second
            .range
            .as_ref()
            .map(|range| range.end() - range.start() + 1);
        if width.is_none_or(|width| width > MOST_SECOND) {
            wrong.add(
                format!("--lever {}: a second lever needs its settings", second.path),
                &format!(
                    "write {}=FROM..TO with at most {MOST_SECOND} settings",
                    second.path
                ),
            );
        }
    }
    if arguments.most < arguments.first {
        wrong.add("--most is less than --first", "leave --first out");
    }
    wrong.end_as_use()?;
    Ok((levers, also, targets))
}

/// What stands where a lever points to.
fn present(written: &Written, plan: &Plan, option: &str, lever: Lever) -> Result<Moved, Problem> {
    let problem = |found: String, wanted: String| Problem::of_file(option, found, wanted);
    let slots = written.slots(&lever.path, &problem)?;
    let number = |path: &str| {
        let name = path.strip_prefix("lever.")?.strip_suffix(".workers")?;
        let used = plan
            .levers
            .iter()
            .find(|used| used.name == name.trim_matches('"'))?;
        used.numbers_at("workers").first().copied()
    };
    let places = slots.iter().filter_map(|slot| {
        let own = match lever.is_clock() {
            true => lever::clock(&slot.now()?),
            false => slot.number().or_else(|| number(&slot.path)),
        };
        Some((slot.path.clone(), own?))
    });
    let present = places.collect();
    // A kind of team is there once for each office that has it.
    let kind = lever
        .path
        .strip_prefix("team.")
        .and_then(|rest| rest.split('.').next());
    let places = kind.map_or(slots.len(), |kind| {
        let teams = plan.department.versions[0].spec.teams.iter();
        let names = &plan.names.team_kinds;
        let of_kind = |at: usize| kind == "*" || names.get(at).is_some_and(|own| own == kind);
        teams.filter(|team| of_kind(team.kind)).count()
    });
    Ok(Moved {
        lever,
        present,
        places: u32::try_from(places).unwrap_or(1).max(1),
    })
}

/// The hours of cover; `None` where the calendar never closes.
fn cover(written: &Written, plan: &Plan) -> Option<Cover> {
    let calendar = &plan.department.calendar;
    let problem = |found: String, wanted: String| Problem::of_file("--lever", found, wanted);
    let open = written.slots("calendar.open", &problem).ok()?;
    let open = lever::clock(&open.first()?.now()?)?;
    let paid = plan.department.versions[0]
        .spec
        .day
        .paid_share_of_open_hours;
    (!calendar.is_continuous()).then(|| Cover {
        open,
        paid: paid * calendar.working_day_length().as_hours(),
    })
}

/// Whole hours at which offices can close.
fn hours_of_closing(cover: Option<&Cover>) -> (u32, u32) {
    let open = cover.map_or(0.0, |cover| cover.open);
    (libm::floor(open) as u32 + 1, 24)
}

fn folder(arguments: &Arguments, plan: &Plan) -> PathBuf {
    let mut asked = vec![plan.digest.clone()];
    for texts in [&arguments.lever, &arguments.also, &arguments.target] {
        asked.extend(texts.iter().cloned());
    }
    arguments.common.folder("size", &plan.file_stem, &asked)
}

impl Ready {
    /// Settings looked at where none were said: up to four times what is there, and twenty more;
    /// of closing, every hour of the day.
    pub fn range(&self) -> (u32, u32) {
        match &self.lever.lever.range {
            Some(range) => (*range.start(), *range.end()),
            None if self.lever.lever.is_clock() => hours_of_closing(self.cover.as_ref()),
            None => {
                let there = self.lever.present.iter().map(|(_, number)| *number);
                let there = libm::ceil(there.fold(0.0, f64::max)) as u32;
                (1, (there * 4).max(there + 20))
            }
        }
    }

    /// What is laid over the scenario when the second lever, and the first with all that is the
    /// same as it, are at their settings.
    pub fn sets_at(&self, second: Option<u32>, at: u32) -> Vec<(String, String)> {
        let mut sets = self.sets.clone();
        let second = self.second.iter().zip(second);
        let first = std::iter::once(&self.lever).chain(&self.also);
        for (moved, setting) in second.chain(first.map(|moved| (moved, at))) {
            let path = &moved.lever.path;
            sets.push((path.clone(), lever::value(path, setting)));
            if let Some(cover) = self.cover.as_ref().filter(|_| moved.lever.is_clock()) {
                // Later cover is no free staff: a worker is paid as many hours as before.
                let share = cover.paid / (f64::from(setting) - cover.open);
                sets.push(("day.paid_share_of_open_hours".to_owned(), share.to_string()));
            }
        }
        sets
    }

    /// What is said of paid hours where closing time moves.
    pub fn of_paid_hours(&self) -> Option<String> {
        let mut all = std::iter::once(&self.lever)
            .chain(&self.also)
            .chain(&self.second);
        let moved = all.any(|moved| moved.lever.is_clock());
        let cover = self.cover.as_ref().filter(|_| moved)?;
        let week = cover.paid * 5.0;
        Some(format!(
            "Paid hours stay what they are, {} a week of a full-time worker: later closing spreads \
             the same hours thinner over the day.",
            words::number(week, usize::from(week.fract() > 1e-9))
        ))
    }

    /// A number that would be less than it is now, in words: which, and what there is.
    fn saving(&self, second: Option<u32>, at: u32) -> Option<String> {
        let second = self.second.iter().zip(second);
        let first = std::iter::once(&self.lever).chain(&self.also);
        let mut all = second.chain(first.map(|moved| (moved, at)));
        all.find_map(|(moved, setting)| {
            let mut there = moved.present.iter();
            let (path, number) = there.find(|(_, there)| f64::from(setting) < *there)?;
            let is = moved.lever.is_capacity();
            is.then(|| format!("{setting} at {path} is less than the {number} there are now"))
        })
    }

    /// Fewer workers are never put forward without what it does to children on protection plans and
    /// to children to be seen: where the scenario has none of either, a setting below what there is
    /// now is not even looked at.
    fn refuse_savings_unseen(&self) -> Result<(), Failure> {
        let spec = &self.plan.department.versions[0].spec;
        let mut stages = spec.stages.iter();
        let seen = stages.clone().any(|stage| {
            let items = stage.items.iter().any(|item| item.sees_child);
            items || stage.recurring.iter().any(|item| item.sees_child)
        });
        let says = seen && stages.any(|stage| stage.row == Row::ProtectionPlan);
        if spec.front_door.is_none() || says {
            return Ok(());
        }
        let second = self
            .second
            .as_ref()
            .and_then(|moved| moved.lever.range.as_ref());
        let least = second.map(|range| *range.start());
        self.saving(least, self.range().0).map_or(Ok(()), |saving| {
            Err(unsaid(
                &saving,
                "look only from what there is now on, or give the pathway its protection plans \
                 and visits, as scenarios/service-2009.toml has them",
            ))
        })
    }

    /// The same of an answer whose futures have no figure for them.
    pub fn refuse_without_rows(
        &self,
        second: Option<u32>,
        at: u32,
        rows: &[crate::report::compose::Beside],
    ) -> Result<(), Failure> {
        let front_door = self.plan.department.versions[0].spec.front_door.is_some();
        let has = |words: &str| rows.iter().any(|row| row.words.contains(words));
        match self.saving(second, at) {
            Some(saving) if front_door && !(has("protection") && has("seen")) => Err(unsaid(
                &saving,
                "give the pathway its protection plans and visits, as \
                 scenarios/service-2009.toml has them",
            )),
            _ => Ok(()),
        }
    }
}

fn unsaid(saving: &str, hint: &str) -> Failure {
    Failure::of_input(
        format!(
            "{saving}, and this scenario cannot say what that does to children on protection \
             plans and to children waiting to be seen"
        ),
        hint,
    )
}
