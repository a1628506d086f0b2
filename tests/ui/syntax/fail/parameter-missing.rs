use wxctx::OpenId;

#[wxctx::entry]
async fn hello(#[wx(openid)] user: OpenId, #[wx]) {
    let _ = user;
}

fn unrelated() -> u8 {
    "text"
}

fn main() {}
