#![deny(warnings)]

use axum::Json;
use wxctx::OpenId;

/// An attribute of a tool, in place of one that a macro below would take away with its parameter.
#[wxctx::entry]
async fn hello(
    #[rust_analyzer::skip] user: OpenId,
    #[rust_analyzer::skip] (first, second): (Option<OpenId>, OpenId),
    #[rust_analyzer::skip] early: Json<String>,
    #[wx] openid: OpenId,
) {
    let _ = (user, first, second, early, openid);
}

#[wxctx::entry]
async fn with_paths(#[rust_analyzer::skip] user: wxctx::OpenId, #[rust_analyzer::skip] early: axum::Json<String>, #[wx] openid: OpenId) {
    let _ = (user, early, openid);
}

#[wxctx::entry]
async fn last(Json(body): Json<String>, #[rust_analyzer::skip] injected: u8) {
    let _ = (body, injected);
}

pub async fn used() {
    let _ = (hello, with_paths, last);
}

fn main() {}
