use wxctx::{AppId, FromWxContext, OpenId};

#[derive(FromWxContext)]
struct Me {
    both: (OpenId, AppId),
}

fn main() {}
