//! The diary of one family: a dated line for every fact that concerns it, as a team manager would
//! tell it.

use super::{Decision, Fact, FamilyId, LeftList, Place, Release, Work};
use crate::engine::{Observer, Time};

/// Names inside a stage.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StageWords {
    /// The stage.
    pub name: String,
    /// Its work items.
    pub items: Vec<String>,
    /// Its recurring items.
    pub recurring: Vec<String>,
    /// Its outcomes.
    pub outcomes: Vec<String>,
}

/// Names of what facts know by number, in the order of those numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// Offices (areas).
    pub offices: Vec<String>,
    /// Teams.
    pub teams: Vec<String>,
    /// Stages.
    pub stages: Vec<StageWords>,
    /// Sources of contacts.
    pub sources: Vec<String>,
    /// Need bands.
    pub bands: Vec<String>,
}

/// Keeps the facts of one family, in order.
#[derive(Clone, Debug)]
pub struct Diary {
    family: FamilyId,
    entries: Vec<(Time, Fact)>,
}

impl Diary {
    /// An empty diary of a family.
    pub fn new(family: FamilyId) -> Self {
        Diary {
            family,
            entries: Vec::new(),
        }
    }

    /// The family's facts with their instants.
    pub fn entries(&self) -> &[(Time, Fact)] {
        &self.entries
    }

    /// The diary in sentences: the instant and what happened.
    pub fn lines(&self, names: &Names) -> Vec<(Time, String)> {
        let told = self.entries.iter();
        told.filter_map(|(at, fact)| sentence(fact, names).map(|line| (*at, line)))
            .collect()
    }
}

impl Observer<Fact> for Diary {
    fn note(&mut self, at: Time, fact: &Fact) {
        if family_of(fact) == Some(self.family) {
            self.entries.push((at, *fact));
        }
    }
}

/// The family a fact concerns, where it concerns one.
pub fn family_of(fact: &Fact) -> Option<FamilyId> {
    match *fact {
        Fact::Contacted { family, .. }
        | Fact::Decided { family, .. }
        | Fact::Triaged { family, .. }
        | Fact::EarlyHelpTaken { family, .. }
        | Fact::ReturnAverted { family, .. }
        | Fact::NoteLeft { family, .. }
        | Fact::TurnedAway { family, .. }
        | Fact::StageBegan { family, .. }
        | Fact::Completed { family, .. }
        | Fact::SignOffAsked { family, .. }
        | Fact::SentBack { family, .. }
        | Fact::Authorised { family, .. }
        | Fact::StageEnded { family, .. }
        | Fact::Due { family, .. }
        | Fact::ConferenceHeld { family, .. }
        | Fact::ConferencePutBack { family, .. }
        | Fact::ListJoined { family, .. }
        | Fact::RowChanged { family, .. }
        | Fact::Allocated { family, .. }
        | Fact::HeldAtStart { family, .. }
        | Fact::ListLeft { family, .. }
        | Fact::Released { family, .. }
        | Fact::Began { family, .. }
        | Fact::Stopped { family, .. }
        | Fact::Seen { family, .. }
        | Fact::SeenBefore { family, .. }
        | Fact::Recurred { family, .. }
        | Fact::Missed { family, .. }
        | Fact::DangerWaits { family, .. }
        | Fact::HandedToNight { family, .. }
        | Fact::RiskRose { family, .. }
        | Fact::CoverReviewed { family, .. }
        | Fact::Accompanied { family, .. }
        | Fact::WentAlone { family, .. }
        | Fact::MovedUp { family, .. }
        | Fact::WronglyClosed { family, .. }
        | Fact::PartnersReplied { family, .. }
        | Fact::Travelled { family, .. }
        | Fact::SupportDone { family, .. }
        | Fact::BroughtForward { family, .. }
        | Fact::ContactOnOpen { family, .. }
        | Fact::OpenContactStarted { family, .. }
        | Fact::PlanBegan { family, .. }
        | Fact::LeftService { family, .. }
        | Fact::Closed { family, .. } => Some(family),
        _ => None,
    }
}

