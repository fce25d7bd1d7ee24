//! The validated description of a department: what `scenario::check` hands to the model.
//!
//! Everything here is true by construction (indices in range, shares summing to one, positive
//! lengths), so nothing below this point re-validates. Names of stages, teams and sources are the
//! scenario's own: the model knows their numbers, never their words.

mod beside;
mod diversion;
mod orders;
mod position;
mod pressure;
mod staff;
mod waiting;

pub use beside::MayStart;
pub use diversion::{EarlyHelp, Triage};
pub use orders::Orders;
pub use position::{ClosedFamily, Listed, OpenGroup, StartPosition};
pub use pressure::{Pressure, Response};
pub use staff::{
    Agency, Allocates, Applicants, Cover, Intake, LongLeave, PartTime, PlannedAbsence,
    ProtectedCaps, Recruitment, SicknessKind, Support,
};
pub use waiting::{DeskReview, OpenContacts, Rereferral, Unallocated};

use super::needs::{self, Needs};
use crate::engine::{Calendar, Dist, Span, Time};

/// Index of an office (an area) in [`Spec::offices`].
pub type OfficeIx = usize;
/// Index of a team in [`Spec::teams`]; every office has its own teams.
pub type TeamIx = usize;
/// Index of a stage in [`Spec::stages`].
pub type StageIx = usize;
/// Index of a source of contacts in [`Spec::sources`].
pub type SourceIx = usize;
/// Index of a need band in [`Spec::bands`]; 0 is the most urgent.
pub type BandIx = usize;

/// The whole department at one moment: all numbers a `change` can move.
#[derive(Clone, Debug)]
pub struct Spec {
    /// Need bands in order of urgency, most urgent first (for example immediate, high, routine).
    pub bands: Vec<String>,
    /// Offices, one for each area.
    pub offices: Vec<Office>,
    /// Teams of all offices.
    pub teams: Vec<Team>,
    /// Where contacts come from.
    pub sources: Vec<Source>,
    /// Arrival streams: one for each office and source, in an order that no change alters.
    pub streams: Vec<Stream>,
    /// Screening and thresholds; without it every arrival enters [`Spec::entry`] directly.
    pub front_door: Option<FrontDoor>,
    /// Help below the thresholds; `None` = nobody is offered any.
    pub early_help: Option<EarlyHelp>,
    /// Stage entered by arrivals where there is no front door.
    pub entry: Option<StageIx>,
    /// The pathway: stages as data.
    pub stages: Vec<Stage>,
    /// Families who come back after closure; `None` = nobody does.
    pub rereferral: Option<Rereferral>,
    /// Contacts about families already open; `None` = there are none.
    pub open_contacts: Option<OpenContacts>,
    /// How hours grow with the number of children in a family.
    pub family_hours: FamilyHours,
    /// What a case without a named worker costs and risks.
    pub unallocated: Unallocated,
    /// Chairs of conferences and their diary, shared by all offices.
    pub conferences: Option<Conferences>,
    /// Emergency duty team: nights, weekends and bank holidays; `None` = danger waits for opening.
    pub out_of_hours: Option<OutOfHours>,
    /// One factor on every effort hour (fitted in the hindcast).
    pub effort_scale: f64,
    /// Rules of the worker's day.
    pub day: WorkersDay,
    /// Applicants shared by all recruitment rounds; `None` = there is always one.
    pub applicants: Option<Applicants>,
}

/// One office, serving one area.
#[derive(Clone, Debug)]
pub struct Office {
    /// Name of the area.
    pub name: String,
    /// Standard deviation of what screening adds to a family's need (need has sd 1 in a source).
    pub threshold_noise: f64,
    /// Share of contacts from sources with a joint triage that go through it here; 0 = off.
    pub joint_triage: f64,
    /// A county team screens its contacts, where there is one.
    pub initial_response: bool,
    /// Team whose duty desk screens contacts and meets danger.
    pub front_door_team: TeamIx,
    /// The office's team of each kind, by [`Spec::teams`] index, indexed by team kind.
    pub teams: Vec<Option<TeamIx>>,
    /// Gamma shape of the daily demand shock shared by the office's streams; `None` = no shock.
    pub day_shock_shape: Option<f64>,
}

