//! One observer of one replication: hears every fact once and answers at the end.

use super::bank::Bank;
use super::caseload::PostRow;
use super::cost::Accounts;
use super::diverted::Contacts;
use super::family::Families;
use super::laws::Laws;
use super::plan::{Act, MonitorPlan};
use super::quantity::Quantity;
use super::registry::{Kind, Unit};
use super::seen::Unseen;
use super::statistic::{CLEARED_WEEKS, Statistic};
use super::timeliness::DueDates;
use super::visited::OF_VISITS;
use super::waits::Listed;
use crate::chronology::Fact;
use crate::engine::{Observer, Time};

/// What one replication found.
#[derive(Clone, Debug, PartialEq)]
pub struct Replication {
    /// Number of the replication.
    pub index: u32,
    /// Values in the order of the catalogue; `None` where there is none.
    pub values: Vec<Option<f64>>,
    /// Weekly series in the order of the catalogue; not a number where there is none.
    pub series: Vec<Vec<f64>>,
    /// Children without a named worker by length of their wait, by area, week and age band.
    pub waiting_ages: Vec<Vec<[u32; AGE_BANDS]>>,
    /// Workers by number of children held, by area: one distribution for each date of the
    /// catalogue. The last entry of each is "that many or more".
    pub caseloads: Vec<Vec<Vec<u32>>>,
    /// Events of the whole run: contacts, items finished, delays that issued work, people away,
    /// back, gone and started.
    pub events: u64,
    /// Agenda entries the engine acted on.
    pub agenda_events: u64,
}

/// Number of age bands of the waiting list.
pub const AGE_BANDS: usize = 6;
/// Lower ends of the age bands of the waiting list, weeks.
pub const AGE_BAND_WEEKS: [i64; AGE_BANDS] = [0, 1, 4, 8, 13, 26];
/// Largest number of children told apart in a distribution of caseloads.
pub const MOST_CHILDREN_HELD: usize = 60;

/// Hears the facts of one replication.
#[derive(Debug)]
pub struct Monitor<'p> {
    pub(super) plan: &'p MonitorPlan,
    pub(super) bank: Bank<'p>,
    next: Time,
    acts: &'p [(Time, Act)],
    pub(super) families: Families,
    pub(super) listed: Vec<Listed>,
    pub(super) unseen: Vec<Unseen>,
    pub(super) unstarted: Vec<Unseen>,
    pub(super) posts: Vec<PostRow>,
    pub(super) due: DueDates,
    pub(super) laws: Laws,
    pub(super) accounts: Accounts,
    pub(super) contacts: Contacts,
    pub(super) events: u64,
    pub(super) counts_days: bool,
    pub(super) counts_incidence: bool,
    /// Somebody asked for a measure that hangs on visits.
    counts_visits: bool,
    values: Vec<Option<f64>>,
    answered: Vec<bool>,
    week_values: Vec<Vec<f64>>,
    series: Vec<Vec<f64>>,
    before: Vec<(f64, f64)>,
    waiting_ages: Vec<Vec<[u32; AGE_BANDS]>>,
    caseloads: Vec<Vec<Vec<u32>>>,
}

impl<'p> Monitor<'p> {
    /// A monitor at the start of a run.
    pub fn new(plan: &'p MonitorPlan) -> Self {
        let counts_days = plan.acts.iter().any(|(_, act)| *act == Act::DayClose);
        let kept = |quantity| plan.kept.iter().any(|kept| kept.quantity == quantity);
        Monitor {
            plan,
            bank: Bank::new(plan),
            next: plan.acts.first().map_or(Time::NEVER, |(at, _)| *at),
            acts: &plan.acts,
            families: Families::default(),
            listed: Vec::new(),
            unseen: Vec::new(),
            unstarted: Vec::new(),
            posts: Vec::new(),
            due: DueDates::default(),
            laws: Laws::new(plan.setting.stages.len()),
            accounts: Accounts::default(),
            contacts: Contacts::asked_for(kept),
            events: 0,
            counts_days,
            counts_incidence: kept(Quantity::WaitWithOpen),
            counts_visits: OF_VISITS.into_iter().any(kept),
            values: vec![None; plan.values.len()],
            answered: vec![false; plan.values.len()],
            week_values: vec![Vec::new(); plan.values.len()],
            series: vec![Vec::with_capacity(plan.catalogue.weeks.len()); plan.series.len()],
            before: vec![(0.0, 0.0); plan.series.len()],
            waiting_ages: vec![Vec::new(); plan.setting.areas.len()],
            caseloads: Vec::new(),
        }
    }

