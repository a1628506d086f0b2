use wxctx::OpenId;

#[wxctx::entry(allow(wx_client wx_devtools))]
async fn hello(#[wx(openid)] user: OpenId) {
    let _ = user;
}

fn main() {}
