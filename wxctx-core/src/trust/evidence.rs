#[cfg(all(feature = "layer", feature = "tracing"))]
use std::sync::Arc;
#[cfg(all(feature = "layer", feature = "tracing"))]
use std::sync::atomic::AtomicBool;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

#[cfg(all(feature = "layer", feature = "tracing"))]
use super::{Kind, Trust};

/// Counts what speaks against a declared trust, and reports it at most once a minute.
#[derive(Debug)]
pub(super) struct Evidence {
    started: Instant,
    count: AtomicU64,
    /// Seconds since `started` from which the next report is due.
    due: AtomicU64,
    /// That whoever declares the trust was told that it proves nothing.
    #[cfg(all(feature = "layer", feature = "tracing"))]
    is_announced: AtomicBool,
    /// That whoever declares the trust within another was told which counts.
    #[cfg(all(feature = "layer", feature = "tracing"))]
    is_announced_within: AtomicBool,
}

impl Default for Evidence {
    fn default() -> Self {
        Self {
            started: Instant::now(),
            count: AtomicU64::new(0),
            due: AtomicU64::new(0),
            #[cfg(all(feature = "layer", feature = "tracing"))]
            is_announced: AtomicBool::new(false),
            #[cfg(all(feature = "layer", feature = "tracing"))]
            is_announced_within: AtomicBool::new(false),
        }
    }
}

impl Evidence {
    pub(super) fn count(&self) -> u64 {
        self.count.load(Ordering::Relaxed)
    }

    /// Counts one more, which came under this domain of the platform.
    pub(super) fn add(&self, domain: &str) {
        let count = self.count.fetch_add(1, Ordering::Relaxed) + 1;
        let now = self.started.elapsed().as_secs();
        let due = self.due.load(Ordering::Relaxed);
        if now >= due && self.due.compare_exchange(due, now + 60, Ordering::Relaxed, Ordering::Relaxed).is_ok() {
            report(count, domain);
        }
    }
}

#[cfg(all(feature = "layer", feature = "tracing"))]
impl Trust {
    /// Whether it proves nothing, and nobody was told of it yet.
    pub(crate) fn is_to_be_announced(&self) -> bool {
        matches!(self.kind, Kind::ClosedIngress) && !self.evidence.is_announced.swap(true, Ordering::Relaxed)
    }

    /// Whether it is another one than the outer, and nobody was told of it yet.
    pub(crate) fn is_to_be_announced_within(&self, outer: &Self) -> bool {
        !Arc::ptr_eq(&self.evidence, &outer.evidence) && !self.evidence.is_announced_within.swap(true, Ordering::Relaxed)
    }
}

#[cfg(feature = "tracing")]
fn report(count: u64, domain: &str) {
    tracing::error!(target: "wxctx", count, domain, "public requests reach this port: closed_ingress is false");
}

#[cfg(not(feature = "tracing"))]
fn report(_count: u64, _domain: &str) {}
