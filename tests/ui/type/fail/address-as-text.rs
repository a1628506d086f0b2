use axum::{Router, routing::post};

#[wxctx::entry]
async fn hello(#[wx] client_ip: String) {
    let _ = client_ip;
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
