use axum::{Router, routing::post};
use wxctx::OpenId;

#[wxctx::entry]
async fn hello(#[wx] (own, other): (OpenId, OpenId)) {
    let _ = (own, other);
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
