//! Bytes, as the header `x-cloudbase-context` and as the JSON in one.
#![no_main]

#[path = "../../tests/rules/mod.rs"]
mod rules;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| rules::cloudbase::check(data));