/// One team of one office: posts, managers, caps and habits.
#[derive(Clone, Debug)]
pub struct Team {
    /// Name, unique in the scenario (office and kind).
    pub name: String,
    /// Office the team belongs to.
    pub office: OfficeIx,
    /// Which kind of team it is (assessment, long-term ...): index into stage ownership.
    pub kind: usize,
    /// Full-time equivalents of each case-holding post, in post order (1.0 = full time).
    pub posts: Vec<f64>,
    /// Part-timers work whole named days, not a fraction of every day, where this is given.
    pub part_time: Option<PartTime>,
    /// Full-time equivalents of each manager post.
    pub managers: Vec<f64>,
    /// Caps for a full-time worker; a missing one does not bind.
    pub cap_families: Option<f64>,
    /// Cap in children for a full-time worker.
    pub cap_children: Option<f64>,
    /// Cap in points for a full-time worker.
    pub cap_points: Option<f64>,
    /// Chance, by need band, that a family is allocated above the cap; 1 = load up, 0 = hold back.
    pub over_cap: Vec<f64>,
    /// How the list is ordered.
    pub order: ListOrder,
    /// When the list is gone through.
    pub allocates: Allocates,
    /// Speed of a manager of another team who stands in; `None` = nobody does, nobody must.
    pub deputy: Option<f64>,
    /// How ties between equally loaded workers are broken.
    pub ties: Ties,
    /// One duty worker for this many qualified workers present, at least one; `None` = no duty.
    pub duty_one_in: Option<f64>,
    /// At a transfer this team's worker lets a family go at once, before the receiving team
    /// allocates; if not, the worker holds it until then.
    pub drop_on_transfer: bool,
    /// Speed of duty workers on their own families' work (interruption loss), share of normal.
    pub duty_own_work: f64,
    /// Manager effort of one allocation; allocating takes no elapsed time but manager time.
    pub manager_effort_per_allocation: Option<Duration>,
    /// A new family that finds a list of this length is turned away; `None` = never.
    pub list_closes_at: Option<usize>,
    /// Share of posts vacant at the start (before agency cover).
    pub vacancy_start: f64,
    /// Share of posts covered by agency workers (still vacant, still recruiting).
    pub agency_share: f64,
    /// Staff of other roles, by role.
    pub support: Vec<Support>,
    /// What management orders for a time.
    pub orders: Orders,
    /// How people of this team work, leave, fall ill and are replaced.
    pub people: People,
    /// The same for the team's managers.
    pub manager_people: People,
}

/// Order of a team's list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListOrder {
    /// Need band (by the stage's allocation rank), then longest waiting.
    NeedBand,
    /// Longest waiting first.
    FirstCome,
    /// Nearest statutory deadline first.
    NearestDeadline,
}

/// Ties between equally loaded workers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ties {
    /// Lowest post number.
    Post,
    /// At random, keyed by the family.
    Random,
}

/// Rates and habits of the people in a team. Rates are per calendar year (365.25 d).
#[derive(Clone, Debug)]
pub struct People {
    /// Share of office time free for casework with the families modelled (or, for managers, for
    /// the manager desk), `other_work` taken off.
    pub casework_share: f64,
    /// Share of office time that goes to looked-after children and other work outside the model.
    pub other_work: f64,
    /// Leaving hazard per year in post; 0 = nobody leaves.
    pub turnover_per_year: f64,
    /// Notice between resigning and leaving.
    pub notice: Option<Duration>,
    /// Kinds of sickness spells.
    pub sickness: Vec<SicknessKind>,
    /// Planned absences: annual leave and training.
    pub planned: Vec<PlannedAbsence>,
    /// Maternity and other long leave; `None` = there is none.
    pub long_leave: Option<LongLeave>,
    /// How vacant posts are filled.
    pub recruitment: Recruitment,
    /// Newly qualified workers who start together once a year.
    pub intake: Option<Intake>,
    /// Speed of a permanent recruit after starting: (elapsed time since start, share of full
    /// speed), steps in order; full speed after the last.
    pub ramp: Vec<(Span, f64)>,
    /// Share of recruits who are newly qualified.
    pub newly_qualified_share: f64,
    /// How long after their start they count as such; `None` = for good.
    pub newly_qualified_for: Option<Span>,
    /// Their ramp, then `newly_qualified_speed` for as long as they count as newly qualified.
    pub newly_qualified_ramp: Vec<(Span, f64)>,
    /// Speed of a newly qualified worker after the ramp.
    pub newly_qualified_speed: f64,
    /// Shares of the caps while their caseload is protected; empty = full caps at once.
    pub newly_qualified_caps: ProtectedCaps,
    /// Agency workers.
    pub agency: Agency,
    /// Working days after which a sick worker's cases are handed back; `None` = never.
    /// 0 = at once (work kept).
    pub hand_back_after_wd: Option<i64>,
    /// How long after their start newly qualified workers visit children with a colleague.
    pub joint_visits_for: Option<Span>,
    /// Steps of cover while a worker is away.
    pub cover: Cover,
    /// Working days before booked leave from which visits due in it are made; `None` = not early.
    pub early_visits_wd: Option<i64>,
    /// Hours a new worker needs to read in on a family that had another worker, per child.
    pub read_in: Option<Duration>,
    /// What pressure of work does; `None` = nothing.
    pub pressure: Option<Pressure>,
}

