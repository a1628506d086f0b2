use super::headers::{Several, first, trimmed};
use crate::Rejection;
use crate::field::{Field, Marker};
use crate::value::Value as _;

/// The headers of all fields, found in one look: cheaper than a look for each where all are asked for.
pub(crate) struct Fields<'a> {
    /// Without white space around them; an empty one is absent.
    values: [&'a [u8]; Field::ALL.len()],
    /// Of the header that lists addresses.
    list: &'a [u8],
    /// A bit a field.
    seen: u32,
    several: u32,
}

/// The bit of the header that lists addresses.
const LIST: u32 = 1 << Field::ALL.len();

impl<'a> Fields<'a> {
    pub(crate) const fn new() -> Self {
        Self { values: [&[]; Field::ALL.len()], list: &[], seen: 0, several: 0 }
    }

    /// Adds a header of the request.
    #[inline]
    pub(crate) fn add(&mut self, name: &str, value: &'a [u8]) {
        if !name.starts_with("x-") {
            return;
        }
        let bit = if let Some(field) = Field::of_header(name) {
            self.values[field as usize] = trimmed(value);
            1 << field as u32
        } else if Field::is_list_header(name) {
            self.list = trimmed(value);
            LIST
        } else {
            return;
        };
        self.several |= self.seen & bit;
        self.seen |= bit;
    }

    /// The value of a field.
    #[inline]
    pub(crate) const fn value(&self, field: Field) -> Result<&'a [u8], Several> {
        if self.several & (1 << field as u32) == 0 { Ok(self.values[field as usize]) } else { Err(Several) }
    }

    /// The field as the headers have it, where nothing else has a say.
    #[expect(clippy::inline_always, reason = "left to itself it is called, which costs a fifth more: see benches/")]
    #[inline(always)]
    pub(crate) fn read<F: Marker>(&self) -> Result<Option<F::Value>, Rejection> {
        let conflict = |Several| Rejection::Conflict(F::FIELD);
        let mut value = self.value(F::FIELD).map_err(conflict)?;
        if value.is_empty() && F::list_header().is_some() {
            value = first(self.list().map_err(conflict)?);
        }
        if value.is_empty() { Ok(None) } else { F::Value::of_field(value, F::FIELD).map(Some) }
    }

    /// The value of the header that lists addresses.
    pub(crate) const fn list(&self) -> Result<&'a [u8], Several> {
        if self.several & LIST == 0 { Ok(self.list) } else { Err(Several) }
    }
}
