use axum::{Router, routing::post};
use wxctx::OpenId;

#[wxctx::entry]
async fn hello(#[wx(1)] user: OpenId) {
    let _ = user;
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
