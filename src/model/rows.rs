//! The rows of one replication: families, the strands of their work, posts, tasks.

use super::event::Slot;
use super::phase::Phase;
use crate::chronology::{FamilyId, Work};
use crate::engine::{Span, Time};
use std::collections::VecDeque;

/// No row.
pub(super) const NONE: u32 = u32::MAX;

/// Most stages a pathway may have (how often a family entered each is counted in its row).
pub const MOST_STAGES: usize = 32;

/// Where a family is between first contact and closure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Door {
    /// Waiting for or in screening at the duty desk.
    Screening,
    /// Waiting for partners' replies.
    Partners,
    /// Waiting for the manager to record the decision.
    Deciding,
    /// Danger waiting for or with the emergency duty team.
    OutOfHours,
    /// Past the front door: strands say the rest.
    Inside,
}

/// What joint triage makes of a contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Triaged {
    /// It does not go through it, or has passed.
    No,
    /// It will go on to a decision.
    Passes,
    /// It will be ended with information.
    Ends,
}

/// One family being worked with.
#[derive(Clone, Debug)]
pub(super) struct Case {
    /// Key of all its draws: the same family under every plan.
    pub key: u64,
    pub id: FamilyId,
    pub live: bool,
    /// Tells stale events of an earlier family in this slot, or of work since dropped.
    pub generation: u32,
    pub office: u16,
    pub source: u16,
    pub team: u16,
    /// Team whose list it is on (it may still be held by a worker of `team`).
    pub list_team: u16,
    pub children: u8,
    pub band: u8,
    pub door: Door,
    /// The decision recorded when the manager gets to it (front door only).
    pub decision: crate::chronology::Decision,
    pub wrongly_out: bool,
    /// What joint triage makes of the contact, until its screen is made.
    pub triage: Triaged,
    pub again: bool,
    /// How often it came back.
    pub episode: u16,
    /// Protection plans begun so far, those of earlier episodes among them.
    pub plans: u8,
    pub need: f64,
    /// Factor on hours stated per child.
    pub hours: f64,
    /// When the family came in.
    pub contacted: Time,
    /// When what is assessed now was referred: then, or a later contact while it was open.
    pub referred: Time,
    pub worker: u32,
    /// Points it weighs in its worker's caseload, thousandths.
    pub held_points: i32,
    pub on_list: bool,
    /// Queue of the list it stands in.
    pub class: u8,
    pub returned: bool,
    pub ever_allocated: bool,
    /// How often it joined a list.
    pub listed: u16,
    pub waits_since: Time,
    pub row: u8,
    /// Its sending worker let it go at a transfer, and no other has been named since.
    pub in_transfer: bool,
    /// May be placed above the cap while it waits this time; None = not yet drawn.
    pub above_cap: Option<bool>,
    pub first_strand: u32,
    pub last_stage: u16,
    pub seen: bool,
    pub assessor_saw: bool,
    /// Desk work, read-ins and contacts so far: occasions of draws.
    pub contacts: u32,
    /// Contacts while open: on the agenda, come, dealt with.
    pub expects_contact: bool,
    pub open_contacts: u16,
    pub open_contacts_done: u16,
    /// Desk reviews so far.
    pub reviews: u16,
    /// When the next desk review is due, while it waits.
    pub review_due: Time,
    /// Listing for which the review at the desk was asked.
    pub review_listed: u16,
    /// Times each stage was entered.
    pub entries: [u8; MOST_STAGES],
    /// Ended stages: number, start, end (the latest few).
    pub marks: Vec<(u16, Time, Option<Time>)>,
}

/// One run of one stage by one family. Several may run side by side.
#[derive(Clone, Debug)]
pub(super) struct Strand {
    pub slot: Slot,
    pub stage: u16,
    /// Next strand of the same family.
    pub next: u32,
    pub live: bool,
    pub generation: u32,
    pub phase: Phase,
    pub item: u8,
    /// Repetitions of the item still to do, this one included.
    pub times_left: u32,
    /// Items issued so far: occasions of draws.
    pub issued: u32,
    /// Which time this family is in this stage.
    pub entry: u8,
    /// Effort of the last item, for rework.
    pub last_effort: i64,
    pub began: Time,
    pub clock: Time,
    pub due: Time,
    /// When its length is over (NEVER: no length), and what is left while paused.
    pub ends: Time,
    pub paused: Option<Span>,
    pub over: bool,
    pub completed: Time,
    pub conference: Time,
    pub signings: u16,
    /// Its work has begun at least once.
    pub begun: bool,
    /// Tells a stale delay; never reset.
    pub delay_ticket: u32,
    /// Its item is with another role; and that is over, but nobody holds the family.
    pub in_support: bool,
    pub support_over: bool,
    /// Times another stage might have begun beside it: occasions of draws.
    pub beside: u8,
    pub recurring: [Recurrence; MOST_RECURRING],
}

