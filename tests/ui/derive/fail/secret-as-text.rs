use wxctx::FromWxContext;

#[derive(FromWxContext)]
struct User {
    access_token: String,
}

fn main() {}
