use std::fmt::Write as _;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::http::{HeaderMap, HeaderName, HeaderValue};

pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const CLOUDBASE_REQUEST_ID: HeaderName = HeaderName::from_static("x-cloudbase-request-id");

/// The request's id: the client's or the platform's where it has one that a log may repeat, else a new one. From now on it has
/// this one alone.
pub(super) fn settle(headers: &mut HeaderMap) -> HeaderValue {
    if let Some(id) = only(headers, &REQUEST_ID) {
        return id.clone();
    }
    let id = only(headers, &CLOUDBASE_REQUEST_ID).cloned().unwrap_or_else(new);
    headers.insert(REQUEST_ID, id.clone());
    id
}

/// The id in a header that is there once.
fn only<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a HeaderValue> {
    let mut ids = headers.get_all(name).iter();
    ids.next().filter(|id| ids.next().is_none() && is_request_id(id))
}

fn is_request_id(id: &HeaderValue) -> bool {
    id.to_str().is_ok_and(wxctx_core::private::is_request_id)
}

/// 128 bits in hexadecimal, which no other call of any process has. They need not be hard to guess, so no call asks the system
/// for randomness: two keys that each process draws once, and a count.
fn new() -> HeaderValue {
    static KEYS: LazyLock<[RandomState; 2]> = LazyLock::new(|| [RandomState::new(), RandomState::new()]);
    static COUNT: AtomicU64 = AtomicU64::new(0);

    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let mut id = String::with_capacity(32);
    for key in &*KEYS {
        let _ = write!(id, "{:016x}", key.hash_one(count));
    }
    HeaderValue::try_from(id).unwrap_or(HeaderValue::from_static(""))
}
