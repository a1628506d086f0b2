use axum::{Router, routing::post};

#[wxctx::entry]
async fn hello() -> &'static str {
    "hello"
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
