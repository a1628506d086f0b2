use axum::{Router, routing::post};

#[wxctx::entry]
async fn hello(#[wx] caller: u64) {
    let _ = caller;
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
