use wxctx::{FromWxContext, OpenId, Wx};

#[derive(FromWxContext)]
struct Me {
    openid: Wx<OpenId>,
}

fn main() {}
