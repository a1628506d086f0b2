use wxctx::{FromWxContext, OpenId};

#[derive(FromWxContext)]
struct User {
    #[wx = "openid"]
    user: OpenId,
}

fn main() {}
