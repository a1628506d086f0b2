//! Bytes, as what the bridge hands over.
#![no_main]

#[path = "../../tests/rules/mod.rs"]
mod rules;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| rules::envelope::check(bytes));
