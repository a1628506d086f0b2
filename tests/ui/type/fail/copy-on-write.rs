use axum::{Router, routing::post};
use std::borrow::Cow;

#[wxctx::entry]
async fn hello(#[wx(openid)] user: Cow<'_, str>) {
    let _ = user;
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