/// A length of time as the scenario states it; what its number counts is the unit.
#[derive(Clone, Debug)]
pub struct Duration {
    /// Law of the number, in seconds (effort, elapsed) or in working days.
    pub dist: Dist,
    /// What the number counts.
    pub unit: Unit,
}

/// What a duration counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Effort hours: seconds of a worker's casework time (`h`).
    Effort,
    /// Working days (`wd`); fractions are fractions of an office day.
    WorkingDays,
    /// Elapsed time in seconds (`min`, `d`, `wk`, `mo`, `yr`).
    Elapsed,
}

/// A source of contacts.
#[derive(Clone, Debug)]
pub struct Source {
    /// Name (police domestic violence, schools ...).
    pub name: String,
    /// Mean latent need of its families (sd 1).
    pub need_mean: f64,
    /// Chance of 1, 2, 3 ... children in a family.
    pub children: Vec<f64>,
    /// Siblings come as separate cases at the same instant.
    pub siblings_separate: bool,
    /// Chance of each need band; used only where there is no front door.
    pub band_shares: Vec<f64>,
    /// Screening effort of one contact from this source in place of the front door's.
    pub screening: Option<Duration>,
    /// Every contact gets a full referral decision by a social worker (no protocol for triage).
    pub full_decision: bool,
    /// Joint triage of its contacts with a partner, where an office has it; `None` = none.
    pub triage: Option<Triage>,
}

/// Arrivals of one source at one office.
#[derive(Clone, Debug)]
pub struct Stream {
    /// Office.
    pub office: OfficeIx,
    /// Source.
    pub source: SourceIx,
    /// Stable key: a hash of the office's and the source's names, never of their order.
    pub key: u64,
    /// Families per calendar day before weights, at the start of the trend.
    pub families_per_day: f64,
    /// Weekday weights (Monday first), mean 1 over the days on which the stream runs.
    pub weekday: [f64; 7],
    /// Month weights (January first), mean 1.
    pub month: [f64; 12],
    /// Hours of the day in which contacts arrive.
    pub hours: Hours,
    /// Trend: (time, factor) points, linear between, level outside; empty = 1.
    pub trend: Vec<(Time, f64)>,
    /// Renewal stream: law of the interval in place of the Poisson stream.
    pub interval: Option<Duration>,
}

/// When in the day a stream's contacts arrive.
#[derive(Clone, Debug)]
pub enum Hours {
    /// Spread evenly over opening hours of working days; none on closed days.
    Office,
    /// Spread over the day by these 24 relative weights, every day.
    AllDay([f64; 24]),
    /// At opening, on working days (batches sent by partners).
    AtOpening,
}

