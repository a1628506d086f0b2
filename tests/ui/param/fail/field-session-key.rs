use axum::{Router, routing::post};

#[wxctx::entry]
async fn hello(#[wx(session_key)] key: String) {
    let _ = key;
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
