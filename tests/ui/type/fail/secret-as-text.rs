use axum::{Router, routing::post};

#[wxctx::entry]
async fn hello(#[wx(access_token)] token: Option<String>) {
    let _ = token;
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
