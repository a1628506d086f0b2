#[wxctx::entry]
async fn hello(#[wx(openid)] user: _) {
    let _ = user;
}

fn main() {}
