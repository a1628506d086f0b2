use wxctx::OpenId;

#[wxctx::entry]
async fn hello(#[wx(openid)] user: OpenId) -> usize {
    user.
}

fn unrelated() -> u8 {
    "text"
}

fn main() {}
