use axum::{Router, routing::post};
use std::sync::Arc;

#[wxctx::entry]
async fn hello(#[wx(openid)] user: Arc<str>) {
    let _ = user;
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
