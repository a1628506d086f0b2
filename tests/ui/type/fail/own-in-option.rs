struct Member;

#[wxctx::entry]
async fn hello(#[wx] member: Option<Member>) {
    let _ = member;
}

fn main() {}
