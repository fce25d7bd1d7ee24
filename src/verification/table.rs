//! What was found, as text for `docs/VALIDATION.md`.

use super::case::Case;
use super::judge::{Finding, Judgement, Verdict};
use super::run::Found;

/// Share of outputs beyond two standard errors below which intervals are too wide.
pub const FEWEST_BEYOND_TWO: f64 = 0.02;
/// Share above which they are too narrow.
pub const MOST_BEYOND_TWO: f64 = 0.12;
/// Outputs with a standard error below which the share says nothing.
pub const ENOUGH: usize = 100;

/// Counts over all outputs of all cases.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Cases.
    pub cases: usize,
    /// Cases of which every output passed.
    pub cases_passed: usize,
    /// Outputs.
    pub outputs: usize,
    /// Outputs that passed.
    pub passed: usize,
    /// Outputs with a standard error.
    pub with_error: usize,
    /// Of those, beyond two standard errors.
    pub beyond_two: usize,
}

impl Counts {
    /// Counts what was found.
    pub fn of<'a>(found: impl IntoIterator<Item = &'a Found>) -> Self {
        let mut counts = Counts::default();
        for case in found {
            let passed = passed(&case.judgements);
            counts.cases += 1;
            counts.cases_passed += usize::from(passed == case.judgements.len());
            counts.outputs += case.judgements.len();
            counts.passed += passed;
            let errors: Vec<f64> = case.judgements.iter().filter_map(Judgement::z).collect();
            counts.with_error += errors.len();
            counts.beyond_two += errors.iter().filter(|z| z.abs() > 2.0).count();
        }
        counts
    }

    /// Share of outputs beyond two standard errors.
    pub fn share_beyond_two(&self) -> f64 {
        self.beyond_two as f64 / self.with_error.max(1) as f64
    }

    /// Whether the intervals themselves are at fault: too few or too many beyond two standard
    /// errors. `None` where there are not enough outputs to say.
    pub fn intervals_at_fault(&self) -> Option<bool> {
        let range = FEWEST_BEYOND_TWO..=MOST_BEYOND_TWO;
        (self.with_error >= ENOUGH).then(|| !range.contains(&self.share_beyond_two()))
    }

    /// Whether everything passed.
    pub fn all_passed(&self) -> bool {
        self.passed == self.outputs
    }

    /// One or two sentences.
    pub fn words(&self) -> String {
        let share = 100.0 * self.share_beyond_two();
        let mut text = format!(
            "{} of {} cases pass, {} of {} outputs; {:.1} % of {} estimates lie beyond 2 standard \
             errors (about 5 % should).",
            self.cases_passed, self.cases, self.passed, self.outputs, share, self.with_error
        );
        if self.intervals_at_fault() == Some(true) {
            text += " That is outside 2 to 12 %, as where the intervals themselves are at fault.";
        }
        text
    }
}

fn passed(judgements: &[Judgement]) -> usize {
    let pass = |judgement: &&Judgement| judgement.verdict == Verdict::Pass;
    judgements.iter().filter(pass).count()
}

/// A number to six significant digits.
pub fn digits(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return format!("{value}");
    }
    let before = libm::floor(libm::log10(value.abs())) as i32 + 1;
    if before < -3 {
        return format!("{value:.3e}");
    }
    let after = (6 - before).clamp(0, 9) as usize;
    format!("{value:.after$}")
}

/// What was found for an output: the estimate, its interval (lower, upper) and z, as text.
pub fn cells(judgement: &Judgement) -> [String; 4] {
    let none = String::new;
    match judgement.finding {
        Finding::Estimated { estimate, .. } => {
            let (value, half) = (estimate.value, estimate.half_width);
            let z = judgement.z().map_or(none(), |z| format!("{z:+.2}"));
            [digits(value), digits(value - half), digits(value + half), z]
        }
        Finding::Formula(value) => [digits(value), none(), none(), "formula".into()],
        Finding::Missing(0) => ["none".into(), none(), none(), none()],
        Finding::Missing(n) => [format!("none in {n}"), none(), none(), none()],
        Finding::NotApplicable => ["does not apply".into(), none(), none(), none()],
    }
}

/// The table of all cases, and of each its outputs, in Markdown.
pub fn markdown(found: &[(Case, Found)]) -> String {
    let counts = Counts::of(found.iter().map(|(_, found)| found));
    let mut text = format!("{}\n\n", counts.words());
    text += "| case | system | what it says about a real office | outputs | passed |\n";
    text += "| --- | --- | --- | ---: | ---: |\n";
    for (case, found) in found {
        text += &format!(
            "| {} | {} | {} | {} | {} |\n",
            case.id,
            case.title,
            case.says,
            found.judgements.len(),
            passed(&found.judgements),
        );
    }
    for (case, found) in found {
        text += &format!(
            "\n### {}: {}\n\n{}\n\nExact values: {}. {} replications.\n\n",
            case.id,
            case.title,
            case.says,
            case.source.trim_end_matches('.'),
            found.replications
        );
        text += "| output | exact | simulated | 95 % from | to | z | |\n";
        text += "| --- | ---: | ---: | ---: | ---: | ---: | --- |\n";
        for judgement in &found.judgements {
            let [estimate, from, to, z] = cells(judgement);
            let (name, value) = (&judgement.name, digits(judgement.value));
            let word = judgement.verdict.word();
            text +=
                &format!("| `{name}` | {value} | {estimate} | {from} | {to} | {z} | {word} |\n");
        }
    }
    text
}

/// Comment after which the generated part of a page begins.
pub const BEGIN: &str = "<!-- what follows is written by `caseload verify --out` -->";
/// Comment before which it ends.
pub const END: &str = "<!-- what precedes is written by `caseload verify --out` -->";

/// A page with its generated part replaced; the whole page where it has none.
pub fn into_page(page: &str, generated: &str) -> String {
    match (page.find(BEGIN), page.find(END)) {
        (Some(begin), Some(end)) if begin < end => {
            let (head, tail) = (&page[..begin + BEGIN.len()], &page[end..]);
            format!("{head}\n\n{generated}\n{tail}")
        }
        _ => generated.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_six_digits() {
        assert_eq!(digits(0.8), "0.800000");
        assert_eq!(digits(103.823_4), "103.823");
        assert_eq!(digits(0.000_128_6), "0.000128600");
        assert_eq!(digits(3.86e-6), "3.860e-6");
        assert_eq!(digits(0.0), "0");
        assert_eq!(digits(-4.5), "-4.50000");
    }

    #[test]
    fn only_the_generated_part_of_a_page_is_replaced() {
        let page = format!("# Title\n{BEGIN}\nold\n{END}\nfoot\n");
        let new = into_page(&page, "new\n");
        assert_eq!(new, format!("# Title\n{BEGIN}\n\nnew\n\n{END}\nfoot\n"));
        assert_eq!(into_page(&new, "new\n"), new);
        assert_eq!(into_page("nothing", "new"), "new");
    }

    #[test]
    fn intervals_are_at_fault_only_where_there_are_enough() {
        let mut counts = Counts {
            with_error: 99,
            ..Counts::default()
        };
        assert_eq!(counts.intervals_at_fault(), None);
        counts.with_error = 200;
        assert_eq!(counts.intervals_at_fault(), Some(true));
        counts.beyond_two = 10;
        assert_eq!(counts.intervals_at_fault(), Some(false));
        counts.beyond_two = 25;
        assert!(counts.words().contains("at fault"));
    }
}
