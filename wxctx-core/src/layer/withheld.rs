use http::{HeaderMap, HeaderName, HeaderValue};

use crate::carrier::{Found, Headers};

/// A header that no handler sees.
#[derive(Clone)]
pub(crate) enum Withheld {
    Absent,
    One(HeaderValue),
    Several,
}

impl Withheld {
    pub(super) fn found(&self) -> Found<'_> {
        match self {
            Self::Absent => Found::Absent,
            Self::One(value) => Found::One(value.as_bytes()),
            Self::Several => Found::Several,
        }
    }
}

/// What a layer does to the headers of a request.
pub(crate) trait HeadersMut: Headers {
    /// Takes a header away.
    fn take(&mut self, name: &HeaderName) -> Withheld;

    /// Marks the headers that [`is_sensitive`].
    fn hide(&mut self);
}

impl HeadersMut for HeaderMap {
    fn take(&mut self, name: &HeaderName) -> Withheld {
        let several = self.get_all(name).iter().nth(1).is_some();
        match self.remove(name) {
            None => Withheld::Absent,
            Some(_) if several => Withheld::Several,
            Some(value) => Withheld::One(value),
        }
    }

    fn hide(&mut self) {
        for (name, value) in self.iter_mut() {
            if is_sensitive(name.as_str()) {
                value.set_sensitive(true);
            }
        }
    }
}

/// Headers whose values no `Debug` of a header map may show.
pub(crate) fn is_sensitive(name: &str) -> bool {
    match name.strip_prefix("x-") {
        Some(rest) => {
            rest.starts_with("wx-") && (rest.ends_with("token") || rest.ends_with("openid") || rest.ends_with("unionid"))
                || rest == "cloudbase-authorization"
                || rest == "cloudbase-sessiontoken"
                || rest.starts_with("scf-secret-")
                || rest == "scf-session-token"
        }
        None => false,
    }
}
