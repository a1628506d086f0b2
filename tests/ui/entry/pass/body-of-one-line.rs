#![deny(warnings)]

use axum::{Router, routing::post};
use wxctx::OpenId;

#[wxctx::entry]
async fn hello(#[wx(openid)] user: OpenId) -> String { user.as_str().to_owned() }

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
