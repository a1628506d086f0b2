use axum::{Router, routing::post};
use wxctx::OpenId;

/// Says hello.
#[wxctx::entry]
#[must_use]
#[inline]
#[cfg_attr(unix, allow(clippy::unused_async))]
#[cfg(not(windows))]
async fn hello(#[wx(openid)] user: OpenId) -> String {
    user.as_str().to_owned()
}

#[cfg(windows)]
async fn hello() {}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
