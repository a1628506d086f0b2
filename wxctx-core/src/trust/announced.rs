use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::{Kind, Trust};

/// What whoever declares a trust was told of it. Each is said once.
#[derive(Debug, Default)]
pub(super) struct Announced {
    proves_nothing: AtomicBool,
    is_within: AtomicBool,
}

impl Trust {
    /// Whether it proves nothing, and nobody was told of it yet.
    pub(crate) fn is_to_be_announced(&self) -> bool {
        matches!(self.kind, Kind::ClosedIngress) && !self.announced.proves_nothing.swap(true, Ordering::Relaxed)
    }

    /// Whether it is another one than the outer, and nobody was told of it yet.
    pub(crate) fn is_to_be_announced_within(&self, outer: &Self) -> bool {
        !Arc::ptr_eq(&self.announced, &outer.announced) && !self.announced.is_within.swap(true, Ordering::Relaxed)
    }
}
