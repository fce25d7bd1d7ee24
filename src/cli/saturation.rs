//! What a team under a cap can sustain at most, in words: a sum on paper, nothing simulated.

use crate::experiment::plan::Plan;
use crate::experiment::precheck::{arrivals_per_day, capped_team, clearing_days, families};
use crate::report::words;

/// Days of the year.
const YEAR_DAYS: f64 = 365.25;

/// A sentence for each team to which the sum applies: one that does the whole pathway by itself
/// under a cap on families.
pub(super) fn sentences(plan: &Plan) -> Vec<String> {
    let spec = &plan.department.versions[0].spec;
    let teams = (0..spec.teams.len()).filter_map(|team| {
        let capped = capped_team(spec, team)?;
        let most = capped.saturation_throughput();
        let arriving = arrivals_per_day(spec, team);
        let waiting = waiting_at_start(plan, spec.teams[team].office);
        let name = &spec.teams[team].name;
        Some(sentence(name, most, arriving, waiting))
    });
    teams.collect()
}

fn sentence(team: &str, most: f64, arriving: f64, waiting: f64) -> String {
    let year = |families: f64| words::number(families * YEAR_DAYS, 0);
    let mut text = format!(
        "Team {team}: with every place under the cap always taken it can close at most about {} \
         families a year, and {} arrive",
        year(most),
        year(arriving)
    );
    match clearing_days(waiting, most, arriving) {
        None => {
            text += ": more than it can ever keep up with, however short the list is today.";
        }
        Some(days) => {
            let share = words::number(100.0 * arriving / most, 0);
            text += &format!(", {share} % of that.");
            if waiting > 0.0 {
                text += &format!(
                    " The {} who wait at the start would be clear in about {} days, if chance is \
                     left out.",
                    words::number(waiting, 0),
                    words::number(days, 0)
                );
            }
        }
    }
    text
}

/// Families on the lists of an office at the start.
fn waiting_at_start(plan: &Plan, office: usize) -> f64 {
    let groups = plan.department.start.open.iter();
    let waiting = groups.filter(|group| group.office == office && !group.allocated);
    let spec = &plan.department.versions[0].spec;
    waiting.map(|group| families(spec, group)).sum()
}

#[cfg(test)]
mod tests {
    use super::sentence;

    #[test]
    fn a_team_is_told_what_it_can_keep_up_with() {
        let text = sentence("A casework", 0.288, 0.25, 0.0);
        assert!(text.contains("about 105 families a year, and 91 arrive, 87 % of that."));
        let text = sentence("A casework", 5.0, 4.0, 60.0);
        assert!(text.contains("The 60 who wait at the start would be clear in about 60 days"));
        let text = sentence("A casework", 0.288, 0.3, 10.0);
        assert!(text.ends_with("however short the list is today."), "{text}");
    }
}
