use axum::{Router, routing::post};
use wxctx::OpenId;

#[wxctx::entry]
async fn hello(#[wx] (user, text): (OpenId, String)) {
    let _ = (user, text);
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
