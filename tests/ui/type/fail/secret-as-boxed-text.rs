#[wxctx::entry]
async fn hello(#[wx(access_token)] token: Box<str>) {
    let _ = token;
}

fn main() {}
