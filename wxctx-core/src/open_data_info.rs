use std::fmt;
use std::sync::Arc;

use serde::{Serialize, Serializer};

use crate::value::{InvalidValue, Value, bounded, from_text};

/// The most bytes of `OPEN_DATA_INFO`: the variables of a function hold 4 KiB together (official page "配额限制").
const LIMIT: usize = 4096;

/// Which open data in the event came from WeChat: JSON text such as `{"keys":["…"]}`, at most 4,096 bytes, without control
/// characters. It is kept as it came.
///
/// ```
/// let info: wxctx::OpenDataInfo = r#"{"keys":[]}"#.parse()?;
/// assert_eq!(info.as_str(), r#"{"keys":[]}"#);
/// # Ok::<(), wxctx::InvalidValue>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct OpenDataInfo(Arc<str>);

impl OpenDataInfo {
    /// The text as it came.
    ///
    /// ```
    /// let info: wxctx::OpenDataInfo = r#"{"keys":["userInfo"]}"#.parse()?;
    /// assert!(info.as_str().contains("userInfo"));
    /// # Ok::<(), wxctx::InvalidValue>(())
    /// ```
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Value for OpenDataInfo {
    fn from_bytes(bytes: &[u8]) -> Result<Self, InvalidValue> {
        let text = std::str::from_utf8(bounded(bytes, LIMIT)?).map_err(|_| InvalidValue::Character)?;
        if text.chars().any(char::is_control) {
            return Err(InvalidValue::Character);
        }
        Ok(Self(text.into()))
    }

    fn text(&self) -> Option<String> {
        Some(self.as_str().to_owned())
    }
}

from_text!(OpenDataInfo);

impl fmt::Debug for OpenDataInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OpenDataInfo({} bytes)", self.0.len())
    }
}

impl Serialize for OpenDataInfo {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}
