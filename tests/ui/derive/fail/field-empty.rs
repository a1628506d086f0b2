use wxctx::{FromWxContext, OpenId};

#[derive(FromWxContext)]
struct User {
    #[wx()]
    user: OpenId,
}

fn main() {}
