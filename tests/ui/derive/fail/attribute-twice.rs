use wxctx::{FromWxContext, OpenId};

#[derive(FromWxContext)]
struct User {
    #[wx(openid)]
    #[wx(appid)]
    user: OpenId,
}

fn main() {}
