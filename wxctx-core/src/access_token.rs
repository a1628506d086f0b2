use std::fmt;

use zeroize::Zeroizing;

use crate::value::{InvalidValue, Value, bounded, from_text};

/// The most bytes of a token; the longest seen have some hundreds.
const LIMIT: usize = 4096;

/// A token that the platform hands to the call: at most 4,096 bytes of visible ASCII.
///
/// A secret: no `Display`, `Serialize`, `PartialEq` or `Hash`, and a `Debug` that prints nothing of it. Its own copy is wiped
/// on drop; the buffers of the server that received it are not ours to wipe.
///
/// ```
/// let token: wxctx::AccessToken = "a-token-of-the-platform".parse()?;
/// assert_eq!(token.expose_secret(), "a-token-of-the-platform");
/// assert_eq!(format!("{token:?}"), "AccessToken(…)");
/// # Ok::<(), wxctx::InvalidValue>(())
/// ```
#[derive(Clone)]
pub struct AccessToken(Zeroizing<Box<str>>);

impl AccessToken {
    /// The token itself, to be sent to WeChat and nowhere else.
    ///
    /// ```
    /// use wxctx::AccessToken;
    ///
    /// /// The query of a call to WeChat's open interfaces.
    /// fn query(token: &AccessToken) -> String {
    ///     format!("cloudbase_access_token={}", token.expose_secret())
    /// }
    /// # assert_eq!(query(&"a-token".parse().unwrap()), "cloudbase_access_token=a-token");
    /// ```
    pub fn expose_secret(&self) -> &str {
        &self.0
    }
}

impl Value for AccessToken {
    fn from_bytes(bytes: &[u8]) -> Result<Self, InvalidValue> {
        let text = std::str::from_utf8(bounded(bytes, LIMIT)?).map_err(|_| InvalidValue::Character)?;
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(InvalidValue::Character);
        }
        Ok(Self(Zeroizing::new(text.into())))
    }

    fn text(&self) -> Option<String> {
        None
    }
}

from_text!(AccessToken);

impl fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccessToken(…)")
    }
}
