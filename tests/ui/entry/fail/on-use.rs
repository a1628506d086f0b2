#[wxctx::entry]
use std::fmt;

fn main() {}
