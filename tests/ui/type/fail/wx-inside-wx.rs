use axum::{Router, routing::post};
use wxctx::{OpenId, Wx};

#[wxctx::entry]
async fn hello(#[wx(openid)] user: Wx<OpenId>) {
    let _ = user;
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
