#![deny(warnings)]

use axum::Json;
use wxctx::OpenId;

/// An attribute of a tool, in place of one that a macro below would take away with its parameter.
#[wxctx::entry]
async fn hello(
    #[rustfmt::skip] user: OpenId,
    #[rustfmt::skip] (first, second): (Option<OpenId>, OpenId),
    #[rustfmt::skip] early: Json<String>,
    #[wx] openid: OpenId,
) {
    let _ = (user, first, second, early, openid);
}

#[wxctx::entry]
async fn with_paths(#[rustfmt::skip] user: wxctx::OpenId, #[rustfmt::skip] early: axum::Json<String>, #[wx] openid: OpenId) {
    let _ = (user, early, openid);
}

#[wxctx::entry]
async fn last(Json(body): Json<String>, #[rustfmt::skip] injected: u8) {
    let _ = (body, injected);
}

pub async fn used() {
    let _ = (hello, with_paths, last);
}

fn main() {}
