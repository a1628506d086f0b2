use std::collections::BTreeMap;
use std::ffi::OsString;
use std::time::Duration;

use wxctx_core::private::is_cloud_variable;

use super::ServeError;

/// The variables that a server reads: name, and what the value is. The README's table has the same words, and the error for a
/// value that cannot be used says them.
pub(super) const TABLE: [(&str, &str); 16] = [
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
    ("WXCTX_BODY_LIMIT", "the most bytes of a request's body, 20971520 unless set; more is answered with 413"),
    (
        "WXCTX_TIMEOUT",
        "the most seconds that a handler may take, 60 unless set; it is then dropped, and the call answered with 504",
    ),
    ("WXCTX_GRACE", "the most seconds that calls in flight are waited for after SIGTERM, 25 unless set"),
    ("WXCTX_HEADER_TIMEOUT", "the most seconds that a client may take to send the head of a request, 15 unless set"),
    (
        "WXCTX_IDLE_TIMEOUT",
        "the seconds that a connection without a call is kept, 620 unless set; more than the gateway keeps it",
    ),
    ("WXCTX_CONNECTIONS", "the most connections at once, 10000 unless set; more wait until one ends"),
    ("WXCTX_PUSH_PATH", "the path of message push, on which the platform's probe is answered"),
    (
        "WXCTX_LOG",
        "what is logged: `off`, `error`, `warn`, `info`, `debug` or `trace`; `info` unless set, with one line a call. Not read where the \
         program has a `tracing` subscriber of its own",
    ),
    ("PORT", "the port; 8080 on a laptop and 80 in a container unless set. An HTTP function always listens on 9000"),
];

/// The socket of the bridge of an event cloud function. The bridge sets it, nobody else, so it is not in the table.
pub(super) const BRIDGE: &str = "WXCTX_BRIDGE";

/// What the process was started with, as far as it says where it runs and what the operator declared. Read once; never for
/// identity.
pub(super) struct Variables(BTreeMap<String, String>);

impl Variables {
    pub(super) fn of_process() -> Result<Self, ServeError> {
        // What is no Unicode stays wrong, and is not taken for something that is not set.
        let of_interest = |(name, value): (OsString, OsString)| {
            let name = name.to_string_lossy();
            is_of_interest(&name).then(|| (name.into_owned(), value.to_string_lossy().into_owned()))
        };
        let variables: BTreeMap<_, _> = std::env::vars_os().filter_map(of_interest).collect();
        let is_known = |name: &str| name == BRIDGE || TABLE.iter().any(|(known, _)| *known == name);
        match variables.keys().find(|name| name.starts_with("WXCTX_") && !is_known(name)) {
            Some(name) => Err(ServeError::UnknownVariable { name: name.clone() }),
            None => Ok(Self(variables)),
        }
    }

    /// The value without white space around it; an empty one counts as not set.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(|value| value.trim()).filter(|value| !value.is_empty())
    }

    /// Whether it is set at all, be it to nothing.
    pub(super) fn is_set(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// Whether one is set whose name is such.
    pub(super) fn any(&self, is_such: impl Fn(&str) -> bool) -> bool {
        self.0.keys().any(|name| is_such(name))
    }

    /// A value that `parse` makes of the text, which is to be written in this form.
    pub(super) fn parsed<T>(
        &self,
        name: &'static str,
        form: &'static str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, ServeError> {
        let value = self.get(name).map(|text| parse(text).ok_or(ServeError::Variable { name, form }));
        value.transpose()
    }

    /// A whole number, at least 1.
    pub(super) fn number(&self, name: &'static str) -> Result<Option<usize>, ServeError> {
        self.parsed(name, "a whole number above 0, without a unit", |text| text.parse().ok().filter(|&number| number > 0))
    }

    /// Seconds, also parts of one; more than none.
    pub(super) fn seconds(&self, name: &'static str) -> Result<Option<Duration>, ServeError> {
        self.parsed(name, "a number of seconds above 0, without a unit", |text| {
            Duration::try_from_secs_f64(text.parse().ok()?).ok().filter(|duration| !duration.is_zero())
        })
    }
}

fn is_of_interest(name: &str) -> bool {
    name.starts_with("WXCTX_") || name == "PORT" || is_cloud_variable(name)
}

/// What there is to say of a variable that there is not.
pub(super) fn instead_of(name: &str) -> String {
    let names = || TABLE.iter().map(|(known, _)| *known);
    let distance = |known| strsim::damerau_levenshtein(&name.to_ascii_uppercase(), known);
    match names().min_by_key(|known| distance(known)).filter(|known| distance(known) <= 3) {
        Some(known) => format!("{known} is"),
        None => format!("there are {}", names().collect::<Vec<_>>().join(", ")),
    }
}

/// What the value of a variable is.
pub(super) fn meaning_of(name: &str) -> &'static str {
    TABLE.iter().find(|(known, _)| *known == name).map_or("", |(_, meaning)| meaning)
}
