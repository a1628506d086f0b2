use axum::{Router, routing::post};
use wxctx::OpenId;

#[wxctx::entry(allow(
    wx_devtools, wx_client, wx_http, wx_trigger, wx_paycallback, wx_crawler, wx_localdebug, wx_unknown, scf, cbr, not_scf,
    sumeru, tencentcloud, unknown,
))]
async fn hello(#[wx(openid)] user: OpenId) {
    let _ = user;
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
