use axum::{Router, routing::post};
use wxctx::Caller;

#[wxctx::entry]
async fn hello(#[wx(caller)] caller: Caller) {
    let _ = caller;
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
