use wxctx::{Caller, FromWxContext};

#[derive(FromWxContext)]
struct Me {
    #[wx(call_id)]
    caller: Caller,
}

fn main() {}
