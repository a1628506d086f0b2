#![deny(warnings)]

use axum::{Router, routing::post};
use wxctx::OpenId;

#[wxctx::entry]
async fn hello(#[wx(openid)] user: OpenId) {
    #![allow(unused_variables)]

    let (_, text) = (user, String::new());
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
