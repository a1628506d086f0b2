//! Lines of `name: value`, as the headers of a request, under every trust.
#![no_main]

#[path = "../../tests/rules/mod.rs"]
mod rules;

use http::{HeaderMap, HeaderName, HeaderValue};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let mut headers = HeaderMap::new();
    for line in data.split(|byte| *byte == b'\n') {
        let mut parts = line.splitn(2, |byte| *byte == b':');
        let name = parts.next().and_then(|name| HeaderName::from_bytes(name).ok());
        let value = parts.next().map(|value| value.strip_prefix(b" ").unwrap_or(value));
        if let (Some(name), Some(Ok(value))) = (name, value.map(HeaderValue::from_bytes)) {
            headers.append(name, value);
        }
    }
    rules::request::check(&headers);
});
