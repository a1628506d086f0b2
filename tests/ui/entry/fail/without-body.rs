use wxctx::OpenId;

#[wxctx::entry]
async fn hello(#[wx(openid)] user: OpenId);

fn main() {}
