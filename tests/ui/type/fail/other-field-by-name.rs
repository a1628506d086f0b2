use axum::{Router, routing::post};
use wxctx::AppId;

#[wxctx::entry]
async fn hello(#[wx] openid: AppId) {
    let _ = openid;
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
