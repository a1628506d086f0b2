use axum::{Router, routing::post};

#[wxctx::entry]
async fn hello<'a>(#[wx(openid)] user: &'a str) {
    let _ = user;
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
