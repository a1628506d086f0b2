use axum::{Router, routing::post};
use wxctx::OpenId;

#[wxctx::entry]
async fn hello(#[wx(unionid)] union: Option<OpenId>) {
    let _ = union;
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
