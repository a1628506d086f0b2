use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};

use super::with_headers;

const SCRIPT: &str = "text/javascript; charset=utf-8";

/// The files beside the page.
const FILES: [(&str, &str, &str); 6] = [
    ("/page.css", "text/css; charset=utf-8", include_str!("page.css")),
    ("/icon.svg", "image/svg+xml", include_str!("icon.svg")),
    ("/page.mjs", SCRIPT, include_str!("page.mjs")),
    ("/call.mjs", SCRIPT, include_str!("call.mjs")),
    ("/json.mjs", SCRIPT, include_str!("json.mjs")),
    ("/words.mjs", SCRIPT, include_str!("words.mjs")),
];

/// The page. Of scripts and styles only those with its nonce act, and it reaches no other origin.
pub(super) fn html(token: &str, nonce: &str) -> Response<Body> {
    let page = include_str!("page.html").replace("{token}", token).replace("{nonce}", nonce);
    let mut response = with_headers(StatusCode::OK, "text/html; charset=utf-8", page);
    let policy = format!(
        "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; img-src 'self'; connect-src 'self'; \
         base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// A file beside the page.
pub(super) fn file(path: &str) -> Option<Response<Body>> {
    let (_, content_type, text) = FILES.into_iter().find(|(name, ..)| *name == path)?;
    Some(with_headers(StatusCode::OK, content_type, text))
}
