use wxctx::FromWxContext;

struct Id;

#[derive(FromWxContext)]
struct User {
    openid: Id,
    #[wx(client_ip)]
    address: Id,
}

fn main() {}
