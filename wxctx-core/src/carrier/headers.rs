use http::{HeaderMap, HeaderName};

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
    fn find(&self, name: &HeaderName) -> Found<'_>;

    /// Whether `test` holds for any name, written in lower case.
    fn any_name(&self, test: &mut dyn FnMut(&str) -> bool) -> bool;

    /// Calls `visit` with every value of this name.
    fn each(&self, name: &HeaderName, visit: &mut dyn FnMut(&[u8]));
}

impl Headers for HeaderMap {
    fn find(&self, name: &HeaderName) -> Found<'_> {
        let mut values = self.get_all(name).iter();
        match (values.next(), values.next()) {
            (None, _) => Found::Absent,
            (Some(value), None) => Found::One(value.as_bytes()),
            (Some(_), Some(_)) => Found::Several,
        }
    }

    fn any_name(&self, test: &mut dyn FnMut(&str) -> bool) -> bool {
        self.keys().any(|name| test(name.as_str()))
    }

    fn each(&self, name: &HeaderName, visit: &mut dyn FnMut(&[u8])) {
        self.get_all(name).iter().for_each(|value| visit(value.as_bytes()));
    }
}

impl<'a> Found<'a> {
    /// The value without white space around it; empty is absent, as the platform's local proxy sends it.
    pub(crate) fn value(self) -> Result<Option<&'a [u8]>, Several> {
        match self {
            Self::Absent => Ok(None),
            Self::One(value) => Ok(Some(value.trim_ascii()).filter(|value| !value.is_empty())),
            Self::Several => Err(Several),
        }
    }

    /// The value as text, where it is one and there is one.
    pub(crate) fn text(self) -> Option<&'a str> {
        self.value().ok().flatten().and_then(|value| std::str::from_utf8(value).ok())
    }

    pub(crate) const fn is_present(self) -> bool {
        !matches!(self, Self::Absent)
    }
}

/// The header came more than once.
#[derive(Debug)]
pub(crate) struct Several;
