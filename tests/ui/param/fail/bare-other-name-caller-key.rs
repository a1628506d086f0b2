#[wxctx::entry]
async fn hello(#[wx] key: String) {
    let _ = key;
}

fn main() {}
