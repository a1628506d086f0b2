use wxctx::OpenId;

#[wxctx::entry(allow(wx_))]
async fn hello(#[wx(openid)] user: OpenId) {
    let _ = user;
}

fn unrelated() -> u8 {
    "text"
}

fn main() {}
