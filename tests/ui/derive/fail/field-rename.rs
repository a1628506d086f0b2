use wxctx::{FromWxContext, OpenId};

#[derive(FromWxContext)]
struct User {
    #[wx(rename = "openid")]
    user: OpenId,
}

fn main() {}
