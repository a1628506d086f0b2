use axum::{Router, routing::post};
use wxctx::{AppId, OpenId};

#[wxctx::entry]
async fn hello(#[wx] who: Option<(OpenId, AppId)>) {
    let _ = who;
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
