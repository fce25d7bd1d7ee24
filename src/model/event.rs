//! What is due: one enum of everything that can happen, and the law for simultaneous events.
//!
//! Two events at the same second happen in order of rank: first the rules change, then people go,
//! then people come, then the office opens, then work ends, then what fell due, then what ran
//! out of patience, then who arrives. Equal ranks happen in the order in which they were
//! scheduled. So capacity freed at an instant is there for whoever arrives at that instant.

use super::cover::CoverStep;

/// Index of a live row in the table of families being worked with.
pub(super) type Slot = u32;

/// Something due.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Event {
    /// A new version of the department holds from now.
    Change { version: u16 },
    /// A worker goes away; generation = the person.
    WentAway { post: u32, person: u16, why: Why },
    /// A worker who gave notice leaves.
    Leaves { post: u32, person: u16 },
    /// An agency assignment ends.
    AgencyEnds { post: u32, person: u16 },
    /// A worker comes back.
    CameBack { post: u32, person: u16, why: Why },
    /// A recruitment round ends; `attempt` tells the round.
    RoundEnds { post: u32, attempt: u16 },
    /// An agency worker starts in a vacant post.
    AgencyStarts { post: u32, person: u16 },
    /// A worker gives notice.
    Resigns { post: u32, person: u16, clock: u16 },
    /// A worker's speed reaches the next step of its ramp.
    RampStep { post: u32, person: u16 },
    /// Leave and training of a calendar year are booked.
    YearPlanned { post: u32, person: u16, year: u16 },
    /// Maternity or other long leave begins.
    LongLeaveBegins { post: u32, person: u16, clock: u16 },
    /// The person on long leave is back.
    LongLeaveEnds { post: u32 },
    /// An agency worker begins to cover a long leave.
    LongLeaveCovered { post: u32 },
    /// An agency worker is told that a permanent one starts; `attempt` tells the round.
    AgencyNotice { post: u32, attempt: u16 },
    /// The newly qualified of the year start in a team.
    Intake { team: u16, year: u16 },
    /// A spell of sickness has lasted so long that a step of cover is due, handing back among them.
    Cover {
        post: u32,
        person: u16,
        spell: u16,
        step: CoverStep,
    },
    /// Booked leave is near; kind and which of the year tell the booking.
    LeaveNears {
        post: u32,
        person: u16,
        kind: u8,
        which: u8,
        year: u16,
    },
    /// Somebody of another role finishes the item in hand.
    SupportDone { team: u16, role: u8, person: u16 },
    /// The office opens for the day.
    Opening,
    /// The office closes for the day.
    Closing,
    /// A new week: supervision, desk reviews, hazards.
    Week,
    /// A worker finishes the item in hand.
    ItemDone { post: u32, generation: u32 },
    /// A worker on a visit reaches the child.
    ReachesChild { post: u32, generation: u32 },
    /// The emergency duty team finishes a call.
    OutOfHoursDone { slot: Slot, generation: u32 },
    /// An external delay of a strand's next item ends.
    DelayOver { strand: u32, ticket: u32 },
    /// Partners have replied about a contact.
    PartnersReplied { slot: Slot, generation: u32 },
    /// A recurring item may be done from now.
    Recurs {
        strand: u32,
        generation: u32,
        which: u8,
    },
    /// A stage's length is over.
    StageEnds { strand: u32, generation: u32 },
    /// Another stage may begin beside a strand's.
    StartsBeside { strand: u32, generation: u32 },
    /// The day of a conference.
    Conference { strand: u32, generation: u32 },
    /// Unsigned work may go ahead unauthorised.
    MayBypass { strand: u32, generation: u32 },
    /// Duty looks at a family without a named worker.
    DutyContact {
        slot: Slot,
        generation: u32,
        listed: u16,
    },
    /// Risk rises for a family that waits.
    RiskRises {
        slot: Slot,
        generation: u32,
        listed: u16,
    },
    /// Someone is in contact about a family that is open already.
    ContactOnOpen { slot: Slot, generation: u32 },
    /// A family that waits moves away or refuses help.
    MovesAway {
        slot: Slot,
        generation: u32,
        listed: u16,
    },
    /// A manager's desk review of a family that waits falls due.
    DeskReview {
        slot: Slot,
        generation: u32,
        listed: u16,
    },
    /// A family that waits withdraws.
    Withdraws {
        slot: Slot,
        generation: u32,
        listed: u16,
    },
    /// The next arrival of a stream.
    Arrival { stream: u32 },
    /// A closed family comes back.
    Return { record: u32 },
}

/// Why a person goes away and comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Why {
    /// Sickness of the n-th kind, with the number of its clock.
    Sick { kind: u8, clock: u16 },
    /// Planned absence of the n-th kind.
    Planned { kind: u8, length_wd: u8 },
}

impl Event {
    /// Rank among events of the same second.
    pub(super) fn rank(&self) -> u8 {
        match self {
            Event::Change { .. } => 0,
            Event::WentAway { .. } | Event::Leaves { .. } | Event::AgencyEnds { .. } => 1,
            Event::Resigns { .. } | Event::Cover { .. } => 1,
            Event::LongLeaveBegins { .. } | Event::AgencyNotice { .. } => 1,
            Event::CameBack { .. } | Event::RoundEnds { .. } | Event::AgencyStarts { .. } => 2,
            Event::RampStep { .. } | Event::YearPlanned { .. } => 2,
            Event::LongLeaveEnds { .. } | Event::LongLeaveCovered { .. } => 2,
            Event::Intake { .. } | Event::LeaveNears { .. } => 2,
            Event::Opening | Event::Week => 3,
            Event::ItemDone { .. } | Event::OutOfHoursDone { .. } => 4,
            Event::SupportDone { .. } | Event::ReachesChild { .. } => 4,
            Event::DelayOver { .. } | Event::PartnersReplied { .. } => 5,
            Event::Recurs { .. } | Event::StageEnds { .. } | Event::Conference { .. } => 5,
            Event::StartsBeside { .. } | Event::Closing => 5,
            Event::MayBypass { .. } | Event::DutyContact { .. } => 5,
            Event::RiskRises { .. } | Event::Withdraws { .. } => 6,
            Event::MovesAway { .. } | Event::DeskReview { .. } => 6,
            Event::Arrival { .. } | Event::Return { .. } | Event::ContactOnOpen { .. } => 7,
        }
    }
}
