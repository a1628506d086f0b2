extern crate wxctx as weixin;

#[weixin::entry(crate = crate::weixin, allow(wx_client))]
async fn hello(#[wx(openid)] user: weixin::OpenId, #[wx] member: Member) {
    let _ = (user, member.openid);
}

#[derive(weixin::FromWxContext)]
#[wx(crate = weixin)]
struct Member {
    openid: weixin::OpenId,
}

fn main() {
    let _: axum::Router = axum::Router::new().route("/", axum::routing::post(hello));
}
