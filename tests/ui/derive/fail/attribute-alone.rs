use wxctx::{Caller, FromWxContext, OpenId};

#[derive(FromWxContext)]
struct Me {
    #[wx]
    caller: Caller,
    #[wx]
    user: OpenId,
}

fn main() {}