/// What happened, in plain English; `None` for facts that a family's diary leaves out (work
/// begun, stages ended by what the line before says, everything about staff).
pub fn sentence(fact: &Fact, names: &Names) -> Option<String> {
    match *fact {
        Fact::Contacted { .. }
        | Fact::Decided { .. }
        | Fact::Triaged { .. }
        | Fact::EarlyHelpTaken { .. }
        | Fact::ReturnAverted { .. }
        | Fact::TurnedAway { .. }
        | Fact::ContactOnOpen { .. }
        | Fact::OpenContactStarted { .. } => at_the_door(fact, names),
        Fact::ListJoined { .. }
        | Fact::RowChanged { .. }
        | Fact::Allocated { .. }
        | Fact::HeldAtStart { .. }
        | Fact::ListLeft { .. }
        | Fact::Released { .. } => on_the_list(fact, names),
        Fact::Stopped { .. }
        | Fact::Seen { .. }
        | Fact::SeenBefore { .. }
        | Fact::Recurred { .. }
        | Fact::Missed { .. }
        | Fact::CoverReviewed { .. }
        | Fact::Accompanied { .. }
        | Fact::WentAlone { .. }
        | Fact::SupportDone { .. }
        | Fact::BroughtForward { .. } => of_the_work(fact, names),
        _ => on_the_pathway(fact, names),
    }
}

fn at_the_door(fact: &Fact, names: &Names) -> Option<String> {
    match *fact {
        Fact::Contacted {
            place,
            source,
            children,
            danger,
            again,
            ..
        } => {
            let from = names
                .sources
                .get(usize::from(source))
                .map_or("someone", String::as_str);
            let about = if again {
                "about a family known before"
            } else {
                "about a family"
            };
            let urgent = if danger { ", in immediate danger" } else { "" };
            let number = number_of(children);
            let area = area(place, names);
            Some(format!(
                "Contact ({from}) {about} with {number} reaches {area}{urgent}."
            ))
        }
        Fact::Decided { decision, due, .. } => {
            let what = match decision {
                Decision::Advice => "information and advice only",
                Decision::NoFurtherAction => "a referral, no further action",
                Decision::Assess => "a referral, to be assessed",
                Decision::Danger => "immediate danger, to be seen at once",
            };
            let limit = if due < Time::NEVER {
                " by a manager"
            } else {
                ""
            };
            Some(format!("Decided{limit}: {what}."))
        }
        Fact::Triaged { ended, .. } => Some(if ended {
            "Graded together with the partner agency: ended with information.".into()
        } else {
            "Graded together with the partner agency: goes on to a decision.".into()
        }),
        Fact::EarlyHelpTaken { .. } => Some("The family takes up early help.".into()),
        Fact::ReturnAverted { .. } => {
            Some("Without that help it would have come back; now it will not.".into())
        }
        Fact::ContactOnOpen { named, .. } => Some(if named {
            "Someone is in contact about the family: for its worker.".into()
        } else {
            "Someone is in contact about the family: for duty.".into()
        }),
        Fact::OpenContactStarted { .. } => Some("What was heard needs new work.".into()),
        Fact::TurnedAway { place, .. } => Some(format!(
            "Turned away: the list of {} is closed.",
            team(place, names)
        )),
        _ => None,
    }
}

