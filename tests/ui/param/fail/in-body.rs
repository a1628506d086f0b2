use axum::{Router, routing::post};
use wxctx::OpenId;

#[wxctx::entry]
async fn hello() {
    #[wx(openid)]
    let user = 1;
    let _ = user;
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
