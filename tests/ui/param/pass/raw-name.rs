use axum::{Router, routing::post};
use wxctx::OpenId;

#[wxctx::entry]
async fn hello(#[wx] r#openid: OpenId, #[wx(appid)] r#type: String) -> String {
    format!("{} {}", openid.as_str(), r#type)
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
