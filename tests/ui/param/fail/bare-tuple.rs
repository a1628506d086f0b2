use axum::{Router, routing::post};
use wxctx::{AppId, OpenId};

#[wxctx::entry]
async fn hello(#[wx] (openid, app): (OpenId, AppId)) {
    let _ = (openid, app);
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
