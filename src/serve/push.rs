use std::sync::Arc;

use axum::body::{Body, HttpBody, to_bytes};
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// The most bytes of a probe: `{"action":"CheckContainerPath"}`, or the same in XML.
const PROBE: u64 = 512;

#[derive(Clone)]
pub(super) struct Path(Arc<str>);

impl From<String> for Path {
    fn from(path: String) -> Self {
        Self(path.into())
    }
}

/// Answers the platform's probe of the push path with `success`, and hands everything else on as it came.
pub(super) async fn answer(State(path): State<Path>, request: Request, next: Next) -> Response {
    let small = request.body().size_hint().upper().is_some_and(|length| length <= PROBE);
    if request.method() != Method::POST || request.uri().path() != &*path.0 || !small {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, usize::try_from(PROBE).unwrap_or_default()).await else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    if is_probe(&body) {
        return "success".into_response();
    }
    next.run(Request::from_parts(parts, Body::from(body))).await
}

fn is_probe(body: &[u8]) -> bool {
    if let Ok(json) = serde_json::from_slice::<serde_json::Value>(body) {
        return json.get("action").is_some_and(|action| action == "CheckContainerPath");
    }
    let text = String::from_utf8_lossy(body);
    let xml: String = text.chars().filter(|character| !character.is_whitespace()).collect();
    matches!(
        xml.as_str(),
        "<xml><action>CheckContainerPath</action></xml>" | "<xml><action><![CDATA[CheckContainerPath]]></action></xml>"
    )
}
