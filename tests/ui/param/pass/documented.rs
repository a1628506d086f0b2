#![deny(warnings)]

use axum::{Router, routing::post};
use wxctx::OpenId;

#[wxctx::entry]
async fn hello(
    /// Who calls.
    #[wx(openid)]
    user: OpenId,
    /// What they say.
    body: String,
) -> String {
    user.as_str().to_owned() + &body
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
