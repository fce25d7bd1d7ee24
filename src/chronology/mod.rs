//! The vocabulary of facts: what a practitioner would write in a family's chronology or a
//! manager in the staffing book, in the past tense and with plain values.
//!
//! Facts are the only way the model tells the world what happened. Whoever wants to know
//! something that no fact says adds the fact; nobody looks into the model's state.

use crate::engine::{Span, Time};

mod diary;
pub use diary::{Diary, Names, StageWords, family_of, sentence};

/// A family in this replication: never reused, in order of arrival (start position first).
pub type FamilyId = u32;
/// A post (the seat, not the person).
pub type PostId = u32;

/// Where something happened and to whom: the filters of every measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Office (area) index.
    pub office: u16,
    /// Team index.
    pub team: u16,
}

/// Rows of children without a named worker (`model::spec::Row` by number), worst first.
/// 0 protection plan, 1 section 47, 2 awaiting assessment, 3 assessed as in need; and before any
/// of these 4 in transfer: let go by the sending worker, not yet allocated by the receiving team.
pub type RowIx = u8;

/// Why a contact ended where it did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Information and advice only: below the threshold.
    Advice,
    /// A referral, no further action after the decision.
    NoFurtherAction,
    /// A referral that goes to assessment.
    Assess,
    /// Immediate danger.
    Danger,
}

/// Why a worker no longer has a family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Release {
    /// The family's work ended and was authorised.
    Closed,
    /// The worker left.
    WorkerLeft,
    /// The worker is away too long and the work was handed back.
    HandedBack,
    /// The receiving team allocated another worker.
    Transferred,
    /// The worker lets the family go to another team, which has not allocated it yet.
    LetGo,
    /// The worker goes to another team for a time.
    Lent,
    /// The worker's post was temporary, and it is closed.
    PostClosed,
    /// The worker goes on maternity or other long leave and hands the families over.
    LongLeave,
    /// What is left of the family's work needs no named worker.
    NotNeeded,
}

/// Why a worker is away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Away {
    /// Sickness of the team's n-th kind.
    Sick(u8),
    /// Planned absence (leave, training) of the team's n-th kind.
    Planned(u8),
    /// Maternity or other long leave.
    Long,
}

/// Kind of a work item, for the measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// The n-th item of a stage.
    Item(u8),
    /// The n-th recurring item of a stage.
    Recurring(u8),
    /// Recording of an earlier item.
    Note,
    /// Attendance at a conference.
    Conference,
    /// Screening or referral decision at the duty desk.
    Screening,
    /// Duty's contact with a family without a named worker.
    DutyContact,
    /// A manager's decision, authorisation, allocation or supervision.
    Management,
    /// Reading in after a change of worker.
    ReadIn,
    /// Doing again what a manager sent back.
    Rework,
    /// A manager's reading of what is known of a family that waits.
    DeskReview,
    /// A contact about a family that is open already.
    OpenContact,
    /// A manager's reading of a family whose worker is away.
    CoverReview,
    /// Coming along on a colleague's visit.
    SecondWorker,
}

/// Why a family left a list without a worker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeftList {
    /// Its work ended, or went on elsewhere.
    WorkEnded,
    /// It withdrew.
    Withdrew,
    /// It moved away or refused help: closed.
    MovedAway,
    /// A manager closed it after a desk review.
    DeskReview,
}

