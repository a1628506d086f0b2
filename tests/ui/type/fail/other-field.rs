use axum::{Router, routing::post};
use wxctx::AppId;

#[wxctx::entry]
async fn hello(#[wx(openid)] user: AppId) {
    let _ = user;
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
