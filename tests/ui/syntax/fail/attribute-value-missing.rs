use wxctx::OpenId;

#[wxctx::entry]
async fn hello(#[wx = ] user: OpenId) {
    let _ = user;
}

fn unrelated() -> u8 {
    "text"
}

fn main() {}
