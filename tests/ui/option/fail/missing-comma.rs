use wxctx::OpenId;

#[wxctx::entry(allow(wx_client) direct)]
async fn hello(#[wx(openid)] user: OpenId) {
    let _ = user;
}

#[wxctx::entry(direct allow(wx_client) crate = wxctx)]
async fn other(#[wx(openid)] user: OpenId) {
    let _ = user;
}

fn main() {}
