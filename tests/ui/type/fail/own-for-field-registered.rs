use axum::{Router, routing::post};

struct User;

#[wxctx::entry]
async fn hello(#[wx(openid)] user: User) {
    let _ = user;
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
