use axum::{Router, routing::post};
use wxctx::OpenId;

#[wxctx::entry]
async fn hello(#[wx(crate = wxctx)] openid: OpenId) {
    let _ = openid;
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
