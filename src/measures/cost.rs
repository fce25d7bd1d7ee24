//! What the service costs: pay by the day of whoever is in post, recruitment, the levers' own cost.
//!
//! Prices are the scenario's, with on-costs, in pounds of its price year. Pay runs by elapsed time
//! and full-time equivalent, whatever the hours worked: somebody away sick or on long leave is
//! paid, and so is an agency worker who covers; a vacant post costs nothing. The account is kept to
//! the penny, so that months add up to the year and areas to the county.

use super::cells::Spot;
use super::monitor::Monitor;
use super::quantity::Quantity as Q;
use super::registry::{By, Definition, Kind, Unit, row};
use crate::chronology::{Fact, Place, PostId};
use crate::engine::{SECONDS_PER_YEAR, Time};

/// Prices of a scenario, and the levers it pays for; in pounds.
#[derive(Clone, Debug, Default)]
pub struct Costs {
    /// A permanent worker's full-time year.
    pub permanent: f64,
    /// A worker's who was newly qualified at the start in the post.
    pub newly_qualified: f64,
    /// An agency worker's.
    pub agency: f64,
    /// A manager's.
    pub manager: f64,
    /// To find one permanent starter.
    pub starter: f64,
    /// What levers cost beyond the staff.
    pub levers: Vec<LeverPrice>,
}

/// What one lever costs beyond the staff, shared evenly among its areas.
#[derive(Clone, Debug)]
pub struct LeverPrice {
    /// Areas it is used in.
    pub areas: Vec<u16>,
    /// From when.
    pub from: Time,
    /// Until when.
    pub until: Time,
    /// Pounds on the first day.
    pub once: f64,
    /// Pounds a year.
    pub per_year: f64,
    /// Pounds a year for each full-time equivalent in post there, agency workers and managers
    /// apart.
    pub per_worker_year: f64,
}

const fn pounds(quantity: Q, name: &'static str, meaning: &'static str) -> Definition {
    row(By::TEAM, quantity, name, Kind::Count, Unit::Pounds, meaning).says(&["count"])
}

pub(super) const ROWS: &[Definition] = &[
    pounds(
        Q::Cost,
        "cost_pounds",
        "Pay, recruitment and the levers' own cost together, in pounds of the price year.",
    ),
    pounds(
        Q::CostPermanent,
        "cost_permanent_pounds",
        "Pay of permanent workers with on-costs, those away among them.",
    ),
    pounds(
        Q::CostNewlyQualified,
        "cost_newly_qualified_pounds",
        "Pay of permanent workers who were newly qualified when they started in the run.",
    ),
    pounds(
        Q::CostAgency,
        "cost_agency_pounds",
        "What agency workers cost, project teams and cover of long leave among them.",
    ),
    pounds(
        Q::CostManagers,
        "cost_managers_pounds",
        "Pay of managers with on-costs.",
    ),
    pounds(
        Q::CostRecruitment,
        "cost_recruitment_pounds",
        "Cost of finding the permanent workers who started.",
    ),
    pounds(
        Q::CostLevers,
        "cost_levers_pounds",
        "What levers cost beyond the staff counted above.",
    ),
];

/// Kinds of pay, in the order of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pay {
    Permanent,
    NewlyQualified,
    Agency,
    Manager,
}

const KINDS: [(Pay, Q); 4] = [
    (Pay::Permanent, Q::CostPermanent),
    (Pay::NewlyQualified, Q::CostNewlyQualified),
    (Pay::Agency, Q::CostAgency),
    (Pay::Manager, Q::CostManagers),
];

/// One team's account: thousandths of full-time equivalents by kind, and parts of a penny not yet
/// counted, those of levers last.
#[derive(Clone, Copy, Debug, Default)]
struct Account {
    fte_milli: [i64; KINDS.len()],
    parts: [f64; KINDS.len() + 1],
}

/// The accounts of one replication.
#[derive(Debug, Default)]
pub(super) struct Accounts {
    teams: Vec<Account>,
    /// Full-time equivalent of each post, and how its holder is paid.
    posts: Vec<(i64, Option<Pay>)>,
    until: i64,
    /// Levers whose first day was paid.
    paid: Vec<bool>,
}

