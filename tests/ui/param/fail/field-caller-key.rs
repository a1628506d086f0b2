#[wxctx::entry]
async fn hello(#[wx(key)] key: String) {
    let _ = key;
}

fn main() {}
