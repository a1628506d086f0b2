use axum::{Router, routing::post};
use wxctx::{FromWxContext, OpenId, UnionId};

#[derive(FromWxContext)]
struct Ids {
    openid: OpenId,
    unionid: Option<UnionId>,
}

#[derive(FromWxContext)]
struct Member {
    #[wx(flatten)]
    ids: Ids,
    #[wx(flatten)]
    again: Option<Ids>,
}

#[wxctx::entry]
async fn hello(#[wx] member: Member) {
    let _ = (member.ids.openid, member.ids.unionid, member.again);
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
