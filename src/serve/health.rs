use axum::extract::Request;
use axum::http::Method;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// Answers `GET` and `HEAD` of `/_healthz`: the process is there and takes connections.
pub(super) async fn answer(request: Request, next: Next) -> Response {
    if request.uri().path() == "/_healthz" && matches!(*request.method(), Method::GET | Method::HEAD) {
        return "ok".into_response();
    }
    next.run(request).await
}
