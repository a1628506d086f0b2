use std::fmt;

use serde::{Serialize, Serializer};

use crate::text::{Masked, Text};
use crate::value::{InvalidValue, Value, bounded, from_text};

/// The most characters of an id (WeChat Pay's bound for `openid`; the platform itself promises no length).
const LIMIT: usize = 128;

#[expect(clippy::needless_bitwise_bool, reason = "without a branch it is asked of 16 bytes at once")]
#[inline]
const fn plain(byte: u8) -> bool {
    ((byte | 0x20).wrapping_sub(b'a') < 26) | (byte.wrapping_sub(b'0') < 10) | (byte == b'_') | (byte == b'-')
}

/// The client's SDK makes call ids of the form `0.<random>_<milliseconds>`.
#[expect(clippy::needless_bitwise_bool, reason = "without a branch it is asked of 16 bytes at once")]
#[inline]
const fn plain_or_dot(byte: u8) -> bool {
    plain(byte) | (byte == b'.')
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $allowed:ident, $example:literal) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Text);

        impl $name {
            /// The id itself. Said on purpose: an id of a person does not belong in a log.
            ///
            /// ```
            #[doc = concat!("let id: wxctx::", stringify!($name), " = \"", $example, "\".parse()?;")]
            #[doc = concat!("assert_eq!(id.as_str(), \"", $example, "\");")]
            /// # Ok::<(), wxctx::InvalidValue>(())
            /// ```
            pub fn as_str(&self) -> &str {
                self.0.as_str()
            }

            /// The id as it may stand in a log: first 4 and last 4 characters, nothing of it under 12.
            ///
            /// ```
            #[doc = concat!("let id: wxctx::", stringify!($name), " = \"", $example, "\".parse()?;")]
            /// println!("a call of {}", id.masked());
            #[doc = concat!("# assert!(!id.masked().to_string().contains(\"", $example, "\"));")]
            /// # Ok::<(), wxctx::InvalidValue>(())
            /// ```
            pub fn masked(&self) -> Masked<'_> {
                Masked(self.as_str())
            }
        }

        impl Value for $name {
            fn from_bytes(bytes: &[u8]) -> Result<Self, InvalidValue> {
                Text::checked(bounded(bytes, LIMIT)?, $allowed).map(Self).ok_or(InvalidValue::Character)
            }

            // Here and not in the trait, so that it is compiled once and not in every crate that asks.
            fn of_field(bytes: &[u8], field: crate::Field) -> Result<Self, crate::Rejection> {
                if let Ok(bytes) = bounded(bytes, LIMIT) {
                    if let Some(text) = Text::checked(bytes, $allowed) {
                        return Ok(Self(text));
                    }
                }
                Err(crate::Rejection::Malformed(field))
            }

            fn text(&self) -> Option<String> {
                Some(self.as_str().to_owned())
            }
        }

        from_text!($name);

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                self.0.as_bytes() == other.as_bytes()
            }
        }

        impl PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                self == *other
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_tuple(stringify!($name)).field(&self.masked()).finish()
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    };
}

macro_rules! display {
    ($($name:ident),*) => {$(
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }
    )*};
}

id! {
    /// A user within one mini program: opaque, 1 to 128 characters of `[A-Za-z0-9_-]`, 28 as a rule.
    ///
    /// Two mini programs know the same user under two openids, so a user's key is the pair of appid and openid
    /// ([`Caller::key`](crate::Caller::key)). Personal data: there is no `Display`, and `Debug` masks it.
    ///
    /// ```
    /// use wxctx::OpenId;
    ///
    /// let openid: OpenId = "oABCD0123456789_-abcdefghijk".parse()?;
    /// assert_eq!(openid.as_str(), "oABCD0123456789_-abcdefghijk");
    /// assert_eq!(format!("{openid:?}"), "OpenId(oABC…hijk)");
    /// # Ok::<(), wxctx::InvalidValue>(())
    /// ```
    OpenId, plain, "oABCD0123456789_-abcdefghijk"
}

id! {
    /// A mini program: `wx` and 16 hexadecimal digits as a rule, but opaque: 1 to 128 characters of `[A-Za-z0-9_-]`.
    ///
    /// ```
    /// let appid: wxctx::AppId = "wx0123456789abcdef".parse()?;
    /// assert_eq!(appid.to_string(), "wx0123456789abcdef");
    /// # Ok::<(), wxctx::InvalidValue>(())
    /// ```
    AppId, plain, "wx0123456789abcdef"
}

id! {
    /// A user across the apps of one open-platform account: opaque, 1 to 128 characters of `[A-Za-z0-9_-]`.
    ///
    /// It can appear and disappear per user (official page "UnionID 机制说明"), so ask for `Option<UnionId>`.
    /// Personal data: there is no `Display`, and `Debug` masks it.
    ///
    /// ```
    /// let unionid: wxctx::UnionId = "o6_bmasdasdsad6_2sgVt7hMZOPx".parse()?;
    /// assert_eq!(unionid, "o6_bmasdasdsad6_2sgVt7hMZOPx");
    /// # Ok::<(), wxctx::InvalidValue>(())
    /// ```
    UnionId, plain, "o6_bmasdasdsad6_2sgVt7hMZOPx"
}

id! {
    /// A cloud environment such as `prod-1a2b3c`: 1 to 128 characters of `[A-Za-z0-9_-]`.
    ///
    /// ```
    /// let env: wxctx::EnvId = "prod-1a2b3c".parse()?;
    /// assert_eq!(env.to_string(), "prod-1a2b3c");
    /// # Ok::<(), wxctx::InvalidValue>(())
    /// ```
    EnvId, plain, "prod-1a2b3c"
}

id! {
    /// One call, as the client's SDK numbers it: 1 to 128 characters of `[A-Za-z0-9_.-]`. For logs, never for identity.
    ///
    /// ```
    /// let call: wxctx::CallId = "0.123_1700000000000".parse()?;
    /// assert_eq!(call.to_string(), "0.123_1700000000000");
    /// # Ok::<(), wxctx::InvalidValue>(())
    /// ```
    CallId, plain_or_dot, "0.123_1700000000000"
}

display!(AppId, EnvId, CallId);