/// Screening and thresholds. The cuts are solved once from the base conversion rates.
#[derive(Clone, Debug)]
pub struct FrontDoor {
    /// Screening effort of one contact (duty desk), per family.
    pub screening: Duration,
    /// Effort of a full referral decision (duty desk), for contacts that pass screening.
    pub decision: Duration,
    /// Role that screens contacts in which no referral decision is made, where the team has it.
    pub screened_by: Option<usize>,
    /// Role of a county team that screens the contacts of offices which it serves; the team of any
    /// office may have its posts.
    pub initial_response: Option<usize>,
    /// Manager effort to record a contact's outcome.
    pub manager_contact: Duration,
    /// Manager effort to record a referral's outcome.
    pub manager_referral: Duration,
    /// Waiting for partners' replies between screening and decision.
    pub partners: Option<Duration>,
    /// Effort of the partners' staff who reply, per family: counted, and no worker's.
    pub partner_effort: Option<Duration>,
    /// Limit of the decision, working days from the contact.
    pub limit_wd: i64,
    /// Share of contacts that become referrals.
    pub contact_to_referral: f64,
    /// Share of referrals that are assessed.
    pub referral_to_assessment: f64,
    /// Share of referrals that are immediate danger (band 0).
    pub danger_share: f64,
    /// Shares of the remaining need bands among those assessed and not in danger (sums to one).
    pub band_shares: Vec<f64>,
    /// Move of all cuts, in standard deviations of need (0 = base).
    pub shift: f64,
    /// Stage entered by danger.
    pub danger_stage: StageIx,
    /// Stages entered by other families who are assessed.
    pub assessment_stage: StageIx,
    /// Families wrongly screened out: chance to come back, after how long, with how much more need.
    pub wrongly_out_return: f64,
    /// Delay until a family wrongly screened out comes back.
    pub wrongly_out_delay: Duration,
    /// Need added when it does.
    pub wrongly_out_worse: f64,
}

/// One stage of the pathway.
#[derive(Clone, Debug)]
pub struct Stage {
    /// Name.
    pub name: String,
    /// Stable key: a hash of the name (draws never depend on the order of stages).
    pub key: u64,
    /// Who does it.
    pub by: StageBy,
    /// Kind of team that holds it; `None` = the team that has the family.
    pub team_kind: Option<usize>,
    /// A worker of another team keeps the family until this recurring item has first been done;
    /// `None` = it is to be transferred at once.
    pub transfers_at: Option<usize>,
    /// Row of "children without a named worker" in which its families count.
    pub row: Row,
    /// Allocation rank by need band: 0 is placed first. Indexed by band.
    pub rank: Vec<u8>,
    /// No newly qualified worker may hold it.
    pub experienced: bool,
    /// Families are placed whatever the caps (protection).
    pub forced: bool,
    /// Caseload points for each child while the stage runs.
    pub points_per_child: f64,
    /// Work items, in order.
    pub items: Vec<Item>,
    /// Items that recur while the stage lasts.
    pub recurring: Vec<Recurring>,
    /// How long the stage lasts where it is not simply its items: plans, delays.
    pub lasts: Option<Duration>,
    /// The stage ends only at the first recurrence of this recurring item at or after `lasts`.
    pub ends_at: Option<usize>,
    /// Statutory timescale.
    pub limit: Option<Limit>,
    /// Manager's authorisation of the outcome.
    pub sign_off: Option<SignOff>,
    /// A chaired conference: the outcome is decided there.
    pub conference: Option<ConferenceRule>,
    /// Manager supervision hours per child and month (30.4375 d) while the stage runs.
    pub supervision_per_month: Option<Duration>,
    /// Outcomes in order of severity, mildest first.
    pub outcomes: Vec<Outcome>,
    /// Slope of the outcome's severity in need (log-odds per sd); 0 = independent of need.
    pub need_slope: f64,
    /// Families whose last stage was this one come back at this factor of the base rate.
    pub rereferral_factor: f64,
    /// A closing stage keeps lowest urgency among planned work.
    pub low_priority: bool,
    /// The family keeps its named worker while no other stage runs; always so where the named
    /// worker does it.
    pub keeps_worker: bool,
    /// Its dated work (recurring, or towards a limit) comes before all but danger: dates that a
    /// court sets.
    pub outranks: bool,
    /// Its beginning is the beginning of a protection plan.
    pub begins_plan: bool,
    /// Another stage may begin beside it; `None` = none does.
    pub may_start: Option<MayStart>,
    /// Low-priority work does not wait for ever: when a manager presses for it; `None` = never.
    pub pressed: Option<Pressed>,
}

/// A manager presses for low-priority work that has waited too long.
#[derive(Clone, Copy, Debug)]
pub struct Pressed {
    /// Working days after which it is taken with the planned work; its authorisation waits behind
    /// what was asked for up to as many working days later.
    pub after_wd: i64,
    /// Rank among the planned work from then.
    pub rank: u8,
}

/// Who does a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StageBy {
    /// A named worker: the family must be allocated.
    NamedWorker,
    /// The duty desk.
    Duty,
    /// The managers' desk.
    Manager,
    /// Nobody: a delay.
    Nobody,
}

