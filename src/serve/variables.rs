use std::time::Duration;

use wxctx_core::private::variables::{self, Variables};

use super::ServeError;

/// The variables that a server reads besides those of its trust: name, and what the value is.
const TABLE: [(&str, &str); 9] = [
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

/// All of them.
pub(super) fn all() -> impl Iterator<Item = (&'static str, &'static str)> {
    variables::TABLE.into_iter().chain(TABLE)
}

/// Those of the process, where there is none that is misspelt.
pub(super) fn of_process() -> Result<Variables, ServeError> {
    let variables = Variables::of_process();
    match variables.unknown(|name| name == BRIDGE || all().any(|(known, _)| known == name)) {
        Some(name) => Err(ServeError::UnknownVariable { name: name.to_owned() }),
        None => Ok(variables),
    }
}

/// A whole number, at least 1.
pub(super) fn number(variables: &Variables, name: &'static str) -> Result<Option<usize>, ServeError> {
    Ok(variables.parsed(name, "a whole number above 0, without a unit", |text| text.parse().ok().filter(|&number| number > 0))?)
}

/// Seconds, also parts of one; more than none.
pub(super) fn seconds(variables: &Variables, name: &'static str) -> Result<Option<Duration>, ServeError> {
    Ok(variables.parsed(name, "a number of seconds above 0, without a unit", |text| {
        Duration::try_from_secs_f64(text.parse().ok()?).ok().filter(|duration| !duration.is_zero())
    })?)
}

/// What there is to say of a variable that there is not.
pub(super) fn instead_of(name: &str) -> String {
    let names = || all().map(|(known, _)| known);
    let distance = |known| strsim::damerau_levenshtein(&name.to_ascii_uppercase(), known);
    match names().min_by_key(|known| distance(known)).filter(|known| distance(known) <= 3) {
        Some(known) => format!("{known} is"),
        None => format!("there are {}", names().collect::<Vec<_>>().join(", ")),
    }
}

/// What the value of a variable is.
pub(super) fn meaning_of(name: &str) -> &'static str {
    all().find(|(known, _)| *known == name).map_or("", |(_, meaning)| meaning)
}
