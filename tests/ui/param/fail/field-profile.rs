use axum::{Router, routing::post};

#[wxctx::entry]
async fn hello(#[wx(nickname)] name: String) {
    let _ = name;
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
