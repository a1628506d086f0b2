use axum::{Router, routing::post};
use wxctx::OpenId;

#[wxctx::entry(direct)]
async fn hello(#[wx(openid)] user: Option<OpenId>) {
    let _ = user;
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
