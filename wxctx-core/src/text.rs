use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// The longest text that is kept without the heap, in bytes: an openid has 28, a unionid 29.
const INLINE: usize = 30;

/// ASCII text, immutable and cheap to clone.
#[derive(Clone)]
pub(crate) struct Text(Repr);

#[derive(Clone)]
enum Repr {
    Inline { length: u8, bytes: [u8; INLINE] },
    Heap(Arc<str>),
}

impl Text {
    /// Keeps `bytes` when every one of them is ASCII and satisfies `allowed`.
    pub(crate) fn checked(bytes: &[u8], allowed: impl Fn(u8) -> bool) -> Option<Self> {
        if !bytes.iter().all(|&byte| byte.is_ascii() && allowed(byte)) {
            return None;
        }
        if bytes.len() <= INLINE {
            let mut inline = [0; INLINE];
            inline[..bytes.len()].copy_from_slice(bytes);
            let length = u8::try_from(bytes.len()).ok()?;
            return Some(Self(Repr::Inline { length, bytes: inline }));
        }
        Some(Self(Repr::Heap(std::str::from_utf8(bytes).ok()?.into())))
    }

    pub(crate) fn as_str(&self) -> &str {
        match &self.0 {
            // Always valid, as `checked` is the only way in; forbidding unsafe code costs the look.
            Repr::Inline { .. } => std::str::from_utf8(self.as_bytes()).unwrap_or_default(),
            Repr::Heap(text) => text,
        }
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        match &self.0 {
            Repr::Inline { length, bytes } => &bytes[..usize::from(*length).min(INLINE)],
            Repr::Heap(text) => text.as_bytes(),
        }
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl Eq for Text {}

impl PartialOrd for Text {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Text {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.as_bytes().cmp(other.as_bytes())
    }
}

impl Hash for Text {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

/// An id as it may stand in a log: first 4 and last 4 characters, nothing of it under 12.
///
/// ```
/// let openid: wxctx::OpenId = "oABCD0123456789_-abcdefghijk".parse()?;
/// assert_eq!(openid.masked().to_string(), "oABC…hijk");
/// # Ok::<(), wxctx::InvalidValue>(())
/// ```
#[derive(Clone, Copy)]
pub struct Masked<'a>(pub(crate) &'a str);

impl fmt::Display for Masked<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0.len() >= 12, self.0.get(..4), self.0.get(self.0.len().saturating_sub(4)..)) {
            (true, Some(first), Some(last)) => write!(f, "{first}…{last}"),
            _ => f.write_str("…"),
        }
    }
}

impl fmt::Debug for Masked<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
