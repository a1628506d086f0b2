use axum::{Router, routing::post};
use wxctx::OpenId;

#[wxctx::entry]
async fn hello(#[wx] _: OpenId) {}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
