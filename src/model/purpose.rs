//! What a random number is for. The numbers are fixed for ever: a purpose may be added at the
//! end, never renumbered, or every stored result would change.

/// The purpose of a draw; `with` adds which of several (item, kind, year).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub(super) enum Purpose {
    // the family
    Children = 10,
    Need = 11,
    ScreeningNoise = 12,
    Band = 13,
    Effort = 14,
    Delay = 15,
    Outcome = 16,
    Times = 17,
    StageLength = 18,
    Rework = 19,
    Bypass = 20,
    OverCap = 21,
    Tie = 22,
    Withdrawal = 23,
    RiskRises = 24,
    Returns = 25,
    ReturnDelay = 26,
    Slack = 27,
    RecurringEffort = 28,
    RecurringPhase = 29,
    Partners = 30,
    ScreeningEffort = 31,
    SignOffEffort = 32,
    ReadIn = 33,
    StartAge = 34,
    StartProgress = 35,
    DutyPhase = 36,
    StartBack = 37,
    OutOfHours = 38,
    Attendance = 39,
    MovesAway = 40,
    DeskReview = 41,
    OpenContact = 42,
    OpenContactEffort = 43,
    OpenContactStarts = 44,
    StartsBeside = 45,
    JointTriage = 46,
    EarlyHelp = 47,
    // the stream
    Layer = 50,
    LayerPoint = 51,
    DayShock = 52,
    Interval = 53,
    // the post and its people
    Leaving = 70,
    Notice = 71,
    Sickness = 72,
    SicknessLength = 73,
    Planned = 74,
    RoundFails = 75,
    RoundLength = 76,
    AgencyFill = 77,
    AgencyLength = 78,
    NewlyQualified = 79,
    StartVacant = 80,
    StartTenure = 81,
    StartAway = 82,
    LongLeave = 83,
    LongLeaveLength = 84,
    LongLeaveCover = 85,
    Applicants = 86,
    AgencyNotice = 87,
}

impl Purpose {
    /// The purpose as the engine's number, with a sub-number below 256.
    #[inline]
    pub(super) fn with(self, which: usize) -> u32 {
        (self as u32) << 8 | (which as u32 & 0xFF)
    }

    /// The purpose as the engine's number.
    #[inline]
    pub(super) fn plain(self) -> u32 {
        (self as u32) << 8
    }
}
