#![deny(warnings)]

use axum::{Router, routing::post};
use wxctx::OpenId;

#[wxctx::entry]
async fn hello(#[wx(openid)] user: OpenId) {
    #![allow(unused_imports, unused_variables)]

    use std::fmt::Write as _;
    let text = String::new();
    drop(user);
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
