use wxctx::{FromWxContext, OpenId};

#[derive(FromWxContext)]
struct User(OpenId);

fn main() {}
