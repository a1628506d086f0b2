use axum::{Router, routing::post};

#[wxctx::entry(direct)]
async fn hello() {}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
