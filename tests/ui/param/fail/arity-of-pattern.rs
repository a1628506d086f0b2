use axum::{Router, routing::post};
use wxctx::{AppId, OpenId};

#[wxctx::entry]
async fn hello(#[wx(openid, appid)] (user, app, more): (OpenId, AppId)) {
    let _ = (user, app, more);
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
