use axum::{Router, routing::post};
use wxctx::OpenId;

#[wxctx::entry]
async fn hello(#[wx(openid, appid, unionid)] (user, app, union): (OpenId, OpenId)) {
    let _ = (user, app, union);
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
