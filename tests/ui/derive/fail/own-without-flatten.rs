use wxctx::{Caller, FromWxContext};

#[derive(FromWxContext)]
struct User {
    who: Caller,
}

fn main() {}