/// Rows of "children without a named worker", in the order in which a child is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Row {
    /// On a protection plan.
    ProtectionPlan,
    /// Under section 47 enquiry or awaiting the conference.
    Section47,
    /// Awaiting assessment.
    Assessment,
    /// Assessed as in need.
    InNeed,
}

/// One work item of a stage.
#[derive(Clone, Debug)]
pub struct Item {
    /// Name.
    pub name: String,
    /// Effort (the note included).
    pub effort: Duration,
    /// Effort of families of a need band, in place of `effort`; indexed by band, empty = none.
    pub effort_by_band: Vec<Option<Duration>>,
    /// Effort is per child (scaled by the family's hours factor) or per family.
    pub per_child: bool,
    /// External delay before the item's first occurrence.
    pub before: Option<Duration>,
    /// External delay between repetitions.
    pub between: Option<Duration>,
    /// How often it is done.
    pub times: Times,
    /// Share of the effort that is the deferrable note.
    pub note_share: f64,
    /// The child is seen.
    pub sees_child: bool,
    /// Office time after which the child is seen once somebody has set out: the way there; `None` =
    /// when the item is done. Not where another role does it.
    pub seen_after: Option<Span>,
    /// A second worker comes along.
    pub second_worker: bool,
    /// Role that does it where the team has one; `None` = whoever the stage says.
    pub role: Option<usize>,
    /// Needs a manager's decision rather than a worker's hours (done at the manager desk).
    pub by_manager: bool,
}

impl Item {
    /// Effort for a family of a need band.
    pub fn effort_for(&self, band: BandIx) -> &Duration {
        let own = self.effort_by_band.get(band).and_then(Option::as_ref);
        own.unwrap_or(&self.effort)
    }
}

/// How often an item is done.
#[derive(Clone, Debug)]
pub enum Times {
    /// A fixed number.
    Fixed(u32),
    /// A random whole number, at least 1 (rounded to nearest, ties to even).
    Random(Dist),
}

impl Times {
    /// How often on average, rounding left aside.
    pub fn mean(&self) -> f64 {
        match self {
            Times::Fixed(times) => f64::from(*times),
            Times::Random(law) => law.mean().max(1.0),
        }
    }
}

/// An item that recurs while its stage lasts.
#[derive(Clone, Debug)]
pub struct Recurring {
    /// Name.
    pub name: String,
    /// What it measures as.
    pub kind: RecurringKind,
    /// First due after the stage began (or after the transfer's end for the receiving team).
    pub first: Duration,
    /// Then every so often after it was last due.
    pub every: Duration,
    /// Effort (the note included).
    pub effort: Duration,
    /// Effort is per child or per family.
    pub per_child: bool,
    /// Share of the effort that is the note.
    pub note_share: f64,
    /// The child is seen.
    pub sees_child: bool,
    /// A chair is needed (review conference).
    pub chaired: bool,
    /// A second worker comes along.
    pub second_worker: bool,
    /// Role that does it where the team has one; `None` = the named worker.
    pub role: Option<usize>,
    /// Duty does it where the family has no named worker present.
    pub duty_covers: bool,
}

/// What a recurring item is to the measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecurringKind {
    /// A visit to the child.
    Visit,
    /// A core group or other meeting.
    Meeting,
    /// A review of the plan.
    Review,
    /// Other work.
    Other,
}

/// Statutory timescale of a stage.
#[derive(Clone, Debug)]
pub struct Limit {
    /// Working days allowed.
    pub working_days: i64,
    /// Event its clock starts from.
    pub clock: Clock,
    /// Which event stops the clock.
    pub stops: Stops,
}

/// Where a statutory clock starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    /// The referral (first contact of this episode).
    Referral,
    /// Entry to the stage.
    StageStart,
    /// Start of the family's latest run of another stage (for example the strategy discussion).
    StartOf(StageIx),
    /// End of the family's latest run of another stage; its start where that has not ended.
    EndOf(StageIx),
}

/// What stops a statutory clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stops {
    /// The manager's authorisation (or completion where no sign-off is asked).
    Authorised,
    /// The conference or meeting itself.
    Held,
}

