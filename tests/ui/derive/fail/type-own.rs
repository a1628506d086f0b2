use wxctx::FromWxContext;

struct Id;

#[derive(FromWxContext)]
struct User {
    openid: Id,
}

fn main() {}
