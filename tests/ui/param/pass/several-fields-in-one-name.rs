use axum::{Router, routing::post};
use wxctx::{AppId, OpenId};

#[wxctx::entry]
async fn hello(#[wx(openid, appid)] who: (OpenId, AppId), #[wx(openid, appid)] (first, ..): (OpenId, AppId)) {
    let _ = (who.0, first);
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
