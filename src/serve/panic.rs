use std::any::Any;

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};

/// Answers for a handler that panicked, in the form of a refusal. What it said is on standard error, by the panic hook.
pub(super) fn answer(_: Box<dyn Any + Send>) -> Response<Body> {
    let mut response = Response::new(Body::from(r#"{"code":"WXCTX_PANIC","message":"the handler failed"}"#));
    *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
