use wxctx::{FromWxContext, OpenId};

#[derive(FromWxContext)]
#[wx(openid)]
struct User {
    openid: OpenId,
}

fn main() {}
