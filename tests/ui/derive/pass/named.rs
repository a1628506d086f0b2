use axum::{Router, routing::post};
use wxctx::{Caller, FromWxContext, OpenId, UnionId};

#[derive(FromWxContext)]
struct Member {
    openid: OpenId,
    #[wx(unionid)]
    union: Option<UnionId>,
    #[wx(flatten)]
    caller: Caller,
}

#[wxctx::entry]
async fn hello(#[wx] Member { openid, union, caller }: Member) {
    let _ = (openid, union, caller);
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
