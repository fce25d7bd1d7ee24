//! The smallest setting of a capacity that meets a target, and how sure that is.
//!
//! [`target`] is what is asked for, [`decide`] what a number of futures can say of it, [`search()`]
//! how settings are tried. Everything is settled by counting futures: no formula decides, a sum on
//! paper only says where to begin.

pub mod decide;
pub mod search;
pub mod target;

pub use decide::{Estimate, Standing, estimate, tellable};
pub use search::{Answer, Answers, Effort, Found, Search, Tried, search};
pub use target::{Kind, Target};
