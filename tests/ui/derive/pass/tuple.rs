use axum::{Router, routing::post};
use wxctx::{Caller, FromWxContext, OpenId};

#[derive(FromWxContext)]
struct Member(#[wx(openid)] OpenId, #[wx(flatten)] Caller, #[wx(appid)] String);

#[wxctx::entry]
async fn hello(#[wx] Member(openid, caller, app): Member) {
    let _ = (openid, caller, app);
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
