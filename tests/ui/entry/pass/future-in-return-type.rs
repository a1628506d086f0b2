use axum::{Router, routing::post};
use wxctx::OpenId;

use std::future::Future;

#[wxctx::entry]
fn hello(#[wx(openid)] user: OpenId) -> impl Future<Output = String> {
    async move { user.as_str().to_owned() }
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
