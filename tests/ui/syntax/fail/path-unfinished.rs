#[wxctx::entry]
async fn hello(#[wx(openid)] user: wxctx::) {}

fn unrelated() -> u8 {
    "text"
}

fn main() {}
