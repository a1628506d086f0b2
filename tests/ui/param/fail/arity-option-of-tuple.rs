use axum::{Router, routing::post};
use wxctx::{AppId, OpenId};

#[wxctx::entry]
async fn hello(#[wx(openid, appid)] both: Option<(OpenId, AppId)>) {
    let _ = both;
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
