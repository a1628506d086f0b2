//! What is measured: pairs of the same work, once by wxctx with every check on and once as one would write it by hand.
//!
//! `benches/` has a program for each measure: instructions, allocations, wall time.

pub mod case;
pub mod cases;
pub mod request;
