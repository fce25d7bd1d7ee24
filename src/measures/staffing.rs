//! Staffing: posts, people in post, vacancy, absence, starters, leavers, changes of worker.

use super::cells::Spot;
use super::monitor::Monitor;
use super::quantity::Quantity as Q;
use super::registry::{By, Definition, Kind, Unit, row};
use crate::chronology::{Away, Fact, Place, PostId};

/// Seconds of a year of 365.25 days.
const YEAR: f64 = 31_557_600.0;

pub(super) const ROWS: &[Definition] = &[
    row(
        By::TEAM,
        Q::InPostFte,
        "in_post_fte",
        Kind::Total,
        Unit::FullTime,
        "Full-time equivalents in post, agency workers included.",
    )
    .says(&["mean", "end"])
    .weekly(),
    row(
        By::TEAM,
        Q::VacancyBeforeAgency,
        "vacancy_before_agency",
        Kind::Ratio(Q::VacantBeforeAgency, Q::PostsFte),
        Unit::Share,
        "Share of established posts without a permanent worker.",
    )
    .says(&["mean", "end"])
    .weekly(),
    row(
        By::TEAM,
        Q::VacancyAfterAgency,
        "vacancy_after_agency",
        Kind::Ratio(Q::VacantAfterAgency, Q::PostsFte),
        Unit::Share,
        "Share of established posts without anybody.",
    )
    .says(&["mean", "end"])
    .weekly(),
    row(
        By::TEAM,
        Q::Posts,
        "posts",
        Kind::Level,
        Unit::Workers,
        "Established posts.",
    ),
    row(
        By::TEAM,
        Q::PostsFte,
        "posts_fte",
        Kind::Total,
        Unit::FullTime,
        "Established posts, full-time equivalents.",
    )
    .says(&["end"]),
    row(
        By::TEAM,
        Q::InPost,
        "in_post",
        Kind::Level,
        Unit::Workers,
        "Workers in post, agency workers included.",
    )
    .also(&["filled_posts"]),
    row(
        By::TEAM,
        Q::PermanentFte,
        "permanent_fte",
        Kind::Total,
        Unit::FullTime,
        "Full-time equivalents of permanent workers in post.",
    ),
    row(
        By::TEAM,
        Q::AgencyFte,
        "agency_fte",
        Kind::Total,
        Unit::FullTime,
        "Full-time equivalents of agency workers in post.",
    )
    .says(&["mean"]),
    row(
        By::TEAM,
        Q::VacantBeforeAgency,
        "vacant_before_agency_fte",
        Kind::Total,
        Unit::FullTime,
        "Full-time equivalents of posts without a permanent worker.",
    ),
    row(
        By::TEAM,
        Q::VacantAfterAgency,
        "vacant_after_agency_fte",
        Kind::Total,
        Unit::FullTime,
        "Full-time equivalents of posts without anybody.",
    ),
    row(
        By::TEAM,
        Q::Present,
        "present",
        Kind::Level,
        Unit::Workers,
        "Workers in post and not away.",
    )
    .also(&["workers_present"])
    .says(&["mean", "min"])
    .weekly(),
    row(
        By::TEAM,
        Q::Absent,
        "absent",
        Kind::Level,
        Unit::Workers,
        "Workers in post and away: sick, on leave, in training.",
    )
    .says(&["mean"])
    .weekly(),
    row(
        By::TEAM,
        Q::ManagersInPost,
        "managers_in_post",
        Kind::Level,
        Unit::Workers,
        "Managers in post.",
    ),
    row(
        By::TEAM,
        Q::ManagersPresent,
        "managers_present",
        Kind::Level,
        Unit::Workers,
        "Managers in post and not away.",
    ),
    row(
        By::TEAM,
        Q::Starters,
        "starters",
        Kind::Count,
        Unit::Workers,
        "Permanent workers who started.",
    )
    .says(&["count"])
    .weekly(),
    row(
        By::TEAM,
        Q::Leavers,
        "leavers",
        Kind::Count,
        Unit::Workers,
        "Permanent workers who left.",
    )
    .says(&["count"])
    .weekly(),
    row(
        By::TEAM,
        Q::TurnoverRate,
        "turnover_rate",
        Kind::Ratio(Q::Leavers, Q::InPost),
        Unit::PerYear,
        "Permanent workers who left for each worker-year in post.",
    )
    .times(YEAR)
    .says(&["mean"]),
    row(
        By::TEAM,
        Q::Absences,
        "absences",
        Kind::Count,
        Unit::Number,
        "Spells of absence that began, of any kind.",
    ),
    row(
        By::TEAM,
        Q::AbsenceTime,
        "absence_days",
        Kind::Tally,
        Unit::Days,
        "Elapsed days of a spell away, overlapping reasons counted once.",
    ),
    row(
        By::TEAM,
        Q::VacancyTime,
        "time_to_fill_days",
        Kind::Tally,
        Unit::Days,
        "Elapsed days from a permanent worker's leaving until the next one's start.",
    )
    .also(&["time_to_fill"])
    .says(&["mean"]),
    row(
        By::TEAM,
        Q::DaysLostSick,
        "hours_lost_to_sickness",
        Kind::Count,
        Unit::Hours,
        "Office hours lost to spells of sickness that ended in the window.",
    ),
    row(
        By::TEAM,
        Q::DaysLostPlanned,
        "hours_lost_to_leave_and_training",
        Kind::Count,
        Unit::Hours,
        "Office hours lost to leave and training that ended in the window.",
    ),
    row(
        By::TEAM,
        Q::HoursLostLong,
        "hours_lost_to_long_leave",
        Kind::Count,
        Unit::Hours,
        "Office hours of maternity and other long leave that ended in the window.",
    ),
    row(
        By::TEAM,
        Q::VisitsAlone,
        "visits_alone",
        Kind::Count,
        Unit::Number,
        "Visits for which two workers are needed made by one: nobody else was there.",
    ),
    row(
        By::TEAM,
        Q::SupportHours,
        "support_hours_worked",
        Kind::Count,
        Unit::Hours,
        "Office hours of family support, screening and business support staff spent on items.",
    ),
    row(
        By::TEAM,
        Q::DaysLostSickPerPersonYear,
        "days_lost_to_sickness_per_person_year",
        Kind::Ratio(Q::DaysLostSick, Q::InPost),
        Unit::WorkingDays,
        "Working days lost to sickness for each worker-year in post.",
    )
    .says(&["mean"]),
    row(
        By::TEAM,
        Q::DaysLostPlannedPerPersonYear,
        "days_lost_to_leave_and_training_per_person_year",
        Kind::Ratio(Q::DaysLostPlanned, Q::InPost),
        Unit::WorkingDays,
        "Working days of leave and training for each worker-year in post.",
    )
    .says(&["mean"]),
    row(
        By::TEAM,
        Q::RoundsFailed,
        "recruitment_rounds_failed",
        Kind::Count,
        Unit::Number,
        "Recruitment rounds that ended without a starter.",
    )
    .says(&["count"]),
    row(
        By::TEAM,
        Q::ChangesOfWorker,
        "changes_of_worker_children",
        Kind::Count,
        Unit::Children,
        "Children who lost their worker other than by the end of their work.",
    )
    .says(&["count"]),
    row(
        By::TEAM,
        Q::ChangesOfWorkerPerChildYear,
        "changes_of_worker_per_child_year",
        Kind::Ratio(Q::ChangesOfWorker, Q::AllocatedChildren),
        Unit::PerYear,
        "Changes of worker for each child-year with a worker.",
    )
    .times(YEAR)
    .says(&["mean"]),
    row(
        By::TEAM,
        Q::ChangesOfWorkerPerFamily,
        "changes_of_worker_per_family",
        Kind::Tally,
        Unit::Number,
        "Times a family lost its worker before its work ended, of families closed in the window.",
    )
    .also(&["handovers_per_family"]),
];

