use std::collections::BTreeMap;
use std::ffi::OsString;

use super::is_cloud_variable;

/// The variables that declare a trust: name, and what the value is. The README's table has the same words, and the error for a value
/// that cannot be used says them.
pub const TABLE: [(&str, &str); 7] = [
    (
        "WXCTX_TRUST",
        "`none`, `closed-ingress`, `basic`, `shared-secret`, `local` or `local-container`; required, except for a debug build on a \
         laptop and for an event cloud function, where it must not be set",
    ),
    (
        "WXCTX_SECRET_FILE",
        "a file with one secret a line, each of at least 16 bytes, and no comments; all are accepted, so that one can replace another. For `basic` a \
         line is `user:password`, the password of at least 16 bytes",
    ),
    ("WXCTX_SECRET", "the same lines as text; not read where `WXCTX_SECRET_FILE` is set"),
    ("WXCTX_SECRET_HEADER", "the header of `shared-secret`, `x-gateway-secret` unless set"),
    ("WXCTX_ENV", "the environment; calls of every other one are refused"),
    ("WXCTX_APPIDS", "the calling apps, a list with commas; calls of every other one are refused"),
    ("WXCTX_OWNER_APPID", "the app that owns the resource; calls in which another one does are refused"),
];

/// What the process was started with, as far as it says where it runs and what the operator declared. Read once; never for
/// identity. It holds secrets, so it has no `Debug`.
pub struct Variables(BTreeMap<String, String>);

/// A variable whose value cannot be used.
#[derive(Debug)]
pub struct Unusable {
    /// Its name.
    pub name: &'static str,
    /// How a value is written.
    pub form: &'static str,
}

impl Variables {
    /// Those of the process.
    pub fn of_process() -> Self {
        // What is no Unicode stays wrong, and is not taken for something that is not set.
        let of_interest = |(name, value): (OsString, OsString)| {
            let name = name.to_string_lossy();
            let is_of_interest = name.starts_with("WXCTX_") || name == "PORT" || is_cloud_variable(&name);
            is_of_interest.then(|| (name.into_owned(), value.to_string_lossy().into_owned()))
        };
        Self(std::env::vars_os().filter_map(of_interest).collect())
    }

    /// The value without white space around it; an empty one counts as not set.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(|value| value.trim()).filter(|value| !value.is_empty())
    }

    /// Whether it is set at all, be it to nothing.
    pub fn is_set(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// Whether one is set whose name is such.
    pub fn any(&self, is_such: impl Fn(&str) -> bool) -> bool {
        self.0.keys().any(|name| is_such(name))
    }

    /// One of wxctx that is none of those.
    pub fn unknown(&self, is_known: impl Fn(&str) -> bool) -> Option<&str> {
        self.0.keys().map(String::as_str).find(|name| name.starts_with("WXCTX_") && !is_known(name))
    }

    /// A value that `parse` makes of the text, which is to be written in this form.
    ///
    /// # Errors
    /// When it makes none.
    pub fn parsed<T>(
        &self,
        name: &'static str,
        form: &'static str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, Unusable> {
        self.get(name).map(|text| parse(text).ok_or(Unusable { name, form })).transpose()
    }
}