impl Monitor<'_> {
    /// Pay and levers up to now, at the strength so far.
    pub(super) fn accrue_costs(&mut self) {
        let plan = self.plan;
        let Some(costs) = &plan.setting.costs else {
            return;
        };
        let (before, now) = (self.accounts.until, self.bank.now);
        self.accounts.until = now;
        let teams = plan.setting.teams.len();
        self.accounts.teams.resize(teams, Account::default());
        self.accounts.paid.resize(costs.levers.len(), false);
        if now <= before {
            return;
        }
        let years = (now - before) as f64 / SECONDS_PER_YEAR;
        let price = |pay: Pay| match pay {
            Pay::Permanent => costs.permanent,
            Pay::NewlyQualified => costs.newly_qualified,
            Pay::Agency => costs.agency,
            Pay::Manager => costs.manager,
        };
        for team in 0..teams {
            for (kind, (pay, quantity)) in KINDS.iter().enumerate() {
                let fte = self.accounts.teams[team].fte_milli[kind] as f64 / 1_000.0;
                self.pay(team, kind, *quantity, fte * price(*pay) * years);
            }
        }
        for (index, lever) in costs.levers.iter().enumerate() {
            self.pay_for_lever(index, lever, before, now);
        }
    }

    fn pay_for_lever(&mut self, index: usize, lever: &LeverPrice, before: i64, now: i64) {
        let days = now.min(lever.until.0) - before.max(lever.from.0);
        let years = days.max(0) as f64 / SECONDS_PER_YEAR;
        let first = !self.accounts.paid[index] && now > lever.from.0;
        self.accounts.paid[index] |= first;
        let even = lever.per_year * years + if first { lever.once } else { 0.0 };
        for area in &lever.areas {
            let teams = self.plan.setting.teams.iter().enumerate();
            let own: Vec<usize> = teams
                .filter(|(_, team)| team.area == *area)
                .map(|(team, _)| team)
                .collect();
            let Some(&first_team) = own.first() else {
                continue;
            };
            let account = |team: &usize| {
                self.accounts.teams[*team].fte_milli[..2]
                    .iter()
                    .sum::<i64>()
            };
            let fte = own.iter().map(account).sum::<i64>() as f64 / 1_000.0;
            let share = even / lever.areas.len() as f64 + lever.per_worker_year * fte * years;
            self.pay(first_team, KINDS.len(), Q::CostLevers, share);
        }
    }

    /// Counts whole pennies; what is left of one is kept for the next time.
    fn pay(&mut self, team: usize, kind: usize, quantity: Q, pounds: f64) {
        if pounds <= 0.0 {
            return;
        }
        let part = &mut self.accounts.teams[team].parts[kind];
        let pennies = *part + pounds * 100.0;
        let whole = libm::floor(pennies);
        *part = pennies - whole;
        self.count_cost(team, quantity, whole as i64);
    }

    fn count_cost(&mut self, team: usize, quantity: Q, pennies: i64) {
        let place = Place {
            office: self.plan.setting.teams[team].area,
            team: team as u16,
        };
        for quantity in [quantity, Q::Cost] {
            self.bank.count(quantity, Spot::at(place), pennies);
        }
    }

    /// Who is paid from now, by a fact of the staffing book.
    pub(super) fn in_the_accounts(&mut self, fact: &Fact) {
        if self.plan.setting.costs.is_none() {
            return;
        }
        match *fact {
            Fact::PostOpened {
                post, fte_milli, ..
            } => {
                self.account_of(post).0 = i64::from(fte_milli);
            }
            Fact::Started {
                post,
                place,
                agency,
                manager,
                at_start,
                newly_qualified,
            } => {
                let pay = match (manager, agency, newly_qualified) {
                    (true, ..) => Pay::Manager,
                    (_, true, _) => Pay::Agency,
                    (.., true) => Pay::NewlyQualified,
                    _ => Pay::Permanent,
                };
                self.account_of(post).1 = Some(pay);
                self.paid_from_now(post, place, pay, 1);
                if !at_start && !agency && !manager {
                    self.a_starter_was_found(place);
                }
            }
            Fact::TemporaryStarted {
                post,
                place,
                agency,
            } => {
                let pay = if agency { Pay::Agency } else { Pay::Permanent };
                *self.account_of(post) = (1_000, Some(pay));
                self.paid_from_now(post, place, pay, 1);
            }
            Fact::Left { post, place, .. } | Fact::TemporaryEnded { post, place } => {
                if let Some(pay) = self.account_of(post).1.take() {
                    self.paid_from_now(post, place, pay, -1);
                }
            }
            Fact::Lent { post, place } | Fact::CameHome { post, place } => {
                let sign = if matches!(fact, Fact::Lent { .. }) {
                    -1
                } else {
                    1
                };
                if let Some(pay) = self.account_of(post).1 {
                    self.paid_from_now(post, place, pay, sign);
                }
            }
            Fact::CoverStarted { post, place, .. } => {
                self.paid_from_now(post, place, Pay::Agency, 1);
            }
            Fact::CoverEnded { post, place, .. } => {
                self.paid_from_now(post, place, Pay::Agency, -1);
            }
            _ => {}
        }
    }

    fn account_of(&mut self, post: PostId) -> &mut (i64, Option<Pay>) {
        let posts = &mut self.accounts.posts;
        if posts.len() <= post as usize {
            posts.resize(post as usize + 1, (0, None));
        }
        &mut posts[post as usize]
    }

    fn paid_from_now(&mut self, post: PostId, place: Place, pay: Pay, sign: i64) {
        self.accrue_costs();
        let fte = self.account_of(post).0;
        let kind = KINDS.iter().position(|(have, _)| *have == pay);
        let account = &mut self.accounts.teams[usize::from(place.team)];
        account.fte_milli[kind.unwrap_or(0)] += sign * fte;
    }

    fn a_starter_was_found(&mut self, place: Place) {
        let price = self.plan.setting.costs.as_ref().map_or(0.0, |c| c.starter);
        let pennies = (price * 100.0).round() as i64;
        self.count_cost(usize::from(place.team), Q::CostRecruitment, pennies);
    }
}
