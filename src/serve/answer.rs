use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};

/// What the server answers in the place of a handler, in the form of a refusal.
#[derive(Clone, Copy)]
pub(super) enum Answer {
    /// The handler panicked. What it said is on standard error, by the panic hook.
    Panic,
    /// The handler took too long.
    TimedOut,
    /// The request says that its body is longer than may be.
    BodyTooLarge,
}

impl Answer {
    pub(super) const fn parts(self) -> (StatusCode, &'static str, &'static str) {
        match self {
            Self::Panic => (StatusCode::INTERNAL_SERVER_ERROR, "WXCTX_PANIC", "the handler failed"),
            Self::TimedOut => (StatusCode::GATEWAY_TIMEOUT, "WXCTX_TIMED_OUT", "the handler took too long"),
            Self::BodyTooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "WXCTX_BODY_TOO_LARGE", "the body is too large"),
        }
    }

    pub(super) const fn code(self) -> &'static str {
        self.parts().1
    }

    pub(super) const fn message(self) -> &'static str {
        self.parts().2
    }

    pub(super) fn response(self, request_id: &HeaderValue) -> Response<Body> {
        let (status, code, message) = self.parts();
        let request_id = request_id.to_str().unwrap_or_default();
        let body = format!(r#"{{"code":"{code}","message":"{message}","requestId":"{request_id}"}}"#);
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = status;
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }
}
