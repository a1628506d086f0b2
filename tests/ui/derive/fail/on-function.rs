use wxctx::{FromWxContext, OpenId};

#[derive(FromWxContext)]
async fn hello(openid: OpenId) {
    let _ = openid;
}

fn main() {}
