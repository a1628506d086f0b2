use axum::{Json, Router, routing::post};
use wxctx::{FromWxContext, OpenId};

#[derive(FromWxContext)]
struct Member {
    openid: OpenId,
}

#[wxctx::entry(allow(wx_client))]
async fn hello(member: Member, Json(event): Json<u64>) -> String {
    format!("{} {event}", member.openid.masked())
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
