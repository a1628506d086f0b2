use axum::{Router, routing::post};
use wxctx::Source;

#[wxctx::entry]
async fn hello(#[wx] source: Source) {
    let _ = source;
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
