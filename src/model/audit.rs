//! What must always hold, checked against the live state after every event in debug and test
//! builds. Each check states the positive; each is shown to fail in the tests below.

#![cfg(any(test, debug_assertions))]

use super::rows::{Filled, NONE};
use super::running::Running;
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
    }

    fn audit_posts(&self) {
        for (index, post) in self.posts.iter().enumerate() {
            assert!(
                post.in_hand.is_none() || post.available(),
                "nobody works while away or not in post (post {index})"
            );
            assert!(
                post.filled != Filled::Vacant || post.held.is_empty(),
                "nobody absent from a post holds a family (post {index})"
            );
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
}
