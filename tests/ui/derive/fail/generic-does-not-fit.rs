use axum::{Router, routing::post};
use wxctx::FromWxContext;

#[derive(FromWxContext)]
struct User<T> {
    openid: T,
}

#[wxctx::entry]
async fn hello(#[wx] user: User<u8>) {
    let _ = user.openid;
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