fn on_the_list(fact: &Fact, names: &Names) -> Option<String> {
    match *fact {
        Fact::ListJoined {
            place,
            row,
            held,
            first,
            ..
        } => {
            let team = team(place, names);
            Some(match (held, first) {
                (true, _) => {
                    format!("Waits to be transferred to {team}; the present worker keeps visiting.")
                }
                (false, true) => format!("Waits for a named worker in {team}, {}.", row_words(row)),
                (false, false) => {
                    format!(
                        "Waits again for a named worker in {team}, {}.",
                        row_words(row)
                    )
                }
            })
        }
        Fact::RowChanged { row, .. } => Some(format!("Still waiting, now {}.", row_words(row))),
        Fact::Allocated {
            place,
            post,
            transfer,
            above_cap,
            ..
        } => {
            let how = if transfer { "Transferred" } else { "Allocated" };
            let full = if above_cap {
                ", who had no room under the caps"
            } else {
                ""
            };
            Some(format!(
                "{how} to the worker in post {post} of {}{full}.",
                team(place, names)
            ))
        }
        Fact::HeldAtStart { place, post, .. } => Some(format!(
            "Has had the worker in post {post} of {} since before the run.",
            team(place, names)
        )),
        Fact::ListLeft { why, seen, .. } => {
            let unseen = if seen { "" } else { ", the child unseen" };
            Some(match why {
                LeftList::Withdrew => "The family withdraws before anybody is named.".into(),
                LeftList::WorkEnded => "Leaves the list without a named worker.".into(),
                LeftList::MovedAway => {
                    format!("Moves away or refuses help while it waits: closed{unseen}.")
                }
                LeftList::DeskReview => {
                    format!("A manager closes the work after a desk review{unseen}.")
                }
            })
        }
        Fact::Released { post, why, .. } => match why {
            Release::Closed | Release::Transferred => None,
            Release::LetGo => Some(format!(
                "The worker in post {post} lets the family go to another team at once."
            )),
            Release::NotNeeded => {
                Some("The named worker's part is over; the family is no longer held.".into())
            }
            Release::WorkerLeft => Some(format!("The worker in post {post} leaves the council.")),
            Release::PostClosed => Some(format!(
                "The temporary post {post} ends, and its worker goes."
            )),
            Release::Lent => Some(format!(
                "The worker in post {post} goes to another team for a time."
            )),
            Release::LongLeave => Some(format!(
                "The worker in post {post} goes on long leave and hands the family over."
            )),
            Release::HandedBack => Some(format!(
                "Handed back: the worker in post {post} is away too long."
            )),
        },
        _ => None,
    }
}

fn of_the_work(fact: &Fact, names: &Names) -> Option<String> {
    match *fact {
        Fact::Stopped {
            stage,
            work,
            worked,
            finished,
            ..
        } => {
            if !finished {
                return None;
            }
            let hours = worked.0 as f64 / 3_600.0;
            let what = work_words(work, stage, names)?;
            Some(format!("Done: {what} ({hours:.1} h of office time)."))
        }
        Fact::SeenBefore { at, .. } => Some(match -at.day() {
            0 => "A worker last saw the child on the day of the start.".to_owned(),
            1 => "A worker last saw the child the day before the start.".to_owned(),
            days => format!("A worker last saw the child {days} days before the start."),
        }),
        Fact::Seen {
            first, assessing, ..
        } => Some(
            match (first, assessing) {
                (true, true) => "The child is seen for the first time, by the assessing worker.",
                (true, false) => "The child is seen for the first time.",
                _ => "The child is seen by the assessing worker for the first time.",
            }
            .into(),
        ),
        Fact::Accompanied { post, .. } => Some(format!(
            "The worker in post {post} comes along as the second worker."
        )),
        Fact::WentAlone { .. } => {
            Some("Nobody is there to come along as the second worker.".into())
        }
        Fact::SupportDone {
            stage,
            work,
            worked,
            ..
        } => {
            let hours = worked.0 as f64 / 3_600.0;
            let what = work_words(work, stage, names)?;
            Some(format!(
                "Done by support staff: {what} ({hours:.1} h of office time)."
            ))
        }
        Fact::CoverReviewed { visits, .. } => Some(match visits {
            0 => "The worker is away: a manager reads through the family's file.".into(),
            1 => "The worker is away: a manager gives duty the visit that is owed.".into(),
            _ => format!("The worker is away: a manager gives duty the {visits} visits owed."),
        }),
        Fact::BroughtForward { stage, which, .. } => {
            let stage = names.stages.get(usize::from(stage))?;
            let item = stage.recurring.get(usize::from(which))?;
            Some(format!("Booked early, before the worker's leave: {item}."))
        }
        Fact::Missed { stage, which, .. } => {
            let stage = names.stages.get(usize::from(stage))?;
            let item = stage.recurring.get(usize::from(which))?;
            Some(format!("Missed: {item}; the next is already due."))
        }
        _ => None,
    }
}

