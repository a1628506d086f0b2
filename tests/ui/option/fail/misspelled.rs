use axum::{Router, routing::post};
use wxctx::OpenId;

#[wxctx::entry(alow(wx_client), direkt)]
async fn hello(#[wx(openid)] user: OpenId) {
    let _ = user;
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
