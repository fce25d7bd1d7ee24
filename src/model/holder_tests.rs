//! The same people under every plan: what befalls a permanent holder of a post hangs on no
//! agency worker, on no cover of a long leave, and on no post that a plan adds.

use super::spec::*;
use super::textbook::{DAY, department, elapsed, log_of, spec, stage};
use crate::chronology::Fact;
use crate::engine::{Dist, Span, Time};
use std::collections::BTreeMap;

/// Dates of permanent holders by post, in order.
type Lives = BTreeMap<u32, Vec<(Time, &'static str)>>;

/// One post alone in a team, and a dozen in another; people fall sick, take leave and go.
fn people() -> Spec {
    let mut spec = spec(1, 20.0, 0.2, vec![stage(Vec::new())]);
    let people = &mut spec.teams[0].people;
    people.turnover_per_year = 1.0;
    people.notice = Some(elapsed(Dist::Exponential { mean: 20.0 * DAY }));
    people.recruitment.round = Some(elapsed(Dist::Constant(90.0 * DAY)));
    people.recruitment.failure = 0.3;
    people.agency.fill = Some(elapsed(Dist::Exponential { mean: 10.0 * DAY }));
    people.agency.assignment = Some(elapsed(Dist::Exponential { mean: 40.0 * DAY }));
    people.sickness = vec![SicknessKind {
        name: "short".into(),
        per_year: 6.0,
        length: elapsed(Dist::Exponential { mean: 4.0 * DAY }),
    }];
    people.long_leave = Some(LongLeave {
        per_year: 0.5,
        length: elapsed(Dist::Constant(150.0 * DAY)),
        covered: 0.0,
    });
    people.planned = vec![PlannedAbsence {
        name: "leave".into(),
        times: 3,
        length_wd: 5,
        months: [1.0; 12],
    }];
    let mut other = spec.teams[0].clone();
    other.name = "A other".into();
    other.kind = 1;
    other.posts = vec![1.0; 12];
    spec.offices[0].teams.push(Some(1));
    spec.teams.push(other);
    spec
}

/// What befell the permanent holders of every post in six years.
fn lives(spec: Spec) -> Lives {
    let mut lives = Lives::new();
    let mut agency_sits: BTreeMap<u32, bool> = BTreeMap::new();
    for (at, fact) in log_of(&department(spec, 6 * 365)) {
        let (post, what) = match fact {
            Fact::Started { post, agency, .. } => {
                agency_sits.insert(post, agency);
                (post, "started")
            }
            Fact::CoverStarted { post, .. } => {
                agency_sits.insert(post, true);
                continue;
            }
            Fact::CoverEnded { post, .. } => {
                agency_sits.insert(post, false);
                continue;
            }
            Fact::GaveNotice { post, .. } => (post, "gave notice"),
            Fact::Left { post, .. } => (post, "left"),
            Fact::WentAway { post, .. } => (post, "went away"),
            Fact::CameBack { post, .. } => (post, "came back"),
            _ => continue,
        };
        if !agency_sits[&post] {
            lives.entry(post).or_default().push((at, what));
        }
    }
    lives
}

fn started(lives: &Lives, post: u32) -> usize {
    let life = lives[&post].iter();
    life.filter(|(_, what)| *what == "started").count()
}

#[test]
fn agency_cover_of_a_post_moves_no_date_of_a_permanent_holder() {
    let without = lives(people());
    let mut spec = people();
    spec.teams[0].agency_share = 1.0;
    let sat = log_of(&department(spec.clone(), 6 * 365));
    let agency = |fact: &Fact| matches!(fact, Fact::Started { agency: true, .. });
    let sat = sat.iter().filter(|(_, fact)| agency(fact)).count();
    assert!(sat > 3, "{sat} agency workers");
    let with = lives(spec);
    assert_eq!(without, with);
    assert!(started(&with, 0) > 3, "there are later holders");
}

#[test]
fn cover_of_long_leave_moves_no_date_of_a_permanent_holder() {
    let without = lives(people());
    let mut spec = people();
    for team in &mut spec.teams {
        team.people.long_leave.as_mut().expect("as above").covered = 1.0;
    }
    let covers = log_of(&department(spec.clone(), 6 * 365));
    let cover = |fact: &Fact| matches!(fact, Fact::CoverStarted { .. });
    let covers = covers.iter().filter(|(_, fact)| cover(fact)).count();
    assert!(covers > 10, "{covers} leaves covered");
    assert_eq!(without, lives(spec));
}

#[test]
fn posts_that_a_plan_adds_move_no_date_of_the_old_ones() {
    let base = lives(people());
    let mut spec = people();
    spec.teams[1].posts = vec![1.0; 15];
    let mut more = lives(spec);
    // The last three are the new ones.
    for new in 13..16 {
        assert!(more.remove(&new).is_some());
    }
    assert_eq!(base, more);
}

#[test]
fn a_successor_is_another_person_and_so_is_nobody_who_is_back() {
    // Nobody is sick or leaves but for long leave, so each leave follows the one before by the
    // holder's next allowance: no two of them are alike.
    let mut spec = people();
    for team in &mut spec.teams {
        let people = &mut team.people;
        people.sickness.clear();
        people.planned.clear();
        people.turnover_per_year = 0.0;
        people.long_leave.as_mut().expect("as above").per_year = 4.0;
    }
    let (mut back, mut gaps) = (BTreeMap::new(), Vec::new());
    for (post, life) in lives(spec) {
        for (at, what) in life {
            if what == "went away" {
                let since: Time = back.get(&post).copied().unwrap_or(Time::ZERO);
                gaps.push(at - since);
            }
            back.insert(post, at);
        }
    }
    let all = gaps.len();
    gaps.sort_unstable();
    gaps.dedup();
    assert!(all > 60 && gaps.len() == all, "{all} leaves");
    let mean = gaps.iter().map(|gap| gap.as_days()).sum::<f64>() / all as f64;
    // A quarter of a year; the error of the mean of some 100 exponentials is a tenth of it.
    assert!((55.0..130.0).contains(&mean), "{mean} days");
    assert!(gaps[0] >= Span::ZERO);
}
