use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::extract::MatchedPath;
use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use super::Console;
use crate::serve::log;
use crate::serve::refusal::Refusal;
use crate::{Decision, Source};

/// How many calls are kept.
const KEPT: usize = 50;

tokio::task_local! {
    /// What becomes known of the call that is polled now. It is for people to read: the caller is masked.
    static KNOWN: Arc<Mutex<Known>>;
}

/// What becomes known of a call while it is answered.
#[derive(Default)]
struct Known {
    route: Option<MatchedPath>,
    origin: Option<Source>,
    caller: Option<String>,
    refusal: Option<Refusal>,
}

/// Takes note of the matched route of a call.
pub(in crate::serve) fn routed(route: &MatchedPath) {
    // Without a console there is nothing to write it into.
    let _ = KNOWN.try_with(|known| lock(known).route = Some(route.clone()));
}

/// Takes note of what was decided about a call.
pub(in crate::serve) fn decided(decision: &Decision<'_>) {
    let _ = KNOWN.try_with(|known| {
        let mut known = lock(known);
        known.origin = decision.origin();
        known.caller = decision.caller();
        known.refusal = decision.rejection().map(Refusal::from);
        if let (Some(refusal), Some(reason)) = (&mut known.refusal, decision.reason()) {
            refusal.message = reason.into();
        }
    });
}

/// The entry of a call that is being answered.
pub(in crate::serve) struct Entry {
    console: Arc<Console>,
    time: SystemTime,
    method: String,
    known: Arc<Mutex<Known>>,
}

impl Entry {
    pub(super) fn new(console: Arc<Console>, method: &Method) -> Self {
        let method = log::method(method).to_owned();
        Self { console, time: SystemTime::now(), method, known: Arc::default() }
    }

    /// Runs what may say something of the call.
    pub(in crate::serve) fn within<T>(&self, run: impl FnOnce() -> T) -> T {
        KNOWN.sync_scope(Arc::clone(&self.known), run)
    }

    pub(in crate::serve) fn failed(&self, refusal: Refusal) {
        lock(&self.known).refusal = Some(refusal);
    }

    /// Keeps what the call was.
    pub(in crate::serve) fn answered(&self, status: StatusCode, duration: Duration) {
        let known = std::mem::take(&mut *lock(&self.known));
        let call = Answered { time: self.time, method: self.method.clone(), status: status.as_u16(), duration, known };
        let mut calls = lock(&self.console.history.0);
        calls.truncate(KEPT - 1);
        calls.push_front(call);
    }
}

struct Answered {
    time: SystemTime,
    method: String,
    status: u16,
    duration: Duration,
    known: Known,
}

/// The last calls, in memory alone.
#[derive(Default)]
pub(super) struct History(Mutex<VecDeque<Answered>>);

impl History {
    /// The newest first.
    pub(super) fn json(&self) -> String {
        let calls: Value = lock(&self.0).iter().map(Answered::json).collect();
        json!({ "calls": calls }).to_string()
    }
}

impl Answered {
    fn json(&self) -> Value {
        let time = self.time.duration_since(UNIX_EPOCH).unwrap_or_default();
        let Known { route, origin, caller, refusal } = &self.known;
        json!({
            "time_ms": u64::try_from(time.as_millis()).unwrap_or_default(),
            "method": self.method,
            "route": route.as_ref().map(MatchedPath::as_str),
            "status": self.status,
            "duration_us": u64::try_from(self.duration.as_micros()).unwrap_or(u64::MAX),
            "caller": caller,
            "origin": origin.as_ref().map(wxctx_core::private::logged),
            "code": refusal.as_ref().map(|refusal| &*refusal.code),
            "reason": refusal.as_ref().map(|refusal| &*refusal.message),
        })
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
