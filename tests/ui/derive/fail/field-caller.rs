use wxctx::{Caller, FromWxContext};

#[derive(FromWxContext)]
struct Me {
    #[wx(caller)]
    who: Caller,
}

fn main() {}
