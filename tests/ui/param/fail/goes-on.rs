use axum::{Router, routing::post};
use wxctx::OpenId;

#[wxctx::entry]
async fn hello(#[wx(opnid)] user: OpenId) {
    let _ = user.as_str().len();
}

fn unrelated() -> u8 {
    "text"
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