/// Most recurring items a stage may have.
pub const MOST_RECURRING: usize = 4;

/// Where a recurring item stands.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Recurrence {
    /// When it is next due (or was, if outstanding).
    pub due: Time,
    pub outstanding: bool,
    /// Outstanding, and nobody has it to do: its worker went, or there was none.
    pub owed: bool,
    /// When the one after the outstanding one is due.
    pub next_due: Time,
    pub count: u16,
    /// The present one was made before its worker's leave: its own window opens to nothing.
    pub brought_forward: bool,
}

/// One piece of work for a post or a desk.
#[derive(Clone, Copy, Debug)]
pub(super) struct Task {
    pub work: Work,
    pub slot: Slot,
    pub case_generation: u32,
    pub strand: u32,
    pub strand_generation: u32,
    /// Effort left, seconds of casework time.
    pub left: i64,
    /// Effort as issued, the note apart.
    pub whole: i64,
    /// The note it will leave, seconds.
    pub note: i64,
    /// What business support writes of that note, seconds.
    pub spared: i64,
    /// Of the effort, travel outside the worker's own area.
    pub travel: i64,
    /// Of the effort, supervision of workers, seconds.
    pub supervision: i64,
    pub due: Time,
    /// Left for other planned work until then by habit, and rushed after; zero = never left.
    pub left_until: Time,
    pub ready: Time,
    pub serial: u32,
    /// How urgent the kind of work is: see the classes in `work`.
    pub class: u8,
    pub rank: u8,
    pub sees_child: bool,
}

/// The item in hand.
#[derive(Clone, Copy, Debug)]
pub(super) struct InHand {
    pub task: Task,
    pub since: Time,
    pub speed: f64,
    /// It came from the desk, not from the worker's own work.
    pub from_desk: bool,
}

/// Who fills a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Filled {
    Vacant,
    Permanent,
    Agency,
    /// Kept for a person on long leave, and not covered.
    OnLeave,
}

impl Filled {
    /// Nobody works here now.
    #[inline]
    pub(super) fn empty(self) -> bool {
        matches!(self, Filled::Vacant | Filled::OnLeave)
    }
}

/// What is kept of a person on long leave.
#[derive(Clone, Copy, Debug)]
pub(super) struct OnLeave {
    pub since: Time,
    pub newly_qualified: bool,
    pub at_start: bool,
    pub started: Time,
    /// Lent to another team, and not on leave.
    pub lent: bool,
}

/// Whether a post is one of the establishment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Temporary {
    /// It is.
    No,
    /// A project team's.
    Project,
    /// A colleague's from another team.
    Borrowed,
}

/// Most kinds of sickness.
pub const MOST_SICKNESS: usize = 4;

/// One post and the person in it.
#[derive(Clone, Debug)]
pub(super) struct Post {
    pub key: u64,
    pub team: u16,
    pub office: u16,
    pub manager: bool,
    pub temporary: Temporary,
    pub fte: f64,
    pub filled: Filled,
    /// Goes up whenever somebody sits down or gets up: tells stale events of an earlier one.
    pub person: u16,
    /// Ordinal of the permanent holder (0 in post at the start), how often they came back from
    /// long leave, and the ordinal of the agency worker: each has draws of their own.
    pub holder: u16,
    pub stint: u16,
    pub sitter: u16,
    pub newly_qualified: bool,
    pub at_start: bool,
    pub started: Time,
    /// Overlapping absences, a part-timer's day off among them.
    pub away: u8,
    pub away_since: [Time; MOST_SICKNESS],
    pub sick: [bool; MOST_SICKNESS],
    pub spells: [u16; MOST_SICKNESS],
    pub sick_at: [Time; MOST_SICKNESS],
    pub sick_rate: [f64; MOST_SICKNESS],
    pub sick_clock: [u16; MOST_SICKNESS],
    pub resigns_at: Time,
    pub leaving_rate: f64,
    pub leaving_clock: u16,
    pub gave_notice: bool,
    /// When long leave begins, at which rate, and whether it waits for the person to be back.
    pub leave_at: Time,
    pub leave_rate: f64,
    pub leave_clock: u16,
    pub leave_waits: bool,
    pub on_leave: Option<OnLeave>,
    /// Weekdays worked (bit 0 Monday), whether today is none of them, and the full-time
    /// equivalent of a day worked.
    pub weekdays: u8,
    pub off_today: bool,
    /// It was told that the day off is the only reason for not being there.
    pub told_off: bool,
    pub fte_of_day: f64,
    /// Share of the caps, below 1 while a newly qualified worker's caseload is protected.
    pub cap_share: f64,
    pub round: u16,
    pub recruiting: bool,
    pub cover_coming: bool,
    pub duty: bool,
    pub speed: f64,
    pub families: u16,
    pub children: u16,
    pub points: i32,
    pub held: Vec<Slot>,
    /// Own work ready to be done, in no order.
    pub queue: Vec<Task>,
    /// Notes to write, oldest first: done when nothing else is ready.
    pub notes: VecDeque<Task>,
    pub in_hand: Option<InHand>,
    pub generation: u32,
}

