#![deny(warnings)]

use axum::{Router, routing::post};
use wxctx::OpenId;

#[wxctx::entry(allow(wx_client))]
async fn hello(
    #[cfg(unix)]
    #[wx(openid)]
    user: OpenId,
    #[cfg(not(unix))]
    #[wx(openid)]
    user: Missing,
    #[cfg_attr(unix, allow(unused_variables))]
    #[wx(openid)]
    again: OpenId,
) {
    let _ = user;
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
