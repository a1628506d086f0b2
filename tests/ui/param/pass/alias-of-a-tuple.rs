use axum::{Router, routing::post};
use wxctx::{AppId, OpenId};

type Who = (OpenId, AppId);

#[wxctx::entry]
async fn hello(#[wx(openid, appid)] (openid, appid): Who) {
    let _ = (openid, appid);
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
