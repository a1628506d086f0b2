use axum::{Router, routing::post};
use wxctx::OpenId;

#[wxctx::entry]
async fn hello(#[wx(openid)] _user: OpenId, _more: ...) {}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
