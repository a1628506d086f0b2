use axum::{Router, routing::post};
use wxctx::{FromWxContext, OpenId};

#[derive(FromWxContext)]
struct Me {
    openid: OpenId,
}

#[wxctx::entry]
async fn hello(me: Me) {
    let _ = me.openid;
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
