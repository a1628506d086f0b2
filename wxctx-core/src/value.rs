use std::fmt;
use std::net::{IpAddr, Ipv6Addr};

use crate::{Field, Rejection};

/// Why a text is not a value of its field. Never says the text.
///
/// ```
/// use wxctx::{InvalidValue, OpenId};
///
/// assert_eq!("".parse::<OpenId>().unwrap_err(), InvalidValue::Empty);
/// assert_eq!("a,b".parse::<OpenId>().unwrap_err(), InvalidValue::Character);
/// assert_eq!("o".repeat(129).parse::<OpenId>().unwrap_err(), InvalidValue::TooLong { limit: 128 });
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum InvalidValue {
    /// There is nothing in it.
    Empty,
    /// It has more bytes than the field may have.
    TooLong {
        /// The most bytes that the field may have.
        limit: usize,
    },
    /// It holds a character that the field may not have, or is not written as the field is.
    Character,
}

impl fmt::Display for InvalidValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("the value is empty"),
            Self::TooLong { limit } => write!(f, "the value is longer than {limit} bytes"),
            Self::Character => f.write_str("the value holds a character that is not allowed there"),
        }
    }
}

impl std::error::Error for InvalidValue {}

/// The type of a field's value: how its bytes become it.
pub trait Value: Clone {
    /// # Errors
    /// When the bytes are no value of this type.
    fn from_bytes(bytes: &[u8]) -> Result<Self, InvalidValue>;

    /// The value of a field.
    ///
    /// # Errors
    /// [`Rejection::Malformed`] when the bytes are no value of this type.
    fn of_field(bytes: &[u8], field: Field) -> Result<Self, Rejection> {
        Self::from_bytes(bytes).map_err(|_| Rejection::Malformed(field))
    }

    /// The text of the value. Secrets have none.
    fn text(&self) -> Option<String>;
}

macro_rules! address {
    ($($address:ty),*) => {$(
        impl Value for $address {
            fn from_bytes(bytes: &[u8]) -> Result<Self, InvalidValue> {
                std::str::from_utf8(bytes).ok().and_then(|text| text.parse().ok()).ok_or(InvalidValue::Character)
            }

            fn text(&self) -> Option<String> {
                Some(self.to_string())
            }
        }

        impl IntoValue<$address> for $address {
            fn into_value(self) -> Result<$address, InvalidValue> {
                Ok(self)
            }
        }

        impl IntoValue<$address> for &str {
            fn into_value(self) -> Result<$address, InvalidValue> {
                <$address>::from_bytes(self.trim_ascii().as_bytes())
            }
        }

        impl IntoValue<$address> for String {
            fn into_value(self) -> Result<$address, InvalidValue> {
                self.as_str().into_value()
            }
        }
    )*};
}

address!(IpAddr, Ipv6Addr);

/// What a setter of the builder takes for a value: the typed value, `&str` or `String`.
///
/// ```
/// use wxctx::{IntoValue, OpenId, Rejection, WxContext};
///
/// fn context_of(user: impl IntoValue<OpenId>) -> Result<WxContext, Rejection> {
///     WxContext::builder().openid(user).appid("wx0123456789abcdef").build()
/// }
///
/// assert!(context_of("oABCD0123456789_-abcdefghijk").is_ok());
/// assert!(context_of("oABCD0123456789_-abcdefghijk".to_owned()).is_ok());
/// ```
pub trait IntoValue<T> {
    /// # Errors
    /// When the text is no value of the field.
    #[doc(hidden)]
    fn into_value(self) -> Result<T, InvalidValue>;
}

/// The conversions that every text value has: `FromStr`, `TryFrom`, [`IntoValue`] and its bytes.
macro_rules! from_text {
    ($name:ident) => {
        impl std::str::FromStr for $name {
            type Err = $crate::InvalidValue;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                $crate::value::Value::from_bytes(text.as_bytes())
            }
        }

        impl TryFrom<&str> for $name {
            type Error = $crate::InvalidValue;

            fn try_from(text: &str) -> Result<Self, Self::Error> {
                text.parse()
            }
        }

        impl TryFrom<String> for $name {
            type Error = $crate::InvalidValue;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                text.parse()
            }
        }

        impl $crate::value::IntoValue<$name> for $name {
            fn into_value(self) -> Result<$name, $crate::InvalidValue> {
                Ok(self)
            }
        }

        impl $crate::value::IntoValue<$name> for &str {
            fn into_value(self) -> Result<$name, $crate::InvalidValue> {
                self.parse()
            }
        }

        impl $crate::value::IntoValue<$name> for String {
            fn into_value(self) -> Result<$name, $crate::InvalidValue> {
                self.parse()
            }
        }
    };
}
pub(crate) use from_text;

/// Checks the length of a text value in bytes.
pub(crate) fn bounded(bytes: &[u8], limit: usize) -> Result<&[u8], InvalidValue> {
    match bytes.len() {
        0 => Err(InvalidValue::Empty),
        length if length > limit => Err(InvalidValue::TooLong { limit }),
        _ => Ok(bytes),
    }
}
