//! Plans, replications and designs.

pub mod plan;
