use wxctx::{Caller, FromWxContext};

#[derive(FromWxContext)]
struct User {
    #[wx(flatten, openid)]
    caller: Caller,
}

fn main() {}
