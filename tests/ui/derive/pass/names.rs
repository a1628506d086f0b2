use axum::{Router, routing::post};
use wxctx::FromWxContext;

#[derive(FromWxContext)]
struct Member {
    _openid: String,
    r#env: String,
    #[wx(appid)]
    r#type: String,
    #[wx]
    source: String,
}

#[wxctx::entry]
async fn hello(#[wx] member: Member) {
    let _ = (member._openid, member.env, member.r#type, member.source);
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
