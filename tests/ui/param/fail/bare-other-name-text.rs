use axum::{Router, routing::post};

#[wxctx::entry]
async fn hello(#[wx] open_id: String) {
    let _ = open_id;
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
