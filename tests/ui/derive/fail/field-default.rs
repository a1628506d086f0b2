use wxctx::{FromWxContext, UnionId};

#[derive(FromWxContext)]
struct User {
    #[wx(default)]
    unionid: Option<UnionId>,
}

fn main() {}
