#[wxctx::entry]
async fn hello(#[wx(openid)] user: impl Into<String>) {
    let _ = user.into();
}

fn main() {}
