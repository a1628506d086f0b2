use axum::{Router, routing::post};
use wxctx::{AppId, OpenId};

#[wxctx::entry]
async fn hello(#[wx] (openid, appid): (AppId, OpenId)) {
    let _ = (openid, appid);
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
