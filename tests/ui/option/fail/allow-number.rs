use axum::{Router, routing::post};
use wxctx::OpenId;

#[wxctx::entry(allow(3))]
async fn hello(#[wx(openid)] user: OpenId) {
    let _ = user;
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
