use axum::{Router, routing::post};
use wxctx::OpenId;

#[wxctx::entry]
async fn hello() {
    let greet = |#[wx(openid)] user: OpenId| drop(user);
    let _ = greet;
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
