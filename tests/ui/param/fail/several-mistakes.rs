use axum::{Router, routing::post};
use wxctx::{AppId, OpenId};

#[wxctx::entry(alow(wx_client))]
async fn hello(#[wx(opnid)] user: OpenId, #[wx] app: AppId, #[wx(env)] env: u64) {
    let _ = (user, app, env);
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
