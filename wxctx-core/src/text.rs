use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// The longest text that is kept without the heap, in bytes: an openid has 28, a unionid 29.
const INLINE: usize = 30;

/// What is checked at once; two, one over the other, are all of a text that is kept inline.
const BLOCK: usize = 16;

/// Whether every byte is allowed; without a branch a byte, so that it becomes vector instructions.
#[inline]
fn all(block: &[u8; BLOCK], allowed: &impl Fn(u8) -> bool) -> bool {
    block.iter().fold(true, |all, &byte| all & allowed(byte))
}

/// Copies `bytes` to the start of `inline` when every one of them is allowed.
#[expect(clippy::inline_always, reason = "left to itself it is called, which costs a fifth more: see benches/")]
#[inline(always)]
fn fill(inline: &mut [u8; INLINE], bytes: &[u8], allowed: impl Fn(u8) -> bool) -> bool {
    let (Some(first), Some(last)) = (bytes.first_chunk::<BLOCK>(), bytes.last_chunk::<BLOCK>()) else {
        // What is not filled is allowed.
        let mut block = [b'0'; BLOCK];
        block[..bytes.len()].copy_from_slice(bytes);
        inline[..BLOCK].copy_from_slice(&block);
        return all(&block, &allowed);
    };
    inline[..BLOCK].copy_from_slice(first);
    inline[bytes.len() - BLOCK..bytes.len()].copy_from_slice(last);
    all(first, &allowed) && all(last, &allowed)
}

/// ASCII text, immutable and cheap to clone.
#[derive(Clone)]
pub(crate) struct Text(Repr);

#[derive(Clone)]
enum Repr {
    Inline { length: u8, bytes: [u8; INLINE] },
    Heap(Arc<str>),
}

impl Text {
    /// Keeps `bytes` when every one of them satisfies `allowed`, which allows `0`, and ASCII alone.
    #[expect(clippy::inline_always, reason = "left to itself it is called, which costs a fifth more: see benches/")]
    #[inline(always)]
    pub(crate) fn checked(bytes: &[u8], allowed: impl Fn(u8) -> bool) -> Option<Self> {
        if bytes.len() > INLINE {
            return Self::on_heap(bytes, allowed);
        }
        let mut inline = [b'0'; INLINE];
        if !fill(&mut inline, bytes, allowed) {
            return None;
        }
        let length = u8::try_from(bytes.len()).ok()?;
        Some(Self(Repr::Inline { length, bytes: inline }))
    }

    #[cold]
    #[inline(never)]
    fn on_heap(bytes: &[u8], allowed: impl Fn(u8) -> bool) -> Option<Self> {
        if !bytes.iter().all(|&byte| allowed(byte)) {
            return None;
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
