use wxctx::OpenId;

#[wxctx::entry(crate = crate::nowhere)]
async fn hello(#[wx(openid)] user: OpenId) {
    let _ = user;
}

fn main() {}
