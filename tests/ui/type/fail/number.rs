use axum::{Router, routing::post};

#[wxctx::entry]
async fn hello(#[wx(openid)] user: u64) {
    let _ = user;
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
