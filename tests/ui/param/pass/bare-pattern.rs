use axum::{Router, routing::post};
use wxctx::Caller;

#[wxctx::entry]
async fn hello(#[wx] Caller { openid, appid, .. }: Caller, #[wx] _: Caller) {
    let _ = (openid, appid);
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
