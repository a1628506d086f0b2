//! The text of a case, and what it shows that the answer to it does not.

use serde_json::Value;

use crate::cases::Case;

/// The text with the long end that some cases have.
pub(crate) fn padded(case: &Case, text: &str) -> String {
    let end = case.json["pad"].as_array().map(|pad| (pad[0].as_str().expect("a text"), pad[1].as_u64().expect("a number")));
    let end = end.map(|(unit, times)| unit.repeat(times.try_into().expect("a small number")));
    format!("{text}{}", end.unwrap_or_default())
}

/// Whether a key stands twice in an object of a JSON text: what was parsed of it has lost a colon.
pub(crate) fn holds_a_key_twice(text: &str, parsed: &Value) -> bool {
    text.matches(':').count() > parsed.to_string().matches(':').count()
}

/// Whether a JSON text holds what JSON has no value for here. Of that `record.js` wrote `null`.
pub(crate) fn holds_what_json_here_cannot(text: &str, parsed: &Value) -> bool {
    parsed.to_string().matches("null").count() > text.matches("null").count()
}
