//! A service that knows the sessions: the token of a session is the name of its user.

use std::net::SocketAddr;

use axum::Router;
use axum::http::{HeaderMap, StatusCode, Uri, header::AUTHORIZATION};
use axum::response::{IntoResponse as _, Response};

use crate::common::http1::listen;
use crate::common::{APPID, OPENID};

const ANN: &str = "ann";

/// The openid of the user of this number.
pub(crate) fn openid(number: usize) -> String {
    format!("oUSER-{number:023}")
}

/// Who the token stands for: `ann`, or the number of a user.
fn user(token: &str) -> Option<String> {
    if token == ANN { Some(OPENID.to_owned()) } else { token.parse().ok().map(openid) }
}

async fn answer(uri: Uri, headers: HeaderMap) -> Response {
    let token = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    match token.and_then(user) {
        Some(openid) if uri.path().starts_with("/_identity") => {
            [("x-wx-openid", openid.as_str()), ("x-wx-appid", APPID), ("x-wx-source", "wx_client")].into_response()
        }
        _ => StatusCode::UNAUTHORIZED.into_response(),
    }
}

pub(crate) async fn start() -> SocketAddr {
    listen(Router::new().fallback(answer)).await
}