/// Something that happened.
///
/// Words used by the fields, once: `family` who; `place` the office and team; `children` how many
/// in the family; `band` need band (0 most urgent); `stage` number of the stage in the pathway;
/// `post` the seat of the worker; `row` the row of children without a named worker; `since`,
/// `began`, `referred`, `clock` instants at which something started; `due` a limit.
#[expect(missing_docs, reason = "the fields' words are defined once, above")]
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fact {
    /// The position at the start is complete: whatever was told before describes it, and is
    /// nobody's arrival, allocation or start.
    PositionSet,
    // ---- the front door -------------------------------------------------------------------
    /// Someone is worried: a contact about a family (a returning one if `again`).
    Contacted {
        family: FamilyId,
        place: Place,
        source: u16,
        children: u8,
        danger: bool,
        again: bool,
    },
    /// The manager recorded the decision; `since` = time of the contact; `wrongly_out` = need
    /// above the cut but seen below it.
    Decided {
        family: FamilyId,
        place: Place,
        source: u16,
        children: u8,
        decision: Decision,
        wrongly_out: bool,
        since: Time,
        due: Time,
        again: bool,
    },
    /// Service and partner graded a contact together; `ended` = with information, `missed` = need
    /// above the cut for assessment all the same, `partner` = hours of the partner's staff.
    Triaged {
        family: FamilyId,
        place: Place,
        source: u16,
        children: u8,
        ended: bool,
        missed: bool,
        partner: Span,
    },
    /// A family turned down took up early help; `partner` = hours of those who give it.
    EarlyHelpTaken {
        family: FamilyId,
        place: Place,
        source: u16,
        children: u8,
        decision: Decision,
        partner: Span,
    },
    /// A family turned down would have come back at an instant before the end of the run, and does
    /// not, by the early help it took up.
    ReturnAverted {
        family: FamilyId,
        place: Place,
        source: u16,
        children: u8,
        at: Time,
    },
    /// The list was closed and the family was turned away.
    TurnedAway {
        family: FamilyId,
        place: Place,
        children: u8,
    },
    // ---- stages ---------------------------------------------------------------------------
    /// A stage began for a family. `referred` = start of this episode's referral.
    StageBegan {
        family: FamilyId,
        place: Place,
        stage: u16,
        children: u8,
        band: u8,
        referred: Time,
    },
    /// All work of the stage was done; what remains is authorisation (if the stage asks for it).
    Completed {
        family: FamilyId,
        place: Place,
        stage: u16,
        children: u8,
    },
    /// The outcome waits for a manager.
    SignOffAsked {
        family: FamilyId,
        place: Place,
        stage: u16,
        children: u8,
    },
    /// The manager sent the work back.
    SentBack {
        family: FamilyId,
        place: Place,
        stage: u16,
        children: u8,
    },
    /// The outcome took effect: authorised, or `bypassed` without authorisation, or not needing
    /// any. `clock` = start of the statutory clock, `due` = its limit (NEVER if none), `began` =
    /// entry to the stage, `completed` = when the work was done.
    Authorised {
        family: FamilyId,
        place: Place,
        stage: u16,
        children: u8,
        band: u8,
        outcome: u8,
        clock: Time,
        due: Time,
        began: Time,
        completed: Time,
        bypassed: bool,
        asked: bool,
    },
    /// The stage ended (with its outcome, by closure of the family, or by withdrawal).
    StageEnded {
        family: FamilyId,
        place: Place,
        stage: u16,
        children: u8,
        began: Time,
    },
    /// A statutory date was set for a running stage (for "in timescale, of those due").
    Due {
        family: FamilyId,
        place: Place,
        stage: u16,
        children: u8,
        due: Time,
    },
    /// A conference or a chaired review was held; `due` = its limit (NEVER if none).
    ConferenceHeld {
        family: FamilyId,
        place: Place,
        stage: u16,
        children: u8,
        due: Time,
    },
    /// A conference was put back because the report was not ready.
    ConferencePutBack {
        family: FamilyId,
        place: Place,
        stage: u16,
        children: u8,
    },
    // ---- allocation -----------------------------------------------------------------------
    /// A family joined a team's list. `since` = when it began to wait (age at the start);
    /// `held` = the sending worker still has it (a transfer); `first` = never had a worker.
    ListJoined {
        family: FamilyId,
        place: Place,
        children: u8,
        band: u8,
        row: RowIx,
        since: Time,
        held: bool,
        first: bool,
    },
    /// The family's row changed while it waits.
    RowChanged {
        family: FamilyId,
        place: Place,
        children: u8,
        row: RowIx,
    },
    /// A manager gave the family a named worker.
    Allocated {
        family: FamilyId,
        place: Place,
        post: PostId,
        children: u8,
        band: u8,
        row: RowIx,
        since: Time,
        first: bool,
        transfer: bool,
        above_cap: bool,
    },
    /// At the start the family has had this worker for some time: nobody's allocation.
    HeldAtStart {
        family: FamilyId,
        place: Place,
        post: PostId,
        children: u8,
    },
    /// Someone is in contact about a family that is open already.
    ContactOnOpen {
        family: FamilyId,
        place: Place,
        children: u8,
        named: bool,
    },
    /// A contact on an open family started new work.
    OpenContactStarted { family: FamilyId, place: Place },
    /// The family left the list without a worker.
    ListLeft {
        family: FamilyId,
        place: Place,
        children: u8,
        row: RowIx,
        since: Time,
        why: LeftList,
        /// A child of the family was seen since the contact.
        seen: bool,
    },
    /// A worker no longer has the family.
    Released {
        family: FamilyId,
        place: Place,
        post: PostId,
        children: u8,
        why: Release,
    },
    /// What a worker now holds: families, children, thousandths of a point; `full` = no room for
    /// one more under the caps.
    Caseload {
        post: PostId,
        place: Place,
        families: u16,
        children: u16,
        points_milli: i32,
        full: bool,
    },
    // ---- work -----------------------------------------------------------------------------
    /// Work became ready for a post (own work) or a desk (`post` = u32::MAX); `delayed` = after
    /// an external delay ended; `effort` = hours still to be spent on it, its note included.
    Ready {
        post: PostId,
        place: Place,
        work: Work,
        effort: Span,
        delayed: bool,
    },
    /// Ready work vanished undone (the family closed, or its worker changed).
    Dropped {
        post: PostId,
        place: Place,
        work: Work,
    },
    /// A worker began (or resumed) an item.
    Began {
        post: PostId,
        place: Place,
        family: FamilyId,
        stage: u16,
        work: Work,
    },
    /// A worker stopped an item: finished, or interrupted with the work kept.
    Stopped {
        post: PostId,
        place: Place,
        family: FamilyId,
        stage: u16,
        work: Work,
        worked: Span,
        finished: bool,
    },
    /// The position at the start: a worker saw the child before it.
    SeenBefore {
        /// Family.
        family: FamilyId,
        /// When the child was last seen.
        at: Time,
        /// Since the present work began.
        assessing: bool,
    },
    /// The child was seen for the first time in this episode by the duty worker or the named
    /// one; `assessing` = the first visit by the assessing worker (assessment start).
    Seen {
        family: FamilyId,
        place: Place,
        children: u8,
        band: u8,
        referred: Time,
        first: bool,
        assessing: bool,
        danger: bool,
    },
    /// A recurring item was done: due when, and whether by then.
    Recurred {
        family: FamilyId,
        place: Place,
        stage: u16,
        which: u8,
        children: u8,
        due: Time,
    },
    /// A recurring item was overtaken by the next and counts as missed.
    Missed {
        family: FamilyId,
        place: Place,
        stage: u16,
        which: u8,
        children: u8,
        due: Time,
    },
    /// A manager read through a family whose worker is away; `visits` owed are duty's from now.
    CoverReviewed {
        family: FamilyId,
        place: Place,
        visits: u8,
    },
    /// A recurring visit that would fall due in its worker's leave is booked before it.
    BroughtForward {
        family: FamilyId,
        place: Place,
        stage: u16,
        which: u8,
    },
    /// A second worker came along on a visit.
    Accompanied {
        family: FamilyId,
        place: Place,
        post: PostId,
    },
    /// A visit for which two are needed was made alone: nobody else was there.
    WentAlone { family: FamilyId, place: Place },
    /// Somebody of another role (by number) did an item in so much office time.
    SupportDone {
        family: FamilyId,
        place: Place,
        stage: u16,
        role: u8,
        work: Work,
        worked: Span,
    },
    /// Partners replied about a contact; `partner` = hours of their staff.
    PartnersReplied {
        family: FamilyId,
        place: Place,
        source: u16,
        partner: Span,
    },
    /// A desk review found a need greater than the family's band says: it moves up the list.
    MovedUp {
        family: FamilyId,
        place: Place,
        children: u8,
    },
    /// A desk review closed a family whose need was above the threshold for assessment.
    WronglyClosed {
        family: FamilyId,
        place: Place,
        children: u8,
    },
    /// Work on a family leaves a note; `hours` = office time that its worker will write for.
    NoteLeft {
        family: FamilyId,
        place: Place,
        stage: u16,
        work: Work,
        hours: Span,
    },
    /// Of the note that an item left, what business support writes.
    NoteTaken { place: Place, hours: Span },
    /// Paid hours beyond the contract of those at work today in a team.
    Overtime { place: Place, hours: Span },
    /// What seniors at work today in a team will spend on authorising work.
    SeniorsAuthorise { place: Place, hours: Span },
    /// Supervision that managers are asked for this week, for what the team's workers hold.
    SupervisionAsked { place: Place, hours: Span },
    /// A manager did supervision; `hours` = what was done of what was asked.
    Supervised { place: Place, hours: Span },
    /// A worker whom a recruitment drive found starts in a post.
    FoundByDrive { post: PostId, place: Place },
    /// A newly qualified worker counts as experienced.
    Experienced { post: PostId, place: Place },
    /// A worker made a visit outside the office's own area; `hours` = the extra travel.
    Travelled {
        family: FamilyId,
        place: Place,
        post: PostId,
        hours: Span,
    },
    /// What those at work today in a team will spend on work outside the model.
    OtherWork { place: Place, hours: Span },
    /// A note was written; `done` = when the work it records was done.
    Noted {
        post: PostId,
        place: Place,
        done: Time,
        effort: Span,
    },
    /// A note fell due or was written or lost: change of hours owed by the team (seconds).
    NotesOwed { place: Place, change: Span },
    /// A note will never be written (worker left or family closed).
    NeverNoted { place: Place, effort: Span },
    /// Danger: nobody could go when it came to the desk (all duty workers out or away).
    DangerWaits { family: FamilyId, place: Place },
    /// Danger: at closing time nobody of the office had reached the child, and the emergency duty
    /// team was asked to go.
    HandedToNight {
        family: FamilyId,
        place: Place,
        children: u8,
    },
    /// A named worker was taken off planned work for danger.
    TakenOff { post: PostId, place: Place },
    /// Risk rose while the family waited without a worker.
    RiskRose {
        family: FamilyId,
        place: Place,
        children: u8,
    },
    /// A protection plan began, `again` = the family had one before.
    PlanBegan {
        family: FamilyId,
        place: Place,
        children: u8,
        again: bool,
    },
    /// The family went to a service outside the model: its work here ended, and is no closure.
    LeftService {
        family: FamilyId,
        place: Place,
        children: u8,
        opened: Time,
    },
    /// The family's work ended: closed after authorisation. `opened` = start of the episode.
    Closed {
        family: FamilyId,
        place: Place,
        children: u8,
        opened: Time,
    },
    // ---- people ---------------------------------------------------------------------------
    /// A person started in a post (also everyone in post at the start, with `at_start`).
    Started {
        post: PostId,
        place: Place,
        agency: bool,
        manager: bool,
        at_start: bool,
        newly_qualified: bool,
    },
    /// A person left a post.
    Left {
        post: PostId,
        place: Place,
        agency: bool,
        manager: bool,
    },
    /// An agency worker begins to cover the post of a person on long leave.
    CoverStarted {
        post: PostId,
        place: Place,
        manager: bool,
    },
    /// The person on long leave is back and the agency worker goes.
    CoverEnded {
        post: PostId,
        place: Place,
        manager: bool,
    },
    /// A person starts in a full-time post outside the establishment: a project team's (`agency`),
    /// or a colleague's from another team.
    TemporaryStarted {
        post: PostId,
        place: Place,
        agency: bool,
    },
    /// That post is closed, and whoever had it is gone.
    TemporaryEnded { post: PostId, place: Place },
    /// A permanent worker goes to another team for a time; the post is kept.
    Lent { post: PostId, place: Place },
    /// A worker who was lent is back.
    CameHome { post: PostId, place: Place },
    /// A post exists (its full-time equivalent in thousandths); all posts at the start.
    PostOpened {
        post: PostId,
        place: Place,
        fte_milli: u16,
        manager: bool,
    },
    /// A person went away; `until` where known.
    WentAway {
        post: PostId,
        place: Place,
        manager: bool,
        why: Away,
    },
    /// The person came back; `lost` = open office seconds missed.
    CameBack {
        post: PostId,
        place: Place,
        manager: bool,
        why: Away,
        lost: Span,
    },
    /// Present for work or not (in post and not away): what utilisation divides by.
    Present {
        post: PostId,
        place: Place,
        manager: bool,
        present: bool,
    },
    /// Not present for no other reason than a part-timer's usual day off, from now (`off`) or no
    /// longer: no absence.
    DayOff {
        post: PostId,
        place: Place,
        manager: bool,
        off: bool,
    },
    /// A person gave notice, or was given it (an agency worker before a permanent one starts).
    GaveNotice {
        post: PostId,
        place: Place,
        manager: bool,
    },
    /// A recruitment round ended without a starter.
    RoundFailed { post: PostId, place: Place },
}
