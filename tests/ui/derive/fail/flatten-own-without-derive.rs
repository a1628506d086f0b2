use wxctx::FromWxContext;

struct Inner;

#[derive(FromWxContext)]
struct User {
    #[wx(flatten)]
    inner: Inner,
}

fn main() {}
