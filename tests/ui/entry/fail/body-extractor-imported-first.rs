use axum::{Json, Router, routing::post};
use wxctx::OpenId;

#[wxctx::entry]
async fn hello(Json(event): Json<String>, #[wx(openid)] user: OpenId) {
    let _ = (event, user);
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
