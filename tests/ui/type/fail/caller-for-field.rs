use axum::{Router, routing::post};
use wxctx::Caller;

#[wxctx::entry]
async fn hello(#[wx] openid: Caller) {
    let _ = openid;
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
