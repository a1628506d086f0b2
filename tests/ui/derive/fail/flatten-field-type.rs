use wxctx::{FromWxContext, OpenId};

#[derive(FromWxContext)]
struct User {
    #[wx(flatten)]
    user: OpenId,
}

fn main() {}
