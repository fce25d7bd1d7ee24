//! What must always hold, checked against the live state after every event in debug and test
//! builds. Each check states the positive; each is shown to fail in the tests below.

#![cfg(any(test, debug_assertions))]

use super::phase::Phase;
use super::rows::NONE;
use super::running::Running;
use super::spec::StageBy;
use crate::chronology::Fact;
use crate::engine::Observer;

/// Above this many families a full audit is made only every so many events.
const SMALL: usize = 200;
const SELDOM: u64 = 997;

impl<W: Observer<Fact>> Running<'_, W> {
    /// Checks every invariant of the state, or panics with the first that is broken.
    pub(super) fn audit(&self) {
        let small = self.cases.len() <= SMALL;
        if !small && !self.agenda_events.is_multiple_of(SELDOM) {
            return;
        }
        self.audit_posts();
        self.audit_lists();
        self.audit_families();
        self.audit_strands();
        self.audit_rota();
    }

    fn audit_posts(&self) {
        for (index, post) in self.posts.iter().enumerate() {
            assert!(
                post.in_hand.is_none() || post.available(),
                "nobody works while away or not in post (post {index})"
            );
            assert!(
                !post.filled.empty() || post.held.is_empty(),
                "nobody absent from a post holds a family (post {index})"
            );
            if let Some(hand) = &post.in_hand {
                assert!(hand.since <= self.now, "work in hand began in the past");
                assert!(hand.task.left >= 0, "work left is not below nothing");
            }
            let mut children = 0;
            let mut points = 0;
            for &slot in &post.held {
                let case = &self.cases[slot as usize];
                assert!(
                    case.live,
                    "a worker holds only open families (post {index})"
                );
                assert!(case.worker as usize == index, "a family's worker holds it");
                children += u16::from(case.children);
                points += case.held_points;
            }
            assert!(
                post.families as usize == post.held.len(),
                "families held are counted once"
            );
            assert!(post.children == children, "children held are counted once");
            assert!(post.points == points, "points held add up");
        }
    }

    fn audit_lists(&self) {
        let mut listed = 0;
        for (team, state) in self.teams.iter().enumerate() {
            let mut here = 0;
            let mut children = 0;
            for (class, list) in state.lists.iter().enumerate() {
                for &slot in list {
                    let case = &self.cases[slot as usize];
                    assert!(case.live && case.on_list, "only open families wait");
                    assert!(
                        usize::from(case.class) == class,
                        "a family waits in its class"
                    );
                    assert!(
                        usize::from(case.list_team) == team,
                        "and in its team's list"
                    );
                    if case.worker == NONE {
                        children += i64::from(case.children);
                    }
                    here += 1;
                }
            }
            assert!(here == state.listed, "a list's length is counted once");
            assert!(
                children == state.waiting_children,
                "waiting children are counted once"
            );
            listed += here;
        }
        let waiting = self
            .cases
            .iter()
            .filter(|case| case.live && case.on_list)
            .count();
        assert!(waiting == listed, "every waiting family is in one list");
    }

    /// Who has a worker is held by one, and is open; no row is open and free at once.
    fn audit_families(&self) {
        let named = self.cases.iter().filter(|case| case.worker != NONE);
        let held: usize = self.posts.iter().map(|post| post.held.len()).sum();
        assert!(
            named.count() == held,
            "a family has one worker, who holds it"
        );
        assert!(
            self.free_cases
                .iter()
                .all(|&s| !self.cases[s as usize].live),
            "a row is of one family at a time"
        );
    }

    /// Conservation by stage: what runs in a stage runs for one open family, and is found there.
    fn audit_strands(&self) {
        let mut reached = 0;
        for (slot, case) in self.cases.iter().enumerate() {
            let mut strand = case.first_strand;
            while case.live && strand != NONE {
                let s = &self.strands[strand as usize];
                assert!(s.live, "an open family's stages run (family {})", case.id);
                assert!(s.slot as usize == slot, "a stage runs for its own family");
                assert!(
                    self.somebody_works(strand),
                    "what a named worker does waits while there is none"
                );
                reached += 1;
                assert!(reached <= self.strands.len(), "a stage is run through once");
                strand = s.next;
            }
        }
        let running = self.strands.iter().filter(|s| s.live).count();
        assert!(running == reached, "what runs in a stage is some family's");
        let ended = self.strands.len() - self.free_strands.len();
        assert!(running == ended, "entered = ended + still running");
    }

    /// Where nobody holds a family, its worker's items are with another role or wait.
    fn somebody_works(&self, strand: u32) -> bool {
        let s = &self.strands[strand as usize];
        let named = self.spec.stages[usize::from(s.stage)].by == StageBy::NamedWorker;
        let held = self.cases[s.slot as usize].worker != NONE;
        !named || held || s.phase != Phase::Working || (s.in_support && !s.support_over)
    }

    /// Only workers of a team are on its rota.
    fn audit_rota(&self) {
        for state in &self.teams {
            let all_theirs = state.on_duty.iter().all(|post| state.posts.contains(post));
            assert!(all_theirs, "duty is a rota of the team's own workers");
        }
    }
}

/// Each check fails on a state broken on purpose.
#[cfg(test)]
mod tests {
    use super::super::rows::Post;
    use super::super::spec::{Department, Times};
    use super::super::textbook::{Counter, department, spec, stage, visits};
    use super::*;
    use crate::engine::{Draws, Span, Time};
    use std::panic::{AssertUnwindSafe, catch_unwind};

    type State<'a> = Running<'a, Counter>;

