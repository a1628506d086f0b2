#![no_implicit_prelude]

#[::wxctx::entry(allow(wx_client), direct)]
async fn hello(#[wx(openid)] user: ::wxctx::OpenId, #[wx] member: Member) {
    let _ = (user, member.openid);
}

#[derive(::wxctx::FromWxContext)]
struct Member {
    openid: ::wxctx::OpenId,
}

fn main() {
    let _: ::axum::Router = ::axum::Router::new().route("/", ::axum::routing::post(hello));
}
