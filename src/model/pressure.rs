//! Pressure of work feeds back: a heavy caseload brings more sickness and leaving, work sent back
//! and families who return. Each is a stated assumption of the scenario and off where it is not
//! given. Hazards are felt at the weekly evaluation, chances when they are drawn.

use super::event::Slot;
use super::rows::NONE;
use super::running::Running;
use super::spec::{Pressure, Response};
use crate::chronology::Fact;
use crate::engine::Observer;

impl<W: Observer<Fact>> Running<'_, W> {
    /// The hazard of leaving that a person feels, per year.
    pub(super) fn leaving_hazard(&self, post: u32) -> f64 {
        self.people(post).turnover_per_year * self.felt(post, |pressure| pressure.leaving)
    }

    /// The hazard of a kind of sickness that a person feels, per year.
    pub(super) fn sickness_hazard(&self, post: u32, kind: usize) -> f64 {
        let base = self.people(post).sickness[kind].per_year;
        base * self.felt(post, |pressure| pressure.absence)
    }

    /// The chance that a manager sends a family's work back.
    pub(super) fn rework_chance(&self, slot: Slot, base: f64) -> f64 {
        let factor = self.felt_by_worker_of(slot, |pressure| pressure.rework);
        (base * factor).min(0.95)
    }

    /// Factor on the chance that a family comes back after closure.
    pub(super) fn return_factor(&self, slot: Slot) -> f64 {
        self.felt_by_worker_of(slot, |pressure| pressure.returning)
    }

    fn felt_by_worker_of(&self, slot: Slot, of: impl Fn(&Pressure) -> Option<Response>) -> f64 {
        match self.cases[slot as usize].worker {
            NONE => 1.0,
            post => self.felt(post, of),
        }
    }

    /// The factor at the pressure on a post; one where pressure does nothing.
    fn felt(&self, post: u32, of: impl Fn(&Pressure) -> Option<Response>) -> f64 {
        let p = &self.posts[post as usize];
        let Some(pressure) = self.people(post).pressure.as_ref() else {
            return 1.0;
        };
        let Some(response) = of(pressure).filter(|_| !p.manager) else {
            return 1.0;
        };
        let points = f64::from(p.points) / 1_000.0;
        response.factor(points / (pressure.target_points * p.fte).max(1e-9))
    }
}
