use axum::{Router, routing::post};

#[wxctx::entry]
async fn hello(#[wx(opnid)] user: wxctx::OpenId) {
    let _ = user;
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
