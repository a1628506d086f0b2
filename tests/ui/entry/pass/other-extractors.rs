use axum::{Json, Router, extract::State, routing::post};
use wxctx::OpenId;

#[wxctx::entry]
async fn hello(State(()): State<()>, #[wx(openid)] user: OpenId, Json(event): Json<String>) -> Json<String> {
    Json(format!("{} {event}", user.as_str()))
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
