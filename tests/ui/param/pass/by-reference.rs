use axum::{Router, routing::post};
use wxctx::OpenId;

#[wxctx::entry]
async fn hello(#[wx(openid)] ref user: OpenId, #[wx(openid)] whole @ _: OpenId) {
    let _: &OpenId = user;
    let _ = whole;
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
