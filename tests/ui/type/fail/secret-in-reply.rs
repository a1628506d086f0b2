use axum::{Json, Router, routing::post};
use wxctx::AccessToken;

#[wxctx::entry]
async fn hello(#[wx(access_token)] token: AccessToken) -> Json<AccessToken> {
    Json(token)
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
