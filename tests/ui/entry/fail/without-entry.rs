use wxctx::OpenId;

async fn hello(#[wx(openid)] user: OpenId) {
    let _ = user;
}

fn main() {}
