use wxctx::OpenId;

#[wxctx::entry]
#[tokio::test]
async fn hello(#[wx(openid)] user: OpenId) {
    let _ = user;
}

fn main() {}
