use std::borrow::Cow;
use std::convert::Infallible;

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode};

use crate::Rejection;

/// Why a call got no answer of its handler.
pub(super) struct Refusal {
    pub(super) status: StatusCode,
    pub(super) code: Cow<'static, str>,
    pub(super) message: Cow<'static, str>,
}

impl Refusal {
    /// The handler panicked. What it said is on standard error, by the panic hook.
    pub(super) const PANIC: Self = Self::new(StatusCode::INTERNAL_SERVER_ERROR, "WXCTX_PANIC", "the handler failed");
    /// The handler took too long.
    pub(super) const TIMED_OUT: Self = Self::new(StatusCode::GATEWAY_TIMEOUT, "WXCTX_TIMED_OUT", "the handler took too long");
    /// The request says that its body is longer than may be.
    pub(super) const BODY_TOO_LARGE: Self =
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "WXCTX_BODY_TOO_LARGE", "the body is too large");

    pub(super) const fn new(status: StatusCode, code: &'static str, message: &'static str) -> Self {
        Self { status, code: Cow::Borrowed(code), message: Cow::Borrowed(message) }
    }

    /// The answer, where its words are the server's own.
    pub(super) fn response(&self, request_id: &HeaderValue) -> Response<Body> {
        wxctx_core::private::refusal(self.status, &self.code, &self.message, request_id.to_str().ok()).map(Body::from)
    }
}

impl From<Infallible> for Refusal {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

impl From<Rejection> for Refusal {
    fn from(rejection: Rejection) -> Self {
        Self { status: rejection.status(), code: rejection.code().into(), message: rejection.to_string().into() }
    }
}