    /// The clock moves on: what was due in between is done first, each at its own instant.
    fn turn(&mut self, at: Time) {
        if !self.families.is_settled() {
            self.settle();
        }
        if self.has_stopping() {
            self.check_stopped();
        }
        while at > self.next {
            let now = self.next;
            self.bank.now = now.0;
            self.pass_due_dates(now);
            while let Some(((due, act), rest)) = self.acts.split_first()
                && *due == now
            {
                self.acts = rest;
                self.act(*act);
            }
            self.next = self.acts.first().map_or(Time::NEVER, |(due, _)| *due);
        }
        self.bank.now = at.0;
    }

    fn settle(&mut self) {
        while let Some((family, over)) = self.families.next_to_settle() {
            if over {
                self.family_over(family);
            }
        }
    }

    fn act(&mut self, act: Act) {
        if act != Act::DayClose {
            self.accrue_costs();
        }
        match act {
            Act::DayClose => {
                self.count_unallocated();
                self.count_uncovered();
                self.bank.take_samples(Kind::Daily);
            }
            Act::WeekEnd => self.week_end(),
            Act::Note(value) => {
                self.count_momentary();
                self.answer(value as usize);
            }
            Act::CloseWindow(kept) => {
                for value in 0..self.plan.values.len() {
                    if self.plan.values[value].1 == kept {
                        self.answer(value);
                    }
                }
            }
            Act::OpenWindow(kept) => self.bank.restart(&self.plan.kept[kept as usize]),
            Act::Restart => self.restart(),
            Act::Caseloads => {
                let taken = self.distribution_of_caseloads();
                self.caseloads.push(taken);
            }
        }
    }

    fn restart(&mut self) {
        let plan = self.plan;
        for kept in plan.kept.iter().filter(|kept| kept.window.is_none()) {
            if !matches!(plan.rows[kept.quantity as usize].kind, Kind::Ratio(..)) {
                self.bank.restart(kept);
            }
        }
        self.restart_laws();
        // The week that the window opens in counts from the opening only.
        for (index, kept) in plan.series.iter().enumerate() {
            let running = self.bank.running(&plan.kept[*kept as usize]);
            self.before[index] = running.map_or((0.0, 0.0), |(a, b)| (a, b.unwrap_or(0.0)));
        }
    }

    /// Counts that are only right at the instant they are asked for.
    fn count_momentary(&mut self) {
        self.count_longest_unseen();
        self.count_highest_caseload();
        self.count_not_visited();
        self.count_highest_utilisation();
        self.count_protection_with_agency();
    }

    fn week_end(&mut self) {
        self.count_momentary();
        self.bank.take_samples(Kind::Weekly);
        let plan = self.plan;
        for (index, kept) in plan.series.iter().enumerate() {
            let kept = &plan.kept[*kept as usize];
            let figure = match self.bank.running(kept) {
                None => self.bank.present(kept),
                Some((over, under)) => {
                    let before =
                        std::mem::replace(&mut self.before[index], (over, under.unwrap_or(0.0)));
                    match under {
                        None => Some(over - before.0),
                        Some(under) if under > before.1 => {
                            Some((over - before.0) / (under - before.1))
                        }
                        Some(_) => None,
                    }
                }
            };
            self.series[index].push(figure.unwrap_or(f64::NAN));
        }
        for (index, (request, kept)) in plan.values.iter().enumerate() {
            let wanted = request.statistic.is_of_week_ends();
            let within = request
                .window
                .is_none_or(|(from, to)| (from.0..=to.0).contains(&self.bank.now));
            if wanted && within {
                let kept = &plan.kept[*kept as usize];
                let row = &plan.rows[kept.quantity as usize];
                let per = request.asked.scale(row) / row.unit.stored(row.kind);
                let present = self.bank.present(kept);
                self.week_values[index].extend(present.map(|value| value / per));
            }
        }
        let ages = self.count_waiting_ages();
        for (area, ages) in ages.into_iter().enumerate() {
            self.waiting_ages[area].push(ages);
        }
    }

