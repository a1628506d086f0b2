use axum::{Router, routing::post};
use wxctx::AppId;

#[wxctx::entry]
async fn hello(#[wx(AppId)] app: AppId) {
    let _ = app;
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
