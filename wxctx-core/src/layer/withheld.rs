use http::{HeaderMap, HeaderName, HeaderValue};

use crate::carrier::{Found, Headers, Survey};

/// A header that no handler sees.
#[derive(Clone)]
pub(crate) enum Withheld {
    Absent,
    One(HeaderValue),
    Several,
}

impl Withheld {
    /// A header that stays where it is.
    pub(super) fn copy(headers: &HeaderMap, name: &HeaderName) -> Self {
        let mut values = headers.get_all(name).iter();
        match (values.next(), values.next()) {
            (None, _) => Self::Absent,
            (Some(value), None) => Self::One(value.clone()),
            (Some(_), Some(_)) => Self::Several,
        }
    }

    pub(super) const fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

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

    /// Looks at all of them, and marks those whose values no `Debug` of a header map may show.
    fn hide(&mut self) -> Survey;
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

    fn hide(&mut self) -> Survey {
        let mut survey = Survey::NOTHING;
        for (name, value) in self.iter_mut() {
            if survey.note(name.as_str(), value.as_bytes()) {
                value.set_sensitive(true);
            }
        }
        survey
    }
}