    fn answer(&mut self, value: usize) {
        if std::mem::replace(&mut self.answered[value], true) {
            return;
        }
        let (request, kept) = &self.plan.values[value];
        let kept = &self.plan.kept[*kept as usize];
        let priced = self.plan.setting.costs.is_some();
        let unpriced = !priced && self.plan.rows[kept.quantity as usize].unit == Unit::Pounds;
        self.values[value] = match request.statistic {
            Statistic::Highest => largest(&self.week_values[value]),
            Statistic::Lowest => largest_of(self.week_values[value].iter().map(|v| -v)).map(|v| -v),
            Statistic::WeekMedian => {
                crate::statistics::quantile_of(&mut self.week_values[value], 0.5)
            }
            Statistic::ClearedAtOrBelow(number) => cleared(&self.week_values[value], number),
            _ if unpriced => None,
            _ if self.plan.rows[kept.quantity as usize].kind == Kind::Lifetime => {
                Some(self.events as f64)
            }
            statistic => self.bank.answer(kept, statistic, request.asked),
        };
    }

    /// Closes the run at the end of the window and answers.
    ///
    /// # Errors
    ///
    /// What the facts said that cannot be: every breach of the laws that must always hold, one
    /// sentence each. Such a replication is a fault of the program and must not be reported.
    pub fn finish(mut self, index: u32, agenda_events: u64) -> Result<Replication, Vec<String>> {
        let end = self.plan.setting.end;
        self.turn(Time(end.0 + 1));
        self.bank.now = end.0;
        self.pass_due_dates(end);
        self.accrue_costs();
        self.close_spells();
        self.count_momentary();
        for value in 0..self.values.len() {
            let at_instant = matches!(self.plan.values[value].0.statistic, Statistic::At(_));
            if !at_instant {
                self.answer(value);
            }
        }
        let found = Replication {
            index,
            values: std::mem::take(&mut self.values),
            series: std::mem::take(&mut self.series),
            waiting_ages: std::mem::take(&mut self.waiting_ages),
            caseloads: std::mem::take(&mut self.caseloads),
            events: self.events,
            agenda_events,
        };
        let breaches = self.breaches();
        if breaches.is_empty() {
            Ok(found)
        } else {
            Err(breaches)
        }
    }
}

/// First week, counted from 1, from which all are at or below a number for long enough.
fn cleared(weeks: &[f64], number: f64) -> Option<f64> {
    let held = |run: &[f64]| run.iter().all(|value| *value <= number);
    let from = weeks.windows(CLEARED_WEEKS).position(held)?;
    Some(from as f64 + 1.0)
}

fn largest(values: &[f64]) -> Option<f64> {
    largest_of(values.iter().copied())
}

fn largest_of(values: impl Iterator<Item = f64>) -> Option<f64> {
    values.reduce(f64::max)
}

impl Observer<Fact> for Monitor<'_> {
    #[inline]
    fn note(&mut self, at: Time, fact: &Fact) {
        if at.0 != self.bank.now {
            if at.0 < self.bank.now {
                self.laws.backwards(at, self.bank.now);
                return;
            }
            self.turn(at);
        }
        self.hear(fact);
    }
}

