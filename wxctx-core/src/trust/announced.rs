use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::variables::TABLE;
use super::{Kind, Trust};

/// What whoever declares a trust was told of it. Each is said once.
#[derive(Debug, Default)]
pub(super) struct Announced {
    proves_nothing: AtomicBool,
    is_within: AtomicBool,
    /// Or there is nothing to be told: it is of the variables.
    is_beside_variables: AtomicBool,
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

    /// That the variables were read for it.
    pub(super) fn reads_variables(&self) {
        self.announced.is_beside_variables.store(true, Ordering::Relaxed);
    }

    /// A variable that is set and counts for nothing here, where nobody was told of it yet.
    pub(crate) fn unread_variable(&self) -> Option<&'static str> {
        let is_told = self.announced.is_beside_variables.swap(true, Ordering::Relaxed);
        TABLE.iter().map(|(name, _)| *name).find(|name| !is_told && std::env::var_os(name).is_some())
    }
}