fn on_the_pathway(fact: &Fact, names: &Names) -> Option<String> {
    let stage_name = |stage: u16| {
        names
            .stages
            .get(usize::from(stage))
            .map(|s| s.name.as_str())
    };
    match *fact {
        Fact::StageBegan { stage, band, .. } => {
            let band = match names.bands.get(usize::from(band)) {
                Some(band) if names.bands.len() > 1 => format!(" (need: {band})"),
                _ => String::new(),
            };
            Some(format!("{} begins{band}.", capital(stage_name(stage)?)))
        }
        Fact::SignOffAsked { stage, .. } => Some(format!(
            "{} is done and waits for a manager.",
            capital(stage_name(stage)?)
        )),
        Fact::SentBack { stage, .. } => Some(format!(
            "The manager sends the {} back.",
            stage_name(stage)?
        )),
        Fact::Authorised {
            stage,
            outcome,
            bypassed,
            asked,
            due,
            ..
        } => {
            let stage = names.stages.get(usize::from(stage))?;
            let how = match (bypassed, asked) {
                (true, _) => "goes ahead without authorisation",
                (false, true) => "authorised",
                (false, false) => "ends",
            };
            let outcome = stage
                .outcomes
                .get(usize::from(outcome))
                .map_or(String::new(), |outcome| format!(": {outcome}"));
            let _ = due;
            Some(format!("{} {how}{outcome}.", capital(&stage.name)))
        }
        Fact::ConferenceHeld { stage, .. } => {
            Some(format!("Conference held ({}).", stage_name(stage)?))
        }
        Fact::ConferencePutBack { .. } => {
            Some("Conference put back: the report is not ready.".into())
        }
        Fact::DangerWaits { place, .. } => Some(format!(
            "Nobody in {} can go at once: danger waits.",
            team(place, names)
        )),
        Fact::HandedToNight { .. } => Some(
            "The office closes before anybody has reached the child: the emergency duty team is \
             asked to go."
                .into(),
        ),
        Fact::RiskRose { .. } => Some("Risk rises while nobody is named.".into()),
        Fact::PlanBegan { again, .. } => Some(if again {
            "A protection plan begins, not the family's first.".into()
        } else {
            "A protection plan begins.".into()
        }),
        Fact::LeftService { .. } => {
            Some("The work goes on in another service; it ends here.".into())
        }
        Fact::Closed { .. } => Some("The family's work ends: closed.".into()),
        _ => None,
    }
}

fn work_words(work: Work, stage: u16, names: &Names) -> Option<String> {
    let stage = names.stages.get(usize::from(stage));
    Some(match work {
        Work::Item(which) => {
            let stage = stage?;
            format!("{}, {}", stage.name, stage.items.get(usize::from(which))?)
        }
        Work::Recurring(which) => {
            let stage = stage?;
            format!(
                "{}, {}",
                stage.name,
                stage.recurring.get(usize::from(which))?
            )
        }
        Work::Conference => "attending the conference".into(),
        Work::Screening => "screening at the duty desk".into(),
        Work::DutyContact => "duty's contact with the family while nobody is named".into(),
        Work::ReadIn => "reading in by the new worker".into(),
        Work::Rework => "what the manager sent back".into(),
        Work::DeskReview => "a desk review".into(),
        Work::OpenContact => "the contact".into(),
        Work::CoverReview => "a manager's reading while the worker is away".into(),
        Work::Note | Work::Management | Work::SecondWorker => return None,
    })
}

fn row_words(row: u8) -> &'static str {
    match row {
        0 => "on a protection plan",
        1 => "under section 47 or awaiting the conference",
        2 => "awaiting assessment",
        4 => "in transfer with nobody holding it",
        _ => "assessed as in need",
    }
}

fn number_of(children: u8) -> String {
    if children == 1 {
        "1 child".into()
    } else {
        format!("{children} children")
    }
}

fn area(place: Place, names: &Names) -> String {
    let office = names.offices.get(usize::from(place.office));
    office.map_or("the office".into(), |office| format!("area {office}"))
}

