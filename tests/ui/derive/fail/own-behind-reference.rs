use wxctx::{Caller, FromWxContext};

#[derive(FromWxContext)]
struct Me<'a> {
    who: &'a Caller,
}

fn main() {}
