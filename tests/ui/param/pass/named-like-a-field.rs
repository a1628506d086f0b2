use axum::{Router, routing::post};
use wxctx::{EnvId, OpenId};

#[wxctx::entry]
async fn hello(#[wx] openid: OpenId, #[wx] _env: EnvId) -> String {
    openid.as_str().to_owned()
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
