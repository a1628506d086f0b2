use axum::{Router, routing::post};
use wxctx::{AppId, OpenId, UnionId};

#[wxctx::entry]
async fn hello(#[wx(open_id, app_id, union_id)] (openid, appid, unionid): (OpenId, AppId, Option<UnionId>)) {
    let _ = (openid, appid, unionid);
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
