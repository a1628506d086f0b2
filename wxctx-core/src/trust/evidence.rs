use std::sync::OnceLock;
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
    /// Set when the trust is announced, alone and within another: each is said once.
    #[cfg_attr(not(all(feature = "layer", feature = "tracing")), allow(dead_code, reason = "layers announce"))]
    announced: [OnceLock<()>; 2],
}

impl Default for Evidence {
    fn default() -> Self {
        let (count, due) = (AtomicU64::new(0), AtomicU64::new(0));
        Self { started: Instant::now(), count, due, announced: Default::default() }
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
    /// Says that it proves nothing, where it does not.
    pub(crate) fn announce(&self) {
        if matches!(self.kind, Kind::ClosedIngress) && self.evidence.announced[0].set(()).is_ok() {
            tracing::warn!(
                target: "wxctx",
                "closed-ingress asserts, it proves nothing: whoever else reaches this port can be anybody"
            );
        }
    }

    /// Says that it counts in the place of another one.
    pub(crate) fn announce_within(&self, outer: &Self) {
        if self.evidence.announced[1].set(()).is_ok() {
            let (trust, outer) = (self.name(), outer.name());
            tracing::warn!(target: "wxctx", trust, outer, "a layer within another: its trust counts for its routes, not the outer one");
        }
    }
}

#[cfg(feature = "tracing")]
fn report(count: u64, domain: &str) {
    tracing::error!(target: "wxctx", count, domain, "public requests reach this port: closed_ingress is false");
}

#[cfg(not(feature = "tracing"))]
fn report(_count: u64, _domain: &str) {}
