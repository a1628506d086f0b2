use axum::{Router, routing::post};
use wxctx::EnvId;

#[wxctx::entry]
async fn hello(#[wx(TCB_ENV)] env: EnvId) {
    let _ = env;
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
