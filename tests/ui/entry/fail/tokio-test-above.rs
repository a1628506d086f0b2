use wxctx::OpenId;

#[tokio::test]
#[wxctx::entry]
async fn hello(#[wx(openid)] user: OpenId) {
    let _ = user;
}

fn main() {}
