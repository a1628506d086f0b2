use wxctx::{AppId, FromWxContext, OpenId, UnionId};

#[derive(FromWxContext)]
struct User {
    user: OpenId,
    app_id: AppId,
    union: Option<UnionId>,
}

fn main() {}
