//! Text, as the `K=V;K=V` of the older event runtimes.
#![no_main]

#[path = "../../tests/rules/mod.rs"]
mod rules;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| rules::variables::check_environ(text));
