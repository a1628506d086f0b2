#[wxctx::entry]
async fn hello(#[wx] member: Member) {
    let _ = member;
}

fn main() {}
