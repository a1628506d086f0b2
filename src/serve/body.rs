use std::error::Error;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll};

use axum::body::{Bytes, HttpBody};
use http_body_util::Limited;
use hyper::body::{Frame, Incoming, SizeHint};

use super::stream::Client;

/// The body of a request: no longer than may be, and it says when it was dropped before its end.
pub(super) struct RequestBody {
    inner: Limited<Incoming>,
    client: Arc<Client>,
}

impl RequestBody {
    pub(super) fn new(incoming: Incoming, limit: usize, client: &Arc<Client>) -> Self {
        Self { inner: Limited::new(incoming, limit), client: Arc::clone(client) }
    }
}

impl HttpBody for RequestBody {
    type Data = Bytes;
    type Error = Box<dyn Error + Send + Sync>;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        Pin::new(&mut self.inner).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

impl Drop for RequestBody {
    fn drop(&mut self) {
        if !self.inner.is_end_stream() {
            self.client.cut_short.store(true, Ordering::Relaxed);
        }
    }
}
