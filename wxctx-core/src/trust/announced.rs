use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::variables::TABLE;
use super::{Kind, Trust};

/// What whoever declares a trust was told of it. Each is said once.
#[derive(Debug, Default)]
pub(super) struct Announced {
    is_told: AtomicBool,
    is_within: AtomicBool,
    reads_variables: AtomicBool,
}

impl Trust {
    /// Whether nobody was told yet what there is to say of it.
    pub(crate) fn is_to_be_announced(&self) -> bool {
        !self.announced.is_told.load(Ordering::Relaxed)
    }

    /// Notes that it is told now; whether nobody else did.
    pub(crate) fn announce(&self) -> bool {
        !self.announced.is_told.swap(true, Ordering::Relaxed)
    }

    pub(crate) const fn proves_nothing(&self) -> bool {
        matches!(self.kind, Kind::ClosedIngress)
    }

    /// Whether it is another one than the outer, and nobody was told of it yet.
    pub(crate) fn is_to_be_announced_within(&self, outer: &Self) -> bool {
        !Arc::ptr_eq(&self.announced, &outer.announced) && !self.announced.is_within.swap(true, Ordering::Relaxed)
    }

    /// Notes that the variables were read for it.
    pub(super) fn reads_variables(&self) {
        self.announced.reads_variables.store(true, Ordering::Relaxed);
    }

    /// A variable that is set and counts for nothing here.
    pub(crate) fn unread_variable(&self) -> Option<&'static str> {
        let reads_them = self.announced.reads_variables.load(Ordering::Relaxed);
        TABLE.iter().map(|(name, _)| *name).find(|name| !reads_them && std::env::var_os(name).is_some())
    }
}
