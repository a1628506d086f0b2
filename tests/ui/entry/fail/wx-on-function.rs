use axum::{Router, routing::post};
use wxctx::OpenId;

#[wxctx::entry]
#[wx(openid)]
async fn hello(#[wx] openid: OpenId) {
    let _ = openid;
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
