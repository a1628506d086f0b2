use wxctx::{AppId, FromWxContext, OpenId};

#[derive(FromWxContext)]
struct User {
    #[wx(openid, appid)]
    both: (OpenId, AppId),
}

fn main() {}
