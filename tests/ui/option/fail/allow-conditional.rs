use axum::{Router, routing::post};
use wxctx::OpenId;

#[wxctx::entry(allow(wx_client))]
async fn hello(#[cfg(windows)] #[wx(openid)] user: OpenId, #[cfg(not(windows))] #[wx(openid)] user: OpenId) {
    let _ = user;
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
