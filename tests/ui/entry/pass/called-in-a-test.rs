use wxctx::{OpenId, Wx};

#[wxctx::entry(allow(wx_client))]
async fn hello(#[wx(openid)] user: OpenId) -> usize {
    user.as_str().len()
}

#[tokio::main]
async fn main() {
    let user = "oABCD0123456789_-abcdefghijk".parse().unwrap();
    assert_eq!(hello(Wx::new(user)).await, 28);
}
