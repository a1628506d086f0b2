//! What is wrong with the header of a field, in constant words, so that nothing of its value is among them.

use http::HeaderName;

use crate::carrier::{Headers, Several, first};
use crate::field::{Marker, for_each_field};
use crate::value::{InvalidValue, Value as _};
use crate::{Field, Rejection};

#[derive(Clone, Copy)]
enum Fault {
    Several,
    TooLong,
    NotAscii,
    Joined,
    Character,
    NoAddress,
}

type Words = Option<fn(Fault) -> &'static str>;

macro_rules! words {
    (None) => {
        None
    };
    ($header:literal) => {
        Some(|fault| match fault {
            Fault::Several => concat!($header, " came more than once"),
            Fault::TooLong => concat!($header, " is longer than it may be"),
            Fault::NotAscii => concat!($header, " holds a byte that is not ASCII"),
            Fault::Joined => concat!($header, " holds white space or a comma, as two headers that were joined do"),
            Fault::Character => concat!($header, " holds a character that it may not have"),
            Fault::NoAddress => concat!($header, " holds no address where one is expected"),
        })
    };
}

macro_rules! define_header {
    ($({ $marker:ident, $variant:ident, $value:ty, $code:literal, sdk: $sdk:expr, variables: [$($variable:literal),*],
         header: $header:tt, list: $list:tt, cloudbase: $cloudbase:expr, fits: $cannot:literal, $fits:literal, $doc:literal })*) => {
        /// For what the headers of the field make a call be refused so; none where they are not what it was refused for.
        pub(super) fn of_header(rejection: Rejection, field: Field, headers: &dyn Headers) -> Option<&'static str> {
            let (fault, words) = match field {
                $(Field::$variant => find::<crate::field::$marker>(headers, words!($header), words!($list)),)*
            }?;
            let is_it = match fault {
                Fault::Several => rejection == Rejection::Conflict(field),
                _ => rejection == Rejection::Malformed(field),
            };
            words.filter(|_| is_it).map(|words| words(fault))
        }
    };
}

for_each_field!(define_header);

/// What is wrong with that of the field's headers which is read, and the words for it.
fn find<F: Marker>(headers: &dyn Headers, own: Words, list: Words) -> Option<(Fault, Words)> {
    let value = |name: Option<&'static HeaderName>| name.map_or(Ok(&[][..]), |name| headers.value(name));
    let (value, words) = match (value(F::header()), value(F::list_header())) {
        (Err(Several), _) => return Some((Fault::Several, own)),
        (Ok([]), Err(Several)) => return Some((Fault::Several, list)),
        (Ok([]), Ok([])) => return None,
        (Ok([]), Ok(listed)) => (first(listed), list),
        (Ok(value), _) => (value, own),
    };
    let fault = match F::Value::from_bytes(value).err()? {
        InvalidValue::TooLong { .. } => Fault::TooLong,
        _ if F::FIELD == Field::ClientIp => Fault::NoAddress,
        _ if !value.is_ascii() => Fault::NotAscii,
        _ if value.iter().any(|&byte| byte == b',' || byte.is_ascii_whitespace()) => Fault::Joined,
        _ => Fault::Character,
    };
    Some((fault, words))
}
