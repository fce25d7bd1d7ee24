//! Dated changes.

use super::build::Frame;
use super::check::Setting;
use super::document::Node;
use super::problem::Problems;
use crate::engine::Time;

/// The document as it stands from a time on.
pub struct Edition {
    /// From when.
    pub from: Time,
    /// The document.
    pub document: Node,
}

/// Editions of the document in order of time, the first from the start; and the changes in words.
pub fn editions(
    document: &Node,
    _frame: &Frame,
    _setting: &Setting,
    _problems: &mut Problems,
) -> (Vec<Edition>, Vec<String>) {
    (
        vec![Edition {
            from: Time::ZERO,
            document: document.clone(),
        }],
        Vec::new(),
    )
}
