//! Diversion at the front door. Joint triage: a graded screen made with a partner (the police, of
//! their notifications) before the decision, which ends those it sees as low with information.
//! Early help: part of those turned down take it up, and may come back less often.
//!
//! Triage sees need with its own noise and ends the lowest share; danger does not wait for it, and
//! a family known before passes it by. What it does to the share reaching assessment follows from
//! its noise, which is a belief: those it ends in error are counted, and come back later and worse
//! like those wrongly screened out. Hours of partners are counted and are nobody's here.

use super::event::Slot;
use super::purpose::Purpose;
use super::rows::{NONE, Triaged};
use super::running::Running;
use super::spec::{self, Duration};
use super::work::Desk;
use crate::chronology::{Decision, Fact, Work};
use crate::engine::{Observer, Span, Time, normal_quantile};

/// The need below which triage ends contacts of a source.
fn cut(source: &spec::Source, rule: &spec::Triage) -> f64 {
    let sd = libm::sqrt(1.0 + rule.noise * rule.noise);
    match rule.ends {
        share if share <= 0.0 => f64::NEG_INFINITY,
        share if share >= 1.0 => f64::INFINITY,
        share => source.need_mean + sd * normal_quantile(share),
    }
}

impl<W: Observer<Fact>> Running<'_, W> {
    /// A contact that is triaged first goes to the desk for that; false where it is not.
    pub(super) fn goes_to_triage(&mut self, slot: Slot) -> bool {
        let case = &self.cases[slot as usize];
        let source = &self.spec.sources[usize::from(case.source)];
        let share = self.spec.offices[usize::from(case.office)].joint_triage;
        let Some(rule) = source.triage.as_ref() else {
            return false;
        };
        let through = self.uniform(case.key, Purpose::JointTriage, 0, 0) < share;
        if case.again || !through {
            return false;
        }
        let z = normal_quantile(self.uniform(case.key, Purpose::JointTriage, 1, 0));
        let ends = case.need + rule.noise * z < cut(source, rule);
        let (key, team) = (case.key, usize::from(case.team));
        let effort = self.effort(&rule.effort, 1.0, key, Purpose::JointTriage.with(2), 0);
        self.cases[slot as usize].triage = if ends { Triaged::Ends } else { Triaged::Passes };
        let mut task = self.task(Work::Screening, slot, NONE, effort);
        task.rank = 2;
        let limit = self
            .spec
            .front_door
            .as_ref()
            .map_or(0, |door| door.limit_wd);
        task.due = self.calendar.end_of_working_day_after(self.now, limit);
        self.put_on_desk(team, Desk::Duty, task);
        true
    }

    /// The screen made was that of the triage: what it saw as low ends with information, the rest
    /// is screened as ever. False where there was none.
    pub(super) fn triaged(&mut self, slot: Slot) -> bool {
        let case = &mut self.cases[slot as usize];
        let made = std::mem::replace(&mut case.triage, Triaged::No);
        let source = &self.spec.sources[usize::from(case.source)];
        let (Some(door), Some(rule)) = (&self.spec.front_door, &source.triage) else {
            return false;
        };
        if made == Triaged::No {
            return false;
        }
        let ended = made == Triaged::Ends;
        let missed = ended && case.need >= self.needs.cuts.assessment + door.shift;
        if ended {
            case.decision = Decision::Advice;
            case.wrongly_out = missed;
        }
        let (family, source, children, key) = (case.id, case.source, case.children, case.key);
        let place = self.place(slot);
        let partner = self.partner_hours(&rule.partner_effort, key, Purpose::JointTriage.with(3));
        self.tell(Fact::Triaged {
            family,
            place,
            source,
            children,
            ended,
            missed,
            partner,
        });
        if ended {
            self.ask_decision(slot);
        } else {
            self.ask_screening(slot, door);
        }
        true
    }

    /// A family turned down may take up early help; the factor on its chance to come back.
    pub(super) fn early_help(&mut self, slot: Slot) -> f64 {
        let Some(rule) = &self.spec.early_help else {
            return 1.0;
        };
        let case = &self.cases[slot as usize];
        if self.uniform(case.key, Purpose::EarlyHelp, 0, 0) >= rule.taken {
            return 1.0;
        }
        let (family, source, children, key) = (case.id, case.source, case.children, case.key);
        let decision = case.decision;
        let place = self.place(slot);
        let partner = rule.partner_effort.as_ref().map_or(Span::ZERO, |effort| {
            self.partner_hours(effort, key, Purpose::EarlyHelp.with(1))
        });
        self.tell(Fact::EarlyHelpTaken {
            family,
            place,
            source,
            children,
            decision,
            partner,
        });
        rule.return_factor
    }

    /// A family comes back, at an instant and so much worse, if its draw is below the chance that
    /// help leaves (the first); where it is only below its usual chance, help keeps it away.
    pub(super) fn returns_unless_helped(
        &mut self,
        slot: Slot,
        draw: f64,
        [helped, usual]: [f64; 2],
        (at, worse): (Time, f64),
    ) {
        if draw < helped {
            self.will_return(slot, at, worse);
        } else if draw < usual && at < self.end {
            let case = &self.cases[slot as usize];
            let (family, source, children) = (case.id, case.source, case.children);
            let place = self.place(slot);
            self.tell(Fact::ReturnAverted {
                family,
                place,
                source,
                children,
                at,
            });
        }
    }

    /// Partners replied about a contact: what it took of their staff, where the scenario says.
    pub(super) fn tell_partner_work(&mut self, slot: Slot) {
        let door = self.spec.front_door.as_ref();
        let Some(effort) = door.and_then(|door| door.partner_effort.as_ref()) else {
            return;
        };
        let case = &self.cases[slot as usize];
        let (family, source) = (case.id, case.source);
        let partner = self.partner_hours(effort, case.key, Purpose::Partners.with(1));
        let place = self.place(slot);
        self.tell(Fact::PartnersReplied {
            family,
            place,
            source,
            partner,
        });
    }

    /// Hours of a partner's staff: the factor on the service's own efforts is not theirs.
    fn partner_hours(&self, effort: &Duration, key: u64, what: u32) -> Span {
        let mut draw = self.draws.at(key, what, 0);
        Span::from_seconds_up(effort.dist.sample(&mut draw))
    }
}

