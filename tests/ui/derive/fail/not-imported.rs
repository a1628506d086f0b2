use wxctx::FromWxContext;

#[derive(FromWxContext)]
struct Member {
    openid: OpenId,
}

fn main() {}
