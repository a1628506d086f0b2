use wxctx::OpenId;

#[wxctx::entry]
async fn hello<T: (#[wx(openid)] user: OpenId) {
    let _ = user;
}

fn unrelated() -> u8 {
    "text"
}

fn main() {}