/// Authorisation by a manager.
#[derive(Clone, Debug)]
pub struct SignOff {
    /// Manager effort, per child.
    pub effort: Duration,
    /// Effort is per child (scaled) or per family.
    pub per_child: bool,
    /// Chance that the work is sent back.
    pub rework: f64,
    /// Share of the last item's effort that sent-back work takes.
    pub rework_share: f64,
    /// Chance that work unsigned for `bypass_after_wd` goes ahead unauthorised.
    pub bypass: f64,
    /// Working days after which it may.
    pub bypass_after_wd: i64,
    /// The family keeps its worker's slot while unsigned.
    pub holds_slot: bool,
}

/// A conference that decides a stage's outcome.
#[derive(Clone, Debug)]
pub struct ConferenceRule {
    /// Earliest slot after the stage begins, working days (invitations).
    pub lead_wd: i64,
    /// A report not ready by the day puts the conference back by this many working days.
    pub put_back_wd: i64,
    /// Attendance effort of the worker, per child.
    pub attendance: Duration,
}

/// One outcome of a stage.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Name.
    pub name: String,
    /// Published probability at base (over all families who reach the decision).
    pub probability: f64,
    /// Stages it starts; empty = this strand of the family's work ends.
    pub starts: Vec<StageIx>,
    /// Ends every other strand of the family as well (closure).
    pub closes: bool,
    /// The family leaves this service for another: all its work here ends, and it does not come
    /// back as a re-referral.
    pub leaves: bool,
}

/// Hours for n children = hours per child x (first + further (n - 1)) x scale, where the scale
/// keeps the mean per child unchanged (solved when the plan is made).
#[derive(Clone, Copy, Debug)]
pub struct FamilyHours {
    /// Multiplier of the first child.
    pub first: f64,
    /// Multiplier of each further child.
    pub further: f64,
    /// Normalising scale.
    pub scale: f64,
}

/// Chairs' diary.
#[derive(Clone, Debug)]
pub struct Conferences {
    /// Number of chairs.
    pub chairs: u32,
    /// Conferences each can chair on a working day.
    pub per_day: u32,
}

/// Emergency duty team.
#[derive(Clone, Debug)]
pub struct OutOfHours {
    /// Workers on at nights and weekends, for the whole county.
    pub workers: u32,
    /// Effort of one strategy discussion and first visit, elapsed.
    pub effort: Duration,
}

/// Rules of the worker's day.
#[derive(Clone, Copy, Debug)]
pub struct WorkersDay {
    /// A worker takes own work in the order in which it became ready, whatever its urgency.
    pub first_come: bool,
    /// Items more than 10 working days overdue fall behind those still in time.
    pub overdue_fall_behind: bool,
    /// Working days overdue after which they do.
    pub overdue_wd: i64,
    /// Strength (0 to 1) of the habit of leaving slack work until its date nears; 0 = off.
    pub slack_habit: f64,
    /// Working days after which a note counts as late.
    pub note_late_wd: i64,
    /// Share of the stage's points under which hours are capped: paid hours per open hour.
    pub paid_share_of_open_hours: f64,
}

/// A version of the department and the time from which it holds.
#[derive(Clone, Debug)]
pub struct Version {
    /// From when.
    pub from: Time,
    /// The department as it then is.
    pub spec: Spec,
}

/// What one replication needs to know: calendar, department, start and end.
#[derive(Clone, Debug)]
pub struct Department {
    /// Calendar of the offices.
    pub calendar: Calendar,
    /// Length of the run.
    pub horizon: Span,
    /// Versions in order of time; the first holds from the start.
    pub versions: Vec<Version>,
    /// Position at the start.
    pub start: StartPosition,
    /// Cuts and outcome laws of each version, solved once.
    pub(super) needs: Vec<Needs>,
}

impl Department {
    /// Puts a department together and solves its thresholds: the cuts once, from the first
    /// version's conversion rates; the outcome laws for each version.
    pub fn new(
        calendar: Calendar,
        horizon: Span,
        versions: Vec<Version>,
        start: StartPosition,
    ) -> Self {
        let cuts = needs::solve_cuts(&versions[0].spec);
        let needs = versions
            .iter()
            .map(|v| needs::solve(&v.spec, cuts.clone()))
            .collect();
        Department {
            calendar,
            horizon,
            versions,
            start,
            needs,
        }
    }

    /// The cuts on seen need solved from the base conversion rates.
    pub fn cuts(&self) -> &needs::Cuts {
        &self.needs[0].cuts
    }
}
