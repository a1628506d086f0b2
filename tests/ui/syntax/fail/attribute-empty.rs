use wxctx::OpenId;

#[wxctx::entry]
async fn hello(#[] user: OpenId, #[wx(openid)] again: OpenId) {
    let _ = again;
}

fn unrelated() -> u8 {
    "text"
}

fn main() {}