impl Monitor<'_> {
    /// Sends each fact to the families of measures it concerns.
    #[inline]
    fn hear(&mut self, fact: &Fact) {
        match *fact {
            Fact::Ready {
                place,
                work,
                effort,
                delayed,
                ..
            } => self.ready(place, work, effort, delayed),
            Fact::Dropped { place, .. } => self.dropped(place),
            Fact::Began { post, place, .. } => self.began(post, place),
            Fact::Stopped {
                post,
                place,
                family,
                stage,
                work,
                worked,
                finished,
            } => {
                self.stopped(post, place, worked, finished);
                self.worked_on((family, place), stage, work, worked);
                if finished && self.counts_visits {
                    self.visited(family, post, stage, work);
                }
            }
            Fact::NoteLeft {
                family,
                place,
                stage,
                work,
                hours,
            } => self.worked_on((family, place), stage, work, hours),
            Fact::Caseload {
                post,
                place,
                families,
                children,
                points_milli,
                full,
            } => {
                self.caseload(
                    post,
                    place,
                    [i64::from(families), i64::from(children)],
                    i64::from(points_milli),
                    full,
                );
            }
            Fact::Contacted { .. }
            | Fact::Decided { .. }
            | Fact::Triaged { .. }
            | Fact::EarlyHelpTaken { .. }
            | Fact::ReturnAverted { .. }
            | Fact::TurnedAway { .. }
            | Fact::ContactOnOpen { .. }
            | Fact::OpenContactStarted { .. } => {
                self.at_front_door(fact);
            }
            Fact::StageBegan { .. }
            | Fact::StageEnded { .. }
            | Fact::Closed { .. }
            | Fact::PlanBegan { .. }
            | Fact::LeftService { .. }
            | Fact::RiskRose { .. } => self.on_pathway(fact),
            Fact::SignOffAsked { .. } | Fact::SentBack { .. } => self.at_sign_off(fact),
            Fact::Authorised { .. } => {
                self.at_sign_off(fact);
                self.in_time(fact);
            }
            Fact::Due { .. }
            | Fact::Completed { .. }
            | Fact::ConferenceHeld { .. }
            | Fact::ConferencePutBack { .. }
            | Fact::Recurred { .. }
            | Fact::Missed { .. } => self.in_time(fact),
            Fact::ListJoined { .. }
            | Fact::RowChanged { .. }
            | Fact::Allocated { .. }
            | Fact::ListLeft { .. }
            | Fact::Released { .. } => self.on_the_list(fact),
            Fact::Seen { .. }
            | Fact::SeenBefore { .. }
            | Fact::DangerWaits { .. }
            | Fact::HandedToNight { .. } => {
                self.at_sight(fact);
            }
            Fact::Noted { .. } | Fact::NotesOwed { .. } | Fact::NeverNoted { .. } => {
                self.recorded(fact);
            }
            Fact::Travelled { .. }
            | Fact::Overtime { .. }
            | Fact::SeniorsAuthorise { .. }
            | Fact::SupervisionAsked { .. }
            | Fact::Supervised { .. }
            | Fact::FoundByDrive { .. }
            | Fact::NoteTaken { .. }
            | Fact::Experienced { .. }
            | Fact::PartnersReplied { .. }
            | Fact::MovedUp { .. }
            | Fact::WronglyClosed { .. } => self.as_ordered(fact),
            Fact::CoverReviewed { family, .. } => self.cover_reviewed(family),
            Fact::TakenOff { .. }
            | Fact::GaveNotice { .. }
            | Fact::HeldAtStart { .. }
            | Fact::Accompanied { .. }
            | Fact::BroughtForward { .. } => {}
            Fact::Started { .. }
            | Fact::Left { .. }
            | Fact::CoverStarted { .. }
            | Fact::TemporaryStarted { .. }
            | Fact::TemporaryEnded { .. }
            | Fact::Lent { .. }
            | Fact::CameHome { .. }
            | Fact::WentAlone { .. }
            | Fact::SupportDone { .. }
            | Fact::OtherWork { .. }
            | Fact::CoverEnded { .. }
            | Fact::PostOpened { .. }
            | Fact::WentAway { .. }
            | Fact::CameBack { .. }
            | Fact::Present { .. }
            | Fact::DayOff { .. }
            | Fact::RoundFailed { .. }
            | Fact::PositionSet => {
                self.laws.position_set |= *fact == Fact::PositionSet;
                self.in_the_accounts(fact);
                self.in_the_staffing_book(fact);
            }
        }
    }
}
