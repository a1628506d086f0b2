use axum::{Router, routing::post};
use wxctx::{AppId, OpenId, SourceChain};

#[wxctx::entry(allow(wx_client), direct, crate = ::wxctx,)]
async fn hello(#[wx(openid, appid)] who: (OpenId, AppId), #[wx(source)] _source: SourceChain) {
    let _ = who;
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
