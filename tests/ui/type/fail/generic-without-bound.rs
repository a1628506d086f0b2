#[wxctx::entry]
async fn hello<T: Send>(#[wx] member: T) {
    let _ = member;
}

fn main() {}
