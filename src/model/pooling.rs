//! Lists of several offices: one list for all areas' teams of a kind, or another area's families
//! taken where they have waited too long.
//!
//! A family stays on the list of its own area's team until it is allocated, so that waits are
//! counted where they arise. With one list whoever stands first in any of them is placed first:
//! with a worker of the own area who has room, else with the least loaded elsewhere; above the caps
//! by the own team's practice. With overflow a team whose own list is empty takes, within its caps,
//! from the list whose oldest family has waited longest and longer than the threshold. The worker's
//! team then has the family until the kind of team changes; a worker who goes hands it back to its
//! own area. Visits outside the worker's own area take extra travel.

use super::event::Slot;
use super::rows::{NONE, Task};
use super::running::Running;
use crate::chronology::Fact;
use crate::engine::{Observer, Span, Time};

impl<W: Observer<Fact>> Running<'_, W> {
    /// The team of a family's own area of the kind that has it now.
    pub(super) fn home_team(&self, slot: Slot) -> usize {
        let case = &self.cases[slot as usize];
        let has = usize::from(case.team);
        let teams = &self.spec.offices[usize::from(case.office)].teams;
        let home = teams.get(self.spec.teams[has].kind).copied().flatten();
        home.unwrap_or(has)
    }

    // ---- who shares ----------------------------------------------------------------------

    /// The team has one list with others of its kind.
    #[inline]
    pub(super) fn has_one_list(&self, team: usize) -> bool {
        self.spec.teams[team].orders.one_list
    }

    /// Other teams of the kind whose families this one may be given, in the order of the offices.
    fn partners(&self, team: usize) -> impl Iterator<Item = usize> + '_ {
        let kind = self.spec.teams[team].kind;
        let one_list = self.has_one_list(team);
        (0..self.teams.len()).filter(move |&other| {
            let rule = &self.spec.teams[other];
            let shares = if one_list {
                rule.orders.one_list
            } else {
                rule.orders.overflow_after_wd.is_some()
            };
            other != team && rule.kind == kind && shares
        })
    }

    /// Families on another team's list may be given to this one.
    #[inline]
    pub(super) fn others_wait_for(&self, team: usize) -> bool {
        let orders = &self.spec.teams[team].orders;
        (orders.one_list || orders.overflow_after_wd.is_some())
            && self
                .partners(team)
                .any(|other| self.teams[other].listed > 0)
    }

    /// Some version of the rules has a team look at others' lists, which it does at opening.
    pub(super) fn lists_are_looked_at(&self) -> bool {
        let versions = self.department.versions.iter();
        let mut teams = versions.flat_map(|version| &version.spec.teams);
        teams.any(|team| {
            let orders = &team.orders;
            orders.overflow_after_wd.is_some() || orders.project_takes_after_wd.is_some()
        })
    }

    // ---- one list ------------------------------------------------------------------------

    /// Head of all the lists first, until one cannot be placed anywhere.
    pub(super) fn allocate_from_one_list(&mut self, team: usize) {
        let mut pool: Vec<usize> = self.partners(team).collect();
        pool.push(team);
        pool.sort_unstable();
        loop {
            let heads = pool.iter().filter_map(|&team| self.head_of_list(team));
            let first = heads.min_by_key(|&slot| {
                let case = &self.cases[slot as usize];
                let place = self.place_in_list(slot, usize::from(case.list_team), case.class);
                (case.class, place, case.id)
            });
            let Some(slot) = first else { return };
            let class = self.cases[slot as usize].class;
            let hosts: Vec<usize> = pool
                .iter()
                .copied()
                .filter(|&host| self.may_allocate(host, class))
                .collect();
            let Some((post, above_cap)) = self.choose_among(&hosts, slot) else {
                return;
            };
            self.assign(slot, post, above_cap);
        }
    }

    /// The worker for a family among several teams, its own area's first, and whether that is
    /// above the cap.
    fn choose_among(&mut self, hosts: &[usize], slot: Slot) -> Option<(u32, bool)> {
        let home = usize::from(self.cases[slot as usize].list_team);
        let (holder, room) = self.room_wanted(slot);
        let best = |running: &Self, room| {
            let own = hosts.contains(&home);
            let own = own.then(|| running.least_loaded(home, slot, holder, room));
            own.flatten().or_else(|| {
                let others = hosts.iter().filter(|&&host| host != home);
                let found = others
                    .filter_map(|&host| running.least_loaded_and_load(host, slot, holder, room));
                found.min().map(|(_, post)| post)
            })
        };
        if let Some(post) = best(self, room) {
            return Some((post, false));
        }
        if !self.may_exceed(home, slot) {
            return None;
        }
        best(self, None).map(|post| (post, true))
    }

    // ---- overflow ------------------------------------------------------------------------

    /// Where its own list is empty, a team takes families that have waited too long elsewhere.
    pub(super) fn take_from_others(&mut self, team: usize) {
        let Some(after_wd) = self.spec.teams[team].orders.overflow_after_wd else {
            return;
        };
        while self.teams[team].listed == 0 {
            let waits = self.partners(team).filter_map(|other| {
                let oldest = self.oldest_on_list(other)?;
                let late = self.calendar.end_of_working_day_after(oldest, after_wd);
                (late < self.now).then_some((oldest, other))
            });
            let longest = waits.min();
            let Some(slot) = longest.and_then(|(_, other)| self.head_of_list(other)) else {
                return;
            };
            if !self.may_allocate(team, self.cases[slot as usize].class) {
                return;
            }
            // Nobody loads up for another area: only within the caps.
            let (holder, room) = self.room_wanted(slot);
            let Some(post) = self.least_loaded(team, slot, holder, room) else {
                return;
            };
            self.assign(slot, post, false);
        }
    }

    /// Since when the family that has waited longest on a team's list waits.
    fn oldest_on_list(&self, team: usize) -> Option<Time> {
        let lists = self.teams[team].lists.iter().flatten();
        lists
            .map(|&slot| self.cases[slot as usize].waits_since)
            .min()
    }

    /// At opening: waits grow by themselves.
    pub(super) fn look_at_other_lists(&mut self) {
        for team in 0..self.teams.len() {
            let orders = &self.spec.teams[team].orders;
            if orders.overflow_after_wd.is_some() || orders.project_takes_after_wd.is_some() {
                self.stir(team);
            }
        }
    }

    // ---- travel --------------------------------------------------------------------------

    /// A visit outside the worker's own area takes the travel too.
    pub(super) fn with_travel(&self, post: u32, mut task: Task) -> Task {
        if !task.sees_child || task.slot == NONE {
            return task;
        }
        let p = &self.posts[post as usize];
        if p.office != self.cases[task.slot as usize].office {
            let orders = &self.spec.teams[usize::from(p.team)].orders;
            task.travel = self.mean_effort(&orders.travel);
            task.left += task.travel;
            task.whole += task.travel;
        }
        task
    }

    /// The visit was made: how much of it was travel outside the area.
    pub(super) fn tell_travel(&mut self, post: u32, task: &Task) {
        if task.travel > 0 {
            let family = self.cases[task.slot as usize].id;
            let (place, hours) = (self.place_of_post(post), Span(task.travel));
            self.tell(Fact::Travelled {
                family,
                place,
                post,
                hours,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::spec::{Orders, Spec, Times};
    use super::super::textbook::{DAY, department, effort, log_of, spec, stage, visits};
    use crate::chronology::Fact;
    use crate::engine::{Dist, Time};

    /// Two areas with a team of three each, who hold one family at a time for five days: to the
    /// first come more than it can take, to the second one in five of what it could.
    fn two(order: impl Fn(&mut Orders)) -> Vec<(Time, Fact)> {
        let mut visit = visits(5.0, Times::Fixed(1), None);
        visit.effort = effort(Dist::Constant(5.0 * DAY));
        visit.sees_child = true;
        let mut spec: Spec = spec(3, 1.0, 0.8, vec![stage(vec![visit])]);
        let mut office = spec.offices[0].clone();
        (office.name, office.front_door_team, office.teams) = ("B".into(), 1, vec![Some(1)]);
        let mut team = spec.teams[0].clone();
        (team.name, team.office) = ("B work".into(), 1);
        let mut stream = spec.streams[0].clone();
        (stream.office, stream.key, stream.families_per_day) = (1, 12, 0.12);
        spec.offices.push(office);
        spec.teams.push(team);
        spec.streams.push(stream);
        spec.teams
            .iter_mut()
            .for_each(|team| order(&mut team.orders));
        log_of(&department(spec, 200))
    }

    /// Families of the first area allocated: by their own team, and by the other's, each with the
    /// days that it had waited.
    fn allocated(log: &[(Time, Fact)]) -> (Vec<f64>, Vec<f64>) {
        let mut firsts = std::collections::BTreeSet::new();
        let (mut own, mut other) = (Vec::new(), Vec::new());
        for (at, fact) in log {
            match *fact {
                Fact::ListJoined { family, place, .. } if place.team == 0 => {
                    firsts.insert(family);
                }
                Fact::Allocated {
                    family,
                    place,
                    since,
                    ..
                } if firsts.contains(&family) => {
                    let team = if place.team == 0 {
                        &mut own
                    } else {
                        &mut other
                    };
                    team.push((*at - since).as_days());
                }
                _ => {}
            }
        }
        (own, other)
    }

    #[test]
    fn without_sharing_nobody_takes_another_areas_family() {
        let (own, other) = allocated(&two(|_| {}));
        assert!(own.len() > 90 && other.is_empty(), "{}", own.len());
    }

    #[test]
    fn with_one_list_each_worker_with_room_takes_whoever_stands_first() {
        let log = two(|orders| orders.one_list = true);
        let (own, other) = allocated(&log);
        assert!(other.len() > 30, "{} by the other team", other.len());
        let waits = [own, other].concat();
        // 0.92 families a day and six workers for five days each: four in five are busy.
        let mean = waits.iter().sum::<f64>() / waits.len() as f64;
        assert!(mean < 4.0, "{mean} days on average");
    }

    #[test]
    fn overflow_takes_only_who_has_waited_longer_than_the_threshold() {
        let log = two(|orders| orders.overflow_after_wd = Some(10));
        let (own, other) = allocated(&log);
        assert!(own.len() > 90, "{} by its own team", own.len());
        assert!(other.len() > 15, "{} by the other team", other.len());
        let oldest = |others: &[f64]| others.iter().copied().fold(f64::MAX, f64::min);
        assert!(oldest(&other) > 10.0, "{} days at least", oldest(&other));
    }

    #[test]
    fn a_visit_outside_the_area_takes_the_travel_too_and_no_other_does() {
        let log = two(|orders| {
            orders.one_list = true;
            orders.travel = Some(effort(Dist::Constant(3_600.0)));
        });
        let travelled = log.iter().filter_map(|(_, fact)| match *fact {
            Fact::Travelled { hours, .. } => Some(hours.0),
            _ => None,
        });
        let travelled: Vec<i64> = travelled.collect();
        let mut homes = std::collections::BTreeMap::new();
        let mut away = 0;
        for (_, fact) in &log {
            match *fact {
                Fact::ListJoined { family, place, .. } => {
                    homes.insert(family, place.office);
                }
                Fact::Stopped {
                    family,
                    post,
                    finished: true,
                    worked,
                    ..
                } => {
                    let outside = u32::from(homes[&family]) != post / 3;
                    away += usize::from(outside);
                    let hour = if outside { 3_600 } else { 0 };
                    assert_eq!(worked.0, 5 * 86_400 + hour, "family {family}");
                }
                _ => {}
            }
        }
        assert!(away > 30 && travelled == vec![3_600; away], "{away} visits");
    }
}