impl Monitor<'_> {
    pub(super) fn in_the_staffing_book(&mut self, fact: &Fact) {
        match *fact {
            Fact::PostOpened {
                post,
                place,
                fte_milli,
                manager,
            } => {
                self.post_opened(post, place, i64::from(fte_milli), manager);
            }
            Fact::Started {
                post,
                place,
                agency,
                manager,
                at_start,
                newly_qualified,
            } => {
                self.started(post, place, agency, manager, at_start);
                self.newly_qualified(post, place, newly_qualified);
            }
            Fact::Left {
                post,
                place,
                agency,
                manager,
            } => {
                self.events += 1;
                self.gone(post, place, agency, manager);
            }
            Fact::CoverStarted {
                post,
                place,
                manager,
            } => {
                self.events += 1;
                self.cover(post, place, manager, 1);
            }
            Fact::CoverEnded {
                post,
                place,
                manager,
            } => {
                self.events += 1;
                self.cover(post, place, manager, -1);
            }
            Fact::TemporaryStarted {
                post,
                place,
                agency,
            } => self.temporary(post, place, Some(agency)),
            Fact::TemporaryEnded { post, place } => self.temporary(post, place, None),
            Fact::Lent { post, place } => self.lent(post, place, -1),
            Fact::CameHome { post, place } => self.lent(post, place, 1),
            Fact::WentAway { place, manager, .. } => {
                self.events += 1;
                if !manager {
                    self.bank.count(Q::Absences, Spot::at(place), 1);
                }
            }
            Fact::CameBack {
                place,
                manager,
                why,
                lost,
                ..
            } => {
                self.events += 1;
                let quantity = match why {
                    Away::Sick(_) => Q::DaysLostSick,
                    Away::Planned(_) => Q::DaysLostPlanned,
                    Away::Long => Q::HoursLostLong,
                };
                if !manager {
                    self.bank.count(quantity, Spot::at(place), lost.0);
                }
            }
            Fact::Present {
                post,
                place,
                manager,
                present,
            } => {
                self.present_or_away(post, place, manager, present);
            }
            Fact::DayOff {
                post,
                place,
                manager,
                off,
            } => {
                self.day_off(post, place, manager, off);
            }
            Fact::WentAlone { place, .. } => {
                self.bank.count(Q::VisitsAlone, Spot::at(place), 1);
            }
            Fact::OtherWork { place, hours } => {
                self.bank.count(Q::OtherWork, Spot::at(place), hours.0);
            }
            Fact::SupportDone {
                family,
                place,
                stage,
                work,
                worked,
                ..
            } => {
                self.bank.count(Q::SupportHours, Spot::at(place), worked.0);
                self.worked_on((family, place), stage, work, worked);
            }
            Fact::RoundFailed { place, .. } => {
                self.bank.count(Q::RoundsFailed, Spot::at(place), 1);
            }
            Fact::PositionSet => {
                for row in &mut self.posts {
                    (row.families_at_start, row.balance) = (row.families, 0);
                }
            }
            _ => {}
        }
    }

    fn post_opened(&mut self, post: PostId, place: Place, fte: i64, manager: bool) {
        let row = self.post(post, place);
        row.manager = manager;
        row.fte_milli = fte;
        if !manager {
            let spot = Spot::at(place);
            self.bank.shift(Q::Posts, spot, 1);
            for quantity in [Q::PostsFte, Q::VacantBeforeAgency, Q::VacantAfterAgency] {
                self.bank.shift_amount(quantity, spot, fte);
            }
        }
    }

    fn started(&mut self, post: PostId, place: Place, agency: bool, manager: bool, at_start: bool) {
        let spot = Spot::at(place);
        let now = self.bank.now;
        let row = self.post(post, place);
        if row.in_post {
            self.laws
                .breach(|| format!("somebody started in post {post}, which was filled"));
            return;
        }
        row.in_post = true;
        row.agency = agency;
        row.manager = manager;
        let fte = row.fte_milli;
        let vacant_since = if agency {
            None
        } else {
            row.vacant_since.take()
        };
        self.events += u64::from(!at_start);
        if manager {
            self.bank.shift(Q::ManagersInPost, spot, 1);
            return;
        }
        self.bank.shift(Q::InPost, spot, 1);
        self.bank.shift(Q::Absent, spot, 1);
        self.filled(spot, fte, agency, 1);
        if let Some(since) = vacant_since {
            self.bank.observe(Q::VacancyTime, spot, now - since);
        }
        if !at_start && !agency {
            self.bank.count(Q::Starters, spot, 1);
        }
    }

    /// Somebody starts in a full-time post outside the establishment (an agency worker, or a
    /// colleague), or is gone with it.
    fn temporary(&mut self, post: PostId, place: Place, starts: Option<bool>) {
        self.events += 1;
        let row = self.post(post, place);
        row.fte_milli = 1_000;
        row.away_since = None;
        row.in_post = starts.is_some();
        row.agency = starts.unwrap_or(row.agency);
        let agency = row.agency;
        self.another_in_post(post, place, agency, if starts.is_some() { 1 } else { -1 });
    }

    /// A permanent worker is lent to another team (`sign` -1), or is back (1): the post is kept,
    /// and is not vacant.
    fn lent(&mut self, post: PostId, place: Place, sign: i64) {
        self.events += 1;
        let row = self.post(post, place);
        row.in_post = sign > 0;
        row.away_since = None;
        let newly_qualified = i64::from(row.newly_qualified) * sign;
        self.bank
            .shift(Q::NewlyQualified, Spot::at(place), newly_qualified);
        self.another_in_post(post, place, false, sign);
    }

    /// One more in post, or one fewer, with no post filled or vacated.
    fn another_in_post(&mut self, post: PostId, place: Place, agency: bool, sign: i64) {
        let spot = Spot::at(place);
        let fte = self.post(post, place).fte_milli * sign;
        self.bank.shift(Q::InPost, spot, sign);
        self.bank.shift(Q::Absent, spot, sign);
        self.bank.shift_amount(Q::InPostFte, spot, fte);
        let whose = if agency {
            Q::AgencyFte
        } else {
            Q::PermanentFte
        };
        self.bank.shift_amount(whose, spot, fte);
    }

    /// Somebody covers a person on long leave: one more in post, and the post as filled as before.
    fn cover(&mut self, post: PostId, place: Place, manager: bool, sign: i64) {
        let spot = Spot::at(place);
        let row = self.post(post, place);
        let fte = row.fte_milli * sign;
        let present = row.present;
        row.covered = sign > 0;
        // The spell away is the absent person's, not the cover's.
        if sign > 0 {
            row.on_leave_since = row.away_since.take();
        } else {
            row.away_since = row.on_leave_since.take();
        }
        if sign < 0 && present {
            self.laws
                .breach(|| format!("the cover of post {post} ended while still there"));
        }
        if manager {
            self.bank.shift(Q::ManagersInPost, spot, sign);
            return;
        }
        self.bank.shift(Q::InPost, spot, sign);
        self.bank.shift(Q::Absent, spot, sign);
        self.bank.shift_amount(Q::InPostFte, spot, fte);
        self.bank.shift_amount(Q::AgencyFte, spot, fte);
    }

    /// Full-time equivalents filled (`sign` 1) or vacated (-1).
    fn filled(&mut self, spot: Spot, fte: i64, agency: bool, sign: i64) {
        let fte = fte * sign;
        self.bank.shift_amount(Q::InPostFte, spot, fte);
        self.bank.shift_amount(Q::VacantAfterAgency, spot, -fte);
        if agency {
            self.bank.shift_amount(Q::AgencyFte, spot, fte);
        } else {
            self.bank.shift_amount(Q::PermanentFte, spot, fte);
            self.bank.shift_amount(Q::VacantBeforeAgency, spot, -fte);
        }
    }

    fn gone(&mut self, post: PostId, place: Place, agency: bool, manager: bool) {
        let spot = Spot::at(place);
        let now = self.bank.now;
        let row = self.post(post, place);
        if !row.in_post {
            self.laws
                .breach(|| format!("somebody left post {post}, which was vacant"));
            return;
        }
        row.in_post = false;
        row.away_since = None;
        if !agency {
            row.vacant_since = Some(now);
        }
        let (fte, present) = (row.fte_milli, row.present);
        if present {
            self.present_or_away(post, place, manager, false);
        }
        if manager {
            self.bank.shift(Q::ManagersInPost, spot, -1);
            return;
        }
        self.newly_qualified(post, place, false);
        self.bank.shift(Q::InPost, spot, -1);
        self.bank.shift(Q::Absent, spot, -1);
        self.filled(spot, fte, agency, -1);
        if !agency {
            self.bank.count(Q::Leavers, spot, 1);
        }
    }

    /// A person in post is there or away: away = in post less present.
    fn present_or_away(&mut self, post: PostId, place: Place, manager: bool, present: bool) {
        let now = self.bank.now;
        let row = self.post(post, place);
        if row.present == present {
            return;
        }
        if !row.off {
            let since = if present {
                row.away_since.take()
            } else {
                row.away_since.replace(now)
            };
            self.absent_or_not(Spot::at(place), manager, !present, since);
        }
        self.present(post, place, manager, present);
    }

    /// A worker not present on a usual day off is not absent: a spell before it ends with it, and
    /// one that goes on after it begins after it.
    fn day_off(&mut self, post: PostId, place: Place, manager: bool, off: bool) {
        let now = self.bank.now;
        let row = self.post(post, place);
        if row.off == off {
            return;
        }
        row.off = off;
        if row.present || !row.in_post {
            return;
        }
        let since = if off {
            row.away_since.take()
        } else {
            row.away_since.replace(now)
        };
        let (families, children) = (row.families, row.children);
        let spot = Spot::at(place);
        self.absent_or_not(spot, manager, !off, since);
        self.families_away(spot, families, children, !off);
    }

    fn absent_or_not(&mut self, spot: Spot, manager: bool, absent: bool, since: Option<i64>) {
        if manager {
            return;
        }
        self.bank
            .shift(Q::Absent, spot, if absent { 1 } else { -1 });
        if let (false, Some(since)) = (absent, since) {
            let now = self.bank.now;
            self.bank.observe(Q::AbsenceTime, spot, now - since);
        }
    }
}
