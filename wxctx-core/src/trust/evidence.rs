use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

/// Counts what speaks against a declared trust, and reports it at most once a minute.
#[derive(Debug)]
pub(super) struct Evidence {
    started: Instant,
    count: AtomicU64,
    /// Seconds since `started` from which the next report is due.
    due: AtomicU64,
}

impl Default for Evidence {
    fn default() -> Self {
        Self { started: Instant::now(), count: AtomicU64::new(0), due: AtomicU64::new(0) }
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

#[cfg(feature = "tracing")]
fn report(count: u64, domain: &str) {
    tracing::error!(target: "wxctx", count, domain, "public requests reach this port: closed_ingress is false");
}

#[cfg(not(feature = "tracing"))]
fn report(_count: u64, _domain: &str) {}
