use wxctx::{FromWxContext, OpenId};

#[derive(FromWxContext)]
struct User {
    openid: OpenId,
    #[wx(skip)]
    seen: bool,
}

fn main() {}
