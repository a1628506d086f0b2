//! The cases: what an official package answered, as `tests/vectors/record.js` wrote it down.

use serde_json::Value;

pub(crate) struct Case {
    pub(crate) json: Value,
}

impl Case {
    /// The cases of several files.
    pub(crate) fn all(files: &[&str]) -> Vec<Self> {
        let cases = files.iter().flat_map(|file| serde_json::from_str::<Vec<Value>>(file).expect("cases"));
        cases.map(|json| Self { json }).collect()
    }

    pub(crate) fn name(&self) -> &str {
        self.json["name"].as_str().expect("a case has a name")
    }
}
