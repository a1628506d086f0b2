use axum::{Router, routing::post};

#[wxctx::entry]
async fn hello(user: wxctx::OpenId) {
    let _ = user;
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
