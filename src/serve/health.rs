use axum::extract::Request;
use axum::http::Method;
use axum::response::{IntoResponse as _, Response};

/// `GET` and `HEAD` of `/_healthz`.
pub(super) fn is_asked_by<B>(request: &Request<B>) -> bool {
    request.uri().path() == "/_healthz" && matches!(*request.method(), Method::GET | Method::HEAD)
}

/// The process is there and takes connections.
pub(super) fn answer() -> Response {
    "ok".into_response()
}
