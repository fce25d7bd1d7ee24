//! What must always hold, checked at the end of every replication.
//!
//! Conservation by stage, Little's law to the second, nobody in two places or working while away,
//! hours worked never above hours available, families held as allocated and released, clocks that
//! never run backwards, no authorisation before completion. A breach is a fault of the program:
//! the replication is refused, never repaired.

use super::monitor::Monitor;
use crate::chronology::{FamilyId, PostId};
use crate::engine::Time;

/// Most breaches told one by one.
const MOST_TOLD: usize = 20;

/// The running account of the laws.
#[derive(Debug)]
pub(super) struct Laws {
    pub position_set: bool,
    entered: Vec<i64>,
    ended: Vec<i64>,
    /// Families who wait with nobody: number, area under it, and the sum of their times.
    waiting: i64,
    waiting_at: i64,
    waiting_area: i128,
    waited: i128,
    window_start: i64,
    /// Posts that must have put their work down by the end of this instant.
    stopping: Vec<(PostId, i64)>,
    told: Vec<String>,
    untold: u64,
}

impl Laws {
    pub fn new(stages: usize) -> Self {
        Laws {
            position_set: false,
            entered: vec![0; stages],
            ended: vec![0; stages],
            waiting: 0,
            waiting_at: 0,
            waiting_area: 0,
            waited: 0,
            window_start: 0,
            stopping: Vec::new(),
            told: Vec::new(),
            untold: 0,
        }
    }

    /// Records a breach.
    #[cold]
    pub fn breach(&mut self, sentence: impl FnOnce() -> String) {
        if self.told.len() < MOST_TOLD {
            self.told.push(sentence());
        } else {
            self.untold += 1;
        }
    }

    /// The clock of the facts ran backwards.
    #[cold]
    pub fn backwards(&mut self, at: Time, now: i64) {
        self.breach(|| format!("the clock ran backwards from {now} s to {} s", at.0));
    }

    pub fn entered(&mut self, stage: u16) {
        if let Some(entered) = self.entered.get_mut(usize::from(stage)) {
            *entered += 1;
        }
    }

    pub fn ended(&mut self, stage: u16) {
        if let Some(ended) = self.ended.get_mut(usize::from(stage)) {
            *ended += 1;
        }
    }

    /// One family more or less waits with nobody.
    pub fn waiting(&mut self, now: i64, change: i64) {
        self.waiting_area += i128::from(self.waiting) * i128::from(now - self.waiting_at);
        self.waiting_at = now;
        self.waiting += change;
    }

    /// A family has waited since `joined`: its time within the window.
    pub fn waited(&mut self, now: i64, joined: i64) {
        self.waited += i128::from(now - joined.max(self.window_start));
    }

    /// A worker who went away must put work in hand down in the same instant.
    pub fn should_stop(&mut self, post: PostId, now: i64) {
        self.stopping.push((post, now));
    }

    /// An outcome took effect: after its completion, and its clock had started.
    pub fn authorised(&mut self, now: Time, clock: Time, completed: Time, family: FamilyId) {
        if completed > now {
            self.breach(|| format!("family {family}: authorised before the work was done"));
        }
        if clock > now {
            self.breach(|| format!("family {family}: authorised before its clock started"));
        }
    }
}

impl Monitor<'_> {
    /// The window opens: areas count from here.
    pub(super) fn restart_laws(&mut self) {
        let now = self.bank.now;
        self.laws.waiting(now, 0);
        (self.laws.waiting_area, self.laws.waited) = (0, 0);
        self.laws.window_start = now;
    }

    /// Those who should have stopped work in the instant that is over.
    pub(super) fn check_stopped(&mut self) {
        while let Some((post, at)) = self.laws.stopping.pop() {
            let working = self
                .posts
                .get(post as usize)
                .is_some_and(|p| p.working && !p.present);
            if working {
                self.laws
                    .breach(|| format!("post {post} worked on while away from {at} s"));
            }
        }
    }

    pub(super) fn has_stopping(&self) -> bool {
        !self.laws.stopping.is_empty()
    }

    /// Every breach, one sentence each; empty when all is as it must be.
    pub(super) fn breaches(mut self) -> Vec<String> {
        self.check_stopped();
        self.check_stages();
        self.check_waiting();
        self.check_posts();
        if let Some(quantity) = self.bank.negative {
            self.laws
                .breach(|| format!("{quantity:?} fell below nothing"));
        }
        let Laws {
            mut told, untold, ..
        } = self.laws;
        if untold > 0 {
            told.push(format!("and {untold} more"));
        }
        told
    }

    /// By stage: entered = ended + still in it.
    fn check_stages(&mut self) {
        let running = self.families.running_by_stage(self.laws.entered.len());
        for (stage, running) in running.into_iter().enumerate() {
            let (entered, ended) = (self.laws.entered[stage], self.laws.ended[stage]);
            if entered != ended + running {
                let name = self
                    .plan
                    .setting
                    .stages
                    .get(stage)
                    .cloned()
                    .unwrap_or_default();
                self.laws.breach(|| {
                    format!("{name}: {entered} entered, {ended} ended, {running} still there")
                });
            }
        }
    }

    /// Little's law: the area under the number waiting is the sum of the times waited.
    fn check_waiting(&mut self) {
        let now = self.bank.now;
        self.laws.waiting(now, 0);
        let waits: Vec<i64> = self
            .listed
            .iter()
            .filter(|listed| !listed.held)
            .map(|listed| listed.joined)
            .collect();
        for joined in waits {
            self.laws.waited(now, joined);
        }
        let (area, waited) = (self.laws.waiting_area, self.laws.waited);
        if area != waited {
            self.laws.breach(|| {
                format!("waiting: {area} family-seconds under the number, {waited} waited")
            });
        }
    }

    /// Hours worked within hours available; families held as allocated and released.
    fn check_posts(&mut self) {
        let office = self.bank.office_now();
        for post in 0..self.posts.len() {
            let row = self.posts[post];
            let (worked, available) = row.hours(office);
            if worked > available {
                self.laws.breach(|| {
                    format!("post {post}: {worked} s worked of {available} s available")
                });
            }
            if row.families != row.families_at_start + row.balance {
                self.laws.breach(|| {
                    format!(
                        "post {post}: holds {} families; {} at the start, {:+} since",
                        row.families, row.families_at_start, row.balance
                    )
                });
            }
        }
    }
}
