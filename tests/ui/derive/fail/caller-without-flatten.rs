use wxctx::{Caller, FromWxContext, WxContext};

#[derive(FromWxContext)]
struct Me {
    caller: Caller,
    context: Option<WxContext>,
}

fn main() {}
