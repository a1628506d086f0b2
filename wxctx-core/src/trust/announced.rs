use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use super::variables::{TABLE, Variables};
use super::{Kind, Trust};

/// What whoever declares a trust was told of it. Each is said once.
#[derive(Debug, Default)]
pub(super) struct Announced {
    is_told: AtomicBool,
    is_within: AtomicBool,
    is_without_peer: AtomicBool,
    /// Where the variables were read for it: those that hold an appid which does not look like one.
    doubtful: OnceLock<Vec<&'static str>>,
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

    /// Whether nobody was told yet that the server does not say who calls.
    pub(crate) fn is_to_be_announced_without_peer(&self) -> bool {
        !self.announced.is_without_peer.swap(true, Ordering::Relaxed)
    }

    pub(crate) const fn proves_nothing(&self) -> bool {
        matches!(self.kind, Kind::ClosedIngress)
    }

    /// Whether it is another one than the outer, and nobody was told of it yet.
    pub(crate) fn is_to_be_announced_within(&self, outer: &Self) -> bool {
        !Arc::ptr_eq(&self.announced, &outer.announced) && !self.announced.is_within.swap(true, Ordering::Relaxed)
    }

    /// Notes that the variables were read for it.
    pub(super) fn reads_variables(&self, variables: &Variables) {
        let is_doubtful =
            |name: &&str| variables.get(name).is_some_and(|ids| !ids.split(',').all(|id| looks_like_an_appid(id.trim())));
        let _ = self.announced.doubtful.set(["WXCTX_APPIDS", "WXCTX_OWNER_APPID"].into_iter().filter(is_doubtful).collect());
    }

    /// A variable that is set and counts for nothing here.
    pub(crate) fn unread_variable(&self) -> Option<&'static str> {
        let reads_them = self.announced.doubtful.get().is_some();
        TABLE.iter().map(|(name, _)| *name).find(|name| !reads_them && std::env::var_os(name).is_some())
    }

    /// The variables that hold an appid which does not look like one. It is no error, as nobody promises the form.
    pub(crate) fn doubtful_variables(&self) -> &[&'static str] {
        self.announced.doubtful.get().map_or(&[], Vec::as_slice)
    }
}

fn looks_like_an_appid(text: &str) -> bool {
    let digits = text.strip_prefix("wx").unwrap_or_default();
    digits.len() == 16 && digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}
