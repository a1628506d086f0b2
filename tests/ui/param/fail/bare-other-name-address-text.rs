#[wxctx::entry]
async fn hello(#[wx] ip: String) {
    let _ = ip;
}

fn main() {}
