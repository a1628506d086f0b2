use wxctx::OpenId;

#[wxctx::entry]
#[tokio::main]
async fn main(#[wx(openid)] user: OpenId) {
    let _ = user;
}
