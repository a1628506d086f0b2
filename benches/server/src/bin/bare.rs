//! The application without wxctx: three headers by hand.

use axum::http::{HeaderMap, HeaderName, StatusCode};
use axum::routing::get;
use axum::{Json, Router};
use axum::{extract::FromRequestParts, http::request::Parts};
use serde::Serialize;

static OPENID: HeaderName = HeaderName::from_static("x-wx-openid");
static APPID: HeaderName = HeaderName::from_static("x-wx-appid");
static UNIONID: HeaderName = HeaderName::from_static("x-wx-unionid");

#[derive(Serialize)]
struct Member {
    openid: String,
    appid: String,
    unionid: Option<String>,
}

fn text(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}

impl<S: Sync> FromRequestParts<S> for Member {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, StatusCode> {
        let required = |name| text(&parts.headers, name).ok_or(StatusCode::UNAUTHORIZED);
        Ok(Self { openid: required(&OPENID)?, appid: required(&APPID)?, unionid: text(&parts.headers, &UNIONID) })
    }
}

async fn member(member: Member) -> Json<Member> {
    Json(member)
}

#[tokio::main(worker_threads = 1)]
async fn main() -> std::io::Result<()> {
    let port = std::env::var("PORT").unwrap_or_default();
    let listener = tokio::net::TcpListener::bind(format!("127.0.0.1:{port}")).await?;
    axum::serve(listener, Router::new().route("/", get(member))).await
}
