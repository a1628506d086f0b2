use wxctx::{FromWxContext, OpenId};

#[derive(FromWxContext)]
struct User {
    #[wx(crate = wxctx)]
    openid: OpenId,
}

fn main() {}
