//! Applications, as changed.

pub mod acts;
pub mod proposal;
