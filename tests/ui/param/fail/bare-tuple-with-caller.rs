use wxctx::{Caller, OpenId};

#[wxctx::entry]
async fn hello(#[wx] who: (Caller, OpenId)) {
    let _ = who;
}

fn main() {}
