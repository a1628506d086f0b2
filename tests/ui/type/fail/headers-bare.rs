use axum::{Router, routing::post};

use axum::http::HeaderMap;

#[wxctx::entry]
async fn hello(#[wx] headers: HeaderMap) {
    let _ = headers;
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
