#![deny(warnings)]

use axum::{Router, routing::post};

#[wxctx::entry]
async fn hello(#[wx(openid)] mut user: String) -> String {
    user.push('!');
    user
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
