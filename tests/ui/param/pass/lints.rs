#![deny(warnings)]

use axum::{Router, routing::post};
use wxctx::OpenId;

#[wxctx::entry]
async fn hello(
    #[allow(unused_variables)]
    #[wx(openid)]
    user: OpenId,
    #[expect(unused_variables)]
    #[wx(openid)]
    again: OpenId,
    #[allow(non_snake_case)]
    #[wx(openid)]
    userId: OpenId,
) {
    let _ = userId;
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