#[cfg(test)]
mod tests {
    use crate::chronology::{Decision, Fact};
    use crate::engine::{Calendar, Dist, Span, Time};
    use crate::model::spec::{
        Department, EarlyHelp, FrontDoor, Rereferral, Spec, StartPosition, Times, Triage, Version,
    };
    use crate::model::textbook::{
        DAY, department, effort, elapsed, log_of, office, spec, stage, visits,
    };

    const HOUR: f64 = 3_600.0;

    fn hours(hours: f64) -> crate::model::spec::Duration {
        effort(Dist::Constant(hours * HOUR))
    }

    /// An office that sees need exactly, and assesses one contact in five; half of those wrongly
    /// screened out come back after ten days.
    fn service() -> Spec {
        let assess = stage(vec![visits(0.01, Times::Fixed(1), None)]);
        let mut spec = spec(20, 1e6, 20.0, vec![assess]);
        spec.teams[0].duty_one_in = Some(2.0);
        spec.front_door = Some(FrontDoor {
            screening: hours(0.6),
            decision: hours(1.0),
            screened_by: None,
            initial_response: None,
            manager_contact: hours(0.1),
            manager_referral: hours(0.3),
            partners: None,
            partner_effort: None,
            limit_wd: 1,
            contact_to_referral: 0.4,
            referral_to_assessment: 0.5,
            danger_share: 0.05,
            band_shares: vec![],
            shift: 0.0,
            danger_stage: 0,
            assessment_stage: 0,
            wrongly_out_return: 0.5,
            wrongly_out_delay: elapsed(Dist::Constant(10.0 * DAY)),
            wrongly_out_worse: 0.5,
        });
        spec.entry = None;
        spec.sources[0].full_decision = true;
        spec
    }

    fn triaged(noise: f64) -> Spec {
        let mut spec = service();
        spec.offices[0].joint_triage = 1.0;
        spec.sources[0].triage = Some(Triage {
            effort: hours(0.25),
            partner_effort: hours(0.5),
            ends: 0.6,
            noise,
        });
        spec
    }

    fn count(facts: &[(Time, Fact)], wanted: impl Fn(&Fact) -> bool) -> usize {
        facts.iter().filter(|(_, fact)| wanted(fact)).count()
    }

    fn assessed(facts: &[(Time, Fact)]) -> usize {
        count(facts, |f| {
            matches!(
                f,
                Fact::Decided {
                    decision: Decision::Assess,
                    again: false,
                    ..
                }
            )
        })
    }

    fn worked(facts: &[(Time, Fact)]) -> f64 {
        let done = facts.iter().filter_map(|(_, fact)| match fact {
            Fact::Stopped { worked, .. } => Some(worked.0 as f64 / HOUR),
            _ => None,
        });
        done.sum()
    }

    #[test]
    fn triage_that_sees_need_exactly_ends_the_lowest_and_leaves_the_assessed_alone() {
        let without = log_of(&department(service(), 300));
        let with = log_of(&department(triaged(0.0), 300));
        let all = count(&with, |f| matches!(f, Fact::Triaged { .. }));
        let ended = count(&with, |f| matches!(f, Fact::Triaged { ended: true, .. }));
        let share = ended as f64 / all as f64;
        assert!(
            all > 5_000 && (share - 0.6 / 0.98).abs() < 0.02,
            "{ended} of {all} ended"
        );
        assert_eq!(
            count(&with, |f| matches!(f, Fact::Triaged { missed: true, .. })),
            0
        );
        assert_eq!(assessed(&with), assessed(&without));
        // A quarter of an hour on each in place of 1.6 h on six in ten.
        let saved = (worked(&without) - worked(&with)) / all as f64;
        assert!(
            (saved - (1.6 * share - 0.25)).abs() < 0.05,
            "{saved} hours a contact"
        );
        let partner = with.iter().filter_map(|(_, fact)| match fact {
            Fact::Triaged { partner, .. } => Some(*partner),
            _ => None,
        });
        assert!(partner.into_iter().all(|hours| hours == Span(1_800)));
    }