impl Post {
    /// In post and not away.
    #[inline]
    pub(super) fn available(&self) -> bool {
        !self.filled.empty() && self.away == 0
    }

    /// Available, and one of those who take their turn at the duty desk.
    pub(super) fn on_rota(&self) -> bool {
        self.available() && self.temporary != Temporary::Project
    }

    /// Away for another reason than the usual day off of a part-timer.
    pub(super) fn absent(&self) -> bool {
        self.away > u8::from(self.off_today)
    }
}

/// A closed family that will come back.
#[derive(Clone, Copy, Debug)]
pub(super) struct ReturnRecord {
    pub key: u64,
    pub episode: u16,
    /// Protection plans it has had.
    pub plans: u8,
    pub source: u16,
    pub office: u16,
    pub children: u8,
    pub need: f64,
    pub again: bool,
}

/// Index of the share in which a uniform falls.
pub(super) fn pick(shares: &[f64], u: f64) -> usize {
    let mut left = u;
    for (index, share) in shares.iter().enumerate() {
        if left < *share {
            return index;
        }
        left -= share;
    }
    shares.len().saturating_sub(1)
}

impl Strand {
    /// Which occasion of a draw this is: the entry to the stage, and the items issued in it.
    pub(super) fn occasion(&self) -> u32 {
        u32::from(self.entry) << 20 | (self.issued & 0xF_FFFF)
    }
}

/// A family's row with nothing in it.
pub(super) fn blank_case() -> Case {
    Case {
        key: 0,
        id: 0,
        live: false,
        generation: 0,
        office: 0,
        source: 0,
        team: 0,
        list_team: 0,
        children: 1,
        band: 0,
        door: Door::Screening,
        decision: crate::chronology::Decision::Assess,
        wrongly_out: false,
        triage: Triaged::No,
        again: false,
        episode: 0,
        plans: 0,
        need: 0.0,
        hours: 1.0,
        contacted: Time::ZERO,
        referred: Time::ZERO,
        worker: NONE,
        held_points: 0,
        on_list: false,
        class: 0,
        returned: false,
        ever_allocated: false,
        listed: 0,
        waits_since: Time::ZERO,
        row: 3,
        in_transfer: false,
        above_cap: None,
        first_strand: NONE,
        last_stage: u16::MAX,
        seen: false,
        assessor_saw: false,
        contacts: 0,
        expects_contact: false,
        open_contacts: 0,
        open_contacts_done: 0,
        reviews: 0,
        review_due: Time::NEVER,
        review_listed: 0,
        entries: [0; MOST_STAGES],
        marks: Vec::new(),
    }
}

/// A strand's row with nothing in it.
pub(super) fn blank_strand() -> Strand {
    Strand {
        slot: 0,
        stage: 0,
        next: NONE,
        live: false,
        generation: 0,
        phase: Phase::Waiting,
        item: 0,
        times_left: 0,
        issued: 0,
        entry: 0,
        last_effort: 0,
        began: Time::ZERO,
        clock: Time::ZERO,
        due: Time::NEVER,
        ends: Time::NEVER,
        paused: None,
        over: false,
        completed: Time::ZERO,
        conference: Time::NEVER,
        signings: 0,
        begun: false,
        delay_ticket: 0,
        in_support: false,
        support_over: false,
        beside: 0,
        recurring: [Recurrence::default(); MOST_RECURRING],
    }
}