fn team(place: Place, names: &Names) -> String {
    let team = names.teams.get(usize::from(place.team));
    team.map_or("the team".into(), |team| format!("the team {team}"))
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Names {
        Names {
            offices: vec!["A".into()],
            teams: vec!["A assessment".into()],
            stages: vec![StageWords {
                name: "initial assessment".into(),
                items: vec!["visit".into()],
                recurring: vec!["duty visit".into()],
                outcomes: vec!["closing".into()],
            }],
            sources: vec!["schools".into()],
            bands: vec!["immediate".into(), "routine".into()],
        }
    }

    const PLACE: Place = Place { office: 0, team: 0 };

    #[test]
    fn a_family_is_told_in_order_and_nobody_else() {
        let mut diary = Diary::new(7);
        let contacted = |family| Fact::Contacted {
            family,
            place: PLACE,
            source: 0,
            children: 2,
            danger: false,
            again: false,
        };
        diary.note(Time(10), &contacted(7));
        diary.note(Time(11), &contacted(8));
        let began = Fact::StageBegan {
            family: 7,
            place: PLACE,
            stage: 0,
            children: 2,
            band: 1,
            referred: Time(10),
        };
        diary.note(Time(20), &began);
        diary.note(
            Time(30),
            &Fact::RoundFailed {
                post: 1,
                place: PLACE,
            },
        );
        let lines = diary.lines(&names());
        assert_eq!(lines.len(), 2);
        assert_eq!(
            lines[0].1,
            "Contact (schools) about a family with 2 children reaches area A."
        );
        assert_eq!(lines[1].1, "Initial assessment begins (need: routine).");
    }

    #[test]
    fn no_line_speaks_of_a_case() {
        let facts = [
            Fact::RowChanged {
                family: 1,
                place: PLACE,
                children: 1,
                row: 1,
            },
            Fact::Released {
                family: 1,
                place: PLACE,
                post: 3,
                children: 1,
                why: Release::HandedBack,
            },
            Fact::Closed {
                family: 1,
                place: PLACE,
                children: 1,
                opened: Time::ZERO,
            },
            Fact::DangerWaits {
                family: 1,
                place: PLACE,
            },
            Fact::HandedToNight {
                family: 1,
                place: PLACE,
                children: 1,
            },
        ];
        let of_staff = [
            Fact::Released {
                family: 1,
                place: PLACE,
                post: 3,
                children: 1,
                why: Release::LongLeave,
            },
            Fact::CoverReviewed {
                family: 1,
                place: PLACE,
                visits: 2,
            },
            Fact::BroughtForward {
                family: 1,
                place: PLACE,
                stage: 0,
                which: 0,
            },
            Fact::Accompanied {
                family: 1,
                place: PLACE,
                post: 4,
            },
            Fact::WentAlone {
                family: 1,
                place: PLACE,
            },
            Fact::SupportDone {
                family: 1,
                place: PLACE,
                stage: 0,
                role: 0,
                work: Work::Item(0),
                worked: crate::engine::Span::HOUR,
            },
        ];
        let of_the_service = [
            Fact::Triaged {
                family: 1,
                place: PLACE,
                source: 0,
                children: 1,
                ended: true,
                missed: true,
                partner: crate::engine::Span::HOUR,
            },
            Fact::EarlyHelpTaken {
                family: 1,
                place: PLACE,
                source: 0,
                children: 1,
                decision: Decision::Advice,
                partner: crate::engine::Span::HOUR,
            },
            Fact::ReturnAverted {
                family: 1,
                place: PLACE,
                source: 0,
                children: 1,
                at: Time(90),
            },
            Fact::PlanBegan {
                family: 1,
                place: PLACE,
                children: 1,
                again: true,
            },
            Fact::LeftService {
                family: 1,
                place: PLACE,
                children: 1,
                opened: Time::ZERO,
            },
            Fact::Released {
                family: 1,
                place: PLACE,
                post: 3,
                children: 1,
                why: Release::LetGo,
            },
        ];
        for fact in facts.into_iter().chain(of_staff).chain(of_the_service) {
            let line = sentence(&fact, &names()).unwrap_or_default();
            assert!(line.ends_with('.') && !line.contains("case"), "{line}");
            assert_eq!(family_of(&fact), Some(1), "{line}");
        }
    }

    #[test]
    fn a_name_that_is_missing_leaves_the_line_out() {
        let fact = Fact::SentBack {
            family: 1,
            place: PLACE,
            stage: 9,
            children: 1,
        };
        assert_eq!(sentence(&fact, &names()), None);
    }
}