    #[test]
    fn those_whom_triage_misses_are_counted_and_come_back_later() {
        let facts = log_of(&department(triaged(1.5), 300));
        let missed = count(&facts, |f| matches!(f, Fact::Triaged { missed: true, .. }));
        let out = count(&facts, |f| {
            matches!(
                f,
                Fact::Decided {
                    wrongly_out: true,
                    ..
                }
            )
        });
        let back = count(&facts, |f| matches!(f, Fact::Contacted { again: true, .. }));
        let fewer = assessed(&log_of(&department(triaged(0.0), 300)));
        assert!(missed > 300, "{missed} missed");
        assert_eq!(out, missed, "the office itself sees need exactly");
        let share = back as f64 / missed as f64;
        assert!((share - 0.5).abs() < 0.1, "{back} of {missed} come back");
        assert!(
            assessed(&facts) + missed / 2 < fewer + 50,
            "fewer are assessed at once"
        );
        assert_eq!(
            assessed(&facts) + missed,
            fewer,
            "all missed would have been assessed"
        );
    }

    #[test]
    fn triage_begins_in_an_office_on_the_day_of_the_change() {
        let mut before = triaged(0.5);
        before.offices[0].joint_triage = 0.0;
        let versions = vec![
            Version {
                from: Time::ZERO,
                spec: before,
            },
            Version {
                from: Time(100 * 86_400),
                spec: triaged(0.5),
            },
        ];
        let calendar = Calendar::continuous(jiff::civil::date(2024, 1, 1));
        let position = StartPosition::default();
        let facts = log_of(&Department::new(
            calendar,
            Span::DAY * 200,
            versions,
            position,
        ));
        let of = |fact: &&(Time, Fact)| matches!(fact.1, Fact::Triaged { .. });
        let days: Vec<i64> = facts.iter().filter(of).map(|(at, _)| at.day()).collect();
        assert!(days.len() > 1_500, "{} triaged", days.len());
        assert!(days.iter().all(|day| *day >= 100), "none before the change");
    }

    fn helped(taken: f64, return_factor: f64) -> Spec {
        let mut spec = service();
        spec.early_help = Some(EarlyHelp {
            taken,
            return_factor,
            partner_effort: Some(hours(3.0)),
        });
        spec.rereferral = Some(Rereferral {
            chance: 0.6,
            delay: elapsed(Dist::Constant(30.0 * DAY)),
            worse: 0.0,
        });
        spec
    }

    #[test]
    fn early_help_is_taken_by_its_share_and_changes_returns_only_as_it_says() {
        let back = |spec: Spec| {
            let facts = log_of(&office(spec, 500));
            let back = count(&facts, |f| matches!(f, Fact::Contacted { again: true, .. }));
            let taken = count(&facts, |f| matches!(f, Fact::EarlyHelpTaken { .. }));
            let down = count(&facts, |f| {
                let (advice, none) = (Decision::Advice, Decision::NoFurtherAction);
                matches!(f, Fact::Decided { decision, .. } if [advice, none].contains(decision))
            });
            (back, taken as f64 / down as f64)
        };
        let ((off, _), (idle, share)) = (back(helped(0.0, 1.0)), back(helped(0.4, 1.0)));
        assert!(
            off > 500 && (share - 0.4).abs() < 0.03,
            "{share} took it up"
        );
        assert_eq!(off, idle, "no effect unless one is stated");
        let (fewer, _) = back(helped(0.4, 0.0));
        // Only the returns of those turned down fall: closed families come back as before.
        assert!(fewer < off * 9 / 10, "{fewer} come back, {off} without");
        let (none, all) = back(helped(1.0, 0.0));
        assert!(
            all == 1.0 && none < fewer,
            "{none} come back where all take it up"
        );
    }

    #[test]
    fn a_return_that_help_averts_is_told_with_the_day_it_would_have_been() {
        let averted = |return_factor: f64| {
            let facts = log_of(&office(helped(0.4, return_factor), 200));
            let mut taken = std::collections::BTreeSet::new();
            let mut lags = Vec::new();
            for (now, fact) in &facts {
                match fact {
                    Fact::EarlyHelpTaken { family, .. } => {
                        taken.insert(*family);
                    }
                    Fact::ReturnAverted { family, at, .. } => {
                        assert!(taken.contains(family), "only help keeps a family away");
                        lags.push((at.0 - now.0) as f64 / DAY);
                    }
                    _ => {}
                }
            }
            lags
        };
        assert!(
            averted(1.0).is_empty(),
            "help that changes nothing averts nothing"
        );
        let lags = averted(0.0);
        assert!(lags.len() > 200, "{} averted", lags.len());
        // The office sees need exactly, so all are referrals turned down.
        assert!(lags.iter().all(|lag| (lag - 30.0).abs() < 0.01), "{lags:?}");
    }
}
