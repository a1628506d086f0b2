//! Text, as the JSON of the event runtimes.
#![no_main]

#[path = "../../tests/rules/mod.rs"]
mod rules;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| rules::variables::check_environment(text));
