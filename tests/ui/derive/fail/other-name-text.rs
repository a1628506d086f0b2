use wxctx::FromWxContext;

#[derive(FromWxContext)]
struct User {
    name: String,
}

fn main() {}
