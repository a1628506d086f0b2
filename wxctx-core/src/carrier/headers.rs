use http::{HeaderMap, HeaderName};

use super::{Fields, Survey};

/// What a request has under one header name.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Found<'a> {
    /// No such header.
    Absent,
    /// One header with this value.
    One(&'a [u8]),
    /// The header came more than once.
    Several,
}

/// The headers of a request, whatever map a framework keeps them in.
pub(crate) trait Headers {
    /// The header of this name.
    fn find(&self, name: &'static HeaderName) -> Found<'_>;

    /// Its value without white space around it; an empty one is absent.
    fn value(&self, name: &'static HeaderName) -> Result<&[u8], Several> {
        self.find(name).value()
    }

    /// Looks at all of them.
    fn survey(&self) -> Survey;

    /// Adds all of them.
    fn all<'a>(&'a self, fields: &mut Fields<'a>);

    /// Whether `test` holds for any name, written in lower case.
    fn any_name(&self, test: &mut dyn FnMut(&str) -> bool) -> bool;

    /// Calls `visit` with every value of this name.
    fn each(&self, name: &'static HeaderName, visit: &mut dyn FnMut(&[u8]));
}

impl Headers for HeaderMap {
    fn value(&self, name: &'static HeaderName) -> Result<&[u8], Several> {
        // No name came twice: the map knows without a look.
        if self.len() == self.keys_len() {
            return Ok(self.get(name).map_or(&[], |value| trimmed(value.as_bytes())));
        }
        self.find(name).value()
    }

    fn find(&self, name: &'static HeaderName) -> Found<'_> {
        Found::of(self, name)
    }

    fn survey(&self) -> Survey {
        let mut survey = Survey::NOTHING;
        for (name, value) in self {
            survey.note(name.as_str(), value.as_bytes());
        }
        survey
    }

    fn all<'a>(&'a self, fields: &mut Fields<'a>) {
        for (name, value) in self {
            fields.add(name.as_str(), value.as_bytes());
        }
    }

    fn any_name(&self, test: &mut dyn FnMut(&str) -> bool) -> bool {
        self.keys().any(|name| test(name.as_str()))
    }

    fn each(&self, name: &'static HeaderName, visit: &mut dyn FnMut(&[u8])) {
        self.get_all(name).iter().for_each(|value| visit(value.as_bytes()));
    }
}

impl<'a> Found<'a> {
    pub(crate) fn of(headers: &'a HeaderMap, name: &HeaderName) -> Self {
        let mut values = headers.get_all(name).iter();
        match (values.next(), values.next()) {
            (None, _) => Self::Absent,
            (Some(value), None) => Self::One(value.as_bytes()),
            (Some(_), Some(_)) => Self::Several,
        }
    }

    /// The value without white space around it; an empty one is absent, as the platform's local proxy sends it.
    #[inline]
    pub(crate) fn value(self) -> Result<&'a [u8], Several> {
        match self {
            Self::Absent => Ok(&[]),
            Self::One(value) => Ok(trimmed(value)),
            Self::Several => Err(Several),
        }
    }

    /// The value as text, where it is one and there is one.
    pub(crate) fn text(self) -> Option<&'a str> {
        let value = self.value().ok().filter(|value| !value.is_empty())?;
        std::str::from_utf8(value).ok()
    }

    pub(crate) const fn is_present(self) -> bool {
        !matches!(self, Self::Absent)
    }
}

/// A value without white space around it, which hardly any has.
#[inline]
pub(super) fn trimmed(value: &[u8]) -> &[u8] {
    match value {
        [first, .., last] if *first > b' ' && *last > b' ' => value,
        _ => value.trim_ascii(),
    }
}

/// The first element of a list.
pub(crate) fn first(list: &[u8]) -> &[u8] {
    let first = list.split(|&byte| byte == b',').next().unwrap_or_default().trim_ascii();
    // A list that begins with nothing is no absent one, nor is it an address.
    if first.is_empty() { list } else { first }
}

/// The header came more than once.
#[derive(Debug)]
pub(crate) struct Several;
