use axum::{Router, routing::post};
use wxctx::OpenId;

#[wxctx::entry]
async fn hello(#[wx(openid, openid)] (user, again): (OpenId, OpenId)) {
    let _ = (user, again);
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
