use axum::{Router, routing::post};
use wxctx::{FromWxContext, OpenId, UnionId};

#[derive(FromWxContext)]
struct Me {
    unionid: UnionId,
}

#[wxctx::entry]
async fn hello(#[wx] (me, openid): (Me, OpenId)) {
    let _ = (me.unionid, openid);
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