    /// Two workers who can hold three families each, and more who wait; after twenty days.
    fn busy(department: &Department, look: impl FnOnce(&mut State)) {
        let mut counter = Counter::default();
        let mut running = Running::new(department, Draws::new(1, 0), &mut counter);
        running.step_until(Time::ZERO + Span::DAY * 20);
        running.audit();
        look(&mut running);
    }

    fn small() -> Department {
        department(
            spec(
                2,
                3.0,
                4.0,
                vec![stage(vec![visits(2.0, Times::Fixed(1), None)])],
            ),
            40,
        )
    }

    /// The audit stops at a state spoiled so, in these words.
    fn stops(spoil: impl FnOnce(&mut State, At), words: &str) {
        busy(&small(), |running| {
            let at = who(running);
            spoil(running, at);
            let found = catch_unwind(AssertUnwindSafe(|| running.audit()));
            let panic = found.expect_err(words);
            let text = panic.downcast_ref::<String>().cloned();
            let text = text.or_else(|| panic.downcast_ref::<&str>().map(|t| (*t).to_string()));
            let text = text.expect("a sentence");
            assert!(text.contains(words), "{words}: {text}");
        });
    }

    /// A worker who holds someone and has work in hand; a family of theirs; one who waits.
    #[derive(Clone, Copy)]
    struct At {
        post: usize,
        held: usize,
        waits: usize,
    }

    fn who(running: &State) -> At {
        let at_work = |p: &Post| p.in_hand.is_some() && !p.held.is_empty();
        let post = running.posts.iter().position(at_work).expect("at work");
        let waits = running.cases.iter().position(|c| c.live && c.on_list);
        At {
            post,
            held: running.posts[post].held[0] as usize,
            waits: waits.expect("one waits"),
        }
    }

    #[test]
    fn a_worker_who_is_away_does_not_work() {
        stops(|r, at| r.posts[at.post].away = 1, "nobody works while away");
        let in_hand = |r: &mut State, at: At| r.posts[at.post].in_hand;
        stops(
            |r, at| {
                let hand = in_hand(r, at);
                r.posts[at.post].in_hand = hand.map(|mut hand| {
                    hand.since = r.now + Span::DAY;
                    hand
                });
            },
            "began in the past",
        );
        stops(
            |r, at| {
                let hand = in_hand(r, at);
                r.posts[at.post].in_hand = hand.map(|mut hand| {
                    hand.task.left = -1;
                    hand
                });
            },
            "not below nothing",
        );
    }

    #[test]
    fn nobody_absent_from_a_post_holds_a_family() {
        let vacate = |r: &mut State, at: At| {
            let post = at.post;
            r.posts[post].in_hand = None;
            r.posts[post].filled = super::super::rows::Filled::Vacant;
        };
        stops(vacate, "absent from a post");
    }

    #[test]
    fn what_a_worker_holds_is_counted_once() {
        stops(|r, at| r.posts[at.post].families += 1, "families held");
        stops(|r, at| r.posts[at.post].children += 1, "children held");
        stops(|r, at| r.posts[at.post].points += 1, "points held");
        stops(|r, at| r.cases[at.held].live = false, "only open families");
        stops(|r, at| r.cases[at.held].worker += 1, "worker holds it");
        stops(
            |r, at| r.cases[at.waits].worker = 0,
            "children are counted once",
        );
        let forgotten = |r: &mut State, at: At| {
            let (post, held) = (at.post, at.held);
            let (children, points) = (r.cases[held].children, r.cases[held].held_points);
            let p = &mut r.posts[post];
            p.held.remove(0);
            p.families -= 1;
            p.children -= u16::from(children);
            p.points -= points;
        };
        stops(forgotten, "has one worker, who holds it");
    }

    #[test]
    fn every_waiting_family_is_in_one_list() {
        stops(
            |r, at| r.cases[at.waits].on_list = false,
            "only open families wait",
        );
        stops(|r, at| r.cases[at.waits].class += 1, "waits in its class");
        stops(
            |r, at| r.cases[at.waits].list_team += 1,
            "in its team's list",
        );
        stops(|r, _| r.teams[0].listed += 1, "length is counted once");
        stops(
            |r, _| r.teams[0].waiting_children += 1,
            "children are counted once",
        );
        stops(|r, at| r.cases[at.held].on_list = true, "in one list");
    }

    #[test]
    fn stages_are_conserved() {
        let strand = |r: &State, at: At| r.cases[at.held].first_strand as usize;
        stops(
            |r, at| {
                let s = strand(r, at);
                r.strands[s].live = false
            },
            "stages run",
        );
        stops(
            |r, at| {
                let s = strand(r, at);
                r.strands[s].slot += 1
            },
            "for its own family",
        );
        stops(
            |r, at| r.cases[at.held].first_strand = NONE,
            "is some family's",
        );
        let loops = |r: &mut State, at: At| {
            let strand = strand(r, at);
            r.strands[strand].next = strand as u32;
        };
        stops(loops, "run through once");
        let lost = |r: &mut State, at: At| {
            let strand = strand(r, at) as u32;
            r.free_strands.push(strand);
        };
        stops(lost, "entered = ended + still running");
        let reused = |r: &mut State, at: At| {
            let slot = at.held as u32;
            r.free_cases.push(slot);
        };
        stops(reused, "one family at a time");
    }

    #[test]
    fn duty_is_the_teams_own() {
        stops(|r, _| r.teams[0].on_duty.push(7), "the team's own workers");
    }
}
