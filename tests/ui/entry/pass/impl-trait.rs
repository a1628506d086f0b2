use axum::{Router, response::IntoResponse, routing::post};
use wxctx::OpenId;

#[wxctx::entry]
async fn hello(#[wx(openid)] user: OpenId) -> impl IntoResponse {
    user.as_str().to_owned()
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
